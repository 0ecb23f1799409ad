"""A log of 100,000 exchanges in a real window. Prints JSON: of each figure its milliseconds by the clock, and
how many of them were computed on the window's thread (the rest is waiting for others' turns). `turn` is the
longest turn of the event loop while 10,000 more are appended within five seconds from another thread;
`filter` and `sort` are the median and the worst time until the table shows what passes, `clear` what
clearing takes; `row` is bytes by the process's memory."""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from figures import realistic
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication

from authbench.events import ExchangeFinished
from authbench_gui.app import Workbench

if TYPE_CHECKING:
    from authbench.journal import Journal
    from authbench_gui.activity.log_model import LogModel
    from authbench_gui.composition import Opened

EXCHANGES = 100_000
MORE = 10_000
SECONDS = 5.0
REST_S = 3.0
GIVE_UP_S = 300.0
FILTERS = (
    "status:404",
    "method:post -url:customers/7",
    "time>500ms",
    "customers/99",
    "is:refresh",
    "host:api.example.test",
)
SORTED = (2, 4, 5)


def until(what: Callable[[], bool]) -> tuple[float, float]:
    """Turn the event loop until `what()` holds; seconds of the longest turn, and the most computed in one."""
    began = time.perf_counter()
    longest = most = 0.0
    while not what():
        before, computed = time.perf_counter(), time.thread_time()
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        now = time.perf_counter()
        longest, most = max(longest, now - before), max(most, time.thread_time() - computed)
        if now - began > GIVE_UP_S:
            raise SystemExit("the window never got ready")
    return longest, most


def rest() -> None:
    """As in use, where old objects are collected when nothing happens."""
    end = time.perf_counter() + REST_S
    until(lambda: time.perf_counter() > end)


def made(first: int, count: int) -> Iterator[ExchangeFinished]:
    """That many exchanges of one run."""
    return (ExchangeFinished(realistic(first + number, run_id="long")) for number in range(count))


def append(journal: Journal, exchanges: Iterable[ExchangeFinished], pause: float) -> None:
    """Record exchanges, one every `pause` seconds."""
    began = time.perf_counter()
    for number, exchange in enumerate(exchanges):
        journal.record(exchange)
        ahead = began + pause * number - time.perf_counter()
        if ahead > 0.002:
            time.sleep(ahead)


def taken(ready: deque[ExchangeFinished]) -> Iterator[ExchangeFinished]:
    """What is ready, each let go of when it is taken: making it is no work of the window's process."""
    while ready:
        yield ready.popleft()


def resident() -> int:
    """Bytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Open, fill, measure, close."""
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        workbench = Workbench(app, Path(folder), open_engine)
        workbench.show()
        until(lambda: hasattr(workbench, "workspace") and workbench.workspace.services is not None)
        workspace = workbench.workspace
        until(lambda: workspace.current is not None and workbench.tasks.idle)
        connection, services = workspace.current, workspace.services
        assert connection is not None
        assert services is not None
        runs = workspace.runs
        runs._owner["long"] = connection.id
        runs._pump.run_began()
        log, journal = connection.activity.log, services.journal
        gc.collect()
        before = resident()
        filler = threading.Thread(target=append, args=(journal, made(0, EXCHANGES), 0.0))
        filler.start()
        until(lambda: log.total == EXCHANGES and not log.rows.index.behind)
        filler.join()
        rest()
        size = (resident() - before) / EXCHANGES
        ready = deque(made(EXCHANGES, MORE))
        rest()
        producer = threading.Thread(target=append, args=(journal, taken(ready), SECONDS / MORE))
        producer.start()
        turn = until(lambda: not producer.is_alive() and not log.rows.index.behind)
        producer.join()
        filtered = [shown_after(lambda text=text: filter_by(log, text)) for text in FILTERS]
        filter_by(log, "")
        sorting = [shown_after(lambda column=column: log.sort(column)) for column in SORTED]
        log.sort(-1)
        cleared = shown_after(lambda: (connection.activity.clear_log(), journal.clear()))
        figures = {
            "turn": turn,
            "filter": _middle(filtered),
            "slowest filter": max(filtered),
            "sort": _middle(sorting),
            "slowest sort": max(sorting),
            "clear": cleared,
        }
        told = {name: [1000 * seconds for seconds in figure] for name, figure in figures.items()}
        print(json.dumps({**told, "row": size}))
        workbench.close()
    return 0


def filter_by(log: LogModel, text: str) -> None:
    """Show what passes the filter that `text` is."""
    from authbench.journal.filters import parse

    log.set_filter(parse(text))


def shown_after(do: Callable[[], object]) -> tuple[float, float]:
    """Seconds that something takes, with what the window paints for it; and those of computing."""
    began, computed = time.perf_counter(), time.thread_time()
    do()
    QCoreApplication.processEvents()
    return time.perf_counter() - began, time.thread_time() - computed


def _middle(times: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(wall for wall, _ in times), statistics.median(own for _, own in times)


def open_engine(home: Path, seeded: tuple[str, ...]) -> Opened:
    """The real engine, with a memory of its own instead of the keychain."""
    from authbench_gui.composition import open_services

    return open_services(home, seeded, allow_keychain=False, demo_port=0)


if __name__ == "__main__":
    sys.exit(main())
