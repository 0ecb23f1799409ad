"""How quickly the detail pane shows large bodies, and what they cost in memory.

Run by `benchmarks/run.py`, or by itself: `python benchmarks/detail_pane.py`.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from datetime import UTC, datetime
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_LINES = 150_000
_LARGE = 100 * 1024 * 1024


def five_megabytes() -> bytes:
    """A JSON body of about 5 MB that is 150,000 lines when it is laid out."""
    rows = [
        {"id": number, "name": f"Item number {number}", "tags": ["one", "two"]}
        for number in range(_LINES // 8)
    ]
    return json.dumps({"items": rows, "note": "x" * (5_000_000 - len(json.dumps(rows)))}, indent=2).encode()


def measure() -> dict[str, float]:
    """Milliseconds until the first screen of a 5 MB JSON body is painted and until all of it is laid out, the
    longest pause of the event loop meanwhile, and megabytes that showing a 100 MB body takes."""
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    from authbench_gui.activity.detail import DetailPane
    from authbench_gui.activity.detail.message_pane import Tab
    from authbench_gui.app import SWITCH_INTERVAL_S
    from authbench_gui.clipboard import SecretClipboard
    from authbench_gui.collector import CycleCollector
    from authbench_gui.tasks import Tasks
    from authbench_gui.theme.theme import Scheme, Theme

    # As in the application.
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    collector = CycleCollector(app)
    collector.begin()
    pane = DetailPane(Theme(app, Scheme.LIGHT), SecretClipboard(app.clipboard()), Tasks())
    pane.resize(900, 500)
    pane.show()
    pane.response.tabs.choose(Tab.BODY)
    journal, number = _journal(b"{}")
    _show(app, pane, journal, number)
    journal, number = _journal(five_megabytes())
    begin = time.perf_counter()
    pane.show_logged(number, journal)
    pane.response.view.viewport().repaint()
    first = time.perf_counter() - begin
    longest = 0.0
    while pane.response.view.lines.count < _LINES - 20:
        turn = time.perf_counter()
        app.processEvents()
        longest = max(longest, time.perf_counter() - turn)
        time.sleep(0.001)
    whole = time.perf_counter() - begin
    journal.close()
    pane.show_exchange(None)
    journal, number = _journal(b'{"text": "' + b"lorem ipsum " * (_LARGE // 12) + b'"}')
    gc.collect()
    before = _resident()
    pane.show_logged(number, journal)
    grown = _settle(app, pane) - before
    pane.response.pages.step(1)
    grown = max(grown, _settle(app, pane) - before)
    journal.close()
    pane.close()
    return {
        "first_screen_ms": first * 1000,
        "whole_ms": whole * 1000,
        "longest_pause_ms": longest * 1000,
        "large_body_mb": grown,
    }


def _show(app: Any, pane: Any, journal: Any, number: int) -> None:
    pane.show_logged(number, journal)
    _settle(app, pane)


def _settle(app: Any, pane: Any) -> float:
    """Until nothing is under way; the most memory that was in use meanwhile, in megabytes."""
    most = 0.0
    deadline = time.perf_counter() + 0.2
    while time.perf_counter() < deadline or not pane.tasks.idle:
        app.processEvents()
        most = max(most, _resident())
        time.sleep(0.001)
    return most


def _journal(content: bytes) -> tuple[Any, int]:
    """A journal with one exchange whose answer has this body, put away if it is large."""
    from authbench.events import Body, ExchangeFinished, HttpExchange
    from authbench.journal import Journal

    journal = Journal()
    exchange = HttpExchange(
        id=1,
        run_id="run",
        step="test",
        method="GET",
        url="https://api.example/v1/items",
        started_at=datetime.now(UTC),
        started_clock=0.0,
        status=200,
        response_headers=(("Content-Type", "application/json"),),
        response_body=Body(content, len(content)),
    )
    journal.record(ExchangeFinished(exchange))
    del exchange, content
    journal._store.settle()
    return journal, 1


def _resident() -> float:
    """Megabytes of this process in memory."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


if __name__ == "__main__":
    print(json.dumps({name: round(value, 1) for name, value in measure().items()}, indent=2))
