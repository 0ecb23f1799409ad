"""Pattern matching: `case … in`, `=>`, `in`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from authbench.ruby.syntax.base import Node
from authbench.ruby.syntax.patterns import (
    AlternativePattern,
    ArrayPattern,
    AsPattern,
    BindPattern,
    CaseIn,
    FindPattern,
    HashPattern,
    In,
    MatchPattern,
    Pattern,
    RestPattern,
    ValuePattern,
)

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

    from authbench.ruby.conversion.converter import Converter, Handler


def _case_match(converter: Converter, node: TreeNode) -> Node:
    value = converter.convert(converter.field(node, "value"))
    clauses: list[In] = []
    for child in node.children_by_field_name("clauses"):
        pattern = pattern_of(converter, converter.field(child, "pattern"))
        guard = child.child_by_field_name("guard")
        condition = None if guard is None else converter.convert(converter.field(guard, "condition"))
        body = converter.body(child.child_by_field_name("body"))
        is_unless = guard is not None and guard.type == "unless_guard"
        clauses.append(In(converter.place(child), pattern, condition, is_unless, body))
    otherwise = node.child_by_field_name("else")
    return CaseIn(converter.place(node), value, clauses, otherwise is not None, converter.body(otherwise))


def _match(converter: Converter, node: TreeNode) -> Node:
    return matched(converter, node, converter.convert(converter.field(node, "value")))


def matched(converter: Converter, node: TreeNode, value: Node) -> Node:
    """`value in pattern` and `value => pattern`, the pattern being that of `node`."""
    pattern = pattern_of(converter, converter.field(node, "pattern"))
    return MatchPattern(converter.place(node), value, pattern, raises=node.type == "match_pattern")


def pattern_of(converter: Converter, node: TreeNode) -> Pattern:
    """The pattern at `node`."""
    place = converter.place(node)
    match node.type:
        case "identifier":
            return BindPattern(place, converter.declare(converter.text(node), node))
        case "as_pattern":
            inner = pattern_of(converter, converter.field(node, "value"))
            name = converter.field(node, "name")
            return AsPattern(place, inner, converter.declare(converter.text(name), name))
        case "alternative_pattern":
            choices = node.children_by_field_name("alternatives")
            return AlternativePattern(
                place, [pattern_of(converter, choice) for choice in choices if choice.is_named]
            )
        case "array_pattern":
            return _array(converter, node)
        case "find_pattern":
            return _find(converter, node)
        case "hash_pattern":
            return _hash(converter, node)
        case "splat_parameter":
            return ArrayPattern(place, None, [_rest(converter, node)])
        case "parenthesized_pattern":
            return pattern_of(converter, node.named_children[0])
        case "variable_reference_pattern":
            return ValuePattern(place, converter.convert(converter.field(node, "name")))
        case "expression_reference_pattern":
            return ValuePattern(place, converter.convert(converter.field(node, "value")))
        case _:
            return ValuePattern(place, converter.convert(node))


def _of(converter: Converter, node: TreeNode) -> Node | None:
    return converter.optional(node.child_by_field_name("class"))


def _items(node: TreeNode) -> list[TreeNode]:
    of = node.child_by_field_name("class")
    skipped = None if of is None else of.id
    return [child for child in node.named_children if child.id != skipped and child.type != "comment"]


def _rest(converter: Converter, node: TreeNode) -> RestPattern:
    name = node.child_by_field_name("name")
    target = None if name is None else converter.declare(converter.text(name), name)
    return RestPattern(converter.place(node), target)


def _array(converter: Converter, node: TreeNode) -> Pattern:
    items = [
        _rest(converter, child) if child.type == "splat_parameter" else pattern_of(converter, child)
        for child in _items(node)
    ]
    # `in a,` fits longer arrays too.
    ends_open = any(child.type == "," for child in node.children[-1:])
    if ends_open:
        items.append(RestPattern(converter.place(node), None))
    return ArrayPattern(converter.place(node), _of(converter, node), items)


def _find(converter: Converter, node: TreeNode) -> Pattern:
    children = _items(node)
    return FindPattern(
        converter.place(node),
        _of(converter, node),
        _rest(converter, children[0]),
        [pattern_of(converter, child) for child in children[1:-1]],
        _rest(converter, children[-1]),
    )


def _hash(converter: Converter, node: TreeNode) -> Pattern:
    entries: list[tuple[str, Pattern]] = []
    rest: RestPattern | None = None
    exact = False
    for child in _items(node):
        if child.type == "keyword_pattern":
            entries.append(_keyword(converter, child))
        elif child.type == "hash_splat_parameter":
            rest = _rest(converter, child)
        elif child.type == "hash_splat_nil":
            exact = True
    return HashPattern(converter.place(node), _of(converter, node), entries, rest, exact)


def _keyword(converter: Converter, node: TreeNode) -> tuple[str, Pattern]:
    key = converter.field(node, "key")
    name = converter.text(key)
    if key.type == "string":
        name = name[1:-1]
    value = node.child_by_field_name("value")
    if value is not None:
        return (name, pattern_of(converter, value))
    return (name, BindPattern(converter.place(key), converter.declare(name, key)))


HANDLERS: Final[dict[str, Handler]] = {
    "case_match": _case_match,
    "match_pattern": _match,
    "test_pattern": _match,
}
