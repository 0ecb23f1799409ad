"""The caption of a field that has none (SDK reference 2.2)."""

from __future__ import annotations

import re

_BOUNDARY = re.compile(
    r"_+"
    r"|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])"
    r"|(?<![A-Z])(?=[A-Z])"
    r"|(?<=[A-Z])(?=[A-Z][a-z])"
)
_CAPITALS = re.compile(r"[A-Z]+")
_ABBREVIATIONS = frozenset({"id", "url", "uri"})


def labelize(name: str) -> str:
    """`client_id` → `Client ID`, `HTTPServer` → `HTTP server`."""
    pieces = [piece for piece in _BOUNDARY.split(name) if piece]
    return " ".join(_word(piece, first=index == 0) for index, piece in enumerate(pieces))


def _word(piece: str, *, first: bool) -> str:
    if _CAPITALS.fullmatch(piece):
        return piece
    if piece.lower() in _ABBREVIATIONS:
        return piece.upper()
    return piece.capitalize() if first else piece.lower()
