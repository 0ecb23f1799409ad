"""Characters, properties and classes of Ruby's regular expressions, as the `regex` module writes them."""

from __future__ import annotations

import functools
import re
from typing import Final

from authbench.ruby.regexp_errors import PatternError

CLASS_ESCAPES: Final = {
    "h": "0-9a-fA-F",
    "d": "0-9",
    "w": "a-zA-Z0-9_",
    "s": " \\t\\r\\n\\f\\v",
}
_CONTROLS: Final = {"n": "\\n", "t": "\\t", "r": "\\r", "f": "\\f", "v": "\\v", "a": "\\x07", "e": "\\x1b"}
_BYTES: Final = re.compile(r"[c-fC-F][0-9a-fA-F](?:\\x[89abAB][0-9a-fA-F])+")
_CODES: Final = re.compile(r"\{\s*([0-9a-fA-F]{1,8}(?:\s+[0-9a-fA-F]{1,8})*)\s*\}")
_LAST_CHARACTER: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)
_POSIX: Final = re.compile(r"\[:(\^?)([A-Za-z]+):\]")
_PROPERTY: Final = re.compile(r"\{(\^?)([^}]*)\}")
_POSIX_CLASSES: Final = {
    "alpha": "\\p{L}\\p{M}\\p{Nl}",
    "digit": "\\p{Nd}",
    "alnum": "\\p{L}\\p{M}\\p{N}",
    "upper": "\\p{Lu}",
    "lower": "\\p{Ll}",
    "blank": "\\p{Zs}\\t",
    "space": "\\s",
    "cntrl": "\\p{Cc}",
    "punct": "\\p{P}$+<=>\\^`\\|\\~",
    "word": "\\w",
    "xdigit": "0-9a-fA-F",
    "ascii": "\\x00-\\x7f",
    "graph": "\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}",
    "print": "\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}",
}
_PROPERTIES: Final = {
    **{name: f"[{content}]" for name, content in _POSIX_CLASSES.items()},
    "any": "[\\s\\S]",
}


