"""Ruby's Symbol and String.

A String is either text (UTF-8, kept as str) or binary (ASCII-8BIT, kept as bytes). Text that holds bytes
which are not UTF-8 keeps them as lone surrogates (Python's "surrogateescape"), so nothing is ever lost.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeAlias
from weakref import WeakValueDictionary

from authbench.ruby.values.failures import Raised, frozen_error

Value: TypeAlias = Any
"""A Ruby value. Dynamic by nature: whoever takes one checks its class."""

TEXT_ENCODING = "UTF-8"
BINARY_ENCODING = "ASCII-8BIT"


_ASCII_ENCODING = "US-ASCII"


def incompatible(first: str, second: str) -> Raised:
    """What joining text and binary raises where both are more than ASCII."""
    return Raised.of(
        "Encoding::CompatibilityError", f"incompatible character encodings: {first} and {second}"
    )


class Symbol:
    """A Ruby Symbol: one object per name, so `is` compares. Names nobody uses any more are forgotten, so that
    a definition cannot fill memory with them."""

    __slots__ = ("__weakref__", "name")
    _known: ClassVar[WeakValueDictionary[str, Symbol]] = WeakValueDictionary()

    name: str

    def __new__(cls, name: str) -> Symbol:
        known = cls._known.get(name)
        if known is None:
            known = super().__new__(cls)
            known.name = name
            # Racing threads both get the one that was stored first.
            known = cls._known.setdefault(name, known)
        return known

    def __repr__(self) -> str:
        return f"Symbol({self.name!r})"


class RString:
    """A mutable Ruby String.

    `value` is the content: str when text, bytes when binary. Every change goes through `replace` or
    `append`, which refuse on a frozen string; appending is cheap however long the string has become.
    """

    __slots__ = ("_tail", "_value", "encoding", "frozen")

    def __init__(self, value: str | bytes = "", *, encoding: str | None = None, frozen: bool = False) -> None:
        self._value: str | bytes = value
        self._tail: list[str | bytes] | None = None
        self.encoding = encoding or (TEXT_ENCODING if isinstance(value, str) else BINARY_ENCODING)
        self.frozen = frozen

    @property
    def value(self) -> str | bytes:
        """The content, str (text) or bytes (binary)."""
        if self._tail is not None:
            self._join()
        return self._value

    @property
    def binary(self) -> bool:
        """Whether this is a binary string (ASCII-8BIT)."""
        return isinstance(self._value, bytes)

    @property
    def text(self) -> str:
        """The content as str; binary content is decoded, odd bytes becoming lone surrogates."""
        value = self.value
        return value if isinstance(value, str) else value.decode("utf-8", "surrogateescape")

    @property
    def data(self) -> bytes:
        """The content as bytes."""
        value = self.value
        return value if isinstance(value, bytes) else value.encode("utf-8", "surrogateescape")

    @property
    def valid(self) -> bool:
        """Whether the content is valid in its encoding."""
        value = self.value
        if isinstance(value, bytes) or value.isascii():
            return True
        return not any("\ud800" <= character <= "\udfff" for character in value)

    def replace(self, value: str | bytes, encoding: str | None = None) -> None:
        """Set the content. Raises FrozenError on a frozen string."""
        self.check_frozen()
        self._tail = None
        self._value = value
        self.encoding = encoding or (TEXT_ENCODING if isinstance(value, str) else BINARY_ENCODING)

    def append(self, value: str | bytes) -> None:
        """Add to the end, by Ruby's rule for mixed encodings: whichever side is more than ASCII decides.
        Raises Encoding::CompatibilityError for two such sides of different kind."""
        self.check_frozen()
        own = self._value
        if self.encoding == _ASCII_ENCODING and isinstance(value, str) and not value.isascii():
            self.encoding = TEXT_ENCODING
        if type(value) is not type(own):
            whole = self.value
            if isinstance(value, bytes) and isinstance(whole, str):
                if value.isascii():
                    value = value.decode("ascii")
                elif whole.isascii():
                    self.replace(whole.encode("ascii") + value)
                    return
                else:
                    raise incompatible(self.encoding, BINARY_ENCODING)
            elif isinstance(value, str) and isinstance(whole, bytes):
                if not value.isascii():
                    if not whole.isascii():
                        raise incompatible(self.encoding, TEXT_ENCODING)
                    self.replace(whole.decode("ascii") + value)
                    return
                value = value.encode("utf-8", "surrogateescape")
        if self._tail is None:
            self._tail = [value]
        else:
            self._tail.append(value)

    def check_frozen(self) -> None:
        """Raise FrozenError if this string is frozen."""
        if self.frozen:
            from authbench.ruby.inspection import inspect_text

            raise frozen_error("String", self, inspect_text(self.value))

    def copy(self) -> RString:
        """A fresh, unfrozen string with the same content."""
        return RString(self.value, encoding=self.encoding)

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        return f"RString({self.value!r})"

    def _join(self) -> None:
        own, tail = self._value, self._tail
        self._tail = None
        if isinstance(own, str):
            self._value = own + "".join(part for part in tail or () if isinstance(part, str))
        else:
            self._value = own + b"".join(part for part in tail or () if isinstance(part, bytes))
