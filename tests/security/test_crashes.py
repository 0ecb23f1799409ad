"""Errors of our own in the real window: what they write, and what they show."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

from support.secret_finder import SecretFinder

_SESSION = """
import asyncio, json, sys, threading
from PySide6.QtCore import QEvent, QObject, QTimer, Qt
from PySide6.QtWidgets import QApplication, QWidget
import authbench_gui.app as gui
from authbench_gui.composition import open_services
from authbench_gui.dialogs.toast import Toast

SECRET = sys.argv[1]
told = []
tell = Toast.tell

def telling(self, text, *more):
    told.append(text)
    tell(self, text, *more)

Toast.tell = telling
gui._open = lambda home, seeded: open_services(home, seeded, allow_keychain=False, demo_port=0)

def crash(why):
    password, header = SECRET, {"Authorization": f"Bearer {SECRET}"}
    try:
        raise ValueError(f"{why}: {password} {header}")
    except ValueError as error:
        raise RuntimeError(f"{why} with {SECRET}") from error

class LetGo:
    def __del__(self):
        crash("let go")

class Widget(QWidget):
    def event(self, event):
        if event.type() is QEvent.Type.User:
            crash("an override")
        return super().event(event)

class Unspeakable(Exception):
    def __str__(self):
        raise KeyError(SECRET)

def speechless():
    raise Unspeakable(SECRET)

async def forgotten():
    task = asyncio.ensure_future(asyncio.to_thread(crash, "a task"))
    await asyncio.sleep(0.2)
    del task

def begin():
    if not hasattr(bench, "workspace") or bench.workspace.services is None:
        QTimer.singleShot(20, begin)
        return
    global widget
    widget = Widget()
    QTimer.singleShot(0, lambda: crash("a slot"))
    QTimer.singleShot(10, speechless)
    QTimer.singleShot(20, lambda: QApplication.postEvent(widget, QEvent(QEvent.Type.User)))
    threading.Thread(target=crash, args=("a thread",)).start()
    bench.tasks.ask(lambda: crash("a job"), lambda _: None, lambda error: bench.window.toast.tell(error.message))
    bench.tasks.ask(lambda: 1, lambda _: crash("what follows a job"), lambda error: None)
    LetGo()
    threading.Thread(target=lambda: asyncio.run(forgotten())).start()
    QTimer.singleShot(1500, end)

def end():
    bench.window.close()

def run():
    real = gui.Workbench.show
    def show(self):
        global bench
        bench = self
        real(self)
        QTimer.singleShot(0, begin)
    gui.Workbench.show = show
    status = gui.run(None)
    from shiboken6 import delete
    delete(bench.window)
    print(json.dumps(told), flush=True)
    crash("after the window")
    return status

run()
"""


def test_no_text_of_an_error_is_written_or_shown(tmp_path: Path) -> None:
    secret = secrets.token_urlsafe(30)
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "PYTHONPATH")},
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "AUTHBENCH_HOME": str(tmp_path / "authbench"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    session = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "ignore", "-c", _SESSION, secret],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    told = json.loads(session.stdout)
    said = [text for text in told if "inside Authbench: " in text]
    assert sum("RuntimeError (<string>:" in text for text in said) >= 5, (told, session.stderr)
    assert any("Unspeakable (<string>:" in text for text in said), told
    assert "Something went wrong inside Authbench: RuntimeError" in session.stderr
    finder = SecretFinder([("the secret", secret)])
    assert finder.found_in_many([*told, session.stderr]) == []
    assert "Traceback" not in session.stderr
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert files
    for file in files:
        assert finder.found(file.read_bytes()) == [], file
