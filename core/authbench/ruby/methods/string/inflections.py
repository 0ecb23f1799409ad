"""ActiveSupport's name transformations."""

from __future__ import annotations

from authbench.encoding import labelize as field_label
from authbench.ruby.dispatch import Call
from authbench.ruby.methods import inflection
from authbench.ruby.methods.string.table import STRING
from authbench.ruby.values import RString, Symbol, Value


@STRING.define("pluralize", args="0..2")
def pluralize(call: Call, self: RString) -> Value:
    if call.args and call.args[0] == 1 and type(call.args[0]) is int:
        return self.copy()
    return RString(inflection.pluralize(self.text))


@STRING.define("singularize", args="0..1")
def singularize(call: Call, self: RString) -> Value:
    return RString(inflection.singularize(self.text))


@STRING.define("camelize", "camelcase", args="0..1")
def camelize(call: Call, self: RString) -> Value:
    first = call.args[0] if call.args else Symbol("upper")
    if not isinstance(first, Symbol) or first.name not in ("upper", "lower"):
        raise call.error("ArgumentError", "Invalid option, use either :upper or :lower.")
    return RString(inflection.camelize(self.text, first.name == "upper"))


@STRING.define("underscore")
def underscore(call: Call, self: RString) -> Value:
    return RString(inflection.underscore(self.text))


@STRING.define("dasherize")
def dasherize(call: Call, self: RString) -> Value:
    return RString(self.text.replace("_", "-"))


@STRING.define("humanize", args="0..1")
def humanize(call: Call, self: RString) -> Value:
    options = call.options("capitalize", "keep_id_suffix")
    return RString(
        inflection.humanize(
            self.text,
            call.truthy(options.get("capitalize", True)),
            call.truthy(options.get("keep_id_suffix")),
        )
    )


@STRING.define("titleize", "titlecase", args="0..1")
def titleize(call: Call, self: RString) -> Value:
    keep = call.truthy(call.options("keep_id_suffix").get("keep_id_suffix"))
    return RString(inflection.titleize(self.text, keep))


@STRING.define("tableize")
def tableize(call: Call, self: RString) -> Value:
    return RString(inflection.pluralize(inflection.underscore(self.text)))


@STRING.define("classify")
def classify(call: Call, self: RString) -> Value:
    name = self.text.rpartition(".")[2]
    return RString(inflection.camelize(inflection.singularize(name)))


@STRING.define("demodulize")
def demodulize(call: Call, self: RString) -> Value:
    return RString(self.text.rpartition("::")[2])


@STRING.define("deconstantize")
def deconstantize(call: Call, self: RString) -> Value:
    return RString(self.text.rpartition("::")[0])


@STRING.define("foreign_key", args="0..1")
def foreign_key(call: Call, self: RString) -> Value:
    joint = "" if call.args and not call.truthy(call.args[0]) else "_"
    return RString(inflection.underscore(self.text.rpartition("::")[2]) + joint + "id")


@STRING.define("parameterize", args="0..1")
def parameterize(call: Call, self: RString) -> Value:
    options = call.options("separator", "preserve_case", "locale")
    separator = options.get("separator", RString("-"))
    return RString(
        inflection.parameterize(
            self.text,
            "" if separator is None else call.string(separator),
            call.truthy(options.get("preserve_case")),
        )
    )


@STRING.define("transliterate", args="0..1")
def transliterate(call: Call, self: RString) -> Value:
    replacement = call.string(call.args[0]) if call.args else "?"
    return RString(inflection.transliterate(self.text, replacement))


@STRING.define("labelize", args="0..")
def labelize(call: Call, self: RString) -> Value:
    if call.args:
        raise call.unsupported("String#labelize with acronyms")
    return RString(field_label(self.text))
