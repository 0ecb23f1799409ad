"""What actions on the connection that is shown act on, and where their dialogs stand."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from authbench_gui.clipboard import SecretClipboard
from authbench_gui.connection_page.page import ConnectionPage
from authbench_gui.theme.theme import Theme
from authbench_gui.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Stage:
    """The window with what is in it. `window` is the parent of every dialog."""

    window: QWidget
    theme: Theme
    workspace: Workspace
    page: ConnectionPage
    clipboard: SecretClipboard


class PageActions(QObject):
    """Lives as long as the window."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.window)
        self._window = stage.window
        self._theme = stage.theme
        self._workspace = stage.workspace
        self._page = stage.page
        self._clipboard = stage.clipboard
