"""Asks whether a definition that is a program may run, and shows that it does so while it is edited."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.flow_layout import FlowLayout
from authbench_gui.theme.icons import ThemedIcon
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import ElidedLabel, button, hairline, label
from authbench_gui.wording import count, shown, tool_tip
from authbench_gui.workspace.reading import Standing

if TYPE_CHECKING:
    from authbench.definition.trust import TrustedFile
    from authbench_gui.workspace.definitions import Definition

_LINES = 6
"""Files that are seen at once; more are scrolled to."""

_LIST_EDGES = 10
"""Pixels of frame and padding around the list of files."""

_WARNING = "Nothing of it runs until you trust it; then it can do whatever your account can."
_TITLES = {
    Standing.NEW: "This definition is a program.",
    Standing.CHANGED: "The file changed since you trusted it.",
    Standing.STOPPED: "You stopped this program before it could be read.",
}


class TrustBanner(QWidget):
    """A strip above the form. It trusts nothing by itself: its signals say what a person wants."""

    code_requested = Signal()
    trusted = Signal()
    trusted_while_editing = Signal()
    run_requested = Signal()
    stop_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("trust.banner")
        icon = QLabel()
        ThemedIcon(icon, theme, "shield", "warn", 18)
        self.title = label("", "strong", wrap=True)
        self.title.setObjectName("trust.title")
        self.text = label("", wrap=True)
        self.text.setObjectName("trust.text")
        self.code = self._button("Show the code", "trust.code")
        self.trust = self._button("Trust this content", "trust.grant")
        self.edit = self._button("Trust while I edit", "trust.edit")
        set_tip(self.edit, "Whatever you make of this file may run, until Authbench is closed. Never stored.")
        set_tip(
            self.trust, "Exactly these bytes may run from now on. One byte more, and you are asked again."
        )
        self.run = self._button("Run it again", "trust.run")
        self.stop = self._button("Stop", "trust.stop")
        self.fold = button("", "link", "Files that would run")
        self.fold.setObjectName("trust.files.toggle")
        self.fold.setCheckable(True)
        self.files = QListWidget()
        self.files.setObjectName("trust.files")
        self.files.setAccessibleName("Files that would run")
        self.files.setFont(theme.monospaced())
        self.files.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.files.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.files.setSelectionMode(QListWidget.SelectionMode.SingleSelection)
        self.files.setUniformItemSizes(True)
        self.files.hide()
        self._paths: tuple[str, ...] = ()
        self._said = ""
        self._lay_out(icon)
        self.code.clicked.connect(self.code_requested)
        self.trust.clicked.connect(self.trusted)
        self.edit.clicked.connect(self.trusted_while_editing)
        self.run.clicked.connect(self.run_requested)
        self.stop.clicked.connect(self.stop_requested)
        self.fold.toggled.connect(self._on_fold)
        self.hide()

    def _lay_out(self, icon: QLabel) -> None:
        buttons = FlowLayout(8)
        for one in (self.code, self.trust, self.edit, self.run, self.stop):
            buttons.addWidget(one)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.text)
        words.addSpacing(2)
        fold_row = QHBoxLayout()
        fold_row.addWidget(self.fold)
        fold_row.addStretch(1)
        words.addLayout(fold_row)
        words.addWidget(self.files)
        words.addSpacing(6)
        words.addLayout(buttons)
        row = QHBoxLayout()
        row.setContentsMargins(18, 12, 18, 12)
        row.setSpacing(10)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(hairline())

    def show_state(self, definition: Definition | None, running: bool) -> None:
        """Ask about `definition`, say that it runs to be read, or be gone."""
        if running:
            self._say("Running this program to read it…", "It is stopped after ten seconds.", (self.stop,))
            self._show_files(())
            return
        if definition is None or not definition.asks_for_trust or definition.connector is None:
            self._said = ""
            self.hide()
            return
        standing = definition.standing
        if standing is Standing.STOPPED:
            self._say(_TITLES[standing], "You still trust it.", (self.code, self.run))
        else:
            self.trust.setText("Trust again" if standing is Standing.CHANGED else "Trust this content")
            self.trust.setAccessibleName(self.trust.text())
            self._say(_TITLES[standing], _WARNING, (self.code, self.trust, self.edit))
        self._show_files(definition.trust.files if definition.trust is not None else ())

    def point_at(self) -> None:
        """Bring a person here who wanted something that needs trust. Never to a button that gives it."""
        target = next(one for one in (self.stop, self.code) if not one.isHidden())
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._announce()

    def _say(self, title: str, text: str, buttons: Sequence[QPushButton]) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        for one in (self.code, self.trust, self.edit, self.run, self.stop):
            one.setVisible(one in buttons)
        self.show()
        if title != self._said:
            self._said = title
            self._announce()

    def _announce(self) -> None:
        """Tell a screen reader what the strip says."""
        if QAccessible.isActive():
            message = f"{self.title.text()} {self.text.text()}"
            event = QAccessibleAnnouncementEvent(self, message)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(event)

    def _show_files(self, files: Sequence[TrustedFile]) -> None:
        paths = tuple(file.path for file in files)
        self.fold.setVisible(bool(paths))
        if paths != self._paths:
            self._paths = paths
            self.files.clear()
            for path in paths:
                self.files.addItem(shown(_short(path)))
                self.files.item(self.files.count() - 1).setToolTip(tool_tip(path))
            rows = min(_LINES, max(1, len(paths)))
            self.files.setFixedHeight(rows * max(16, self.files.sizeHintForRow(0)) + _LIST_EDGES)
        self._on_fold(self.fold.isChecked())

    @Slot(bool)
    def _on_fold(self, unfolded: bool) -> None:
        arrow = "▾" if unfolded else "▸"
        self.fold.setText(f"{arrow} {count(len(self._paths), 'file')} would run")
        self.files.setVisible(unfolded and bool(self._paths))

    @staticmethod
    def _button(text: str, name: str) -> QPushButton:
        result = button(text, "small")
        result.setObjectName(name)
        return result


class EditingSign(QWidget):
    """Says that whatever a file becomes may run, and ends that. `ended` - its button was pressed."""

    ended = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("trust.editing")
        icon = QLabel()
        ThemedIcon(icon, theme, "shield", "warn", 14)
        self.text = ElidedLabel("Trusted while you edit", "warning")
        self.end = button("End", "small", "End trust while editing")
        self.end.setObjectName("trust.editing.end")
        self.end.clicked.connect(self.ended)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 6, 0)
        row.setSpacing(6)
        row.addWidget(icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.end)
        self.hide()


def _short(path: str) -> str:
    """A path with `~` for the home folder."""
    try:
        return f"~/{Path(path).relative_to(Path.home())}"
    except ValueError:
        return path
