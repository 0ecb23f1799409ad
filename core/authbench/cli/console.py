"""What people read on a terminal: results on standard output, everything else on standard error.

The one place of the core that prints. Everything passes the redactor first, except the
authorization URL, which a person must open as it is.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import TYPE_CHECKING, Any

from authbench.events import (
    AuthorizationUrlReady,
    BrowserOpened,
    ConsoleLine,
    ListenerStarted,
    NoteAdded,
    RedirectIgnored,
    RenewalTriggered,
    StepFinished,
    StepName,
    StepStarted,
)
from authbench.journal.entries import ExchangeLogged, Notice

if TYPE_CHECKING:
    from authbench.connection import Run
    from authbench.journal import Journal

_HIDING = (0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
STEP_TITLES = {
    StepName.FIELDS: "Check fields",
    StepName.CONSENT: "Consent in browser",
    StepName.TOKEN: "Get token",
    StepName.ACQUIRE: "Get token (acquire)",
    StepName.REFRESH: "Refresh token",
    StepName.TEST: "Test request",
    StepName.IDENTITY: "Identity",
    StepName.TRY: "Request",
    StepName.EXECUTE: "Run lambda",
    StepName.PROVIDER: "Ask the provider",
}

# Servers and definitions must not move the cursor, change the window's title or hide text. Halves of
# characters, which a `"\ud800"` of a definition makes, cannot be written.
_VISIBLE = {
    code: f"\\u{code:04x}"
    for code in (
        *range(0x09),
        0x0B,
        0x0C,
        *range(0x0D, 0x20),
        *range(0x7F, 0xA0),
        *range(0xD800, 0xE000),
        *_HIDING,
    )
}


def out(text: str) -> None:
    """A line on standard output."""
    sys.stdout.write(text.translate(_VISIBLE) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(text.translate(_VISIBLE) + "\n")
    sys.stderr.flush()


def print_json(document: dict[str, Any]) -> None:
    """The one document of `--json`."""
    out(json.dumps(document, ensure_ascii=False, indent=2))


class Narrator:
    """Tells a run's events on standard error as they happen."""

    def __init__(self, journal: Journal, *, steps: bool, notes: bool, verbose: bool, show_url: bool) -> None:
        self._journal = journal
        self._steps = steps
        self._notes = notes
        self._verbose = verbose
        self._show_url = show_url
        self._run: Run | None = None
        self._started = threading.Event()

    def follow(self, run: Run) -> None:
        """The run whose events these are; it alone knows the address to sign in at."""
        self._run = run
        self._started.set()

    def tell(self, event: Notice) -> None:
        """Called for every event, from the thread that recorded it."""
        match event:
            case AuthorizationUrlReady() if self._show_url:
                say(f"Open this address to sign in and allow access:\n{self._address()}")
            case BrowserOpened(ok=False):
                say(f"No browser could be opened. Open this address yourself:\n{self._address()}")
            case BrowserOpened():
                say("Waiting for you to allow access in the browser…")
            case ListenerStarted(redirect_uri=uri) if self._verbose:
                say(f"Listening on {uri}")
            case RedirectIgnored(reason=reason):
                say(f"Ignored on the redirect address: {reason}")
            case RenewalTriggered() if self._verbose:
                say(f"Renewing: {event.rule} {event.pattern}".rstrip() + f" matched the {event.matched}")
            case ConsoleLine(text=text) if self._steps:
                say(text)
            case NoteAdded(text=text) if self._notes:
                say(f"note: {text}")
            case StepStarted(name=StepName.CONSENT) if self._steps:
                say("Consent in browser…")
            case StepFinished() if self._steps and event.name is not StepName.EXECUTE:
                mark = "✓" if event.ok else "✗"
                detail = f" · {event.detail}" if event.detail else ""
                say(f"{mark} {STEP_TITLES[event.name]} {_duration(event.elapsed)}{detail}")
            case ExchangeLogged(entry=entry) if self._verbose and not entry.browser:
                if entry.elapsed is not None:
                    for line in self._exchange_lines(entry.id):
                        say(line)
            case _:
                pass

    def _address(self) -> str:
        self._started.wait()
        return (self._run.authorization_url if self._run is not None else None) or ""

    def _exchange_lines(self, exchange_id: int) -> list[str]:
        view = self._journal.view(exchange_id)
        if view is None:
            return []
        where = f" → {view.sent_to}" if view.sent_to else ""
        cause = f" · {view.row.cause}" if view.row.cause else ""
        lines = [f"  > {view.row.method} {view.url.text}{where}{cause}"]
        lines += [f"  > {header.name}: {header.value}" for header in view.request_headers]
        body = view.request_body
        lines += [f"  > {line}" for line in (body.raw or body.content).text.splitlines()]
        if view.status_line:
            lines.append(f"  < {view.row.status} {view.reason}")
            lines += [f"  < {header.name}: {header.value}" for header in view.response_headers]
        elif view.error is not None:
            lines.append(f"  < {view.error}")
        return lines


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
