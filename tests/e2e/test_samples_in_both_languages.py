"""Every sample exists in Ruby and in Python, and both send the same bytes and end the same way.

Time and chance are the same for both, so nothing has to be blurred: method, URL, headers in their order and
body of every request are compared as a server received them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from authbench.connection import ExecuteCall, RunResult
from authbench.definition import Authorization, Connector, Lambda, load
from authbench.definition.signals import TextPattern
from authbench.definition.trust import ALWAYS
from authbench.demo import DemoProvider, Language, Sample, sample_path, samples
from authbench.demo.credentials import Credentials
from authbench.events import RunKind
from authbench.http import Routes
from authbench.oauth import RedirectSettings
from support.connection_runs import Bench, free_port
from support.demo_person import PersonAtBrowser
from support.recording_server import Recorded, RecordingServer
from support.repeatable import MOMENT, make_repeatable

EVERY = pytest.mark.parametrize("chosen", samples(), ids=lambda chosen: chosen.name)
RUBY_ACTION = re.compile(
    r"\n  actions: \{\n    \w+: \{\n      title: '[^'\n]*',\n\n?(.*)\n    \}\n  \}\n\}\n$", re.DOTALL
)
PYTHON_ACTION = """
(action,) = connector["actions"].values()
connector.setdefault("methods", {}).update({name: part for name, part in action.items() if name != "title"})
"""
SEED = bytes(range(32))
MEMBERS = (
    "type",
    "client_id",
    "client_secret",
    "authorization_url",
    "token_url",
    "selected",
    "identity",
    "acquire",
    "refresh",
)


@pytest.fixture(scope="module")
def credentials() -> Credentials:
    """What the provider knows: the same for both languages, the service account's key included."""
    return Credentials(SEED)


def in_language(chosen: Sample, language: Language) -> Connector:
    loaded = load(sample_path(chosen.name, language), trust=ALWAYS)
    assert loaded.connector is not None, loaded.problems
    return loaded.connector


def with_the_action_among_methods(chosen: Sample, language: Language) -> Connector | None:
    """The sample with the lambdas of its action as methods, since those can be run; None without an action."""
    text = chosen.file_in(language).read_text("utf-8")
    if language == "ruby":
        found = RUBY_ACTION.search(text)
        if found is None:
            return None
        before, lambdas = text[: found.start()], found[1]
        if "\n  methods: {\n" in before:
            text = (
                before.replace("\n  methods: {\n", f"\n  methods: {{\n{lambdas},\n") + "\n  actions: {}\n}\n"
            )
        else:
            text = f"{before}\n  methods: {{\n{lambdas}\n  }}\n}}\n"
    else:
        if '"actions": {}' in text:
            return None
        text += PYTHON_ACTION
    path = sample_path(chosen.name, language)
    loaded = load(path, source=text.encode(), trust=ALWAYS)
    assert loaded.connector is not None, loaded.problems
    return loaded.connector


@dataclass(frozen=True)
class Ports:
    """Where API, provider and redirect are listened for: URLs, cookies and redirects name them."""

    api: int
    provider: int
    redirect: int


@dataclass
class Told:
    """How a run ended, without where in the file: what a person is told, and what the run gives back."""

    outcome: str
    error: tuple[str, str, str | None, str | None] | None
    identity: str | None
    value: Any
    changed: tuple[str, ...]
    settings: dict[str, Any]


@dataclass
class Conversation:
    """Everything that was done with one sample: for each run its requests and its end."""

    runs: dict[str, tuple[list[Recorded], Told]] = field(default_factory=dict)


def told(result: RunResult, *, own_words: bool, incomplete: bool) -> Told:
    """`own_words`: the languages word this error each in its way. `incomplete`: the answer lacks what identity
    looks for, which is nil in Ruby and a KeyError in Python."""
    failure = result.failure
    words = (None, None) if own_words or failure is None else (failure.message, failure.hint)
    return Told(
        outcome=str(result.outcome),
        error=None if failure is None else (failure.code, *words, failure.step),
        identity=None if incomplete else result.identity,
        value=result.value,
        changed=tuple(result.changed),
        settings=dict(result.settings),
    )


