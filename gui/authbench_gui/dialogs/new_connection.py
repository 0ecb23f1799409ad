"""A new connection: from a sample on the demo provider, from a definition in use, or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from authbench_gui.dialogs.frame import DialogFrame
from authbench_gui.dialogs.source_delegate import SOURCE_ROLE, SourceDelegate
from authbench_gui.services import DEMO_PREFIX
from authbench_gui.theme.assistive import SelectionFollower
from authbench_gui.theme.tabs import TabStrip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button
from authbench_gui.wording import one_line


@dataclass(frozen=True, slots=True)
class Source:
    """Something that a connection can be made of. `ref` is `demo:NAME` or a path."""

    ref: str
    title: str
    detail: str

    @property
    def is_sample(self) -> bool:
        """Whether it is one of our samples, which are there in both languages."""
        return self.ref.startswith(DEMO_PREFIX)


class NewConnectionDialog(DialogFrame):
    """Chooses a definition and a name. `file_requested` asks for the file dialog instead."""

    file_requested = Signal()

    def __init__(self, parent: QWidget, theme: Theme, sources: Sequence[Source]) -> None:
        super().__init__(parent, "New connection", "Create", width=560)
        self._typed = False
        self._suggested = ""
        self.list = QListWidget()
        self.list.setObjectName("new.sources")
        self.list.setMinimumHeight(300)
        self.list.setItemDelegate(SourceDelegate(theme, self.list))
        for source in sources:
            item = QListWidgetItem(one_line(source.title))
            item.setData(SOURCE_ROLE, source)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, f"{one_line(source.title)}, {one_line(source.detail)}"
            )
            item.setSizeHint(QSize(0, 50))
            self.list.addItem(item)
        self.open_file = button("Open a definition file…")
        self.open_file.setObjectName("new.file")
        self.open_file.clicked.connect(self.file_requested)
        self.name = QLineEdit()
        self.name.setObjectName("new.name")
        self.name.setMaxLength(200)
        self.language = TabStrip(("Ruby", "Python"), "Language of the sample", "segment")
        self.language.setObjectName("new.language")
        self.add_field("Definition", self.list)
        row = QHBoxLayout()
        row.addWidget(self.open_file)
        row.addStretch(1)
        row.addWidget(self.language)
        self.body.addLayout(row)
        self.add_field("Name", self.name)
        self.list.currentRowChanged.connect(self._on_row)
        SelectionFollower(self.list)
        self.list.itemDoubleClicked.connect(self._on_double)
        self.name.textChanged.connect(self._on_typed)
        if self.list.count():
            self.list.setCurrentRow(0)
        self.list.setFocus()

    def wanted(self) -> tuple[str, str] | None:
        """Definition and name; None while nothing is chosen."""
        item = self.list.currentItem()
        if item is None:
            return None
        source: Source = item.data(SOURCE_ROLE)
        ref = f"{source.ref}.py" if source.is_sample and self.language.current else source.ref
        return ref, " ".join(self.name.text().split()) or source.title

    @Slot(int)
    def _on_row(self, row: int) -> None:
        item = self.list.item(row)
        if item is None:
            return
        source: Source = item.data(SOURCE_ROLE)
        self.language.setVisible(source.is_sample)
        if not self._typed:
            self._suggested = one_line(source.title)
            self.name.setText(self._suggested)

    @Slot()
    def _on_double(self) -> None:
        self.confirmed.emit()

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._typed = bool(text) and text != self._suggested


def file_source(path: Path, title: str) -> Source:
    """A definition file as a source."""
    return Source(str(path), title or path.stem, str(path))
