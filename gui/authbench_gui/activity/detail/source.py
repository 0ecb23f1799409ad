"""Where the pane gets more of a body than an exchange's view holds. All of it may take time: for a thread of
its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from authbench.journal.sides import Side
from authbench_gui.activity.detail.image_view import decode_image
from authbench_gui.activity.messages import body_of, raw_of
from authbench_gui.activity.texts import Text
from authbench_gui.code.folding import Folds
from authbench_gui.code.lines import Lines

if TYPE_CHECKING:
    from authbench.journal import Journal
    from authbench.journal.body_pages import BodyPage

PAGE = 256 * 1024
"""Bytes of a text that are read at a time."""
FIRST = 64 * 1024
"""Characters of a body that are shown at once, before the rest is read."""
ROWS_PAGE = 64 * 1024
"""Bytes that are read at a time to be shown in hexadecimal."""
MOST_PLACES = 1000
"""Places looked for in a body that is read page by page."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text cut into rows, and what of it can be folded."""

    lines: Lines
    folds: Folds

    @classmethod
    def of(cls, text: Text) -> Prepared:
        """A text made ready to be shown."""
        lines = text.lines()
        return cls(lines, Folds(lines))


@dataclass(frozen=True, slots=True)
class WholeBody:
    """A body of which all is at hand, laid out and in its message."""

    body: Prepared
    raw: Prepared


class BodySource:
    """One body in the journal."""

    def __init__(self, journal: Journal, exchange_id: int, side: Side) -> None:
        self._journal = journal
        self.exchange_id = exchange_id
        self._side = side

    @property
    def most(self) -> int:
        """Bytes of a body that can be laid out; larger ones are read page by page."""
        from authbench.journal.journal import WHOLE_LIMIT

        return WHOLE_LIMIT

    def whole(self) -> WholeBody | None:
        """All of the body laid out; None where the journal does not keep it any more."""
        view = self._journal.view(self.exchange_id, limit=None)
        if view is None:
            return None
        body = view.request_body if self._side is Side.REQUEST else view.response_body
        return WholeBody(Prepared.of(body_of(body)), Prepared.of(raw_of(view, self._side)))

    def page(self, offset: int, *, rows: bool) -> BodyPage:
        """A page of the body as it came; as `rows` of bytes, or as text."""
        if rows:
            return self._journal.body_rows(self.exchange_id, self._side, offset, ROWS_PAGE)
        return self._journal.body(self.exchange_id, self._side, offset, PAGE)

    def places(self, needle: str, cancelled: Callable[[], bool]) -> tuple[int, ...]:
        """Where a word is in the whole body: offsets in bytes."""
        return self._journal.body_search(
            self.exchange_id, self._side, needle, limit=MOST_PLACES, cancelled=cancelled
        )

    def image(self) -> QImage | None:
        """The body as an image; None where it is none, is damaged, or a secret is in its bytes."""
        content = self._journal.image(self.exchange_id, self._side)
        return None if content is None else decode_image(content)
