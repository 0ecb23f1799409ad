import pytest

from authbench.journal.filters import KEYS, completions, parse


class Seen:
    def seen(self, key: str) -> dict[str, int]:
        return {
            "host": {"api.example": 3, "id.example": 1},
            "status": {"200": 2, "401": 1},
            "method": {"GET": 2, "POST": 1},
            "step": {"test": 4},
            "header": {"Authorization": 5, "Accept": 4},
            "secret": {"access token ①": 2},
        }.get(key, {})


def texts(typed: str, cursor: int | None = None) -> list[str]:
    found = completions(typed, len(typed) if cursor is None else cursor, Seen())
    return [item.text for item in found.items]


def test_every_key_is_proposed_with_a_word_of_explanation() -> None:
    found = completions("", 0, Seen())
    assert len(found.items) == len(KEYS)
    assert all(item.explanation for item in found.items)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("st", ["status:", "step:"]),
        ("-ho", ["-host:"]),
        ("ti", ["time>"]),
        ("host:", ["host:api.example", "host:id.example"]),
        ("host:id", ["host:id.example"]),
        ("-host:ap", ["-host:api.example"]),
        ("status:4", ["status:4xx", "status:401"]),
        ("status:401,2", ["status:401,2xx", "status:401,200"]),
        ("method:p", ["method:post"]),
        ("header:auth", ["header:Authorization"]),
        ("secret:", ['secret:"access token ①"']),
        ('secret:"acc', ['secret:"access token ①"']),
        ("is:re", ["is:refresh", "is:redirect"]),
        ("run:", ["run:last"]),
        ("time>", ["time>500ms", "time>2s"]),
        ("zzz:", []),
        ("hello", []),
        ("body:", []),
    ],
)
def test_proposals(typed: str, wanted: list[str]) -> None:
    assert texts(typed) == wanted


def test_the_piece_at_the_cursor_is_what_is_replaced() -> None:
    found = completions("get host:api step:test", 11, Seen())
    assert (found.start, found.end) == (4, 12)
    assert [item.text for item in found.items] == ["host:api.example"]
    between = completions("get  step:test", 4, Seen())
    assert (between.start, between.end) == (4, 4)
    assert len(between.items) == len(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_every_proposed_value_is_a_filter_without_problems(key: str) -> None:
    for text in texts(f"{key}:"):
        assert parse(text).problems == ()
        assert parse(text).effective
