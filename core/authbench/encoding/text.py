"""Plain values as text, by Ruby's `to_s` and `inspect`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    "\f": "\\f",
    "\v": "\\v",
    "\b": "\\b",
    "\a": "\\a",
    "\x1b": "\\e",
}
_TO_ESCAPE = re.compile(r'["\\]|#(?=[{$@])|[^\x20-\x7e]')
_UNPRINTABLE = frozenset({"Cc", "Cn", "Cs", "Zl", "Zp"})
_NEXT_LINE = "\x85"  # the one control character that Ruby takes for printable


def utf8(text: str | bytes) -> bytes:
    """The bytes of `text`: UTF-8, with bytes that were no UTF-8 as they came."""
    if isinstance(text, bytes):
        return text
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def float_text(number: float) -> str:
    """Ruby's Float#to_s: shortest digits, decimal from 1e-4 up to 1e15 and wherever there are digits
    behind the point, else `1.0e+20`."""
    if number != number:
        return "NaN"
    if number in (float("inf"), float("-inf")):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "-0.0" if str(number).startswith("-") else "0.0"
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    text = "".join(map(str, digits))
    point = len(text) + int(exponent)  # position of the decimal point within `text`
    prefix = "-" if sign else ""
    if -4 < point <= 15 or 0 < point < len(text):
        if point <= 0:
            return f"{prefix}0.{'0' * -point}{text}"
        if point >= len(text):
            return f"{prefix}{text}{'0' * (point - len(text))}.0"
        return f"{prefix}{text[:point]}.{text[point:]}"
    return f"{prefix}{text[0]}.{text[1:] or '0'}e{point - 1:+03d}"


def decimal_text(number: Decimal) -> str:
    """BigDecimal#to_s as ActiveSupport has it: plain digits, always with a fraction (`1.0`)."""
    if number.is_nan():
        return "NaN"
    if number.is_infinite():
        return "Infinity" if number > 0 else "-Infinity"
    text = format(number, "f")
    if "." not in text:
        return text + ".0"
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}"


def offset_text(moment: datetime, separator: str = "") -> str:
    """The UTC offset of `moment` as `-0800`, or `-08:00` with `:` as separator; naive counts as UTC."""
    offset = moment.utcoffset() or timedelta(0)
    minutes = int(offset.total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"{sign}{hours:02d}{separator}{rest:02d}"


def is_utc(moment: datetime) -> bool:
    """Whether `moment` stands for a Ruby time in UTC (as opposed to a zone with offset zero)."""
    return moment.tzinfo is None or moment.tzinfo is UTC


def time_text(moment: datetime) -> str:
    """Time#to_s: `2024-01-01 00:00:00 UTC`, or with an offset `2024-01-01 00:00:00 -0800`."""
    zone = "UTC" if is_utc(moment) else offset_text(moment)
    return f"{moment.replace(microsecond=0, tzinfo=None).isoformat(sep=' ')} {zone}"


def to_text(value: Any) -> str:
    """Ruby's `to_s` of a plain value; bytes that are no UTF-8 become surrogate escapes."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Mapping, list, tuple)):
        return inspect(value)
    return str(value)


def inspect(value: Any) -> str:
    """Ruby's `inspect` of a plain value: `{"a"=>nil, "b"=>[1.0]}`."""
    if value is None:
        return "nil"
    if isinstance(value, (str, bytes)):
        return _inspect_text(to_text(value))
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{inspect(key)}=>{inspect(item)}" for key, item in value.items())
        return f"{{{pairs}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(inspect, value))}]"
    return to_text(value)


def _inspect_text(text: str) -> str:
    return f'"{_TO_ESCAPE.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if character == "#":
        return "\\#"
    known = _ESCAPES.get(character)
    if known is not None:
        return known
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02X}"
    if character == _NEXT_LINE or unicodedata.category(character) not in _UNPRINTABLE:
        return character
    return f"\\u{code:04X}" if code < 0x10000 else f"\\u{{{code:X}}}"
