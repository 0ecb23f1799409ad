"""Which redirects are followed, and what of a request may travel along (SDK reference 5.8); no I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote_plus

from authbench.events import Header
from authbench.http.address import Address, Origin, join_url, parse_url
from authbench.http.errors import InvalidUrl, RedirectRefused
from authbench.http.message import HttpRequest, RedirectMode, RedirectRules

MAX_REDIRECTS = 10

_SECRET_NAME = re.compile(
    r"auth|cookie|token|secret|passw|credential|session|signature|api[-_]?key|access[-_]?key|private[-_]?key",
    re.IGNORECASE,
)
_BODY_HEADERS = frozenset(
    {"content-type", "content-length", "content-encoding", "content-language", "transfer-encoding"}
)


@dataclass(frozen=True, slots=True)
class Hop:
    """One request of a chain: where it stands and where it is really sent."""

    request: HttpRequest
    address: Address
    wire: Origin


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a redirect leads: the request to send there, notes on what was held back or changed, and the
    names of the headers that do not travel to another origin."""

    request: HttpRequest
    address: Address
    notes: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def is_followed(status: int, method: str, mode: RedirectMode) -> bool:
    """Whether a response with `status` to a `method` request is followed (308 is treated as 307)."""
    if mode is RedirectMode.NEVER:
        return False
    if status == 303:
        return True
    if status not in (301, 302, 307, 308):
        return False
    if mode is RedirectMode.DEFAULT:
        return method.upper() in ("GET", "HEAD")
    return mode is RedirectMode.FOLLOW


def next_request(hop: Hop, status: int, location: str | None) -> Onward:
    """The request that a followed redirect asks for, and what it goes without.

    Raises `RedirectRefused` where there is no usable `Location`.
    """
    if not location:
        raise RedirectRefused(
            f"The server answered {status} without saying where to go.",
            hint="The response has no Location header: a mistake of the server.",
        )
    try:
        parse_url("http://location/" + location.strip())  # Joining would silently drop control characters.
        url = join_url(hop.address.url, location.strip())
        address = parse_url(url)
    except (InvalidUrl, ValueError) as error:
        raise RedirectRefused(
            f"The server answered {status} with a Location that is no usable URL.",
            hint=error.hint if isinstance(error, InvalidUrl) else None,
            details={"Location": location},
        ) from error
    request = replace(hop.request, url=url)
    changed: tuple[str, ...] = ()
    if status == 303:
        request, changed = _as_get(request)
    # A mock behind a route may name itself: to the definition that is still the origin it asked for.
    if address.origin in (hop.address.origin, hop.wire):
        kept = replace(address, credentials=address.credentials or hop.address.credentials)
        return Onward(request, kept, changed)
    onward = _to_other_origin(request, url)
    return replace(onward, notes=(*changed, *onward.notes))


def check_downgrade(hop: Hop, address: Address, wire: Origin) -> None:
    """Raise `RedirectRefused` where a redirect would leave https for plain http on the network."""
    if wire.scheme == "https":
        return
    if hop.wire.scheme == "https" or (hop.address.origin.scheme == "https" and not wire.is_loopback):
        raise RedirectRefused(
            f"The server redirects from https to plain http on {address.origin.host}; this is not followed.",
            hint="Everything sent there could be read on the way. Use the https address if there is one.",
            details={"Location": address.url},
        )


def _as_get(request: HttpRequest) -> tuple[HttpRequest, tuple[str, ...]]:
    """The request as a GET (RFC 9110, 15.4.4), and the note that tells so."""
    notes: tuple[str, ...] = ()
    method = request.method.upper()
    if method not in ("GET", "HEAD"):
        without = " without its body" if request.body else ""
        notes = (f"{method} became GET{without}, as a 303 redirect asks.",)
    headers = tuple(header for header in request.headers if header[0].lower() not in _BODY_HEADERS)
    return replace(request, method="GET", body=b"", headers=headers), notes


def _to_other_origin(request: HttpRequest, url: str) -> Onward:
    rules = request.redirects
    notes: list[str] = []
    left_out: list[str] = []
    kept: list[Header] = []
    for name, value in request.headers:
        if name.lower() == "host":
            continue
        if _SECRET_NAME.search(name) or rules.contains_secret(value):
            notes.append(f"{name} was not sent to another origin.")
            left_out.append(name)
        else:
            kept.append((name, value))
    body = request.body
    if body and _holds_secret(rules, body):
        body = b""
        left_out += [name for name, _ in kept if name.lower() in _BODY_HEADERS]
        kept = [header for header in kept if header[0].lower() not in _BODY_HEADERS]
        notes.append("The body holds a secret and was not sent to another origin.")
    url, dropped = _without_secrets(url, rules)
    if dropped:
        notes.append(f"Query parameters that hold a secret were left out: {', '.join(dropped)}.")
    address = parse_url(url)
    if address.credentials is not None:
        # Credentials in a Location come from the server, not from the person.
        address = replace(address, credentials=None)
    request = replace(request, url=address.url, headers=tuple(kept), body=body, digest=None)
    return Onward(request, address, tuple(notes), tuple(left_out))


def _holds_secret(rules: RedirectRules, body: bytes) -> bool:
    return rules.contains_secret(body) or rules.contains_secret(unquote_plus(body.decode("utf-8", "replace")))


def _without_secrets(url: str, rules: RedirectRules) -> tuple[str, list[str]]:
    """`url` without the query parts that hold a secret, and the names of those."""
    before, mark, rest = url.partition("?")
    if not mark:
        return url, []
    query, hash_mark, fragment = rest.partition("#")
    kept: list[str] = []
    dropped: list[str] = []
    for part in query.split("&"):
        if rules.contains_secret(part) or rules.contains_secret(unquote_plus(part)):
            dropped.append(unquote_plus(part.partition("=")[0]))
        else:
            kept.append(part)
    if not dropped:
        return url, []
    return before + ("?" + "&".join(kept) if kept else "") + hash_mark + fragment, dropped
