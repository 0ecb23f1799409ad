"""A process that fills a journal with planted secrets until it is killed, with or without a window.

Reads the secrets from its input, one a line; prints a line for each exchange that it recorded.
"""

from __future__ import annotations

import base64
import itertools
import json
import sys
from pathlib import Path
from urllib.parse import quote

from authbench.events import ConsoleLine, ExchangeFinished, ExchangeStarted, SecretLearned
from authbench.journal import Journal
from authbench.journal.sides import Side
from support.journal_exchanges import exchange


def _forms(secret: str) -> list[str]:
    encoded = secret.encode()
    return [
        secret,
        base64.b64encode(b"user:" + encoded).decode(),
        base64.urlsafe_b64encode(encoded).decode(),
        encoded.hex(),
        quote(secret, safe=""),
        json.dumps(secret),
    ]


class Recording:
    """One step after the other of what a busy session does to a journal."""

    def __init__(self, journal: Journal, secrets: list[str]) -> None:
        self._journal = journal
        self._secrets = secrets
        self._numbers = itertools.count(1_000_000)

    def step(self) -> None:
        """Record an exchange with large bodies, look at it, and say so."""
        journal, number = self._journal, next(self._numbers)
        secret = self._secrets[number % len(self._secrets)]
        row = " ".join(_forms(secret)) + "\n"
        made = exchange(
            number,
            content=row.encode() * (300 * 1024 // len(row)),
            sent=secret.encode("utf-16-le") * 2000 if number % 3 == 0 else b"token=" + secret.encode(),
            content_type="text/plain",
        )
        journal.record(ExchangeStarted(made))
        journal.record(ExchangeFinished(made))
        journal.record(ConsoleLine("run", row))
        if number % 2:
            journal.record(SecretLearned(secret, "access token"))
        if number % 4 == 1:
            journal.view(number, limit=2000)
            journal.body(number, Side.RESPONSE, 100_000, 1000)
            journal.body_search(number, Side.RESPONSE, "anything", 0, 10)
        if number % 17 == 16:
            journal.clear()
        print("recorded", flush=True)


def _in_a_window(home: Path, secrets: list[str]) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from authbench_gui.app import Workbench
    from authbench_gui.composition import open_services

    app = QApplication([])
    workbench = Workbench(
        app, home, lambda place, seeded: open_services(place, seeded, allow_keychain=False, demo_port=0)
    )
    workbench.show()
    recordings: list[Recording] = []
    timer = QTimer(interval=2)

    def step() -> None:
        workspace = getattr(workbench, "workspace", None)
        if workspace is None or workspace.services is None:
            return
        if not recordings:
            recordings.append(Recording(workspace.services.journal, secrets))
        recordings[0].step()

    timer.timeout.connect(step)
    timer.start()
    return app.exec()


def main() -> int:
    """Record until killed. With a folder as argument: in a window whose settings are there."""
    secrets = json.loads(sys.stdin.readline())
    if len(sys.argv) > 1:
        return _in_a_window(Path(sys.argv[1]), secrets)
    recording = Recording(Journal(), secrets)
    while True:
        recording.step()


if __name__ == "__main__":
    raise SystemExit(main())
