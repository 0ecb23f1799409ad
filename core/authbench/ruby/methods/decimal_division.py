"""Dividing as Ruby's BigDecimal does."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

_WORD: Final = 9
"""Decimal digits of one word of Ruby's BigDecimal."""
_LEAST_PRECISION: Final = 32


def divided(a: Decimal, b: Decimal) -> Decimal:
    """`a / b` with as many digits as Ruby's BigDecimal keeps: whole words of nine, twice the precision of
    the longer one. Dividing by zero gives an infinity, or NaN for zero by zero."""
    if b == 0 and a.is_finite():
        if a == 0:
            return Decimal("NaN")
        return Decimal("-Infinity" if a.is_signed() != b.is_signed() else "Infinity")
    if not a.is_finite() or not b.is_finite() or a == 0:
        return Context(prec=60).divide(a, b)
    precision = max(_LEAST_PRECISION, *(2 * _precision(number) for number in (a, b)))
    words = -(-precision // _WORD) + 1
    first_a, first_b = a.adjusted() // _WORD, b.adjusted() // _WORD
    top = first_a - first_b
    if abs(a).scaleb(-_WORD * first_a) < abs(b).scaleb(-_WORD * first_b):
        top, words = top - 1, words - 1
    unit = Decimal(1).scaleb(_WORD * (top - words + 1))
    wide = Context(prec=_WORD * (words + 2), Emax=99_999, Emin=-99_999)
    return wide.divide(a, b).quantize(unit, rounding=ROUND_HALF_UP, context=wide).normalize(wide)


def _precision(number: Decimal) -> int:
    """How many digits stand between the first and the last that count, zeros before the point included."""
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    last = number.adjusted() - len(digits) + 1
    return max(len(digits), number.adjusted() + 1, -last)
