import struct
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authbench.encoding import decimal_text, float_text, inspect, time_text, to_text, utf8
from support.sdk_ruby import ask_ruby

FLOATS = [
    1.0, -1.5, 1e20, 1e16, 1e15, 123456789012345680.0, 0.0001, 0.00001, 1e-10, 1.7976931348623157e308, 5e-324,
    2072532917698394.2, 1234567890123456.7, 0.1, 100.0, 1e100, 123.456, -0.0, 9999999999999998.0, 12345678901234567.0,
]  # fmt: skip


def test_floats_read_as_ruby_writes_them() -> None:
    drawn: list[float] = []

    @settings(max_examples=200, database=None, derandomize=True)
    @given(st.floats(allow_nan=False, allow_infinity=False))
    def draw(number: float) -> None:
        drawn.append(number)

    draw()
    numbers = FLOATS + drawn
    bits = [struct.pack(">d", number).hex() for number in numbers]
    answers = ask_ruby("[input].pack('H*').unpack1('G').to_s", bits)
    for number, answer in zip(numbers, answers, strict=True):
        assert float_text(number) == answer["ok"]
        assert float(float_text(number)) == number


def test_what_is_no_number() -> None:
    assert [float_text(float(text)) for text in ("nan", "inf", "-inf")] == ["NaN", "Infinity", "-Infinity"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "1.0"),
        ("1.50", "1.5"),
        ("-0.001", "-0.001"),
        ("1E+3", "1000.0"),
        ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
    ],
)
def test_decimals(text: str, expected: str) -> None:
    assert decimal_text(Decimal(text)) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2024, 1, 1, tzinfo=UTC), "2024-01-01 00:00:00 UTC"),
        (datetime(2024, 1, 1, 5, 6, 7, 999999, tzinfo=UTC), "2024-01-01 05:06:07 UTC"),
        (datetime(2024, 1, 1, tzinfo=ZoneInfo("America/Los_Angeles")), "2024-01-01 00:00:00 -0800"),
        (datetime(2024, 1, 1, tzinfo=ZoneInfo("Asia/Kolkata")), "2024-01-01 00:00:00 +0530"),
        (datetime(2024, 1, 1, tzinfo=timezone(timedelta(0))), "2024-01-01 00:00:00 UTC"),
        (datetime(2024, 1, 1, tzinfo=ZoneInfo("Europe/London")), "2024-01-01 00:00:00 +0000"),
        (
            datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
            "2024-01-01 00:00:00 -0330",
        ),
    ],
)
def test_times(moment: datetime, expected: str) -> None:
    assert time_text(moment) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (12, "12"),
        (1.0, "1.0"),
        ("x", "x"),
        (b"\xc3\xbc", "ü"),
        (Decimal("2"), "2.0"),
        (date(2024, 1, 2), "2024-01-02"),
        ([1, "a", None], '[1, "a", nil]'),
        ({"a": {"b": 1.5}}, '{"a"=>{"b"=>1.5}}'),
    ],
)
def test_to_text(value: object, expected: str) -> None:
    assert to_text(value) == expected


def test_inspects_as_ruby_does() -> None:
    values = [
        'a"b\\c',
        "\n\t\r\f\v\b\a\x1b\x00\x7f",
        "#{x} #$x #@x # x",
        "üé€😀",
        "\u200b\xa0\u2028\u2029\xad\ue000\u0378\u3000\ufeff\U0010ffff",
        "".join(map(chr, range(0x7F, 0xA1))),
        [None, True, {"k": [1.5]}],
        {},
    ]
    for value, answer in zip(values, ask_ruby("input.inspect", values), strict=True):
        assert inspect(value) == answer["ok"]


@given(st.binary())
def test_bytes_survive_as_text(data: bytes) -> None:
    assert utf8(to_text(data)) == data


def test_lone_surrogates_have_bytes_too() -> None:
    assert utf8("\ud800") == b"\xed\xa0\x80"
