"""Editors for one of several choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

from authbench.definition import Choice
from authbench.form import FieldState
from authbench_gui.connection_page.form.editors import FieldEditor, text_of_value
from authbench_gui.theme.assistive import SelectionFollower
from authbench_gui.theme.icons import draw_icon
from authbench_gui.theme.theme import Theme
from authbench_gui.wording import one_line

if TYPE_CHECKING:
    from authbench_gui.connection_page.form.search_popup import SearchPopup

UNSET = "–"
SEARCHABLE_FROM = 8
"""With so many choices the list can be searched."""
_YES_NO = (Choice("Yes", "true"), Choice("No", "false"))


class ChoiceBox(QComboBox):
    """A combo box with our chevron, which the wheel changes only while it has the focus. With `searchable`
    its list can be searched, and typing opens it."""

    picked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.searchable = False
        self.popup: SearchPopup | None = None
        self._follower: SelectionFollower | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        theme.changed.connect(self.update)

    def showPopup(self) -> None:
        if self.searchable:
            self._search("")
        else:
            super().showPopup()
            # Only now: the list is made when it is first asked for.
            self.view().setAccessibleName(self.accessibleName())
            if self._follower is None:
                self._follower = SelectionFollower(self.view())
                self._follower.taken.connect(self._on_taken)

    def hidePopup(self) -> None:
        if self.popup is not None:
            self.popup.hide()
        super().hidePopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if self.searchable and text.isprintable() and text.strip():
            self._search(text)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room.width()
        )
        painter = QPainter(self)
        self.style().drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option, painter, self)
        self.style().drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option, painter, self)
        right = 9 if self.isRightToLeft() else self.width() - 23
        draw_icon(
            painter,
            "chevron-down",
            self._theme.color("muted"),
            QRectF(right, (self.height() - 14) / 2, 14, 14),
        )

    @Slot(QModelIndex)
    def _on_taken(self, index: QModelIndex) -> None:
        """An assistive tool selected an entry of the open list."""
        if self.view().isVisible():
            self.hidePopup()
            self.setCurrentIndex(index.row())
            self.activated.emit(index.row())

    def _search(self, typed: str) -> None:
        if self.popup is None:
            from authbench_gui.connection_page.form.search_popup import SearchPopup

            self.popup = SearchPopup(self)
            self.popup.chosen.connect(self.picked)
        entries = [self.itemText(index) for index in range(self.count())]
        self.popup.open_below(self, entries, self.currentIndex(), typed)


class ChoiceEditor(FieldEditor):
    """One of several choices, with an empty entry where the field may stay unset. A value that is none of
    them is shown with a mark, and kept."""

    def __init__(self, theme: Theme, row: FieldState) -> None:
        self.box = ChoiceBox(theme)
        super().__init__(self.box)
        self._listed: tuple[object, ...] = ()
        self.box.activated.connect(self._on_chosen)
        self.box.picked.connect(self._on_chosen)

    def show_row(self, row: FieldState) -> None:
        value = text_of_value(row.value)
        known = self._known(row)
        foreign = value if value and all(choice.text != value for choice in known) else ""
        listed = (known, row.allows_unset, foreign)
        if listed != self._listed:
            self._listed = listed
            self.box.clear()
            if row.allows_unset:
                self.box.addItem(UNSET, "")
            for choice in known:
                self.box.addItem(one_line(choice.label), choice.text)
            if foreign:
                self.box.addItem(f"{one_line(foreign)} (not among the choices)", foreign)
            self.box.searchable = len(known) >= SEARCHABLE_FROM
        self.box.setCurrentIndex(self.box.findData(value))
        self.box.setToolTip("")

    def _known(self, row: FieldState) -> tuple[Choice, ...]:
        return row.field.choices

    @Slot(int)
    def _on_chosen(self, index: int) -> None:
        self.changed.emit(str(self.box.itemData(index)) or None)


class YesNoEditor(ChoiceEditor):
    """A checkbox of the platform: Yes, No, and not chosen where that is allowed."""

    def _known(self, row: FieldState) -> tuple[Choice, ...]:
        return _YES_NO
