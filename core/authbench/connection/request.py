"""What a run is asked to do, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from authbench.connection.pausing import NO_PAUSES, PausePoints
from authbench.events import Failure, Outcome, RunKind

if TYPE_CHECKING:
    from authbench.connection.provider_question import ProviderQuestion
    from authbench.connection.try_request import TryRequest
    from authbench.definition import Connector
    from authbench.http import Routes
    from authbench.oauth import RedirectSettings


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Switches of one connection.

    `rewrite_callback` replaces the platform's hard-coded callback by the real one (SDK reference
    3.5); `pkce_always` adds S256 to a definition that has `token_url` and no `pkce`; `zone` is the
    IANA name for `now` and `today` (None: Pacific time, as the emulator does). `check_issuer` refuses a
    redirect whose `iss` has another origin than the authorization URL (RFC 9207).
    """

    rewrite_callback: bool = True
    pkce_always: bool = False
    zone: str | None = None
    check_issuer: bool = True


@dataclass(frozen=True, slots=True)
class ExecuteCall:
    """One lambda by its key path, as the command line's `exec` calls it.

    `args` replaces the arguments that the lambda would get by default; the other three are the
    second and third argument of `acquire` and the second of `refresh`.
    """

    path: str
    args: tuple[Any, ...] | None = None
    oauth2_code: str | None = None
    redirect_url: str | None = None
    refresh_token: str | None = None


@dataclass(frozen=True, slots=True)
class StandIn:
    """Settings that one run sees in the place of the kept ones, which stay in the vault as they are.

    For experiments. A value of None hides the setting. What the run obtains takes the place of what stands
    in, and is kept as ever. `serial` is that of the vault entry that `values` were made from: tokens that
    somebody else stored since then are newer.
    """

    values: Mapping[str, Any]
    serial: int


@dataclass(frozen=True, slots=True)
class RunRequest:
    """Everything a run needs to know, frozen when the person presses the button.

    `values` are the settings as the form or a settings file gives them, secrets included.
    `stored` are tokens and what else acquire and refresh gave before; None: read from the vault.
    `consent_timeout` is in seconds; `save` False keeps the vault untouched. `account_properties`,
    `lookup_tables` and `withheld_properties` are what `connection.project_files` reads, with what a person
    entered on top. `pauses` says where the run stops for a person; `Run.pause_at` changes it.
    """

    kind: RunKind
    connector: Connector
    connection_id: str
    values: Mapping[str, Any]
    redirect: RedirectSettings
    routes: Routes
    stored: Mapping[str, Any] | None = None
    consent_timeout: float = 300.0
    open_browser: bool = True
    options: RunOptions = RunOptions()
    execute: ExecuteCall | None = None
    tried: TryRequest | None = None
    asked: ProviderQuestion | None = None
    account_properties: Mapping[str, str] = field(default_factory=dict)
    lookup_tables: Mapping[str, Any] | None = None
    withheld_properties: Mapping[str, str] = field(default_factory=dict)
    pauses: PausePoints = NO_PAUSES
    save: bool = True
    stand_in: StandIn | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended. `settings` is the whole connection hash after it; `changed` names what
    acquire, refresh or a token response changed; `value` is what an executed lambda or `test`
    returned, the `TryAnswer` of a tried request or the `ProviderAnswer` to a question;
    `elapsed` is in seconds. `missing_properties` and
    `missing_tables` name the account properties and lookup tables that the definition asked for in vain."""

    outcome: Outcome
    failure: Failure | None = None
    identity: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    value: Any = None
    elapsed: float = 0.0
    authorization: str = "none"
    expires_at: str | None = None
    missing_properties: tuple[str, ...] = ()
    missing_tables: tuple[str, ...] = ()
