"""Editors of dates and times: the text as it is sent, and a calendar that writes it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from authbench.definition import Control
from authbench.form import FieldState
from authbench_gui.connection_page.form.choice_editor import ChoiceBox
from authbench_gui.connection_page.form.editors import FieldEditor, ValueLine, cleaned, text_of_value
from authbench_gui.theme.icons import icon
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, icon_button, restyle
from authbench_gui.wording import one_line

_OFFSETS_MIN = (
    *range(-720, -209, 60), -210, -180, -150, -120, -60, 60, 120, 180, 210, 240, 270, 300, 330, 345, 360, 390,
    420, 480, 525, 540, 570, 600, 630, 660, 720, 765, 780, 840,
)  # fmt: skip


class CalendarPopup(QFrame):
    """A month to choose a day from, for times also the time of day and the zone. `chosen(text)` is the
    ISO 8601 text."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, *, with_time: bool) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("popup", "true")
        self._theme = theme
        self._with_time = with_time
        self.calendar = QCalendarWidget()
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.calendar.setGridVisible(False)
        self.calendar.setAccessibleName("Day")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.calendar)
        self.time = QLineEdit()
        self.time.setFont(theme.monospaced())
        self.time.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.time.setFixedWidth(84)
        self.time.returnPressed.connect(self._on_take)
        self.time.setAccessibleName("Time of day")
        self.zone = ChoiceBox(theme)
        self.zone.setAccessibleName("Zone")
        self.take = button("Set", "primary", "Set date and time")
        row = QHBoxLayout()
        row.addWidget(self.time)
        row.addWidget(self.zone, 1)
        row.addWidget(self.take)
        if with_time:
            layout.addLayout(row)
            self.take.clicked.connect(self._on_take)
            self.calendar.clicked.connect(self.time.setFocus)
        else:
            for control in (self.time, self.zone, self.take):
                control.setParent(self)
                control.hide()
            self.calendar.clicked.connect(self._on_take)
        self.calendar.activated.connect(self._on_take)
        for view in self.calendar.findChildren(QWidget, "qt_calendar_calendarview"):
            view.installEventFilter(self)
            self.calendar.setFocusProxy(view)

    def open_below(self, control: QWidget, text: str) -> None:
        """Show the day that `text` names, else today."""
        moment = _moment(text) or datetime.now().astimezone().replace(microsecond=0)
        self.calendar.setSelectedDate(QDate(moment.year, moment.month, moment.day))
        self.time.setText(moment.strftime("%H:%M:%S"))
        restyle(self.time, "problem", "false")
        self._fill_zones(moment)
        self._tint()
        self.adjustSize()
        self.move(control.mapToGlobal(QPoint(0, control.height() + 2)))
        self.show()
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_take()
                return True
        return super().eventFilter(watched, event)

    def _fill_zones(self, moment: datetime) -> None:
        here = moment.replace(tzinfo=None).astimezone()
        offset = moment.utcoffset()
        zones = [("UTC", "Z"), (f"This computer ({_offset(here.tzinfo, here)})", _offset(here.tzinfo, here))]
        zones += [(_of_minutes(minutes), _of_minutes(minutes)) for minutes in _OFFSETS_MIN]
        if offset is not None and _suffix(moment) not in {suffix for _, suffix in zones}:
            zones.append((_suffix(moment), _suffix(moment)))
        self.zone.clear()
        for label, suffix in zones:
            self.zone.addItem(label, suffix)
        self.zone.setCurrentIndex(max(0, self.zone.findData(_suffix(moment))) if offset is not None else 0)

    @Slot()
    def _on_take(self) -> None:
        day = self.calendar.selectedDate()
        text = date(day.year(), day.month(), day.day()).isoformat()
        if self._with_time:
            try:
                at = time.fromisoformat(self.time.text().strip()).replace(tzinfo=None)
            except ValueError:
                restyle(self.time, "problem", "true")
                self.time.setAccessibleDescription("Write the time as 13:45:00")
                self.time.setToolTip("Write the time as 13:45:00")
                self.time.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            text = f"{text}T{at.isoformat()}{self.zone.currentData()}"
        self.hide()
        self.chosen.emit(text)

    def _tint(self) -> None:
        """The calendar's own parts, which no style sheet reaches."""
        for name, picture in (
            ("qt_calendar_prevmonth", "chevron-left"),
            ("qt_calendar_nextmonth", "chevron-right"),
        ):
            for tool in self.calendar.findChildren(QToolButton, name):
                tool.setIcon(icon(picture, self._theme.color("muted"), 14))
        plain, head = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(self._theme.color("text"))
        head.setForeground(self._theme.color("muted"))
        self.calendar.setHeaderTextFormat(head)
        for day in Qt.DayOfWeek:
            self.calendar.setWeekdayTextFormat(day, plain)


class DateEditor(FieldEditor):
    """A date or a time as text, with a calendar behind its button (Alt+Down). What is typed stays."""

    def __init__(self, theme: Theme, row: FieldState) -> None:
        self._theme = theme
        self._with_time = row.field.control is Control.DATE_TIME
        self.line = ValueLine()
        self.line.setFont(theme.monospaced())
        self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        example = "2024-01-31T13:45:00Z" if self._with_time else "2024-01-31"
        self.line.setPlaceholderText(one_line(row.field.placeholder) or example)
        frame = QWidget()
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line, 1)
        self.open = icon_button(theme, "calendar", "Choose from a calendar (Alt+Down)")
        self.open.setFixedSize(QSize(26, 26))
        layout.addWidget(self.open)
        super().__init__(frame, self.line)
        self.popup: CalendarPopup | None = None
        self.line.entered.connect(self._on_edited)
        self.open.clicked.connect(self._on_open)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if watched is self.line and alt and event.key() == Qt.Key.Key_Down:
                self._on_open()
                return True
        return super().eventFilter(watched, event)

    def describe(self, name: str, description: str) -> None:
        super().describe(name, description)
        self.open.setAccessibleName(f"Calendar: {name}")

    def show_row(self, row: FieldState) -> None:
        text = text_of_value(row.value)
        self.line.fill(text)

    @Slot(str)
    def _on_edited(self, _text: str) -> None:
        self.changed.emit(cleaned(self, self.line))

    @Slot()
    def _on_open(self) -> None:
        if self.popup is None:
            self.popup = CalendarPopup(self._theme, self.widget, with_time=self._with_time)
            self.popup.chosen.connect(self._on_chosen)
        self.popup.open_below(self.widget, self.line.text())

    @Slot(str)
    def _on_chosen(self, text: str) -> None:
        self.line.fill(text)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(text)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        return None


def _suffix(moment: datetime) -> str:
    """The end of the ISO text that names the zone of `moment`; Z without one."""
    offset = moment.utcoffset()
    return "Z" if not offset else _offset(timezone(offset), moment)


def _offset(zone: tzinfo | None, moment: datetime) -> str:
    offset = (zone or UTC).utcoffset(moment) or timedelta()
    return _of_minutes(round(offset.total_seconds() / 60))


def _of_minutes(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
