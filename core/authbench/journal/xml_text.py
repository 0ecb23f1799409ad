"""XML text as it is: laid out for reading without touching names, attributes or texts.

As with JSON the text is cut into lexemes and never rebuilt from a parsed document, so nothing is
resolved, expanded or fetched.
"""

from __future__ import annotations

import re

_LEXEME = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<![^>\[]*(?:\[.*?\]\s*)?>"
    r"|</[^<>]*>|<[A-Za-z_:](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+|<",
    re.DOTALL,
)
_DEEPEST = 200


class NotXml(ValueError):
    """The text is not XML, so it is shown as it is."""


def pretty_xml(text: str, limit: int | None = None) -> tuple[str, bool]:
    """`text` with one element per line, two blanks per level, and whether it was cut short after about
    `limit` characters. Elements stay on the line of a text that they stand in. Raises `NotXml`."""
    layout = _Layout()
    for match in _LEXEME.finditer(text):
        layout.add(match.group())
        if limit is not None and layout.length >= limit:
            return layout.text, True
    if layout.open or not layout.elements:
        raise NotXml
    return layout.text, False


class _Layout:
    def __init__(self) -> None:
        self.open: list[str] = []
        self.elements = 0
        self.length = 0
        self._parts: list[str] = []
        # Whether the last thing written was a text, or a tag that nothing followed yet.
        self._after_text = False
        self._after_opening = False
        self._blank = ""

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def add(self, lexeme: str) -> None:
        if lexeme == "<":
            raise NotXml
        if not lexeme.startswith("<"):
            self._add_text(lexeme)
        elif lexeme.startswith("</"):
            self._close(lexeme)
        elif lexeme.startswith("<![CDATA["):
            self._write(lexeme)
            self._after_text, self._after_opening = True, False
        else:
            self._add_tag(lexeme)

    def _add_text(self, text: str) -> None:
        if not text.strip():
            self._blank = text
            return
        if not self.open:
            raise NotXml
        self._write(text.strip("\r\n\t ") if self._after_opening else text.rstrip())
        self._after_text, self._after_opening = True, False

    def _add_tag(self, tag: str) -> None:
        blank, self._blank = self._blank, ""
        if self._after_text:
            self._write(" " if blank else "")
        elif self._parts:
            self._new_line()
        self._write(tag)
        self._after_text = False
        self._after_opening = False
        if tag.startswith(("<!", "<?")):
            return
        self.elements += 1
        if not tag.endswith("/>"):
            if len(self.open) >= _DEEPEST:
                raise NotXml
            self.open.append(_name(tag[1:]))
            self._after_opening = True

    def _close(self, tag: str) -> None:
        if not self.open or self.open.pop() != _name(tag[2:]):
            raise NotXml
        if self._after_opening:
            # Blanks alone may be what an element says.
            self._write(self._blank if "\n" not in self._blank else "")
        elif not self._after_text:
            self._new_line()
        self._blank = ""
        self._write(tag)
        self._after_text = self._after_opening = False

    def _new_line(self) -> None:
        self._write("\n" + "  " * len(self.open))

    def _write(self, part: str) -> None:
        self._parts.append(part)
        self.length += len(part)


def _name(tag: str) -> str:
    return re.split(r"[\s/>]", tag, maxsplit=1)[0]
