"""The sidebar: a filter, the connections by definition, and the opened files."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QListView, QMenu, QToolButton, QVBoxLayout, QWidget

from authbench_gui.sidebar.delegate import SidebarDelegate, close_place
from authbench_gui.sidebar.list_model import RowRole, SidebarModel
from authbench_gui.theme.assistive import SelectionFollower
from authbench_gui.theme.icons import icon
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import label
from authbench_gui.workspace.workspace import Workspace

_CLOCK_MS = 20_000


class ConnectionList(QListView):
    """The list itself: one row is as high as its text needs at this width. `by_keyboard` asks for the
    focus to be shown: a person who clicks knows where they are. `close_requested(id)` - the cross in a row
    was pressed, which does not select it."""

    close_requested = Signal(str)
    by_keyboard = False
    _pressed: str | None = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.by_keyboard = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.by_keyboard = True
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = self._cross_at(event.position().toPoint()) if left else None
        if self._pressed is None:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            super().mouseReleaseEvent(event)
        elif pressed == self._cross_at(event.position().toPoint()):
            self.close_requested.emit(pressed)

    def _cross_at(self, at: QPoint) -> str | None:
        index = self.indexAt(at)
        if not index.data(RowRole.CAN_CLOSE) or not close_place(self.visualRect(index)).contains(at):
            return None
        return str(index.data(RowRole.CONNECTION_ID))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class Sidebar(QWidget):
    """Lists the connections and opened files, and selects one. The signals ask for what a menu entry says."""

    rename_requested = Signal(str)
    duplicate_requested = Signal(str)
    delete_requested = Signal(str)
    close_requested = Signal(str)

    def __init__(self, theme: Theme, workspace: Workspace) -> None:
        super().__init__()
        self._theme = theme
        self._workspace = workspace
        self._syncing = False
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter connections   Ctrl+K")
        self.filter.setAccessibleName("Filter connections")
        self.filter.setObjectName("sidebar.filter")
        self.filter.setProperty("role", "search")
        self.filter.setClearButtonEnabled(True)
        self._search = QAction("Filter", self.filter)
        self.filter.addAction(self._search, QLineEdit.ActionPosition.LeadingPosition)
        for tool in self.filter.findChildren(QToolButton):
            tool.setAccessibleName(
                self._search.text() if self._search in tool.actions() else "Clear the filter"
            )
        self.filter.textChanged.connect(self._on_filter)
        self.filter.installEventFilter(self)
        self.list = ConnectionList()
        # A child of the list, so that it outlives it: a view without its model complains.
        self.model = SidebarModel(self.list)
        self.list.setObjectName("sidebar.list")
        self.list.setAccessibleName("Connections")
        self.list.setModel(self.model)
        self.list.setItemDelegate(SidebarDelegate(theme, self.list))
        self.list.close_requested.connect(self.close_requested)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_menu)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        SelectionFollower(self.list)
        self.list.installEventFilter(self)
        self.empty = label("", "muted", wrap=True)
        self.empty.setContentsMargins(14, 8, 14, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(6)
        inner = QVBoxLayout()
        inner.setContentsMargins(10, 0, 10, 0)
        inner.addWidget(self.filter)
        layout.addLayout(inner)
        layout.addWidget(self.empty)
        layout.addWidget(self.list, 1)
        workspace.list_changed.connect(self.rebuild)
        workspace.selected.connect(self._on_selected)
        workspace.library.changed.connect(self._refresh)
        theme.changed.connect(self._retint)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MS)
        self._clock.timeout.connect(self._refresh)
        self._clock.start()
        self._watched: set[str] = set()
        self._retint()
        self.rebuild()

    def show_demo_state(self, state: str) -> None:
        """Say how the demo provider is."""
        self.model.demo_state = state
        self.model.refresh()

    def focus_filter(self) -> None:
        """Go to the filter box."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and watched is self.filter
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.filter.text()
        ):
            # Before Escape cancels a run it empties the filter.
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.filter and event.key() in (
                Qt.Key.Key_Down,
                Qt.Key.Key_Return,
                Qt.Key.Key_Enter,
            ):
                self._enter_list()
                return True
            if watched is self.filter and event.key() == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                return True
            if watched is self.list and self._on_list_key(event):
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def rebuild(self) -> None:
        """Show the connections anew, keeping the selection."""
        for connection in self._workspace.connections.values():
            if connection.id not in self._watched:
                self._watched.add(connection.id)
                connection.changed.connect(self._refresh)
                connection.activity.run_changed.connect(self._refresh)
        needle = self.filter.text().strip()
        self._syncing = True
        workspace = self._workspace
        self.model.show(workspace.connections.values(), needle, workspace.opened.files.values())
        self._syncing = False
        self._on_selected(workspace.shown_id)
        empty = self.model.rowCount() == 0
        self.empty.setVisible(empty)
        # There is nothing in an empty list that could show the focus.
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus if empty else Qt.FocusPolicy.StrongFocus)
        if self._workspace.services is None:
            self.empty.setText("Starting…")
        else:
            self.empty.setText("No connection matches the filter." if needle else "No connections yet.")

    @Slot()
    def _refresh(self) -> None:
        self.model.refresh()
        self.list.scheduleDelayedItemsLayout()

    @Slot()
    def _retint(self) -> None:
        self._search.setIcon(icon("search", self._theme.color("muted"), 14))
        self.list.viewport().update()

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        self.rebuild()

    @Slot(str)
    def _on_selected(self, connection_id: str) -> None:
        row = self.model.row_of(connection_id)
        self._syncing = True
        self.list.setCurrentIndex(self.model.index(row) if row is not None else QModelIndex())
        self._syncing = False

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        connection_id = current.data(RowRole.CONNECTION_ID)
        if connection_id and not self._syncing:
            self._workspace.select(str(connection_id))

    @Slot(QPoint)
    def _on_menu(self, at: QPoint) -> None:
        index = self.list.indexAt(at)
        connection_id = index.data(RowRole.CONNECTION_ID) if index.isValid() else None
        if not connection_id:
            return
        menu = QMenu(self.list)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if index.data(RowRole.CAN_CLOSE):
            menu.addAction("Close\tDel", lambda: self.close_requested.emit(connection_id))
            menu.popup(self.list.viewport().mapToGlobal(at))
            return
        menu.addAction("Rename…\tF2", lambda: self.rename_requested.emit(connection_id))
        menu.addAction("Duplicate", lambda: self.duplicate_requested.emit(connection_id))
        menu.addSeparator()
        menu.addAction("Delete\tDel", lambda: self.delete_requested.emit(connection_id))
        menu.popup(self.list.viewport().mapToGlobal(at))

    def _on_list_key(self, event: QKeyEvent) -> bool:
        connection_id = self.list.currentIndex().data(RowRole.CONNECTION_ID)
        if not connection_id:
            return False
        if self.list.currentIndex().data(RowRole.CAN_CLOSE):
            if event.key() == Qt.Key.Key_Delete:
                self.close_requested.emit(connection_id)
            return event.key() == Qt.Key.Key_Delete
        if event.key() == Qt.Key.Key_F2:
            self.rename_requested.emit(connection_id)
            return True
        if event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit(connection_id)
            return True
        return False

    def _enter_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)
        current = self.list.currentIndex()
        row = current.row() if current.isValid() else self.model.first_connection()
        if row is not None:
            self.list.setCurrentIndex(self.model.index(row))
