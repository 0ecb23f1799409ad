"""Which colour which part of a line has. Every line stands alone, so that only what is on the
screen is ever looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple

from authbench_gui.code.python import python_spans
from authbench_gui.theme.theme import Role

MAX_COLORED = 4000
"""Characters of a line that get colours; the rest stays plain."""

CHIP = re.compile(r"•••• [^\n\"]{1,80}?, \d+ chars?")
"""What redaction leaves in place of a secret."""


class Paint(NamedTuple):
    """A stretch of a line and the colour role of its text."""

    start: int
    length: int
    role: Role


class Language(StrEnum):
    """What a section of text is written in."""

    PLAIN = "plain"
    HEADERS = "headers"
    FORM = "form"
    JSON = "json"
    MARKUP = "markup"
    RUBY = "ruby"
    PYTHON = "python"
    PYTHON_IN_DOUBLE = "python in double quotes"
    PYTHON_IN_SINGLE = "python in single quotes"


_JSON = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?P<string>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<word>\b(?:true|false|null)\b)"
)
_HEADER = re.compile(r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+(?=:)")
_FORM = re.compile(r"^\S+(?=\s{2,}|$)")
_MARKUP = re.compile(r"(?P<key></?[\w:.-]+|/?>)|(?P<string>\"[^\"]*\"|'[^']*')")
_RUBY = re.compile(
    r"(?P<comment>#(?!\{).*$)"
    r"|(?P<string>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    r"|(?P<key>\b[A-Za-z_]\w*[?!]?:(?!:))"
    r"|(?P<symbol>(?<![\w:]):[A-Za-z_]\w*[?!=]?)"
    r"|(?P<keyword>(?<![.\w])(?:lambda|do|end|if|elsif|else|unless|case|when|then|while|until|begin|rescue"
    r"|ensure|return|next|break|nil|true|false|self|and|or|not|in|for|def|yield|raise|puts|error)\b(?![?!:]))"
    r"|(?P<number>\b\d[\d_]*(?:\.\d+)?\b)"
)
_JSON_ROLES: dict[str, Role] = {
    "key": "code_key",
    "string": "code_string",
    "number": "code_number",
    "word": "code_symbol",
}
_MARKUP_ROLES: dict[str, Role] = {"key": "code_key", "string": "code_string"}
_RUBY_ROLES: dict[str, Role] = {
    "comment": "muted",
    "string": "code_string",
    "key": "code_symbol",
    "symbol": "code_symbol",
    "keyword": "code_key",
    "number": "code_number",
}


def paints(line: str, language: Language) -> list[Paint]:
    """The colours of one line; chips last, so that they win."""
    text = line[:MAX_COLORED]
    found = list(_PAINTERS[language](text))
    found.extend(Paint(match.start(), len(match[0]), "muted") for match in CHIP.finditer(text))
    return found


def _by_group(pattern: re.Pattern[str], roles: dict[str, Role]) -> Callable[[str], Iterator[Paint]]:
    def paint(text: str) -> Iterator[Paint]:
        for match in pattern.finditer(text):
            yield Paint(match.start(), len(match[0]), roles[match.lastgroup or ""])

    return paint


def _by_match(pattern: re.Pattern[str], role: Role) -> Callable[[str], Iterator[Paint]]:
    def paint(text: str) -> Iterator[Paint]:
        match = pattern.match(text)
        if match is not None:
            yield Paint(match.start(), len(match[0]), role)

    return paint


def _python(inside: str) -> Callable[[str], Iterator[Paint]]:
    def paint(text: str) -> Iterator[Paint]:
        for start, end, role in python_spans(text, inside):
            if end > start:
                yield Paint(start, end - start, role)

    return paint


def _nothing(text: str) -> Iterator[Paint]:
    return iter(())


_PAINTERS: dict[Language, Callable[[str], Iterator[Paint]]] = {
    Language.PLAIN: _nothing,
    Language.HEADERS: _by_match(_HEADER, "text"),
    Language.FORM: _by_match(_FORM, "code_key"),
    Language.JSON: _by_group(_JSON, _JSON_ROLES),
    Language.MARKUP: _by_group(_MARKUP, _MARKUP_ROLES),
    Language.RUBY: _by_group(_RUBY, _RUBY_ROLES),
    Language.PYTHON: _python(""),
    Language.PYTHON_IN_DOUBLE: _python('"""'),
    Language.PYTHON_IN_SINGLE: _python("'''"),
}
