"""Texts for the detail pane, put together of redacted pieces: with chips, links and colours in place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from authbench_gui.code.languages import Language
from authbench_gui.code.lines import Lines, Link, Section, Tint, visible, visible_text
from authbench_gui.theme.theme import Role

if TYPE_CHECKING:
    from authbench.journal import Redacted, Span


@dataclass(frozen=True, slots=True)
class Text:
    """A text, the languages of its parts, and what in it is a chip, leads somewhere or has its own colour."""

    content: str
    sections: tuple[Section, ...] = ()
    chips: tuple[Span, ...] = ()
    links: tuple[Link, ...] = ()
    tints: tuple[Tint, ...] = ()

    def lines(self) -> Lines:
        """The same as rows."""
        return Lines(self.content, self.sections, chips=self.chips, links=self.links, tints=self.tints)

    def beginning(self, length: int) -> Text:
        """About the first `length` characters."""
        end = max(length, next((chip.end for chip in self.chips if chip.start < length < chip.end), 0))
        return Text(
            self.content[:end],
            self.sections,
            tuple(chip for chip in self.chips if chip.end <= end),
            tuple(link for link in self.links if link.end <= end),
            tuple(tint for tint in self.tints if tint.end <= end),
        )


class TextMaker:
    """Puts a text together. What is added is made visible (see `wording.shown`)."""

    def __init__(self, language: Language = Language.PLAIN) -> None:
        self.length = 0
        self._line = 0
        self._parts: list[str] = []
        self._chips: list[Span] = []
        self._links: list[Link] = []
        self._tints: list[Tint] = []
        self._sections = [Section(0, language)]

    def language(self, language: Language) -> None:
        """From the line that is being written on, the text is written in `language`."""
        if self._sections[-1].first == self._line:
            self._sections.pop()
        if not self._sections or self._sections[-1].language is not language:
            self._sections.append(Section(self._line, language))

    def add(self, *pieces: Redacted | str) -> None:
        """Add texts."""
        for piece in pieces:
            self._add(piece)

    def tinted(self, text: str, role: Role) -> None:
        """Add a text in a colour of its own."""
        start = self.length
        self._add(text)
        self._tints.append(Tint(start, self.length, role))

    def linked(self, text: str, target: object) -> None:
        """Add a text that leads somewhere."""
        start = self.length
        self._add(text)
        self._links.append(Link(start, self.length, target))

    def text(self) -> Text:
        """What was put together."""
        return Text(
            "".join(self._parts),
            tuple(self._sections),
            tuple(self._chips),
            tuple(self._links),
            tuple(self._tints),
        )

    def _add(self, piece: Redacted | str) -> None:
        if isinstance(piece, str):
            seen = visible_text(piece)
        else:
            redacted = visible(piece)
            seen = redacted.text
            self._chips += (
                replace(chip, start=chip.start + self.length, end=chip.end + self.length)
                for chip in redacted.chips
            )
        self._parts.append(seen)
        self.length += len(seen)
        self._line += seen.count("\n")
