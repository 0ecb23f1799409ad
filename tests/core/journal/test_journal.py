import logging
import secrets
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from authbench.events import (
    Body,
    ConsoleLine,
    Event,
    ExchangeFinished,
    ExchangeStarted,
    HttpExchange,
    NoteAdded,
    Outcome,
    RunFinished,
    RunKind,
    RunStarted,
    SecretLearned,
)
from authbench.journal import Journal, silence_library_loggers
from authbench.journal.reveal import Reveal
from authbench.journal.store import Store

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def exchange(
    number: int, run_id: str = "run", *, status: int | None = None, content: bytes = b""
) -> HttpExchange:
    return HttpExchange(
        id=number,
        run_id=run_id,
        step="test",
        method="GET",
        url=f"https://api.test/{number}",
        started_at=AT,
        started_clock=float(number),
        status=status,
        response_body=Body(content, len(content)),
    )


def test_a_finished_exchange_stands_where_it_started() -> None:
    journal = Journal()
    events: list[Event] = [
        RunStarted("run", "c", RunKind.TEST, (), AT),
        ExchangeStarted(exchange(1)),
        NoteAdded("run", "n", "between"),
    ]
    for event in events:
        journal.record(event)
    assert Reveal(journal).events() == events
    finished = ExchangeFinished(exchange(1, status=200))
    journal.record(finished)
    assert Reveal(journal).events() == [events[0], finished, events[2]]
    assert Reveal(journal).exchange(1) == finished.exchange
    assert Reveal(journal).exchanges() == [finished.exchange]
    assert Reveal(journal).exchange(2) is None


def test_runs_are_told_apart() -> None:
    journal = Journal()
    for number, run_id in enumerate(["a", "b", "a", "c", "b", "a"]):
        journal.record(ExchangeFinished(exchange(number, run_id)))
    journal.record(RunFinished("a", Outcome.OK, 1.0, AT))
    assert journal.run_ids() == ["a", "b", "c"]
    assert [one.id for one in Reveal(journal).exchanges("a")] == [0, 2, 5]
    assert [one.id for one in Reveal(journal).exchanges("b")] == [1, 4]
    assert len(Reveal(journal).events("a")) == 4
    assert Reveal(journal).events("unknown") == []


def test_the_oldest_exchanges_are_dropped_and_counted() -> None:
    journal = Journal(capacity=10)
    for number in range(25):
        journal.record(ExchangeStarted(exchange(number, f"run{number // 5}")))
        journal.record(ExchangeFinished(exchange(number, f"run{number // 5}", status=200)))
    assert [one.id for one in Reveal(journal).exchanges()] == list(range(15, 25))
    assert journal.dropped == 15
    assert journal.run_ids() == ["run3", "run4"]
    assert Reveal(journal).exchange(3) is None
    assert Reveal(journal).exchange(20) is not None


def test_other_events_are_bounded_too() -> None:
    journal = Journal(capacity=10)
    journal.record(ExchangeFinished(exchange(1)))
    for number in range(500):
        journal.record(ConsoleLine("run", str(number)))
    assert len(Reveal(journal).events()) <= 50


def test_bodies_are_bounded_by_their_size() -> None:
    journal = Journal(content_budget=1000)
    for number in range(10):
        journal.record(ExchangeStarted(exchange(number)))
        journal.record(ExchangeFinished(exchange(number, content=bytes(300))))
    assert [one.id for one in Reveal(journal).exchanges()] == [7, 8, 9]
    journal.record(ExchangeFinished(exchange(10, content=bytes(5000))))
    assert [one.id for one in Reveal(journal).exchanges()] == [10]


def test_clearing_forgets_entries_and_keeps_secrets() -> None:
    journal = Journal()
    journal.record(SecretLearned("hidden-value-1", "token"))
    journal.record(ExchangeFinished(exchange(1, content=b"hidden-value-1")))
    journal.clear()
    assert Reveal(journal).events() == []
    assert journal.run_ids() == []
    assert Reveal(journal).exchange(1) is None
    journal.record(ExchangeStarted(exchange(2)))
    journal.record(ExchangeFinished(exchange(2, status=200)))
    assert [one.status for one in Reveal(journal).exchanges()] == [200]
    assert journal.redactor.contains("hidden-value-1")


def test_a_secret_is_registered_and_neither_stored_nor_passed_on() -> None:
    journal = Journal()
    seen: list[Event] = []
    journal.subscribe(seen.append)
    value = secrets.token_urlsafe(20)
    journal.record(SecretLearned(value, "access token"))
    assert Reveal(journal).events() == []
    assert seen == []
    assert journal.redactor.text(value) == f"•••• access token ①, {len(value)} chars"


def test_a_secret_learned_late_disappears_from_what_was_stored_before() -> None:
    journal = Journal()
    value = secrets.token_urlsafe(20)
    journal.record(ExchangeFinished(exchange(1, content=f"x {value} y".encode())))
    stored = Reveal(journal).exchange(1)
    assert stored is not None
    assert value in journal.view(1).response_body.content.text
    journal.record(SecretLearned(value, "token"))
    assert value not in journal.view(1).response_body.content.text


