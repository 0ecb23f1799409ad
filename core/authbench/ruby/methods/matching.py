"""Regular expressions for the methods of String, Regexp and MatchData."""

from __future__ import annotations

from collections.abc import Iterator

from authbench.ruby import regexp as engine
from authbench.ruby.dispatch import Call
from authbench.ruby.values import RMatch, RRegexp, RString, Symbol, Value


def search(
    call: Call, regexp: RRegexp, self: RString, start: int = 0, *, anchored: bool = False
) -> RMatch | None:
    """The first match at or after `start` (counted from the end when negative), or exactly at `start`."""
    text = engine.text_of(self)
    if text is None:
        return None
    if start < 0:
        start += len(text)
    find = engine.match_at if anchored else engine.search
    return find(regexp, text, start, call.interp)


def search_back(call: Call, regexp: RRegexp, self: RString, start: int) -> RMatch | None:
    """The match that begins nearest before or at `start`."""
    text = engine.text_of(self)
    return None if text is None else engine.search_last(regexp, text, start, call.interp)


def walk(call: Call, regexp: RRegexp, self: RString) -> Iterator[RMatch]:
    """Every match from left to right."""
    text = engine.text_of(self)
    return engine.find_all(regexp, text or "", call.interp)


def text_or_pattern(call: Call, value: Value) -> None:
    """Check an argument that must be a String or Regexp. Raises TypeError."""
    if not isinstance(value, RString | RRegexp):
        raise call.error("TypeError", f"wrong argument type {call.describe(value)} (expected Regexp)")


def pattern_of(call: Call, value: Value) -> RRegexp:
    """A Regexp, or one made from a String. Raises TypeError for anything else."""
    value = call.force(value)
    if isinstance(value, RRegexp):
        return value
    if isinstance(value, RString):
        return RRegexp(value.text)
    raise call.error("TypeError", f"wrong argument type {call.describe(value)} (expected Regexp)")


def match_value(match: RMatch, index: int) -> Value:
    """Group `index` as a String, nil where it took no part."""
    group = match.groups[index]
    return None if group is None else RString(group)


def group_index(match: RMatch, name: str) -> int | None:
    """The number of a named group: the last of that name which matched; None for an unknown name."""
    numbers = match.names.get(name)
    if not numbers:
        return None
    return next((number for number in reversed(numbers) if match.groups[number] is not None), numbers[-1])


def group_at(call: Call, match: RMatch, key: Value) -> int | None:
    """The number of the group that `match[key]` means; None outside. Raises IndexError for unknown names."""
    if isinstance(key, RString | Symbol):
        name = key.text if isinstance(key, RString) else key.name
        index = group_index(match, name)
        if index is None:
            raise call.error("IndexError", f"undefined group name reference: {name}")
        return index
    index = call.long(key)
    if index < 0:
        index += len(match.groups)
    return index if 0 <= index < len(match.groups) else None
