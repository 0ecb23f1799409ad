"""What people read on a terminal: results on standard output, everything else on standard error.

The one place of the core that prints. Everything passes the redactor first, except the
authorization URL, which a person must open as it is.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from authbench.events import (
    AuthorizationUrlReady,
    BrowserOpened,
    ConsoleLine,
    Event,
    ExchangeFinished,
    ListenerStarted,
    NoteAdded,
    RedirectIgnored,
    StepFinished,
    StepName,
    StepStarted,
)

if TYPE_CHECKING:
    from authbench.journal import Redactor

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

    def __init__(
        self, redactor: Redactor, *, steps: bool, notes: bool, verbose: bool, show_url: bool
    ) -> None:
        self._redactor = redactor
        self._steps = steps
        self._notes = notes
        self._verbose = verbose
        self._show_url = show_url
        self._url: str | None = None

    def tell(self, event: Event) -> None:
        """Called for every event, from the thread that recorded it."""
        match event:
            case AuthorizationUrlReady(url=url):
                self._url = url
                if self._show_url:
                    say(f"Open this address to sign in and allow access:\n{url}")
            case BrowserOpened(ok=False):
                say(f"No browser could be opened. Open this address yourself:\n{self._url}")
            case BrowserOpened():
                say("Waiting for you to allow access in the browser…")
            case ListenerStarted(redirect_uri=uri) if self._verbose:
                say(f"Listening on {uri}")
            case RedirectIgnored(reason=reason):
                say(f"Ignored on the redirect address: {self._redactor.text(reason)}")
            case ConsoleLine(text=text) if self._steps:
                say(self._redactor.text(text))
            case NoteAdded(text=text) if self._notes:
                say(f"note: {self._redactor.text(text)}")
            case StepStarted(name=StepName.CONSENT) if self._steps:
                say("Consent in browser…")
            case StepFinished() if self._steps and event.name is not StepName.EXECUTE:
                mark = "✓" if event.ok else "✗"
                detail = f" · {self._redactor.text(event.detail)}" if event.detail else ""
                say(f"{mark} {STEP_TITLES[event.name]} {_duration(event.elapsed)}{detail}")
            case ExchangeFinished(exchange=exchange) if self._verbose and not exchange.browser:
                for line in self._exchange_lines(event):
                    say(line)
            case _:
                pass

    def _exchange_lines(self, event: ExchangeFinished) -> list[str]:
        exchange, redactor = event.exchange, self._redactor
        where = f" → {exchange.sent_to}" if exchange.sent_to else ""
        cause = f" · {redactor.text(exchange.cause)}" if exchange.cause else ""
        lines = [f"  > {redactor.text(exchange.method)} {redactor.url(exchange.url).text}{where}{cause}"]
        lines += [f"  > {name}: {value}" for name, value in redactor.headers(exchange.request_headers)]
        if exchange.request_body.content:
            lines += [
                f"  > {line}" for line in redactor.text(_text(exchange.request_body.content)).splitlines()
            ]
        if exchange.status is not None:
            lines.append(f"  < {exchange.status} {redactor.text(exchange.reason or '')}")
            lines += [f"  < {name}: {value}" for name, value in redactor.headers(exchange.response_headers)]
        elif exchange.error is not None:
            lines.append(f"  < {redactor.text(exchange.error.message)}")
        return lines


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return f"({len(content)} bytes of binary data)"
