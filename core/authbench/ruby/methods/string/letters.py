"""Case, and methods on sets of characters."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods import tr as character_sets
from authbench.ruby.methods.inflection import capitalize as capitalized
from authbench.ruby.methods.string.table import STRING, chars, operand, transforming
from authbench.ruby.values import RString, Value


def _bytewise(call: Call, self: RString) -> bool:
    """Whether only ASCII letters have case here. Raises ArgumentError for text that is not valid."""
    if not self.valid:
        raise call.error("ArgumentError", "input string invalid")
    return self.binary


def _check_valid(call: Call, self: RString) -> None:
    if not self.valid:
        raise call.error("ArgumentError", "invalid byte sequence in UTF-8")


@transforming("upcase", args="0..1")
def upcase(call: Call, self: RString) -> str:
    return self.data.upper().decode("latin-1") if _bytewise(call, self) else chars(self).upper()


@transforming("downcase", args="0..1")
def downcase(call: Call, self: RString) -> str:
    return self.data.lower().decode("latin-1") if _bytewise(call, self) else chars(self).lower()


@transforming("capitalize", args="0..1")
def capitalize(call: Call, self: RString) -> str:
    return self.data.capitalize().decode("latin-1") if _bytewise(call, self) else capitalized(chars(self))


@transforming("swapcase", args="0..1")
def swapcase(call: Call, self: RString) -> str:
    return self.data.swapcase().decode("latin-1") if _bytewise(call, self) else chars(self).swapcase()


@STRING.define("upcase_first")
def upcase_first(call: Call, self: RString) -> Value:
    text = self.text
    return RString(text[:1].upper() + text[1:])


@STRING.define("downcase_first")
def downcase_first(call: Call, self: RString) -> Value:
    text = self.text
    return RString(text[:1].lower() + text[1:])


def _sets(call: Call, self: RString) -> list[str]:
    if not call.args:
        raise call.error("ArgumentError", "wrong number of arguments (given 0, expected 1+)")
    sets = [operand(call, self, arg) for arg in call.args]
    _check_valid(call, self)
    call.charge(character_sets.size(sets) // 8)
    return sets


@transforming("delete", args="0..")
def delete(call: Call, self: RString) -> str:
    if call.args and not len(self):
        return ""
    try:
        unwanted = character_sets.matcher(_sets(call, self))
    except ValueError as error:
        raise call.error("ArgumentError", str(error)) from None
    call.charge(len(self) // 8)
    return "".join([char for char in chars(self) if not unwanted(char)])


@STRING.define("count", args="0..")
def count(call: Call, self: RString) -> Value:
    try:
        wanted = character_sets.matcher(_sets(call, self))
    except ValueError as error:
        raise call.error("ArgumentError", str(error)) from None
    call.charge(len(self) // 8)
    return sum(1 for char in chars(self) if wanted(char))


@transforming("squeeze", args="0..")
def squeeze(call: Call, self: RString) -> str:
    _check_valid(call, self)
    call.charge(len(self) // 8)
    try:
        return character_sets.squeeze(chars(self), _sets(call, self) if call.args else [])
    except ValueError as error:
        raise call.error("ArgumentError", str(error)) from None


@transforming("tr", "tr_s", args="2")
def translate(call: Call, self: RString) -> str:
    source, target = (operand(call, self, arg) for arg in call.args)
    _check_valid(call, self)
    if not len(self):
        return ""
    call.charge(len(self) // 8)
    try:
        call.charge(character_sets.size((source, target)) // 8)
        return character_sets.translate(chars(self), source, target, squeeze=call.name.startswith("tr_s"))
    except ValueError as error:
        raise call.error("ArgumentError", str(error)) from None
