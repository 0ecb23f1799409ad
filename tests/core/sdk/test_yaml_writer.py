"""YAML as Ruby's own library writes it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import strategies as st

from authbench.sdk.yaml_text import parse_yaml
from authbench.sdk.yaml_writer import SymbolText, render_yaml
from support.sdk_ruby import ask_ruby

PIECES = [
    *("a", "b ", "\n", ": ", "- ", "#", " #", "yes", "no", "null", "~", "1", "0", "1.5", "_", ",", "é", "☃"),
    *(
        "\t",
        "'",
        '"',
        "{",
        "}",
        "[",
        "]",
        "&",
        "*",
        "!",
        "|",
        ">",
        "%",
        "@",
        "`",
        "?",
        ":",
        "-",
        ".",
        "y",
        "n",
    ),
    *("<<", "true", "0x1f", "1e3", "12:30", "2024-01-02", "word word", "=", "\\", " ", "$", "/", "😀", "0o7"),
    *("08", "1,000", "+1", "-1", ".5", "5.", "on", "Off", "\x07", "\u2028", "long words in a row " * 6),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
SCALARS = (
    TEXTS | st.none() | st.booleans() | st.integers(-9, 10**6) | st.sampled_from([1.5, 1e20, -0.0, 1e-7])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def test_every_value_is_written_as_ruby_writes_it() -> None:
    values = [*PIECES, *_drawn(500)]
    answers = ask_ruby("YAML.dump(input)", values, requires="require 'yaml'")
    assert [render_yaml(value) for value in values] == [answer["ok"] for answer in answers]


def _drawn(count: int) -> list[Any]:
    """The same values each time: one call of Ruby for all of them."""
    from hypothesis import Phase, given, seed, settings

    drawn: list[Any] = []

    @seed(1)
    @settings(max_examples=count, database=None, phases=[Phase.generate], deadline=None, derandomize=False)
    @given(VALUES)
    def collect(value: Any) -> None:
        drawn.append(value)

    collect()
    return drawn


def test_what_is_written_is_read_again() -> None:
    for value in _drawn(100):
        assert parse_yaml(render_yaml(value), lambda: None) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({SymbolText("a"): SymbolText("b")}, "---\n:a: :b\n"),
        (b"\xff\x00", "--- !binary |-\n  /wA=\n"),
        (date(2024, 1, 2), "--- 2024-01-02\n"),
        (datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), "--- 2024-01-02 03:04:05.000000000 Z\n"),
        (
            datetime(2024, 1, 2, 3, 4, 5, 6, timezone(timedelta(hours=-8))),
            "--- 2024-01-02 03:04:05.000006000 -08:00\n",
        ),
        ([float("inf"), float("-inf")], "---\n- .inf\n- -.inf\n"),
        (float("nan"), "--- .nan\n"),
    ],
)
def test_what_json_has_not(value: Any, text: str) -> None:
    assert render_yaml(value) == text
