"""A parsed definition."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from authbench.errors import Location
from authbench.ruby.errors import LimitExceeded, RubySyntaxError
from authbench.ruby.source import SourceText
from authbench.ruby.values import HostObject, RHash, RString, Symbol, Value

if TYPE_CHECKING:
    from tree_sitter import Language, Parser, Tree
    from tree_sitter import Node as TreeNode

    from authbench.ruby.conversion import Converter
    from authbench.ruby.interpreter import Interpreter
    from authbench.ruby.scopes import Frame
    from authbench.ruby.values import RProc

_EXTRAS = frozenset({"comment", "heredoc_body", "empty_statement", "uninterpreted"})


def _holder(statements: list[TreeNode]) -> TreeNode:
    """The statement with the definition's hash: the last, or the last that assigns the name which the file
    ends with. Other hashes, such as a table of codes, are values like any other."""
    last = statements[-1]
    if last.type in ("identifier", "constant"):
        for statement in reversed(statements):
            left = statement.child_by_field_name("left") if statement.type == "assignment" else None
            if left is not None and left.text == last.text:
                return statement
    return last


class ClosedValue(HostObject):
    """The value of a top-level key that was not asked for: nothing of it was read."""

    ruby_class_name = "Object"

    def __init__(self, location: Location) -> None:
        self.location = location

    def responds_to(self, name: str) -> bool:
        return False

    def call_method(
        self,
        interp: Interpreter,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
        block: RProc | None,
    ) -> Value:
        raise NotImplementedError

    def plain(self) -> Any:
        return None


class Program:
    """A definition's file, parsed and found to be Ruby. Nothing is converted or run yet."""

    def __init__(self, source: SourceText, tree: Tree) -> None:
        self.source = source
        self.file = source.file
        self.functions: dict[str, RProc] = {}
        """What `def` made at the file's own level, by name."""
        self._tree = tree

    def evaluate(self, interp: Interpreter, only: frozenset[str] | None) -> RHash:
        """The value of the last expression (see `Interpreter.definition`)."""
        from authbench.ruby.conversion.converter import Converter, Scope
        from authbench.ruby.scopes import Frame

        root = self._tree.root_node
        statements = [child for child in root.named_children if child.type not in _EXTRAS]
        if not statements:
            raise RubySyntaxError(
                "The file is empty: it has no value.",
                hint="A connector file ends with one hash, { title: …, connection: … }.",
                location=Location(self.file, 1, 1, source=""),
            )
        frame = Frame(interp, None, None, None, own_home=True)
        converter = Converter(self.source, [Scope(is_proc=False)], keeps_places=True)
        value: Value = None
        holder = _holder(statements)
        for statement in statements:
            value = self._statement(converter, frame, statement, only if statement is holder else None)
        if not isinstance(value, RHash):
            row, column = statements[-1].start_point
            raise RubySyntaxError(
                f"The last expression of the file is {interp.describe(value)}, not a hash.",
                hint="A connector file ends with one hash, { title: …, connection: … }.",
                location=self.source.location(row, column),
            )
        return value

    def _statement(
        self, converter: Converter, frame: Frame, node: TreeNode, only: frozenset[str] | None
    ) -> Value:
        inner = node
        if node.type == "assignment":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and left.type in ("identifier", "constant"):
                inner = right
        while inner.type == "parenthesized_statements" and len(inner.named_children) == 1:
            inner = inner.named_children[0]
        if only is None or inner.type != "hash":
            return converter.convert(node).evaluate(frame)
        made = self._opened(converter, frame, inner, only)
        if inner is not node and node.type == "assignment":
            from authbench.ruby.conversion.assignments import target_of

            left = node.child_by_field_name("left")
            target = None if left is None else target_of(converter, left)
            if target is not None:
                target.assign(frame, made)
        return made

    def _opened(self, converter: Converter, frame: Frame, node: TreeNode, only: frozenset[str]) -> RHash:
        """The definition's hash, with the values of other keys than `only` closed."""
        from authbench.ruby.conversion.literals import hash_of, key_of

        made = RHash()
        made.location = self.source.location(*node.start_point)
        made.origins = {}
        for child in node.named_children:
            if child.type == "comment" or child.type == "heredoc_body":
                continue
            if child.type != "pair":
                for key, value in hash_of(converter, child, [child]).evaluate(frame).pairs():
                    made.store(key, value)
                continue
            key = key_of(converter, child).evaluate(frame)
            name = key.name if isinstance(key, Symbol) else key.text if isinstance(key, RString) else None
            location = self.source.location(*child.start_point)
            if name is None or name in only:
                for _, value in hash_of(converter, child, [child]).evaluate(frame).pairs():
                    made.store(key, value)
            else:
                made.store(key, ClosedValue(location))
            if name is not None:
                made.remember(name, location)
        return made


_language: list[Language] = []


def _new_parser() -> Parser:
    """A parser of its own for each file: one cannot be used by two threads at once."""
    import tree_sitter

    if not _language:
        import tree_sitter_ruby

        _language.append(tree_sitter.Language(tree_sitter_ruby.language()))
    return tree_sitter.Parser(_language[0])


_SMALL = 20_000
_CHUNK = 65_536
_PARSE_SECONDS = 5.0


def _parsed(text: SourceText) -> Tree:
    """tree-sitter's tree. Some texts take it a time that grows with the square of their length (`%w[` ten
    thousand times), so anything long is parsed with a deadline."""
    parser, data = _new_parser(), text.data
    if len(data) <= _SMALL:
        return parser.parse(data)
    deadline = time.monotonic() + _PARSE_SECONDS
    try:
        return parser.parse(
            lambda offset, _point: data[offset : offset + _CHUNK],
            progress_callback=lambda _offset, _has_error: time.monotonic() > deadline,
        )
    except ValueError:
        raise LimitExceeded(
            f"The file could not be parsed within {_PARSE_SECONDS:g} seconds.",
            location=Location(text.file, 1, 1),
        ) from None


def parse_range(data: bytes, node: TreeNode) -> TreeNode | None:
    """The node that a changed text has at the place of `node`, None where it is none or no Ruby."""
    import tree_sitter

    parser = _new_parser()
    parser.included_ranges = [
        tree_sitter.Range(node.start_point, node.end_point, node.start_byte, node.end_byte)
    ]
    root = parser.parse(data).root_node
    return None if root.has_error or root.named_child_count != 1 else root.named_children[0]


def parse(source: bytes, file: str) -> Program:
    """Parse a definition. Raises RubySyntaxError at the first place where it is not Ruby, with the likely
    cause as hint."""
    text = SourceText(source, file)
    text.require_utf8()
    tree = _parsed(text)
    text.tree = tree
    if tree.root_node.has_error:
        from authbench.ruby.syntax_errors import describe

        raise describe(text, tree.root_node)
    return Program(text, tree)
