"""Icons: small SVGs of our own, drawn in a colour of the theme, crisp at every scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QLabel

from authbench_gui.theme.theme import Role, Theme, resource

_SCALES = (1, 2, 3)


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    source = resource("icons", f"{name}.svg").read_text("utf-8")
    return QSvgRenderer(source.replace("currentColor", color).encode())


def draw_icon(painter: QPainter, name: str, color: QColor, rect: QRectF) -> None:
    """Draw icon `name` in `color` into `rect`."""
    _renderer(name, color.name()).render(painter, rect)


def pixmap(name: str, color: QColor, size: int, scale: float) -> QPixmap:
    """Icon `name` as an image of `size` logical pixels for a screen of that scale factor."""
    image = QPixmap(QSize(round(size * scale), round(size * scale)))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw_icon(painter, name, color, QRectF(0, 0, size * scale, size * scale))
    painter.end()
    image.setDevicePixelRatio(scale)
    return image


def icon(name: str, color: QColor, size: int = 16) -> QIcon:
    """Icon `name` in `color`, for 100, 200 and 300 % scale."""
    result = QIcon()
    for scale in _SCALES:
        result.addPixmap(pixmap(name, color, size, scale))
    return result


class ThemedIcon(QObject):
    """Keeps the icon of a button or label in a theme colour when the theme changes."""

    def __init__(
        self, target: QAbstractButton | QLabel, theme: Theme, name: str, role: Role = "muted", size: int = 16
    ) -> None:
        super().__init__(target)
        self._target = target
        self._theme = theme
        self._name = name
        self._role: Role = role
        self._size = size
        theme.changed.connect(self._apply)
        self._apply()

    def show_icon(self, name: str, role: Role | None = None) -> None:
        """Show another icon from now on."""
        self._name = name
        self._role = role or self._role
        self._apply()

    @Slot()
    def _apply(self) -> None:
        color, size = self._theme.color(self._role), self._theme.pixels(self._size)
        if isinstance(self._target, QLabel):
            self._target.setPixmap(pixmap(self._name, color, size, self._target.devicePixelRatioF()))
            return
        self._target.setIcon(icon(self._name, color, size))
        self._target.setIconSize(QSize(size, size))
