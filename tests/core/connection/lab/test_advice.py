"""The line to add, in the language of the definition."""

import re
from pathlib import Path

import pytest

from authbench.connection.lab.advice import missing_rule
from authbench.connection.lab.answers import Seen
from authbench.definition import Authorization
from authbench.definition.python.patterns import PythonPattern
from authbench.errors import Location


def answered(status: int, code: str = "", excerpt: str = "{}") -> Seen:
    return Seen(1, "GET example.com/me", status, f"{status} Some phrase", excerpt, code)


@pytest.mark.parametrize(
    ("file", "lines"),
    [
        ("connector.rb", ("refresh_on: [401, 'gone', 403],",)),
        ("connector.py", ("\"refresh_on\": [401, 'gone', 403],",)),
    ],
)
def test_a_status_without_a_code(file: str, lines: tuple[str, ...]) -> None:
    place = Location(file, 4)
    authorization = Authorization("oauth2", refresh_on=(401, "gone"), location=place)
    missing = missing_rule(authorization, answered(403), detected=False)
    assert missing is not None
    assert missing.lines == lines
    assert missing.location == place
    assert missing.sentence.endswith("refresh_on matches 401 and 'gone' only. Add 403 to refresh_on.")


def test_patterns_in_a_program() -> None:
    pattern = PythonPattern(re.compile("expired", re.IGNORECASE))
    place = Location(str(Path("connector.py")), 4)
    authorization = Authorization("oauth2", refresh_on=(pattern,), location=place)
    missing = missing_rule(authorization, answered(400, r'"code":\s*7'), detected=False)
    assert missing is not None
    (line,) = missing.lines
    assert line == """"refresh_on": [re.compile("expired", re.I), re.compile(r'"code":\\s*7')],"""


def test_an_error_behind_success_needs_both_lists() -> None:
    place, there = Location("c.rb", 4), Location("c.rb", 9)
    authorization = Authorization("custom_auth", refresh_on=(401,), location=place, locations={"x": there})
    missing = missing_rule(authorization, answered(200, "gone"), detected=False)
    assert missing is not None
    assert missing.lines == ("detect_on: [/gone/],", "refresh_on: [401, /gone/],")
    alone = missing_rule(Authorization("custom_auth", location=place), answered(200, "gone"), detected=False)
    assert alone is not None
    assert alone.lines == ("detect_on: [/gone/],",)


def test_a_rule_that_is_there_already() -> None:
    authorization = Authorization("oauth2", refresh_on=("401 Some phrase",))
    missing = missing_rule(authorization, answered(401), detected=False)
    assert missing is not None
    assert "refresh_on matches it" in missing.sentence
    assert missing.lines == ()


def test_nothing_stands_out_in_the_body() -> None:
    missing = missing_rule(Authorization("custom_auth"), answered(200), detected=False)
    assert missing is not None
    assert missing.lines == ()
    assert "no code stands out" in missing.sentence


def test_without_an_answer_there_is_nothing_to_say() -> None:
    assert missing_rule(Authorization("oauth2"), None, detected=False) is None
