"""The page of one connection or opened file: header, steps, its form, source or summary on the left, what
happened on the right."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from authbench_gui.activity.log_revealing import LogRevealing
from authbench_gui.activity.panel import ActivityPanel
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.connection_page.banner import Banner
from authbench_gui.connection_page.form.keeping import Keeping
from authbench_gui.connection_page.header import Header
from authbench_gui.connection_page.left_pane import DEFINITION_TAB, FIELDS_TAB, TOKEN_TAB, LeftPane
from authbench_gui.connection_page.pause.room import PauseRoom
from authbench_gui.connection_page.steps import StepsStrip
from authbench_gui.connection_page.subtitle import subtitle
from authbench_gui.connection_page.trust_banner import TrustBanner
from authbench_gui.definition_view.problems import place_text
from authbench_gui.revealing import Revealing
from authbench_gui.services import Services
from authbench_gui.theme.assistive import read_in_order
from authbench_gui.theme.theme import FORM_WIDTH, Theme
from authbench_gui.theme.widgets import hairline
from authbench_gui.workspace.connection import Connection
from authbench_gui.workspace.definitions import Definition, DefinitionLibrary
from authbench_gui.workspace.reading import Standing
from authbench_gui.workspace.tokens import TokenReading
from authbench_gui.workspace.trying import Trying

if TYPE_CHECKING:
    from authbench.definition import Problem
    from authbench.errors import Location
    from authbench_gui.connection_page.token.panel import TokenPanel
    from authbench_gui.connection_page.try_request.panel import TryPanel
    from authbench_gui.definition_view.view import DefinitionView
    from authbench_gui.opened_page.head import FileHead
    from authbench_gui.opened_page.summary import SummaryPane
    from authbench_gui.workspace.opened import OpenedFile


class ConnectionPage(QWidget):
    """Shows the current connection, or an opened file. What a person presses leaves through the signals of
    `header`, `form` and `activity`; `close_requested(id)` - an opened file is to be closed."""

    settings_requested = Signal()
    close_requested = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        library: DefinitionLibrary,
        clipboard: SecretClipboard,
        tokens: TokenReading,
        trying: Trying,
        revealing: Revealing,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._reading = tokens
        self._theme = theme
        self._services: Services | None = None
        self.file: OpenedFile | None = None
        self._file_head: FileHead | None = None
        self._file_summary: SummaryPane | None = None
        self.connection: Connection | None = None
        self._trying = trying
        self.header = Header(theme)
        self.steps = StepsStrip(theme)
        self.banner = Banner(theme)
        self.trust = TrustBanner(theme)
        # From the outside in: a widget that moves into another has all inside it styled again.
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = self._head = QVBoxLayout()
        layout.addLayout(head)
        head.setContentsMargins(18, 14, 18, 12)
        head.setSpacing(12)
        head.addWidget(self.header)
        self._step_room = QWidget()
        head.addWidget(self._step_room)
        steps_layout = QVBoxLayout(self._step_room)
        steps_layout.setContentsMargins(0, 0, 0, 0)
        steps_layout.addWidget(self.steps)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        layout.addWidget(hairline())
        layout.addWidget(self.banner)
        layout.addWidget(self.trust)
        layout.addWidget(self.splitter, 1)
        self.left_room = QStackedWidget(self.splitter)
        self.left = LeftPane(self.left_room, theme, clipboard, tokens, trying)
        self.tabs = self.left.tabs
        self.form = self.left.form
        self.problems = self.left.problems
        self.editing = self.left.editing
        self.pause = PauseRoom(self.left_room, self.left, theme)
        self.activity = ActivityPanel(theme, clipboard, self.splitter)
        self.revealing = LogRevealing(revealing, self.activity, theme, clipboard)
        self.left.answer_made.connect(self.revealing.offer_values)
        self.activity.setMinimumWidth(420)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.left_room.addWidget(self.left)
        read_in_order(self.splitter)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([FORM_WIDTH, 754])
        self._connect()

    def _connect(self) -> None:
        self.left.exchange_requested.connect(self.activity.show_exchange)
        self.form.settings_requested.connect(self.settings_requested)
        self.problems.place_requested.connect(self._show_bad_place)
        self.activity.place_requested.connect(self.show_place)
        self.left.file_wanted.connect(self._on_file_wanted)
        self.activity.blamed.connect(self.form.blame)
        self.banner.acted.connect(self._on_banner)
        self.trust.code_requested.connect(self._show_code)
        self._library.changed.connect(self._on_definition)
        self._library.running.connect(self._on_running)

    def attach(self, services: Services) -> None:
        """The engine is ready."""
        self._services = services
        self.left.set_keeping(Keeping(services.secrets.name, services.secrets.persistent))
        self.form.set_journal(services.journal)

    @property
    def definition(self) -> DefinitionView:
        """The Definition tab."""
        return self.left.definition

    @property
    def tokens(self) -> TokenPanel:
        """The Token tab."""
        return self.left.tokens

    @property
    def try_request(self) -> TryPanel:
        """The tab of a request to try."""
        return self.left.try_request

    @property
    def file_head(self) -> FileHead:
        """The head of an opened file."""
        if self._file_head is None:
            from authbench_gui.opened_page.head import FileHead

            head = self._file_head = FileHead(self._theme)
            head.close_requested.connect(self._on_close)
            self._head.insertWidget(1, head)
            # The Tab key comes to it where it comes to the head of a connection.
            self.setTabOrder(self.header.more, head.close_button)
        return self._file_head

    @property
    def file_summary(self) -> SummaryPane:
        """What is said about an opened file."""
        if self._file_summary is None:
            from authbench_gui.opened_page.summary import SummaryPane

            self._file_summary = SummaryPane(self._theme)
            self.left_room.addWidget(self._file_summary)
        return self._file_summary

    def show_file(self, file: OpenedFile) -> None:
        """Show an opened file, which is only to be read."""
        from authbench_gui.opened_page.facts import summary_of

        self.show_connection(None)
        self.file = file
        summary = summary_of(file)
        self.header.hide()
        self.trust.hide()
        self.file_head.show_file(file.name, summary.subtitle, file.kind)
        self.file_head.show()
        self.file_summary.show_summary(summary, file.text)
        self.left_room.setCurrentWidget(self.file_summary)
        if self.file_summary.table is not None:
            self.setTabOrder(self.file_head.close_button, self.file_summary.table)
        self.banner.tell(summary.warning)
        file.activity.steps_changed.connect(self._on_steps)
        self._on_steps()
        self.activity.show_recorded(file.recorded)

    def _leave_file(self) -> None:
        if self.file is None:
            return
        self.file.activity.steps_changed.disconnect(self._on_steps)
        self.file = None
        self.file_head.hide()
        self.banner.tell("")
        self.header.show()
        self.left_room.setCurrentWidget(self.left)

    @Slot()
    def _on_close(self) -> None:
        if self.file is not None:
            self.close_requested.emit(self.file.id)

    def show_connection(self, connection: Connection | None) -> None:
        """Show another connection."""
        self._leave_file()
        before = self.connection
        if before is not None:
            before.changed.disconnect(self._on_changed)
            before.form_replaced.disconnect(self._on_form)
            before.form_changed.disconnect(self._on_form_changed)
            before.activity.run_changed.disconnect(self._on_changed)
            before.activity.steps_changed.disconnect(self._on_steps)
        self.connection = connection
        self.header.show_connection(connection)
        self.form.show_connection(connection)
        self.revealing.show_connection(connection)
        self._reading.show_connection(connection)
        self._trying.show_connection(connection)
        if connection is None:
            self.pause.follow(None, None)
            return
        connection.changed.connect(self._on_changed)
        connection.form_replaced.connect(self._on_form)
        connection.form_changed.connect(self._on_form_changed)
        connection.activity.run_changed.connect(self._on_changed)
        connection.activity.steps_changed.connect(self._on_steps)
        self.tabs.choose(FIELDS_TAB)
        self._show_definition()
        self._on_changed()
        self._on_steps()
        self._on_form_changed()

    @Slot(object)
    def show_place(self, place: Location) -> None:
        """Show a line of the definition, or of a module that it imports from beside it."""
        self._show(place, bad=False)

    @Slot(object)
    def _show_bad_place(self, place: Location) -> None:
        self._show(place, bad=True)

    def _show(self, place: Location, *, bad: bool) -> None:
        definition = self._definition()
        files = definition.trust.files if definition is not None and definition.trust is not None else ()
        wanted = os.path.realpath(place.file)
        numbers = (number for number, file in enumerate(files) if file.path == wanted)
        self.tabs.choose(DEFINITION_TAB)
        self.definition.show_line(place.line or 1, bad=bad, file=next(numbers, 0))

    @Slot(int)
    def _on_file_wanted(self, index: int) -> None:
        if self.connection is not None:
            ref = self.connection.ref
            self._library.read_file(ref, index, lambda text: self.definition.show_file(index, text))

    def point_at_trust(self) -> bool:
        """Where the current definition is a program that may not run, bring the person to what asks about
        that. False where it may."""
        connection = self.connection
        if connection is None or self._library.may_run(connection.ref) or self.trust.isHidden():
            return False
        self.trust.point_at()
        return True

    def show_fields(self) -> None:
        """Show the form."""
        self.tabs.choose(FIELDS_TAB)

    def _definition(self) -> Definition | None:
        return self._library.get(self.connection.ref) if self.connection is not None else None

    def _show_definition(self) -> None:
        definition = self._definition()
        self.left.show_definition(definition)
        self._say_problems(definition)
        self._say_trust()

    @Slot(str)
    def _on_definition(self, ref: str) -> None:
        connection = self.connection
        if connection is None or connection.ref != ref:
            return
        self._show_definition()
        self._on_changed()

    @Slot(str)
    def _on_running(self, ref: str) -> None:
        if self.connection is not None and self.connection.ref == ref:
            self._say_trust()

    def _say_trust(self) -> None:
        definition, connection = self._definition(), self.connection
        running = connection is not None and self._library.is_running(connection.ref)
        self.trust.show_state(definition, running)
        self.editing.setVisible(definition is not None and definition.standing is Standing.EDITING)

    @Slot()
    def _show_code(self) -> None:
        self.tabs.choose(DEFINITION_TAB)
        self.definition.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_problems(self, definition: Definition | None) -> None:
        if definition is None:
            self.banner.tell("")
            return
        first = _first_error(definition)
        if definition.connector is None:
            intro = (
                "This definition cannot be used yet."
                if definition.error is None
                else "This file cannot be read."
            )
            self.problems.show_problems(intro, definition.problems, definition.error)
            self.banner.tell("")
        elif definition.stale:
            what = (
                definition.error.message if definition.error is not None else first.message if first else ""
            )
            where = (
                f"{place_text(first.location)}: " if first is not None and first.location is not None else ""
            )
            line = first.location.line if first is not None and first.location is not None else None
            self.banner.tell(
                f"The file is broken now; the last good version is in use. {where}{what}",
                f"Show line {line}" if line is not None else "",
            )
        else:
            self.banner.tell("")

    @Slot()
    def _on_banner(self) -> None:
        definition = self._definition()
        first = _first_error(definition) if definition is not None else None
        if first is not None and first.location is not None and first.location.line is not None:
            self._show_bad_place(first.location)

    @Slot()
    def _on_changed(self) -> None:
        connection = self.connection
        if connection is None:
            return
        self.tabs.show_tab(TOKEN_TAB, connection.may_have_tokens)
        self.header.refresh()
        self.header.show_subtitle(subtitle(connection, self._services, self._definition()))
        self.pause.follow(connection, self._services.journal if self._services is not None else None)
        self._show_redirect()

    @Slot()
    def _on_form(self) -> None:
        self._show_definition()
        self._on_form_changed()
        self._on_changed()

    @Slot()
    def _on_form_changed(self) -> None:
        self.form.sync()
        if self.connection is not None:
            self.tabs.show_tab(TOKEN_TAB, self.connection.may_have_tokens)
        self._show_redirect()

    @Slot()
    def _on_steps(self) -> None:
        shown = self.connection or self.file
        steps = shown.activity.steps.steps if shown is not None else []
        self.steps.show_steps(steps)
        self._step_room.setVisible(bool(steps))

    def _show_redirect(self) -> None:
        connection = self.connection
        form = connection.form if connection is not None else None
        authorization = form.authorization() if form is not None else None
        if connection is None or authorization is None or not authorization.needs_browser:
            self.form.show_redirect(None)
            return
        from authbench.connection import redirect_of

        self.form.show_redirect(redirect_of(connection.profile).uri)


def _first_error(definition: Definition) -> Problem | None:
    return next((problem for problem in definition.problems if problem.severity == "error"), None)
