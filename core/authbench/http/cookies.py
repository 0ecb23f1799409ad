"""Cookies that travel along one redirect chain and no further (SDK reference 4.9; RFC 6265, 5)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from authbench.events import Header
from authbench.http.address import Address

_MAX_COOKIES = 50
_LIFETIME = re.compile(r"-?[0-9]+")
# A cookie with one of these is ignored as a whole: it could not be sent back as it came.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class _Cookie:
    name: str
    value: str
    domain: str
    host_only: bool
    path: str
    secure: bool
    port: int | None


class ChainCookies:
    """The cookies that the hops of one chain set."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], _Cookie] = {}

    def __bool__(self) -> bool:
        return bool(self._cookies)

    def learn(self, address: Address, headers: tuple[Header, ...]) -> None:
        """Take the `Set-Cookie` headers of a response from `address`."""
        for name, value in headers:
            if name.lower() == "set-cookie":
                self._set(address, value)

    def header_for(self, address: Address) -> str | None:
        """The `Cookie` header for a request to `address`, or None."""
        path = address.target.partition("?")[0]
        fitting = [
            cookie
            for cookie in self._cookies.values()
            if _fits_host(cookie, address.origin.host)
            and cookie.port == _own_port(address)
            and _fits_path(cookie.path, path)
            and (address.origin.scheme == "https" or not cookie.secure)
        ]
        fitting.sort(key=lambda cookie: -len(cookie.path))
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in fitting) or None

    def _set(self, address: Address, text: str) -> None:
        if _CONTROL.search(text):
            return
        pair, *attribute_texts = text.split(";")
        name, equals, value = pair.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name:
            return
        attributes: dict[str, str] = {}
        for attribute in attribute_texts:
            label, _, content = attribute.partition("=")
            attributes[label.strip().lower()] = content.strip()
        host = address.origin.host
        domain = attributes.get("domain", "").lstrip(".").lower()
        if domain and domain != host and not _is_parent(domain, host):
            return
        path = attributes.get("path", "")
        if not path.startswith("/"):
            path = address.target.partition("?")[0].rpartition("/")[0] or "/"
        key = (name, domain or host, path)
        if _has_expired(attributes):
            self._cookies.pop(key, None)
        elif key in self._cookies or len(self._cookies) < _MAX_COOKIES:
            self._cookies[key] = _Cookie(
                name,
                value,
                domain=domain or host,
                host_only=not domain,
                path=path,
                secure="secure" in attributes,
                port=_own_port(address),
            )


def _has_expired(attributes: Mapping[str, str]) -> bool:
    """Whether a server takes its cookie back (RFC 6265, 5.3); a lifetime that cannot be read is none."""
    lifetime = attributes.get("max-age", "")
    if _LIFETIME.fullmatch(lifetime):
        return lifetime.startswith("-") or not lifetime.strip("0")
    if "expires" not in attributes:
        return False
    from email.utils import parsedate_to_datetime

    try:
        expires = parsedate_to_datetime(attributes["expires"])
        return expires.replace(tzinfo=expires.tzinfo or UTC) <= datetime.now(UTC)
    except (ValueError, TypeError, OverflowError):
        return False


def _own_port(address: Address) -> int | None:
    """The port, or None for a scheme's own. Browsers share cookies between the ports of a host; two
    ports are two servers here, but http and https on their own ports are one site."""
    return None if ":" not in address.host_header.rpartition("]")[2] else address.origin.port


def _is_parent(domain: str, host: str) -> bool:
    if "." not in domain:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.endswith("." + domain)
    return False


def _fits_host(cookie: _Cookie, host: str) -> bool:
    return host == cookie.domain or (not cookie.host_only and _is_parent(cookie.domain, host))


def _fits_path(cookie_path: str, path: str) -> bool:
    if path == cookie_path:
        return True
    return path.startswith(cookie_path if cookie_path.endswith("/") else cookie_path + "/")
