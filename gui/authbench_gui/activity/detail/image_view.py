"""An image from the bytes of a body, as large as there is room and never larger than it is."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QBrush, QImage, QImageReader, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from authbench_gui.theme.theme import Theme

FORMATS = ("png", "jpeg", "gif", "webp")
"""Only these are ever decoded: others are programs, or rare enough to be dangerous."""
MOST_PIXELS = 40_000_000


class ImageView(QWidget):
    """Shows one image, or says why it does not."""

    assistive_role = QAccessible.Role.Graphic

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._image = QImage()
        self._note = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    @property
    def image_size(self) -> QSize:
        """How large the shown image is in pixels; empty where none is shown."""
        return self._image.size()

    @property
    def note(self) -> str:
        """Why no image is shown."""
        return self._note

    def show_image(self, image: QImage | None, note: str) -> None:
        """Show an image, or say `note`."""
        self._image = image if image is not None else QImage()
        self._note = "" if image is not None else note
        self.setAccessibleName(self._note or self._name)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._image.isNull():
            painter.setPen(self._theme.color("muted"))
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), Qt.TextFlag.TextWordWrap, self._note)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size()
        room = self.size() - QSize(16, 16)
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(8, 8, size.width(), size.height())
        self._paint_ground(painter, target)
        painter.drawImage(target, self._image)

    def _paint_ground(self, painter: QPainter, target: QRectF) -> None:
        """Squares behind what is transparent."""
        if self._image.hasAlphaChannel():
            painter.fillRect(target, self._theme.color("panel"))
            painter.fillRect(target, _checks(self._theme))
        painter.setPen(self._theme.color("line"))
        painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5))


def _checks(theme: Theme) -> QBrush:
    return QBrush(theme.color("hover"), Qt.BrushStyle.Dense4Pattern)


def decode_image(content: bytes) -> QImage | None:
    """An image from bytes, off the GUI thread if need be; None where they are none that is shown."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    if bytes(reader.format().data()).decode("ascii", "replace") not in FORMATS:
        return None
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        return None
    reader.setAutoTransform(True)
    image = reader.read()
    return None if image.isNull() else image
