"""Strings, symbols, words and regexps: the literals that have escapes and interpolation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from authbench.ruby.conversion.escapes import (
    join_parts,
    unescape_double,
    unescape_single,
    unescape_word,
)
from authbench.ruby.conversion.heredocs import heredoc
from authbench.ruby.syntax.base import Node
from authbench.ruby.syntax.control import Unsupported
from authbench.ruby.syntax.literals import (
    ArrayLiteral,
    Constant,
    Interpolation,
    RegexpInterpolation,
    RegexpLiteral,
    StringLiteral,
    SymbolInterpolation,
)
from authbench.ruby.values import Symbol

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

    from authbench.ruby.conversion.converter import Converter, Handler

_CLOSING: Final = {"(": ")", "[": "]", "{": "}", "<": ">"}
_FLAGS: Final = {"i": 1, "x": 2, "m": 4}


def raw_parts(converter: Converter, node: TreeNode) -> list[bytes | Node]:
    """The content of a literal: raw bytes, and nodes for what is interpolated."""
    parts: list[bytes | Node] = []
    children = node.children
    for child in children[1:-1]:
        if child.type == "interpolation":
            parts.append(interpolated(converter, child))
        elif parts and isinstance(parts[-1], bytes):
            parts[-1] += converter.raw(child)
        else:
            parts.append(converter.raw(child))
    return parts


def interpolated(converter: Converter, node: TreeNode) -> Node:
    """The statements inside `#{}`; `#@name` too."""
    kept, converter.keeps_places = converter.keeps_places, False
    try:
        return converter.statements(node.named_children, node)
    finally:
        converter.keeps_places = kept


def _delimiter(opening: str) -> str:
    """The closing delimiter that may be escaped inside."""
    return _CLOSING.get(opening[-1], opening[-1])


def string_parts(converter: Converter, node: TreeNode) -> list[str | bytes | Node]:
    """The parts of a string literal with escapes resolved."""
    opening = converter.text(node.children[0])
    parts: list[str | bytes | Node] = []
    for part in raw_parts(converter, node):
        if isinstance(part, Node):
            parts.append(part)
        elif opening == "'" or opening.startswith("%q"):
            parts.append(unescape_single(part, opening[-1], _delimiter(opening)))
        else:
            parts.append(unescape_double(part, converter, node))
    return parts


def string_of(converter: Converter, node: TreeNode, parts: list[str | bytes | Node]) -> Node:
    """The node for a string of these parts."""
    joined = join_parts(parts)
    place = converter.place(node)
    if not joined:
        return StringLiteral(place, "", converter.frozen_literals)
    if len(joined) == 1 and isinstance(joined[0], str):
        return StringLiteral(place, joined[0], converter.frozen_literals)
    return Interpolation(place, joined)


def _string(converter: Converter, node: TreeNode) -> Node:
    return string_of(converter, node, string_parts(converter, node))


def _chained_string(converter: Converter, node: TreeNode) -> Node:
    parts: list[str | bytes | Node] = []
    for child in node.named_children:
        if child.type == "string":
            parts.extend(string_parts(converter, child))
        elif child.type == "heredoc_beginning":
            parts.extend(heredoc(converter, child))
        elif child.type == "character":
            parts.append(_character_text(converter, child))
    return string_of(converter, node, parts)


def _heredoc(converter: Converter, node: TreeNode) -> Node:
    if converter.text(node).endswith("`"):
        return converter.unsupported(node, "Running a command")
    return string_of(converter, node, heredoc(converter, node))


def _character_text(converter: Converter, node: TreeNode) -> str | bytes:
    return unescape_double(converter.raw(node)[1:], converter, node)


def _character(converter: Converter, node: TreeNode) -> Node:
    return string_of(converter, node, [_character_text(converter, node)])


def _delimited_symbol(converter: Converter, node: TreeNode) -> Node:
    opening = converter.text(node.children[0])
    single = opening == ":'" or opening.startswith("%s")
    parts: list[str | bytes | Node] = []
    for part in raw_parts(converter, node):
        if isinstance(part, Node):
            parts.append(part)
        elif single:
            parts.append(unescape_single(part, opening[-1], _delimiter(opening)))
        else:
            parts.append(unescape_double(part, converter, node))
    made = string_of(converter, node, parts)
    if isinstance(made, Interpolation):
        return SymbolInterpolation(converter.place(node), made)
    text = made.value if isinstance(made, StringLiteral) and isinstance(made.value, str) else ""
    return Constant(converter.place(node), Symbol(text))


def _words(converter: Converter, node: TreeNode) -> Node:
    """`%w[]`, `%W[]`, `%i[]`, `%I[]`."""
    opening = converter.text(node.children[0]).strip()
    plain = opening[1] in "wi"
    items: list[Node] = []
    for child in node.named_children:
        parts: list[str | bytes | Node] = []
        for part in _word_parts(converter, child):
            if isinstance(part, Node):
                parts.append(part)
            elif plain:
                parts.append(unescape_word(part, opening[-1], _delimiter(opening)))
            else:
                parts.append(unescape_double(part, converter, child))
        made = string_of(converter, child, parts)
        if opening[1] in "iI":
            if isinstance(made, Interpolation):
                made = SymbolInterpolation(converter.place(child), made)
            elif isinstance(made, StringLiteral) and isinstance(made.value, str):
                made = Constant(converter.place(child), Symbol(made.value))
        items.append(made)
    return ArrayLiteral(converter.place(node), items)


def _word_parts(converter: Converter, node: TreeNode) -> list[bytes | Node]:
    parts: list[bytes | Node] = []
    for child in node.children:
        if child.type == "interpolation":
            parts.append(interpolated(converter, child))
        elif parts and isinstance(parts[-1], bytes):
            parts[-1] += converter.raw(child)
        else:
            parts.append(converter.raw(child))
    return parts


def _regex(converter: Converter, node: TreeNode) -> Node:
    opening = converter.text(node.children[0])
    closing = converter.text(node.children[-1])
    options = 0
    for flag in closing[1:]:
        options |= _FLAGS.get(flag, 0)
    parts: list[str | bytes | Node] = []
    for part in raw_parts(converter, node):
        if isinstance(part, Node):
            parts.append(part)
        else:
            part = part.replace(b"\\\n", b"")
            if opening == "/":
                part = _without_escaped_slashes(part)
            parts.append(part.decode("utf-8", "surrogateescape"))
    joined = join_parts(parts)
    place = converter.place(node)
    if all(isinstance(part, str) for part in joined):
        return RegexpLiteral(place, "".join(part for part in joined if isinstance(part, str)), options)
    return RegexpInterpolation(place, joined, options)


def _without_escaped_slashes(raw: bytes) -> bytes:
    made = bytearray()
    index = 0
    while index < len(raw):
        if raw[index] == 0x5C and index + 1 < len(raw):
            if raw[index + 1] != 0x2F:
                made.append(raw[index])
            made.append(raw[index + 1])
            index += 2
        else:
            made.append(raw[index])
            index += 1
    return bytes(made)


def _subshell(converter: Converter, node: TreeNode) -> Node:
    return Unsupported(converter.place(node), "Running a command")


HANDLERS: Final[dict[str, Handler]] = {
    "string": _string,
    "chained_string": _chained_string,
    "heredoc_beginning": _heredoc,
    "character": _character,
    "delimited_symbol": _delimited_symbol,
    "string_array": _words,
    "symbol_array": _words,
    "regex": _regex,
    "subshell": _subshell,
}
