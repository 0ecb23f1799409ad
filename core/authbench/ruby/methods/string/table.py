"""The String table, and how its methods see text and bytes alike.

A binary string is worked on as text of one character a byte (Latin-1) and turned back, so that every
method needs one form only and no byte is ever decoded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RString, Value
from authbench.ruby.values.strings import incompatible

STRING: Final = MethodTable("String", "Comparable")

Change = Callable[[Call, RString], str]


def chars(self: RString) -> str:
    """The content as characters; one a byte where it is binary."""
    value = self.value
    return value if isinstance(value, str) else value.decode("latin-1")


def content(self: RString, text: str) -> str | bytes:
    """`text`, made from `chars(self)`, as content of a string of the same kind."""
    if not self.binary:
        return text
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape")


def same(self: RString, text: str) -> RString:
    """A new string of the same kind."""
    value = content(self, text)
    return RString(value, encoding=self.encoding if isinstance(value, str) or self.binary else None)


def string_argument(call: Call, value: Value) -> RString:
    """An argument that must be a String. Raises TypeError."""
    value = call.force(value)
    if isinstance(value, RString):
        return value
    raise call.error("TypeError", f"no implicit conversion of {call.describe(value)} into String")


def operand(call: Call, self: RString, value: Value) -> str:
    """A String argument in the same form as `chars(self)`. Raises TypeError, and Encoding::CompatibilityError
    where one is text and the other binary and both are more than ASCII."""
    other = string_argument(call, value)
    if self.binary != other.binary and not self.value.isascii() and not other.value.isascii():
        raise incompatible(self.encoding, other.encoding)
    return other.data.decode("latin-1") if self.binary else other.text


def transforming(*names: str, args: str = "0", always: bool = False) -> Callable[[Change], Change]:
    """Define `name`, giving a new string, and `name!`, which changes its receiver and gives nil where
    nothing changed (the receiver itself when `always`)."""

    def register(change: Change) -> Change:
        @STRING.define(*names, args=args)
        def plain(call: Call, self: RString) -> Value:
            return same(self, change(call, self))

        @STRING.define(*(f"{name}!" for name in names), args=args)
        def in_place(call: Call, self: RString) -> Value:
            self.check_frozen()
            before, after = chars(self), change(call, self)
            if before == after:
                return self if always else None
            self.replace(content(self, after))
            return self

        return change

    return register
