"""From Ruby's regular expressions (Onigmo) to those of Python's `regex` module (version 1 behaviour)."""

from __future__ import annotations

import re
from typing import Final

from authbench.ruby.regexp_characters import CLASS_ESCAPES, CharacterReader, literal
from authbench.ruby.regexp_errors import PatternError
from authbench.ruby.values.matching import EXTENDED, IGNORECASE, MULTILINE

# Digits of the largest number that Onigmo takes for one of a group.
_LONGEST_NUMBER: Final = 9
_LINE_BREAK: Final = "(?:\\r\\n|[\\n\\v\\f\\r\\x85\\u2028\\u2029])"
# `^` does not match after a line break that ends the text; in Ruby "a\n".scan(/^/) finds one place.
_LINE_START: Final = "(?:(?<=\\n)(?!\\Z)|\\A)"
_LINE_END: Final = "(?=\\n|\\Z)"
_TEXT_END: Final = "(?=\\n?\\Z)"
_QUANTIFIER: Final = re.compile(r"\{([0-9]*)(,?)([0-9]*)\}")
_GROUP_NAME: Final = re.compile(r"\(\?(?:<([^\W\d][^>)]*)>|'([^\W\d][^')]*)')")
_NAMED: Final = re.compile(rf"\\.|{_GROUP_NAME.pattern}", re.DOTALL)
_UNENDED_NAME: Final = re.compile(r"\(\?(?:<(?![=!])([^>)]*)|'([^')]*))(>|')?")
_UNENDED_FLAGS: Final = re.compile(r"\(\?[imxadu]*(?:-[imx]*)?")
_NUMBER: Final = re.compile(r"-?[0-9]+")
_BAD_NUMBER: Final = "invalid backref number/name"
_CONDITION: Final = re.compile(r"\(\?\((?:([0-9]+)|<([^>()]+)>|'([^'()]+)')\)")


def translate(source: str, options: int) -> tuple[str, dict[str, list[int]]]:
    """The pattern for `regex` (flags inside it), and each group name's numbers. Raises PatternError."""
    translator = _Translator(source, options)
    return translator.run(), translator.names


def _names_in(source: str) -> dict[str, list[int]]:
    """Each group name of the pattern, with the numbers of its groups."""
    names: dict[str, list[int]] = {}
    count = 0
    for found in _NAMED.finditer(source):
        name = found[1] or found[2]
        if name:
            count += 1
            names.setdefault(name, []).append(count)
    return names


