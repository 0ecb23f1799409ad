"""The HTTP archive (HAR 1.2), http://www.softwareishard.com/blog/har-12-spec/."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from authbench import __version__
from authbench.events import Event, HttpExchange, RunFinished, RunStarted
from authbench.journal.exports.har_entries import EntryWriter, ExportSummary
from authbench.journal.exports.message_bodies import ContentOf, kept_content
from authbench.journal.exports.refusal import is_marked
from authbench.journal.redaction import Redactor

REDACTED = "Secrets are replaced by •••• and a name."
NOT_REDACTED = "NOT REDACTED: this holds secrets in clear text."


def har_document(
    exchanges: Sequence[HttpExchange],
    redactor: Redactor,
    *,
    events: Iterable[Event] = (),
    content: ContentOf = kept_content,
) -> tuple[dict[str, Any], ExportSummary]:
    """The archive as plain values, with a page for each run, and what it holds."""
    events = list(events)
    writer = EntryWriter(redactor, events, content)
    log: dict[str, Any] = {
        "version": "1.2",
        "creator": {"name": "Authbench", "version": __version__},
        "pages": _pages(exchanges, events),
        "entries": [writer.entry(exchange) for exchange in exchanges],
        "comment": NOT_REDACTED if is_marked(redactor) else REDACTED,
    }
    if is_marked(redactor):
        log["_unredacted"] = True
    return {"log": log}, writer.summary


def har_text(
    exchanges: Sequence[HttpExchange],
    redactor: Redactor,
    *,
    events: Iterable[Event] = (),
    content: ContentOf = kept_content,
) -> tuple[str, ExportSummary]:
    """The archive as JSON text, and what it holds. Looking for secrets is left to what hands it out."""
    document, summary = har_document(exchanges, redactor, events=events, content=content)
    return archive_text(document) + "\n", summary


def archive_text(document: dict[str, Any]) -> str:
    """An archive as it is written into files: an entry a line, for tools that look at lines."""
    log = dict(document["log"])
    entries = log.pop("entries")
    lines = ",\n".join(map(compact, entries))
    return '{"log":' + compact(log)[:-1] + ',"entries":[\n' + lines + "\n]}}"


def compact(value: Any) -> str:
    """JSON without blanks. Indenting takes five times as long, and archives are large."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_lines_text(
    exchanges: Sequence[HttpExchange],
    redactor: Redactor,
    *,
    events: Iterable[Event] = (),
    content: ContentOf = kept_content,
) -> tuple[str, ExportSummary]:
    """One entry of an archive a line, and what they hold."""
    writer = EntryWriter(redactor, events, content)
    mark: dict[str, Any] = {"_creator": f"Authbench {__version__}"}
    if is_marked(redactor):
        mark["_unredacted"] = True
    lines = [compact(writer.entry(exchange) | mark) for exchange in exchanges]
    return "".join(f"{line}\n" for line in lines), writer.summary


def _pages(exchanges: Sequence[HttpExchange], events: Iterable[Event]) -> list[dict[str, Any]]:
    pages: dict[str, dict[str, Any]] = {}
    started = {event.run_id: event for event in events if isinstance(event, RunStarted)}
    finished = {event.run_id: event for event in events if isinstance(event, RunFinished)}
    for exchange in exchanges:
        run_id = exchange.run_id
        if not run_id or run_id in pages:
            continue
        begin, end = started.get(run_id), finished.get(run_id)
        words = [begin.kind.value if begin else "run", end.outcome.value if end else "not finished"]
        pages[run_id] = {
            "startedDateTime": (begin.at if begin else exchange.started_at).isoformat(),
            "id": run_id,
            "title": " · ".join(words),
            "pageTimings": {"onContentLoad": -1, "onLoad": round(end.elapsed * 1000, 3) if end else -1},
        }
    return list(pages.values())
