"""How fast the window and the command line are there."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from figures import HERE, Row, median_process


def window() -> list[Row]:
    """First paint of our window against that of a bare one."""
    bare = (
        "import time; t=time.perf_counter()\n"
        "from PySide6.QtWidgets import QApplication, QWidget\n"
        "a=QApplication([])\n"
        "class W(QWidget):\n"
        "  def paintEvent(s,e): print(time.perf_counter()-t); a.quit()\n"
        "w=W(); w.resize(1360,860); w.show(); a.exec()\n"
    )
    times = {}
    for name, code in (("bare", bare), ("ours", (HERE / "window_first_paint.py").read_text())):
        samples = []
        for _ in range(1 + 5):
            with tempfile.TemporaryDirectory() as home:
                result = subprocess.run(
                    [sys.executable, "-c", code],
                    env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "AUTHBENCH_HOME": home},
                    capture_output=True,
                    text=True,
                    check=True,
                )
            samples.append([float(figure) for figure in result.stdout.split()])
        times[name] = [statistics.median(column) for column in zip(*samples[1:], strict=True)]
    paint, usable, megabytes = times["ours"]
    return [
        (
            "window first painted, against a bare one",
            f"{paint / times['bare'][0]:.2f} x ({paint:.3f} s)",
            "at most 2 x",
        ),
        ("window usable with the demo provider up", f"{usable:.3f} s", "under 0.6 s"),
        ("memory of the idle window", f"{megabytes:.0f} MB", "150 MB"),
    ]


def command() -> list[Row]:
    """`authbench test` on a local API, the whole process."""
    from support.connection_runs import ScriptedApi

    source = (
        "{ title: 'Small', connection: { fields: [{ name: 'key', control_type: 'password' }],"
        " authorization: { type: 'api_key', apply: ->(c) { headers('X-Key' => c['key']) } },"
        " base_uri: -> { 'https://api.test' } }, test: ->(_c) { get('/me') } }"
    )
    with ScriptedApi() as api, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "connector.rb").write_text(source)
        (Path(folder) / "settings.yaml").write_text("key: some-api-key-1\n")
        command = [sys.executable, "-m", "authbench", "test", "-c", f"{folder}/connector.rb", "--no-keychain"]
        seconds, megabytes = median_process(
            [*command, "--route", f"https://api.test={api.origin}"], AUTHBENCH_HOME=folder
        )
    bare, _ = median_process([sys.executable, "-c", "pass"])
    client, _ = median_process([sys.executable, "-c", "import httpx"])
    return [
        ("`authbench test` on a local API", f"{seconds:.3f} s, {megabytes:.0f} MB", "about 0.29 s, 45 MB"),
        ("a bare interpreter", f"{bare:.3f} s", ""),
        ("a bare interpreter that imports httpx", f"{client:.3f} s", ""),
    ]
