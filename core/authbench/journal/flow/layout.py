"""Where everything of a picture stands: the geometry that the window, the images and the page share."""

from __future__ import annotations

from functools import cache

from authbench.journal.chips import Redacted
from authbench.journal.flow.geometry import (
    DETAIL_SIZE,
    HEAD_HEIGHT,
    MARGIN,
    TITLE_SIZE,
    Arrow,
    Box,
    Layout,
    Measure,
    Piece,
    Shape,
    TextLine,
    centered,
)
from authbench.journal.flow.lane_places import HEAD_PAD, LABEL_INSET, SPAN_MAX, Room, centers_of, head_of
from authbench.journal.flow.picture import Message, MessageKind, MessageState, Picture, Row, Topic, Wait
from authbench.journal.flow.wrapping import width_of, wrapped
from authbench.journal.formatting import duration_text

_NARROW_NOTE = 150.0
"""Pixels of text that a note beside a lane keeps."""
_FIRST_ROW = 26.0
_TITLE_LINE = 19.0
_DETAIL_LINE = 17.0
_ROW_GAP = 16.0
_ARROW_GAP = 7.0
"""Between a title and its arrow, and between an arrow and its detail."""
_WAIT_WIDTH = 230.0
_WAIT_HEIGHT = 54.0
_MOST_LINES = 2
_NARROW_LINES = 3


def waited(wait: Wait) -> str:
    """What to say below the title of a wait: how long it took, or that it lasts."""
    if wait.state is MessageState.FUTURE:
        return ""
    if wait.until is None:
        return "waiting for a person" if wait.topic is Topic.SIGN_IN else "waiting"
    if wait.since is None:
        return ""
    return f"took {duration_text((wait.until - wait.since).total_seconds())}"


def laid_out(
    picture: Picture,
    measure: Measure,
    *,
    width: float = 0.0,
    most_lines: int = _MOST_LINES,
    squeezed: bool = False,
) -> Layout:
    """The geometry of `picture`, at least `width` wide. Of a detail `most_lines` lines are shown.
    `squeezed`: no wider either, as far as that can be: lanes stand closer and texts take more lines."""
    measure = cache(measure)
    layout = _laid_out(picture, measure, most_lines, Room(width))
    for room in (Room(width, True), Room(width, True, True)):
        if squeezed and layout.width > width:
            layout = _laid_out(picture, measure, most_lines, room)
    return layout


def _laid_out(picture: Picture, measure: Measure, most_lines: int, room: Room) -> Layout:
    centers = centers_of(picture, measure, room)
    heads = tuple(head_of(lane, centers[lane.key], measure, room) for lane in picture.lanes)
    right = max((head.box.right for head in heads), default=0.0)
    rows = _Rows(centers, measure, most_lines, right, room)
    shapes: list[Shape] = []
    y = MARGIN + HEAD_HEIGHT + _FIRST_ROW
    for row in picture.rows:
        shape = rows.shape(row, y)
        shapes.append(shape)
        y = shape.area.bottom + _ROW_GAP
    edge = max((shape.area.right for shape in shapes), default=0.0)
    return Layout(max(right, edge) + MARGIN, y + MARGIN, heads, tuple(shapes))


def natural_width(picture: Picture, measure: Measure) -> float:
    """How wide `picture` is laid out where no width is asked for, without laying out all of it."""
    measure, room = cache(measure), Room()
    centers = centers_of(picture, measure, room)
    heads = [head_of(lane, centers[lane.key], measure, room) for lane in picture.lanes]
    right = max((head.box.right for head in heads), default=0.0)
    rows = _Rows(centers, measure, _MOST_LINES, right, room)
    # Arrows end at lines; what stands beside one may reach farther than the heads.
    beside = (row for row in picture.rows if isinstance(row, Wait) or _is_local(row))
    return max(right, *(rows.shape(row, 0.0).area.right for row in beside), 0.0) + MARGIN


def least_width(picture: Picture, measure: Measure) -> float:
    """How narrow the lanes of `picture` can be squeezed."""
    measure, room = cache(measure), Room(0.0, True, True)
    centers = centers_of(picture, measure, room)
    heads = (head_of(lane, centers[lane.key], measure, room) for lane in picture.lanes)
    return max((head.box.right for head in heads), default=0.0) + MARGIN


def _is_local(message: Message) -> bool:
    return message.kind is MessageKind.LOCAL or message.source == message.target


