"""What the sieve holds back is nothing that a filter would have found."""

from __future__ import annotations

import random

import pytest

from authbench.events import Body, ExchangeFinished, SecretLearned
from authbench.journal import Journal
from authbench.journal.filters import FactReader, Surroundings, matches, parse, parts_needed
from authbench.journal.filters.sieve import Sieve, sieve_for
from authbench.journal.reveal import Reveal
from support.odd_requests import Secrets, odd_requests, record
from support.wire_recorder import WireRecorder

LIMIT = 1000
KEYS = ("header", "body", "request", "response", "")


@pytest.fixture(scope="module")
def journal() -> Journal:
    """Requests of every kind, with secrets known by their values, by their names and by their shapes."""
    journal, known = Journal(), Secrets()
    for value, label in known.labelled():
        journal.record(SecretLearned(value, label))
    with WireRecorder() as server:
        for exchange in record(odd_requests(known), server.authority, known):
            journal.record(ExchangeFinished(exchange))
    return journal


def needles(journal: Journal, reader: FactReader) -> list[str]:
    """Pieces of all that is shown, wherever they begin and end."""
    chosen = random.Random(7)
    shown: list[str] = []
    for exchange in Reveal(journal).exchanges():
        texts = reader.texts(exchange)
        shown += [*texts.request_headers, *texts.response_headers, texts.request_body, texts.response_body]
    pieces: set[str] = set()
    # Each once, in the order in which they were shown: that of a set differs from run to run.
    for text in dict.fromkeys(filter(None, shown)):
        for _ in range(12):
            at = chosen.randrange(len(text))
            pieces.add(text[at : at + chosen.randint(1, 14)].strip())
        # Around each chip.
        mark = text.find("••••")
        while mark >= 0:
            end = text.find("char", mark)
            pieces.update(text[max(0, mark - 5) : mark + n].strip() for n in (4, 6, 12))
            pieces.update(
                text[at : end + n].strip() for at in (mark + 5, end - 4, end - 2) for n in (0, 2, 4)
            )
            pieces.update(text[end + n : end + n + 5].strip() for n in range(7))
            mark = text.find("••••", mark + 4)
    return sorted(piece for piece in pieces if piece and '"' not in piece)


def test_what_passes_is_the_same_with_and_without_the_sieve(journal: Journal) -> None:
    reader = FactReader(journal.redactor)
    exchanges = Reveal(journal).exchanges()
    rows = [(exchange, reader.read(exchange), reader.texts(exchange)) for exchange in exchanges]
    pieces = needles(journal, reader)
    assert len(pieces) > 300
    sieved = 0
    for number, piece in enumerate(pieces):
        key = KEYS[number % len(KEYS)]
        wanted = parse(f'{key}:"{piece}"' if key else f'"{piece}"')
        sieve = reader.sieve(wanted)
        sieved += sieve is not None
        parts = parts_needed(wanted)
        for exchange, row, texts in rows:
            found = matches(wanted, row, reader.texts(exchange, parts, sieve))
            assert found is matches(wanted, row, texts), (key, piece, exchange.url)
    assert sieved > len(pieces) // 4


def test_the_journal_finds_the_same(journal: Journal) -> None:
    ids = [entry.id for entry in journal.entries()]
    reader = FactReader(journal.redactor)
    for text in ("header:authorization", "-body:a", "header:nothing-like-it", "request:b response:c", "xyz"):
        wanted = parse(text)
        for exchange_id, exchange in zip(ids, Reveal(journal).exchanges(), strict=True):
            naive = matches(wanted, reader.read(exchange), reader.texts(exchange))
            assert journal.passes(wanted, exchange_id, Surroundings()) is naive


@pytest.mark.parametrize(
    "text",
    [
        *("header:token", "header:password", "body:41", "header:chars", "body:••••", "header:ss", "body:é"),
        *("secret:token", "header:key①", "header:house", "body:withheld"),
        *("header:c", "header:h", "body:ha", "body:har", "header:cha", "body:0 ch", "header:4"),
    ],
)
def test_what_a_chip_may_say_is_looked_for_everywhere(text: str) -> None:
    assert sieve_for(parse(text), ["house key"]) is None


def test_what_no_chip_says_is_looked_for_where_it_may_be() -> None:
    sieve = sieve_for(parse("header:x-request-7"), ["access token"])
    assert isinstance(sieve, Sieve)
    assert sieve.line("X-Request-7", "v")
    assert sieve.line("X", "xReQuest_7")
    assert not sieve.line("X-Request", "8")
    assert sieve.line("X-Other", "a%20b")


def body(content: bytes, kind: str = "application/json") -> bool:
    sieve = sieve_for(parse("body:lovelace"), [])
    assert sieve is not None
    return sieve.body(Body(content, len(content)), (("Content-Type", kind),), LIMIT)


def test_bodies_that_are_shown_otherwise_than_they_came_are_looked_at() -> None:
    assert not body(b'{"name": "Ada"}')
    assert not body(b"")
    assert body(b'{"name": "LOVELACE"}')
    for content, kind in (
        (b"name=%4covelace", "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"<a/>", "text/xml"),
        (b'{"a": "\\u004c"}', "application/json"),
        (b'{"a": "%4c"}', "application/json"),
        (b"\x00\x01", "text/plain"),
        (b"\xff", "text/plain"),
        ("ä".encode("latin-1"), "text/plain; charset=latin-1"),
        (b"x" * (LIMIT + 1), "text/plain"),
        (b"GIF89a" + b"\t" * 40, "text/plain"),
    ):
        assert body(content, kind), (content, kind)
