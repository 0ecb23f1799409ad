"""JSON read a piece at a time is what it is when read at once."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.journal.exports import json_pieces
from authbench.journal.exports.json_pieces import JsonText, NotJson, document_of

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abé”", max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)
LIST = ("log", "entries")


@pytest.fixture(autouse=True, params=[1, 7, 4096])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Cut everywhere, sometimes, or not at all."""
    monkeypatch.setattr(json_pieces, "CHUNK", request.param)
    monkeypatch.setattr(json_pieces, "_LONGEST_NUMBER", 40)
    size: int = request.param
    return size


def text_of(content: bytes) -> JsonText:
    return JsonText(BytesIO(content), lambda _: None)


def read(content: bytes) -> tuple[Any, list[Any]]:
    """The document, and the items that were taken of its list."""
    taken: list[Any] = []

    def take(item: Any) -> Any:
        taken.append(item)
        return item

    text = text_of(content)
    document = document_of(text, {LIST: take})
    assert text.peek() == ""
    return document, taken


@given(st.dictionaries(st.text("ab", max_size=2), VALUES), st.lists(VALUES, max_size=5), st.booleans())
def test_any_document_is_as_read_at_once(members: dict[str, Any], items: list[Any], indented: bool) -> None:
    document = members | {"log": {"before": 12, "entries": items, "after": [items]}}
    for ascii_only in (True, False):
        text = json.dumps(document, indent=2 if indented else None, ensure_ascii=ascii_only)
        assert read(text.encode()) == (document, items)


@given(st.lists(VALUES, max_size=4))
def test_values_one_after_the_other(values: list[Any]) -> None:
    text = text_of("\n".join(map(json.dumps, values)).encode())
    found = []
    while text.peek():
        found.append(text.value())
    assert found == values


@given(VALUES, st.integers(0, 200))
def test_what_is_cut_short_or_damaged_is_refused_as_at_once(value: Any, cut: int) -> None:
    content = json.dumps({"log": {"entries": [value, value]}, "more": value}).encode()[:cut]
    try:
        wanted = json.loads(content)
    except ValueError:
        wanted = NotJson
    try:
        found: Any = read(content)[0]
    except NotJson:
        found = NotJson
    assert found == wanted


@pytest.mark.parametrize(
    "content", [b'{"log" 1}', b'{"log": {"entries": [1 2]}}', b"{,}", b'{"log": {"a": 1,}}']
)
def test_what_is_wrong_is_said_with_its_place(content: bytes) -> None:
    with pytest.raises(NotJson, match=r"\(character \d+\)"):
        read(content)


def test_a_mark_at_the_beginning_and_letters_of_several_bytes_are_read() -> None:
    document = {"log": {"entries": ["é“𝄞"]}, "ü": "•"}
    assert read(b"\xef\xbb\xbf" + json.dumps(document, ensure_ascii=False).encode())[0] == document
    with pytest.raises(UnicodeDecodeError):
        read(b'{"log": "\xff"}')
    with pytest.raises(UnicodeDecodeError):
        read('{"log": "é'.encode()[:-1])


def test_what_watches_is_told_of_every_byte_and_can_end_it(chunk: int) -> None:
    content = json.dumps({"log": {"entries": ["x" * 50] * 300}}).encode()
    told: list[int] = []
    document_of(JsonText(BytesIO(content), told.append), {LIST: lambda item: item})
    assert told == sorted(told)
    assert told[-1] == len(content)

    class Enough(Exception):
        pass

    def watch(octets: int) -> None:
        if octets > 5000:
            raise Enough

    with pytest.raises(Enough):
        document_of(JsonText(BytesIO(content), watch), {LIST: lambda item: item})
