"""ActiveSupport::Duration."""

from __future__ import annotations

from typing import Final

from authbench.ruby import operations
from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.duration_text import read_duration
from authbench.ruby.methods.objects import class_argument
from authbench.ruby.methods.time import calendar
from authbench.ruby.methods.time.clock import in_zone, now
from authbench.ruby.methods.time.fields import AnyTime
from authbench.ruby.values import (
    RBigDecimal,
    RDate,
    RDateTime,
    RDuration,
    RHash,
    RString,
    RTime,
    Symbol,
    Value,
)

DURATION: Final = MethodTable("Duration", "Comparable")
DURATION_CLASS: Final = MethodTable("ActiveSupport::Duration.", "Class")

SECONDS: Final = {
    "years": 31556952,
    "months": 2629746,
    "weeks": 604800,
    "days": 86400,
    "hours": 3600,
    "minutes": 60,
    "seconds": 1,
}
_NAMES_OF_VALUE: Final = """
    zero? positive? negative? nonzero? finite? infinite? integer? even? odd? round floor ceil
    truncate abs magnitude fdiv div divmod modulo remainder pow ** succ next pred times upto downto
    digits bit_length numerator denominator to_r rationalize ord ordinalize ordinal multiple_of?
    to_int to_d second minute hour day week fortnight month year days hours minutes months seconds
    weeks years fortnights
"""
_OF_VALUE: Final = tuple(_NAMES_OF_VALUE.split())
"""What the number of seconds answers for a duration."""


def _made(value: Value, parts: dict[str, Value]) -> RDuration:
    """A duration without parts of nothing (unless it is nothing as a whole)."""
    if value != 0:
        parts = {unit: amount for unit, amount in parts.items() if amount != 0}
    return RDuration(value, parts)


def _plus(call: Call, self: RDuration, other: RDuration) -> RDuration:
    parts: dict[str, Value] = dict(self.parts)
    for unit, amount in other.parts.items():
        parts[unit] = call.send(parts[unit], "+", amount) if unit in parts else amount
    return _made(call.send(self.value, "+", other.value), parts)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float | RBigDecimal) and not isinstance(value, bool)


def _type_error(call: Call, value: Value) -> Exception:
    return call.error(
        "TypeError", f"no implicit conversion of {call.class_of(value).name} into ActiveSupport::Duration"
    )


def _with_number(call: Call, self: RDuration, other: Value) -> RDuration:
    seconds = call.send(self.parts.get("seconds", 0), "+", other)
    return _made(call.send(self.value, "+", other), {**self.parts, "seconds": seconds})


@DURATION.define("+", args="1")
def plus(call: Call, self: RDuration) -> Value:
    other = call.args[0]
    return _plus(call, self, other) if isinstance(other, RDuration) else _with_number(call, self, other)


@DURATION.define("-", args="1")
def minus(call: Call, self: RDuration) -> Value:
    other = call.args[0]
    if isinstance(other, RDuration):
        return _plus(call, self, _scaled(call, other, -1))
    return _with_number(call, self, call.send(other, "-@"))


def _scaled(call: Call, self: RDuration, factor: Value) -> RDuration:
    value = call.send(self.value, "*", factor)
    return _made(value, {unit: call.send(amount, "*", factor) for unit, amount in self.parts.items()})


@DURATION.define("*", args="1")
def times(call: Call, self: RDuration) -> Value:
    factor = call.args[0].value if isinstance(call.args[0], RDuration) else call.args[0]
    if not _is_number(factor):
        raise _type_error(call, factor)
    return _scaled(call, self, factor)


@DURATION.define("/", args="1")
def divided(call: Call, self: RDuration) -> Value:
    other = call.args[0]
    if isinstance(other, RDuration):
        return call.send(self.value, "/", other.value)
    if not _is_number(other):
        raise _type_error(call, other)
    value = call.send(self.value, "/", other)
    return _made(value, {unit: call.send(amount, "/", other) for unit, amount in self.parts.items()})


@DURATION.define("%", args="1")
def modulo(call: Call, self: RDuration) -> Value:
    other = call.args[0].value if isinstance(call.args[0], RDuration) else call.args[0]
    if not _is_number(other):
        raise _type_error(call, other)
    return built(call, call.send(self.value, "%", other))


@DURATION.define("-@")
def negated(call: Call, self: RDuration) -> Value:
    return _scaled(call, self, -1)


@DURATION.define("+@", "itself")
def same(call: Call, self: RDuration) -> Value:
    return self


def scaled_by_number(call: Call, number: int | float, operator: str, self: RDuration) -> Value:
    """`number operator duration`: `*`, `+`, `-` and `%` give a duration."""
    if operator == "*":
        return _made(
            call.send(number, "*", self.value),
            {unit: call.send(number, "*", amount) for unit, amount in self.parts.items()},
        )
    if operator in "+-":
        other = self if operator == "+" else _scaled(call, self, -1)
        seconds = call.send(number, "+", other.parts.get("seconds", 0))
        return _made(call.send(number, "+", other.value), {**other.parts, "seconds": seconds})
    answer = call.send(number, operator, self.value)
    return built(call, answer) if operator == "%" else answer


def built(call: Call, value: int | float) -> RDuration:
    """A duration of that many seconds, taken apart into its units."""
    if value == 0:
        return RDuration(value, {"seconds": 0})
    rest: int | float = abs(value if isinstance(value, int) else round(value, 9))
    sign = -1 if value < 0 else 1
    parts: dict[str, int | float] = {}
    for unit, size in SECONDS.items():
        if unit == "seconds":
            parts[unit] = sign * rest
        else:
            amount, rest = divmod(rest, size)
            parts[unit] = sign * int(amount)
    return _made(value, parts)


