"""Pictures as PNG and PDF, painted like those on the screen."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QFont, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from authbench.journal.flow.exports.palette import Scheme, palette
from authbench.journal.flow.geometry import Layout
from authbench.journal.flow.layout import laid_out
from authbench.journal.flow.picture import Picture
from authbench_gui.activity.flow.measuring import measure_with
from authbench_gui.activity.flow.painting import PicturePainter

SCALE = 2.0
"""Pixels of an image for each logical one."""
_DETAIL_LINES = 4
_MOST_SIDE = 32_000
_MOST_PIXELS = 80_000_000
_DOTS_PER_INCH = 96
_POINTS = 72 / _DOTS_PER_INCH
_LONGEST_PAGE = 14_400
"""Points; the PDF specification (ISO 32000-1, annex C.2) has no longer page."""


def kept_layout(picture: Picture, base: QFont) -> Layout:
    """Where everything of a picture stands in a file."""
    return laid_out(picture, measure_with(base), most_lines=_DETAIL_LINES)


def image_of(picture: Picture, base: QFont, scheme: Scheme = Scheme.LIGHT) -> QImage:
    """A picture at twice its size; smaller where it is so long that no viewer would open it."""
    layout = kept_layout(picture, base)
    longest = max(layout.width, layout.height)
    scale = min(SCALE, _MOST_SIDE / longest, (_MOST_PIXELS / (layout.width * layout.height)) ** 0.5)
    image = QImage(round(layout.width * scale), round(layout.height * scale), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.scale(scale, scale)
    PicturePainter(palette(scheme), base).paint(painter, layout)
    painter.end()
    return image


def png_bytes(image: QImage) -> bytes:
    """An image as a PNG file. Takes its time: for a thread of its own."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(content.data())


def pdf_bytes(picture: Picture, base: QFont, title: str, scheme: Scheme = Scheme.LIGHT) -> bytes:
    """A picture as a PDF file of one page: lines, and text that can be searched."""
    layout = kept_layout(picture, base)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Authbench")
    writer.setResolution(_DOTS_PER_INCH)
    scale = min(1.0, _LONGEST_PAGE / (_POINTS * max(layout.width, layout.height)))
    points = QSizeF(layout.width, layout.height) * (_POINTS * scale)
    size = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    upright = QPageLayout.Orientation.Portrait
    writer.setPageLayout(QPageLayout(size, upright, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point))
    painter = QPainter(writer)
    painter.scale(scale, scale)
    PicturePainter(palette(scheme), base).paint(painter, layout)
    painter.end()
    buffer.close()
    return bytes(content.data())
