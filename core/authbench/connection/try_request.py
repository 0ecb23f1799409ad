"""A request that a person makes up, and the answer to it, as data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from authbench.encoding import JsonError, parse_json
from authbench.encoding.query import form_component
from authbench.errors import AuthbenchError, Code
from authbench.events import Header, HttpExchange

Pair = tuple[str, str]
"""A name and its value, as typed."""

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_METHOD = re.compile(r"[A-Za-z]{1,32}")


class BodyKind(StrEnum):
    """What a body is made of: `FORM` and `MULTIPART` of fields, the others of text."""

    NONE = "none"
    JSON = "json"
    FORM = "form"
    MULTIPART = "multipart"
    XML = "xml"
    TEXT = "text"

    @property
    def has_fields(self) -> bool:
        """Whether the body is made of names and values."""
        return self in (BodyKind.FORM, BodyKind.MULTIPART)


class InvalidTry(AuthbenchError):
    """What was typed cannot become a request; nothing was sent."""

    default_code = Code.USAGE


@dataclass(frozen=True, slots=True)
class TryRequest:
    """What a person asks to be sent. `url` is a whole URL, or a path against the definition's base URI;
    `fields` are the body's where it is a form, `body` is its text otherwise."""

    method: str = "GET"
    url: str = ""
    params: tuple[Pair, ...] = ()
    headers: tuple[Pair, ...] = ()
    body_kind: BodyKind = BodyKind.NONE
    body: str = ""
    fields: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class TryAnswer:
    """The answer to a tried request, whatever its status. `exchange` is the last one sent, redirects
    followed; `note` says what became of a refusal, such as that new credentials were got and the request
    was sent once more; None where nothing happened but one request and its answer."""

    exchange: HttpExchange
    note: str | None = None

    @property
    def status(self) -> int | None:
        """The status code."""
        return self.exchange.status

    @property
    def headers(self) -> tuple[Header, ...]:
        """The header fields as received."""
        return self.exchange.response_headers

    @property
    def body(self) -> bytes:
        """The body as received, its content coding undone; of a large one only where it begins."""
        return self.exchange.response_body.content


def checked(request: TryRequest) -> TryRequest:
    """`request` without lines that have no name. Raises InvalidTry for what cannot be sent."""
    method = request.method.strip().upper()
    if not _METHOD.fullmatch(method):
        raise InvalidTry(f"{request.method!r} is no HTTP method", hint="Write one such as GET or POST.")
    if request.body_kind is BodyKind.JSON:
        json_payload(request.body)
    return TryRequest(
        method=method,
        url=request.url.strip(),
        params=_named(request.params),
        headers=tuple((name.strip(), value) for name, value in _named(request.headers)),
        body_kind=request.body_kind,
        body="" if request.body_kind is BodyKind.NONE or request.body_kind.has_fields else request.body,
        fields=_named(request.fields) if request.body_kind.has_fields else (),
    )


def json_payload(text: str) -> object:
    """The value of a JSON body. Raises InvalidTry with the place of what is wrong."""
    try:
        return parse_json(text)
    except JsonError:
        raise InvalidTry(
            f"The body is no JSON{_place(text)}.",
            hint="Mend it, or choose Text to send it exactly as it is typed.",
        ) from None


def _place(text: str) -> str:
    """Where a JSON text is wrong, without a word of it: it may hold a secret."""
    import json

    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f": line {error.lineno}, column {error.colno}"
    except (RecursionError, ValueError):
        return ""
    return ""


def repeats(pairs: Iterable[Pair]) -> bool:
    """Whether a name stands there more than once, which no hash can say."""
    names = [name for name, _ in pairs]
    return len(set(names)) < len(names)


def encoded(pairs: Iterable[Pair]) -> str:
    """Pairs as a query or form, in their order."""
    return "&".join(f"{form_component(name)}={form_component(value)}" for name, value in pairs)


def _named(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple((name, value) for name, value in pairs if name.strip())
