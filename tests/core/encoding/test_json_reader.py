import json
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authbench.encoding import JsonError, parse_json

RUBY = r"""
require 'json'
sources = JSON.parse(STDIN.read)
answers = sources.map do |source|
  begin
    { ok: JSON.generate(JSON.parse(source)) }
  rescue JSON::ParserError => e
    { error: e.message }
  end
end
puts JSON.generate(answers)
"""

SOURCES = [
    "nope", "[1,]", '{"a"}', '{"a":}', "[1", "1]", '""', "", " ", "[NaN]", "NaN", "[Infinity]", "-Infinity",
    "[-Infinity]", "-x", "01", "-01", "[1 2]", "{,}", "1 2", '"a\nb"', '"\\u12"', '"\\u12zz"', '"\\u123"',
    '"\\ud83d\\ude00"', '"\\ud800"', '"\\ud800\\u0041"', '"\\ud800abcdefgh"', '["\\ud800", 1]', '"\\ud800\\n12345"',
    "2.", "1.e", "[-]", "1.5.2", "[1.5-1]", "[" * 101, "[" * 100 + "]" * 100, "[" * 101 + "]" * 101, '"abc', '{"a":1,}',
    "// c\n1", "[1] x", "/*", "[1 /* x */]", '{"a":1 /* x */}', "{}// x", "{}// x\n", "tru", "truex", "[truex]",
    '{"a":nope}', '["\\x"]', "{1:2}", '{"a" 1}', "[", "{", "[1,/*x*/2]", "-", "+1", ".5", "1e5", "1E+2", "-0", "-0.0",
    '{"a":[nope]}', "[[1,]]", '"\\q\\/\\u00e9"', "nul", "nullx", '"\\', '"\\"', '{"a":1,"a":2}', "[1,{]", '[{"a":}]',
    '{"a":{"b":x}}', "1.0e+20", "123456789012345678901234567890", "\ufeff{}", "[1]\n\n", "\t[ ]", "{ }", '{"a" : 1 }',
    '[\x00]', "'a'", "[\"a\" \"b\"]", '{"a":1 "b":2}', "<html>", '[1,\n2,\nx]', "[tru", '["\\u0000"]',
]  # fmt: skip


def ruby_answers(sources: list[str]) -> list[dict[str, str]]:
    done = subprocess.run(
        ["ruby", "-e", RUBY], input=json.dumps(sources), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def ours(source: str) -> dict[str, object]:
    try:
        return {"ok": parse_json(source)}
    except JsonError as error:
        return {"error": str(error)}


def test_reads_and_refuses_as_ruby_does() -> None:
    for source, expected in zip(SOURCES, ruby_answers(SOURCES), strict=True):
        if "ok" in expected:
            assert ours(source) == {"ok": json.loads(expected["ok"])}, source
        else:
            assert ours(source) == expected, source


fragments = st.sampled_from([*list('[]{},:"\\ -.0129eE'), "null", "true", "tr", "\\u00e9", '"a"', "x", " "])


def test_agrees_with_ruby_on_fragments() -> None:
    collected: list[str] = []

    @settings(max_examples=300, database=None, derandomize=True)
    @given(st.lists(fragments, max_size=10).map("".join))
    def collect(text: str) -> None:
        collected.append(text)

    collect()
    for source, expected in zip(collected, ruby_answers(collected), strict=True):
        if "ok" in expected:
            assert ours(source) == {"ok": json.loads(expected["ok"])}, source
        else:
            assert ours(source) == expected, source


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(plain)
def test_reads_what_json_writes(value: object) -> None:
    for ascii_only in (True, False):
        assert parse_json(json.dumps(value, ensure_ascii=ascii_only)) == value


def test_keeps_bytes_that_are_not_utf8() -> None:
    assert parse_json(b'"\xff"').encode("utf-8", "surrogateescape") == b"\xff"


def test_a_number_of_absurd_length_is_an_error() -> None:
    with pytest.raises(JsonError, match="digits"):
        parse_json("9" * 5000)
