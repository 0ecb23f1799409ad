"""Two exchanges side by side: what is the same in both, and what differs. Redacted: a secret is its alias, so
that the same alias means the same secret and another one a different secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import TYPE_CHECKING, Final

from authbench.journal.bodies import BodyView
from authbench.journal.views import ExchangeView, HeaderView

if TYPE_CHECKING:
    from authbench.journal import Journal

COMPARED: Final = 2_000_000
"""Characters of a body that are compared."""
_MOST_LINES: Final = 50_000
"""Lines of a body that are compared."""
_CLOSE: Final = 2_000
"""Changed lines beyond these are put side by side as they come, without looking for the best fit."""


class Likeness(Enum):
    """How the two sides of a line are to each other. `HEADING` begins a part."""

    HEADING = "heading"
    SAME = "same"
    CHANGED = "changed"
    LEFT = "only on the left"
    RIGHT = "only on the right"


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One line of both; the side that has none is empty."""

    likeness: Likeness
    left: str = ""
    right: str = ""

    @property
    def differs(self) -> bool:
        """Whether there is something to be seen."""
        return self.likeness in (Likeness.CHANGED, Likeness.LEFT, Likeness.RIGHT)


def compare(left: ExchangeView, right: ExchangeView) -> tuple[ComparedLine, ...]:
    """Both exchanges line by line: requests, then responses; headers by name, bodies as they are laid out."""
    lines: list[ComparedLine] = []
    _part(lines, "Request", [_line(left.request_line.text, right.request_line.text)])
    _part(lines, "Request headers", _headers(left.request_headers, right.request_headers))
    _part(lines, "Request body", _bodies(left.request_body, right.request_body))
    _part(lines, "Response", [_line(_outcome(left), _outcome(right))])
    _part(lines, "Response headers", _headers(left.response_headers, right.response_headers))
    _part(lines, "Response body", _bodies(left.response_body, right.response_body))
    return tuple(lines)


Compared = tuple[ExchangeView, ExchangeView, tuple[ComparedLine, ...]]


def goes_on(left: ExchangeView, right: ExchangeView) -> bool:
    """Whether there is more of a body than is in the views."""
    bodies = (left.request_body, left.response_body, right.request_body, right.response_body)
    return any(body.truncated for body in bodies)


def compared(journal: Journal, left: int, right: int) -> Compared | None:
    """Two exchanges with as much of their bodies as is compared; None where one is gone. May take a second:
    for a thread of its own."""
    one, other = journal.view(left, limit=COMPARED), journal.view(right, limit=COMPARED)
    return None if one is None or other is None else (one, other, compare(one, other))


def _part(lines: list[ComparedLine], title: str, part: Sequence[ComparedLine]) -> None:
    if part:
        lines.append(ComparedLine(Likeness.HEADING, title, title))
        lines.extend(part)


def _line(left: str | None, right: str | None) -> ComparedLine:
    if left is None:
        return ComparedLine(Likeness.RIGHT, "", right or "")
    if right is None:
        return ComparedLine(Likeness.LEFT, left, "")
    return ComparedLine(Likeness.SAME if left == right else Likeness.CHANGED, left, right)


def _outcome(view: ExchangeView) -> str:
    return view.status_line or view.error or view.row.status


def _headers(left: Sequence[HeaderView], right: Sequence[HeaderView]) -> list[ComparedLine]:
    """By name, in the order of the left side; what only the right side has comes last. Of fields that are
    there more than once, the first is put beside the first."""
    rest = [
        (header.name.lower(), f"{header.name}: {header.value.text}", header.value.text) for header in right
    ]
    lines = []
    for header in left:
        own = f"{header.name}: {header.value.text}"
        at = next((at for at, (name, _, _) in enumerate(rest) if name == header.name.lower()), None)
        if at is None:
            lines.append(_line(own, None))
            continue
        _, other, value = rest.pop(at)
        # Names differ in nothing that counts (RFC 9110, 5.1).
        likeness = Likeness.SAME if value == header.value.text else Likeness.CHANGED
        lines.append(ComparedLine(likeness, own, other))
    return lines + [_line(None, text) for _, text, _ in rest]


def _bodies(left: BodyView, right: BodyView) -> list[ComparedLine]:
    before, after = _body_lines(left), _body_lines(right)
    return compare_lines(before, after)


def _body_lines(body: BodyView) -> list[str]:
    if body.fields:
        return [f"{field.name} = {field.value.text}" for field in body.fields]
    lines = body.content.text.splitlines()
    if body.parts:
        lines = []
        for part in body.parts:
            lines.append(f"{part.name} {part.file_name}".rstrip())
            lines += _body_lines(part.body)
    if body.kind in ("image", "binary") and not lines:
        return [f"{body.kind}, {body.size}"]
    if len(lines) > _MOST_LINES or body.truncated:
        seen = min(len(lines), _MOST_LINES)
        return [*lines[:_MOST_LINES], f"… compared up to here: {seen:,} lines, of {body.size}"]
    return lines


def compare_lines(before: Sequence[str], after: Sequence[str]) -> list[ComparedLine]:
    """Two texts line by line, aligned so that as much as possible is the same."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    lines = [_line(line, line) for line in before[:start]]
    left, right = before[start : len(before) - end], after[start : len(after) - end]
    if len(left) + len(right) > 2 * _CLOSE:
        lines += _beside(left, right)
    else:
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        for tag, left_from, left_to, right_from, right_to in matcher.get_opcodes():
            if tag == "equal":
                lines += [_line(line, line) for line in left[left_from:left_to]]
            else:
                lines += _beside(left[left_from:left_to], right[right_from:right_to])
    return lines + [_line(line, line) for line in before[len(before) - end :]]


def _beside(left: Sequence[str], right: Sequence[str]) -> list[ComparedLine]:
    count = max(len(left), len(right))
    return [
        _line(left[at] if at < len(left) else None, right[at] if at < len(right) else None)
        for at in range(count)
    ]
