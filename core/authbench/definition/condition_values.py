"""What the operators of an ngIf condition mean: JavaScript's rules (ECMA-262, 7.1 and 7.2) over form
values, with one deviation: a boolean and the text `true` or `false` compare as booleans (2.11)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final


class _Undefined:
    """JavaScript's undefined: a name or property that does not exist."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "undefined"

    def __bool__(self) -> bool:
        return False


UNDEFINED: Final = _Undefined()

_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_PREFIXED = re.compile(r"0x[0-9a-f]{1,64}|0o[0-7]{1,64}|0b[01]{1,64}", re.IGNORECASE)
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_BLANKS = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What JavaScript counts as white space (ECMA-262, 12.2 and 12.3)."""

METHODS: Final = frozenset(
    {"includes", "indexOf", "startsWith", "endsWith", "toLowerCase", "toUpperCase", "trim"}
)
"""The methods that a condition may call."""


def truthy(value: Any) -> bool:
    """JavaScript's truth: false, 0, NaN, empty text, null and undefined are false; `"false"` is true."""
    if value is None or value is UNDEFINED:
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return bool(value != 0 and value == value)  # NaN alone differs from itself
    if isinstance(value, str):
        return value != ""
    return True


def to_number(value: Any) -> float:
    """JavaScript's Number(value); NaN where there is none."""
    if value is None:
        return 0.0
    if isinstance(value, bool | int | float):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    if isinstance(value, str):
        return _number_from_text(value.strip(_BLANKS))
    if isinstance(value, Mapping) or value is UNDEFINED:
        return math.nan
    return _number_from_text(to_text(value).strip(_BLANKS))


def _number_from_text(text: str) -> float:
    if text == "":
        return 0.0
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _PREFIXED.fullmatch(text):
        return float(int(text, 0))
    return {"Infinity": math.inf, "+Infinity": math.inf, "-Infinity": -math.inf}.get(text, math.nan)


def to_text(value: Any) -> str:
    """JavaScript's String(value)."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number_text(value)
    if isinstance(value, list):
        return ",".join("" if item is None or item is UNDEFINED else to_text(item) for item in value)
    if isinstance(value, Mapping):
        return "[object Object]"
    return str(value)


def _number_text(value: int | float) -> str:
    number = to_number(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < 1e21:
        return str(int(number))
    if 1e-7 < abs(number) < 1e-4:
        return f"{Decimal(repr(number)):f}"
    return re.sub(r"e([+-])0", r"e\1", repr(number))


def value_at(target: Any, key: Any) -> Any:
    """`target[key]`, forgiving at any depth: what does not exist is undefined."""
    if isinstance(target, Mapping):
        return target.get(to_text(key), UNDEFINED)
    if isinstance(target, str | list):
        name = to_text(key)
        if name == "length":
            return float(_units(target))
        if _INDEX.fullmatch(name) and int(name) < len(target):
            return target[int(name)]
    return UNDEFINED


def _units(value: str | list[Any]) -> int:
    """The length of a list, or of a text in UTF-16 units as JavaScript counts."""
    if isinstance(value, list) or value.isascii():
        return len(value)
    return len(value) + sum(character > "\uffff" for character in value)


def loosely_equal(left: Any, right: Any) -> bool:
    """`==`: null equals undefined, numbers equal numeric text."""
    if _is_nothing(left) or _is_nothing(right):
        return _is_nothing(left) and _is_nothing(right)
    flag = _as_flags(left, right)
    if flag is not None:
        return flag
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if _is_composite(left) and _is_composite(right):
        return left is right
    if isinstance(left, str) != isinstance(right, str) and (_is_composite(left) or _is_composite(right)):
        return to_text(left) == to_text(right)
    return to_number(left) == to_number(right)


def strictly_equal(left: Any, right: Any) -> bool:
    """`===`: the same type as well, except for a boolean and its text."""
    flag = _as_flags(left, right)
    if flag is not None:
        return flag
    if _kind(left) != _kind(right):
        return False
    if _is_composite(left):
        return left is right
    return bool(left == right)


def apply_operator(operator: str, left: Any, right: Any) -> Any:
    """The result of one of the grammar's comparing and adding operators."""
    match operator:
        case "==":
            return loosely_equal(left, right)
        case "!=":
            return not loosely_equal(left, right)
        case "===":
            return strictly_equal(left, right)
        case "!==":
            return not strictly_equal(left, right)
        case "+":
            return add(left, right)
        case "-":
            return subtract(left, right)
        case _:
            return compare(operator, left, right)


