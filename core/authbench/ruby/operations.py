"""What operators do with core values: classes, equality, order, `===`, arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType
from typing import TYPE_CHECKING, Any

from authbench.ruby.values import (
    CLASSES,
    HostObject,
    LazyObject,
    Raised,
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
    hash_token,
)
from authbench.ruby.values.encodings import REncoding
from authbench.ruby.values.rationals import RRational

if TYPE_CHECKING:
    from authbench.ruby.interpreter import Interpreter
    from authbench.ruby.scopes import Frame

_CLASS_OF_TYPE = {
    NoneType: CLASSES["NilClass"],
    int: CLASSES["Integer"],
    float: CLASSES["Float"],
    RString: CLASSES["String"],
    Symbol: CLASSES["Symbol"],
    RArray: CLASSES["Array"],
    RRange: CLASSES["Range"],
    RSet: CLASSES["Set"],
    RRegexp: CLASSES["Regexp"],
    RMatch: CLASSES["MatchData"],
    RProc: CLASSES["Proc"],
    RDate: CLASSES["Date"],
    RDateTime: CLASSES["DateTime"],
    RDuration: CLASSES["ActiveSupport::Duration"],
    RBigDecimal: CLASSES["BigDecimal"],
    RRational: CLASSES["Rational"],
    REncoding: CLASSES["Encoding"],
    REnumerator: CLASSES["Enumerator"],
}
_HASH, _INDIFFERENT = CLASSES["Hash"], CLASSES["ActiveSupport::HashWithIndifferentAccess"]
_TIME, _ZONED = CLASSES["Time"], CLASSES["ActiveSupport::TimeWithZone"]
_TRUE, _FALSE = CLASSES["TrueClass"], CLASSES["FalseClass"]
_MODULE, _CLASS = CLASSES["Module"], CLASSES["Class"]
_OBJECT = CLASSES["Object"]
_NUMBERS = (int, float)


def register_class(python_type: type, ruby_class: RClass) -> None:
    """Say which Ruby class values of a further Python type belong to."""
    _CLASS_OF_TYPE[python_type] = ruby_class


_chooser_of_type: dict[type, Callable[[Any], RClass]] = {}


def register_chooser(python_type: type, choose: Callable[[Any], RClass]) -> None:
    """Say how to find the class of a value whose Python type alone does not tell."""
    _chooser_of_type[python_type] = choose


def class_of(value: Value) -> RClass:
    """The Ruby class of `value`."""
    found = _CLASS_OF_TYPE.get(type(value))
    if found is not None:
        return found
    if value is True:
        return _TRUE
    if value is False:
        return _FALSE
    if isinstance(value, RHash):
        return _INDIFFERENT if value.indifferent else _HASH
    if isinstance(value, RTime):
        return _ZONED if value.with_zone else _TIME
    if isinstance(value, RException):
        return value.ruby_class
    if isinstance(value, RClass):
        return _MODULE if value.is_module else _CLASS
    if isinstance(value, HostObject):
        return CLASSES.get(value.ruby_class_name, _OBJECT)
    choose = _chooser_of_type.get(type(value))
    if choose is not None:
        return choose(value)
    return next((known for kind, known in _CLASS_OF_TYPE.items() if isinstance(value, kind)), _OBJECT)


def is_a(value: Value, ruby_class: RClass) -> bool:
    """`value.is_a?(ruby_class)`. A zoned time passes for a Time, as in ActiveSupport."""
    if class_of(value).descends_from(ruby_class):
        return True
    return ruby_class is _TIME and isinstance(value, RTime)


def equal(interp: Interpreter, a: Value, b: Value) -> bool:
    """`a == b`."""
    if isinstance(a, LazyObject):
        a = interp.force(a)
    if isinstance(b, LazyObject):
        b = interp.force(b)
    if a is b:
        return type(a) is not float or a == a
    kind = type(a)
    if kind is RString:
        return type(b) is RString and _same_text(a, b)
    if a is None or kind is bool or kind is Symbol:
        return False
    if kind is int or kind is float:
        if type(b) is int or type(b) is float:
            return bool(a == b)
        if isinstance(b, RBigDecimal | RDuration | RRational):
            return bool(b.value == a)
        return False
    if kind is RArray:
        if type(b) is not RArray or len(a.items) != len(b.items):
            return False
        interp.charge(len(a.items))
        return all(equal(interp, x, y) for x, y in zip(a.items, b.items, strict=True))
    if kind is RHash:
        return isinstance(b, RHash) and _equal_hashes(interp, a, b)
    return _equal_others(interp, a, b)


def _same_text(a: RString, b: RString) -> bool:
    left, right = a.value, b.value
    if type(left) is type(right):
        return left == right
    # Text and binary are equal only where both are plain ASCII.
    return left.isascii() and a.data == b.data


def _equal_hashes(interp: Interpreter, a: RHash, b: RHash) -> bool:
    if len(a.entries) != len(b.entries):
        return False
    interp.charge(len(a.entries))
    for key, value in a.entries.values():
        token = b.token(key)
        other = b.entries.get(token)
        if other is None or not equal(interp, value, other[1]):
            return False
    return True


def _equal_others(interp: Interpreter, a: Value, b: Value) -> bool:
    if isinstance(a, RRange | RRegexp | RSet):
        return type(a) is type(b) and hash_token(a) == hash_token(b)
    if isinstance(a, RDuration | RBigDecimal | RRational):
        if isinstance(b, RDuration | RBigDecimal | RRational):
            return bool(a.value == b.value)
        return type(b) in _NUMBERS and bool(a.value == b)
    if isinstance(a, RException):
        return isinstance(b, RException) and a.ruby_class is b.ruby_class and a.message == b.message
    if isinstance(a, RMatch):
        same_text = isinstance(b, RMatch) and a.text == b.text and a.spans == b.spans
        return same_text and hash_token(a.regexp) == hash_token(b.regexp)
    if isinstance(a, HostObject | RProc | RClass):
        return False
    return interp.equal_by_method(a, b)


def eql(a: Value, b: Value) -> bool:
    """`a.eql?(b)`."""
    return bool(hash_token(a) == hash_token(b))


def compare(interp: Interpreter, a: Value, b: Value) -> int:
    """`a <=> b`. Raises ArgumentError where they have no order."""
    result = order(interp, a, b)
    if result is None:
        raise Raised.of("ArgumentError", comparison_failed(interp, a, b))
    return result


def comparison_failed(interp: Interpreter, a: Value, b: Value) -> str:
    """Ruby's message; it shows the second value itself where that is nil, a boolean, a number or a symbol."""
    special = b is None or isinstance(b, bool | int | float | Symbol)
    shown = interp.inspect(b) if special else class_of(b).name
    return f"comparison of {class_of(a).name} with {shown} failed"


