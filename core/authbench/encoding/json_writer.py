"""JSON as ActiveSupport writes it (SDK reference 5.5)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

from authbench.encoding.text import decimal_text, float_text, is_utc, offset_text, to_text

_HTML = re.compile("[<>&\u2028\u2029]")
_HTML_ESCAPES = [(character, f"\\u{ord(character):04x}") for character in "<>&\u2028\u2029"]
_BINARY_SHOWN = 128


class JsonWriteError(ValueError):
    """A value has no JSON form: invalid text, or an object that is no plain value."""


def to_json(value: Any) -> str:
    """`value` in JSON without blanks: `<>&` and U+2028/2029 escaped, other text literal; NaN and
    infinities are null, decimals strings, times ISO 8601 with milliseconds; keys in their order.
    Bytes that are not UTF-8 are written as `0x…` hex, the first 128 bytes of them.

    Raises JsonWriteError for text that is not valid Unicode and for values that are not plain.
    """
    return _written(value, _html_safe, _scalar)


def generate_json(value: Any) -> str:
    """`JSON.generate`, which ActiveSupport leaves alone: nothing escaped beyond what JSON needs,
    times and decimals as their plain text. Otherwise as `to_json`; NaN raises JsonWriteError too.
    """
    return _written(value, _string, _ruby_scalar)


def _written(value: Any, string: Callable[[str], str], scalar: Callable[[Any], str]) -> str:
    pieces: list[str] = []
    try:
        _write(value, pieces.append, string, scalar)
    except RecursionError:
        raise JsonWriteError("the value is nested too deeply") from None
    return "".join(pieces)


def _write(
    value: Any, emit: Callable[[str], None], string: Callable[[str], str], scalar: Callable[[Any], str]
) -> None:
    if value is None:
        emit("null")
    elif value is True:
        emit("true")
    elif value is False:
        emit("false")
    elif isinstance(value, str):
        emit(string(value))
    elif isinstance(value, int):
        emit(str(int(value)))
    elif isinstance(value, Mapping):
        separator = "{"
        for key, item in value.items():
            emit(f"{separator}{string(to_text(key))}:")
            _write(item, emit, string, scalar)
            separator = ","
        emit("}" if separator == "," else "{}")
    elif isinstance(value, (list, tuple)):
        separator = "["
        for item in value:
            emit(separator)
            _write(item, emit, string, scalar)
            separator = ","
        emit("]" if separator == "," else "[]")
    else:
        emit(scalar(value))


def _scalar(value: Any) -> str:
    if isinstance(value, float):
        return float_text(value) if math.isfinite(value) else "null"
    if isinstance(value, Decimal):
        return _string(decimal_text(value)) if value.is_finite() else "null"
    if isinstance(value, bytes):
        return _html_safe(binary_text(value))
    if isinstance(value, datetime):
        return _string(iso_time(value))
    if isinstance(value, date):
        return _string(value.isoformat())
    raise JsonWriteError("a value of this kind has no JSON form")


def _ruby_scalar(value: Any) -> str:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise JsonWriteError(f"{float_text(value)} not allowed in JSON")
        return float_text(value)
    if isinstance(value, bytes):
        return _string(binary_text(value))
    if isinstance(value, (Decimal, date)):
        return _string(to_text(value))
    raise JsonWriteError("a value of this kind has no JSON form")


def iso_time(moment: datetime) -> str:
    """`2024-01-02T03:04:05.678Z`, or with an offset `…+02:00`; milliseconds are cut, not rounded."""
    zone = "Z" if is_utc(moment) else offset_text(moment, ":")
    seconds = moment.replace(microsecond=0, tzinfo=None).isoformat()
    return f"{seconds}.{moment.microsecond // 1000:03d}{zone}"


def binary_text(data: bytes) -> str:
    """Bytes as text where they are UTF-8, else as the SDK sums binary up: `0x…` hex."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        more = len(data) - _BINARY_SHOWN
        tail = f"…({more} bytes more)" if more > 0 else ""
        return f"0x{data[:_BINARY_SHOWN].hex()}{tail}"


def _html_safe(text: str) -> str:
    written = _string(text)
    if _HTML.search(written):
        for character, escape in _HTML_ESCAPES:
            written = written.replace(character, escape)
    return written


def _string(text: str) -> str:
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise JsonWriteError("source sequence is illegal/malformed utf-8") from None
    return encode_basestring(text)
