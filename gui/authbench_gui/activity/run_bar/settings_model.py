"""The settings of a run as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from authbench_gui.code.lines import visible
from authbench_gui.wording import shown, tool_tip

if TYPE_CHECKING:
    from authbench.journal import Redacted
    from authbench.journal.settings_views import SettingView

Index = QModelIndex | QPersistentModelIndex

VALUE_ROLE = Qt.ItemDataRole.UserRole
"""What stands in a cell, with its chips; None for a setting that was not there."""
SETTING_ROLE = Qt.ItemDataRole.UserRole + 1
ABSENT = "—"
_TITLES = ("Setting", "Before", "After")
_UNKNOWN = "…"


class SettingsModel(QAbstractTableModel):
    """Name, value before and value after. `total` and `changed` count what there is, shown or not."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._all: Sequence[SettingView] = ()
        self._rows: Sequence[SettingView] = ()
        self.final = False

    @property
    def total(self) -> int:
        """All settings."""
        return len(self._all)

    @property
    def changed(self) -> int:
        """Those that the run changed."""
        return sum(row.changed for row in self._all)

    def show_rows(self, rows: Sequence[SettingView], *, final: bool) -> None:
        """Show other settings; before the end (`final`) nothing is known of what changes."""
        self._all, self.final = rows, final

    def filter(self, *, changed: bool, words: str) -> None:
        """Show only what changed, where that is wanted, and what has all the words."""
        wanted = words.casefold().split()
        self.beginResetModel()
        self._rows = [
            row
            for row in self._all
            if (row.changed or not changed) and all(word in _searched(row) for word in wanted)
        ]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == SETTING_ROLE:
            return row
        value = self._value(row, index.column())
        if role == VALUE_ROLE:
            return value
        text = self._text(row, index.column(), value)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(text)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{text}, {how(row)}" if index.column() == 0 and row.changed else text
        return None

    def _value(self, row: SettingView, column: int) -> Redacted | None:
        value = (None, row.before, row.after if self.final else None)[column]
        return visible(value) if value is not None else None

    def _text(self, row: SettingView, column: int, value: Redacted | None) -> str:
        if column == 0:
            return shown(row.name)
        if value is not None:
            return value.text
        return ABSENT if self.final or column == 1 else _UNKNOWN


def how(row: SettingView) -> str:
    """How a setting changed: `added`, `removed` or `changed`."""
    return "added" if row.before is None else "removed" if row.after is None else "changed"


def _searched(row: SettingView) -> str:
    texts = (row.name, *(value.text for value in (row.before, row.after) if value is not None))
    return "\n".join(texts).casefold()
