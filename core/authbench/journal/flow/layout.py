"""Where everything of a picture stands: the geometry that the window, the images and the page share."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from authbench.journal.chips import Redacted
from authbench.journal.flow.picture import (
    Lane,
    Message,
    MessageKind,
    MessageState,
    Picture,
    Row,
    Topic,
    Wait,
)
from authbench.journal.formatting import duration_text

Measure = Callable[[str, float, bool], float]
"""The width of a text in pixels at a size, in bold or not."""

TITLE_SIZE = 13.0
DETAIL_SIZE = 12.0
HEAD_HEIGHT = 44.0
MARGIN = 24.0
_HEAD_PAD = 22.0
_HEAD_MIN = 150.0
_LANE_GAP = 40.0
"""Between the heads of two lanes."""
_LABEL_INSET = 15.0
_SPAN_MIN = 240.0
"""Between the lines of two lanes."""
_SPAN_MAX = 420.0
_NARROW_HEAD_PAD = 12.0
_NARROW_HEAD_MIN = 110.0
_NARROW_GAP = 16.0
_NARROW_SPAN = 170.0
_NARROW_DETAIL = 130.0
"""Of what stands below the title of a lane."""
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
_ELLIPSIS = "…"
_MOST_LINES = 2
_NARROW_LINES = 3
_BREAKS = re.compile(r"[^/?&=]*[/?&=]+|[^/?&=]+")
"""The parts of an address that may stand in lines of their own."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line. `number` is that of its chip, 0 for plain text; `x` counts from the line's."""

    text: str
    x: float
    label: str = ""
    number: int = 0

    @property
    def is_chip(self) -> bool:
        """Whether it stands for a secret."""
        return bool(self.label)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text; `y` is its baseline. `centered`: `x` is its middle."""

    x: float
    y: float
    size: float
    bold: bool
    pieces: tuple[Piece, ...]
    width: float
    centered: bool = False
    quiet: bool = False

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Head:
    """The box at the head of a lane, and the lane's line below it."""

    lane: Lane
    box: Box
    center: float
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """From `start` to `end` at height `y`."""

    start: float
    end: float
    y: float


