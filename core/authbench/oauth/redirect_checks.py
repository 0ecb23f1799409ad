"""The single checks of a redirect URL on this machine. Only loopback ports are tried, and nothing is sent."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from authbench.oauth.errors import OAuthError, PortBusy
from authbench.oauth.settings import RedirectSettings


class Mood(StrEnum):
    """How a check ended: nothing to do, worth knowing, or a sign-in cannot work like this."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found, and what to do (empty where nothing)."""

    key: str
    mood: Mood
    title: str
    found: str
    advice: str = ""


_LOOPBACK_RULE: Final = (
    "Port 0 takes a free port at each sign-in, which is then part of the redirect URI. A provider that"
    " follows RFC 8252, 7.3 allows any port for a loopback IP address (http://127.0.0.1 or http://[::1])."
)
_WHO_IGNORES_PORTS: Final = (
    "Google (clients of type “Desktop app”) and Microsoft Entra (for http://localhost) ignore the port;"
    " GitHub ignores it for 127.0.0.1 and [::1]. Most others compare the whole URI: give them a fixed port."
)
_LOCALHOST_ADDRESSES: Final = ("127.0.0.1", "::1")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")


def all_checks(settings: RedirectSettings, resolve: Callable[[], tuple[str, ...]]) -> list[Check]:
    """Every check of a redirect; `resolve` gives the addresses of `localhost`."""
    return [
        _port(settings),
        _host(settings, resolve),
        _listening(settings),
        _scheme(settings),
        *_path(settings),
    ]


def localhost_addresses() -> tuple[str, ...]:
    """The addresses that the system gives for `localhost`, in its order; none where it knows none."""
    try:
        found = socket.getaddrinfo("localhost", None, type=socket.SOCK_STREAM)
    except OSError:
        return ()
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def _port(settings: RedirectSettings) -> Check:
    title = "Port"
    if settings.port == 0:
        return Check("port", Mood.WARNING, title, _LOOPBACK_RULE, _WHO_IGNORES_PORTS)
    from authbench.oauth.listener import listened_ports

    if settings.port in listened_ports():
        text = f"{settings.port} is in use by a sign-in of this program, which waits for its redirect."
        return Check("port", Mood.OK, title, text)
    loopback = tuple(each for each in settings.addresses if ipaddress.ip_address(each).is_loopback)
    if not loopback:
        return Check(
            "port", Mood.WARNING, title, f"{settings.port} was not tried: only loopback addresses are tried."
        )
    from authbench.oauth.sockets import bind_all

    try:
        for sock in bind_all(loopback, settings.port):
            sock.close()
    except PortBusy as busy:
        return Check("port", Mood.PROBLEM, title, busy.message, busy.hint or "")
    except OAuthError as refused:
        return Check("port", Mood.PROBLEM, title, refused.message, refused.hint or "")
    written = ""
    if settings.port == (443 if settings.scheme == "https" else 80):
        written = " It is the scheme's own port, so the URI leaves it out: register it without."
    return Check("port", Mood.OK, title, f"{settings.port} is free on {' and '.join(loopback)}.{written}")


def _host(settings: RedirectSettings, resolve: Callable[[], tuple[str, ...]]) -> Check:
    title, host = "Host", settings.host
    if host == "localhost":
        known = resolve()
        if not known:
            return Check(
                "host",
                Mood.PROBLEM,
                title,
                "This machine gives no address for localhost.",
                "Add it to the hosts file, or use 127.0.0.1 here and at the provider.",
            )
        unbound = [each for each in known if each not in settings.addresses]
        gives = f"localhost is {' and '.join(known)} here"
        if unbound:
            return Check(
                "host",
                Mood.PROBLEM,
                title,
                f"{gives}; nothing listens on {' and '.join(unbound)}, where a browser may go.",
                "Listen on both families, or use an IP address as the host here and at the provider.",
            )
        lacking = [each for each in _LOCALHOST_ADDRESSES if each not in known]
        only = f", and not {' or '.join(lacking)}" if lacking else ""
        return Check(
            "host",
            Mood.OK,
            title,
            f"{gives}{only}. To a provider localhost, 127.0.0.1 and [::1] are three hosts: register the one"
            " above.",
        )
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return Check(
            "host",
            Mood.WARNING,
            title,
            f"{host} is no name for this machine that is known without asking the network, so it was not"
            " looked up.",
            "The browser must find this machine under it: an entry in the hosts file, or a tunnel.",
        )
    if not address.is_loopback:
        return Check(
            "host",
            Mood.WARNING,
            title,
            f"{host} is no loopback address: others on the network may reach the listener.",
            "Use localhost or 127.0.0.1 unless the browser runs on another machine.",
        )
    other = "localhost and 127.0.0.1" if address.version == 6 else "localhost and [::1]"
    return Check(
        "host",
        Mood.OK,
        title,
        f"{host} is this machine. To a provider {other} are other hosts than this one.",
    )


