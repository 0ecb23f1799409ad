"""The one door to what happened: everything that comes out of it is redacted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from authbench.events import Event, ExchangeFinished, ExchangeStarted, RunFinished, SecretLearned
from authbench.journal.entries import LogEntry, Notice, log_entry, notice_of
from authbench.journal.redaction import Redactor
from authbench.journal.sides import Side
from authbench.journal.store import CAPACITY, CONTENT_BUDGET, Store

if TYPE_CHECKING:
    from authbench.journal.body_pages import BodyPage
    from authbench.journal.explanations import Explanation
    from authbench.journal.exports.case_file import DefinitionFacts, SettingShape
    from authbench.journal.exports.copy_as import Copied, CopyFormat
    from authbench.journal.exports.export import Export, ExportFormat
    from authbench.journal.filters import FactReader, Filter, RowFacts, Surroundings
    from authbench.journal.flow.picture import Topic
    from authbench.journal.flow.working_steps import Working
    from authbench.journal.run_account import PrintedView, RenewalView, RunSummary
    from authbench.journal.settings_views import SettingsView
    from authbench.journal.story import StoryView
    from authbench.journal.views import ExchangeView, RowView

Subscriber = Callable[[Notice], None]

VIEW_LIMIT = 262_144
"""Characters of a body that a view holds unless asked for more."""
WHOLE_LIMIT = 10 * 1024 * 1024
"""Bytes of a body that a view holds at most; what is beyond is read page by page."""
_SEARCHED_BYTES = 1024 * 1024
_EXPLAINED_BYTES = 1024 * 1024
_EXPLAINED_EXCHANGES = 16
_LOOKED_AT = 2_000

_log = logging.getLogger(__name__)


class Journal:
    """Stores events and hands out redacted views of them.

    Content is kept raw, because a secret that is learned late must disappear from what was stored
    before. Raw content comes out through `authbench.journal.reveal` alone. `folder` is where large bodies
    are put, encrypted (None: where temporary files go).
    """

    def __init__(
        self,
        redactor: Redactor | None = None,
        *,
        capacity: int = CAPACITY,
        content_budget: int = CONTENT_BUDGET,
        folder: Path | None = None,
    ) -> None:
        self.redactor = redactor or Redactor()
        self._store = Store(capacity=capacity, content_budget=content_budget, folder=folder)
        self._lock = threading.Lock()
        self._subscribers: tuple[Subscriber, ...] = ()
        self._facts: FactReader | None = None

    @property
    def dropped(self) -> int:
        """Exchanges that had to go because the journal was full, since it was last cleared."""
        return self._store.dropped

    def record(self, event: Event) -> None:
        """Store `event` and tell subscribers. `SecretLearned` is registered for redaction and neither
        stored nor passed on. Never raises."""
        if isinstance(event, SecretLearned):
            self.redactor.add(event.value, event.label)
            return
        if isinstance(event, ExchangeFinished):
            self.redactor.overhear(event.exchange)
        self._store.add(event)
        subscribers = self._subscribers
        notice = notice_of(event, self.redactor) if subscribers else None
        if notice is None:
            return
        for subscriber in subscribers:
            try:
                subscriber(notice)
            except Exception:  # noqa: BLE001 - a broken view must not break the run it shows
                # Neither the event nor the traceback, whose texts may hold secrets.
                _log.error("a subscriber failed on %s", type(event).__name__)

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Have `callback` called with a notice of every event from now on, in the recording thread; it
        must be quick. Returns what ends that."""
        with self._lock:
            self._subscribers = (*self._subscribers, callback)

        def unsubscribe() -> None:
            with self._lock:
                self._subscribers = tuple(one for one in self._subscribers if one is not callback)

        return unsubscribe

    def notices(self, run_id: str | None = None, kinds: tuple[type, ...] = ()) -> list[Notice]:
        """What was recorded, in order, redacted by what is known as secret now; only of these `kinds`
        where some are given."""
        exchanges = not kinds or not {ExchangeStarted, ExchangeFinished}.isdisjoint(kinds)
        events = self._store.events(run_id, exchanges=exchanges)
        made = (notice_of(event, self.redactor) for event in events if not kinds or isinstance(event, kinds))
        return [notice for notice in made if notice is not None]

    def entries(self, run_id: str | None = None) -> list[LogEntry]:
        """The exchanges in the order in which they started."""
        return [log_entry(exchange, self.redactor) for exchange in self._store.exchanges(run_id)]

    def entry(self, exchange_id: int) -> LogEntry | None:
        """An exchange as it is now; None when it was dropped or never was."""
        exchange = self._store.exchange(exchange_id)
        return None if exchange is None else log_entry(exchange, self.redactor)

    def run_ids(self) -> list[str]:
        """The runs of which anything is kept, oldest first."""
        return self._store.run_ids()

    def clear(self) -> None:
        """Forget every entry. Known secrets stay known."""
        self._store.clear()

    def close(self) -> None:
        """Forget every entry and give back what is on disk, at the end."""
        self._store.close()

    def row(self, exchange_id: int) -> RowView | None:
        """What the log's table shows of an exchange; None when it was dropped or never was."""
        exchange = self._store.exchange(exchange_id)
        if exchange is None:
            return None
        from authbench.journal.views import row_view

        return row_view(exchange, self.redactor)

    def view(self, exchange_id: int, *, limit: int | None = VIEW_LIMIT) -> ExchangeView | None:
        """All of an exchange; of each body about `limit` characters (None: all of it, up to `WHOLE_LIMIT`).
        None when it was dropped or never was."""
        exchange = self._store.exchange(exchange_id)
        if exchange is None:
            return None
        from authbench.journal.views import view

        # No character takes more than four bytes; some that are hidden are looked at beyond the limit.
        wanted = WHOLE_LIMIT if limit is None else min(WHOLE_LIMIT, 4 * limit + WHOLE_LIMIT // 64)
        exchange = self._store.loaded(exchange, wanted if limit != 0 else 0)
        return view(exchange, self.redactor, limit=limit)

    def facts(self, exchange_ids: Sequence[int]) -> list[RowFacts | None]:
        """What filters see of the rows of exchanges; None for each that was dropped or never was."""
        reader = self._fact_reader()
        found = (self._store.exchange(exchange_id) for exchange_id in exchange_ids)
        return [None if exchange is None else reader.read(exchange) for exchange in found]

    def passes(
        self,
        wanted: Filter,
        exchange_id: int,
        surroundings: Surroundings,
        *,
        cancelled: Callable[[], bool] | None = None,
    ) -> bool:
        """Whether an exchange passes a filter, its headers and bodies looked at, whatever their size;
        redacting them takes time. False when it was dropped or never was, or when it is `cancelled`."""
        from authbench.journal.filters import Part, beyond, decided, matches, parts_needed

        exchange = self._store.exchange(exchange_id)
        if exchange is None:
            return False
        reader = self._fact_reader()
        parts = parts_needed(wanted)
        loaded = self._store.loaded(exchange, _SEARCHED_BYTES) if parts else exchange
        texts = reader.texts(loaded, parts, reader.sieve(wanted))
        if Part.BODIES in parts:
            # Of a large body those were the texts of its beginning only.
            def shows(side: Side, needle: str) -> bool:
                return bool(self.body_search(exchange_id, side, needle, limit=1, cancelled=cancelled))

            texts = beyond(wanted, exchange, texts, shows)
        if (cancelled is not None and cancelled()) or decided(wanted, texts):
            return False
        return matches(wanted, reader.read(exchange), texts, surroundings)

    def _fact_reader(self) -> FactReader:
        if self._facts is None:
            from authbench.journal.filters import FactReader

            self._facts = FactReader(self.redactor)
        return self._facts

    def explain(self, run_id: str) -> Explanation | None:
        """Why a run failed, from what was sent and answered in it; None where it did not."""
        events = self._store.events(run_id, exchanges=False)
        failure = next((event.failure for event in reversed(events) if isinstance(event, RunFinished)), None)
        if failure is None:
            return None
        from authbench.journal.explanations import explain

        exchanges = self._store.exchanges(run_id, _LOOKED_AT)
        # What a failure is explained from is never long ago.
        for place in range(max(0, len(exchanges) - _EXPLAINED_EXCHANGES), len(exchanges)):
            exchanges[place] = self._store.loaded(exchanges[place], _EXPLAINED_BYTES)
        return explain(failure, exchanges, self.redactor)

    def summary(self, run_id: str) -> RunSummary:
        """How much there is to tell of a run. Quick, whatever its length."""
        from authbench.journal.run_account import summary

        events = self._store.events(run_id, exchanges=False)
        return summary(run_id, events, self.redactor, *self._store.tally(run_id))

    def renewals(self, run_id: str) -> tuple[RenewalView, ...]:
        """Why a run asked for new credentials, each time, and what came of it."""
        from authbench.journal.run_account import renewals

        return renewals(self._store.events(run_id, exchanges=False), self.redactor)

    def printed(self, run_id: str) -> PrintedView:
        """What `puts` printed in a run. For a thread that may take its time."""
        from authbench.journal.run_account import printed

        return printed(self._store.events(run_id, exchanges=False), self.redactor)

    def settings(self, run_id: str) -> SettingsView:
        """The settings as the lambdas of a run saw them, before and after."""
        from authbench.journal.settings_views import settings_view

        return settings_view(self._store.events(run_id, exchanges=False), self.redactor)

    def report(self, run_id: str) -> str:
        """A run as redacted text, to be pasted into a ticket."""
        from authbench.journal.report import write_report

        return write_report(self._store.events(run_id), self.redactor)

    def copied(self, exchange_id: int, form: CopyFormat) -> Copied | None:
        """An exchange for the clipboard, with variables in the place of its secrets; None when it was dropped
        or never was. Raises `CannotCopy` and `ExportRefused`."""
        exchange = self._store.exchange(exchange_id)
        if exchange is None:
            return None
        from authbench.journal.exports.copy_as import copied
        from authbench.journal.exports.export import StoredContent

        return copied(exchange, self.redactor, form, StoredContent(self._store))

    def export(
        self, form: ExportFormat, exchange_ids: Sequence[int] | None = None, run_id: str | None = None
    ) -> Export:
        """Exchanges, those of a run, or all as a finished export. For a thread that may take its time.
        Raises `ExportRefused`."""
        from authbench.journal.exports.export import export_exchanges

        return export_exchanges(self._store, self.redactor, form, exchange_ids, run_id)

    def export_case(
        self, run_id: str, definition: DefinitionFacts, settings: Sequence[SettingShape] = ()
    ) -> Export:
        """A run as a case file. For a thread that may take its time. Raises `ExportRefused`."""
        from authbench.journal.exports.export import export_case

        explanation = self.explain(run_id)
        return export_case(self._store, self.redactor, run_id, definition, settings, explanation)

    def body_kind(self, exchange_id: int, side: Side) -> str:
        """What a body is, by its header and its first bytes: `form`, `json`, `xml`, `text`, `binary` or
        `empty`."""
        from authbench.journal.body_pages import paged

        return paged(self._store, exchange_id, side, self.redactor).kind

    def body(self, exchange_id: int, side: Side, offset: int, limit: int) -> BodyPage:
        """About `limit` bytes of a body from `offset` on as they came, as text or, where the body is binary,
        in hexadecimal. Meant for a thread that may wait for the disk; raises nothing."""
        from authbench.journal.body_pages import paged

        return paged(self._store, exchange_id, side, self.redactor).page(offset, limit)

    def body_rows(self, exchange_id: int, side: Side, offset: int, limit: int) -> BodyPage:
        """The same as rows of bytes in hexadecimal, whatever the body is."""
        from authbench.journal.body_pages import paged

        return paged(self._store, exchange_id, side, self.redactor).rows(offset, limit)

    def image(self, exchange_id: int, side: Side) -> bytes | None:
        """The bytes of a body that is an image; None where it is none that is shown, is not kept, or a known
        secret is in them. For a thread that may wait for the disk."""
        from authbench.journal.images import image_facts
        from authbench.journal.octets import plain_octets
        from authbench.journal.temporary_store import NotKept

        try:
            content = self._store.content(exchange_id, side, 0, WHOLE_LIMIT)
        except NotKept:
            return None
        return plain_octets(content, self.redactor) if image_facts(content) is not None else None

    def story(self, exchange_id: int) -> StoryView | None:
        """Why an exchange happened and what came of it; None when it was dropped or never was."""
        exchange = self._store.exchange(exchange_id)
        if exchange is None:
            return None
        from authbench.journal.story import story

        # A run may be as long as the journal; what tells the story is never far.
        events = self._store.beside(exchange_id) if exchange.run_id else []
        return story(exchange, events, self.redactor)

    def working(self, exchange_id: int, topic: Topic) -> Working | None:
        """How what a request proves itself with was worked out, step by step; None where that cannot be told.
        `flow.working` says of which requests it can."""
        exchange = self._store.exchange(exchange_id)
        if exchange is None:
            return None
        from authbench.events import SettingsSeen
        from authbench.journal.flow.working import working

        around = self._store.around(exchange_id) if exchange.run_id else []
        if exchange.run_id and not any(isinstance(event, SettingsSeen) for event in around):
            # In a long run they were seen far away.
            seen = (event for event in self._store.events(exchange.run_id) if isinstance(event, SettingsSeen))
            around = [*around, *seen]
        return working(exchange, topic, around, self.redactor)

    def body_search(
        self,
        exchange_id: int,
        side: Side,
        needle: str,
        start: int = 0,
        limit: int = 1000,
        *,
        match_case: bool = False,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[int, ...]:
        """Where `needle` stands in what is shown of a body: offsets in bytes, at most `limit` of them, from
        `start` on. What is hidden is not found. For a thread of its own; stops early, with what it found by
        then, when `cancelled` says so."""
        from authbench.journal.body_pages import paged

        pages = paged(self._store, exchange_id, side, self.redactor)
        return pages.search(needle, start, limit, match_case=match_case, cancelled=cancelled)
