"""Texts in lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from authbench.journal.chips import Redacted, Span, apply
from authbench.journal.flow.geometry import Piece
from authbench.journal.flow.wrapping import cut, width_of, wrapped


def measure(text: str, size: float, bold: bool) -> float:
    return len(text) * size


def texts(lines: list[tuple[Piece, ...]]) -> list[str]:
    return ["".join(piece.text for piece in line) for line in lines]


@given(st.text(alphabet="ab /?", max_size=60), st.integers(3, 20), st.integers(1, 4), st.booleans())
def test_no_line_is_wider_than_its_room_and_nothing_goes_unsaid(
    text: str, room: int, most: int, breaking: bool
) -> None:
    lines = wrapped(Redacted(text), room, 1.0, False, measure, most, breaking)
    assert len(lines) <= most
    # The blank behind a line's last word, and an ellipsis there, may stand beyond it.
    assert all(width_of(line, 1.0, False, measure) <= room + 2 for line in lines)
    shown = "".join(texts(lines))
    assert "…" in shown or "".join(shown.split()) == "".join(text.split())


def test_addresses_go_on_in_the_next_line_where_they_may_break() -> None:
    address = Redacted("GET https://api.example/v1/items?page=2")
    assert texts(wrapped(address, 16, 1.0, False, measure, 5, True)) == [
        "GET https://",
        "api.example/v1/",
        "items?page=2",
    ]
    assert texts(wrapped(address, 16, 1.0, False, measure, 5)) == ["GET ", "https://api.exa…"]


def test_a_chip_is_a_piece_of_its_own_between_plain_texts() -> None:
    detail = apply("with TOKEN, ok", [Span(5, 10, "access token", 5, 2)], chip=lambda span: "token ②")
    (line,) = wrapped(detail, 100, 1.0, False, measure, 1)
    assert [(piece.text, piece.x, piece.label, piece.number) for piece in line] == [
        ("with ", 0.0, "", 0),
        ("token ②", 5.0, "access token", 2),
        (", ok", 12.0, "", 0),
    ]


def test_what_is_cut_ends_in_an_ellipsis() -> None:
    assert cut("abcdef", 4, 1.0, False, measure) == "abc…"
    assert cut("abcdef", 0, 1.0, False, measure) == "…"
    assert width_of((), 1.0, False, measure) == 0.0
