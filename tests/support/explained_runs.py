"""Runs of the real engine against servers that misbehave in one way each, and how their failures are explained."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx

from authbench.connection import Engine
from authbench.events import RunKind
from authbench.http import Routes
from authbench.journal import Explanation
from support.connection_runs import Bench, connector_from, routes_for
from support.http_server import Peer, response, serving

Behaviour = Callable[[], "contextlib.AbstractContextManager[dict[str, str]]"]
"""Sets something up that misbehaves; gives settings for the definition, and `origin` where it is asked for
in the place of every host."""


@dataclass(frozen=True)
class Case:
    """`entry` has to come first; its first cause, the evidence for that and the action hold these texts."""

    entry: str
    source: str
    answers: tuple[bytes, ...] = ()
    cause: str = ""
    evidence: str = ""
    action: str = "show_request"
    kind: RunKind = RunKind.CONNECT
    behaviour: Behaviour | None = None
    stored: dict[str, Any] | None = None
    redirect: Callable[[dict[str, str]], str] | None = None
    said: tuple[tuple[str, str], ...] = ()
    note: str = field(default="")

    @property
    def name(self) -> str:
        """What the case is called in the table."""
        return f"{self.entry} ({self.note})" if self.note else self.entry


def say(status: int, content: Any = None, **headers: str) -> bytes:
    """An answer: JSON, or text as it is; `content_type="…"` and other headers by name."""
    body = content if isinstance(content, str) else "" if content is None else json.dumps(content)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if body and "content-type" not in given:
        given["content-type"] = "application/json" if not isinstance(content, str) else "text/plain"
    return response(status, body.encode(), tuple(given.items()), reason=_REASONS.get(status, "Status"))


_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}


def page(status: int, title: str, **headers: str) -> bytes:
    """A web page."""
    text = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>…</body></html>"
    return say(status, text, content_type="text/html; charset=utf-8", **headers)


def refused(error: str, description: str = "", status: int = 400, **more: Any) -> bytes:
    """An error of a token endpoint."""
    said = {"error_description": description} if description else {}
    return say(status, {"error": error, **said, **more})


def api(
    test: str = "get('/me')",
    host: str = "https://api.test",
    header: str = "'Authorization' => 'Bearer an-access-token-1'",
    more: str = "",
) -> str:
    """A definition that asks an API with a token it has."""
    return f"""
{{ title: 'API', connection: {{ fields: [],
    authorization: {{ type: 'custom_auth', {more} apply: ->(c) {{ headers({header}) }} }},
    base_uri: ->(c) {{ '{host}' }} }},
  test: ->(c) {{ {test} }} }}
"""


CLIENT = "client_id: 'my-client', client_secret: 'the-client-secret-1'"


def acquiring(
    payload: str = "grant_type: 'client_credentials', " + CLIENT,
    url: str = "https://auth.test/token",
    form: str = ".request_format_www_form_urlencoded",
    *,
    before: str = "",
    header: str = "",
    test: str = "get('/me')",
    more: str = "",
) -> str:
    """A definition that gets a token by itself, with `acquire`."""
    token = f"post('{url}', {payload}){f'.headers({header})' if header else ''}{form}"
    return f"""
{{ title: 'Acquiring', connection: {{ fields: [],
    authorization: {{ type: 'custom_auth', refresh_on: [401], {more}
      acquire: ->(c) {{ {before}
        answer = {token}
        {{ token: answer['access_token'] }} }},
      apply: ->(c) {{ headers('Authorization' => "Bearer #{{c['token']}}") }} }},
    base_uri: ->(c) {{ 'https://api.test' }} }},
  test: ->(c) {{ {test} }} }}
"""


def signing_in(
    pkce: str = "",
    acquire: str = "",
    authorize: str = "https://auth.test/authorize?response_type=code&scope=read%20write",
    token: str = "https://auth.test/token",
    more: str = "",
) -> str:
    """A definition that signs in through the browser."""
    return f"""
{{ title: 'Signing in', connection: {{ fields: [],
    authorization: {{ type: 'oauth2', client_id: ->(c) {{ 'my-client' }}, client_secret: ->(c) {{ 'the-client-secret-1' }},
      {pkce} {acquire} {more}
      authorization_url: ->(c) {{ '{authorize}' }}, token_url: ->(c) {{ '{token}' }},
      apply: ->(c, token) {{ headers('Authorization' => "Bearer #{{token}}") }} }},
    base_uri: ->(c) {{ 'https://api.test' }} }},
  test: ->(c) {{ get('/me') }} }}
"""


class Visitor:
    """A browser in which a person allows access, or whatever `redirect` says, at once."""

    redirect: Callable[[dict[str, str]], str] | None = None

    def open(self, url: str) -> bool:
        """Follow the authorization URL to its redirect."""
        given = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        query = self.redirect(given) if self.redirect is not None else "code=the-code-1234"
        target = f"{given['redirect_uri']}?{query}&state={quote(given['state'])}"
        threading.Thread(target=lambda: httpx.get(target, trust_env=False), daemon=True).start()
        return True


class Explainer:
    """An engine for many runs. `explain` runs a case and gives what its card would say."""

    def __init__(self, home: Path, *, trust_env: bool = False) -> None:
        self._visitor = Visitor()
        self._bench = Bench(home, browser=self._visitor)
        if trust_env:
            self._bench.engine = Engine(self._bench.journal, self._bench.secrets, home=home)
        self._number = 0

    def explain(self, case: Case) -> Explanation:
        """Run the case; it has to fail."""
        self._number += 1
        self._visitor.redirect = case.redirect
        with _behaving(case) as settings:
            origin = settings.pop("origin", "")
            routes = routes_for(case.source, origin) if origin else Routes.parse([])
            run = self._bench.engine.start(
                self._bench.request(
                    case.kind,
                    connector_from(case.source),
                    settings,
                    origin or "http://127.0.0.1:1",
                    routes=routes,
                    stored=case.stored,
                    connection_id=f"connection-{self._number}",
                )
            )
            result = run.wait(30)
        assert result is not None, "the run did not end"
        assert result.failure is not None, "the run did not fail"
        explanation = self._bench.journal.explain(run.id)
        assert explanation is not None
        return explanation

    def close(self) -> None:
        """End the engine."""
        self._bench.close()


@contextlib.contextmanager
def _behaving(case: Case) -> Iterator[dict[str, str]]:
    if case.behaviour is not None:
        with case.behaviour() as settings:
            yield settings
        return
    waiting = list(case.answers)
    lock = threading.Lock()

    def script(peer: Peer) -> None:
        while peer.read() is not None:
            with lock:
                answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            peer.send(answer)

    with serving(script) as server:
        yield {"origin": server.url}
