"""What every value answers to: Object and Kernel, ActiveSupport's core extensions, the SDK's own (7.1)."""

from __future__ import annotations

import re
from typing import Final

from authbench.ruby import operations
from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.json_text import chosen, json_text
from authbench.ruby.values import (
    HostObject,
    RArray,
    RBigDecimal,
    RClass,
    RDate,
    RDateTime,
    RDuration,
    REnumerator,
    RException,
    RHash,
    RMatch,
    RProc,
    RRange,
    RRegexp,
    RSet,
    RString,
    RTime,
    Symbol,
    Value,
)
from authbench.ruby.values.rationals import RRational

OBJECT: Final = MethodTable("Object")

# The evaluator itself knows how these compare and print; for all others Object means identity.
_COMPARED_BY_CONTENT: Final = (
    type(None),
    bool,
    int,
    float,
    RString,
    Symbol,
    RArray,
    RHash,
    RRange,
    RSet,
    RRegexp,
    RException,
    RMatch,
    RDuration,
    RBigDecimal,
    RRational,
    RClass,
    RDate,
    RDateTime,
    HostObject,
)
_TRUE_WORDS: Final = frozenset({"true", "t", "yes", "y", "1"})
_FALSE_WORDS: Final = frozenset({"false", "f", "no", "n", "0"})
_BLANK: Final = re.compile(r"\s*\Z")


def is_blank(value: Value) -> bool:
    """ActiveSupport's `blank?`: nil, false, a text of white space only, what is empty."""
    if value is None or value is False:
        return True
    if isinstance(value, RString):
        return _BLANK.match(value.text) is not None
    if isinstance(value, RArray | RHash | RSet):
        return len(value) == 0
    return False


def copy_of(value: Value) -> Value:
    """A shallow, unfrozen copy; values that cannot change are themselves."""
    if isinstance(value, RString | RHash):
        return value.copy()
    if isinstance(value, RArray):
        return RArray(list(value.items))
    if isinstance(value, RSet):
        return RSet(value.items)
    return value


@OBJECT.define("blank?")
def blank(call: Call, self: Value) -> Value:
    return is_blank(self)


@OBJECT.define("present?")
def present(call: Call, self: Value) -> Value:
    return not is_blank(self)


@OBJECT.define("presence")
def presence(call: Call, self: Value) -> Value:
    return None if is_blank(self) else self


@OBJECT.define("is_true?")
def is_true(call: Call, self: Value) -> Value:
    return _truth(call, self, call.options("null_true").get("null_true") is True)


@OBJECT.define("is_not_true?")
def is_not_true(call: Call, self: Value) -> Value:
    return not _truth(call, self, not call.truthy(call.options("null_not_true").get("null_not_true", True)))


def _truth(call: Call, value: Value, null_true: bool) -> bool:
    if value is None:
        return null_true
    if value is True or value is False:
        return bool(value)
    if type(value) is int:
        if value in (0, 1):
            return value == 1
        raise call.error("RuntimeError", f"Can't convert number value {value} to boolean")
    if isinstance(value, RString):
        word = value.text.lower()
        if word in _TRUE_WORDS:
            return True
        if word in _FALSE_WORDS:
            return False
        if is_blank(value):
            raise call.error("RuntimeError", "Can't convert empty string to boolean")
        raise call.error("RuntimeError", f"Can't convert string value {value.text} to boolean")
    raise call.error("RuntimeError", f"Can't convert type {call.class_of(value).name} to boolean")


@OBJECT.define("try", "try!", args="0..")
def try_(call: Call, self: Value) -> Value:
    if self is None:
        return None
    if not call.args:
        return call.yield_(self)
    name = call.name_of(call.args[0])
    if call.name == "try" and not call.interp.responds_to(self, name):
        return None
    return call.send(self, name, *call.args[1:], kwargs=call.kwargs, block=call.block)


@OBJECT.define("in?", args="1")
def is_in(call: Call, self: Value) -> Value:
    if not call.interp.responds_to(call.args[0], "include?"):
        raise call.error("ArgumentError", "The parameter passed to #in? must respond to #include?")
    return call.truthy(call.send(call.args[0], "include?", self))


@OBJECT.define("presence_in", args="1")
def presence_in(call: Call, self: Value) -> Value:
    return self if is_in(call, self) else None


@OBJECT.define("tap", block="required")
def tap(call: Call, self: Value) -> Value:
    call.yield_(self)
    return self


@OBJECT.define("then", "yield_self", block="enumerator")
def then(call: Call, self: Value) -> Value:
    return call.yield_(self)


@OBJECT.define("itself")
def itself(call: Call, self: Value) -> Value:
    return self


@OBJECT.define("dup")
def dup(call: Call, self: Value) -> Value:
    return copy_of(self)


@OBJECT.define("clone")
def clone(call: Call, self: Value) -> Value:
    freeze = call.options("freeze").get("freeze")
    copied = copy_of(self)
    if copied is not self and freeze is not False and (freeze is True or self.frozen):
        copied.frozen = True
    return copied


@OBJECT.define("deep_dup")
def deep_dup(call: Call, self: Value) -> Value:
    return _deep_copy(call, self)


def _deep_copy(call: Call, value: Value) -> Value:
    call.charge(1)
    if isinstance(value, RArray):
        return RArray([_deep_copy(call, item) for item in value.items])
    if isinstance(value, RHash):
        copied = value.copy()
        for token, (key, item) in value.entries.items():
            copied.entries[token] = (key, _deep_copy(call, item))
        return copied
    return copy_of(value)


@OBJECT.define("freeze")
def freeze(call: Call, self: Value) -> Value:
    if isinstance(self, RString | RArray | RHash | RSet):
        self.frozen = True
    return self


