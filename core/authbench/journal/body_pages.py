"""A body of any size page by page: decoded, redacted, searched, with no more than a piece of it in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from authbench.events import Body, HttpExchange
from authbench.journal.body_texts import encoding_of
from authbench.journal.chips import Redacted
from authbench.journal.octets import ROW, hex_rows
from authbench.journal.redaction import Redactor
from authbench.journal.sides import Side
from authbench.journal.tables import table_in
from authbench.journal.temporary_store import NotKept

MARGIN: Final = 64 * 1024
"""Bytes around a page that are looked at with it: what only its name tells to be secret is hidden when the
name stands no farther off, and so is what is cut in two by the page's border."""
NAMES_MARGIN: Final = 512 * 1024
"""The same before a page of JSON, where all that lies below a key may be secret."""
LARGEST_PAGE: Final = 4 * 1024 * 1024
_SMALLEST_PAGE: Final = 64
_BLOCK: Final = 1024 * 1024
_PIECE: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class BodyPage:
    """Part of a body as it came: from byte `start` up to `end` of `total`, where whole characters begin and
    end. `missing`: these bytes are not kept, and `text` says why."""

    text: Redacted
    start: int
    end: int
    total: int
    missing: bool = False


class Bodies(Protocol):
    """Where exchanges and their bodies are kept."""

    def exchange(self, exchange_id: int) -> HttpExchange | None:
        """The exchange as it is now."""

    def content(self, exchange_id: int, side: Side, start: int = 0, length: int | None = None) -> bytes:
        """Some bytes of a body. Raises NotKept."""


def paged(bodies: Bodies, exchange_id: int, side: Side, redactor: Redactor) -> BodyPages:
    """The pages of a body; of none where the exchange is gone."""
    exchange = bodies.exchange(exchange_id)
    if exchange is None:
        return BodyPages(Body(), "", lambda start, length: b"", redactor)
    request = side is Side.REQUEST
    headers = exchange.request_headers if request else exchange.response_headers
    content_type = next((value for name, value in headers if name.lower() == "content-type"), "")
    return BodyPages(
        exchange.request_body if request else exchange.response_body,
        content_type,
        lambda start, length: bodies.content(exchange_id, side, start, length),
        redactor,
    )


