"""The tabs of a message: those that have something to show, and those that do not fit in a menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QSizePolicy, QWidget

from authbench_gui.theme.tabs import TabButton
from authbench_gui.theme.theme import TEXT_PX, Theme
from authbench_gui.theme.widgets import icon_button

_SPACING = 4
_EDGES = 12


class MessageTabs(QWidget):
    """A row of words of which one is chosen; arrow keys move between them. `chosen(index)` - another was
    chosen, counted in the order in which the names were given."""

    assistive_role = QAccessible.Role.PageTabList
    chosen = Signal(int)

    def __init__(self, theme: Theme, names: Sequence[str], what: str) -> None:
        super().__init__()
        self.setAccessibleName(what)
        self._what = what
        self._offered = [True] * len(names)
        self._wanted = 0
        self._group = QButtonGroup(self)
        self._tabs: list[TabButton] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_SPACING)
        for index, name in enumerate(names):
            tab = TabButton(name, "tab")
            tab.setObjectName(f"tab.{index}")
            self._group.addButton(tab, index)
            self._tabs.append(tab)
            layout.addWidget(tab)
            self._name(index, name)
        self.more = icon_button(theme, "more", f"More of the {what.lower()}", 14)
        self.more.clicked.connect(self._show_menu)
        self.more.hide()
        layout.addWidget(self.more)
        layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._tabs[0].setChecked(True)
        self._group.idClicked.connect(self._on_clicked)

    @property
    def current(self) -> int:
        """The chosen tab, counted from 0."""
        return self._group.checkedId()

    @property
    def names(self) -> list[str]:
        """What is offered, in its row and in the menu."""
        return [tab.text() for tab, offered in zip(self._tabs, self._offered, strict=True) if offered]

    @property
    def in_row(self) -> list[str]:
        """What stands in the row."""
        return [tab.text() for tab in self._tabs if not tab.isHidden()]

    def choose(self, index: int, *, silent: bool = False) -> None:
        """Choose a tab, as soon as it is offered; nobody is told where `silent`."""
        self._wanted = index
        if self._offered[index] and index != self.current:
            self._tabs[index].setChecked(True)
            self._fit()
            if not silent:
                self.chosen.emit(index)

    def offer(self, names: Sequence[str | None]) -> None:
        """Name the tabs anew; those without a name are not offered. Where the chosen one goes, the first is
        chosen until it is back."""
        for index, name in enumerate(names):
            self._offered[index] = name is not None
            if name is not None:
                self._name(index, name)
        self._tabs[self._wanted if self._offered[self._wanted] else 0].setChecked(True)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        offered = zip(self._tabs, self._offered, strict=True)
        widths = [tab.width() for tab, wanted in offered if wanted]
        return QSize(sum(widths) + _SPACING * len(widths), self._tabs[0].sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._tabs[0].sizeHint().height())

    def _fit(self) -> None:
        """Show the tabs for which there is room, the chosen one always; the others are in the menu."""
        offered = [index for index, wanted in enumerate(self._offered) if wanted]
        room = self.width()
        shown = self._fitting(offered, room)
        if len(shown) < len(offered):
            room -= self.more.sizeHint().width() + _SPACING
            shown = self._fitting(offered, room)
            if self.current not in shown:
                room -= self._width(self.current)
                shown = [*self._fitting(offered, room), self.current]
        for index, tab in enumerate(self._tabs):
            tab.setVisible(index in shown)
        self.more.setVisible(len(shown) < len(offered))

    def _fitting(self, offered: Sequence[int], room: int) -> list[int]:
        shown: list[int] = []
        for index in offered:
            room -= self._width(index)
            if room < -_SPACING:
                break
            shown.append(index)
        return shown

    def _width(self, index: int) -> int:
        return self._tabs[index].maximumWidth() + _SPACING

    def _name(self, index: int, name: str) -> None:
        tab = self._tabs[index]
        tab.setText(name)
        tab.setAccessibleName(f"{self._what}: {name}")
        # Room for the word when it is chosen and thus bolder, so that nothing moves.
        font = QFont(tab.font())
        font.setPixelSize(TEXT_PX)
        font.setWeight(QFont.Weight.DemiBold)
        tab.setFixedWidth(QFontMetrics(font).horizontalAdvance(name) + _EDGES)

    @Slot(int)
    def _on_clicked(self, index: int) -> None:
        self._wanted = index
        self._fit()
        self.chosen.emit(index)

    @Slot()
    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for index, tab in enumerate(self._tabs):
            if self._offered[index] and tab.isHidden():
                action = menu.addAction(tab.text())
                action.setData(index)
        menu.triggered.connect(lambda action: self.choose(action.data()))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
