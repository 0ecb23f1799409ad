"""Which values are secret by the look of their name or content, marked or not."""

from __future__ import annotations

import re
from itertools import pairwise

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SECRET_WORDS = frozenset(
    {
        "secret", "secrets", "password", "passwd", "passphrase", "passcode", "pwd", "pass", "token",
        "tokens", "apikey", "credential", "credentials", "jwt", "pem", "otp", "assertion",
    }
)  # fmt: skip
_SECRET_KEYS = frozenset(
    {
        "api", "private", "secret", "access", "auth", "encryption", "signing", "shared", "subscription",
        "account", "master", "license", "service", "session", "security", "app", "client", "user", "hmac",
    }
)  # fmt: skip
"""Words that make a following `key` a secret one: `api_key`, `private_key`, `signing_key`."""
_HARMLESS_ENDS = frozenset(
    {
        "url", "uri", "endpoint", "host", "hostname", "domain", "path", "file", "filename", "type", "name",
        "id", "ids", "label", "hint", "expires", "expiry", "expiration", "lifetime", "ttl", "in", "at",
        "on", "header", "prefix", "suffix", "param", "parameter", "method", "format", "scheme", "enabled",
        "required", "scope", "scopes", "audience", "issuer", "algorithm", "alg", "length", "count", "size",
        "version", "location", "field", "mode", "option", "status", "grant", "flow", "placement", "region",
        "resource",
    }
)  # fmt: skip
"""Last words that name something about a secret, not the secret: `token_url`, `access_key_id`."""

_IDENTIFIERS = frozenset({"aws_api_key"})
"""Names that look secret but by the SDK's contract are identifiers (SDK reference 3.12)."""

_SECRET_VALUE = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"
    r"|(?:\bBearer|\bBasic) +[\w+/=.-]{16,}"
    r"|\b(?:ghp_|gho_|ghs_|github_pat_|glpat-|xox[abpr]-|sk_live_|rk_live_|sk-ant-|SG\.)[\w-]{12,}",
    re.ASCII,
)
"""Private keys, signed tokens, whole credentials of a header, and tokens that providers mark as such."""

_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")


def name_is_secret(name: str) -> bool:
    """Whether a field or settings key of this name holds a secret: `client_secret`, `apiToken`,
    `private_key`; but not `token_url` or `access_key_id`."""
    if name in _IDENTIFIERS:
        return False
    words = [word.lower() for word in _WORD.findall(name)]
    while words and words[-1].isdigit():
        words.pop()
    if not words or words[-1] in _HARMLESS_ENDS:
        return False
    if any(word in _SECRET_WORDS for word in words):
        return True
    return any(second == "key" and first in _SECRET_KEYS for first, second in pairwise(words)) or any(
        ending in "".join(words)
        for ending in ("apikey", "privatekey", "secretkey", "accesstoken", "password")
    )


def looks_secret(value: str) -> bool:
    """Whether a text is a secret by its looks, whatever its field is called."""
    return _SECRET_VALUE.search(value) is not None


def looks_like_private_key(value: str) -> bool:
    """Whether a text holds a private key in PEM form, with real or escaped line ends."""
    return _PRIVATE_KEY.search(value) is not None
