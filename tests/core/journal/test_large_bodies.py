import errno
import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from authbench.events import Body, ExchangeFinished, ExchangeStarted, HttpExchange
from authbench.journal import Journal, large_bodies
from authbench.journal.filters import Surroundings, parse
from authbench.journal.reveal import Reveal
from authbench.journal.sides import Side
from authbench.journal.store import THRESHOLD, Store
from authbench.journal.temporary_store import NotKept, TemporaryStore
from support.journal_exchanges import exchange

LARGE = 3 * THRESHOLD + 5


def put(store: Store, *exchanges: HttpExchange) -> None:
    for each in exchanges:
        store.add(ExchangeFinished(each))
    store.settle()


def file_of(store: Store) -> Any:
    assert store._large is not None
    return store._large._store._file


def used(store: Store) -> int:
    assert store._large is not None
    return store._large._store.used


def test_a_large_body_is_put_away_and_read_back() -> None:
    store = Store()
    content, sent = secrets.token_bytes(LARGE), secrets.token_bytes(LARGE + 1)
    put(store, exchange(1, content=content, sent=sent), exchange(2, content=b"small"))
    kept = store.exchange(1)
    assert kept is not None
    assert kept.response_body == Body(content[:THRESHOLD], LARGE, LARGE)
    assert kept.response_body.size == LARGE
    assert store.content(1, Side.RESPONSE) == content
    assert store.content(1, Side.REQUEST) == sent
    assert store.content(1, Side.RESPONSE, 100, 50) == content[100:150]
    assert store.content(1, Side.RESPONSE, THRESHOLD - 5, 20) == content[THRESHOLD - 5 : THRESHOLD + 15]
    assert store.content(1, Side.RESPONSE, LARGE, 20) == b""
    assert store.content(2, Side.RESPONSE) == b"small"
    assert store.content(2, Side.RESPONSE, 1, 2) == b"ma"
    store.close()


def test_a_body_of_the_threshold_stays_in_memory() -> None:
    store = Store()
    put(store, exchange(1, content=bytes(THRESHOLD)))
    assert store._large is None
    put(store, exchange(2, content=bytes(THRESHOLD + 1)))
    assert used(store) > 0
    store.close()


def test_recording_does_not_wait_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = threading.Event()
    real = TemporaryStore.put

    def slow(self: TemporaryStore, content: bytes) -> Any:
        assert goes_on.wait(30)
        return real(self, content)

    monkeypatch.setattr(TemporaryStore, "put", slow)
    store = Store()
    contents = [secrets.token_bytes(LARGE) for _ in range(3)]
    for number, content in enumerate(contents):
        store.add(ExchangeFinished(exchange(number, content=content)))
    # All of it is there meanwhile.
    assert [store.content(number, Side.RESPONSE) for number in range(3)] == contents
    goes_on.set()
    store.settle()
    assert [store.content(number, Side.RESPONSE) for number in range(3)] == contents
    assert all(store.exchange(number).response_body.stored == LARGE for number in range(3))  # type: ignore[union-attr]
    store.close()


def test_an_exchange_that_is_recorded_again_is_put_away_once() -> None:
    store = Store()
    sent, content = secrets.token_bytes(LARGE), secrets.token_bytes(LARGE)
    started = exchange(1, sent=sent)
    store.add(ExchangeStarted(started))
    store.settle()
    once = used(store)
    assert once > 0
    finished = replace(started, status=401, response_body=Body(content, LARGE))
    put(store, finished)
    twice = used(store)
    put(store, replace(finished, cause="no token yet, as expected", expected_refusal=True))
    assert used(store) == twice == 2 * once
    kept = store.exchange(1)
    assert kept is not None
    assert kept.expected_refusal
    assert (kept.request_body.stored, kept.response_body.stored) == (LARGE, LARGE)
    assert store.content(1, Side.REQUEST) == sent
    assert store.content(1, Side.RESPONSE) == content
    # Something else under the same number takes its place.
    put(store, replace(finished, response_body=Body(bytes(LARGE), LARGE)))
    assert used(store) == twice
    assert store.content(1, Side.RESPONSE) == bytes(LARGE)
    store.close()


def test_what_goes_from_the_log_goes_from_the_disk() -> None:
    store = Store(capacity=2)
    contents = [secrets.token_bytes(LARGE) for _ in range(3)]
    put(store, *(exchange(number, content=each) for number, each in enumerate(contents)))
    assert store.dropped == 1
    of_two = used(store)
    with pytest.raises(NotKept, match="gone"):
        store.content(0, Side.RESPONSE)
    assert store.content(2, Side.RESPONSE) == contents[2]
    file = file_of(store)
    store.clear()
    with pytest.raises(NotKept):
        store.content(2, Side.RESPONSE)
    store.settle()
    assert file.closed
    put(store, exchange(5, content=contents[0]))
    assert 0 < used(store) < of_two
    assert store.content(5, Side.RESPONSE) == contents[0]
    store.close()


def test_cleared_while_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, goes_on = threading.Event(), threading.Event()
    real = TemporaryStore.put

    def slow(self: TemporaryStore, content: bytes) -> Any:
        begun.set()
        assert goes_on.wait(30)
        return real(self, content)

    monkeypatch.setattr(TemporaryStore, "put", slow)
    for forget in (lambda store: store.clear(), lambda store: put_others(store)):
        store = Store(capacity=2)
        store.add(ExchangeFinished(exchange(1, content=bytes(LARGE))))
        assert begun.wait(30)
        forget(store)
        begun.clear()
        goes_on.set()
        store.settle()
        goes_on.clear()
        assert store.exchange(1) is None
        assert used(store) == 0
        store.close()


