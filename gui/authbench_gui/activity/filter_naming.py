"""Saving filters of the log under names, and renaming them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from authbench_gui.activity.log_head import LogHead
from authbench_gui.dialogs.name_filter import NameFilterDialog


class FilterNaming(QObject):
    """Asks for names in `window`. `is_secret` says of a text whether it may not lie in a file."""

    def __init__(self, head: LogHead, window: QWidget, is_secret: Callable[[str], bool]) -> None:
        super().__init__(window)
        self._head = head
        self._window = window
        self._is_secret = is_secret
        head.filters.save_requested.connect(self._save)
        head.filters.rename_requested.connect(self._rename)
        head.filters.delete_requested.connect(head.filters.delete)

    @Slot()
    def _save(self) -> None:
        text = self._head.box.text().strip()
        self._ask_name("Save filter", "", lambda name: self._head.filters.save(name, text), text)

    @Slot(str)
    def _rename(self, before: str) -> None:
        self._ask_name("Rename filter", before, lambda name: self._head.filters.rename(before, name), "")

    def _ask_name(self, title: str, before: str, take: Callable[[str], None], text: str) -> None:
        dialog = NameFilterDialog(self._window, title, before)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def confirm() -> None:
            name = dialog.wanted()
            if not name:
                dialog.tell_problem("A filter needs a name.")
            elif name != before and self._head.filters.taken(name):
                dialog.tell_problem("There is a filter of that name.")
            elif self._is_secret(name) or self._is_secret(text):
                dialog.tell_problem("It holds a secret, and saved filters are kept in a file.")
            else:
                take(name)
                dialog.accept()

        dialog.confirmed.connect(confirm)
        dialog.open()
