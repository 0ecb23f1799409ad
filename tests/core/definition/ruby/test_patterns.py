"""Ruby's regular expressions as signals."""

from __future__ import annotations

import pytest

from authbench.definition import TextPattern
from authbench.definition.ruby.patterns import RubyPattern, TextMatcher
from authbench.ruby import RubyError
from authbench.ruby.values import RRegexp


@pytest.mark.parametrize(
    ("source", "options", "text", "found"),
    [
        ("Unauth", 0, "401 Unauthorized", True),
        ("unauth", 0, "401 Unauthorized", False),
        ("unauth", 1, "401 Unauthorized", True),
        ("^error$", 0, "x\nerror\ny", True),
        ("a.b", 0, "a\nb", False),
        ("a.b", 4, "a\nb", True),
        (r'"Code"\s*\:\s*4011', 0, '{"Code" : 4011}', True),
        (r"\h{4}\z", 0, "beef", True),
        (r"\<ErrorCode\>Expired", 0, "<ErrorCode>Expired", True),
        ("expired", 0, "\udcff expired", True),
    ],
)
def test_patterns_are_found_by_ruby_rules(source: str, options: int, text: str, found: bool) -> None:
    assert RubyPattern(RRegexp(source, options)).search(text) is found


def test_patterns_show_as_written() -> None:
    pattern = RubyPattern(RRegexp("a/b", 5))
    assert isinstance(pattern, TextPattern)
    assert pattern.source == "/a/b/mi"


def test_what_is_no_pattern_is_a_typed_error_or_plain_text() -> None:
    with pytest.raises(RubyError):
        RubyPattern(RRegexp("a(")).search("a(")
    assert TextMatcher("a(").search("xa(y")
    assert not TextMatcher("a(").search("a")
    assert TextMatcher("a+$").search("caaa\n")
