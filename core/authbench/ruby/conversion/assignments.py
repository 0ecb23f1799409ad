"""Assignments in every form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from authbench.ruby.conversion.literals import scoped_name
from authbench.ruby.syntax.base import Node, Target
from authbench.ruby.syntax.calls import Attribute, CallAssignment, CallOperatorAssignment, Index
from authbench.ruby.syntax.literals import ArrayLiteral
from authbench.ruby.syntax.variables import (
    Assignment,
    ConstantName,
    Destructuring,
    InstanceVariable,
    MultipleAssignment,
    OperatorAssignment,
    SplatTarget,
)

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

    from authbench.ruby.conversion.converter import Converter, Handler


def target_of(converter: Converter, node: TreeNode) -> Target | None:
    """What stands left of `=`; None for what is not supported there."""
    place = converter.place(node)
    match node.type:
        case "identifier":
            return converter.declare(converter.text(node), node)
        case "instance_variable":
            return InstanceVariable(place, converter.text(node))
        case "constant":
            return ConstantName(place, converter.text(node))
        case "scope_resolution":
            name = scoped_name(converter, node)
            return None if name is None else ConstantName(place, name)
        case "element_reference":
            made = converter.convert(node)
            return made if isinstance(made, Index) else None
        case "call":
            return _attribute(converter, node)
        case "left_assignment_list" | "destructured_left_assignment":
            return _list(converter, node)
        case "rest_assignment":
            inner = next(iter(node.named_children), None)
            return SplatTarget(place, None if inner is None else target_of(converter, inner))
        case _:
            return None


def _attribute(converter: Converter, node: TreeNode) -> Target | None:
    receiver = node.child_by_field_name("receiver")
    method = node.child_by_field_name("method")
    if receiver is None or method is None:
        return None
    operator = node.child_by_field_name("operator")
    safe = operator is not None and converter.text(operator) == "&."
    made = converter.convert(receiver)
    return Attribute(converter.place(method), made, converter.text(method), safe)


def _list(converter: Converter, node: TreeNode) -> Destructuring | None:
    targets = [target_of(converter, child) for child in node.named_children if child.type != "comment"]
    known = [target for target in targets if target is not None]
    return Destructuring(converter.place(node), known) if len(known) == len(targets) else None


def _assigned(converter: Converter, node: TreeNode) -> Node:
    """An assignment of any kind. Of `a = b in pattern` it is the assignment that is matched."""
    from authbench.ruby.conversion.patterns import matched

    make = _assignment if node.type == "assignment" else _operator_assignment
    right = node.child_by_field_name("right")
    if right is None or right.type not in ("test_pattern", "match_pattern"):
        return make(converter, node, right)
    return matched(converter, right, make(converter, node, converter.field(right, "value")))


def _assignment(converter: Converter, node: TreeNode, right: TreeNode | None) -> Node:
    left = converter.field(node, "left")
    target = target_of(converter, left)
    place = converter.place(node)
    if target is None:
        return converter.unsupported(node, f"Assigning to `{converter.text(left)}`")
    if right is None:
        raise converter.syntax_error(node, "unexpected end of an assignment")
    if isinstance(target, Destructuring):
        parts = right.named_children if right.type == "right_assignment_list" else [right]
        values = [converter.convert(part) for part in parts if part.type != "comment"]
        return MultipleAssignment(place, target, values)
    if right.type in ("right_assignment_list", "splat_argument"):
        parts = right.named_children if right.type == "right_assignment_list" else [right]
        values = [converter.convert(part) for part in parts if part.type != "comment"]
        listed = ArrayLiteral(converter.place(right), values)
        if isinstance(target, Index | Attribute):
            return CallAssignment(place, target, listed)
        return Assignment(place, target, listed)
    value = converter.convert(right)
    if isinstance(target, Index | Attribute):
        return CallAssignment(place, target, value)
    return Assignment(place, target, value)


def _operator_assignment(converter: Converter, node: TreeNode, right: TreeNode | None) -> Node:
    left = converter.field(node, "left")
    target = target_of(converter, left)
    operator = converter.text(converter.field(node, "operator"))[:-1]
    value = converter.convert(right or converter.field(node, "right"))
    place = converter.place(node)
    if target is None:
        return converter.unsupported(node, f"Assigning to `{converter.text(left)}`")
    if isinstance(target, Index | Attribute):
        return CallOperatorAssignment(place, target, operator, value)
    return OperatorAssignment(place, target, operator, value)


HANDLERS: Final[dict[str, Handler]] = {
    "assignment": _assigned,
    "operator_assignment": _assigned,
}
