"""What a person can do with a connection, wherever the button or key for it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from authbench.errors import AuthbenchError
from authbench_gui.actions.definitions import DefinitionActions
from authbench_gui.actions.page_actions import PageActions, Stage
from authbench_gui.actions.running import RunActions
from authbench_gui.connection_page.pause.points import PausePointsMenu
from authbench_gui.dialogs.toast import Toast
from authbench_gui.presenter import KEYS as PRESENT_KEYS
from authbench_gui.wording import said
from authbench_gui.workspace.reading import Standing
from authbench_gui.workspace.run_requests import routes_of

if TYPE_CHECKING:
    from authbench.journal import Action
    from authbench.oauth import RedirectSettings

_NO_TRUST = (Standing.HARMLESS, Standing.NEW)


class ConnectionActions(PageActions):
    """Carries out actions on the current or a named connection; opens their dialogs. `running` holds those
    on its runs, `definition` those on its definition."""

    file_requested = Signal()

    def __init__(self, stage: Stage, toast: Toast) -> None:
        super().__init__(stage)
        page = stage.page
        self._toast = toast
        self.running = RunActions(stage)
        self.definition = DefinitionActions(self, stage.workspace, page)
        self._points = PausePointsMenu("Pause at…", page.header.menu)
        self._points.chosen.connect(self.running.pause_at)
        page.header.menu_about_to_show.connect(self._fill_menu)
        page.settings_requested.connect(self.settings)
        page.form.redirect.check_requested.connect(self.check_redirect)
        page.form.link_clicked.connect(self.open_link)
        page.activity.action_requested.connect(self._on_card_action)

    def settings(self) -> None:
        """Edit redirect, routes and switches of the current connection."""
        connection, services = self._workspace.current, self._workspace.services
        if connection is None or services is None:
            return
        from authbench_gui.dialogs.connection_settings import SettingsDialog

        sample = services.sample(connection.ref)
        demo = routes_of(services, connection.profile) if sample is not None and services.demo_origin else ()
        dialog = SettingsDialog(self._window, self._theme, connection.profile, demo)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def save() -> None:
            try:
                wanted = dialog.wanted()
            except AuthbenchError as error:
                dialog.tell_problem(said(error))
                return
            self._workspace.profiles.set_settings(connection, wanted.redirect, wanted.routes, wanted.options)
            dialog.accept()

        def check(redirect: RedirectSettings, rewrite_callback: bool) -> None:
            self._open_doctor(dialog, redirect, rewrite_callback)

        dialog.confirmed.connect(save)
        dialog.check_requested.connect(check)
        dialog.open()

    def check_redirect(self) -> None:
        """Look the redirect of the current connection over."""
        connection = self._workspace.current
        if connection is not None:
            from authbench.connection import redirect_of

            profile = connection.profile
            rewrite = bool(profile.options.get("rewrite_callback", True))
            self._open_doctor(self._window, redirect_of(profile), rewrite)

    def _open_doctor(self, parent: QWidget, redirect: RedirectSettings, rewrite_callback: bool) -> None:
        from authbench_gui.dialogs.redirect_doctor import RedirectDoctorDialog

        tasks = self._workspace.tasks
        dialog = RedirectDoctorDialog(
            parent, self._theme, self._clipboard, tasks, redirect, rewrite_callback=rewrite_callback
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def new_connection(self) -> None:
        """Choose what a new connection is made of."""
        services = self._workspace.services
        if services is None:
            return
        from authbench_gui.dialogs.new_connection import NewConnectionDialog, Source, file_source

        files = dict.fromkeys(
            connection.ref
            for connection in self._workspace.connections.values()
            if connection.ref.startswith("/")
        )
        sources = [file_source(Path(ref), self._title_of(ref)) for ref in files]
        sources += [
            Source(
                f"demo:{sample.name}", sample.title, f"{sample.authorization} · {sample.flow} · demo provider"
            )
            for sample in services.samples
        ]
        dialog = NewConnectionDialog(self._window, self._theme, sources)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def create() -> None:
            wanted = dialog.wanted()
            if wanted is None:
                dialog.tell_problem("Choose a definition first.")
                return
            self._workspace.create(*wanted)
            dialog.accept()

        def choose_file() -> None:
            dialog.reject()
            self.file_requested.emit()

        dialog.confirmed.connect(create)
        dialog.file_requested.connect(choose_file)
        dialog.open()

    def rename_current(self) -> None:
        """Rename the connection that is shown."""
        if self._workspace.current is not None:
            self.rename(self._workspace.current.id)

    def rename(self, connection_id: str) -> None:
        """Ask for another name."""
        connection = self._workspace.connections.get(connection_id)
        if connection is None:
            return
        from authbench_gui.dialogs.rename import RenameDialog

        dialog = RenameDialog(self._window, connection.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def rename() -> None:
            name = dialog.wanted()
            if not name:
                dialog.tell_problem("A connection needs a name.")
                return
            self._workspace.profiles.rename(connection, name)
            dialog.accept()

        dialog.confirmed.connect(rename)
        dialog.open()

    def duplicate(self, connection_id: str) -> None:
        """Make a copy without tokens."""
        connection = self._workspace.connections.get(connection_id)
        if connection is not None:
            self._workspace.duplicate(connection)

    def delete(self, connection_id: str) -> None:
        """Delete; the toast offers to undo it."""
        connection = self._workspace.connections.get(connection_id)
        if connection is not None:
            self._workspace.delete(connection)

    def copy_report(self) -> None:
        """Put a redacted report of the last run on the clipboard."""
        connection, services = self._workspace.current, self._workspace.services
        run = connection.activity.run if connection is not None else None
        if services is None or run is None:
            return

        def copied(text: str) -> None:
            self._clipboard.copy_text(text)
            self._toast.tell("Copied a report without secrets.")

        self._workspace.tasks.ask(lambda: services.journal.report(run.id), copied, self._tell_error)

    def open_link(self, url: str) -> None:
        """Open a link of a hint in the browser."""
        services = self._workspace.services
        if services is not None:
            self._workspace.tasks.ask(lambda: services.open_url(url), lambda _: None, self._tell_error)

    def _on_card_action(self, action: Action) -> None:
        match action.kind:
            case "copy_report":
                self.copy_report()
            case "connection_settings":
                self.settings()
            case "redirect_doctor":
                self.check_redirect()
            case "reconnect":
                self.running.connect_()
            case "retry":
                self.running.retry()
            case "focus_field" if isinstance(action.target, tuple):
                self._page.show_fields()
                for name in (self._page.form.accused, *action.target):
                    if name is not None and self._page.form.focus_field(name):
                        return

    def _fill_menu(self) -> None:
        """The menu of the header, as far as its entries make sense now."""
        menu = self._page.header.menu
        menu.clear()
        connection = self._workspace.current
        if connection is None:
            return
        form = connection.form
        authorization = form.authorization() if form is not None else None
        renewable = authorization is not None and authorization.reauthorizable
        menu.addAction("Get a token now", self.running.get_token).setEnabled(renewable)
        menu.addAction("Refresh", self.running.refresh).setEnabled(renewable)
        menu.addAction("Disconnect", self.running.disconnect_).setEnabled(
            connection.has_tokens or connection.has_worked
        )
        presenting = self._theme.presenting.on
        menu.addAction("Refresh lab", self._page.left.open_lab).setEnabled(
            form is not None and not presenting
        )
        present = menu.addAction(f"Presenter mode\t{PRESENT_KEYS}", self._theme.presenting.toggle)
        present.setCheckable(True)
        present.setChecked(presenting)
        menu.addSeparator()
        definition = self._workspace.library.get(connection.ref)
        if definition is not None and definition.trust is not None and definition.standing not in _NO_TRUST:
            menu.addAction("Stop trusting this definition", self.definition.revoke_trust)
            menu.addSeparator()
        self._points.show_points(connection.pauses)
        menu.addMenu(self._points)
        menu.addAction("Connection settings…", self.settings)
        menu.addAction("Rename…\tF2", self.rename_current)
        menu.addAction("Duplicate", lambda: self.duplicate(connection.id))
        menu.addAction("Copy report (redacted)", self.copy_report).setEnabled(
            connection.activity.run is not None
        )
        menu.addSeparator()
        menu.addAction("Delete", lambda: self.delete(connection.id))

    def _title_of(self, ref: str) -> str:
        definition = self._workspace.library.get(ref)
        connector = definition.connector if definition is not None else None
        return connector.title if connector is not None else ""

    def _tell_error(self, error: AuthbenchError) -> None:
        self._toast.tell(said(error))
