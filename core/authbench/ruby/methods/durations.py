"""ActiveSupport::Duration."""

from __future__ import annotations

from typing import Final

from authbench.encoding import float_text
from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.time import calendar
from authbench.ruby.methods.time.clock import in_zone, now
from authbench.ruby.methods.time.fields import AnyTime
from authbench.ruby.values import (
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


def _plus(self: RDuration, other: RDuration, sign: int) -> RDuration:
    parts = dict(self.parts)
    for unit, amount in other.parts.items():
        parts[unit] = parts.get(unit, 0) + sign * amount
    return RDuration(self.value + sign * other.value, {unit: n for unit, n in parts.items() if n != 0})


def _operand(call: Call, value: Value) -> RDuration:
    if isinstance(value, RDuration):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return RDuration(value)
    raise call.error(
        "TypeError", f"no implicit conversion of {call.describe(value)} into ActiveSupport::Duration"
    )


@DURATION.define("+", args="1")
def plus(call: Call, self: RDuration) -> Value:
    return _plus(self, _operand(call, call.args[0]), 1)


@DURATION.define("-", args="1")
def minus(call: Call, self: RDuration) -> Value:
    return _plus(self, _operand(call, call.args[0]), -1)


def _scaled(self: RDuration, factor: int | float) -> RDuration:
    return RDuration(self.value * factor, {unit: n * factor for unit, n in self.parts.items()})


@DURATION.define("*", args="1")
def times(call: Call, self: RDuration) -> Value:
    return _scaled(self, _operand(call, call.args[0]).value)


@DURATION.define("/", args="1")
def divided(call: Call, self: RDuration) -> Value:
    other = call.args[0]
    if isinstance(other, RDuration):
        return call.send(self.value, "/", other.value)
    divisor = _operand(call, other).value
    value = call.send(self.value, "/", divisor)
    return RDuration(value, {unit: call.send(n, "/", divisor) for unit, n in self.parts.items()})


@DURATION.define("%", args="1")
def modulo(call: Call, self: RDuration) -> Value:
    return built(call, call.send(self.value, "%", _operand(call, call.args[0]).value))


@DURATION.define("-@")
def negated(call: Call, self: RDuration) -> Value:
    return _scaled(self, -1)


@DURATION.define("+@", "itself")
def same(call: Call, self: RDuration) -> Value:
    return self


def scaled_by_number(call: Call, number: int | float, operator: str, self: RDuration) -> Value:
    """`number operator duration`: only `*`, `+` and `-` give a duration."""
    if operator == "*":
        return _scaled(self, number)
    if operator in "+-":
        return _plus(RDuration(number), self, 1 if operator == "+" else -1)
    return call.send(number, operator, self.value)


def built(call: Call, value: int | float) -> RDuration:
    """A duration of that many seconds, taken apart into its units."""
    rest: int | float = abs(value)
    sign = -1 if value < 0 else 1
    parts: dict[str, int | float] = {}
    for unit, size in SECONDS.items():
        if unit == "seconds":
            if rest:
                parts[unit] = sign * rest
        else:
            amount = int(rest // size)
            if amount:
                parts[unit] = sign * amount
                rest -= amount * size
    return RDuration(value, parts)


@DURATION_CLASS.define("build", args="1")
def build(call: Call, self: Value) -> Value:
    return built(call, _operand(call, call.args[0]).value)


@DURATION_CLASS.define(*SECONDS, args="1")
def of_unit(call: Call, self: Value) -> Value:
    amount = _operand(call, call.args[0]).value
    return RDuration(amount * SECONDS[call.name], {call.name: amount})


def _anchor(call: Call) -> AnyTime:
    if not call.args or call.args[0] is None:
        return in_zone(call, now(call), call.interp.environment.zone)
    value = call.args[0]
    if isinstance(value, RTime | RDate | RDateTime):
        return value
    raise call.error("ArgumentError", f"expected a time or date, got {call.inspect(value)}")


@DURATION.define("from_now", "since", "after", args="0..1")
def from_now(call: Call, self: RDuration) -> Value:
    return calendar.advanced(call, _anchor(call), self.parts)


@DURATION.define("ago", "until", "before", args="0..1")
def ago(call: Call, self: RDuration) -> Value:
    return calendar.advanced(call, _anchor(call), self.parts, -1)


@DURATION.define("to_i")
def to_i(call: Call, self: RDuration) -> Value:
    return int(self.value)


@DURATION.define("to_f")
def to_f(call: Call, self: RDuration) -> Value:
    return float(self.value)


@DURATION.define("value", "in_seconds")
def value(call: Call, self: RDuration) -> Value:
    return self.value


@DURATION.define(*(f"in_{unit}" for unit in SECONDS if unit != "seconds"))
def in_unit(call: Call, self: RDuration) -> Value:
    return self.value / SECONDS[call.name.removeprefix("in_")]


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
    letters = {"years": "Y", "months": "M", "weeks": "W", "days": "D", "hours": "H", "minutes": "M"}
    sign, factor = "", 1
    amounts = [amount for amount in self.parts.values() if amount]
    if not amounts:
        return RString("PT0S")
    if all(amount < 0 for amount in amounts):
        sign, factor = "-", -1
    day = time = ""
    for unit, letter in letters.items():
        amount = self.parts.get(unit, 0) * factor
        if amount:
            piece = f"{call.to_s(amount)}{letter}"
            if unit in ("hours", "minutes"):
                time += piece
            else:
                day += piece
    seconds = self.parts.get("seconds", 0) * factor
    if seconds:
        shown = str(seconds) if isinstance(seconds, int) else float_text(seconds).removesuffix(".0")
        time += shown + "S"
    return RString(f"{sign}P{day}" + (f"T{time}" if time else ""))


@DURATION.define("<=>", args="1")
def compare(call: Call, self: RDuration) -> Value:
    other = call.args[0]
    if isinstance(other, RDuration):
        other = other.value
    return call.send(self.value, "<=>", other)


@DURATION.define("abs")
def absolute(call: Call, self: RDuration) -> Value:
    return built(call, abs(self.value))


@DURATION.define("zero?", "positive?", "negative?", "nonzero?", "round", "floor", "ceil", "fdiv", args="0..1")
def of_value(call: Call, self: RDuration) -> Value:
    return call.send(self.value, call.name, *call.args)
