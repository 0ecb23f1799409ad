"""Where the lanes of a picture stand: as far apart as their heads and titles need, or as there is room."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from authbench.journal.flow.geometry import (
    DETAIL_SIZE,
    HEAD_HEIGHT,
    MARGIN,
    TITLE_SIZE,
    Box,
    Head,
    Measure,
    centered,
)
from authbench.journal.flow.picture import Lane, Picture
from authbench.journal.flow.wrapping import cut

LABEL_INSET = 15.0
"""Between the line of a lane and the texts beside it."""
SPAN_MAX = 420.0
HEAD_PAD = 22.0
_HEAD_MIN = 150.0
_LANE_GAP = 40.0
"""Between the heads of two lanes."""
_SPAN_MIN = 240.0
"""Between the lines of two lanes."""
_NARROW_HEAD_PAD = 12.0
_NARROW_HEAD_MIN = 110.0
_NARROW_GAP = 16.0
_NARROW_SPAN = 170.0
_NARROW_DETAIL = 130.0
"""Of what stands below the title of a lane."""


@dataclass(frozen=True, slots=True)
class Room:
    """What there is for a picture: the width that is wanted, whether it is to be kept to, and whether what
    stands below the titles of lanes is cut for that."""

    width: float = 0.0
    squeezed: bool = False
    cut: bool = False


def centers_of(picture: Picture, measure: Measure, room: Room) -> dict[str, float]:
    """The lines of the lanes: far enough apart for the heads and, up to a limit, for the titles."""
    width = room.width
    lanes = picture.lanes
    if not lanes:
        return {}
    halves = [_head_width(lane, measure, room) / 2 for lane in lanes]
    spans = [max(_SPAN_MIN, left + _LANE_GAP + right) for left, right in pairwise(halves)]
    place = {lane.key: number for number, lane in enumerate(lanes)}
    for message in picture.messages:
        first, last = sorted((place.get(message.source, 0), place.get(message.target, 0)))
        if last - first == 1:
            wanted = measure(message.title, TITLE_SIZE, True) + 2 * LABEL_INSET
            spans[first] = max(spans[first], min(wanted, SPAN_MAX))
    natural = 2 * MARGIN + halves[0] + sum(spans) + halves[-1]
    if spans and natural < width:
        spans = [span + (width - natural) / len(spans) for span in spans]
    elif room.squeezed:
        narrow = [max(_NARROW_SPAN, left + _NARROW_GAP + right) for left, right in pairwise(halves)]
        spare = sum(spans) - sum(narrow)
        share = min(1.0, (natural - width) / spare) if spare > 0 else 0.0
        spans = [span - (span - least) * share for span, least in zip(spans, narrow, strict=True)]
    centers, x = {}, MARGIN + halves[0]
    for number, lane in enumerate(lanes):
        centers[lane.key] = x
        x += spans[number] if number < len(spans) else 0.0
    return centers


def head_of(lane: Lane, center: float, measure: Measure, room: Room) -> Head:
    """The head of a lane whose line stands at `center`."""
    width = _head_width(lane, measure, room)
    box = Box(center - width / 2, MARGIN, width, HEAD_HEIGHT)
    middle = box.y + HEAD_HEIGHT / 2
    title_y = middle + (-2.0 if lane.detail else TITLE_SIZE * 0.36)
    lines = [centered(lane.title, center, title_y, TITLE_SIZE, True, measure)]
    if lane.detail:
        detail = _below(lane, measure, room)
        lines.append(centered(detail, center, middle + 13.0, DETAIL_SIZE - 1, False, measure))
    return Head(lane, box, center, tuple(lines))


def _head_width(lane: Lane, measure: Measure, room: Room) -> float:
    texts = (
        measure(lane.title, TITLE_SIZE, True),
        measure(_below(lane, measure, room), DETAIL_SIZE - 1, False),
    )
    pad, least = (_NARROW_HEAD_PAD, _NARROW_HEAD_MIN) if room.squeezed else (HEAD_PAD, _HEAD_MIN)
    return max(least, *(text + 2 * pad for text in texts))


def _below(lane: Lane, measure: Measure, room: Room) -> str:
    """What stands below the title of a lane."""
    size = DETAIL_SIZE - 1
    if not room.cut or measure(lane.detail, size, False) <= _NARROW_DETAIL:
        return lane.detail
    return cut(lane.detail, _NARROW_DETAIL, size, False, measure)
