"""What a person can do with the definition of a connection: trust it, run it, take its other language."""

from __future__ import annotations

from PySide6.QtCore import QObject

from authbench_gui.connection_page.page import ConnectionPage
from authbench_gui.workspace.workspace import Workspace


class DefinitionActions(QObject):
    """Carries out actions on the definition of the current connection."""

    def __init__(self, parent: QObject, workspace: Workspace, page: ConnectionPage) -> None:
        super().__init__(parent)
        self._workspace = workspace
        page.trust.trusted.connect(self.trust)
        page.trust.trusted_while_editing.connect(self.trust_while_editing)
        page.trust.run_requested.connect(self.run_definition)
        page.trust.stop_requested.connect(self.stop_definition)
        page.editing.ended.connect(self.stop_editing)
        page.left.language_chosen.connect(self.switch_language)

    def trust(self) -> None:
        """Trust the content of the current definition, as it is shown."""
        if self._workspace.current is not None:
            self._workspace.trusting.trust(self._workspace.current.ref)

    def trust_while_editing(self) -> None:
        """Trust the current definition and whatever it becomes, until the window is closed."""
        if self._workspace.current is not None:
            self._workspace.trusting.trust_while_editing(self._workspace.current.ref)

    def stop_editing(self) -> None:
        """Ask about every change again."""
        if self._workspace.current is not None:
            self._workspace.trusting.stop_editing(self._workspace.current.ref)

    def revoke_trust(self) -> None:
        """Trust the current definition no longer."""
        if self._workspace.current is not None:
            self._workspace.trusting.revoke(self._workspace.current.ref)

    def run_definition(self) -> None:
        """Read the current definition once more, which runs it."""
        if self._workspace.current is not None:
            self._workspace.library.reload(self._workspace.current.ref)

    def stop_definition(self) -> None:
        """Stop the definition that runs because it is being read."""
        if self._workspace.current is not None:
            self._workspace.library.stop(self._workspace.current.ref)

    def switch_language(self) -> None:
        """Use the sample of the current connection in its other language."""
        connection = self._workspace.current
        if connection is not None and not connection.activity.running:
            self._workspace.switch_language(connection)
