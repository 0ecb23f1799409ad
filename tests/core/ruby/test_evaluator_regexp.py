"""Regular expressions against a real Ruby, and their bounds."""

from __future__ import annotations

import json

import pytest

from authbench.ruby import LimitExceeded, Limits, UnsupportedSyntax
from authbench.ruby.inspection import inspect
from authbench.ruby.regexp import escape, find_all, match_at, search, search_last
from authbench.ruby.values import Raised, RArray, RRegexp, RString
from support.ruby_evaluation import value_of
from support.ruby_oracle import RubyOracle

# Pattern and text.
CASES = [
    (r"^a", "b\na"), (r"^", "a\n"), (r"$", "a\n"), (r"\A\h+\z", "12af"), (r"\Z", "a\n"), (r"\z", "a\n"),
    (r"[\h&&[^a]]+", "abc1"), (r"(?<x>a)(b)", "ab"), (r"(a)\1", "aa"), (r"(?<q>[\"']).*?\k<q>", 'x"a"'),
    (r"[[:alpha:]]+", "éa1"), (r"\w+", "éa1"), (r"\bé", "é"), (r"a{,2}", "aaa"), (r"a{1,2}+", "aaaa"),
    (r"x{", "x{"), (r"a++b", "aab"), (r"(?>a+)b", "aab"), (r"[a-]", "-"), (r"[^\]]+", "ab]"),
    (r"[\w-]+", "a-b"), (r"[a-z&&[aeiou]]+", "xae"), (r"\u00e9", "é"), (r"[\u00e0-\u00ff]", "é"),
    (r"\x41", "A"), (r"(?i)a(?-i)b", "Ab"), (r"(?i:a)b", "AB"), (r"(?m:.)", "\n"), (r".", "\n"),
    (r"\R", "\r\n"), (r"\p{Alpha}+", "ab1"), (r"\p{^Alpha}+", "ab1"), (r"\P{L}", "a1"),
    (r"[^[:space:]]+", " ab"), (r"[[:punct:]]+", "a$!"), (r"a|b|", "c"), (r"a**", "aa"), (r"(a*)+", "b"),
    (r"\0", "\0"), (r"[\d\-x]+", "1-x"), (r"\S+\s", "ab c"), (r"\[\]", "[]"), (r"[]a]", "a"),
    (r"a(?#c)b", "ab"), (r"[|~]+", "|~"), (r"\e", "\x1b"), (r"(?x) a  b # c", "ab"), (r"[a\sb]+", "a b"),
    (r"(\w+)@(\w+)\.com", "joe@x.com"), (r"(a)?b", "b"), (r"a.*?b", "a1b2b"), (r"a\Kb", "ab"),
    (r"(?<=a)b", "ab"), (r"(?<!a)b", "ab"), (r"\-\_\@", "-_@"), (r"[\[\]]", "["), (r"\h{2}(?:-\h{2})*", "ab-cd"),
    (r"a{2}", "aa"), (r"\p{Upper}", "aB"), (r"[[:^alpha:]]", "a1"), (r"[^\W_]+", "_a_"),
    (r"\d{1,3}(?=(\d{3})+$)", "1234567"), (r"(?<year>\d+)", "x12"), (r"[#]+", "a##"), (r"a\#b", "a#b"),
    (r"(?:)", "x"), (r"\d+(?:\.\d+)?", "v12.5"), (r"[^\x00-\x7F]", "aé"), (r"\s*,\s*", "a , b"),
    (r"(?<a>.)(?<b>.)?", "x"), (r"a{0}b", "ab"), (r"[a-c]{2,}?", "abc"), (r"\/v(\d)", "/v2"),
    (r"<(\w+)>[^<]*</\1>", "<a>b</a>"), (r'"error_message"\s*\:\s*"Session', '"error_message" : "Session'),
    (r"\²", "a²"), (r"\٣", "a٣"), (r"a{²}", "a{²}"), (r"a{0002}", "aa"), (rf"a{{{'0' * 5000}2}}", "aa"),
    (rf"\{'9' * 5000}", "aa"), (r"[+\-*/]", "-"), (r"[.]", "x."), (r"[{}]+", "{}"), (r"\{\{(\w+)\}\}", "{{x}}"), (r"(.)(.)\2\1", "abba"),
]  # fmt: skip

REFUSED = ["(", "*", "a)", "[a", "(?<n>a)\\1", "[b-a]", "\\", "(?<a", "a(?", "[", "+a"]
REFUSED += [
    f"\\k<{'9' * 5000}>",
    f"\\k<-{'9' * 5000}>",
    f"\\g<{'9' * 5000}>",
    f"a{{{'9' * 5000}}}",
    f"(?({'9' * 5000})a|b)",
]


def shown(pattern: str, text: str) -> str:
    try:
        match = search(RRegexp(pattern), text)
    except Raised as raised:
        return raised.exception.ruby_class.name
    if match is None:
        return "nil"
    groups = RArray([None if group is None else RString(group) for group in match.groups])
    return inspect(RArray([match.start, match.end, groups, RArray([RString(name) for name in match.names])]))


def real(ruby: RubyOracle, pattern: str, text: str) -> str | None:
    quoted = [json.dumps(part).replace("#", "\\#") for part in (pattern, text)]
    answer = ruby.run(
        f"m = Regexp.new({quoted[0]}).match({quoted[1]}); m && [m.begin(0), m.end(0), m.to_a, m.names]"
    )
    return answer.error or answer.inspected


@pytest.mark.parametrize(("pattern", "text"), CASES)
def test_matches_as_ruby_does(ruby: RubyOracle, pattern: str, text: str) -> None:
    assert shown(pattern, text) == real(ruby, pattern, text)


@pytest.mark.parametrize("pattern", REFUSED)
def test_refuses_what_ruby_refuses(ruby: RubyOracle, pattern: str) -> None:
    expected = real(ruby, pattern, "a")
    ours = shown(pattern, "a")
    assert ours == expected


def test_binary_text_is_matched_byte_by_byte() -> None:
    match = search(RRegexp(r"\xff(.)"), b"a\xff\xfe")
    assert match is not None
    assert match.groups == [b"\xff\xfe", b"\xfe"]


def test_walking_over_all_matches_moves_on_from_empty_ones() -> None:
    assert [match.start for match in find_all(RRegexp("a*"), "baac")] == [0, 1, 3, 4]


def test_searching_from_a_place_still_sees_what_is_before() -> None:
    match = search(RRegexp(r"(?<=a)b"), "abab", 1)
    assert match is not None
    assert match.start == 1
    assert match_at(RRegexp("b"), "ab", 0) is None
    last = search_last(RRegexp("b"), "abab", 2)
    assert last is not None
    assert last.start == 1


def test_a_pattern_that_explodes_is_stopped() -> None:
    with pytest.raises(LimitExceeded, match=r"took more than 0\.05 seconds") as caught:
        value_of("('a' * 40 + '!') =~ /(a|aa)+$/", limits=Limits(regexp_seconds=0.05))
    assert caught.value.location is not None


def test_what_has_no_counterpart_is_said_with_its_place() -> None:
    with pytest.raises(UnsupportedSyntax, match="the absence operator") as caught:
        value_of("'a' =~ /(?~b)/")
    assert caught.value.location is not None


@pytest.mark.parametrize("text", ["a.b*c", "[x]{1}", "a b\tc\n", "é-#^$|?+()\\", "plain"])
def test_escaping(ruby: RubyOracle, text: str) -> None:
    quoted = json.dumps(text).replace("#", "\\#")
    assert escape(text) == ruby.run(f"Regexp.escape({quoted})").text
