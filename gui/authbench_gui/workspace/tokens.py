"""The tokens of the current connection as the window may show them, read off its thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from authbench.errors import AuthbenchError
from authbench_gui.services import Services
from authbench_gui.tasks import Tasks
from authbench_gui.wording import said
from authbench_gui.workspace.connection import Connection

if TYPE_CHECKING:
    from authbench.connection.token_view.model import ConnectionTokens
    from authbench.connection.token_view.reading import Login

Path = tuple[str, ...]
OnText = Callable[[str], object]


class TokenReading(QObject):
    """Reads what the keychain holds of a login, while somebody looks (`watch`), and again whenever it may
    have changed. Holds no token's text: `token` and `claim` fetch one value because a person asked.

    Signals: `changed` - there is something else to show; `reported(message)` - a value could not be fetched.
    """

    changed = Signal()
    reported = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._services: Services | None = None
        self._watched = False
        self._asked = 0
        self.connection: Connection | None = None
        self.tokens: ConnectionTokens | None = None
        self.problem = ""
        """Why the keychain could not be read."""

    def attach(self, services: Services) -> None:
        """The engine is ready."""
        self._services = services

    def show_connection(self, connection: Connection | None) -> None:
        """Another connection is shown; what is known of the one before is dropped."""
        if self.connection is not None:
            self.connection.tokens_changed.disconnect(self.read)
        self.connection = connection
        if connection is not None:
            connection.tokens_changed.connect(self.read)
        self._asked += 1
        self.tokens, self.problem = None, ""
        self.changed.emit()
        self.read()

    def watch(self, watched: bool) -> None:
        """Whether somebody looks. What nobody looks at is not read."""
        self._watched = watched
        if watched:
            self.read()

    @Slot()
    def read(self) -> None:
        """Read anew. What is shown stays until the answer is there."""
        connection, services = self.connection, self._services
        if connection is None or services is None or not self._watched:
            return
        self._asked += 1
        asked, login, profile_id = self._asked, self._login(services, connection), connection.id

        def look() -> ConnectionTokens:
            from authbench.connection.token_view.reading import read_tokens

            return read_tokens(login(), services.journal, profile_id)

        def got(tokens: ConnectionTokens) -> None:
            if asked == self._asked:
                self.tokens, self.problem = tokens, ""
                self.changed.emit()

        def failed(error: AuthbenchError) -> None:
            if asked == self._asked:
                self.tokens, self.problem = None, said(error)
                self.changed.emit()

        self._tasks.ask(look, got, failed, lane="vault")

    def token(self, path: Path, on_text: OnText) -> None:
        """Fetch the text of one token."""

        def fetch(login: Login) -> str:
            from authbench.connection.token_view.reading import token_text

            return token_text(login, path)

        self._fetch(fetch, on_text)

    def claim(self, path: Path, number: int, on_text: OnText, *, header: bool = False) -> None:
        """Fetch one claim or header parameter of a token, counted from 0."""

        def fetch(login: Login) -> str:
            from authbench.connection.token_view.reading import claim_text_of

            return claim_text_of(login, path, number, header=header)

        self._fetch(fetch, on_text)

    def _fetch(self, fetch: Callable[[Login], str], on_text: OnText) -> None:
        connection, services = self.connection, self._services
        if connection is None or services is None:
            return
        login = self._login(services, connection)

        def got(text: str) -> None:
            if connection is self.connection:
                on_text(text)

        def failed(error: AuthbenchError) -> None:
            self.reported.emit(said(error))
            self.read()

        self._tasks.ask(lambda: fetch(login()), got, failed, lane="vault")

    def _login(self, services: Services, connection: Connection) -> Callable[[], Login]:
        """What makes the login, off the window's thread."""
        form, profile = connection.form, connection.profile
        values = form.settings() if form is not None else dict(connection.values or {})
        authorization = form.authorization() if form is not None else None

        def make() -> Login:
            from authbench.connection.token_view.reading import Login

            entry = services.store.entry(profile.id)
            return Login(entry, values, form.connector if form is not None else None, authorization)

        return make
