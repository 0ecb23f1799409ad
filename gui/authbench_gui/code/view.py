"""A read-only view of code or wire data.

Long lines are not wrapped (wrapping an unbroken run is quadratic in Qt), colours are put only on
the lines that are on the screen, and chips stand where redaction took a secret out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLayout,
    QTextLine,
)
from PySide6.QtWidgets import QFrame, QPlainTextDocumentLayout, QPlainTextEdit, QWidget

from authbench_gui.code.languages import CHIP, Language, paints
from authbench_gui.code.python import long_strings
from authbench_gui.theme.theme import Role, Theme

LEADING = 4
"""Pixels between lines."""

MAX_SHOWN = 2_000_000
"""Characters shown of one text; what is cut off is said in its last line."""


@dataclass(frozen=True, slots=True)
class Section:
    """From line `first` on (counted from 0) the text is written in `language`."""

    first: int
    language: Language


def source_sections(text: str, file: str) -> tuple[Section, ...]:
    """The languages of a definition's source, by the name of its file."""
    if file.endswith(".rb"):
        return (Section(0, Language.RUBY),)
    if not file.lower().endswith(".py"):
        return (Section(0, Language.PLAIN),)
    by_quotes = {
        "": Language.PYTHON,
        '"""': Language.PYTHON_IN_DOUBLE,
        "'''": Language.PYTHON_IN_SINGLE,
    }
    changes = (Section(line, by_quotes[quotes]) for line, quotes in long_strings(text[:MAX_SHOWN]))
    return (Section(0, Language.PYTHON), *changes)


class SpacedLayout(QPlainTextDocumentLayout):
    """Lines with some air between them; a plain text document has no line height of its own."""

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        rect = super().blockBoundingRect(block)
        rect.setHeight(rect.height() + LEADING)
        return rect


