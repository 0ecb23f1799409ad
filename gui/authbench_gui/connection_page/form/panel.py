"""The form of a connection: its fields one below the other, live."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from authbench_gui.clipboard import SecretClipboard
from authbench_gui.connection_page.form.blaming import accused
from authbench_gui.connection_page.form.focus import FocusKeeper
from authbench_gui.connection_page.form.folding import Folds
from authbench_gui.connection_page.form.following import FollowingLine, trouble_text
from authbench_gui.connection_page.form.keeping import Keeping
from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, hairline, icon_button, label
from authbench_gui.wording import count, shown
from authbench_gui.workspace.connection import Connection

if TYPE_CHECKING:
    from authbench.form import FieldState
    from authbench.journal import Journal
    from authbench_gui.connection_page.form.block import FieldBlock


_FIRST_BLOCKS = 16
"""Fields that are there at once: more than a screen shows."""
_TURN_S = 0.05
"""How long the others may take in one turn of the event loop."""
_LEAST = 4
"""So many of them come in a turn, even where there is no time left: else a slow machine never ends."""


class RedirectBlock(QWidget):
    """The redirect URI to register with the provider, ready to be copied."""

    settings_requested = Signal()
    check_requested = Signal()

    def __init__(self, theme: Theme, clipboard: SecretClipboard) -> None:
        super().__init__()
        self._journal: Journal | None = None
        self._clipboard = clipboard
        self.line = QLineEdit()
        self.line.setReadOnly(True)
        self.line.setFont(theme.monospaced())
        self.line.setAccessibleName("Redirect URI to register")
        self.line.setObjectName("redirect.uri")
        self.copy = icon_button(theme, "copy", "Copy the redirect URI", 14)
        self.copy.clicked.connect(self._on_copy)
        caption = label("Redirect URI to register", "strong")
        caption.setBuddy(self.line)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.copy)
        change = self.change = button("Change host, port or path…", "link")
        change.clicked.connect(self.settings_requested)
        change.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        check = self.check = button("Check redirect…", "link")
        check.setObjectName("redirect.check")
        check.clicked.connect(self.check_requested)
        check.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        links = QHBoxLayout()
        links.setSpacing(16)
        links.addWidget(change)
        links.addWidget(check)
        links.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(hairline())
        layout.addSpacing(8)
        layout.addWidget(caption)
        layout.addLayout(row)
        layout.addLayout(links)

    def show_uri(self, uri: str) -> None:
        """The URI of the connection."""
        self.line.setText(uri)
        self.line.setCursorPosition(0)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What the Tab key reaches, in order."""
        return (self.line, self.copy, self.change, self.check)

    @Slot()
    def _on_copy(self) -> None:
        self._clipboard.copy_text(self.line.text())


