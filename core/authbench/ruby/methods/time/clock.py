"""Points in time: the present one, in a zone, from a wall clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from datetime import timezone as fixed_zone
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.time.zone_names import TZ_NAMES
from authbench.ruby.values import RDate, RDateTime, RTime

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

NANOSECONDS: Final = 1_000_000_000
_LONGEST_NAME: Final = 80
_EPOCH: Final = datetime(1970, 1, 1)


# Enough for every zone that there is: looking one up by its offset asks for ActiveSupport's 151.
@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    from zoneinfo import ZoneInfo

    if len(name) > _LONGEST_NAME:
        return None
    try:
        return ZoneInfo(TZ_NAMES.get(name, name))
    except (KeyError, ValueError, OSError):
        return None


def zone_named(call: Call, name: str) -> ZoneInfo:
    """The zone of a tz or ActiveSupport name. Raises ArgumentError for an unknown one."""
    found = _zone(name)
    if found is None:
        raise call.error("ArgumentError", f"Invalid Timezone: {name}")
    return found


def is_zone_name(name: str) -> bool:
    """Whether a zone of that name exists."""
    return _zone(name) is not None


_TIME_KNOWS: Final = re.compile(
    r"(?:UTC|Z|GMT|UT|E[SD]T|C[SD]T|M[SD]T|P[SD]T|[A-IK-Y]|[-+]\d\d(?::?\d\d(?::?\d\d)?)?)\Z"
)


def unknown_to_time(zone: str) -> bool:
    """Whether Time.parse pays no attention to that name of a zone (Date and DateTime know more of them)."""
    return _TIME_KNOWS.match(zone.upper()) is None


def is_utc_zone(name: str) -> bool:
    """Whether a zone's name means UTC itself."""
    return TZ_NAMES.get(name, name) in ("Etc/UTC", "UTC", "Etc/UCT", "Zulu", "Etc/Zulu", "UCT", "Universal")


def now(call: Call) -> int:
    """Nanoseconds since the epoch, by the run's clock, to the microsecond."""
    return round(call.interp.environment.clock() * 1_000_000) * 1000


def offset_at(zone: ZoneInfo, nanoseconds: int) -> int:
    """Seconds east of UTC in `zone` at that moment."""
    moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=nanoseconds // NANOSECONDS)
    offset = moment.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def local_time(call: Call, nanoseconds: int) -> RTime:
    """A Time in the local zone, as Time.now gives."""
    name = call.interp.environment.local_zone
    return RTime(nanoseconds, offset=offset_at(zone_named(call, name), nanoseconds), zone=name)


def utc_time(nanoseconds: int) -> RTime:
    """A Time in UTC."""
    return RTime(nanoseconds, utc=True)


def in_zone(call: Call, nanoseconds: int, name: str) -> RTime:
    """A TimeWithZone."""
    offset = offset_at(zone_named(call, name), nanoseconds)
    return RTime(nanoseconds, offset=offset, utc=is_utc_zone(name), zone=name, with_zone=True)


def wall_of(value: RTime | RDateTime | RDate) -> datetime:
    """The wall clock reading (microseconds), midnight for a date."""
    if isinstance(value, RTime):
        return value.local()
    if isinstance(value, RDateTime):
        seconds, rest = divmod(value.nanoseconds, NANOSECONDS)
        return _EPOCH + timedelta(seconds=seconds + value.offset, microseconds=rest // 1000)
    return datetime(value.value.year, value.value.month, value.value.day)


def epoch_of(wall: datetime) -> int:
    """Nanoseconds since the epoch if `wall` were UTC."""
    delta = wall - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * NANOSECONDS + delta.microseconds * 1000


def zoned_wall(call: Call, wall: datetime, name: str) -> tuple[int, int]:
    """(nanoseconds, offset) of a wall clock reading in a zone; a reading that a change of the clocks skips
    is moved on by as much."""
    moment = wall.replace(tzinfo=zone_named(call, name))
    offset = int((moment.utcoffset() or timedelta(0)).total_seconds())
    nanoseconds = epoch_of(wall) - offset * NANOSECONDS
    return nanoseconds, offset_at(zone_named(call, name), nanoseconds)


def at_wall(call: Call, like: RTime, wall: datetime, below_microsecond: int = 0) -> RTime:
    """A time of the same kind and zone as `like`, with that wall clock reading."""
    if like.zone is not None and not like.utc:
        nanoseconds, offset = zoned_wall(call, wall, like.zone)
        later = wall.replace(tzinfo=zone_named(call, like.zone), fold=1).utcoffset()
        if like.with_zone and later == timedelta(seconds=like.offset) and like.offset < offset:
            # The clocks show this reading twice: stay on the same side of the change.
            nanoseconds, offset = epoch_of(wall) - like.offset * NANOSECONDS, like.offset
        return RTime(nanoseconds + below_microsecond, offset=offset, zone=like.zone, with_zone=like.with_zone)
    nanoseconds = epoch_of(wall) - like.offset * NANOSECONDS + below_microsecond
    return RTime(nanoseconds, offset=like.offset, utc=like.utc, zone=like.zone, with_zone=like.with_zone)


def moved(call: Call, time: RTime, nanoseconds: int) -> RTime:
    """A time of the same kind and zone at another moment."""
    if time.zone is not None and not time.utc:
        offset = offset_at(zone_named(call, time.zone), nanoseconds)
        return RTime(nanoseconds, offset=offset, zone=time.zone, with_zone=time.with_zone)
    return RTime(nanoseconds, offset=time.offset, utc=time.utc, zone=time.zone, with_zone=time.with_zone)


def local_wall(call: Call, wall: datetime) -> RTime:
    """A Time in the local zone with that wall clock reading."""
    name = call.interp.environment.local_zone
    nanoseconds, offset = zoned_wall(call, wall, name)
    return RTime(nanoseconds, offset=offset, zone=name)


def abbreviation(call: Call, value: RTime | RDateTime) -> str | None:
    """What `zone` and %Z print: UTC, PST …; None for a bare offset."""
    if isinstance(value, RTime):
        if value.utc:
            return "UTC"
        if value.zone is not None:
            return aware(call, value).tzname()
    return None


def aware(call: Call, value: RTime | RDateTime | RDate) -> datetime:
    """The value with its offset (or zone), for formatting."""
    wall = wall_of(value)
    if isinstance(value, RDate):
        return wall.replace(tzinfo=UTC)
    if isinstance(value, RTime) and value.zone is not None and not value.utc:
        zone = zone_named(call, value.zone)
        first = wall.replace(tzinfo=zone)
        return first if first.utcoffset() == timedelta(seconds=value.offset) else first.replace(fold=1)
    return wall.replace(tzinfo=fixed_zone(timedelta(seconds=value.offset)))


def today(call: Call) -> date:
    """The local date."""
    return local_time(call, now(call)).local().date()


def today_in_zone(call: Call) -> date:
    """The date in the zone of `now` (SDK reference 6.1)."""
    return in_zone(call, now(call), call.interp.environment.zone).local().date()
