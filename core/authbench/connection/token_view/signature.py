"""Checking a JSON Web Token against a provider's key set (RFC 7515, 7517, 7518, 7519; RFC 8725)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from authbench.connection.token_view.jwt import decode_jwt, without_scheme

TOLERANCE_S: Final = 60
"""Seconds by which the clocks of the provider and of this machine may differ."""
_KINDS: Final = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    **dict.fromkeys(("EdDSA", "Ed25519"), "OKP"),
}
"""The algorithms that are checked, and the keys they need: only such as have a public key."""
_MAX_KEYS: Final = 100
_RSA_BITS: Final = range(2048, 16_385)
"""Shorter keys must not be used (RFC 7518, 3.3), longer ones are in nobody's use and take long to check."""
_YEARS: Final = range(-62_135_596_800, 253_402_300_800)
"""Seconds since 1970 that are a date: the years 1 to 9999."""


class Standing(StrEnum):
    """How one check ended. `OPEN`: it cannot be told from here."""

    OK = "ok"
    WRONG = "wrong"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of a token, and what was found."""

    name: str
    standing: Standing
    text: str


@dataclass(frozen=True, slots=True)
class Verified:
    """All checks of a token; the first is that of the signature."""

    findings: tuple[Finding, ...]

    @property
    def signed(self) -> bool:
        """Whether a key of the provider's made the signature."""
        return self.findings[0].standing is Standing.OK

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return self.signed and all(each.standing is not Standing.WRONG for each in self.findings)


def verify(
    text: str,
    keys: Mapping[str, Any],
    *,
    issuer: str,
    client_id: str | None,
    is_id_token: bool,
    now: datetime | None = None,
) -> Verified:
    """Check the signature of a token with the keys of a set, then who issued it, for whom, and when it holds.

    Keys that the token itself brings or points to are never used, nor is any symmetric key.
    """
    token = without_scheme(text)
    jwt = decode_jwt(token)
    if jwt is None or jwt.claims is None:
        return Verified((_wrong("Signature", "This is no signed JSON Web Token."),))
    signature = _signature(token, jwt.header, keys)
    if signature.standing is not Standing.OK:
        # Nobody vouches for what it says.
        return Verified((signature,))
    moment = now or datetime.now(UTC)
    claims = jwt.claims
    findings = [signature, _issuer(claims, issuer), _audience(claims, client_id, is_id_token)]
    findings += _times(claims, moment.timestamp())
    return Verified(tuple(findings))


