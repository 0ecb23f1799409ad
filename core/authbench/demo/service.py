"""What a provider consists of here: hosts, clients, an authorization server's paths, protected APIs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING, Any

from authbench.demo.clients import Client
from authbench.demo.credentials import Credentials
from authbench.demo.faults import FaultSwitches, Where
from authbench.demo.tokens import AccessToken, TokenStore
from authbench.demo.wire import Request, Response

if TYPE_CHECKING:
    from authbench.demo.digest import Nonces


@dataclass(frozen=True, slots=True)
class World:
    """What the parts of one provider share. `now` is the provider's clock in epoch seconds, `origin` its
    own address such as `http://127.0.0.1:48011`."""

    origin: str
    now: Callable[[], float]
    credentials: Credentials
    tokens: TokenStore
    faults: FaultSwitches
    nonces: Nonces
    services: tuple[Service, ...] = ()
    presenting: Callable[[], bool] = bool
    """Whether an audience looks on: pages are large then, and show nothing technical."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who an API let in. `path` holds the values of the endpoint's path placeholders."""

    name: str
    token: AccessToken | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    path: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """A protected API lets nobody in; `response` says why."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


Guard = Callable[[Request, World, "Service"], Caller]
Answer = Callable[[Request, Caller], Any]
"""What an API answers: a `Response`, or a value that becomes a JSON answer of status 200."""


@dataclass(frozen=True)
class Endpoint:
    """One protected API: `path` may hold `{name}` placeholders, each for one path segment."""

    method: str
    path: str
    guard: Guard
    answer: Answer
    where: Where = "api"
    """Which fault switches touch it: an API's, or a token endpoint's of a provider with its own ways."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return path_pattern(self.path)

    def match(self, path: str) -> dict[str, str] | None:
        """The placeholders' values when this endpoint lives at `path`."""
        found = self._pattern.fullmatch(path)
        return found.groupdict() if found else None


def path_pattern(template: str) -> re.Pattern[str]:
    """A pattern for a path in which `{name}` stands for one segment."""
    pieces = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(
            f"(?P<{piece}>[^/]+)" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces)
        )
    )


@dataclass(frozen=True)
class Service:
    """A provider that the demo provider stands in for. Hosts may hold `*`; the issuer is the authorization
    server's identifier (RFC 8414, 2). A service without `token_path` issues no tokens."""

    name: str
    title: str
    hosts: tuple[str, ...]
    issuer: str
    endpoints: tuple[Endpoint, ...]
    clients: tuple[Client, ...] = ()
    authorize_path: str | None = None
    token_path: str | None = None
    takes_json_token_requests: bool = False
    """RFC 6749 knows form-encoded token requests only; some providers read JSON as well."""
    takes_prefixed_basic: bool = False
    """Accepts `client:ID:SECRET` as Basic credentials beside `ID:SECRET`, as Percolate's guide has it."""
    token_audiences: tuple[str, ...] = ()
    """What a JWT assertion may name as its audience."""

    def serves(self, host: str) -> bool:
        """Whether requests for this host (lower case, without a default port) are this service's."""
        return any(fnmatchcase(host, pattern) for pattern in self.hosts)

    def client(self, client_id: str) -> Client | None:
        """The registered client of this id."""
        return next((client for client in self.clients if client.client_id == client_id), None)