class CharacterReader:
    """Reads a pattern from `position` on."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0

    def character(self, letter: str) -> str:
        """The escape of one character, `letter` being what follows the backslash."""
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        rest = self.source[self.position :]
        if letter == "x":
            return self._code(re.compile(r"\{?([0-9a-fA-F]{1,8})\}?"), rest, "invalid hex escape")
        if letter == "u":
            if rest.startswith("{"):
                return self._listed(rest)
            return self._code(re.compile(r"([0-9a-fA-F]{4})"), rest, "invalid Unicode escape")
        if letter == "0":
            found = re.match(r"[0-7]{0,2}", rest)
            digits = found.group() if found else ""
            self.position += len(digits)
            return literal(chr(int(digits or "0", 8)))
        if letter == "c" and rest:
            self.position += 1
            return literal(chr(ord(rest[0]) & 0x1F))
        if letter in "cC" and len(rest) < (1 if letter == "c" else 2):
            raise PatternError("too short control escape")
        if letter == "C" and rest.startswith("-"):
            self.position += 2
            return literal(chr(ord(rest[1]) & 0x1F))
        return literal(letter)

    def multibyte(self) -> str | None:
        r"""The character whose bytes are written from here on, as in `\xC3\xA9`; None where it is no such."""
        found = _BYTES.match(self.source, self.position)
        if found is None:
            return None
        data = bytes.fromhex(found[0].replace("\\x", ""))
        size = 2 if data[0] < 0xE0 else 3 if data[0] < 0xF0 else 4
        try:
            text = data[:size].decode("utf-8")
        except UnicodeDecodeError:
            return None
        self.position += size * 4 - 2
        return text

    def _listed(self, rest: str) -> str:
        """The characters of `\\u{61 62}`."""
        found = _CODES.match(rest)
        if found is None:
            raise PatternError("invalid Unicode list")
        codes = [int(code, 16) for code in found[1].split()]
        if any(code > _LAST_CHARACTER or code in _SURROGATES for code in codes):
            raise PatternError("invalid Unicode range")
        self.position += found.end()
        return "".join(literal(chr(code)) for code in codes)

    def _code(self, pattern: re.Pattern[str], rest: str, message: str) -> str:
        found = pattern.match(rest)
        if found is None:
            raise PatternError(message)
        if (
            not rest.startswith("{")
            and pattern.groups
            and len(found.group(1)) > 2
            and "{1,8}" in pattern.pattern
        ):
            self.position += 2
            return literal(chr(int(found.group(1)[:2], 16)))
        self.position += found.end()
        return literal(chr(int(found.group(1), 16)))

    def property_class(self, negated: bool) -> str:
        found = _PROPERTY.match(self.source, self.position)
        if found is None:
            if self.peek() != "{":
                return "P" if negated else "p"
            raise PatternError("invalid character property name {}")
        self.position = found.end()
        negated = negated != bool(found.group(1))
        name = found.group(2)
        own = _PROPERTIES.get(name.lower())
        if own is not None:
            return f"[^{own[1:]}" if negated else own
        if not _is_property(name):
            raise PatternError(f"invalid character property name {{{name}}}")
        return f"\\{'P' if negated else 'p'}{{{name}}}"

    def character_class(self) -> str:
        """The class that starts at the current position, nested ones included."""
        source = self.source
        self.position += 1
        made = ["["]
        if self.peek() == "^":
            made.append("^")
            self.position += 1
        empty = True
        while True:
            character = self.peek()
            if not character:
                raise PatternError("premature end of char-class")
            posix = _POSIX.match(source, self.position)
            if posix is not None and posix.group(2) in _POSIX_CLASSES:
                content = _POSIX_CLASSES[posix.group(2)]
                made.append(f"[^{content}]" if posix.group(1) else content)
                self.position = posix.end()
            elif posix is not None:
                raise PatternError("invalid POSIX bracket type")
            elif character == "]":
                self.position += 1
                if empty:
                    if "]" not in source[self.position :]:
                        raise PatternError("empty char-class")
                    made.append("\\]")
                    empty = False
                    continue
                break
            elif character == "[":
                made.append(self.character_class())
            elif character == "\\":
                made.append(self._set_escape())
            elif source.startswith("&&", self.position):
                made.append("&&")
                self.position += 2
            elif character == "-":
                made.append("\\-" if self._dash_is_literal(made) else "-")
                self.position += 1
            else:
                made.append(literal(character) if character in "|~&#^" or character.isspace() else character)
                self.position += 1
            empty = False
        made.append("]")
        return "".join(made)

    def _dash_is_literal(self, made: list[str]) -> bool:
        following = self.source[self.position + 1 : self.position + 2]
        last = made[-1]
        return (
            last in ("[", "^", "&&", "-")
            or following in ("]", "")
            or (len(last) > 2 and not last.startswith("\\"))
            or last.endswith("]")
            or last.startswith("\\p")
        )

    def _set_escape(self) -> str:
        if self.position + 1 >= len(self.source):
            raise PatternError("premature end of char-class")
        letter = self.source[self.position + 1]
        self.position += 2
        if letter in CLASS_ESCAPES:
            return CLASS_ESCAPES[letter]
        if letter in "DWSH":
            return f"[^{CLASS_ESCAPES[letter.lower()]}]"
        if letter in "pP":
            return self.property_class(letter == "P")
        if letter == "R":
            return "\\n\\v\\f\\r"
        if letter == "b":
            return "\\x08"
        if letter in "01234567":
            found = re.match(r"[0-7]{1,3}", self.source[self.position - 1 :])
            digits = found.group() if found else letter
            self.position += len(digits) - 1
            return literal(chr(int(digits, 8)))
        text = self.multibyte() if letter == "x" else None
        return self.character(letter) if text is None else literal(text)

    def peek(self) -> str:
        return self.source[self.position : self.position + 1]


@functools.cache
def _is_property(name: str) -> bool:
    """Whether the engine knows a property of that name."""
    import regex

    if not name or "=" in name:
        return False
    try:
        regex.compile(f"\\p{{{name}}}")
    except regex.error:
        return False
    return True


def literal(character: str) -> str:
    """A character that stands for itself wherever it is put."""
    if character.isalnum() or character == "_" or ord(character) > 0x7F:
        return character
    if character.isspace() or not character.isprintable():
        return f"\\x{ord(character):02x}"
    return f"\\{character}"
