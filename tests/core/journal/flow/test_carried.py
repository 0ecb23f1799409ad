"""What requests and answers of all kinds say of themselves in one line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from authbench.events import Body, SecretLearned
from authbench.journal.flow.picture import LaneKind, Message, MessageState, Topic
from support.flow_events import (
    CALL,
    FORM,
    GRANT,
    JSON,
    LOGIN,
    SERVICE,
    TOKEN,
    TOKENS,
    VISIT,
    began,
    both,
    drawn,
    ended,
    exchange,
)

XML = (("Content-Type", "text/xml"),)
ROLE = b"Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A471100000000%3Arole%2Freader&Version=2011-06-15"
LENT = (
    b"<AssumeRoleResponse><Credentials><AccessKeyId>ASIADEMO47110000</AccessKeyId>"
    b"<SecretAccessKey>s3cr3t-a-9f8e7d6c5b4a</SecretAccessKey><SessionToken>t0ken-1a2b3c4d5e6f7a8b</SessionToken>"
    b"</Credentials></AssumeRoleResponse>"
)


def pair(one: object, **answer: object) -> tuple[Message, Message]:
    """An exchange's request and its answer."""
    messages = drawn([*began(), *both(one, **answer), ended()]).messages  # type: ignore[arg-type]
    return messages[0], messages[1]


def grant(body: bytes) -> object:
    return replace(GRANT, request_body=Body(body))


@pytest.mark.parametrize(
    ("body", "topic", "words"),
    [
        (b"grant_type=client_credentials&client_id=a", Topic.CLIENT_CREDENTIALS, "client credentials"),
        (b"grant_type=password&username=jo&password=s3cret-9", Topic.PASSWORD_GRANT, "password"),
        (b"grant_type=refresh_token&refresh_token=rt-0a1b2c3d4e", Topic.REFRESH_GRANT, "refresh token"),
        (
            b"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=a.b.c",
            Topic.JWT_BEARER,
            "signed assertion",
        ),
        (b"grant_type=device", Topic.TOKEN_REQUEST, "device"),
    ],
)
def test_grants_are_told_apart(body: bytes, topic: Topic, words: str) -> None:
    request, answer = pair(grant(body), **TOKENS)
    assert request.topic is topic
    assert request.words == f"POST /token · {words}"
    assert answer.topic is Topic.TOKENS


def test_a_role_at_aws_is_asked_for_and_lent() -> None:
    one = exchange(
        1, "test", "POST", "https://sts.amazonaws.com/", request_headers=FORM, request_body=Body(ROLE)
    )
    answered = {"status": 200, "response_headers": XML, "response_body": Body(LENT)}
    picture = drawn([*began(), *both(one, **answered), *both(CALL, status=200), ended()])
    request, answer = picture.messages[:2]
    assert (request.topic, answer.topic) == (Topic.ROLE_REQUEST, Topic.ROLE_CREDENTIALS)
    assert request.words == "POST / · role"
    assert answer.words == "temporary credentials"
    assert answer.detail.chips
    assert "s3cr3t" not in repr(picture)
    assert "t0ken" not in repr(picture)
    assert [lane.kind for lane in picture.lanes[1:]] == [LaneKind.AUTHORIZATION_SERVER, LaneKind.API]


def test_an_error_in_a_good_token_answer_is_a_refusal() -> None:
    body = Body(b"error=bad_verification_code&error_description=The+code+is+wrong")
    _, answer = pair(GRANT, status=200, response_headers=FORM, response_body=body)
    assert (answer.topic, answer.state) == (Topic.TOKEN_REFUSED, MessageState.FAILED)
    assert answer.detail.text == "bad_verification_code · The code is wrong"


def test_a_refusal_says_why_in_its_challenge() -> None:
    challenge = (
        ("WWW-Authenticate", 'Bearer realm="x", error="invalid_token", error_description="It is old"'),
    )
    _, answer = pair(CALL, status=401, response_headers=challenge)
    assert answer.detail.text == "invalid_token · It is old"


def test_a_server_error_is_the_servers() -> None:
    _, answer = pair(GRANT, status=503, response_headers=JSON, response_body=Body(b'{"message":"busy"}'))
    assert (answer.words, answer.topic) == ("503 Service Unavailable", Topic.SERVER_ERROR)
    assert answer.detail.text == "busy"


def test_a_request_without_credentials_says_so() -> None:
    request, _ = pair(replace(CALL, request_headers=()), status=200)
    assert request.detail.text == "without credentials"


def test_keys_in_headers_and_addresses_are_told() -> None:
    one = replace(
        CALL, url=f"{SERVICE}/x?api_key=k-0a1b2c3d4e5f", request_headers=(("X-Api-Key", "k-9f8e7d6c5b"),)
    )
    request, _ = pair(one, status=200)
    assert request.words == "GET /x · API key"
    assert request.detail.text == "X-Api-Key API key ② · API key ①"
    assert Topic.API_KEY in request.topics


def test_a_token_in_a_path_is_no_text_of_a_title() -> None:
    known = SecretLearned(TOKEN, "access token")
    one = replace(CALL, url=f"{SERVICE}/bot{TOKEN}/getMe")
    picture = drawn([*began(), known, *both(one, status=200)])
    assert picture.messages[0].words.startswith("GET /bot•••/getMe")
    assert TOKEN not in repr(picture)


def test_odd_answers_are_drawn_all_the_same() -> None:
    for content in (
        b"{",
        b"[[[[",
        b'"text"',
        b"null",
        b'{"error": {"code": {"deep": 1}}}',
        b"\xff\x00",
        b"[{}]",
    ):
        for status in (200, 404):
            request, answer = pair(GRANT, status=status, response_headers=JSON, response_body=Body(content))
            assert request.exchange_id == answer.exchange_id


def test_a_redirect_that_is_no_url_is_drawn_as_it_is() -> None:
    visit = replace(VISIT, url=f"{LOGIN}/authorize?client_id=id-1&redirect_uri=http%3A%2F%2F%5Bhere")
    opening = drawn([*began(), *both(visit), ended()]).messages[0]
    assert "redirect http://[here" in opening.detail.text


def test_a_long_path_is_cut_in_the_middle() -> None:
    request, _ = pair(replace(CALL, url=f"{LOGIN}/{'a' * 200}/end"), status=200)
    assert len(request.words) < 80
    assert request.words.endswith("/end · Bearer")


@pytest.mark.parametrize(
    "text",
    ["\ue000" + "9" * 5000 + "\ue001", "\ue0000\ue001", "a\ue000", "\ue001\ue000\ue001", "\ue000٣\ue001"],
)
def test_marks_of_our_own_mean_nothing_in_an_answer(text: str) -> None:
    body = json.dumps({"error": text, "access_token": TOKEN}, ensure_ascii=False).encode()
    _, answer = pair(replace(GRANT, id=7), status=400, response_headers=JSON, response_body=Body(body))
    assert not answer.detail.chips
    assert TOKEN not in answer.detail.text


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\x1b", "\x00", "\ud800"])
def test_nothing_invisible_is_drawn(mark: str) -> None:
    body = json.dumps({"error": f"in{mark}valid", "error_description": f"{mark}x"}).encode()
    request, answer = pair(
        exchange(7, "token", "POST", f"{LOGIN}/to{mark}ken"),
        status=400,
        reason=f"Ba{mark}d",
        response_headers=JSON,
        response_body=Body(body),
    )
    texts = [request.title, request.detail.text, answer.title, answer.detail.text]
    assert not any(mark in text for text in texts), texts
