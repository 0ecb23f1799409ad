"""The detail pane: request and response of one exchange side by side."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaMethod, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QSplitter, QWidget

from authbench.errors import Location
from authbench.journal.sides import Side
from authbench_gui.activity.circumstances import connection_text, why_text
from authbench_gui.activity.copying import COPY_KEYS, CopyButton
from authbench_gui.activity.detail.message_pane import MessagePane
from authbench_gui.activity.detail.source import FIRST, BodySource
from authbench_gui.activity.messages import request_texts, response_texts
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.tasks import Tasks
from authbench_gui.theme.theme import Theme
from authbench_gui.wording import one_line, shown

if TYPE_CHECKING:
    from authbench.journal import ExchangeView, Journal

_PANE_WIDTH = 280
"""What a message needs to stand beside the other."""
_BOTH_HEIGHT = 220
"""What both need to stand one below the other."""


class DetailPane(QSplitter):
    """Shows one exchange.

    `place_requested(location)` asks for a place in the definition, `exchange_requested(id)` for another
    exchange, `filter_requested(text)` for what a filter of the log finds; `copies_wanted(menu, id)` for the
    ways of copying it, `copy_requested(id)` for the usual one.
    """

    place_requested = Signal(object)
    exchange_requested = Signal(int)
    filter_requested = Signal(str)
    copies_wanted = Signal(QMenu, int)
    copy_requested = Signal(int)

    def __init__(
        self, theme: Theme, clipboard: SecretClipboard, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.tasks = tasks
        self.request = MessagePane(theme, "Request", clipboard, self.tasks, self)
        self.response = MessagePane(theme, "Response", clipboard, self.tasks, self)
        self.setSizes([500, 500])
        self._shown: ExchangeView | None = None
        self._generation = 0
        self.places = True
        """Whether places in the definition can be shown."""
        self.copy_as = CopyButton()
        self.request.head.insertWidget(1, self.copy_as)
        self.setTabOrder(self.request.tabs.more, self.copy_as)
        self.copy_as.menu_wanted.connect(self._on_copy_menu)
        copying = QAction(self)
        copying.setShortcut(QKeySequence(COPY_KEYS))
        copying.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copying.triggered.connect(self._on_copy_key)
        self.addAction(copying)
        self.setMinimumWidth(_PANE_WIDTH)
        self.request.link.clicked.connect(self._on_line)
        for pane in (self.request, self.response):
            pane.link_activated.connect(self._on_link)
            pane.filter_requested.connect(self.filter_requested)
            pane.filterable = self._is_filterable

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room for both, or not even for one below the other."""
        wide = event.size().width() >= 2 * _PANE_WIDTH or event.size().height() < _BOTH_HEIGHT
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.orientation() is not wanted:
            self.setOrientation(wanted)
            self.setSizes([500, 500])
        super().resizeEvent(event)

    def show_logged(self, number: int, journal: Journal) -> None:
        """Show an exchange of the journal, at once as much of it as fits some screens."""
        self.show_exchange(journal.view(number, limit=FIRST), journal)

    def show_exchange(self, view: ExchangeView | None, journal: Journal | None = None) -> None:
        """Show an exchange, and get more of it from the journal when that is asked for; None clears the
        pane."""
        generation = journal.redactor.generation if journal is not None else 0
        if view is not None and view == self._shown and generation == self._generation:
            return
        # What became known as secret since may stand where the view does not reach.
        self._shown, self._generation = view, generation
        self.copy_as.setVisible(view is not None)
        if view is None:
            for pane in (self.request, self.response):
                pane.show_circumstances(None, None, None)
                pane.show_message(None, "")
                pane.show_foot("")
            self.request.link.hide()
            return
        number = view.row.id
        sent = BodySource(journal, number, Side.REQUEST) if journal is not None else None
        answered = BodySource(journal, number, Side.RESPONSE) if journal is not None else None
        story = journal.story(number) if journal is not None else None
        why = why_text(view, story, places=self.places) if story is not None else None
        self.request.show_circumstances(why, None, None)
        timed = (view.phases, view.row.elapsed, view.transport.reused) if view.timing else None
        self.response.show_circumstances(None, connection_text(view, datetime.now(UTC)), timed)
        self.request.show_message(request_texts(view), "", sent)
        self.response.show_message(response_texts(view), _no_response(view), answered)
        self._show_feet(view)

    def forget(self) -> None:
        """Let go of what is shown; the same exchange may be shown next with more hidden, or less."""
        self._shown = None
        for pane in (self.request, self.response):
            pane.forget()

    def tell_revealed(self, revealed: bool) -> None:
        """Whether what is shown next hides nothing."""
        for pane in (self.request, self.response):
            pane.tell_revealed(revealed)

    def _show_feet(self, view: ExchangeView) -> None:
        made = view.location
        line = made.line if made is not None and self.places else None
        self.request.link.setVisible(line is not None)
        self.request.link.setText(f"Show line {line}")
        where = f"sent to {view.sent_to}" if view.sent_to else ""
        by = one_line(made.path) if made is not None and made.path else ""
        self.request.show_foot(" · ".join(part for part in (by, where) if part))
        tls = view.tls.version if view.tls is not None else ""
        notes = " · ".join(one_line(note) for note in view.notes)
        self.response.show_foot(" · ".join(part for part in (view.timing, tls, notes) if part))

    @Slot(QMenu)
    def _on_copy_menu(self, menu: QMenu) -> None:
        if self._shown is not None:
            self.copies_wanted.emit(menu, self._shown.row.id)

    @Slot()
    def _on_copy_key(self) -> None:
        if self._shown is not None:
            self.copy_requested.emit(self._shown.row.id)

    def _is_filterable(self) -> bool:
        return self.isSignalConnected(QMetaMethod.fromSignal(self.filter_requested))

    @Slot()
    def _on_line(self) -> None:
        if self._shown is not None and self._shown.location is not None:
            self.place_requested.emit(self._shown.location)

    @Slot(object)
    def _on_link(self, target: object) -> None:
        if isinstance(target, Location):
            self.place_requested.emit(target)
        elif isinstance(target, int):
            self.exchange_requested.emit(target)


def _no_response(view: ExchangeView) -> str:
    if view.error is not None:
        return f"No response.\n{shown(view.error)}"
    if view.row.status_class == "browser":
        return "This happened in your browser."
    return "Waiting for the response…"
