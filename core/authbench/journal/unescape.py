"""Undoing percent-encoding, escapes and folded lines while remembering where each character was.

A secret can appear in any mixture of escapes (`%2F`, `%2f`, `\\/`, `\\u003c`, `&#x3c;`), which no
list of spellings covers. So text is unescaped, searched, and what is found is mapped back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# What JSON, Ruby, Python and shells write with a backslash; bytes in hexadecimal or octal digits, too.
_BACKSLASH = re.compile(
    r"\\(?:[^0-9A-Zc-uw-z]|[efnrt]"
    r"|u(?:[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|[0-9a-fA-F]{4}|\{[0-9a-fA-F]{1,6}\})"
    r"|(?:x[0-9a-fA-F]{2}|[0-7]{3})(?:\\(?:x[0-9a-fA-F]{2}|[0-7]{3}))*)"
)
_BYTE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|([0-7]{3}))")
_HTML = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,24});")
_ZEROS = re.compile("\0+")
_SHORT = {"a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\n": ""}
# The frequent ones, for which a lookup is enough.
_SIMPLE = {f"\\{mark}": meant for mark, meant in _SHORT.items()} | {f"\\{mark}": mark for mark in "\"'\\/"}
_HTML_NAMES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": "\xa0"}
# Long words that go on in the next line, as base64 does in mails and key files. Each begins with its
# line break, which is quickly found.
_FOLD = re.compile(r"\n(?<=[A-Za-z0-9+/_-]{16}\n)[ \t]{0,16}(?=[A-Za-z0-9+/_=-])")
_FOLD_RETURN = re.compile(r"\r\n(?<=[A-Za-z0-9+/_-]{16}\r\n)[ \t]{0,16}(?=[A-Za-z0-9+/_=-])")
# RFC 2045, 6.7; only where there is what is hardly ever written for another reason.
_QUOTED_SIGN = re.compile(r"=(?:\r?\n|3D|[89A-F][0-9A-F]=)")
_QUOTED = re.compile(r"(?:=\r?\n|=[0-9A-F]{2})+")
_QUOTED_PART = re.compile(r"=(?:\r?\n|[0-9A-F]{2})")

Pieces = Iterator[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Unescaped:
    """Text without one kind of escape, and its way back to the original."""

    text: str
    _here: list[int]
    _there: list[int]

    def original(self, position: int) -> int:
        """Where the character at `position` began in the original text."""
        at = bisect_right(self._here, position) - 1
        return self._there[at] + position - self._here[at]

    def is_changed(self, start: int, end: int) -> bool:
        """Whether anything between the two positions was written differently in the original."""
        at = bisect_left(self._here, start)
        return at < len(self._here) and self._here[at] < end


def unescapings(text: str, *, rare: bool = True) -> Iterator[Unescaped]:
    """`text` without its percent-encoding, its backslashes, its HTML entities, its folds and so on: each
    kind alone, and only where there is any. Folds and what else is `rare` can be left out."""
    for mark, pattern, pieces in _ALL_KINDS if rare else _KINDS:
        if mark in text:
            unescaped = _unescape(text, pattern, pieces)
            if unescaped is not None:
                yield unescaped
    if rare and "=" in text and _QUOTED_SIGN.search(text):
        unescaped = _unescape(text, _QUOTED, _quoted_pieces)
        if unescaped is not None:
            yield unescaped


def plainly(text: str) -> str:
    """`text` without its percent-encoding, JSON escapes and HTML entities: what a value is known by
    that stands somewhere in one of these spellings."""
    for mark, pattern, pieces in _KINDS:
        if mark in text:
            unescaped = _unescape(text, pattern, pieces)
            text = text if unescaped is None else unescaped.text
    return text


def _unescape(text: str, pattern: re.Pattern[str], pieces: Callable[[str], Pieces]) -> Unescaped | None:
    parts: list[str] = []
    here, there = [0], [0]
    length = 0
    last = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        parts.append(text[last:start])
        length += start - last
        simple = _SIMPLE.get(match[0])
        if simple is not None:
            here.append(length)
            there.append(start)
            parts.append(simple)
            length += len(simple)
        else:
            for piece, width in pieces(match[0]):
                here.append(length)
                there.append(start)
                parts.append(piece)
                length += len(piece)
                start += width
        here.append(length)
        there.append(end)
        last = end
    if not parts:
        return None
    parts.append(text[last:])
    return Unescaped("".join(parts), here, there)


def _percent_pieces(run: str) -> Pieces:
    yield from _characters(bytes.fromhex(run.replace("%", "")), 3)


def _quoted_pieces(run: str) -> Pieces:
    """A fold may stand between the bytes of one character (RFC 2045, 6.7)."""
    content = bytearray()
    ends, end = [0], 0
    for part in _QUOTED_PART.findall(run):
        end += len(part)
        if "\n" not in part:
            content += bytes.fromhex(part[1:])
            ends.append(end)
    done = 0
    for character, size in _characters(bytes(content), 1):
        yield character, ends[done + size] - ends[done]
        done += size
    if end > ends[done]:
        yield "", end - ends[done]


def _characters(content: bytes, width: int) -> Pieces:
    """The characters that bytes mean, each of which was written in `width` characters."""
    try:
        for character in content.decode("utf-8"):
            yield character, width * len(character.encode("utf-8"))
    except UnicodeDecodeError:
        for byte in content:
            yield chr(byte), width


def _backslash_pieces(escape: str) -> Pieces:
    kind = escape[1]
    if kind == "x" or kind.isdigit():
        content = bytes(
            int(one[1], 16) if one[1] else int(one[2], 8) & 0xFF for one in _BYTE.finditer(escape)
        )
        yield from _characters(content, 4)
    elif len(escape) == 2:
        yield _SHORT.get(kind, kind), 2
    elif escape[2] == "{":
        number = int(escape[3:-1], 16)
        yield (chr(number) if number <= 0x10FFFF else "�"), len(escape)
    elif len(escape) == 6:
        yield chr(int(escape[2:], 16)), 6
    else:
        high, low = int(escape[2:6], 16), int(escape[8:], 16)
        yield chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), 12


def _html_pieces(entity: str) -> Pieces:
    body = entity[1:-1]
    if not body.startswith("#"):
        yield _HTML_NAMES.get(body) or _any_html_name(body) or entity, len(entity)
        return
    number = int(body[2:], 16) if body[1] in "xX" else int(body[1:])
    yield (chr(number) if number <= 0x10FFFF else "�"), len(entity)


def _any_html_name(name: str) -> str | None:
    from html.entities import html5

    return html5.get(f"{name};")


def _nothing(run: str) -> Pieces:
    yield "", len(run)


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], Pieces]], ...] = (
    ("%", _PERCENT, _percent_pieces),
    ("\\", _BACKSLASH, _backslash_pieces),
    ("&", _HTML, _html_pieces),
)
_RARE_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], Pieces]], ...] = (
    ("\0", _ZEROS, _nothing),
    ("\n", _FOLD, _nothing),
    ("\r\n", _FOLD_RETURN, _nothing),
)
_ALL_KINDS = (*_KINDS, *_RARE_KINDS)
