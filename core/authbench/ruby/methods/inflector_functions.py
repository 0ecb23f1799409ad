"""ActiveSupport::Inflector's functions: each is the String method of that name."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RString, Value

INFLECTOR: Final = MethodTable("ActiveSupport::Inflector.", "Class")


@INFLECTOR.define(
    "pluralize",
    "singularize",
    "camelize",
    "underscore",
    "humanize",
    "titleize",
    "tableize",
    "classify",
    "dasherize",
    "demodulize",
    "deconstantize",
    "foreign_key",
    "upcase_first",
    "transliterate",
    "parameterize",
    args="1..3",
)
def of_text(call: Call, self: Value) -> Value:
    text = RString(call.to_s(call.args[0]))
    return call.send(text, call.name, *call.args[1:], kwargs=call.kwargs)


@INFLECTOR.define("ordinal", "ordinalize", args="1")
def of_number(call: Call, self: Value) -> Value:
    return call.send(call.integer(call.args[0]), call.name)
