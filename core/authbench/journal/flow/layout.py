"""Where everything of a picture stands: the geometry that the window, the images and the page share."""

from __future__ import annotations

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
    picture: Picture, measure: Measure, *, width: float = 0.0, most_lines: int = _MOST_LINES
) -> Layout:
    """The geometry of `picture`, at least `width` wide. Of a detail `most_lines` lines are shown."""
    measure = cache(measure)
    centers = _centers(picture, measure, width)
    heads = tuple(_head(lane, centers[lane.key], measure) for lane in picture.lanes)
    right = max((head.box.right for head in heads), default=0.0)
    rows = _Rows(centers, measure, most_lines, right)
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
    measure = cache(measure)
    centers = _centers(picture, measure, 0.0)
    heads = [_head(lane, centers[lane.key], measure) for lane in picture.lanes]
    right = max((head.box.right for head in heads), default=0.0)
    rows = _Rows(centers, measure, _MOST_LINES, right)
    # Arrows end at lines; what stands beside one may reach farther than the heads.
    beside = (row for row in picture.rows if isinstance(row, Wait) or _is_local(row))
    return max(right, *(rows.shape(row, 0.0).area.right for row in beside), 0.0) + MARGIN


def _is_local(message: Message) -> bool:
    return message.kind is MessageKind.LOCAL or message.source == message.target


def _centers(picture: Picture, measure: Measure, width: float) -> dict[str, float]:
    """The lines of the lanes: far enough apart for the heads and, up to a limit, for the titles."""
    lanes = picture.lanes
    if not lanes:
        return {}
    halves = [_head_width(lane, measure) / 2 for lane in lanes]
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
    centers, x = {}, MARGIN + halves[0]
    for number, lane in enumerate(lanes):
        centers[lane.key] = x
        x += spans[number] if number < len(spans) else 0.0
    return centers


def _head_width(lane: Lane, measure: Measure) -> float:
    texts = measure(lane.title, TITLE_SIZE, True), measure(lane.detail, DETAIL_SIZE - 1, False)
    return max(_HEAD_MIN, *(text + 2 * _HEAD_PAD for text in texts))


def _head(lane: Lane, center: float, measure: Measure) -> Head:
    width = _head_width(lane, measure)
    box = Box(center - width / 2, MARGIN, width, HEAD_HEIGHT)
    middle = box.y + HEAD_HEIGHT / 2
    title_y = middle + (-2.0 if lane.detail else TITLE_SIZE * 0.36)
    lines = [_centered(lane.title, center, title_y, TITLE_SIZE, True, measure)]
    if lane.detail:
        lines.append(_centered(lane.detail, center, middle + 13.0, DETAIL_SIZE - 1, False, measure))
    return Head(lane, box, center, tuple(lines))


class _Rows:
    def __init__(self, centers: dict[str, float], measure: Measure, most_lines: int, right: float) -> None:
        self._centers = centers
        self._measure = measure
        self._most_lines = most_lines
        self._right = right

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
        title = _wrapped(Redacted(message.title), room, TITLE_SIZE, True, self._measure, 2)
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
        title = _wrapped(Redacted(message.title), room, TITLE_SIZE, True, self._measure, 2)
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

    def _detail(self, message: Message, room: float) -> list[tuple[Piece, ...]]:
        if not message.detail.text:
            return []
        return _wrapped(message.detail, room, DETAIL_SIZE, False, self._measure, self._most_lines)

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
    text: Redacted, room: float, size: float, bold: bool, measure: Measure, most: int
) -> list[tuple[Piece, ...]]:
    """`text` in lines no wider than `room`; what does not go into `most` of them ends in an ellipsis."""
    lines: list[list[Piece]] = [[]]
    x = 0.0
    for word, label, number in _words(text):
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
