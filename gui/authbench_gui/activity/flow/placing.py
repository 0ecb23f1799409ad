"""At which size a picture is shown and where everything of it stands, in the room that a view has."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF

from authbench.journal.flow.geometry import Box, Layout, Measure
from authbench.journal.flow.layout import laid_out, least_width, natural_width
from authbench.journal.flow.picture import Picture
from authbench_gui.activity.flow.painting import HEAD_ROOM

LEAST_ZOOM, MOST_ZOOM = 0.25, 3.0
AROUND = 10.0
"""Pixels around a row that belong to it when it is marked."""
_LARGEST_FIT = 1.5
_SMALLEST_BY_ITSELF = 0.8


class Placing:
    """The layout of a picture, and its zoom, 1.0 for 100 %. `fitted`: the zoom follows the size of the view,
    so that all is seen; `chosen`: a person has set it."""

    def __init__(self) -> None:
        self.layout: Layout | None = None
        self.zoom = 1.0
        self.fitted = False
        self.chosen = False
        self._laid: tuple[Picture, Measure, float, bool] | None = None

    def place(
        self, picture: Picture | None, measure: Measure, room: QSizeF, *, scale: float, large: bool
    ) -> None:
        """Lay out `picture` for `room`. While a person has set nothing it is shown at `scale`, down to a
        share of it where that shows all lanes; `large`: its lanes stand closer before it is smaller."""
        if picture is None or not picture.lanes:
            self.layout, self._laid = None, None
            return
        natural: Layout | None = None
        if self.fitted:
            natural = laid_out(picture, measure)
            fitting = min((room.width() - 1) / natural.width, room.height() / natural.height, _LARGEST_FIT)
            self.zoom = max(LEAST_ZOOM, fitting)
        elif not self.chosen:
            needed = least_width(picture, measure) if large else natural_width(picture, measure)
            wide = (room.width() - 1) / needed
            self.zoom = max(_SMALLEST_BY_ITSELF * scale, min(wide, scale))
        width = (room.width() - 1) / self.zoom
        if natural is not None and width <= natural.width:
            self.layout, self._laid = natural, None
            return
        known, squeezed = self._laid, not self.chosen
        if (
            known is not None
            and known[0] is picture
            and known[1] is measure
            and known[2:] == (width, squeezed)
        ):
            return
        # Who has chosen a size wants its proportions, too.
        self.layout = laid_out(picture, measure, width=width, squeezed=squeezed)
        self._laid = (picture, measure, width, squeezed)

    def step_at(self, y: float) -> float:
        """Which row is at `y`, with the part of it that is past."""
        layout = self.layout
        if layout is None:
            return 0.0
        for number, shape in enumerate(layout.shapes):
            below = self._below(number)
            if y < below:
                return number + max(0.0, (y - shape.area.y) / (below - shape.area.y))
        return float(len(layout.shapes))

    def height_of(self, step: float) -> float | None:
        """Where a row is, as `step_at` counts; None where there are no rows."""
        layout = self.layout
        if layout is None or not layout.shapes:
            return None
        number = min(int(step), len(layout.shapes) - 1)
        shape = layout.shapes[number]
        return shape.area.y + (step - number) * (self._below(number) - shape.area.y)

    def area(self, number: int) -> Box | None:
        """What a row takes up; None for one that is not there."""
        layout = self.layout
        return layout.shapes[number].area if layout is not None and 0 <= number < len(layout.shapes) else None

    def row_at(self, x: float, y: float) -> int:
        """The row at a place of the picture; -1 for none."""
        for number, shape in enumerate(self.layout.shapes if self.layout is not None else ()):
            area = shape.area
            if area.x <= x <= area.right and area.y - AROUND / 2 <= y <= area.bottom + AROUND / 2:
                return number
        return -1

    def rows_in(self, height: float) -> int:
        """How many rows are about as high as a view of so many pixels, at least one."""
        layout = self.layout
        if layout is None or not layout.shapes:
            return 1
        each = (layout.height - HEAD_ROOM) / len(layout.shapes)
        return max(1, int((height / self.zoom - HEAD_ROOM) / each) - 1)

    def on_screen(self, area: Box, left: float, top: float) -> QRectF:
        """A part of the picture in a view that is scrolled so far."""
        zoom = self.zoom
        return QRectF(area.x * zoom - left, area.y * zoom - top, area.width * zoom, area.height * zoom)

    def _below(self, number: int) -> float:
        """Where the row after this one begins."""
        assert self.layout is not None
        shapes = self.layout.shapes
        return shapes[number + 1].area.y if number + 1 < len(shapes) else shapes[number].area.bottom + AROUND
