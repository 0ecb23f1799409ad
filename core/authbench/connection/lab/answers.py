"""An answer of the API as a verdict quotes it: redacted and short, and the error code that it names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authbench.journal import Journal

_EXCERPT = 120
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{2,60}")
_KEYS = ("error", "error_code", "errorCode", "code", ".tag", "type", "reason", "error_summary", "status")
_TELLING = re.compile(r"expire|token|unauth|invalid_(?:session|grant)|session", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer. `request` is its request in short, `title` its status with the phrase. `excerpt` is the
    beginning of its redacted body, in one line. `code` is an error code from the body as a pattern without
    slashes (`token_expired`, `"code":\\s*4711`), empty where it names none."""

    exchange_id: int
    request: str
    status: int | None
    title: str
    excerpt: str
    code: str


def seen(journal: Journal, exchange_id: int) -> Seen | None:
    """An answer as the journal shows it; None when it was dropped."""
    entry, view = journal.entry(exchange_id), journal.view(exchange_id, limit=16_384)
    if entry is None or view is None:
        return None
    shown = view.response_body.raw or view.response_body.content
    line = " ".join(shown.text.split())
    excerpt = line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"
    hidden = {shown.text[chip.start : chip.end] for chip in shown.chips}
    request = f"{entry.method} {view.row.url.text}"
    title = f"{entry.status or ''} {view.reason}".strip()
    return Seen(exchange_id, request, entry.status, title, excerpt, _code(shown.text, hidden))


def _code(text: str, hidden: set[str]) -> str:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    found = [
        pair
        for pair in _pairs(parsed)
        if str(pair[1]) not in hidden and not any(chip in str(pair[1]) for chip in hidden)
    ]
    for telling in (True, False):
        for name, value in found:
            if isinstance(value, str) and bool(_TELLING.search(value)) is telling:
                return value.replace(".", r"\.")
            if isinstance(value, int) and not telling and name in ("code", "error_code", "errorCode"):
                return rf'"{name}":\s*{value}'
    return ""


def _pairs(value: Any, depth: int = 0) -> Iterator[tuple[str, str | int]]:
    """The members that may be an error's code, the outer ones first."""
    if depth > 4:
        return
    if isinstance(value, dict):
        for name in _KEYS:
            inner = value.get(name)
            if isinstance(inner, str) and not _CODE.fullmatch(inner):
                continue
            if isinstance(inner, str | int) and not isinstance(inner, bool) and inner not in (0, 200):
                yield name, inner
        for inner in value.values():
            yield from _pairs(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value[:3]:
            yield from _pairs(inner, depth + 1)
