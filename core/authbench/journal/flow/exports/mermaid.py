"""A flow as text for Mermaid's sequence diagrams, which many wikis and code hosts draw."""

from __future__ import annotations

import re

from authbench.journal.flow.exports.characters import possible
from authbench.journal.flow.picture import LaneKind, Message, MessageKind, MessageState, Picture, Wait

_MOST = 50_000
"""Mermaid draws no longer text unless it is told to (its `maxTextSize`)."""
_LENGTHS = (160, 80, 40, 20)
# Of what is not ASCII: all but the sign that Mermaid itself puts in place of `#`. Two `$` begin a formula.
_SPECIAL = re.compile(r"[^0-9A-Za-z \u00a0-\ufb01\ufb03-\uffff/.,·()\[\]=+?&_@*'!\"%^|~-]")
_KEYWORDS = re.compile(r"\b(end)\b", re.IGNORECASE)
_ARROWS = {
    MessageState.DONE: "->>",
    MessageState.FAILED: "-x",
    MessageState.EXPECTED: "->>",
    MessageState.PENDING: "-)",
    MessageState.FUTURE: "--)",
}


def mermaid(picture: Picture) -> str:
    """`picture` as a `sequenceDiagram`. Nothing in it can break out of its line. Of a very long picture the
    texts are cut, so that Mermaid draws it."""
    text = ""
    for longest in _LENGTHS:
        text = _written(picture, longest)
        if len(text) <= _MOST:
            break
    return text


def _written(picture: Picture, longest: int) -> str:
    names = {lane.key: f"L{number}" for number, lane in enumerate(picture.lanes)}
    lines = ["sequenceDiagram"]
    for lane in picture.lanes:
        kind = "actor" if lane.kind is LaneKind.BROWSER else "participant"
        title = _text(lane.title, longest)
        if lane.detail:
            title += f"<br/>{_text(lane.detail, longest)}"
        lines.append(f"    {kind} {names[lane.key]} as {title}")
    for row in picture.rows:
        if isinstance(row, Wait):
            lines.append(f"    Note over {names[row.lane]}: {_text(row.title, longest)}")
        else:
            lines += _message(row, names, longest)
    return "\n".join(lines) + "\n"


def _message(message: Message, names: dict[str, str], longest: int) -> list[str]:
    source, target = names[message.source], names[message.target]
    title = _text(message.title, longest)
    detail = _text(message.detail.text, longest) if message.detail.text.strip() else ""
    if message.kind is MessageKind.LOCAL or source == target:
        return [f"    Note right of {source}: {title}" + (f"<br/>{detail}" if detail else "")]
    arrow = _ARROWS[message.state]
    if message.kind in (MessageKind.RESPONSE, MessageKind.REDIRECT) and not arrow.startswith("--"):
        arrow = "-" + arrow
    lines = [f"    {source}{arrow}{target}: {title}"]
    if detail:
        first, last = sorted((source, target), key=lambda name: int(name[1:]))
        lines.append(f"    Note over {first},{last}: {detail}")
    return lines


def _text(text: str, longest: int) -> str:
    """`text` on one line, with everything that Mermaid gives a meaning as a character's number."""
    text = possible(" ".join(text.split()))
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    escaped = _SPECIAL.sub(lambda match: f"#{ord(match.group())};", text)
    return _KEYWORDS.sub(lambda match: f"#{ord(match[1][0])};{match[1][1:]}", escaped) or "#8203;"
