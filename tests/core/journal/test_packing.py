"""Exchanges that are packed come back as they were, and everything goes on with them."""

import gc
import secrets
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from authbench.errors import Location
from authbench.events import (
    Body,
    Certificate,
    ConsoleLine,
    Event,
    ExchangeError,
    ExchangeFinished,
    ExchangeStarted,
    HttpExchange,
    Phases,
    SecretLearned,
    StepName,
    TlsFacts,
    Transport,
)
from authbench.journal import Journal, store
from authbench.journal.filters import Surroundings, parse
from authbench.journal.packing import BATCH, Packer, unpacked
from authbench.journal.reveal import Reveal
from authbench.journal.sides import Side
from authbench.journal.store import OPEN, THRESHOLD, Store
from support.journal_exchanges import exchange

TEXT = st.text(st.characters(), max_size=12)
SECONDS = st.none() | st.floats(0, 1000)
ZONES = st.just(UTC) | st.integers(-1400, 1400).map(lambda each: timezone(timedelta(minutes=each)))
BODIES = st.builds(
    Body,
    st.binary(max_size=30) | st.integers(2000, 6000).map(bytes),
    st.integers(0, 2**40),
    st.none() | st.integers(0, 2**40),
)
CERTIFICATES = st.builds(
    Certificate, TEXT, TEXT, st.just(datetime(2026, 1, 1)), st.just(datetime(2027, 1, 1)), st.just(("a",))
)
EXCHANGES = st.builds(
    HttpExchange,
    id=st.integers(0, 2**40),
    run_id=TEXT,
    step=TEXT | st.sampled_from(StepName),
    method=TEXT,
    url=TEXT,
    started_at=st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 28), timezones=ZONES),
    started_clock=st.floats(0, 1e6),
    request_headers=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    request_body=BODIES,
    sent_to=st.none() | TEXT,
    cause=st.none() | TEXT,
    lambda_location=st.none() | st.builds(Location, TEXT, st.none() | st.integers(1, 9)),
    status=st.none() | st.integers(0, 999),
    reason=TEXT,
    response_headers=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    response_body=BODIES,
    truncated=st.booleans(),
    phases=st.builds(Phases, SECONDS, SECONDS, SECONDS, SECONDS, SECONDS, SECONDS),
    tls=st.none() | st.builds(TlsFacts, TEXT, TEXT, TEXT),
    transport=st.builds(
        Transport, st.none() | TEXT, st.lists(TEXT, max_size=2).map(tuple), st.none() | TEXT, st.booleans()
    ),
    dropped=st.lists(TEXT, max_size=2).map(tuple),
    elapsed=SECONDS,
    error=st.none() | st.builds(ExchangeError, TEXT, TEXT),
    expected_refusal=st.booleans(),
    browser=st.booleans(),
    redirected_from=st.none() | st.integers(0, 2**40),
    notes=st.lists(TEXT, max_size=2).map(tuple),
)


@given(st.lists(EXCHANGES, max_size=6))
def test_every_exchange_comes_back_as_it_was(exchanges: list[HttpExchange]) -> None:
    packer = Packer()
    events = [
        (ExchangeFinished if number % 2 else ExchangeStarted)(one) for number, one in enumerate(exchanges)
    ]
    packed = [packer.pack(event) for event in events]
    assert all(one is not None for one in packed)
    back = [unpacked(one, packer.batches_now) for one in packed if one is not None]
    assert back == events
    for one, event in zip(back, events, strict=True):
        assert one.exchange.started_at.utcoffset() == event.exchange.started_at.utcoffset()


def test_what_is_out_of_the_ordinary_stays_as_it_is() -> None:
    class Text(str):
        __slots__ = ()

    odd = replace(exchange(1), url=Text("https://api.test/"))
    assert Packer().pack(ExchangeFinished(odd)) is None
    without_zone = replace(exchange(1), started_at=datetime(2026, 1, 1))
    assert Packer().pack(ExchangeFinished(without_zone)) is None


def test_batches_of_which_nothing_is_kept_go() -> None:
    packer = Packer()
    packed = [packer.pack(ExchangeFinished(exchange(number))) for number in range(3 * BATCH + 1)]
    assert len(packer.batches_now) == 4
    for one in packed:
        assert one is not None
        packer.release(one)
    assert len(packer.batches_now) == 1


def filled(count: int, **journal: Any) -> Journal:
    made = Journal(**journal)
    for number in range(count):
        made.record(ExchangeStarted(exchange(number, run_id=f"run {number % 2}")))
        made.record(
            ExchangeFinished(exchange(number, run_id=f"run {number % 2}", content=b'{"n":%d}' % number))
        )
        if number % 100 == 0:
            made.record(ConsoleLine(f"run {number % 2}", str(number)))
    return made


def packed_in(journal: Journal) -> int:
    return sum(isinstance(entry, bytes | tuple) for entry in journal._store._entries)


