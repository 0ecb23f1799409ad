"""Scopes: what was asked for beside what was given (RFC 6749, 3.3 and 5.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MAX_SCOPES = 200
_MAX_NAME = 300
_UNNAMED = "the token answer names none, so all that was requested (RFC 6749, 5.1)"
_NOT_SEEN = "the token answer was not kept; all that was requested is assumed"
_OFTEN_UNNAMED = frozenset({"openid", "profile", "email", "offline_access", "offline"})


class ScopeState(StrEnum):
    """What became of a scope."""

    GRANTED = "granted"
    MISSING = "missing"
    ADDITIONAL = "additional"


@dataclass(frozen=True, slots=True)
class ScopeView:
    """One scope; `note` explains its state where that is not plain."""

    name: str
    state: ScopeState
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScopesView:
    """All scopes of a connection. `requested_from` and `granted_from` say how each side is known; empty
    where it is not."""

    scopes: tuple[ScopeView, ...]
    requested_from: str
    granted_from: str


@dataclass(frozen=True, slots=True)
class ScopeList:
    """Scopes and where they were seen."""

    names: tuple[str, ...]
    source: str


def split_scopes(value: Any) -> tuple[str, ...]:
    """The scopes in a `scope` parameter or claim: parted by spaces, by commas where there is no space (some
    providers do so), or a list. Each once, in order; empty for anything else."""
    if isinstance(value, str):
        parts = [part.strip(",") for part in value.split()] if len(value.split()) > 1 else value.split(",")
    elif isinstance(value, (list, tuple)):
        parts = [part for part in value if isinstance(part, str)]
    else:
        return ()
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def compare_scopes(
    requested: ScopeList | None,
    granted: ScopeList | None,
    redact: Callable[[str], str],
    *,
    answered: bool = True,
) -> ScopesView | None:
    """What was asked for, then what came on top. An answer without scopes grants what was asked for; without
    an answer (`answered`) that is assumed. None where nothing is known."""
    if requested is None and granted is None:
        return None
    asked = requested.names if requested is not None else ()
    given = granted.names if granted is not None else asked
    scopes: list[ScopeView] = []
    matched: set[str] = set()
    for name in asked:
        same = next((each for each in given if _same(name, each)), None)
        if same is not None:
            matched.add(same)
            note = "" if same == name else f"Given as {same}."
            scopes.append(ScopeView(name, ScopeState.GRANTED, note))
        elif name.endswith("/.default"):
            scopes.append(
                ScopeView(name, ScopeState.GRANTED, "Stands for all that was agreed to beforehand (Entra).")
            )
        else:
            note = "Providers often leave this one out of the answer." if name in _OFTEN_UNNAMED else ""
            scopes.append(ScopeView(name, ScopeState.MISSING, note))
    rest = [name for name in given if name not in matched]
    unasked = requested is None or any(name.endswith("/.default") for name in asked)
    state = ScopeState.GRANTED if unasked else ScopeState.ADDITIONAL
    scopes += [ScopeView(name, state) for name in rest]
    return ScopesView(
        tuple(
            ScopeView(redact(each.name[:_MAX_NAME]), each.state, redact(each.note[:_MAX_NAME]))
            for each in scopes[:MAX_SCOPES]
        ),
        requested.source if requested is not None else "",
        granted.source if granted is not None else _UNNAMED if answered else _NOT_SEEN,
    )


def _same(asked: str, given: str) -> bool:
    """The same scope, also where the answer gives it as a URL: `User.Read` as
    `https://graph.microsoft.com/User.Read`, `email` as Google's `…/auth/userinfo.email`."""
    return given == asked or (
        given.startswith("https://") and given.endswith((f"/{asked}", f"/userinfo.{asked}"))
    )
