from typing import Any

import pytest

from authbench.sdk import HelperArgumentError, call_helper


def some(first: Any, second: Any = 2, *, word: Any, other: Any = None) -> list[Any]:
    return [first, second, word, other]


def many(first: Any, *rest: Any, **words: Any) -> list[Any]:
    return [first, rest, words]


def one(first: Any) -> Any:
    return first


def test_what_fits_is_called() -> None:
    assert call_helper(some, [1], {"word": 3}) == [1, 2, 3, None]
    assert call_helper(many, [1, 2, 3], {"a": 4}) == [1, (2, 3), {"a": 4}]


@pytest.mark.parametrize(
    ("function", "args", "words", "message"),
    [
        (some, [], {"word": 1}, "wrong number of arguments (given 0, expected 1..2)"),
        (some, [1, 2, 3], {"word": 1}, "wrong number of arguments (given 3, expected 1..2)"),
        (one, [], {}, "wrong number of arguments (given 0, expected 1)"),
        (many, [], {}, "wrong number of arguments (given 0, expected 1+)"),
        (some, [1], {}, "missing keyword: :word"),
        (some, [1], {"word": 1, "x": 2, "y": 3}, "unknown keywords: :x, :y"),
    ],
)
def test_what_does_not_is_told_as_ruby_does(
    function: Any, args: list[Any], words: dict[str, Any], message: str
) -> None:
    with pytest.raises(HelperArgumentError) as caught:
        call_helper(function, args, words)
    assert caught.value.message == message
