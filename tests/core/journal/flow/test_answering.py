"""What answers of all kinds say of themselves in one line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from authbench.events import Body
from authbench.journal.flow.picture import MessageState, Topic
from support.flow_events import (
    CALL,
    FORM,
    GRANT,
    JSON,
    LOGIN,
    TOKEN,
    exchange,
    pair,
)


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