@dataclass(frozen=True, slots=True)
class Shape:
    """A row of the picture: its arrow, or the box of what waits or happens inside one lane, and its texts.
    `area` is what a click on it hits."""

    row: Row
    area: Box
    arrow: Arrow | None
    box: Box | None
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole picture in logical pixels from the upper left corner."""

    width: float
    height: float
    heads: tuple[Head, ...]
    shapes: tuple[Shape, ...]


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
    layout = _laid_out(picture, measure, most_lines, _Room(width))
    for room in (_Room(width, True), _Room(width, True, True)):
        if squeezed and layout.width > width:
            layout = _laid_out(picture, measure, most_lines, room)
    return layout


def _laid_out(picture: Picture, measure: Measure, most_lines: int, room: _Room) -> Layout:
    centers = _centers(picture, measure, room)
    heads = tuple(_head(lane, centers[lane.key], measure, room) for lane in picture.lanes)
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
    measure, room = cache(measure), _Room()
    centers = _centers(picture, measure, room)
    heads = [_head(lane, centers[lane.key], measure, room) for lane in picture.lanes]
    right = max((head.box.right for head in heads), default=0.0)
    rows = _Rows(centers, measure, _MOST_LINES, right, room)
    # Arrows end at lines; what stands beside one may reach farther than the heads.
    beside = (row for row in picture.rows if isinstance(row, Wait) or _is_local(row))
    return max(right, *(rows.shape(row, 0.0).area.right for row in beside), 0.0) + MARGIN


def least_width(picture: Picture, measure: Measure) -> float:
    """How narrow the lanes of `picture` can be squeezed."""
    measure, room = cache(measure), _Room(0.0, True, True)
    centers = _centers(picture, measure, room)
    return max(_head(lane, centers[lane.key], measure, room).box.right for lane in picture.lanes) + MARGIN


@dataclass(frozen=True, slots=True)
class _Room:
    """What there is for a picture: the width that is wanted, whether it is to be kept to, and whether what
    stands below the titles of lanes is cut for that."""

    width: float = 0.0
    squeezed: bool = False
    cut: bool = False


def _is_local(message: Message) -> bool:
    return message.kind is MessageKind.LOCAL or message.source == message.target


def _centers(picture: Picture, measure: Measure, room: _Room) -> dict[str, float]:
    """The lines of the lanes: far enough apart for the heads and, up to a limit, for the titles."""
    width = room.width
    lanes = picture.lanes
    if not lanes:
        return {}
    halves = [_head_width(lane, measure, room) / 2 for lane in lanes]
    spans = [max(_SPAN_MIN, left + _LANE_GAP + right) for left, right in pairwise(halves)]
    place = {lane.key: number for number, lane in enumerate(lanes)}
    for message in picture.messages:
        first, last = sorted((place.get(message.source, 0), place.get(message.target, 0)))
        if last - first == 1:
            wanted = measure(message.title, TITLE_SIZE, True) + 2 * _LABEL_INSET
            spans[first] = max(spans[first], min(wanted, _SPAN_MAX))
    natural = 2 * MARGIN + halves[0] + sum(spans) + halves[-1]
    if spans and natural < width:
        spans = [span + (width - natural) / len(spans) for span in spans]
    elif room.squeezed:
        narrow = [max(_NARROW_SPAN, left + _NARROW_GAP + right) for left, right in pairwise(halves)]
        spare = sum(spans) - sum(narrow)
        share = min(1.0, (natural - width) / spare) if spare > 0 else 0.0
        spans = [span - (span - least) * share for span, least in zip(spans, narrow, strict=True)]
    centers, x = {}, MARGIN + halves[0]
    for number, lane in enumerate(lanes):
        centers[lane.key] = x
        x += spans[number] if number < len(spans) else 0.0
    return centers


def _head_width(lane: Lane, measure: Measure, room: _Room) -> float:
    texts = (
        measure(lane.title, TITLE_SIZE, True),
        measure(_below(lane, measure, room), DETAIL_SIZE - 1, False),
    )
    pad, least = (_NARROW_HEAD_PAD, _NARROW_HEAD_MIN) if room.squeezed else (_HEAD_PAD, _HEAD_MIN)
    return max(least, *(text + 2 * pad for text in texts))


def _below(lane: Lane, measure: Measure, room: _Room) -> str:
    """What stands below the title of a lane."""
    size = DETAIL_SIZE - 1
    if not room.cut or measure(lane.detail, size, False) <= _NARROW_DETAIL:
        return lane.detail
    return _cut(lane.detail, _NARROW_DETAIL, size, False, measure)


def _head(lane: Lane, center: float, measure: Measure, room: _Room) -> Head:
    width = _head_width(lane, measure, room)
    box = Box(center - width / 2, MARGIN, width, HEAD_HEIGHT)
    middle = box.y + HEAD_HEIGHT / 2
    title_y = middle + (-2.0 if lane.detail else TITLE_SIZE * 0.36)
    lines = [_centered(lane.title, center, title_y, TITLE_SIZE, True, measure)]
    if lane.detail:
        detail = _below(lane, measure, room)
        lines.append(_centered(detail, center, middle + 13.0, DETAIL_SIZE - 1, False, measure))
    return Head(lane, box, center, tuple(lines))


class _Rows:
    def __init__(
        self, centers: dict[str, float], measure: Measure, most_lines: int, right: float, room: _Room
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
        room = right - left - 2 * _LABEL_INSET
        x = left + _LABEL_INSET
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
        room = _SPAN_MAX - 2 * _LABEL_INSET
        if self._room.squeezed:
            beside = max(self._right - center, center - MARGIN)
            room = min(room, max(_NARROW_NOTE, beside - 3 * _LABEL_INSET))
        title = self._title(message, room)
        detail = self._detail(message, room)
        widths = [_width(pieces, TITLE_SIZE, True, self._measure) for pieces in title]
        widths += [_width(pieces, DETAIL_SIZE, False, self._measure) for pieces in detail]
        width = max(widths, default=0.0) + 2 * _LABEL_INSET
        x = center + _LABEL_INSET
        if x + width > self._right and center - _LABEL_INSET - width >= MARGIN:
            x = center - _LABEL_INSET - width
        height = len(title) * _TITLE_LINE + len(detail) * _DETAIL_LINE + 12.0
        box = Box(x, y, width, height)
        lines = [
            self._line(pieces, x + _LABEL_INSET, y + n * _TITLE_LINE + 19.0, True)
            for n, pieces in enumerate(title)
        ]
        below = y + len(title) * _TITLE_LINE + 18.0
        lines += [
            self._line(pieces, x + _LABEL_INSET, below + n * _DETAIL_LINE, False)
            for n, pieces in enumerate(detail)
        ]
        return Shape(message, box, None, box, tuple(lines))

    def _wait(self, wait: Wait, y: float) -> Shape:
        center = self._centers[wait.lane]
        said = waited(wait)
        texts = self._measure(wait.title, TITLE_SIZE, True), self._measure(said, DETAIL_SIZE, False)
        width = max(_WAIT_WIDTH, *(text + 2 * _HEAD_PAD for text in texts))
        x = min(max(MARGIN, center - width / 2), max(MARGIN, self._right - width))
        box = Box(x, y, width, _WAIT_HEIGHT)
        middle = box.x + width / 2
        title_y = y + (23.0 if said else _WAIT_HEIGHT / 2 + TITLE_SIZE * 0.36)
        lines = [_centered(wait.title, middle, title_y, TITLE_SIZE, True, self._measure)]
        if said:
            lines.append(_centered(said, middle, y + 41.0, DETAIL_SIZE, False, self._measure))
        return Shape(wait, box, None, box, tuple(lines))

    def _title(self, message: Message, room: float) -> list[tuple[Piece, ...]]:
        text = Redacted(message.title)
        return _wrapped(text, room, TITLE_SIZE, True, self._measure, self._title_lines, self._room.squeezed)

    def _detail(self, message: Message, room: float) -> list[tuple[Piece, ...]]:
        if not message.detail.text:
            return []
        return _wrapped(
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
        return TextLine(x, y, size, bold, pieces, _width(pieces, size, bold, self._measure), quiet=not bold)


def _centered(text: str, x: float, y: float, size: float, bold: bool, measure: Measure) -> TextLine:
    width = measure(text, size, bold)
    return TextLine(x, y, size, bold, (Piece(text, -width / 2),), width, centered=True, quiet=not bold)


def _width(pieces: Sequence[Piece], size: float, bold: bool, measure: Measure) -> float:
    return pieces[-1].x + measure(pieces[-1].text, size, bold) if pieces else 0.0


def _words(text: Redacted) -> list[tuple[str, str, int]]:
    """(text, label, number) of words and chips; a blank belongs to the word before it."""
    words: list[tuple[str, str, int]] = []
    done = 0
    for chip in (*text.chips, None):
        plain = text.text[done : chip.start if chip is not None else len(text.text)]
        for word in plain.replace("\n", " ").split(" "):
            words.append((word + " ", "", 0))
        if words:
            last, label, number = words.pop()
            if last != " ":
                words.append((last[:-1], label, number))
        if chip is not None:
            words.append((text.text[chip.start : chip.end], chip.label, chip.number))
            done = chip.end
    return words


def _wrapped(
    text: Redacted,
    room: float,
    size: float,
    bold: bool,
    measure: Measure,
    most: int,
    breaking: bool = False,
) -> list[tuple[Piece, ...]]:
    """`text` in lines no wider than `room`; what does not go into `most` of them ends in an ellipsis.
    `breaking`: addresses that are wider than a line go on in the next."""
    lines: list[list[Piece]] = [[]]
    x = 0.0
    words = _words(text)
    if breaking:
        words = [
            (part, label, number)
            for word, label, number in words
            for part in (
                _BREAKS.findall(word) if not label and measure(word.rstrip(), size, bold) > room else (word,)
            )
        ]
    for word, label, number in words:
        wide = measure(word, size, bold)
        if lines[-1] and x + measure(word.rstrip(), size, bold) > room:
            if len(lines) == most:
                lines[-1].append(Piece(_ELLIPSIS, x))
                break
            lines.append([])
            x = 0.0
        if measure(word.rstrip(), size, bold) > room:
            word = _cut(word.rstrip(), room, size, bold, measure)
            wide = measure(word, size, bold)
        lines[-1].append(Piece(word, x, label, number))
        x += wide
    return [_joined(line) for line in lines if line]


def _joined(line: list[Piece]) -> tuple[Piece, ...]:
    """Neighbours of plain text as one piece."""
    joined: list[Piece] = []
    for piece in line:
        if joined and not piece.is_chip and not joined[-1].is_chip:
            last = joined.pop()
            joined.append(Piece(last.text + piece.text, last.x))
        else:
            joined.append(piece)
    return tuple(joined)


def _cut(word: str, room: float, size: float, bold: bool, measure: Measure) -> str:
    low, high = 0, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(word[:middle] + _ELLIPSIS, size, bold) <= room:
            low = middle
        else:
            high = middle - 1
    return word[:low] + _ELLIPSIS
