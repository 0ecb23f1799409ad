"""Calls, operators, indexes and lambdas. Chains are converted link by link, so that a long chain takes no
stack."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from authbench.ruby.conversion.converter import LONGEST_CHAIN
from authbench.ruby.conversion.functions import as_operation
from authbench.ruby.conversion.literals import anonymous, hash_of
from authbench.ruby.syntax.base import Node, Target
from authbench.ruby.syntax.calls import NO_ARGUMENTS, Arguments, Call, Index
from authbench.ruby.syntax.control import Unsupported
from authbench.ruby.syntax.functions import Absent, BlockGiven, BlockIndex
from authbench.ruby.syntax.literals import Constant, DoubleSplat, HashLiteral, RegexpLiteral, Splat
from authbench.ruby.syntax.operators import And, Defined, MatchOperation, Not, Operation, Or, UnaryMinus
from authbench.ruby.syntax.procs import ProcLiteral

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

    from authbench.ruby.conversion.converter import Converter, Handler

_LINKS: Final = {"call": "receiver", "element_reference": "object", "binary": "left"}
_UNARY: Final = {"-": "-@", "+": "+@", "~": "~"}
_NO_NAMES: Final = frozenset({"and", "else", "elsif", "end", "ensure", "in", "or", "rescue", "then", "when"})
"""What can't be called without a receiver; the grammar reads `[x rescue 1]` as `x(rescue(1))`."""
_VALUES_ONLY: Final = frozenset({"argument_list", "array", "element_reference", "pair"})
"""Where `and` and `or` need parentheses."""
_NAMED_GROUP: Final = re.compile(r"\(\?<([a-z_]\w*)>")


def _chain(converter: Converter, node: TreeNode) -> Node:
    links = [node]
    start = node.child_by_field_name(_LINKS[node.type])
    while start is not None and start.type in _LINKS:
        links.append(start)
        if len(links) > LONGEST_CHAIN:
            raise converter.too_deep(node)
        start = start.child_by_field_name(_LINKS[start.type])
    negation = start if start is not None and _is_spaced_not(converter, start) else None
    made = converter.optional(start if negation is None else negation.named_children[0])
    for link in reversed(links):
        if negation is not None and made is not None and _is_word_operator(converter, link):
            made, negation = Not(converter.place(negation), made), None
        before = converter.height
        converter.height = 0
        made = _LINK_HANDLERS[link.type](converter, link, made)
        converter.height = max(before, converter.height) + 1
    assert made is not None
    return made if negation is None else Not(converter.place(negation), made)


def _is_spaced_not(converter: Converter, node: TreeNode) -> bool:
    """Whether this is the `not (a)` of `not (a).b == c`, which Ruby reads as `not ((a).b == c)`; without the
    space it is `(not a).b == c`."""
    if node.type != "unary" or not node.named_children:
        return False
    operator = converter.field(node, "operator")
    return converter.text(operator) == "not" and operator.end_byte < node.named_children[0].start_byte


def _is_word_operator(converter: Converter, node: TreeNode) -> bool:
    return node.type == "binary" and converter.text(converter.field(node, "operator")) in ("and", "or")


def arguments_of(converter: Converter, node: TreeNode | None) -> Arguments:
    """The arguments in an argument list (or between the brackets of an index)."""
    if node is None:
        return NO_ARGUMENTS
    return arguments_from(converter, node, node.named_children)


def arguments_from(converter: Converter, node: TreeNode, children: list[TreeNode]) -> Arguments:
    """The arguments among `children`."""
    positional: list[Node] = []
    pairs: list[TreeNode] = []
    block: Node | None = None
    forwarded: DoubleSplat | None = None
    kept, converter.keeps_places = converter.keeps_places, False
    try:
        for child in children:
            if child.type in ("pair", "hash_splat_argument"):
                pairs.append(child)
            elif child.type == "block_argument":
                inner = next(iter(child.named_children), None)
                block = anonymous(converter, child, "&") if inner is None else converter.convert(inner)
            elif child.type == "forward_argument":
                positional.append(Splat(converter.place(child), anonymous(converter, child, "*")))
                forwarded = DoubleSplat(converter.place(child), anonymous(converter, child, "**"))
                block = anonymous(converter, child, "&")
            elif child.type not in ("comment", "heredoc_body"):
                positional.append(converter.convert(child))
        keywords = hash_of(converter, node, pairs) if pairs else None
        if forwarded is not None:
            keywords = HashLiteral(converter.place(node), [forwarded], keeps_places=False)
    finally:
        converter.keeps_places = kept
    return Arguments(positional, keywords, block)


