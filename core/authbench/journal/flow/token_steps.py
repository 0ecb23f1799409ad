"""PKCE, Basic and signed assertions, worked out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from urllib.parse import quote_plus, unquote_plus

from authbench.events import ExchangeFinished, ExchangeStarted, HttpExchange
from authbench.journal.chips import Redacted
from authbench.journal.flow.picture import Topic
from authbench.journal.flow.working_steps import (
    Evidence,
    Step,
    Working,
    hidden,
    query_of,
    sent_fields,
    verdict,
)
from authbench.journal.redacted_text import joined

_VERIFIER_LATER = "The verifier is shown to the token endpoint only; when that is done, it can be checked."
_NO_KEY = "Not checked: the key is in no setting of this run."


def challenge_of(verifier: str) -> str:
    """The S256 challenge for a verifier (RFC 7636, 4.2)."""
    return _base64url(hashlib.sha256(verifier.encode("ascii", "replace")).digest())


def pkce(evidence: Evidence) -> Working | None:
    """From the verifier to the challenge (RFC 7636, 4.2)."""
    visit, grant = _both_ends(evidence)
    asked = query_of(visit.url) if visit is not None else {}
    challenge, method = asked.get("code_challenge"), asked.get("code_challenge_method", "plain")
    verifier = sent_fields(grant).get("code_verifier") if grant is not None else None
    if challenge is None and verifier is None:
        return None
    if challenge is None and verifier is not None:
        challenge, method, sent = challenge_of(verifier), "S256", None
    else:
        sent = challenge
    assert challenge is not None
    shown = evidence.secret(verifier, "code verifier") if verifier else hidden("code verifier", 0)
    steps: tuple[Step, ...]
    if method == "plain":
        result = verifier
        steps = (Step("As it is (plain)", shown, evidence.secret(challenge, "code verifier")),)
    else:
        digest = hashlib.sha256(verifier.encode("ascii", "replace")).digest() if verifier else None
        result = _base64url(digest) if digest is not None else None
        told = (digest if digest is not None else _from_base64url(challenge)).hex()
        steps = (
            Step("SHA-256 of the code verifier", shown, evidence.public(told)),
            Step(
                "base64url without padding: the code challenge",
                evidence.public(told),
                evidence.public(result or challenge),
            ),
        )
    matches = None if result is None or sent is None else result == sent
    unchecked = (
        _VERIFIER_LATER if result is None else "Not checked: the authorization URL is not in this log."
    )
    return Working(
        Topic.PKCE,
        "How the code challenge was made",
        steps,
        matches,
        verdict(matches, unchecked),
        "RFC 7636, 4.2",
    )


def _both_ends(evidence: Evidence) -> tuple[HttpExchange | None, HttpExchange | None]:
    """The visit of the browser and the token request that belong together."""
    exchanges = [
        event.exchange for event in evidence.around if isinstance(event, ExchangeStarted | ExchangeFinished)
    ] or [evidence.exchange]
    place = next((n for n, one in enumerate(exchanges) if one.id == evidence.exchange.id), 0)
    if evidence.exchange.browser:
        grants = (one for one in exchanges[place:] if not one.browser and "code_verifier" in sent_fields(one))
        return evidence.exchange, next(grants, None)
    visits = (one for one in reversed(exchanges[:place]) if "code_challenge" in query_of(one.url))
    return next(visits, None), evidence.exchange


def basic(evidence: Evidence) -> Working | None:
    """User and password in one line (RFC 7617, 2), form-encoded first for clients (RFC 6749, 2.3.1)."""
    value = evidence.header("authorization") or ""
    scheme, _, sent = value.partition(" ")
    if scheme.lower() != "basic":
        return None
    content = base64.b64decode(sent.strip(), validate=True)
    try:
        text = content.decode("utf-8")
        charset = "utf-8"
    except UnicodeDecodeError:
        text, charset = content.decode("latin-1"), "latin-1"
    user, colon, password = text.partition(":")
    if not colon:
        return None
    is_client = "grant_type" in sent_fields(evidence.exchange)
    plain_user, plain_password = unquote_plus(user), unquote_plus(password)
    encoded = is_client and (quote_plus(plain_user), quote_plus(plain_password)) == (user, password)
    steps: list[Step] = []
    if encoded and (plain_user, plain_password) != (user, password):
        steps.append(
            Step(
                "Form-encode both (RFC 6749, 2.3.1)",
                _pair(evidence, plain_user, plain_password),
                _pair(evidence, user, password),
            )
        )
    needed = is_client and not encoded and (quote_plus(user), quote_plus(password)) != (user, password)
    note = (
        "RFC 6749 wants both form-encoded before; here they went as they are, which most servers take."
        if needed
        else ""
    )
    shown = joined((_user(evidence, user, password), ":", _password(evidence, password)))
    steps.append(Step("Join with a colon", _pair(evidence, user, password), shown, note))
    made = base64.b64encode(text.encode(charset)).decode()
    header = evidence.redactor.header("Authorization", f"Basic {made}")
    steps.append(Step("base64", shown, header, "base64 is another way of writing, and hides nothing."))
    matches = made == sent.strip()
    return Working(
        Topic.BASIC,
        "How the Authorization header was made",
        tuple(steps),
        matches,
        verdict(matches, ""),
        "RFC 7617, 2",
    )


def _pair(evidence: Evidence, user: str, password: str) -> Redacted:
    return joined((_user(evidence, user, password), "\n", _password(evidence, password)))


def _user(evidence: Evidence, user: str, password: str) -> Redacted:
    """The user as text only where the secret is surely the other half: many APIs take a key as the user."""
    if not user:
        return Redacted("(empty)")
    known = len(password) >= 8 and evidence.redactor.contains(password)
    return evidence.public(user) if known else evidence.secret(user, "user name")


def _password(evidence: Evidence, password: str) -> Redacted:
    return evidence.secret(password, "password") if password else Redacted("(empty)")


def assertion(evidence: Evidence) -> Working | None:
    """Header and claims, and the signature over both (RFC 7515, 5.1; RFC 7523, 3)."""
    fields = sent_fields(evidence.exchange)
    token = fields.get("assertion") or fields.get("client_assertion") or ""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    header, claims = (_from_base64url(part).decode("utf-8") for part in parts[:2])
    fields_of_header = json.loads(header)
    if not isinstance(fields_of_header, dict):
        return None
    algorithm = str(fields_of_header.get("alg", ""))
    signature = _from_base64url(parts[2])
    signed = f"{parts[0]}.{parts[1]}"
    key = evidence.find(lambda value: signature_holds(algorithm, value, signed.encode(), signature))
    matches = True if key is not None else None
    shown_key = evidence.secret(key, "signing key") if key is not None else hidden("signing key", 0)
    both = joined((evidence.secret(parts[0], "header"), ".", evidence.secret(parts[1], "claims")))
    steps = (
        Step("The header", evidence.redactor.json(header), evidence.secret(parts[0], "header"), "base64url"),
        Step("The claims", evidence.redactor.json(claims), evidence.secret(parts[1], "claims"), "base64url"),
        Step("Join with a dot: the signing input", Redacted("header\nclaims"), both),
        Step(f"Sign with {algorithm}", joined((shown_key, "\n", both)), hidden("signature", len(parts[2]))),
        Step("Join all three: the assertion", both, evidence.secret(token, "assertion")),
    )
    return Working(
        Topic.ASSERTION,
        "How the assertion was made and signed",
        steps,
        matches,
        "The signature holds: it equals what was sent." if matches else _NO_KEY,
        "RFC 7515, 5.1",
    )


def signature_holds(algorithm: str, key: str, signed: bytes, signature: bytes) -> bool:
    """Whether `signature` was made with `key`: a private key in PEM, or a shared secret for HS algorithms."""
    family, bits = algorithm[:2], algorithm[2:]
    if bits not in ("256", "384", "512"):
        return False
    if family == "HS":
        return hmac.compare_digest(hmac.digest(key.encode(), signed, f"sha{bits}"), signature)
    if "PRIVATE KEY-----" not in key:
        return False
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    digest = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}[bits]
    try:
        private = load_pem_private_key(key.replace("\\n", "\n").encode(), None)
        if family == "RS" and isinstance(private, rsa.RSAPrivateKey):
            private.public_key().verify(signature, signed, padding.PKCS1v15(), digest)
        elif family == "ES" and isinstance(private, ec.EllipticCurvePrivateKey):
            half = len(signature) // 2
            pair = int.from_bytes(signature[:half]), int.from_bytes(signature[half:])
            der = utils.encode_dss_signature(*pair)
            private.public_key().verify(der, signed, ec.ECDSA(digest))
        else:
            return False
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
