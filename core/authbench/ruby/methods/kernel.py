"""Functions without a receiver: conversions, format, rand, puts, sleep."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.inspection import inspect_text
from authbench.ruby.methods import number_text
from authbench.ruby.methods.formatting import format_text
from authbench.ruby.values import (
    Raised,
    RArray,
    RBigDecimal,
    RDuration,
    REnumerator,
    RHash,
    RRange,
    RSet,
    RString,
    RTime,
    Value,
)
from authbench.ruby.values.rationals import RRational

KERNEL: Final = MethodTable("Kernel.", "Class")


@KERNEL.define("format", "sprintf", args="1..", kwargs_as_hash=True)
def format_(call: Call, self: Value) -> Value:
    return RString(format_text(call, call.string(call.args[0]), call.args[1:]))


def integer_from(call: Call, value: Value, base: int | None) -> int:
    """What Integer(value) gives. Raises ArgumentError for text that is no integer, TypeError for nil."""
    value = call.force(value)
    if type(value) is int:
        return value
    if type(value) is float or isinstance(value, RBigDecimal):
        return int(call.send(value, "to_i"))
    if isinstance(value, RString):
        try:
            number = number_text.strict_integer(value.text, base)
        except number_text.TooLong:
            call.interp.check_number(4 * len(value))
            number = None
        if number is None:
            raise call.error("ArgumentError", f"invalid value for Integer(): {call.inspect(value)}")
        return number
    if isinstance(value, RTime | RDuration):
        return int(call.send(value, "to_i"))
    raise call.error("TypeError", f"can't convert {call.describe(value)} into Integer")


def float_from(call: Call, value: Value) -> float:
    """What Float(value) gives. Raises ArgumentError for text that is no number, TypeError for nil."""
    value = call.force(value)
    if type(value) in (int, float) or isinstance(value, RBigDecimal | RRational | RTime | RDuration):
        return float(call.send(value, "to_f"))
    if isinstance(value, RString):
        number = number_text.strict_float(value.text)
        if number is None:
            # Ruby shows the bytes of what is not ASCII here.
            shown = inspect_text(value.data)
            raise call.error("ArgumentError", f"invalid value for Float(): {shown}")
        return number
    raise call.error("TypeError", f"can't convert {call.describe(value)} into Float")


def _lenient(call: Call) -> bool:
    return call.kwargs.get("exception") is False


@KERNEL.define("Integer", args="1..2")
def integer(call: Call, self: Value) -> Value:
    base = call.integer(call.args[1]) if len(call.args) > 1 and call.args[1] is not None else None
    try:
        return integer_from(call, call.args[0], base)
    except Raised:
        if _lenient(call):
            return None
        raise


@KERNEL.define("Float", args="1")
def float_(call: Call, self: Value) -> Value:
    try:
        return float_from(call, call.args[0])
    except Raised:
        if _lenient(call):
            return None
        raise


@KERNEL.define("String", args="1")
def string(call: Call, self: Value) -> Value:
    value = call.args[0]
    return value if isinstance(value, RString) else RString(call.to_s(value))


@KERNEL.define("Array", args="1", kwargs_as_hash=True)
def array(call: Call, self: Value) -> Value:
    return array_from(call, call.args[0])


def array_from(call: Call, value: Value) -> RArray:
    """What Array(value) gives: nil is empty, what has elements gives them, all else is one element."""
    if value is None:
        return RArray()
    if isinstance(value, RArray):
        return value
    if isinstance(value, RHash | RRange | RSet | REnumerator):
        listed = call.send(value, "to_a")
        return listed if isinstance(listed, RArray) else RArray([listed])
    if isinstance(value, RTime):
        return RArray(call.array(call.send(value, "to_a")))
    return RArray([value])


@KERNEL.define("Hash", args="1", kwargs_as_hash=True)
def hash_(call: Call, self: Value) -> Value:
    value = call.args[0]
    if value is None or (isinstance(value, RArray) and not value.items):
        return RHash()
    if isinstance(value, RHash):
        return value
    raise call.error("TypeError", f"can't convert {call.class_of(value).name} into Hash")


_SPECIAL_DECIMALS: Final = frozenset({"NaN", "Infinity", "+Infinity", "-Infinity"})


@KERNEL.define("Rational", args="1..2")
def rational(call: Call, self: Value) -> Value:
    from authbench.ruby.methods.rationals import rational_from

    try:
        return rational_from(call, call.args)
    except Raised:
        if _lenient(call):
            return None
        raise


@KERNEL.define("BigDecimal", args="1..2")
def big_decimal(call: Call, self: Value) -> Value:
    value = call.args[0]
    if isinstance(value, RBigDecimal):
        return value
    if type(value) is int:
        return RBigDecimal(Decimal(value))
    if type(value) is float:
        if len(call.args) < 2:
            raise call.error("ArgumentError", "can't omit precision for a Float.")
        return RBigDecimal(Decimal(repr(value)))
    if isinstance(value, RString):
        from authbench.ruby.methods.string.conversions import decimal_of

        text = value.text.strip()
        if text in _SPECIAL_DECIMALS:
            return RBigDecimal(Decimal(text))
        if number_text.strict_float(text) is None:
            raise call.error("ArgumentError", f"invalid value for BigDecimal(): {call.inspect(value)}")
        return RBigDecimal(decimal_of(text))
    raise call.error("TypeError", f"can't convert {call.describe(value)} into BigDecimal")


@KERNEL.define("rand", args="0..1")
def rand(call: Call, self: Value) -> Value:
    return random_value(call, call.arg(0))


def random_value(call: Call, limit: Value) -> Value:
    """A random Float below 1, an Integer below a limit, or a member of a range."""
    if isinstance(limit, RRange):
        first, last = limit.first, limit.last
        if type(first) is int and type(last) is int:
            count = last - first + (0 if limit.exclusive else 1)
            return first + secrets.randbelow(count) if count > 0 else None
        low, high = float_from(call, first), float_from(call, last)
        return low + (high - low) * secrets.SystemRandom().random()
    number = 0 if limit is None else abs(call.integer(limit))
    return secrets.randbelow(number) if number else secrets.SystemRandom().random()


@KERNEL.define("puts", args="0..", kwargs_as_hash=True, looks_inside=True)
def puts(call: Call, self: Value) -> Value:
    lines: list[str] = []
    for value in call.args or [RString("")]:
        _lines(call, value, lines)
    for line in lines:
        call.interp.environment.puts(line)
    return None


def _lines(call: Call, value: Value, lines: list[str]) -> None:
    if isinstance(value, RArray):
        from authbench.ruby.methods.array.in_place import flattened

        for item in flattened(call, value, -1):
            lines.append(call.to_s(item).removesuffix("\n"))
    else:
        lines.append(call.to_s(value).removesuffix("\n"))


@KERNEL.define("print", args="0..", kwargs_as_hash=True)
def print_(call: Call, self: Value) -> Value:
    call.interp.environment.puts("".join(call.to_s(value) for value in call.args))
    return None


@KERNEL.define("p", "pp", args="0..", kwargs_as_hash=True)
def p(call: Call, self: Value) -> Value:
    for value in call.args:
        call.interp.environment.puts(call.inspect(value))
    if len(call.args) > 1:
        return RArray(list(call.args))
    return call.arg(0)


LONGEST_SLEEP: Final = 86_400.0


@KERNEL.define("sleep", args="0..1")
def sleep(call: Call, self: Value) -> Value:
    value = call.arg(0, 0)
    if isinstance(value, RDuration):
        value = value.value
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise call.error("TypeError", f"can't convert {call.class_of(value).name} into time interval")
    if value < 0:
        raise call.error("ArgumentError", "time interval must not be negative")
    if value > LONGEST_SLEEP or value != value:
        raise call.error("ArgumentError", "time interval is too long")
    call.interp.environment.sleep(float(value))
    return round(value)


@KERNEL.define("JSON", args="1..2", kwargs_as_hash=True)
def json(call: Call, self: Value) -> Value:
    from authbench.ruby.methods.json_functions import either

    return either(call, self)


@KERNEL.define("URI", args="1")
def uri(call: Call, self: Value) -> Value:
    from authbench.ruby.methods.uri_values import parsed

    return parsed(call, call.args[0])
