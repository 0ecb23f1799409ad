"""Text for a command: what is copied as it is, and the variables that stand for secrets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from authbench.journal.chips import Redacted, Span

_NO_NAME = re.compile(r"[^A-Z0-9]+")
_NO_COMMENT = re.compile(r"[^A-Za-z0-9 _.,+-]+")
_KIND = re.compile(r"\s*\([^)]*\)\s*\Z")


@dataclass(frozen=True, slots=True)
class Variable:
    """What stands for one secret, in one spelling of it: `name` is fit for a shell and for Python.

    `exact`: its value is the secret itself; otherwise what stands at `place` in the request.
    """

    name: str
    label: str
    length: int
    place: str
    exact: bool

    @property
    def comment(self) -> str:
        """What it has to be set to, in letters that mean nothing to a shell."""
        size = f"{self.length} character{'' if self.length == 1 else 's'}"
        spelling = "" if self.exact else f", spelled as in the {self.place}"
        return _NO_COMMENT.sub("", f"{self.name} is the {self.label}, {size}{spelling}")


Piece = str | Variable
Pieces = tuple[Piece, ...]


@dataclass(slots=True)
class Variables:
    """Names the secrets of one copied exchange, each the same wherever it stands."""

    named: dict[str, Variable] = field(default_factory=dict)

    def pieces(self, redacted: Redacted, place: str) -> Pieces:
        """`redacted` taken apart; `place` says where it stands (`header Authorization`)."""
        found: list[Piece] = []
        done = 0
        for chip in redacted.chips:
            found += (redacted.text[done : chip.start], self._variable(chip, place))
            done = chip.end
        found.append(redacted.text[done:])
        return tuple(piece for piece in found if piece)

    def _variable(self, chip: Span, place: str) -> Variable:
        label = _KIND.sub("", chip.label)
        if chip.beside:
            label = f"{chip.beside} + {label}"
        name = _name(label) + (f"_{chip.number}" if chip.number else "")
        if not chip.exact:
            name += f"_IN_{_name(place.removeprefix('header '))}"
        variable = Variable(name, label, chip.length, place, chip.exact)
        return self.named.setdefault(name, variable)


def mapped(pieces: Pieces, text: Callable[[str], str]) -> Pieces:
    """The pieces with `text` applied to what is no variable."""
    return tuple(text(piece) if isinstance(piece, str) else piece for piece in pieces)


def joined(*parts: Iterable[Piece]) -> Pieces:
    """One after the other, with neighbouring texts as one."""
    result: list[Piece] = []
    for piece in (piece for part in parts for piece in part):
        if isinstance(piece, str) and result and isinstance(result[-1], str):
            result[-1] += piece
        elif piece:
            result.append(piece)
    return tuple(result)


def as_text(pieces: Pieces) -> str:
    """The pieces with `$NAME` for variables, as a reader takes them."""
    return "".join(_written(pieces))


def literal(pieces: Pieces) -> str | None:
    """The text if no variable is in it."""
    return "".join(map(str, pieces)) if all(isinstance(piece, str) for piece in pieces) else None


def _written(pieces: Pieces) -> Iterator[str]:
    for at, piece in enumerate(pieces):
        if isinstance(piece, str):
            yield piece
            continue
        after = pieces[at + 1] if at + 1 < len(pieces) else ""
        clear = isinstance(after, Variable) or not re.match(r"[A-Za-z0-9_]", after)
        yield f"${piece.name}" if clear else f"${{{piece.name}}}"


def _name(label: str) -> str:
    name = _NO_NAME.sub("_", label.upper()).strip("_")[:60] or "SECRET"
    return f"_{name}" if name[0].isdigit() else name
