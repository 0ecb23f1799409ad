"""What requests of all kinds say of themselves in one line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from authbench.events import Body, HttpExchange, SecretLearned
from authbench.journal.flow.picture import LaneKind, Topic
from support.flow_events import (
    CALL,
    FORM,
    GRANT,
    LOGIN,
    SERVICE,
    TOKEN,
    TOKENS,
    began,
    both,
    drawn,
    ended,
    exchange,
    pair,
)

XML = (("Content-Type", "text/xml"),)
ROLE = b"Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A471100000000%3Arole%2Freader&Version=2011-06-15"
LENT = (
    b"<AssumeRoleResponse><Credentials><AccessKeyId>ASIADEMO47110000</AccessKeyId>"
    b"<SecretAccessKey>s3cr3t-a-9f8e7d6c5b4a</SecretAccessKey><SessionToken>t0ken-1a2b3c4d5e6f7a8b</SessionToken>"
    b"</Credentials></AssumeRoleResponse>"
)


def grant(body: bytes) -> HttpExchange:
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


def test_a_long_path_is_cut_in_the_middle() -> None:
    request, _ = pair(replace(CALL, url=f"{LOGIN}/{'a' * 200}/end"), status=200)
    assert len(request.words) < 80
    assert request.words.endswith("/end · Bearer")
