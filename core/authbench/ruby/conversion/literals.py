"""Literals other than strings, and names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from authbench.ruby.syntax.base import Node
from authbench.ruby.syntax.calls import Call
from authbench.ruby.syntax.literals import (
    ArrayLiteral,
    Constant,
    DoubleSplat,
    HashLiteral,
    Interpolation,
    Pair,
    RangeLiteral,
    SelfNode,
    Splat,
    StringLiteral,
    SymbolInterpolation,
)
from authbench.ruby.syntax.variables import (
    ConstantName,
    ErrorVariable,
    InstanceVariable,
    MatchVariable,
    ScopedConstant,
)
from authbench.ruby.values import Symbol

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

    from authbench.ruby.conversion.converter import Converter, Handler

_MATCH_VARIABLES: Final = frozenset({"$~", "$&", "$`", "$'", "$+"})


def _nil(converter: Converter, node: TreeNode) -> Node:
    return Constant(converter.place(node), None)


def _true(converter: Converter, node: TreeNode) -> Node:
    return Constant(converter.place(node), True)


def _false(converter: Converter, node: TreeNode) -> Node:
    return Constant(converter.place(node), False)


def _self(converter: Converter, node: TreeNode) -> Node:
    return SelfNode(converter.place(node))


def integer_value(text: str) -> int:
    """The value of an Integer literal: `1_000`, `0x1f`, `0b1`, `0o17`, `017`, `0d9`."""
    text = text.replace("_", "").lower()
    if text.startswith("0d"):
        return int(text[2:])
    if len(text) > 1 and text[0] == "0" and text[1].isdigit():
        return int(text, 8)
    return int(text, 0)


def _integer(converter: Converter, node: TreeNode) -> Node:
    text = converter.text(node)
    if len(text) > 3000:
        raise converter.syntax_error(node, "numeric literal too long")
    try:
        return Constant(converter.place(node), integer_value(text))
    except ValueError:
        raise converter.syntax_error(node, f"Invalid numeric literal {text}") from None


def _float(converter: Converter, node: TreeNode) -> Node:
    return Constant(converter.place(node), float(converter.text(node).replace("_", "")))


def _rational(converter: Converter, node: TreeNode) -> Node:
    text = converter.text(node)
    if len(text) > 3000:
        raise converter.syntax_error(node, "numeric literal too long")
    if text.endswith("r"):
        from fractions import Fraction

        from authbench.ruby.values.rationals import RRational

        digits = text[:-1].replace("_", "")
        exact = Fraction(digits) if digits.isdecimal() or "." in digits else Fraction(integer_value(digits))
        return Constant(converter.place(node), RRational(exact))
    return converter.unsupported(node, f"The number `{text}`")


def _identifier(converter: Converter, node: TreeNode) -> Node:
    name = converter.text(node)
    local = converter.local(name, node)
    if local is not None:
        return local
    place = converter.place(node)
    if name == "__LINE__":
        return Constant(place, place[1] + 1)
    if name == "__FILE__":
        return StringLiteral(place, converter.source.file)
    if name == "__method__":
        hops = converter.hops_to_function()
        function = None if hops is None else converter.scopes[-1 - hops].function
        return Constant(place, None if function is None else Symbol(function))
    return Call(place, None, name, vcall=True)


def _constant(converter: Converter, node: TreeNode) -> Node:
    return ConstantName(converter.place(node), converter.text(node))


def scoped_name(converter: Converter, node: TreeNode) -> str | None:
    """`A::B::C` as one name; None where the scope is no constant."""
    parts: list[str] = []
    here: TreeNode | None = node
    while here is not None and here.type == "scope_resolution":
        parts.append(converter.text(converter.field(here, "name")))
        here = here.child_by_field_name("scope")
    if here is not None:
        if here.type != "constant":
            return None
        parts.append(converter.text(here))
    return "::".join(reversed(parts))


def _scope_resolution(converter: Converter, node: TreeNode) -> Node:
    name = scoped_name(converter, node)
    if name is None:
        scope = converter.convert(converter.field(node, "scope"))
        return ScopedConstant(converter.place(node), scope, converter.text(converter.field(node, "name")))
    return ConstantName(converter.place(node), name)


def _instance_variable(converter: Converter, node: TreeNode) -> Node:
    return InstanceVariable(converter.place(node), converter.text(node))


def _global_variable(converter: Converter, node: TreeNode) -> Node:
    name = converter.text(node)
    if name in _MATCH_VARIABLES or (name[1:].isdigit() and name != "$0"):
        return MatchVariable(converter.place(node), name)
    if name == "$!":
        return ErrorVariable(converter.place(node))
    return converter.unsupported(node, f"The global variable `{name}`")


def _class_variable(converter: Converter, node: TreeNode) -> Node:
    return converter.unsupported(node, f"The class variable `{converter.text(node)}`")


def _simple_symbol(converter: Converter, node: TreeNode) -> Node:
    return Constant(converter.place(node), Symbol(converter.text(node)[1:]))


def _array(converter: Converter, node: TreeNode) -> Node:
    items: list[Node] = []
    pairs: list[TreeNode] = []
    for child in node.named_children:
        if child.type in ("pair", "hash_splat_argument"):
            pairs.append(child)
        elif child.type != "comment" and child.type != "heredoc_body":
            items.append(converter.convert(child))
    if pairs:
        items.append(hash_of(converter, node, pairs))
    return ArrayLiteral(converter.place(node), items)


def _hash(converter: Converter, node: TreeNode) -> Node:
    return hash_of(converter, node, node.named_children)


def hash_of(converter: Converter, node: TreeNode, children: list[TreeNode]) -> HashLiteral:
    """A hash literal of the pairs and double splats among `children`."""
    entries: list[Pair | DoubleSplat] = []
    for child in children:
        if child.type == "pair":
            entries.append(pair_of(converter, child))
        elif child.type == "hash_splat_argument":
            inner = next(iter(child.named_children), None)
            value = anonymous(converter, child, "**") if inner is None else converter.convert(inner)
            if isinstance(value, HashLiteral):
                # Ruby reads `**{ a: 1 }` as if the pairs stood here.
                entries.extend(value.entries)
            else:
                entries.append(DoubleSplat(converter.place(child), value))
        elif child.type not in ("comment", "heredoc_body"):
            raise converter.syntax_error(child, f"unexpected {child.type.replace('_', ' ')} in a hash")
    return HashLiteral(converter.place(node), entries, converter.keeps_places)


def pair_of(converter: Converter, node: TreeNode) -> Pair:
    """`key => value`, `key: value`, `"key": value`, `key:`."""
    key = key_of(converter, node)
    value = node.child_by_field_name("value")
    if value is not None:
        return (key, converter.convert(value))
    return (key, _identifier_or_call(converter, converter.field(node, "key")))


def key_of(converter: Converter, node: TreeNode) -> Node:
    """The key of a pair."""
    key = converter.field(node, "key")
    place = converter.place(key)
    if key.type == "hash_key_symbol":
        return Constant(place, Symbol(converter.text(key)))
    made = converter.convert(key)
    if any(child.type == "=>" for child in node.children):
        return made
    if isinstance(made, StringLiteral):
        return Constant(place, Symbol(made.value if isinstance(made.value, str) else made.value.decode()))
    if isinstance(made, Interpolation):
        return SymbolInterpolation(place, made)
    return made


def _identifier_or_call(converter: Converter, key: TreeNode) -> Node:
    name = converter.text(key)
    if name[:1].isupper():
        return ConstantName(converter.place(key), name)
    return converter.local(name, key) or Call(converter.place(key), None, name, vcall=True)


def anonymous(converter: Converter, node: TreeNode, name: str) -> Node:
    """The value of a parameter without a name, passed on: `*`, `**`, `&`, and all three for `...`."""
    local = converter.local(name, node)
    if local is None:
        what = {"*": "rest", "**": "keyword rest", "&": "block"}[name]
        raise converter.syntax_error(node, f"no anonymous {what} parameter")
    return local


def _splat(converter: Converter, node: TreeNode) -> Node:
    inner = next(iter(node.named_children), None)
    if inner is None:
        return Splat(converter.place(node), anonymous(converter, node, "*"))
    return Splat(converter.place(node), converter.convert(inner))


def _range(converter: Converter, node: TreeNode) -> Node:
    first = converter.optional(node.child_by_field_name("begin"))
    last = converter.optional(node.child_by_field_name("end"))
    exclusive = converter.text(converter.field(node, "operator")) == "..."
    return RangeLiteral(converter.place(node), first, last, exclusive)


HANDLERS: Final[dict[str, Handler]] = {
    "nil": _nil,
    "true": _true,
    "false": _false,
    "self": _self,
    "integer": _integer,
    "float": _float,
    "rational": _rational,
    "complex": _rational,
    "identifier": _identifier,
    "constant": _constant,
    "scope_resolution": _scope_resolution,
    "instance_variable": _instance_variable,
    "global_variable": _global_variable,
    "class_variable": _class_variable,
    "simple_symbol": _simple_symbol,
    "array": _array,
    "hash": _hash,
    "splat_argument": _splat,
    "range": _range,
}
