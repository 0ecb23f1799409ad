"""What a person does with the log: filter, pin, pause, follow, compare, clear."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from authbench_gui.activity.copying import Copying
from authbench_gui.activity.filter_naming import FilterNaming
from authbench_gui.activity.log_head import LogHead
from authbench_gui.activity.log_keys import LogAction
from authbench_gui.activity.log_model import LogModel
from authbench_gui.activity.log_search import LogSearch
from authbench_gui.activity.log_strip import LogStrip
from authbench_gui.activity.log_view import LogView
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.tasks import Tasks

if TYPE_CHECKING:
    from authbench.journal import Journal


class LogControl(QObject):
    """Joins the head of the log, the line below it, the table, and the model that is shown.

    `counted` - look again at how many there are; `clear_requested(pinned)`; `compare_requested(left, right)`;
    `again_requested(id)` - send a request again;
    `reported(message)` - what became of something.
    """

    counted = Signal()
    clear_requested = Signal(bool)
    compare_requested = Signal(int, int)
    again_requested = Signal(int)
    reported = Signal(str)

    def __init__(
        self, head: LogHead, strip: LogStrip, table: LogView, clipboard: SecretClipboard, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._head = head
        self._strip = strip
        self._table = table
        self._journal: Journal | None = None
        self._redacted: Journal | None = None
        self._live = True
        self._model: LogModel | None = None
        self._mark: int | None = None
        self.add_copies: Callable[[QMenu, int], None] = _no_copies
        """Adds further ways of copying an exchange to a menu."""
        self._tasks = Tasks(self)
        self.copying = Copying(clipboard, self._tasks, self)
        self.copying.reported.connect(self.reported)
        self.search = LogSearch(self._tasks, self)
        head.box.look_in(self._seen, lambda: self._model.total if self._model is not None else 0)
        head.box.filter_changed.connect(self._on_filter)
        head.box.completions.stay_below(strip)
        head.box.left.connect(self._to_table)
        head.filters.chosen.connect(self.set_filter)
        FilterNaming(head, parent, self._is_secret)
        head.pause_wanted.connect(self._on_pause)
        head.follow_wanted.connect(table.set_following)
        head.clear_wanted.connect(self.clear)
        table.following_changed.connect(head.show_following)
        table.asked.connect(self._on_asked)
        table.menu_wanted.connect(self._show_menu)
        strip.stop_requested.connect(self.search.cancel)
        strip.resume_requested.connect(self._resume)
        strip.unmark_requested.connect(self._unmark)
        strip.compare_requested.connect(self._compare)
        table.count_chosen.connect(strip.tell_chosen)
        self.search.changed.connect(self._on_search)

    def show_log(
        self,
        model: LogModel | None,
        journal: Journal | None,
        *,
        live: bool = True,
        redacted: Journal | None = None,
    ) -> None:
        """Another log is shown, which is asked of `journal`; nothing comes to one that is not `live`, and
        it is not cleared. `redacted` is the same journal redacted, where `journal` hides nothing."""
        if self._model is not None:
            self._model.counted.disconnect(self._on_count)
        self._model, self._journal, self._live = model, journal, live
        self._redacted = redacted
        self.copying.show_journal(journal, revealed=redacted is not None)
        self._unmark()
        self._head.show_live(live)
        self.search.watch(model, journal)
        self._table.show_log(model)
        text = model.filter_text if model is not None else ""
        self._head.box.show_text(text)
        self._head.filters.show_text(text)
        self._show_problem()
        if model is not None:
            model.counted.connect(self._on_count)
        self._on_count()

    def look_through(self, journal: Journal, redacted: Journal | None) -> None:
        """The same log with less hidden, and then `redacted` as usual; or hidden again, and with that what
        was typed of it."""
        self._journal, self._redacted = journal, redacted
        self.copying.show_journal(journal, revealed=redacted is not None)
        self._head.box.completions.hide()
        if redacted is None and self._is_secret(self._head.box.text()):
            self.set_filter("")
        self.search.look_through(journal)
        self._on_count()

    def show_exchange(self, exchange_id: int) -> bool:
        """Choose an exchange, whatever hides it now."""
        model = self._model
        if model is None or model.entry(exchange_id) is None:
            return False
        if not self._table.show_exchange(exchange_id):
            self._resume()
            if model.row_of(exchange_id) is None:
                self.set_filter("")
        return self._table.show_exchange(exchange_id)

    @Slot(str)
    def set_filter(self, text: str) -> None:
        """Filter by `text`."""
        self._head.box.set_filter(text)

    @Slot()
    def clear(self) -> None:
        """Forget what is not pinned; where only pinned ones are left, those."""
        if self._live:
            self.clear_requested.emit(self._only_pinned())

    def _only_pinned(self) -> bool:
        model = self._model
        return model is not None and model.total > 0 and model.rows.index.pinned_count == model.total

    def _seen(self, key: str) -> dict[str, int]:
        return self._model.rows.index.seen(key) if self._model is not None else {}

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        from authbench.journal.filters import parse

        model = self._model
        self._head.filters.show_text(text)
        if model is None:
            return
        model.filter_text = text
        wanted = parse(text)
        self._show_problem()
        if wanted.effective != model.filter.effective:
            model.set_filter(wanted)

    def _show_problem(self) -> None:
        from authbench.journal.filters import parse

        problems = parse(self._head.box.text()).problems
        self._head.box.mark_problem(bool(problems))
        self._strip.tell_problem(problems[0].message if problems else "")
        self._head.box.completions.place_again()

    @Slot()
    def _on_search(self) -> None:
        self._strip.tell_search(self.search.left)
        self.counted.emit()

    @Slot()
    def _on_count(self) -> None:
        model = self._model
        if model is None:
            self._head.show_counts(0, 0, False)
            return
        self._head.show_counts(model.rowCount(), model.total, self._only_pinned())
        self._head.show_paused(model.paused)
        self._strip.tell_pause(model.paused, model.held)
        self.counted.emit()

    @Slot(bool)
    def _on_pause(self, paused: bool) -> None:
        if self._model is not None and paused:
            self._model.pause()
        else:
            self._resume()

    @Slot()
    def _resume(self) -> None:
        if self._model is not None:
            self._model.resume()
            self._table.follow()

    @Slot()
    def _to_table(self) -> None:
        self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_asked(self, action: LogAction) -> None:
        model = self._model
        match action:
            case LogAction.FILTER:
                self._head.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self._head.box.selectAll()
            case LogAction.PAUSE if self._live:
                self._on_pause(model is not None and not model.paused)
            case LogAction.CLEAR:
                self.clear()
            case LogAction.PIN:
                self._pin()
            case LogAction.COMPARE:
                self._compare()
            case LogAction.COPY:
                self._copy()
            case LogAction.AGAIN:
                self._send_again()

    def _pin(self) -> None:
        """Pin what is chosen; where all of it is pinned, let go of it."""
        model = self._model
        if model is None:
            return
        chosen = self._table.chosen_ids()
        pinned = not all(model.pinned(one) for one in chosen)
        for one in chosen:
            model.pin(one, pinned=pinned)

    @Slot()
    def _compare(self) -> None:
        """Compare the two that are chosen; or the one that is with the one that was before."""
        chosen = self._table.chosen_ids()
        if len(chosen) == 2:
            pair = (chosen[0], chosen[1])
        elif len(chosen) == 1 and self._mark is not None and self._mark != chosen[0]:
            pair = (self._mark, chosen[0])
        else:
            self._mark = chosen[0] if len(chosen) == 1 and self._mark is None else None
            self._strip.tell_mark(self._mark)
            return
        self._unmark()
        self.compare_requested.emit(*pair)

    def _send_again(self) -> None:
        """Ask for the one chosen request to be sent again."""
        chosen = self._table.chosen_ids()
        if self._live and len(chosen) == 1:
            self.again_requested.emit(chosen[0])

    def _copy(self) -> None:
        """The chosen request as a cURL command."""
        exchange_id = self._table.current_id
        if exchange_id is not None:
            self.copying.copy(exchange_id)

    @Slot()
    def _unmark(self) -> None:
        self._mark = None
        self._strip.tell_mark(None)

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        menu = self.menu()
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(place)

    def menu(self) -> QMenu | None:
        """What can be done with the chosen rows, each with its key."""
        model, chosen = self._model, self._table.chosen_ids()
        if model is None or not chosen:
            return None
        menu = QMenu(self._table)
        pinned = all(model.pinned(one) for one in chosen)
        self._add(menu, "Unpin" if pinned else "Pin", LogAction.PIN)
        if len(chosen) == 2:
            self._add(menu, "Compare", LogAction.COMPARE)
        elif len(chosen) == 1 and self._mark is None:
            self._add(menu, "Compare with another…", LogAction.COMPARE)
        elif len(chosen) == 1 and self._mark != chosen[0]:
            self._add(menu, f"Compare with #{self._mark}", LogAction.COMPARE)
        if len(chosen) == 1:
            below = menu.addMenu("Copy as")
            below.setObjectName("log.copy_as")
            self.copying.add_to(below, chosen[0])
            if self._live:
                self.add_copies(menu, chosen[0])
            entry = model.entry(chosen[0])
            if self._live and entry is not None and not entry.browser:
                self._add(menu, "Send again", LogAction.AGAIN)
            self._add_filters(menu, model, chosen[0])
        menu.addSeparator()
        self._add(menu, "Filter", LogAction.FILTER)
        if self._live:
            self._add(menu, "Resume" if model.paused else "Pause", LogAction.PAUSE)
            self._add(menu, self._head.clear.text(), LogAction.CLEAR)
        return menu

    def add_copies_of(self, menu: QMenu, exchange_id: int) -> None:
        """Add all ways of copying an exchange."""
        self.copying.add_to(menu, exchange_id)
        if self._live:
            menu.addSeparator()
            self.add_copies(menu, exchange_id)

    def _add(self, menu: QMenu, text: str, action: LogAction) -> None:
        menu.addAction(f"{text}\t{action.value}", lambda: self._on_asked(action))

    def _add_filters(self, menu: QMenu, model: LogModel, exchange_id: int) -> None:
        """Filters by what the chosen exchange has."""
        from authbench.journal.filters.grammar import quoted_value

        facts = model.facts(exchange_id)
        if facts is None:
            return
        menu.addSeparator()
        kinds = (("host", facts.host), ("step", facts.step), ("status", str(facts.status or "")))
        for key, value in kinds:
            if value:
                term = f"{key}:{quoted_value(value)}"
                menu.addAction(f"Only {term}".replace("&", "&&"), self._filter_by(term))
        if facts.host:
            term = f"-host:{quoted_value(facts.host)}"
            menu.addAction(f"Without host:{facts.host}".replace("&", "&&"), self._filter_by(term))

    def _filter_by(self, term: str) -> Callable[[], None]:
        def add() -> None:
            text = self._head.box.text().strip()
            if term not in text.split():
                self.set_filter(f"{text} {term}".strip())

        return add

    def _is_secret(self, text: str) -> bool:
        journal = self._redacted or self._journal
        return journal is not None and journal.redactor.text(text) != text


def _no_copies(menu: QMenu, exchange_id: int) -> None:
    """There are no others."""
