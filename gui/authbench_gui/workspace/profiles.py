"""What a person changes of a connection, written to its profile and the keychain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from authbench.errors import AuthbenchError
from authbench_gui.services import Services
from authbench_gui.tasks import Tasks
from authbench_gui.wording import said
from authbench_gui.workspace.connection import Connection

if TYPE_CHECKING:
    from authbench.oauth import RedirectSettings
    from authbench.vault import Profile

_SAVE_AFTER_MS = 400


class Profiles(QObject):
    """Writes behind the window's back, one thing after the other.

    Signals: `renamed` - a connection has another name; `reported(message)` - something could not be written.
    """

    renamed = Signal()
    reported = Signal(str)

    def __init__(
        self, tasks: Tasks, find: Callable[[str], Connection | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._find = find
        self._services: Services | None = None
        self._unsaved: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save_now)

    def attach(self, services: Services) -> None:
        """The engine is ready."""
        self._services = services

    def save_soon(self, connection: Connection) -> None:
        """Something was typed: write it once nothing more comes for a moment."""
        self._unsaved.add(connection.id)
        self._timer.start()

    @Slot()
    def save_now(self) -> None:
        """Write what was typed, without waiting."""
        self._timer.stop()
        for connection_id in sorted(self._unsaved):
            connection = self._find(connection_id)
            if connection is not None and connection.form is not None:
                self._save_values(connection)
        self._unsaved.clear()

    def rename(self, connection: Connection, name: str) -> None:
        """Give it another name."""
        self._change(connection, lambda services: services.store.rename(connection.id, name))

    def set_settings(
        self,
        connection: Connection,
        redirect: RedirectSettings | None,
        routes: Sequence[str],
        options: dict[str, Any],
    ) -> None:
        """Change redirect, routes and switches."""
        self._change(
            connection,
            lambda services: services.store.set_settings(
                connection.id, redirect=redirect, routes=routes, options=options
            ),
        )

    def set_connector(self, connection: Connection, ref: str, then: Callable[[], None]) -> None:
        """Use another definition, `then` do what follows from it; values, tokens and name stay."""
        self._change(connection, lambda services: services.store.set_connector(connection.id, ref), then)

    def disconnect_tokens(self, connection: Connection) -> None:
        """Forget the tokens; the fields stay."""

        def forget(services: Services) -> Profile:
            services.store.forget_tokens(connection.id)
            return services.store.load(connection.id)

        def forgotten() -> None:
            connection.has_tokens = False
            connection.login_values = None
            connection.changed.emit()
            connection.tokens_changed.emit()

        self._change(connection, forget, forgotten)

    def _save_values(self, connection: Connection) -> None:
        values, secret_names = connection.own_values(), connection.secret_names()
        since, connection.saved = connection.saved, values
        self._change(
            connection,
            lambda services: services.store.save_values(connection.id, values, secret_names, since=since),
        )

    def _change(
        self,
        connection: Connection,
        call: Callable[[Services], Profile],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        services = self._services
        if services is None:
            return

        def written(profile: Profile) -> None:
            was_called = connection.name
            connection.profile = profile
            connection.changed.emit()
            if connection.name != was_called:
                self.renamed.emit()
            then()

        self._tasks.ask(lambda: call(services), written, self._report, lane="vault")

    def _report(self, error: AuthbenchError) -> None:
        self.reported.emit(said(error))
