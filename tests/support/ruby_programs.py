"""Random programs in the Ruby of definitions, made from the templates in `ruby_grammar`.

A template is a line of Ruby of some kind with places in it: «int» takes an operand of that kind, «int~» the
same where no parentheses are needed, «+a:int» declares a variable for the rest of the template, «@a» names it,
«!int» is a variable of that kind that exists already («!a:int» gives it a name for the rest), «=int» one to
assign to. So most programs run to a value instead of ending in a NoMethodError at the first step. Now and then
a value of any kind stands where the template wants another one. Continuation lines begin with a bar.
"""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

from support.ruby_pieces import SIMPLEST, Hole, Piece

_GRAMMAR = Path(__file__).with_name("ruby_grammar")
_PLACE = re.compile(r"«([^»]*)»")
_VARIABLE = re.compile(r"«!(?:\w+:)?(\w+)»")
_INTEGERS = ["0", "1", "2", "3", "-1", "-7", "10", "42", "100", "255", "1_000", "0x1f", "0b101", "0o17", "2**64",
             "-2**70", "12_345_678_901", "7"]  # fmt: skip
_FLOATS = [
    "0.5",
    "2.5",
    "-1.25",
    "3.0",
    "1e20",
    "1e-7",
    "1.5e3",
    "-0.0",
    "100.0",
    "0.1",
    "1e16",
    "123456.789",
]
_TEXTS = ["'abc'", "'a'", "''", '"a b\\tc"', "'foo bar'", "%q(it's)", "'12ab'", '"1,2,,3"', "'Hello World'", "?z",
          "'42'", "'3.7'", '"héllo ü"', '"line\\ntwo\\n"', "'aab'", "'0x1A'", "'B1c2'", "%{x y}", "' pad '",
          '"caf\\u00e9"', "'a-b_c'", "'zz9'", "'-5'"]  # fmt: skip
_LEAVES = {
    "int": _INTEGERS,
    "float": _FLOATS,
    "str": _TEXTS,
    "key": [":a", ":b", ":c", ":d"],
    "sym": [":a", ":b", ":foo", ':"x y"', ":b?"],
    "bool": ["true", "false"],
    "any": [
        "nil",
        "1",
        "'a'",
        "2.5",
        ":a",
        "[1, 2]",
        "[]",
        "{ a: 1 }",
        "true",
        "{ 'a' => 1, b: [1] }",
        "'b'",
        "3",
    ],
    "error": ["nil"],
}
_STRAY = 0.012
"""How often a value of any kind stands where another one is wanted."""
_NEVER_STRAY = ("any", "failure", "regex", "bool")
_HEAD = """'' =~ /-/
trace = []
t = ->(x) { trace << x; x }
n = ->(e) { trace << e.class << e.message.sub(/\\n.*/m, ''); nil }
"""


@cache
def templates() -> dict[str, list[str]]:
    """The templates of each kind."""
    found: dict[str, list[str]] = {}
    for path in sorted(_GRAMMAR.glob("*.txt")):
        here: list[str] = []
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("== "):
                here = found.setdefault(line[3:], [])
            elif line.startswith("|"):
                here[-1] += "\n" + line[2:]
            else:
                here.append(line)
    return found


@cache
def _outside(text: str) -> str:
    """`text` without what stands in quotes and brackets."""
    kept: list[str] = []
    depth = 0
    quote = ""
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote and text[place - 1] != "\\" else quote
        elif character in "'\"":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif depth == 0:
            kept.append(character)
    return "".join(kept)


@cache
def _is_primary(text: str) -> bool:
    """Whether the text needs no parentheses as an operand."""
    if text[0] in "-~!+%" or text.startswith(("->", "not", "defined?")):
        return False
    outside = _outside(text)
    return not re.search(r"\s|\?|\.\.", outside)


@cache
def _is_loose(text: str) -> bool:
    """Whether the text needs parentheses even as an argument or on the right of an assignment."""
    if text.startswith(("case", "begin", "if", "loop", "catch")):
        return False
    return text.endswith("..") or re.search(r" (rescue|if|unless|in|and|or) ", _outside(text)) is not None