class BodyPages:
    """The pages of one body. `read` gives bytes from a place on, and raises NotKept."""

    def __init__(
        self, body: Body, content_type: str, read: Callable[[int, int], bytes], redactor: Redactor
    ) -> None:
        self._total = body.size
        self._read = read
        self._redactor = redactor
        head = body.content[:MARGIN]
        self._encoding = encoding_of(head, content_type, whole=body.size <= MARGIN)
        table = table_in(self._encoding.roughly(head)) if self._encoding.redacted_as == "text" else None
        # What is said there of the columns holds for pages far from there.
        self._opening = table.opening if table is not None else ""

    @property
    def kind(self) -> str:
        """`form`, `json`, `xml`, `text`, `binary` or `empty`."""
        return self._encoding.kind

    def page(self, offset: int, limit: int) -> BodyPage:
        """About `limit` bytes from `offset` on, more where a character needs them. Raises nothing."""
        offset = max(0, min(offset, self._total))
        end = min(self._total, offset + max(_SMALLEST_PAGE, min(limit, LARGEST_PAGE)))
        try:
            if self.kind == "binary":
                return self._rows(offset, end)
            near = self._near(offset, end)
        except NotKept as error:
            return BodyPage(Redacted(f"not kept: {error.message}"), offset, self._total, self._total, True)
        text = self._redactor.part(near.text, near.first, near.last, self._encoding.redacted_as)
        return BodyPage(text, near.start, near.end, self._total)

    def rows(self, offset: int, limit: int) -> BodyPage:
        """The same as bytes in hexadecimal, whatever the body is. Raises nothing."""
        offset = max(0, min(offset, self._total))
        end = min(self._total, offset + max(_SMALLEST_PAGE, min(limit, LARGEST_PAGE)))
        try:
            return self._rows(offset, end)
        except NotKept as error:
            return BodyPage(Redacted(f"not kept: {error.message}"), offset, self._total, self._total, True)

    def search(
        self,
        needle: str,
        start: int,
        limit: int,
        *,
        match_case: bool = False,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[int, ...]:
        """The offsets of the next `limit` places from `start` on that show `needle`."""
        found: list[int] = []
        if needle and limit > 0:
            try:
                for place in self._places(_Needle(needle, match_case), max(0, start), cancelled):
                    found.append(place)
                    if len(found) >= limit:
                        break
            except NotKept:
                # Up to here it was there.
                return tuple(found)
        return tuple(found)

    def _places(self, needle: _Needle, start: int, cancelled: Callable[[], bool] | None) -> Iterator[int]:
        # Beyond a block's end, as much as an occurrence can reach.
        reach = 4 * needle.length + 8
        for block in range(start, self._total, _BLOCK):
            if cancelled is not None and cancelled():
                return
            content = self._read(block, _BLOCK + reach)
            if not needle.is_in(self._encoding.roughly(content)):
                continue
            for piece in range(block, min(block + _BLOCK, self._total), _PIECE):
                inside = content[piece - block : piece - block + _PIECE + reach]
                if needle.is_in(self._encoding.roughly(inside)):
                    if cancelled is not None and cancelled():
                        return
                    yield from self._places_in(needle, piece, min(piece + _PIECE, self._total), start)

    def _places_in(self, needle: _Needle, start: int, end: int, least: int) -> Iterator[int]:
        near = self._near(start, end, reversible=True)
        hidden = self._redactor.hidden(near.text, self._encoding.redacted_as)
        offset, done, masked = near.start, near.first, 0
        for place in needle.places(near.text, near.first, near.last):
            while masked < len(hidden) and hidden[masked][1] <= place:
                masked += 1
            if masked < len(hidden) and hidden[masked][0] < place + needle.length:
                continue
            offset += self._encoding.length(near.text[done:place])
            done = place
            if offset >= least:
                yield offset

    def _near(self, start: int, end: int, *, reversible: bool = False) -> _Near:
        """The text from `start` to `end`, with what is around it."""
        before = NAMES_MARGIN if self._encoding.redacted_as == "json" else MARGIN
        left = max(self._encoding.skipped, start - before)
        right = min(self._total, end + MARGIN)
        content = self._read(left, right - left)
        # It may begin in the middle of a character.
        cut = self._encoding.first_border(content, left)
        content = content[cut:]
        left += cut
        start, end = max(start, left), max(end, left)
        decoder = self._encoding.decoder(reversible=reversible)
        parts: list[str] = []
        borders: list[int] = []
        for begin, stop in ((left, start), (start, end), (end, right)):
            parts.append(decoder.decode(content[begin - left : stop - left], stop == self._total))
            # A character that is cut by the border belongs to what comes behind.
            borders.append(stop - len(decoder.getstate()[0]))
        if self._opening and left > self._encoding.skipped:
            parts[0] = self._opening + parts[0][parts[0].find("\n") + 1 :]
        first = len(parts[0])
        return _Near("".join(parts), first, first + len(parts[1]), borders[0], borders[1])

    def _rows(self, start: int, end: int) -> BodyPage:
        start = start // ROW * ROW
        end = min(self._total, -(-end // ROW) * ROW)
        left = max(0, start - MARGIN)
        content = self._read(left, min(self._total, end + MARGIN) - left)
        opening = self._opening.encode(self._encoding.codec, "replace")
        rows = hex_rows(content, self._redactor, start - left, end - start, place=left, opening=opening)
        return BodyPage(rows, start, end, self._total)


@dataclass(frozen=True, slots=True)
class _Near:
    """Decoded bytes: the characters from `first` to `last` are the bytes from `start` to `end`."""

    text: str
    first: int
    last: int
    start: int
    end: int


class _Needle:
    def __init__(self, text: str, match_case: bool) -> None:
        self._match_case = match_case
        self._text = text if match_case else _lowered(text)
        self.length = len(text)

    def is_in(self, text: str) -> bool:
        return self._text in (text if self._match_case else _lowered(text))

    def places(self, text: str, first: int, last: int) -> Iterator[int]:
        """Where it begins, from `first` on and before `last`; places may overlap."""
        searched = text if self._match_case else _lowered(text)
        at = searched.find(self._text, first)
        while 0 <= at < last:
            yield at
            at = searched.find(self._text, at + 1)


def _lowered(text: str) -> str:
    """In lower case, each character where it was."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