class NoticeCard(QFrame):
    """A sentence with a button, above the form."""

    def __init__(self, kind: str, action: str) -> None:
        super().__init__()
        self.setProperty("card", kind)
        self.text = label("", wrap=True)
        self.action = button(action, "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 9, 12, 9)
        layout.setSpacing(6)
        layout.addWidget(self.text)
        layout.addWidget(self.action, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def tell(self, text: str) -> None:
        """Show the sentence; an empty one hides the card."""
        self.text.setText(shown(text))
        self.setVisible(bool(text))


class FormPanel(QScrollArea):
    """Shows the form of one connection and hands over what a person types."""

    link_clicked = Signal(str)
    settings_requested = Signal()
    reconnect_requested = Signal()

    def __init__(self, theme: Theme, clipboard: SecretClipboard) -> None:
        super().__init__()
        self._theme = theme
        self._clipboard = clipboard
        self._connection: Connection | None = None
        self._keeping: Keeping | None = None
        self._blocks: dict[str, FieldBlock] = {}
        self._folds = Folds()
        self.accused: str | None = None
        """The field that the last failure points at."""
        self.complete = True
        """Whether every field of the form is there; the last of a long form come after its first paint."""
        self._moved = False
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._go_on)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = QWidget()
        self._content.setObjectName("scrolled")
        # As wide as the panel, whatever a definition's labels would like.
        self._content.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._outer = QVBoxLayout(self._content)
        self._outer.setContentsMargins(18, 8, 18, 18)
        self._outer.setSpacing(16)
        self.remarks = button("", "link")
        self.remarks.setObjectName("form.remarks")
        set_tip(self.remarks, "Show what is wrong with the definition")
        self.remarks.hide()
        self.stale_login = NoticeCard("warn", "Reconnect")
        self.stale_login.action.clicked.connect(self.reconnect_requested)
        self.problems = label("", "warning", wrap=True)
        self.problems.hide()
        self.empty = label("This definition asks for nothing: no fields.", "muted", wrap=True)
        self.empty.hide()
        self.redirect = RedirectBlock(theme, clipboard)
        self.redirect.settings_requested.connect(self.settings_requested)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(18)
        self._outer.addWidget(self.remarks, 0, Qt.AlignmentFlag.AlignLeft)
        self._outer.addWidget(self.stale_login)
        self._outer.addWidget(self.problems)
        self._outer.addLayout(self._fields)
        self.following = FollowingLine()
        self._outer.addWidget(self.following)
        self._outer.addWidget(self.empty)
        self._outer.addWidget(self.redirect)
        self._outer.addStretch(1)
        self.setWidget(self._content)

    def set_journal(self, journal: Journal) -> None:
        """Where what failed can be looked up."""
        self._journal = journal

    def set_keeping(self, keeping: Keeping) -> None:
        """Where secrets are kept is known."""
        self._keeping = keeping
        self._discard_blocks()
        self.sync()

    def show_connection(self, connection: Connection | None) -> None:
        """Show the form of another connection."""
        self._connection = connection
        self._folds = Folds()
        self._discard_blocks()
        self.sync()
        self.verticalScrollBar().setValue(0)

    def block(self, path: str) -> FieldBlock | None:
        """The block of a field that is shown."""
        if path not in self._blocks:
            self._finish()
        return self._blocks.get(path)

    def show_redirect(self, uri: str | None) -> None:
        """The redirect URI to register; None where the authorization needs none."""
        self.redirect.setVisible(uri is not None)
        if uri is not None:
            self.redirect.show_uri(uri)

    def focus_field(self, path: str) -> bool:
        """Go to a field and bring it into view."""
        block = self.block(path)
        if block is not None and self._folds.open_around(path):
            self.sync()
        if block is None or block.editor is None or not block.isVisibleTo(self):
            return False
        block.editor.focus_widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(block, 0, 20)
        return True

    @Slot(object)
    def blame(self, names: tuple[str, ...]) -> None:
        """Say under the field that the last failure points at, or else under the first of these that exists,
        what was wrong with it. Typing takes that away, and so does a run that goes well."""
        connection = self._connection
        run = connection.activity.run if connection is not None else None
        if run is not None and run.failure is not None:
            self._finish()
        found = accused(connection, self._journal, names, self._blocks)
        self.accused = found[0] if found is not None else None
        for path, block in self._blocks.items():
            block.outside_problem = found[1] if found is not None and path == found[0] else ""
        self.sync()

    @Slot()
    def sync(self) -> None:
        """Make the blocks say what the form says; only what differs is made anew. Of a long form the rest
        is made in the next turns of the event loop."""
        self._sync(0.0 if self._later.isActive() else time.monotonic() + _TURN_S)

    @Slot()
    def _go_on(self) -> None:
        self._sync(time.monotonic() + _TURN_S, _LEAST)

    def _finish(self) -> None:
        """Make the rest of a long form now."""
        if not self.complete:
            self._sync(None)

    def _sync(self, until: float | None, least: int = 0) -> None:
        self.complete = True
        connection = self._connection
        form = connection.form if connection is not None else None
        rows = self._place_blocks(form.rows if form is not None else [], until, least)
        self._say(connection, rows)
        if not self.complete:
            self._later.start()

    def _place_blocks(self, every_row: list[FieldState], until: float | None, least: int) -> list[FieldState]:
        """Blocks for the rows, in their order, as far as there is time, and at least so many new ones; the
        rows that have one."""
        if not every_row and not self._blocks:
            return []
        # Only now: the model of definitions is heavy, and the window is painted before it is needed.
        from authbench_gui.connection_page.form.block import (
            FieldBlock,
            block_key,
            headings_of,
            inner_rows,
            rows_with_blocks,
        )
        from authbench_gui.connection_page.form.registry import Surroundings

        rows = rows_with_blocks(every_row)
        around = Surroundings(self._theme, self._clipboard)
        focus = FocusKeeper(self._blocks)
        stale = set(self._blocks) - {row.path for row in rows}
        for path in stale:
            self._drop(path)
        for position, (row, heading) in enumerate(zip(rows, headings_of(rows), strict=True)):
            block = self._blocks.get(row.path)
            if block is not None and block.key != (block_key(row), heading):
                self._drop(row.path)
                block = None
            if block is None:
                enough = position >= _FIRST_BLOCKS and least <= 0
                if enough and until is not None and time.monotonic() > until:
                    self.complete = False
                    break
                least -= position >= _FIRST_BLOCKS
                block = FieldBlock(around, row, self._keeping, heading, self._content, first=position == 0)
                block.changed.connect(self._on_changed)
                block.left.connect(self._on_left)
                block.toggle_requested.connect(self._on_toggle)
                block.fold_requested.connect(self._on_fold)
                block.reordered.connect(self._on_reordered)
                block.link_clicked.connect(self.link_clicked)
                self._blocks[row.path] = block
            block.show_row(row, inner_rows(every_row, row), self._folds.of(row.path))
            if self._fields.indexOf(block) != position:
                self._fields.insertWidget(position, block)
                self._moved = True
        if self._moved and self.complete:
            self._moved = False
            self._set_tab_order(rows)
        focus.restore(self._blocks)
        return rows

    def _say(self, connection: Connection | None, rows: list[FieldState]) -> None:
        form = connection.form if connection is not None else None
        self.empty.setVisible(form is not None and not any(row.visible for row in rows))
        edited = connection.edited_since_login() if connection is not None else []
        if edited:
            names = ", ".join(edited)
            verb = "was" if len(edited) == 1 else "were"
            self.stale_login.tell(f"{names} {verb} changed. The tokens in use were obtained before that.")
        else:
            self.stale_login.tell("")
        self._say_following(connection)

    def tell_remarks(self, number: int) -> None:
        """Say how many errors and warnings the definition has."""
        self.remarks.setText(f"{count(number, 'problem')} in the definition")
        self.remarks.setAccessibleName(self.remarks.text())
        self.remarks.setVisible(number > 0)

    def _say_following(self, connection: Connection | None) -> None:
        """Say at the field that asked for computed fields, else below all, that they are on their way; and
        there, else above all, what went wrong with them."""
        form = connection.form if connection is not None else None
        dynamic = connection.dynamic if connection is not None else None
        busy = dynamic is not None and dynamic.busy
        computed = form.dynamic_problems if form is not None else ()
        told = trouble_text(computed)
        cause = self._blocks.get(form.refresh_cause or "") if form is not None else None
        if cause is not None and not cause.isVisibleTo(self):
            cause = None
        for block in self._blocks.values():
            mine = block is cause
            block.show_following(busy=busy and mine, trouble=told if mine else "")
        self.following.show_state(busy=busy and cause is None, trouble="")
        others = [problem for problem in form.problems if problem not in computed] if form is not None else []
        lines = [problem.message for problem in others] + ([told] if told and cause is None else [])
        self.problems.setText(shown("\n".join(lines)))
        self.problems.setVisible(bool(lines))

    def _set_tab_order(self, rows: list[FieldState]) -> None:
        """From field to field, links and buttons in between, all before what stands on the right."""
        previous: QWidget = self.stale_login.action
        for row in rows:
            for widget in self._blocks[row.path].findChildren(QWidget):
                # A combo box has its list in a window of its own.
                if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.window() is self.window():
                    QWidget.setTabOrder(previous, widget)
                    previous = widget
        for last in self.redirect.stops:
            QWidget.setTabOrder(previous, last)
            previous = last

    def _drop(self, path: str) -> None:
        block = self._blocks.pop(path)
        self._fields.removeWidget(block)
        block.hide()
        block.deleteLater()

    def _discard_blocks(self) -> None:
        for path in list(self._blocks):
            self._drop(path)

    @Slot(str, object)
    def _on_changed(self, path: str, value: object) -> None:
        if self._connection is not None:
            self._connection.set_value(path, value)

    @Slot(str)
    def _on_left(self, path: str) -> None:
        if self._connection is not None:
            self._connection.left_field(path)

    @Slot(str)
    def _on_fold(self, path: str) -> None:
        self._folds.turn(path)
        self.sync()

    @Slot()
    def _on_reordered(self) -> None:
        if self._connection is not None and self._connection.form is not None:
            from authbench_gui.connection_page.form.block import rows_with_blocks

            rows = rows_with_blocks(self._connection.form.rows)
            self._set_tab_order([row for row in rows if row.path in self._blocks])

    @Slot(str)
    def _on_toggle(self, path: str) -> None:
        connection = self._connection
        if connection is not None and connection.form is not None:
            connection.toggle_field(path)
            self.focus_field(path)