def _call(converter: Converter, node: TreeNode, receiver: Node | None) -> Node:
    method = node.child_by_field_name("method")
    arguments = node.child_by_field_name("arguments")
    block = node.child_by_field_name("block")
    operator = node.child_by_field_name("operator")
    name = "call" if method is None else converter.text(method)
    if receiver is None and name in ("lambda", "proc") and block is not None and arguments is None:
        return converter.proc(node, None, block, is_lambda=name == "lambda", is_orphan=name == "proc")
    if method is not None and receiver is None and name in _NO_NAMES:
        raise converter.syntax_error(method, f"syntax error, unexpected `{name}`")
    place = converter.place(method or node)
    if method is not None and method.type == "super":
        return converter.unsupported(node, f"`{name}`")
    if receiver is None and method is not None:
        if arguments is not None:
            operation = as_operation(converter, node, method, arguments)
            if operation is not None:
                return operation
        elif name == "block_given?" and block is None:
            hops = converter.hops_to_function()
            if hops is not None:
                return BlockGiven(place, hops)
    made = arguments_of(converter, arguments)
    given: ProcLiteral | None = None
    if block is not None:
        kept, converter.keeps_places = converter.keeps_places, False
        given = converter.proc(block, None, block, is_lambda=False)
        converter.keeps_places = kept
    safe = operator is not None and converter.text(operator) == "&."
    vcall = receiver is None and arguments is None and block is None
    return Call(place, receiver, name, made, given, safe=safe, vcall=vcall)


def _index(converter: Converter, node: TreeNode, receiver: Node | None) -> Node:
    assert receiver is not None
    inner = node.named_children[1:]
    block = node.child_by_field_name("block")
    if block is not None:
        inner = [child for child in inner if child.id != block.id]
    made = arguments_from(converter, node, inner)
    place = converter.place(node)
    if block is None and made.block is None:
        return Index(place, receiver, made)
    given = None if block is None else converter.proc(block, None, block, is_lambda=False)
    return BlockIndex(place, receiver, made, given)


def _is_command(node: TreeNode) -> bool:
    """Whether these are arguments without parentheses."""
    return node.type == "argument_list" and node.children[0].type != "("


def _binary(converter: Converter, node: TreeNode, left: Node | None) -> Node:
    assert left is not None
    operator_node = converter.field(node, "operator")
    operator = converter.text(operator_node)
    above = node.parent if operator in ("and", "or") else None
    if above is not None and above.type in _VALUES_ONLY and not _is_command(above):
        raise converter.syntax_error(operator_node, f"syntax error, unexpected `{operator}`")
    right = converter.convert(converter.field(node, "right"))
    place = converter.place(operator_node)
    if operator in ("&&", "and"):
        return And(place, left, right)
    if operator in ("||", "or"):
        return Or(place, left, right)
    if operator == "=~" and isinstance(left, RegexpLiteral):
        names: list[tuple[str, Target]] = [
            (name, converter.declare(name, node)) for name in _NAMED_GROUP.findall(left.value.source)
        ]
        if names:
            return MatchOperation(place, left, right, names)
    return Operation(place, left, operator, right)


_LINK_HANDLERS: Final = {"call": _call, "element_reference": _index, "binary": _binary}


def _unary(converter: Converter, node: TreeNode) -> Node:
    operator = converter.text(converter.field(node, "operator"))
    operand_node = converter.field(node, "operand")
    place = converter.place(node)
    if operator == "defined?":
        return Defined(place, _defined_operand(converter, operand_node))
    operand = converter.convert(operand_node)
    if operator in ("!", "not"):
        return Not(place, operand)
    if isinstance(operand, Constant) and type(operand.value) in (int, float) and operator == "-":
        return Constant(place, -operand.value)
    return UnaryMinus(place, _UNARY[operator], operand)


def _defined_operand(converter: Converter, node: TreeNode) -> Node:
    inner = [child for child in node.named_children if child.type != "comment"]
    if node.type == "parenthesized_statements" and len(inner) == 1:
        return _defined_operand(converter, inner[0])
    outside = node.type == "yield" and converter.hops_to_function() is None
    if outside or node.type in ("super", "class_variable"):
        return Absent(converter.place(node))
    made = converter.convert(node)
    return Absent(made.place) if isinstance(made, Unsupported) and node.type == "global_variable" else made


def _lambda(converter: Converter, node: TreeNode) -> Node:
    parameters = node.child_by_field_name("parameters")
    return converter.proc(node, parameters, converter.field(node, "body"), is_lambda=True)


def _super(converter: Converter, node: TreeNode) -> Node:
    return converter.unsupported(node, "`super`")


HANDLERS: Final[dict[str, Handler]] = {
    "call": _chain,
    "element_reference": _chain,
    "binary": _chain,
    "unary": _unary,
    "lambda": _lambda,
    "super": _super,
}
