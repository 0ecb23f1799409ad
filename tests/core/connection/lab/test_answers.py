"""What is quoted of an answer, and the code that is found in it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from authbench.connection.lab.answers import seen
from authbench.events import ExchangeFinished
from authbench.journal import Journal
from support.journal_exchanges import exchange


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"error": "token_expired"}, "token_expired"),
        ({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, "UNAUTHENTICATED"),
        ({"type": "problem", "errors": [{"code": "session.expired"}]}, r"session\.expired"),
        ({"code": 99991663, "msg": "Invalid"}, r'"code":\s*99991663'),
        ({"code": 0, "msg": "ok"}, ""),
        ({"ok": True}, ""),
        ([], ""),
        ("plain text", ""),
    ],
)
def test_the_code_in_a_body(body: Any, code: str) -> None:
    assert answer(json.dumps(body)).code == code


def test_a_secret_is_neither_quoted_nor_taken_for_a_code() -> None:
    journal = Journal()
    journal.redactor.add("token_abcdefghij", "access_token")
    found = answer('{"error": "token_abcdefghij", "code": "gone_away"}', journal)
    assert "token_abcdefghij" not in found.excerpt
    assert found.code == "gone_away"


def test_a_long_body_is_cut() -> None:
    assert len(answer(json.dumps({"message": "word " * 100})).excerpt) == 120


def test_an_answer_that_is_gone() -> None:
    assert seen(Journal(), 4711) is None


def answer(body: str, journal: Journal | None = None) -> Any:
    journal = journal or Journal()
    recorded = replace(exchange(1, content=body.encode(), content_type="application/json"), status=401)
    journal.record(ExchangeFinished(recorded))
    found = seen(journal, recorded.id)
    assert found is not None
    assert found.status == 401
    return found
