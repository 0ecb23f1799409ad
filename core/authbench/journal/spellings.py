"""How a secret may be written: as it is and in parts, in other encodings, escaped, inside base64."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

from authbench.journal.secret_names import is_secret_name

SHORTEST = 4
"""Shorter secrets are masked by place only: by value they would make every text unreadable."""
SHORTEST_ANYWHERE = 8
"""Secrets of 4 to 7 characters are masked as whole words only."""
WINDOW = 12
WINDOWED_FROM = 24
"""Any 12 characters of a secret of 24 or more are masked."""

# Values that people do type as secrets and that are words of every exchange: masked by place only.
PLAIN_WORDS = frozenset(
    (
        *("access_token", "admin", "api_key", "apikey", "application/json", "authorization"),
        *(
            "authorization_code",
            "authorization code",
            "basic",
            "bearer",
            "changeme",
            "client",
            "client_credentials",
        ),
        *("client_id", "client_secret", "code", "code_verifier", "default", "demo", "example", "false"),
        *("grant_type", "guest", "html", "http", "https", "id_token", "json", "localhost", "login", "name"),
        *(
            "none",
            "null",
            "oauth",
            "oauth2",
            "offline_access",
            "openid",
            "pass",
            "password",
            "post",
            "private",
        ),
        *(
            "public",
            "redirect_uri",
            "refresh_token",
            "request",
            "response",
            "root",
            "scope",
            "secret",
            "state",
        ),
        *("string", "test", "text", "token", "token_type", "true", "undefined", "user", "username", "value"),
    )
)
# What may be a label of a host's name, of up to 63 characters (RFC 1035, 2.3.4), and is no mere word.
_HOST_LABEL = re.compile(r"(?=.*[A-Z])(?=.*\d|.{16})[A-Za-z0-9._-]{8,63}\Z")
_PEM_LINE = re.compile(r"-----[A-Z ]+-----")
_URL_PART = re.compile(r"://[^/?#@:]*:([^/?#@]{4,})@|[/=](?=[^/?#&=]*\d)([^/?#&=@:]{16,})")
# As CSV, YAML and SQL write a quote within quotes, and shells.
_QUOTES = (('"', '""'), ("'", "''"), ("'", "'\"'\"'"), ("'", "'\\''"))


def spellings(value: str) -> Iterator[tuple[str, int, bool, bool]]:
    """(text, shortest piece that counts, whole words only, is base64) for each spelling."""
    seen: set[str] = set()
    for part in _parts(value):
        for spelling in _spellings_of_part(part, windows=not _is_structured(part)):
            # Forms write a blank as a plus, whatever else was done to the value before.
            for text in (spelling[0], spelling[0].replace(" ", "+")):
                if text not in seen and len(text) >= SHORTEST:
                    seen.add(text)
                    yield (text, *spelling[1:])


def _spellings_of_part(value: str, *, windows: bool) -> Iterator[tuple[str, int, bool, bool]]:
    if value.lower() in PLAIN_WORDS:
        return
    short = len(value) < SHORTEST_ANYWHERE
    minimum = WINDOW if windows and len(value) >= WINDOWED_FROM else len(value)
    yield value, minimum, short, False
    content = value.encode("utf-8", "surrogatepass")
    mistaken = content.decode("latin-1")
    if mistaken != value:
        yield mistaken, len(mistaken), short, False
    hexadecimal = content.hex()
    shortest = 2 * WINDOW if minimum == WINDOW else len(hexadecimal)
    yield hexadecimal, shortest, short, False
    yield hexadecimal.upper(), shortest, short, False
    if short:
        for codec in ("utf-8", "utf-16-le", "utf-16-be"):
            plain = base64.b64encode(value.encode(codec, "surrogatepass")).decode("ascii").rstrip("=")
            yield plain, len(plain), True, False
        return
    yield value[::-1], len(value), False, False
    if _HOST_LABEL.match(value):
        # Capitals mean nothing in the name of a host: clients write it in small letters (RFC 4343).
        yield value.lower(), len(value), False, False
    for quote, doubled in _QUOTES:
        if quote in value:
            other = value.replace(quote, doubled)
            yield other, len(other), False, False
    yield from _base64_spellings(content)
    if not value.isascii():
        for codec in ("utf-16-le", "utf-16-be"):
            wide = value.encode(codec, "surrogatepass")
            yield wide.decode("latin-1"), len(wide), False, False
            yield from _base64_spellings(wide)


def _base64_spellings(content: bytes) -> Iterator[tuple[str, int, bool, bool]]:
    for shift in range(3):
        # The characters that the secret alone decides, whatever bytes surround it.
        encoded = base64.b64encode(bytes(shift) + content).decode("ascii")
        core = encoded[(0, 2, 3)[shift] : (shift + len(content)) * 8 // 6]
        for spelled in (core, core.replace("+", "-").replace("/", "_")):
            yield spelled, max(min(len(spelled), 33), len(spelled) // 4), False, True


def _parts(value: str) -> Iterator[str]:
    yield value
    stripped = value.strip()
    if stripped != value:
        yield stripped
    if "PRIVATE KEY-----" in value:
        for line in value.replace("\\n", "\n").splitlines():
            if len(line) >= WINDOWED_FROM and not _PEM_LINE.search(line):
                yield line.strip()
    if value.lstrip().startswith("{"):
        yield from _secret_leaves(value)
    if "://" in value[:20]:
        # The password of a connection string, the token in a webhook's path: they come alone, too.
        yield from (match[1] or match[2] for match in _URL_PART.finditer(value))


def _is_structured(value: str) -> bool:
    """Whether pieces of `value` are ordinary text: a URL, a key file with its banner, JSON."""
    return "://" in value[:20] or "PRIVATE KEY-----" in value or value.lstrip().startswith("{")


def _secret_leaves(document: str) -> Iterator[str]:
    """The secret values in a JSON document, such as a service account's key file."""
    try:
        root = json.loads(document)
    except (ValueError, RecursionError):
        return
    rest: list[tuple[str, Any]] = [("", root)]
    while rest:
        name, value = rest.pop()
        if isinstance(value, dict):
            rest += value.items()
        elif isinstance(value, list):
            rest += ((name, item) for item in value)
        elif isinstance(value, str) and ("PRIVATE KEY-----" in value or is_secret_name(name)):
            yield from _parts(value)
