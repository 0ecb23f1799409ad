"""CGI and ERB::Util."""

from __future__ import annotations

import html
import re
from typing import Final

from authbench.encoding import escape_query, escape_url
from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.string.codecs import form_decoded
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.values import RArray, RHash, RString, Value

_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ENTITY: Final = re.compile(r"&(apos|amp|gt|lt|quot|#[0-9]+|#[xX][0-9A-Fa-f]+);")
CGI: Final = MethodTable("CGI.", "Class")
ERB: Final = MethodTable("ERB::Util.", "Class")


@CGI.define("escape", args="1")
def escape(call: Call, self: Value) -> Value:
    return RString(escape_query(string_argument(call, call.args[0]).value))


@CGI.define("escapeURIComponent", "escape_uri_component", args="1")
def escape_component(call: Call, self: Value) -> Value:
    return RString(escape_url(string_argument(call, call.args[0]).value))


@CGI.define("unescape", args="1..2")
def unescape(call: Call, self: Value) -> Value:
    return RString(form_decoded(string_argument(call, call.args[0]).data))


@CGI.define("unescapeURIComponent", "unescape_uri_component", args="1..2")
def unescape_component(call: Call, self: Value) -> Value:
    return RString(form_decoded(string_argument(call, call.args[0]).data.replace(b"+", b"%2B")))


def escaped_html(text: str) -> str:
    """`&`, `<`, `>` and both quotes as entities, the apostrophe as `&#39;`."""
    return html.escape(text, quote=True).replace("&#x27;", "&#39;")


@CGI.define("escapeHTML", "escape_html", "h", args="1")
def escape_html(call: Call, self: Value) -> Value:
    return RString(escaped_html(call.string(call.args[0])))


@CGI.define("unescapeHTML", "unescape_html", args="1")
def unescape_html(call: Call, self: Value) -> Value:
    return RString(_ENTITY.sub(_unescaped, call.string(call.args[0])))


def _unescaped(found: re.Match[str]) -> str:
    name = found[1]
    if not name.startswith("#"):
        return _ENTITIES[name]
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if code < 0x110000 else found[0]


@ERB.define("html_escape", "h", args="1")
def erb_escape(call: Call, self: Value) -> Value:
    return RString(escaped_html(call.to_s(call.args[0])))


@ERB.define("url_encode", "u", args="1")
def url_encode(call: Call, self: Value) -> Value:
    value = call.args[0]
    return RString(escape_url(value.value if isinstance(value, RString) else call.to_s(value)))


def _tags(call: Call) -> tuple[str, list[str]]:
    """The text, and the names of elements that the further arguments give."""
    names: list[str] = []
    for value in call.args[1:]:
        names += [call.to_s(item) for item in (value.items if isinstance(value, RArray) else [value])]
    return call.string(call.args[0]), names


@CGI.define("escapeElement", "escape_element", args="1..")
def escape_element(call: Call, self: Value) -> Value:
    text, names = _tags(call)
    if not names:
        return RString(text)
    pattern = re.compile(r"</?(?:" + "|".join(map(re.escape, names)) + r")(?!\w)[^>]*>", re.IGNORECASE)
    # Nothing behind the last `>` can match, and looking there for each tag anew would take long.
    end = text.rfind(">") + 1
    return RString(pattern.sub(lambda match: escaped_html(match.group()), text[:end]) + text[end:])


@CGI.define("unescapeElement", "unescape_element", args="1..")
def unescape_element(call: Call, self: Value) -> Value:
    text, names = _tags(call)
    if not names:
        return RString(text)
    wanted = "|".join(map(re.escape, names))
    pattern = re.compile(rf"&lt;/?(?:{wanted})(?!\w)(?:(?!&gt;).)*&gt;", re.IGNORECASE | re.DOTALL)
    end = text.lower().rfind("&gt;") + 4 if "&gt;" in text.lower() else 0
    return RString(pattern.sub(lambda match: html.unescape(match.group()), text[:end]) + text[end:])


@CGI.define("parse", args="1")
def parse(call: Call, self: Value) -> Value:
    """A query as a Hash of lists; a missing key gives an empty list."""
    made = RHash()
    made.default = RArray([], frozen=True)
    for pair in filter(None, re.split(r"[&;]", call.string(call.args[0]))):
        key, _, value = pair.partition("=")
        name = RString(form_decoded(key.encode("utf-8", "surrogateescape")))
        if not made.has(name):
            made.store(name, RArray([]))
        if "=" in pair:
            made.lookup(name).items.append(RString(form_decoded(value.encode("utf-8", "surrogateescape"))))
    return made


@CGI.define("rfc1123_date", args="1")
def rfc1123_date(call: Call, self: Value) -> Value:
    return call.send(call.args[0], "httpdate")
