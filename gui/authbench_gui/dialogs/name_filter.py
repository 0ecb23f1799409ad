"""Giving a filter of the log a name."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from authbench_gui.dialogs.frame import DialogFrame


class NameFilterDialog(DialogFrame):
    """Asks for the name under which a filter is saved."""

    def __init__(self, parent: QWidget, title: str, name: str) -> None:
        super().__init__(parent, title, "Save")
        self.name = QLineEdit(name)
        self.name.setObjectName("filter.name")
        self.name.setMaxLength(60)
        self.add_field("Name", self.name)
        self.name.selectAll()
        self.name.setFocus()

    def wanted(self) -> str:
        """The name as entered, or empty."""
        return " ".join(self.name.text().split())
