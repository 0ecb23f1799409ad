"""Codes, access tokens and refresh tokens: issuing, using, expiring, revoking, and what each one led to."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from authbench.demo.clients import Client
from authbench.demo.credentials import USER_ID
from authbench.demo.faults import FaultSwitches
from authbench.demo.jose import SigningKey, encode_segment

CODE_SECONDS = 60.0
REFRESH_SECONDS = 30 * 24 * 3600.0


class InvalidGrant(Exception):
    """A code or refresh token cannot be used; the text is the error description."""


@dataclass(slots=True)
class Family:
    """All tokens that go back to one consent. Revoking the family ends each of them (RFC 9700, 4.14)."""

    client: Client
    issuer: str
    user: str | None
    scope: str
    revoked: bool = False


@dataclass(slots=True)
class Code:
    """An authorization code, bound to what was asked when it was issued."""

    value: str
    family: Family
    redirect_uri: str
    challenge: str | None
    challenge_method: str | None
    expires_at: float
    used: bool = False


@dataclass(slots=True)
class AccessToken:
    """An access token and what it allows."""

    value: str
    family: Family
    scope: str
    issued_at: float
    expires_at: float
    revoked: bool = False


@dataclass(slots=True)
class RefreshToken:
    """A refresh token. A rotated one that comes back was stolen, or the client is broken."""

    value: str
    family: Family
    scope: str
    issued_at: float
    expires_at: float
    rotated: bool = False
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class IssuedSecret:
    """Something secret that left the provider: `kind` is code, access_token or refresh_token."""

    kind: str
    value: str
    client_id: str


@dataclass(slots=True)
class TokenStore:
    """Everything the provider has issued. Safe to use from any thread."""

    now: Callable[[], float]
    faults: FaultSwitches
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _codes: dict[str, Code] = field(default_factory=dict)
    _access: dict[str, AccessToken] = field(default_factory=dict)
    _refresh: dict[str, RefreshToken] = field(default_factory=dict)
    _signing_key: SigningKey | None = None

    @property
    def signing_key(self) -> SigningKey:
        """The key that signs JWT access tokens; made on first use."""
        with self._lock:
            if self._signing_key is None:
                self._signing_key = SigningKey()
            return self._signing_key

    def prepare(self) -> None:
        """Makes the signing key now, with everything that signing imports."""
        self.signing_key.sign({})

    def issue_code(
        self, family: Family, redirect_uri: str, challenge: str | None, challenge_method: str | None
    ) -> str:
        """A code that can be redeemed once within a minute."""
        with self._lock:
            expires_at = self.now() + CODE_SECONDS
            value = secrets.token_urlsafe(32)
            self._codes[value] = Code(value, family, redirect_uri, challenge, challenge_method, expires_at)
            return value

    def redeem_code(
        self, value: str, client: Client, redirect_uri: str | None, verifier: str | None
    ) -> Family:
        """Uses a code up. Raises `InvalidGrant` (RFC 6749, 5.2; RFC 7636, 4.6); a code that comes a second
        time revokes whatever the first one led to (RFC 6749, 4.1.2)."""
        with self._lock:
            code = self._codes.get(value)
            if code is None or code.family.client.client_id != client.client_id:
                raise InvalidGrant("This authorization code is unknown or was issued to another client.")
            if code.used:
                code.family.revoked = True
                raise InvalidGrant("This authorization code was used before; its tokens are revoked.")
            if code.family.revoked or self.now() >= code.expires_at:
                raise InvalidGrant("This authorization code has expired or was revoked.")
            if redirect_uri != code.redirect_uri:
                raise InvalidGrant("The redirect_uri differs from the one in the authorization request.")
            code.used = True
            _check_verifier(code, verifier)
            return code.family

    def issue_access_token(self, family: Family, scope: str) -> AccessToken:
        """A new access token: opaque or a JWT (RFC 9068), as the client has it."""
        faults, client = self.faults.now(), family.client
        lifetime = client.token_lifetime if faults.token_lifetime is None else faults.token_lifetime
        with self._lock:
            issued_at = self.now()
            if client.jwt_tokens:
                claims = self._claims(family, scope, issued_at, issued_at + lifetime)
                value = self.signing_key.sign(claims, "at+jwt")
            else:
                value = secrets.token_urlsafe(32)
            token = AccessToken(value, family, scope, issued_at, issued_at + lifetime)
            self._access[value] = token
            return token

    def _claims(self, family: Family, scope: str, issued_at: float, expires_at: float) -> dict[str, Any]:
        return {
            "iss": family.issuer,
            "sub": USER_ID if family.user else family.client.client_id,
            "aud": family.issuer,
            "client_id": family.client.client_id,
            "scope": scope,
            "iat": int(issued_at),
            "exp": int(expires_at),
            "jti": secrets.token_urlsafe(12),
        }

    def issue_refresh_token(self, family: Family, scope: str) -> str:
        """A new refresh token of this family."""
        with self._lock:
            issued_at = self.now()
            value = secrets.token_urlsafe(48)
            self._refresh[value] = RefreshToken(value, family, scope, issued_at, issued_at + REFRESH_SECONDS)
            return value

    def use_refresh_token(self, value: str, client: Client) -> RefreshToken:
        """Checks a refresh token and, where the client's tokens rotate, uses it up. One that was rotated away
        before revokes its whole family. Raises `InvalidGrant`."""
        faults = self.faults.now()
        with self._lock:
            token = self._refresh.get(value)
            if token is None or token.family.client.client_id != client.client_id:
                raise InvalidGrant("This refresh token is unknown or was issued to another client.")
            if token.rotated:
                token.family.revoked = True
                raise InvalidGrant("This refresh token was replaced before; all its tokens are revoked.")
            if token.revoked or token.family.revoked or faults.refuse_refresh:
                raise InvalidGrant("This refresh token has been revoked.")
            if self.now() >= token.expires_at:
                raise InvalidGrant("This refresh token has expired.")
            token.rotated = self.rotates(client)
            return token

    def rotates(self, client: Client) -> bool:
        """Whether a refresh gives this client a new refresh token."""
        forced = self.faults.now().rotate_refresh_tokens
        return client.rotates if forced is None else forced

    def find_access_token(self, value: str) -> AccessToken | None:
        """The access token of this value, whatever its state."""
        with self._lock:
            return self._access.get(value)

    def find_refresh_token(self, value: str) -> RefreshToken | None:
        """The refresh token of this value, whatever its state."""
        with self._lock:
            return self._refresh.get(value)

    def is_active(self, token: AccessToken | RefreshToken) -> bool:
        """Whether a token is good now."""
        rotated = isinstance(token, RefreshToken) and token.rotated
        ended = token.revoked or token.family.revoked or rotated
        return not ended and self.now() < token.expires_at

    def revoke(self, value: str) -> bool:
        """Revokes one token (RFC 7009): a refresh token takes its family along. False when unknown."""
        with self._lock:
            refresh, access = self._refresh.get(value), self._access.get(value)
            if refresh is not None:
                refresh.family.revoked = True
            if access is not None:
                access.revoked = True
            return refresh is not None or access is not None

    def expire(self, value: str) -> bool:
        """Ends the life of one access token now. False when unknown."""
        with self._lock:
            access = self._access.get(value)
            if access is not None:
                access.expires_at = min(access.expires_at, self.now())
            return access is not None

    def remember(self, *values: str) -> Callable[[], None]:
        """Remembers how these tokens stand; returns what puts them back there. For experiments that leave no
        trace: ends, revocations and rotations are undone, what was issued meanwhile stays."""
        with self._lock:
            access = [(held, held.expires_at) for held in map(self._access.get, values) if held is not None]
            refresh = [(held, held.rotated) for held in map(self._refresh.get, values) if held is not None]
            tokens: list[AccessToken | RefreshToken] = [held for held, _ in access]
            tokens += [held for held, _ in refresh]
            revoked = [(token, token.revoked, token.family.revoked) for token in tokens]

        def put_back() -> None:
            with self._lock:
                for one, expires_at in access:
                    one.expires_at = expires_at
                for other, rotated in refresh:
                    other.rotated = rotated
                for token, itself, family in revoked:
                    token.revoked, token.family.revoked = itself, family

        return put_back

    def revoke_all(self) -> int:
        """Revokes every token; says how many access tokens were alive."""
        with self._lock:
            alive = [token for token in self._access.values() if self.is_active(token)]
            tables: tuple[Mapping[str, Code | AccessToken | RefreshToken], ...]
            tables = (self._codes, self._access, self._refresh)
            for held in (held for table in tables for held in table.values()):
                held.family.revoked = True
            return len(alive)

    def issued(self) -> tuple[IssuedSecret, ...]:
        """Every code and token that was ever issued, oldest first within its kind."""
        with self._lock:
            kinds = (("code", self._codes), ("access_token", self._access), ("refresh_token", self._refresh))
            return tuple(
                IssuedSecret(kind, value, held.family.client.client_id)
                for kind, table in kinds
                for value, held in table.items()
            )


def _check_verifier(code: Code, verifier: str | None) -> None:
    if code.challenge is None:
        if verifier is not None:  # RFC 9700, 4.8.2: a verifier without a challenge hints at a downgrade.
            raise InvalidGrant("A code_verifier was sent, but the authorization request had no challenge.")
        return
    if verifier is None:
        raise InvalidGrant("The code_verifier is missing.")
    if challenge_of(verifier, code.challenge_method or "plain") != code.challenge:
        raise InvalidGrant("The code_verifier does not match the code_challenge.")


def challenge_of(verifier: str, method: str) -> str:
    """The code challenge of a verifier by method `S256` or `plain` (RFC 7636, 4.2)."""
    if method == "plain":
        return verifier
    return encode_segment(hashlib.sha256(verifier.encode()).digest())
