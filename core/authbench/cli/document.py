"""The JSON document of `--json`: one shape for every command and exit status. Everything in it is
redacted but a result that `--reveal` asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from authbench.events import (
    AuthorizationUrlReady,
    BrowserOpened,
    ConsoleLine,
    Failure,
    ListenerStarted,
    NoteAdded,
    RedirectIgnored,
    RedirectReceived,
    RenewalTriggered,
    SettingsChanged,
    StepFinished,
)

if TYPE_CHECKING:
    from authbench.definition import Problem
    from authbench.errors import AuthbenchError
    from authbench.journal import ExchangeView, Journal, Redactor

SCHEMA = 1
_LISTED = (ListenerStarted, AuthorizationUrlReady, BrowserOpened, RedirectReceived, RedirectIgnored)


def empty_document() -> dict[str, Any]:
    """The document with nothing in it yet."""
    return {
        "schema": SCHEMA,
        "ok": False,
        "connected": False,
        "connector": None,
        "authorization": None,
        "identity": None,
        "steps": [],
        "exchanges": [],
        "events": [],
        "settings_changed": [],
        "notes": [],
        "console": [],
        "result": None,
        "error": None,
    }


def add_events(document: dict[str, Any], journal: Journal, run_id: str) -> None:
    """Fill in what happened."""
    seen = (journal.view(entry.id, limit=0) for entry in journal.entries())
    document["exchanges"] = [_exchange(view) for view in seen if view is not None]
    for event in journal.notices(run_id):
        match event:
            case StepFinished():
                document["steps"].append(
                    {
                        "name": event.name.value,
                        "ok": event.ok,
                        "ms": _milliseconds(event.elapsed),
                        "detail": event.detail,
                    }
                )
            case ConsoleLine():
                document["console"].append(event.text)
            case NoteAdded():
                document["notes"].append(event.text)
            case SettingsChanged():
                known = document["settings_changed"]
                known.extend(name for name in event.names if name not in known)
            case RenewalTriggered():
                document["events"].append(_renewal(event))
            case _ if isinstance(event, _LISTED):
                document["events"].append(_event(event))
            case _:
                pass


def error_of(error: Failure | AuthbenchError, redactor: Redactor) -> dict[str, Any]:
    """The `error` member."""
    return {
        "code": redactor.text(error.code),
        "message": redactor.text(full_message(error)),
        "hint": None if error.hint is None else redactor.text(error.hint),
        "step": getattr(error, "step", None),
        "location": None if error.location is None else str(error.location),
    }


def full_message(error: Failure | AuthbenchError) -> str:
    """The message, with what the server itself said where it said something."""
    said = error.details.get("error_description")
    return f"{error.message} The server said: {said}" if said and said not in error.message else error.message


def problem_of(problem: Problem) -> dict[str, Any]:
    """One of the `problems` of lint."""
    return {
        "severity": str(problem.severity),
        "code": str(problem.code),
        "message": problem.message,
        "location": None if problem.location is None else str(problem.location),
        "path": problem.path,
        "fix": problem.fix,
    }


def jsonable(value: Any) -> Any:
    """Values that JSON lacks: times in ISO 8601, durations in seconds, binary as text where it is
    UTF-8 and else as `0x…` hex, classes by name."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if value == value and value not in (float("inf"), float("-inf")) else None
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (bytes, bytearray)):
        try:
            return bytes(value).decode("utf-8")
        except UnicodeDecodeError:
            return "0x" + bytes(value).hex()
    if isinstance(value, Enum):
        return jsonable(value.value)
    if isinstance(value, Mapping):
        return {str(key): jsonable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [jsonable(inner) for inner in value]
    return getattr(value, "name", None) or type(value).__name__


def _exchange(view: ExchangeView) -> dict[str, Any]:
    return {
        "step": view.row.step,
        "method": view.row.method,
        "url": view.url.text,
        "status": int(view.row.status) if view.row.status.isdecimal() else None,
        "ms": _milliseconds(view.row.elapsed),
        "sent_to": view.sent_to,
        "cause": view.row.cause or None,
    }


def _renewal(event: RenewalTriggered) -> dict[str, Any]:
    return {
        "kind": "renewal_triggered",
        "rule": event.rule,
        "pattern": event.pattern,
        "matched": event.matched,
        "location": None if event.location is None else str(event.location),
    }


def _event(event: Any) -> dict[str, Any]:
    document: dict[str, Any] = {"kind": re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()}
    assert is_dataclass(event)
    for member in fields(event):
        if member.name != "run_id":
            document[member.name] = jsonable(getattr(event, member.name))
    return document


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)
