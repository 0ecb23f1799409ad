"""The journal: a long log, large bodies, redaction, exports."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from figures import HERE, Row, exchange, realistic

_MEGABYTE = 1024 * 1024


def log() -> list[Row]:
    """100,000 exchanges in a real window."""
    result = subprocess.run(
        [sys.executable, str(HERE / "long_log.py")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(result.stdout)
    figures = {
        name: f"{took[0]:.0f} ({took[1]:.0f}) ms" for name, took in told.items() if isinstance(took, list)
    }
    return [
        ("10,000 exchanges in 5 s onto 100,000: the longest turn", figures["turn"], "under 50 ms"),
        ("filtering 100,000, median (in brackets: computed)", figures["filter"], "under 150 ms"),
        ("filtering 100,000, worst", figures["slowest filter"], "under 150 ms"),
        ("sorting 100,000, median", figures["sort"], ""),
        ("sorting 100,000, worst", figures["slowest sort"], ""),
        ("clearing 100,000", figures["clear"], "under 200 ms"),
        ("an exchange in journal, log and filter", f"{_row_size() / 1024:.2f} KB", "under 1.5 KB"),
        ("the same as the system sees it", f"{told['row'] / 1024:.2f} KB", "under 1.5 KB"),
    ]


def _row_size() -> float:
    """Bytes that a row takes, with the exchange itself."""
    import tracemalloc

    from PySide6.QtCore import QCoreApplication

    from authbench.events import ExchangeFinished
    from authbench.journal import Journal
    from authbench_gui.activity.log_model import LogModel

    application = QCoreApplication.instance() or QCoreApplication([])
    journal, count = Journal(), 20_000

    class Redaction:
        def __getattr__(self, name: str) -> object:
            return {"text": journal.redactor.text, "generation": lambda: journal.redactor.generation}.get(
                name
            ) or getattr(journal, name)

    model = LogModel(Redaction())  # type: ignore[arg-type]
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(count):
        journal.record(ExchangeFinished(realistic(number)))
    model.put(journal.entries())
    while model.rows.index.behind:
        model.catch_up()
    gc.collect()
    size = (tracemalloc.get_traced_memory()[0] - before) / count
    tracemalloc.stop()
    del application
    return size


def bodies() -> list[Row]:
    """A body of 100 MB, in a process of its own, whose memory is its own."""
    result = subprocess.run(
        [sys.executable, str(HERE / "journal.py")], capture_output=True, text=True, check=True
    )
    after, put, looked, page, end, found, recorded = map(float, result.stdout.split())
    return [
        ("100 MB recorded: how long the recorder waited", f"{recorded * 1000:.1f} ms", ""),
        ("until it was encrypted and put away", f"{put * 1000:.0f} ms", ""),
        ("what stays in memory of it", f"{after:.0f} MB", ""),
        ("memory while it is paged through and searched", f"{looked:.0f} MB more", "under 50 MB"),
        ("a page of it, its last page", f"{page * 1000:.0f}, {end * 1000:.0f} ms", ""),
        ("searching all of it", f"{found:.2f} s", "a few seconds"),
    ]


def pane() -> list[Row]:
    """Large bodies in the window's detail pane."""
    result = subprocess.run(
        [sys.executable, str(HERE / "detail_pane.py")], capture_output=True, text=True, check=True
    )
    told = json.loads(result.stdout)
    return [
        (
            "5 MB of JSON, 150,000 lines: first screen painted",
            f"{told['first_screen_ms']:.0f} ms",
            "under 300 ms",
        ),
        ("all of it laid out", f"{told['whole_ms']:.0f} ms", ""),
        ("the longest turn of the event loop meanwhile", f"{told['longest_pause_ms']:.0f} ms", "under 50 ms"),
        ("100 MB shown: memory", f"{told['large_body_mb']:.0f} MB more", "under 50 MB"),
    ]


def _look_at_large_body() -> None:
    """Print megabytes and seconds of what is done with a body of 100 MB."""
    from authbench.events import ExchangeFinished
    from authbench.journal import Journal
    from authbench.journal.sides import Side

    journal = Journal()
    journal.redactor.add("a-secret-that-is-nowhere-in-it", "access token")
    journal.record(ExchangeFinished(exchange(0, bytes(200_000))))
    journal._store.settle()
    journal.body(1_000_000, Side.RESPONSE, 0, 1000)
    line = b'{"id": 1234567, "name": "somebody with a long name", "tags": ["a", "b", "c"], "sum": 12.50},\n'
    before = _resident()
    content = b"[" + line * (100 * _MEGABYTE // len(line)) + b'{"id": "needle"}]'
    large = exchange(1, content, content_type="application/json")
    began = time.perf_counter()
    journal.record(ExchangeFinished(large))
    recorded = time.perf_counter() - began
    journal._store.settle()
    put = time.perf_counter() - began
    total = len(content)
    del large, content
    gc.collect()
    after = _resident()
    peak, over = [after], threading.Event()

    def watch() -> None:
        while not over.wait(0.005):
            peak.append(_resident())

    watching = threading.Thread(target=watch)
    watching.start()
    times = []
    for do in (
        lambda: journal.body(1_000_001, Side.RESPONSE, 0, 64 * 1024),
        lambda: journal.body(1_000_001, Side.RESPONSE, total - 64 * 1024, 64 * 1024),
        lambda: journal.body_search(1_000_001, Side.RESPONSE, "NEEDLE"),
    ):
        began = time.perf_counter()
        do()
        times.append(time.perf_counter() - began)
    over.set()
    watching.join()
    journal.close()
    print((after - before) / _MEGABYTE, put, (max(peak) - after) / _MEGABYTE, *times, recorded)


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def redaction() -> list[Row]:
    """Bytes a second that are searched for secrets, and the export of 10,000 exchanges."""
    from authbench.events import ExchangeFinished
    from authbench.journal import Journal, Redactor

    redactor = Redactor()
    for number in range(50):
        redactor.add(f"secret-{number:03}-{os.urandom(16).hex()}", "access token")
    row = '{"id": 1234567, "name": "somebody", "note": "some words about it", "sum": 12.50},\n'
    text = row * (4 * _MEGABYTE // len(row))
    rows = []
    for label, do in (("JSON", redactor.json), ("text", redactor.redact)):
        redactor.text("warm")
        began = time.perf_counter()
        do(text)
        rows.append(
            (f"redacting {label}, 50 secrets known", f"{4 / (time.perf_counter() - began):.1f} MB/s", "")
        )
    journal = Journal(redactor)
    for number in range(10_000):
        made = exchange(number, row.encode())
        headers = (*made.request_headers, ("Authorization", f"Bearer {os.urandom(20).hex()}"))
        journal.record(ExchangeFinished(replace(made, request_headers=headers)))
    began = time.perf_counter()
    written = journal.export("har")
    size = len(getattr(written, "text", written)) / _MEGABYTE
    seconds = time.perf_counter() - began
    rows.append((f"10,000 exchanges as HAR ({size:.0f} MB)", f"{seconds:.1f} s", ""))
    return rows


if __name__ == "__main__":
    _look_at_large_body()
