"""Control flow: conditions, loops, case, begin, and the ways out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from authbench.ruby.conversion.assignments import target_of
from authbench.ruby.syntax.base import Node, Target
from authbench.ruby.syntax.control import Case, For, If, Leave, Loop, When
from authbench.ruby.syntax.functions import Repeatable
from authbench.ruby.syntax.literals import ArrayLiteral, Constant, Splat
from authbench.ruby.syntax.rescues import Begin, Rescue, RescueModifier

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

    from authbench.ruby.conversion.converter import Converter, Handler, Scope

_CLAUSES: Final = frozenset({"rescue", "else", "ensure"})


def _condition(converter: Converter, node: TreeNode) -> Node:
    """What decides. A range there is Ruby's flip-flop, which is not there, and not a range that is true."""
    condition = inner = converter.field(node, "condition")
    while inner.type == "parenthesized_statements" and len(inner.named_children) == 1:
        inner = inner.named_children[0]
    if inner.type == "range":
        return converter.unsupported(inner, "A range as condition (flip-flop)")
    return converter.convert(condition)


def _if(converter: Converter, node: TreeNode) -> Node:
    condition = _condition(converter, node)
    then = converter.body(node.child_by_field_name("consequence"))
    otherwise = _alternative(converter, node.child_by_field_name("alternative"))
    if node.type == "unless":
        then, otherwise = otherwise, then
    return If(converter.place(node), condition, then, otherwise)


def _alternative(converter: Converter, node: TreeNode | None) -> Node | None:
    if node is None:
        return None
    return converter.convert(node) if node.type == "elsif" else converter.body(node)


def _if_modifier(converter: Converter, node: TreeNode) -> Node:
    body = converter.convert(converter.field(node, "body"))
    condition = _condition(converter, node)
    if node.type == "unless_modifier":
        return If(converter.place(node), condition, None, body)
    return If(converter.place(node), condition, body, None)


def _conditional(converter: Converter, node: TreeNode) -> Node:
    return If(
        converter.place(node),
        _condition(converter, node),
        converter.convert(converter.field(node, "consequence")),
        converter.convert(converter.field(node, "alternative")),
    )


def _while(converter: Converter, node: TreeNode) -> Node:
    scope = converter.scopes[-1]
    condition = _condition(converter, node)
    with _loop(scope):
        body = _repeatable(converter, node, converter.body(node.child_by_field_name("body")))
    place = converter.place(node)
    return Loop(place, condition, body or Constant(place, None), node.type == "until", body_first=False)


@contextmanager
def _loop(scope: Scope) -> Iterator[None]:
    """Around converting a loop's body: what `break`, `next` and `redo` in it are about."""
    outer, scope.redoes = scope.redoes, False
    scope.in_loop += 1
    yield
    scope.in_loop -= 1
    scope.redoes = outer


def _repeatable(converter: Converter, node: TreeNode, body: Node | None) -> Node | None:
    if body is None or not converter.scopes[-1].redoes:
        return body
    return Repeatable(converter.place(node), body)


def _while_modifier(converter: Converter, node: TreeNode) -> Node:
    scope = converter.scopes[-1]
    body_node = converter.field(node, "body")
    with _loop(scope):
        body = _repeatable(converter, node, converter.convert(body_node))
    assert body is not None
    condition = _condition(converter, node)
    until = node.type == "until_modifier"
    return Loop(converter.place(node), condition, body, until, body_first=body_node.type == "begin")


def _for(converter: Converter, node: TreeNode) -> Node:
    pattern = converter.field(node, "pattern")
    # The variable is there from the pattern on: the list may name it, and finds nil.
    target = target_of(converter, pattern)
    values_node = converter.field(node, "value")
    values = converter.statements(values_node.named_children, values_node)
    if target is None:
        return converter.unsupported(node, "This form of `for`")
    with _loop(converter.scopes[-1]):
        body = _repeatable(converter, node, converter.body(node.child_by_field_name("body")))
    place = converter.place(node)
    return For(place, target, values, body or Constant(place, None))


def _case(converter: Converter, node: TreeNode) -> Node:
    value = converter.optional(node.child_by_field_name("value"))
    whens: list[When] = []
    otherwise: Node | None = None
    for child in node.named_children:
        if child.type == "when":
            patterns = [
                converter.convert(inner)
                for pattern in child.children_by_field_name("pattern")
                for inner in (pattern.named_children if pattern.type == "pattern" else [pattern])
                if inner.type != "comment"
            ]
            body = converter.body(child.child_by_field_name("body"))
            whens.append(When(converter.place(child), patterns, body))
        elif child.type == "else":
            otherwise = converter.body(child)
    return Case(converter.place(node), value, whens, otherwise)


