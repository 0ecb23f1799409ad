"""Sending a request of the log again: it goes to where requests are tried, and from there on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from authbench.errors import AuthbenchError
from authbench_gui.connection_page.left_pane import TRY_TAB
from authbench_gui.connection_page.page import ConnectionPage
from authbench_gui.tasks import Tasks
from authbench_gui.wording import said
from authbench_gui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from authbench.connection.sending_again import SentBefore

NOT_AGAIN = "Only requests that were sent from here, and are still kept, can be sent again."
RUNNING = "A run is on. Send it when that is over."


class SendingAgain(QObject):
    """Fills in a request of the log as one to try. One that changes nothing is sent; any other waits for the
    person to send it. `reported(message)` - why nothing was."""

    reported = Signal(str)

    def __init__(self, workspace: Workspace, page: ConnectionPage, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._page = page
        self._tasks = Tasks(self)
        page.activity.log.again_requested.connect(self.send)
        self.reported.connect(page.activity.log.reported)

    @Slot(int)
    def send(self, exchange_id: int) -> None:
        """Send an exchange's request again, or fill it in."""
        connection, services = self._workspace.current, self._workspace.services
        if connection is None or services is None or connection.form is None:
            return
        if connection.activity.running:
            self.reported.emit(RUNNING)
            return
        journal, base = services.journal, self._workspace.trying.state.base

        def look() -> SentBefore | None:
            from authbench.connection.sending_again import sent_before

            return sent_before(journal, exchange_id, base)

        def found(before: SentBefore | None) -> None:
            if self._workspace.current is not connection:
                return
            if before is None:
                self.reported.emit(NOT_AGAIN)
                return
            self._page.left.tabs.choose(TRY_TAB)
            self._page.left.try_request.take_again(before)

        self._tasks.ask(look, found, self._report)

    def _report(self, error: AuthbenchError) -> None:
        self.reported.emit(said(error))
