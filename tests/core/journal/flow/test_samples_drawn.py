"""What is drawn of every sample is what was recorded: live, afterwards, and from a case file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from authbench.demo import DemoProvider, sample
from authbench.events import Outcome, RunKind
from authbench.journal import Journal, LogEntry
from authbench.journal.exports.case_file import DefinitionFacts
from authbench.journal.exports.case_reader import case_of
from authbench.journal.flow.drawing import FlowFollower, picture_of
from authbench.journal.flow.picture import (
    AUTHBENCH,
    BROWSER,
    LaneKind,
    Message,
    MessageKind,
    MessageState,
    Picture,
    Wait,
)
from support.flow_runs import SAMPLES, SampleRuns

ASKING = (MessageKind.REQUEST, MessageKind.CALLBACK)
ANSWERING = (MessageKind.RESPONSE, MessageKind.REDIRECT)


@pytest.fixture(scope="module")
def provider() -> Iterator[DemoProvider]:
    with DemoProvider() as provider:
        yield provider


@pytest.fixture(scope="module", params=SAMPLES)
def runs(
    request: pytest.FixtureRequest, provider: DemoProvider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Journal, list[FlowFollower]]]:
    """The four runs of a sample, and who followed each of them from its first notice."""
    followers: dict[str, FlowFollower] = {}

    def follow(journal: Journal) -> None:
        def take(notice: object) -> None:
            run_id = getattr(notice, "run_id", "")
            if run_id and run_id not in followers:
                followers[run_id] = FlowFollower(journal, run_id)
            if run_id:
                assert followers[run_id].take(notice)  # type: ignore[arg-type]

        journal.subscribe(take)

    one = SampleRuns(sample(request.param), provider, tmp_path_factory.mktemp("home"), follow)
    try:
        assert one.run(RunKind.CONNECT).outcome is Outcome.OK
        assert one.run(RunKind.TEST).outcome is Outcome.OK
        provider.revoke_all()
        one.run(RunKind.TEST)
        one.run(RunKind.REFRESH)
        assert list(followers) == one.journal.run_ids()
        yield one.journal, list(followers.values())
    finally:
        one.close()


def asked(entries: list[LogEntry]) -> list[int]:
    return [entry.id for entry in entries]


def answered(entries: list[LogEntry]) -> list[int]:
    return [
        entry.id
        for entry in entries
        if entry.status is not None or entry.error is not None or entry.step == "authorize"
    ]


def of_kind(picture: Picture, kinds: tuple[MessageKind, ...]) -> list[Message]:
    return [message for message in picture.messages if message.kind in kinds]


def equals_the_record(picture: Picture, entries: list[LogEntry]) -> None:
    requests, answers = of_kind(picture, ASKING), of_kind(picture, ANSWERING)
    assert [message.exchange_id for message in requests] == asked(entries)
    assert [message.exchange_id for message in answers] == answered(entries)
    place = {id(message): number for number, message in enumerate(picture.messages)}
    for answer in answers:
        request = next(one for one in requests if one.exchange_id == answer.exchange_id)
        assert place[id(request)] < place[id(answer)]
        assert (request.source, request.target) == (answer.target, answer.source)
    by_id = {entry.id: entry for entry in entries}
    for answer in answers:
        entry = by_id[answer.exchange_id or 0]
        assert answer.status == entry.status
        if not entry.browser:
            assert str(entry.status) in answer.words or answer.status == 200
    assert [message.number for message in picture.messages] == list(range(1, len(picture.messages) + 1))
    keys = {lane.key for lane in picture.lanes}
    for message in picture.messages:
        assert {message.source, message.target} <= keys
        assert message.title == f"{message.number} {message.words}"
        assert message.state in (MessageState.DONE, MessageState.FAILED, MessageState.EXPECTED)


def test_each_exchange_is_drawn_once_in_order(runs: tuple[Journal, list[FlowFollower]]) -> None:
    journal, _ = runs
    for run_id in journal.run_ids():
        equals_the_record(picture_of(journal, run_id), journal.entries(run_id))


def test_what_was_followed_is_what_is_drawn_afterwards(runs: tuple[Journal, list[FlowFollower]]) -> None:
    journal, followers = runs
    for follower in followers:
        assert follower.picture == picture_of(journal, follower.run_id)


def test_a_case_file_shows_the_same(runs: tuple[Journal, list[FlowFollower]]) -> None:
    journal, _ = runs
    for run_id in journal.run_ids():
        text = journal.export_case(run_id, DefinitionFacts("T", "connector.rb", "0" * 64)).text
        case = case_of(text.encode())
        (opened,) = case.run_ids
        before, after = picture_of(journal, run_id), picture_of(case.journal, opened)
        equals_the_record(after, case.journal.entries(opened))
        assert (after.kind, after.outcome) == (before.kind, before.outcome)
        assert after.lanes == before.lanes
        assert told(after) == told(before)


def told(picture: Picture) -> list[tuple[object, ...]]:
    """All that a row says, without the fractions of milliseconds that a file does not keep."""
    return [
        (row.lane, row.title, row.state)
        if isinstance(row, Wait)
        else (
            *(row.kind, row.source, row.target, row.title, row.detail.text, row.state),
            *(row.exchange_id, row.status, row.topics),
        )
        for row in picture.rows
    ]


def test_no_secret_is_in_a_picture(runs: tuple[Journal, list[FlowFollower]], provider: DemoProvider) -> None:
    journal, _ = runs
    secrets = [issued.value for issued in provider.issued()]
    for run_id in journal.run_ids():
        text = repr(picture_of(journal, run_id))
        assert not journal.redactor.contains(text)
        assert not [secret for secret in secrets if secret in text]


def test_who_takes_part(runs: tuple[Journal, list[FlowFollower]]) -> None:
    journal, followers = runs
    for follower in followers:
        picture = follower.picture
        kinds = [lane.kind for lane in picture.lanes]
        assert picture.lanes[0].key == AUTHBENCH
        browser = any(entry.browser for entry in journal.entries(follower.run_id))
        assert (LaneKind.BROWSER in kinds) is browser
        assert bool([row for row in picture.rows if isinstance(row, Wait)]) is browser
        if browser:
            assert picture.lanes[1].key == BROWSER
            assert [lane.title for lane in picture.lanes[1:]] == [
                "Your browser",
                "Authorization server",
                "API",
            ]
