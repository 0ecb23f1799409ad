"""The window: its layout, and who hears whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from authbench_gui.presenter import KEYS as PRESENT_KEYS
from authbench_gui.status_bar import StatusBar
from authbench_gui.theme.assistive import read_in_order, set_tip
from authbench_gui.theme.theme import SIDEBAR_WIDTH, Theme
from authbench_gui.theme.widgets import button, hairline, label, surface

if TYPE_CHECKING:
    from authbench_gui.actions.connections import ConnectionActions
    from authbench_gui.activity.log_model import LogModel
    from authbench_gui.clipboard import SecretClipboard
    from authbench_gui.connection_page.page import ConnectionPage
    from authbench_gui.dialogs.toast import Toast
    from authbench_gui.presenter_view import PresenterView
    from authbench_gui.services import Services
    from authbench_gui.sidebar.panel import Sidebar
    from authbench_gui.workspace.workspace import Workspace

_INVITATION = (
    "Open a connector definition (Ctrl+O), or drop one here; cases and HAR files open too.\n"
    "New connection (Ctrl+N) also offers samples that work at once, without any account."
)
FILE_FILTER = (
    "Definitions, cases, archives (*.rb *.py *.authbench-case *.har *.jsonl);;"
    "Connector definitions (*.rb *.py);;Cases (*.authbench-case);;HTTP archives (*.har *.jsonl);;"
    "All files (*)"
)


class MainWindow(QMainWindow):
    """Sidebar, page of the current connection or opened file, status bar. `closing` comes before the
    window goes."""

    closing = Signal()

    workspace: Workspace
    sidebar: Sidebar
    page: ConnectionPage
    toast: Toast
    actions_: ConnectionActions
    presenter: PresenterView
    _usable = False
    _counted: LogModel | None = None

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._waiting_files: list[Path] = []
        self.setObjectName("window")
        self.setWindowTitle("Authbench")
        self.setAcceptDrops(True)
        self.resize(1360, 860)
        self.setMinimumSize(980, 620)
        self.open_button = button("Open…", name="Open a definition, case or archive")
        set_tip(self.open_button, "Open a definition, a case or an HTTP archive (Ctrl+O)")
        self.open_button.setObjectName("top.open")
        self.new_button = button("+ New connection", "primary", "New connection")
        self.new_button.setObjectName("top.new")
        self.empty = label("", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.status = StatusBar(theme)
        self._side = QVBoxLayout()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._build()

    def populate(self, workspace: Workspace, clipboard: SecretClipboard) -> None:
        """Fill the frame with the sidebar and the page. Only after the frame has been painted: all
        that they import takes longer than everything before."""
        from authbench_gui.actions.connections import ConnectionActions
        from authbench_gui.actions.page_actions import Stage
        from authbench_gui.connection_page.page import ConnectionPage
        from authbench_gui.dialogs.toast import Toast
        from authbench_gui.presenter_view import PresenterView
        from authbench_gui.sidebar.panel import Sidebar

        self.workspace = workspace
        self.sidebar = Sidebar(self._theme, workspace)
        self._side.addWidget(self.sidebar)
        self.page = ConnectionPage(
            self._stack,
            self._theme,
            workspace.library,
            clipboard,
            workspace.tokens,
            workspace.trying,
            workspace.revealing,
        )
        self._stack.addWidget(self.page)
        self.page.left.set_lab(workspace.lab)
        self.toast = Toast(self)
        self.toast.heed(self._theme.presenting)
        self.actions_ = ConnectionActions(
            Stage(self, self._theme, workspace, self.page, clipboard), self.toast
        )
        self.presenter = PresenterView(self._theme.presenting, self.page, self._around, self)
        self._wire(clipboard)
        self._add_shortcuts()
        self._show_empty()

    def attach(self, services: Services) -> None:
        """The engine is ready."""
        self.toast.redact_with(services.journal.redactor.text)
        self._usable = True
        self.page.attach(services)
        self.presenter.attach(services)
        self.status.show_services(services)
        self.sidebar.show_demo_state("running" if services.demo_origin is not None else "not running")
        summaries = {
            f"demo:{sample.name}{suffix}": f"{sample.authorization} · {sample.flow}"
            for sample in services.samples
            for suffix in ("", ".py")
        }
        self.sidebar.model.summaries.update(summaries)
        self.sidebar.rebuild()
        self.sidebar.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_empty()

    def open_definition(self, path: Path) -> None:
        """Show a definition file, a case or an archive; before the engine is there, as soon as it is."""
        if self._usable:
            self.workspace.open_file(path)
        else:
            self._waiting_files.append(path)

    def take_waiting_files(self) -> list[Path]:
        """What was opened before the engine was there, in order."""
        paths, self._waiting_files = self._waiting_files, []
        return paths

    def fit_screen(self) -> None:
        """Be no larger than the screen, as far as all can still be used."""
        room = self.screen().availableSize()
        self.resize(self.size().boundedTo(room).expandedTo(self.minimumSize()))

    def come_forward(self) -> None:
        """Be in front of the browser again."""
        if self.isMinimized():
            self.showNormal()
        self.raise_()
        self.activateWindow()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for path in _dropped_files(event):
            self.open_definition(path)
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._usable:
            self.toast.place()

    def _build(self) -> None:
        self.top = QWidget()
        top = QHBoxLayout(self.top)
        top.setContentsMargins(14, 6, 14, 6)
        top.setSpacing(10)
        top.addWidget(label("Authbench", "strong"))
        top.addWidget(label("Connections", "muted"))
        top.addStretch(1)
        top.addWidget(self.open_button)
        top.addWidget(self.new_button)
        side = surface("panel")
        side.setLayout(self._side)
        self._side.setContentsMargins(0, 0, 0, 0)
        side.setMinimumWidth(180)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(side)
        self.splitter.addWidget(self._stack)
        read_in_order(self.splitter)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([SIDEBAR_WIDTH, 1114])
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        lines = hairline(), hairline()
        layout.addWidget(lines[0])
        layout.addWidget(self.splitter, 1)
        layout.addWidget(lines[1])
        layout.addWidget(self.status)
        self.setCentralWidget(content)
        self._around = (self.top, side, self.status, *lines)

    def _wire(self, clipboard: SecretClipboard) -> None:
        workspace, actions = self.workspace, self.actions_
        workspace.selected.connect(self._on_selected)
        workspace.revealing.changed.connect(self._show_title)
        workspace.list_changed.connect(self._show_title)
        self.presenter.changed.connect(self._show_title)
        workspace.list_changed.connect(self._show_empty)
        workspace.reported.connect(self.toast.tell)
        workspace.undo_failed.connect(self._on_undo_failed)
        clipboard.refused.connect(self.toast.tell)
        self.page.activity.log.reported.connect(self.toast.tell)
        self.page.activity.exporting.saved.connect(self._on_saved)
        self.page.activity.exporting.case_of = workspace.case_facts
        self.page.activity.exporting.name_of = workspace.shown_name
        self.page.activity.flow.name_of = workspace.shown_name
        self.page.activity.flow.others = workspace.opened.recorded
        self.page.activity.flow.saved.connect(self._on_saved)
        self.page.activity.flow.link_requested.connect(actions.open_link)
        workspace.deleted.connect(self._on_deleted)
        workspace.opened.reading_changed.connect(self._show_reading)
        self.status.reading_unwanted.connect(workspace.opened.cancel)
        workspace.lab.switches_changed.connect(self._show_switches)
        self.closing.connect(workspace.lab.stop)
        self.page.left.place_requested.connect(self.page.show_place)
        workspace.runs.redirect_arrived.connect(self.come_forward)
        self.open_button.clicked.connect(self.choose_file)
        self.new_button.clicked.connect(actions.new_connection)
        self.sidebar.rename_requested.connect(actions.rename)
        self.sidebar.duplicate_requested.connect(actions.duplicate)
        self.sidebar.delete_requested.connect(actions.delete)
        self.sidebar.close_requested.connect(workspace.close_file)
        self.page.close_requested.connect(workspace.close_file)
        actions.file_requested.connect(self.choose_file)

    def _add_shortcuts(self) -> None:
        actions = self.actions_
        for keys, slot in (
            ("Ctrl+K", self.sidebar.focus_filter),
            ("F5", actions.running.test),
            ("Ctrl+Return", actions.running.connect_or_send),
            ("Ctrl+Enter", actions.running.connect_or_send),
            ("Esc", actions.running.cancel),
            ("F2", actions.rename_current),
            (PRESENT_KEYS, self._theme.presenting.toggle),
            ("Ctrl+O", self.choose_file),
            ("Ctrl+N", actions.new_connection),
            ("Ctrl+Q", self.close),
        ):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(slot)
            self.addAction(action)

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file to open."""
        dialog = QFileDialog(self, "Open a definition, case or archive", "", FILE_FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    @Slot(str)
    def _on_file(self, name: str) -> None:
        self.open_definition(Path(name))

    @Slot(str)
    def _on_selected(self, shown_id: str) -> None:
        if self._counted is not None:
            self._counted.counted.disconnect(self._show_traffic)
        workspace = self.workspace
        if workspace.shown_file is not None:
            self.page.show_file(workspace.shown_file)
        else:
            self.page.show_connection(workspace.current)
        activity = workspace.shown_activity
        self._counted = activity.log if activity is not None else None
        if self._counted is not None:
            self._counted.counted.connect(self._show_traffic)
        self._show_title()
        self._show_empty()
        self._show_traffic()
        focused = QApplication.focusWidget()
        if focused is None or not self.sidebar.isAncestorOf(focused):
            # The field that had the focus is gone; Qt would go on to the next button in the window.
            self.sidebar.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str, object)
    def _on_saved(self, message: str, path: Path) -> None:
        def show_folder() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

        self.toast.tell(message, "Show in folder", show_folder)

    @Slot(str)
    def _on_deleted(self, name: str) -> None:
        self.toast.tell(f"Deleted “{name}”.", "Undo", self.workspace.undo_delete)

    @Slot(str)
    def _on_undo_failed(self, message: str) -> None:
        self.toast.tell(message, "Try again", self.workspace.undo_delete)

    @Slot()
    def _show_title(self) -> None:
        """Who shares this screen, or looks for this window, knows what it shows."""
        current = self.workspace.current
        revealed = current is not None and self.workspace.revealing.is_revealed(current.id)
        if self._theme.presenting.on:
            self.setWindowTitle(f"Authbench – {current.name}" if current is not None else "Authbench")
        else:
            self.setWindowTitle("Authbench – secrets visible" if revealed else "Authbench")

    @Slot()
    def _show_reading(self) -> None:
        self.status.show_reading(self.workspace.opened.readings)

    @Slot()
    def _show_switches(self) -> None:
        self.status.show_switches(self.workspace.lab.switches())

    @Slot()
    def _show_traffic(self) -> None:
        log = self._counted
        self.status.show_traffic(log.total if log is not None else 0, log.octets if log is not None else 0)

    @Slot()
    def _show_empty(self) -> None:
        """With nothing chosen, say what to do."""
        self._stack.setCurrentIndex(1 if self.workspace.shown_id else 0)
        if self.workspace.services is None:
            self.empty.setText("Starting…")
        elif self.workspace.connections:
            self.empty.setText("Choose a connection on the left.")
        else:
            self.empty.setText(_INVITATION)


def _dropped_files(event: QDropEvent) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.is_file()]
