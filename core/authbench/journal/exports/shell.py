"""Words for a POSIX shell, exact to the byte in any shell that follows the standard."""

from __future__ import annotations

import base64
import re

from authbench.journal.exports.pieces import Pieces, Variable

_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,-]+\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def quoted(pieces: Pieces) -> str:
    """One word: what is no variable in single quotes, in which a shell leaves everything alone."""
    return "".join(_word(piece) for piece in pieces) or "''"


def quoted_bytes(pieces: Pieces) -> str:
    """One word from Latin-1 pieces whose bytes are no UTF-8: `printf` writes those that cannot be pasted."""
    return "".join(
        f'"${{{piece.name}}}"' if isinstance(piece, Variable) else f"\"$(printf '{_octal(piece)}')\""
        for piece in pieces
    )


def can_be_a_word(pieces: Pieces) -> bool:
    """Whether the text survives as an argument: no NUL, nothing that a terminal takes for a key, and not
    longer than systems allow one argument to be (128 KiB on Linux, in bytes)."""
    return (
        not any(isinstance(piece, str) and _CONTROL.search(piece) for piece in pieces)
        and sum(4 * len(str(piece)) if not str(piece).isascii() else len(str(piece)) for piece in pieces)
        < 100_000
    )


def writing(pieces: Pieces, *, binary: bool) -> str:
    """A command that writes the body to its standard output, to the byte."""
    if binary:
        commands = [_writing_bytes(piece) for piece in pieces]
        return commands[0] if len(commands) == 1 else "{ " + "; ".join(commands) + "; }"
    formats = "".join("%s" if isinstance(piece, Variable) else "%b" for piece in pieces)
    words = " ".join(
        _word(piece) if isinstance(piece, Variable) else _single(_escaped(piece)) for piece in pieces
    )
    return f"printf '{formats}' {words}"


def _writing_bytes(piece: str | Variable) -> str:
    if isinstance(piece, Variable):
        return f"printf '%s' {_word(piece)}"
    return f"printf '%s' {base64.b64encode(piece.encode('latin-1')).decode()} | base64 -d"


def _word(piece: str | Variable) -> str:
    if isinstance(piece, Variable):
        return f'"${piece.name}"'
    return piece if _PLAIN.match(piece) else _single(piece)


def _single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _escaped(text: str) -> str:
    return _CONTROL.sub(
        lambda found: "\\r" if found.group() == "\r" else f"\\0{ord(found.group()):03o}",
        text.replace("\\", "\\\\"),
    )


def _octal(text: str) -> str:
    return "".join(
        chr(byte) if 0x20 <= byte < 0x7F and byte not in b"%\\'" else f"\\{byte:03o}"
        for byte in text.encode("latin-1")
    )
