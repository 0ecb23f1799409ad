import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.encoding import JsonWriteError, generate_json, parse_json, to_json
from support.sdk_ruby import ask_ruby

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 2, "a": "<x>&", "n": None}, '{"b":2,"a":"\\u003cx\\u003e\\u0026","n":null}'),
        ("é\u2028\u2029", '"é\\u2028\\u2029"'),
        ('"\\/\n\x01\x7f', '"\\"\\\\/\\n\\u0001\x7f"'),
        ([1e20, 1.0, -0.5], "[1.0e+20,1.0,-0.5]"),
        ([float("nan"), float("inf")], "[null,null]"),
        ([Decimal("1.10"), Decimal("NaN")], '["1.1",null]'),
        (datetime(2024, 1, 2, 3, 4, 5, 678999, tzinfo=UTC), '"2024-01-02T03:04:05.678Z"'),
        (
            datetime(2024, 1, 2, 3, 4, 5, tzinfo=ZoneInfo("America/Los_Angeles")),
            '"2024-01-02T03:04:05.000-08:00"',
        ),
        (date(2024, 1, 2), '"2024-01-02"'),
        ({}, "{}"),
        ([], "[]"),
        ({"a": {}, "b": [[]]}, '{"a":{},"b":[[]]}'),
        (b"text", '"text"'),
        (b"\xff\x00", '"0xff00"'),
        (b"\xff" * 130, f'"0x{"ff" * 128}…(2 bytes more)"'),
        (10**30, "1" + "0" * 30),
    ],
)
def test_to_json(value: Any, expected: str) -> None:
    assert to_json(value) == expected


@given(plain)
def test_comes_back(value: Any) -> None:
    assert parse_json(to_json(value)) == value
    assert parse_json(generate_json(value)) == value
    assert json.loads(to_json(value)) == value


def test_generates_as_ruby_does() -> None:
    values = [
        {"b": 2, "a": "<x>&", "n": None}, "é\u2028\u2029/", "\"\\\n\r\t\b\f\x00\x1f\x7f😀", [1e20, 1.5, -0.0, 1e-7], {}, [], [[], {}],
        "x", None, True, {"": [{"a": 1}]},
    ]  # fmt: skip
    for value, answer in zip(values, ask_ruby("JSON.generate(input)", values), strict=True):
        assert generate_json(value) == answer["ok"]


def test_generate_keeps_what_active_support_changes() -> None:
    moment = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert generate_json([moment, date(2024, 1, 2), Decimal("1.5"), b"\xff"]) == (
        '["2024-01-02 03:04:05 UTC","2024-01-02","1.5","0xff"]'
    )
    with pytest.raises(JsonWriteError, match="NaN not allowed in JSON"):
        generate_json(float("nan"))


@pytest.mark.parametrize("value", ["\udcff", object(), {"a": {1, 2}}])
def test_what_has_no_json_form(value: Any) -> None:
    for write in (to_json, generate_json):
        with pytest.raises(JsonWriteError):
            write(value)


def test_endless_depth_is_an_error() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(JsonWriteError, match="nested too deeply"):
        to_json(value)
