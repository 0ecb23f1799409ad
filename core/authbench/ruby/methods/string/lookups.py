"""Money and telephone numbers written by ActiveSupport's rules, from text or numbers (SDK reference 7.2)."""

from __future__ import annotations

import re
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.string.table import STRING
from authbench.ruby.values import RString, Value

_GROUPS: Final = re.compile(r"(\d)(?=(?:\d\d\d)+(?!\d))")


@STRING.define("to_currency", args="0..1")
def to_currency(call: Call, self: RString) -> Value:
    return RString(currency(call, self))


@STRING.define("to_phone", args="0..1")
def to_phone(call: Call, self: RString) -> Value:
    return RString(phone(call, self))


def _option(call: Call, options: dict[str, Value], name: str, default: str) -> str:
    return call.to_s(options[name]) if options.get(name) is not None else default


def grouped(digits: str, delimiter: str) -> str:
    """The digits before the decimal point in groups of three."""
    return _GROUPS.sub(lambda match: match.group(1) + delimiter, digits)


def currency(call: Call, value: Value) -> str:
    """`$1,234,567,890.50`; text that is no number is put behind the unit as it is."""
    from authbench.ruby.methods.rounding import fixed_text

    options = call.options(
        "unit", "precision", "delimiter", "separator", "format", "negative_format", "locale"
    )
    unit = _option(call, options, "unit", "$")
    template = _option(call, options, "format", "%u%n")
    text = call.to_s(value).strip()
    precision = call.long(options["precision"]) if options.get("precision") is not None else 2
    number = fixed_text(call, text, precision)
    if number is None:
        return template.replace("%n", text).replace("%u", unit)
    negative = number.startswith("-") and any(digit in "123456789" for digit in number)
    if negative:
        template = _option(call, options, "negative_format", "-" + template)
    whole, _, fraction = number.lstrip("-").partition(".")
    shown = grouped(whole, _option(call, options, "delimiter", ","))
    if fraction:
        shown += _option(call, options, "separator", ".") + fraction
    return template.replace("%n", shown).replace("%u", unit)


def phone(call: Call, value: Value) -> str:
    """`555-1234`, `(123) 555-1234`, `+1 123 555 1234`."""
    options = call.options("area_code", "delimiter", "extension", "country_code", "pattern")
    digits = call.to_s(value).strip()
    delimiter = _option(call, options, "delimiter", "-")
    if call.truthy(options.get("area_code")):
        digits = re.sub(
            r"(\d{1,3})(\d{3})(\d{4}$)", lambda m: f"({m[1]}) {m[2]}{delimiter}{m[3]}", digits, count=1
        )
    else:
        digits = re.sub(
            r"(\d{0,3})(\d{3})(\d{4})$", lambda m: delimiter.join((m[1], m[2], m[3])), digits, count=1
        )
        if delimiter and digits.startswith(delimiter):
            digits = digits[1:]
    country = options.get("country_code")
    prefix = "" if country is None or call.to_s(country) == "" else f"+{call.to_s(country)}{delimiter}"
    extension = options.get("extension")
    suffix = "" if extension is None or call.to_s(extension) == "" else f" x {call.to_s(extension)}"
    return prefix + digits + suffix
