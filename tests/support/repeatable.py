"""Chance and time under control: the same program run twice draws the same numbers at the same moment."""

from __future__ import annotations

import hashlib
import json
import os
import random
import secrets
import sys
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import pytest

from authbench.demo.jose import SigningKey
from authbench.sdk import Session

MOMENT = 1_767_225_600.0
"""Epoch seconds of the one moment: the first of January 2026."""

_PLUMBING = {__file__, random.__file__, secrets.__file__, uuid.__file__}


class Chance:
    """Stands in for the operating system's random bytes. Each place that asks has its own sequence, so that
    one more question elsewhere changes nothing here. `restart` begins all of them anew."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def restart(self) -> None:
        """Begin every sequence anew."""
        with self._lock:
            self._asked.clear()

    def __call__(self, size: int) -> bytes:
        place = _asking(sys._getframe(1))
        with self._lock:
            self._asked[place] += 1
            turn = self._asked[place]
        return hashlib.shake_128(f"{place}#{turn}".encode()).digest(size)


def _asking(frame: FrameType) -> str:
    """Who asks: the nearest code that is none of Python's own sources of chance."""
    caller: FrameType | None = frame
    while caller is not None and caller.f_code.co_filename in _PLUMBING:
        caller = caller.f_back
    return "nobody" if caller is None else f"{caller.f_code.co_filename}:{caller.f_code.co_qualname}"


def _signing_once() -> Callable[..., str]:
    """What signs the demo provider's tokens: the same claims get the signature that they got before, for
    ECDSA has chance of its own."""
    made: dict[str, str] = {}
    sign = SigningKey.sign

    def signed(key: SigningKey, claims: dict[str, Any], token_type: str = "JWT") -> str:
        return made.setdefault(json.dumps([claims, token_type]), sign(key, claims, token_type))

    return signed


def make_repeatable(monkeypatch: pytest.MonkeyPatch) -> Chance:
    """From now on every run takes place at `MOMENT` and draws from the returned `Chance`."""
    chance = Chance()
    monkeypatch.setattr(os, "urandom", chance)
    monkeypatch.setattr(random, "_urandom", chance)
    monkeypatch.setattr(SigningKey, "sign", _signing_once())
    monkeypatch.setattr("authbench.connection.parts.Session", partial(Session, clock=lambda: MOMENT))
    return chance
