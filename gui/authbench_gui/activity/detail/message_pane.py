"""One message: what it says, its body, headers and circumstances, and as it went over the wire."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from authbench_gui.activity.detail.body_reader import BodyReader
from authbench_gui.activity.detail.chip_popover import ChipPopover
from authbench_gui.activity.detail.find_bar import FindBar
from authbench_gui.activity.detail.image_view import ImageView
from authbench_gui.activity.detail.message_tabs import MessageTabs
from authbench_gui.activity.detail.page_bar import PageBar
from authbench_gui.activity.detail.source import FIRST, BodySource, Prepared
from authbench_gui.activity.detail.timing_bars import TimingBars
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.code.finding import Hits, find
from authbench_gui.code.line_view import LineView
from authbench_gui.code.lines import Lines
from authbench_gui.tasks import Tasks
from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import ElidedLabel, button, icon_button, label

if TYPE_CHECKING:
    from authbench.events import Phases
    from authbench.journal import Span
    from authbench_gui.activity.messages import MessageTexts
    from authbench_gui.activity.texts import Text


class Tab(IntEnum):
    """What of a message is shown."""

    OVERVIEW = 0
    BODY = 1
    HEADERS = 2
    QUERY = 3
    COOKIES = 4
    WHY = 5
    TIMING = 6
    CONNECTION = 7
    RAW = 8


_READ = (Tab.BODY, Tab.RAW)
_AT_ONCE = 600_000
"""Characters of a text that are made ready at once; a longer one is made ready behind its first screens."""
_READING = Lines("Reading…")
_NOTHING = Lines("")


class _Pages(QStackedWidget):
    """Takes no more room than what it shows: the lines of a page that is hidden would press the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else super().minimumSizeHint()