@OBJECT.define("frozen?")
def is_frozen(call: Call, self: Value) -> Value:
    if isinstance(self, RString | RArray | RHash | RSet | RProc):
        return bool(self.frozen)
    if isinstance(self, RRegexp):
        # A literal is frozen, what Regexp.new makes is not.
        return self.location is not None
    return not isinstance(
        self, HostObject | RClass | RException | RMatch | REnumerator | RTime | RDate | RDateTime
    )


@OBJECT.define("nil?")
def is_nil(call: Call, self: Value) -> Value:
    return self is None


@OBJECT.define("class")
def class_(call: Call, self: Value) -> Value:
    return call.class_of(self)


def class_argument(call: Call, value: Value) -> RClass:
    """An argument that must be a class or module. Raises TypeError."""
    if isinstance(value, RClass):
        return value
    raise call.error("TypeError", "class or module required")


@OBJECT.define("is_a?", "kind_of?", args="1")
def is_a(call: Call, self: Value) -> Value:
    return operations.is_a(self, class_argument(call, call.args[0]))


@OBJECT.define("instance_of?", args="1")
def instance_of(call: Call, self: Value) -> Value:
    return call.class_of(self) is class_argument(call, call.args[0])


@OBJECT.define("respond_to?", args="1..2")
def respond_to(call: Call, self: Value) -> Value:
    return call.interp.responds_to(self, call.name_of(call.args[0]))


@OBJECT.define("==", args="1")
def equals(call: Call, self: Value) -> Value:
    return call.equal(self, call.args[0]) if isinstance(self, _COMPARED_BY_CONTENT) else self is call.args[0]


@OBJECT.define("!=", args="1")
def differs(call: Call, self: Value) -> Value:
    return not call.equal(self, call.args[0])


@OBJECT.define("===", args="1")
def case_equals(call: Call, self: Value) -> Value:
    return call.case_equal(self, call.args[0])


@OBJECT.define("!")
def negation(call: Call, self: Value) -> Value:
    return not call.truthy(self)


@OBJECT.define("=~", args="1")
def matches(call: Call, self: Value) -> Value:
    return None


@OBJECT.define("!~", args="1")
def mismatches(call: Call, self: Value) -> Value:
    return not call.truthy(call.send(self, "=~", call.args[0]))


@OBJECT.define("eql?", args="1")
def eql(call: Call, self: Value) -> Value:
    return call.eql(self, call.args[0])


@OBJECT.define("equal?", args="1")
def same(call: Call, self: Value) -> Value:
    other = call.args[0]
    if type(self) is type(other) and type(self) in (int, float, bool):
        return bool(self == other)
    return self is other


@OBJECT.define("<=>", args="1")
def compared(call: Call, self: Value) -> Value:
    return 0 if call.equal(self, call.args[0]) else None


@OBJECT.define("hash")
def hash_number(call: Call, self: Value) -> Value:
    from authbench.ruby.values import hash_token

    return hash(hash_token(self))


@OBJECT.define("to_s")
def to_s(call: Call, self: Value) -> Value:
    if isinstance(self, _COMPARED_BY_CONTENT):
        return RString(call.to_s(self))
    return RString(f"#<{call.class_of(self).name}>")


@OBJECT.define("inspect")
def inspect(call: Call, self: Value) -> Value:
    return RString(call.inspect(self))


@OBJECT.define("to_json", args="0..")
def to_json(call: Call, self: Value) -> Value:
    return RString(json_text(call, chosen(call, self)))


@OBJECT.define("as_json", args="0..1")
def as_json(call: Call, self: Value) -> Value:
    from authbench.encoding import parse_json
    from authbench.ruby import from_plain

    if isinstance(self, RBigDecimal):
        return RString(call.to_s(self))
    if isinstance(self, RRational):
        return self
    return from_plain(parse_json(json_text(call, chosen(call, self))), indifferent=False)


@OBJECT.define("to_param", looks_inside=True)
def to_param(call: Call, self: Value) -> Value:
    if self is None or isinstance(self, bool):
        return self
    return RString(_param(call, self))


def _param(call: Call, value: Value) -> str:
    from authbench.encoding import to_param as encode_param
    from authbench.ruby import to_plain

    return encode_param(to_plain(value))


@OBJECT.define("to_query", args="0..1", looks_inside=True)
def to_query(call: Call, self: Value) -> Value:
    from authbench.encoding import to_query as encode_query
    from authbench.ruby import to_plain

    if isinstance(self, RHash) and (not call.args or call.args[0] is None):
        return RString(_param(call, self))
    if not call.args:
        raise call.error("ArgumentError", "wrong number of arguments (given 0, expected 1)")
    return RString(encode_query(to_plain(self), call.to_s(call.args[0])))


@OBJECT.define("to_enum", "enum_for", args="0..")
def to_enum(call: Call, self: Value) -> Value:
    name = call.name_of(call.args[0]) if call.args else "each"
    return REnumerator(self, name, tuple(call.args[1:]), call.kwargs)


@OBJECT.define("duplicable?")
def is_duplicable(call: Call, self: Value) -> Value:
    return True


@OBJECT.define("html_safe?")
def is_html_safe(call: Call, self: Value) -> Value:
    return isinstance(self, int | float | RBigDecimal | RRational) and not isinstance(self, bool)


@OBJECT.define("display")
def display(call: Call, self: Value) -> Value:
    call.interp.environment.puts(call.to_s(self))
    return None


def symbol_text(value: Value) -> str | None:
    """The text of a String or Symbol, None for anything else."""
    if isinstance(value, RString):
        return value.text
    return value.name if isinstance(value, Symbol) else None
