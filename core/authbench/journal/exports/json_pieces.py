"""JSON that is read a piece at a time: a large document is never in memory as text, and between its pieces
other threads have their turns, which parsing it at once would not leave them."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, Final

Watch = Callable[[int], None]
"""Told how many bytes were read so far. What it raises ends the reading."""
Place = tuple[str, ...]
Taken = Mapping[Place, Callable[[Any], Any]]
"""Lists of a document whose items are taken one by one: what stands in an item's place."""

CHUNK: Final = 1024 * 1024
_LONGEST_NUMBER: Final = 8192
_BLANK: Final = re.compile(r"[ \t\n\r]*")
_DECODER: Final = json.JSONDecoder()


class NotJson(ValueError):
    """The text is no JSON; the message says what is wrong where."""


class JsonText:
    """Values of a stream of UTF-8, one after the other. Methods raise `NotJson`, `UnicodeDecodeError`, and
    RecursionError for what is nested too deeply."""

    def __init__(self, stream: BinaryIO, watch: Watch) -> None:
        self._stream = stream
        self._watch = watch
        self._decoded = codecs.getincrementaldecoder("utf-8-sig")().decode
        self._text = ""
        self._at = 0
        self._passed = 0
        self._octets = 0
        self._ended = False

    def peek(self) -> str:
        """The character that comes next, blanks left out; empty at the end."""
        while True:
            found = _BLANK.match(self._text, self._at)
            self._at = found.end() if found is not None else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more(CHUNK):
                return ""

    def skip(self, mark: str) -> None:
        """Pass over `mark`, which has to come next."""
        if self.peek() != mark:
            raise self._wrong(f"there is no “{mark}”", self._at)
        self._at += 1

    def skip_line(self) -> None:
        """Pass over the rest of the line."""
        while (end := self._text.find("\n", self._at)) < 0:
            self._at = len(self._text)
            if not self._more(CHUNK):
                return
        self._at = end + 1

    def value(self) -> Any:
        """The value that comes next."""
        self.peek()
        while True:
            wrong: NotJson | None = None
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                wrong = self._wrong(error.msg, error.pos)
            except ValueError as error:
                wrong = self._wrong(str(error), self._at)
            else:
                # A number says nowhere that it is complete.
                if self._ended or not isinstance(value, int | float):
                    self._at = end
                    return value
                if end + _LONGEST_NUMBER <= len(self._text):
                    self._at = end
                    return value
            # Each time as much again: what is long is looked at twice, not once for each chunk.
            if not self._more(max(CHUNK, len(self._text) - self._at)) and wrong is not None:
                raise wrong

    def _more(self, size: int) -> bool:
        """Read on; False where nothing is left."""
        if self._ended:
            return False
        content = self._stream.read(size)
        self._ended = not content
        self._octets += len(content)
        self._watch(self._octets)
        self._passed += self._at
        self._text = self._text[self._at :] + self._decoded(content, self._ended)
        self._at = 0
        return True

    def _wrong(self, what: str, at: int) -> NotJson:
        return NotJson(f"{what} (character {self._passed + at + 1:,})")


def document_of(text: JsonText, taken: Taken, place: Place = ()) -> Any:
    """The value that comes next, whose lists at the places in `taken` hold what was made of their items.
    Raises as `JsonText` does."""
    first = text.peek()
    if first == "[" and place in taken:
        return list(_items(text, taken[place]))
    depth = len(place)
    if first == "{" and any(len(one) > depth and one[:depth] == place for one in taken):
        return dict(_members(text, taken, place))
    return text.value()


def _members(text: JsonText, taken: Taken, place: Place) -> Iterator[tuple[str, Any]]:
    text.skip("{")
    if text.peek() == "}":
        text.skip("}")
        return
    while True:
        if text.peek() != '"':
            text.skip('"')
        name: str = text.value()
        text.skip(":")
        yield name, document_of(text, taken, (*place, name))
        if text.peek() != ",":
            text.skip("}")
            return
        text.skip(",")


def _items(text: JsonText, take: Callable[[Any], Any]) -> Iterator[Any]:
    text.skip("[")
    if text.peek() == "]":
        text.skip("]")
        return
    while True:
        yield take(text.value())
        if text.peek() != ",":
            text.skip("]")
            return
        text.skip(",")
