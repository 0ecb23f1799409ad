"""What the operators of an ngIf condition mean: JavaScript's rules (ECMA-262, 7.1 and 7.2) over form
values, with one deviation: a boolean and the text `true` or `false` compare as booleans (2.11)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
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
        return not (value == 0 or math.isnan(value))
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
            return math.copysign(math.inf, value)
    if isinstance(value, str):
        return _number_from_text(value.strip())
    if isinstance(value, Mapping) or value is UNDEFINED:
        return math.nan
    return _number_from_text(to_text(value).strip())


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
    return str(int(number)) if number == int(number) and abs(number) < 1e21 else repr(number)


def value_at(target: Any, key: Any) -> Any:
    """`target[key]`, forgiving at any depth: what does not exist is undefined."""
    if isinstance(target, Mapping):
        return target.get(to_text(key), UNDEFINED)
    if isinstance(target, str | list):
        if key == "length" and isinstance(key, str):
            return float(len(target))
        index = to_number(key)
        if index >= 0 and index < len(target) and index == int(index):
            return target[int(index)]
    return UNDEFINED


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
        a: Any = left
        b: Any = right
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
    return (0.0 if left is UNDEFINED else to_number(left)) - (0.0 if right is UNDEFINED else to_number(right))


def negate(value: Any) -> float:
    """Unary minus."""
    return -(0.0 if value is UNDEFINED else to_number(value))


def call_method(target: Any, method: str, arguments: Sequence[Any]) -> Any:
    """One of `METHODS`; undefined where the target has no such method."""
    first = arguments[0] if arguments else UNDEFINED
    if isinstance(target, str):
        return _call_on_text(target, method, to_text(first))
    if isinstance(target, list):
        positions = [index for index, item in enumerate(target) if strictly_equal(item, first)]
        if method == "includes":
            return bool(positions)
        if method == "indexOf":
            return float(positions[0]) if positions else -1.0
    return UNDEFINED


def _call_on_text(target: str, method: str, argument: str) -> Any:
    match method:
        case "includes":
            return argument in target
        case "indexOf":
            return float(target.find(argument))
        case "startsWith":
            return target.startswith(argument)
        case "endsWith":
            return target.endswith(argument)
        case "toLowerCase":
            return target.lower()
        case "toUpperCase":
            return target.upper()
        case _:
            return target.strip()


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
