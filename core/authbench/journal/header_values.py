"""Where the secrets are in a header's value."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from authbench.journal.chips import Span
from authbench.journal.secret_names import is_secret_header, label_for
from authbench.journal.secret_values import Known

CREDENTIALS = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*)(\s+)(.+)\Z", re.DOTALL)
"""The scheme, what separates it, and the credentials (RFC 9110, 11.4)."""
PARAMETER = re.compile(r"([A-Za-z0-9_*-]{1,64})\s{0,8}=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s,\"]+))")
"""A parameter: its name, its quoted or its bare value."""
_COOKIE = re.compile(r"[^;]+")
# Only these are shown; the first word of anything else may itself be the secret.
_KNOWN_SCHEMES = frozenset(
    (
        *(
            "basic",
            "bearer",
            "digest",
            "negotiate",
            "ntlm",
            "dpop",
            "oauth",
            "oauth2",
            "token",
            "apikey",
            "api-key",
        ),
        *(
            "ssws",
            "googlelogin",
            "aws4-hmac-sha256",
            "hawk",
            "hmac",
            "zoho-oauthtoken",
            "sharedkey",
            "key",
            "jwt",
        ),
    )
)
_SECRET_PARTS = {
    "digest": frozenset(("response", "cnonce")),
    "aws4-hmac-sha256": frozenset(("credential", "signature")),
}


def secrets_in_header(name: str, value: str, label_of: Callable[[str], str | None]) -> Iterator[Span]:
    """The spans of `value` that the header's name or scheme marks as secret. `label_of` names a
    value that is known."""
    lowered = name.lower()
    if not is_secret_header(name) or not value.strip():
        return
    if lowered in ("authorization", "proxy-authorization"):
        yield from _credentials(value, label_of)
    elif lowered == "cookie":
        for match in _COOKIE.finditer(value):
            yield from _cookie(match)
    elif lowered == "set-cookie":
        first = _COOKIE.search(value)
        if first is not None:
            yield from _cookie(first)
    else:
        yield _whole(value, label_of(value.strip()) or label_for(name))


def _cookie(match: re.Match[str]) -> Iterator[Span]:
    """The value of a cookie; all of what has no name."""
    name, mark, value = match.group().partition("=")
    shown = value.strip() if mark else name.strip()
    if shown:
        start = match.end() - len((value if mark else name).lstrip())
        yield _span(start, start + len(shown), "cookie")


def _credentials(value: str, label_of: Callable[[str], str | None]) -> Iterator[Span]:
    if value.strip().lower() in _KNOWN_SCHEMES:
        # An empty token: nothing to hide, and just what the reader has to see.
        return
    match = CREDENTIALS.match(value)
    scheme = match[1].lower() if match else ""
    if match is None or scheme not in _KNOWN_SCHEMES:
        yield _whole(value, "credentials")
        return
    start = match.start(3)
    secret_parts = _SECRET_PARTS.get(scheme)
    if secret_parts is not None:
        for part in PARAMETER.finditer(match[3]):
            if part[1].lower() in secret_parts:
                group = 2 if part[2] is not None else 3
                yield _span(start + part.start(group), start + part.end(group), part[1].lower())
        return
    rest = match[3].rstrip()
    if scheme == "basic":
        yield _pair(start, rest, label_of)
    else:
        yield _span(start, start + len(rest), label_of(rest) or "access token")


def _pair(start: int, encoded: str, label_of: Callable[[str], str | None]) -> Span:
    """A Basic pair, called by what it holds as far as its halves are known (RFC 7617)."""
    end = start + len(encoded)
    try:
        pair = base64.b64decode(encoded + "=" * (-len(encoded) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return _span(start, end, "credentials")
    user, _, password = pair.partition(":")
    label, user_label = label_of(password), label_of(user)
    if user_label and not label:
        # Some APIs take their key as the user name.
        beside = "password" if password else ""
        found = Known(start, end, user_label, len(encoded), beside=beside, exact=False, whole=user)
    else:
        is_client = label is not None and ("client" in label or label == "secret")
        beside = user_label or ("client id" if is_client else "user name")
        whole = password or pair
        found = Known(start, end, label or "password", len(encoded), beside=beside, exact=False, whole=whole)
    return found


def _whole(value: str, label: str) -> Span:
    stripped = value.strip()
    start = value.index(stripped)
    return _span(start, start + len(stripped), label)


def _span(start: int, end: int, label: str) -> Span:
    return Span(start, end, label, end - start)