def _signature(token: str, header: Mapping[str, Any], keys: Mapping[str, Any]) -> Finding:
    algorithm, key_id = header.get("alg"), header.get("kid")
    if isinstance(algorithm, str) and algorithm.lower() == "none":
        return _wrong("Signature", "The token is not signed (alg none): anybody could have made it.")
    if isinstance(algorithm, str) and algorithm.startswith("HS"):
        return _wrong(
            "Signature",
            f"{algorithm} is made with a shared secret, so no published key can check it (RFC 8725, 2.1).",
        )
    if not isinstance(algorithm, str) or algorithm not in _KINDS:
        return _wrong("Signature", "The token names no algorithm that is checked here.")
    if "crit" in header:
        return _wrong(
            "Signature", "The token demands extensions (crit) that are not known here (RFC 7515, 4.1.11)."
        )
    listed = keys.get("keys")
    every = [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    usable = [each for each in every[:_MAX_KEYS] if _fits(each, algorithm)]
    if key_id is not None:
        usable = [each for each in usable if each.get("kid") == key_id]
    if usable and _KINDS[algorithm] == "RSA":
        usable = [each for each in usable if _rsa_bits(each) in _RSA_BITS]
        if not usable:
            return _wrong(
                "Signature",
                "The provider's key has fewer than 2,048 bits or more than 16,384: it must not be relied on"
                " (RFC 7518, 3.3).",
            )
    if not usable:
        named = "The key that the token names" if key_id is not None else f"A key for {algorithm}"
        many = "1 key" if len(every) == 1 else f"{len(every)} keys"
        return _wrong(
            "Signature",
            f"{named} is not among the provider's {many}: it was replaced, or another server signed this.",
        )
    for key in usable:
        if _made_with(token, algorithm, key):
            which = "the key that the token names" if key_id is not None else "a key of the set"
            return Finding("Signature", Standing.OK, f"{algorithm}, made with {which}.")
    return _wrong("Signature", "The signature does not fit: the token was changed, or another key made it.")


def _fits(key: Mapping[str, Any], algorithm: str) -> bool:
    """Whether a key is for checking signatures of this algorithm (RFC 7517, 4.2 to 4.4)."""
    uses = key.get("key_ops")
    return (
        key.get("kty") == _KINDS[algorithm]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (not isinstance(uses, list) or "verify" in uses)
    )


def _rsa_bits(key: Mapping[str, Any]) -> int:
    """How long the modulus of a key is; 0 where it has none."""
    try:
        return int.from_bytes(_bytes(str(key.get("n", "")))).bit_length()
    except ValueError:
        return 0


def _made_with(token: str, algorithm: str, key: Mapping[str, Any]) -> bool:
    from joserfc import jws
    from joserfc.errors import JoseError
    from joserfc.jwk import JWKRegistry

    public = {name: value for name, value in key.items() if name not in ("key_ops", "use", "alg")}
    try:
        if _KINDS[algorithm] == "OKP":
            return _ed25519(token, public)
        registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
        jws.deserialize_compact(token, JWKRegistry.import_key(public), registry=registry)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return False
    return True


def _ed25519(token: str, key: Mapping[str, Any]) -> bool:
    """RFC 8037, 3.1; of its curves the one that is in use."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if key.get("crv") != "Ed25519":
        return False
    signed, _, signature = token.rpartition(".")
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(str(key["x"]))).verify(_bytes(signature), signed.encode())
    except InvalidSignature:
        return False
    return True


def _bytes(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def _issuer(claims: Mapping[str, Any], issuer: str) -> Finding:
    named = claims.get("iss")
    if named is None:
        return Finding("Issuer", Standing.OPEN, "The token names no issuer.")
    if named == issuer:
        return Finding("Issuer", Standing.OK, f"{issuer}, which the keys are from.")
    return _wrong("Issuer", f"The token names {_said(named)}, the keys are from {issuer}.")


def _audience(claims: Mapping[str, Any], client_id: str | None, is_id_token: bool) -> Finding:
    named = claims.get("aud")
    audiences: Sequence[Any] = named if isinstance(named, list) else [] if named is None else [named]
    said = ", ".join(_said(each) for each in audiences[:5]) or "nobody"
    if not is_id_token:
        return Finding("Audience", Standing.OPEN, f"For {said}: whether that is right only the API knows.")
    if client_id is None:
        return Finding(
            "Audience", Standing.OPEN, f"For {said}: the client id of this connection is not known."
        )
    if client_id not in audiences:
        return _wrong("Audience", f"For {said}, not for this client (OpenID Connect Core, 3.1.3.7).")
    if len(audiences) > 1 and claims.get("azp", client_id) != client_id:
        return _wrong("Audience", "Issued to another client (azp).")
    return Finding("Audience", Standing.OK, "For this client.")


def _times(claims: Mapping[str, Any], now: float) -> list[Finding]:
    found = []
    ends, begins = claims.get("exp"), claims.get("nbf")
    if ends is None:
        found.append(Finding("Expiry", Standing.OPEN, "The token does not say when it ends."))
    elif not _is_number(ends):
        found.append(_wrong("Expiry", "exp is no number of seconds."))
    elif now >= ends + TOLERANCE_S:
        found.append(_wrong("Expiry", f"It ended {_clock(ends)}."))
    else:
        late = (
            f"; that is past, within the {TOLERANCE_S} seconds that clocks may differ" if now >= ends else ""
        )
        found.append(Finding("Expiry", Standing.OK, f"It ends {_clock(ends)}{late}."))
    if begins is None:
        return found
    if not _is_number(begins):
        found.append(_wrong("Not before", "nbf is no number of seconds."))
    elif now < begins - TOLERANCE_S:
        found.append(_wrong("Not before", f"It does not hold before {_clock(begins)}."))
    else:
        found.append(Finding("Not before", Standing.OK, f"It holds since {_clock(begins)}."))
    return found


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return _YEARS.start <= value < _YEARS.stop


def _clock(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _said(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= 120 else f"{text[:119]}…"


def _wrong(name: str, text: str) -> Finding:
    return Finding(name, Standing.WRONG, text)
