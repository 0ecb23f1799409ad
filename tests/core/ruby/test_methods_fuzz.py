"""Everyday methods with generated arguments: the same answer as a real Ruby."""

from __future__ import annotations

import json
import string
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.ruby_evaluation import as_lambda, evaluate
from support.ruby_oracle import RubyOracle

pytestmark = pytest.mark.usefixtures("ruby")

QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def quoted(text: str) -> str:
    """`text` as a Ruby string literal without interpolation."""
    return json.dumps(text).replace("#", "\\#")


def agree(ruby: RubyOracle, snippet: str) -> None:
    real = ruby.run(as_lambda(snippet))
    ours = evaluate(snippet)
    assert (ours.inspected, ours.error, ours.message) == (real.inspected, real.error, real.message), snippet


texts = st.text(alphabet="ab ,é\n\t-_0", max_size=12)
patterns = st.sampled_from(
    [
        "','",
        "' '",
        "''",
        "'ab'",
        "/,/",
        "/\\s+/",
        "/(a)|b/",
        "//",
        "/a*/",
        "/[ab]/",
        "/(?=b)/",
        "/^/",
        "/$/",
        "nil",
    ]
)
places = st.integers(-14, 14)


@QUICK
@given(texts, patterns, st.integers(-2, 5))
def test_split(ruby: RubyOracle, text: str, pattern: str, limit: int) -> None:
    agree(ruby, f"{quoted(text)}.split({pattern}, {limit})")
    agree(ruby, f"{quoted(text)}.split({pattern})")


@QUICK
@given(texts, places, places)
def test_slice_of_text(ruby: RubyOracle, text: str, first: int, second: int) -> None:
    agree(
        ruby,
        f"s = {quoted(text)}; [s[{first}], s[{first}, {second}], s[{first}..{second}], s[{first}...{second}], "
        f"s[{first}..], s[..{second}]]",
    )


@QUICK
@given(st.lists(st.integers(0, 9), max_size=8), places, places)
def test_slice_of_array(ruby: RubyOracle, items: list[int], first: int, second: int) -> None:
    agree(
        ruby,
        f"a = {items}; [a[{first}], a[{first}, {second}], a[{first}..{second}], a[{first}...{second}], "
        f"a.dup.insert({first}, 7), a.rotate({first}), a.values_at({first}, {second})]",
    )


@QUICK
@given(st.lists(st.integers(0, 9), max_size=6), places, st.integers(0, 6))
def test_assignment_to_slices(ruby: RubyOracle, items: list[int], first: int, count: int) -> None:
    agree(ruby, f"a = {items}; a[{first}, {count}] = [7, 8]; a")
    agree(ruby, f"a = {items}; a[{first}..{count}] = 9; a")


@QUICK
@given(
    texts,
    patterns.filter(lambda pattern: pattern != "nil"),
    st.sampled_from(["'<\\\\0>'", "'\\\\1'", "''", "'\\\\\\\\'", "'[\\\\&]'", '"\\\\`"', "'x'"]),
)
def test_gsub_sub_scan(ruby: RubyOracle, text: str, pattern: str, replacement: str) -> None:
    agree(
        ruby,
        f"s = {quoted(text)}; [s.gsub({pattern}, {replacement}), s.sub({pattern}, {replacement}), "
        f"s.scan({pattern}), s.gsub({pattern}) {{ |m| m.upcase + '.' }}, s.partition({pattern}), "
        f"s.rpartition({pattern}), s.index({pattern}), s.rindex({pattern})]",
    )


@QUICK
@given(
    st.text(alphabet=" #+-0", max_size=3),
    st.none() | st.integers(0, 14),
    st.none() | st.integers(0, 8),
    st.sampled_from("dxXobBfeEs"),
    st.integers(-(10**6), 10**6) | st.integers(-(10**20), 10**20),
)
def test_format(
    ruby: RubyOracle, flags: str, width: int | None, precision: int | None, kind: str, number: int
) -> None:
    template = (
        f"%{flags}{'' if width is None else width}{'' if precision is None else f'.{precision}'}{kind}|"
    )
    agree(ruby, f"format('{template}', {number})")


