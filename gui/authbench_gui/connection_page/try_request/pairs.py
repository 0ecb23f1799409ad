"""Names and values, one below the other, to be added and removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from authbench_gui.presenter import HeldBack
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, icon_button

Pair = tuple[str, str]
_NAMES_SHARE = 0.55
"""Of the width, for the longest name at most."""
_LEAST = 60
_HINTED = 17
"""Letters that the size hint of a line has room for (Qt's QLineEdit.sizeHint)."""


def _by_name_alone(_pair: Pair) -> bool:
    return False


class PairRow(QWidget):
    """One name with its value. The value of a name that means a secret is shown as dots."""

    edited = Signal()
    finished = Signal()

    def __init__(self, theme: Theme, is_secret: Callable[[str], bool]) -> None:
        super().__init__()
        self._is_secret = is_secret
        self._holds_secret = False
        self.name = QLineEdit()
        self.name.setPlaceholderText("Name")
        self.value = QLineEdit()
        self.value.setPlaceholderText("Value")
        for line in (self.name, self.value):
            line.setFont(theme.monospaced())
            line.setMinimumWidth(_LEAST)
            line.textChanged.connect(self.edited)
            line.returnPressed.connect(self.finished)
        self.reveal = icon_button(theme, "eye", "Show the value", 14)
        self.reveal.setCheckable(True)
        self.reveal.hide()
        HeldBack(self.reveal, theme.presenting)
        self.remove = icon_button(theme, "cross", "Remove", 13)
        self.name.textChanged.connect(self._hide_secret)
        self.reveal.toggled.connect(self._hide_secret)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.name, 2)
        row.addWidget(self.value, 3)
        row.addWidget(self.reveal)
        row.addWidget(self.remove)

    @property
    def pair(self) -> Pair:
        """What is typed."""
        return self.name.text(), self.value.text()

    @property
    def name_width(self) -> int:
        """Pixels that the whole name takes."""
        metrics = self.name.fontMetrics()
        around = self.name.sizeHint().width() - _HINTED * metrics.horizontalAdvance("x")
        return around + metrics.horizontalAdvance(self.name.text())

    def show_pair(self, pair: Pair, *, secret: bool = False) -> None:
        """Show a name and its value; `secret`: the value is one, whatever the name."""
        self._holds_secret = secret
        self.reveal.setChecked(False)
        self.name.setText(pair[0])
        self.value.setText(pair[1])
        self.name.setCursorPosition(0)
        self.value.setCursorPosition(0)
        self._hide_secret()

    def tell_number(self, what: str, number: int) -> None:
        """What assistive tools call it."""
        self.name.setAccessibleName(f"Name of {what} {number}")
        self.value.setAccessibleName(f"Value of {what} {number}")
        self.reveal.setAccessibleName(f"Show the value of {what} {number}")
        self.remove.setAccessibleName(f"Remove {what} {number}")

    @Slot()
    def _hide_secret(self) -> None:
        secret = self._holds_secret or self._is_secret(self.name.text().strip())
        self.reveal.setVisible(secret)
        hidden = secret and not self.reveal.isChecked()
        self.value.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)


class PairsEditor(QScrollArea):
    """Rows of names and values; `edited` after every change. `what` names one of them: `header`."""

    edited = Signal()

    def __init__(self, theme: Theme, what: str, is_secret: Callable[[str], bool]) -> None:
        super().__init__()
        self._theme, self._what, self._is_secret = theme, what, is_secret
        self._quiet = False
        self.rows: list[PairRow] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = self._content = QWidget()
        content.setObjectName("scrolled")
        content.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._column = QVBoxLayout()
        self._column.setSpacing(5)
        self.add = button(f"Add {what}", "small")
        self.add.clicked.connect(self._on_add)
        outer = QVBoxLayout(content)
        outer.setContentsMargins(0, 2, 2, 2)
        outer.setSpacing(6)
        outer.addLayout(self._column)
        outer.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        outer.addStretch(1)
        self.setWidget(content)
        self.show_pairs(())

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """What is typed, lines without a name left out."""
        return tuple(row.pair for row in self.rows if row.pair[0].strip())

    def show_pairs(self, pairs: Sequence[Pair], secret: Callable[[Pair], bool] = _by_name_alone) -> None:
        """Show other pairs; there is always one row to type into. The values of those that are `secret` are
        hidden, whatever their names."""
        self._quiet = True
        while len(self.rows) > max(1, len(pairs)):
            self._drop(self.rows[-1])
        while len(self.rows) < max(1, len(pairs)):
            self._append()
        for row, pair in zip(self.rows, pairs or (("", ""),), strict=True):
            row.show_pair(pair, secret=secret(pair))
        self._quiet = False
        self._number()
        self._fit_names()

    def _append(self) -> PairRow:
        row = PairRow(self._theme, self._is_secret)
        row.edited.connect(self._tell)
        row.finished.connect(partial(self._on_finished, row))
        row.remove.clicked.connect(partial(self._on_remove, row))
        self._column.addWidget(row)
        if self.rows:
            QWidget.setTabOrder(self.rows[-1].remove, row.name)
        self.rows.append(row)
        QWidget.setTabOrder(row.name, row.value)
        # Qt leaves the order alone where a button is to follow the last widget of all: so from the middle.
        QWidget.setTabOrder(row.value, self.add)
        QWidget.setTabOrder(row.value, row.reveal)
        QWidget.setTabOrder(row.reveal, row.remove)
        return row

    def _drop(self, row: PairRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _number(self) -> None:
        for number, row in enumerate(self.rows, 1):
            row.tell_number(self._what, number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_names()

    def _fit_names(self) -> None:
        """Make room for the longest name, in all rows the same."""
        longest = max((row.name_width for row in self.rows), default=0)
        least = max(_LEAST, min(longest, round(self.viewport().width() * _NAMES_SHARE)))
        for row in self.rows:
            row.name.setMinimumWidth(least)

    @Slot()
    def _tell(self) -> None:
        if not self._quiet:
            self._fit_names()
            self.edited.emit()

    @Slot()
    def _on_add(self) -> None:
        row = self._append()
        self._number()
        self._fit_names()
        row.show()
        row.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self._content.adjustSize()
        self.ensureWidgetVisible(self.add)

    def _on_finished(self, row: PairRow) -> None:
        """Return goes on to the next field, and from the last one to a new row."""
        if row.name.hasFocus():
            row.value.setFocus(Qt.FocusReason.TabFocusReason)
        elif row is not self.rows[-1]:
            self.rows[self.rows.index(row) + 1].name.setFocus(Qt.FocusReason.TabFocusReason)
        elif row.pair[0].strip():
            self._on_add()

    def _on_remove(self, row: PairRow, _checked: bool = False) -> None:
        if len(self.rows) == 1:
            row.show_pair(("", ""))
            row.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        at = self.rows.index(row)
        self._drop(row)
        self._number()
        self.rows[max(0, at - 1)].name.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell()
