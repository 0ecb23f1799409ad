"""The proxies that the environment asks for (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY), or the system."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from authbench.http.address import Origin
from authbench.http.errors import ProxyFailed


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy: its URL without credentials, and those."""

    url: str
    credentials: tuple[bytes, bytes] | None = field(default=None, repr=False)


def environment() -> dict[str, str]:
    """The proxy settings, by scheme, with `no` for the exceptions."""
    found: dict[str, str] = {}
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        # Lower case wins, as in curl.
        value = os.environ.get(name) or os.environ.get(name.upper())
        if value:
            found[name.removesuffix("_proxy")] = value
    if not found and sys.platform in ("win32", "darwin"):
        import urllib.request

        found = urllib.request.getproxies()
    return found


def proxy_for(origin: Origin, settings: Mapping[str, str]) -> Proxy | None:
    """The proxy for requests to `origin`, or None. Loopback is never proxied. Raises `ProxyFailed`."""
    text = settings.get(origin.scheme) or settings.get("all")
    if not text or origin.is_loopback or _is_exempt(origin, settings.get("no", "")):
        return None
    return _parse(text)


def _parse(text: str) -> Proxy:
    try:
        parts = urlsplit(text if "://" in text else "http://" + text)
    except ValueError:
        raise _unusable() from None
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in ("http", "https"):
        raise ProxyFailed(
            f"The environment asks for a {parts.scheme} proxy, which is not supported.",
            hint="Use an http proxy, or add the host to NO_PROXY.",
        )
    if not parts.hostname or port == 0:
        raise _unusable()
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    credentials = None
    if parts.username is not None:
        credentials = unquote(parts.username).encode("utf-8"), unquote(parts.password or "").encode("utf-8")
    default = 443 if parts.scheme == "https" else 80
    return Proxy(f"{parts.scheme}://{host}:{port or default}", credentials)


def _unusable() -> ProxyFailed:
    return ProxyFailed(
        "The environment's proxy setting is no usable URL.",
        hint="HTTP_PROXY and HTTPS_PROXY look like http://proxy.example:3128",
    )


def _is_exempt(origin: Origin, exceptions: str) -> bool:
    try:
        ip = ipaddress.ip_address(origin.host)
    except ValueError:
        ip = None
    for item in (part.strip().lower() for part in exceptions.split(",")):
        if item == "*":
            return True
        if not item:
            continue
        if ip is not None and "/" in item:
            try:
                if ip in ipaddress.ip_network(item, strict=False):
                    return True
            except ValueError:
                continue
        host, colon, port = item.rpartition(":")
        if colon and port.isdecimal() and host.count(":") == 0:
            # Compared as texts: Python reads no number of more than 4,300 digits.
            if port.lstrip("0") != str(origin.port):
                continue
        else:
            host = item
        host = host.strip("[]").lstrip(".").removeprefix("*.")
        if origin.host == host or origin.host.endswith("." + host):
            return True
    return False
