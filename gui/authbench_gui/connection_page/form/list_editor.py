"""The editor of lists: a table of pairs or records, a column of plain values, or cards for larger items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from authbench.definition import Control, Field
from authbench.form import FieldState
from authbench_gui.connection_page.form.editors import FieldEditor
from authbench_gui.connection_page.form.folding import Fold, Folds
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import ElidedButton, ElidedLabel, icon_button, label, restyle
from authbench_gui.wording import breakable, one_line, shown

if TYPE_CHECKING:
    from authbench_gui.connection_page.form.block import FieldBlock

_MAX_COLUMNS = 3
_BUTTON = QSize(24, 24)
_IN_A_CELL = frozenset(
    {
        Control.TEXT, Control.PASSWORD, Control.INTEGER, Control.NUMBER, Control.URL, Control.EMAIL,
        Control.PHONE, Control.SELECT, Control.CHECKBOX,
    }
)  # fmt: skip

CellFactory = Callable[[FieldState], FieldEditor]
BlockFactory = Callable[[FieldState], "FieldBlock"]


class Item(QObject):
    """One item of a list, in a widget that can be taken out. `inner_changed(path, value)`, `left`,
    `toggle_requested(path)` and `link_clicked(url)` come from what is inside."""

    inner_changed = Signal(str, object)
    left = Signal()
    toggle_requested = Signal(str)
    link_clicked = Signal(str)
    reordered = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        self.widget = QFrame()
        super().__init__(self.widget)
        self.remove = icon_button(theme, "cross", f"Remove {name}", 14)
        self.remove.setFixedSize(_BUTTON)

    def show_rows(self, rows: Sequence[FieldState]) -> None:
        """Show the rows of this item."""
        raise NotImplementedError

    def focus_first(self) -> None:
        """Go to its first field."""
        raise NotImplementedError


class TableRow(Item):
    """An item whose fields stand side by side."""

    def __init__(self, theme: Theme, name: str, make_cell: CellFactory, rows: Sequence[FieldState]) -> None:
        super().__init__(theme, name)
        self._name = name
        self.cells: dict[str, FieldEditor] = {}
        outer = QVBoxLayout(self.widget)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(4)
        for row in rows:
            cell = self.cells[row.path] = make_cell(row)
            cell.widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            cell.changed.connect(lambda value, path=row.path: self.inner_changed.emit(path, value))
            cell.left.connect(self.left)
            cell.told.connect(self._on_told)
            line.addWidget(cell.widget, 1)
        line.addWidget(self.remove)
        outer.addLayout(line)
        self._notice = ""
        self._said: list[str] = []
        self.advice = label("", "warning", wrap=True)
        self.advice.hide()
        outer.addWidget(self.advice)

    def show_rows(self, rows: Sequence[FieldState]) -> None:
        self._said = []
        for row in rows:
            cell = self.cells[row.path]
            cell.show_row(row)
            advice = row.problem or row.advice or ""
            cell.describe(shown(f"{row.field.label}, {self._name}"), shown(advice))
            if advice:
                self._said.append(f"{row.field.label}: {advice}" if len(rows) > 1 else advice)
        self._tell()

    def _tell(self) -> None:
        """What is to be known about the cells, below them."""
        said = [self._notice, *self._said] if self._notice else self._said
        self.advice.setText(breakable("\n".join(said)))
        self.advice.setVisible(bool(said))

    def focus_first(self) -> None:
        first = next((cell.focus_widget for cell in self.cells.values()), self.remove)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_told(self, text: str) -> None:
        self._notice = text
        self._tell()


class Card(Item):
    """An item whose fields stand one below the other, with labels."""

    def __init__(self, theme: Theme, name: str, make_block: BlockFactory) -> None:
        super().__init__(theme, name)
        self._make_block = make_block
        self._folds = Folds()
        self._shown: Sequence[FieldState] = ()
        self.blocks: dict[str, FieldBlock] = {}
        self.widget.setProperty("kind", "item")
        outer = QVBoxLayout(self.widget)
        outer.setContentsMargins(10, 6, 6, 10)
        outer.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(name, "muted"), 1)
        head.addWidget(self.remove)
        outer.addLayout(head)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(10)
        self._fields.setContentsMargins(0, 0, 4, 0)
        outer.addLayout(self._fields)

    def show_rows(self, rows: Sequence[FieldState]) -> None:
        from authbench_gui.connection_page.form.block import block_key, inner_rows, rows_with_blocks

        self._shown = rows
        own = rows_with_blocks(rows)
        for path in set(self.blocks) - {row.path for row in own}:
            self._drop(path)
        for position, row in enumerate(own):
            block = self.blocks.get(row.path)
            if block is not None and block.key != (block_key(row), ""):
                self._drop(row.path)
                block = None
            if block is None:
                block = self.blocks[row.path] = self._make_block(row)
                block.changed.connect(self.inner_changed)
                block.left.connect(self.left)
                block.toggle_requested.connect(self.toggle_requested)
                block.link_clicked.connect(self.link_clicked)
                block.fold_requested.connect(self._on_fold)
            moved = self._fields.indexOf(block) != position
            if moved:
                self._fields.insertWidget(position, block)
            fold = self._folds.of(row.path)
            block.show_row(row, inner_rows(rows, row), fold)
            if moved:
                block.setVisible(row.visible and fold is not Fold.INSIDE)
                self.reordered.emit()

    def focus_first(self) -> None:
        for block in self.blocks.values():
            if block.editor is not None and block.isVisibleTo(self.widget):
                block.editor.focus_widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _drop(self, path: str) -> None:
        block = self.blocks.pop(path)
        self._fields.removeWidget(block)
        block.hide()
        block.deleteLater()

    @Slot(str)
    def _on_fold(self, path: str) -> None:
        self._folds.turn(path)
        self.show_rows(self._shown)


class ListEditor(FieldEditor):
    """The items of a list, each with a button that takes it out, and one that adds another. Items can be
    edited where they stand: `inner_changed(path, value)`; `changed` carries the whole list."""

    inner_changed = Signal(str, object)
    toggle_requested = Signal(str)
    link_clicked = Signal(str)
    reordered = Signal()

    def __init__(
        self, theme: Theme, row: FieldState, make_cell: CellFactory, make_block: BlockFactory
    ) -> None:
        frame = QWidget()
        self.as_table = is_table(row.field)
        self._theme, self._make_cell, self._make_block = theme, make_cell, make_block
        self._field = row.field
        self._item_name = one_line(row.field.item_label or row.field.label)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self.empty = self._empty_card()
        layout.addWidget(self.empty)
        self.header = self._header()
        layout.addWidget(self.header)
        inside = QWidget()
        self._items_layout = QVBoxLayout(inside)
        self._items_layout.setContentsMargins(0, 0, 0, 0)
        self._items_layout.setSpacing(4 if self.as_table else 8)
        layout.addWidget(inside)
        self._inside = inside
        self.add = ElidedButton(self._add_text(), "small", f"{self._add_text()}: {one_line(row.label)}")
        layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        super().__init__(frame, self.add)
        self.items: list[Item] = []
        self._value: list[Any] = []
        self.add.clicked.connect(self._on_add)

    def show_row(self, row: FieldState) -> None:
        self._value = list(row.value) if isinstance(row.value, list) else []
        self.empty.setVisible(not self._value)
        self._inside.setVisible(bool(self._value))
        self.header.setVisible(bool(self._value) and self.as_table and bool(self._field.properties))

    def show_items(self, rows: Sequence[FieldState], path: str) -> None:
        """Show the rows inside the list, which stands at `path`."""
        by_item: list[list[FieldState]] = [[] for _ in self._value]
        for row in rows:
            index = int(row.path[len(path) + 1 :].split(".", 1)[0])
            by_item[index].append(row)
        while len(self.items) > len(by_item):
            item = self.items.pop()
            self._items_layout.removeWidget(item.widget)
            item.widget.hide()
            item.widget.deleteLater()
        for index, inside in enumerate(by_item):
            if index == len(self.items):
                self._append(index, inside)
            self.items[index].show_rows(inside)

    def describe(self, name: str, description: str) -> None:
        amount = f"{len(self._value)} in the list"
        self.focus_widget.setAccessibleName(f"{self.add.text().removeprefix('+ ')}: {name}")
        self.focus_widget.setAccessibleDescription(f"{amount}. {description}".strip())

    def show_problem(self, problem: bool) -> None:
        restyle(self.empty, "problem", "true" if problem else "false")

    def _append(self, index: int, rows: Sequence[FieldState]) -> None:
        name = f"{self._item_name} {index + 1}"
        item: Item
        if self.as_table:
            item = TableRow(self._theme, name, self._make_cell, rows)
        else:
            item = Card(self._theme, name, self._make_block)
        item.inner_changed.connect(self.inner_changed)
        item.left.connect(self.left)
        item.toggle_requested.connect(self.toggle_requested)
        item.link_clicked.connect(self.link_clicked)
        item.reordered.connect(self.reordered)
        item.remove.clicked.connect(lambda: self._on_remove(item))
        self.items.append(item)
        self._items_layout.addWidget(item.widget)
        # Now, not when the layout comes to it: the focus is to go there.
        item.widget.show()
        self.reordered.emit()

    def _add_text(self) -> str:
        text = one_line(self._field.add_item_label)
        if not text:
            text = f"Add {one_line(self._field.item_label)}" if self._field.item_label else "Add"
        return f"+ {text}"

    def _header(self) -> QWidget:
        """The columns' labels."""
        header = QWidget()
        line = QHBoxLayout(header)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        for column in self._field.properties if self.as_table else ():
            line.addWidget(ElidedLabel(f"{column.label} *" if column.required else column.label, "muted"), 1)
        line.addSpacing(_BUTTON.width())
        return header

    def _empty_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("kind", "empty-list")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(2)
        title = label("", "strong", wrap=True)
        title.setText(breakable(self._field.empty_list_title or ""))
        text = label("", "muted", wrap=True)
        text.setText(breakable(self._field.empty_list_text or ("" if title.text() else "Nothing here yet")))
        for line in (title, text):
            if line.text():
                layout.addWidget(line)
        return card

    @Slot()
    def _on_add(self) -> None:
        self.changed.emit([*self._value, {} if self._field.properties else ""])
        if self.items:
            self.items[-1].focus_first()

    def _on_remove(self, item: Item) -> None:
        index = self.items.index(item)
        self.changed.emit([value for at, value in enumerate(self._value) if at != index] or None)
        after = self.items[min(index, len(self.items) - 1)].remove if self.items else self.add
        after.setFocus(Qt.FocusReason.OtherFocusReason)


def is_table(field: Field) -> bool:
    """Whether the items of a list fit side by side: plain values, or a few simple columns."""
    columns = field.properties
    return len(columns) <= _MAX_COLUMNS and all(
        column.control in _IN_A_CELL
        and not column.multiline
        and column.condition is None
        and column.toggle_field is None
        and not (column.hint or column.help)
        for column in columns
    )
