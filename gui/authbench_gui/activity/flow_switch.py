"""Chooses between the log and the picture of a run; the latter is made when somebody first goes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QWidget

from authbench_gui.activity.recorded import Recorded
from authbench_gui.theme.assistive import keep_tab_place, set_tip
from authbench_gui.theme.tabs import TabStrip
from authbench_gui.theme.theme import Theme

if TYPE_CHECKING:
    from authbench_gui.activity.flow.view import FlowView

LOG_VIEW, FLOW_VIEW = 0, 1
_KEYS = (("Ctrl+1", "Alt+L"), ("Ctrl+2", "Alt+F"))


class FlowSwitch(QObject):
    """`heads` and `rooms` have what belongs to the log as their first page, and get the picture's as their
    second.

    `log_wanted` - the keyboard goes to the log; `exchange_requested(id)` asks for one in it,
    `link_requested(url)` for the browser; `reported(message)` and `saved(message, path)` tell. `chosen_id()`
    is the exchange that a person has chosen in the log, `others()` are opened files by their names, and
    `name_of()` tells what is shown.
    """

    exchange_requested = Signal(int)
    link_requested = Signal(str)
    log_wanted = Signal()
    reported = Signal(str)
    saved = Signal(str, object)

    def __init__(
        self, window: QWidget, theme: Theme, tabs: TabStrip, heads: QStackedWidget, rooms: QStackedWidget
    ) -> None:
        super().__init__(window)
        self._theme = theme
        self._tabs = tabs
        self._heads = heads
        self._rooms = rooms
        self._recorded: Recorded | None = None
        self._state: dict[str, object] = {}
        self._made: FlowView | None = None
        self.chosen_id: Callable[[], int | None] = lambda: None
        self.others: Callable[[], Sequence[tuple[str, Recorded]]] = tuple
        self.name_of: Callable[[], str] = str
        tabs.chosen.connect(self._on_tab)
        for view, keys in enumerate(_KEYS):
            action = QAction(window)
            action.setShortcuts([QKeySequence(one) for one in keys])
            action.triggered.connect(self._to_log if view == LOG_VIEW else self._to_flow)
            window.addAction(action)
            tab = tabs.findChild(QWidget, f"tab.{view}")
            if tab is not None:
                set_tip(tab, f"{('Log', 'Flow')[view]} ({keys[0]})")

    @property
    def view(self) -> FlowView:
        """The picture and what belongs to it."""
        if self._made is None:
            self._made = self._make()
        return self._made

    @property
    def shown(self) -> bool:
        """Whether the picture is shown, and not the log."""
        return self._tabs.current == FLOW_VIEW

    def show_recorded(self, recorded: Recorded | None) -> None:
        """Draw another activity."""
        self._recorded = recorded
        if self._made is not None:
            self._made.show_recorded(recorded)

    @Slot()
    def show_log(self) -> None:
        """Show the log."""
        self._tabs.choose(LOG_VIEW)

    @Slot()
    def show_flow(self) -> None:
        """Show the picture."""
        self._tabs.choose(FLOW_VIEW)

    def remembered(self) -> dict[str, object]:
        """What the next window is to begin with."""
        more = self._made.remembered() if self._made is not None else self._state
        return {**more, "shown": self.shown}

    def restore(self, state: object) -> None:
        """Begin as the last window ended."""
        if isinstance(state, dict):
            self._state = state
            if self._made is not None:
                self._made.restore(state)
            if state.get("shown") is True:
                self.show_flow()

    @Slot()
    def _to_log(self) -> None:
        self.show_log()
        self.log_wanted.emit()

    @Slot()
    def _to_flow(self) -> None:
        self.show_flow()
        self.view.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(int)
    def _on_tab(self, tab: int) -> None:
        if tab == FLOW_VIEW:
            view = self.view
            self._heads.setCurrentWidget(view.head)
            self._rooms.setCurrentWidget(view)
            chosen = self.chosen_id()
            if chosen is not None:
                view.show_exchange(chosen)
        else:
            self._heads.setCurrentIndex(LOG_VIEW)
            self._rooms.setCurrentIndex(LOG_VIEW)

    def _make(self) -> FlowView:
        from authbench_gui.activity.flow.view import FlowView

        view = FlowView(self._theme)
        view.beside.others = lambda: self.others()
        view.name_of = lambda: self.name_of()
        self._heads.addWidget(view.head)
        self._rooms.addWidget(view)
        keep_tab_place(self._heads)
        keep_tab_place(self._rooms)
        view.exchange_requested.connect(self.exchange_requested)
        view.link_requested.connect(self.link_requested)
        view.log_requested.connect(self._to_log)
        view.reported.connect(self.reported)
        view.saved.connect(self._on_saved)
        view.restore(self._state)
        view.show_recorded(self._recorded)
        return view

    @Slot(str, object)
    def _on_saved(self, message: str, path: Path) -> None:
        self.saved.emit(message, path)
