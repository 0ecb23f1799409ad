"""Values in the Token tab: texts that wrap anywhere and can be selected, and masked ones."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from authbench_gui.presenter import HeldBack
from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.icons import ThemedIcon
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import ElidedLabel, icon_button, label
from authbench_gui.wording import count, shown

_MAX_LINES = 12
_MAX_SHOWN = 16_384
_DOTS = "•" * 8


class WrappedText(QPlainTextEdit):
    """A value as it is, to be selected: as high as it needs to be up to some lines, then it scrolls."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setProperty("kind", "code")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme.monospaced(12))
        self.document().setDocumentMargin(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)

    def show_text(self, text: str) -> None:
        """Show `text`; of a very long one the beginning."""
        more = len(text) - _MAX_SHOWN
        # A text without spaces, such as a token, has no better places to break than its ends of lines.
        words = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        self.setWordWrapMode(words if any(map(str.isspace, text)) else QTextOption.WrapMode.WrapAnywhere)
        self.setPlainText(
            shown(text if more <= 0 else f"{text[:_MAX_SHOWN]}… {more:,} more; copying takes all of it")
        )
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.fontMetrics().lineSpacing())

    def _fit(self) -> None:
        lines = max(1, min(_MAX_LINES, int(self.document().size().height())))
        height = lines * self.fontMetrics().lineSpacing() + 4
        if self.height() != height:
            self.setFixedHeight(height)


class MaskedValue(QWidget):
    """Dots with reveal and copy. Holds nothing: revealing and copying ask for the value, and hiding drops
    it."""

    reveal_requested = Signal()
    copy_requested = Signal()

    def __init__(self, theme: Theme, name: str, caption: str) -> None:
        super().__init__()
        self._theme, self._name = theme, name
        self.dots = label(_DOTS)
        self.dots.setFont(theme.monospaced(12))
        self.dots.setAccessibleName(f"{name}, hidden")
        self.caption = ElidedLabel(caption, "caption")
        self.reveal = icon_button(theme, "eye", f"Show {name}")
        self.reveal.setCheckable(True)
        self._eye = ThemedIcon(self.reveal, theme, "eye", size=15)
        self.copy = icon_button(theme, "copy", f"Copy {name}; the clipboard is cleared after a minute", 14)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.dots)
        row.addWidget(self.caption, 1)
        for tool in (self.reveal, self.copy):
            tool.setFixedSize(QSize(24, 24))
            row.addWidget(tool)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addLayout(row)
        self.text: WrappedText | None = None
        self.reveal.toggled.connect(self._on_reveal)
        self.copy.clicked.connect(self.copy_requested)
        for tool in (self.reveal, self.copy):
            HeldBack(tool, theme.presenting)

    @property
    def masked(self) -> bool:
        """Whether only dots are shown."""
        return self.text is None

    def show_value(self, text: str) -> None:
        """The value that was asked for; of no effect if it is not wanted any more."""
        if not self.reveal.isChecked():
            return
        if self.text is None:
            self.text = WrappedText(self._theme, self._name)
            self._column.addWidget(self.text)
        self.text.show_text(text)
        self.caption.set_text(count(len(text), "character"))
        self.dots.hide()

    def conceal(self) -> None:
        """Show dots again, and drop the value."""
        self.reveal.setChecked(False)

    @Slot(bool)
    def _on_reveal(self, wanted: bool) -> None:
        self._eye.show_icon("eye-off" if wanted else "eye")
        word = f"{'Hide' if wanted else 'Show'} {self._name}"
        self.reveal.setAccessibleName(word)
        set_tip(self.reveal, word)
        if wanted:
            self.reveal_requested.emit()
            return
        if self.text is not None:
            self.text.clear()
            self._column.removeWidget(self.text)
            self.text.hide()
            self.text.deleteLater()
            self.text = None
        self.dots.show()
