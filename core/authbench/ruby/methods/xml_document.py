"""`to_xml` of Hash and Array, as ActiveSupport writes it."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.inflection import singularize
from authbench.ruby.values import (
    RArray,
    RBigDecimal,
    RDate,
    RDateTime,
    RHash,
    RTime,
    Symbol,
    Value,
)

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


class _Style:
    """What the options ask for."""

    def __init__(self, call: Call, options: dict[str, Value]) -> None:
        self.call = call
        self.indent = call.integer(options["indent"]) if options.get("indent") is not None else 2
        self.dasherize = options.get("dasherize", True) is not False
        self.camelize = call.truthy(options.get("camelize"))
        self.types = not call.truthy(options.get("skip_types"))

    def tag(self, name: str) -> str:
        """A key as element name."""
        if self.camelize:
            from authbench.ruby.methods.inflection import camelize

            return camelize(name)
        if self.dasherize:
            return re.sub(r"(?<=[^_])_+(?=[^_])", lambda found: "-" * len(found.group()), name)
        return name


def xml_document(call: Call, self: Value, options: dict[str, Value]) -> str:
    """The document of a Hash (root `hash`) or Array of hashes (root `objects`). Raises for other elements."""
    call.check_size(max(call.integer(options.get("indent") or 0), 0))
    style = _Style(call, options)
    root = call.to_s(options["root"]) if options.get("root") is not None else None
    lines: list[str] = []
    if isinstance(self, RHash):
        _hash(style, style.tag(root or "hash"), self, 0, lines)
    else:
        if not all(isinstance(item, RHash) for item in self.items):
            raise call.error("RuntimeError", "Not all elements respond to to_xml")
        _array(style, root or ("objects" if self.items else "nil-classes"), self, 0, lines)
    declaration = "" if call.truthy(options.get("skip_instruct")) else _DECLARATION
    return declaration + "".join(line + "\n" for line in lines)


def _hash(style: _Style, tag: str, value: RHash, depth: int, lines: list[str]) -> None:
    style.call.charge(len(value) + 1)
    pad = " " * (style.indent * depth)
    if not len(value):
        lines.append(f"{pad}<{tag}>")
        lines.append(f"{pad}</{tag}>")
        return
    lines.append(f"{pad}<{tag}>")
    for key, item in value.pairs():
        _element(style, style.call.to_s(key), item, depth + 1, lines)
    lines.append(f"{pad}</{tag}>")


def _array(style: _Style, name: str, value: RArray, depth: int, lines: list[str]) -> None:
    pad, tag = " " * (style.indent * depth), style.tag(name)
    kind = ' type="array"' if style.types else ""
    if not value.items:
        lines.append(f"{pad}<{tag}{kind}/>")
        return
    lines.append(f"{pad}<{tag}{kind}>")
    child = singularize(name)
    for item in value.items:
        if isinstance(item, RHash):
            _hash(style, style.tag(child), item, depth + 1, lines)
        else:
            _element(style, child, item, depth + 1, lines)
    lines.append(f"{pad}</{tag}>")


def _element(style: _Style, name: str, value: Value, depth: int, lines: list[str]) -> None:
    call, pad, tag = style.call, " " * (style.indent * depth), style.tag(name)
    value = call.force(value)
    if isinstance(value, RHash):
        _hash(style, tag, value, depth, lines)
        return
    if isinstance(value, RArray):
        _array(style, name, value, depth, lines)
        return
    if value is None:
        lines.append(f'{pad}<{tag} nil="true"/>')
        return
    kind = f' type="{_kind(value)}"' if style.types and _kind(value) else ""
    text = (
        call.to_s(call.send(value, "iso8601")) if isinstance(value, RTime | RDateTime) else call.to_s(value)
    )
    call.check_size(len(text))
    lines.append(f"{pad}<{tag}{kind}>{escape(text, quote=False)}</{tag}>")


def _kind(value: Value) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "float"
    kinds = (
        (RBigDecimal, "decimal"),
        (RDate, "date"),
        (RTime, "dateTime"),
        (RDateTime, "dateTime"),
        (Symbol, "symbol"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "")
