"""A recorded request, read for what it says: its query, its form or JSON, its Basic credentials."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import parse_qsl, unquote

from authbench.events import HttpExchange

_LARGEST_BODY = 65536
"""Bytes; no token request comes near it, and larger bodies are not read for notes."""

_MOST_FIELDS = 200

_CREDENTIAL_STEPS = frozenset({"token", "acquire", "refresh"})


class Sent:
    """A request as it was sent. Everything is read when it is asked for, and nothing here raises."""

    def __init__(self, exchange: HttpExchange) -> None:
        self.exchange = exchange
        self._headers = {name.lower(): value for name, value in exchange.request_headers}

    def header(self, name: str) -> str:
        """The value of a header, empty where it is missing."""
        return self._headers.get(name.lower(), "")

    @cached_property
    def path(self) -> str:
        """The URL's path, decoded."""
        rest = self.exchange.url.partition("://")[2].partition("?")[0].partition("#")[0]
        return unquote("/" + rest.partition("/")[2])

    @cached_property
    def query(self) -> tuple[tuple[str, str], ...]:
        """The query parameters, decoded."""
        return _pairs(self.exchange.url.partition("?")[2].partition("#")[0])

    @cached_property
    def is_json(self) -> bool:
        """Whether the body is a JSON object."""
        return self._object is not None

    @cached_property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The fields of a form, or the texts at the top of a JSON object."""
        if self._object is not None:
            return tuple((name, value) for name, value in self._object.items() if isinstance(value, str))
        if "form-urlencoded" not in self.header("content-type").lower():
            return ()
        return _pairs(self._text)

    @cached_property
    def basic(self) -> tuple[str, str] | None:
        """User and password of HTTP Basic, as they were sent."""
        scheme, _, coded = self.header("authorization").partition(" ")
        if scheme.lower() != "basic":
            return None
        import base64

        try:
            pair = base64.b64decode(coded.strip(), validate=True).decode("utf-8", "replace")
        except ValueError:
            return None
        user, colon, password = pair.partition(":")
        return (user, password) if colon else None

    @cached_property
    def grant(self) -> str | None:
        """The grant type of a request for tokens; None where it is none."""
        if self.exchange.browser or self.exchange.step not in _CREDENTIAL_STEPS:
            return None
        return self.field("grant_type") or None

    def field(self, name: str) -> str | None:
        """A field of the body, or a query parameter where the body has none of that name."""
        for pairs in (self.fields, self.query):
            for key, value in pairs:
                if key == name:
                    return value
        return None

    @cached_property
    def _text(self) -> str:
        content = self.exchange.request_body.content
        return content.decode("utf-8", "replace") if len(content) <= _LARGEST_BODY else ""

    @cached_property
    def _object(self) -> dict[str, object] | None:
        if "json" not in self.header("content-type").lower():
            return None
        import json

        try:
            value = json.loads(self._text)
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return ()
