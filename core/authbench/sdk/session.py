"""What the requests and helpers of one run share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from authbench.errors import Location
from authbench.events import Recorder
from authbench.http import CancelScope, Gate, HttpClient, Routes

if TYPE_CHECKING:
    from authbench.sdk.context import Context
    from authbench.sdk.request import Request

Method = Callable[["Context", list[Any]], Any]
"""A definition's method: called with the caller's context and exactly its arguments."""

DEFAULT_ZONE = "America/Los_Angeles"


class Authorizer(Protocol):
    """Decides how requests get their credentials; `connection` implements SDK reference 4.1."""

    def perform(self, request: Request) -> Any:
        """Send `request` with whatever authorization is due, by `request.attempt(…)` once or twice,
        and return the value of the last attempt."""


class NoAuthorization:
    """The authorizer of runs without any: one attempt, as it is."""

    def perform(self, request: Request) -> Any:
        """Send `request` once."""
        return request.attempt(None)


def _ignore_note(_code: str, _text: str, _location: Location | None) -> None:
    return None


def _ignore_console(_text: str) -> None:
    return None


def _keep_nothing(_changes: dict[str, Any]) -> None:
    return None


def _no_secret(_content: bytes | str) -> bool:
    return False


@dataclass(slots=True)
class Session:
    """One run, as seen by the definition's code.

    `settings()` is a fresh copy of the connection's settings, `keep_settings(changes)` adds to them;
    `base_uri()` evaluates the definition's base URI with the settings of that moment.
    `note(code, text, location)` records a parity or strictness note, `console(text)` a line of `puts`.
    `redirect_rewrite` is (hard-coded callback, real redirect URI): such values sent from acquire or refresh
    are replaced (3.5). `delete_sends_params` makes `delete(url, hash)` send query parameters instead of a
    JSON body (5.1). `online` False refuses helpers that would ask the network by themselves. `zone` None
    means Pacific time, as the SDK has it. `withheld_properties` names the environment variable that an
    account property would come from, were it allowed. `missing_properties` and `missing_tables` collect, in
    order, what the run asked for in vain. `apart` names the lambdas that run in threads of their own at the
    moment: a cancelled run may have to leave them behind. `gate` stands before every request.
    """

    http: HttpClient
    scope: CancelScope
    recorder: Recorder
    run_id: str = ""
    connection_id: str = ""
    routes: Routes = field(default_factory=Routes)
    methods: Mapping[str, Method] = field(default_factory=dict)
    authorizer: Authorizer = field(default_factory=NoAuthorization)
    settings: Callable[[], dict[str, Any]] = dict
    base_uri: Callable[[], Any] = lambda: None
    kept: dict[object, Any] = field(default_factory=dict, repr=False)
    """What the definition's code keeps for this run alone, by whom it belongs to."""
    account_properties: Mapping[str, Any] = field(default_factory=dict)
    lookup_tables: Mapping[Any, Any] | None = None
    withheld_properties: Mapping[str, str] = field(default_factory=dict)
    missing_properties: dict[str, None] = field(default_factory=dict)
    missing_tables: dict[str, None] = field(default_factory=dict)
    console: Callable[[str], None] = _ignore_console
    note: Callable[[str, str, Location | None], None] = _ignore_note
    redirect_rewrite: tuple[str, str] | None = None
    contains_secret: Callable[[bytes | str], bool] = _no_secret
    zone: str | None = None
    clock: Callable[[], float] = time.time
    delete_sends_params: bool = False
    connect_timeout: float = 60.0
    read_timeout: float = 60.0
    keep_settings: Callable[[dict[str, Any]], object] = _keep_nothing
    role_credentials: dict[str, dict[str, str]] = field(default_factory=dict)
    apart: list[str] = field(default_factory=list)
    online: bool = True
    gate: Gate | None = None
    _noted: set[tuple[str, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note_once(self, code: str, text: str, location: Location | None = None) -> None:
        """Record a note unless the run has the same one already."""
        with self._lock:
            if (code, text) in self._noted:
                return
            self._noted.add((code, text))
        self.note(code, text, location)
