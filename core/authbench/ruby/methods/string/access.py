"""Parts of a String by place, text or pattern."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.matching import group_at, search
from authbench.ruby.methods.places import count_argument, range_span, range_text, span_of
from authbench.ruby.methods.string.table import STRING, chars, content, operand, same
from authbench.ruby.values import RRange, RRegexp, RString, Value


def part_span(call: Call, self: RString) -> tuple[int, int] | None:
    """Where `self[args]` is; None where Ruby gives nil."""
    where, length = call.args[0], len(self)
    if isinstance(where, RRegexp):
        match = search(call, where, self)
        call.set_match(match)
        if match is None:
            return None
        index = group_at(call, match, call.args[1]) if len(call.args) > 1 else 0
        if index is None or match.spans[index][0] < 0:
            return None
        return match.spans[index]
    if isinstance(where, RString) and len(call.args) == 1:
        start = chars(self).find(operand(call, self, where))
        return None if start < 0 else (start, start + len(operand(call, self, where)))
    if len(call.args) > 1:
        return span_of(call.long(where), call.long(call.args[1]), length)
    if isinstance(where, RRange):
        return range_span(call, where, length)
    index = call.long(where)
    if not -length <= index < length:
        return None
    index %= length
    return index, index + 1


@STRING.define("[]", "slice", args="1..2")
def part(call: Call, self: RString) -> Value:
    span = part_span(call, self)
    return None if span is None else same(self, chars(self)[span[0] : span[1]])


@STRING.define("slice!", args="1..2")
def slice_out(call: Call, self: RString) -> Value:
    self.check_frozen()
    span = part_span(call, self)
    if span is None:
        return None
    text = chars(self)
    taken = same(self, text[span[0] : span[1]])
    self.replace(content(self, text[: span[0]] + text[span[1] :]))
    return taken


@STRING.define("[]=", args="2..3")
def set_part(call: Call, self: RString) -> Value:
    value = call.args[-1]
    call.args = call.args[:-1]
    where = call.args[0]
    found = isinstance(where, RString | RRegexp)
    if not found:
        # Ruby looks for a text or pattern first, but converts the value before it looks at a place.
        operand(call, self, value)
    span = part_span(call, self)
    if span is None and found:
        raise _outside(call, self)
    new = operand(call, self, value)
    if span is None and type(where) is int and where == len(self):
        span = (where, where)
    if span is None:
        raise _outside(call, self)
    # Only now: what is wrong with the place or the value is said of a frozen text, too.
    self.check_frozen()
    text = chars(self)
    call.check_size(len(text) + len(new))
    self.replace(content(self, text[: span[0]] + new + text[span[1] :]))
    return value


def _outside(call: Call, self: RString) -> Exception:
    where = call.args[0]
    if isinstance(where, RString):
        return call.error("IndexError", "string not matched")
    if isinstance(where, RRegexp):
        return call.error("IndexError", "regexp not matched")
    if isinstance(where, RRange):
        return call.error("RangeError", f"{range_text(call, where)} out of range")
    if len(call.args) > 1 and call.long(call.args[1]) < 0:
        return call.error("IndexError", f"negative length {call.long(call.args[1])}")
    return call.error("IndexError", f"index {call.long(where)} out of string")


@STRING.define("chr")
def chr_(call: Call, self: RString) -> Value:
    return same(self, chars(self)[:1])


@STRING.define("at", args="1")
def at(call: Call, self: RString) -> Value:
    return part(call, self)


@STRING.define("first", args="0..1")
def first(call: Call, self: RString) -> Value:
    limit = count_argument(call, what="negative limit") if call.args else 1
    return same(self, chars(self)[:limit])


@STRING.define("last", args="0..1")
def last(call: Call, self: RString) -> Value:
    limit = count_argument(call, what="negative limit") if call.args else 1
    return same(self, chars(self)[max(0, len(self) - limit) :])


@STRING.define("from", args="1")
def from_(call: Call, self: RString) -> Value:
    span = span_of(call.long(call.args[0]), len(self), len(self))
    return None if span is None else same(self, chars(self)[span[0] :])


@STRING.define("to", args="1")
def to(call: Call, self: RString) -> Value:
    index = call.long(call.args[0])
    stop = index + 1 if index >= 0 else max(0, len(self) + index + 1)
    return same(self, chars(self)[:stop])


@STRING.define("length", "size")
def length_(call: Call, self: RString) -> Value:
    return len(self)


@STRING.define("empty?")
def is_empty(call: Call, self: RString) -> Value:
    return len(self) == 0
