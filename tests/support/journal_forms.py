"""The forms in which a secret can turn up in what an exchange or an error shows."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import authbench.journal as journal
from authbench.events import Body, HttpExchange


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _url_base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode("ascii")


def _lower_percent(value: str) -> str:
    return re.sub("%..", lambda match: match.group().lower(), quote(value, safe=""))


def _json_string(value: str) -> str:
    return json.dumps(value)[1:-1]


def _rails_json(value: str) -> str:
    text = json.dumps(value, ensure_ascii=False)[1:-1]
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


FORMS: dict[str, Callable[[str], str]] = {
    "as given": lambda s: s,
    "percent": lambda s: quote(s, safe=""),
    "percent in lower case": _lower_percent,
    "percent of everything": lambda s: "".join(f"%{byte:02X}" for byte in s.encode()),
    "percent with slashes kept": lambda s: quote(s),
    "percent twice": lambda s: quote(quote(s, safe=""), safe=""),
    "form": quote_plus,
    "form twice": lambda s: quote_plus(quote_plus(s)),
    "JSON": _json_string,
    "JSON as Rails writes it": _rails_json,
    "JSON with slashes escaped": lambda s: _json_string(s).replace("/", "\\/"),
    "JSON in JSON": lambda s: _json_string(_json_string(s)),
    "HTML": lambda s: html.escape(s, quote=True),
    "HTML by number": lambda s: "".join(c if c.isalnum() else f"&#{ord(c)};" for c in s),
    "HTML in hexadecimal": lambda s: "".join(c if c.isalnum() else f"&#x{ord(c):x};" for c in s),
    "hexadecimal": lambda s: s.encode().hex(),
    "hexadecimal in upper case": lambda s: s.encode().hex().upper(),
    "base64": lambda s: _base64(s.encode()),
    "base64 without padding": lambda s: _base64(s.encode()).rstrip("="),
    "base64url": lambda s: _url_base64(s.encode()),
    "base64url without padding": lambda s: _url_base64(s.encode()).rstrip("="),
    "Basic pair": lambda s: _base64(b"client:" + s.encode()),
    "Basic pair, shifted by one": lambda s: _base64(b"clientx:" + s.encode()),
    "Basic pair, shifted by two": lambda s: _base64(b"clientxy:" + s.encode()),
    "Basic pair, secret first": lambda s: _url_base64(s.encode() + b":client"),
    "base64 of JSON": lambda s: _base64(json.dumps({"value": s}).encode()),
    "base64 of percent": lambda s: _base64(("a=" + quote(s, safe="")).encode()),
    "base64, then percent": lambda s: quote(_base64(s.encode()), safe=""),
    "base64 in JSON with slashes escaped": lambda s: _base64(s.encode()).replace("/", "\\/"),
    "JSON, then percent": lambda s: quote(_json_string(s), safe=""),
    "percent, then HTML": lambda s: html.escape("x&" + quote(s, safe="")),
    "UTF-8 read as Latin-1": lambda s: s.encode().decode("latin-1"),
}


def shown(exchange: HttpExchange, redactor: journal.Redactor) -> str:
    """Everything that any view of `exchange` shows, as one text."""
    view = journal.view(exchange, redactor)
    row = view.row
    texts = [str(row.url), row.method, row.cause, str(view.url), str(view.request_line), view.status_line]
    for header in (*view.request_headers, *view.response_headers):
        texts += (header.name, str(header.value))
    for body in (view.request_body, view.response_body):
        texts.append(str(body.content))
        texts += (f"{field.name}={field.value}" for field in body.fields)
    texts += (*view.notes, view.error or "")
    if view.location is not None:
        texts.append(view.location.source or "")
    return "\n".join(texts)


def body(text: str) -> Body:
    """A body of this text."""
    content = text.encode("utf-8", "surrogatepass")
    return Body(content, len(content))
