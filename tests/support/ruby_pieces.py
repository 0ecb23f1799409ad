"""Generated Ruby as a tree, so that a program that shows a difference can be made smaller."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

SIMPLEST = {
    "int": ["1", "0"], "small": ["1"], "bit": ["0"], "posint": ["1"], "atom": ["1"], "float": ["1.5"],
    "num": ["1"], "bool": ["true", "false"], "str": ["'a'", "''"], "base": ["2"], "regex": ["/a/"], "sym": [":a"],
    "key": [":a"], "syms": ["[:a]"], "strs": ["['a']", "[]"], "ints": ["[1]", "[]"], "list": ["[1, 'a']", "[]"],
    "hash": ["{ a: 1 }", "{}"], "shash": ["{ 'a' => 1 }"], "range": ["1..2"], "set": ["Set[1]"],
    "time": ["Time.at(0).utc"], "any": ["nil", "1", "'a'"], "fn": ["->(q) { q }"], "failure": ["'plain'"],
}  # fmt: skip
"""The plainest texts of each kind, tried in the place of a longer one."""


@dataclass(frozen=True)
class Piece:
    """A stretch of Ruby of a kind; `primary` if it needs no parentheses as an operand, `loose` if it needs
    them even as an argument."""

    kind: str
    parts: tuple[str | Hole, ...]
    primary: bool = True
    loose: bool = False

    def text(self) -> str:
        """The Ruby of it."""
        texts = [part if isinstance(part, str) else part.text() for part in self.parts]
        if self.kind == "names":
            return ", ".join(texts)
        return "".join(text + "\n" for text in texts) if self.kind == "statements" else "".join(texts)


@dataclass(frozen=True)
class Hole:
    """A place in a piece and what stands there, in parentheses if it is an operand."""

    piece: Piece
    operand: bool

    def text(self) -> str:
        """The Ruby of it."""
        text = self.piece.text()
        return f"({text})" if self.piece.loose or (self.operand and not self.piece.primary) else text


@dataclass
class Smaller:
    """Makes a piece smaller while `shows` holds, with at most `tries` questions."""

    shows: Callable[[str], bool]
    tries: int = 600
    done: int = field(default=0, init=False)

    def smallest(self, piece: Piece) -> Piece:
        """The smallest piece found."""
        text = piece.text()
        again = True
        while again:
            again = False
            for candidate in variants(piece):
                shorter = candidate.text()
                if len(shorter) >= len(text):
                    continue
                if self.done >= self.tries:
                    return piece
                self.done += 1
                if self.shows(shorter):
                    piece, text, again = candidate, shorter, True
                    break
        return piece


def variants(piece: Piece) -> Iterator[Piece]:
    """Pieces that stand for `piece` and are simpler, the boldest first."""
    if piece.kind in ("statements", "names"):
        for place in range(len(piece.parts)):
            yield replace(piece, parts=piece.parts[:place] + piece.parts[place + 1 :])
    else:
        for simple in SIMPLEST.get(piece.kind, []):
            yield Piece(piece.kind, (simple,))
        for part in piece.parts:
            if isinstance(part, Hole) and part.piece.kind == piece.kind:
                yield part.piece
    for place, part in enumerate(piece.parts):
        if isinstance(part, Hole):
            for inner in variants(part.piece):
                yield replace(
                    piece, parts=(*piece.parts[:place], replace(part, piece=inner), *piece.parts[place + 1 :])
                )
