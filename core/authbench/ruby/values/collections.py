"""Array, Hash, Range and Set."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from authbench.ruby.limits import running
from authbench.ruby.values.callables import RProc
from authbench.ruby.values.failures import Raised, frozen_error
from authbench.ruby.values.strings import RString, Symbol, Value

if TYPE_CHECKING:
    from authbench.errors import Location

_LARGE_NUMBER = 2**60


def hash_token(key: Value) -> Hashable:
    """What stands for a key in a Python dict, by Ruby's `eql?`: 1, 1.0 and true differ, String and Symbol
    differ, two strings (arrays, hashes, ranges, sets, times) with the same content are the same key."""
    if isinstance(key, RString):
        value = key.value
        return value.decode("ascii") if isinstance(value, bytes) and value.isascii() else value
    kind = type(key)
    if kind is Symbol or key is None:
        return key  # type: ignore[no-any-return]
    if kind is int:
        # Python's hash of a larger number is its rest of a division: easily the same for very many.
        return key if -_LARGE_NUMBER < key < _LARGE_NUMBER else ("int", hex(key))
    if kind is bool:
        return ("bool", key)
    if kind is float:
        return ("float", repr(key))
    if isinstance(key, RArray):
        _charge(len(key.items))
        return ("array", tuple(hash_token(item) for item in key.items))
    if isinstance(key, RHash):
        _charge(len(key.entries))
        return ("hash", frozenset((token, hash_token(value)) for token, (_, value) in key.entries.items()))
    if isinstance(key, RSet):
        return ("set", frozenset(key.entries))
    if isinstance(key, RRange):
        return ("range", hash_token(key.first), hash_token(key.last), key.exclusive)
    own = getattr(type(key), "ruby_token", None)
    if own is not None:
        return own(key)  # type: ignore[no-any-return]
    return ("object", id(key))


def identity_token(key: Value) -> Hashable:
    """What stands for a key where keys are compared by identity: only values that Ruby keeps once (numbers,
    symbols, nil, true, false) are the same when they are equal."""
    if key is None or isinstance(key, bool | int | float | Symbol):
        return hash_token(key)
    return ("object", id(key))


def _charge(elements: int) -> None:
    # What holds the same array many times over is small, its token is not.
    meter = running.get()
    if meter is not None:
        meter.charge(elements)


class RArray:
    """A Ruby Array over a Python list."""

    __slots__ = ("frozen", "items")

    def __init__(self, items: Iterable[Value] = (), *, frozen: bool = False) -> None:
        self.items: list[Value] = items if type(items) is list else list(items)
        self.frozen = frozen

    def check_frozen(self) -> None:
        """Raise FrozenError if this array is frozen."""
        if self.frozen:
            raise frozen_error("Array", self)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Value]:
        return iter(self.items)

    def __repr__(self) -> str:
        return f"RArray({self.items!r})"


class RHash:
    """A Ruby Hash: insertion order, Ruby's key equality, defaults.

    `indifferent` is ActiveSupport's HashWithIndifferentAccess: symbol keys become strings, and hashes
    stored in it become indifferent too. `origins` (by the key's text) and `location` say where a literal
    of the definition stands; `repeated` are keys that it writes once more, with their later places.
    `entries` maps each key's token to its (key, value).
    """

    __slots__ = (
        "by_identity",
        "default",
        "default_proc",
        "entries",
        "frozen",
        "indifferent",
        "iterating",
        "location",
        "origins",
        "repeated",
    )

    def __init__(self, pairs: Iterable[tuple[Value, Value]] = (), *, indifferent: bool = False) -> None:
        self.entries: dict[Hashable, tuple[Value, Value]] = {}
        self.indifferent = indifferent
        self.by_identity = False
        self.frozen = False
        self.default: Value = None
        self.default_proc: RProc | None = None
        self.origins: dict[str, Location] | None = None
        self.location: Location | None = None
        self.repeated: tuple[tuple[str, Location], ...] = ()
        self.iterating = 0
        for key, value in pairs:
            self.store(key, value)

    def remember(self, name: str, place: Location) -> None:
        """Note where a key of a literal stands."""
        if self.origins is None:
            self.origins = {}
        if name in self.origins:
            self.repeated = (*self.repeated, (name, place))
        self.origins[name] = place

    def token(self, key: Value) -> Hashable:
        """The token under which this hash keeps `key`."""
        if self.indifferent and type(key) is Symbol:
            return key.name
        return identity_token(key) if self.by_identity else hash_token(key)

    def store(self, key: Value, value: Value) -> None:
        """`hash[key] = value`. Raises FrozenError, or RuntimeError for a new key while iterating."""
        if self.frozen:
            self.check_frozen()
        token = self.token(key)
        present = self.entries.get(token)
        if present is not None:
            key = present[0]
        else:
            if self.iterating:
                raise Raised.of("RuntimeError", "can't add a new key into hash during iteration")
            if self.indifferent and type(key) is Symbol:
                key = RString(key.name, frozen=True)
            elif type(key) is RString and not key.frozen and not self.by_identity:
                key = RString(key.value, encoding=key.encoding, frozen=True)
        if self.indifferent:
            value = indifferent_value(value)
        self.entries[token] = (key, value)

    def lookup(self, key: Value, default: Value = None) -> Value:
        """The value stored under `key`, or `default` (never the hash's own default)."""
        entry = self.entries.get(self.token(key))
        return default if entry is None else entry[1]

    def has(self, key: Value) -> bool:
        """Whether `key` is there."""
        return self.token(key) in self.entries

    def named(self, name: str, default: Value = None) -> Value:
        """The value under that name, be the key a String or a Symbol; the later of the two wins."""
        if self.indifferent:
            entry = self.entries.get(name)
            return default if entry is None else entry[1]
        as_text, as_symbol = self.entries.get(name), self.entries.get(Symbol(name))
        if as_text is None or as_symbol is None:
            entry = as_text or as_symbol
            return default if entry is None else entry[1]
        tokens = list(self.entries)
        return (as_text if tokens.index(name) > tokens.index(Symbol(name)) else as_symbol)[1]

    def delete(self, key: Value) -> tuple[Value, Value] | None:
        """Take the entry out; its (key, value), or None if there was none."""
        self.check_frozen()
        return self.entries.pop(self.token(key), None)

    def pairs(self) -> list[tuple[Value, Value]]:
        """The (key, value) pairs in order: a snapshot that is safe to iterate over."""
        return list(self.entries.values())

    def keys(self) -> list[Value]:
        """The keys in order."""
        return [key for key, _ in self.entries.values()]

    def values(self) -> list[Value]:
        """The values in order."""
        return [value for _, value in self.entries.values()]

    def copy(self) -> RHash:
        """A shallow, unfrozen copy with the same defaults."""
        copy = RHash(indifferent=self.indifferent)
        copy.entries = dict(self.entries)
        copy.by_identity = self.by_identity
        copy.default, copy.default_proc = self.default, self.default_proc
        return copy

    def check_frozen(self) -> None:
        """Raise FrozenError if this hash is frozen."""
        if self.frozen:
            raise frozen_error("Hash", self)

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        return f"RHash({list(self.entries.values())!r})"


def indifferent_value(value: Value) -> Value:
    """`value` as it is kept in an indifferent hash: hashes become indifferent, also inside arrays."""
    if isinstance(value, RHash) and not value.indifferent:
        meter = running.get()
        if meter is not None:
            # The same hash many times over is copied many times.
            meter.charge(1 + len(value))
        converted = RHash(value.pairs(), indifferent=True)
        converted.origins, converted.location = value.origins, value.location
        return converted
    if type(value) is RArray and any(isinstance(item, RHash | RArray) for item in value.items):
        return RArray([indifferent_value(item) for item in value.items])
    return value


class RRange:
    """`first..last` or `first...last` (`exclusive`); None at an end means endless or beginless."""

    __slots__ = ("exclusive", "first", "last")
    frozen = True

    def __init__(self, first: Value, last: Value, *, exclusive: bool = False) -> None:
        self.first = first
        self.last = last
        self.exclusive = exclusive

    def __repr__(self) -> str:
        return f"RRange({self.first!r}{'...' if self.exclusive else '..'}{self.last!r})"


class RSet:
    """A Ruby Set: members in insertion order, by `eql?`, or `by_identity`."""

    __slots__ = ("by_identity", "entries", "frozen", "iterating")

    def __init__(self, items: Iterable[Value] = (), *, by_identity: bool = False) -> None:
        self.entries: dict[Hashable, Any] = {}
        self.by_identity = by_identity
        self.frozen = False
        self.iterating = 0
        for item in items:
            self.add(item)

    def token(self, item: Value) -> Hashable:
        """The token under which this set keeps `item`."""
        return identity_token(item) if self.by_identity else hash_token(item)

    def add(self, item: Value) -> bool:
        """Add `item`; whether it was new. Raises FrozenError, or RuntimeError for a new member while
        iterating."""
        self.check_frozen()
        token = self.token(item)
        if token in self.entries:
            return False
        if self.iterating:
            raise Raised.of("RuntimeError", "can't add a new key into hash during iteration")
        if type(item) is RString and not item.frozen and not self.by_identity:
            item = RString(item.value, encoding=item.encoding, frozen=True)
        self.entries[token] = item
        return True

    def discard(self, item: Value) -> bool:
        """Take `item` out; whether it was there. Raises FrozenError."""
        self.check_frozen()
        present = self.token(item) in self.entries
        self.entries.pop(self.token(item), None)
        return present

    def become(self, items: Iterable[Value]) -> bool:
        """Take over other members; whether their number changed. Raises FrozenError."""
        self.check_frozen()
        before = len(self.entries)
        self.entries = RSet(items, by_identity=self.by_identity).entries
        return len(self.entries) != before

    def check_frozen(self) -> None:
        """Raise FrozenError if this set is frozen; Ruby names the Hash in which a Set keeps its members."""
        if self.frozen:
            raise frozen_error("Hash", RHash((item, True) for item in self.entries.values()))

    def has(self, item: Value) -> bool:
        """Whether `item` is a member."""
        return self.token(item) in self.entries

    @property
    def items(self) -> list[Value]:
        """The members in order."""
        return list(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        return f"RSet({self.items!r})"