class Gutter(QWidget):
    """Line numbers left of the code."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        return QSize(self._view.gutter_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_gutter(QPainter(self))


class CodeView(QPlainTextEdit):
    """Shows text in sections of languages; optionally numbers its lines and marks one of them."""

    def __init__(self, theme: Theme, name: str, *, numbered: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._sections: tuple[Section, ...] = (Section(0, Language.PLAIN),)
        self._marked: int | None = None
        self._marked_role: Role = "accent_soft"
        self._painted: set[int] = set()
        document = QTextDocument(self)
        document.setDocumentLayout(SpacedLayout(document))
        self.setDocument(document)
        self.setProperty("kind", "code")
        # Code starts at the left in every language; a mirrored view would be scrolled past its first letters.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setFont(theme.monospaced(12))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(4)
        self._gutter = Gutter(self) if numbered else None
        if self._gutter is not None:
            self.blockCountChanged.connect(self._place_gutter)
            self.updateRequest.connect(self._gutter.update)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._paint_visible)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        theme.changed.connect(self._repaint_all)

    def show_text(self, text: str, sections: Sequence[Section] = (), *, wrap: bool = False) -> None:
        """Show `text`; nothing of it is interpreted. `wrap` is for short sentences only."""
        mode = QPlainTextEdit.LineWrapMode
        self.setLineWrapMode(mode.WidgetWidth if wrap else mode.NoWrap)
        if len(text) > MAX_SHOWN:
            rest = len(text) - MAX_SHOWN
            text = f"{text[:MAX_SHOWN]}\n… {rest:,} more characters are not shown"
        self._sections = tuple(sections) or (Section(0, Language.PLAIN),)
        self._marked = None
        self._painted.clear()
        self.setPlainText(text)
        self._place_gutter()
        self._paint_visible()

    def mark_line(self, number: int | None, role: Role = "accent_soft") -> None:
        """Mark line `number` (counted from 1) and bring it into view."""
        self._marked, self._marked_role = number, role
        if number is not None:
            block = self.document().findBlockByNumber(number - 1)
            if block.isValid():
                cursor = QTextCursor(block)
                self.setTextCursor(cursor)
                self.centerCursor()
        self.viewport().update()
        self._soon.start()

    @property
    def marked_line(self) -> int | None:
        """The marked line, counted from 1."""
        return self._marked

    @property
    def painted_lines(self) -> int:
        """How many lines have got their colours."""
        return len(self._painted)

    def gutter_width(self) -> int:
        """How wide the line numbers are."""
        digits = max(2, len(str(self.blockCount())))
        return self.fontMetrics().horizontalAdvance("0") * digits + 26

    def paint_gutter(self, painter: QPainter) -> None:
        """Paint the numbers of the lines on the screen."""
        painter.setFont(self.font())
        width = self.gutter_width() - 12
        for block in self._visible_blocks():
            top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
            marked = self._marked == block.blockNumber() + 1
            painter.setPen(self._theme.color("text" if marked else "muted"))
            rect = QRectF(0, top, width, self.fontMetrics().height())
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight, str(block.blockNumber() + 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_gutter()
        self._soon.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for block in self._visible_blocks():
            geometry = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if self._marked == block.blockNumber() + 1:
                top = geometry.top() - LEADING / 2
                whole = QRectF(0, top, self.viewport().width(), geometry.height())
                painter.fillRect(whole, self._theme.color(self._marked_role))
            self._paint_chips(painter, block, geometry)
        painter.end()
        super().paintEvent(event)

    def _paint_chips(self, painter: QPainter, block: QTextBlock, geometry: QRectF) -> None:
        text = block.text()
        if "••••" not in text:
            return
        layout = block.layout()
        for match in CHIP.finditer(text):
            line = layout.lineForTextPosition(match.start())
            if not line.isValid():
                continue
            left, right = _x(line, match.start()), _x(line, match.end())
            height = line.height() + 3
            rect = QRectF(geometry.left() + left - 4, geometry.top() - 1.5, right - left + 8, height)
            painter.setPen(QPen(self._theme.color("code_line"), 1))
            painter.setBrush(self._theme.color("code"))
            painter.drawRoundedRect(rect, 4, 4)

    def _visible_blocks(self) -> list[QTextBlock]:
        blocks: list[QTextBlock] = []
        block = self.firstVisibleBlock()
        bottom = self.viewport().height()
        while block.isValid():
            if self.blockBoundingGeometry(block).translated(self.contentOffset()).top() > bottom:
                break
            blocks.append(block)
            block = block.next()
        return blocks

    @Slot()
    def _paint_visible(self) -> None:
        """Colour the lines on the screen that have no colours yet."""
        document = self.document()
        for block in self._visible_blocks():
            number = block.blockNumber()
            if number in self._painted:
                continue
            self._painted.add(number)
            formats = []
            for paint in paints(block.text(), self._language(number)):
                span = QTextLayout.FormatRange()
                span.start, span.length = paint.start, paint.length
                look = QTextCharFormat()
                look.setForeground(self._theme.color(paint.role))
                span.format = look
                formats.append(span)
            if formats:
                block.layout().setFormats(formats)
                document.markContentsDirty(block.position(), block.length())

    def _language(self, line: int) -> Language:
        at = bisect_right(self._sections, line, key=lambda section: section.first)
        return self._sections[at - 1].language if at else Language.PLAIN

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        # Not connected to `start` itself: that would take the value for an interval.
        self._soon.start()

    @Slot()
    def _repaint_all(self) -> None:
        self._painted.clear()
        self._paint_visible()
        self.viewport().update()

    @Slot()
    def _place_gutter(self) -> None:
        if self._gutter is None:
            return
        width = self.gutter_width()
        self.setViewportMargins(width, 0, 0, 0)
        frame = self.contentsRect()
        self._gutter.setGeometry(frame.left(), frame.top(), width, frame.height())


def _x(line: QTextLine, position: int) -> float:
    """Where a character begins."""
    value: object = line.cursorToX(position)
    # PySide gives the position back beside the place.
    return float(value[0]) if isinstance(value, tuple) else float(str(value))
