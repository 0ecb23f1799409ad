from __future__ import annotations

from typing import Any

import pytest

from authbench.form.nested import at, put, remove


def nothing(_path: str) -> Any:
    return None


@pytest.mark.parametrize(
    ("container", "key", "found"),
    [
        ({"a": 1}, "a", 1),
        ({"a": 1}, "b", None),
        ([10, 20], 1, 20),
        ([10, 20], 2, None),
        ([10, 20], "a", None),
        ("text", 0, None),
    ],
)
def test_what_is_not_there_is_none(container: Any, key: str | int, found: Any) -> None:
    assert at(container, key) == found


def test_a_value_is_put_into_what_is_there() -> None:
    values: dict[str, Any] = {"group": {"a": 1}, "items": [{"x": 1}, {"x": 2}]}
    put(values, ("group", "b"), 2, nothing)
    put(values, ("items", 1, "x"), 3, nothing)
    assert values == {"group": {"a": 1, "b": 2}, "items": [{"x": 1}, {"x": 3}]}


def test_a_default_above_is_copied_and_stays_as_it_is() -> None:
    default = {"inner": {"kept": 1}}
    values: dict[str, Any] = {}
    put(values, ("group", "inner", "typed"), 2, {"group": default, "group.inner": default["inner"]}.get)
    assert values == {"group": {"inner": {"kept": 1, "typed": 2}}}
    assert default == {"inner": {"kept": 1}}


def test_where_nothing_is_shown_above_a_place_is_made() -> None:
    values: dict[str, Any] = {"group": "no group"}
    put(values, ("group", "a"), 1, nothing)
    assert values == {"group": {"a": 1}}


def test_what_lies_in_a_dict_is_taken_away_and_items_of_lists_stay() -> None:
    values: dict[str, Any] = {"group": {"a": 1}, "items": [1, 2]}
    remove(values, ("group", "a"))
    remove(values, ("group", "never"))
    remove(values, ("items", 0))
    remove(values, ("gone", "a"))
    assert values == {"group": {}, "items": [1, 2]}
