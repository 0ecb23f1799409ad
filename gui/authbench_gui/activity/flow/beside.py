"""Another run beside the one that is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMenu, QSplitter, QWidget

from authbench.events import RunStarted
from authbench.journal.flow.pairing import Pairing, paired
from authbench.journal.flow.picture import Picture
from authbench_gui.activity.flow.pane import FlowPane
from authbench_gui.activity.flow.wording import run_text
from authbench_gui.activity.recorded import Recorded, activity_of
from authbench_gui.theme.theme import Theme

_MOST_OFFERED = 20
"""Runs in a menu, the newest first."""
Others = Callable[[], Sequence[tuple[str, Recorded]]]
"""Opened files by their names."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """A run that can be shown beside another."""

    name: str
    run_id: str
    recorded: Recorded


class SideBySide(QObject):
    """Puts a second pane into the splitter of `first`; both scroll together, each step beside the same step
    of the other run.

    Signals: `opened` - there is a second picture; `exchange_opened(id)` - in it, of the same log.
    """

    opened = Signal()
    exchange_opened = Signal(int)

    def __init__(self, theme: Theme, first: FlowPane, pictures: QSplitter) -> None:
        super().__init__(pictures)
        self._theme = theme
        self._first = first
        self._pictures = pictures
        self._recorded: Recorded | None = None
        self._choice: _Choice | None = None
        self.second: FlowPane | None = None
        self.others: Others = tuple
        self._of: tuple[Picture | None, Picture | None] = (None, None)
        self._pairing: Pairing | None = None
        first.canvas.view_moved.connect(self._on_moved)

    def show_recorded(self, recorded: Recorded | None) -> None:
        """What is drawn is from here; of another activity nothing stays beside it."""
        if activity_of(self._recorded) is not activity_of(recorded):
            self.close()
        self._recorded = recorded

    @Slot(QMenu)
    def fill(self, menu: QMenu) -> None:
        """Offer what can stand beside the picture: runs of the connection, and those of opened files."""
        menu.clear()
        for choice in self._choices():
            menu.addAction(choice.name.replace("&", "&&"), partial(self._show, choice))
        if self.second is not None:
            menu.addSeparator()
            menu.addAction("Close the other picture", self.close)
        elif menu.isEmpty():
            menu.addAction("There is no other run, and no case is open").setEnabled(False)

    @Slot()
    def close(self) -> None:
        """Show one picture alone."""
        second, choice = self.second, self._choice
        self.second = self._choice = None
        if second is None or choice is None:
            return
        if self._is_of_shown(choice):
            choice.recorded.activity.noticed.disconnect(second.following.take)
        second.following.follow(None, "")
        second.hide()
        second.setParent(None)
        second.deleteLater()
        self._first.show_caption("")

    def _choices(self) -> list[_Choice]:
        found: list[_Choice] = []
        recorded = self._recorded
        if recorded is None:
            return found
        for started in newest_runs(recorded):
            if started.run_id != self._first.following.run_id:
                found.append(_Choice(run_text(started), started.run_id, recorded))
        for name, other in self.others():
            if other.activity is not recorded.activity:
                found += [
                    _Choice(f"{name}: {run_text(started)}", started.run_id, other)
                    for started in newest_runs(other)
                ]
        return found

    def _show(self, choice: _Choice) -> None:
        self.close()
        second = self.second = FlowPane(self._theme)
        second.canvas.setAccessibleName("Flow of the other run")
        second.canvas.opens_on_click = self._first.canvas.opens_on_click
        second.show_caption(choice.name, closable=True)
        self._choice = choice
        self._pictures.addWidget(second)
        half = max(1, self._pictures.width() // 2)
        self._pictures.setSizes([half, half])
        second.close_wanted.connect(self.close)
        second.canvas.view_moved.connect(self._on_other_moved)
        if self._is_of_shown(choice):
            second.exchange_opened.connect(self.exchange_opened)
            choice.recorded.activity.noticed.connect(second.following.take)
        second.following.follow(choice.recorded.hiding, choice.run_id)
        QWidget.setTabOrder(self._first.canvas, second.close_button)
        QWidget.setTabOrder(second.close_button, second.canvas)
        self.opened.emit()

    def _is_of_shown(self, choice: _Choice) -> bool:
        return choice.recorded.activity is activity_of(self._recorded)

    @Slot()
    def _on_moved(self) -> None:
        if self.second is not None:
            self.second.canvas.keep_step(self._paired().across(self._first.canvas.step_in_view()))

    @Slot()
    def _on_other_moved(self) -> None:
        if self.second is not None:
            self._first.canvas.keep_step(self._paired().back(self.second.canvas.step_in_view()))

    def _paired(self) -> Pairing:
        pictures = (
            self._first.canvas.picture,
            self.second.canvas.picture if self.second is not None else None,
        )
        if self._pairing is None or any(a is not b for a, b in zip(pictures, self._of, strict=True)):
            self._of, self._pairing = pictures, paired(*pictures)
        return self._pairing


def newest_runs(recorded: Recorded) -> list[RunStarted]:
    """The runs that a menu offers."""
    return list(reversed(recorded.activity.runs.values()))[:_MOST_OFFERED]
