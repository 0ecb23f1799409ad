import secrets
from datetime import UTC, datetime

from authbench.errors import Location
from authbench.events import (
    ConsoleLine,
    Event,
    ExchangeFinished,
    HttpExchange,
    NoteAdded,
    Outcome,
    RedirectIgnored,
    RenewalTriggered,
    RunFinished,
    RunKind,
    RunStarted,
    SettingsChanged,
    SettingsSeen,
    StepFinished,
    StepName,
)
from authbench.journal import Journal, Redactor
from authbench.journal.run_account import PRINTED_LIMIT, printed, renewals, summary

T0 = datetime(2026, 11, 21, tzinfo=UTC)
RULE = RenewalTriggered("run", "refresh_on", "401", "status", 3, Location("a.rb", 9, 1))


def exchange(number: int, *, browser: bool = False) -> ExchangeFinished:
    return ExchangeFinished(
        HttpExchange(number, "run", "test", "GET", "https://a.test/", T0, 0.0, status=200, browser=browser)
    )


def test_a_summary_counts_what_happened() -> None:
    events: list[Event] = [
        RunStarted("run", "c", RunKind.CONNECT, (), T0),
        SettingsSeen("run", {"a": 1}),
        exchange(1, browser=True),
        RedirectIgnored("run", "a favicon"),
        exchange(2),
        ConsoleLine("run", "one\ntwo"),
        ConsoleLine("run", "three"),
        exchange(3),
        RULE,
        SettingsChanged("run", ("access_token", "expires_in")),
        SettingsChanged("run", ("access_token",)),
        NoteAdded("run", "no_pkce", "No PKCE."),
        RunFinished("run", Outcome.OK, 0.1, T0),
    ]
    journal = Journal()
    for event in events:
        journal.record(event)
    told = journal.summary("run")
    assert (told.kind, told.outcome, told.requests, told.events) == (RunKind.CONNECT, Outcome.OK, 2, 13)
    assert (told.notes, told.printed, told.renewals, told.rule) == (2, 3, 1, "refresh_on 401")
    assert told.changed == ("access_token", "expires_in")
    assert told.settings


def test_a_run_that_nothing_is_known_of_has_an_empty_summary() -> None:
    told = Journal().summary("nobody")
    assert (told.kind, told.requests, told.notes, told.changed, told.settings) == (None, 0, 0, (), False)


def test_a_renewal_knows_the_steps_that_followed_it_until_the_next() -> None:
    events: list[Event] = [
        StepFinished("run", 1, StepName.TOKEN, True, "before any rule", 0.1),
        RULE,
        StepFinished("run", 2, StepName.TEST, True, "", 0.1),
        StepFinished("run", 3, StepName.REFRESH, False, "", 0.2),
        StepFinished("run", 4, StepName.ACQUIRE, True, "", 0.3),
        RULE,
        StepFinished("run", 5, StepName.TEST, False, "", 0.1),
    ]
    first, second = renewals(events, Redactor())
    assert [(step.name, step.ok) for step in first.followed] == [
        (StepName.REFRESH, False),
        (StepName.ACQUIRE, True),
    ]
    assert (first.exchange_id, first.location, first.matched) == (3, RULE.location, "status")
    assert second.followed == ()


def test_the_pattern_of_a_rule_and_its_line_are_redacted() -> None:
    value = secrets.token_urlsafe(30)
    redactor = Redactor()
    redactor.add(value, "token")
    place = Location("a.rb", 9, 1, "path", f"refresh_on: ['{value}']")
    rule = RenewalTriggered("run", "refresh_on", f"/{value}/", "body", 1, place)
    assert value not in repr(renewals([rule], redactor))
    assert value not in repr(summary("run", [rule], redactor))


def test_a_secret_that_was_printed_over_two_lines_is_hidden() -> None:
    first, second = secrets.token_urlsafe(20), secrets.token_urlsafe(20)
    redactor = Redactor()
    redactor.add(f"{first}\n{second}", "private key")
    told = printed([ConsoleLine("run", f"key {first}"), ConsoleLine("run", f"{second} end")], redactor)
    assert first not in told.content.text
    assert second not in told.content.text
    assert told.content.text.startswith("key ••••")
    assert told.content.text.endswith(" end")
    assert len(told.content.text.split("\n")) == 2
    for chip in told.content.chips:
        assert told.content.text[chip.start : chip.end].startswith("••••")
    assert len(told.content.chips) == 2


def test_a_line_that_ends_in_a_secret_stays_a_line() -> None:
    value = secrets.token_urlsafe(30)
    redactor = Redactor()
    redactor.add(value, "access token")
    told = printed([ConsoleLine("run", f"it is {value}"), ConsoleLine("run", "next")], redactor)
    assert told.content.text == f"it is •••• access token ①, {len(value)} chars\nnext"


def test_of_one_line_that_is_too_long_the_end_is_shown() -> None:
    told = printed([ConsoleLine("run", "a" * PRINTED_LIMIT + "the end")], Redactor())
    assert told.cut
    assert len(told.content.text) == PRINTED_LIMIT
    assert told.content.text.endswith("the end")


def test_of_very_much_that_was_printed_the_end_is_shown_from_a_line_on() -> None:
    events = [ConsoleLine("run", f"{number:06} " + "." * 992) for number in range(PRINTED_LIMIT // 1000 + 50)]
    told = printed(events, Redactor())
    assert told.cut
    assert len(told.content.text) <= PRINTED_LIMIT
    assert told.content.text.endswith(events[-1].text)
    assert told.content.text.split("\n")[0] in [event.text for event in events]
