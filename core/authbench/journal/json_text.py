"""JSON text as it is: laid out for reading without touching a single value, and searched by key.

The text is cut into lexemes and never rebuilt from parsed values, so numbers, escapes, the order of
keys and duplicate keys are shown exactly as they were sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from authbench.journal.chips import Span
from authbench.journal.secret_names import is_secret_name, label_for

_LEXEME = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_KEY = re.compile(r'"((?:[^"\\]|\\.){1,100})"\s*:\s*(?=[^\s])', re.DOTALL)
_COLON = re.compile(r"\s*:")
_DEEPEST = 200


class NotJson(ValueError):
    """The text is not JSON, so it is shown as it is."""


def pretty(text: str, limit: int | None = None) -> tuple[str, bool]:
    """`text` with one member per line, two blanks per level, and whether it was cut short after
    about `limit` characters. Raises `NotJson`."""
    parts: list[str] = []
    length = 0
    stack: list[str] = []
    previous = ""
    for match in _LEXEME.finditer(text):
        lexeme = match.group()
        piece = _piece(lexeme, previous, stack)
        parts.append(piece)
        length += len(piece)
        previous = lexeme
        if limit is not None and length >= limit:
            return "".join(parts), True
    if stack or not parts:
        raise NotJson
    return "".join(parts), False


def _piece(lexeme: str, previous: str, stack: list[str]) -> str:
    if lexeme in ("}", "]"):
        if not stack or stack.pop() != lexeme:
            raise NotJson
        if previous in ("{", "["):
            return lexeme
        return "\n" + "  " * len(stack) + lexeme
    if lexeme == ",":
        return lexeme
    if lexeme == ":":
        return ": "
    opening = previous in ("{", "[", ",")
    prefix = "\n" + "  " * len(stack) if opening and stack else ""
    if lexeme in ("{", "["):
        if len(stack) >= _DEEPEST:
            raise NotJson
        stack.append("}" if lexeme == "{" else "]")
    return prefix + lexeme


def looks_like_json(text: str) -> bool:
    """Whether `text` is an object or array by its first character, and valid where that is quickly told."""
    start = text[:64].lstrip()[:1]
    if start not in ("{", "["):
        return False
    if len(text) > 4_000_000:
        return True
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def secrets_in_json(text: str) -> Iterator[Span]:
    """The values whose key means a secret, or that lie under such a key, at any depth. Tolerates
    text that is cut short."""
    done = 0
    for match in _KEY.finditer(text):
        if match.start() < done:
            continue
        name = _unquoted(match[1])
        if is_secret_name(name):
            label = label_for(name)
            for lexeme in scalars_at(text, match.end()):
                done = lexeme.end()
                yield from _leaf(lexeme.start(), lexeme.group(), label)


def scalars_at(text: str, start: int) -> Iterator[re.Match[str]]:
    """The scalars of the value that begins at `start`; keys inside it are none."""
    depth = 0
    for match in _LEXEME.finditer(text, start):
        lexeme = match.group()
        if lexeme in ("{", "["):
            depth += 1
        elif lexeme in ("}", "]"):
            depth -= 1
        elif lexeme not in (",", ":") and not _COLON.match(text, match.end()):
            yield match
        if depth <= 0:
            return


def _unquoted(key: str) -> str:
    if "\\" in key:
        try:
            return str(json.loads(f'"{key}"'))
        except ValueError:
            return key
    return key


def _leaf(start: int, lexeme: str, label: str) -> Iterator[Span]:
    if lexeme.startswith('"'):
        inner = lexeme[1:-1] if len(lexeme) > 1 and lexeme.endswith('"') else lexeme[1:]
        if inner:
            yield Span(start + 1, start + 1 + len(inner), label, len(inner))
    elif lexeme not in ("true", "false", "null") and len(lexeme) >= 4:
        yield Span(start, start + len(lexeme), label, len(lexeme))
