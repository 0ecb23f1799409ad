"""Methods of the file's own (`def`, `yield`), and calls that are none: `value -1` and `value [0]` where a
local variable has the name."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Final

from authbench.ruby.syntax.functions import FunctionDefinition, Yield

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

    from authbench.ruby.conversion.converter import Converter, Handler
    from authbench.ruby.syntax.base import Node
    from authbench.ruby.syntax.procs import ProcCode

_OPERATORS: Final = (b"-", b"+", b"*", b"&", b"[")
"""What Ruby reads as an operator after a local variable, and as the start of an argument after a method."""


def _method(converter: Converter, node: TreeNode) -> Node:
    from authbench.ruby.conversion.converter import Converter as NewConverter

    name = converter.text(converter.field(node, "name"))
    source = converter.source

    def convert() -> ProcCode:
        # The scopes around it are left out: a `def` sees none of their variables.
        return NewConverter(source, (), keeps_places=False).proc_code(None, node, function=name)

    return FunctionDefinition(converter.place(node), name, convert)


def _yield(converter: Converter, node: TreeNode) -> Node:
    from authbench.ruby.conversion.calls import arguments_of

    hops = converter.hops_to_function()
    if hops is None:
        raise converter.syntax_error(node, "Invalid yield")
    arguments = next((child for child in node.named_children if child.type == "argument_list"), None)
    return Yield(converter.place(node), arguments_of(converter, arguments), hops)


def as_operation(converter: Converter, node: TreeNode, name: TreeNode, arguments: TreeNode) -> Node | None:
    """`value -1`, `value [0]`, `value *2` read as Ruby does where `value` is a local variable: an operation
    or an index. None where it is a call after all."""
    start = arguments.start_byte
    operator = converter.data[start : start + 1]
    if operator not in _OPERATORS:
        return None
    spaced = converter.data[start + 1 : start + 2] in (b" ", b"\t", b"\n")
    gap = converter.data[name.end_byte : start]
    if spaced or not gap or gap.strip(b" \t"):
        return None
    if converter.hops_to(converter.text(name)) is None:
        return None
    # Read once more with the blanks moved behind the operator, where the parser cannot mistake it; of an
    # index they are moved behind it all, so its places are those few columns early.
    end = node.end_byte
    inner = (
        converter.data[start:end] + gap
        if operator == b"["
        else operator + gap + converter.data[start + 1 : end]
    )
    changed = copy.copy(converter)
    changed.data = converter.data[: name.end_byte] + inner + converter.data[end:]
    from authbench.ruby.program import parse_range

    found = parse_range(changed.data, node)
    if found is None:
        return None
    made = changed.convert(found)
    converter.height = changed.height
    return made


HANDLERS: Final[dict[str, Handler]] = {
    "method": _method,
    "yield": _yield,
}
