"""Giving a connection another name."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from authbench_gui.dialogs.frame import DialogFrame


class RenameDialog(DialogFrame):
    """Asks for a name; an empty one is refused."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent, "Rename connection", "Rename")
        self.name = QLineEdit(name)
        self.name.setObjectName("rename.name")
        self.name.setMaxLength(200)
        self.add_field("Name", self.name)
        self.name.selectAll()
        self.name.setFocus()

    def wanted(self) -> str:
        """The name as entered, or empty."""
        return " ".join(self.name.text().split())
