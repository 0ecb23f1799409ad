"""HTTP messages of the demo provider: a request as it came, an answer as it goes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
"""RFC 6749, 5.1: both on every answer that holds a token or another secret."""


class RepeatedParameter(Exception):
    """A parameter was sent twice, which RFC 6749 (3.1, 3.2) forbids. `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class UnreadableForm(Exception):
    """A query or form is not UTF-8 or has too many parts."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `path` is as sent (still percent-encoded), `host` is the authority in lower case
    without a default port, `headers` keep their order and spelling."""

    method: str
    path: str
    query: str
    host: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    @property
    def target(self) -> str:
        """Path and query as they stood in the request line."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def header(self, name: str) -> str | None:
        """The first value of a header, in any spelling of its name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def header_values(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case; empty where there is none."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    def params(self) -> dict[str, str]:
        """The query's parameters. Raises `RepeatedParameter` and `UnreadableForm`."""
        return single_valued(self.query)

    def cookie(self, name: str) -> str | None:
        """The value of a cookie."""
        for line in self.header_values("Cookie"):
            for part in line.split(";"):
                key, _, value = part.strip().partition("=")
                if key == name:
                    return value
        return None


def single_valued(encoded: str | bytes) -> dict[str, str]:
    """Form-decodes parameters of which each may occur once. One without a value counts as not sent
    (RFC 6749, 3.1 and 3.2). Raises `RepeatedParameter` and `UnreadableForm`."""
    try:
        text = encoded.decode("utf-8") if isinstance(encoded, bytes) else encoded
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise UnreadableForm(str(error)) from error
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise RepeatedParameter(name)
        found[name] = value
    return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Response:
    """One answer; the length, the date and the connection headers are added when it is written."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = field(default=())

    def with_headers(self, *more: tuple[str, str]) -> Response:
        """The same answer with further headers."""
        return replace(self, headers=(*self.headers, *more))

    def header(self, name: str) -> str | None:
        """The first value of a header, in any spelling of its name."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def json_response(status: int, value: Any, *headers: tuple[str, str]) -> Response:
    """An answer in JSON, laid out as most providers do: compact, non-ASCII letters literal."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, body, (("Content-Type", "application/json"), *headers))


def text_response(status: int, text: str, *headers: tuple[str, str]) -> Response:
    """A plain-text answer."""
    content_type = ("Content-Type", "text/plain; charset=utf-8")
    return Response(status, text.encode(), (content_type, ("X-Content-Type-Options", "nosniff"), *headers))


def see_other(location: str, *headers: tuple[str, str]) -> Response:
    """A redirect that always turns into a GET (RFC 9700, 4.12: never 307 after credentials were posted)."""
    return Response(303, b"", (("Location", location), ("Cache-Control", "no-store"), *headers))


def method_not_allowed(*allowed: str) -> Response:
    """The path is known, the method is not."""
    error = {"error": "method_not_allowed", "error_description": f"Use {' or '.join(allowed)} here."}
    return json_response(405, error, ("Allow", ", ".join(allowed)))


def not_found(request: Request) -> Response:
    """Nothing lives at this path."""
    description = f"The demo provider has nothing at {request.method} {request.host}{request.path}."
    return json_response(404, {"error": "not_found", "error_description": description})


def reason(status: int) -> str:
    """The standard reason phrase, or an empty one for a status without a name."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def quoted_challenge(scheme: str, parameters: Mapping[str, str]) -> str:
    """A `WWW-Authenticate` value whose parameters are all quoted strings."""
    escaped = (
        f'{name}="{value.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34))}"'
        for name, value in parameters.items()
    )
    return f"{scheme} {', '.join(escaped)}"
