"""Files of YAML that a person wrote."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from authbench.encoding.yaml_reader import YamlProblem, read_yaml, symbol_name

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(DOCUMENTS)
def test_what_is_written_is_read(document: Any) -> None:
    text = yaml.dump(document, Dumper=_Plain, allow_unicode=True)
    assert read_yaml(text, "f.yaml") == document


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    refused = None
    try:
        read_yaml(text, "f.yaml")
    except YamlProblem as problem:
        refused = problem
    assert refused is None or refused.location.file == "f.yaml"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: [1\nb: 2\n", "f.yaml:2:2", "expected"),
        ("when: 2024-01-02\n", "f.yaml:1:7", "unquoted date"),
        ("a: &x 1\nb: *x\n", "f.yaml:2:4", "aliases"),
        ("a: !secret-tag 1\n", "f.yaml:1:4", "a tag"),
        ("ok: 1\na: \x01\n", "f.yaml:2:4", "a character"),
        ("a: !!int secret\n", "f.yaml", "does not fit the tag"),
        ("[" * 4000, "f.yaml", "nested too deeply"),
    ],
)
def test_what_is_refused_has_its_place_and_no_word_of_the_file(text: str, place: str, words: str) -> None:
    with pytest.raises(YamlProblem, match=words) as caught:
        read_yaml(text, "f.yaml")
    assert str(caught.value.location) == place
    assert "secret" not in caught.value.text


def test_symbols_are_names() -> None:
    assert [symbol_name(key) for key in (":a", "b", 5)] == ["a", "b", "5"]


@pytest.mark.parametrize("number", ["0x" + "f" * 5000, "9" * 5000, "0" + "7" * 9000, "1" + ":1" * 50_000])
def test_numbers_without_end_are_refused(number: str) -> None:
    with pytest.raises(YamlProblem, match="more than 1000 digits"):
        read_yaml(f"a: {number}", "f.yaml")
    assert read_yaml(f"a: '{number}'", "f.yaml") == {"a": number}


@pytest.mark.parametrize("text", ["a: !!set {b, c}", "a: !!omap [b: 1]", "a: !!pairs [b: 1]"])
def test_collections_that_only_python_has_are_refused(text: str) -> None:
    with pytest.raises(YamlProblem, match="a tag"):
        read_yaml(text, "f.yaml")


@pytest.mark.parametrize("value", ["!!int ''", "!!float ''", "!!int x", "!!bool x"])
def test_a_value_that_does_not_fit_its_tag_is_refused(value: str) -> None:
    with pytest.raises(YamlProblem, match="does not fit the tag"):
        read_yaml(f"a: {value}", "f.yaml")


def test_a_damaged_binary_value_is_not_quoted() -> None:
    with pytest.raises(YamlProblem) as caught:
        read_yaml("a: !!binary s\u00e9cret", "f.yaml")
    assert "\u00e9" not in caught.value.text
