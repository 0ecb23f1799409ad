import re
from collections.abc import Iterator
from typing import Any

import pytest

from authbench.events import Failure
from authbench.journal import Redactor
from authbench.journal.explanations.catalogue import PLACEHOLDER, Cause, Entry, catalogue, read_entries
from authbench.journal.explanations.conditions import Conditions
from authbench.journal.explanations.facts import gather_facts

ENTRIES = sorted(catalogue().values(), key=lambda entry: entry.key)


def every_condition(entry: Entry) -> Iterator[Conditions]:
    yield from entry.applies
    yield from (cause.conditions for cause in entry.causes)


def every_text(entry: Entry) -> Iterator[str]:
    yield entry.title
    for cause in entry.causes:
        yield cause.text
        yield from cause.evidence


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_every_entry_can_be_used(entry: Entry) -> None:
    assert "copy_report" in entry.actions or entry.key == "cancelled"
    assert entry.causes or entry.key == "cancelled"
    for conditions in every_condition(entry):
        tables = (
            conditions.matches,
            conditions.body,
            conditions.header,
            conditions.sent,
            conditions.sent_header,
        )
        patterns = [pattern for table in tables for _, pattern in table if isinstance(pattern, str)]
        for pattern in [*patterns, conditions.answer_text]:
            re.compile(pattern)
    assert any(conditions != Conditions() for conditions in entry.applies)
    assert len(set(entry.causes)) == len(entry.causes)


def test_names_in_texts_and_conditions_are_known(documented: frozenset[str]) -> None:
    used = {name for entry in ENTRIES for text in every_text(entry) for name in PLACEHOLDER.findall(text)}
    used |= {
        name.removeprefix("!")
        for entry in ENTRIES
        for one in every_condition(entry)
        for name in (*one.when, *(name for name, _ in one.matches))
    }
    unknown = {name for name in used if name.partition(".")[0] not in ("body", "header", "sent")}
    assert unknown - documented == set()


@pytest.fixture(scope="module")
def documented(request: pytest.FixtureRequest) -> frozenset[str]:
    text = (request.config.rootpath / "docs" / "explanations.md").read_text("utf-8")
    return frozenset(re.findall(r"`([a-z_]+)`", text)) | {"keychain", "keychain_name", "reply", "status"}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({}, "x.toml: e.title: a text without blanks around it was expected, not None"),
        ({"title": "A."}, "x.toml: e.title: a title ends without a full stop"),
        ({"title": " A"}, "x.toml: e.title: a text without blanks around it was expected, not ' A'"),
        ({"title": "a `b"}, "x.toml: e.title: a backtick is not closed in 'a `b'"),
        ({"title": "a {B}"}, "x.toml: e.title: a brace that is no placeholder in 'a {B}'"),
        ({"title": "A", "colour": 1}, "x.toml: e: unknown key 'colour'; known are actions, also, applies"),
        ({"title": "A", "applies": {"staus": 4}}, "x.toml: e.applies: unknown condition 'staus'; known are"),
        (
            {"title": "A", "applies": {"status": "40"}},
            "x.toml: e.applies.status: '40' is neither a status nor",
        ),
        ({"title": "A", "applies": {"error": True}}, "x.toml: e.applies.error: a text or a list of texts"),
        ({"title": "A", "applies": {"body": "x"}}, "x.toml: e.applies.body: a table of names and patterns"),
        (
            {"title": "A", "applies": {"body": {"a": ""}}},
            "x.toml: e.applies.body.a: a pattern was expected, not ''",
        ),
        ({"title": "A", "actions": ["dance"]}, "x.toml: e: unknown action 'dance'; known are show_request"),
        ({"title": "A", "actions": ["focus_field"]}, "x.toml: e: focus_field needs `focus`"),
        ({"title": "A", "causes": [{"txt": "a"}]}, "x.toml: e.causes[0]: unknown key 'txt'; known are"),
        ({"title": "A", "causes": ["a", {"text": ""}]}, "x.toml: e.causes[1].text: a text without"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(table: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read_entries([("x.toml", {"e": table})])


def test_an_entry_may_not_be_explained_twice() -> None:
    with pytest.raises(ValueError, match=re.escape("b.toml: e is explained twice")):
        read_entries([("a.toml", {"e": {"title": "A"}}), ("b.toml", {"e": {"title": "B"}})])


def test_defaults_of_a_file_hold_for_its_entries() -> None:
    entries = read_entries(
        [
            (
                "a.toml",
                {
                    "defaults": {"provider": "A", "rank": 7, "status": "4xx", "body": {"ok": "^false$"}},
                    "one": {"title": "One", "applies": {"status": 404, "body": {"a": True}}},
                    "two": {
                        "title": "Two",
                        "rank": 9,
                        "causes": [{"text": "x", "weight": 2, "otherwise": True}],
                    },
                },
            )
        ]
    )
    assert list(entries) == ["two", "one"]
    assert entries["one"].applies == (Conditions(status=("404",), body=(("ok", "^false$"), ("a", True))),)
    assert entries["one"].rank == 7
    assert entries["two"].applies == (Conditions(code=("two",), status=("4xx",), body=(("ok", "^false$"),)),)
    assert entries["two"].causes == (Cause("x", weight=2, otherwise=True),)


def test_no_entry_applies_to_nothing() -> None:
    facts = gather_facts(Failure("", ""), None, [], Redactor())
    assert [entry.key for entry in ENTRIES if entry.hold(facts)] == []
