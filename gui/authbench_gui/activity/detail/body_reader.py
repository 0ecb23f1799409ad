"""Reads more of a body than is shown at first, off the GUI thread: all of it, a page, an image, or the places
of a word."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from authbench.errors import AuthbenchError
from authbench_gui.activity.detail.source import MOST_PLACES, PAGE, ROWS_PAGE, BodySource, Prepared
from authbench_gui.tasks import Tasks

if TYPE_CHECKING:
    from authbench.journal import BodyView
    from authbench.journal.body_pages import BodyPage
    from authbench_gui.activity.texts import Text

T = TypeVar("T")
_LANE = "detail"


class BodyReader(QObject):
    """Asks for parts of one body, and forgets what comes for another.

    `whole_read(WholeBody)`, `prepared(Text, Prepared)`, `image_read(QImage | None)`, `page_read` (it is
    `current`), `places_found` (they are `places`) - an answer came.
    """

    whole_read = Signal(object)
    prepared = Signal(object, object)
    image_read = Signal(object)
    page_read = Signal()
    places_found = Signal()

    def __init__(self, tasks: Tasks | None) -> None:
        super().__init__()
        self._tasks = tasks
        self._view: BodyView | None = None
        self._whole_asked = False
        self._cancelled = threading.Event()
        self._needle = ""
        self.source: BodySource | None = None
        self.rows = False
        self.current: BodyPage | None = None
        self.places: tuple[int, ...] = ()
        self.place: int | None = None

    def begin(self, view: BodyView | None, source: BodySource | None) -> None:
        """From now on it is another body, of which `view` shows the beginning."""
        self._cancelled.set()
        self._cancelled = threading.Event()
        self._view, self.source = view, source if self._tasks is not None else None
        self._whole_asked = False
        self._needle = ""
        self.current, self.places, self.place = None, (), None

    @property
    def works(self) -> bool:
        """Whether anything can be done off the GUI thread."""
        return self._tasks is not None

    @property
    def is_image(self) -> bool:
        """Whether the body can be shown as an image."""
        return self.source is not None and self._view is not None and self._view.image is not None

    def is_paged(self, *, rows: bool) -> bool:
        """Whether the body is read page by page: because it is large, or is to be shown as `rows` of
        bytes."""
        view, source = self._view, self.source
        self.rows = rows
        if view is None or source is None or view.kind == "empty":
            return False
        return rows or view.kind in ("binary", "image") or (view.truncated and view.octets > source.most)

    @property
    def page_size(self) -> int:
        """Bytes of a page."""
        view = self._view
        binary = view is not None and view.kind in ("binary", "image")
        return ROWS_PAGE if self.rows or binary else PAGE

    def ask_whole(self) -> None:
        """Read all of a body of which only the beginning is shown."""
        view, source = self._view, self.source
        if view is None or source is None or not view.truncated or self._whole_asked:
            return
        self._whole_asked = True
        self._ask(source.whole, self.whole_read.emit)

    def ask_prepared(self, text: Text) -> None:
        """Make a long text ready to be shown."""
        self._ask(lambda: Prepared.of(text), lambda made: self.prepared.emit(text, made))

    def ask_image(self) -> None:
        """Read the body as an image."""
        if self.source is not None:
            self._ask(self.source.image, self.image_read.emit)

    @Slot(int)
    def ask_page(self, offset: int) -> None:
        """Read the page that begins at a byte."""
        source, rows = self.source, self.page_size == ROWS_PAGE
        if source is None:
            return

        def got(page: BodyPage) -> None:
            if rows == (self.page_size == ROWS_PAGE):
                self.current = page
                self.page_read.emit()

        self._ask(lambda: source.page(offset, rows=rows), got)

    def ask_places(self, needle: str) -> None:
        """Look for a word in the whole body."""
        source = self.source
        if source is None or needle == self._needle:
            return
        self._needle = needle
        self.places, self.place = (), None
        self._cancelled.set()
        self._cancelled = cancelled = threading.Event()
        if not needle:
            self.places_found.emit()
            return

        def got(places: tuple[int, ...]) -> None:
            self.places = places
            self.places_found.emit()

        self._ask(lambda: source.places(needle, cancelled.is_set), got)

    @property
    def more_places(self) -> bool:
        """Whether there may be more places than were looked for."""
        return len(self.places) >= MOST_PLACES

    def step(self, way: int) -> bool:
        """Go to the next place, or the one before; whether it is in the page that is shown. If not, its page
        is asked for."""
        page = self.current
        if not self.places or page is None:
            return False
        self.place = ((self.place if self.place is not None else -1) + way) % len(self.places)
        offset = self.places[self.place]
        if page.start <= offset < page.end:
            return True
        self.ask_page(offset - offset % self.page_size)
        return False

    def number_in_page(self) -> int:
        """Which of the places in the page is the current one, counted from 0."""
        page = self.current
        if page is None or self.place is None:
            return 0
        return sum(page.start <= offset < self.places[self.place] for offset in self.places)

    def _ask(self, call: Callable[[], T], on_ok: Callable[[T], None]) -> None:
        source, cancelled = self.source, self._cancelled
        if self._tasks is None:
            return

        def work() -> T | None:
            return None if cancelled.is_set() else call()

        def got(value: T | None) -> None:
            if source is self.source and not cancelled.is_set() and value is not None:
                on_ok(value)
            elif source is self.source and value is None and call == getattr(source, "image", None):
                self.image_read.emit(None)

        self._tasks.ask(work, got, _ignore, lane=_LANE)


def _ignore(error: AuthbenchError) -> None:
    """What is shown stays as it is."""