@QUICK
@given(st.floats(-1e5, 1e5), st.integers(0, 6), st.sampled_from("feg"))
def test_float_text(ruby: RubyOracle, number: float, digits: int, kind: str) -> None:
    agree(ruby, f"x = {number!r}; format('%.{digits}{kind}', x)")


@QUICK
@given(st.decimals(-(10**6), 10**6, places=3), st.integers(-3, 5))
def test_rounding(ruby: RubyOracle, number: object, digits: int) -> None:
    agree(
        ruby,
        f"x = {float(str(number))!r}; [x.round({digits}), x.floor({digits}), x.ceil({digits}), "
        f"x.truncate({digits}), x.round({digits}, half: :even), x.round({digits}, half: :down), x.to_i]",
    )


@QUICK
@given(st.integers(-1000, 1000), st.integers(-20, 20) | st.floats(-20, 20))
def test_division(ruby: RubyOracle, dividend: int, divisor: float) -> None:
    agree(ruby, f"({dividend}) / ({divisor!r})")
    agree(ruby, f"({dividend}) % ({divisor!r})")
    agree(ruby, f"({dividend}).divmod({divisor!r})")


@QUICK
@given(st.text(alphabet="0123456789abcxXeE_.+- ", max_size=10))
def test_numbers_from_text(ruby: RubyOracle, text: str) -> None:
    agree(ruby, f"s = {quoted(text)}; [s.to_i, s.to_i(16), s.hex, s.oct]")
    agree(ruby, f"{quoted(text.lower().replace('x', ''))}.to_f")
    agree(ruby, f"Integer({quoted(text)})")
    agree(ruby, f"Float({quoted(text)})")


@QUICK
@given(
    st.text(alphabet="abcxyz", max_size=8),
    st.text(alphabet="abcxyz-^\\", min_size=1, max_size=5),
    st.text(alphabet="123-^", max_size=4),
)
def test_character_sets(ruby: RubyOracle, text: str, source: str, target: str) -> None:
    for call in (f"tr({quoted(source)}, {quoted(target)})", f"delete({quoted(source)})"):
        agree(ruby, f"{quoted(text)}.{call}")
    for call in (f"squeeze({quoted(source)})", f"count({quoted(source)})"):
        agree(ruby, f"{quoted(text)}.{call}")


@QUICK
@given(st.text(alphabet=string.ascii_letters + string.digits + "-.", min_size=1, max_size=6))
def test_successor(ruby: RubyOracle, text: str) -> None:
    agree(ruby, f"{quoted(text)}.succ")


@QUICK
@given(st.datetimes(), st.text(alphabet="YmdHMSLjUWVGguweklIpPaAbBsyCzZFTDRcxX%", min_size=1, max_size=6))
def test_strftime(ruby: RubyOracle, moment: object, letters: str) -> None:
    numbers = ", ".join(str(part) for part in moment.timetuple()[:6])  # type: ignore[attr-defined]
    template = " ".join(f"%{letter}" for letter in letters)
    agree(ruby, f"Time.utc({numbers}).strftime('{template}')")


@QUICK
@given(
    st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2060, 1, 1)),
    st.sampled_from(
        ["%Y-%m-%d", "%d %b %Y", "%b %d, %Y %H:%M", "%Y-%m-%dT%H:%M:%SZ", "%a, %d %b %Y %H:%M:%S +0200", "%Y%m%d",
         "%d.%m.%Y", "%Y/%m/%d %I:%M %p", "%d/%m/%Y", "%H:%M %Y-%m-%d", "%Y-%j", "%B %d %Y"]
    ),
)  # fmt: skip
def test_parsing_times(ruby: RubyOracle, moment: object, template: str) -> None:
    text = moment.strftime(template)  # type: ignore[attr-defined]
    agree(ruby, f"Time.parse({quoted(text)}).iso8601")
    agree(ruby, f"Date.parse({quoted(text)}).to_s")
    agree(ruby, f"DateTime.parse({quoted(text)}).to_s")
