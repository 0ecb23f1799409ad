"""The requests that a person tried, as a profile keeps them: without anything secret."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from authbench.connection.try_request import BodyKind, Pair, TryRequest
from authbench.journal.secret_names import is_secret_header, is_secret_parameter

if TYPE_CHECKING:
    from authbench.journal import Redactor

KEPT = 50
"""Requests kept of one connection, the newest first."""
_MAX_BODY = 65_536
"""Characters of a body that are kept; a longer one is left out."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A request that was sent, or one that is still being made up (`draft`). `status` is what came back,
    None where nothing did; `left_out` names the parts that were not kept because they are secret, or too
    long."""

    request: TryRequest
    status: int | None = None
    left_out: tuple[str, ...] = ()
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    id: str = field(default_factory=lambda: secrets.token_hex(6))
    draft: bool = False


def keepable(request: TryRequest, status: int | None, redactor: Redactor) -> Tried | None:
    """`request` without what is secret: by value, by its name, or by its look. None where that leaves no
    URL."""
    left_out: list[str] = []
    url = request.url
    if redactor.url(url).text != url:
        url = url.partition("?")[0]
        left_out.append("query")
        if redactor.url(url).text != url:
            return None

    def plain(pairs: Iterable[Pair], what: str) -> tuple[Pair, ...]:
        kept = []
        for name, value in pairs:
            if _is_plain(redactor, name) and not _is_secret(redactor, name, value):
                kept.append((name, value))
                continue
            if _is_plain(redactor, name):
                kept.append((name, ""))
            left_out.append(f"{what} {name}" if _is_plain(redactor, name) else what)
        return tuple(kept)

    headers = []
    for name, value in request.headers:
        hidden = is_secret_header(name) or redactor.header(name, value).text != value
        if not hidden and _is_plain(redactor, name) and _is_plain(redactor, value):
            headers.append((name, value))
        else:
            left_out.append(f"header {name}" if _is_plain(redactor, name) else "header")
    params, fields = plain(request.params, "parameter"), plain(request.fields, "field")
    body = request.body
    if body and (len(body) > _MAX_BODY or not _is_plain_body(redactor, request.body_kind, body)):
        body = ""
        left_out.append("body")
    kept = replace(request, url=url, params=params, headers=tuple(headers), body=body, fields=fields)
    return Tried(kept, status, tuple(left_out))


def with_new(history: Sequence[Tried], new: Tried) -> tuple[Tried, ...]:
    """`history` with `new` in front; the same request further down goes, and so does the oldest of too many.
    The draft stays as it is."""
    drafts = [one for one in history if one.draft]
    rest = [one for one in history if not one.draft and one.request != new.request]
    return (*drafts, *(new, *rest)[:KEPT])


def with_draft(history: Sequence[Tried], draft: Tried | None) -> tuple[Tried, ...]:
    """`history` with another draft, or with none."""
    sent = [one for one in history if not one.draft]
    return (*sent,) if draft is None else (replace(draft, draft=True), *sent)


def to_plain(tried: Tried) -> dict[str, Any]:
    """As a profile holds it."""
    request = tried.request
    return {
        "id": tried.id,
        "at": tried.at,
        "status": tried.status,
        "left_out": list(tried.left_out),
        "method": request.method,
        "url": request.url,
        "params": [list(pair) for pair in request.params],
        "headers": [list(pair) for pair in request.headers],
        "body_kind": request.body_kind.value,
        "body": request.body,
        "fields": [list(pair) for pair in request.fields],
        "draft": tried.draft,
    }


def from_plain(documents: Iterable[Any]) -> tuple[Tried, ...]:
    """What a profile holds; an entry that cannot be understood is left out."""
    found = []
    for document in documents:
        try:
            found.append(_read(document))
        except (KeyError, TypeError, ValueError):
            continue
    return tuple(found)


def _read(document: Mapping[str, Any]) -> Tried:
    request = TryRequest(
        method=str(document["method"]),
        url=str(document["url"]),
        params=_pairs(document["params"]),
        headers=_pairs(document["headers"]),
        body_kind=BodyKind(document["body_kind"]),
        body=str(document["body"]),
        fields=_pairs(document["fields"]),
    )
    status, at = document["status"], document["at"]
    if not isinstance(at, datetime) or not (status is None or isinstance(status, int)):
        raise ValueError("at or status")
    left_out = tuple(str(name) for name in document["left_out"])
    return Tried(request, status, left_out, at, str(document["id"]), document.get("draft") is True)


def _pairs(value: Any) -> tuple[Pair, ...]:
    return tuple((str(name), str(content)) for name, content in value)


def _is_plain(redactor: Redactor, text: str) -> bool:
    return not redactor.contains(text) and redactor.text(text) == text


def _is_secret(redactor: Redactor, name: str, value: str) -> bool:
    if not value:
        return False
    hidden = is_secret_parameter(name, value) or redactor.named(name, value).text != value
    return hidden or not _is_plain(redactor, value)


def _is_plain_body(redactor: Redactor, kind: BodyKind, body: str) -> bool:
    if not _is_plain(redactor, body):
        return False
    if kind is BodyKind.XML:
        return redactor.xml(body).text == body
    # Text that is JSON in truth is looked at by its keys, too.
    return redactor.json(body).text == body