def test_a_long_record_is_packed_but_for_its_end_and_told_as_before() -> None:
    journal = filled(OPEN + 1500)
    assert packed_in(journal) > 1400
    told = Reveal(journal)
    assert [one.id for one in told.exchanges()] == list(range(OPEN + 1500))
    assert [one.id for one in told.exchanges("run 1")] == list(range(1, OPEN + 1500, 2))
    assert told.exchange(7) == exchange(7, run_id="run 1", content=b'{"n":7}')
    assert told.events("run 0")[:2] == [
        ExchangeFinished(exchange(0, run_id="run 0", content=b'{"n":0}')),
        ConsoleLine("run 0", "0"),
    ]
    assert journal._store.events("run 0", exchanges=False)[:2] == [
        ConsoleLine("run 0", "0"),
        ConsoleLine("run 0", "100"),
    ]
    assert journal._store.tally("run 0") == ((OPEN + 1500) // 2, 0)
    assert [one.id for one in journal._store.exchanges("run 1", 2)] == [OPEN + 1497, OPEN + 1499]
    assert journal.view(3) is not None
    assert journal.passes(parse('body:"\\"n\\": 4"'), 4, Surroundings())


def test_what_is_learned_late_disappears_from_what_was_packed() -> None:
    journal = Journal()
    secret = secrets.token_hex(20)
    for number in range(OPEN + 10):
        headers = (("X-Own", secret),) if number == 5 else ()
        journal.record(ExchangeFinished(replace(exchange(number), request_headers=headers)))
    assert packed_in(journal) == 10
    shown = journal.view(5)
    assert shown is not None
    assert secret in shown.request_headers[0].value.text
    journal.record(SecretLearned(secret, "access token"))
    shown = journal.view(5)
    assert shown is not None
    assert secret not in str(shown)
    assert secret not in str(journal.export("json_lines").text)  # type: ignore[arg-type]


def test_what_ends_long_after_it_began_is_packed_then() -> None:
    journal = Journal()
    journal.record(ExchangeStarted(exchange(0)))
    for number in range(1, OPEN + 10):
        journal.record(ExchangeFinished(exchange(number)))
    before = packed_in(journal)
    journal.record(ExchangeFinished(replace(exchange(0), status=204)))
    assert packed_in(journal) == before + 1
    journal.record(ExchangeFinished(replace(exchange(0), status=205)))
    assert packed_in(journal) == before + 1
    found = Reveal(journal).exchange(0)
    assert found is not None
    assert found.status == 205


def test_the_oldest_go_and_what_they_held_is_counted_off() -> None:
    journal = filled(OPEN + 600, capacity=OPEN + 100)
    record = journal._store
    assert journal.dropped == 500
    assert journal.entry(499) is None
    assert journal.entry(500) is not None
    assert record._content == sum(len(one.response_body.content) for one in Reveal(journal).exchanges())
    journal.clear()
    assert (record._content, journal.entries(), packed_in(journal)) == (0, [], 0)
    journal.record(ExchangeFinished(exchange(3)))
    assert len(journal.entries()) == 1


def test_a_large_body_is_put_away_before_its_exchange_is_packed() -> None:
    journal = Journal()
    content = secrets.token_bytes(THRESHOLD + 9)
    journal.record(ExchangeFinished(exchange(0, content=content)))
    medium = secrets.token_bytes(5000)
    journal.record(ExchangeFinished(exchange(1, content=medium)))
    for number in range(2, OPEN + 2):
        journal.record(ExchangeFinished(exchange(number)))
    journal._store.settle()
    assert packed_in(journal) == 2
    assert Reveal(journal).content(0, Side.RESPONSE) == content
    assert Reveal(journal).content(1, Side.RESPONSE) == medium
    journal.close()


def test_what_is_packed_is_nothing_that_python_collects() -> None:
    made = Store()
    for number in range(OPEN + 3000):
        made.add(ExchangeFinished(exchange(number, content=b"{}")))
    gc.collect()
    assert not any(gc.is_tracked(entry) for entry in list(made._entries)[:3000])


def test_readers_in_other_threads_see_whole_exchanges_while_the_oldest_go() -> None:
    journal = Journal(capacity=store.OPEN + 50)
    over = threading.Event()
    wrong: list[Event] = []

    def read() -> None:
        while not over.is_set():
            for event in Reveal(journal).events("run"):
                if isinstance(event, ExchangeFinished) and event.exchange.url.isspace():
                    wrong.append(event)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(2 * BATCH + OPEN):
        journal.record(ExchangeFinished(exchange(number)))
    over.set()
    reader.join()
    assert wrong == []
    assert len(journal.entries()) == OPEN + 50


def test_a_long_run_is_summed_up_without_looking_into_its_exchanges() -> None:
    journal = filled(OPEN + 100)
    journal.record(ExchangeFinished(replace(exchange(OPEN + 100, run_id="run 0"), browser=True)))
    summary = journal.summary("run 0")
    assert summary.requests == (OPEN + 100) // 2
    assert summary.printed == 21
