"""What a person asks a provider about a login, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from authbench.connection.token_view.signature import Verified
    from authbench.oauth.discovery import ProviderMetadata


class Ask(StrEnum):
    """The questions: where the endpoints are (RFC 8414), whether the provider signed a token (RFC 7517), what
    it says of a token (RFC 7662) and of the person (OpenID Connect Core, 5.3), and to end a token (RFC 7009).
    """

    DISCOVER = "discover"
    VERIFY = "verify"
    INTROSPECT = "introspect"
    USERINFO = "userinfo"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class ProviderQuestion:
    """One question. `path` leads to the token in the settings; `provider` is what discovery found before,
    None to look for it first. `agreed` is an origin that a person agreed to have secrets sent to, though the
    definition does not sign in there."""

    ask: Ask
    path: tuple[str, ...] = ()
    provider: ProviderMetadata | None = None
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """What came of a question. `headline` says it in a few words, raw; `ok` whether it is good news.
    `exchange_id` is the request that shows it."""

    ask: Ask
    path: tuple[str, ...]
    provider: ProviderMetadata
    ok: bool
    headline: str
    exchange_id: int | None = None
    verified: Verified | None = None
