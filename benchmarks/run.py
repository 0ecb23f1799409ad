"""Measures what the budgets name, as ratios within one run on one machine, and prints a table.

Not a test: nothing fails here. Usage: run.py [NAME …]

Whole processes start from compiled modules, as installed ones do. Run it in an environment without the
development packages: some of them make httpx import more than it does for anybody else.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from authbench.events import HttpExchange, StepName
    from authbench.journal import RowView
    from support.connection_runs import Bench

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

PYTHON = sys.executable


def main() -> int:
    """Run the named measurements, or all of them."""
    wanted = sys.argv[1:] or list(MEASUREMENTS)
    with tempfile.TemporaryDirectory() as compiled:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = compiled
        _measure(wanted)
    return 0


def _measure(wanted: list[str]) -> None:
    for name in wanted:
        for label, figure, budget in MEASUREMENTS[name]():
            print(f"{label:<58} {figure:>22}   {budget}", flush=True)


def _median_process(command: list[str], repeat: int = 7, **environment: str) -> tuple[float, float]:
    """Median wall seconds and peak megabytes of a process, after a first time that does not count."""
    seconds, megabytes = [], []
    for _ in range(1 + repeat):
        began = time.perf_counter()
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds.append(time.perf_counter() - began)
        megabytes.append(usage.ru_maxrss / 1024)
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"failed: {' '.join(command)}")
    return statistics.median(seconds[1:]), statistics.median(megabytes[1:])


def window() -> list[tuple[str, str, str]]:
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
                    [PYTHON, "-c", code],
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


def command() -> list[tuple[str, str, str]]:
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
        command = [PYTHON, "-m", "authbench", "test", "-c", f"{folder}/connector.rb", "--no-keychain"]
        seconds, megabytes = _median_process(
            [*command, "--route", f"https://api.test={api.origin}"], AUTHBENCH_HOME=folder
        )
    bare, _ = _median_process([PYTHON, "-c", "pass"])
    client, _ = _median_process([PYTHON, "-c", "import httpx"])
    return [
        ("`authbench test` on a local API", f"{seconds:.3f} s, {megabytes:.0f} MB", "about 0.29 s, 45 MB"),
        ("a bare interpreter", f"{bare:.3f} s", ""),
        ("a bare interpreter that imports httpx", f"{client:.3f} s", ""),
    ]


def definitions() -> list[tuple[str, str, str]]:
    """Reading a definition to a form: a large one of a megabyte and a middling one of 16 KB."""
    from authbench.definition import load
    from authbench.form import Form

    rows = []
    for label, actions, budget in (
        ("1 MB, 43,850 lines", 588, "under 350 ms"),
        ("16 KB", 9, "under 20 ms"),
    ):
        source = large_connector(actions).encode()
        load(Path("warm.rb"), source=large_connector(1).encode())
        samples = []
        for _ in range(5):
            began = time.perf_counter()
            loaded = load(Path("large.rb"), source=source)
            assert loaded.connector is not None
            Form(loaded.connector, {})
            samples.append(time.perf_counter() - began)
        size = f"{len(source) / 1024:.0f} KB, {len(source.splitlines())} lines"
        rows.append(
            (
                f"definition to form ({label}; here {size})",
                f"{statistics.median(samples) * 1000:.0f} ms",
                budget,
            )
        )
    return rows


def large_connector(actions: int) -> str:
    """A connector with that many actions of some forty lines each."""
    action = "\n".join(
        [
            "    action_%d: {",
            "      title: 'Create record %d',",
            "      description: lambda do |input, picklist_label|",
            "        \"Create <span class='provider'>#{picklist_label['object'] || 'record'}</span>\"",
            "      end,",
            "      input_fields: lambda do |object_definitions|",
            "        object_definitions['record'].only('name', 'email').required('name')",
            "      end,",
            "      execute: lambda do |connection, input|",
            *(
                f"        field_{n} = input['field_{n}'].presence || [1, 2, 3].map {{ |x| x + {n} }}"
                for n in range(8)
            ),
            *(f"        # {n}" for n in range(34)),
            "        post('/records', input).after_error_response(/.*/) do |code, body, _, message|",
            '          error("#{message}: #{body} (#{code})")',
            "        end",
            "      end,",
            *(f"      # a comment that explains line {n}" for n in range(6)),
            "      output_fields: lambda do |_|",
            "        [",
            *(f"          {{ name: 'field_{n}', type: 'string', control_type: 'text' }}," for n in range(6)),
            "        ]",
            "      end",
            "    },",
        ]
    )
    body = "\n".join(action.replace("%d", str(number)) for number in range(actions))
    return (
        "{\n  title: 'Large',\n  connection: {\n    fields: [\n"
        "      { name: 'api_key', control_type: 'password', optional: false },\n"
        "      { name: 'region', control_type: 'select', options: [%w[Europe eu], %w[America us]] }\n    ],\n"
        "    authorization: { type: 'api_key', apply: lambda do |connection|\n"
        "      headers('X-Key' => connection['api_key'])\n    end },\n"
        "    base_uri: ->(c) { \"https://#{c['region']}.api.test\" }\n  },\n"
        "  test: ->(_c) { get('/me') },\n  actions: {\n" + body + "\n  }\n}\n"
    )


def engine() -> list[tuple[str, str, str]]:
    """What one warm request costs, against a bare client's."""
    from http_overhead import measure

    bare, ours = measure(1000)
    return [
        (
            "one request, against a bare httpx.AsyncClient",
            f"{ours / bare:.2f} x ({ours * 1e6:.0f} us)",
            "1.25 x",
        )
    ]


