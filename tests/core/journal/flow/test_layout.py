"""Where the parts of a picture stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from authbench.events import RunKind
from authbench.journal.chips import Span, apply
from authbench.journal.flow.geometry import MARGIN, Layout, TextLine
from authbench.journal.flow.layout import laid_out, least_width, natural_width
from authbench.journal.flow.picture import (
    AUTHBENCH,
    BROWSER,
    Lane,
    LaneKind,
    MessageState,
    Picture,
    Row,
    Wait,
)
from support.flow_rows import OURS, browser, message

LANES = (
    OURS,
    browser(),
    Lane("https://id.example", "Authorization server", LaneKind.AUTHORIZATION_SERVER, "id.example"),
    Lane("https://api.example", "API", LaneKind.API, "api.example → demo provider"),
)
KEYS = [lane.key for lane in LANES]


def measure(text: str, size: float, bold: bool) -> float:
    return len(text) * size * (0.62 if bold else 0.56)


def laid(*rows: Row, width: float = 0.0) -> Layout:
    return laid_out(Picture("run", RunKind.CONNECT, LANES, rows), measure, width=width)


def left_of(line: TextLine) -> float:
    return line.x - line.width / 2 if line.centered else line.x


words = st.text("abcdefgh /:.-•", min_size=1, max_size=120).map(str.strip).filter(bool)
rows = st.lists(
    st.one_of(
        st.builds(message, st.sampled_from(KEYS), st.sampled_from(KEYS), words, words | st.just("")),
        st.builds(
            Wait,
            st.sampled_from(KEYS),
            words.map(lambda text: text[:30]),
            st.just(datetime(2026, 1, 1, tzinfo=UTC)),
        ),
    ),
    max_size=12,
)


@given(rows, st.sampled_from([0.0, 700.0, 2400.0]))
def test_nothing_overlaps_and_everything_is_inside(given_rows: list[Row], width: float) -> None:
    layout = laid(*given_rows, width=width)
    assert layout.width >= width - 1 or not given_rows
    for before, after in zip(layout.heads, layout.heads[1:], strict=False):
        assert before.box.right < after.box.x
    bottom = layout.heads[0].box.bottom
    for shape in layout.shapes:
        assert shape.area.y > bottom
        bottom = shape.area.bottom
        for line in shape.lines:
            assert shape.area.y < line.y <= shape.area.bottom + 1
            assert left_of(line) >= 0
            assert left_of(line) + line.width <= layout.width + 1
        if shape.arrow is not None:
            texts = [line.y for line in shape.lines]
            assert all(abs(y - shape.arrow.y) >= 3 for y in texts)
    assert bottom <= layout.height


def test_an_arrow_goes_from_lane_to_lane_with_its_title_above_and_its_detail_below() -> None:
    layout = laid(message(AUTHBENCH, BROWSER, "1 open authorize URL", "state ••• · S256"))
    (shape,) = layout.shapes
    assert shape.arrow is not None
    assert (shape.arrow.start, shape.arrow.end) == (layout.heads[0].center, layout.heads[1].center)
    title, detail = shape.lines
    assert (title.text, title.bold) == ("1 open authorize URL", True)
    assert (detail.text, detail.bold) == ("state ••• · S256", False)
    assert title.y < shape.arrow.y < detail.y


def test_an_answer_points_back() -> None:
    (shape,) = laid(message("https://api.example", AUTHBENCH, "2 200 OK")).shapes
    assert shape.arrow is not None
    assert shape.arrow.end < shape.arrow.start


def test_a_chip_stays_whole_and_keeps_its_alias() -> None:
    text = "carries TOKEN and more words that go on and on until the line is full and another one begins"
    detail = apply(text, [Span(8, 13, "access token", 13, 2)], chip=lambda span: "access token ②")
    (shape,) = laid(message(AUTHBENCH, BROWSER, "x", detail)).shapes
    chips = [piece for line in shape.lines for piece in line.pieces if piece.is_chip]
    assert [(chip.text, chip.label, chip.number) for chip in chips] == [("access token ②", "access token", 2)]


def test_what_is_too_long_ends_in_an_ellipsis() -> None:
    (shape,) = laid(message(AUTHBENCH, BROWSER, "x", "word " * 200)).shapes
    assert len(shape.lines) == 3
    assert shape.lines[-1].text.endswith("…")


def test_a_wide_window_spreads_the_lanes() -> None:
    narrow, wide = laid(), laid(width=3000.0)
    assert wide.heads[-1].center > narrow.heads[-1].center
    assert round(wide.width) == 3000


def test_an_empty_picture_has_a_size() -> None:
    layout = laid_out(Picture("run", None, (), ()), measure)
    assert (layout.heads, layout.shapes) == ((), ())
    assert layout.width == MARGIN
    assert least_width(Picture("run", None, (), ()), measure) == MARGIN


def test_a_wait_says_how_long_it_took() -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    (over,) = laid(Wait(BROWSER, "Sign in", since, since + timedelta(seconds=9.4))).shapes
    assert [line.text for line in over.lines] == ["Sign in", "took 9.4 s"]
    (on,) = laid(Wait(BROWSER, "Sign in", since)).shapes
    assert [line.text for line in on.lines] == ["Sign in", "waiting for a person"]
    (coming,) = laid(Wait(BROWSER, "Sign in", None, state=MessageState.FUTURE)).shapes
    assert [line.text for line in coming.lines] == ["Sign in"]


@given(rows)
def test_how_wide_a_picture_is_can_be_told_without_laying_it_out(found: list[Row]) -> None:
    picture = Picture("run", RunKind.CONNECT, LANES, tuple(found))
    assert natural_width(picture, measure) == laid_out(picture, measure).width


def squeezed(width: float, *rows: Row) -> Layout:
    picture = Picture("run", RunKind.CONNECT, LANES, rows)
    return laid_out(picture, measure, width=width, squeezed=True)


@given(rows, st.floats(0.0, 1.0))
def test_a_squeezed_picture_is_no_wider_than_it_may_be(found: list[Row], share: float) -> None:
    picture = Picture("run", RunKind.CONNECT, LANES, tuple(found))
    least, natural = least_width(picture, measure), natural_width(picture, measure)
    width = least + (natural - least) * share
    layout = squeezed(width, *found)
    assert layout.width <= width + 0.01 or any(shape.box is not None for shape in layout.shapes)
    assert layout.heads[-1].box.right + MARGIN <= width + 0.01
    for one, other in pairwise(layout.heads):
        assert one.box.right < other.box.x
    for shape in layout.shapes:
        for line in shape.lines:
            assert left_of(line) >= shape.area.x - 0.01
            assert left_of(line) + line.width <= shape.area.right + 0.01


def test_an_address_goes_on_in_the_next_line_where_lanes_stand_close() -> None:
    title = "4 GET localhost:45555/oauth/callback"
    (shape,) = squeezed(0.0, message(BROWSER, AUTHBENCH, title)).shapes
    texts = [line.text for line in shape.lines]
    assert "".join(texts) == title
    assert len(texts) > 1


def test_a_picture_that_has_its_room_is_not_squeezed() -> None:
    row = message(AUTHBENCH, BROWSER, "1 open authorize URL")
    assert squeezed(1600.0, row) == laid(row, width=1600.0)
