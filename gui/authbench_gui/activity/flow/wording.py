"""How the window says in words what a picture shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authbench.events import Outcome
from authbench.journal.flow.layout import waited
from authbench.journal.flow.picture import Message, MessageKind, MessageState, Picture, Row, Wait
from authbench_gui.activity.run_bar.words import RUN_TITLES
from authbench_gui.wording import count, duration, local_time, one_line

if TYPE_CHECKING:
    from authbench.events import RunStarted

_STATES = {
    MessageState.FAILED: "failed",
    MessageState.EXPECTED: "refused, as expected",
    MessageState.PENDING: "not done yet",
    MessageState.FUTURE: "still to come",
}
_OUTCOMES = {Outcome.OK: "Done", Outcome.FAILED: "Failed", Outcome.CANCELLED: "Cancelled"}


def row_text(picture: Picture, row: Row) -> str:
    """A row for somebody who cannot see it: `6. Authbench to API: GET /me. Bearer …, done after 84 ms`."""
    if isinstance(row, Wait):
        said = ", ".join(part for part in (waited(row), _STATES.get(row.state, "")) if part)
        return one_line(f"At {_lane(picture, row.lane)}: {row.title}. {said}".rstrip(". "))
    number = f"{row.number}. " if row.number else ""
    lanes = _lane(picture, row.source)
    if row.kind is not MessageKind.LOCAL and row.source != row.target:
        lanes += f" to {_lane(picture, row.target)}"
    detail = f"{row.detail.text}, " if row.detail.text else ""
    return one_line(f"{number}{lanes}: {row.words.replace(' · ', ', ')}. {detail}{state_text(row)}")


def state_text(message: Message) -> str:
    """How far a message is: `done after 84 ms`."""
    state = _STATES.get(message.state, "done")
    if message.state in (MessageState.PENDING, MessageState.FUTURE) or message.elapsed is None:
        return state
    return f"{state} after {duration(message.elapsed)}"


def tip_text(picture: Picture, row: Row) -> str:
    """All that is known of a row, for hovering."""
    if isinstance(row, Wait):
        return "\n".join(part for part in (row.title, waited(row)) if part)
    lanes = f"{_lane(picture, row.source)} → {_lane(picture, row.target)}"
    parts = (row.title, lanes if row.source != row.target else "", row.detail.text, state_text(row))
    return "\n".join(part for part in parts if part)


def run_text(started: RunStarted, picture: Picture | None = None) -> str:
    """What a run is called where there are several: `Connect at 14:02:09`."""
    name = RUN_TITLES.get(started.kind, "Run")
    text = f"{name} at {local_time(started.at):%H:%M:%S}"
    if picture is not None and picture.outcome is not None:
        text += f" · {_OUTCOMES[picture.outcome].lower()}"
    return text


def outcome_text(picture: Picture) -> str:
    """How the picture stands: `8 messages · Done`."""
    messages = sum(1 for message in picture.messages if message.state is not MessageState.FUTURE)
    ended = _OUTCOMES[picture.outcome] if picture.outcome is not None else "Running"
    return f"{count(messages, 'message')} · {ended}"


def picture_title(picture: Picture, name: str) -> str:
    """The title of an exported picture."""
    kind = RUN_TITLES[picture.kind] if picture.kind is not None else "Run"
    return one_line(f"{name} · {kind}" if name else kind)


def _lane(picture: Picture, key: str) -> str:
    lane = picture.lane(key)
    return lane.title if lane is not None else key
