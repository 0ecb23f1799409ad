"""CGI and ERB::Util."""

from __future__ import annotations

import html
from typing import Final

from authbench.encoding import escape_query, escape_url
from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.string.codecs import form_decoded
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.values import RString, Value

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
    return RString(html.unescape(call.string(call.args[0])))


@ERB.define("html_escape", "h", args="1")
def erb_escape(call: Call, self: Value) -> Value:
    return RString(escaped_html(call.to_s(call.args[0])))


@ERB.define("url_encode", "u", args="1")
def url_encode(call: Call, self: Value) -> Value:
    value = call.args[0]
    return RString(escape_url(value.value if isinstance(value, RString) else call.to_s(value)))
