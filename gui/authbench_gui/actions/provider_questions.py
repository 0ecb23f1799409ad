"""What a person asks the provider about a token; ending one is asked back first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from authbench.connection.provider_question import Ask
from authbench_gui.connection_page.page import ConnectionPage
from authbench_gui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from authbench_gui.workspace.asking import Path


class ProviderQuestions(QObject):
    """Puts the questions of the Token tab."""

    def __init__(self, window: QWidget, workspace: Workspace, page: ConnectionPage) -> None:
        super().__init__(window)
        self._window, self._workspace = window, workspace
        page.left.set_asking(workspace.asking)
        page.left.provider_asked.connect(self._on_asked)

    @Slot(object, object)
    def _on_asked(self, what: Ask, path: Path) -> None:
        asking, connection = self._workspace.asking, self._workspace.current
        if what is not Ask.REVOKE:
            asking.ask(what, () if what is Ask.DISCOVER else path)
            return
        provider = asking.state.provider
        if connection is None or provider is None:
            return
        from authbench_gui.dialogs.revoke import RevokeDialog

        dialog = RevokeDialog(self._window, path[-1], provider.revocation_endpoint or "", connection.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def revoke() -> None:
            if self._workspace.current is connection:
                asking.ask(what, path)
            dialog.accept()

        dialog.confirmed.connect(revoke)
        dialog.open()
