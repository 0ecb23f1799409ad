"""What a person asks the provider about a token. What ends one or takes it to a host that only the provider's
metadata names is asked back first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from authbench.connection.provider_question import Ask
from authbench_gui.connection_page.page import ConnectionPage
from authbench_gui.workspace.workspace import Workspace

if TYPE_CHECKING:
    from authbench.oauth.discovery import ProviderMetadata
    from authbench_gui.dialogs.frame import DialogFrame
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
        provider = asking.state.provider
        endpoint = _secret_endpoint(what, provider) if provider is not None else ""
        if connection is None or provider is None or not endpoint:
            asking.ask(what, () if what is Ask.DISCOVER else path)
            return
        origin = provider.foreign(endpoint)
        if what is Ask.REVOKE:
            from authbench_gui.dialogs.revoke import RevokeDialog

            dialog: DialogFrame = RevokeDialog(self._window, path[-1], endpoint, connection.name, origin)
        elif origin:
            from authbench_gui.dialogs.send_token import SendTokenDialog

            dialog = SendTokenDialog(
                self._window,
                path[-1],
                endpoint,
                origin,
                connection.name,
                with_client=what is Ask.INTROSPECT,
            )
        else:
            asking.ask(what, path)
            return
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def send() -> None:
            if self._workspace.current is connection and asking.state.provider is provider:
                asking.ask(what, path, agreed=origin)
            dialog.accept()

        dialog.confirmed.connect(send)
        dialog.open()


def _secret_endpoint(what: Ask, provider: ProviderMetadata) -> str:
    """Where a question takes a token to; empty where it takes none along."""
    endpoints = {
        Ask.INTROSPECT: provider.introspection_endpoint,
        Ask.USERINFO: provider.userinfo_endpoint,
        Ask.REVOKE: provider.revocation_endpoint,
    }
    return endpoints.get(what) or ""
