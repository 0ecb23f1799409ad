"""Running connectors in tests: a scripted loopback API, routes to it, and runs on the real engine."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from authbench.connection import Engine, ExecuteCall, RunOptions, RunRequest, RunResult, TryRequest
from authbench.connection.provider_question import ProviderQuestion
from authbench.definition import Connector, load
from authbench.events import RunKind
from authbench.http import Routes
from authbench.journal import Journal
from authbench.oauth import RedirectSettings
from authbench.vault import MemoryStore, SecretStore
from support.loopback_server import LoopbackServer, QuietHandler

DEFAULT_ANSWER = {
    "access_token": "at_new",
    "refresh_token": "rt_new",
    "expires_in": 3600,
    "token_type": "Bearer",
    "id": "1",
    "data": [],
    "name": "n",
}


@dataclass
class Received:
    """A request as the API saw it. `url` has the definition's host."""

    method: str
    url: str
    headers: dict[str, str]
    body: str | None


Answer = tuple[int, Any] | tuple[int, Any, Mapping[str, str]]


@dataclass
class ScriptedApi:
    """Answers with the scripted responses in order, then with `default`; remembers what it got.

    `answer`, when set, decides instead, from the request.
    """

    responses: list[Answer] = field(default_factory=list)
    default: Answer = (200, DEFAULT_ANSWER)
    answer: Callable[[Received], Answer] | None = None
    received: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        api = self
        lock = threading.Lock()

        class Handler(QuietHandler):
            def handle_one(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                request = Received(
                    self.command,
                    f"https://{self.headers['Host']}{self.path}",
                    dict(self.headers.items()),
                    body.decode() if body else None,
                )
                with lock:
                    api.received.append(request)
                    if api.answer is not None:
                        chosen = None
                    else:
                        chosen = api.responses.pop(0) if api.responses else api.default
                if chosen is None:
                    assert api.answer is not None
                    chosen = api.answer(request)
                status, content = chosen[0], chosen[1]
                extra = chosen[2] if len(chosen) > 2 else {}
                data = (
                    content
                    if isinstance(content, bytes)
                    else content.encode()
                    if isinstance(content, str)
                    else json.dumps(content, separators=(",", ":")).encode()
                )
                self.send_response(status)
                self.send_header("Content-Type", extra.get("Content-Type", "application/json"))
                for name, value in extra.items():
                    if name != "Content-Type":
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_one

        self._server = LoopbackServer(Handler)
        self.origin = self._server.origin

    def __enter__(self) -> ScriptedApi:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()


def free_port() -> int:
    """A loopback port that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def connector_from(source: str, name: str = "connector.rb") -> Connector:
    """The connector in `source`; the test fails if it cannot be read."""
    loaded = load(Path(name), source=source.encode())
    assert loaded.connector is not None, [problem.message for problem in loaded.problems]
    return loaded.connector


def routes_for(source: str, origin: str) -> Routes:
    """Routes that send every origin named in `source` to `origin`."""
    origins = sorted(set(re.findall(r"https://[\w.-]+", source)))
    return Routes.parse([f"{one}={origin}" for one in origins])


class Bench:
    """An engine with its journal and a vault in memory, closed with the test."""

    def __init__(self, home: Path, secrets: SecretStore | None = None, browser: Any = None) -> None:
        self.journal = Journal()
        self.secrets = secrets if secrets is not None else MemoryStore()
        self.home = home
        self.engine = Engine(self.journal, self.secrets, home=home, browser=browser, trust_env=False)

    def request(
        self,
        kind: RunKind,
        source: str | Connector,
        values: Mapping[str, Any],
        origin: str,
        *,
        stored: Mapping[str, Any] | None = None,
        execute: ExecuteCall | None = None,
        tried: TryRequest | None = None,
        asked: ProviderQuestion | None = None,
        connection_id: str = "connection",
        redirect: RedirectSettings | None = None,
        routes: Routes | None = None,
        consent_timeout: float = 20.0,
        options: RunOptions | None = None,
        open_browser: bool = True,
    ) -> RunRequest:
        """A run request for a connector's source text."""
        if isinstance(source, str):
            connector, routes = connector_from(source), routes or routes_for(source, origin)
        else:
            connector = source
        return RunRequest(
            kind=kind,
            connector=connector,
            connection_id=connection_id,
            values=values,
            stored=stored,
            redirect=redirect or RedirectSettings(port=0),
            routes=routes if routes is not None else Routes.parse([]),
            execute=execute,
            tried=tried,
            asked=asked,
            consent_timeout=consent_timeout,
            options=options or RunOptions(),
            open_browser=open_browser,
        )

    def run(
        self, kind: RunKind, source: str | Connector, values: Mapping[str, Any], origin: str, **more: Any
    ) -> RunResult:
        """Run to the end."""
        result = self.engine.start(self.request(kind, source, values, origin, **more)).wait(30)
        assert result is not None, "the run did not end"
        return result

    def close(self) -> None:
        """End the engine."""
        self.engine.close(0.3)
