"""Literals: strings, symbols, numbers, arrays, hashes, ranges, regexps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from authbench.ruby.syntax.base import Node, Place
from authbench.ruby.values import (
    MAIN,
    LazyObject,
    Raised,
    RArray,
    RHash,
    RRange,
    RRegexp,
    RString,
    Symbol,
    Value,
)

if TYPE_CHECKING:
    from authbench.ruby.scopes import Frame


class Constant(Node):
    """A literal whose value never changes: nil, true, false, a number, a symbol."""

    __slots__ = ("value",)

    def __init__(self, place: Place, value: Value) -> None:
        super().__init__(place)
        self.value = value

    def evaluate(self, frame: Frame) -> Value:
        return self.value

    def defined(self, frame: Frame) -> str | None:
        if self.value is None:
            return "nil"
        if self.value is True:
            return "true"
        return "false" if self.value is False else "expression"


class SelfNode(Node):
    """`self`."""

    __slots__ = ()

    def evaluate(self, frame: Frame) -> Value:
        return MAIN if frame.self_object is None else frame.self_object

    def defined(self, frame: Frame) -> str | None:
        return "self"


class StringLiteral(Node):
    """A string without interpolation: a fresh object each time, unless the file freezes its literals."""

    __slots__ = ("frozen", "value")

    def __init__(self, place: Place, value: str | bytes, frozen: bool = False) -> None:
        super().__init__(place)
        self.value = value
        self.frozen = frozen

    def evaluate(self, frame: Frame) -> Value:
        return RString(self.value, frozen=self.frozen)


class Interpolation(Node):
    """A string with interpolated parts; `parts` holds text and nodes."""

    __slots__ = ("parts",)

    def __init__(self, place: Place, parts: Sequence[str | Node]) -> None:
        super().__init__(place)
        self.parts = parts

    def evaluate(self, frame: Frame) -> Value:
        return self.build(frame)

    def build(self, frame: Frame) -> RString:
        """The string."""
        interp = frame.interp
        texts: list[str] = []
        binary: RString | None = None
        for part in self.parts:
            if isinstance(part, str):
                value: str | bytes = part
            else:
                made = part.evaluate(frame)
                if isinstance(made, LazyObject):
                    made = interp.force(made)
                value = made.value if type(made) is RString else interp.to_s(made)
            if binary is not None:
                binary.append(value)
            elif isinstance(value, str):
                texts.append(value)
            else:
                binary = RString("".join(texts))
                binary.append(value)
        if binary is not None:
            interp.check_size(len(binary), "string")
            return binary
        size = sum(map(len, texts))
        if size > 1000:
            interp.check_size(size, "string")
        return RString("".join(texts))


class SymbolInterpolation(Node):
    """`:"a#{b}"` and `"a#{b}":` in a hash."""

    __slots__ = ("content",)

    def __init__(self, place: Place, content: Interpolation) -> None:
        super().__init__(place)
        self.content = content

    def evaluate(self, frame: Frame) -> Value:
        return Symbol(self.content.build(frame).text)


class RegexpLiteral(Node):
    """A regular expression without interpolation: one object for all evaluations."""

    __slots__ = ("value",)

    def __init__(self, place: Place, source: str, options: int) -> None:
        super().__init__(place)
        self.value = RRegexp(source, options, self.location())

    def evaluate(self, frame: Frame) -> Value:
        return self.value


class RegexpInterpolation(Node):
    """A regular expression with interpolated parts: text as it is, regexps as groups of their own."""

    __slots__ = ("last", "options", "parts")

    def __init__(self, place: Place, parts: Sequence[str | Node], options: int) -> None:
        super().__init__(place)
        self.parts = parts
        self.options = options
        self.last: RRegexp | None = None

    def evaluate(self, frame: Frame) -> Value:
        texts: list[str] = []
        for part in self.parts:
            texts.append(part if isinstance(part, str) else frame.interp.to_s(part.evaluate(frame)))
        source = "".join(texts)
        made = self.last
        # In a loop the same pattern mostly comes again; compiling it once is enough.
        if made is None or made.source != source:
            made = self.last = RRegexp(source, self.options, self.location())
        return made


class Splat(Node):
    """`*value` in an array literal or among arguments."""

    __slots__ = ("value",)

    def __init__(self, place: Place, value: Node) -> None:
        super().__init__(place)
        self.value = value

    def evaluate(self, frame: Frame) -> Value:
        return RArray(self.items(frame))

    def items(self, frame: Frame) -> list[Value]:
        """The values that the splat stands for."""
        return frame.interp.splat(self.value.evaluate(frame))


class ArrayLiteral(Node):
    """`[a, *b]`."""

    __slots__ = ("items", "plain")

    def __init__(self, place: Place, items: Sequence[Node]) -> None:
        super().__init__(place)
        self.items = items
        self.plain = not any(isinstance(item, Splat) for item in items)

    def evaluate(self, frame: Frame) -> Value:
        frame.interp.meter.fuel -= len(self.items)
        values: list[Value] = []
        for item in self.items:
            if isinstance(item, Splat):
                values.extend(item.items(frame))
            else:
                values.append(item.evaluate(frame))
        if not self.plain:
            frame.interp.check_size(len(values), "array")
        return RArray(values)

    def defined(self, frame: Frame) -> str | None:
        return None if any(item.defined(frame) is None for item in self.items) else "expression"


class DoubleSplat(Node):
    """`**hash` in a hash literal or among arguments."""

    __slots__ = ("value",)

    def __init__(self, place: Place, value: Node) -> None:
        super().__init__(place)
        self.value = value

    def pairs(self, frame: Frame) -> list[tuple[Value, Value]]:
        """The pairs that it stands for. `**nil` is an error in this Ruby."""
        value = frame.interp.force(self.value.evaluate(frame))
        if not isinstance(value, RHash):
            described = frame.interp.describe(value)
            raise Raised.of("TypeError", f"no implicit conversion of {described} into Hash")
        return value.pairs()


Pair = tuple[Node, Node]


class HashLiteral(Node):
    """`{ a: 1, 'b' => 2, **c }`; also the braceless one that ends an argument list.

    With `keeps_places` (literals of the definition itself) the value knows where each key stands. Where a
    literal key stands twice, Ruby evaluates the first value and leaves the pair out, so that the key has the
    place of the second.
    """

    __slots__ = ("entries", "keeps_places", "left_out")

    def __init__(self, place: Place, entries: Sequence[Pair | DoubleSplat], keeps_places: bool) -> None:
        super().__init__(place)
        self.entries = entries
        self.keeps_places = keeps_places
        self.left_out = _repeated(entries)

    def evaluate(self, frame: Frame) -> Value:
        frame.interp.meter.fuel -= len(self.entries)
        made = RHash()
        left_out = self.left_out
        for index, entry in enumerate(self.entries):
            if type(entry) is tuple:
                if left_out and index in left_out:
                    entry[1].evaluate(frame)
                else:
                    made.store(entry[0].evaluate(frame), entry[1].evaluate(frame))
            elif isinstance(entry, DoubleSplat):
                for key, value in entry.pairs(frame):
                    made.store(key, value)
        if self.keeps_places:
            self._remember_places(made)
        return made

    def _remember_places(self, made: RHash) -> None:
        made.location = self.location()
        made.origins = {}
        for entry in self.entries:
            if isinstance(entry, tuple):
                key = entry[0]
                value = key.value if isinstance(key, Constant | StringLiteral) else None
                name = value.name if isinstance(value, Symbol) else value
                if isinstance(name, str):
                    made.remember(name, key.location())


def _repeated(entries: Sequence[Pair | DoubleSplat]) -> frozenset[int] | None:
    """The indexes of pairs whose literal key stands again further on."""
    last: dict[object, int] = {}
    repeated: list[int] = []
    for index, entry in enumerate(entries):
        key = entry[0] if type(entry) is tuple else None
        if isinstance(key, Constant | StringLiteral) and not isinstance(key.value, bool | None):
            token = (type(key), type(key.value), key.value)
            if token in last:
                repeated.append(last[token])
            last[token] = index
    return frozenset(repeated) or None


class RangeLiteral(Node):
    """`a..b`, `a...b`, `a..`, `..b`."""

    __slots__ = ("exclusive", "first", "last")

    def __init__(self, place: Place, first: Node | None, last: Node | None, exclusive: bool) -> None:
        super().__init__(place)
        self.first = first
        self.last = last
        self.exclusive = exclusive

    def evaluate(self, frame: Frame) -> Value:
        interp = frame.interp
        first = interp.force(self.first.evaluate(frame)) if self.first is not None else None
        last = interp.force(self.last.evaluate(frame)) if self.last is not None else None
        if first is not None and last is not None and not _comparable(frame, first, last):
            raised = Raised.of("ArgumentError", "bad value for range")
            raised.exception.location = self.location()
            raise raised
        return RRange(first, last, exclusive=self.exclusive)


def _comparable(frame: Frame, first: Value, last: Value) -> bool:
    if type(first) in (int, float) and type(last) in (int, float):
        return bool(first == first and last == last)
    if type(first) is type(last) is RString:
        return True
    try:
        return frame.interp.send(first, "<=>", [last]) is not None
    except Raised:
        return False
