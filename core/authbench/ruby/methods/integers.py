"""Integer."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.arithmetic import as_float, not_coercible
from authbench.ruby.methods.inflection import ordinal as ordinal_suffix
from authbench.ruby.methods.numerics import NUMERIC, duration, formatted
from authbench.ruby.methods.rounding import define_rounding, round_integer
from authbench.ruby.values import RArray, RBigDecimal, RRange, RString, Symbol, Value
from authbench.ruby.values.rationals import RRational

INTEGER: Final = MethodTable("Integer", NUMERIC)
INTEGER.define("month", "months", "year", "years")(duration)
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


@INTEGER.define("**", "pow", args="1..2")
def power(call: Call, self: int) -> Value:
    exponent = call.args[0]
    if len(call.args) == 2:
        modulus = call.args[1]
        if type(exponent) is not int or type(modulus) is not int:
            needed = "all arguments are integers" if type(exponent) is int else "a 1st argument is integer"
            raise call.error("TypeError", f"Integer#pow() 2nd argument not allowed unless {needed}")
        if exponent < 0:
            words = "1st argument cannot be negative when 2nd argument specified"
            raise call.error("RangeError", f"Integer#pow() {words}")
        if modulus == 0:
            raise call.error("ZeroDivisionError", "divided by 0")
        call.charge(exponent.bit_length())
        return pow(self, exponent, modulus)
    if type(exponent) is int:
        if exponent < 0:
            if self in (-1, 1):
                return self if exponent % 2 else 1
            return call.send(RRational(Fraction(self)), "**", exponent)
        if self not in (-1, 0, 1):
            call.interp.check_number(self.bit_length() * exponent)
        return self**exponent
    if type(exponent) is float:
        return float_power(call, as_float(self), exponent)
    if isinstance(exponent, RRational):
        return call.send(RRational(Fraction(self)), "**", exponent)
    if isinstance(exponent, RBigDecimal):
        return call.send(call.send(self, "to_d"), "**", exponent)
    raise not_coercible(call, exponent, self)


def float_power(call: Call, base: float, exponent: float) -> float:
    """`base ** exponent`; overflow is infinite, a root of a negative number is not supported (Complex)."""
    if base < 0 and exponent != exponent // 1 and math.isfinite(exponent):
        raise call.unsupported("Complex (a root of a negative number)")
    try:
        return float(base**exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf
    except ZeroDivisionError:
        return math.copysign(math.inf, base) if exponent % 2 == 1 else math.inf


def _bits(call: Call, self: int) -> int:
    other = call.args[0]
    if type(other) is float:
        raise call.error("TypeError", f"{call.inspect(other)} can't be coerced into Integer")
    if type(other) is not int:
        raise not_coercible(call, other, self)
    return other


@INTEGER.define("&", args="1")
def conjunction(call: Call, self: int) -> Value:
    return self & _bits(call, self)


@INTEGER.define("|", args="1")
def disjunction(call: Call, self: int) -> Value:
    return self | _bits(call, self)


@INTEGER.define("^", args="1")
def exclusive(call: Call, self: int) -> Value:
    return self ^ _bits(call, self)


@INTEGER.define("~")
def complement(call: Call, self: int) -> Value:
    return ~self


def _number(call: Call) -> int:
    """The argument of what takes an Integer only where Ruby says so in other words. Raises TypeError."""
    value = call.args[0]
    if value is None:
        raise call.error("TypeError", "no implicit conversion of nil into Integer")
    return int(value.value) if isinstance(value, RRational) else call.integer(value)


@INTEGER.define("<<", args="1")
def shift_left(call: Call, self: int) -> Value:
    return _shifted(call, self, _number(call))


@INTEGER.define(">>", args="1")
def shift_right(call: Call, self: int) -> Value:
    return _shifted(call, self, -_number(call))


def _shifted(call: Call, self: int, places: int) -> int:
    if places < 0:
        return self >> min(-places, self.bit_length() + 1)
    if self:
        call.interp.check_number(self.bit_length() + places)
        return self << places
    return 0


def _bits_within(call: Call, self: int, places: RRange) -> int:
    """`number[first..last]`: the bits at these places, and those above where there is no sensible last."""
    if places.first is None:
        last = call.integer(places.last) - places.exclusive
        if self & ((2 << last) - 1 if last >= 0 else 0):
            raise call.error("ArgumentError", "The beginless range for Integer#[] results in infinity")
        return 0
    first = call.integer(places.first)
    bits = _shifted(call, self, -first)
    if places.last is None:
        return bits
    count = call.integer(places.last) - places.exclusive - first + 1
    return bits & ((1 << min(count, 10_000)) - 1) if count > 0 else bits


@INTEGER.define("[]", args="1..2")
def bit(call: Call, self: int) -> Value:
    if isinstance(call.args[0], RRange):
        return _bits_within(call, self, call.args[0])
    index = call.converted(call.args[0])
    if len(call.args) == 2:
        return (_shifted(call, self, -index)) & ((1 << min(call.integer(call.args[1]), 10_000)) - 1)
    return 0 if index < 0 else _shifted(call, self, -index) & 1


@INTEGER.define("times", block="enumerator")
def times(call: Call, self: int) -> Value:
    for index in range(self):
        call.charge(1)
        call.yield_(index)
    return self


@INTEGER.define("upto", args="1", block="enumerator")
def upto(call: Call, self: int) -> Value:
    limit = call.args[0]
    value = self
    while call.compare(value, limit) <= 0:
        call.charge(1)
        call.yield_(value)
        value += 1
    return self


@INTEGER.define("downto", args="1", block="enumerator")
def downto(call: Call, self: int) -> Value:
    limit = call.args[0]
    value = self
    while call.compare(value, limit) >= 0:
        call.charge(1)
        call.yield_(value)
        value -= 1
    return self


@INTEGER.define("succ", "next")
def succ(call: Call, self: int) -> Value:
    return self + 1


@INTEGER.define("pred")
def pred(call: Call, self: int) -> Value:
    return self - 1


@INTEGER.define("chr", args="0..1")
def chr_(call: Call, self: int) -> Value:
    if not 0 <= self <= 0x10FFFF or (not call.args and self > 255):
        raise call.error("RangeError", f"{self} out of char range")
    if call.args:
        from authbench.ruby.methods.string.encodings import encoding_name

        name = encoding_name(call, call.args[0])
        return (
            RString(chr(self)) if name == "UTF-8" else call.send(RString(chr(self)), "encode", call.args[0])
        )
    return RString(chr(self), encoding="US-ASCII") if self < 128 else RString(bytes([self]))


@INTEGER.define("ord", "to_i", "to_int", "numerator")
def itself(call: Call, self: int) -> Value:
    return self


@INTEGER.define("denominator")
def denominator(call: Call, self: int) -> Value:
    return 1


@INTEGER.define("to_f")
def to_f(call: Call, self: int) -> Value:
    return as_float(self)


@INTEGER.define("to_s", "inspect", args="0..2")
def to_s(call: Call, self: int) -> Value:
    if not call.args or call.args[0] is None:
        return RString(str(self))
    if isinstance(call.args[0], Symbol):
        return formatted(call, self, call.args.pop(0).name)
    base = call.integer(call.args[0])
    if not 2 <= base <= 36:
        raise call.error("ArgumentError", f"invalid radix {base}")
    return RString(in_base(self, base))


def in_base(number: int, base: int) -> str:
    """The digits of `number` in that base."""
    if base == 10 or number == 0:
        return str(number)
    digits: list[str] = []
    rest = abs(number)
    while rest:
        rest, digit = divmod(rest, base)
        digits.append(_DIGITS[digit])
    return ("-" if number < 0 else "") + "".join(reversed(digits))


@INTEGER.define("digits", args="0..1")
def digits(call: Call, self: int) -> Value:
    base = call.converted(call.args[0]) if call.args else 10
    if self < 0:
        raise call.error("Math::DomainError", "out of domain")
    if base < 0:
        raise call.error("ArgumentError", "negative radix")
    if base < 2:
        raise call.error("ArgumentError", f"invalid radix {base}")
    result: list[Value] = []
    rest = self
    while rest or not result:
        rest, digit = divmod(rest, base)
        result.append(digit)
    return RArray(result)


@INTEGER.define("even?")
def is_even(call: Call, self: int) -> Value:
    return self % 2 == 0


@INTEGER.define("odd?")
def is_odd(call: Call, self: int) -> Value:
    return self % 2 == 1


def _whole(call: Call) -> int:
    other = call.args[0]
    if type(other) is not int:
        raise call.error("TypeError", "not an integer")
    return other


@INTEGER.define("gcd", args="1")
def gcd(call: Call, self: int) -> Value:
    return math.gcd(self, _whole(call))


@INTEGER.define("lcm", args="1")
def lcm(call: Call, self: int) -> Value:
    return math.lcm(self, _whole(call))


@INTEGER.define("gcdlcm", args="1")
def gcdlcm(call: Call, self: int) -> Value:
    return RArray([gcd(call, self), lcm(call, self)])


@INTEGER.define("bit_length")
def bit_length(call: Call, self: int) -> Value:
    return (self if self >= 0 else ~self).bit_length()


@INTEGER.define("size")
def size(call: Call, self: int) -> Value:
    return max(8, -(-self.bit_length() // 64) * 8)


@INTEGER.define("allbits?", "anybits?", "nobits?", args="1")
def has_bits(call: Call, self: int) -> Value:
    mask = _number(call)
    shared = self & mask
    return {"allbits?": shared == mask, "anybits?": shared != 0, "nobits?": shared == 0}[call.name]


def _rounded(call: Call, self: int, mode: str) -> int:
    places = call.long(call.args[0]) if call.args else 0
    return self if places >= 0 else round_integer(self, places, mode)


define_rounding(INTEGER, _rounded)


@INTEGER.define("is_int?")
def is_int(call: Call, self: int) -> Value:
    return True


@INTEGER.define("ordinalize")
def ordinalize(call: Call, self: int) -> Value:
    return RString(f"{self}{ordinal_suffix(self)}")


@INTEGER.define("ordinal")
def ordinal(call: Call, self: int) -> Value:
    return RString(ordinal_suffix(self))


@INTEGER.define("multiple_of?", args="1")
def is_multiple(call: Call, self: int) -> Value:
    other = call.integer(call.args[0])
    return self % other == 0 if other else self == 0


@INTEGER.define("to_time")
def to_time(call: Call, self: int) -> Value:
    from authbench.ruby.methods.time.clock import in_zone

    return in_zone(call, self * 1_000_000_000, call.interp.environment.zone)
