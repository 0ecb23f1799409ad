"""Secrets recognised by the name beside them: headers, parameters, keys of JSON and XML."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

# As whole words of a name, however it is spelled: `client_secret`, `clientSecret`, `X-Auth-Token`.
_SECRET_WORDS = frozenset(
    (
        *(
            "accesskey",
            "apikey",
            "apisecret",
            "assertion",
            "authtoken",
            "bearer",
            "credential",
            "credentials",
        ),
        *(
            "jwt",
            "otp",
            "passcode",
            "passphrase",
            "passwd",
            "password",
            "privatekey",
            "pwd",
            "secret",
            "secretkey",
        ),
        *("secrets", "signature", "signingkey", "token", "tokens", "verifier"),
    )
)
_SECRET_PAIRS = frozenset(
    (
        *(("access", "key"), ("api", "key"), ("auth", "key"), ("client", "key"), ("consumer", "key")),
        *(("encryption", "key"), ("master", "key"), ("private", "key"), ("secret", "key"), ("session", "id")),
        *(
            ("shared", "key"),
            ("signing", "key"),
            ("subscription", "key"),
            ("device", "code"),
            ("user", "code"),
        ),
        *(
            ("auth", "code"),
            ("authorization", "code"),
            ("app", "key"),
            ("pass", "word"),
            ("functions", "key"),
        ),
    )
)
_SECRET_JOINED = ("accesstoken", "refreshtoken", "idtoken", "clientsecret", "password", "apikey", "sessionid")
# A name that ends so speaks about a secret without being one: `token_type`, `password_policy`.
_ABOUT = frozenset(
    (
        *("algorithm", "alg", "at", "audience", "count", "created", "description", "enabled", "endpoint"),
        *(
            "endpoints",
            "error",
            "expiration",
            "expires",
            "expiry",
            "field",
            "format",
            "header",
            "headers",
            "hint",
        ),
        *(
            "id",
            "ids",
            "in",
            "issuer",
            "label",
            "length",
            "lifetime",
            "limit",
            "location",
            "method",
            "methods",
        ),
        *(
            "name",
            "policy",
            "prefix",
            "required",
            "rotation",
            "scheme",
            "scope",
            "size",
            "status",
            "supported",
        ),
        *(
            "ttl",
            "type",
            "types",
            "updated",
            "uri",
            "uris",
            "url",
            "usage",
            "used",
            "version",
            "info",
            "values",
        ),
    )
)
_NOT_OURS = frozenset(
    (
        *(
            ("page",),
            ("next", "page"),
            ("nextpage",),
            ("previous", "page"),
            ("prev", "page"),
            ("continuation",),
        ),
        *(("next",), ("sync",), ("max",), ("total",), ("prompt",), ("completion",), ("cursor",), ("skip",)),
    )
)
# Short names that mean a secret as a parameter of a URL or form and something else in JSON.
_PARAMETERS = {
    "code": 8,
    "state": 16,
    "nonce": 16,
    "key": 12,
    "sig": 8,
    "hmac": 8,
    "sid": 8,
    "auth": 8,
    "samlresponse": 8,
    "samlrequest": 8,
}
_SECRET_HEADERS = frozenset(("authorization", "proxy-authorization", "cookie", "set-cookie", "dpop"))
_LABELS = {
    "code": "authorization code",
    "auth code": "authorization code",
    "api key": "API key",
    "apikey": "API key",
    "id token": "ID token",
    "jwt": "JWT",
    "pwd": "password",
    "passwd": "password",
    "sig": "signature",
}
_BOUNDARY = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _BOUNDARY.split(name) if word)


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a field, key or header of this name holds a secret."""
    words = _words(name)
    if not words:
        return False
    if words[-1] in _ABOUT and words[-2:] != ("session", "id"):
        return False
    if words[-1] in ("token", "tokens") and words[:-1] in _NOT_OURS:
        return False
    if words[-1] == "tokens" and len(words) > 1:
        return False
    if any(word in _SECRET_WORDS for word in words):
        return True
    if any(pair in _SECRET_PAIRS for pair in pairwise(words)):
        return True
    joined = "".join(words)
    return any(joined.endswith(ending) for ending in _SECRET_JOINED)


def is_secret_parameter(name: str, value: str) -> bool:
    """Whether a parameter of a URL or form holds a secret; `code` and `state` do there."""
    shortest = _PARAMETERS.get("".join(_words(name)))
    return is_secret_name(name) or (shortest is not None and len(value) >= shortest)


def is_secret_header(name: str) -> bool:
    """Whether a header of this name holds a secret."""
    lowered = name.lower()
    if lowered in _SECRET_HEADERS:
        return True
    return is_secret_name(name) and not lowered.startswith(("www-", "access-control-", "sec-websocket-"))


LABELS = frozenset(_LABELS.values())
"""What a secret is called where its name is not good for that."""


@lru_cache(maxsize=4096)
def label_for(name: str) -> str:
    """What a chip calls the secret under this name: `access_token` gives `access token`."""
    words = _words(name)
    if words[:1] == ("x",) and len(words) > 1:
        words = words[1:]
    spaced = " ".join(words)
    return _LABELS.get(spaced, spaced) or "secret"
