"""Escapes in literals, by Ruby's rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from authbench.ruby.syntax.base import Node

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

    from authbench.ruby.conversion.converter import Converter

_DOUBLE: Final = re.compile(
    rb"\\(u\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{1,2}|[0-7]{1,3}"
    rb"|(?:c|C-|M-)+(?:\\?.)|\n|.)",
    re.DOTALL,
)
_NAMED: Final = {
    b"n": b"\n",
    b"t": b"\t",
    b"r": b"\r",
    b"s": b" ",
    b"0": b"\0",
    b"a": b"\a",
    b"b": b"\b",
    b"e": b"\x1b",
    b"f": b"\f",
    b"v": b"\v",
    b"\n": b"",
}


def unescape_double(raw: bytes, converter: Converter, node: TreeNode) -> bytes:
    """The content of a double-quoted literal. Raises RubySyntaxError for a malformed escape."""
    if b"\\" not in raw:
        return raw

    def resolve(match: re.Match[bytes]) -> bytes:
        escape = match.group(1)
        named = _NAMED.get(escape)
        if named is not None:
            return named
        lead = escape[:1]
        if lead == b"u":
            return _unicode(escape, converter, node)
        if lead == b"x":
            if len(escape) == 1:
                raise converter.syntax_error(node, "invalid hex escape")
            return bytes([int(escape[1:], 16)])
        if lead in b"01234567":
            return bytes([int(escape, 8) & 0xFF])
        if len(escape) > 1 and lead in b"cCM":
            return _control(escape)
        return escape

    return _DOUBLE.sub(resolve, raw)


def _unicode(escape: bytes, converter: Converter, node: TreeNode) -> bytes:
    digits = escape[2:-1].split() if escape.startswith(b"u{") else [escape[1:]]
    text = ""
    for digit in digits:
        try:
            code = int(digit, 16)
        except ValueError:
            raise converter.syntax_error(node, "invalid Unicode escape") from None
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise converter.syntax_error(node, "invalid Unicode codepoint")
        text += chr(code)
    if not digits:
        raise converter.syntax_error(node, "invalid Unicode escape")
    return text.encode("utf-8")


def _control(escape: bytes) -> bytes:
    """`\\cA`, `\\C-a`, `\\M-a` and their combinations."""
    code = 0x7F if escape[-1:] == b"?" else escape[-1] & 0x9F
    if not re.match(rb"(?:M-)*(?:c|C-)", escape):
        code = escape[-1]
    return bytes([code | 0x80 if b"M-" in escape else code])


def unescape_single(raw: bytes, opening: str, closing: str) -> bytes:
    """The content of a single-quoted literal: only backslash and the delimiters are escaped."""
    if b"\\" not in raw:
        return raw
    escaped = b"".join(re.escape(mark.encode()) for mark in {"\\", opening, closing})
    return re.sub(rb"\\([" + escaped + rb"])", rb"\1", raw)


def unescape_word(raw: bytes, opening: str, closing: str) -> bytes:
    """An element of `%w[]`: blanks may be escaped too."""
    if b"\\" not in raw:
        return raw
    escaped = b"".join(re.escape(mark.encode()) for mark in {"\\", opening, closing})
    return re.sub(rb"\\([\s" + escaped + rb"])", rb"\1", raw)


def join_parts(parts: list[str | bytes | Node]) -> list[str | Node]:
    """Neighbouring text in one piece, so that bytes given by escapes form characters together."""
    joined: list[str | Node] = []
    pending = b""
    for part in parts:
        if isinstance(part, Node):
            if pending:
                joined.append(pending.decode("utf-8", "surrogateescape"))
                pending = b""
            joined.append(part)
        else:
            pending += part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
    if pending:
        joined.append(pending.decode("utf-8", "surrogateescape"))
    return joined
