"""One field as laid out: label, editor, and below them its problem, note, hint or where it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from authbench.definition import Control
from authbench.definition.hints import plain_text
from authbench.form import FieldState
from authbench.form.project import is_project_value
from authbench_gui.connection_page.form.editors import FieldEditor
from authbench_gui.connection_page.form.folding import Fold
from authbench_gui.connection_page.form.following import FollowingLine
from authbench_gui.connection_page.form.hints import HintLabel
from authbench_gui.connection_page.form.keeping import Keeping
from authbench_gui.connection_page.form.registry import LISTS, Surroundings, make_editor, note_of
from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.icons import ThemedIcon
from authbench_gui.theme.widgets import ElidedButton, IconText, button, hairline, icon_button, label
from authbench_gui.wording import breakable, count, one_line, shown

if TYPE_CHECKING:
    from authbench_gui.connection_page.form.list_editor import ListEditor

INDENT = 14


class FieldBlock(QWidget):
    """A field. `changed(path, value)`, `left`, `toggle_requested(path)`, `fold_requested(path)` and
    `link_clicked(url)` tell what a person did; `reordered` that it holds other widgets than before.
    `base_depth` is the depth at which it is not indented."""

    changed = Signal(str, object)
    left = Signal(str)
    toggle_requested = Signal(str)
    fold_requested = Signal(str)
    link_clicked = Signal(str)
    reordered = Signal()

    def __init__(
        self,
        around: Surroundings,
        row: FieldState,
        keeping: Keeping | None,
        heading: str,
        parent: QWidget,
        *,
        first: bool = False,
        base_depth: int = 0,
    ) -> None:
        super().__init__(parent)
        self._around = around
        self._keeping = keeping
        self._row = row
        self.path = row.path
        self.key = (block_key(row), heading)
        self.outside_problem = ""
        self.following: FollowingLine | None = None
        self._state: tuple[FieldState, list[FieldState], Fold, str] | None = None
        self.editor: FieldEditor | None = None
        self._list: ListEditor | None = None
        self.problem = label("", "problem", wrap=True, selectable=True)
        self.advice = label("", "warning", wrap=True)
        # A word that nothing breaks must not make the form wider than its panel.
        self.setMinimumWidth(1)
        layout = QVBoxLayout(self)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            layout.setContentsMargins(0, 0, INDENT * (row.depth - base_depth), 0)
        else:
            layout.setContentsMargins(INDENT * (row.depth - base_depth), 0, 0, 0)
        layout.setSpacing(4)
        self.caption = QLabel()
        self.fold: QToolButton | None = None
        self.notice = label("", "warning", wrap=True)
        self.notice.hide()
        self.suggestion = button("", "small")
        self.suggestion.clicked.connect(self._on_suggestion)
        self.suggestion.hide()
        if heading:
            if not first:
                layout.addWidget(hairline())
            group = label("", "muted", wrap=True)
            group.setText(breakable(heading))
            group.setContentsMargins(0, 6, 0, 6)
            layout.addWidget(group)
        layout.addLayout(self._head(row))
        if row.field.control is not Control.OBJECT:
            self.editor = self._make_editor(row)
            self.caption.setBuddy(self.editor.focus_widget)
            layout.addWidget(self.editor.widget)
        layout.addWidget(self.problem)
        layout.addWidget(self.advice)
        layout.addWidget(self.suggestion, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.notice)
        self._add_words(layout, row)
        self.kept: IconText | None = None
        if row.field.secret and keeping is not None and self.editor is not None:
            icon, text = keeping.caption()
            self.kept = IconText(around.theme, icon, text, "muted" if keeping.persistent else "warn")
            layout.addWidget(self.kept)

    def _add_words(self, layout: QVBoxLayout, row: FieldState) -> None:
        """What the definition says of the field, below it."""
        note = note_of(row)
        if note:
            layout.addWidget(label(note, "caption", wrap=True))
        if row.field.hint:
            hint = HintLabel(self._around.theme, row.field.hint)
            hint.link_clicked.connect(self.link_clicked)
            layout.addWidget(hint)
        if row.field.help is not None and (row.field.help.title or row.field.help.text):
            layout.addWidget(self._help(row))

    def show_row(self, row: FieldState, inside: Sequence[FieldState] = (), fold: Fold = Fold.OPEN) -> None:
        """Show what the row says now. `inside` are the rows of a list's items or of a group."""
        state = (row, list(inside), fold, self.outside_problem)
        if state == self._state:
            return
        self._state = state
        self._row = row
        if self.editor is not None:
            self.editor.show_row(row)
            if self._list is not None:
                self._list.show_items(inside, row.path)
        if self.fold is not None:
            self._show_fold(self.fold, inside, folded=fold is Fold.FOLDED)
        if self.kept is not None:
            # What a project's file gives is kept there, not here.
            self.kept.setVisible(row.stored or not row.field.placeholder)
        problem = row.problem or self.outside_problem
        self.problem.setText(breakable(problem))
        self.problem.setVisible(bool(problem))
        self.advice.setText(breakable(row.advice or ""))
        self._show_advice(row)
        self.suggestion.setVisible(row.suggestion is not None)
        if row.suggestion is not None:
            self.suggestion.setText(f"Use “{one_line(row.suggestion)}”")
            self.suggestion.setAccessibleName(f"Use {one_line(row.suggestion)} as {row.label}")
        if self.editor is not None:
            self.editor.show_problem(bool(problem))
            self._describe(self.editor)
        self.setVisible(row.visible and fold is not Fold.INSIDE)

    def _describe(self, editor: FieldEditor) -> None:
        """Name and description for a screen reader: what is wrong first, then what is asked for."""
        row = self._row
        name = f"{row.label}, required" if row.required else row.label
        wrong = row.problem or self.outside_problem
        problem = f"Invalid: {wrong}" if wrong else row.advice or ""
        said = (problem, self.notice.text(), plain_text(row.field.hint))
        editor.describe(shown(name), shown(". ".join(part for part in said if part)))
        # Where a system takes a control's name from its label, such as that of a list of choices.
        self.caption.setAccessibleName(shown(name))

    def _make_editor(self, row: FieldState) -> FieldEditor:
        editor: FieldEditor
        if row.field.control in LISTS:
            from authbench_gui.connection_page.form.list_editor import ListEditor

            editor = self._list = ListEditor(self._around.theme, row, self._make_cell, self._make_inner)
            editor.focus_widget.setObjectName(f"field.{row.path}")
            editor.inner_changed.connect(self.changed)
            editor.toggle_requested.connect(self.toggle_requested)
            editor.link_clicked.connect(self.link_clicked)
            editor.reordered.connect(self.reordered)
        else:
            editor = make_editor(self._around, row)
        editor.changed.connect(self._on_changed)
        editor.left.connect(self._on_left)
        editor.told.connect(self._on_told)
        return editor

    def _make_cell(self, row: FieldState) -> FieldEditor:
        return make_editor(self._around, row)

    def _make_inner(self, row: FieldState) -> FieldBlock:
        """A field of an item of this list."""
        return FieldBlock(self._around, row, self._keeping, "", self, base_depth=self._row.depth + 1)

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
        self.caption.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        if row.field.control is Control.OBJECT:
            self.fold = icon_button(self._around.theme, "chevron-down", row.label, 14)
            self._chevron = ThemedIcon(self.fold, self._around.theme, "chevron-down", size=14)
            self.fold.setObjectName(f"fold.{row.path}")
            self.fold.clicked.connect(self._on_fold)
            self.caption.setBuddy(self.fold)
            self.fold.setFixedSize(18, 18)
            head.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.caption)
        if row.required:
            star = label("*", "required")
            set_tip(star, "Required")
            star.setAccessibleName("Required")
            head.addWidget(star, 0, Qt.AlignmentFlag.AlignTop)
        elif row.item is None and not is_project_value(row.field.name):
            optional = label("optional", "caption")
            # On the baseline of the larger label.
            optional.setContentsMargins(0, 1, 0, 0)
            head.addWidget(optional, 0, Qt.AlignmentFlag.AlignTop)
        head.addStretch(1)
        self.filled = label("", "caption")
        self.filled.hide()
        head.addWidget(self.filled)
        if row.toggle_label:
            swap = ElidedButton(
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

    def _show_fold(self, fold: QToolButton, inside: Sequence[FieldState], *, folded: bool) -> None:
        """The group's arrow, and what a folded one hides."""
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self._chevron.show_icon("chevron-down" if not folded else "chevron-left" if rtl else "chevron-right")
        visible = [row for row in inside if row.visible and row.field.control is not Control.OBJECT]
        filled = sum(1 for row in visible if row.value not in (None, "", []))
        self.filled.setText(f"{filled} of {count(len(visible), 'field')} filled in")
        self.filled.setVisible(folded)
        state = "folded" if folded else "open"
        fold.setAccessibleName(shown(f"{self._row.label}, group, {state}"))
        fold.setAccessibleDescription(self.filled.text())
        fold.setToolTip("Show the group" if folded else "Fold the group")

    @Slot(str)
    def _on_told(self, text: str) -> None:
        self.notice.setText(breakable(text))
        self.notice.setVisible(bool(text))
        if self.editor is not None:
            self._describe(self.editor)

    @Slot()
    def _on_fold(self) -> None:
        self.fold_requested.emit(self.path)

    @Slot()
    def _on_suggestion(self) -> None:
        suggestion = self._row.suggestion
        if suggestion is not None and self.editor is not None:
            self.editor.focus_widget.setFocus(Qt.FocusReason.OtherFocusReason)
            self._on_changed(suggestion)

    @Slot(object)
    def _on_changed(self, value: Any) -> None:
        self.outside_problem = ""
        self.changed.emit(self.path, value)

    @Slot()
    def _on_left(self) -> None:
        self._show_advice(self._row)
        self.left.emit(self.path)

    def _show_advice(self, row: FieldState) -> None:
        """Advice on what is being typed waits until the field is left; what was said stays while it holds."""
        typing = self.editor is not None and self.editor.focus_widget.hasFocus()
        said = not self.advice.isHidden() or not typing
        self.advice.setVisible(bool(row.advice) and self.problem.isHidden() and said)

    @Slot()
    def _on_toggle(self) -> None:
        self.toggle_requested.emit(self.path)


def block_key(row: FieldState) -> tuple[object, ...]:
    """What must be the same for a block to go on showing a row."""
    return (row.path, row.field, row.label, row.required, row.toggled, row.toggle_label)


def rows_with_blocks(rows: Sequence[FieldState]) -> list[FieldState]:
    """The rows that get a block of their own: what is inside of lists is shown in the list's."""
    lists = tuple(f"{row.path}." for row in rows if row.field.control in LISTS)
    return [row for row in rows if not lists or not row.path.startswith(lists)]


def inner_rows(rows: Sequence[FieldState], outer: FieldState) -> list[FieldState]:
    """The rows inside of a list or a group; none for any other."""
    if outer.field.control not in (*LISTS, Control.OBJECT):
        return []
    prefix = f"{outer.path}."
    return [row for row in rows if row.path.startswith(prefix)]


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
