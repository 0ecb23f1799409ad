"""The parameters of lambdas and blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authbench.ruby.syntax.base import Node, Target
from authbench.ruby.syntax.procs import Parameters
from authbench.ruby.syntax.variables import Destructuring, SplatTarget

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

    from authbench.ruby.conversion.converter import Converter

ANONYMOUS_REST = "*"
ANONYMOUS_KEYWORDS = "**"
ANONYMOUS_BLOCK = "&"


def convert_parameters(converter: Converter, node: TreeNode) -> Parameters:
    """The parameters; each becomes a local variable of the innermost scope."""
    before: list[str | Destructuring] = []
    after: list[str | Destructuring] = []
    optional: list[tuple[str, Node]] = []
    keywords: list[tuple[str, Node | None]] = []
    rest: str | None = None
    keyword_rest: str | None = None
    block: str | None = None
    refuses_keywords = False
    locals_ = {child.id for child in node.children_by_field_name("locals")}
    for child in node.named_children:
        if child.id in locals_:
            _own(converter, converter.text(child))
            continue
        match child.type:
            case "identifier" | "destructured_parameter":
                parameter = _required(converter, child)
                (after if optional or rest is not None else before).append(parameter)
            case "optional_parameter":
                name = _own(converter, converter.text(converter.field(child, "name")))
                optional.append((name, converter.convert(converter.field(child, "value"))))
            case "splat_parameter":
                rest = _named(converter, child, ANONYMOUS_REST)
            case "keyword_parameter":
                name = _own(converter, converter.text(converter.field(child, "name")))
                keywords.append((name, converter.optional(child.child_by_field_name("value"))))
            case "hash_splat_parameter":
                keyword_rest = _named(converter, child, ANONYMOUS_KEYWORDS)
            case "block_parameter":
                block = _named(converter, child, ANONYMOUS_BLOCK)
            case "forward_parameter":
                rest = _own(converter, ANONYMOUS_REST)
                keyword_rest = _own(converter, ANONYMOUS_KEYWORDS)
                block = _own(converter, ANONYMOUS_BLOCK)
            case "hash_splat_nil":
                refuses_keywords = True
            case "comment":
                continue
            case _:
                raise converter.syntax_error(child, f"unexpected {child.type.replace('_', ' ')} here")
    return Parameters(
        before,
        optional,
        rest,
        after,
        keywords,
        keyword_rest,
        block,
        excess_comma=_ends_in_comma(node, before),
        refuses_keywords=refuses_keywords,
    )


def _own(converter: Converter, name: str) -> str:
    converter.scopes[-1].names.add(name)
    return name


def _named(converter: Converter, node: TreeNode, anonymous: str) -> str:
    name = node.child_by_field_name("name")
    return _own(converter, anonymous if name is None else converter.text(name))


def _required(converter: Converter, node: TreeNode) -> str | Destructuring:
    if node.type == "identifier":
        return _own(converter, converter.text(node))
    return Destructuring(
        converter.place(node),
        [_target(converter, child) for child in node.named_children if child.type != "comment"],
    )


def _target(converter: Converter, node: TreeNode) -> Target:
    if node.type == "destructured_parameter":
        made = _required(converter, node)
        assert isinstance(made, Destructuring)
        return made
    if node.type == "splat_parameter":
        name = node.child_by_field_name("name")
        if name is None:
            return SplatTarget(converter.place(node), None)
        _own(converter, converter.text(name))
        return SplatTarget(converter.place(node), converter.declare(converter.text(name), name))
    _own(converter, converter.text(node))
    return converter.declare(converter.text(node), node)


def _ends_in_comma(node: TreeNode, before: list[str | Destructuring]) -> bool:
    """`|a,|` takes an array apart like `|a, b|`."""
    children = [child for child in node.children if child.type not in ("|", "comment")]
    return len(before) == 1 and bool(children) and children[-1].type == ","
