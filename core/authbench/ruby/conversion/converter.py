"""The converter: which handler makes which node, what local variables are in scope, how deep things nest."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from authbench.ruby.errors import LimitExceeded, RubySyntaxError
from authbench.ruby.source import SourceText
from authbench.ruby.syntax.base import Node, Place
from authbench.ruby.syntax.control import Statements, Unsupported
from authbench.ruby.syntax.functions import Repeatable
from authbench.ruby.syntax.literals import Constant
from authbench.ruby.syntax.procs import Parameters, ProcCode, ProcLiteral
from authbench.ruby.syntax.variables import Local

if TYPE_CHECKING:
    from tree_sitter import Node as TreeNode

Handler = Callable[["Converter", "TreeNode"], Node]

DEEPEST: Final = 130
"""Expressions inside each other; each takes up to three Python frames while converting."""
FRAMES_A_LEVEL: Final = 2
"""Python frames that evaluating one level takes, at most."""
LONGEST_CHAIN: Final = 300
"""Calls or operators in one chain."""

_EXTRAS: Final = frozenset({"comment", "heredoc_body", "empty_statement"})
_NUMBERED: Final = re.compile(r"_[1-9]\Z")


class Scope:
    """The local variables of one body, and what its statements may refer to."""

    __slots__ = (
        "function",
        "in_loop",
        "in_rescue",
        "is_orphan",
        "is_proc",
        "names",
        "numbered",
        "own_parameters",
        "redoes",
    )

    def __init__(self, is_proc: bool, own_parameters: bool = False, function: str | None = None) -> None:
        self.names: set[str] = set()
        self.is_proc = is_proc
        self.own_parameters = own_parameters
        self.function = function
        """The name of the `def` whose body this is."""
        self.numbered = 0
        self.in_loop = 0
        self.in_rescue = 0
        self.is_orphan = False
        """Whether this is the body of `proc { }`, which no call waits for."""
        self.redoes = False
        """Whether a `redo` repeats the innermost body."""


class Converter:
    """Converts nodes of one source, within the scopes that surround them."""

    def __init__(self, source: SourceText, scopes: Sequence[Scope], keeps_places: bool) -> None:
        self.source = source
        self.data = source.data
        self.scopes = list(scopes)
        self.keeps_places = keeps_places
        """Whether this is the definition's own level, where lambdas wait and hashes remember places."""
        self.height = 0
        self._depth = 0
        self._handlers = _handlers()
        self.frozen_literals = source.frozen_literals

    # -- nodes --------------------------------------------------------------------------------------

    def convert(self, node: TreeNode) -> Node:
        """Our node for tree-sitter's. Raises RubySyntaxError or LimitExceeded."""
        handler = self._handlers.get(node.type)
        if handler is None:
            return self.unsupported(node, f"`{node.type.replace('_', ' ')}`")
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.too_deep(node)
        before, self.height = self.height, 0
        try:
            made = handler(self, node)
        finally:
            self._depth -= 1
        self.height = max(before, self.height + FRAMES_A_LEVEL)
        return made

    def optional(self, node: TreeNode | None) -> Node | None:
        """Our node, or None for none."""
        return None if node is None else self.convert(node)

    def field(self, node: TreeNode, name: str) -> TreeNode:
        """A child that the grammar always gives. Raises RubySyntaxError if it does not."""
        child = node.child_by_field_name(name)
        if child is None:
            raise self.syntax_error(node, f"unexpected {node.type.replace('_', ' ')}")
        return child

    def statements(self, nodes: Sequence[TreeNode], at: TreeNode) -> Node:
        """One node for statements; nil where there are none."""
        made = [self.convert(node) for node in nodes if node.type not in _EXTRAS]
        if not made:
            return Constant(self.place(at), None)
        return made[0] if len(made) == 1 else Statements(self.place(at), made)

    def body(self, node: TreeNode | None) -> Node | None:
        """The statements inside a `then`, `do`, `else` or the like; None where there are none."""
        if node is None:
            return None
        inner = [child for child in node.named_children if child.type not in _EXTRAS]
        return self.statements(inner, node) if inner else None

    def unsupported(self, node: TreeNode, what: str) -> Node:
        """A node that raises when it is reached."""
        return Unsupported(self.place(node), what)

    # -- places and text ----------------------------------------------------------------------------

    def place(self, node: TreeNode) -> Place:
        """Where a node stands."""
        row, column = node.start_point
        return (self.source, row, column)

    def raw(self, node: TreeNode) -> bytes:
        """The bytes of a node."""
        return self.data[node.start_byte : node.end_byte]

    def text(self, node: TreeNode) -> str:
        """The text of a node."""
        return self.raw(node).decode("utf-8", "surrogateescape")

    def syntax_error(self, node: TreeNode, message: str) -> RubySyntaxError:
        """An error at the place of `node`."""
        row, column = node.start_point
        return RubySyntaxError(message, location=self.source.location(row, column))

    def too_deep(self, node: TreeNode) -> LimitExceeded:
        """The error for expressions nested too deeply."""
        row, column = node.start_point
        return LimitExceeded(
            f"Expressions are nested more than {DEEPEST} deep here.",
            location=self.source.location(row, column),
        )

    # -- local variables ----------------------------------------------------------------------------

    def hops_to(self, name: str) -> int | None:
        """How many scopes up the local variable is, None if there is none of that name."""
        for hops, scope in enumerate(reversed(self.scopes)):
            if name in scope.names:
                return hops
        return None

    def hops_to_function(self) -> int | None:
        """How many scopes up the surrounding `def` is, None outside of one."""
        for hops, scope in enumerate(reversed(self.scopes)):
            if scope.function is not None:
                return hops
        return None

    def declare(self, name: str, node: TreeNode) -> Local:
        """The local variable of that name, made in the innermost scope if there is none."""
        hops = self.hops_to(name)
        if hops is None:
            self.scopes[-1].names.add(name)
            hops = 0
        return Local(self.place(node), name, hops)

    def local(self, name: str, node: TreeNode) -> Local | None:
        """The local variable of that name if it is in scope; also `_1` to `_9` in a block without
        parameters."""
        hops = self.hops_to(name)
        if hops is not None:
            return Local(self.place(node), name, hops)
        scope = self.scopes[-1]
        if scope.is_proc and not scope.own_parameters and _NUMBERED.match(name):
            scope.numbered = max(scope.numbered, int(name[1]))
            return Local(self.place(node), name, 0)
        return None

    # -- lambdas and blocks -------------------------------------------------------------------------

    def proc(
        self,
        node: TreeNode,
        parameters: TreeNode | None,
        block: TreeNode,
        is_lambda: bool,
        is_orphan: bool = False,
    ) -> ProcLiteral:
        """A lambda or block. `block` holds the body, and the parameters unless those are given; no call
        waits for the end of one that `is_orphan`."""
        if self.keeps_places and is_lambda:
            scopes = list(self.scopes)

            def convert() -> ProcCode:
                return Converter(self.source, scopes, keeps_places=False).proc_code(parameters, block)

            return ProcLiteral(self.place(node), None, is_lambda, convert)
        return ProcLiteral(self.place(node), self.proc_code(parameters, block, None, is_orphan), is_lambda)

    def proc_code(
        self,
        parameters: TreeNode | None,
        block: TreeNode,
        function: str | None = None,
        is_orphan: bool = False,
    ) -> ProcCode:
        """The parameters and the body, in a scope of their own. `function` names the `def` that this is."""
        from authbench.ruby.conversion.parameters import convert_parameters

        if parameters is None:
            parameters = block.child_by_field_name("parameters")
        before, self.height = self.height, 0
        kept, self.keeps_places = self.keeps_places, False
        scope = Scope(
            is_proc=function is None,
            own_parameters=function is not None or parameters is not None,
            function=function,
        )
        scope.is_orphan = is_orphan
        self.scopes.append(scope)
        try:
            made = Parameters() if parameters is None else convert_parameters(self, parameters)
            inner = block.child_by_field_name("body")
            body = Constant(self.place(block), None) if inner is None else self.convert(inner)
            if scope.redoes:
                body = Repeatable(self.place(block), body)
        finally:
            self.scopes.pop()
            self.keeps_places = kept
            height, self.height = self.height, before
        if scope.numbered:
            made = Parameters(before=[f"_{number}" for number in range(1, scope.numbered + 1)])
        return ProcCode(self.place(block), made, body, height + 3)


_made: dict[str, Handler] = {}


def _handlers() -> dict[str, Handler]:
    if not _made:
        from authbench.ruby.conversion import (
            assignments,
            calls,
            control,
            functions,
            literals,
            patterns,
            strings,
        )

        for module in (literals, strings, calls, assignments, control, patterns, functions):
            _made.update(module.HANDLERS)
    return _made
