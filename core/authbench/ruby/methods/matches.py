"""MatchData."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.matching import group_at, group_index, match_value
from authbench.ruby.methods.places import range_span, span_of
from authbench.ruby.values import RArray, RHash, RMatch, RRange, RString, Value

MATCH: Final = MethodTable("MatchData", "Object")


def _groups(self: RMatch) -> list[Value]:
    return [match_value(self, index) for index in range(len(self.groups))]


@MATCH.define("[]", args="1..2")
def get(call: Call, self: RMatch) -> Value:
    key = call.args[0]
    if len(call.args) > 1:
        span = span_of(call.long(key), call.long(call.args[1]), len(self.groups))
        return None if span is None else RArray(_groups(self)[span[0] : span[1]])
    if isinstance(key, RRange):
        span = range_span(call, key, len(self.groups))
        return None if span is None else RArray(_groups(self)[span[0] : span[1]])
    index = group_at(call, self, key)
    return None if index is None else match_value(self, index)


@MATCH.define("to_a")
def to_a(call: Call, self: RMatch) -> Value:
    return RArray(_groups(self))


@MATCH.define("captures")
def captures(call: Call, self: RMatch) -> Value:
    return RArray(_groups(self)[1:])


@MATCH.define("named_captures")
def named_captures(call: Call, self: RMatch) -> Value:
    result = RHash()
    for name in self.names:
        index = group_index(self, name)
        result.store(RString(name), None if index is None else match_value(self, index))
    return result


@MATCH.define("names")
def names(call: Call, self: RMatch) -> Value:
    return RArray([RString(name) for name in self.names])


@MATCH.define("pre_match")
def pre_match(call: Call, self: RMatch) -> Value:
    return RString(self.pre)


@MATCH.define("post_match")
def post_match(call: Call, self: RMatch) -> Value:
    return RString(self.post)


@MATCH.define("to_s")
def to_s(call: Call, self: RMatch) -> Value:
    return match_value(self, 0)


@MATCH.define("string")
def string(call: Call, self: RMatch) -> Value:
    return RString(self.text, frozen=True)


@MATCH.define("regexp")
def regexp(call: Call, self: RMatch) -> Value:
    return self.regexp


@MATCH.define("length", "size")
def length(call: Call, self: RMatch) -> Value:
    return len(self.groups)


def _span(call: Call, self: RMatch) -> tuple[int, int] | None:
    index = group_at(call, self, call.args[0])
    if index is None:
        raise call.error("IndexError", f"index {call.to_s(call.args[0])} out of matches")
    span = self.spans[index]
    return None if span[0] < 0 else span


@MATCH.define("begin", args="1")
def begin(call: Call, self: RMatch) -> Value:
    span = _span(call, self)
    return None if span is None else span[0]


@MATCH.define("end", args="1")
def end(call: Call, self: RMatch) -> Value:
    span = _span(call, self)
    return None if span is None else span[1]


@MATCH.define("offset", args="1")
def offset(call: Call, self: RMatch) -> Value:
    span = _span(call, self)
    return RArray([None, None] if span is None else list(span))


@MATCH.define("values_at", args="0..")
def values_at(call: Call, self: RMatch) -> Value:
    indexes = [group_at(call, self, key) for key in call.args]
    return RArray([None if index is None else match_value(self, index) for index in indexes])


@MATCH.define("match", args="1")
def match(call: Call, self: RMatch) -> Value:
    _span(call, self)
    index = group_at(call, self, call.args[0])
    return None if index is None else match_value(self, index)


@MATCH.define("match_length", args="1")
def match_length(call: Call, self: RMatch) -> Value:
    span = _span(call, self)
    return None if span is None else span[1] - span[0]
