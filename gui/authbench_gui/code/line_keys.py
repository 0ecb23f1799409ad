"""What the keys do in a view of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from authbench_gui.code.caret import Step

if TYPE_CHECKING:
    from authbench_gui.code.line_view import LineView

_STEPS: dict[QKeySequence.StandardKey, Step] = {
    QKeySequence.StandardKey.MoveToPreviousChar: "left",
    QKeySequence.StandardKey.MoveToNextChar: "right",
    QKeySequence.StandardKey.MoveToPreviousWord: "word left",
    QKeySequence.StandardKey.MoveToNextWord: "word right",
    QKeySequence.StandardKey.MoveToStartOfLine: "row start",
    QKeySequence.StandardKey.MoveToEndOfLine: "row end",
    QKeySequence.StandardKey.MoveToStartOfDocument: "start",
    QKeySequence.StandardKey.MoveToEndOfDocument: "end",
}
_SELECTING: dict[QKeySequence.StandardKey, Step] = {
    QKeySequence.StandardKey.SelectPreviousChar: "left",
    QKeySequence.StandardKey.SelectNextChar: "right",
    QKeySequence.StandardKey.SelectPreviousWord: "word left",
    QKeySequence.StandardKey.SelectNextWord: "word right",
    QKeySequence.StandardKey.SelectStartOfLine: "row start",
    QKeySequence.StandardKey.SelectEndOfLine: "row end",
    QKeySequence.StandardKey.SelectStartOfDocument: "start",
    QKeySequence.StandardKey.SelectEndOfDocument: "end",
}


def key_action(view: LineView, event: QKeyEvent) -> bool:
    """Do what a key says; False where it says nothing here."""
    standard = QKeySequence.StandardKey
    if event.matches(standard.Copy):
        view.copy()
    elif event.matches(standard.SelectAll):
        view.select_all()
    elif event.matches(standard.Find):
        view.find_requested.emit()
    elif _jumped(view, event) or _folded(view, event):
        return True
    else:
        return _moved(view, event)
    return True


def _jumped(view: LineView, event: QKeyEvent) -> bool:
    """Ctrl with the arrows up and down goes from chip to chip; Enter and Space activate one."""
    if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
        way = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if way is not None:
            view.go_to_spot(way)
            return True
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
        spot = view.spot_at(view.caret.position)
        if spot is not None:
            view.activate(spot)
            return True
    return False


def _folded(view: LineView, event: QKeyEvent) -> bool:
    """Left folds, Right unfolds, Enter does either, in a row where a part begins."""
    row, rows = view.caret.row, view.rows
    start, end = view.caret.selection
    if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
        return False
    if start != end or rows.folds.last(row) is None:
        return False
    folded = rows.is_folded(row)
    match event.key():
        case Qt.Key.Key_Left if not folded:
            view.fold(row, True)
        case Qt.Key.Key_Right if folded:
            view.fold(row, False)
        case Qt.Key.Key_Return | Qt.Key.Key_Enter:
            view.fold(row, not folded)
        case _:
            return False
    return True


def _moved(view: LineView, event: QKeyEvent) -> bool:
    caret, standard = view.caret, QKeySequence.StandardKey
    rows = {
        standard.MoveToNextLine: (1, False),
        standard.MoveToPreviousLine: (-1, False),
        standard.MoveToNextPage: (view.page(), False),
        standard.MoveToPreviousPage: (-view.page(), False),
        standard.SelectNextLine: (1, True),
        standard.SelectPreviousLine: (-1, True),
        standard.SelectNextPage: (view.page(), True),
        standard.SelectPreviousPage: (-view.page(), True),
    }
    for key, (count, extend) in rows.items():
        if event.matches(key):
            caret.move_rows(count, extend=extend)
            view.after_key()
            return True
    for steps, extend in ((_STEPS, False), (_SELECTING, True)):
        for key, step in steps.items():
            if event.matches(key):
                caret.step(step, extend=extend)
                view.after_key()
                return True
    return False