class Workplace:
    """One sample in one language with a provider, the server before it, a vault and a person."""

    def __init__(
        self, chosen: Sample, language: Language, home: Path, credentials: Credentials, ports: Ports
    ):
        self.connector = in_language(chosen, language)
        self.acting = with_the_action_among_methods(chosen, language)
        self.provider = DemoProvider(ports.provider, seed=SEED, clock=lambda: MOMENT)
        self.provider.credentials = credentials
        self.provider.start()
        self.server = RecordingServer(self.provider, ports.api)
        self.person = PersonAtBrowser()
        self.bench = Bench(home / language, browser=self.person)
        self.routes = Routes.parse(list(chosen.routes(self.server.origin)))
        self.values: dict[str, Any] = dict(self.provider.settings_for(chosen))
        self.redirect = RedirectSettings(port=ports.redirect)
        self.conversation = Conversation()

    def close(self) -> None:
        self.bench.close()
        self.person.join()
        self.server.close()
        self.provider.close()

    def run(self, title: str, kind: RunKind, values: Mapping[str, Any] | None = None, **more: Any) -> None:
        """One run, written down under `title`."""
        assert title not in self.conversation.runs
        begun = len(self.server.recorded)
        result = self.bench.run(
            kind,
            self.connector,
            self.values if values is None else values,
            self.server.origin,
            routes=self.routes,
            redirect=self.redirect,
            **more,
        )
        self.person.join()
        end = told(result, own_words="(wrongly)" in title, incomplete="in 200" in title)
        self.conversation.runs[title] = (self.server.recorded[begun:], end)

    def execute(self, path: str, *args: Any, title: str = "exec") -> None:
        self.run(f"{title} {path}", RunKind.EXECUTE, execute=ExecuteCall(path, args or None))

    def talk(self) -> None:
        """Connect, test, renew, run each lambda by its path, then everything that can go wrong."""
        self.run("connect", RunKind.CONNECT)
        self.run("test", RunKind.TEST)
        self.run("refresh", RunKind.REFRESH)
        self.run("acquire", RunKind.ACQUIRE)
        self._execute_everything()
        self._execute_action()
        faults = self.provider.faults
        for title, switches in {
            "refused once": {"status": 401, "times": 1},
            "refused always": {"status": 401},
            "forbidden once": {"status": 403, "times": 1},
            "broken": {"status": 500},
            "broken, in words": {"status": 503, "body": "Back in a minute: expired_access_token"},
            "error in 200": {"error_in_200": True},
            "an expired token behind 200": {
                "error_in_200": True,
                "body": '{"code": 99991663, "msg": "old"}',
                "times": 1,
            },
            "half an answer": {"malformed_json": True},
            "another content type": {"wrong_content_type": True},
            "no renewal": {"status": 400, "where": "token"},
            "half a token answer": {"malformed_json": True, "where": "token"},
        }.items():
            faults.set(**switches)
            self.run(title, RunKind.REFRESH if switches.get("where") == "token" else RunKind.TEST)
            faults.reset()
        self.run("nothing filled in", RunKind.CONNECT, {}, connection_id="empty")
        required = {one.name for one in self.form_fields() if one.required}
        least = {name: value for name, value in self.values.items() if name in required}
        self.run("only what is required", RunKind.CONNECT, least, connection_id="least")
        wrong = {**self.values, **{one.name: "wrong" for one in self.form_fields() if one.secret}}
        self.run("wrong credentials", RunKind.CONNECT, wrong, connection_id="wrong")
        for option in (*self.options(), "none such", ""):
            values = {**self.values, "auth_type": option}
            self.run(f"by {option!r}", RunKind.CONNECT, values, connection_id=f"by {option}")

    def form_fields(self) -> list[Any]:
        assert not isinstance(self.connector.fields, Lambda)
        return [*self.connector.fields, *(one for option in self.options().values() for one in option.fields)]

    def options(self) -> Mapping[str, Authorization]:
        return self.connector.authorization.options or {}

    def _execute_everything(self) -> None:
        self.execute("test")
        self.execute("connection.base_uri")
        for name in MEMBERS:
            self.execute(f"connection.authorization.{name}")
        self.execute("connection.authorization.pkce", "verifier-of-some-length", "challenge")
        self.execute("connection.authorization.apply", self.values, "token", title="exec (wrongly)")
        for name, method in self.connector.methods.items():
            self.execute(f"methods.{name}", *[self.values][: method.required_count])
            self.execute(f"methods.{name}", self.values, "one", "too many", title="exec (wrongly)")

    def _execute_action(self) -> None:
        definition, self.connector = self.connector, self.acting or self.connector
        for name in ("input_fields", "execute", "output_fields"):
            method = self.connector.methods.get(name)
            if method is not None:
                given = [self.values, {"city": "Porto", "path": "/Offers"}]
                self.execute(f"methods.{name}", *given[: method.required_count])
        self.connector = definition


