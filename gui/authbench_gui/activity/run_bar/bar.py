"""One quiet line that sums a run up, and below it, when it is unfolded, what it tells of."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from authbench.errors import AuthbenchError
from authbench.events import NoteAdded, RedirectIgnored
from authbench_gui.activity.detail.chip_popover import ChipPopover
from authbench_gui.activity.run_bar import words
from authbench_gui.activity.run_bar.grip import Grip
from authbench_gui.activity.run_bar.notes import note_lines
from authbench_gui.activity.run_bar.notes_page import NotesPage
from authbench_gui.activity.run_bar.settings_page import SettingsPage
from authbench_gui.activity.run_bar.texts import printed_text, renewals_text
from authbench_gui.activity.run_bar.words import Section
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.code.line_view import LineView
from authbench_gui.code.lines import Lines
from authbench_gui.tasks import Tasks
from authbench_gui.theme.flow_layout import FlowLayout
from authbench_gui.theme.tabs import TabStrip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, hairline, icon_button, label
from authbench_gui.turns import Turns
from authbench_gui.wording import said

if TYPE_CHECKING:
    from authbench.journal import Journal, Span
    from authbench.journal.run_account import RunSummary
    from authbench_gui.activity.recorded import Recorded

_PAUSE_MS = 120
_SHARE = 20
"""A summary may take one part in so many of the time."""
_WISHED = 210
_LEAST = 84
_USEFUL = 140
"""In a low window: some rows of every section."""
_OTHERS = 370
"""Pixels of the panel that are left to its head, the log and the details, unless a person wants it so."""
_LINE = 20
_GAP = 6
_EDGE = 8
_SUMMED = (Section.RENEWALS, Section.NOTES, Section.PRINTED, Section.SETTINGS)
"""In the order of the summary: first what is out of the ordinary."""


class RunBar(QWidget):
    """Tells of one run. Is not there where there is nothing to tell but its requests.

    `activated(target)` asks for an exchange (its number) or a place in the definition (a `Location`),
    `filter_requested(text)` for what a filter of the log finds. `popover_opening(ChipPopover, Span)` -
    something may be added to what a chip offers.
    """

    activated = Signal(object)
    popover_opening = Signal(object, object)
    filter_requested = Signal(str)

    def __init__(self, theme: Theme, clipboard: SecretClipboard, tasks: Tasks) -> None:
        super().__init__()
        self._theme, self._clipboard, self._tasks = theme, clipboard, tasks
        self._recorded: Recorded | None = None
        self._run_id: str | None = None
        self._earlier = False
        self._summary: RunSummary | None = None
        self._loaded: dict[Section, object] = {}
        self.spare: Callable[[], int] = lambda: 0
        """Pixels that what is below the bar can do without."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._sum_up_again)
        self._turns = Turns.shared()
        self._stale = False
        self.toggle = button("", "quiet", "Show what the run came to")
        self.toggle.setObjectName("run.toggle")
        self.toggle.setCheckable(True)
        self.parts = {section: button("", "quiet") for section in _SUMMED}
        self._apart = {section: _apart(one) for section, one in self.parts.items()}
        head = QWidget()
        flow = FlowLayout(_GAP)
        flow.setContentsMargins(14, 4, 14, 4)
        head.setLayout(flow)
        flow.addWidget(self.toggle)
        for section, one in self.parts.items():
            one.setObjectName(f"run.{section.name.lower()}.part")
            one.clicked.connect(self._opener(section))
            flow.addWidget(self._apart[section])
        self.tabs = TabStrip([section.name.capitalize() for section in Section], "About the run")
        self.close_button = icon_button(theme, "cross", "Fold what the run came to (Esc)", 12)
        self.close_button.setObjectName("run.close")
        self.notes = NotesPage(theme)
        self.printed = LineView(theme, "What the run printed")
        self.settings = SettingsPage(theme)
        self.renewals = LineView(theme, "Why the run renewed credentials")
        self._pages = QStackedWidget()
        for page in (self.notes, _indented(self.printed), self.settings, _indented(self.renewals)):
            self._pages.addWidget(page)
        self.grip = Grip(theme)
        self.body = _Body()
        self._lay_out_body()
        self.body.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self.body, 1)
        layout.addWidget(hairline())
        self.hide()
        self._connect()

    def _lay_out_body(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(9, 0, 10, 2)
        row.addWidget(self.tabs, 1)
        row.addWidget(self.close_button)
        inside = QVBoxLayout(self.body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addLayout(row)
        inside.addWidget(self._pages, 1)
        inside.addWidget(self.grip)

    def _connect(self) -> None:
        self.toggle.toggled.connect(self._on_toggled)
        self.close_button.clicked.connect(self.close_body)
        self.tabs.chosen.connect(self._on_section)
        self.grip.moved.connect(self._on_moved)
        self.notes.activated.connect(self.activated)
        for view in (self.printed, self.renewals):
            view.link_activated.connect(self.activated)
            view.chip_activated.connect(self._on_chip)
        self.settings.table.chip_activated.connect(self._on_setting_chip)

    @property
    def run_id(self) -> str | None:
        """The run that is told of."""
        return self._run_id

    @property
    def summary(self) -> RunSummary | None:
        """What is known of it."""
        return self._summary

    @property
    def section(self) -> Section:
        """The section that is chosen."""
        return Section(self.tabs.current)

    @property
    def opened(self) -> bool:
        """Whether the sections are shown."""
        return self.toggle.isChecked()

    def show_run(self, recorded: Recorded | None, run_id: str | None, *, earlier: bool = False) -> None:
        """Tell of a run, `earlier` than the last; None: of nothing. Called for the same run, look at what
        it has become, at once or, in a flood, soon."""
        same = recorded is self._recorded and run_id == self._run_id
        if recorded is not self._recorded:
            self._empty()
        if not same:
            self._summary = None
        self._recorded, self._run_id, self._earlier = recorded, run_id, earlier
        self._stale = True
        self._show_toggle()
        if not same or not self._pause.isActive():
            self._sum_up()

    def fit(self, panel: int) -> None:
        """Take no more than leaves room for the log in a panel so high (pixels)."""
        self.body.limit(max(_USEFUL, panel - _OTHERS))

    def open_section(self, section: Section) -> None:
        """Unfold the bar on a section."""
        self.tabs.choose(section, silent=True)
        if self.opened:
            self._on_section()
        else:
            self.toggle.setChecked(True)

    @Slot()
    def close_body(self) -> None:
        """Fold the bar."""
        self.toggle.setChecked(False)
        self.toggle.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        # Before the window's Escape, which stops a run.
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
            and self.opened
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.opened:
            self.close_body()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _sum_up_again(self) -> None:
        self._turns.ask(self, self._sum_up)

    def _sum_up(self) -> None:
        if not self._stale:
            return
        self._stale = False
        recorded, run_id = self._recorded, self._run_id
        if recorded is None or run_id is None:
            self._summary = None
            self.hide()
            return
        before = time.perf_counter()
        summary = recorded.journal.summary(run_id)
        took = (time.perf_counter() - before) * 1000
        self._pause.start(max(_PAUSE_MS, int(took * _SHARE)))
        self._show_summary(summary)

    def _show_summary(self, summary: RunSummary) -> None:
        self._summary = summary
        told = False
        for section, one in self.parts.items():
            text = words.part(summary, section)
            one.setText(text)
            one.setAccessibleName(f"Show {section.name.lower()} of the run: {text}")
            self._apart[section].setVisible(bool(text))
            self.tabs.show_tab(section, bool(text))
            self.tabs.rename(section, words.tab_title(summary, section))
            told = told or bool(text)
        self._show_toggle()
        if told and not words.part(summary, self.section):
            self.tabs.choose(next(each for each in Section if words.part(summary, each)), silent=True)
        self.setVisible(told)
        if told and self.opened:
            self._on_section()

    def _show_toggle(self) -> None:
        if self._summary is None:
            return
        text = words.heading(self._summary, earlier=self._earlier)
        self.toggle.setText(f"{'▾' if self.opened else '▸'} {text}")
        done = "Hide" if self.opened else "Show"
        self.toggle.setAccessibleName(f"{done} what the run came to: {text}")

    @Slot(bool)
    def _on_toggled(self, opened: bool) -> None:
        self._show_toggle()
        self.body.setVisible(opened)
        if opened:
            self._on_section()

    @Slot()
    def _on_section(self) -> None:
        """Show the chosen section, and ask for what it has become."""
        section, summary, recorded = self.section, self._summary, self._recorded
        self._pages.setCurrentIndex(section)
        if summary is None or recorded is None:
            return
        key = (recorded, summary.run_id, summary.events, recorded.journal.redactor.generation)
        if self._loaded.get(section) == key:
            return
        self._loaded[section] = key
        places, run_id = recorded.live, summary.run_id

        def current(show: Callable[[Any], None]) -> Callable[[Any], None]:
            def take(made: Any) -> None:
                if self._loaded.get(section) == key:
                    show(made)

            return take

        def failed(error: AuthbenchError) -> None:
            if self._loaded.get(section) != key:
                return
            del self._loaded[section]
            view = self.renewals if section is Section.RENEWALS else self.printed
            view.show_lines(Lines(said(error)))

        shows: dict[Section, Callable[[Any], None]] = {
            Section.NOTES: lambda made: self.notes.show_notes(made, places=places),
            Section.PRINTED: lambda made: _refill(self.printed, made),
            Section.SETTINGS: self.settings.show_settings,
            Section.RENEWALS: lambda made: _refill(self.renewals, made),
        }
        made = _maker(section, recorded.journal, run_id, places)
        self._tasks.ask(made, current(shows[section]), failed)

    def _empty(self) -> None:
        """Nothing of another log stays behind, least of all of one that was revealed."""
        from authbench.journal.settings_views import SettingsView

        self._loaded.clear()
        self.notes.show_notes((), places=False)
        self.settings.show_settings(SettingsView())
        for view in (self.printed, self.renewals):
            view.show_lines(Lines(""))

    @Slot(int)
    def _on_moved(self, by: int) -> None:
        height = self.body.height() + by
        self.body.wish(max(_LEAST, min(height, self.body.height() + max(0, self.spare()))))

    def _opener(self, section: Section) -> Callable[[], None]:
        def opened() -> None:
            if self.opened and self.section is section:
                self.toggle.setChecked(False)
            else:
                self.open_section(section)

        return opened

    @Slot(object)
    def _on_chip(self, span: Span) -> None:
        view = self.printed if self.section is Section.PRINTED else self.renewals
        corner = view.viewport().mapToGlobal(view.spot_rect(span).bottomLeft().toPoint())
        self._open_popover(view, span, view.toPlainText()[span.start : span.end], corner)

    @Slot(object, str, QPoint)
    def _on_setting_chip(self, span: Span, text: str, corner: QPoint) -> None:
        self._open_popover(self.settings.table, span, text, corner)

    def _open_popover(self, parent: QWidget, span: Span, text: str, corner: QPoint) -> None:
        popover = ChipPopover(self._theme, self._clipboard, parent)
        popover.fill(span, text, filterable=self._recorded is not None and self._recorded.live)
        popover.filter_requested.connect(self.filter_requested)
        self.popover_opening.emit(popover, span)
        popover.open_at(corner)


class _Body(QWidget):
    """As high as a person wishes, where there is room for it."""

    def __init__(self) -> None:
        super().__init__()
        self._wished: int | None = None
        self._limit = _WISHED

    def wish(self, height: int) -> None:
        """Be so high from now on."""
        self._wished = height
        self.updateGeometry()

    def limit(self, height: int) -> None:
        """Be at most so high, as long as nobody wishes otherwise."""
        if height != self._limit:
            self._limit = height
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(300, min(_WISHED, self._limit) if self._wished is None else self._wished)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, _LEAST)


def _apart(part: QWidget) -> QWidget:
    """A part of the summary with the dot before it, which goes with it into the next line."""
    both = QWidget()
    layout = QHBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(_GAP)
    dot = label("·", "caption")
    # As high as the words beside it.
    dot.setFixedHeight(_LINE)
    layout.addWidget(dot)
    layout.addWidget(part)
    return both


def _indented(view: LineView) -> QWidget:
    """A text that begins below the words above it."""
    room = QWidget()
    layout = QVBoxLayout(room)
    layout.setContentsMargins(_EDGE, 0, 0, 0)
    layout.addWidget(view)
    return room


def _maker(section: Section, journal: Journal, run_id: str, places: bool) -> Callable[[], Any]:
    """What makes the content of a section, away from the window."""
    match section:
        case Section.NOTES:
            return lambda: note_lines(journal.notices(run_id, (NoteAdded, RedirectIgnored)))
        case Section.PRINTED:
            return lambda: printed_text(journal.printed(run_id)).lines()
        case Section.SETTINGS:
            return lambda: journal.settings(run_id)
        case Section.RENEWALS:
            return lambda: renewals_text(journal.renewals(run_id), places=places).lines()


def _refill(view: LineView, lines: Lines) -> None:
    """Show a text; one that begins like the one shown has only grown."""
    before = view.toPlainText()
    view.show_lines(lines, keep=bool(before) and lines.text.startswith(before))
