"""A token as it may be shown: everything but its text."""

from __future__ import annotations

import hmac
import json
import secrets as random_source
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from authbench.connection.token_view.claims import (
    MAX_CLAIMS,
    ClaimView,
    Redact,
    in_milliseconds,
    moment_of_claim,
    view_claims,
)
from authbench.connection.token_view.ending import Ending, Origin
from authbench.connection.token_view.jwt import MAX_TOKEN, Jwt, decode_jwt
from authbench.connection.token_view.scopes import ScopesView
from authbench.connection.token_view.vocabulary import TITLES

_MARKS = random_source.token_bytes(32)
SKEW = timedelta(seconds=60)
"""How far two clocks may be apart before it is worth a word."""


class TokenKind(StrEnum):
    """What a token is to those who hold it."""

    OPAQUE = "opaque"
    JWT = "JWT"
    ENCRYPTED = "encrypted JWT"


@dataclass(frozen=True, slots=True)
class TokenProblem:
    """Something that a person should know of a token: `error` - it cannot work; `warning` - it may not;
    `note` - it is unusual."""

    severity: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class TokenView:
    """One token. `path` finds it among what the login gave; `origin` is what gave it, `renewal` how the next
    one will be obtained; `found` are the problems that the clock has no part in; `mark`
    tells two tokens apart and nothing else, in this process only."""

    path: tuple[str, ...]
    title: str
    kind: TokenKind
    length: int
    mark: str
    header: tuple[ClaimView, ...] = ()
    claims: tuple[ClaimView, ...] = ()
    left_out: int = 0
    ending: Ending | None = None
    not_before: datetime | None = None
    issued_at: datetime | None = None
    origin: Origin | None = None
    renewal: str = ""
    found: tuple[TokenProblem, ...] = ()

    @property
    def algorithm(self) -> str:
        """The name of the signature's algorithm; empty for an opaque token."""
        return next((each.text for each in self.header if each.name == "alg"), "")

    @property
    def key_id(self) -> str:
        """Which of the issuer's keys signed it; empty where it does not say."""
        return next((each.text for each in self.header if each.name == "kid"), "")

    def problems(self, now: datetime) -> tuple[TokenProblem, ...]:
        """All that is to be said of it at the moment `now`, the worst first."""
        timely: list[TokenProblem] = []
        if self.ending is not None and self.ending.at <= now:
            timely.append(TokenProblem("error", "expired", "Expired: servers do not accept it any more."))
        if self.not_before is not None and self.not_before > now + SKEW:
            timely.append(
                TokenProblem(
                    "error",
                    "not_yet_valid",
                    "Not valid yet by this machine's clock: wait, or check whether the clock is right.",
                )
            )
        return (*timely, *self.found)

    def copy_text(self) -> str:
        """Header and claims as JSON, with a word in place of what is masked."""

        def table(claims: tuple[ClaimView, ...]) -> dict[str, Any]:
            return {each.name: _plain(each) for each in claims}

        return json.dumps(
            {"header": table(self.header), "claims": table(self.claims)}, ensure_ascii=False, indent=2
        )


@dataclass(frozen=True, slots=True)
class ConnectionTokens:
    """The tokens of a connection and the scopes that they stand for. `left_out` counts further ones."""

    tokens: tuple[TokenView, ...] = ()
    scopes: ScopesView | None = None
    left_out: int = 0


