"""The converters that `convert_input` names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.form.converters import convert, is_built_in
from support.definition_forms import form

NAMES = [
    "integer_conversion",
    "float_conversion",
    "boolean_conversion",
    "date_conversion",
    "date_time_conversion",
    "date_iso8601_conversion",
    "date_time_iso8601_conversion",
    "render_iso8601_timestamp",
    "render_iso8601_date",
    "render_epoch_time",
    "render_float_epoch_time",
    "render_date_time_epoch_millis",
    "convert_to_datetime",
    "convert_to_datetime_wo_tz",
    "implicit_utc_time",
    "implicit_utc_iso8601_time",
    "item_array_wrap",
]


@pytest.mark.parametrize(
    ("name", "value", "converted"),
    [
        ("integer_conversion", "42", 42),
        ("integer_conversion", " -7 ", -7),
        ("integer_conversion", "4.5", "4.5"),
        ("integer_conversion", "1_000", "1_000"),
        ("float_conversion", "1.5", 1.5),
        ("float_conversion", "1e3", 1000.0),
        ("float_conversion", "nan", "nan"),
        ("float_conversion", "1,5", "1,5"),
        ("boolean_conversion", "true", True),
        ("boolean_conversion", "Yes", True),
        ("boolean_conversion", "false", False),
        ("boolean_conversion", "anything", False),
        ("date_conversion", "2024-01-31T13:45:00Z", "2024-01-31"),
        ("date_iso8601_conversion", "2024-01-31", "2024-01-31"),
        ("render_iso8601_date", "soon", "soon"),
        ("date_time_conversion", "2024-01-31", "2024-01-31T00:00:00Z"),
        ("render_iso8601_timestamp", "2024-01-31T13:45:00+01:00", "2024-01-31T13:45:00+01:00"),
        ("convert_to_datetime_wo_tz", "2024-01-31T13:45:00+01:00", "2024-01-31T13:45:00"),
        ("implicit_utc_time", "2024-01-31T13:45:00", "2024-01-31T13:45:00Z"),
        ("implicit_utc_iso8601_time", "2024-01-31T13:45:00+01:00", "2024-01-31T12:45:00Z"),
        ("render_epoch_time", "1970-01-02", 86_400),
        ("render_float_epoch_time", "1970-01-01T00:00:01.5Z", 1.5),
        ("render_date_time_epoch_millis", "1970-01-01T00:00:01.5Z", 1500),
        ("item_array_wrap", "a", ["a"]),
        ("item_array_wrap", ["a"], ["a"]),
        ("a_method_of_the_definition", "a", "a"),
    ],
)
def test_a_value_is_converted_or_left_alone(name: str, value: Any, converted: Any) -> None:
    result = convert(name, value)
    assert result == converted
    assert type(result) is type(converted)


def test_every_converter_of_the_reference_is_there() -> None:
    assert [name for name in NAMES if not is_built_in(name)] == []


@given(st.sampled_from(NAMES), st.text())
def test_no_text_makes_a_converter_fail(name: str, text: str) -> None:
    convert(name, text)


def test_only_what_lambdas_get_is_converted() -> None:
    here = form(
        {"name": "port", "control_type": "integer", "convert_input": "integer_conversion"},
        {"name": "ids", "type": "array", "of": "integer"},
    )
    here.set("port", "80")
    assert here.settings() == {"port": 80}
    assert here.values() == {"port": "80"}
    assert here.row("port").value == "80"
