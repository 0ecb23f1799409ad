"""Heredocs: finding the body, and the indentation that `<<~` takes away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from authbench.ruby.conversion.escapes import unescape_double
from authbench.ruby.syntax.base import Node

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

    from authbench.ruby.conversion.converter import Converter

_TAB: Final = 8


def heredoc(converter: Converter, node: TreeNode) -> list[str | bytes | Node]:
    """The parts of the heredoc that begins at `node`, escapes resolved and indentation removed."""
    from authbench.ruby.conversion.strings import interpolated

    beginning = converter.text(node)
    body = converter.source.heredoc_body(node)
    if body is None:
        raise converter.syntax_error(
            node, f'can\'t find string "{beginning.strip("<~-")}" anywhere before EOF'
        )
    raw: list[bytes | Node] = []
    literal = "'" in beginning
    # The content starts on the line after the beginning and ends before the line of the closing word.
    position = converter.data.index(b"\n", body.start_byte) + 1
    closing = next(child for child in reversed(body.children) if child.type == "heredoc_end")
    end = converter.data.rfind(b"\n", 0, closing.start_byte) + 1
    for child in body.children:
        if child.type == "interpolation":
            if child.start_byte > position:
                raw.append(converter.data[position : child.start_byte])
            raw.append(interpolated(converter, child))
            position = child.end_byte
    if end > position:
        raw.append(converter.data[position:end])
    if "~" in beginning:
        raw = _dedent(raw)
    return [
        part if isinstance(part, Node) or literal else unescape_double(part, converter, node) for part in raw
    ]


def _dedent(parts: list[bytes | Node]) -> list[bytes | Node]:
    width = _common_indent(parts)
    if width == 0:
        return parts
    made: list[bytes | Node] = []
    at_start = True
    for part in parts:
        if isinstance(part, Node):
            made.append(part)
            at_start = False
            continue
        lines = part.split(b"\n")
        for index, line in enumerate(lines):
            if index > 0 or at_start:
                lines[index] = _remove(line, width)
        made.append(b"\n".join(lines))
        at_start = part.endswith(b"\n")
    return made


def _common_indent(parts: list[bytes | Node]) -> int:
    """The smallest indentation of a line that is not blank; a line that starts with `#{` has none."""
    smallest: int | None = None
    at_start = True
    for position, part in enumerate(parts):
        if isinstance(part, Node):
            if at_start:
                smallest = 0
            at_start = False
            continue
        lines = part.split(b"\n")
        for index, line in enumerate(lines):
            if index == 0 and not at_start:
                continue
            followed = index == len(lines) - 1 and position + 1 < len(parts)
            if line.strip(b" \t") or followed:
                width = _indent(line)
                smallest = width if smallest is None else min(smallest, width)
        at_start = part.endswith(b"\n")
    return smallest or 0


def _indent(line: bytes) -> int:
    width = 0
    for byte in line:
        if byte == 0x20:
            width += 1
        elif byte == 0x09:
            width = (width // _TAB + 1) * _TAB
        else:
            break
    return width


def _remove(line: bytes, width: int) -> bytes:
    taken = 0
    for index, byte in enumerate(line):
        if taken >= width:
            return line[index:]
        if byte == 0x20:
            taken += 1
        elif byte == 0x09:
            after = (taken // _TAB + 1) * _TAB
            if after > width:
                return line[index:]
            taken = after
        else:
            return line[index:]
    return b""
