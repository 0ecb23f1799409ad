"""What a provider answered about a token or its person is hidden by the rule of a token's claims."""

from __future__ import annotations

import json

import pytest

from authbench.connection.token_view.answered import answered_claim_text, answered_claims
from authbench.connection.token_view.reading import TokenGone

_ANSWER = json.dumps(
    {"active": True, "client_id": "app", "sub": "user-7", "email": "jo@example.test", "exp": 1_900_000_000}
)


def _masks(text: str) -> dict[str, str]:
    return {each.name: each.mask for each in answered_claims(text, str)}


def test_what_tells_of_a_person_is_hidden() -> None:
    assert _masks(_ANSWER) == {
        "active": "",
        "client_id": "",
        "sub": "personal",
        "email": "personal",
        "exp": "",
    }
    assert all(not each.text for each in answered_claims(_ANSWER, str) if each.mask)


def test_a_machines_own_subject_is_its_client() -> None:
    assert _masks('{"client_id": "app", "sub": "app"}') == {"client_id": "", "sub": ""}


@pytest.mark.parametrize("text", ["", "no", "[1]", '"jo@example.test"', "[" * 100_000])
def test_what_is_no_object_has_none(text: str) -> None:
    assert answered_claims(text, str) == ()


def test_one_is_handed_out_when_asked_for() -> None:
    assert answered_claim_text(_ANSWER, 3) == "jo@example.test"
    with pytest.raises(TokenGone):
        answered_claim_text(_ANSWER, 5)
    with pytest.raises(TokenGone):
        answered_claim_text("", 0)
