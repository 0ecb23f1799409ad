import csv as python_csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.sdk import CsvFormatError, HelperArgumentError
from authbench.sdk.csv_tables import Csv
from authbench.sdk.errors import CsvFileTooBig, CsvFileTooManyLines
from support.sdk_ruby import ask_ruby


def never() -> None:
    return None


CSV = Csv(never)

TEXTS = [
    "a,b\n1,2", "a,b\n1,2\n", "a,b\r\n1,\"x\r\ny\"\r\n", "a,b\n\"1\"\"2\",", "a,b\n,\"\"\n", "a\n\n1\n", "a,b\n1\n", "a,b\n1,2,3\n",
    "a,a\n1,2\n", "a,b\n x , y \n", "a;b\n1;2", "a,b", "", "a,b\n\"1\" ,2", "a,b\nx\"y,2", "a,b\n\"1,2", "a,b\n\"x\"y,2", "a,b\n1,2\r3,4\n",
    "\"a\",b\nü,😀\n", "a\rb\rc", "\na,b\n1,2",
]  # fmt: skip
ROWS = [
    ["a", None, "", 1, 2.5, True], ["x,y", 'q"q', "l\nl", "r\rr"], [" lead", "trail ", "\ttab", "in side"], [], [""], [None], ["ü"], ["a;b"],
    [" ", "#x", "\\"],
]  # fmt: skip


def test_parses_as_ruby_does() -> None:
    answers = ask_ruby("CSV.parse(input, headers: true).map(&:to_hash)", TEXTS, requires="require 'csv'")
    for text, answer in zip(TEXTS, answers, strict=True):
        if "error" in answer:
            with pytest.raises(CsvFormatError) as caught:
                CSV.parse(text, headers=True)
            assert caught.value.message.split(" in line")[0] == answer["error"].split(" in line")[0], text
        else:
            assert CSV.parse(text, headers=True) == answer["ok"], text


def test_generates_as_ruby_does() -> None:
    answers = ask_ruby("CSV.generate_line(input)", ROWS, requires="require 'csv'")
    for row, answer in zip(ROWS, answers, strict=True):
        assert CSV.generate([row]) == answer["ok"], row
    forced = ask_ruby("CSV.generate_line(input, force_quotes: true)", ROWS, requires="require 'csv'")
    for row, answer in zip(ROWS, forced, strict=True):
        assert CSV.generate([row], force_quotes=True) == answer["ok"], row


def test_options() -> None:
    csv = CSV
    assert csv.parse("1;2", headers=["a", "b"], col_sep=";") == [{"a": "1", "b": "2"}]
    assert csv.parse("1,2", headers="a,b") == [{"a": "1", "b": "2"}]
    assert csv.parse("a|1|2", headers=["x", "y"], row_sep="|", col_sep=",") == [
        {"x": "a", "y": None},
        {"x": "1", "y": None},
        {"x": "2", "y": None},
    ]
    assert csv.parse("a\n'x,y'\n", headers=True, quote_char="'") == [{"a": "x,y"}]
    assert csv.parse("a\n\n1", headers=True, skip_blanks=True) == [{"a": "1"}]
    assert csv.parse("a\n1\n2", headers=True, skip_first_line=True) == [{"a": "2"}]
    assert csv.generate([{"b": 2, "a": 1}], headers=["a", "b"]) == "a,b\n1,2\n"
    assert csv.generate([[1]], text="x\n", row_sep="\r\n") == "x\n1\r\n"


@pytest.mark.parametrize(
    "options", [{"headers": False}, {"headers": True, "col_sep": ""}, {"headers": True, "quote_char": "ab"}]
)
def test_options_refused(options: dict[str, object]) -> None:
    with pytest.raises(HelperArgumentError):
        CSV.parse("a", **options)  # type: ignore[arg-type]


def test_limits() -> None:
    with pytest.raises(CsvFileTooManyLines, match=r"too many lines. Max allowed: 65000"):
        CSV.parse("a\n" + "1\n" * 65_001, headers=True)
    with pytest.raises(CsvFileTooBig, match=r"too big. Max allowed: 30 MB"):
        CSV.parse("a\n" + "1" * 30 * 1024 * 1024, headers=True)


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1))
def test_what_is_generated_is_read(rows: list[list[str]]) -> None:
    text = CSV.generate(rows)
    assert list(python_csv.reader(io.StringIO(text, newline=""))) == rows
    parsed = CSV.parse(text, headers=["a", "b"], row_sep="\n")
    assert [[row["a"], row["b"]] for row in parsed] == rows
