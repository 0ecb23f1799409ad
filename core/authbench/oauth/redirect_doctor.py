"""Looking a redirect URI over before a sign-in: what to register, what is wrong here, and how it differs from
what a provider's console says. Nothing is sent; only ports of this machine are tried."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from authbench.events.uri_differences import Difference, difference
from authbench.oauth.authorization import CLOUD_CALLBACK
from authbench.oauth.redirect_checks import (
    Check,
    Mood,
    all_checks,
    localhost_addresses,
)
from authbench.oauth.settings import RedirectSettings


@dataclass(frozen=True, slots=True)
class RedirectUri:
    """A URI to register with the provider, byte for byte. `whose` is `authbench` or `platform`."""

    whose: str
    title: str
    uri: str
    note: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that the doctor says of one connection's redirect."""

    uris: tuple[RedirectUri, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A URI of a provider's console against `ours`. `theirs` is what was compared: without the blanks around
    it. `at` is the place of the first difference as an index into both texts; None where they are equal."""

    ours: RedirectUri
    theirs: str
    equal: bool
    text: str
    advice: str = ""
    at: int | None = None


_KINDS: Final = {
    "slash": "One ends with a slash, and the other does not.",
    "loopback": "Both mean this machine, but localhost, 127.0.0.1 and [::1] are three URIs to a provider.",
    "port": "The port differs.",
    "scheme": "One is https, the other is not.",
    "case": "Upper and lower case differ.",
    "encoding": "One is percent-encoded where the other is not.",
    "host": "The host differs.",
    "path": "The path differs.",
    "query": "The query differs.",
}


def diagnose(
    settings: RedirectSettings,
    *,
    rewrite_callback: bool = True,
    resolve: Callable[[], tuple[str, ...]] | None = None,
) -> Diagnosis:
    """Look over the redirect of a connection.

    `resolve` gives the addresses of `localhost` here, by default the system's. May take a moment: never on a
    window's thread.
    """
    checks = all_checks(settings, resolve or localhost_addresses)
    if not rewrite_callback:
        checks.append(
            Check(
                "callback",
                Mood.WARNING,
                "Platform's callback",
                "This connection leaves the platform's callback as the definition has it: where it"
                " writes it out, the browser ends at the platform instead of here.",
                "Paste the address that the browser ends at, or switch the replacing on in the settings.",
            )
        )
    return Diagnosis(registered_uris(settings), tuple(checks))


def registered_uris(settings: RedirectSettings) -> tuple[RedirectUri, ...]:
    """The URIs to register: this tool's and the platform's (SDK reference 3.5)."""
    note = "Register it to the letter: providers compare redirect URIs as text (RFC 6749, 3.1.2.3)."
    if settings.port == 0:
        note = "Each sign-in adds its own free port (RFC 8252, 7.3): see the check of the port."
    return (
        RedirectUri("authbench", "This tool", _without_free_port(settings), note),
        RedirectUri(
            "platform", "The platform", CLOUD_CALLBACK, "Connections on the platform come back here."
        ),
    )


def compare(pasted: str, settings: RedirectSettings) -> Comparison | None:
    """Compare what a provider's console shows with the URI of this tool or of the platform, whichever it was
    meant to be. None for nothing. With a free port, the port does not count."""
    theirs = pasted.strip()
    if not theirs:
        return None
    uris = registered_uris(settings)
    ours = uris[1] if _host_of(theirs) == _host_of(CLOUD_CALLBACK) else uris[0]
    if ours.whose == "authbench" and settings.port == 0:
        port = re.match(r"\w+://(?:\[[^\]]*\]|[^/:]*):(\d{1,5})(?=/|$)", theirs)
        if port is not None and 0 < int(port[1]) < 65_536:
            # Registered with some port: only the rest can differ.
            ours = replace(ours, uri=settings.with_port(int(port[1])).uri)
    found = difference(ours.uri, theirs)
    blanks = " Blanks around it were left out." if theirs != pasted else ""
    if found is None:
        return Comparison(ours, theirs, True, f"Equal to the byte: {ours.title.lower()}.{blanks}")
    at = len(ours.uri.encode()[: found.place - 1].decode("utf-8", "ignore"))
    return Comparison(ours, theirs, False, _told(found) + blanks, _advice(found, ours), at)


def _without_free_port(settings: RedirectSettings) -> str:
    if settings.port != 0:
        return settings.uri
    return replace(settings, port=443 if settings.scheme == "https" else 80).uri


def _told(found: Difference) -> str:
    there = f"Byte {found.place}: ours has {found.sent}, theirs has {found.known}."
    return f"{_KINDS[found.kind]} {there}"


def _advice(found: Difference, ours: RedirectUri) -> str:
    if ours.whose == "platform":
        return "Change it at the provider: the platform always sends its own."
    if found.kind in ("host", "path", "query"):
        return "Register ours as well, or set theirs in the connection's settings if it leads here."
    return "Make them equal: change it at the provider, or in the connection's settings."


def _host_of(uri: str) -> str:
    match = re.match(r"(?i)https?://(\[[^\]]*\]|[^/:?#]*)", uri)
    return match[1].lower().removeprefix("www.") if match else ""
