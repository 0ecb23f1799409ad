"""Signals: the tables of the SDK reference, 4.5 and its appendix."""

from __future__ import annotations

import re

import pytest

from authbench.definition import TextPattern, describe_signal, detect_matches, signal_matches

BODY = '{"error":"invalid_token"}'


class Pattern:
    """A regular expression as a definition's language would bring it."""

    def __init__(self, source: str) -> None:
        self._source = source

    @property
    def source(self) -> str:
        return f"/{self._source}/"

    def search(self, text: str) -> bool:
        return re.search(self._source, text) is not None


@pytest.mark.parametrize(
    ("signal", "expected"),
    [
        (401, True),
        (403, False),
        ("401 Unauthorized", True),
        ("Unauthorized", True),
        ("401", False),
        ("Unauth", False),
        (BODY, True),
        ("invalid_token", False),
        (Pattern("Unauth"), True),
        (Pattern("invalid_tok"), True),
        (Pattern("nothing"), False),
        (True, False),
    ],
)
def test_refresh_on_against_a_refused_request(signal: int | str | TextPattern, expected: bool) -> None:
    assert signal_matches(signal, "401 Unauthorized", 401, BODY) is expected


def test_a_status_never_matches_a_detected_error() -> None:
    assert signal_matches(200, BODY, None, BODY) is False
    assert signal_matches(Pattern("invalid"), BODY, None, BODY) is True
    assert signal_matches(BODY, BODY, None, BODY) is True


def test_an_unknown_status_has_no_phrase() -> None:
    assert signal_matches("HTTP status code 599", "HTTP status code 599", 599, None) is True


def test_bytes_that_are_no_utf_8_do_not_break_matching() -> None:
    assert signal_matches(Pattern("expired"), "401 Unauthorized", 401, b"\xff expired") is True
    assert detect_matches(Pattern("expired"), b"\xff expired") is True


@pytest.mark.parametrize(
    ("signal", "raw", "parsed", "expected"),
    [
        (Pattern("expired"), '{"error":"expired"}', {}, True),
        (Pattern('"error":'), '{"error":"expired"}', {}, True),
        ('{"error":"expired"}', '{"error":"expired"}', {}, True),
        ("expired", '{"error":"expired"}', {}, False),
        ("expired", '"expired"', "expired", True),
        (200, '{"error":"expired"}', {}, False),
    ],
)
def test_detect_on_against_a_good_answer(
    signal: int | str | TextPattern, raw: str, parsed: object, expected: bool
) -> None:
    assert detect_matches(signal, raw, parsed) is expected


def test_signals_are_described_as_written() -> None:
    assert [describe_signal(signal) for signal in (401, "x", Pattern("y"))] == ["401", "'x'", "/y/"]
