"""Names and values as HAR lists them apart: parameters, form fields, cookies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote_plus

from authbench.journal.exports.message_bodies import boundary_of, parts_of

_CHIP = "••••"


def query_fields(url: str) -> list[dict[str, Any]]:
    """The parameters of a URL's query. From the redacted URL, so that both say the same."""
    _, mark, query = url.partition("#")[0].partition("?")
    return [_decoded(part) for part in query.split("&") if part] if mark else []


def form_fields(text: str, content_type: str) -> list[dict[str, Any]] | None:
    """The fields of a redacted form body, of either kind; None where it is no form."""
    if "x-www-form-urlencoded" in content_type.lower():
        return [_decoded(part) for part in text.split("&") if part]
    boundary = boundary_of(content_type)
    if boundary is None:
        return None
    fields: list[dict[str, Any]] = []
    for part in parts_of(text, boundary):
        field: dict[str, Any] = {"name": part.name}
        if part.file_name is None:
            field["value"] = text[part.start : part.end]
        else:
            field["fileName"] = part.file_name
        if part.content_type is not None:
            field["contentType"] = part.content_type
        fields.append(field)
    return fields


def sent_cookies(value: str) -> Iterator[dict[str, Any]]:
    """The cookies of a redacted `Cookie` header."""
    for part in value.split(";"):
        name, mark, content = part.strip().partition("=")
        if name:
            yield {"name": name if mark else "", "value": content if mark else name}


def set_cookie(value: str) -> dict[str, Any] | None:
    """The cookie of a redacted `Set-Cookie` header (RFC 6265, 5.2)."""
    first, *attributes = value.split(";")
    name, mark, content = first.strip().partition("=")
    if not name:
        return None
    cookie: dict[str, Any] = {"name": name if mark else "", "value": content if mark else name}
    cookie |= {"httpOnly": False, "secure": False}
    for attribute in attributes:
        key, _, text = attribute.strip().partition("=")
        match key.lower():
            case "path" | "domain" as known if text:
                cookie[known] = text
            case "httponly":
                cookie["httpOnly"] = True
            case "secure":
                cookie["secure"] = True
            case "samesite" if text:
                cookie["sameSite"] = text
            case "expires":
                try:
                    expires = parsedate_to_datetime(text)
                except (ValueError, OverflowError):
                    continue
                cookie["expires"] = expires.replace(tzinfo=expires.tzinfo or UTC).isoformat()
    return cookie


def _decoded(part: str) -> dict[str, Any]:
    name, _, value = part.partition("=")
    # In forms what stands for a secret is no part of the encoding.
    return {
        "name": unquote_plus(name),
        "value": value if _CHIP in value else unquote_plus(value),
    }
