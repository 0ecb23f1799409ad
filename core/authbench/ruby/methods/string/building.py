"""Making longer strings: + * % << and the like."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.string.table import STRING, chars, content, operand, same, string_argument
from authbench.ruby.values import RArray, RString, Value


@STRING.define("+", args="1", kwargs_as_hash=True)
def plus(call: Call, self: RString) -> Value:
    other = call.args[0]
    if other is None:
        raise call.error("Workato::Connector::Sdk::ArgumentError", "Cannot concatenate string with nil")
    added = other if isinstance(other, RString) else RString(call.to_s(other))
    call.check_size(len(self) + len(added))
    result = self.copy()
    result.append(added.value)
    return result


@STRING.define("*", args="1")
def times(call: Call, self: RString) -> Value:
    count = call.long(call.args[0])
    if count < 0:
        raise call.error("ArgumentError", "negative argument")
    call.check_size(len(self) * count)
    return same(self, chars(self) * count)


@STRING.define("%", args="1", kwargs_as_hash=True)
def format_with(call: Call, self: RString) -> Value:
    from authbench.ruby.methods.formatting import format_text

    values = call.args[0]
    return RString(format_text(call, self.text, values.items if isinstance(values, RArray) else [values]))


def _added(call: Call, value: Value) -> str | bytes:
    if type(value) is int:
        try:
            return chr(value)
        except (ValueError, OverflowError):
            raise call.error("RangeError", f"{value} out of char range") from None
    return string_argument(call, value).value


@STRING.define("<<", args="1")
def shovel(call: Call, self: RString) -> Value:
    added = _added(call, call.args[0])
    self.check_frozen()
    call.check_size(len(added))
    self.append(added)
    return self


@STRING.define("concat", args="0..")
def concat(call: Call, self: RString) -> Value:
    parts = [_added(call, value) for value in call.args]
    self.check_frozen()
    for part in parts:
        call.check_size(len(part))
        self.append(part)
    return self


@STRING.define("prepend", args="0..")
def prepend(call: Call, self: RString) -> Value:
    self.check_frozen()
    result = RString("")
    for value in call.args:
        operand(call, self, value)
        result.append(string_argument(call, value).value)
    call.check_size(len(self) + len(result))
    result.append(self.value)
    self.replace(result.value)
    return self


@STRING.define("insert", args="2")
def insert(call: Call, self: RString) -> Value:
    self.check_frozen()
    index, length = call.long(call.args[0]), len(self)
    new = operand(call, self, call.args[1])
    if not -length - 1 <= index <= length:
        raise call.error("IndexError", f"index {index} out of string")
    if index < 0:
        index += length + 1
    text = chars(self)
    call.check_size(length + len(new))
    self.replace(content(self, text[:index] + new + text[index:]))
    return self


@STRING.define("replace", args="1")
def replace(call: Call, self: RString) -> Value:
    other = string_argument(call, call.args[0])
    self.replace(other.value, other.encoding)
    return self


@STRING.define("clear")
def clear(call: Call, self: RString) -> Value:
    self.replace("")
    return self


@STRING.define("+@")
def unfrozen(call: Call, self: RString) -> Value:
    return self.copy() if self.frozen else self


@STRING.define("-@")
def deduplicated(call: Call, self: RString) -> Value:
    return self if self.frozen else RString(self.value, encoding=self.encoding, frozen=True)


@STRING.define("quote")
def quote(call: Call, self: RString) -> Value:
    return same(self, chars(self).replace("'", "''"))
