"""The settings as the lambdas of a run saw them: before and after, a row for each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from authbench.events import Event, SettingsSeen
from authbench.journal.chips import WITHHELD, Redacted, Span
from authbench.journal.redaction import Redactor
from authbench.journal.secret_names import is_secret_name

VALUE_LIMIT = 4_000
"""Characters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class SettingView:
    """One setting as compact JSON; None where it was not there. `changed` compares the values themselves,
    whatever of them is hidden."""

    name: str
    before: Redacted | None
    after: Redacted | None
    changed: bool


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The settings of a run in their order. `final`: the run has ended, so that `after` is known."""

    rows: tuple[SettingView, ...] = ()
    final: bool = False


def settings_view(events: Sequence[Event], redactor: Redactor) -> SettingsView:
    """What lambdas saw when the run began and when it ended. Raises nothing."""
    seen = [event for event in events if isinstance(event, SettingsSeen)]
    if not seen:
        return SettingsView()
    before = seen[0].settings
    final = seen[-1].final
    after = seen[-1].settings if final else before
    names = dict.fromkeys((*before, *after))
    return SettingsView(tuple(_row(name, before, after, redactor) for name in names), final)


def _row(name: str, before: Mapping[str, Any], after: Mapping[str, Any], redactor: Redactor) -> SettingView:
    missing = object()
    old, new = before.get(name, missing), after.get(name, missing)
    return SettingView(
        redactor.text(str(name)),
        None if old is missing else value_view(name, old, redactor),
        None if new is missing else value_view(name, new, redactor),
        # `1 == True` and `1 == 1.0`, but a lambda sees the difference.
        type(old) is not type(new) or old != new,
    )


def value_view(name: str, value: Any, redactor: Redactor) -> Redacted:
    """A setting's value as compact JSON, secrets hidden by value, by shape and by name at any depth. Raises
    nothing."""
    try:
        writer = _Writer(redactor)
        writer.write(value, str(name))
        return writer.written()
    except Exception:  # noqa: BLE001 - what cannot be redacted is withheld
        return Redacted(WITHHELD)


class _Writer:
    """Writes JSON of redacted pieces, until there is more than anybody reads."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._parts: list[str] = []
        self._chips: list[Span] = []
        self._length = 0

    def written(self) -> Redacted:
        return Redacted("".join(self._parts), tuple(self._chips))

    def write(self, value: Any, name: str) -> None:
        if isinstance(value, Mapping):
            self._write_object(value)
        elif isinstance(value, list | tuple | set | frozenset):
            self._plain("[")
            for number, item in enumerate(value):
                if self._full():
                    break
                self._plain("," if number else "")
                self.write(item, name)
            self._plain("]")
        elif value is None or isinstance(value, bool):
            self._plain("null" if value is None else "true" if value else "false")
        elif isinstance(value, str | bytes | bytearray | date):
            self._text(value, name)
        else:
            digits = str(value.total_seconds() if isinstance(value, timedelta) else value)
            hide = is_secret_name(name) and len(digits) >= 4
            self._add(self._redactor.named(name, digits) if hide else self._redactor.redact(digits))

    def _write_object(self, value: Mapping[Any, Any]) -> None:
        self._plain("{")
        for number, (key, item) in enumerate(value.items()):
            if self._full():
                break
            self._plain(',"' if number else '"')
            self._add(self._redactor.redact(str(key)), escape=True)
            self._plain('":')
            self.write(item, str(key))
        self._plain("}")

    def _text(self, value: str | bytes | bytearray | date, name: str) -> None:
        if isinstance(value, date):
            text = value.isoformat()
        elif isinstance(value, str):
            text = value
        else:
            try:
                text = bytes(value).decode("utf-8")
            except UnicodeDecodeError:
                text = "0x" + bytes(value).hex()
        if text and is_secret_name(name):
            hidden = self._redactor.named(name, text)
        else:
            hidden = self._redactor.redact(text)
        if len(hidden.chips) == 1 and hidden.chips[0].end - hidden.chips[0].start == len(hidden.text):
            # A chip says by itself that it is a text.
            self._add(hidden)
            return
        self._plain('"')
        self._add(hidden, escape=True)
        self._plain('"')

    def _add(self, piece: Redacted, *, escape: bool = False) -> None:
        done = 0
        for chip in piece.chips:
            self._cut(piece.text[done : chip.start], escape)
            if self._length >= VALUE_LIMIT:
                return
            shown = piece.text[chip.start : chip.end]
            self._chips.append(replace(chip, start=self._length, end=self._length + len(shown)))
            self._plain(shown)
            done = chip.end
        self._cut(piece.text[done:], escape)

    def _cut(self, text: str, escape: bool) -> None:
        kept = text[: max(0, VALUE_LIMIT - self._length)]
        self._plain(json.dumps(kept, ensure_ascii=False)[1:-1] if escape else kept)
        if len(kept) < len(text):
            self._plain("…")

    def _plain(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _full(self) -> bool:
        if self._length < VALUE_LIMIT:
            return False
        self._plain("…")
        return True
