"""What URI objects answer, and how their parts are set."""

from __future__ import annotations

import re
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.uri_values import (
    ESCAPED,
    HOST,
    IN_QUERY,
    SEGMENTS,
    HttpsUri,
    HttpUri,
    ParsedUri,
    escaped,
    joined,
)
from authbench.ruby.values import RHash, RString, Symbol, Value

GENERIC: Final = MethodTable("URI::Generic", "Object")
HTTP_CLASS: Final = MethodTable("URI::HTTP.", "Class")
_PARTS: Final = {
    "scheme": re.compile(r"[A-Za-z][A-Za-z0-9+\-.]*\Z"),
    "host": re.compile(rf"(?:{HOST})\Z"),
    "userinfo": re.compile(rf"(?:{ESCAPED}|[!$&-.0-;=A-Z_a-z~])*\Z"),
    "path": re.compile(rf"/{SEGMENTS}\Z"),
}


def _text(value: str | None) -> Value:
    return None if value is None else RString(value)


@GENERIC.define("scheme", "host", "query", "fragment", "userinfo", "user", "password", "path", "opaque")
def part(call: Call, self: ParsedUri) -> Value:
    return _text(getattr(self, call.name))


@GENERIC.define("hostname")
def hostname(call: Call, self: ParsedUri) -> Value:
    host = self.host
    return _text(host[1:-1] if host and host.startswith("[") else host)


@GENERIC.define("port")
def port(call: Call, self: ParsedUri) -> Value:
    return self.port


@GENERIC.define("default_port")
def default_port(call: Call, self: ParsedUri) -> Value:
    return self.default_port


def _component(call: Call, self: ParsedUri, kind: str, shown: str) -> str | None:
    """The new value of a part. Raises URI::InvalidURIError beside an opaque part, and
    URI::InvalidComponentError for what cannot stand there."""
    value = call.args[0]
    if value is None:
        return None
    text = call.string(value)
    if self.opaque is not None:
        beside = {"path": "path conflicts with opaque", "host": "can not set host with registry or opaque"}
        raise call.error("URI::InvalidURIError", beside.get(kind, "can not set user with opaque"))
    relative = kind == "path" and (not text or not self.scheme)
    if not relative and not _PARTS[kind].match(text):
        raise call.error("URI::InvalidComponentError", f"bad component(expected {shown} component): {text}")
    return text


@GENERIC.define("scheme=", args="1")
def set_scheme(call: Call, self: ParsedUri) -> Value:
    if call.args[0] is None:
        self.scheme = None
        return None
    text = call.string(call.args[0])
    if not _PARTS["scheme"].match(text):
        raise call.error("URI::InvalidComponentError", f"bad component(expected scheme component): {text}")
    self.scheme = text.lower()
    return call.args[0]


@GENERIC.define("host=", "hostname=", args="1")
def set_host(call: Call, self: ParsedUri) -> Value:
    value = call.args[0]
    if call.name == "hostname=" and isinstance(value, RString) and ":" in value.text:
        value = RString(f"[{value.text.strip('[]')}]")
        call.args[0] = value
    self.host = _component(call, self, "host", "host")
    return value


@GENERIC.define("path=", args="1")
def set_path(call: Call, self: ParsedUri) -> Value:
    self.path = _component(call, self, "path", "absolute path")
    return call.args[0]


@GENERIC.define("port=", args="1")
def set_port(call: Call, self: ParsedUri) -> Value:
    value = call.args[0]
    if isinstance(value, RString) and not re.fullmatch("[0-9]*", value.text):
        shown = call.inspect(value)
        raise call.error("URI::InvalidComponentError", f"bad component(expected port component): {shown}")
    text = None if value is None else call.to_s(value)
    self.port = int(text) if text else None
    return value


