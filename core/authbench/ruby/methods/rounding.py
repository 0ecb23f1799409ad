"""Rounding as Ruby does it: half away from zero unless asked otherwise, exact for decimal digits."""

from __future__ import annotations

import math
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    InvalidOperation,
)
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.values import RString, Symbol, Value

CEILING: Final = ROUND_CEILING
FLOOR: Final = ROUND_FLOOR
DOWN: Final = ROUND_DOWN
HALF_UP: Final = ROUND_HALF_UP

EXACT: Final = Context(prec=1200, Emax=100_000, Emin=-100_000)
"""Wide enough for every double."""


def half_mode(call: Call) -> str:
    """The mode that `half:` asks for. Raises ArgumentError for an unknown one."""
    half = call.options("half").get("half")
    if half is None:
        return ROUND_HALF_UP
    name = half.name if isinstance(half, Symbol) else call.to_s(half)
    modes = {"up": ROUND_HALF_UP, "even": ROUND_HALF_EVEN, "down": ROUND_HALF_DOWN}
    if name not in modes:
        raise call.error("ArgumentError", f"invalid rounding mode: {name}")
    return modes[name]


def round_float(number: float, digits: int, mode: str) -> float:
    """`number` to `digits` decimals (positive). Half is judged on the shortest decimal text, as Ruby's
    check of neighbouring doubles does."""
    if not math.isfinite(number) or number == 0 or digits > 340:
        return number
    exact = Decimal(repr(number)) if mode not in (ROUND_CEILING, ROUND_FLOOR) else Decimal(number)
    if mode in (ROUND_CEILING, ROUND_FLOOR):
        shortest = Decimal(repr(number))
        # A number that prints with no more digits than asked for stays as it is.
        exponent = shortest.as_tuple().exponent
        if isinstance(exponent, int) and -exponent <= digits:
            return number
    return float(exact.quantize(Decimal(1).scaleb(-digits), rounding=mode, context=EXACT))


def round_integer(number: int, digits: int, mode: str) -> int:
    """`number` to a power of ten (`digits` is negative)."""
    if -digits > 4000:
        return 0
    unit: int = 10 ** (-digits)
    quotient, rest = divmod(abs(number), unit)
    negative = number < 0
    if mode == ROUND_CEILING:
        up = rest > 0 and not negative
    elif mode == ROUND_FLOOR:
        up = rest > 0 and negative
    elif mode == ROUND_DOWN:
        up = False
    else:
        up = rest * 2 > unit or (
            rest * 2 == unit and (mode == ROUND_HALF_UP or (mode == ROUND_HALF_EVEN and quotient % 2 == 1))
        )
    result = (quotient + up) * unit
    return -result if negative else result


def float_to_integer(number: float, mode: str) -> int:
    """`number` to a whole number."""
    if mode == ROUND_CEILING:
        return math.ceil(number)
    if mode == ROUND_FLOOR:
        return math.floor(number)
    if mode == ROUND_DOWN:
        return math.trunc(number)
    return int(Decimal(number).quantize(Decimal(1), rounding=mode, context=EXACT))


def fixed_text(call: Call, value: Value | str, precision: int) -> str | None:
    """A number (or its text) with exactly `precision` decimals; None for what is no number."""
    call.check_size(max(precision, 0))
    text = value.text if isinstance(value, RString) else value if isinstance(value, str) else call.to_s(value)
    try:
        number = Decimal(text.replace("_", ""))
    except InvalidOperation:
        return None
    if not number.is_finite() or precision > 1000 or abs(number.adjusted()) > 1000:
        return None
    return format(number.quantize(Decimal(1).scaleb(-precision), rounding=ROUND_HALF_UP, context=EXACT), "f")
