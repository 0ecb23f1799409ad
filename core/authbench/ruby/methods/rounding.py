"""Rounding as Ruby does it: half away from zero unless asked otherwise, exact for decimal digits."""

from __future__ import annotations

import math
from collections.abc import Callable
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
from typing import Any, Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RString, Symbol, Value

CEILING: Final = ROUND_CEILING
FLOOR: Final = ROUND_FLOOR
DOWN: Final = ROUND_DOWN
HALF_UP: Final = ROUND_HALF_UP

EXACT: Final = Context(prec=1200, Emax=100_000, Emin=-100_000)
"""Wide enough for every double."""


def define_rounding(
    table: MethodTable, rounded: Callable[[Call, Any, str], Value], round_args: str = "0..1"
) -> None:
    """Give numbers `round`, `floor`, `ceil` and `truncate`, made of `rounded(call, self, mode)`."""
    table.define("round", args=round_args)(lambda call, self: rounded(call, self, half_mode(call)))
    for name, mode in (("floor", FLOOR), ("ceil", CEILING), ("truncate", DOWN)):
        table.define(name, args="0..1")(lambda call, self, mode=mode: rounded(call, self, mode))


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


def _keeps_all(number: float, digits: int) -> bool:
    """Whether a double has no digit beyond that many decimals."""
    exponent = math.frexp(number)[1]
    shift = int(exponent / 4) if exponent > 0 else int(exponent / 3) - 1
    return digits >= 17 - shift


def _nearest(number: float) -> float:
    """The whole number nearest to `number`, half away from zero."""
    whole = math.floor(abs(number))
    return math.copysign(whole + (abs(number) - whole >= 0.5), number)


def round_float(number: float, digits: int, mode: str) -> float:
    """`number` to `digits` decimals (positive), with the same arithmetic on doubles as Ruby."""
    if not math.isfinite(number) or number == 0 or _keeps_all(number, digits):
        return number
    exponent = math.frexp(number)[1]
    away = (mode == CEILING and number > 0) or (mode == FLOOR and number < 0)
    if not away and digits < -(exponent // 3 + 1 if exponent > 0 else int(exponent / 4)):
        return 0.0
    if digits > 14 and mode not in (CEILING, FLOOR):
        exact = Decimal(number).quantize(Decimal(1).scaleb(-digits), rounding=mode, context=EXACT)
        return float(exact)
    scale = 10.0**digits
    if mode == CEILING:
        return math.copysign(math.ceil(number * scale), number) / scale
    if mode == FLOOR:
        whole = math.floor(number * scale)
        above = (whole + 1) / scale
        return above if above <= number else whole / scale
    return _scaled(abs(number), scale, mode) / scale * (1 if number > 0 else -1)


def _scaled(number: float, scale: float, mode: str) -> float:
    """`number * scale` as a whole number; what multiplying got wrong is put right by dividing again."""
    product = number * scale
    if mode == ROUND_DOWN:
        return math.floor(product)
    if mode == ROUND_HALF_EVEN:
        whole = float(math.floor(product))
        rest = product - whole
        if rest > 0.5:
            return whole + 1
        return whole + whole % 2 if rest == 0.5 or (whole + 0.5) / scale <= number else whole
    nearest = _nearest(product)
    if mode == ROUND_HALF_UP:
        return nearest + 1 if (nearest + 0.5) / scale <= number else nearest
    return nearest - 1 if (nearest - 0.5) / scale >= number else nearest


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
    if mode == CEILING:
        return math.ceil(number)
    if mode == FLOOR:
        return math.floor(number)
    if mode == DOWN:
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
