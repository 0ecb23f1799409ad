"""The colours of Python. A line is coloured by itself, given whether it begins inside a long string; which
lines do is found in one pass over the text."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Generator, Iterator

from authbench_gui.theme.theme import Role

Span = tuple[int, int, Role]
"""Start, end and colour role of a stretch."""

_KEYWORDS = frozenset(keyword.kwlist) - {"True", "False", "None"}
_CONSTANTS = frozenset({"True", "False", "None", "NotImplemented", "Ellipsis", "self", "cls"})
_BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_")) - _CONSTANTS
_MAX_DEPTH = 8

_TOKEN = re.compile(
    r"(?P<comment>\#.*)"
    r"|(?P<prefix>(?:(?<!\w)(?:[rR][bBfF]?|[bBfF][rR]?|[uU]))?)(?P<quote>\"\"\"|'''|\"|')"
    r"|(?P<decorator>^[ \t]*@[\w.]+)"
    r"|(?P<soft>^[ \t]*(?:match|case)\b(?=[ \t(\[{\"'].*:[ \t]*(?:\#.*)?$))"
    r"|(?P<number>(?<![\w.])(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+"
    r"|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?[jJ]?)(?!\w))"
    r"|(?P<name>(?<![\w.])[^\W\d]\w*)"
)
_LONG = re.compile(
    r"#[^\n]*"
    r"|(?P<quote>\"\"\"|''')"
    r"|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?",
    re.DOTALL,
)
_LONG_STOP = {quote: re.compile(rf"\\.|{quote}", re.DOTALL) for quote in ('"""', "'''")}
"""What matters inside of a long string: an escaped character, or its end."""


def long_strings(text: str) -> Iterator[tuple[int, str]]:
    """Where the state at the beginning of lines changes: the number of a line, counted from 0, and the
    quotes of the string that it begins in, empty for none. In the order of the lines."""
    line, counted = 0, 0
    position = 0
    while (found := _LONG.search(text, position)) is not None:
        quote = found["quote"]
        if quote is None:
            position = found.end()
            continue
        stops = _LONG_STOP[quote].finditer(text, found.end())
        position = next((stop.end() for stop in stops if stop[0] == quote), len(text))
        first = text.count("\n", counted, found.start()) + line
        last = first + text.count("\n", found.start(), position)
        if last > first:
            yield first + 1, quote
            yield last + 1, ""
        line, counted = last, position


def python_spans(line: str, inside: str = "") -> Iterator[Span]:
    """The coloured stretches of one line that begins in a string of these quotes, if any."""
    start = 0
    if inside:
        end = _end_of(line, 0, inside)
        yield 0, end, "code_string"
        start = end
    yield from _code(line, start, len(line), 0)


def _code(line: str, start: int, stop: int, depth: int) -> Iterator[Span]:
    position = start
    while (found := _TOKEN.search(line, position, stop)) is not None:
        kind = found.lastgroup
        if kind == "quote":
            end = yield from _string(line, found, stop, depth)
            position = max(end, found.end())
            continue
        position = found.end()
        if kind == "comment":
            yield found.start(), stop, "muted"
            return
        role = _ROLES.get(kind or "") or _role_of(found[0])
        if role is not None:
            lead = len(found[0]) - len(found[0].lstrip()) if kind in ("decorator", "soft") else 0
            yield found.start() + lead, found.end(), role


_ROLES: dict[str, Role] = {"decorator": "code_symbol", "soft": "code_key", "number": "code_number"}


def _role_of(name: str) -> Role | None:
    if name in _KEYWORDS:
        return "code_key"
    if name in _CONSTANTS:
        return "code_symbol"
    return "code_number" if name in _BUILTINS else None


def _string(line: str, found: re.Match[str], stop: int, depth: int) -> Generator[Span, None, int]:
    """A string from its prefix on; the generator's value is where it ends."""
    quote, start = found["quote"], found.start()
    if "f" not in found["prefix"].lower() or depth >= _MAX_DEPTH:
        end = min(_end_of(line, found.end(), quote), stop)
        yield start, end, "code_string"
        return end
    position, painted = found.end(), start
    while position < stop:
        char = line[position]
        if char == "\\":
            position += 2
        elif line.startswith(quote, position):
            position += len(quote)
            break
        elif char == "{" and not line.startswith("{{", position):
            yield painted, position + 1, "code_string"
            painted = position = yield from _replacement(line, position + 1, stop, depth + 1)
        else:
            position += 2 if line.startswith(("{{", "}}"), position) else 1
    position = min(position, stop)
    yield painted, position, "code_string"
    return position


def _replacement(line: str, start: int, stop: int, depth: int) -> Generator[Span, None, int]:
    """What stands between braces in an f-string: code, then perhaps a format, which may hold braces again.
    The generator's value is the place of the closing brace."""
    position = _end_of_code(line, start, stop)
    yield from _code(line, start, position, depth)
    painted = position
    while position < stop and line[position] != "}":
        if line[position] == "{" and depth < _MAX_DEPTH:
            yield painted, position + 1, "code_string"
            painted = position = yield from _replacement(line, position + 1, stop, depth + 1)
        position += 1
    if painted < position:
        yield painted, position, "code_string"
    return position


def _end_of_code(line: str, start: int, stop: int) -> int:
    """Where the code between braces ends: at its brace, its conversion or its format."""
    open_brackets = 0
    position = start
    while position < stop:
        char = line[position]
        if char in "\"'":
            quote = line[position] * 3 if line.startswith(char * 3, position) else char
            position = _end_of(line, position + len(quote), quote)
            continue
        if char in "([{":
            open_brackets += 1
        elif char in ")]}":
            if not open_brackets:
                return position
            open_brackets -= 1
        elif not open_brackets and (char == ":" or (char == "!" and not line.startswith("!=", position))):
            return position
        position += 1
    return stop


def _end_of(line: str, start: int, quote: str) -> int:
    """Behind the closing quotes of a string; the end of the line where they are not in it."""
    position = start
    while position < len(line):
        if line[position] == "\\":
            position += 2
        elif line.startswith(quote, position):
            return position + len(quote)
        else:
            position += 1
    return len(line)
