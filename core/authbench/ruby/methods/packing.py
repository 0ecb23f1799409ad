"""Array#pack and String#unpack for the directives that API code uses; the rest is reported by name."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Callable, Sequence
from typing import Final

_DIRECTIVE: Final = re.compile(r"(?:\s|#[^\n]*)*([A-Za-z@])([_!<>]*)(\*|\d{1,18})?(?:\s|#[^\n]*)*")
_INTEGERS: Final = {
    "C": (1, False, None), "c": (1, True, None), "S": (2, False, None), "s": (2, True, None),
    "L": (4, False, None), "l": (4, True, None), "Q": (8, False, None), "q": (8, True, None),
    "J": (8, False, None), "j": (8, True, None), "I": (4, False, None), "i": (4, True, None),
    "n": (2, False, "big"), "N": (4, False, "big"), "v": (2, False, "little"), "V": (4, False, "little"),
}  # fmt: skip
_FLOATS: Final = {"E": "<d", "e": "<f", "G": ">d", "g": ">f", "D": "<d", "d": "<d", "F": "<f", "f": "<f"}


class UnknownDirective(Exception):
    """A directive that is not written here; carries its letter."""


def _directives(template: str) -> list[tuple[str, str, str | None]]:
    result: list[tuple[str, str, str | None]] = []
    position = 0
    while position < len(template):
        match = _DIRECTIVE.match(template, position)
        if match is None:
            raise UnknownDirective(template[position])
        result.append((match.group(1), match.group(2), match.group(3)))
        position = match.end()
    return result


def _order(fixed: str | None, modifiers: str) -> str:
    return fixed or ("big" if ">" in modifiers else "little")


def pack(
    template: str,
    values: Sequence[object],
    integer: Callable[[object], int],
    floating: Callable[[object], float],
    octets: Callable[[object], bytes],
    check_size: Callable[[int], None],
) -> tuple[bytes, bool]:
    """The packed bytes, and whether they are UTF-8 text (a template that begins with U).

    Raises IndexError for too few values, UnknownDirective for a directive that is not supported.
    """
    queue = list(values)
    result = bytearray()
    directives = _directives(template)
    for letter, modifiers, count_text in directives:
        everything = count_text == "*"
        count = 1 if count_text is None or everything else int(count_text)
        check_size(len(result) + count)
        if letter in "aAZ":
            data = octets(queue.pop(0))
            size = len(data) + (letter == "Z") if everything else count
            result += data[:size].ljust(size, b" " if letter == "A" else b"\0")
        elif letter in "HhBb":
            text = octets(queue.pop(0)).decode("latin-1")
            digits = text if everything else text[:count]
            result += _from_digits(digits, letter)
        elif letter == "m":
            data = octets(queue.pop(0))
            if count_text == "0":
                result += base64.b64encode(data)
            else:
                line = max(count // 3 * 3, 0) if count > 2 else 45
                for start in range(0, len(data), line):
                    result += base64.b64encode(data[start : start + line]) + b"\n"
        elif letter == "U":
            for _ in range(len(queue) if everything else count):
                result += chr(integer(queue.pop(0))).encode("utf-8", "surrogatepass")
        elif letter == "x":
            result += b"\0" * (0 if everything else count)
        elif letter == "X":
            del result[max(0, len(result) - (0 if everything else count)) :]
        elif letter == "@":
            position = 0 if everything else count
            result = result[:position].ljust(position, b"\0")
        elif letter == "w":
            for _ in range(len(queue) if everything else count):
                result += _compressed(integer(queue.pop(0)))
        elif letter == "u":
            data, line = octets(queue.pop(0)), count // 3 * 3 if count > 2 else 45
            for start in range(0, len(data), line):
                result += binascii.b2a_uu(data[start : start + line], backtick=True)
        elif letter in _INTEGERS:
            size, _, fixed = _INTEGERS[letter]
            for _ in range(len(queue) if everything else count):
                number = integer(queue.pop(0)) & ((1 << (8 * size)) - 1)
                result += number.to_bytes(size, "big" if _order(fixed, modifiers) == "big" else "little")
        elif letter in _FLOATS:
            for _ in range(len(queue) if everything else count):
                result += struct.pack(_FLOATS[letter], floating(queue.pop(0)))
        else:
            raise UnknownDirective(letter)
        check_size(len(result))
    return bytes(result), bool(directives) and directives[0][0] == "U"


def _compressed(number: int) -> bytes:
    """A BER-compressed integer: seven bits a byte, the high bit set on all but the last."""
    pieces = [number & 0x7F]
    while number := number >> 7:
        pieces.append(number & 0x7F | 0x80)
    return bytes(reversed(pieces))


def unpack(template: str, data: bytes) -> list[int | float | str | bytes | None]:
    """What `template` reads from `data`: str for characters of codes (H, B), bytes for texts.

    Raises UnknownDirective for a directive that is not supported.
    """
    result: list[int | float | str | bytes | None] = []
    position = 0
    for letter, modifiers, count_text in _directives(template):
        everything = count_text == "*"
        count = 1 if count_text is None or everything else int(count_text)
        left = len(data) - position
        if letter in "aAZ":
            size = left if everything else min(count, left)
            piece = data[position : position + size]
            position += size
            if letter == "A":
                piece = piece.rstrip(b" \0")
            elif letter == "Z":
                head, end, _ = piece.partition(b"\0")
                if everything and end:
                    position -= len(piece) - len(head) - 1
                piece = head
            result.append(piece)
        elif letter in "HhBb":
            per_byte = 2 if letter in "Hh" else 8
            wanted = left * per_byte if everything else min(count, left * per_byte)
            size = -(-wanted // per_byte)
            result.append(_to_digits(data[position : position + size], letter)[:wanted])
            position += size
        elif letter == "m":
            result.append(decode_base64(data[position:]))
            position = len(data)
        elif letter == "U":
            text = data[position:].decode("utf-8", "surrogatepass")
            chars = text if everything else text[:count]
            result.extend(map(ord, chars))
            position += len(chars.encode("utf-8", "surrogatepass"))
        elif letter == "@":
            position = min(len(data), count)
        elif letter == "x":
            position = len(data) if everything else position + count
        elif letter in _INTEGERS or letter in _FLOATS:
            size = _INTEGERS[letter][0] if letter in _INTEGERS else struct.calcsize(_FLOATS[letter])
            available = left // size
            for _ in range(available if everything else min(count, available)):
                piece = data[position : position + size]
                position += size
                if letter in _FLOATS:
                    result.append(struct.unpack(_FLOATS[letter], piece)[0])
                else:
                    _, signed, fixed = _INTEGERS[letter]
                    order = _order(fixed, modifiers)
                    result.append(int.from_bytes(piece, "big" if order == "big" else "little", signed=signed))
            if not everything:
                result.extend([None] * min(max(count - available, 0), 1024))
        else:
            raise UnknownDirective(letter)
    return result


def decode_base64(data: bytes) -> bytes:
    """Base64 as Ruby's `unpack('m')`: foreign characters are skipped, reading ends at the padding."""
    kept = bytearray()
    for byte in data:
        if byte == 0x3D:
            break
        if byte in _ALPHABET:
            kept.append(byte)
    if len(kept) % 4 == 1:
        del kept[-1]
    return binascii.a2b_base64(bytes(kept) + b"=" * (-len(kept) % 4))


_ALPHABET: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


def _from_digits(digits: str, letter: str) -> bytes:
    per_byte = 2 if letter in "Hh" else 8
    result = bytearray()
    for start in range(0, len(digits), per_byte):
        group = digits[start : start + per_byte].ljust(per_byte, "0")
        if letter in "hb":
            group = group[::-1]
        if per_byte == 2:
            value = 0
            for char in group:
                nibble = (ord(char) & 15) + 9 if char.isalpha() else ord(char)
                value = value << 4 | (nibble & 15)
        else:
            value = 0
            for char in group:
                value = value << 1 | (ord(char) & 1)
        result.append(value & 255)
    return bytes(result)


def _to_digits(data: bytes, letter: str) -> str:
    if letter == "H":
        return data.hex()
    if letter == "h":
        return "".join(f"{byte:02x}"[::-1] for byte in data)
    bits = (f"{byte:08b}" for byte in data)
    return "".join(text if letter == "B" else text[::-1] for text in bits)
