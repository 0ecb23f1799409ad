"""Time, Date, DateTime, ActiveSupport's Duration, and BigDecimal.

Only data: what the methods do is in the method tables.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal

NANOSECONDS = 1_000_000_000


class RTime:
    """A point in time: nanoseconds since the epoch, and how it is shown.

    `utc`: a UTC time (`Time#utc?`). `offset`: seconds east of UTC. `zone`: a zone's name in the tz database
    (or Rails' own name) when this is an ActiveSupport::TimeWithZone (`with_zone`); a plain Time in the local
    zone has `zone` None, or the local zone's abbreviation is derived from the environment.
    """

    __slots__ = ("nanoseconds", "offset", "utc", "with_zone", "zone")
    frozen = False

    def __init__(
        self,
        nanoseconds: int,
        *,
        offset: int = 0,
        utc: bool = False,
        zone: str | None = None,
        with_zone: bool = False,
    ) -> None:
        self.nanoseconds = nanoseconds
        self.offset = offset
        self.utc = utc
        self.zone = zone
        self.with_zone = with_zone

    @property
    def seconds(self) -> int:
        """Whole seconds since the epoch, rounded down."""
        return self.nanoseconds // NANOSECONDS

    def local(self) -> datetime.datetime:
        """The wall clock reading as a naive datetime (microseconds; the rest is in `nanoseconds`)."""
        epoch = datetime.datetime(1970, 1, 1)
        return epoch + datetime.timedelta(
            seconds=self.seconds + self.offset, microseconds=self.nanoseconds % NANOSECONDS // 1000
        )

    def ruby_token(self) -> tuple[str, int]:
        """The key that stands for this time in a Hash."""
        return ("time", self.nanoseconds)

    def __repr__(self) -> str:
        return f"RTime({self.local().isoformat()}, offset={self.offset}, zone={self.zone})"


class RDate:
    """A calendar date."""

    __slots__ = ("value",)
    frozen = True

    def __init__(self, value: datetime.date) -> None:
        self.value = value

    def ruby_token(self) -> tuple[str, int]:
        """The key that stands for this date in a Hash."""
        return ("date", self.value.toordinal())

    def __repr__(self) -> str:
        return f"RDate({self.value.isoformat()})"


class RDateTime:
    """A DateTime: a date with a time of day and an offset in seconds."""

    __slots__ = ("nanoseconds", "offset")
    frozen = True

    def __init__(self, nanoseconds: int, offset: int = 0) -> None:
        self.nanoseconds = nanoseconds
        self.offset = offset

    def ruby_token(self) -> tuple[str, int]:
        """The key that stands for this value in a Hash."""
        return ("datetime", self.nanoseconds)

    def __repr__(self) -> str:
        return f"RDateTime({self.nanoseconds}, {self.offset})"


class RDuration:
    """An ActiveSupport::Duration: `value` seconds, and the `parts` it was built from (`{"months": 1}`),
    by which adding to a date respects the calendar."""

    __slots__ = ("parts", "value")
    frozen = True

    def __init__(self, value: int | float, parts: Mapping[str, int | float] | None = None) -> None:
        self.value = value
        self.parts: dict[str, int | float] = dict(parts) if parts is not None else {"seconds": value}

    def ruby_token(self) -> tuple[str, float]:
        """The key that stands for this duration in a Hash."""
        return ("duration", self.value)

    def __repr__(self) -> str:
        return f"RDuration({self.value}, {self.parts})"


class RBigDecimal:
    """A BigDecimal."""

    __slots__ = ("value",)
    frozen = True

    def __init__(self, value: Decimal) -> None:
        self.value = value

    def ruby_token(self) -> tuple[str, Decimal]:
        """The key that stands for this number in a Hash."""
        return ("decimal", self.value)

    def __repr__(self) -> str:
        return f"RBigDecimal({self.value})"
