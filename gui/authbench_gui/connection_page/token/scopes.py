"""The scopes of a connection as chips: granted, missing, additional."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.flow_layout import FlowLayout
from authbench_gui.theme.widgets import label
from authbench_gui.wording import breakable, one_line

if TYPE_CHECKING:
    from authbench.connection.token_view.scopes import ScopesView, ScopeView

_EDGES = 20
_NARROWEST = 90


class ScopesSection(QWidget):
    """Requested against granted. A chip says its state in words as well, unless all is as it should be."""

    def __init__(self, scopes: ScopesView) -> None:
        super().__init__()
        self.setAccessibleName("Scopes")
        self.scopes = scopes
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        column.addWidget(label("Scopes", "strong"))
        chips = FlowLayout(6)
        self.chips = [ScopeChip(scope) for scope in scopes.scopes]
        for chip in self.chips:
            chips.addWidget(chip)
        column.addLayout(chips)
        for text in (_asked(scopes), f"Granted: {scopes.granted_from}." if scopes.granted_from else ""):
            if text:
                line = label("", "caption", wrap=True)
                line.setText(breakable(text))
                column.addWidget(line)


def _asked(scopes: ScopesView) -> str:
    if scopes.requested_from:
        return f"Requested: {scopes.requested_from}."
    return "What was requested is not known."


class ScopeChip(QLabel):
    """One scope. Where there is too little room, its middle goes, never its state."""

    def __init__(self, scope: ScopeView) -> None:
        super().__init__()
        state = str(scope.state)
        self._name = one_line(scope.name)
        self._state = "" if state == "granted" else f" · {state}"
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("chip", state)
        self.setMinimumWidth(_NARROWEST)
        self.setAccessibleName(f"{self._name}: {state}")
        self.setAccessibleDescription(scope.note)
        told = (self.accessibleName(), scope.note)
        set_tip(self, "\n".join(part for part in told if part))
        self.setText(self._name + self._state)

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self._name + self._state) + _EDGES
        return QSize(wide, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        metrics = self.fontMetrics()
        room = self.width() - _EDGES - metrics.horizontalAdvance(self._state)
        name = metrics.elidedText(self._name, Qt.TextElideMode.ElideMiddle, max(0, room))
        self.setText(name + self._state)
