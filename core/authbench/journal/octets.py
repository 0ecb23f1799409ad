"""Bytes for display: in hexadecimal with what is secret in them masked, or as they are where nothing is."""

from __future__ import annotations

from authbench.journal.chips import Redacted
from authbench.journal.redaction import Redactor

ROW = 16
"""Bytes shown in a row."""

# Looked at before and after what is shown, so that a secret that is cut in two is recognised.
_MARGIN = 4096
_PRINTABLE = bytes(byte if 0x20 <= byte < 0x7F else 0x2E for byte in range(256)).decode("latin-1")


def hex_rows(
    content: bytes,
    redactor: Redactor,
    offset: int = 0,
    limit: int | None = None,
    *,
    place: int = 0,
    opening: bytes = b"",
) -> Redacted:
    """`limit` bytes from `offset` on (None: all) as rows of 16: their place, hexadecimal and as ASCII.
    Bytes of secrets are `••`. `content` itself begins at `place` of something longer, and `opening` tells
    what the columns of a table are whose rows these bytes are."""
    end = len(content) if limit is None else min(len(content), offset + limit)
    before = max(0, offset - _MARGIN)
    near = content[before : end + _MARGIN]
    cut = near.find(b"\n") + 1 if opening and place + before > 0 else 0
    if cut:
        hidden = bytearray(cut) + _hidden(opening + near[cut:], redactor)[len(opening) :]
        # What stands before the first whole row is looked at by itself.
        hidden[:cut] = _hidden(near[:cut], redactor)
    else:
        hidden = _hidden(near, redactor)
    rows = []
    for start in range(offset, end, ROW):
        row = content[start : min(end, start + ROW)]
        mask = hidden[start - before : start - before + len(row)]
        if any(mask):
            pairs = " ".join(
                "••" if secret else f"{byte:02x}" for byte, secret in zip(row, mask, strict=True)
            )
            letters = "".join(
                "•" if secret else _PRINTABLE[byte] for byte, secret in zip(row, mask, strict=True)
            )
        else:
            pairs, letters = row.hex(" "), "".join(_PRINTABLE[byte] for byte in row)
        rows.append(f"{place + start:08x}  {pairs:<47}  {letters}")
    return Redacted("\n".join(rows))


def _hidden(content: bytes, redactor: Redactor) -> bytearray:
    """For each byte whether it belongs to a secret, written with one byte a character or with two."""
    hidden = bytearray(len(content))
    # One character for each byte, so that places in the text are places in the content.
    text = content.decode("latin-1")
    for start, end in redactor.hidden(text):
        hidden[start:end] = b"\x01" * (end - start)
    if content.count(0) * 4 >= len(content):
        for shift in range(2):
            for start, end in redactor.hidden(text[shift::2]):
                first, last = shift + 2 * start, min(len(content), shift + 2 * end)
                hidden[first:last] = b"\x01" * (last - first)
    return hidden


def plain_octets(content: bytes, redactor: Redactor) -> bytes | None:
    """`content` itself; None where a known secret is in it, in whatever form."""
    return None if redactor.contains(content) else content
