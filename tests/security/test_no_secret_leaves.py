"""Forty kinds of secrets in thirty shapes go over the wire; not one comes out of any exit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from authbench.events import (
    ConsoleLine,
    ExchangeFinished,
    ExchangeStarted,
    Failure,
    HttpExchange,
    NoteAdded,
    Outcome,
    RunFinished,
    RunKind,
    RunStarted,
    StepFinished,
    StepName,
    StepStarted,
)
from authbench.journal import Journal
from authbench.journal.entries import Notice
from authbench.journal.exports.case_file import DefinitionFacts
from authbench.journal.exports.copy_as import CopyFormat
from authbench.journal.exports.export import ExportFormat
from authbench.journal.exports.refusal import ExportRefused
from authbench.journal.sides import Side
from support.planted_secrets import planted
from support.planted_traffic import RUN, record_traffic
from support.secret_finder import SecretFinder

OTHER_RUN = "r2"
SECRETS = planted()
FINDER = SecretFinder([(secret.kind, piece) for secret in SECRETS for piece in secret.pieces()])


@pytest.fixture(scope="module")
def traffic() -> list[HttpExchange]:
    return record_traffic(SECRETS)


class Recorded:
    """A journal that saw the traffic, and what its subscribers were told."""

    def __init__(self, traffic: list[HttpExchange], folder: Path) -> None:
        self.journal = Journal(folder=folder)
        self.told: list[Notice] = []
        self.journal.subscribe(self.told.append)
        at = traffic[0].started_at
        for secret in SECRETS:
            self.journal.redactor.add(secret.value, secret.label)
        self.journal.record(RunStarted(RUN, "c1", RunKind.TEST, (StepName.TEST,), at))
        self.journal.record(StepStarted(RUN, 1, StepName.TEST, at))
        for number, exchange in enumerate(traffic):
            # Each kind has an odd number of exchanges: every kind is in both runs, and so is each kind of body.
            of_run = exchange if number % 2 else replace(exchange, run_id=OTHER_RUN)
            self.journal.record(ExchangeStarted(of_run))
            self.journal.record(ExchangeFinished(of_run))
        for secret in SECRETS:
            self.journal.record(ConsoleLine(RUN, f"puts {secret.value!r}"))
            self.journal.record(NoteAdded(RUN, "odd", f"{secret.value} is odd"))
        last = SECRETS[0].value
        failure = Failure("odd", f"could not use {last}", hint=f"leave out {last}", details={"item": last})
        self.journal.record(StepFinished(RUN, 1, StepName.TEST, False, f"with {last}", 0.1, failure))
        self.journal.record(RunFinished(RUN, Outcome.FAILED, 0.1, at, failure))


@pytest.fixture(scope="module")
def recorded(traffic: list[HttpExchange], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorded]:
    made = Recorded(traffic, tmp_path_factory.mktemp("store"))
    yield made
    made.journal.close()


def test_the_traffic_is_full_of_secrets(traffic: list[HttpExchange]) -> None:
    raw = "\n".join(
        f"{each.url} {each.request_headers} {each.response_headers} {each.cause} {each.notes} "
        f"{each.request_body.content!r} {each.response_body.content!r}"
        for each in traffic
    )
    assert len(traffic) >= 300
    assert set(FINDER.found(raw, depth=1)) == {secret.kind for secret in SECRETS}


EXITS = (
    *("rows", "views", "notices", "told", "entries", "explanation", "report", "stories", "facts", "pages"),
    *("binary rows", "har", "json lines", "case file", *CopyFormat),
)


def out_of(recorded: Recorded, way: str) -> Iterator[str]:
    journal = recorded.journal
    ids = [entry.id for entry in journal.entries()]
    match way:
        case "rows":
            yield from (repr(journal.row(each)) for each in ids)
        case "views":
            yield from (repr(journal.view(each, limit=None)) for each in ids)
        case "notices":
            yield from map(repr, journal.notices())
        case "told":
            yield from map(repr, recorded.told)
        case "entries":
            yield from map(repr, journal.entries())
        case "explanation":
            yield repr(journal.explain(RUN))
        case "report":
            yield journal.report(OTHER_RUN)
            yield journal.report(RUN)[:20_000]
        case "stories":
            yield from (repr(journal.story(each)) for each in ids)
        case "facts":
            yield repr(journal.facts(ids))
        case "pages":
            yield from (repr(journal.body(each, side, 0, 100_000)) for each in ids[::2] for side in Side)
        case "binary rows":
            yield from (repr(journal.body_rows(each, side, 0, 4096)) for each in ids[::3] for side in Side)
        case "har":
            yield journal.export(ExportFormat.HAR).text
        case "json lines":
            yield journal.export(ExportFormat.JSON_LINES, ids[::2]).text
        case "case file":
            facts = DefinitionFacts.of("T", "connector.rb", b"{}")
            yield journal.export_case(RUN, facts).text
        case _:
            # What is packed cannot be shown with a hole in it, so that all of it is refused.
            for each in ids[EXITS.index(way) % 5 :: 5]:
                try:
                    yield repr(journal.copied(each, CopyFormat(way)))
                except ExportRefused:
                    view = journal.view(each)
                    assert view is not None
                    yield f"refused {[field.value.text for field in view.request_headers]}"


@pytest.mark.parametrize("way", EXITS)
def test_no_secret_leaves_the_journal(recorded: Recorded, way: str) -> None:
    parts = list(out_of(recorded, way))
    assert sum(map(len, parts)) > 100
    assert FINDER.found_in_many(parts) == []
