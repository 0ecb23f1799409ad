"""What a person can run: a test, a login, a request, the token rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from authbench.errors import AuthbenchError
from authbench.events import RunKind
from authbench_gui.actions.page_actions import PageActions, Stage
from authbench_gui.actions.provider_questions import ProviderQuestions
from authbench_gui.actions.sending_again import SendingAgain
from authbench_gui.wording import said

if TYPE_CHECKING:
    from authbench.connection import PausePoints, TryRequest
    from authbench_gui.workspace.connection import Connection


class RunActions(PageActions):
    """Starts, feeds and stops runs of the current connection."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        window, workspace, page = stage.window, stage.workspace, stage.page
        header = page.header
        header.test_requested.connect(self.test)
        header.connect_requested.connect(self.connect_)
        header.cancel_requested.connect(self.cancel)
        header.browser_requested.connect(self.open_browser_again)
        header.paste_requested.connect(self.paste_redirect)
        header.go_on_requested.connect(self.go_on)
        header.pauses_chosen.connect(self.pause_at)
        page.form.reconnect_requested.connect(self.connect_)
        page.left.connect_requested.connect(self.connect_)
        page.left.token_requested.connect(self.get_token)
        page.left.send_requested.connect(self.send_try)
        page.left.cancel_requested.connect(self.cancel)
        SendingAgain(workspace, page, self)
        ProviderQuestions(window, workspace, page)

    def test(self) -> None:
        """Test without asking for consent."""
        self._start(RunKind.TEST)

    def connect_(self) -> None:
        """Connect, with consent where the definition needs it."""
        self._start(RunKind.CONNECT)

    def connect_or_send(self) -> None:
        """Connect; go on, where the run is paused; or send the request that is being made up, where the
        keyboard is in there."""
        if self._page.pause.draft_editor is not None:
            self.go_on()
        elif not self._page.left.send_from_keyboard():
            self.connect_()

    def send_try(self, request: TryRequest) -> None:
        """Send a request that the person made up."""
        self._start(RunKind.TRY, request)

    def get_token(self) -> None:
        """Get a token now."""
        self._start(RunKind.ACQUIRE)

    def refresh(self) -> None:
        """Run the refresh rules now."""
        self._start(RunKind.REFRESH)

    def cancel(self) -> None:
        """Stop the run that is on."""
        connection = self._workspace.current
        if connection is not None and connection.activity.running:
            self._workspace.runs.cancel(connection)

    def go_on(self) -> None:
        """Leave the pause with what the editor holds; where that cannot be sent, the editor says why."""
        connection, editor = self._workspace.current, self._page.pause.draft_editor
        if connection is None or editor is None:
            return
        try:
            self._workspace.runs.go_on(connection, editor.wanted())
        except AuthbenchError as error:
            editor.tell_problem(error)

    def pause_at(self, points: PausePoints) -> None:
        """Where runs of the current connection pause from now on."""
        connection = self._workspace.current
        if connection is not None:
            self._workspace.runs.pause_at(connection, points)

    def disconnect_(self) -> None:
        """Forget the tokens."""
        connection = self._workspace.current
        if connection is not None:
            self._workspace.profiles.disconnect_tokens(connection)

    def open_browser_again(self) -> None:
        """Open the authorization URL once more."""
        connection = self._workspace.current
        if connection is not None:
            self._workspace.runs.open_browser_again(connection)

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
                lambda error: dialog.tell_problem(said(error)),
            )

        dialog.confirmed.connect(hand_over)
        dialog.open()

    def retry(self) -> None:
        """Do once more what was done last."""
        connection = self._workspace.current
        run = connection.activity.run if connection is not None else None
        kind = run.kind if run is not None else RunKind.TEST
        self._start(kind, self._workspace.trying.state.sent if kind is RunKind.TRY else None)

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
