"""Numbers read from text: leniently (`to_i`, `to_f`) and strictly (`Integer()`, `Float()`)."""

from __future__ import annotations

import re
from typing import Final

MAX_DIGITS: Final = 3_000
"""Longer numbers are over the evaluator's limit for Integers anyway."""

_PREFIXES: Final = {"0x": 16, "0b": 2, "0o": 8, "0d": 10}
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_FLOAT: Final = re.compile(r"[+-]?(?:\d+(?:_\d+)*)?(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d+(?:_\d+)*)?", re.ASCII)
_STRICT_FLOAT: Final = re.compile(
    r"\s*[+-]?(?:\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?\s*\Z", re.ASCII
)


class TooLong(ValueError):
    """A number of more digits than are allowed."""


def base_of(text: str) -> int:
    """The base that the prefix of an integer says: 8 for a bare zero, 10 without one."""
    digits = text.lstrip("\0\t\n\v\f\r ").removeprefix("-").removeprefix("+")
    return _PREFIXES.get(digits[:2].lower()) or (8 if digits[:1] == "0" else 10)


def leading_integer(text: str, base: int) -> int:
    """The integer that `text` begins with, 0 if none: String#to_i. Raises TooLong."""
    text = text.lstrip("\0\t\n\v\f\r ")
    sign = -1 if text.startswith("-") else 1
    if text[:1] in ("-", "+"):
        text = text[1:]
    prefix = _PREFIXES.get(text[:2].lower())
    if prefix == base and text[2:3].isalnum():
        text = text[2:]
    return sign * _digits(text, base)[0]


def _digits(text: str, base: int) -> tuple[int, int]:
    """The number at the start of `text` and how many characters it takes; single underscores are skipped."""
    allowed = _DIGITS[:base]
    kept: list[str] = []
    position = 0
    for position, char in enumerate(text.lower()):
        if char in allowed:
            kept.append(char)
        elif not (char == "_" and kept and text[position - 1] != "_"):
            break
    else:
        position = len(text)
    if len(kept) > MAX_DIGITS:
        raise TooLong
    end = position
    while end and text[end - 1] == "_":
        end -= 1
    return (int("".join(kept), base), end) if kept else (0, 0)


def strict_integer(text: str, base: int | None) -> int | None:
    """What Integer(text, base) gives, None where it raises. Raises TooLong."""
    stripped = text.strip("\t\n\v\f\r ")
    sign = -1 if stripped.startswith("-") else 1
    digits = stripped[1:] if stripped[:1] in ("-", "+") else stripped
    prefix = _PREFIXES.get(digits[:2].lower())
    if prefix is not None and base in (None, prefix):
        base, digits = prefix, digits[2:]
    elif digits.startswith("0") and len(digits) > 1 and base in (None, 8):
        base, digits = 8, digits[1:].removeprefix("_")
    value, used = _digits(digits, base or 10)
    if not digits or used != len(digits):
        return None
    return sign * value


def leading_float(text: str) -> float:
    """The float that `text` begins with, 0.0 if none: String#to_f."""
    match = _FLOAT.match(text.lstrip("\0\t\n\v\f\r "))
    number = match.group().replace("_", "") if match else ""
    if not any(char.isdigit() for char in number.split("e")[0].split("E")[0]):
        return 0.0
    return _float(number)


def strict_float(text: str) -> float | None:
    """What Float(text) gives, None where it raises."""
    if _STRICT_FLOAT.match(text):
        return _float(text.strip().replace("_", ""))
    stripped = text.strip()
    if stripped[:3].lower() in ("0x", "-0x", "+0x") or stripped[:2].lower() == "0x":
        value = strict_integer(stripped, 16)
        return None if value is None else float(value)
    return None


def _float(number: str) -> float:
    if len(number) > 4 * MAX_DIGITS:
        number = number[: 4 * MAX_DIGITS]
    return float(number)
