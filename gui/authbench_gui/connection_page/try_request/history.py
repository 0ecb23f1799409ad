"""What was sent before, to be sent again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from authbench.connection.try_history import Tried
from authbench_gui.theme.assistive import SelectionFollower
from authbench_gui.theme.widgets import button, label
from authbench_gui.wording import ago, exact, one_line, tool_tip

_EMPTY = "What you send is listed here, without secrets, and is still here after a restart."


class EntryList(QListWidget):
    """The entries; Delete deletes the chosen one."""

    delete_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)


class HistoryView(QWidget):
    """Entries of the history. `chosen(tried)` - go on with it; `again(tried)` - send it as it was;
    `deleted(id)`; `cleared`."""

    chosen = Signal(object)
    again = Signal(object)
    deleted = Signal(str)
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[Tried, ...] = ()
        self.list = EntryList()
        self.list.setObjectName("try.history")
        self.list.setAccessibleName("Requests sent before")
        self.list.setAccessibleDescription("Return puts one into the editor, Delete removes it")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(60)
        self.use = button("Edit", "small", "Put the chosen request into the editor")
        self.resend = button("Send again", "small", "Send the chosen request again")
        self.delete = button("Delete", "small", "Delete the chosen request from the history")
        self.clear = button("Clear", "small", "Clear the history")
        empty = label(_EMPTY, "caption", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        full = QWidget()
        buttons = QHBoxLayout()
        buttons.setSpacing(5)
        for one in (self.use, self.resend, self.delete):
            buttons.addWidget(one)
        buttons.addStretch(1)
        buttons.addWidget(self.clear)
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(6)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(full)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.list.itemActivated.connect(self._on_use)
        self.list.currentRowChanged.connect(self._on_row)
        SelectionFollower(self.list)
        self.list.delete_pressed.connect(self._on_delete)
        self.use.clicked.connect(self._on_use)
        self.resend.clicked.connect(self._on_again)
        self.delete.clicked.connect(self._on_delete)
        self.clear.clicked.connect(self.cleared)
        self._busy = False
        self._on_row()

    def show_entries(self, entries: Sequence[Tried], redact: Callable[[str], str]) -> None:
        """Show the history, the newest first; the choice stays where it was."""
        row = max(0, self.list.currentRow())
        self._entries = tuple(entries)
        self.list.clear()
        now = datetime.now(UTC)
        for entry in self._entries:
            request = entry.request
            address = one_line(redact(request.url)) or "(the base URL)"
            status = "failed" if entry.status is None else str(entry.status)
            item = QListWidgetItem(f"{status}  {one_line(request.method)} {address}")
            more = [f"{one_line(request.method)} {address}", f"{status}, {exact(entry.at)}"]
            if entry.left_out:
                more.append(f"Not kept: {one_line(', '.join(entry.left_out))}")
            item.setToolTip(tool_tip("\n".join(more)))
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                f"{one_line(request.method)} {address}, {status}, {ago(entry.at, now)}",
            )
            self.list.addItem(item)
        self._stack.setCurrentIndex(1 if self._entries else 0)
        if self._entries:
            self.list.setCurrentRow(min(row, len(self._entries) - 1))
        self._on_row()

    def show_busy(self, busy: bool) -> None:
        """While a run is on nothing else can be sent."""
        self._busy = busy
        self._on_row()

    @property
    def _chosen(self) -> Tried | None:
        row = self.list.currentRow()
        return self._entries[row] if 0 <= row < len(self._entries) else None

    @Slot()
    def _on_row(self) -> None:
        some = self._chosen is not None
        self.use.setEnabled(some)
        self.delete.setEnabled(some)
        self.resend.setEnabled(some and not self._busy)

    @Slot()
    def _on_use(self) -> None:
        if self._chosen is not None:
            self.chosen.emit(self._chosen)

    @Slot()
    def _on_again(self) -> None:
        if self._chosen is not None and not self._busy:
            self.again.emit(self._chosen)

    @Slot()
    def _on_delete(self) -> None:
        if self._chosen is not None:
            self.deleted.emit(self._chosen.id)
