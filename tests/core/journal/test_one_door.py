"""What can be reached from a journal without the reveal capability: nothing that is secret."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

import authbench
from authbench.events import (
    Body,
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
    SecretLearned,
    StepName,
)
from authbench.journal import Journal
from authbench.journal.exports.case_file import DefinitionFacts
from authbench.journal.exports.copy_as import CopyFormat
from authbench.journal.exports.export import ExportFormat
from authbench.journal.filters import Surroundings, parse
from authbench.journal.flow.picture import Topic
from authbench.journal.redaction import Redactor
from authbench.journal.reveal import Reveal
from authbench.journal.sides import Side

T0 = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SECRET = secrets.token_urlsafe(30)
FACTS = DefinitionFacts.of("T", "connector.rb", b"{}")

# Every public name of a journal, and how it is asked. What is added has to be added here.
ASKED: Mapping[str, Callable[[Journal], Any]] = {
    "redactor": lambda journal: journal.redactor,
    "dropped": lambda journal: journal.dropped,
    "record": lambda journal: journal.record(SecretLearned("another-secret", "token")),
    "subscribe": lambda journal: journal.subscribe(lambda notice: None),
    "notices": lambda journal: [journal.notices(), journal.notices("r1")],
    "entries": lambda journal: journal.entries(),
    "entry": lambda journal: journal.entry(1),
    "run_ids": lambda journal: journal.run_ids(),
    "row": lambda journal: journal.row(1),
    "view": lambda journal: [journal.view(1), journal.view(1, limit=None), journal.view(1, limit=60)],
    "facts": lambda journal: journal.facts([1]),
    "passes": lambda journal: journal.passes(parse(f"body:{SECRET}"), 1, Surroundings()),
    "explain": lambda journal: journal.explain("r1"),
    "summary": lambda journal: journal.summary("r1"),
    "renewals": lambda journal: journal.renewals("r1"),
    "printed": lambda journal: journal.printed("r1"),
    "settings": lambda journal: journal.settings("r1"),
    "report": lambda journal: journal.report("r1"),
    "copied": lambda journal: [journal.copied(1, form) for form in CopyFormat],
    "export": lambda journal: [journal.export(form) for form in ExportFormat],
    "export_case": lambda journal: journal.export_case("r1", FACTS),
    "working": lambda journal: [journal.working(1, topic) for topic in Topic],
    "body_kind": lambda journal: journal.body_kind(1, Side.REQUEST),
    "body": lambda journal: [journal.body(1, side, at, 64) for side in Side for at in range(0, 90, 7)],
    "body_rows": lambda journal: [journal.body_rows(1, side, 0, 4096) for side in Side],
    "body_search": lambda journal: journal.body_search(1, Side.REQUEST, SECRET[5:30]),
    "image": lambda journal: journal.image(1, Side.RESPONSE),
    "story": lambda journal: journal.story(1),
    "clear": lambda journal: None,
    "close": lambda journal: None,
}


def filled(told: list[Any]) -> Journal:
    journal = Journal()
    journal.subscribe(told.append)
    journal.record(SecretLearned(SECRET, "access token"))
    content = Body(f'{{"item": "{SECRET}", "n": 1}}'.encode(), 60)
    exchange = HttpExchange(
        id=1,
        run_id="r1",
        step="test",
        method="POST",
        url=f"https://x.test/{SECRET}?item={SECRET}",
        started_at=T0,
        started_clock=1.0,
        request_headers=(("Content-Type", "application/json"), ("X-Item", SECRET)),
        request_body=content,
        status=400,
        reason=SECRET,
        response_headers=(("Set-Cookie", f"a={SECRET}"), ("Location", f"/a?b={SECRET}")),
        response_body=content,
        cause=SECRET,
        notes=(SECRET,),
    )
    journal.record(RunStarted("r1", "c1", RunKind.TEST, (StepName.TEST,), T0))
    journal.record(ExchangeStarted(exchange))
    journal.record(ExchangeFinished(exchange))
    journal.record(ConsoleLine("r1", SECRET))
    journal.record(NoteAdded("r1", "odd", SECRET))
    failure = Failure("odd", SECRET, hint=SECRET, details={"item": SECRET}, exchange_id=1)
    journal.record(RunFinished("r1", Outcome.FAILED, 0.1, T0, failure))
    return journal


def reachable(root: Any) -> Iterator[str]:
    """Every text that public attributes, fields and items lead to."""
    rest, seen = [root], set()
    while rest:
        value = rest.pop()
        if id(value) in seen or inspect.ismodule(value) or inspect.isclass(value) or callable(value):
            continue
        seen.add(id(value))
        if isinstance(value, str):
            yield value
        elif isinstance(value, bytes | bytearray):
            yield bytes(value).decode("latin-1")
        elif isinstance(value, Mapping):
            rest += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple | set | frozenset):
            rest += value
        elif value is not None and not isinstance(value, int | float | Enum | datetime):
            yield repr(value)
            rest += [getattr(value, name) for name in dir(value) if not name.startswith("_")]
            if dataclasses.is_dataclass(value):
                rest += [
                    getattr(value, field.name)
                    for field in dataclasses.fields(value)
                    if not isinstance(getattr(value, field.name), Redactor)
                ]


def test_every_way_into_a_journal_is_looked_at() -> None:
    public = {name for name in dir(Journal()) if not name.startswith("_")}
    assert public == set(ASKED)


@pytest.mark.parametrize("name", sorted(ASKED))
def test_no_secret_can_be_reached_from_what_a_journal_gives(name: str) -> None:
    journal = filled([])
    texts = list(reachable(ASKED[name](journal)))
    assert not [text for text in texts if SECRET in text or SECRET[4:16] in text]
    if name == "passes":
        assert not ASKED[name](journal)
    if name == "body_search":
        assert ASKED[name](journal) == ()
    journal.close()


def test_no_secret_can_be_reached_from_what_subscribers_are_told() -> None:
    told: list[Any] = []
    journal = filled(told)
    assert len(told) >= 5
    assert not [text for text in reachable(told) if SECRET in text]
    assert not [text for text in reachable(journal) if SECRET in text]
    journal.close()


def test_the_capability_is_what_leads_to_it() -> None:
    journal = filled([])
    reveal = Reveal(journal)
    assert SECRET in "".join(reachable(reveal.exchange(1)))
    assert SECRET in reveal.content(1, Side.REQUEST).decode()
    journal.redactor.text(SECRET)
    assert reveal.secret("access token", 1) == SECRET
    journal.close()


def test_nobody_else_asks_for_the_value_behind_an_alias_or_for_the_store() -> None:
    root = Path(authbench.__file__).parents[2]
    asking = {"alias_value": set(), "_store": set()}  # type: dict[str, set[str]]
    for path in (*root.glob("core/**/*.py"), *root.glob("gui/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "alias_value":
                asking["alias_value"].add(path.name)
            if (
                isinstance(node, ast.Attribute)
                and node.attr == "_store"
                and "journal" in ast.dump(node.value)
            ):
                asking["_store"].add(path.name)
    assert asking == {"alias_value": {"reveal.py"}, "_store": {"reveal.py"}}