def _body(converter: Converter, node: TreeNode) -> Node:
    """`begin … end`, and the body of a lambda or block, which may have `rescue` and `ensure` too."""
    children = [child for child in node.named_children if child.type != "comment"]
    plain = [child for child in children if child.type not in _CLAUSES]
    if len(plain) == len(children):
        return converter.statements(plain, node)
    body = converter.statements(plain, node)
    rescues: list[Rescue] = []
    otherwise: Node | None = None
    ensure: Node | None = None
    for child in children:
        if child.type == "rescue":
            rescues.append(_rescue(converter, child))
        elif child.type == "else":
            otherwise = converter.body(child) or Constant(converter.place(child), None)
        elif child.type == "ensure":
            ensure = converter.body(child)
    return Begin(converter.place(node), body, rescues, otherwise, ensure)


def _rescue(converter: Converter, node: TreeNode) -> Rescue:
    exceptions = node.child_by_field_name("exceptions")
    classes = (
        []
        if exceptions is None
        else [converter.convert(child) for child in exceptions.named_children if child.type != "comment"]
    )
    variable = node.child_by_field_name("variable")
    target: Target | None = None
    if variable is not None:
        named = next(iter(variable.named_children), None)
        target = None if named is None else target_of(converter, named)
    scope = converter.scopes[-1]
    scope.in_rescue += 1
    body = converter.body(node.child_by_field_name("body"))
    scope.in_rescue -= 1
    return Rescue(converter.place(node), classes, target, body)


def _rescue_modifier(converter: Converter, node: TreeNode) -> Node:
    body = converter.convert(converter.field(node, "body"))
    scope = converter.scopes[-1]
    scope.in_rescue += 1
    handler = converter.convert(converter.field(node, "handler"))
    scope.in_rescue -= 1
    return RescueModifier(converter.place(node), body, handler)


def _parenthesized(converter: Converter, node: TreeNode) -> Node:
    return converter.statements(node.named_children, node)


def _leave(converter: Converter, node: TreeNode) -> Node:
    kind = node.type
    scope = converter.scopes[-1]
    if kind in ("break", "next", "redo"):
        if kind == "redo":
            scope.redoes = True
        elif scope.in_loop:
            kind = f"loop {kind}"
        elif kind == "break" and scope.is_orphan:
            kind = "orphan break"
        if not scope.in_loop and not scope.is_proc:
            what = "Can't escape from eval with" if scope.function is None else "Invalid"
            raise converter.syntax_error(node, f"{what} {kind}")
    elif kind == "retry" and not scope.in_rescue:
        raise converter.syntax_error(node, "Invalid retry")
    arguments = next((child for child in node.named_children if child.type == "argument_list"), None)
    value = None if arguments is None else _leave_value(converter, arguments)
    return Leave(converter.place(node), kind, value)


def _leave_value(converter: Converter, node: TreeNode) -> Node | None:
    from authbench.ruby.conversion.calls import arguments_of

    made = arguments_of(converter, node)
    items = list(made.positional)
    if made.keywords is not None:
        items.append(made.keywords)
    if not items:
        return None
    if len(items) == 1 and not isinstance(items[0], Splat):
        return items[0]
    return ArrayLiteral(converter.place(node), items)


def _definition(converter: Converter, node: TreeNode) -> Node:
    if node.type == "begin_block" and len(converter.scopes) > 1:
        raise converter.syntax_error(node, "BEGIN is permitted only at toplevel")
    words = {
        "singleton_method": "def self.",
        "singleton_class": "class <<",
        "begin_block": "BEGIN",
        "end_block": "END",
    }
    return converter.unsupported(node, f"`{words.get(node.type, node.type.replace('_', ' '))}`")


HANDLERS: Final[dict[str, Handler]] = {
    "if": _if,
    "elsif": _if,
    "unless": _if,
    "if_modifier": _if_modifier,
    "unless_modifier": _if_modifier,
    "conditional": _conditional,
    "while": _while,
    "until": _while,
    "while_modifier": _while_modifier,
    "until_modifier": _while_modifier,
    "for": _for,
    "case": _case,
    "begin": _body,
    "body_statement": _body,
    "block_body": _body,
    "then": _body,
    "rescue_modifier": _rescue_modifier,
    "parenthesized_statements": _parenthesized,
    "break": _leave,
    "next": _leave,
    "return": _leave,
    "retry": _leave,
    "redo": _leave,
    "singleton_method": _definition,
    "class": _definition,
    "singleton_class": _definition,
    "module": _definition,
    "alias": _definition,
    "undef": _definition,
    "begin_block": _definition,
    "end_block": _definition,
}
