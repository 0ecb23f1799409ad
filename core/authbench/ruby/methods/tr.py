"""Ruby's character sets, as `tr`, `delete`, `count` and `squeeze` read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

_MAX_MEMBERS: Final = 0x110000


def ranges(text: str) -> tuple[bool, list[range]]:
    """What a set such as `^a-z\\-` names: whether it is negated, and its characters by number, in order.

    Raises ValueError with Ruby's words for a range that runs backwards, and for a set that names more
    characters than there are.
    """
    negated = len(text) > 1 and text[0] == "^"
    position = 1 if negated else 0
    found: list[range] = []
    members = 0
    while position < len(text):
        char = text[position]
        if char == "\\" and position + 1 < len(text):
            position += 1
            char = text[position]
        last = char
        if text[position + 1 : position + 2] == "-" and position + 2 < len(text):
            last = text[position + 2]
            position += 2
            if ord(last) < ord(char):
                raise ValueError(f'invalid range "{char}-{last}" in string transliteration')
            if members + ord(last) - ord(char) > _MAX_MEMBERS:
                raise ValueError("the set names too many characters")
            if char == last:
                # Such a range names its character twice, which shifts what `tr` pairs it with.
                found.append(range(ord(char), ord(char) + 1))
        found.append(range(ord(char), ord(last) + 1))
        members += len(found[-1])
        position += 1
    return negated, found


def size(sets: Sequence[str]) -> int:
    """How many characters sets name, for what it costs to look at them."""
    return sum(len(each) for text in sets for each in ranges(text)[1])


def expand(text: str) -> tuple[bool, list[str]]:
    """Whether a set is negated, and its characters in order. Raises ValueError as `ranges` does."""
    negated, found = ranges(text)
    return negated, [chr(number) for each in found for number in each]


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