class Programs:
    """Makes programs; the same number gives the same program."""

    def __init__(self, number: int) -> None:
        self._random = random.Random(number)
        self._number = number
        self._names = 0
        self._scopes: list[dict[str, list[str]]] = [{}]

    def program(self) -> Piece:
        """A program that ends in what its variables hold and the trace of what was done in which order."""
        statements = self._statements(self._random.randint(2, 7), 3)
        names = [name for held in self._scopes[0].values() for name in held]
        shown = Hole(Piece("names", ("trace", *names)), False)
        if self._random.random() < 0.2:
            return Piece("program", (_HEAD, Hole(statements, False), "[", shown, "]"))
        return Piece(
            "program",
            (_HEAD, "begin\n", Hole(statements, False), "rescue StandardError => e\n  n.(e)\nend\n[",
             shown, "]"),
        )  # fmt: skip

    def _statements(self, count: int, depth: int, more: str | None = None) -> Piece:
        parts: list[str | Hole] = []
        for _ in range(count):
            chosen = self._random.random()
            kind = "stmt" if chosen < 0.6 else "failing" if chosen < 0.78 else "routines"
            if more is not None and self._random.random() < 0.35:
                kind = more
            parts.append(Hole(self._line(kind, depth), False))
        return Piece("statements", tuple(parts))

    def _line(self, kind: str, depth: int) -> Piece:
        made = self._make(kind, depth)
        if kind == "stmt" and self._random.random() < 0.12:
            return Piece(kind, ("begin\n", Hole(made, False), "\nrescue => e\n  n.(e)\nend"))
        return made

    def _make(self, kind: str, depth: int) -> Piece:
        """A piece of the kind."""
        if kind not in ("stmt", "failing", "routines", "loopstmt", "fnstmt"):
            if self._random.random() < _STRAY and kind in SIMPLEST and kind not in _NEVER_STRAY:
                return self._make("any", depth)
            if depth <= 0 or self._random.random() < 0.25:
                return self._leaf(kind)
        while True:
            template = self._random.choice(templates()[kind])
            wanted = _VARIABLE.findall(template)
            if all(self._known(each) for each in wanted):
                return self._filled(kind, template, depth)

    def _leaf(self, kind: str) -> Piece:
        known = self._known(kind)
        if known and (kind not in _LEAVES or self._random.random() < 0.55):
            return Piece(kind, (self._random.choice(known),))
        if kind == "num":
            return self._leaf(self._random.choice(["int", "float"]))
        if kind in ("base", "bit", "small", "posint"):
            return Piece(kind, (self._random.choice(templates()[kind]),))
        if kind == "failure":
            return Piece(
                kind, (self._random.choice([each for each in templates()[kind] if "«" not in each]),)
            )
        if kind in ("atom", "regex"):
            plain = [each for each in templates()[kind] if "«" not in each]
            text = self._random.choice(plain)
        else:
            text = self._random.choice(_LEAVES.get(kind) or SIMPLEST[kind])
        return Piece(kind, (text,), _is_primary(text), _is_loose(text))

    def _known(self, kind: str) -> list[str]:
        return [name for scope in self._scopes for name in scope.get(kind, [])]

    def _fresh(self, letter: str) -> str:
        self._names += 1
        return f"{letter}{self._names}"

    def _filled(self, kind: str, template: str, depth: int) -> Piece:
        own: dict[str, str] = {}
        later: list[tuple[str, str]] = []
        self._scopes.append({})
        parts: list[str | Hole] = []
        for place, part in enumerate(_PLACE.split(template)):
            if place % 2 == 0:
                parts.append(part)
            elif part[0] == "+":
                name, what = part[1:].split(":")
                own[name] = self._fresh(name)
                self._scopes[-1].setdefault(what, []).append(own[name])
                parts.append(own[name])
            elif part[0] == "@":
                parts.append(own[part[1:]])
            elif part[0] == "!":
                name, _, what = part[1:].rpartition(":")
                own[name] = self._random.choice(self._known(what))
                parts.append(own[name])
            elif part[0] == "=":
                known = self._known(part[1:])
                if known and self._random.random() < 0.4:
                    parts.append(self._random.choice(known))
                else:
                    later.append((part[1:], self._fresh("v")))
                    parts.append(later[-1][1])
            elif part == "id":
                parts.append(str(self._number))
            else:
                parts.append(self._place(part, depth - 1))
        self._scopes.pop()
        for what, name in later:
            self._scopes[-1].setdefault(what, []).append(name)
        if len(parts) == 3 and parts[0] == parts[2] == "" and isinstance(parts[1], Hole):
            inner = parts[1].piece
            return Piece(kind, (parts[1],), inner.primary, inner.loose and not parts[1].operand)
        loose = kind in SIMPLEST and kind != "failure" and _is_loose(template)
        return Piece(kind, tuple(part for part in parts if part != ""), _is_primary(template), loose)

    def _place(self, part: str, depth: int) -> Hole:
        kind, operand = (part[:-1], False) if part.endswith("~") else (part, True)
        if kind in ("body", "loop", "fnbody", "body1"):
            return Hole(self._body(kind, depth), False)
        return Hole(self._make(kind, depth), operand)

    def _body(self, kind: str, depth: int) -> Piece:
        if kind == "body1" or depth <= 0:
            made = self._make("any" if kind != "fnbody" else "int", min(depth, 1))
            return Piece(made.kind, made.parts, made.primary, loose=not made.primary and kind == "body1")
        more = {"loop": "loopstmt", "fnbody": "fnstmt"}.get(kind)
        self._scopes.append({})
        made = self._statements(self._random.randint(1, 2), depth - 1, more)
        last = self._make("int" if kind == "fnbody" else "any", depth - 1)
        self._scopes.pop()
        return Piece("statements", (*made.parts, Hole(last, False)))


def program(number: int) -> Piece:
    """The program with that number."""
    return Programs(number).program()