def conversation(
    chosen: Sample, language: Language, home: Path, credentials: Credentials, ports: Ports
) -> Conversation:
    workplace = Workplace(chosen, language, home, credentials, ports)
    try:
        workplace.talk()
    finally:
        workplace.close()
    return workplace.conversation


@EVERY
def test_both_languages_send_the_same_requests(
    chosen: Sample, tmp_path: Path, credentials: Credentials, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials.service_account_key()
    chance = make_repeatable(monkeypatch)
    ports = Ports(free_port(), free_port(), free_port())
    ruby = conversation(chosen, "ruby", tmp_path, credentials, ports)
    chance.restart()
    python = conversation(chosen, "python", tmp_path, credentials, ports)
    assert list(python.runs) == list(ruby.runs)
    for title, (requests, end) in ruby.runs.items():
        assert python.runs[title] == (requests, end), title
    assert ruby.runs["connect"][1].error is None
    assert ruby.runs["connect"][0]
    acts = "actions: {}" not in chosen.file.read_text("utf-8")
    assert ("exec methods.execute" in ruby.runs) == acts
    assert not acts or ruby.runs["exec methods.execute"][1].error is None


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The parts of a model by where they are, but for their places in the file."""
    if isinstance(value, Lambda):
        yield path, f"lambda at {value.path}"
    elif isinstance(value, TextPattern):
        yield path, f"pattern {value.source.strip('/')}"
    elif isinstance(value, tuple):
        yield f"{path}.length", len(value)
        for index, one in enumerate(value):
            yield from leaves(one, f"{path}[{index}]")
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from leaves(one, f"{path}.{name}")
    elif is_dataclass(value):
        for one in fields(value):
            if one.compare and one.name not in ("location", "file", "source_digest"):
                yield from leaves(getattr(value, one.name), f"{path}.{one.name}")
    else:
        yield path, value


@EVERY
def test_both_languages_make_the_same_model(chosen: Sample) -> None:
    ruby = list(leaves(in_language(chosen, "ruby")))
    assert list(leaves(in_language(chosen, "python"))) == ruby
    assert len(ruby) > 50


@EVERY
def test_reading_alone_makes_the_model_that_running_makes(chosen: Sample) -> None:
    loaded = load(sample_path(chosen.name, "python"))
    assert loaded.trust is not None
    assert not loaded.trust.granted
    assert loaded.connector is not None
    assert list(leaves(loaded.connector)) == list(leaves(in_language(chosen, "python")))
    assert loaded.problems == load(sample_path(chosen.name, "python"), trust=ALWAYS).problems
