"""What people paste to try a request: a URL, or a cURL command, split into its parts."""

from __future__ import annotations

import base64
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus, urlsplit

from authbench.connection.try_request import BodyKind, Pair, TryRequest
from authbench.encoding import JsonError, parse_json

_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_CURL = re.compile(r"(?:\$\s+)?curl(?:\.exe)?\s", re.IGNORECASE)
_CONTINUED = re.compile(r"[\\^`]\r?\n")
_ANSI_QUOTED = re.compile(r"(?<!\S)\$'((?:[^'\\]|\\.)*)'", re.DOTALL)
_ANSI_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|([0-7]{1,3})|(.))", re.DOTALL)
_ANSI_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}
_LONG = {
    "X": "request", "H": "header", "d": "data", "F": "form", "u": "user", "A": "user-agent", "e": "referer",
    "b": "cookie", "G": "get", "I": "head", "T": "upload-file", "o": "output", "m": "max-time", "x": "proxy",
    "w": "write-out", "c": "cookie-jar", "E": "cert", "U": "proxy-user", "D": "dump-header", "K": "config",
    "r": "range", "C": "continue-at", "z": "time-cond", "Y": "speed-limit", "y": "speed-time",
    "P": "ftp-port", "Q": "quote", "t": "telnet-option",
}  # fmt: skip
_WITH_VALUE = frozenset(_LONG.values()) - {"get", "head"} | {
    "url", "json", "data-raw", "data-binary", "data-ascii", "data-urlencode", "form-string", "url-query",
    "connect-timeout", "cacert", "capath", "key", "retry", "retry-delay", "resolve", "interface", "noproxy",
    "oauth2-bearer", "limit-rate", "ciphers", "tls-max", "cert-type", "key-type", "pass", "aws-sigv4",
    "max-redirs",
}  # fmt: skip
_HARMLESS = frozenset(
    (
        *("compressed", "location", "silent", "show-error", "verbose", "include", "fail", "globoff"),
        *("http1.1", "http2", "http1.0", "progress-bar", "no-buffer", "output", "remote-name", "max-time"),
        *("connect-timeout", "write-out", "get", "head", "next", "L", "s", "S", "v", "i", "f", "g", "N", "O"),
        *("retry", "retry-delay", "fail-with-body", "no-progress-meter", "#", "0", "1", "j", "q"),
    )
)
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class PastedRequest:
    """What was pasted, as a request. `left_out` names what could not be taken over."""

    request: TryRequest
    left_out: tuple[str, ...] = ()


def read_pasted(text: str, base: str | None = None) -> PastedRequest | None:
    """The request in a pasted URL or cURL command; None where `text` is neither. A URL with the origin of
    `base` becomes a path."""
    stripped = text.strip()
    if _URL.fullmatch(stripped):
        url, params = split_url(stripped, base)
        return PastedRequest(TryRequest(url=url, params=params))
    if _CURL.match(stripped):
        return _read_curl(stripped, base)
    return None


def split_url(url: str, base: str | None = None) -> tuple[str, tuple[Pair, ...]]:
    """A URL without its query, and the query's pairs. A query that pairs cannot say stays in the URL; a
    fragment, which no server sees, goes."""
    url = url.partition("#")[0]
    front, _, query = url.partition("?")
    params: tuple[Pair, ...] = ()
    pieces = [piece for piece in query.split("&") if piece]
    if all("=" in piece for piece in pieces):
        try:
            params = tuple(_pair(piece) for piece in pieces)
        except UnicodeDecodeError:
            front = url
    else:
        front = url
    return _against(front, base), params


def _pair(piece: str) -> Pair:
    name, _, value = piece.partition("=")
    return unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict")


def _against(url: str, base: str | None) -> str:
    if not base:
        return url
    try:
        ours, theirs = urlsplit(base), urlsplit(url)
    except ValueError:
        return url
    if (ours.scheme.lower(), ours.netloc.lower()) != (theirs.scheme.lower(), theirs.netloc.lower()):
        return url
    rest = url[len(f"{theirs.scheme}://{theirs.netloc}") :]
    return rest if rest.startswith("/") else f"/{rest}"


@dataclass(slots=True)
class _Command:
    """What the options of a cURL command say so far."""

    method: str = ""
    url: str = ""
    headers: list[Pair] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    parts: list[Pair] = field(default_factory=list)
    as_query: bool = False
    only_head: bool = False
    json: bool = False
    left_out: list[str] = field(default_factory=list)


def _read_curl(text: str, base: str | None) -> PastedRequest | None:
    try:
        words = shlex.split(_ANSI_QUOTED.sub(_plain_quoted, _CONTINUED.sub(" ", text)))
    except ValueError:
        return None
    command = _Command()
    words = words[words.index("$") + 1 :] if words[0] == "$" else words
    for name, value in _options(words[1:]):
        _take(command, name, value)
    if not command.url:
        return None
    return _request_of(command, base)


