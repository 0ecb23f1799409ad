"""What only shows when several exchanges, or the two halves of one, are held against each other."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from authbench.events import HttpExchange
from authbench.events.uri_differences import difference, nearest
from authbench.journal.explanations.answers import fields_of, header_of
from authbench.journal.explanations.facts import TOKEN_STEPS, Facts
from authbench.journal.explanations.sayings import is_error

_CLOCK_TOLERANCE = 120
_LONGEST_ASSERTION = 3600
_RECENT = 40
_URI = re.compile(r"[a-z][a-z0-9+.-]*://[^\s\"'<>`\\,;)]+", re.IGNORECASE)


def add_situations(facts: Facts, exchange: HttpExchange | None, exchanges: Sequence[HttpExchange]) -> None:
    """Add what the exchanges of a run say together about the one that shows the failure."""
    authorization = _authorization(facts, exchanges)
    if exchange is None:
        return
    earlier = [one for one in exchanges if one.id < exchange.id and not one.browser][-_RECENT:]
    _tokens(facts, earlier)
    _repeated(facts, earlier)
    _proof(facts, authorization)
    _redirect_uri(facts, authorization.get("redirect_uri"))
    _clocks(facts, exchange)
    _redirects(facts, exchange, exchanges)


def _authorization(facts: Facts, exchanges: Sequence[HttpExchange]) -> dict[str, str]:
    """The parameters that the browser was sent to the provider with."""
    for one in exchanges:
        parameters = dict(parse_qsl(urlsplit(one.url).query)) if one.browser else {}
        if "redirect_uri" in parameters and "code" not in parameters:
            for name in ("redirect_uri", "scope", "client_id"):
                if name not in facts.texts:
                    facts.tell(name, parameters.get(name))
            if "code_challenge" in parameters:
                facts.flags.add("sent_challenge")
            facts.flags.add("signed_in_here")
            return parameters
    return {}


def _tokens(facts: Facts, earlier: Sequence[HttpExchange]) -> None:
    """What the token endpoint gave before: whether it did, an error in it, fewer scopes than asked for."""
    for one in earlier:
        if one.step not in TOKEN_STEPS or one.status is None or one.status >= 300:
            continue
        facts.flags.add("fresh_token")
        answer = fields_of(one.response_body, one.response_headers)
        told = dict(answer)
        if is_error(answer) and not told.get("access_token"):
            facts.flags.add("token_answer_with_error")
            facts.tell("token_answer_error", told.get("error") or told.get("message") or "an error")
            facts.texts["token_answer_number"] = f"#{one.id}"
        sent = dict(fields_of(one.request_body, one.request_headers))
        asked = set(re.split(r"[\s,]+", sent.get("scope") or facts.texts.get("scope", ""))) - {""}
        given = set(re.split(r"[\s,]+", told.get("scope", ""))) - {""}
        if given and asked - given:
            facts.flags.add("scope_reduced")
            facts.tell("scopes_not_given", " ".join(sorted(asked - given)))
            facts.tell("scopes_given", told.get("scope"))
            facts.texts["token_answer_number"] = f"#{one.id}"


def _repeated(facts: Facts, earlier: Sequence[HttpExchange]) -> None:
    """A code or refresh token that was already sent, and taken, in this run."""
    sent = dict(facts.sent)
    for name in ("code", "refresh_token"):
        if not sent.get(name):
            continue
        for one in earlier:
            before = dict(fields_of(one.request_body, one.request_headers))
            if before.get(name) == sent[name] and one.status is not None and one.status < 300:
                facts.flags.add(f"{name}_reused")
                facts.texts["used_in"] = f"#{one.id}"


def _proof(facts: Facts, authorization: dict[str, str]) -> None:
    """Whether verifier and challenge belong together (RFC 7636, 4.6)."""
    sent, challenge = dict(facts.sent), authorization.get("code_challenge")
    if sent.get("grant_type") != "authorization_code":
        return
    verifier = sent.get("code_verifier")
    if challenge and not verifier:
        facts.flags.add("verifier_missing")
    elif verifier and challenge:
        made = verifier
        if authorization.get("code_challenge_method", "plain").upper() == "S256":
            digest = hashlib.sha256(verifier.encode("utf-8", "replace")).digest()
            made = base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
        facts.flags.add("verifier_fits" if made == challenge else "verifier_differs")
    elif verifier and authorization:
        facts.flags.add("challenge_missing")


def _redirect_uri(facts: Facts, signed_in_with: str | None) -> None:
    """The redirect URI of the request against that of the sign-in, or one that the server names."""
    sent = dict(facts.sent).get("redirect_uri") or signed_in_with
    if not sent:
        return
    named = "" if facts.status is None or facts.status < 400 else facts.answer_text.replace("\\/", "/")
    known, source = signed_in_with, "the sign-in used"
    if known is None or known == sent:
        uris = [uri.rstrip(".") for uri in _URI.findall(named)]
        mentioned = "redirect" in named.lower()
        known = nearest(sent, uris) if mentioned else None
        source = "the server names"
    found = difference(sent, known) if known else None
    if found is None or known is None:
        return
    facts.flags |= {"redirect_differs", f"redirect_{found.kind}"}
    facts.tell("redirect_known", known, secret_name="redirect_uri")
    facts.tell("redirect_sent", sent, secret_name="redirect_uri")
    facts.texts |= {
        "redirect_place": str(found.place),
        "redirect_sent_there": found.sent,
        "redirect_known_there": found.known,
        "redirect_source": source,
    }


def _clocks(facts: Facts, exchange: HttpExchange) -> None:
    """The server's clock against ours, and the times of a signed assertion against both."""
    ours = exchange.started_at
    if ours.tzinfo is None:
        ours = ours.replace(tzinfo=UTC)
    server: datetime | None = None
    try:
        date = header_of(exchange.response_headers, "date")
        server = parsedate_to_datetime(date).astimezone(UTC) if date else None
    except (ValueError, TypeError, OverflowError):
        server = None
    if server is not None:
        offset = (ours - server).total_seconds()
        if abs(offset) > _CLOCK_TOLERANCE:
            facts.flags |= {"clock_off", "clock_fast" if offset > 0 else "clock_slow"}
            facts.texts["clock_offset"] = f"{duration(abs(offset))} {'ahead of' if offset > 0 else 'behind'}"
            facts.texts["server_time"] = f"{server:%Y-%m-%d %H:%M:%S} UTC"
            facts.texts["our_time"] = f"{ours:%Y-%m-%d %H:%M:%S} UTC"
    claims = _claims(facts)
    judge = (server or ours).timestamp()
    issued, expires, begins = (claims.get(name) for name in ("iat", "exp", "nbf"))
    if expires is not None and expires < judge:
        facts.flags.add("assertion_expired")
        facts.texts["assertion_late"] = duration(judge - expires)
    start = max((one for one in (issued, begins) if one is not None), default=None)
    if start is not None and start > judge + 30:
        facts.flags.add("assertion_early")
        facts.texts["assertion_wait"] = duration(start - judge)
    if expires is not None and expires - (issued if issued is not None else judge) > _LONGEST_ASSERTION + 60:
        facts.flags.add("assertion_long")
        facts.texts["assertion_life"] = duration(expires - (issued if issued is not None else judge))


