"""Texts that are put together from texts, without running anything."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

MAX_TEXT = 1_000_000
"""Characters of one text that is put together."""

_MAX_BITS = 10_000

_PLAIN_CALLS = frozenset({"strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize"})


def is_too_long(value: Any) -> bool:
    """Whether a number has more digits than Python writes out."""
    return isinstance(value, int) and value.bit_length() > _MAX_BITS


def joined_text(parts: Sequence[Any]) -> str | None:
    """The text of an f-string whose parts are known; None where one is not."""
    texts: list[str] = []
    for part in parts:
        if isinstance(part, bool) or not isinstance(part, str | int):
            return None
        texts.append(str(part))
    return "".join(texts) if sum(map(len, texts)) <= MAX_TEXT else None


def text_call(receiver: Any, name: str, args: Sequence[Any]) -> str | None:
    """What a method of a text gives, for the few whose result is plain; None for all else."""
    if not isinstance(receiver, str):
        return None
    if name == "dedent" and len(args) == 1 and isinstance(args[0], str):
        return textwrap.dedent(args[0])
    if name in _PLAIN_CALLS and not args:
        return str(getattr(receiver, name)())
    if name == "join" and len(args) == 1 and isinstance(args[0], list):
        items = args[0]
        if all(isinstance(item, str) for item in items):
            size = sum(map(len, items)) + len(receiver) * len(items)
            return receiver.join(items) if size <= MAX_TEXT else None
    return None
