"""The strict formats of Date and DateTime: `iso8601`, `rfc3339`, `xmlschema`, `rfc2822`, `httpdate`."""

from __future__ import annotations

import re
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.date_reading import Parts
from authbench.ruby.methods.strftime import DAYS, MONTHS
from authbench.ruby.methods.time import from_text
from authbench.ruby.values import RArray, RString

_CLOCK: Final = r"\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?(?:Z|[-+]\d{2}(?::?\d{2})?)?"
_DAY: Final = r"(?:mon|tue|wed|thu|fri|sat|sun)"
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_PATTERNS: Final = {
    "iso8601": (
        r"(?:[-+]?\d{2,}-\d{2}-\d{2}|[-+]?\d{2,}-\d{3}|\d{4}-w\d{2}-\d|\d{4}w\d{3}|[-+]?\d{4}\d{2}\d{2}"
        rf"|\d{{4}}-\d{{3}}|\d{{7}})(?:[T\s]{_CLOCK})?|{_CLOCK}"
    ),
    "rfc3339": r"-?\d{4}-\d{2}-\d{2}(?:T|\s)\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[-+]\d{2}:\d{2})",
    "xmlschema": (r"-?\d{4,}(?:-\d{2}(?:-\d{2})?)?(?:T\d{2}:\d{2}:\d{2}(?:\.\d+)?)?(?:Z|[-+]\d{2}:\d{2})?"),
    "rfc2822": (
        rf"(?:{_DAY}\s*,\s+)?\d{{1,2}}\s+{_MONTH}\s+-?\d{{2,}}\s+\d{{2}}:\d{{2}}(?::\d{{2}})?"
        r"\s*(?:[-+]\d{4}|[a-z]+)"
    ),
    "httpdate": (
        rf"{_DAY},\s+\d{{2}}\s+{_MONTH}\s+-?\d{{4}}\s+\d{{2}}:\d{{2}}:\d{{2}}\s+gmt"
        rf"|(?:mon|tues|wednes|thurs|fri|satur|sun)day,\s+\d{{2}}-{_MONTH}-\d{{2}}\s+\d{{2}}:\d{{2}}:\d{{2}}\s+gmt"
        rf"|{_DAY}\s+{_MONTH}\s+\d{{1,2}}\s+\d{{2}}:\d{{2}}:\d{{2}}\s+\d{{4}}"
    ),
}
_NAMES: Final[dict[str, list[str | None]]] = {
    "MONTHNAMES": [None, *MONTHS],
    "ABBR_MONTHNAMES": [None, *(month[:3] for month in MONTHS)],
    "DAYNAMES": [DAYS[-1], *DAYS[:-1]],
    "ABBR_DAYNAMES": [DAYS[-1][:3], *(day[:3] for day in DAYS[:-1])],
}
_MONTH_ONLY: Final = re.compile(r"\s*(-?\d{4,})(?:-(\d{2}))?\s*\Z", re.ASCII)


def names_of(constant: str) -> RArray | None:
    """The value of `Date::MONTHNAMES` and its like, by the last part of the name."""
    names = _NAMES.get(constant)
    if names is None:
        return None
    return RArray([None if name is None else RString(name, frozen=True) for name in names])


def strictly(call: Call, kind: str, error: str = "Date::Error") -> Parts:
    """What the first argument says in that format. Raises `error` ("invalid date") where it is not in it."""
    text = call.string(call.arg(0))
    kind = "rfc2822" if kind == "rfc822" else kind
    if not re.match(rf"\s*(?:{_PATTERNS[kind]})\s*\Z", text, re.IGNORECASE | re.ASCII):
        raise call.error(error, "invalid date")
    bare = _MONTH_ONLY.match(text) if kind == "xmlschema" else None
    if bare is not None:
        return Parts(year=int(bare.group(1)), month=int(bare.group(2)) if bare.group(2) else None)
    return from_text.parsed(call, text)
