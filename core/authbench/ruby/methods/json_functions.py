"""JSON and ActiveSupport::JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from authbench.encoding import JsonError, parse_json
from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.json_text import json_text
from authbench.ruby.values import RArray, RHash, RProc, RString, Symbol, Value

_LONG: Final = 1_000_000
JSON: Final = MethodTable("JSON.", "Class")
ACTIVE_SUPPORT: Final = MethodTable("ActiveSupport::JSON.", "Class")


def parsed(call: Call, value: Value, *, symbols: bool = False) -> Value:
    """The value that a JSON text spells. Raises JSON::ParserError, TypeError for nil."""
    from authbench.ruby import from_plain

    call.string(value)
    text = value.data
    call.charge(len(text) // 16)
    if len(text) > _LONG:
        call.check_size(text.count(b",") + text.count(b"[") + text.count(b"{"), "array")
    try:
        result = from_plain(parse_json(text), indifferent=False)
    except JsonError as error:
        raise call.error("JSON::ParserError", str(error)) from None
    return _symbolized(result) if symbols else result


def _symbolized(value: Value) -> Value:
    if isinstance(value, RHash):
        return RHash((Symbol(key.text), _symbolized(item)) for key, item in value.pairs())
    if isinstance(value, RArray):
        return RArray([_symbolized(item) for item in value.items])
    return value


@JSON.define("parse", "parse!", args="1..2")
def parse(call: Call, self: Value) -> Value:
    value = call.args[0]
    options = call.options() if len(call.args) > 1 else call.kwargs
    return parsed(call, value, symbols=call.truthy(options.get("symbolize_names")))


@JSON.define("load", args="1..3")
def load(call: Call, self: Value) -> Value:
    value = call.args[0]
    if value is None or (isinstance(value, RString) and not len(value)):
        return None
    made = parsed(call, value)
    if len(call.args) > 1 and isinstance(call.args[1], RProc):
        _each_within(call, made, call.args[1])
    return made


def _each_within(call: Call, value: Value, visitor: RProc) -> None:
    """Hand each value to the proc, what is inside of others first."""
    if isinstance(value, RArray):
        for item in list(value.items):
            _each_within(call, item, visitor)
    elif isinstance(value, RHash):
        for pair in list(value.pairs()):
            for item in pair:
                _each_within(call, item, visitor)
    call.interp.call_block(visitor, [value])


@dataclass(frozen=True)
class _Style:
    """How the generator lays out what it writes."""

    indent: str = ""
    space: str = ""
    space_before: str = ""
    object_nl: str = ""
    array_nl: str = ""
    allow_nan: bool = False


_PLAIN: Final = _Style()
_PRETTY: Final = _Style(indent="  ", space=" ", object_nl="\n", array_nl="\n")


def _styled(call: Call, style: _Style) -> _Style:
    """`style` with what the options of the call change."""
    options = call.args[1] if len(call.args) > 1 else None
    if not isinstance(options, RHash):
        return style
    given = {key.name: value for key, value in options.pairs() if isinstance(key, Symbol)}
    layout = {
        name: call.string(given[name])
        for name in ("indent", "space", "space_before", "object_nl", "array_nl")
        if given.get(name) is not None
    }
    allow_nan = call.truthy(given["allow_nan"]) if "allow_nan" in given else style.allow_nan
    return replace(style, **layout, allow_nan=allow_nan)


@JSON.define("generate", "fast_generate", args="1..2", kwargs_as_hash=True)
def generate(call: Call, self: Value) -> Value:
    return RString("".join(_pieces(call, call.args[0], _styled(call, _PLAIN), 0)))


@JSON.define("dump", args="1..3", kwargs_as_hash=True)
def dump(call: Call, self: Value) -> Value:
    return RString("".join(_pieces(call, call.args[0], replace(_PLAIN, allow_nan=True), 0)))


@JSON.define("pretty_generate", args="1..2", kwargs_as_hash=True)
def pretty_generate(call: Call, self: Value) -> Value:
    return RString("".join(_pieces(call, call.args[0], _styled(call, _PRETTY), 0)))


@JSON.define("[]", args="1..2")
def either(call: Call, self: Value) -> Value:
    return parse(call, self) if isinstance(call.args[0], RString) else generate(call, self)


_DEEPEST: Final = 100


def _pieces(call: Call, value: Value, style: _Style, depth: int) -> Iterator[str]:
    """JSON as Ruby's own generator writes it: nothing escaped for HTML, NaN refused."""
    call.charge(1)
    if depth > _DEEPEST:
        raise call.error("JSON::NestingError", f"nesting of {depth} is too deep")
    value = call.force(value)
    if isinstance(value, RHash):
        entries: list[tuple[str | None, Value]] = [
            (_quoted(call.to_s(key)), item) for key, item in value.pairs()
        ]
        yield from _block(call, "{}", entries, style, depth)
    elif isinstance(value, RArray):
        yield from _block(call, "[]", [(None, item) for item in value.items], style, depth)
    elif value is None or isinstance(value, bool | int):
        yield "null" if value is None else call.to_s(value)
    elif isinstance(value, float):
        odd = value != value or value in (float("inf"), float("-inf"))
        if odd and not style.allow_nan:
            raise call.error(
                "JSON::GeneratorError",
                f"{1003 if value != value else 1000}: {call.to_s(value)} not allowed in JSON",
            )
        yield call.to_s(value)
    else:
        yield _scalar(call, value)


def _scalar(call: Call, value: Value) -> str:
    if isinstance(value, RString):
        if not value.valid or (value.binary and not value.value.isascii()):
            raise call.error("JSON::GeneratorError", "source sequence is illegal/malformed utf-8")
        if len(value) > _LONG:
            # The same text many times over is written many times.
            call.check_size(len(value))
        return _quoted(value.text)
    if isinstance(value, Symbol):
        return _quoted(value.name)
    return json_text(call, value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _block(
    call: Call, ends: str, entries: list[tuple[str | None, Value]], style: _Style, depth: int
) -> Iterator[str]:
    line = style.object_nl if ends == "{}" else style.array_nl
    yield ends[0]
    # An empty list has both of its line breaks, an empty hash one.
    if entries or ends == "[]":
        yield line
    for index, (key, item) in enumerate(entries):
        yield ("," + line if index else "") + style.indent * (depth + 1)
        if key is not None:
            yield f"{key}{style.space_before}:{style.space}"
        yield from _pieces(call, item, style, depth + 1)
    yield (line + style.indent * depth if line else "") + ends[1]


@ACTIVE_SUPPORT.define("encode", args="1..2", kwargs_as_hash=True)
def encode(call: Call, self: Value) -> Value:
    return RString(json_text(call, call.args[0]))


@ACTIVE_SUPPORT.define("decode", args="1..2")
def decode(call: Call, self: Value) -> Value:
    return parsed(call, call.args[0])
