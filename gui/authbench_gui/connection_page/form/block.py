"""One field as laid out: label, editor, and below them its problem, note, hint or where it is kept."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from authbench.definition import Control
from authbench.form import FieldState
from authbench_gui.connection_page.form.editors import FieldEditor
from authbench_gui.connection_page.form.following import FollowingLine
from authbench_gui.connection_page.form.hints import HintLabel
from authbench_gui.connection_page.form.keeping import Keeping
from authbench_gui.connection_page.form.registry import Surroundings, make_editor, note_of
from authbench_gui.theme.widgets import IconText, button, hairline, label
from authbench_gui.wording import breakable, shown

INDENT = 14


class FieldBlock(QWidget):
    """A field. `changed(path, value)`, `left`, `toggle_requested(path)` and `link_clicked(url)` tell
    what a person did."""

    changed = Signal(str, object)
    left = Signal()
    toggle_requested = Signal(str)
    link_clicked = Signal(str)

    def __init__(
        self,
        around: Surroundings,
        row: FieldState,
        keeping: Keeping | None,
        heading: str,
        parent: QWidget,
        *,
        first: bool = False,
    ) -> None:
        super().__init__(parent)
        self._around = around
        self.path = row.path
        self.key = (block_key(row), heading)
        self.outside_problem = ""
        self.following: FollowingLine | None = None
        self.editor: FieldEditor | None = None
        self.problem = label("", "problem", wrap=True, selectable=True)
        self.advice = label("", "warning", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(INDENT * row.depth, 0, 0, 0)
        layout.setSpacing(4)
        self.caption = QLabel()
        if heading:
            if not first:
                layout.addWidget(hairline())
            group = label(heading, "muted")
            group.setContentsMargins(0, 6, 0, 6)
            layout.addWidget(group)
        layout.addLayout(self._head(row))
        if row.field.control is not Control.OBJECT:
            self.editor = make_editor(around, row)
            self.editor.changed.connect(self._on_changed)
            self.editor.left.connect(self.left)
            self.caption.setBuddy(self.editor.focus_widget)
            layout.addWidget(self.editor.widget)
        layout.addWidget(self.problem)
        layout.addWidget(self.advice)
        note = note_of(row)
        if note:
            layout.addWidget(label(note, "caption", wrap=True))
        if row.field.hint:
            hint = HintLabel(around.theme, row.field.hint)
            hint.link_clicked.connect(self.link_clicked)
            layout.addWidget(hint)
        if row.field.help is not None and (row.field.help.title or row.field.help.text):
            layout.addWidget(self._help(row))
        self.kept: IconText | None = None
        if row.field.secret and keeping is not None and self.editor is not None:
            icon, text = keeping.caption()
            self.kept = IconText(around.theme, icon, text, "muted" if keeping.persistent else "warn")
            layout.addWidget(self.kept)
        self.show_row(row)

    def show_row(self, row: FieldState) -> None:
        """Show what the row says now."""
        if self.editor is not None:
            self.editor.show_row(row)
        if self.kept is not None:
            # What a project's file gives is kept there, not here.
            self.kept.setVisible(row.stored or not row.field.placeholder)
        problem = row.problem or self.outside_problem
        self.problem.setText(breakable(problem))
        self.problem.setVisible(bool(problem))
        self.advice.setText(breakable(row.advice or ""))
        self.advice.setVisible(bool(row.advice) and not problem)
        if self.editor is not None:
            self.editor.show_problem(bool(problem))
            name = f"{row.label}, required" if row.required else row.label
            self.editor.focus_widget.setAccessibleName(shown(name))
            self.editor.focus_widget.setAccessibleDescription(shown(problem or row.advice or ""))
        self.setVisible(row.visible)

    def show_following(self, *, busy: bool, trouble: str) -> None:
        """Say that the fields which this one asks for are being computed, or what went wrong with them."""
        layout = self.layout()
        if self.following is None and layout is not None and (busy or trouble):
            self.following = FollowingLine()
            layout.addWidget(self.following)
        if self.following is not None:
            self.following.show_state(busy=busy, trouble=trouble)

    def _head(self, row: FieldState) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(4)
        self.caption = label("", "strong", wrap=True)
        self.caption.setText(breakable(row.label))
        head.addWidget(self.caption)
        if row.required:
            star = label("*", "required")
            star.setToolTip("Required")
            head.addWidget(star, 0, Qt.AlignmentFlag.AlignTop)
        head.addStretch(1)
        if row.toggle_label:
            swap = button(
                shown(row.toggle_label), "link", f"Enter {row.label} another way: {row.toggle_label}"
            )
            swap.clicked.connect(self._on_toggle)
            head.addWidget(swap)
        return head

    def _help(self, row: FieldState) -> QWidget:
        """The longer help, folded until asked for."""
        help_ = row.field.help
        assert help_ is not None
        frame = QWidget()
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        head = button(f"▸ {shown(help_.title or 'Help')}", "link", f"Help: {help_.title or row.label}")
        head.setCheckable(True)
        text = help_.text + (f' <a href="{help_.url}">{help_.url_text or help_.url}</a>' if help_.url else "")
        body = HintLabel(self._around.theme, text)
        body.link_clicked.connect(self.link_clicked)
        body.hide()
        head.toggled.connect(body.setVisible)
        layout.addWidget(head)
        layout.addWidget(body)
        return frame

    @Slot(object)
    def _on_changed(self, value: Any) -> None:
        self.outside_problem = ""
        self.changed.emit(self.path, value)

    @Slot()
    def _on_toggle(self) -> None:
        self.toggle_requested.emit(self.path)


def block_key(row: FieldState) -> tuple[object, ...]:
    """What must be the same for a block to go on showing a row."""
    return (row.path, row.field, row.label, row.required, row.toggled, row.toggle_label)


_AS_TEXT = (Control.LIST, Control.KEY_VALUE)


def rows_with_blocks(rows: list[FieldState]) -> list[FieldState]:
    """The rows that get a block: what is inside of lists, which are shown as text, gets none."""
    lists = tuple(f"{row.path}." for row in rows if row.field.control in _AS_TEXT)
    return [row for row in rows if not lists or not row.path.startswith(lists)]


def headings_of(rows: list[FieldState]) -> list[str]:
    """For each row the caption of the section that begins with it, or nothing."""
    headings = []
    before = ""
    for row in rows:
        group = row.field.group if row.depth == 0 else before
        headings.append(group if group != before and row.visible else "")
        if row.visible:
            before = group
    return headings
