"""`format`, `String#%` and `printf`-like text for the evaluator's values."""

from __future__ import annotations

from typing import NoReturn

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.sprintf import sprintf
from authbench.ruby.values import RBigDecimal, RHash, RString, Symbol, Value


def format_text(call: Call, template: str, values: list[Value]) -> str:
    """`template` filled with `values`. Raises Ruby's ArgumentError, TypeError, KeyError."""
    return sprintf(template, _Values(call, values))


class _Values:
    """The arguments of one `format` call."""

    def __init__(self, call: Call, values: list[Value]) -> None:
        self.call = call
        self.values = values
        self.position = 0
        self.other = ""

    def next(self) -> Value:
        if self.other:
            self.fail(f"unnumbered({self.position + 1}) mixed with {self.other}")
        if self.position >= len(self.values):
            self.fail("too few arguments")
        self.position += 1
        return self.values[self.position - 1]

    def at(self, index: int) -> Value:
        if self.position:
            self.fail(f"numbered({index}) after unnumbered({self.position})")
        if self.other == "named":
            self.fail(f"numbered({index}) after named")
        self.other = "numbered"
        if not 1 <= index <= len(self.values):
            self.fail("too few arguments")
        return self.values[index - 1]

    def named(self, name: str, shown: str) -> Value:
        if self.position:
            self.fail(f"named{shown} after unnumbered({self.position})")
        if self.other == "numbered":
            self.fail(f"named{shown} after numbered")
        self.other = "named"
        table = self.values[0] if len(self.values) == 1 else None
        if not isinstance(table, RHash):
            self.fail("one hash required")
        key = Symbol(name)
        if table.has(key):
            return table.lookup(key)
        if table.default_proc is not None or table.default is not None:
            return self.call.send(table, "[]", key)
        raise self.call.error("KeyError", f"key{shown} not found", key=key, receiver=table)

    def text(self, value: object) -> str:
        return self.call.to_s(value)

    def inspect(self, value: object) -> str:
        return self.call.inspect(value)

    def integer(self, value: object) -> int:
        from authbench.ruby.methods.kernel import integer_from

        if type(value) is float or isinstance(value, RBigDecimal):
            return int(self.call.send(value, "truncate"))
        return integer_from(self.call, value, None)

    def width(self, value: object) -> int:
        return self.call.long(value)

    def floating(self, value: object) -> float:
        from authbench.ruby.methods.kernel import float_from

        return float_from(self.call, value)

    def character(self, value: object) -> str:
        if isinstance(value, RString):
            if len(value) != 1:
                self.fail("%c requires a character")
            return value.text
        code = self.call.integer(value)
        if not 0 <= code <= 0x10FFFF:
            raise self.call.error("RangeError", f"{code} out of char range")
        return chr(code)

    def fail(self, message: str) -> NoReturn:
        raise self.call.error("ArgumentError", message)

    def charge(self, steps: int) -> None:
        self.call.charge(steps)

    def check_size(self, length: int) -> None:
        self.call.check_size(length)
