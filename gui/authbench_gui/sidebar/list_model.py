"""The rows of the sidebar: connections under the definition that they belong to, demo ones first, opened
files last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from authbench_gui.services import DEMO_PREFIX
from authbench_gui.wording import one_line, tool_tip
from authbench_gui.workspace.connection import Connection, Status
from authbench_gui.workspace.opened import OpenedFile

Index = QModelIndex | QPersistentModelIndex


class RowRole(IntEnum):
    """What the delegate asks a row for."""

    CONNECTION_ID = Qt.ItemDataRole.UserRole
    STATUS = Qt.ItemDataRole.UserRole + 1
    SECOND_LINE = Qt.ItemDataRole.UserRole + 2
    IS_GROUP = Qt.ItemDataRole.UserRole + 3
    CAN_CLOSE = Qt.ItemDataRole.UserRole + 4


_OPENED = "opened:"
_NOT_KEPT = "Not kept when the window is closed."


STATUS_WORDS = {
    Status.NEVER: "never tested",
    Status.CONNECTED: "connected",
    Status.EXPIRING: "token expiring",
    Status.FAILED: "failed",
    Status.RUNNING: "running",
}


@dataclass(frozen=True, slots=True)
class _Row:
    group: str = ""
    connection: Connection | None = None
    file: OpenedFile | None = None

    @property
    def id(self) -> str | None:
        """What the row selects; None for a heading."""
        shown = self.connection or self.file
        return shown.id if shown is not None else None


class SidebarModel(QAbstractListModel):
    """Flat list of group headings, connections and opened files; headings cannot be selected."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self.summaries: dict[str, str] = {}
        self.demo_state = "starting"

    def show(self, connections: Iterable[Connection], needle: str, files: Iterable[OpenedFile] = ()) -> None:
        """Show these connections, as far as name, authorization or file contain `needle`, and opened files
        by their names."""
        self.beginResetModel()
        groups: dict[str, list[Connection]] = {}
        for connection in connections:
            if needle.casefold() in self._haystack(connection):
                groups.setdefault(self._group_key(connection), []).append(connection)
        self._rows = []
        for key in sorted(groups, key=lambda key: (key != DEMO_PREFIX, key)):
            self._rows.append(_Row(group=key))
            self._rows.extend(_Row(connection=connection) for connection in groups[key])
        opened = [_Row(file=file) for file in files if needle.casefold() in file.name.casefold()]
        if opened:
            self._rows += [_Row(group=_OPENED), *opened]
        self.endResetModel()

    def refresh(self) -> None:
        """Statuses, times or names changed."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def row_of(self, wanted: str) -> int | None:
        """Where a connection or an opened file is shown."""
        for number, row in enumerate(self._rows):
            if row.id is not None and row.id == wanted:
                return number
        return None

    def first_connection(self) -> int | None:
        """The first row that can be selected."""
        return next((number for number, row in enumerate(self._rows) if row.id is not None), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].id is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if row.file is not None:
            return self._file_data(row.file, role)
        if row.connection is None:
            return self._group_data(row.group, role)
        connection = row.connection
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(connection.name)
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(f"{connection.name}\n{self.second_line(connection)}")
            case Qt.ItemDataRole.AccessibleTextRole:
                status = STATUS_WORDS[connection.status()]
                return f"{one_line(connection.name)}, {status}, {self.second_line(connection)}"
            case RowRole.CONNECTION_ID:
                return connection.id
            case RowRole.STATUS:
                return connection.status()
            case RowRole.SECOND_LINE:
                return self.second_line(connection)
            case RowRole.IS_GROUP:
                return False
        return None

    def second_line(self, connection: Connection) -> str:
        """Authorization and what happened last."""
        what = self.summaries.get(connection.ref) or connection.authorization or ""
        story = "" if what and connection.status() is Status.NEVER else connection.story()
        kind = what.split(" · ", 1)[0] if story else what
        return one_line(" · ".join(part for part in (kind, story) if part))

    @staticmethod
    def _file_data(file: OpenedFile, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(file.name)
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(f"{file.path}\n{file.summary}\n{_NOT_KEPT}")
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{one_line(file.name)}, opened file, {file.summary}"
            case RowRole.CONNECTION_ID:
                return file.id
            case RowRole.STATUS:
                return Status.NEVER
            case RowRole.SECOND_LINE:
                return file.summary
            case RowRole.IS_GROUP:
                return False
            case RowRole.CAN_CLOSE:
                return True
        return None

    def _group_data(self, group: str, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                if group == DEMO_PREFIX:
                    return f"Demo provider · {self.demo_state}"
                if group == _OPENED:
                    return "Opened files"
                return _short_path(group)
            case Qt.ItemDataRole.ToolTipRole:
                if group == _OPENED:
                    return tool_tip(_NOT_KEPT)
                return "" if group == DEMO_PREFIX else tool_tip(group)
            case RowRole.IS_GROUP:
                return True
        return None

    @staticmethod
    def _group_key(connection: Connection) -> str:
        return DEMO_PREFIX if connection.ref.startswith(DEMO_PREFIX) else connection.ref

    def _haystack(self, connection: Connection) -> str:
        return f"{connection.name} {self.second_line(connection)} {connection.ref}".casefold()


def _short_path(path: str) -> str:
    """A file's path with `~` for the home folder."""
    try:
        return f"~/{Path(path).relative_to(Path.home())}"
    except ValueError:
        return path
