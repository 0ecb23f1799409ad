"""Numbers by which readers tell secrets apart without seeing them: `access token ②`."""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass

KEPT_VALUES = 10_000
"""Values found by their name alone that are kept as they are, so that they can be revealed."""
KEPT_DIGESTS = 500_000
"""Further ones that are recognised when they come again; beyond, they get no number."""

JWT_MARK = " (JWT)"
"""Behind the label of a signed token, whose content can be decoded for the reader."""


@dataclass(frozen=True, slots=True)
class Alias:
    """What a secret is called: its label and its number among those of that label; 0 without one."""

    label: str
    number: int


class Aliases:
    """Gives each distinct secret a label and a number when it is first seen, for as long as this lives.

    Numbers count up from 1 for each label, are never given twice and say nothing about the value.
    The same calls in the same order give the same numbers. Safe in any thread.
    """

    def __init__(self, *, kept_values: int = KEPT_VALUES, kept_digests: int = KEPT_DIGESTS) -> None:
        self._lock = threading.Lock()
        self._kept_values = kept_values
        self._kept_digests = kept_digests
        self._by_value: dict[str, Alias] = {}
        self._values: dict[Alias, str] = {}
        self._by_digest: dict[bytes, Alias] = {}
        self._unannounced = 0
        self._last: dict[str, int] = {}
        # A digest without a key could be compared with the digests of guesses.
        self._key = secrets.token_bytes(32)

    def of(self, value: str, label: str, *, known: bool) -> Alias:
        """The alias of `value`, a new one under `label` at its first sighting. `known` values are
        kept by the redactor anyway; the memory for others is bounded."""
        alias = self._by_value.get(value)
        if alias is not None:
            return alias
        with self._lock:
            alias = self._by_value.get(value)
            if alias is not None:
                return alias
            digest = b""
            if self._by_digest or (not known and self._unannounced >= self._kept_values):
                digest = self._digest(value)
                alias = self._by_digest.get(digest)
            if alias is None:
                if not known and self._is_full():
                    return Alias(label, 0)
                alias = self._next(label)
            if known or self._unannounced < self._kept_values:
                self._unannounced += not known
                self._by_value[value] = alias
                self._values[alias] = value
            else:
                self._by_digest[digest] = alias
            return alias

    def value(self, label: str, number: int) -> str | None:
        """The secret behind an alias; None when there is none or it is no longer kept."""
        return self._values.get(Alias(label, number))

    def _next(self, label: str) -> Alias:
        # A signed token and an opaque one of the same kind never share a number.
        kind = label.removesuffix(JWT_MARK)
        number = self._last[kind] = self._last.get(kind, 0) + 1
        return Alias(label, number)

    def _is_full(self) -> bool:
        return self._unannounced >= self._kept_values and len(self._by_digest) >= self._kept_digests

    def _digest(self, value: str) -> bytes:
        content = value.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(content, key=self._key, digest_size=16).digest()
