"""Whether a request is the redirect that an attempt waits for; no I/O.

Used by the listener for what browsers send and for URLs that a person pastes. Only a good redirect,
or an error with the right state, ends an attempt; everything else is ignored with a reason.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import unquote_to_bytes

_ONCE = ("code", "state", "iss", "error", "error_description", "error_uri")
_FOREIGN = ("access_token", "id_token", "response")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_FORM = "application/x-www-form-urlencoded"


class Page(StrEnum):
    """The static page that answers a request; the names are those of the files."""

    OK = "ok"
    DENIED = "denied"
    FAILED = "failed"
    IGNORED = "ignored"
    EXPIRED = "expired"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Redirect:
    """The redirect that ended an attempt: `code`, or `error`; `params` has all that came with it."""

    params: dict[str, str] = field(repr=False)
    code: str | None = field(default=None, repr=False)
    error: str | None = None
    error_description: str | None = None
    pasted: bool = False

    @property
    def page(self) -> Page:
        """The page that tells a person how it went."""
        if self.error is None:
            return Page.OK
        return Page.DENIED if self.error == "access_denied" else Page.FAILED


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at consent, fixed when it starts. `issuer` is the authorization server's identifier
    where it is known (RFC 9207); `form_post` says that the answer was asked for in a form post."""

    run_id: str
    state: str = field(repr=False)
    redirect_uri: str
    issuer: str | None = None
    form_post: bool = False

    def at(self, redirect_uri: str) -> Attempt:
        """The same attempt with another redirect URI (the listener knows the port last)."""
        return replace(self, redirect_uri=redirect_uri)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a request means to an attempt: its redirect, or a reason to ignore it with the status to
    answer. `near` orders reasons: the higher, the closer the request came to being the right one."""

    redirect: Redirect | None = None
    status: int = 303
    reason: str = ""
    near: int = 9


def judge(
    attempt: Attempt,
    method: str,
    authority: str | None,
    target: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
) -> Verdict:
    """Judge a request against `attempt`.

    `authority` is the `Host` header (None if missing or repeated), `target` the request target,
    `headers` the others by lower-case name. Never raises, whatever it is given.
    """
    headers = headers or {}
    _, _, rest = attempt.redirect_uri.partition("://")
    own_authority, slash, own_path = rest.partition("/")
    path, _, query = target.partition("?")
    if authority is None or authority.lower() != own_authority.lower():
        return _ignored(400, "a request for another host", 1)
    if "#" in target or path != slash + own_path:
        return _ignored(404, "a request for another path", 2)
    if method != "GET" and not (method == "POST" and attempt.form_post):
        return _ignored(405, f"a {_method_name(method)} request", 3)
    speculation = _speculative(headers)
    if speculation is not None:
        return _ignored(403, speculation, 4)
    if method == "POST":
        if query or headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            return _ignored(400, "a form post of another shape", 4)
        query = body.decode("latin-1")
    elif attempt.form_post and not query:
        return _ignored(400, "a visit without an answer in it", 4)
    return _judge_answer(attempt, query)


def judge_pasted(attempt: Attempt, url: str) -> Verdict:
    """Judge a URL that a person pasted: scheme, authority and path must be those of the redirect URI."""
    text = url.strip().strip("<>\"'")
    scheme, separator, rest = text.partition("://")
    own_scheme = attempt.redirect_uri.partition("://")[0]
    authority, slash, tail = rest.partition("/")
    if not separator or scheme.lower() != own_scheme.lower():
        return _ignored(400, "none of this redirect's (another scheme, or no URL)", 0)
    verdict = judge(replace(attempt, form_post=False), "GET", authority, slash + tail)
    if verdict.redirect is not None:
        return replace(verdict, redirect=replace(verdict.redirect, pasted=True))
    return verdict


def _judge_answer(attempt: Attempt, query: str) -> Verdict:
    pairs = _pairs(query)
    if pairs is None:
        return _ignored(400, "a redirect whose parameters are malformed", 5)
    names = [name for name, _ in pairs]
    repeated = next((name for name in _ONCE if names.count(name) > 1), None)
    if repeated is not None:
        return _ignored(400, f"a redirect that repeats {repeated}", 6)
    params: dict[str, str] = {}
    for name, value in pairs:
        params.setdefault(name, value)
    state = params.get("state")
    if not state:
        return _ignored(400, "a redirect without state", 5)
    if not _same(state, attempt.state):
        return _ignored(400, "a redirect with the state of another attempt", 5)
    issuer = params.get("iss")
    if issuer is not None and attempt.issuer is not None and not _same(issuer, attempt.issuer):
        return _ignored(400, "a redirect from another issuer (iss)", 8)
    foreign = next((name for name in _FOREIGN if name in params), None)
    if foreign is not None:
        return _ignored(400, f"a redirect with {foreign}, which was not asked for", 8)
    code, error = params.get("code"), params.get("error")
    if code and error:
        return _ignored(400, "a redirect with both code and error", 8)
    if not code and not error:
        return _ignored(400, "a redirect with neither code nor error", 8)
    return Verdict(Redirect(params, code or None, error or None, params.get("error_description")))


def _ignored(status: int, reason: str, near: int) -> Verdict:
    return Verdict(None, status, reason, near)


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _pairs(query: str) -> list[tuple[str, str]] | None:
    """The decoded parameters in order, or None where the encoding is broken."""
    pairs: list[tuple[str, str]] = []
    for part in query.split("&"):
        if not part:
            continue
        name, _, value = part.partition("=")
        decoded_name, decoded_value = _decoded(name), _decoded(value)
        if decoded_name is None or decoded_value is None:
            return None
        pairs.append((decoded_name, decoded_value))
    return pairs


def _decoded(text: str) -> str | None:
    if _BAD_PERCENT.search(text):
        return None
    try:
        raw = unquote_to_bytes(text.replace("+", " ").encode("latin-1"))
        decoded = raw.decode("utf-8")
    except UnicodeError:
        return None
    return None if "\0" in decoded else decoded


def _speculative(headers: Mapping[str, str]) -> str | None:
    """Why a request is no visit of a person's (Fetch Metadata), or None. Older browsers say nothing."""
    names = ("sec-purpose", "purpose", "x-purpose", "x-moz")
    purpose = " ".join(headers.get(name, "") for name in names).lower()
    if "prefetch" in purpose or "prerender" in purpose or "preview" in purpose:
        return "a browser's prefetch"
    if headers.get("sec-fetch-mode", "navigate").strip().lower() != "navigate":
        return "a page's own request (no navigation)"
    if headers.get("sec-fetch-dest", "document").strip().lower() != "document":
        return "a request from inside a page (no navigation)"
    return None


def _method_name(method: str) -> str:
    known = ("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
    return method if method in known else "non-GET"