def test_subscribers_are_told_until_they_leave() -> None:
    journal = Journal()
    seen: list[Event] = []
    leave = journal.subscribe(seen.append)
    event = ConsoleLine("run", "hello")
    journal.record(event)
    leave()
    leave()
    journal.record(ConsoleLine("run", "again"))
    assert seen == [event]


def test_a_subscriber_may_use_the_journal_and_leave_while_told() -> None:
    journal = Journal()
    seen: list[int] = []
    leave: list[Callable[[], None]] = []

    def look(event: Event) -> None:
        seen.append(len(Reveal(journal).events()))
        leave[0]()

    leave.append(journal.subscribe(look))
    journal.record(ConsoleLine("run", "1"))
    journal.record(ConsoleLine("run", "2"))
    assert seen == [1]


def test_a_broken_subscriber_breaks_nothing_and_its_log_entry_holds_no_content(
    caplog: pytest.LogCaptureFixture,
) -> None:
    journal = Journal()
    seen: list[Event] = []

    def broken(event: Event) -> None:
        raise ValueError("hidden-value-1")

    journal.subscribe(broken)
    journal.subscribe(seen.append)
    with caplog.at_level(logging.DEBUG):
        journal.record(ConsoleLine("run", "hidden-value-1"))
    assert len(seen) == 1
    assert "ConsoleLine" in caplog.text
    assert "hidden-value-1" not in caplog.text


def test_many_threads_lose_nothing() -> None:
    journal = Journal()
    counted: list[Event] = []
    journal.subscribe(counted.append)

    def work(base: int) -> None:
        for number in range(base, base + 300):
            journal.record(ExchangeStarted(exchange(number, f"run{base}")))
            journal.record(SecretLearned(f"secret-number-{number}", "token"))
            journal.record(ExchangeFinished(exchange(number, f"run{base}", status=200)))
            Reveal(journal).events(f"run{base}")

    threads = [threading.Thread(target=work, args=(base,)) for base in range(0, 3000, 500)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Reveal(journal).exchanges()) == 1800
    assert all(one.status == 200 for one in Reveal(journal).exchanges())
    assert [one.id for one in Reveal(journal).exchanges("run500")] == list(range(500, 800))
    assert len(counted) == 3600


def test_an_entry_costs_little_memory_beside_its_exchange() -> None:
    store = Store()
    for number in range(1000):
        store.add(ExchangeFinished(exchange(number)))
    own = sys.getsizeof(store._entries) + sys.getsizeof(store._place_of)
    own += sum(sys.getsizeof(event) + sys.getsizeof(event.exchange) for event in store._entries)  # type: ignore[union-attr]
    assert own / 1000 < 1500


def test_libraries_that_log_urls_and_headers_are_silent(caplog: pytest.LogCaptureFixture) -> None:
    names = ("httpx", "httpcore", "httpcore.http11", "authlib.oauth2", "keyring.backend")
    before = {name: (logging.getLogger(name).level, logging.getLogger(name).propagate) for name in names}
    handlers = {name: logging.getLogger(name).handlers for name in names}
    parents = ("hpack", "h11", "authlib", "keyring", "jeepney", "secretstorage", "asyncio")
    kept = {name: (logging.getLogger(name).level, logging.getLogger(name).propagate) for name in parents}
    try:
        logging.getLogger("httpcore.http11").setLevel(logging.DEBUG)
        silence_library_loggers()
        with caplog.at_level(logging.DEBUG):
            for name in names:
                logging.getLogger(name).critical("hidden-value-1")
        assert caplog.text == ""
    finally:
        for name, (level, propagate) in {**before, **kept}.items():
            logging.getLogger(name).setLevel(level)
            logging.getLogger(name).propagate = propagate
            logging.getLogger(name).handlers = handlers.get(name, [])


def test_what_is_around_an_exchange_in_its_run() -> None:
    store = Store()
    for number in range(5000):
        store.add(ExchangeFinished(exchange(number, f"run {number % 2}")))
    near = [event.exchange.id for event in store.around(2500) if isinstance(event, ExchangeFinished)]
    assert near == list(range(1500, 3500, 2))
    assert store.around(0)[0] == ExchangeFinished(exchange(0, "run 0"))
    assert store.around(9999) == []


def test_beside_an_exchange_are_its_redirects_and_what_is_no_exchange() -> None:
    store = Store()
    for number in range(3000):
        follows = number - 2 if number in (2502, 2504) else None
        made = replace(exchange(number, f"run {number % 2}"), redirected_from=follows)
        store.add(ExchangeFinished(made))
        if number % 500 in (0, 1):
            store.add(ConsoleLine(f"run {number % 2}", f"line {number}"))

    def beside(number: int) -> list[int | str]:
        return [
            event.exchange.id if isinstance(event, ExchangeFinished) else event.text
            for event in store.beside(number)
            if isinstance(event, ExchangeFinished | ConsoleLine)
        ]

    chain = ["line 2000", 2500, "line 2500", 2502, 2504]
    assert [beside(number) for number in (2500, 2502, 2504)] == [chain, chain, chain]
    assert beside(2501) == ["line 2001", 2501, "line 2501"]
    assert beside(10) == ["line 0", 10, "line 500", "line 1000"]
    assert beside(0) == [0, "line 0", "line 500"]
    assert beside(9999) == []
    store.clear()
    assert beside(2502) == []