def log() -> list[tuple[str, str, str]]:
    """What the log stands on: 100,000 exchanges in the journal and in the table's model."""
    import tracemalloc

    from PySide6.QtCore import QCoreApplication

    from authbench.events import ExchangeFinished
    from authbench.journal import Journal
    from authbench_gui.activity.log_model import LogModel

    application = QCoreApplication.instance() or QCoreApplication([])

    class Redaction:
        def row(self, exchange: HttpExchange) -> RowView:
            return journal.row(exchange)

        def generation(self) -> int:
            return journal.redactor.generation

    journal = Journal()
    model = LogModel(Redaction())
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    exchanges = [_exchange(number, b"{}") for number in range(100_000)]
    for exchange in exchanges:
        journal.record(ExchangeFinished(exchange))
    model.put(exchanges)
    kilobytes = (tracemalloc.get_traced_memory()[0] - before) / 100_000 / 1024
    tracemalloc.stop()
    more = [_exchange(number, b"{}") for number in range(100_000, 110_000)]
    longest, began = 0.0, time.perf_counter()
    for start in range(0, len(more), 100):
        batch_began = time.perf_counter()
        for exchange in more[start : start + 100]:
            journal.record(ExchangeFinished(exchange))
        model.put(more[start : start + 100])
        longest = max(longest, time.perf_counter() - batch_began)
    appended = time.perf_counter() - began
    cleared = time.perf_counter()
    model.clear()
    journal.clear()
    cleared = time.perf_counter() - cleared
    del application
    return [
        ("10,000 exchanges appended to 100,000", f"{appended:.2f} s", "5 s"),
        ("the longest batch of 100 among them", f"{longest * 1000:.1f} ms", "50 ms"),
        ("an exchange in journal and log", f"{kilobytes:.2f} KB", "under 1.5 KB"),
        ("both cleared", f"{cleared * 1000:.0f} ms", "under 200 ms"),
    ]


def bodies() -> list[tuple[str, str, str]]:
    """A JSON body of 5 MB and 150,000 lines, up to the text of its first screen."""
    import json

    from authbench.journal import Journal

    items = [{"id": number, "name": f"{number} " * 20, "tags": ["a", "b"]} for number in range(18_750)]
    journal = Journal()
    samples = []
    content = json.dumps(items, indent=6).encode()
    for number in range(5):
        exchange = _exchange(number, content)
        began = time.perf_counter()
        journal.view(exchange)
        samples.append(time.perf_counter() - began)
    size = f"{len(content) / 1024 / 1024:.1f} MB, {len(content.splitlines())} lines"
    return [(f"a JSON body ({size})", f"{statistics.median(samples) * 1000:.0f} ms", "under 300 ms")]


def _exchange(number: int, body: bytes) -> HttpExchange:
    from datetime import UTC, datetime

    from authbench.events import Body, HttpExchange

    headers = (("Content-Type", "application/json"), ("X-Request", str(number)))
    return HttpExchange(
        id=number + 1,
        run_id="run",
        step="test",
        method="GET",
        url=f"https://api.example.test/records/{number}?page=2",
        started_at=datetime.now(UTC),
        started_clock=number / 100,
        request_headers=headers,
        status=200,
        reason="OK",
        response_headers=headers,
        response_body=Body(body),
        elapsed=0.01,
    )


