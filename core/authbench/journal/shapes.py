"""Secrets recognised by their look in any text, and by a name beside them in free text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from authbench.journal.chips import Span
from authbench.journal.secret_names import is_secret_name, label_for
from authbench.journal.word_places import places_of

_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*){1,3}")
_JWT_RUN = re.compile(r"[A-Za-z0-9_-]+")
_KEY_BEGINS = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----")
_KEY_ENDS = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----")
_SCHEME = re.compile(
    r"\b(?:bearer|basic|token|dpop|negotiate|oauth2?|ssws)(?:\s|%20|\+){1,4}"
    r"(?=\S{0,200}\d|\S{20})([A-Za-z0-9._~+/=%-]{8,}+)(?!\")",
    re.IGNORECASE,
)
_USER_INFO = re.compile(r"//([^/\s:@\"'<>]*):([^/\s@\"'<>]+)@")
_CORES = (
    *("secret", "passw", "passphrase", "pwd", "token", "credential", "signature", "assertion", "verifier"),
    *("_key", "-key", "apikey", "accesskey", "privatekey", "secretkey", "signingkey"),
    *("session_id", "session-id", "sessionid", "device_code", "user_code", "auth_code", "passcode"),
)
_SCHEMES = ("bearer", "basic", "token", "dpop", "negotiate", "oauth", "ssws")
_NAME_START = re.compile(r"[A-Za-z0-9_.-]{0,40}\Z")
_NAME_END_AND_VALUE = re.compile(
    r"(?P<name>[A-Za-z0-9_-]{0,60})(?:\\?[\"'])?\s{0,4}(?P<mark>=>|=|:)\s{0,4}"
    r"(?:\\?\"(?P<double>(?:[^\"\\]|\\[^\"])+)|\\?'(?P<single>[^'\\]+)|(?P<bare>[^\s\"'&,;<>(){}\[\]]{4,}))"
)
_OPAQUE = re.compile(r"(?=\S*\d)\S{8}|\S{20}")
_PART_HEAD = re.compile(
    r"content-disposition:([^\r\n]{0,400})\r?\n(?:[^\r\n]{1,1000}\r?\n){0,8}\r?\n", re.IGNORECASE
)
_PART_NAME = re.compile(r"\bname=(?:\"([^\"]{1,80})|([^\s;\"]{1,80}))", re.IGNORECASE)
_PART_END = re.compile(r"\r?\n--|\Z")
_XML_ELEMENT = re.compile(
    r"<(?:[\w.-]+:)?([\w.-]+)(?:\s[^<>]*)?>([^<>]+|\s{0,80}<!\[CDATA\[(?:[^\]<]|\](?!\]>)|<(?!!\[CDATA\[))+\]\]>\s{0,80})</"
)
_XML_ATTRIBUTE = re.compile(r"\s([\w.-]+)\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_NO_VALUE = frozenset(("null", "nil", "none", "true", "false", "undefined", "missing", "required", "invalid"))


def is_jwt(text: str) -> bool:
    """Whether `text` is a signed token in compact form (RFC 7519)."""
    return bool(_JWT.fullmatch(text))


def shaped(text: str) -> Iterator[Span]:
    """Signed tokens, private keys, credentials after a scheme, passwords in URLs."""
    yield from _tokens(text)
    yield from _private_keys(text)
    if "//" in text and "@" in text:
        for match in _USER_INFO.finditer(text):
            yield _group(match, 2, "password")
    lowered = text.lower()
    if any(scheme in lowered for scheme in _SCHEMES):
        for match in _SCHEME.finditer(text):
            yield _group(match, 1, "credentials")


def _tokens(text: str) -> Iterator[Span]:
    at = text.find("eyJ")
    while at >= 0:
        match = _JWT.match(text, at)
        if match is not None:
            yield Span(at, match.end(), "JWT", match.end() - at)
            at = match.end()
        else:
            # What follows decided against it, and is the same for every start in this run.
            run = _JWT_RUN.match(text, at)
            at = run.end() if run is not None else at + 3
        at = text.find("eyJ", at)


def _private_keys(text: str) -> Iterator[Span]:
    done = 0
    while begins := _KEY_BEGINS.search(text, done):
        ends = _KEY_ENDS.search(text, begins.end())
        done = ends.end() if ends is not None else len(text)
        yield Span(begins.start(), done, "private key", done - begins.start())


def named(text: str) -> Iterator[Span]:
    """Values behind a name that means a secret: `client_secret=…`, `"token" => "…"`."""
    done = 0
    for start in places_of(_CORES, text):
        if start < done:
            continue
        match = _NAME_END_AND_VALUE.match(text, start)
        if match is None:
            continue
        before = _NAME_START.search(text[max(0, start - 40) : start])
        name = (before.group() if before else "") + match["name"]
        group = match.lastgroup or "bare"
        if group == "bare" and match["mark"] == ":" and not _OPAQUE.match(match["bare"]):
            # A colon in a sentence: `could not get a token: refused`.
            continue
        if is_secret_name(name) and match[group].lower() not in _NO_VALUE:
            yield _group(match, group, label_for(name))
            done = match.end()
    if "isposition:" in text:
        yield from _form_data(text)


def _form_data(text: str) -> Iterator[Span]:
    """Parts of a multipart form whose name means a secret (RFC 7578, 4.2)."""
    for head in _PART_HEAD.finditer(text):
        found = _PART_NAME.search(head[1])
        name = (found[1] or found[2]) if found else ""
        end = _PART_END.search(text, head.end())
        if end is not None and end.start() > head.end() and is_secret_name(name):
            yield Span(head.end(), end.start(), label_for(name), end.start() - head.end())


def in_xml(text: str) -> Iterator[Span]:
    """Contents of XML elements and attributes whose name means a secret."""
    for match in _XML_ELEMENT.finditer(text):
        if is_secret_name(match[1]) and match[2].strip():
            yield _group(match, 2, label_for(match[1]))
    for match in _XML_ATTRIBUTE.finditer(text):
        group = 2 if match[2] else 3
        if match[group] and is_secret_name(match[1]):
            yield _group(match, group, label_for(match[1]))


def _group(match: re.Match[str], group: int | str, label: str) -> Span:
    start, end = match.span(group)
    return Span(start, end, label, end - start)
