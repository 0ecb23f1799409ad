"""Where runs of a connection pause: three points to tick, and a mark while any is set."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from authbench.connection.pausing import PausePoints
from authbench_gui.connection_page.pause.wording import POINTS
from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.icons import ThemedIcon
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import restyle

_FIELDS = ("before_browser", "before_token", "before_each")


class PausePointsMenu(QMenu):
    """Three points to tick. `chosen(PausePoints)` - a person ticked."""

    chosen = Signal(object)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        for text in POINTS.values():
            action = self.addAction(text[0].upper() + text[1:])
            action.setCheckable(True)
            action.triggered.connect(self._on_ticked)

    def show_points(self, points: PausePoints) -> None:
        """Show what is set."""
        for field, action in zip(_FIELDS, self.actions(), strict=True):
            action.setChecked(getattr(points, field))

    @Slot()
    def _on_ticked(self) -> None:
        self.chosen.emit(PausePoints(*(action.isChecked() for action in self.actions())))


class PauseButton(QPushButton):
    """Opens the menu of the points; marked, with their number, while any is set. `chosen(PausePoints)`."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("kind", "normal")
        self.setAutoDefault(False)
        self._icon = ThemedIcon(self, theme, "pause-at", "text")
        self.points = PausePointsMenu("", self)
        self.setMenu(self.points)
        self.points.chosen.connect(self.chosen)
        self.show_points(PausePoints())

    def show_points(self, points: PausePoints) -> None:
        """Show what is set."""
        self.points.show_points(points)
        names = told(points)
        self.setText(str(count_of(points)) if points else "")
        self.setAccessibleName(f"Pauses {names}" if points else "Pause at…")
        set_tip(self, f"Runs pause {names}" if points else "Pause at…")
        restyle(self, "marked", bool(points))


def count_of(points: PausePoints) -> int:
    """How many points are set."""
    return sum(bool(getattr(points, field)) for field in _FIELDS)


def told(points: PausePoints) -> str:
    """The points that are set, in words; empty where none is."""
    names = [text for field, text in zip(_FIELDS, POINTS.values(), strict=True) if getattr(points, field)]
    return " and ".join((", ".join(names[:-1]), names[-1]) if len(names) > 1 else names)