class _Rows:
    def __init__(
        self, centers: dict[str, float], measure: Measure, most_lines: int, right: float, room: Room
    ) -> None:
        self._centers = centers
        self._measure = measure
        self._most_lines = max(most_lines, _NARROW_LINES) if room.squeezed else most_lines
        self._title_lines = _NARROW_LINES if room.squeezed else _MOST_LINES
        self._right = right
        self._room = room

    def shape(self, row: Row, y: float) -> Shape:
        if isinstance(row, Wait):
            return self._wait(row, y)
        if _is_local(row):
            return self._local(row, y)
        return self._arrow(row, y)

    def _arrow(self, message: Message, y: float) -> Shape:
        start, end = self._centers[message.source], self._centers[message.target]
        left, right = min(start, end), max(start, end)
        room = right - left - 2 * LABEL_INSET
        x = left + LABEL_INSET
        title = self._title(message, room)
        lines = [self._line(pieces, x, y + n * _TITLE_LINE + 13.0, True) for n, pieces in enumerate(title)]
        arrow_y = y + len(title) * _TITLE_LINE + _ARROW_GAP
        detail = self._detail(message, room)
        below = arrow_y + _ARROW_GAP + 12.0
        lines += [self._line(pieces, x, below + n * _DETAIL_LINE, False) for n, pieces in enumerate(detail)]
        bottom = arrow_y + _ARROW_GAP + len(detail) * _DETAIL_LINE + 2.0
        return Shape(
            message,
            Box(left, y, right - left, bottom - y),
            Arrow(start, end, arrow_y),
            None,
            tuple(lines),
        )

    def _local(self, message: Message, y: float) -> Shape:
        """A note beside its lane, on the side where there is room."""
        center = self._centers[message.source]
        room = SPAN_MAX - 2 * LABEL_INSET
        if self._room.squeezed:
            beside = max(self._right - center, center - MARGIN)
            room = min(room, max(_NARROW_NOTE, beside - 3 * LABEL_INSET))
        title = self._title(message, room)
        detail = self._detail(message, room)
        widths = [width_of(pieces, TITLE_SIZE, True, self._measure) for pieces in title]
        widths += [width_of(pieces, DETAIL_SIZE, False, self._measure) for pieces in detail]
        width = max(widths, default=0.0) + 2 * LABEL_INSET
        x = center + LABEL_INSET
        if x + width > self._right and center - LABEL_INSET - width >= MARGIN:
            x = center - LABEL_INSET - width
        height = len(title) * _TITLE_LINE + len(detail) * _DETAIL_LINE + 12.0
        box = Box(x, y, width, height)
        lines = [
            self._line(pieces, x + LABEL_INSET, y + n * _TITLE_LINE + 19.0, True)
            for n, pieces in enumerate(title)
        ]
        below = y + len(title) * _TITLE_LINE + 18.0
        lines += [
            self._line(pieces, x + LABEL_INSET, below + n * _DETAIL_LINE, False)
            for n, pieces in enumerate(detail)
        ]
        return Shape(message, box, None, box, tuple(lines))

    def _wait(self, wait: Wait, y: float) -> Shape:
        center = self._centers[wait.lane]
        said = waited(wait)
        texts = self._measure(wait.title, TITLE_SIZE, True), self._measure(said, DETAIL_SIZE, False)
        width = max(_WAIT_WIDTH, *(text + 2 * HEAD_PAD for text in texts))
        x = min(max(MARGIN, center - width / 2), max(MARGIN, self._right - width))
        box = Box(x, y, width, _WAIT_HEIGHT)
        middle = box.x + width / 2
        title_y = y + (23.0 if said else _WAIT_HEIGHT / 2 + TITLE_SIZE * 0.36)
        lines = [centered(wait.title, middle, title_y, TITLE_SIZE, True, self._measure)]
        if said:
            lines.append(centered(said, middle, y + 41.0, DETAIL_SIZE, False, self._measure))
        return Shape(wait, box, None, box, tuple(lines))

    def _title(self, message: Message, room: float) -> list[tuple[Piece, ...]]:
        text = Redacted(message.title)
        return wrapped(text, room, TITLE_SIZE, True, self._measure, self._title_lines, self._room.squeezed)

    def _detail(self, message: Message, room: float) -> list[tuple[Piece, ...]]:
        if not message.detail.text:
            return []
        return wrapped(
            message.detail,
            room,
            DETAIL_SIZE,
            False,
            self._measure,
            self._most_lines,
            self._room.squeezed,
        )

    def _line(self, pieces: tuple[Piece, ...], x: float, y: float, bold: bool) -> TextLine:
        size = TITLE_SIZE if bold else DETAIL_SIZE
        return TextLine(x, y, size, bold, pieces, width_of(pieces, size, bold, self._measure), quiet=not bold)
