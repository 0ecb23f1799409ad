"""The place of the fields, which a pause takes for as long as it lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from shiboken6 import isValid

from authbench_gui.theme.theme import Theme

if TYPE_CHECKING:
    from authbench.connection import Draft
    from authbench.journal import Journal
    from authbench_gui.connection_page.pause.editor import PauseEditor
    from authbench_gui.workspace.connection import Connection


class PauseRoom(QObject):
    """Puts an editor in front of `usual` while the shown connection is paused. What was edited stays when a
    person looks at another connection meanwhile. The keyboard goes to the editor and comes back.
    `changed` - the editor came or went."""

    changed = Signal()

    def __init__(self, room: QStackedWidget, usual: QWidget, theme: Theme) -> None:
        super().__init__(room)
        self._room = room
        self._usual = usual
        self._theme = theme
        self._editors: dict[str, tuple[Connection, PauseEditor]] = {}
        self._before: QWidget | None = None

    @property
    def draft_editor(self) -> PauseEditor | None:
        """The editor that is shown."""
        shown = self._room.currentWidget()
        return next((editor for _, editor in self._editors.values() if editor is shown), None)

    def follow(self, connection: Connection | None, journal: Journal | None) -> None:
        """Show how it stands with `connection`."""
        wanted: QWidget = self._usual
        draft = _draft_of(connection)
        if connection is not None and journal is not None and draft is not None:
            wanted = self._editor(connection, draft, journal)
        self._show(wanted)
        for key, (owner, editor) in list(self._editors.items()):
            waits = _draft_of(owner)
            if editor is not wanted and (waits is None or waits.number != editor.number):
                del self._editors[key]
                self._drop(editor)

    def _editor(self, connection: Connection, draft: Draft, journal: Journal) -> PauseEditor:
        known = self._editors.get(connection.id)
        if known is not None and known[1].number == draft.number:
            return known[1]
        if known is not None:
            self._drop(known[1])
        from authbench_gui.connection_page.pause.editor import PauseEditor

        editor = PauseEditor(self._theme, draft, journal.redactor)
        self._editors[connection.id] = connection, editor
        self._room.addWidget(editor)
        return editor

    def _show(self, widget: QWidget) -> None:
        shown, focused = self._room.currentWidget(), QApplication.focusWidget()
        if shown is widget or (widget is self._usual and self.draft_editor is None):
            return
        if widget is not self._usual:
            if shown is self._usual:
                self._before = focused
            self._room.setCurrentWidget(widget)
            self.changed.emit()
            editor = self.draft_editor
            if editor is not None:
                editor.first_field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        before, self._before = self._before, None
        inside = focused is None or self._room.isAncestorOf(focused)
        self._room.setCurrentWidget(widget)
        self.changed.emit()
        if inside and before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self, editor: PauseEditor) -> None:
        self._room.removeWidget(editor)
        editor.hide()
        editor.deleteLater()


def _draft_of(connection: Connection | None) -> Draft | None:
    run = connection.run if connection is not None else None
    return run.paused if run is not None else None
