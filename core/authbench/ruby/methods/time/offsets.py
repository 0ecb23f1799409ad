"""Offsets from UTC as Time.new, Time.at and `change` take them."""

from __future__ import annotations

import re
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.date_reading import zone_offset
from authbench.ruby.values import RString, RTime, Value

_OFFSET: Final = re.compile(r"[-+]\d\d(?::?\d\d(?::?\d\d)?)?\Z|UTC\Z|[A-IK-Z]\Z", re.ASCII)
_DAY: Final = 86_400


def offset_argument(call: Call, value: Value) -> int:
    """Seconds east of UTC. Raises ArgumentError for a text that is no offset, or one of a day or more."""
    if not isinstance(value, RString):
        offset = call.integer(value)
    elif _OFFSET.match(value.text):
        offset = zone_offset(value.text) or 0
    else:
        raise call.error(
            "ArgumentError",
            f'"+HH:MM", "-HH:MM", "UTC" or "A".."I","K".."Z" expected for utc_offset: {value.text}',
        )
    if not -_DAY < offset < _DAY:
        raise call.error("ArgumentError", "utc_offset out of range")
    return offset


def in_offset(call: Call, nanoseconds: int, value: Value) -> RTime:
    """That moment as Ruby shows it with `in: value`: a UTC time for "UTC", "Z" and "-00:00"."""
    offset = offset_argument(call, value)
    if isinstance(value, RString) and value.text in ("UTC", "Z", "-00:00"):
        return RTime(nanoseconds, utc=True)
    return RTime(nanoseconds, offset=offset)