def duration(seconds: float) -> str:
    """A length of time in its largest unit."""
    for size, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 1.5 * size or seconds == size:
            count = round(seconds / size)
            return f"{count} {name}{'s' if count != 1 else ''}"
    return f"{round(seconds)} seconds"


def _claims(facts: Facts) -> dict[str, float]:
    """The times in the assertion that was sent, or in a Bearer token of ours."""
    sent = dict(facts.sent)
    token = sent.get("assertion") or sent.get("client_assertion") or ""
    authorization = header_of(facts.sent_headers, "authorization") or ""
    if not token and authorization[:7].lower() == "bearer ":
        token = authorization[7:].strip()
    parts = token.split(".")
    if len(parts) != 3 or len(token) > 16_384:
        return {}
    try:
        claims: Any = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(claims, dict):
        return {}
    facts.flags.add("sent_jwt")
    return {
        name: float(value)
        for name, value in claims.items()
        if name in ("iat", "exp", "nbf") and isinstance(value, int | float) and 0 <= value < 1e11
    }


def _redirects(facts: Facts, exchange: HttpExchange, exchanges: Sequence[HttpExchange]) -> None:
    """What was lost on the way where the request is the end of a chain of redirects."""
    by_id = {one.id: one for one in exchanges}
    one = exchange
    for _ in range(_RECENT):
        before = by_id.get(one.redirected_from) if one.redirected_from is not None else None
        if before is None:
            break
        facts.flags.add("redirected")
        facts.texts["redirected_from"] = facts.redactor.short_url(before.url).text
        facts.texts["redirected_number"] = f"#{before.id}"
        if before.method != one.method:
            facts.flags.add("method_changed")
            facts.texts["method_before"] = facts.redactor.text(before.method)
        had = header_of(before.request_headers, "authorization") is not None
        if had and header_of(one.request_headers, "authorization") is None:
            facts.flags.add("authorization_dropped")
        one = before
