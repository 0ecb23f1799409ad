"""How header names get from a definition onto the wire (SDK reference 4.4)."""

from __future__ import annotations


def symbol_header(name: str) -> str:
    """The header that a symbol key means: `api_key` → `Api-Key`."""
    return wire_header("-".join(_pieces(name, "_")))


def wire_header(name: str) -> str:
    """`name` as it travels: each part between hyphens capitalised, `_` kept (`Api_key`)."""
    return "-".join(part.capitalize() for part in _pieces(name, "-"))


def _pieces(name: str, separator: str) -> list[str]:
    # Ruby's split drops empty parts at the end.
    pieces = name.split(separator)
    while pieces and not pieces[-1]:
        pieces.pop()
    return pieces
