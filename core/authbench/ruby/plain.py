"""Between Ruby values and plain Python ones: what the rest of the engine computes with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Final

from authbench.encoding import to_text
from authbench.ruby.errors import LimitExceeded
from authbench.ruby.inspection import inspect
from authbench.ruby.limits import Limits, Meter, running
from authbench.ruby.values import (
    HostObject,
    RArray,
    RBigDecimal,
    RClass,
    RDate,
    RDateTime,
    RDuration,
    RException,
    RHash,
    RMatch,
    RProc,
    RRegexp,
    RSet,
    RString,
    RTime,
    Symbol,
    Value,
)
from authbench.ruby.values.encodings import REncoding
from authbench.ruby.values.rationals import RRational
from authbench.ruby.values.structs import ROpenStruct, RStruct

_DEEPEST: Final = 200
_LARGE: Final = 50_000
_NANOSECONDS: Final = 1_000_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def to_plain(value: Value, check: Callable[[], None] | None = None) -> Any:
    """A plain copy of a Ruby value: Symbol and String as str (binary ones as bytes), hash keys as str, Time
    as aware datetime (`UTC` itself for a time in UTC), Duration as seconds. Procs, regexps and classes have
    no plain form and stay what they are.

    Each element counts as a step: of the call under way, or else of this copy, as data that holds the same
    array many times over is small only until it is copied. Raises LimitExceeded, also for data nested too
    deeply (as cyclic data is), and what `check` raises, which is called every few hundred elements.
    """
    if isinstance(value, RString):
        return value.value
    meter = running.get()
    if meter is None:
        meter = Meter(Limits(), check or _proceed)
    return _plain(value, 0, meter)


def _proceed() -> None:
    """The check of a copy that nobody can cancel."""


def _plain(value: Value, depth: int, meter: Meter) -> Any:
    if isinstance(value, RString):
        content = value.value
        if len(content) > _LARGE:
            # The same text many times over is written many times.
            meter.check_size(len(content), "string")
        return content
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Symbol):
        return value.name
    if depth > _DEEPEST:
        raise LimitExceeded(f"This value is nested more than {_DEEPEST} deep.")
    if isinstance(value, RHash):
        meter.charge(len(value))
        return {_key(key, meter): _plain(item, depth + 1, meter) for key, item in value.pairs()}
    if isinstance(value, RArray | RSet):
        meter.charge(len(value.items))
        return [_plain(item, depth + 1, meter) for item in value.items]
    if isinstance(value, HostObject):
        return value.plain()
    return _plain_other(value, depth, meter)


def _key(key: Value, meter: Meter) -> str:
    if isinstance(key, RString):
        return key.text
    if isinstance(key, Symbol):
        return key.name
    if key is None or type(key) is int:
        return "" if key is None else str(key)
    if isinstance(key, RTime | RDateTime | RDate | RDuration | RBigDecimal | RRational | RClass):
        plain = _plain_other(key, 0, meter)
        return plain.name if isinstance(plain, RClass) else to_text(plain)
    return inspect(key, meter=meter)


def _plain_other(value: Value, depth: int, meter: Meter) -> Any:
    if isinstance(value, RTime):
        zone = UTC if value.utc else timezone(timedelta(seconds=value.offset), _offset_name(value.offset))
        return _moment(value.nanoseconds, zone)
    if isinstance(value, RDateTime):
        return _moment(
            value.nanoseconds, timezone(timedelta(seconds=value.offset), _offset_name(value.offset))
        )
    if isinstance(value, RDate | RDuration | RBigDecimal):
        return value.value
    if isinstance(value, RException):
        return value.message
    if isinstance(value, RMatch):
        return value.groups[0]
    if isinstance(value, RProc | RRegexp | RClass):
        return value
    if isinstance(value, RRational):
        return f"{value.value.numerator}/{value.value.denominator}"
    if isinstance(value, REncoding):
        return value.name
    if isinstance(value, RStruct):
        pairs = zip(value.ruby_class.members, value.values, strict=True)
        return {name: _plain(item, depth + 1, meter) for name, item in pairs}
    if isinstance(value, ROpenStruct):
        return {"table": {name: _plain(item, depth + 2, meter) for name, item in value.fields.items()}}
    text = getattr(value, "plain_text", None)
    return inspect(value, meter=meter) if text is None else text


def _moment(nanoseconds: int, zone: timezone) -> datetime:
    seconds, rest = divmod(nanoseconds, _NANOSECONDS)
    return (_EPOCH + timedelta(seconds=seconds, microseconds=rest // 1000)).astimezone(zone)


def _offset_name(seconds: int) -> str:
    # A name makes this another object than `UTC` even for an offset of zero.
    sign = "-" if seconds < 0 else "+"
    return f"{sign}{abs(seconds) // 3600:02d}:{abs(seconds) // 60 % 60:02d}"


def from_plain(value: Any, indifferent: bool = True) -> Value:
    """A fresh Ruby value for a plain one; dicts become indifferent hashes at every depth. What is a Ruby
    value already stays as it is. Raises TypeError for anything else."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str | bytes):
        return RString(value)
    if isinstance(value, dict):
        made = RHash(indifferent=indifferent)
        for key, item in value.items():
            made.store(
                RString(key) if isinstance(key, str) else from_plain(key), from_plain(item, indifferent)
            )
        return made
    if isinstance(value, list | tuple):
        return RArray([from_plain(item, indifferent) for item in value])
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, date):
        return RDate(value)
    if isinstance(value, Decimal):
        return RBigDecimal(value)
    if isinstance(value, _RUBY):
        return value
    raise TypeError(f"{type(value).__name__} is no plain value")


_RUBY: Final = (
    RString,
    Symbol,
    RArray,
    RHash,
    RSet,
    RProc,
    RRegexp,
    RClass,
    RTime,
    RDate,
    RDateTime,
    RDuration,
    RBigDecimal,
    RException,
    RMatch,
    HostObject,
)


def _time(moment: datetime) -> RTime:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    delta = moment - _EPOCH
    nanoseconds = (delta.days * 86_400 + delta.seconds) * _NANOSECONDS + delta.microseconds * 1000
    offset = moment.utcoffset() or timedelta(0)
    return RTime(nanoseconds, offset=int(offset.total_seconds()), utc=moment.tzinfo is UTC)