def put_others(store: Store) -> None:
    for number in range(10, 13):
        store.add(ExchangeFinished(exchange(number, content=b"small")))


def refusing(number: int) -> Callable[..., Any]:
    def open_nameless(folder: Path | None = None) -> Any:
        raise OSError(number, os.strerror(number))

    return open_nameless


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_disk_that_refuses_leaves_bodies_in_memory_while_there_is_room(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr("authbench.journal.temporary_file.open_nameless", refusing(number))
    store = Store(content_budget=5 * LARGE)
    contents = [secrets.token_bytes(LARGE) for _ in range(4)]
    for index, content in enumerate(contents):
        put(store, exchange(index, content=content))
    assert store.content(0, Side.RESPONSE) == contents[0]
    assert store.content(1, Side.RESPONSE) == contents[1]
    cut = store.exchange(3)
    assert cut is not None
    assert cut.response_body == Body(contents[3][:THRESHOLD], LARGE, LARGE)
    assert [note for note in cut.notes if os.strerror(number) in note and "first 64 KB" in note]
    assert store.content(3, Side.RESPONSE, 0, 100) == contents[3][:100]
    with pytest.raises(NotKept, match=os.strerror(number)):
        store.content(3, Side.RESPONSE)
    assert store.loaded(cut, 10**9) == cut
    assert store.dropped == 0
    store.close()


def test_whatever_fails_in_the_writer_goes_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: TemporaryStore, content: bytes) -> Any:
        raise MemoryError

    monkeypatch.setattr(TemporaryStore, "put", broken)
    store = Store()
    put(store, exchange(1, content=bytes(LARGE)), exchange(2, content=bytes(LARGE)))
    assert store.content(2, Side.RESPONSE) == bytes(LARGE)
    store.close()


def test_without_a_thread_bodies_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuses)
    store = Store()
    put(store, exchange(1, content=bytes(LARGE)))
    assert store.content(1, Side.RESPONSE) == bytes(LARGE)
    store.close()


def test_the_oldest_bodies_go_first_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    monkeypatch.setattr(
        large_bodies.LargeBodies.__init__, "__kwdefaults__", {"capacity": 8 * THRESHOLD + 999}
    )
    put(store, *(exchange(number, content=bytes([number]) * LARGE) for number in range(4)))
    old, new = store.exchange(0), store.exchange(3)
    assert old is not None
    assert new is not None
    assert "newer content needed its room" in old.notes[-1]
    assert new.notes == ()
    with pytest.raises(NotKept, match="newer"):
        store.content(0, Side.RESPONSE)
    assert store.content(3, Side.RESPONSE) == bytes([3]) * LARGE
    store.close()


def test_after_closing_bodies_stay_in_memory() -> None:
    store = Store()
    put(store, exchange(1, content=bytes(LARGE)))
    file = file_of(store)
    store.close()
    assert file.closed
    put(store, exchange(2, content=bytes(LARGE)))
    assert store.content(2, Side.RESPONSE) == bytes(LARGE)


def test_views_hold_what_was_put_away_as_far_as_asked() -> None:
    journal = Journal()
    text = "".join(f"line {number}\n" for number in range(40_000))
    journal.record(ExchangeFinished(exchange(1, content=text.encode(), content_type="text/plain")))
    journal._store.settle()
    view = journal.view(1, limit=None)
    assert view is not None
    assert view.response_body.content.text == text
    assert not view.response_body.truncated
    view = journal.view(1, limit=1000)
    assert view is not None
    assert view.response_body.content.text == text[:1000]
    assert view.response_body.truncated
    assert view.response_body.size == "418.8 KB"
    assert Reveal(journal).content(1, Side.RESPONSE) == text.encode()
    assert Reveal(journal).content(1, Side.RESPONSE, 100) == text.encode()[:100]
    journal.close()


def test_filters_look_into_what_was_put_away() -> None:
    journal = Journal()
    text = "words " * 60_000 + "needle"
    journal.record(ExchangeFinished(exchange(1, content=text.encode(), content_type="text/plain")))
    journal._store.settle()
    assert journal.passes(parse("body:needle"), 1, Surroundings())
    assert not journal.passes(parse("body:thimble"), 1, Surroundings())
    journal.close()


def test_a_view_of_what_is_not_kept_shows_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("authbench.journal.temporary_file.open_nameless", refusing(errno.ENOSPC))
    journal = Journal(content_budget=1000)
    text = "x y " * THRESHOLD
    journal.record(ExchangeFinished(exchange(1, content=text.encode(), content_type="text/plain")))
    journal._store.settle()
    view = journal.view(1)
    assert view is not None
    assert view.response_body.content.text == text[:THRESHOLD]
    assert view.response_body.truncated
    assert any("not" in note or "only the first" in note for note in view.notes)
    journal.close()


def test_filters_find_what_stands_anywhere_in_a_large_body() -> None:
    journal = Journal()
    secret = secrets.token_hex(20)
    journal.redactor.add(secret, "access token")
    line = b'{"id": 1234567, "name": "somebody with a long name"},\n'
    filling = line * (700_000 // len(line))
    content = b"[" + filling + b'{"far": "Needle ' + secret.encode() + b'"}]'
    journal.record(ExchangeFinished(exchange(1, content=content, content_type="application/json")))
    journal._store.settle()
    for text in ("body:needle", "response:needle", "needle", "-body:thimble"):
        assert journal.passes(parse(text), 1, Surroundings()), text
    for text in ("request:needle", "-body:needle", "body:needles", f"body:{secret}", f"body:{secret[:14]}"):
        assert not journal.passes(parse(text), 1, Surroundings()), text
    assert not journal.passes(parse("-body:thimble"), 1, Surroundings(), cancelled=lambda: True)
    journal.close()
