"""What a person asks the provider has words of its own in the picture: real runs against the demo provider."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from authbench.connection.provider_question import Ask, ProviderQuestion
from authbench.demo import DemoProvider, sample
from authbench.demo.token_management import USERINFO_PATH
from authbench.events import Body, Outcome, RunKind, SecretLearned, StepName
from authbench.journal.flow.drawing import picture_of
from authbench.journal.flow.explaining import Depth, explained
from authbench.journal.flow.picture import LaneKind, Message, MessageState, Picture, Topic
from authbench.journal.flow.questions import QUESTIONS, Question
from authbench.oauth.discovery import ProviderMetadata
from support.flow_events import FORM, JSON, LOGIN, TOKEN, began, both, drawn, ended, exchange
from support.flow_runs import SampleRuns

ACCESS = ("access_token",)
LONG_LIVED = ("refresh_token",)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Ask, Picture]]:
    """The picture of each question about a sample that signed in."""
    with DemoProvider() as provider:
        runs = SampleRuns(sample("dropbox-pkce"), provider, tmp_path_factory.mktemp("home"))
        try:
            assert runs.run(RunKind.CONNECT).outcome is Outcome.OK
            found = runs.run(RunKind.PROVIDER, asked=ProviderQuestion(Ask.DISCOVER)).value.provider
            found = replace(found, userinfo_endpoint=f"{found.issuer}{USERINFO_PATH}")
            yield {what: _picture(runs, what, found) for what in Ask}
        finally:
            runs.close()


def _picture(runs: SampleRuns, what: Ask, found: ProviderMetadata) -> Picture:
    path = LONG_LIVED if what is Ask.REVOKE else ACCESS
    question = ProviderQuestion(what, path, None if what is Ask.DISCOVER else found)
    result = runs.run(RunKind.PROVIDER, asked=question)
    assert result.outcome is Outcome.OK, result.failure
    return picture_of(runs.journal, runs.journal.run_ids()[-1])


@pytest.mark.parametrize(
    ("what", "words", "asks", "answers", "told"),
    [
        (Ask.DISCOVER, "discovery", Topic.DISCOVERY, Topic.DISCOVERY_ANSWER, "issuer https://"),
        (Ask.VERIFY, "keys", Topic.KEYS, Topic.KEYS_ANSWER, "JSON, "),
        (Ask.INTROSPECT, "introspection", Topic.INTROSPECTION, Topic.INTROSPECTION_ANSWER, "active true"),
        (Ask.REVOKE, "revocation", Topic.REVOCATION, Topic.REVOCATION_ANSWER, ""),
    ],
)
def test_each_question_and_its_answer_are_told_as_what_they_are(
    asked: dict[Ask, Picture], what: Ask, words: str, asks: Topic, answers: Topic, told: str
) -> None:
    picture = asked[what]
    request, answer = picture.messages[-2:]
    assert request.words.endswith(f" · {words}")
    assert (request.topic, answer.topic) == (asks, answers)
    assert answer.state is MessageState.DONE
    assert answer.detail.text.startswith(told)
    assert [lane.kind for lane in picture.lanes] == [LaneKind.AUTHBENCH, LaneKind.AUTHORIZATION_SERVER]
    for depth in Depth:
        assert explained(request, depth).title != explained(answer, depth).title


def test_what_is_asked_about_a_token_shows_which_and_by_whom(asked: dict[Ask, Picture]) -> None:
    told = {what: picture.messages[-2].detail.text for what, picture in asked.items()}
    assert told[Ask.DISCOVER] == "without credentials"
    assert told[Ask.INTROSPECT].startswith("access token ①")
    assert "client_id demo-pkce-client" in told[Ask.INTROSPECT]
    assert told[Ask.REVOKE].startswith("refresh token ①")
    assert told[Ask.USERINFO] == "Bearer access token ①"
    assert Topic.BEARER in asked[Ask.USERINFO].messages[-2].topics


def test_an_endpoint_that_is_not_there_refuses_the_question(asked: dict[Ask, Picture]) -> None:
    request, answer = asked[Ask.USERINFO].messages[-2:]
    assert request.topic is Topic.USER_INFO
    assert request.words.endswith(" · user info")
    assert (answer.topic, answer.status) == (Topic.QUESTION_REFUSED, 404)


def put(cause: str, **answer: object) -> tuple[Message, Message]:
    one = exchange(1, "provider", "POST", f"{LOGIN}/introspect", request_headers=FORM, cause=cause)
    one = replace(one, request_body=Body(f"token={TOKEN}".encode()))
    plan = (StepName.PROVIDER,)
    events = [*began(RunKind.PROVIDER, plan), SecretLearned(TOKEN, "access token"), *both(one, **answer)]
    return drawn([*events, ended()]).messages[:2]  # type: ignore[return-value]


def test_what_is_told_of_a_person_is_not_drawn() -> None:
    body = Body(b'{"sub":"u-4711","email":"jo@example.test"}')
    _, answer = put(
        "user info (OpenID Connect Core, 5.3)", status=200, response_headers=JSON, response_body=body
    )
    assert answer.topic is Topic.USER_INFO_ANSWER
    assert answer.detail.text == "JSON, 42 B"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.cause)
def test_a_refused_question_says_nothing_of_the_connection(question: Question) -> None:
    body = Body(b'{"error":"invalid_client"}')
    _, answer = put(f"{question.cause}, again", status=401, response_headers=JSON, response_body=body)
    assert answer.topic is Topic.QUESTION_REFUSED
    assert answer.state is MessageState.FAILED
    assert answer.detail.text == "invalid_client"


def test_an_inactive_token_is_seen_at_once() -> None:
    body = Body(b'{"active":false}')
    _, answer = put("introspection (RFC 7662)", status=200, response_headers=JSON, response_body=body)
    assert answer.detail.text == "active false"


def test_before_anything_is_sent_the_provider_is_who_will_be_asked() -> None:
    picture = drawn(began(RunKind.PROVIDER, (StepName.PROVIDER,)))
    assert [lane.kind for lane in picture.lanes] == [LaneKind.AUTHBENCH, LaneKind.AUTHORIZATION_SERVER]
    request, answer = picture.messages
    assert (request.topic, request.state) == (Topic.PROVIDER_CALL, MessageState.FUTURE)
    assert answer.state is MessageState.FUTURE


def test_what_a_definition_calls_discovery_is_a_call_like_any_other() -> None:
    one = exchange(1, "test", "GET", f"{LOGIN}/.well-known/openid-configuration", cause="discovery")
    request, _ = drawn([*began(), *both(one, status=200), ended()]).messages[:2]
    assert request.topic is Topic.API_CALL
