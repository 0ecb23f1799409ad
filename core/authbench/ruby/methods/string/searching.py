"""Finding text and patterns in a String."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.matching import (
    match_value,
    pattern_of,
    search,
    search_back,
    text_or_pattern,
    walk,
)
from authbench.ruby.methods.string.table import STRING, chars, operand, same
from authbench.ruby.values import RArray, RMatch, RRegexp, RString, Value


@STRING.define("=~", args="1")
def match_place(call: Call, self: RString) -> Value:
    pattern = call.args[0]
    if isinstance(pattern, RString):
        raise call.error("TypeError", "type mismatch: String given")
    if not isinstance(pattern, RRegexp):
        return call.send(pattern, "=~", self)
    match = search(call, pattern, self)
    call.set_match(match)
    return None if match is None else match.start


@STRING.define("match", args="1..2")
def match_(call: Call, self: RString) -> Value:
    start = call.long(call.args[1]) if len(call.args) > 1 else 0
    match = search(call, pattern_of(call, call.args[0]), self, start)
    call.set_match(match)
    if match is not None and call.block is not None:
        return call.yield_(match)
    return match


@STRING.define("match?", args="1..2")
def is_match(call: Call, self: RString) -> Value:
    start = call.long(call.args[1]) if len(call.args) > 1 else 0
    return search(call, pattern_of(call, call.args[0]), self, start) is not None


@STRING.define("scan", args="1")
def scan(call: Call, self: RString) -> Value:
    pattern = call.args[0]
    text_or_pattern(call, pattern)
    if not isinstance(pattern, RRegexp):
        pattern = text_pattern(call, self, pattern)
    found: list[Value] = []
    last: RMatch | None = None
    for match in walk(call, pattern, self):
        last = match
        value: Value = match_value(match, 0)
        if len(match.groups) > 1:
            value = RArray([match_value(match, index) for index in range(1, len(match.groups))])
        if call.block is not None:
            call.set_match(match)
            call.yield_(value)
        else:
            found.append(value)
    call.set_match(last)
    return self if call.block is not None else RArray(found)


def text_pattern(call: Call, self: RString, pattern: Value) -> RRegexp:
    """A regexp that matches exactly a text."""
    from authbench.ruby.methods.regexps import escaped

    return RRegexp(escaped(operand(call, self, pattern)))


@STRING.define("index", args="1..2")
def index_(call: Call, self: RString) -> Value:
    start = call.long(call.args[1]) if len(call.args) > 1 else 0
    if start < 0:
        start += len(self)
    if not 0 <= start <= len(self):
        return None
    if isinstance(call.args[0], RRegexp):
        match = search(call, call.args[0], self, start)
        call.set_match(match)
        return None if match is None else match.start
    found = chars(self).find(operand(call, self, call.args[0]), start)
    return None if found < 0 else found


@STRING.define("rindex", args="1..2")
def rindex(call: Call, self: RString) -> Value:
    length = len(self)
    start = call.long(call.args[1]) if len(call.args) > 1 else length
    if start < 0:
        start += length
        if start < 0:
            return None
    start = min(start, length)
    if isinstance(call.args[0], RRegexp):
        match = search_back(call, call.args[0], self, start)
        call.set_match(match)
        return None if match is None else match.start
    wanted = operand(call, self, call.args[0])
    found = chars(self).rfind(wanted, 0, start + len(wanted))
    return None if found < 0 else found


@STRING.define("partition", args="1")
def partition(call: Call, self: RString) -> Value:
    text = chars(self)
    if isinstance(call.args[0], RRegexp):
        match = search(call, call.args[0], self)
        call.set_match(match)
        span = None if match is None else match.spans[0]
    else:
        text_or_pattern(call, call.args[0])
        wanted = operand(call, self, call.args[0])
        place = text.find(wanted)
        span = None if place < 0 else (place, place + len(wanted))
    if span is None:
        return RArray([self.copy(), RString(), RString()])
    return _three(self, text, span)


@STRING.define("rpartition", args="1")
def rpartition(call: Call, self: RString) -> Value:
    text = chars(self)
    if isinstance(call.args[0], RRegexp):
        match = search_back(call, call.args[0], self, len(text))
        call.set_match(match)
        span = None if match is None else match.spans[0]
    else:
        text_or_pattern(call, call.args[0])
        wanted = operand(call, self, call.args[0])
        place = text.rfind(wanted)
        span = None if place < 0 else (place, place + len(wanted))
    if span is None:
        return RArray([RString(), RString(), self.copy()])
    return _three(self, text, span)


def _three(self: RString, text: str, span: tuple[int, int]) -> RArray:
    parts = (text[: span[0]], text[span[0] : span[1]], text[span[1] :])
    return RArray([same(self, part) for part in parts])
