"""Where the secrets are in a URL: user information, parameters of the query and the fragment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, unquote_plus

from authbench.journal.chips import Span
from authbench.journal.secret_names import is_secret_parameter, label_for
from authbench.journal.secret_values import Known

_PART = re.compile(r"[^&;#]+")
_QUERY = re.compile(r"[?#][^\s\"'<>\\?#]*=[^\s\"'<>\\]*")
_LONGEST_NAME = 200
_PATH_PARAMETER = re.compile(r";([A-Za-z0-9_.-]{1,60})=([^/;?#&\s]+)")
_USER_INFO = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#@]*)@")


def secrets_in_url(url: str) -> Iterator[Span]:
    """The spans of `url` whose place or name marks them as secret."""
    match = _USER_INFO.match(url)
    if match:
        yield user_info(match.start(1), match[1])
    start = min((at for at in (url.find("?"), url.find("#")) if at >= 0), default=-1)
    if start >= 0:
        yield from secrets_in_form(url, start + 1)
    # Parameters of the path, such as servlets have for sessions (RFC 3986, 3.3).
    for found in _PATH_PARAMETER.finditer(url, 0, start if start >= 0 else len(url)):
        if is_secret_parameter(found[1], found[2]):
            yield Span(found.start(2), found.end(2), label_for(found[1]), len(unquote(found[2])))


def user_info(start: int, text: str) -> Known:
    """The span of a URL's user information, `user:password` (RFC 3986, 3.2.1)."""
    user, _, password = text.partition(":")
    whole = unquote(password or user)
    return Known(
        start, start + len(text), "password", len(text), beside="user name", exact=False, whole=whole
    )


def secrets_in_form(text: str, start: int = 0) -> Iterator[Span]:
    """The values in `text` from `start` on, form-encoded, whose name marks them as secret."""
    for part in _PART.finditer(text, start):
        name, _, value = part.group().partition("=")
        name = unquote_plus(name.rpartition("?")[2][-_LONGEST_NAME:])
        if value and is_secret_parameter(name, value):
            yield Span(part.end() - len(value), part.end(), label_for(name), len(unquote_plus(value)))


def secrets_in_queries(text: str) -> Iterator[Span]:
    """The same for every query or fragment that appears in free text."""
    for match in _QUERY.finditer(text):
        for span in secrets_in_form(match.group()):
            yield Span(match.start() + span.start, match.start() + span.end, span.label, span.length)


def form_pairs(text: str) -> Iterator[tuple[str, str]]:
    """The decoded names and values of a form-encoded text, in order."""
    for part in text.split("&"):
        if part:
            name, _, value = part.partition("=")
            yield unquote_plus(name), unquote_plus(value)
