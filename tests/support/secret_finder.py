"""A search for secrets that shares nothing with what hides them.

It decodes whatever it can, as often as it helps, and looks for every secret and every 12 characters
of a long one; and it looks for the very text that was planted, in pieces of 24 characters.
"""

from __future__ import annotations

import base64
import gzip
import html
import quopri
import re
import zlib
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

_RUN = re.compile(r"[A-Za-z0-9+/_-]{6,}={0,2}")
_LINE_END = re.compile(r"\n|\\n|(?<=, )")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){3,}")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|((?:\\x[0-9a-fA-F]{2})+)|\\(.)", re.DOTALL)
_SHORT = {"n": "\n", "t": "\t", "r": "\r"}
PIECE = 24
WIDTH = 12


class SecretFinder:
    """Finds secrets and planted texts. `secrets`: name and telling piece; `planted`: name and text."""

    def __init__(self, secrets: Iterable[tuple[str, str]], planted: Iterable[tuple[str, str]] = ()) -> None:
        self._windows: dict[str, str] = {}
        self._pieces: dict[str, str] = {}
        self._short: dict[str, str] = {}
        self._words: dict[str, str] = {}
        for name, value in secrets:
            if len(value) >= PIECE:
                self._add(self._windows, WIDTH, value, name)
            elif len(value) >= 8:
                self._short[value] = name
            else:
                self._words[value] = name
        for name, text in planted:
            if len(text) >= PIECE:
                self._add(self._pieces, PIECE, text, name)
        self._window_parts = _parts(self._windows, WIDTH)
        self._piece_parts = _parts(self._pieces, PIECE)

    @staticmethod
    def _add(target: dict[str, str], width: int, value: str, name: str) -> None:
        for at in range(len(value) - width + 1):
            target[value[at : at + width]] = name

    def found(self, content: str | bytes, depth: int = 3) -> list[str]:
        """The names of what is in `content`, in whatever encoding, `depth` of them within each other."""
        text = content.decode("latin-1") if isinstance(content, bytes) else content
        names = set(self._in(text, self._pieces, self._piece_parts, PIECE))
        for view in (*_views(text, depth, set()), text[::-1]):
            names.update(self._in(view, self._windows, self._window_parts, WIDTH))
            names.update(name for value, name in self._short.items() if value in view)
            names.update(
                name
                for value, name in self._words.items()
                if value in view and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", view)
            )
        return sorted(names)

    def found_in_many(self, parts: Iterable[str]) -> list[str]:
        """The same for a great deal of text, much of which is said again and again."""
        lines = dict.fromkeys(line for part in parts for line in _LINE_END.split(part))
        return self.found("\n".join(lines), depth=2)

    @staticmethod
    def _in(text: str, needles: dict[str, str], parts: set[str], width: int) -> Iterator[str]:
        """Whatever of `width` is there has a sample of half of it, taken at every such distance."""
        half = width // 2
        for at in [at for at in range(0, len(text), half) if text[at : at + half] in parts]:
            for start in range(max(0, at - half), at + 1):
                piece = text[start : start + width]
                if piece in needles:
                    yield needles[piece]


def _parts(needles: Iterable[str], width: int) -> set[str]:
    return {needle[at : at + width // 2] for needle in needles for at in range(width // 2 + 1)}


def _views(text: str, depth: int, seen: set[int]) -> Iterator[str]:
    """The text and what it may mean."""
    if hash(text) in seen:
        return
    seen.add(hash(text))
    yield text
    if depth:
        for other in _decoded(text):
            if other and other != text:
                yield from _views(other, depth - 1, seen)


def _decoded(text: str) -> Iterator[str]:
    if "%" in text:
        yield unquote(text)
    if "+" in text:
        yield unquote(text.replace("+", " "))
    if "\\" in text:
        yield _unescaped(text)
    if "&" in text:
        yield html.unescape(text)
    if "\0" in text:
        yield text.replace("\0", "")
        yield text.encode("latin-1", "replace").decode("utf-16-le", "replace")
    if "=\n" in text or re.search("=[0-9A-F]{2}", text):
        yield quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")
    if "\n" in text:
        yield re.sub(r"\s*\n\s*", "", text)
    if '""' in text or "''" in text:
        yield text.replace('""', '"').replace("''", "'")
    runs = list(dict.fromkeys(_RUN.findall(text)))
    for start in range(4):
        raws = [_raw(run[start:]) for run in runs]
        content = b"\0\0".join(raws)
        yield content.decode("utf-8", "replace")
        yield content.replace(b"\0", b"").decode("utf-8", "replace")
        if b"\0" in b"".join(raws):
            # Each begins at an even place, so that none puts the next one out of step.
            wide = b"\0\0".join(raw + bytes(len(raw) % 2) for raw in raws)
            yield wide.decode("utf-16-le", "replace")
            yield wide.decode("utf-16-be", "replace")
    for run in runs:
        if run.startswith("H4sI"):
            try:
                yield zlib.decompressobj(31).decompress(_raw(run)).decode("utf-8", "replace")
            except (zlib.error, gzip.BadGzipFile):
                continue
    hexadecimal = [match.group() for match in _HEX.finditer(text)]
    yield " ".join(bytes.fromhex(run).decode("utf-8", "replace") for run in hexadecimal)


def _raw(run: str) -> bytes:
    run = run.rstrip("=").replace("-", "+").replace("_", "/")
    run = run[: len(run) - (len(run) % 4 == 1)]
    return base64.b64decode(run + "=" * (-len(run) % 4))


def _unescaped(text: str) -> str:
    text = _ESCAPE.sub(_meant, text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _meant(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    if escape[2]:
        return bytes.fromhex(escape[2].replace("\\x", "")).decode("utf-8", "replace")
    return _SHORT.get(escape[3], escape[3])
