"""Regexp: matching, and the class's own functions."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.inspection import inspect_regexp, regexp_text
from authbench.ruby.methods.matching import group_at, match_value, search
from authbench.ruby.regexp import compiled, escape, group_names
from authbench.ruby.values import RArray, RHash, RRegexp, RString, Symbol, Value
from authbench.ruby.values.encodings import REncoding

REGEXP: Final = MethodTable("Regexp", "Object")
REGEXP_CLASS: Final = MethodTable("Regexp.", "Class")


def subject(call: Call, value: Value) -> RString | None:
    """What a Regexp can be matched against: text of a String or Symbol; None for nil. Raises TypeError."""
    value = call.force(value)
    if value is None or isinstance(value, RString):
        return value
    if isinstance(value, Symbol):
        return RString(value.name)
    raise call.error("TypeError", f"no implicit conversion of {call.describe(value)} into String")


@REGEXP.define("match", args="1..2")
def match(call: Call, self: RRegexp) -> Value:
    text = subject(call, call.args[0])
    start = call.long(call.args[1]) if len(call.args) > 1 else 0
    found = None if text is None else search(call, self, text, start)
    call.set_match(found)
    if found is not None and call.block is not None:
        return call.yield_(found)
    return found


@REGEXP.define("match?", args="1..2")
def is_match(call: Call, self: RRegexp) -> Value:
    text = subject(call, call.args[0])
    start = call.long(call.args[1]) if len(call.args) > 1 else 0
    return text is not None and search(call, self, text, start) is not None


@REGEXP.define("=~", args="1")
def match_place(call: Call, self: RRegexp) -> Value:
    text = subject(call, call.args[0])
    found = None if text is None else search(call, self, text)
    call.set_match(found)
    return None if found is None else found.start


@REGEXP.define("===", args="1")
def case_equal(call: Call, self: RRegexp) -> Value:
    value = call.force(call.args[0])
    if not isinstance(value, RString | Symbol):
        call.set_match(None)
        return False
    return match_place(call, self) is not None


@REGEXP.define("source")
def source(call: Call, self: RRegexp) -> Value:
    return RString(self.source)


@REGEXP.define("options")
def options(call: Call, self: RRegexp) -> Value:
    return self.options


@REGEXP.define("casefold?")
def is_casefold(call: Call, self: RRegexp) -> Value:
    return bool(self.options & 1)


@REGEXP.define("to_s")
def to_s(call: Call, self: RRegexp) -> Value:
    return RString(regexp_text(self))


@REGEXP.define("inspect")
def inspect(call: Call, self: RRegexp) -> Value:
    return RString(inspect_regexp(self))


@REGEXP.define("names")
def names(call: Call, self: RRegexp) -> Value:
    return RArray([RString(name) for name in group_names(self)])


@REGEXP.define("named_captures")
def named_captures(call: Call, self: RRegexp) -> Value:
    return RHash((RString(name), RArray(list(numbers))) for name, numbers in group_names(self).items())


@REGEXP_CLASS.define("new", "compile", args="1..3")
def new(call: Call, self: Value) -> Value:
    pattern = call.args[0]
    if isinstance(pattern, RRegexp):
        return RRegexp(pattern.source, pattern.options)
    flags = call.args[1] if len(call.args) > 1 else None
    bits = flags if type(flags) is int else int(flags is not None and flags is not False)
    made = RRegexp(call.string(pattern), bits & 7)
    compiled(made)
    return made


@REGEXP_CLASS.define("escape", "quote", args="1")
def escape_(call: Call, self: Value) -> Value:
    value = call.args[0]
    return RString(escaped(value.name if isinstance(value, Symbol) else call.string(value)))


def escaped(text: str) -> str:
    """`text` as the source of a regexp that matches exactly it."""
    return escape(text)


@REGEXP_CLASS.define("union", args="0..")
def union(call: Call, self: Value) -> Value:
    parts = call.args
    if len(parts) == 1 and isinstance(parts[0], RArray):
        parts = parts[0].items
    if not parts:
        return RRegexp("(?!)")
    if len(parts) == 1 and isinstance(parts[0], RRegexp):
        return parts[0]
    return RRegexp(
        "|".join(
            regexp_text(part) if isinstance(part, RRegexp) else escape(call.name_of(part)) for part in parts
        )
    )


@REGEXP_CLASS.define("last_match", args="0..1")
def last_match(call: Call, self: Value) -> Value:
    found = None if call.frame is None else call.frame.matches.last_match
    if not call.args or found is None:
        return found
    index = group_at(call, found, call.args[0])
    return None if index is None else match_value(found, index)


@REGEXP_CLASS.define("try_convert", args="1")
def regexp_or_nil(call: Call, self: Value) -> Value:
    return call.args[0] if isinstance(call.args[0], RRegexp) else None


@REGEXP.define("encoding")
def encoding(call: Call, self: RRegexp) -> Value:
    return REncoding("US-ASCII" if self.source.isascii() else "UTF-8")


@REGEXP.define("fixed_encoding?")
def is_fixed_encoding(call: Call, self: RRegexp) -> Value:
    return not self.source.isascii()