def _listening(settings: RedirectSettings) -> Check:
    title, addresses = "Addresses", " and ".join(settings.addresses)
    outside = [each for each in settings.addresses if not ipaddress.ip_address(each).is_loopback]
    if outside:
        return Check(
            "addresses",
            Mood.WARNING,
            title,
            f"The listener takes {addresses}: {' and '.join(outside)} can be reached from the network.",
            "Leave the addresses to listen on empty unless the browser runs on another machine.",
        )
    absent = [each for each in settings.addresses if not _exists(each)]
    if len(absent) == len(settings.addresses):
        return Check(
            "addresses",
            Mood.PROBLEM,
            title,
            f"This machine has no address {addresses}.",
            "Use localhost or 127.0.0.1.",
        )
    if absent:
        return Check(
            "addresses",
            Mood.OK,
            title,
            f"The listener takes {addresses}; this machine lacks {' and '.join(absent)}, which is left out.",
        )
    return Check("addresses", Mood.OK, title, f"The listener takes {addresses}, on this machine only.")


def _exists(address: str) -> bool:
    """Whether this machine has a loopback address: a free port can be bound there."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def _scheme(settings: RedirectSettings) -> Check:
    if settings.scheme == "https":
        return Check(
            "scheme",
            Mood.PROBLEM,
            "https",
            "The listener speaks http only, so a browser that is sent to an https address cannot reach it.",
            "Use http where the provider allows it for this machine; else put something in front that has a"
            " certificate the browser trusts, or paste the address the browser ends at.",
        )
    try:
        loopback = settings.host == "localhost" or ipaddress.ip_address(settings.host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        return Check(
            "scheme",
            Mood.WARNING,
            "https",
            "http to a host that is not this machine: the code crosses the network unencrypted.",
            "Use localhost or 127.0.0.1.",
        )
    return Check(
        "scheme",
        Mood.OK,
        "https",
        "http is fine on loopback: nothing leaves the machine (RFC 8252, 7.3 and 8.3). No certificate is"
        " needed.",
    )


def _path(settings: RedirectSettings) -> list[Check]:
    path = settings.path
    slash = path.endswith("/")
    checks = [
        Check(
            "slash",
            Mood.WARNING if slash and path != "/" else Mood.OK,
            "Trailing slash",
            "The path ends with a slash: it counts." if slash else "The path ends without a slash.",
            "Register the slash, too; some consoles take it off." if slash and path != "/" else "",
        )
    ]
    if path != path.lower():
        checks.append(
            Check(
                "case",
                Mood.WARNING,
                "Upper case",
                "The path has upper-case letters: they count.",
                "Register them as they are.",
            )
        )
    escapes = _ESCAPE.findall(path)
    needless = [each for each in escapes if _UNRESERVED.fullmatch(chr(int(each, 16)))]
    raw = [each for each in path if not each.isascii() or each in ' "<>\\^`{|}']
    if raw or needless or any(each != each.upper() for each in escapes):
        what = (
            "characters that have to be percent-encoded"
            if raw
            else "letters that need no percent-encoding"
            if needless
            else "percent-encoding in lower case"
        )
        checks.append(
            Check(
                "encoding",
                Mood.WARNING,
                "Percent-encoding",
                f"The path has {what}: browsers and providers may change that on the way.",
                "Use letters, digits, slashes, dots and hyphens only.",
            )
        )
    elif escapes:
        checks.append(
            Check(
                "encoding",
                Mood.WARNING,
                "Percent-encoding",
                "The path is percent-encoded.",
                "Register it encoded just like this.",
            )
        )
    return checks