def compare(operator: str, left: Any, right: Any) -> bool:
    """`<`, `<=`, `>` and `>=`: texts by characters, anything else as numbers; NaN compares false."""
    if isinstance(left, str) and isinstance(right, str):
        # JavaScript's order is that of UTF-16 units.
        a: Any = left.encode("utf-16-be", "surrogatepass")
        b: Any = right.encode("utf-16-be", "surrogatepass")
    else:
        a, b = to_number(left), to_number(right)
    match operator:
        case "<":
            return bool(a < b)
        case "<=":
            return bool(a <= b)
        case ">":
            return bool(a > b)
        case _:
            return bool(a >= b)


def add(left: Any, right: Any) -> Any:
    """`+`: joins where either is text or a list. AngularJS's own rule comes first: an undefined
    operand is left out."""
    if left is UNDEFINED:
        return right
    if right is UNDEFINED:
        return left
    if isinstance(left, str | list | Mapping) or isinstance(right, str | list | Mapping):
        return to_text(left) + to_text(right)
    return to_number(left) + to_number(right)


def subtract(left: Any, right: Any) -> float:
    """`-`; AngularJS counts an undefined operand as 0."""
    return plus(left) - plus(right)


def negate(value: Any) -> float:
    """Unary minus; AngularJS counts an undefined operand as 0."""
    return -plus(value)


def plus(value: Any) -> float:
    """Unary plus; AngularJS counts an undefined operand as 0."""
    return 0.0 if value is UNDEFINED else to_number(value)


def call_method(target: Any, method: str, arguments: Sequence[Any]) -> Any:
    """One of `METHODS`; undefined where the target has no such method."""
    first = arguments[0] if arguments else UNDEFINED
    second = arguments[1] if len(arguments) > 1 else UNDEFINED
    if isinstance(target, str):
        return _call_on_text(target, method, to_text(first), second)
    if isinstance(target, list):
        start = _position(second, 0, len(target), from_end=True)
        positions = [index for index in range(start, len(target)) if strictly_equal(target[index], first)]
        if method == "includes":
            return bool(positions) or (_is_nan(first) and any(map(_is_nan, target[start:])))
        if method == "indexOf":
            return float(positions[0]) if positions else -1.0
    return UNDEFINED


def _position(value: Any, default: int, length: int, *, from_end: bool = False) -> int:
    """Where a method starts or ends by its second argument, cut to the length; a negative one counts from the
    end of a list."""
    if value is UNDEFINED:
        return default
    number = to_number(value)
    place = 0 if math.isnan(number) else int(max(-length - 1, min(number, length)))
    return max(place + length if place < 0 and from_end else place, 0)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _call_on_text(target: str, method: str, argument: str, position: Any) -> Any:
    start = _position(position, 0, len(target))
    match method:
        case "includes":
            return argument in target[start:]
        case "indexOf":
            return float(target.find(argument, start))
        case "startsWith":
            return target.startswith(argument, start)
        case "endsWith":
            return target[: _position(position, len(target), len(target))].endswith(argument)
        case "toLowerCase":
            return target.lower()
        case "toUpperCase":
            return target.upper()
        case _:
            return target.strip(_BLANKS)


def _is_nothing(value: Any) -> bool:
    return value is None or value is UNDEFINED


def _is_composite(value: Any) -> bool:
    return isinstance(value, list | Mapping)


def _as_flags(left: Any, right: Any) -> bool | None:
    """The comparison of a boolean with the text of one; None where it is not that case."""
    if isinstance(right, bool):
        left, right = right, left
    if isinstance(left, bool) and isinstance(right, str) and right in ("true", "false"):
        return left == (right == "true")
    return None


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    if value is None:
        return "null"
    return "undefined" if value is UNDEFINED else "object"
