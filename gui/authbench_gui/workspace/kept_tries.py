"""What of tried requests outlasts the window: the history and what is being made up, in the profile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from authbench.errors import AuthbenchError
from authbench_gui.services import Services
from authbench_gui.tasks import Tasks
from authbench_gui.wording import said
from authbench_gui.workspace.connection import Connection

if TYPE_CHECKING:
    from authbench.connection import TryRequest
    from authbench.vault import Profile


class KeptTries(QObject):
    """Writes without what is secret.

    Signals: `history_changed(connection)`; `reported(message)` - something could not be written.
    """

    history_changed = Signal(object)
    reported = Signal(str)

    def __init__(self, tasks: Tasks, find: Callable[[str], Connection | None], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._find = find

    def keep_draft(self, services: Services, connection_id: str, request: TryRequest) -> None:
        """Keep what is being made up; nothing of a request that was not begun."""

        def keep() -> Profile:
            from authbench.connection import TryRequest
            from authbench.connection.try_history import from_plain, keepable, to_plain, with_draft

            started = request != TryRequest()
            draft = keepable(request, None, services.journal.redactor) if started else None
            return services.store.change_tries(
                connection_id,
                lambda before: [to_plain(one) for one in with_draft(from_plain(before), draft)],
            )

        def kept(profile: Profile) -> None:
            connection = self._find(connection_id)
            if connection is not None:
                connection.profile = profile

        self._tasks.ask(keep, kept, self._report, lane="vault")

    def add(
        self,
        services: Services,
        connection: Connection,
        request: TryRequest,
        status: int | None,
        named: Callable[[str], None],
    ) -> None:
        """Put what was sent into the history; `named` is told the id of its entry, where there is one."""

        def keep() -> tuple[Profile | None, str]:
            from authbench.connection.try_history import from_plain, keepable, to_plain, with_new

            tried = keepable(request, status, services.journal.redactor)
            if tried is None:
                return None, ""
            profile = services.store.change_tries(
                connection.id,
                lambda before: [to_plain(one) for one in with_new(from_plain(before), tried)],
            )
            return profile, tried.id

        def kept(outcome: tuple[Profile | None, str]) -> None:
            profile, tried_id = outcome
            if profile is not None:
                named(tried_id)
                self._take(connection, profile)

        self._tasks.ask(keep, kept, self._report, lane="vault")

    def change(
        self,
        services: Services,
        connection: Connection,
        change: Callable[[tuple[dict[str, Any], ...]], list[dict[str, Any]]],
    ) -> None:
        """Make another history of the one that is kept."""
        self._tasks.ask(
            lambda: services.store.change_tries(connection.id, change),
            lambda profile: self._take(connection, profile),
            self._report,
            lane="vault",
        )

    def _take(self, connection: Connection, profile: Profile) -> None:
        connection.profile = profile
        self.history_changed.emit(connection)

    def _report(self, error: AuthbenchError) -> None:
        self.reported.emit(said(error))
