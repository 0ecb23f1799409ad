"""Short redacted texts for one line: secrets by their aliases, long values cut."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from secrets import token_hex
from typing import Any

from authbench.journal.aliases import JWT_MARK
from authbench.journal.bodies import BodyView
from authbench.journal.chips import Redacted, Span, alias_text
from authbench.journal.redacted_text import joined

LONGEST_VALUE = 48
"""Characters of a value that has no secret in it."""
MOST_PIECES = 8
SEPARATOR = " · "
# Around the number of a chip while its text is read as JSON; nobody can send what is made anew each time.
_MARK = token_hex(16)
_OPEN, _CLOSE = f"\ue000{_MARK}(", f"\ue001{_MARK})"
_INVISIBLE = ("Cf", "Cc", "Co", "Cs", "Zl", "Zp")


def alias(chip: Span) -> str:
    """A secret in few words: `access token ①`, `client id + client secret ①`. A signed token is numbered
    together with opaque ones of its kind, so nothing is lost without its mark."""
    beside = f"{chip.beside} + " if chip.beside else ""
    return beside + alias_text(chip.label.removesuffix(JWT_MARK), chip.number)


def aliased(chip: Span) -> Redacted:
    """A chip by its alias alone."""
    text = alias(chip)
    return Redacted(text, (replace(chip, start=0, end=len(text)),))


def short(value: Redacted) -> Redacted:
    """A value for one line: its secrets by their aliases; cut where it is long."""
    pieces: list[Redacted | str] = []
    done = 0
    room = LONGEST_VALUE
    for chip in value.chips[:3]:
        before = _cut(value.text[done : chip.start], room)
        room -= len(before)
        pieces += (before, aliased(chip))
        done = chip.end
    pieces.append("…" if len(value.chips) > 3 else _cut(value.text[done:], max(room, 1)))
    whole = joined(pieces)
    return whole if "\n" not in whole.text else Redacted(whole.text.replace("\n", " "), whole.chips)


def named(name: str, value: Redacted) -> Redacted:
    """A value with its name before it; without, where the alias says the same."""
    shown = short(value)
    if len(value.chips) == 1 and shown.chips[0].start == 0 and _same(name, value.chips[0].label):
        return shown
    return joined((f"{_cut(name, 40)} ", shown))


def visible(text: str) -> str:
    """`text` with the sign for an unknown character in place of each that is invisible or turns the direction
    of what follows: nothing in a picture poses as something else. As long as it was."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in _INVISIBLE else character
        for character in text
    )


def line(pieces: Iterable[Redacted | str]) -> Redacted:
    """Pieces on one line, the first of many."""
    kept = [piece for piece in pieces if str(piece)]
    if len(kept) > MOST_PIECES:
        kept[MOST_PIECES - 1 :] = ["…"]
    separated: list[Redacted | str] = []
    for piece in kept:
        separated += (SEPARATOR, piece)
    return joined(separated[1:])


def members(body: BodyView) -> Mapping[str, Redacted]:
    """The fields of a form, or the members of a JSON object that are no lists, nested ones as `error.code`.
    Empty for other bodies."""
    if body.kind == "form":
        return {field.name: field.value for field in body.fields}
    if body.kind != "json":
        return {}
    chips = body.content.chips
    numbers = {chip: number for number, chip in enumerate(chips)}
    text = body.content.rendered(lambda chip: f"{_OPEN}{numbers[chip]}{_CLOSE}")
    try:
        document = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return {}
    if isinstance(document, list) and document:
        document = document[0]
    if not isinstance(document, dict):
        return {}
    found: dict[str, Redacted] = {}
    for name, value in document.items():
        if isinstance(value, dict):
            found.update(
                {
                    _plain(f"{name}.{inner}"): _restored(item, chips)
                    for inner, item in value.items()
                    if not isinstance(item, dict | list)
                }
            )
        elif not isinstance(value, list):
            found[_plain(name)] = _restored(value, chips)
    return found


def _plain(name: str) -> str:
    return name if _OPEN not in name else "•••"


def _restored(value: Any, chips: tuple[Span, ...]) -> Redacted:
    if not isinstance(value, str):
        return Redacted(json.dumps(value))
    pieces: list[Redacted | str] = []
    for part in value.split(_OPEN):
        number, mark, rest = part.partition(_CLOSE)
        if mark and number.isdecimal() and int(number) < len(chips):
            pieces += (aliased(chips[int(number)]), rest)
        else:
            pieces.append(part)
    return joined(pieces)


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split("\n"))
    return text if len(text) <= longest else text[: max(0, longest - 1)] + "…"


def _same(name: str, label: str) -> bool:
    plain = "".join(character for character in name.lower() if character.isalnum())
    other = "".join(character for character in label.removesuffix(JWT_MARK).lower() if character.isalnum())
    return bool(plain) and other.endswith(plain)
