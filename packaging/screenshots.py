"""Takes the README's screenshots: the real window, the real engine, the demo provider, a private keyring.

A scripted person allows access where a browser would open. Nothing of the user's own keyring or settings is
touched. Run with `make screenshots`; the pictures go to docs/screenshots.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "screenshots"
PATIENCE_S = 30.0

sys.path.insert(0, str(ROOT / "tests"))
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("LC_ALL", "C.UTF-8")

from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from authbench.events import Outcome  # noqa: E402
from authbench_gui.app import Workbench  # noqa: E402
from authbench_gui.composition import open_services  # noqa: E402
from authbench_gui.theme.theme import Scheme  # noqa: E402
from authbench_gui.workspace.connection import Connection  # noqa: E402
from support.demo_person import PersonAtBrowser  # noqa: E402
from support.keychain import private_keychain  # noqa: E402


class Person(PersonAtBrowser):
    """Allows access, unless told to keep the window waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False

    def open(self, url: str) -> bool:
        """Answer, or look at the page and do nothing."""
        return True if self.away else super().open(url)


class Studio:
    """A window to be photographed."""

    def __init__(self, app: QApplication, home: Path) -> None:
        self.person = Person()
        self.workbench = Workbench(
            app, home, lambda folder, seeded: open_services(folder, seeded, browser=self.person), Scheme.LIGHT
        )
        self.workbench.show()
        self.wait(
            lambda: hasattr(self.workbench, "workspace") and self.workbench.workspace.services is not None
        )

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the window live until `condition` holds."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                raise SystemExit("The window did not get there in time.")
            QTest.qWait(20)

    def choose(self, name: str) -> Connection:
        """Show the connection of a sample."""
        workspace = self.workbench.workspace
        chosen = next(one for one in workspace.connections.values() if one.ref == f"demo:{name}")
        workspace.select(chosen.id)
        self.wait(lambda: chosen.form is not None)
        return chosen

    def connect(self, name: str, expected: Outcome = Outcome.OK, **changes: str) -> Connection:
        """Press Connect on a sample, with some fields changed, and wait for the end that is expected."""
        chosen = self.choose(name)
        for field, value in changes.items():
            chosen.set_value(field, value)
        self.workbench.window.actions_.running.connect_()
        activity = chosen.activity
        self.wait(lambda: activity.run is not None and activity.run.outcome is not None)
        self.wait(lambda: self.workbench.tasks.idle)
        if activity.run is None or activity.run.outcome is not expected:
            raise SystemExit(
                f"{name} did not end as expected: {activity.run.failure if activity.run else None}"
            )
        return chosen

    def shoot(self, name: str, scheme: Scheme) -> None:
        """Take the picture."""
        self.workbench.theme.set_scheme(scheme)
        QTest.qWait(300)
        picture = PICTURES / f"{name}-{scheme.value}.png"
        self.workbench.window.grab().save(str(picture))
        print(picture.relative_to(ROOT))


def take_all(studio: Studio) -> None:
    """Every picture that the README shows."""
    for name in ("entra-password", "stripe-multi-auth", "zendesk-basic"):
        studio.connect(name)
    studio.connect("lark-errors-behind-200", Outcome.FAILED, app_secret="mistyped-secret")
    studio.connect("dropbox-pkce")
    table = studio.workbench.window.page.activity.table
    log = studio.choose("dropbox-pkce").activity.log
    token = next(row for row in range(log.rowCount()) if log.entry_at(row).step == "token")
    table.show_exchange(log.entry_at(token).id)
    studio.shoot("connected", Scheme.LIGHT)
    studio.shoot("connected", Scheme.DARK)
    window, presenting = studio.workbench.window, studio.workbench.theme.presenting
    window.page.activity.flow.show_flow()
    studio.shoot("flow", Scheme.DARK)
    presenting.turn(True)
    window.resize(1920, 1080)
    studio.shoot("presenter", Scheme.LIGHT)
    studio.shoot("presenter", Scheme.DARK)
    presenting.turn(False)
    window.resize(1360, 860)
    window.page.activity.flow.show_log()
    studio.connect("percolate-client-credentials", Outcome.FAILED, client_secret="mistyped-secret")
    studio.shoot("failed", Scheme.LIGHT)
    studio.shoot("failed", Scheme.DARK)
    studio.person.away = True
    waiting = studio.choose("atlassian-authorization-code")
    studio.workbench.window.actions_.running.connect_()
    studio.wait(lambda: waiting.activity.run is not None and waiting.activity.run.waiting_since is not None)
    studio.shoot("waiting", Scheme.DARK)
    studio.workbench.window.actions_.running.cancel()
    studio.wait(lambda: not waiting.activity.running)


def main() -> int:
    """Take the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, private_keychain(Path(folder)) as keychain:
        os.environ.update(keychain.env)
        app = QApplication([])
        studio = Studio(app, Path(folder) / "authbench")
        take_all(studio)
        studio.workbench.close()
        studio.person.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
