"""URI objects: read from text, and resolved against another."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from authbench.ruby.dispatch import Call, register_type
from authbench.ruby.operations import register_class
from authbench.ruby.values import CLASSES, RString, Value

_PORTS: Final = {"http": 80, "https": 443, "ftp": 21, "ldap": 389, "ws": 80, "wss": 443}
ESCAPED: Final = r"%[0-9A-Fa-f]{2}"
_USERINFO: Final = rf"(?:{ESCAPED}|[!$&-.0-;=A-Z_a-z~])*"
HOST: Final = rf"\[[0-9A-Fa-f:.]+\]|(?:{ESCAPED}|[!$&-.0-9;=A-Z_a-z~])+"
SEGMENTS: Final = rf"(?:{ESCAPED}|[!$&-.0-;=@-Z_a-z~/])*"
_SHAPE: Final = re.compile(
    r"(?:(?P<scheme>[A-Za-z][+\-.0-9A-Za-z]*):)?"
    rf"(?P<authority>//(?:(?P<userinfo>{_USERINFO})@)?(?P<host>{HOST})?(?::(?P<port>[0-9]*))?(?=[/?\#]|\Z))?"
    rf"(?P<path>{SEGMENTS})"
    r"(?:\?(?P<query>[^#]*))?"
    rf"(?:\#(?P<fragment>(?:{ESCAPED}|[!$&-.0-;=@-Z_a-z~/?])*))?\Z"
)
"""RFC 3986, appendix A; a query may hold any ASCII, as with Ruby."""
IN_QUERY: Final = "!$-&(-;=?-_a-~"


class ParsedUri:
    """A URI, in parts."""

    __slots__ = ("fragment", "host", "opaque", "password", "path", "port", "query", "scheme", "user")
    frozen = False

    def __init__(self) -> None:
        self.scheme: str | None = None
        self.user: str | None = None
        self.password: str | None = None
        self.host: str | None = None
        self.port: int | None = None
        self.path: str | None = ""
        self.opaque: str | None = None
        self.query: str | None = None
        self.fragment: str | None = None

    def copy(self) -> ParsedUri:
        """The same parts in an object of its own."""
        made = type(self)()
        for name in ParsedUri.__slots__:
            setattr(made, name, getattr(self, name))
        return made

    @property
    def default_port(self) -> int | None:
        """What a URI of this class uses without a port."""
        return _PORTS.get(self.scheme or "")

    @property
    def userinfo(self) -> str | None:
        """`user:password`, as far as they are there."""
        return self.user if self.user is None or self.password is None else f"{self.user}:{self.password}"

    @property
    def plain_text(self) -> str:
        """The URI as it is written, also where it becomes plain data."""
        written = f"{self.scheme}:" if self.scheme else ""
        if self.opaque is not None:
            written += self.opaque
        else:
            written += "//" if self.host is not None or self.scheme == "file" else ""
            written += f"{self.userinfo}@" if self.userinfo is not None else ""
            written += self.host or ""
            written += f":{self.port}" if self.port is not None and self.port != self.default_port else ""
            written += self.path or ""
            written += f"?{self.query}" if self.query is not None else ""
        return written if self.fragment is None else f"{written}#{self.fragment}"

    def ruby_token(self) -> tuple[str, str, str]:
        """The key that stands for this URI in a Hash."""
        return ("uri", type(self).__name__, self.plain_text)


class HttpUri(ParsedUri):
    """An http URI."""

    __slots__ = ()

    @property
    def default_port(self) -> int | None:
        """It stays with the class, whatever scheme is set."""
        return 80


class HttpsUri(HttpUri):
    """An https URI."""

    __slots__ = ()

    @property
    def default_port(self) -> int | None:
        """It stays with the class, whatever scheme is set."""
        return 443


for _kind, _name in ((ParsedUri, "URI::Generic"), (HttpUri, "URI::HTTP"), (HttpsUri, "URI::HTTPS")):
    register_type(_kind, "URI::Generic")
    register_class(_kind, CLASSES[_name])
_KINDS: Final = {"http": HttpUri, "https": HttpsUri}


def parsed(call: Call, value: Value) -> ParsedUri:
    """The URI that a text spells. Raises URI::InvalidURIError."""
    if isinstance(value, ParsedUri):
        return value
    if not isinstance(value, RString):
        raise call.error("URI::InvalidURIError", f"bad URI(is not URI?): {call.inspect(value)}")
    text = value.text
    if not text.isascii():
        raise call.error(
            "URI::InvalidURIError", f"URI must be ascii only {call.to_s(call.send(value, 'dump'))}"
        )
    found = _SHAPE.match(text)
    if found is None or not _well_formed(found):
        raise call.error("URI::InvalidURIError", f"bad URI(is not URI?): {call.inspect(value)}")
    return _from_match(found)


def _well_formed(found: re.Match[str]) -> bool:
    host, path = found["host"], found["path"]
    if host is not None and host.startswith("["):
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            return False
    if found["scheme"] is None and found["authority"] is None and ":" in path.partition("/")[0]:
        return False
    return found["authority"] is not None or not path.startswith("//")


def _from_match(found: re.Match[str]) -> ParsedUri:
    scheme, path, query = found["scheme"], found["path"], found["query"]
    made = _KINDS.get((scheme or "").lower(), ParsedUri)()
    made.scheme = scheme and scheme.lower()
    made.fragment = found["fragment"]
    if scheme and path and not path.startswith("/"):
        made.path, made.opaque = None, path if query is None else f"{path}?{query}"
    else:
        made.path, made.host = path, found["host"]
        made.query = query and escaped(query, IN_QUERY)
        if made.scheme == "file" and found["authority"] is not None:
            made.host = made.host or ""
        user, colon, password = (found["userinfo"] or "").partition(":")
        if user or colon:
            made.user, made.password = user, password if colon else None
        made.port = int(found["port"]) if found["port"] else None
    made.port = made.default_port if made.port is None else made.port
    return made


def joined(call: Call, base: ParsedUri, value: Value) -> ParsedUri:
    """`value` as a reference from `base` (RFC 3986, 5.2). Raises URI::BadURIError without any scheme."""
    if not isinstance(value, ParsedUri | RString):
        raise call.error("ArgumentError", "bad argument (expected URI object or URI string)")
    other = parsed(call, value)
    if other.scheme:
        return other
    if not base.scheme:
        raise call.error("URI::BadURIError", "both URI are relative")
    made = base.copy()
    authority = other.user is not None or other.host is not None or other.port is not None
    if not other.path and not authority and other.query is None:
        made.fragment = made.fragment if other.fragment is None else other.fragment
        return made
    made.query, made.fragment = other.query, other.fragment
    if authority:
        made.path = other.path
        made.host = made.host if other.host is None else other.host
        made.port = made.port if other.port is None else other.port
        made.user = made.user if other.user is None else other.user
        made.password = made.password if other.password is None else other.password
    elif made.path is not None and other.path is not None:
        made.path = _merged_path(made.path, other.path)
    return made


def _merged_path(base: str, path: str) -> str:
    """RFC 3986, 5.2.3 and 5.2.4."""
    if not path:
        return base
    steps = path.split("/")
    kept = [""] if path.startswith("/") else (base.split("/")[:-1] or [""])
    for step in steps[1:] if path.startswith("/") else steps:
        if step == "..":
            del kept[max(1, len(kept) - 1) :]
        elif step != ".":
            kept.append(step)
    if steps[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def escaped(text: str, plain: str) -> str:
    """The text with what may not stand in a part escaped, line breaks and tabs left out."""
    cleaned = re.sub(r"[\t\r\n]", "", text).encode()
    pattern = rb"%(?![0-9A-Fa-f]{2})|[^%" + plain.encode() + rb"]"
    return re.sub(pattern, lambda found: b"%%%02X" % found[0][0], cleaned, flags=re.S).decode("ascii")
