"""What nodes and built-ins ask of a value: its class, its text, whether it equals another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authbench.ruby import operations
from authbench.ruby.dispatch import Method, method_table_for, table_named
from authbench.ruby.values import HostObject, LazyObject, RArray, RClass, RHash, RString, Symbol, Value

if TYPE_CHECKING:
    from authbench.ruby.interpreter import Interpreter
    from authbench.ruby.scopes import Frame


class Questions:
    """The part of the interpreter that answers about values, asking their methods where Ruby does."""

    def class_of(self, value: Value) -> RClass:
        """The class of `value`; a request not sent yet is sent."""
        interp: Interpreter = self  # type: ignore[assignment]
        return operations.class_of(interp.force(value))

    def describe(self, value: Value) -> str:
        """How Ruby names a value of the wrong kind: nil, true, false, else its class."""
        if value is None:
            return "nil"
        if value is True or value is False:
            return "true" if value else "false"
        return operations.class_of(value).name

    def equal(self, a: Value, b: Value) -> bool:
        """`a == b`."""
        interp: Interpreter = self  # type: ignore[assignment]
        return operations.equal(interp, a, b)

    def equal_by_method(self, a: Value, b: Value) -> bool:
        """`a == b` where a table defines it; identity otherwise."""
        interp: Interpreter = self  # type: ignore[assignment]
        method = method_table_for(a).find("==")
        if method is None or method_table_for(a).name == "Object":
            return a is b
        return bool(interp.invoke(method, a, "==", [b], {}, None, None, interp.node))

    def eql(self, a: Value, b: Value) -> bool:
        """`a.eql?(b)`."""
        interp: Interpreter = self  # type: ignore[assignment]
        return operations.eql(interp.force(a), interp.force(b))

    def compare(self, a: Value, b: Value) -> int:
        """`a <=> b`. Raises ArgumentError where they have no order."""
        interp: Interpreter = self  # type: ignore[assignment]
        return operations.compare(interp, a, b)

    def order_by_method(self, a: Value, b: Value) -> int | None:
        """`a <=> b` where a table defines it; None otherwise."""
        interp: Interpreter = self  # type: ignore[assignment]
        method = method_table_for(a).find("<=>")
        if method is None:
            return 0 if interp.equal(a, b) else None
        result = interp.invoke(method, a, "<=>", [b], {}, None, None, interp.node)
        return result if isinstance(result, int) else None

    def case_equal(self, pattern: Value, value: Value, frame: Frame | None = None) -> bool:
        """`pattern === value`."""
        interp: Interpreter = self  # type: ignore[assignment]
        return operations.case_equal(interp, pattern, value, frame)

    def to_s(self, value: Value) -> str:
        """What interpolation prints."""
        interp: Interpreter = self  # type: ignore[assignment]
        kind = type(value)
        if kind is RString:
            return value.text  # type: ignore[no-any-return]
        if value is None:
            return ""
        if kind is int:
            return str(value)
        if kind is Symbol:
            return value.name  # type: ignore[no-any-return]
        if isinstance(value, LazyObject):
            return interp.to_s(interp.force(value))
        if isinstance(value, HostObject) and not value.responds_to("to_s"):
            return f"#<{value.ruby_class_name}>"
        if isinstance(value, RArray | RHash | bool | float | RClass):
            return interp.inspect(value)
        made = interp.send(value, "to_s")
        return made.text if isinstance(made, RString) else interp.inspect(value)

    def inspect(self, value: Value) -> str:
        """What `inspect` gives."""
        interp: Interpreter = self  # type: ignore[assignment]
        from authbench.ruby.inspection import inspect

        return inspect(value, interp)

    def inspect_other(self, value: Value) -> str:
        """`inspect` of a value whose class has a table of its own."""
        interp: Interpreter = self  # type: ignore[assignment]
        if isinstance(value, LazyObject):
            return interp.inspect(interp.force(value))
        if isinstance(value, HostObject):
            own = interp.send(value, "inspect") if value.responds_to("inspect") else None
            return own.text if isinstance(own, RString) else f"#<{value.ruby_class_name}>"
        method = method_table_for(value).find("inspect")
        if method is not None and method is not self._object_inspect():
            made = interp.invoke(method, value, "inspect", [], {}, None, None, interp.node)
            if isinstance(made, RString):
                return made.text
        return f"#<{operations.class_of(value).name}>"

    @staticmethod
    def _object_inspect() -> Method | None:
        table = table_named("Object")
        return None if table is None else table.find("inspect")