@DURATION_CLASS.define("build", args="1")
def build(call: Call, self: Value) -> Value:
    value = call.args[0].value if isinstance(call.args[0], RDuration | RBigDecimal) else call.args[0]
    if not isinstance(value, int | float) or isinstance(value, bool):
        if call.args[0] is value:
            raise call.error(
                "TypeError",
                f"can't build an ActiveSupport::Duration from a {call.class_of(value).name}",
            )
        value = float(value)
    return built(call, value)


@DURATION_CLASS.define("parse", args="1")
def parse(call: Call, self: Value) -> Value:
    text = call.string(call.args[0])
    try:
        parts = read_duration(text)
    except ValueError as error:
        said = f"Invalid ISO 8601 duration: {call.inspect(RString(text))} {error}".strip()
        raise call.error("ActiveSupport::Duration::ISO8601Parser::ParsingError", said) from None
    return _made(sum(amount * SECONDS[unit] for unit, amount in parts.items()), parts)


@DURATION_CLASS.define(*SECONDS, args="1")
def of_unit(call: Call, self: Value) -> Value:
    amount = call.args[0]
    return _made(call.send(amount, "*", SECONDS[call.name]), {call.name: amount})


def _anchor(call: Call) -> AnyTime:
    if not call.args:
        return in_zone(call, now(call), call.interp.environment.zone)
    value = call.args[0]
    if isinstance(value, RTime | RDate | RDateTime):
        return value
    raise call.error("ArgumentError", f"expected a time or date, got {call.inspect(value)}")


@DURATION.define("from_now", "since", "after", args="0..1")
def from_now(call: Call, self: RDuration) -> Value:
    return calendar.moved_by(call, _anchor(call), self)


@DURATION.define("ago", "until", "before", args="0..1")
def ago(call: Call, self: RDuration) -> Value:
    return calendar.moved_by(call, _anchor(call), self, -1)


@DURATION.define("to_i", "in_seconds")
def to_i(call: Call, self: RDuration) -> Value:
    return call.send(self.value, "to_i")


@DURATION.define("to_f")
def to_f(call: Call, self: RDuration) -> Value:
    return call.send(self.value, "to_f")


@DURATION.define("value")
def value(call: Call, self: RDuration) -> Value:
    return self.value


@DURATION.define(*(f"in_{unit}" for unit in SECONDS if unit != "seconds"))
def in_unit(call: Call, self: RDuration) -> Value:
    return int(self.value) / SECONDS[call.name.removeprefix("in_")]


@DURATION.define("parts")
def parts(call: Call, self: RDuration) -> Value:
    return RHash((Symbol(unit), amount) for unit, amount in self.parts.items())


@DURATION.define("to_s")
def to_s(call: Call, self: RDuration) -> Value:
    return RString(call.to_s(self.value))


@DURATION.define("inspect")
def inspect(call: Call, self: RDuration) -> Value:
    shown = [
        f"{call.to_s(self.parts[unit])} {unit[:-1] if self.parts[unit] == 1 else unit}"
        for unit in SECONDS
        if unit in self.parts
    ]
    if not shown:
        return RString(f"{call.to_s(self.value)} seconds")
    if len(shown) <= 2:
        return RString(" and ".join(shown))
    return RString(", ".join(shown[:-1]) + ", and " + shown[-1])


@DURATION.define("iso8601", args="0..1")
def iso8601(call: Call, self: RDuration) -> Value:
    precision = call.options("precision").get("precision")
    amounts = {unit: amount for unit, amount in self.parts.items() if amount}
    if not amounts:
        return RString("PT0S")
    if "weeks" in amounts and {"years", "months", "days"} & set(amounts):
        # The standard has no weeks beside other parts of a date.
        weeks = call.send(call.send(amounts.pop("weeks"), "*", SECONDS["weeks"]), "/", SECONDS["days"])
        amounts["days"] = call.send(amounts.get("days", 0), "+", weeks)
    text = "P"
    for unit, letter in (("years", "Y"), ("months", "M"), ("days", "D"), ("weeks", "W")):
        if unit in amounts:
            text += f"{call.to_s(amounts[unit])}{letter}"
    clock = "".join(
        f"{call.to_s(amounts[unit])}{letter}"
        for unit, letter in (("hours", "H"), ("minutes", "M"))
        if unit in amounts
    )
    if "seconds" in amounts:
        seconds = float(amounts["seconds"])
        clock += (f"{seconds:g}" if precision is None else f"{seconds:.{call.integer(precision)}f}") + "S"
    return RString(text + (f"T{clock}" if clock else ""))


@DURATION.define("<=>", args="1")
def compare(call: Call, self: RDuration) -> Value:
    other = call.args[0]
    if isinstance(other, RDuration):
        other = other.value
    return call.send(self.value, "<=>", other) if _is_number(other) else None


@DURATION.define("is_a?", "kind_of?", args="1")
def is_a(call: Call, self: RDuration) -> Value:
    wanted = class_argument(call, call.args[0])
    return wanted.name == "ActiveSupport::Duration" or operations.is_a(self.value, wanted)


@DURATION.define("instance_of?", args="1")
def instance_of(call: Call, self: RDuration) -> Value:
    wanted = class_argument(call, call.args[0])
    return wanted.name == "ActiveSupport::Duration" or call.class_of(self.value) is wanted


@DURATION.define("hash")
def hash_(call: Call, self: RDuration) -> Value:
    return call.send(self.value, "hash")


@DURATION.define(*_OF_VALUE, args="0..")
def of_value(call: Call, self: RDuration) -> Value:
    return call.interp.send(self.value, call.name, call.args, call.kwargs, call.block)
