"""JSON as Ruby's json 2.6 reads it: its leniencies, its limits and its messages.

Python's parser reads what both understand alike; what it refuses, and what the two read
differently, goes to a parser of our own that follows Ruby's state machine.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

MAX_NESTING = 100

# Line numbers of the C source, which are part of Ruby's messages.
_AT_NAN, _AT_INFINITY, _AT_MINUS_INFINITY, _AT_ARRAY, _AT_SURROGATE, _AT_DOCUMENT = (
    225,
    232,
    249,
    451,
    521,
    859,
)

_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F]..", re.DOTALL
)
_IGNORED = re.compile(r"(?:[ \t\r\n]+|/\*.*?\*/|//[^\n]*\n)+", re.DOTALL)
_OPEN_COMMENT = re.compile(r"/\*(?!.*\*/)|//[^\n]*\Z", re.DOTALL)
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[Ee][+\-]?[0-9]+)?|[Ee][+\-]?[0-9]+)(?![0-9Ee.\-])")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)(?![0-9])")
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\u[0-9a-fA-F]{4}|\\[^u\x00-\x1f])*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SIMPLE = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LITERALS = {"null": None, "true": True, "false": False}


class JsonError(ValueError):
    """The text is no JSON; the message is Ruby's."""


def parse_json(source: str | bytes) -> Any:
    """The plain value that `source` spells. Comments and unknown escapes are read, `NaN` is not;
    repeated keys: the last wins. Bytes that are not UTF-8 stay as surrogate escapes.

    Raises JsonError with Ruby's message.
    """
    text = source.decode("utf-8", "surrogateescape") if isinstance(source, bytes) else source
    if _LONE_SURROGATE.search(text) is None:
        try:
            value = json.loads(text, parse_constant=_refuse)
        except (ValueError, RecursionError):
            pass
        else:
            if text.count("[") + text.count("{") > MAX_NESTING:
                _check_nesting(value)
            return value
    return _Reader(text).document()


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _check_nesting(value: Any) -> None:
    level = [value]
    for _ in range(MAX_NESTING):
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
        level = [item for item in below if isinstance(item, (dict, list))]
        if not level:
            return
    raise JsonError(f"nesting of {MAX_NESTING + 1} is too deep")


class _NoValue(Exception):
    """No value starts here; the enclosing array or document says so."""


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text

    def document(self) -> Any:
        start = self._skip(0)
        try:
            value, end = self._value(start, 0)
        except _NoValue:
            self._fail(_AT_DOCUMENT, start)
        end = self._skip(end)
        if end < len(self._text):
            self._fail(_AT_DOCUMENT, end)
        return value

    def _value(self, at: int, nesting: int) -> tuple[Any, int]:
        text = self._text
        first = text[at : at + 1]
        if first == '"':
            return self._string(at)
        if first == "[":
            return self._array(at, nesting + 1)
        if first == "{":
            return self._object(at, nesting + 1)
        if first == "-" or ("0" <= first <= "9"):
            return self._number(at)
        for literal, value in _LITERALS.items():
            if text.startswith(literal, at):
                return value, at + len(literal)
        if text.startswith("NaN", at):
            self._fail(_AT_NAN, at)
        if text.startswith("Infinity", at):
            # Ruby's message starts one character early.
            self._fail(_AT_INFINITY, max(at - 1, 0))
        raise _NoValue

    def _array(self, at: int, nesting: int) -> tuple[list[Any], int]:
        self._check(nesting)
        items: list[Any] = []
        at = self._skip(at + 1)
        if self._text.startswith("]", at):
            return items, at + 1
        while True:
            try:
                value, end = self._value(at, nesting)
            except _NoValue:
                self._fail(_AT_ARRAY, at)
            items.append(value)
            at = self._skip(end)
            if self._text.startswith("]", at):
                return items, at + 1
            if not self._text.startswith(",", at):
                self._fail(_AT_ARRAY, at)
            at = self._skip(at + 1)

    def _object(self, at: int, nesting: int) -> tuple[dict[str, Any], int]:
        self._check(nesting)
        members: dict[str, Any] = {}
        at = self._skip(at + 1)
        if self._text.startswith("}", at):
            return members, at + 1
        while self._text.startswith('"', at):
            name, end = self._string(at)
            at = self._skip(end)
            if not self._text.startswith(":", at):
                break
            value, end = self._value(self._skip(at + 1), nesting)
            members[name] = value
            at = self._skip(end)
            if self._text.startswith("}", at):
                return members, at + 1
            if not self._text.startswith(",", at):
                break
            at = self._skip(at + 1)
        raise _NoValue

    def _number(self, at: int) -> tuple[int | float, int]:
        if self._text.startswith("-Infinity", at):
            self._fail(_AT_MINUS_INFINITY, at)
        match = _FLOAT.match(self._text, at)
        if match is not None:
            return float(match.group()), match.end()
        match = _INTEGER.match(self._text, at)
        if match is None:
            raise _NoValue
        try:
            return int(match.group()), match.end()
        except ValueError:
            raise JsonError("a number has too many digits") from None

    def _string(self, at: int) -> tuple[str, int]:
        match = _STRING.match(self._text, at)
        if match is None:
            raise _NoValue
        body = match.group(1)
        return (self._unescape(body, match.start(1)) if "\\" in body else body), match.end()

    def _unescape(self, body: str, offset: int) -> str:
        pieces: list[str] = []
        at = 0
        while (match := _ESCAPE.search(body, at)) is not None:
            pieces.append(body[at : match.start()])
            at = match.end()
            if match.group(1) is None:
                pieces.append(_SIMPLE.get(match.group(2), match.group(2)))
                continue
            code = int(match.group(1), 16)
            if 0xD800 <= code < 0xDC00:
                if at + 6 > len(body):
                    self._fail_surrogate(offset + match.start())
                low = _ESCAPE.match(body, at)
                if low is None or low.group(1) is None:
                    # A half that stands alone is lost, and Ruby's scanner takes the next byte with it.
                    pieces.append("?")
                    at += 1
                    continue
                # Ruby takes the second half's low bits without looking at what it is.
                at = low.end()
                code = (((code & 0x3FF) << 10) | (int(low.group(1), 16) & 0x3FF)) + 0x10000
            if 0xD800 <= code < 0xE000:
                pieces.append(chr(code).encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape"))
            else:
                pieces.append(chr(code))
        pieces.append(body[at:])
        return "".join(pieces)

    def _skip(self, at: int) -> int:
        match = _IGNORED.match(self._text, at)
        return at if match is None else match.end()

    def _check(self, nesting: int) -> None:
        if nesting > MAX_NESTING:
            raise JsonError(f"nesting of {nesting} is too deep")

    def _fail(self, line: int, at: int) -> NoReturn:
        raise JsonError(f"{line}: unexpected token at '{self._rest(at)}'")

    def _fail_surrogate(self, at: int) -> NoReturn:
        raise JsonError(f"{_AT_SURROGATE}: incomplete surrogate pair at '{self._rest(at)}'")

    def _rest(self, at: int) -> str:
        # A comment without an end is read to the last character before anything is amiss.
        if _OPEN_COMMENT.match(self._text, at):
            return ""
        # Ruby formats the rest as a C string: it ends at a NUL.
        return self._text[at:].partition("\0")[0]
