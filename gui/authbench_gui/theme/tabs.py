"""A row of words of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QAccessible, QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QButtonGroup, QHBoxLayout, QPushButton, QWidget

from authbench_gui.theme.widgets import Kind


class TabButton(QPushButton):
    """One word of a strip."""

    assistive_role = QAccessible.Role.PageTab

    def __init__(self, text: str, kind: Kind) -> None:
        super().__init__(text)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setCheckable(True)


class TabStrip(QWidget):
    """A row of words of which one is chosen; arrow keys move between them."""

    assistive_role = QAccessible.Role.PageTabList
    chosen = Signal(int)

    def __init__(self, names: Sequence[str], what: str, kind: Literal["tab", "segment"] = "tab") -> None:
        super().__init__()
        self.setAccessibleName(what)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4 if kind == "tab" else 0)
        for index, name in enumerate(names):
            tab = TabButton(name, kind)
            tab.setAccessibleName(f"{what}: {name}")
            if kind == "segment":
                tab.setProperty("end", "first" if index == 0 else "last" if name == names[-1] else "")
            tab.setObjectName(f"tab.{index}")
            _make_room(tab)
            self._group.addButton(tab, index)
            layout.addWidget(tab)
        if kind == "tab":
            layout.addStretch(1)
        first = self._group.button(0)
        if first is not None:
            first.setChecked(True)
        self._group.idClicked.connect(self._on_clicked)

    @property
    def current(self) -> int:
        """The chosen tab, counted from 0."""
        return self._group.checkedId()

    def tab(self, index: int) -> QAbstractButton:
        """The button of a tab."""
        return self._group.button(index)

    def choose(self, index: int, *, silent: bool = False) -> None:
        """Choose a tab; nobody is told where `silent`."""
        tab = self._group.button(index)
        if tab is not None and not tab.isChecked():
            tab.setChecked(True)
            if not silent:
                self.chosen.emit(index)

    def show_tab(self, index: int, shown: bool) -> None:
        """Offer a tab or not; where the chosen one goes, the first is chosen."""
        tab = self._group.button(index)
        if tab is not None and tab.isHidden() == shown:
            tab.setVisible(shown)
            if not shown and self.current == index:
                self.choose(0)

    def rename(self, index: int, text: str) -> None:
        """Change the word of a tab."""
        tab = self._group.button(index)
        if tab is not None:
            tab.setText(text)
            _make_room(tab)
            tab.setAccessibleName(f"{self.accessibleName()}: {text}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            for tab in self._group.buttons():
                _make_room(tab)

    @Slot(int)
    def _on_clicked(self, index: int) -> None:
        self.chosen.emit(index)


def _make_room(tab: QAbstractButton) -> None:
    """Room for the word when it is chosen and thus bolder, so that nothing moves or is cut off."""
    font = QFont(tab.font())
    font.setPixelSize(QApplication.font().pixelSize())
    font.setWeight(QFont.Weight.DemiBold)
    edges = 24 if tab.property("kind") == "segment" else 12
    tab.setFixedWidth(QFontMetrics(font).horizontalAdvance(tab.text()) + edges)