@GENERIC.define("user=", "userinfo=", "password=", args="1")
def set_userinfo(call: Call, self: ParsedUri) -> Value:
    name = call.name[:-1]
    if name == "password" and self.user is None and call.args[0] is not None:
        raise call.error("URI::InvalidURIError", "password component depends user component")
    text = _component(call, self, "userinfo", "userinfo component or user")
    if name == "password":
        self.password = text
    elif text is not None or name == "user":
        user, colon, password = (text or "").partition(":")
        self.user = None if text is None else user
        self.password = password if colon else self.password
    return call.args[0]


def _query_text(call: Call, text: str) -> str:
    wrong = re.search(r"%[^0-9A-Fa-f]{2}", text)
    if wrong:
        raise call.error("URI::InvalidURIError", f"invalid percent escape: {wrong[0]}")
    return escaped(text, IN_QUERY)


@GENERIC.define("query=", args="1")
def set_query(call: Call, self: ParsedUri) -> Value:
    if call.args[0] is not None and self.opaque is not None:
        raise call.error("URI::InvalidURIError", "query conflicts with opaque")
    self.query = None if call.args[0] is None else _query_text(call, call.string(call.args[0]))
    return call.args[0]


@GENERIC.define("fragment=", args="1")
def set_fragment(call: Call, self: ParsedUri) -> Value:
    self.fragment = None if call.args[0] is None else escaped(call.string(call.args[0]), "!-~")
    return call.args[0]


@GENERIC.define("request_uri")
def request_uri(call: Call, self: ParsedUri) -> Value:
    path = self.path or ""
    path = path if path.startswith("/") else f"/{path}"
    return RString(path if self.query is None else f"{path}?{self.query}")


@GENERIC.define("origin", "authority")
def origin(call: Call, self: ParsedUri) -> Value:
    host = (self.host or "") + ("" if self.port == self.default_port else f":{self.port}")
    return RString(f"{self.scheme}://{host}" if call.name == "origin" else host)


@GENERIC.define("to_s")
def to_s(call: Call, self: ParsedUri) -> Value:
    return RString(self.plain_text)


@GENERIC.define("inspect")
def inspect(call: Call, self: ParsedUri) -> Value:
    return RString(f"#<{call.class_of(self).name} {self.plain_text}>")


@GENERIC.define("absolute?", "absolute")
def is_absolute(call: Call, self: ParsedUri) -> Value:
    return bool(self.scheme)


@GENERIC.define("relative?")
def is_relative(call: Call, self: ParsedUri) -> Value:
    return not self.scheme


@GENERIC.define("merge", "+", args="1")
def merge(call: Call, self: ParsedUri) -> Value:
    return joined(call, self, call.args[0])


@GENERIC.define("dup", "clone")
def dup(call: Call, self: ParsedUri) -> Value:
    return self.copy()


@GENERIC.define("frozen?")
def is_frozen(call: Call, self: ParsedUri) -> Value:
    return False


@GENERIC.define("normalize")
def normalize(call: Call, self: ParsedUri) -> Value:
    return _normal(self)


def _normal(self: ParsedUri) -> ParsedUri:
    made = self.copy()
    made.host = made.host and made.host.lower()
    if made.path == "" and made.host is not None:
        made.path = "/"
    return made


@GENERIC.define("==", args="1")
def equals(call: Call, self: ParsedUri) -> Value:
    other = call.args[0]
    return type(other) is type(self) and _normal(other).plain_text == _normal(self).plain_text


@HTTP_CLASS.define("build", args="1", kwargs_as_hash=True)
def build(call: Call, self: Value) -> Value:
    made = (HttpsUri if call.to_s(self).endswith("HTTPS") else HttpUri)()
    made.scheme = "https" if isinstance(made, HttpsUri) else "http"
    made.port = made.default_port
    given = call.args[0]
    if not isinstance(given, RHash):
        raise call.unsupported(f"URI::{made.scheme.upper()}.build with a list")
    for name in ("userinfo", "host", "port", "path", "query", "fragment"):
        value = given.lookup(Symbol(name))
        if value is not None:
            call.send(made, f"{name}=", value)
    return made
