"""Ruby's character sets, as `tr`, `delete`, `count` and `squeeze` read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

_MAX_MEMBERS: Final = 0x110000


def expand(text: str) -> tuple[bool, list[str]]:
    """The characters of a set such as `^a-z\\-`: whether it is negated, and its members in order.

    Raises ValueError with Ruby's words for a range that runs backwards, and for a set that names more
    characters than there are.
    """
    negated = len(text) > 1 and text[0] == "^"
    position = 1 if negated else 0
    members: list[str] = []
    while position < len(text):
        char = text[position]
        if char == "\\" and position + 1 < len(text):
            position += 1
            char = text[position]
        if text[position + 1 : position + 2] == "-" and position + 2 < len(text):
            last = text[position + 2]
            position += 3
            if ord(last) < ord(char):
                raise ValueError(f'invalid range "{char}-{last}" in string transliteration')
            if len(members) + ord(last) - ord(char) > _MAX_MEMBERS:
                raise ValueError("the set names too many characters")
            # A range of one character names it twice, which shifts what `tr` pairs it with.
            members.extend(map(chr, range(ord(char), ord(last) + 1)) if char != last else (char, char))
        else:
            members.append(char)
            position += 1
    return negated, members


def matcher(sets: Sequence[str]) -> Callable[[str], bool]:
    """Whether a character is in all of `sets`."""
    expanded = [(negated, frozenset(members)) for negated, members in map(expand, sets)]
    return lambda char: all((char in members) != negated for negated, members in expanded)


def translate(text: str, source: str, target: str, squeeze: bool = False) -> str:
    """`text.tr(source, target)`, or `tr_s` when `squeeze`."""
    negated, members = expand(source)
    _, replacements = expand(target) if target[:1] != "^" else (False, expand("\\" + target)[1])
    member_set = frozenset(members)
    table: dict[str, str] = {}
    if not negated:
        for index, char in enumerate(members):
            if replacements:
                new = replacements[min(index, len(replacements) - 1)]
            else:
                new = ""
            table[char] = new
    else:
        last = replacements[-1] if replacements else ""
    result: list[str] = []
    previous: str | None = None
    for char in text:
        hit = (char in member_set) != negated
        if not hit:
            result.append(char)
            previous = None
            continue
        new = last if negated else table[char]
        if squeeze and new == previous:
            continue
        result.append(new)
        previous = new
    return "".join(result)


def squeeze(text: str, sets: Sequence[str]) -> str:
    """Runs of the same character cut to one; only characters in all of `sets`, where there are any."""
    wanted = matcher(sets)
    result: list[str] = []
    for char in text:
        if not (result and result[-1] == char and wanted(char)):
            result.append(char)
    return "".join(result)
