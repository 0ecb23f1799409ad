"""Digest access authentication (RFC 7616) as a client answers it; no I/O.

The first attempt goes out without credentials; one challenge is answered. MD5 and the SHA-2
algorithms, with or without `-sess`, `qop=auth`, `auth-int` and the older form without qop.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from authbench.events import Header

_HASHES = {"SHA-512-256": "sha512_256", "SHA-256": "sha256", "MD5": "md5"}
"""Strongest first: of several challenges the best one that we know is answered."""

_PARAMETER = re.compile(r'([A-Za-z0-9_*-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]+)')
_SCHEME = re.compile(r"(?:^|,)\s*([A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]*)(?:\s+(?=[A-Za-z0-9])|\s*(?=,|$))")


@dataclass(frozen=True, slots=True)
class Challenge:
    """A Digest challenge that can be answered."""

    realm: str
    nonce: str
    algorithm: str
    qop: str | None
    opaque: str | None
    utf8: bool
    userhash: bool
    says_algorithm: bool


def find_challenge(headers: tuple[Header, ...]) -> Challenge | None:
    """The strongest Digest challenge of a 401 that can be answered, or None."""
    found: list[Challenge] = []
    for name, value in headers:
        if name.lower() == "www-authenticate":
            for parameters in _digest_parameters(value):
                challenge = _challenge(parameters)
                if challenge is not None:
                    found.append(challenge)
    strength = list(_HASHES)
    found.sort(key=lambda challenge: strength.index(_base(challenge.algorithm)))
    return found[0] if found else None


def answer(
    challenge: Challenge,
    *,
    user: str,
    password: str,
    method: str,
    target: str,
    body: bytes = b"",
    cnonce: str | None = None,
) -> str:
    """The value of the `Authorization` header that answers `challenge` for this request.

    `target` is the request target as sent. `cnonce` is random unless given.
    """
    encoding = "utf-8" if challenge.utf8 else _legacy_encoding(user + password)
    digest = _hash(challenge.algorithm)
    cnonce = secrets.token_hex(16) if cnonce is None else cnonce
    count = "00000001"

    def h(text: str, charset: str = encoding) -> str:
        return digest(text.encode(charset, "surrogatepass" if charset == "utf-8" else "strict"))

    a1 = h(f"{user}:{challenge.realm}:{password}")
    if challenge.algorithm.upper().endswith("-SESS"):
        a1 = h(f"{a1}:{challenge.nonce}:{cnonce}")
    a2 = f"{method}:{target}"
    if challenge.qop == "auth-int":
        a2 += ":" + digest(body)
    if challenge.qop is None:
        response = h(f"{a1}:{challenge.nonce}:{h(a2)}")
    else:
        response = h(f"{a1}:{challenge.nonce}:{count}:{cnonce}:{challenge.qop}:{h(a2)}")

    parts = [_username(user, challenge, h)]
    parts += [_quoted("realm", challenge.realm), _quoted("nonce", challenge.nonce), _quoted("uri", target)]
    if challenge.says_algorithm:
        parts.append(f"algorithm={challenge.algorithm}")
    parts.append(_quoted("response", response))
    if challenge.opaque is not None:
        parts.append(_quoted("opaque", challenge.opaque))
    if challenge.qop is not None:
        parts += [f"qop={challenge.qop}", f"nc={count}", _quoted("cnonce", cnonce)]
    elif challenge.algorithm.upper().endswith("-SESS"):
        parts.append(_quoted("cnonce", cnonce))
    if challenge.userhash:
        parts.append("userhash=true")
    return "Digest " + ", ".join(parts)


def _digest_parameters(value: str) -> list[dict[str, str]]:
    """The parameters of each Digest challenge in one header value, which may hold several schemes."""
    found: list[dict[str, str]] = []
    # Quoted strings are blanked while looking for schemes, so that a comma inside one splits nothing.
    blanked = re.sub(r'"(?:[^"\\]|\\.)*"', lambda match: '"' + "_" * (len(match.group()) - 2) + '"', value)
    starts = [match for match in _SCHEME.finditer(blanked) if "=" not in match.group(1)]
    for index, match in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(value)
        if match.group(1).lower() == "digest":
            pairs = _PARAMETER.findall(value[match.end() : end])
            found.append({name.lower(): _unquoted(text) for name, text in pairs})
    return found


def _challenge(parameters: dict[str, str]) -> Challenge | None:
    if "nonce" not in parameters:
        return None
    algorithm = parameters.get("algorithm", "MD5")
    if _base(algorithm) not in _HASHES:
        return None
    offered = [item.strip().lower() for item in parameters.get("qop", "").split(",") if item.strip()]
    qop = next((wanted for wanted in ("auth", "auth-int") if wanted in offered), None)
    if offered and qop is None:
        return None
    return Challenge(
        realm=parameters.get("realm", ""),
        nonce=parameters["nonce"],
        algorithm=algorithm,
        qop=qop,
        opaque=parameters.get("opaque"),
        utf8=parameters.get("charset", "").lower() == "utf-8",
        userhash=parameters.get("userhash", "").lower() == "true",
        says_algorithm="algorithm" in parameters,
    )


def _base(algorithm: str) -> str:
    return algorithm.upper().removesuffix("-SESS")


def _hash(algorithm: str) -> Callable[[bytes], str]:
    name = _HASHES[_base(algorithm)]
    return lambda content: hashlib.new(name, content, usedforsecurity=False).hexdigest()


def _legacy_encoding(text: str) -> str:
    # Without charset the encoding is not defined (RFC 7616, 4); Latin-1 is what servers of old expect.
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return "utf-8"
    return "latin-1"


def _username(user: str, challenge: Challenge, h: Callable[[str], str]) -> str:
    if challenge.userhash:
        return _quoted("username", h(f"{user}:{challenge.realm}"))
    if challenge.utf8 and not user.isascii():
        return "username*=UTF-8''" + quote(user, safe="")
    return _quoted("username", user)


def _quoted(name: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}="{escaped}"'


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text