def cancelling() -> list[tuple[str, str, str]]:
    """From cancel to the end of the run, in a hanging request, in the browser step, and in a loop."""
    from authbench.events import RunKind, StepName
    from support.connection_runs import Bench

    hanging = "{ connection: {}, test: ->(_c) { get('https://api.test/slow') } }"
    looping = "{ connection: {}, test: ->(_c) { loop { 1 + 1 } } }"
    consent = (
        "{ connection: { authorization: { type: 'oauth2', client_id: 'c',"
        " authorization_url: -> { 'https://a.test/x' }, token_url: -> { 'https://a.test/t' } } } }"
    )
    import socket

    rows = []
    with socket.socket() as silent, ExitStack() as peers, tempfile.TemporaryDirectory() as home:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        origin = f"http://127.0.0.1:{silent.getsockname()[1]}"
        for label, source in (
            ("a hanging request", hanging),
            ("a lambda's loop", looping),
            ("the browser step", consent),
        ):
            samples = []
            for _ in range(5):
                bench = Bench(Path(home), browser=_Nobody())
                begun = _begun(bench, StepName.CONSENT if source is consent else StepName.TEST)
                run = bench.engine.start(bench.request(RunKind.CONNECT, source, {}, origin))
                begun.wait(10)
                if source is hanging:
                    peers.enter_context(silent.accept()[0])
                began = time.perf_counter()
                run.cancel()
                run.wait(10)
                samples.append(time.perf_counter() - began)
                bench.close()
            rows.append((f"cancel in {label}, worst of 5", f"{max(samples) * 1000:.1f} ms", "under 100 ms"))
    return rows


def _begun(bench: Bench, step: StepName) -> threading.Event:
    """Set once a run has come to `step`."""
    from authbench.events import StepStarted

    begun = threading.Event()
    bench.journal.subscribe(
        lambda told: begun.set() if isinstance(told, StepStarted) and told.name is step else None
    )
    return begun


class _Nobody:
    """A browser that nobody sits at."""

    def open(self, _url: str) -> bool:
        return True


def redirects() -> list[tuple[str, str, str]]:
    """From the browser's request at the redirect URI to the token request."""
    import urllib.parse
    import urllib.request

    from authbench.events import RedirectReceived, RunKind
    from support.connection_runs import Bench, ScriptedApi

    source = (
        "{ connection: { authorization: { type: 'oauth2', client_id: 'c', "
        "apply: ->(c, t) { headers('X' => t) }, "
        "authorization_url: -> { 'https://a.test/x' }, token_url: -> { 'https://a.test/t' } } } }"
    )

    class Browser:
        sent = 0.0

        def open(self, url: str) -> bool:
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
            target = f"{query['redirect_uri'][0]}?code=abcdefgh&state={urllib.parse.quote(query['state'][0])}"

            def go() -> None:
                Browser.sent = time.perf_counter()
                urllib.request.urlopen(target, timeout=5).read()

            threading.Thread(target=go, daemon=True).start()
            return True

    samples = []
    with ScriptedApi() as api, tempfile.TemporaryDirectory() as home:
        for _ in range(7):
            bench = Bench(Path(home), browser=Browser())
            noticed: list[float] = []
            bench.journal.subscribe(
                lambda event, n=noticed: (
                    n.append(time.perf_counter()) if isinstance(event, RedirectReceived) else None
                )
            )
            bench.run(RunKind.CONNECT, source, {}, api.origin)
            samples.append(noticed[0] - Browser.sent)
            bench.close()
    return [("redirect noticed, worst of 7", f"{max(samples) * 1000:.1f} ms", "under 100 ms")]


def form() -> list[tuple[str, str, str]]:
    """A form of 200 fields, most of them with a condition, in a real window."""
    result = subprocess.run(
        [PYTHON, str(HERE / "large_form.py")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    opened, complete, turn, conditions, change, scrolled = (float(each) for each in result.stdout.split())
    return [
        ("200 fields opened: painted, and ready to type", f"{opened:.0f} ms", "under 250 ms"),
        ("its last field made", f"{complete:.0f} ms", ""),
        ("the longest turn of the event loop till then", f"{turn:.0f} ms", "under 250 ms"),
        ("all its conditions evaluated anew", f"{conditions:.1f} ms", "under 16 ms"),
        ("a change with the window following it", f"{change:.1f} ms", "under 16 ms"),
        ("the longest turn while scrolling through it", f"{scrolled:.1f} ms", "under 16 ms"),
    ]


MEASUREMENTS: dict[str, Callable[[], list[tuple[str, str, str]]]] = {
    "window": window,
    "command": command,
    "definitions": definitions,
    "form": form,
    "engine": engine,
    "log": log,
    "bodies": bodies,
    "cancelling": cancelling,
    "redirects": redirects,
}

if __name__ == "__main__":
    sys.exit(main())
