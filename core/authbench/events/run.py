"""What happens in a run: its steps, exchanges, the browser's part, changes, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from authbench.errors import Location
from authbench.events.exchange import HttpExchange


class RunKind(StrEnum):
    """What a person pressed. `CONNECT` may ask for consent; `TEST` never does; `ACQUIRE` is "get a
    token now"; `REFRESH` runs the refresh rules; `TRY` sends a request that a person made up; `EXECUTE`
    calls one lambda (command line); `PROVIDER` asks the authorization server about the login."""

    CONNECT = "connect"
    TEST = "test"
    ACQUIRE = "acquire"
    REFRESH = "refresh"
    TRY = "try"
    EXECUTE = "execute"
    PROVIDER = "provider"


class StepName(StrEnum):
    """The stages of a run. `TOKEN` is the built-in token request, `ACQUIRE` the lambda."""

    FIELDS = "fields"
    CONSENT = "consent"
    TOKEN = "token"
    ACQUIRE = "acquire"
    REFRESH = "refresh"
    TEST = "test"
    IDENTITY = "identity"
    TRY = "try"
    EXECUTE = "execute"
    PROVIDER = "provider"


class PausePoint(StrEnum):
    """Where a run stops for a person: before the browser opens, before a request for tokens, before any
    request."""

    BROWSER = "browser"
    TOKEN = "token"
    CALL = "call"


class Outcome(StrEnum):
    """How a run ended."""

    OK = "ok"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a step or run failed, as `AuthbenchError` carries it, with the step and the exchange
    that shows it."""

    code: str
    message: str
    hint: str | None = None
    step: str | None = None
    location: Location | None = None
    exchange_id: int | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run began. `plan` names the steps it will take as far as is known; more may follow."""

    run_id: str
    connection_id: str
    kind: RunKind
    plan: tuple[StepName, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A stage began. `step_id` tells two steps of one name apart (test, acquire, test again)."""

    run_id: str
    step_id: int
    name: StepName
    at: datetime
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A stage ended. `detail` is a few words for the person (`POST 200`); `elapsed` in seconds.
    `expected` marks a refusal that belongs to the platform's order (no token yet)."""

    run_id: str
    step_id: int
    name: StepName
    ok: bool
    detail: str
    elapsed: float
    failure: Failure | None = None
    expected: bool = False


@dataclass(frozen=True, slots=True)
class ExchangeStarted:
    """A request is about to be sent; the exchange has no response yet."""

    exchange: HttpExchange


@dataclass(frozen=True, slots=True)
class ExchangeFinished:
    """A response arrived or the request failed; replaces the started exchange of the same id."""

    exchange: HttpExchange


@dataclass(frozen=True, slots=True)
class ListenerStarted:
    """The redirect listener is bound. `redirect_uri` is what the provider was told."""

    run_id: str
    redirect_uri: str
    addresses: tuple[str, ...]
    deadline: datetime


@dataclass(frozen=True, slots=True)
class AuthorizationUrlReady:
    """The URL that the person's browser is to open (already routed for the browser)."""

    run_id: str
    url: str


@dataclass(frozen=True, slots=True)
class BrowserOpened:
    """The opener was called. `ok` False: nothing opened; the person must open the URL."""

    run_id: str
    ok: bool


@dataclass(frozen=True, slots=True)
class RedirectReceived:
    """The good redirect of this run arrived; `pasted` when a person pasted it."""

    run_id: str
    ok: bool
    error: str | None
    pasted: bool = False


@dataclass(frozen=True, slots=True)
class RedirectIgnored:
    """Something else reached the listener and changed nothing; `reason` says what it was."""

    run_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunPaused:
    """A run stopped before it opens or sends something, and waits for a person. `step` is what is on;
    `method` and `url` are of what would go out."""

    run_id: str
    point: PausePoint
    step: str
    method: str
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RunResumed:
    """The pause is over. `edited` names the parts that a person changed (`method`, `url`, `headers`,
    `body`); `aborted`: nothing was sent, and the run ends. `seconds` is how long the pause was."""

    run_id: str
    edited: tuple[str, ...]
    aborted: bool
    seconds: float
    at: datetime


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """Keys of the settings that acquire, refresh or a token response changed; names, not values."""

    run_id: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettingsSeen:
    """The settings as the lambdas saw them: when the run began, and (`final`) when it ended. Raw."""

    run_id: str
    settings: Mapping[str, Any]
    final: bool = False


@dataclass(frozen=True, slots=True)
class RenewalTriggered:
    """A rule of the definition asked for new credentials (SDK reference 3.5). `rule` is `refresh_on` or
    `detect_on`, `pattern` what the definition says there, `matched` where it was found (`status`, `body`,
    `headers` or `error`), `exchange_id` the answer that it was found in."""

    run_id: str
    rule: str
    pattern: str
    matched: str
    exchange_id: int | None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class SecretLearned:
    """A value became known as secret. Journals register it for redaction and store nothing."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """What `puts` printed."""

    run_id: str
    text: str


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """A parity, strictness or deviation note: works here, but the person should know."""

    run_id: str
    code: str
    text: str
    location: Location | None = None
    exchange_id: int | None = None


@dataclass(frozen=True, slots=True)
class RunFinished:
    """A run ended. `elapsed` in seconds; `identity` is what the definition's `identity` gave."""

    run_id: str
    outcome: Outcome
    elapsed: float
    at: datetime
    failure: Failure | None = None
    identity: str | None = None


Event = (
    RunStarted
    | StepStarted
    | StepFinished
    | ExchangeStarted
    | ExchangeFinished
    | ListenerStarted
    | AuthorizationUrlReady
    | BrowserOpened
    | RedirectReceived
    | RedirectIgnored
    | RunPaused
    | RunResumed
    | SettingsChanged
    | SettingsSeen
    | RenewalTriggered
    | SecretLearned
    | ConsoleLine
    | NoteAdded
    | RunFinished
)


class Recorder(Protocol):
    """Takes events from any thread, in the order they happen. Never blocks for long, never raises."""

    def record(self, event: Event) -> None:
        """Store `event` and tell subscribers."""
