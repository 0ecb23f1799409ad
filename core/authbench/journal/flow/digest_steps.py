"""Digest access authentication (RFC 7616, 3.4), worked out from a request that answered a challenge."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import unquote

from authbench.journal.chips import Redacted
from authbench.journal.flow.picture import Topic
from authbench.journal.flow.working_steps import Evidence, Step, Working, hidden, verdict
from authbench.journal.redacted_text import joined

_PARAMETER = re.compile(r'([A-Za-z0-9_*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}
_UNCHECKED = "Not checked: the password is in no setting of this run."

Hash = Callable[[str], str]


def digest(evidence: Evidence) -> Working | None:
    """HA1 of who asks, HA2 of what is asked, and the response of both and the challenge."""
    value = evidence.header("authorization") or ""
    if not value.lower().startswith("digest "):
        return None
    told = _parameters(value[7:])
    algorithm = told.get("algorithm", "MD5")
    name = _HASHES.get(algorithm.upper().removesuffix("-SESS"))
    if name is None or "response" not in told:
        return None
    users = _users(told, evidence)
    for charset in ("utf-8", "latin-1"):
        h = _hashing(name, charset)
        for user in users:
            password = evidence.find(partial(_answers, told, user, evidence, h))
            if password is not None:
                return _worked(told, user, password, evidence, h)
    return _worked(told, users[0] if users else "", None, evidence, _hashing(name, "utf-8"))


def _worked(told: Mapping[str, str], user: str, password: str | None, evidence: Evidence, h: Hash) -> Working:
    algorithm = told.get("algorithm", "MD5")
    length = len(h(""))
    realm, nonce, uri = told.get("realm", ""), told.get("nonce", ""), told.get("uri", "")
    key = evidence.secret(password, "password") if password is not None else hidden("password", 0)
    ha1, ha2 = hidden("HA1", length), Redacted(h(_second(told, evidence, h)))
    cnonce = evidence.secret(told["cnonce"], "cnonce") if "cnonce" in told else Redacted("")
    public = evidence.public
    steps = [
        Step(
            f"HA1: {algorithm} of user, realm and password",
            joined((public(user), ":", public(realm), ":", key)),
            ha1,
        )
    ]
    if algorithm.upper().endswith("-SESS"):
        session = hidden("HA1 of this session", length)
        steps.append(
            Step(
                "HA1 of this session: with both random words",
                joined((ha1, ":", public(nonce), ":", cnonce)),
                session,
            )
        )
        ha1 = session
    asked = joined((evidence.exchange.method, ":", evidence.redactor.url(uri)))
    body = ":SHA of the body" if told.get("qop") == "auth-int" else ""
    steps.append(Step("HA2: of method and address", joined((asked, body)), ha2))
    parts: list[Redacted | str] = [ha1, ":", public(nonce), ":"]
    if "qop" in told:
        parts += (told.get("nc", ""), ":", cnonce, ":", told["qop"], ":")
    response = evidence.secret(told["response"], "response")
    steps.append(Step("Response: of all of them", joined((*parts, ha2)), response))
    matches = True if password is not None else None
    return Working(
        Topic.DIGEST,
        "How the challenge was answered",
        tuple(steps),
        matches,
        verdict(matches, _UNCHECKED),
        "RFC 7616, 3.4.1",
    )


def _answers(told: Mapping[str, str], user: str, evidence: Evidence, h: Hash, password: str) -> bool:
    return _response(told, user, password, evidence, h) == told["response"]


def _response(told: Mapping[str, str], user: str, password: str, evidence: Evidence, h: Hash) -> str:
    """What the response must be with this password; empty where it cannot be written."""
    nonce, cnonce = told.get("nonce", ""), told.get("cnonce", "")
    try:
        ha1 = h(f"{user}:{told.get('realm', '')}:{password}")
        if told.get("algorithm", "").upper().endswith("-SESS"):
            ha1 = h(f"{ha1}:{nonce}:{cnonce}")
        ha2 = h(_second(told, evidence, h))
        if "qop" in told:
            return h(f"{ha1}:{nonce}:{told.get('nc', '')}:{cnonce}:{told['qop']}:{ha2}")
        return h(f"{ha1}:{nonce}:{ha2}")
    except UnicodeEncodeError:
        return ""


def _second(told: Mapping[str, str], evidence: Evidence, h: Hash) -> str:
    text = f"{evidence.exchange.method}:{told.get('uri', '')}"
    if told.get("qop") != "auth-int":
        return text
    name = _HASHES[told.get("algorithm", "MD5").upper().removesuffix("-SESS")]
    body = hashlib.new(name, evidence.exchange.request_body.content, usedforsecurity=False)
    return f"{text}:{body.hexdigest()}"


def _users(told: Mapping[str, str], evidence: Evidence) -> list[str]:
    """Who may have asked; a hashed name is one of the settings (RFC 7616, 3.4.4)."""
    if "username*" in told:
        return [unquote(told["username*"].rpartition("'")[2])]
    if told.get("userhash", "").lower() != "true":
        return [told.get("username", "")]
    name = _HASHES[told.get("algorithm", "MD5").upper().removesuffix("-SESS")]
    h = _hashing(name, "utf-8")
    found = evidence.find(lambda value: h(f"{value}:{told.get('realm', '')}") == told.get("username"))
    return [found] if found is not None else []


def _hashing(name: str, charset: str) -> Hash:
    return lambda text: hashlib.new(name, text.encode(charset), usedforsecurity=False).hexdigest()


def _parameters(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, quoted, bare in _PARAMETER.findall(text):
        found[name.lower()] = re.sub(r"\\(.)", r"\1", quoted) if quoted else bare
    return found
