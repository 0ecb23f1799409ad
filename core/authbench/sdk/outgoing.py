"""The headers that a request goes out with (SDK reference 4.4, 5.3)."""

from __future__ import annotations

import base64
import re
from typing import Any

from authbench.encoding import to_text, utf8
from authbench.events import Header
from authbench.sdk.body import RenderedBody
from authbench.sdk.draft import Draft
from authbench.sdk.errors import InvalidHeader
from authbench.sdk.url import BuiltUrl

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_SHORT_NAME = re.compile(r"[a-zA-Z0-9_@\-]+")
_SHORT_TYPES = {
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html",
    "text": "text/plain",
    "txt": "text/plain",
    "csv": "text/csv",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "js": "application/javascript",
    "yaml": "text/x-yaml",
    "yml": "text/x-yaml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bin": "application/octet-stream",
}


def build_headers(draft: Draft, url: BuiltUrl, body: RenderedBody) -> tuple[Header, ...]:
    """Every header that the definition decides, as spelled on the wire, values as Latin-1 text.

    Raises InvalidHeader for names that are no token and values that would start a new line.
    """
    headers: dict[str, Any] = dict(draft.headers)
    present = {name.lower().replace("_", "-") for name in (*headers, *draft.exact_headers)}
    if draft.content_type is not None and "content-type" not in present:
        headers["Content-Type"] = draft.content_type
    if draft.accept is not None and "accept" not in present:
        headers["Accept"] = draft.accept
    if body.content_type is not None:
        headers["Content-Type"] = body.content_type
    wire: dict[str, Header] = {}
    for name, value in headers.items():
        if value is not None:
            wire[name.lower()] = _header(name, value)
    for name, value in draft.exact_headers.items():
        if value is not None and not (body.content_type is not None and name.lower() == "content-type"):
            wire[name.lower()] = _header(name, value)
    # Asking for nothing in particular is the client's default.
    wire.setdefault("accept", ("Accept", "*/*"))
    if (
        "authorization" not in wire
        and not draft.digest
        and (url.user is not None or url.password is not None)
    ):
        wire["authorization"] = ("Authorization", basic(url.user or "", url.password or ""))
    return tuple(wire.values())


def basic(user: str, password: str) -> str:
    """The value of an HTTP Basic `Authorization` header (RFC 7617), in UTF-8."""
    return f"Basic {base64.b64encode(utf8(f'{user}:{password}')).decode('ascii')}"


def _header(name: str, value: Any) -> Header:
    if _TOKEN.fullmatch(name) is None:
        raise InvalidHeader(f"{name!r} cannot be the name of a header")
    lower = name.lower()
    if lower == "content-type":
        text = _expanded(to_text(value))
    elif lower == "accept":
        kinds = value if isinstance(value, (list, tuple)) else to_text(value).split(",")
        text = ", ".join(_expanded(to_text(kind).strip()) for kind in kinds)
    else:
        text = to_text(value)
    text = text.strip(" \t\r\n\0")
    if "\r" in text or "\n" in text or "\0" in text:
        raise InvalidHeader(
            f"header field value cannot include CR/LF: the value of {name} spans several lines",
            hint="A pasted token or key often brings a line break along: take it out, or strip it.",
        )
    return name, utf8(text).decode("latin-1")


def _expanded(kind: str) -> str:
    if _SHORT_NAME.fullmatch(kind) is None:
        return kind
    return _SHORT_TYPES.get(kind.lower(), kind)
