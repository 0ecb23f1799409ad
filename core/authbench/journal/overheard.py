"""Secrets that nobody announced, taken from where they are sent and answered.

What a header, parameter, form, document or cookie names as secret is masked there by its name. Known
by its value as well, it is masked wherever else it turns up: in an echo, an error's text, a later answer.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from urllib.parse import unquote, unquote_plus

from authbench.events import Body, Header, HttpExchange
from authbench.journal.apart import secrets_apart
from authbench.journal.chips import Span
from authbench.journal.header_values import CREDENTIALS, PARAMETER
from authbench.journal.secret_names import is_secret_header, is_secret_name, label_for
from authbench.journal.shapes import in_xml
from authbench.journal.spellings import PLAIN_WORDS
from authbench.journal.tables import secrets_in_table
from authbench.journal.urls import secrets_in_form, secrets_in_url

MOST_OF_ONE = 24
"""Values taken from one exchange."""
_LONGEST = 8_192
_SEARCHED = 16_384
"""Bytes of a body in which such values are looked for; answers with tokens are smaller."""

_SENT = re.compile(r"(?=\S*\d)\S{8,}|\S{16,}")
_OPAQUE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9._~+/=:|%@!-]{16,}")
_PLAIN = re.compile(
    r"(?i:[a-z][a-z0-9+.-]*://.*)|(?i:[^@\s]+@[^@\s]+\.[a-z]{2,}\Z)|(?:\d{4}-\d\d-\d\d.*)"
    r"|(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,10}\Z)|[{\[]"
)
_NAMES = tuple(
    word.encode()
    for word in ("token", "secret", "key", "jwt", "assertion", "session", "passw", "credential", "code")
)
_MADE_FOR_ONE = ("signature", "response", "dpop", "mac", "sig")
"""Computed for a single request, so that nothing that happened before can hold them."""
# Of JSON, members with a text: several times as fast as looking at what lies deeper under such a name.
_MEMBER = re.compile(r'"([A-Za-z0-9_. -]{1,60})"\s{0,8}:\s{0,8}"((?:[^"\\]|\\.){8,8192})"')
_PARAMETRIZED = frozenset(("digest", "aws4-hmac-sha256"))
_URL_HEADERS = frozenset(("location", "content-location", "referer", "refresh"))


@dataclass(frozen=True, slots=True)
class Overheard:
    """A secret and what to call it; `spent` when it was made for one request alone."""

    value: str
    label: str
    spent: bool = False


def overheard(exchange: HttpExchange) -> list[Overheard]:
    """What a finished exchange shows to be secret, at most `MOST_OF_ONE` values."""
    return list(islice(_overheard(exchange), MOST_OF_ONE))


def _overheard(exchange: HttpExchange) -> Iterator[Overheard]:
    yield from _in_url(exchange.url)
    yield from _in_headers(exchange.request_headers, sent=True)
    yield from _in_body(exchange.request_body, exchange.request_headers, sent=True)
    yield from _in_headers(exchange.response_headers, sent=False)
    yield from _in_body(exchange.response_body, exchange.response_headers, sent=False)


def _in_url(url: str) -> Iterator[Overheard]:
    if "?" in url or "#" in url or "@" in url:
        for span in secrets_in_url(url):
            value = url[span.start : span.end]
            if span.beside:
                yield from _told(unquote(value.partition(":")[2]), "password", sent=True)
            else:
                yield from _told(unquote(value), span.label, sent=is_secret_name(span.label))


def _in_headers(headers: Iterable[Header], *, sent: bool) -> Iterator[Overheard]:
    for name, value in headers:
        match _kind(name):
            case "":
                continue
            case "url":
                yield from _in_url(value)
            case "credentials":
                yield from _credentials(value.strip())
            case "cookie":
                for pair in value.split(";"):
                    yield from _told(pair.partition("=")[2].strip().strip('"'), "cookie", sent=False)
            case "set-cookie":
                pair = value.partition(";")[0]
                yield from _told(pair.partition("=")[2].strip().strip('"'), "cookie", sent=False)
            case _:
                yield from _told(value.strip(), label_for(name), sent=sent)


@lru_cache(maxsize=1024)
def _kind(name: str) -> str:
    """What a header of this name holds: empty for nothing secret."""
    lowered = name.lower()
    if lowered in _URL_HEADERS:
        return "url"
    if not is_secret_header(name):
        return ""
    if lowered in ("authorization", "proxy-authorization"):
        return "credentials"
    return lowered if lowered in ("cookie", "set-cookie") else "named"


def _credentials(value: str) -> Iterator[Overheard]:
    match = CREDENTIALS.match(value)
    if match is None:
        yield from _told(value, "credentials", sent=True)
        return
    scheme, rest = match[1].lower(), match[3].rstrip()
    if scheme == "basic":
        yield from _pair(rest)
        return
    if scheme not in _PARAMETRIZED and " " not in rest and '="' not in rest:
        yield from _told(rest, "access token", sent=True)
        return
    for part in PARAMETER.finditer(rest):
        name = part[1].lower()
        if name in _MADE_FOR_ONE or (is_secret_name(name) and name != "credential"):
            yield from _told(unquote(part[2] if part[2] is not None else part[3]), name, sent=True)


def _pair(encoded: str) -> Iterator[Overheard]:
    """A Basic pair by its password; by the whole where the password is none to be known by (RFC 7617)."""
    try:
        pair = base64.b64decode(encoded + "=" * (-len(encoded) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        pair = ""
    user, _, password = pair.partition(":")
    found = list(_told(password or user, "password", sent=True))
    yield from found or _told(encoded, "credentials", sent=True)


def _in_body(body: Body, headers: Iterable[Header], *, sent: bool) -> Iterator[Overheard]:
    content = body.content
    if not 8 <= len(content) <= _SEARCHED:
        return
    lowered = content.lower()
    if not any(name in lowered for name in _NAMES):
        return
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return
    kind = next((value.lower() for name, value in headers if name.lower() == "content-type"), "")
    start = text.lstrip()[:1]
    if start in ("{", "["):
        for name, value in _MEMBER.findall(text):
            if is_secret_name(name):
                yield from _told(_meant(value), label_for(name), sent=sent)
        for span in secrets_apart(text):
            yield from _told(_meant(text[span.start : span.end]), span.label, sent=sent)
    elif start == "<":
        if "html" not in kind:
            yield from _spans(text, in_xml(text), sent=sent)
        yield from _spans(text, secrets_apart(text), sent=sent)
    elif "form-urlencoded" in kind or ("=" in text and "\n" not in text and " " not in text):
        for span in secrets_in_form(text):
            yield from _told(unquote_plus(text[span.start : span.end]), span.label, sent=sent)
        for span in secrets_apart(text):
            yield from _told(unquote_plus(text[span.start : span.end]), span.label, sent=sent)
    else:
        yield from _spans(text, chain(secrets_apart(text), secrets_in_table(text)), sent=sent)


def _spans(text: str, spans: Iterable[Span], *, sent: bool) -> Iterator[Overheard]:
    for span in spans:
        yield from _told(text[span.start : span.end].strip(), span.label, sent=sent)


def _meant(inner: str) -> str:
    if "\\" not in inner:
        return inner
    try:
        return str(json.loads(f'"{inner}"'))
    except ValueError:
        return inner


def _told(value: str, label: str, *, sent: bool) -> Iterator[Overheard]:
    """`value` if it can be known by itself. What is `sent` as a secret is one; what is answered under such a
    name may also be a word, a date or an address."""
    if not 8 <= len(value) <= _LONGEST or value.lower() in PLAIN_WORDS or value.isspace():
        return
    if sent:
        telling = bool(_SENT.fullmatch(value)) or len(value) >= 16
    else:
        telling = bool(_OPAQUE.fullmatch(value)) and not _PLAIN.match(unquote(value))
    if telling:
        yield Overheard(value, label, label.rpartition(" ")[2] in _MADE_FOR_ONE)
