"""What a person can do with a connection, wherever the button or key for it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from authbench.errors import AuthbenchError
from authbench.events import RunKind
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.connection_page.page import ConnectionPage
from authbench_gui.dialogs.toast import Toast
from authbench_gui.theme.theme import Theme
from authbench_gui.workspace.reading import Standing
from authbench_gui.workspace.runs import routes_of
from authbench_gui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from authbench.connection import TryRequest
    from authbench.journal import Action
    from authbench_gui.workspace.connection import Connection

_NO_TRUST = (Standing.HARMLESS, Standing.NEW)


class ConnectionActions(QObject):
    """Carries out actions on the current or a named connection; opens their dialogs."""

    file_requested = Signal()

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        workspace: Workspace,
        page: ConnectionPage,
        clipboard: SecretClipboard,
        toast: Toast,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._workspace = workspace
        self._page = page
        self._clipboard = clipboard
        self._toast = toast
        header = page.header
        header.test_requested.connect(self.test)
        header.connect_requested.connect(self.connect_)
        header.cancel_requested.connect(self.cancel)
        header.browser_requested.connect(self.open_browser_again)
        header.paste_requested.connect(self.paste_redirect)
        header.menu_about_to_show.connect(self._fill_menu)
        page.settings_requested.connect(self.settings)
        page.trust.trusted.connect(self.trust)
        page.trust.trusted_while_editing.connect(self.trust_while_editing)
        page.trust.run_requested.connect(self.run_definition)
        page.trust.stop_requested.connect(self.stop_definition)
        page.editing.ended.connect(self.stop_editing)
        page.left.language_chosen.connect(self.switch_language)
        page.form.reconnect_requested.connect(self.connect_)
        page.left.connect_requested.connect(self.connect_)
        page.left.token_requested.connect(self.get_token)
        page.left.send_requested.connect(self.send_try)
        page.left.cancel_requested.connect(self.cancel)
        page.form.link_clicked.connect(self.open_link)
        page.activity.action_requested.connect(self._on_card_action)

    @Slot()
    def test(self) -> None:
        """Test without asking for consent."""
        self._start(RunKind.TEST)

    @Slot()
    def connect_(self) -> None:
        """Connect, with consent where the definition needs it."""
        self._start(RunKind.CONNECT)

    @Slot()
    def connect_or_send(self) -> None:
        """Connect; or send the request that is being made up, where the keyboard is in there."""
        if not self._page.left.send_from_keyboard():
            self.connect_()

    @Slot(object)
    def send_try(self, request: TryRequest) -> None:
        """Send a request that the person made up."""
        self._start(RunKind.TRY, request)

    @Slot()
    def get_token(self) -> None:
        """Get a token now."""
        self._start(RunKind.ACQUIRE)

    @Slot()
    def refresh(self) -> None:
        """Run the refresh rules now."""
        self._start(RunKind.REFRESH)

    @Slot()
    def cancel(self) -> None:
        """Stop the run that is on."""
        connection = self._workspace.current
        if connection is not None and connection.activity.running:
            self._workspace.runs.cancel(connection)

    @Slot()
    def disconnect_(self) -> None:
        """Forget the tokens."""
        connection = self._workspace.current
        if connection is not None:
            self._workspace.disconnect_tokens(connection)

    @Slot()
    def trust(self) -> None:
        """Trust the content of the current definition, as it is shown."""
        if self._workspace.current is not None:
            self._workspace.trusting.trust(self._workspace.current.ref)

    @Slot()
    def trust_while_editing(self) -> None:
        """Trust the current definition and whatever it becomes, until the window is closed."""
        if self._workspace.current is not None:
            self._workspace.trusting.trust_while_editing(self._workspace.current.ref)

    @Slot()
    def stop_editing(self) -> None:
        """Ask about every change again."""
        if self._workspace.current is not None:
            self._workspace.trusting.stop_editing(self._workspace.current.ref)

    @Slot()
    def revoke_trust(self) -> None:
        """Trust the current definition no longer."""
        if self._workspace.current is not None:
            self._workspace.trusting.revoke(self._workspace.current.ref)

    @Slot()
    def run_definition(self) -> None:
        """Read the current definition once more, which runs it."""
        if self._workspace.current is not None:
            self._workspace.library.reload(self._workspace.current.ref)

    @Slot()
    def stop_definition(self) -> None:
        """Stop the definition that runs because it is being read."""
        if self._workspace.current is not None:
            self._workspace.library.stop(self._workspace.current.ref)

    @Slot()
    def switch_language(self) -> None:
        """Use the sample of the current connection in its other language."""
        connection = self._workspace.current
        if connection is not None and not connection.activity.running:
            self._workspace.switch_language(connection)

    @Slot()
    def open_browser_again(self) -> None:
        """Open the authorization URL once more."""
        connection = self._workspace.current
        if connection is not None:
            self._workspace.runs.open_browser_again(connection)

    @Slot(str)
    def open_link(self, url: str) -> None:
        """Open a link of a hint in the browser."""
        services = self._workspace.services
        if services is not None:
            self._workspace.tasks.ask(lambda: services.open_url(url), lambda _: None, self._tell_error)

    @Slot()
    def paste_redirect(self) -> None:
        """Take the redirect URL by hand."""
        connection = self._workspace.current
        if connection is None or not connection.activity.running:
            return
        from authbench_gui.dialogs.paste_redirect import PasteRedirectDialog

        run = connection.run
        url = (run.authorization_url if run is not None else None) or ""
        dialog = PasteRedirectDialog(self._window, self._theme, self._clipboard, url)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def hand_over() -> None:
            self._workspace.runs.paste_redirect(
                connection,
                dialog.wanted(),
                lambda _: dialog.accept(),
                lambda error: dialog.tell_problem(_said(error)),
            )

        dialog.confirmed.connect(hand_over)
        dialog.open()

    @Slot()
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
                dialog.tell_problem(_said(error))
                return
            self._workspace.set_settings(connection, wanted.redirect, wanted.routes, wanted.options)
            dialog.accept()

        dialog.confirmed.connect(save)
        dialog.open()

    @Slot()
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

    @Slot()
    def rename_current(self) -> None:
        """Rename the connection that is shown."""
        if self._workspace.current is not None:
            self.rename(self._workspace.current.id)

    @Slot(str)
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
            self._workspace.rename(connection, name)
            dialog.accept()

        dialog.confirmed.connect(rename)
        dialog.open()

    @Slot(str)
    def duplicate(self, connection_id: str) -> None:
        """Make a copy without tokens."""
        connection = self._workspace.connections.get(connection_id)
        if connection is not None:
            self._workspace.duplicate(connection)

    @Slot(str)
    def delete(self, connection_id: str) -> None:
        """Delete; the toast offers to undo it."""
        connection = self._workspace.connections.get(connection_id)
        if connection is not None:
            self._workspace.delete(connection)

    @Slot()
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

    def _start(self, kind: RunKind, tried: TryRequest | None = None) -> None:
        """Start a run, unless fields are missing: then go to the first of them."""
        connection = self._workspace.current
        if connection is None or connection.form is None or connection.activity.running:
            return
        if self._page.point_at_trust():
            return
        self._workspace.save_now()
        self._workspace.forms.settle(connection, lambda: self._begin(connection, kind, tried))

    def _begin(self, connection: Connection, kind: RunKind, tried: TryRequest | None) -> None:
        """Start a run; its fields are the last ones."""
        if connection.form is None or connection.activity.running:
            return
        problems = connection.form.validate()
        connection.form_changed.emit()
        if problems and connection is self._workspace.current:
            self._page.show_fields()
            self._page.form.focus_field(problems[0].path)
        if tried is not None:
            self._workspace.trying.begin(connection, tried)
        else:
            self._workspace.runs.start(connection, kind)

    @Slot(object)
    def _on_card_action(self, action: Action) -> None:
        match action.kind:
            case "copy_report":
                self.copy_report()
            case "connection_settings":
                self.settings()
            case "reconnect":
                self.connect_()
            case "retry":
                self._retry()
            case "focus_field" if isinstance(action.target, tuple):
                self._page.show_fields()
                for name in (self._page.form.accused, *action.target):
                    if name is not None and self._page.form.focus_field(name):
                        return

    def _retry(self) -> None:
        connection = self._workspace.current
        run = connection.activity.run if connection is not None else None
        kind = run.kind if run is not None else RunKind.TEST
        self._start(kind, self._workspace.trying.state.sent if kind is RunKind.TRY else None)

    @Slot()
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
        menu.addAction("Get a token now", self.get_token).setEnabled(renewable)
        menu.addAction("Refresh", self.refresh).setEnabled(renewable)
        menu.addAction("Disconnect", self.disconnect_).setEnabled(
            connection.has_tokens or connection.has_worked
        )
        menu.addSeparator()
        definition = self._workspace.library.get(connection.ref)
        if definition is not None and definition.trust is not None and definition.standing not in _NO_TRUST:
            menu.addAction("Stop trusting this definition", self.revoke_trust)
            menu.addSeparator()
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
        self._toast.tell(_said(error))


def _said(error: AuthbenchError) -> str:
    return " ".join(part for part in (error.message, error.hint) if part)
