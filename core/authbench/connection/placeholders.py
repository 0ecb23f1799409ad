"""Literal placeholders in what was sent: `{name}`, `#{…}`, `<your key>`, `YOUR_API_KEY`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from authbench.connection.sent import Sent

_NAME = r"\{\{?\s*[A-Za-z_][\w.-]*\s*\}?\}"
_IN_PATH = re.compile(_NAME)
_WHOLE = re.compile(rf"(?:[A-Za-z]+ )?{_NAME}")
_ANYWHERE = re.compile(
    r"#\{[^{}]*\}"
    r"|<(?:[Yy]our|[Ii]nsert|[Ee]nter|[Rr]eplace|[Pp]ut|YOUR|INSERT|ENTER|REPLACE|PUT)[ _-][^<>]{1,60}>"
    r"|\bYOUR_[A-Z][A-Z_]+\b"
)


def placeholders(sent: Sent) -> Iterator[tuple[str, str]]:
    """Where a placeholder stands in a request, and the placeholder. In a path any `{name}` is one; elsewhere
    it has to be the whole value, which braces of JSON or of a query language never are."""
    found = _IN_PATH.search(sent.path) or _ANYWHERE.search(unquote(sent.exchange.url))
    if found is not None:
        yield "The URL", found.group()
    for kind, pairs in (
        ("query parameter", sent.query),
        ("header", sent.exchange.request_headers),
        ("field", sent.fields),
    ):
        for name, value in pairs:
            found = _WHOLE.fullmatch(value) or _ANYWHERE.search(value)
            if found is not None:
                yield f"The {kind} {name}", found.group()
