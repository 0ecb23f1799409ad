"""What requests cost, and how fast runs notice what happens."""

from __future__ import annotations

import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from figures import Row

if TYPE_CHECKING:
    from authbench.events import StepName
    from support.connection_runs import Bench


def engine() -> list[Row]:
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


def cancelling() -> list[Row]:
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


def redirects() -> list[Row]:
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
