"""The sequence diagram of a run as frozen data. Nothing secret is in it: secrets are chips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from authbench.events import Outcome, RunKind
from authbench.journal.chips import Redacted

AUTHBENCH = "authbench"
"""The key of the lane of Authbench itself."""
BROWSER = "browser"
"""The key of the browser's lane."""
AUTHORIZATION_SERVER = "authorization_server"
"""The key of the authorization server's lane as long as nothing was sent to one."""
API = "api"
"""The key of the API's lane as long as nothing was sent to one."""


class LaneKind(StrEnum):
    """Who stands at the head of a lane. `SERVER` is a host that is authorization server and API in one,
    `HOST` one of which only a redirect tells."""

    AUTHBENCH = "authbench"
    BROWSER = "browser"
    AUTHORIZATION_SERVER = "authorization_server"
    API = "api"
    SERVER = "server"
    HOST = "host"


class MessageKind(StrEnum):
    """What an arrow is. `OPEN` is Authbench that opens the browser, `CALLBACK` the browser at the redirect
    listener, `REDIRECT` an answer that sends on to elsewhere. `LOCAL` happens inside Authbench: source and
    target are the same lane, and there is no arrow."""

    REQUEST = "request"
    RESPONSE = "response"
    REDIRECT = "redirect"
    OPEN = "open"
    CALLBACK = "callback"
    LOCAL = "local"


class MessageState(StrEnum):
    """How far a message is. `EXPECTED` is a refusal that belongs to the platform's order, `PENDING` an
    answer or a step that is waited for, `FUTURE` what the known flow has still to come."""

    DONE = "done"
    FAILED = "failed"
    EXPECTED = "expected"
    PENDING = "pending"
    FUTURE = "future"


class Topic(StrEnum):
    """What a message is about. The first topic of a message chooses its explanation; the others say what
    else is in it, and what can be worked out."""

    OPEN_BROWSER = "open_browser"
    AUTHORIZE = "authorize"
    SIGN_IN = "sign_in"
    CODE_REDIRECT = "code_redirect"
    DENIED_REDIRECT = "denied_redirect"
    CALLBACK = "callback"
    CALLBACK_ANSWER = "callback_answer"
    CALLBACK_IGNORED = "callback_ignored"
    CODE_EXCHANGE = "code_exchange"
    CLIENT_CREDENTIALS = "client_credentials"
    PASSWORD_GRANT = "password_grant"
    JWT_BEARER = "jwt_bearer"
    REFRESH_GRANT = "refresh_grant"
    TOKEN_REQUEST = "token_request"
    ROLE_REQUEST = "role_request"
    TOKENS = "tokens"
    TOKEN_REFUSED = "token_refused"
    ROLE_CREDENTIALS = "role_credentials"
    API_CALL = "api_call"
    IDENTITY_CALL = "identity_call"
    TRY_CALL = "try_call"
    DISCOVERY = "discovery"
    DISCOVERY_ANSWER = "discovery_answer"
    KEYS = "keys"
    KEYS_ANSWER = "keys_answer"
    INTROSPECTION = "introspection"
    INTROSPECTION_ANSWER = "introspection_answer"
    USER_INFO = "user_info"
    USER_INFO_ANSWER = "user_info_answer"
    REVOCATION = "revocation"
    REVOCATION_ANSWER = "revocation_answer"
    QUESTION_REFUSED = "question_refused"
    PROVIDER_CALL = "provider_call"
    API_ANSWER = "api_answer"
    CHALLENGED = "challenged"
    REFUSED = "refused"
    EXPECTED_REFUSAL = "expected_refusal"
    SERVER_ERROR = "server_error"
    MOVED = "moved"
    NO_ANSWER = "no_answer"
    UNTRUSTED = "untrusted"
    CANCELLED = "cancelled"
    RENEWAL = "renewal"
    STOPPED = "stopped"
    PAUSED = "paused"
    LEFT_OUT = "left_out"
    PKCE = "pkce"
    BASIC = "basic"
    BEARER = "bearer"
    DIGEST = "digest"
    SIGV4 = "sigv4"
    ASSERTION = "assertion"
    API_KEY = "api_key"


@dataclass(frozen=True, slots=True)
class Lane:
    """One who takes part. `key` is `AUTHBENCH`, `BROWSER`, or the origin that the definition names
    (`https://api.example.com`); `detail` is the host, and where a route sends what is for it."""

    key: str
    title: str
    kind: LaneKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """An arrow from lane `source` to lane `target` (their keys), or what happens inside one (`LOCAL`).

    `title` begins with `number`, where that is not 0: `5 POST /oauth2/token · code + verifier`. `detail` is
    one line that says what it carries; its chips read `access token ①`. `started` is wall time in UTC,
    `elapsed` the seconds until the answer was complete, set on answers and failures. `exchange_id` is None
    for what is no exchange, and for the future. `left_out` counts the exchanges that a `LEFT_OUT` stands for.
    """

    number: int
    kind: MessageKind
    source: str
    target: str
    title: str
    detail: Redacted
    state: MessageState
    exchange_id: int | None = None
    started: datetime | None = None
    elapsed: float | None = None
    status: int | None = None
    topics: tuple[Topic, ...] = ()
    left_out: int = 0

    @property
    def words(self) -> str:
        """The title without its number."""
        return self.title.removeprefix(f"{self.number} ") if self.number else self.title

    @property
    def topic(self) -> Topic | None:
        """What it is about in the first place."""
        return self.topics[0] if self.topics else None


@dataclass(frozen=True, slots=True)
class Wait:
    """Something waits at a lane (its key): a person in the browser, or a paused run. `since` and `until` are
    wall time in UTC; `until` is None while it lasts, and `state` then `PENDING`."""

    lane: str
    title: str
    since: datetime | None
    until: datetime | None = None
    state: MessageState = MessageState.PENDING
    topic: Topic = Topic.SIGN_IN


Row = Message | Wait


@dataclass(frozen=True, slots=True)
class Picture:
    """A run from top to bottom. `outcome` is None while it runs; `kind` None when its start is not kept."""

    run_id: str
    kind: RunKind | None
    lanes: tuple[Lane, ...]
    rows: tuple[Row, ...]
    outcome: Outcome | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """The rows without the waits."""
        return tuple(row for row in self.rows if isinstance(row, Message))

    def lane(self, key: str) -> Lane | None:
        """A lane by its key."""
        return next((lane for lane in self.lanes if lane.key == key), None)