def order(interp: Interpreter, a: Value, b: Value) -> int | None:
    """`a <=> b`: -1, 0, 1, or None where they have no order."""
    a, b = interp.force(a), interp.force(b)
    kind, other = type(a), type(b)
    if kind in _NUMBERS and other in _NUMBERS:
        if a != a or b != b:
            return None
        return int(a > b) - int(a < b)
    if kind is RString and other is RString:
        left, right = a.data, b.data
        return int(left > right) - int(left < right)
    if kind is Symbol and other is Symbol:
        left, right = a.name.encode(), b.name.encode()
        return int(left > right) - int(left < right)
    if kind is RArray and other is RArray:
        interp.charge(min(len(a.items), len(b.items)))
        for x, y in zip(a.items, b.items, strict=False):
            result = order(interp, x, y)
            if result != 0:
                return result
        return (len(a.items) > len(b.items)) - (len(a.items) < len(b.items))
    if a is None or a is True or a is False:
        return 0 if a is b else None
    return interp.order_by_method(a, b)


def case_equal(interp: Interpreter, pattern: Value, value: Value, frame: Frame | None) -> bool:
    """`pattern === value`; a regexp sets `$~` in `frame`."""
    kind = type(pattern)
    if kind is RClass:
        return is_a(interp.force(value), pattern)
    if kind is RString or kind is Symbol or kind is int or pattern is None:
        return equal(interp, pattern, value)
    value = interp.force(value)
    if kind is RRegexp:
        from authbench.ruby.regexp import match_for_case

        match = match_for_case(pattern, value, interp)
        if frame is not None:
            frame.matches.last_match = match
        return match is not None
    if kind is RRange:
        if type(value) is RRange:
            return bool(interp.send(pattern, "===", [value]))
        return covers(interp, pattern, value)
    if kind is RProc:
        return interp.truthy(interp.call_block(pattern, (value,)))
    if kind is RSet:
        return bool(pattern.has(value))
    if kind is RDate and isinstance(value, RDateTime):
        return bool(interp.send(pattern, "===", [value]))
    return equal(interp, pattern, value)


def covers(interp: Interpreter, span: RRange, value: Value) -> bool:
    """Range#=== and Range#cover?: by comparing with the ends."""
    if span.first is not None:
        low = order(interp, span.first, value)
        if low is None or low > 0:
            return False
    if span.last is not None:
        high = order(interp, value, span.last)
        if high is None or high > 0:
            return False
        return high < 0 or not span.exclusive
    return True


def binary_fast(interp: Interpreter, a: Value, operator: str, b: Value) -> Value:
    """The result where both are Integers or Floats (no booleans); NotImplemented where a table decides."""
    if operator == "+":
        result = a + b
    elif operator == "-":
        result = a - b
    elif operator == "<":
        return a < b
    elif operator == ">":
        return a > b
    elif operator == "<=":
        return a <= b
    elif operator == ">=":
        return a >= b
    elif operator == "*":
        if type(a) is int and type(b) is int:
            interp.check_number(a.bit_length() + b.bit_length())
        result = a * b
    elif operator == "<=>":
        return None if a != a or b != b else (a > b) - (a < b)
    elif operator == "%" and type(a) is int and type(b) is int and b != 0:
        return a % b
    elif operator == "/" and type(a) is int and type(b) is int and b != 0:
        return a // b
    else:
        return NotImplemented
    return result
