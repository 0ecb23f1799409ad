"""What a journal hands out as a file: finished text, what it holds, and saving it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from authbench.events import Event, HttpExchange
from authbench.journal.explanations import Explanation
from authbench.journal.exports.case_file import SUFFIX, DefinitionFacts, SettingShape, case_text
from authbench.journal.exports.har import har_text, json_lines_text
from authbench.journal.exports.har_entries import ExportSummary
from authbench.journal.exports.refusal import is_marked, is_unredacted
from authbench.journal.exports.saving import refuse_secrets_in_export, save_export
from authbench.journal.redaction import Redactor
from authbench.journal.sides import Side
from authbench.journal.store import Store, body_of


class ExportFormat(StrEnum):
    """The kinds of files for any exchanges; a case is made of one run, by `export_case`."""

    HAR = "har"
    JSON_LINES = "json_lines"


_SUFFIXES = {ExportFormat.HAR: ".har", ExportFormat.JSON_LINES: ".jsonl"}


@dataclass(frozen=True, slots=True)
class Export:
    """A finished export, already searched for secrets. `summary` is for a preview; `suffix` belongs to
    its file's name; `unredacted` exports show secrets and say so; what is recognised as one is
    replaced where they are `masked`, as with a file that was made with secrets and is exported anew."""

    text: str
    summary: ExportSummary
    suffix: str
    unredacted: bool
    masked: bool
    _redactor: Redactor = field(repr=False)

    def save(self, path: Path) -> None:
        """Write it to `path`, mode 0600, complete or not at all. Searches again, for what was learned
        since. Raises `ExportRefused` and `ExportFailed`."""
        save_export(path, self.text, self._redactor)


def export_exchanges(
    store: Store,
    redactor: Redactor,
    form: ExportFormat,
    exchange_ids: Iterable[int] | None = None,
    run_id: str | None = None,
) -> Export:
    """These exchanges, or those of a run, or all. Raises `ExportRefused`."""
    write = har_text if form is ExportFormat.HAR else json_lines_text
    exchanges = chosen(store, exchange_ids, run_id)
    text, summary = write(exchanges, redactor, events=_around(store, exchanges), content=StoredContent(store))
    return _finished(text, summary, _SUFFIXES[form], redactor)


def export_case(
    store: Store,
    redactor: Redactor,
    run_id: str,
    definition: DefinitionFacts,
    settings: Sequence[SettingShape] = (),
    explanation: Explanation | None = None,
) -> Export:
    """A run as a case file. Raises `ExportRefused`."""
    events = store.events(run_id)
    exchanges = store.exchanges(run_id)
    content = StoredContent(store)
    text, summary = case_text(
        exchanges,
        events,
        redactor,
        definition=definition,
        settings=settings,
        explanation=explanation,
        content=content,
    )
    return _finished(text, summary, SUFFIX, redactor)


class StoredContent:
    """All bytes of bodies, also of those that a store has put away; of one that is gone, what is left."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __call__(self, exchange: HttpExchange, side: Side) -> bytes:
        """The bytes of one body."""
        body = body_of(exchange, side)
        if body.stored is None:
            return body.content
        from authbench.journal.temporary_store import NotKept

        try:
            return self._store.content(exchange.id, side)
        except NotKept:
            return body.content


def chosen(
    store: Store, exchange_ids: Iterable[int] | None = None, run_id: str | None = None
) -> list[HttpExchange]:
    """Exchanges by number, in the order given; without numbers those of a run, or all."""
    if exchange_ids is None:
        return store.exchanges(run_id)
    found = (store.exchange(exchange_id) for exchange_id in exchange_ids)
    return [exchange for exchange in found if exchange is not None]


def _around(store: Store, exchanges: Sequence[HttpExchange]) -> list[Event]:
    runs = dict.fromkeys(exchange.run_id for exchange in exchanges if exchange.run_id)
    return [event for run_id in runs for event in store.events(run_id)]


def _finished(text: str, summary: ExportSummary, suffix: str, redactor: Redactor) -> Export:
    refuse_secrets_in_export(text, redactor)
    return Export(text, summary, suffix, is_marked(redactor), not is_unredacted(redactor), redactor)
