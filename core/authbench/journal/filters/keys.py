"""What a filter can ask for: its keys, the values they take, and a word of explanation for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """How the value of a key is read. `TEXT` is searched for, `CHOICE` is compared whole."""

    TEXT = "text"
    CHOICE = "choice"
    STATUS = "status"
    TIME = "time"
    SIZE = "size"
    STATE = "state"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `deep`: its answer is in headers or bodies, which take time to redact; `example` is a whole
    term that makes sense."""

    name: str
    kind: Kind
    explanation: str
    example: str
    deep: bool = False


KEYS: Final[dict[str, Key]] = {
    key.name: key
    for key in (
        Key("status", Kind.STATUS, "status code or class", "status:4xx"),
        Key("method", Kind.CHOICE, "request method", "method:post"),
        Key("url", Kind.TEXT, "in the URL", "url:token"),
        Key("host", Kind.TEXT, "in the host's name", "host:api"),
        Key("step", Kind.CHOICE, "step of the run", "step:test"),
        Key("header", Kind.TEXT, "in a header, either side", "header:authorization", deep=True),
        Key("body", Kind.TEXT, "in a body, either side", 'body:"invalid"', deep=True),
        Key("request", Kind.TEXT, "in the headers or body sent", "request:grant_type", deep=True),
        Key("response", Kind.TEXT, "in the headers or body received", "response:error", deep=True),
        Key("time", Kind.TIME, "how long it took", "time>500ms"),
        Key("size", Kind.SIZE, "size of the response", "size>10kb"),
        Key("is", Kind.STATE, "how it went", "is:error"),
        Key("run", Kind.RUN, "last, or the number of a run", "run:last"),
        Key("cause", Kind.TEXT, "why it was sent", "cause:refresh"),
        Key("rule", Kind.TEXT, "rule that asked for new credentials", "rule:refresh_on"),
        Key("secret", Kind.TEXT, "holds this secret, by its alias", 'secret:"access token ①"', deep=True),
        Key("type", Kind.TEXT, "content type of the response", "type:json"),
    )
}

STATES: Final[dict[str, str]] = {
    "error": "failed, or answered 400 and up without need",
    "expected": "a refusal that belongs to the order",
    "refresh": "sent to renew credentials",
    "redirect": "a redirect, or what followed one",
    "browser": "the browser's part",
    "pending": "not answered yet",
    "pinned": "kept by a pin",
    "cut": "body kept in part only",
    "routed": "sent elsewhere by a route",
}

_STATUS = re.compile(r"[1-5]xx|[1-9][0-9]{2}")
_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([a-z]*)")
_SECONDS = {"": 0.001, "ms": 0.001, "s": 1.0, "sec": 1.0, "min": 60.0, "m": 60.0}
_BYTES = {"": 1, "b": 1, "k": 1024, "kb": 1024, "mb": 1024**2, "m": 1024**2, "gb": 1024**3}


def choices(value: str) -> list[str]:
    """The alternatives of `post,put`, in lower case."""
    return [part for part in (one.strip() for one in value.lower().split(",")) if part]


def seconds(value: str) -> float | None:
    """`500ms`, `2s`, `1.5 min` in seconds; a bare number counts milliseconds. None where it is none."""
    return _amount(value, _SECONDS)


def octets(value: str) -> float | None:
    """`10kb`, `2 MB`, `300` in bytes (1 KB is 1,024). None where it is none."""
    return _amount(value, _BYTES)


def status_test(operator: str, value: str) -> Callable[[int], bool] | None:
    """A test of status codes (0: none yet): `4xx`, `401`, `401,403`, or a comparison with one of them."""
    parts = choices(value)
    if not parts or not all(_STATUS.fullmatch(part) for part in parts):
        return None
    if operator in (":", "="):
        return lambda status: any(
            status == int(part) if part.isdigit() else status // 100 == int(part[0]) for part in parts
        )
    if len(parts) != 1:
        return None
    low, high = (int(parts[0].replace("x", digit)) for digit in "09")
    edge = {">": high, ">=": low, "<": low, "<=": high}[operator]
    inner = compare(operator, float(edge))
    return lambda status: status > 0 and inner(status)


def compare(operator: str, edge: float) -> Callable[[float], bool]:
    """A comparison with `edge`; `:` and `=` ask for the same as a person sees it."""
    match operator:
        case ">":
            return lambda value: value > edge
        case ">=":
            return lambda value: value >= edge
        case "<":
            return lambda value: value < edge
        case "<=":
            return lambda value: value <= edge
        case _:
            return lambda value: abs(value - edge) <= max(0.5, abs(edge)) * 1e-3


def _amount(value: str, units: dict[str, float] | dict[str, int]) -> float | None:
    match = _AMOUNT.fullmatch(value.strip().lower())
    if match is None or match[2] not in units:
        return None
    # A number of hundreds of digits is beyond a float.
    return float(match[1]) * units[match[2]] if len(match[1]) < 30 else None