class _Translator(CharacterReader):
    def __init__(self, source: str, options: int) -> None:
        super().__init__(source)
        self.extended = bool(options & EXTENDED)
        self.options = options
        # With named groups, Ruby's plain groups do not capture.
        self.names = _names_in(source)
        self.has_names = bool(self.names)
        self.groups = 0
        self.stack: list[bool] = []
        self.behind = 0
        """How many groups are open in the outermost look-behind, itself included."""
        self.out: list[str] = []
        self.can_repeat = False

    def run(self) -> str:
        flags = "V1" + ("i" if self.options & IGNORECASE else "") + ("s" if self.options & MULTILINE else "")
        while self.position < len(self.source):
            self._next()
        if self.stack:
            raise PatternError("end pattern with unmatched parenthesis")
        return f"(?{flags})" + "".join(self.out)

    def _next(self) -> None:
        character = self.source[self.position]
        if character == "\\":
            self._escape()
        elif character == "[":
            self.out.append(self.character_class())
            self.can_repeat = True
        elif character == "(":
            self._group()
        elif character == ")":
            self._close()
        elif character in "*+?":
            self._repeat(character)
        elif character == "{":
            self._braces()
        elif character == "^" or character == "$":
            self.out.append(_LINE_START if character == "^" else _LINE_END)
            self.position += 1
            self.can_repeat = True
        elif self.extended and (character.isspace() or character == "#"):
            self._skip_blank(character)
        else:
            self.out.append(character)
            self.can_repeat = character != "|"
            self.position += 1

    def _skip_blank(self, character: str) -> None:
        if character == "#":
            end = self.source.find("\n", self.position)
            self.position = len(self.source) if end < 0 else end + 1
        else:
            self.position += 1

    # -- repetition -----------------------------------------------------------------------------------

    def _repeat(self, character: str) -> None:
        if not self.can_repeat:
            raise PatternError("target of repeat operator is not specified")
        self._require_fixed()
        self.position += 1
        suffix = self.peek()
        if suffix and suffix in "?+":
            self.position += 1
            self.out.append(character + suffix)
        else:
            self.out.append(character)
        # `a**` and `a+{2}` repeat the repetition, which `regex` refuses without a group.
        if self.peek() and self.peek() in "*+?{":
            self._wrap_last()

    def _braces(self) -> None:
        found = _QUANTIFIER.match(self.source, self.position)
        if found is None or not self.can_repeat or not (found.group(1) or found.group(3)):
            self.out.append("\\{")
            self.position += 1
            self.can_repeat = True
            return
        low, comma, high = found.groups()
        low = low.lstrip("0") or "0"
        high = high and (high.lstrip("0") or "0")
        # The length first: Python reads no number of more than 4,300 digits.
        if max(len(low), len(high or "")) > 6 or max(int(low), int(high or 0)) > 100_000:
            raise PatternError("too big number for repeat range")
        if comma and high and int(low) > int(high):
            # Onigmo reads {3,1} as the possessive {1,3}.
            low, high = high, low
        self.position = found.end()
        if comma and low != high:
            self._require_fixed()
        self.out.append(f"{{{low}{comma}{high}}}")
        if self.peek() == "?" and comma:
            self.out.append("?")
            self.position += 1
        if self.peek() and self.peek() in "*+?{":
            self._wrap_last()

    def _wrap_last(self) -> None:
        """Put what was just repeated into a group, so that it can be repeated again."""
        quantifier = self.out.pop()
        atom = self._last_atom()
        self.out.append(f"(?:{atom}{quantifier})")

    def _last_atom(self) -> str:
        depth = 0
        taken: list[str] = []
        while self.out:
            piece = self.out.pop()
            taken.append(piece)
            if piece == ")":
                depth += 1
            elif piece.startswith("(") and not piece.endswith(")"):
                depth -= 1
            if depth == 0:
                break
        return "".join(reversed(taken))

    # -- groups ---------------------------------------------------------------------------------------

    def _group(self) -> None:
        source, start = self.source, self.position
        self.can_repeat = False
        if not source.startswith("(?", start):
            self.position += 1
            if self.has_names:
                self._open("(?:")
            else:
                self.groups += 1
                self._open("(")
            return
        named = _GROUP_NAME.match(source, start)
        if named is not None:
            # Known by its number alone: the engine takes two groups of one name for one.
            self.groups += 1
            self.position = named.end()
            self._open("(")
            return
        for opening in ("(?:", "(?=", "(?!", "(?>", "(?<=", "(?<!"):
            if source.startswith(opening, start):
                self.position += len(opening)
                self._open(opening)
                return
        if source.startswith("(?#", start):
            end = source.find(")", start)
            if end < 0:
                raise PatternError("end pattern in group")
            self.position = end + 1
            self.can_repeat = True
            return
        if source.startswith("(?~", start):
            raise PatternError("the absence operator (?~…)", unsupported=True)
        if source.startswith("(?(", start):
            self._condition()
            return
        unended = _UNENDED_NAME.match(source, start)
        if unended is not None:
            name = unended[1] or unended[2] or ""
            if not name:
                raise PatternError(
                    "group name is empty" if unended[3] else "end pattern with unmatched parenthesis"
                )
            raise PatternError(f"invalid group name <{name}>")
        self._flags()

    def _condition(self) -> None:
        found = _CONDITION.match(self.source, self.position)
        if found is None:
            raise PatternError("invalid conditional pattern")
        name = found[1] or found[2] or found[3]
        if name.isascii() and name.isdigit():
            if len(name) > _LONGEST_NUMBER:
                raise PatternError("too big number")
            if not 0 < int(name) <= self.groups or self.has_names:
                raise PatternError("invalid backref number/name")
            number = int(name)
        else:
            number = self._numbers(name)[0]
        self.position = found.end()
        self._open(f"(?({number})")

    def _numbers(self, name: str) -> list[int]:
        """The groups of that name. Raises PatternError where there is none."""
        if name not in self.names:
            raise PatternError(f"undefined name <{name}> reference")
        return self.names[name]

    def _flags(self) -> None:
        found = re.compile(r"\(\?([a-z]*)(?:-([a-z]*))?([:)])").match(self.source, self.position)
        if found is None:
            ended = _UNENDED_FLAGS.fullmatch(self.source, self.position) is not None
            raise PatternError("end pattern in group" if ended else "undefined group option")
        on, off, end = found.group(1), found.group(2) or "", found.group(3)
        if set(on) - set("imxadu") or set(off) - set("imx"):
            raise PatternError("undefined group option")
        self.position = found.end()
        before = self.extended
        if "x" in on:
            self.extended = True
        if "x" in off:
            self.extended = False
        enabled = "".join(flag for flag in ("i", "s") if {"i": "i", "s": "m"}[flag] in on)
        disabled = "".join(flag for flag in ("i", "s") if {"i": "i", "s": "m"}[flag] in off)
        flags = enabled + (f"-{disabled}" if disabled else "")
        if end == ":":
            self._open(f"(?{flags}:")
            self.stack[-1] = before
        elif flags:
            self.out.append(f"(?{flags})")

    def _require_fixed(self) -> None:
        """Refuse what may match texts of several lengths where Ruby has to know the length."""
        if self.behind:
            raise PatternError("invalid pattern in look-behind")

    def _open(self, text: str) -> None:
        if self.behind or text in ("(?<=", "(?<!"):
            self.behind += 1
        self.stack.append(self.extended)
        self.out.append(text)

    def _close(self) -> None:
        if not self.stack:
            raise PatternError("unmatched close parenthesis")
        self.extended = self.stack.pop()
        self.behind = max(0, self.behind - 1)
        self.out.append(")")
        self.position += 1
        self.can_repeat = True

    # -- escapes --------------------------------------------------------------------------------------

    def _escape(self) -> None:
        self.can_repeat = True
        if self.position + 1 >= len(self.source):
            raise PatternError("too short escape sequence")
        letter = self.source[self.position + 1]
        self.position += 2
        match letter:
            case "A" | "b" | "B" | "G" | "X" | "K":
                self.out.append(f"\\{letter}")
            case "z":
                self.out.append("\\Z")
            case "Z":
                self.out.append(_TEXT_END)
            case "R":
                self._require_fixed()
                self.out.append(_LINE_BREAK)
            case "d" | "w" | "s" | "h":
                self.out.append(f"[{CLASS_ESCAPES[letter]}]")
            case "D" | "W" | "S" | "H":
                self.out.append(f"[^{CLASS_ESCAPES[letter.lower()]}]")
            case "p" | "P":
                self.out.append(self.property_class(letter == "P"))
            case "k" | "g":
                self._reference(letter)
            case "x" if (text := self.multibyte()) is not None:
                # In binary text the same bytes stand as so many characters.
                data = "".join(literal(chr(byte)) for byte in text.encode())
                self.out.append(f"(?:{literal(text)}|{data})")
            case _ if letter and letter in "123456789":
                self._number(letter)
            case _:
                self.out.append(self.character(letter))

    def _number(self, letter: str) -> None:
        found = re.match(r"[0-9]+", self.source[self.position - 1 :])
        digits = found.group() if found else letter
        if len(digits) <= _LONGEST_NUMBER and int(digits) <= max(9, self.source.count("(")):
            if self.has_names:
                raise PatternError("numbered backref/call is not allowed. (use name)")
            self.position += len(digits) - 1
            self.out.append(f"(?:\\g<{digits}>)")
            return
        octal = re.match(r"[0-7]{1,3}", digits)
        if octal is None:
            self.out.append(literal(letter))
            return
        self.position += len(octal.group()) - 1
        self.out.append(literal(chr(int(octal.group(), 8))))

    def _reference(self, letter: str) -> None:
        found = re.compile(r"<([^>]*)>|'([^']*)'").match(self.source, self.position)
        if found is None:
            opened = self.peek()
            if not opened or opened not in "<'":
                self.out.append(letter)
                return
            raise PatternError(f"invalid group name <{self.source[self.position + 1 :]}>")
        name = found.group(1) or found.group(2) or ""
        self.position = found.end()
        if not name:
            raise PatternError("group name is empty")
        if _NUMBER.fullmatch(name) is None:
            self._named_reference(letter, name)
            return
        if self.has_names:
            raise PatternError("numbered backref/call is not allowed. (use name)")
        if len(name) > _LONGEST_NUMBER:
            raise PatternError("too big number")
        number = int(name)
        if number < 0:
            number += self.groups + 1
        if number < 0 or number > self.source.count("("):
            raise PatternError(
                f"undefined group <{name}> reference" if letter == "g" and number > 0 else _BAD_NUMBER
            )
        self.out.append(f"(?:\\g<{number}>)" if letter == "k" else f"(?{number})")

    def _named_reference(self, letter: str, name: str) -> None:
        if name[0].isdigit():
            raise PatternError(f"invalid group name <{name}>")
        numbers = self._numbers(name)
        if letter == "k":
            # Of several, the last that took part.
            choices = "|".join(rf"\g<{number}>" for number in reversed(numbers))
            self.out.append(f"(?:{choices})")
        elif len(numbers) > 1:
            raise PatternError(f"multiplex definition name <{name}> call")
        else:
            self.out.append(f"(?{numbers[0]})")
