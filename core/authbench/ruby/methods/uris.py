"""URI: parsing, joining, and encoding of components."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from authbench.encoding import encode_www_form as encode_form
from authbench.encoding.query import form_component
from authbench.ruby.dispatch import Call, MethodTable, register_type
from authbench.ruby.methods.string.codecs import form_decoded
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.operations import register_class
from authbench.ruby.values import CLASSES, RArray, RHash, RString, Value

URI: Final = MethodTable("URI.", "Class")
GENERIC: Final = MethodTable("URI::Generic", "Object")
_PORTS: Final = {"http": 80, "https": 443, "ftp": 21, "ldap": 389, "ws": 80, "wss": 443}
_ALLOWED: Final = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*\Z")
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


class ParsedUri:
    """A URI, in parts."""

    __slots__ = ("parts", "text")
    frozen = True

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: SplitResult = urlsplit(text)

    def ruby_token(self) -> tuple[str, str]:
        """The key that stands for this URI in a Hash."""
        return ("uri", self.text)


class HttpUri(ParsedUri):
    """An http URI."""


class HttpsUri(HttpUri):
    """An https URI."""


for _kind, _name in ((ParsedUri, "URI::Generic"), (HttpUri, "URI::HTTP"), (HttpsUri, "URI::HTTPS")):
    register_type(_kind, "URI::Generic")
    register_class(_kind, CLASSES[_name])


def parsed(call: Call, value: Value) -> ParsedUri:
    """The URI that a text spells. Raises URI::InvalidURIError."""
    if isinstance(value, ParsedUri):
        return value
    if not isinstance(value, RString):
        raise call.error("URI::InvalidURIError", f"bad URI(is not URI?): {call.inspect(value)}")
    text = value.text
    refused = call.error("URI::InvalidURIError", f"bad URI(is not URI?): {call.inspect(value)}")
    if not text.isascii():
        raise call.error("URI::InvalidURIError", f"URI must be ascii only {call.inspect(value)}")
    if not _ALLOWED.match(text) or _BAD_ESCAPE.search(text):
        raise refused
    kind = {"http": HttpUri, "https": HttpsUri}.get(text.partition(":")[0].lower(), ParsedUri)
    try:
        made = kind(text)
        _ = made.parts.port
    except ValueError:
        raise refused from None
    return made


@URI.define("parse", args="1")
def parse(call: Call, self: Value) -> Value:
    return parsed(call, call.args[0])


@URI.define("join", args="1..")
def join(call: Call, self: Value) -> Value:
    base = parsed(call, call.args[0]).text
    for value in call.args[1:]:
        base = urljoin(base, parsed(call, value).text)
    return parsed(call, RString(base))


@URI.define("encode_www_form_component", args="1..2")
def encode_component(call: Call, self: Value) -> Value:
    value = call.args[0]
    return RString(form_component(value.value if isinstance(value, RString) else call.to_s(value)))


@URI.define("decode_www_form_component", args="1..2")
def decode_component(call: Call, self: Value) -> Value:
    data = string_argument(call, call.args[0]).data
    if re.search(rb"%(?![0-9A-Fa-f]{2})", data):
        raise call.error("ArgumentError", f"invalid %-encoding ({call.string(call.args[0])})")
    return RString(form_decoded(data))


@URI.define("encode_www_form", args="1..2", kwargs_as_hash=True, looks_inside=True)
def encode_www_form(call: Call, self: Value) -> Value:
    from authbench.ruby import to_plain

    value = call.args[0]
    if isinstance(value, RHash):
        return RString(encode_form(to_plain(value)))
    pieces = [
        encode_form({call.to_s(pair.items[0]): to_plain(pair.items[1]) if len(pair) > 1 else None})
        for pair in call.array(value)
    ]
    return RString("&".join(pieces))


@URI.define("decode_www_form", args="1..2")
def decode_www_form(call: Call, self: Value) -> Value:
    data = string_argument(call, call.args[0]).data
    pairs: list[Value] = []
    call.check_size(data.count(b"&") * 3, "array")
    for piece in data.split(b"&") if data else []:
        call.charge(3)
        key, _, value = piece.partition(b"=")
        pairs.append(RArray([RString(form_decoded(key)), RString(form_decoded(value))]))
    return RArray(pairs)


def _text(value: str | None) -> Value:
    return RString(value) if value else None


@GENERIC.define("scheme", "host", "hostname", "query", "fragment", "userinfo", "user", "password")
def part(call: Call, self: ParsedUri) -> Value:
    parts = self.parts
    if call.name == "host" and parts.hostname and ":" in parts.hostname:
        return RString(f"[{parts.hostname}]")
    if call.name == "userinfo":
        return _text(parts.netloc.rpartition("@")[0])
    return _text(
        {
            "scheme": parts.scheme,
            "host": parts.hostname,
            "hostname": parts.hostname,
            "query": parts.query,
            "fragment": parts.fragment,
            "user": parts.username,
            "password": parts.password,
        }[call.name]
    )


@GENERIC.define("port")
def port(call: Call, self: ParsedUri) -> Value:
    return self.parts.port or _PORTS.get(self.parts.scheme)


@GENERIC.define("default_port")
def default_port(call: Call, self: ParsedUri) -> Value:
    return _PORTS.get(self.parts.scheme)


@GENERIC.define("path")
def path(call: Call, self: ParsedUri) -> Value:
    return RString(self.parts.path)


@GENERIC.define("request_uri")
def request_uri(call: Call, self: ParsedUri) -> Value:
    query = f"?{self.parts.query}" if self.parts.query else ""
    return RString((self.parts.path or "/") + query)


@GENERIC.define("origin", "authority")
def origin(call: Call, self: ParsedUri) -> Value:
    default = self.parts.port in (None, _PORTS.get(self.parts.scheme))
    host = (self.parts.hostname or "") + ("" if default else f":{self.parts.port}")
    return RString(f"{self.parts.scheme}://{host}" if call.name == "origin" else host)


@GENERIC.define("to_s")
def to_s(call: Call, self: ParsedUri) -> Value:
    return RString(self.text)


@GENERIC.define("inspect")
def inspect(call: Call, self: ParsedUri) -> Value:
    return RString(f"#<{call.class_of(self).name} {self.text}>")


@GENERIC.define("absolute?", "absolute")
def is_absolute(call: Call, self: ParsedUri) -> Value:
    return bool(self.parts.scheme)


@GENERIC.define("relative?")
def is_relative(call: Call, self: ParsedUri) -> Value:
    return not self.parts.scheme


@GENERIC.define("merge", "+", args="1")
def merge(call: Call, self: ParsedUri) -> Value:
    return parsed(call, RString(urljoin(self.text, parsed(call, call.args[0]).text)))


@GENERIC.define("==", args="1")
def equals(call: Call, self: ParsedUri) -> Value:
    return isinstance(call.args[0], ParsedUri) and call.args[0].text == self.text
