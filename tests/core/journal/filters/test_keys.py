from pathlib import Path

import pytest

from authbench.journal.filters.keys import KEYS, STATES, octets, seconds, status_test


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("500ms", 0.5),
        ("2s", 2.0),
        ("1.5 min", 90.0),
        ("250", 0.25),
        ("x", None),
        ("1h", None),
        ("9" * 400, None),
    ],
)
def test_times(text: str, wanted: float | None) -> None:
    assert seconds(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"), [("10kb", 10240), ("2 MB", 2 * 1024**2), ("300", 300), ("1.5k", 1536), ("kb", None)]
)
def test_sizes(text: str, wanted: float | None) -> None:
    assert octets(text) == wanted


@pytest.mark.parametrize(
    ("operator", "value", "passing"),
    [
        (":", "4xx", {401, 404}),
        (":", "401,5xx", {401, 500}),
        ("=", "200", {200}),
        (">=", "400", {401, 404, 500}),
        (">", "4xx", {500}),
        ("<", "4xx", {200, 302}),
        ("<=", "302", {200, 302}),
    ],
)
def test_statuses(operator: str, value: str, passing: set[int]) -> None:
    test = status_test(operator, value)
    assert test is not None
    assert {status for status in (0, 200, 302, 401, 404, 500) if test(status)} == passing


@pytest.mark.parametrize("value", ["", "4", "abc", "6xx", "4000"])
def test_what_is_no_status(value: str) -> None:
    assert status_test(":", value) is None


def test_the_documents_name_every_key_and_state() -> None:
    text = (Path(__file__).parents[4] / "docs" / "log.md").read_text("utf-8")
    assert [key.name for key in KEYS.values() if f"`{key.name}" not in text] == []
    assert [state for state in STATES if f"`is:{state}`" not in text] == []
    assert [key.example for key in KEYS.values() if f"`{key.example}`" not in text] == []
