"""The lower edge of the bar, by which it is made higher or lower."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QAccessible, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from authbench_gui.theme.theme import Theme

_HEIGHT = 7
_STEP = 24
_MARK = 14


class Grip(QWidget):
    """`moved(by)` - pixels that the edge is to move down, from where it is; arrow keys move it too."""

    assistive_role = QAccessible.Role.Grip
    moved = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._held: float | None = None
        self.setObjectName("run.grip")
        self.setAccessibleName("Height of the run's details")
        self.setAccessibleDescription("The arrow keys up and down change it.")
        self.setCursor(Qt.CursorShape.SplitVCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._held = event.position().y()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self.moved.emit(round(event.position().y() - self._held))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(way * _STEP)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.color("accent" if self.hasFocus() else "control_line"))
        middle = self.width() / 2
        for y in (2, 4):
            painter.drawLine(QPointF(middle - _MARK, y), QPointF(middle + _MARK, y))
