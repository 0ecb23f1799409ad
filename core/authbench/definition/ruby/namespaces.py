"""`workato`, `aws` and the namespaces inside them, as objects of the evaluator."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from authbench.definition.ruby.host_values import resolved_argument, symbolic_argument
from authbench.ruby import from_plain
from authbench.ruby.values import HostObject, RProc, Value
from authbench.sdk import UndefinedStdLibMethod
from authbench.sdk.arity import call_helper

if TYPE_CHECKING:
    from authbench.ruby import Interpreter

_OBJECT_METHODS = frozenset(
    {"nil?", "is_a?", "class", "to_s", "inspect", "respond_to?", "present?", "blank?"}
)


class Namespace(HostObject):
    """An object of helpers, such as `workato`. `target` has a Python method for each helper (what starts with
    an underscore is not one), `name` is its name in code, `inner` names the namespaces inside."""

    ruby_class_name = "Object"

    def __init__(self, target: Any, name: str, inner: frozenset[str] = frozenset()) -> None:
        self._target = target
        self._name = name
        self._inner = inner

    def responds_to(self, name: str) -> bool:
        """Every name is tried, so that an unknown one gets the SDK's own message."""
        return name not in _OBJECT_METHODS

    def call_method(
        self,
        interp: Interpreter,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
        block: RProc | None,
    ) -> Value:
        """Call the helper with plain arguments. Raises what the helper raises."""
        if name.startswith("_"):
            raise UndefinedStdLibMethod(name, self._name)
        member: Any = getattr(self._target, name)
        if name in self._inner:
            return Namespace(member, f"{self._name}.{name}")
        taken = symbolic_argument if name == "render_yaml" else resolved_argument
        given = [taken(value) for value in args]
        named = {key: resolved_argument(value) for key, value in kwargs.items()}
        if block is not None:
            if given:
                named["text"] = given.pop(0)
            given.insert(0, _rows_of(interp, block))
        elif given and not named and isinstance(given[-1], dict) and _takes_keywords_only(member):
            named = given.pop()
        return from_plain(call_helper(member, given, named))

    def plain(self) -> Any:
        """There is nothing to show."""
        return None


class RowSink(HostObject):
    """What `workato.csv.generate { |csv| … }` hands to its block."""

    ruby_class_name = "CSV"

    def __init__(self, add: Callable[[Any], Any]) -> None:
        self._add = add

    def responds_to(self, name: str) -> bool:
        """Rows are appended; nothing else."""
        return name in ("<<", "add_row", "puts")

    def call_method(
        self,
        interp: Interpreter,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
        block: RProc | None,
    ) -> Value:
        """Append a row."""
        for row in args:
            self._add(resolved_argument(row))
        return self

    def plain(self) -> Any:
        """Nothing of it goes into results."""
        return None


def _rows_of(interp: Interpreter, block: RProc) -> list[Any]:
    """The rows that `csv.generate { |csv| csv << row }` appends."""
    rows: list[Any] = []
    interp.call(block, [RowSink(rows.append)])
    return rows


def _takes_keywords_only(function: Any) -> bool:
    kinds = {parameter.kind for parameter in inspect.signature(function).parameters.values()}
    return bool(kinds) and kinds <= {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