def view_token(
    path: tuple[str, ...],
    text: str,
    redact: Redact,
    *,
    ending: Ending | None = None,
    origin: Origin | None = None,
    renewal: str = "",
    api_hosts: Sequence[str] = (),
) -> TokenView:
    """What may be shown of a token. Never raises, whatever `text` is."""
    name = path[-1] if path else ""
    title = TITLES.get(name) or redact(".".join(path)[:120])
    jwt = decode_jwt(text)
    if jwt is None:
        return TokenView(
            path,
            title,
            TokenKind.OPAQUE,
            len(text),
            _mark(text),
            ending=ending,
            origin=origin,
            renewal=renewal,
            found=_about_opaque(text),
        )
    claims = jwt.claims if jwt.claims is not None else {}
    return TokenView(
        path,
        title,
        TokenKind.JWT if jwt.claims is not None else TokenKind.ENCRYPTED,
        len(text),
        _mark(text),
        view_claims(jwt.header, redact, header=True),
        view_claims(claims, redact),
        max(0, len(claims) - MAX_CLAIMS),
        ending,
        moment_of_claim(claims.get("nbf")),
        moment_of_claim(claims.get("iat")),
        origin,
        renewal,
        tuple(_about_jwt(name, jwt, claims, ending, origin, api_hosts, redact)),
    )


def _mark(text: str) -> str:
    return hmac.new(_MARKS, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:16]


def _about_opaque(text: str) -> tuple[TokenProblem, ...]:
    if len(text) > MAX_TOKEN:
        return (
            TokenProblem(
                "note", "too_long", f"With {len(text):,} characters it is too long to be looked into."
            ),
        )
    if text.strip() != text:
        return (
            TokenProblem(
                "warning",
                "space_around",
                "There is space before or after it: the definition should strip it.",
            ),
        )
    return ()


def _about_jwt(
    name: str,
    jwt: Jwt,
    claims: Mapping[str, Any],
    ending: Ending | None,
    origin: Origin | None,
    api_hosts: Sequence[str],
    redact: Redact,
) -> list[TokenProblem]:
    found: list[TokenProblem] = []
    if str(jwt.header.get("alg", "")).lower() == "none" or not jwt.signed:
        found.append(
            TokenProblem(
                "error",
                "unsigned",
                "It is not signed (alg none): anybody could have made it (RFC 8725, 3.2).",
            )
        )
    found += [
        TokenProblem("warning", "milliseconds", f"{each} counts milliseconds; receivers expect seconds.")
        for each in ("exp", "nbf", "iat")
        if in_milliseconds(claims.get(each))
    ]
    expires, issued = moment_of_claim(claims.get("exp")), moment_of_claim(claims.get("iat"))
    if ending is not None and expires is not None and abs(ending.at - expires) > SKEW:
        found.append(
            TokenProblem(
                "warning",
                "two_endings",
                f"exp in the token says another time than what counts here ({ending.source}).",
            )
        )
    if origin is not None and issued is not None and issued > origin.at + SKEW:
        found.append(
            TokenProblem(
                "warning",
                "clock_skew",
                f"By iat it was made {_apart(issued - origin.at)} after it arrived: the issuer's clock and"
                " this machine's differ.",
            )
        )
    if name != "id_token" and name != "refresh_token":
        found += _about_audience(claims, api_hosts, redact)
    return found


def _about_audience(
    claims: Mapping[str, Any], api_hosts: Sequence[str], redact: Redact
) -> list[TokenProblem]:
    """A word where all audiences are URLs, and none shares its domain with the API that was asked. Names that
    are no URLs say nothing of where the API is, nor does an issuer that names itself."""
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    hosts = [host_of(each) for each in audiences]
    if not api_hosts or not hosts or not all(hosts) or claims.get("iss") in audiences:
        return []
    if {_domain(host) for host in hosts} & {_domain(host) for host in api_hosts}:
        return []
    return [
        TokenProblem(
            "note",
            "other_audience",
            f"It is meant for {redact(hosts[0][:100])}, and the test asked {redact(api_hosts[0][:100])}."
            " That is right only if the API is known under that name.",
        )
    ]


def host_of(url: Any) -> str:
    """The host of an http(s) URL; empty for anything else."""
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        return ""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _domain(host: str) -> str:
    return ".".join(host.rsplit(".", 2)[-2:])


def _apart(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"


def _plain(claim: ClaimView) -> Any:
    if claim.mask:
        return f"•••• {claim.mask}, {claim.length} characters"
    if claim.quoted:
        return claim.text
    try:
        return json.loads(claim.text)
    except (ValueError, RecursionError):
        return claim.text
