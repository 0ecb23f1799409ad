"""An Array as text."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.array.table import ARRAY, no_recursion, string_value
from authbench.ruby.methods.growth import check_growth
from authbench.ruby.methods.iteration import item_list
from authbench.ruby.methods.objects import is_blank
from authbench.ruby.values import RArray, RString, Symbol, Value


@ARRAY.define("join", args="0..1", looks_inside=True)
def join(call: Call, self: RArray) -> Value:
    separator = RString(call.string(call.args[0])) if call.args and call.args[0] is not None else RString()
    return joined(call, self, separator)


def joined(call: Call, self: RArray, separator: RString) -> RString:
    """All elements as text with `separator` between them, nested arrays spread out."""
    result = RString()
    _join(call, self, separator.value, result, [], [0])
    return result


def _join(
    call: Call, self: RArray, separator: str | bytes, result: RString, above: list[int], length: list[int]
) -> None:
    with no_recursion(call, self, above, "recursive array join"):
        call.charge(len(self.items))
        for index, item in enumerate(self.items):
            if index and separator:
                result.append(separator)
                length[0] += len(separator)
            if isinstance(item, RArray):
                _join(call, item, separator, result, above, length)
                continue
            text = string_value(call, call.force(item)).value
            check_growth(call, length[0], length[0] + len(text))
            length[0] += len(text)
            result.append(text)


@ARRAY.define("to_sentence", args="0..1")
def to_sentence(call: Call, self: RArray) -> Value:
    known = ("words_connector", "two_words_connector", "last_word_connector", "locale")
    options = call.options()
    for name in options:
        if name not in known:
            listed = ", ".join(f":{one}" for one in known)
            raise call.error("ArgumentError", f"Unknown key: :{name}. Valid keys are: {listed}")

    def connector(name: str, default: str) -> str:
        return call.string(options[name]) if name in options else default

    words = [call.to_s(item) for item in self.items]
    if len(words) <= 2:
        return RString(connector("two_words_connector", " and ").join(words))
    head = connector("words_connector", ", ").join(words[:-1])
    return RString(head + connector("last_word_connector", ", and ") + words[-1])


@ARRAY.define("to_default_s")
def to_default_s(call: Call, self: RArray) -> Value:
    return RString(call.to_s(self))


@ARRAY.define("to_formatted_s", "to_fs", args="0..1")
def to_formatted_s(call: Call, self: RArray) -> Value:
    if call.args and call.args[0] is Symbol("db"):
        ids = [call.to_s(call.send(item, "id")) for item in self.items]
        return RString(",".join(ids) if ids else "null")
    return RString(call.to_s(self))


@ARRAY.define("pack", args="1", looks_inside=True)
def pack(call: Call, self: RArray) -> Value:
    from authbench.ruby.methods import packing

    def octets(value: object) -> bytes:
        if value is None:
            return b""
        if not isinstance(value, RString):
            raise call.error("TypeError", f"no implicit conversion of {call.describe(value)} into String")
        return value.data

    def floating(value: object) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        raise call.error("TypeError", f"can't convert {call.describe(value)} into Float")

    try:
        data, text = packing.pack(
            call.string(call.args[0]), self.items, call.converted, floating, octets, call.check_size
        )
    except packing.UnknownDirective as error:
        raise call.unsupported(f"pack directive '{error}'") from None
    except IndexError:
        raise call.error("ArgumentError", "too few arguments") from None
    return RString(data.decode("utf-8", "surrogateescape") if text else data)


@ARRAY.define("to_csv", args="0..1")
def to_csv(call: Call, self: RArray) -> Value:
    options = call.options()
    separator = call.string(options["col_sep"]) if options.get("col_sep") is not None else ","
    quote = call.string(options["quote_char"]) if options.get("quote_char") is not None else '"'
    end = call.string(options["row_sep"]) if options.get("row_sep") is not None else "\n"
    always = call.truthy(options.get("force_quotes"))
    nested = bool(self.items) and isinstance(self.items[0], RArray)
    rows = self.items if nested and options.get("multi_line") is not False else [self]
    lines: list[str] = []
    for row in rows:
        cells = [_cell(call, cell, separator, quote, end, always) for cell in item_list(call, row)]
        call.check_size(sum(map(len, cells)))
        lines.append(separator.join(cells) + end)
    return RString("".join(lines))


def _cell(call: Call, cell: Value, separator: str, quote: str, end: str, always: bool) -> str:
    if cell is None and not always:
        return ""
    text = call.to_s(cell)
    special = any(part in text for part in (separator, quote, end, "\n", "\r"))
    if always or not text or special or text[0] in " \t" or text[-1] in " \t":
        return quote + text.replace(quote, quote + quote) + quote
    return text


def text_parts(call: Call, items: list[Value]) -> list[Value]:
    """Texts stripped, blank elements left out: the elements that `smart_join` joins."""
    result: list[Value] = []
    for item in items:
        value = call.send(item, "strip") if isinstance(item, RString) else item
        if not is_blank(value):
            result.append(value)
    return result


@ARRAY.define("to_xml", args="0..1")
def to_xml(call: Call, self: RArray) -> Value:
    from authbench.ruby.methods.xml_document import xml_document

    return RString(xml_document(call, self, call.options()))
