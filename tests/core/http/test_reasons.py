from __future__ import annotations

from authbench.http import reason_phrase


def test_phrases_are_those_of_the_sdk() -> None:
    assert reason_phrase(401) == "Unauthorized"
    assert reason_phrase(422) == "Unprocessable Entity"
    assert reason_phrase(302) == "Found"
    assert reason_phrase(599) == ""
