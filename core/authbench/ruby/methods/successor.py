"""String#succ."""

from __future__ import annotations


def successor(text: str) -> str:
    """The text after `text`: `az` -> `ba`, `Zz` -> `AAa`, `a9` -> `b0`, `-` -> `.`."""
    if not text:
        return ""
    chars = list(text)
    alnum = [index for index, char in enumerate(chars) if _is_alnum(char)]
    if not alnum:
        return _bump_last(chars)
    position = alnum[-1]
    while True:
        char = chars[position]
        if char not in "9zZ":
            chars[position] = chr(ord(char) + 1)
            return "".join(chars)
        first = {"9": "0", "z": "a", "Z": "A"}[char]
        chars[position] = first
        left = [index for index in alnum if index < position]
        if not left or (left[-1] != position - 1 and not _carries(chars, left[-1], position)):
            chars.insert(position, "1" if char == "9" else first)
            return "".join(chars)
        position = left[-1]


def _is_alnum(char: str) -> bool:
    """Whether Ruby counts the character up by itself: any letter or decimal digit, of any script."""
    return char.isalpha() or char.isdecimal()


def _carries(chars: list[str], left: int, position: int) -> bool:
    """Whether a carry jumps over the signs between two alphanumerics: only between two of one kind."""
    return chars[left].isdigit() == chars[position].isdigit() if position - left > 1 else True


def _bump_last(chars: list[str]) -> str:
    for position in range(len(chars) - 1, -1, -1):
        code = ord(chars[position])
        if code < 0x10FFFF:
            chars[position] = chr(code + 1 if not 0xD7FF <= code <= 0xDFFF else 0xE000)
            return "".join(chars)
        chars[position] = "\x01"
    return "\x01" + "".join(chars)