def _plain_quoted(match: re.Match[str]) -> str:
    """Bash's `$'…'`, which browsers copy, as a word that any shell reads."""

    def letter(escape: re.Match[str]) -> str:
        hexadecimal, point, octal, char = escape.groups()
        if hexadecimal or point:
            return chr(int(hexadecimal or point, 16))
        return chr(int(octal, 8)) if octal else _ANSI_LETTERS.get(char, char)

    return shlex.quote(_ANSI_ESCAPE.sub(letter, match[1]))


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    """Options by their long names with their values; a URL as `url`."""
    rest = iter(words)
    for word in rest:
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            if name in _WITH_VALUE and not equals:
                value = next(rest, "")
            yield name, value
        elif word.startswith("-") and len(word) > 1:
            yield from _short(word[1:], rest)
        else:
            yield "url", word


def _short(letters: str, rest: Iterator[str]) -> Iterator[tuple[str, str]]:
    """`-sSXPOST`: flags together, the last of them perhaps with its value."""
    for at, char in enumerate(letters):
        name = _LONG.get(char, char)
        if name in _WITH_VALUE:
            yield name, letters[at + 1 :] or next(rest, "")
            return
        yield name, ""


def _take(command: _Command, name: str, value: str) -> None:
    match name:
        case "url":
            command.url = command.url or value
        case "request":
            command.method = value
        case "header":
            title, colon, content = value.partition(":")
            if colon:
                command.headers.append((title.strip(), content.strip()))
        case "data" | "data-ascii" | "data-binary" if value.startswith("@"):
            command.left_out.append(f"the file {value[1:]}")
        case "data" | "data-ascii" | "data-binary" | "data-raw" | "url-query":
            command.data.append(value)
        case "data-urlencode":
            command.data.append(_encoded_data(command, value))
        case "json":
            command.data.append(value)
            command.json = True
        case "form" | "form-string":
            title, _, content = value.partition("=")
            if name == "form" and content[:1] in ("@", "<"):
                command.left_out.append(f"the file {content[1:]}")
            else:
                command.parts.append((title, content))
        case "user":
            digest = base64.b64encode(value.encode()).decode("ascii")
            command.headers.append(("Authorization", f"Basic {digest}"))
        case "oauth2-bearer":
            command.headers.append(("Authorization", f"Bearer {value}"))
        case "user-agent":
            command.headers.append(("User-Agent", value))
        case "referer":
            command.headers.append(("Referer", value))
        case "cookie":
            command.headers.append(("Cookie", value))
        case "get":
            command.as_query = True
        case "head":
            command.only_head = True
        case _ if name not in _HARMLESS:
            command.left_out.append(f"-{name}" if len(name) == 1 else f"--{name}")


def _encoded_data(command: _Command, value: str) -> str:
    from authbench.encoding.query import form_component

    name, equals, content = value.partition("=")
    if not equals and "@" in value:
        command.left_out.append(f"the file {value.partition('@')[2]}")
        return ""
    return f"{name}={form_component(content)}" if equals and name else form_component(content or name)


def _request_of(command: _Command, base: str | None) -> PastedRequest:
    written = command.url if "://" in command.url else f"http://{command.url}"
    data = "&".join(piece for piece in command.data if piece) if not command.json else "".join(command.data)
    if command.as_query and data:
        written += ("&" if "?" in written else "?") + data
        data = ""
    url, params = split_url(written, base)
    default = "HEAD" if command.only_head else "POST" if data or command.parts else "GET"
    request = TryRequest(
        (command.method or default).upper(), url, params, tuple(command.headers), BodyKind.NONE
    )
    if command.parts:
        request = replace(request, body_kind=BodyKind.MULTIPART, fields=tuple(command.parts))
    elif data:
        request = _with_data(request, data, as_json=command.json)
    return PastedRequest(request, tuple(command.left_out))


def _with_data(request: TryRequest, data: str, *, as_json: bool) -> TryRequest:
    """The body by its content type, which then goes without saying."""
    given = next((value for name, value in request.headers if name.lower() == "content-type"), "")
    kind = given.partition(";")[0].strip().lower() or ("application/json" if as_json else _FORM)
    others = tuple(pair for pair in request.headers if pair[0].lower() != "content-type")
    if kind == "application/json" and _is_json(data):
        return replace(request, headers=others, body_kind=BodyKind.JSON, body=data)
    if kind in ("application/xml", "text/xml"):
        return replace(request, body_kind=BodyKind.XML, body=data)
    if kind == _FORM:
        pieces = [piece for piece in data.split("&") if piece]
        if all("=" in piece for piece in pieces):
            try:
                pairs = tuple(_pair(piece) for piece in pieces)
            except UnicodeDecodeError:
                pairs = ()
            if pairs:
                return replace(request, headers=others, body_kind=BodyKind.FORM, fields=pairs)
    headers = request.headers if given else (*others, ("Content-Type", kind))
    return replace(request, headers=headers, body_kind=BodyKind.TEXT, body=data)


def _is_json(text: str) -> bool:
    try:
        parse_json(text)
    except JsonError:
        return False
    return True
