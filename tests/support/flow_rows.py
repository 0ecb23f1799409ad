"""Rows of pictures, made by hand."""

from __future__ import annotations

from authbench.journal.chips import Redacted
from authbench.journal.flow.picture import (
    AUTHBENCH,
    BROWSER,
    Lane,
    LaneKind,
    Message,
    MessageKind,
    MessageState,
    Topic,
)

OURS = Lane(AUTHBENCH, "Authbench", LaneKind.AUTHBENCH)


def browser(detail: str = "") -> Lane:
    """The lane of the browser."""
    return Lane(BROWSER, "Your browser", LaneKind.BROWSER, detail)


def message(
    source: str,
    target: str,
    title: str,
    detail: Redacted | str = "",
    state: MessageState = MessageState.DONE,
    kind: MessageKind = MessageKind.REQUEST,
    *,
    number: int = 0,
) -> Message:
    """A row between two lanes, or inside one; `number` is that of its exchange, too, 0 for none."""
    kind = MessageKind.LOCAL if source == target else kind
    shown = detail if isinstance(detail, Redacted) else Redacted(detail)
    return Message(
        number, kind, source, target, title, shown, state, number or None, topics=(Topic.API_CALL,)
    )
