"""Running the everyday connectors against a scripted API, and a browser that consents without a page."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from authbench.connection import RunResult, offline_contexts
from authbench.definition import Connector, load
from authbench.events import ConsoleLine, RunKind
from authbench.form import Form
from authbench.http import Routes
from authbench.journal.reveal import Reveal
from support.connection_runs import Answer, Bench, Received, ScriptedApi

EVERYDAY = Path(__file__).parents[1] / "e2e" / "everyday"


def everyday(name: str) -> Connector:
    """One of the connectors; fails the test where it has any problem but a hint."""
    result = load(EVERYDAY / f"{name}.rb")
    assert result.connector is not None, result.problems
    assert [problem for problem in result.problems if problem.severity == "error"] == []
    return result.connector


class Consenting:
    """A browser in which the person allows at once: the redirect follows with `code`."""

    def __init__(self, code: str = "CODE") -> None:
        self.code = code
        self.asked: list[str] = []
        self._threads: list[threading.Thread] = []

    def open(self, url: str) -> bool:
        """Begin to answer; returns at once."""
        self.asked.append(url)
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        answer = urlencode({"code": self.code, "state": query["state"]})
        thread = threading.Thread(
            target=httpx.get, args=(f"{query['redirect_uri']}?{answer}",), kwargs={"trust_env": False}
        )
        self._threads.append(thread)
        thread.start()
        return True

    def join(self) -> None:
        """Wait until every redirect was answered."""
        for thread in self._threads:
            thread.join(20)


@dataclass(frozen=True)
class Sent:
    """A request as it must arrive. `headers` are those of interest, in wire spelling; None: absent."""

    method: str
    url: str
    headers: Mapping[str, str | None] = field(default_factory=dict)
    body: str | None = None


class Desk:
    """A connector, an engine, and an API that answers as scripted."""

    def __init__(self, home: Path, api: ScriptedApi) -> None:
        self.api = api
        self.browser = Consenting()
        self.bench = Bench(home, browser=self.browser)

    def run(
        self,
        name: str,
        values: Mapping[str, Any],
        *answers: Answer,
        hosts: Sequence[str],
        kind: RunKind = RunKind.TEST,
        **more: Any,
    ) -> RunResult:
        """Run the connector with what a person typed; `more` are fields of the run request."""
        self.api.responses = list(answers)
        made = everyday(name)
        form = Form(made, dict(values), context_factory=offline_contexts(made))
        form.refresh_dynamic()
        settings = form.settings()
        routes = Routes.parse([f"https://{host}={self.api.origin}" for host in hosts])
        request = self.bench.request(kind, made, settings, self.api.origin, routes=routes)
        result = self.bench.engine.start(dataclasses.replace(request, **more)).wait(30)
        assert result is not None, "the run did not end"
        return result

    def console(self) -> list[str]:
        """What `puts` printed."""
        return [event.text for event in Reveal(self.bench.journal).events() if isinstance(event, ConsoleLine)]

    def received(self, *wanted: Sent) -> list[Received]:
        """Exactly these requests arrived, in this order."""
        seen = self.api.received
        assert [(one.method, one.url, one.body) for one in seen] == [
            (one.method, one.url, one.body) for one in wanted
        ]
        for have, want in zip(seen, wanted, strict=True):
            assert {name: have.headers.get(name) for name in want.headers} == dict(want.headers)
        return seen

    def close(self) -> None:
        """End the engine."""
        self.browser.join()
        self.bench.close()
