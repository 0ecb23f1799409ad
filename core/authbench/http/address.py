"""URLs taken apart without changing a byte that matters: origin, request target, credentials."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urljoin

from authbench.http.errors import InvalidUrl

_URL = re.compile(r"(?s)([^:/?#]*)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HOST = re.compile(r"[A-Za-z0-9._~-]+\Z")
_DEFAULT_PORTS = {"http": 80, "https": 443}
# What a path or query may keep as it is: everything printable in ASCII but blanks, quotes and brackets
# that no server expects raw. A percent sign stays, encoded or not: the definition's bytes are its own.
_SAFE = "!#$%&'()*+,-./:;=?@[]_|~{}^`\\"


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port. The host is lower case, ASCII, IPv6 without brackets."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Host and port as a `Host` header has them: the port only where it is not the scheme's."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.has_default_port else f"{host}:{self.port}"

    @property
    def has_default_port(self) -> bool:
        """Whether the port is the scheme's own."""
        return self.port == _DEFAULT_PORTS[self.scheme]

    @property
    def is_loopback(self) -> bool:
        """Whether the host names this machine's loopback (RFC 6761, 6.3 for `localhost`)."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Address:
    """A checked http or https URL: its origin, the target of the request line, and credentials.

    `host_header` keeps the author's spelling of the host.
    """

    origin: Origin
    target: str
    host_header: str
    credentials: tuple[bytes, bytes] | None = None

    @property
    def url(self) -> str:
        """The URL as requested: without credentials and fragment."""
        return f"{self.origin.scheme}://{self.host_header}{self.target}"


def parse_url(url: str) -> Address:
    """Take `url` apart. Blanks and non-ASCII characters of path and query are percent-encoded.

    Raises `InvalidUrl` naming the part that is wrong.
    """
    control = _CONTROL.search(url)
    if control is not None:
        raise InvalidUrl(
            f"The URL has a control character (0x{ord(control.group()):02x}) "
            f"at position {control.start() + 1}.",
            hint="Remove the line break or control character from the URL.",
        )
    match = _URL.match(url.strip(" "))
    if match is None:
        raise InvalidUrl(
            "The URL has no scheme and host.", hint="An absolute URL starts with https:// and a host name."
        )
    scheme, authority, path, query = match.groups()
    if scheme.lower() not in _DEFAULT_PORTS:
        raise InvalidUrl(
            f"The URL's scheme is {scheme!r}.", hint="Requests go to http:// and https:// URLs only."
        )
    userinfo, at, hostport = authority.rpartition("@")
    origin, host_header = _parse_authority(scheme.lower(), hostport)
    target = _encode(path) or "/"
    if query is not None:
        target += "?" + _encode(query)
    return Address(origin, target, host_header, _credentials(userinfo) if at else None)


def parse_origin(text: str) -> Origin:
    """An origin as a person writes it: `https://api.example.com`, with or without port and final slash.

    Raises `InvalidUrl` when there is more to it than scheme, host and port.
    """
    address = parse_url(text)
    if address.target != "/" or address.credentials is not None or "#" in text or text.rstrip().endswith("?"):
        raise InvalidUrl(
            f"{str(address.origin)!r} is an origin, but more was given.",
            hint="An origin has a scheme, a host and perhaps a port, and no path: https://api.example.com",
        )
    return address.origin


def join_url(base: str, reference: str) -> str:
    """Resolve `reference` against `base` (RFC 3986, 5.3)."""
    return urljoin(base, reference)


def _parse_authority(scheme: str, hostport: str) -> tuple[Origin, str]:
    if hostport.startswith("["):
        host, bracket, rest = hostport[1:].partition("]")
        try:
            host = str(ipaddress.IPv6Address(host))
        except ValueError as error:
            raise InvalidUrl("The URL's host in brackets is no IPv6 address.") from error
        if not bracket or (rest and not rest.startswith(":")):
            raise InvalidUrl("The URL's host in brackets is not closed properly.")
        shown, port_text = f"[{host}]", rest[1:]
    else:
        host, _, port_text = hostport.partition(":")
        host = shown = _ascii_host(host)
    default = _DEFAULT_PORTS[scheme]
    port = _parse_port(port_text, default)
    # An explicit default port is part of the author's spelling; clients leave it out of Host all the same.
    header = shown if port == default else f"{shown}:{port}"
    return Origin(scheme, host.lower(), port), header


def _parse_port(text: str, default: int) -> int:
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536):
        raise InvalidUrl(f"The URL's port {text!r} is no number from 1 to 65535.")
    return int(text)


def _ascii_host(host: str) -> str:
    if not host:
        raise InvalidUrl("The URL has no host.", hint="Check the base URL and the fields it is made of.")
    if not host.isascii():
        import idna

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise InvalidUrl(f"The URL's host {host!r} is no valid international name.") from error
    if _HOST.match(host) is None:
        raise InvalidUrl(
            f"The URL's host {host!r} has characters that no host name has.",
            hint="Check the base URL and the fields it is made of.",
        )
    return host


def _credentials(userinfo: str) -> tuple[bytes, bytes]:
    user, _, password = userinfo.partition(":")
    return unquote_to_bytes(user), unquote_to_bytes(password)


def _encode(text: str) -> str:
    return text if _is_plain(text) else quote(text, safe=_SAFE, encoding="utf-8", errors="surrogatepass")


def _is_plain(text: str) -> bool:
    return text.isascii() and not any(character in text for character in ' "<>')
