"""Opening an HTTP archive of 100 MB in a real window. Prints JSON: `open` is the seconds until every request
of it is in the log; `turn` the milliseconds of the longest turn of the event loop meanwhile, by the clock and
of computing on the window's thread; `memory` the bytes by which the process grew, at most and at the end."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

from long_log import open_engine, resident, until
from PySide6.QtWidgets import QApplication

from authbench_gui.app import Workbench

SIZE = 100_000_000
"""Bytes of the file."""


def write_archive(path: Path) -> int:
    """An archive as browsers write it; how many requests are in it."""
    customer = {"id": 7, "name": "Ada Lovelace", "city": "London", "note": "likes “punched” cards · "}
    headers = [{"name": f"x-header-{number}", "value": f"value {number} " * 4} for number in range(12)]
    written = count = 0
    with path.open("w", encoding="utf-8") as stream:
        stream.write(
            '{"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36"},"entries":['
        )
        while written < SIZE:
            body = json.dumps([customer | {"id": count * 100 + n} for n in range(20 + count % 60)])
            url = f"https://api.example.test/v1/customers/{count}?page={count % 9}"
            entry = {
                "startedDateTime": f"2026-01-02T03:{count // 60 % 60:02}:{count % 60:02}.000Z",
                "time": 12.5,
                "request": {
                    "method": "GET",
                    "url": url,
                    "httpVersion": "HTTP/2",
                    "headers": [*headers, {"name": "authorization", "value": f"Bearer {count % 50:032}"}],
                    "bodySize": 0,
                },
                "response": {
                    "status": 200,
                    "statusText": "OK",
                    "httpVersion": "HTTP/2",
                    "headers": [*headers, {"name": "content-type", "value": "application/json"}],
                    "content": {"size": len(body), "mimeType": "application/json", "text": body},
                    "bodySize": len(body),
                },
                "timings": {"send": 1, "wait": 10, "receive": 1.5},
            }
            written += stream.write(("," if count else "") + json.dumps(entry, ensure_ascii=False))
            count += 1
        stream.write("]}}")
    return count


def main() -> int:
    """Open a window, then the file, and measure."""
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "large.har")
        count = write_archive(path)
        workbench = Workbench(app, Path(folder, "home"), open_engine)
        workbench.show()
        until(lambda: hasattr(workbench, "workspace") and workbench.workspace.services is not None)
        workspace = workbench.workspace
        until(lambda: workspace.current is not None and workbench.tasks.idle)
        before, most = resident(), 0
        done = threading.Event()

        def watch() -> None:
            nonlocal most
            while not done.wait(0.05):
                most = max(most, resident())

        threading.Thread(target=watch, daemon=True).start()
        began = time.perf_counter()
        workbench.window.open_definition(path)

        def filled() -> bool:
            file = workspace.shown_file
            return file is not None and file.activity.log.total == count

        wall, computed = until(filled)
        took = time.perf_counter() - began
        done.set()
        after = resident()
        told = {
            "requests": count,
            "open": took,
            "turn": [1000 * wall, 1000 * computed],
            "memory": [most - before, after - before],
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
        print(json.dumps(told))
        workbench.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