class MessagePane(QWidget):
    """Shows one message.

    `link_activated(target)` - a link in one of its texts; `filter_requested(text)` - a filter that finds a
    secret elsewhere, where `filterable` says that there is a log to filter;
    `popover_opening(ChipPopover, Span)` - something may be added to what a chip offers.
    """

    link_activated = Signal(object)
    filter_requested = Signal(str)
    popover_opening = Signal(object, object)

    def __init__(
        self,
        theme: Theme,
        name: str,
        clipboard: SecretClipboard,
        tasks: Tasks | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._clipboard = clipboard
        self._texts: MessageTexts | None = None
        self._nothing = ""
        self._why: Text | None = None
        self._connection: Text | None = None
        self._timed = False
        self._prepared: dict[Tab, Prepared] = {}
        self._revealed = False
        self.filterable: Callable[[], bool] = lambda: False
        self._shown_tab: Tab | None = None
        self.setAccessibleName(name)
        words = (name, "Body", "Headers", "Query", "Cookies", "Why", "Timing", "Connection", "Raw")
        self.tabs = MessageTabs(theme, words, name)
        self.copy = icon_button(theme, "copy", f"Copy the {name.lower()} as shown (redacted)", 14)
        self.view = LineView(theme, f"{name} text")
        self.view.setObjectName(f"detail.{name.lower()}")
        self.bars = TimingBars(theme)
        self.image = ImageView(theme, f"{name} image")
        self.nothing = label("", "muted", wrap=True, selectable=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(6, 4, 6, 4)
        self.find_bar = FindBar(theme, name)
        self.find_bar.hide()
        self.pages = PageBar(theme, name)
        self.reader = BodyReader(tasks)
        self.foot = ElidedLabel("", "caption")
        self.link = button("", "link")
        self.link.hide()
        self._stack = _Pages()
        for page in (self.view, self.bars, self.image, self.nothing):
            self._stack.addWidget(page)
        self._bar = self._body_bar()
        self._lay_out()
        self._connect()
        self.show_circumstances(None, None, None)
        self.show_message(None, "")

    def show_message(
        self, texts: MessageTexts | None, nothing: str, source: BodySource | None = None
    ) -> None:
        """Show a message; where there is none, say `nothing`. More of its body comes from `source`."""
        same = (
            texts is not None
            and self._texts is not None
            and source is not None
            and self.reader.source is not None
            and source.exchange_id == self.reader.source.exchange_id
        )
        self._texts, self._nothing = texts, nothing
        self._prepared.clear()
        self.reader.begin(texts.body_view if texts is not None else None, source)
        kind = texts.body_view.kind if texts is not None else "empty"
        self.bytes.setVisible(source is not None and kind not in ("empty", "binary"))
        if not same:
            self.bytes.setChecked(False)
        self._offer()
        self._show(keep=same)

    def show_circumstances(
        self,
        why: Text | None,
        connection: Text | None,
        phases: tuple[Phases, float | None, bool] | None,
    ) -> None:
        """What the tabs about the exchange show: why it was sent, how it travelled, and its phases with the
        time that it took and whether the connection was reused. To be followed by `show_message`."""
        self._why, self._connection = why, connection
        self._timed = phases is not None
        if phases is not None:
            self.bars.show_phases(phases[0], phases[1], reused=phases[2])

    def forget(self) -> None:
        """Let go of all that is shown, whichever tab shows it."""
        self._texts = self._why = self._connection = None
        self._prepared.clear()
        self.reader.begin(None, None)
        self.view.show_lines(_NOTHING)
        self.image.show_image(None, "")

    def tell_revealed(self, revealed: bool) -> None:
        """Whether the texts hide nothing: then what is copied is a secret."""
        self._revealed = revealed
        how = "with its secrets" if revealed else "redacted"
        name = f"Copy the {self._name.lower()} as shown ({how})"
        self.copy.setAccessibleName(name)
        set_tip(self.copy, name)

    def show_foot(self, text: str) -> None:
        """The quiet line at the end."""
        self.foot.set_text(text)
        self.foot.setVisible(bool(text))

    def begin_find(self) -> None:
        """Look for something in what is shown."""
        if self._stack.currentWidget() is self.view:
            self.find_bar.begin(self.view.selected_text)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Find)
        ):
            # Where the focus is in here, it is this text that is looked through, not the log.
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Find):
            self.begin_find()
        elif event.matches(QKeySequence.StandardKey.FindNext):
            self._on_step(1)
        elif event.matches(QKeySequence.StandardKey.FindPrevious):
            self._on_step(-1)
        elif event.key() == Qt.Key.Key_Escape and self.find_bar.isVisibleTo(self):
            self._close_find()
        else:
            super().keyPressEvent(event)

    def _body_bar(self) -> QWidget:
        bar = QWidget()
        self.made_of = ElidedLabel("", "caption")
        self.fold = button("Fold all", "link", f"Fold all of the {self._name.lower()}")
        self.unfold = button("Unfold all", "link", f"Unfold all of the {self._name.lower()}")
        self.bytes = button("Bytes", "link", f"Show the bytes of the {self._name.lower()}")
        self.bytes.setCheckable(True)
        row = QHBoxLayout(bar)
        row.setContentsMargins(6, 0, 2, 0)
        row.setSpacing(8)
        row.addWidget(self.made_of, 1)
        for each in (self.fold, self.unfold, self.bytes):
            row.addWidget(each)
        return bar

    def _lay_out(self) -> None:
        head = self.head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.copy)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.foot, 1)
        foot.addWidget(self.link)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 8, 9, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        inner = QVBoxLayout()
        inner.setContentsMargins(2, 0, 2, 0)
        inner.setSpacing(2)
        inner.addWidget(self._bar)
        inner.addWidget(self.find_bar)
        inner.addWidget(self._stack, 1)
        inner.addWidget(self.pages)
        inner.addLayout(foot)
        layout.addLayout(inner, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._on_tab)
        self.copy.clicked.connect(self._on_copy)
        self.view.chip_activated.connect(self._on_chip)
        self.view.link_activated.connect(self.link_activated)
        self.view.find_requested.connect(self.begin_find)
        self.fold.clicked.connect(self.view.fold_all)
        self.unfold.clicked.connect(self.view.unfold_all)
        self.bytes.toggled.connect(self._on_bytes)
        self.find_bar.wanted.connect(self._on_wanted)
        self.find_bar.stepped.connect(self._on_step)
        self.find_bar.closed.connect(self._close_find)
        self.pages.wanted.connect(self.reader.ask_page)
        self.reader.page_read.connect(self._on_page)
        self.reader.whole_read.connect(self._on_whole)
        self.reader.prepared.connect(self._on_prepared)
        self.reader.image_read.connect(self._on_image)
        self.reader.places_found.connect(self._on_places)

    def _offer(self) -> None:
        texts = self._texts
        names: list[str | None] = [self._name, *[None] * (len(Tab) - 1)]
        if texts is not None:
            names[Tab.BODY] = "Body"
            names[Tab.HEADERS] = f"Headers {texts.header_count}"
            names[Tab.QUERY] = f"Query {texts.query_count}" if texts.query is not None else None
            names[Tab.COOKIES] = f"Cookies {texts.cookie_count}" if texts.cookies is not None else None
            names[Tab.RAW] = "Raw"
        names[Tab.WHY] = "Why" if self._why is not None else None
        names[Tab.TIMING] = "Timing" if self._timed else None
        names[Tab.CONNECTION] = "Connection" if self._connection is not None else None
        self.tabs.offer(names)

    @Slot()
    def _on_tab(self) -> None:
        self._show()

    def _show(self, *, keep: bool = False) -> None:
        """Show the chosen tab. `keep`: where the reader has scrolled to, if it is still the same."""
        tab, texts = Tab(self.tabs.current), self._texts
        keep = keep and tab is self._shown_tab
        self._shown_tab = tab
        self._bar.setVisible(tab is Tab.BODY and texts is not None and bool(texts.made_of))
        self.pages.hide()
        if tab is Tab.TIMING:
            self._stack.setCurrentWidget(self.bars)
        elif tab in (Tab.WHY, Tab.CONNECTION):
            self._show_text(tab, self._why if tab is Tab.WHY else self._connection, keep)
        elif texts is None:
            self.nothing.setText(self._nothing)
            self.view.show_lines(_NOTHING)
            self._stack.setCurrentWidget(self.nothing)
        elif tab is Tab.BODY and self.reader.is_image and not self.bytes.isChecked():
            self.image.show_image(None, "Reading…")
            self.view.show_lines(_NOTHING)
            self._stack.setCurrentWidget(self.image)
            self.reader.ask_image()
        elif tab in _READ and self.reader.is_paged(rows=self._wants_bytes):
            self._stack.setCurrentWidget(self.view)
            if not (keep and self.reader.current is not None):
                self.view.show_lines(_READING)
                self.reader.ask_page(0)
        else:
            self._show_text(tab, _text_of(texts, tab), keep)
            if tab in _READ:
                self.reader.ask_whole()
        self.made_of.set_text(texts.made_of if texts is not None else "")
        self._after_showing()

    @property
    def _wants_bytes(self) -> bool:
        return self.bytes.isChecked() and self.tabs.current == Tab.BODY

    def _show_text(self, tab: Tab, text: Text | None, keep: bool) -> None:
        prepared = self._prepared.get(tab)
        if prepared is None and text is not None and len(text.content) > _AT_ONCE and self.reader.works:
            self.view.show_lines(text.beginning(FIRST).lines(), keep=keep)
            self._stack.setCurrentWidget(self.view)
            self.reader.ask_prepared(text)
            return
        if prepared is None and text is not None:
            prepared = self._prepared[tab] = Prepared.of(text)
        if prepared is not None:
            if not (keep and self.view.lines.text == prepared.lines.text):
                self.view.show_lines(prepared.lines, prepared.folds, keep=keep)
            self._stack.setCurrentWidget(self.view)

    def _after_showing(self) -> None:
        self.copy.setEnabled(self._stack.currentWidget() in (self.view, self.bars))
        foldable = bool(self.view.rows.folds) and self._stack.currentWidget() is self.view
        self.fold.setVisible(foldable)
        self.unfold.setVisible(foldable)
        if self.find_bar.isVisibleTo(self):
            self._on_wanted(self.find_bar.field.text())

    @Slot(bool)
    def _on_bytes(self, wanted: bool) -> None:
        self.bytes.setText("Laid out" if wanted else "Bytes")
        self.reader.rows = wanted
        self._show()

    @Slot(object, object)
    def _on_prepared(self, text: object, prepared: Prepared) -> None:
        tab, texts = Tab(self.tabs.current), self._texts
        if texts is not None and tab not in self._prepared and _text_of(texts, tab) is text:
            self._prepared[tab] = prepared
            self.view.show_lines(prepared.lines, prepared.folds, keep=True)
            self._after_showing()

    @Slot(object)
    def _on_whole(self, whole: object) -> None:
        from authbench_gui.activity.detail.source import WholeBody

        if isinstance(whole, WholeBody):
            self._prepared[Tab.BODY], self._prepared[Tab.RAW] = whole.body, whole.raw
            if self.tabs.current in _READ:
                tab = Tab(self.tabs.current)
                prepared = self._prepared[tab]
                self.view.show_lines(prepared.lines, prepared.folds, keep=True)
                self._after_showing()

    @Slot()
    def _on_page(self) -> None:
        page = self.reader.current
        if page is None or self.tabs.current not in _READ:
            return
        from authbench_gui.activity.texts import TextMaker

        made = TextMaker()
        made.add(page.text)
        self.view.show_lines(made.text().lines())
        self.pages.show_part(page.start, page.end, page.total, self.reader.page_size)
        self.pages.setVisible(page.total > page.end - page.start)
        self._after_showing()

    @Slot(object)
    def _on_image(self, image: object) -> None:
        from PySide6.QtGui import QImage

        shown = image if isinstance(image, QImage) else None
        self.image.show_image(
            shown, "The image is not shown: it is damaged, too large, or a secret is in its bytes."
        )

    @Slot(str)
    def _on_wanted(self, needle: str) -> None:
        """Look for a word; in a body that is read by pages, in all of them."""
        hits = find(self.view.lines.text, needle)
        if self.pages.isVisibleTo(self):
            self.reader.ask_places(needle)
            if self.reader.place is not None:
                hits.go_to_number(self.reader.number_in_page())
        else:
            hits.go_to(self.view.caret.selection[0])
        self.view.show_hits(hits)
        self._tell_count()

    @Slot(int)
    def _on_step(self, way: int) -> None:
        if self.pages.isVisibleTo(self):
            if self.reader.step(way):
                self.view.hits.go_to_number(self.reader.number_in_page())
                self.view.show_hits(self.view.hits)
        else:
            self.view.hits.step(way)
            self.view.show_hits(self.view.hits)
        self._tell_count()

    @Slot()
    def _on_places(self) -> None:
        if self.reader.place is None:
            self._on_step(1)
        self._tell_count()

    def _tell_count(self) -> None:
        if self.pages.isVisibleTo(self):
            self.find_bar.show_count(self.reader.place, len(self.reader.places), more=self.reader.more_places)
        else:
            hits = self.view.hits
            self.find_bar.show_count(hits.at, len(hits))

    @Slot()
    def _close_find(self) -> None:
        self.find_bar.hide()
        self.view.show_hits(Hits())
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_chip(self, span: Span) -> None:
        popover = ChipPopover(self._theme, self._clipboard, self)
        popover.filter_requested.connect(self.filter_requested)
        text = self.view.lines.text[span.start : span.end]
        popover.fill(span, text, filterable=self.filterable())
        self.popover_opening.emit(popover, span)
        corner = self.view.spot_rect(span).bottomLeft().toPoint()
        popover.open_at(self.view.viewport().mapToGlobal(corner))

    @Slot()
    def _on_copy(self) -> None:
        if self._stack.currentWidget() is self.bars:
            self._clipboard.copy_text(self.bars.text)
        else:
            text = self.view.selected_text or self.view.toPlainText()
            copy = self._clipboard.copy_secret if self._revealed else self._clipboard.copy_text
            copy(text)


def _text_of(texts: MessageTexts, tab: Tab) -> Text | None:
    """What a tab shows of a message."""
    return {
        Tab.BODY: texts.body,
        Tab.HEADERS: texts.headers,
        Tab.QUERY: texts.query,
        Tab.COOKIES: texts.cookies,
        Tab.RAW: texts.raw,
    }.get(tab, texts.overview)
