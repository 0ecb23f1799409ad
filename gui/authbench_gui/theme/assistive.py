"""What our own widgets are to a screen reader: Qt knows only its own classes."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAccessibleWidget, QSplitter, QWidget

from authbench_gui.wording import one_line, tool_tip


class _Told(QAccessibleWidget):
    """A widget with a role of its own, and the name and description that were set."""

    def text(self, kind: QAccessible.Text, /) -> str:
        widget = self.object()
        if isinstance(widget, QWidget) and kind is QAccessible.Text.Name:
            return widget.accessibleName()
        if kind is QAccessible.Text.Value and hasattr(widget, "assistive_value"):
            return str(widget.assistive_value())
        return super().text(kind)


class _ToldTab(_Told):
    """A button that chooses one of several views."""

    def state(self) -> QAccessible.State:
        state = super().state()
        button = self.object()
        if isinstance(button, QAbstractButton):
            state.selectable = True
            state.selected = button.isChecked()
        return state

    def actionNames(self) -> list[str]:
        return [self.pressAction(), *super().actionNames()]

    def doAction(self, name: str, /) -> None:
        button = self.object()
        if name == self.pressAction() and isinstance(button, QAbstractButton):
            button.click()
        else:
            super().doAction(name)


def _interface(_class_name: str, told: QObject) -> QAccessibleInterface | None:
    role = getattr(told, "assistive_role", None)
    if not isinstance(role, QAccessible.Role) or not isinstance(told, QWidget):
        return None
    return _ToldTab(told, role) if role is QAccessible.Role.PageTab else _Told(told, role)


@cache
def tell_roles() -> None:
    """From now on a widget's `assistive_role` is its role."""
    QAccessible.installFactory(_interface)


def set_tip(widget: QWidget, text: str) -> None:
    """A tool tip for the eye, and the same as a plain description for a screen reader, which would read a
    tip's mark-up aloud."""
    widget.setToolTip(tool_tip(text))
    widget.setAccessibleDescription(one_line(text))


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say `text`, on behalf of `widget`; what it is reading it may finish first."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, one_line(text)))


def read_in_order(splitter: QSplitter) -> None:
    """A screen reader goes through a splitter's parts as they lie above each other, which Qt turns round."""
    for index in reversed(range(splitter.count())):
        part = splitter.widget(index)
        if part is not None:
            part.lower()


def keep_tab_place(area: QWidget) -> None:
    """The Tab key goes through what was put into `area` where `area` is: Qt would put it behind all of the
    window. Its parts are gone through in the order in which they were made."""
    before, window = area, area.window()
    while before.window() is not window or not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
        # Only a stop of the Tab key can have another behind it, and only one of the same window.
        earlier = before.previousInFocusChain()
        if earlier is None or earlier is area:
            return
        before = earlier
    for part in area.findChildren(QWidget):
        if part.window() is window and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            QWidget.setTabOrder(before, part)
            before = part


class SelectionFollower(QObject):
    """Makes the entry current that an assistive tool selected in a list. Qt lets it select one without
    that, which no key and no mouse can do. `taken(index)` - it was such a selection."""

    taken = Signal(QModelIndex)

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view.selectionModel())
        self._view = view
        view.selectionModel().selectionChanged.connect(self._look_soon)

    @Slot()
    def _look_soon(self) -> None:
        # What a key or the mouse selects is current only after this.
        QTimer.singleShot(0, self, self._look)

    @Slot()
    def _look(self) -> None:
        selected = self._view.selectionModel().selectedIndexes()
        current = self._view.currentIndex()
        if selected and (not current.isValid() or current.row() != selected[0].row()):
            self._view.setCurrentIndex(selected[0])
            self.taken.emit(selected[0])
