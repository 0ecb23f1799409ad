"""Times and dates in a String (SDK reference 7.2). What reads them is imported when first needed."""

from __future__ import annotations

import itertools
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.objects import is_blank
from authbench.ruby.methods.string.table import STRING
from authbench.ruby.values import RString, Symbol, Value

_DIRECTIVES: Final = {"DD": "%d", "MM": "%m", "YYYY": "%Y"}
HUMAN_FORMATS: Final = {
    joint.join(order): joint.join(_DIRECTIVES[part] for part in order)
    for order in itertools.permutations(_DIRECTIVES)
    for joint in "/-"
}
"""`MM/DD/YYYY` and its like, as `strptime` templates."""


def _template(call: Call) -> str | None:
    """The template that `format:` gives, None without one."""
    given = call.kwargs.get("format")
    if given is None or is_blank(given):
        return None
    text = call.string(given)
    return HUMAN_FORMATS.get(text, text)


@STRING.define("to_time", args="0..1")
def to_time(call: Call, self: RString) -> Value:
    from authbench.ruby.methods.strptime import Mismatch, strptime
    from authbench.ruby.methods.time import from_text
    from authbench.ruby.methods.time.clock import local_time, today

    in_utc = call.arg(0) is Symbol("utc")
    template = _template(call)
    if template is not None:
        try:
            parts = strptime(self.text, template)
        except Mismatch:
            raise call.error(
                "ArgumentError", f"invalid date or strptime format - `{self.text}' `{template}'"
            ) from None
    else:
        parts = from_text.parsed(call, self.text, century=False)
        said = (parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second, parts.offset)
        if all(part is None for part in said):
            return None
        parts.weekday = parts.yday = parts.iso_week = None
        if parts.year is None and parts.month is None and parts.day is None:
            parts.day = today(call).day
        elif parts.year is not None and parts.month is None:
            parts.month = today(call).month
        if parts.day is None:
            parts.day = today(call).day
    moment = from_text.time_value(call, parts)
    if moment is None:
        return None
    shown = local_time(call, moment.nanoseconds)
    return call.send(shown, "utc") if in_utc else shown


@STRING.define("to_date")
def to_date(call: Call, self: RString) -> Value:
    from authbench.ruby.methods.strptime import Mismatch, strptime
    from authbench.ruby.methods.time import from_text

    template = _template(call)
    if template is None:
        if is_blank(self):
            return None
        return from_text.date_value(call, from_text.parsed(call, self.text, century=False))
    try:
        parts = strptime(self.text, template)
    except Mismatch:
        raise call.error("Date::Error", "invalid date") from None
    return from_text.date_value(call, parts)


@STRING.define("to_datetime")
def to_datetime(call: Call, self: RString) -> Value:
    from authbench.ruby.methods.time import from_text

    if is_blank(self):
        return None
    return from_text.datetime_value(call, from_text.parsed(call, self.text, century=False))


@STRING.define("in_time_zone", args="0..1")
def in_time_zone(call: Call, self: RString) -> Value:
    from authbench.ruby.methods.time_zones import TimeZone, parse_in_zone, zone_name

    name = zone_name(call, call.args[0]) if call.args else call.interp.environment.zone
    return parse_in_zone(call, TimeZone(name), self.text)
