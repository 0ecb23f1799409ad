"""What a laid out picture is made of: boxes, arrows and lines of text, in logical pixels from the upper left
corner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from authbench.journal.flow.picture import Lane, Row

Measure = Callable[[str, float, bool], float]
"""The width of a text in pixels at a size, in bold or not."""

TITLE_SIZE = 13.0
DETAIL_SIZE = 12.0
HEAD_HEIGHT = 44.0
MARGIN = 24.0


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


def centered(text: str, x: float, y: float, size: float, bold: bool, measure: Measure) -> TextLine:
    """A line whose middle is at `x`."""
    width = measure(text, size, bold)
    return TextLine(x, y, size, bold, (Piece(text, -width / 2),), width, centered=True, quiet=not bold)
