"""The switches that make the demo provider misbehave, for a presenter and for tests."""

from __future__ import annotations

import threading
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

Where = Literal["token", "api", "all"]


@dataclass(frozen=True, slots=True)
class Faults:
    """The position of every switch at one moment. Everything is off by default.

    `where` says which answers `slow_seconds`, `status`, `error_in_200`, `malformed_json` and
    `wrong_content_type` touch: the token endpoint's, the protected APIs', or both. `times` limits
    those faults to that many answers; None means until switched off.
    """

    deny_consent: bool = False
    """The authorization endpoint answers `access_denied` at once, as an administrator's policy would."""
    wrong_state: bool = False
    """The redirect carries another state than the one that was sent."""
    wrong_issuer: bool = False
    """The redirect carries another issuer than the one that answered (RFC 9207)."""
    slow_seconds: float = 0.0
    """Answers wait this long, in seconds."""
    status: int | None = None
    """Answers have this status: 500, 503, 401, 403, 400…"""
    body: str | None = None
    """The body that goes with `status` or `error_in_200`; None means a fitting JSON error."""
    error_in_200: bool = False
    """Answers have status 200 and an error in the body."""
    malformed_json: bool = False
    """Answers break off in the middle of their JSON."""
    wrong_content_type: bool = False
    """Answers are right but call themselves `text/html`."""
    where: Where = "api"
    times: int | None = None
    clock_skew: float = 0.0
    """The provider's clock is this many seconds ahead of the machine's (behind, when negative)."""
    token_lifetime: float | None = None
    """Seconds that new access tokens live; None means the client's own figure."""
    rotate_refresh_tokens: bool | None = None
    """Whether every refresh gives a new refresh token; None means the client's own habit."""
    refuse_refresh: bool = False
    """Every refresh is answered with `invalid_grant`."""

    @property
    def any_on(self) -> bool:
        """Whether anything is not as it is by default; `where`, `times` and `body` alone do nothing."""
        return bool(self.switched_on())

    def switched_on(self) -> tuple[str, ...]:
        """The switches that are not as they are by default, in plain words."""
        return tuple(
            field.name.replace("_", " ")
            for field in fields(self)
            if field.name not in _ALONE_NOTHING and getattr(self, field.name) != field.default
        )

    @property
    def disturbs_answers(self) -> bool:
        """Whether one of the faults that `where` and `times` govern is on."""
        return bool(
            self.slow_seconds
            or self.status is not None
            or self.error_in_200
            or self.malformed_json
            or self.wrong_content_type
        )


class FaultSwitches:
    """Switches that any thread may throw: `switches.status = 500` or `switches.set(status=500, times=1)`."""

    __slots__ = ("_faults", "_lock")
    _lock: threading.Lock
    _faults: Faults

    def __init__(self) -> None:
        object.__setattr__(self, "_lock", threading.Lock())
        object.__setattr__(self, "_faults", Faults())

    def set(self, **changes: Any) -> Faults:
        """Throws switches by name, all at once. Raises `TypeError` for a name that does not exist."""
        with self._lock:
            changed = replace(self._faults, **changes)
            object.__setattr__(self, "_faults", changed)
            return changed

    def reset(self) -> None:
        """Everything off again."""
        self.exchange(Faults())

    def exchange(self, faults: Faults) -> Faults:
        """Puts every switch where `faults` has it; returns where they were."""
        with self._lock:
            before = self._faults
            object.__setattr__(self, "_faults", faults)
            return before

    def now(self) -> Faults:
        """The position of every switch, as one consistent picture."""
        return self._faults

    def take(self, where: Where) -> Faults | None:
        """The faults for one answer of this kind, or None when it is to go out undisturbed. Counts
        `times` down; at zero the faults it governs switch themselves off."""
        with self._lock:
            faults = self._faults
            if not faults.disturbs_answers or faults.where not in (where, "all"):
                return None
            if faults.times is not None and faults.times < 1:
                return None
            if faults.times is not None:
                left = faults.times - 1
                after = replace(faults, times=left) if left > 0 else _calmed(faults)
                object.__setattr__(self, "_faults", after)
            return faults

    def __getattr__(self, name: str) -> Any:
        if name not in _NAMES:
            raise AttributeError(name)
        return getattr(self._faults, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in _NAMES:
            raise AttributeError(f"There is no fault switch named {name!r}.")
        self.set(**{name: value})


_ALONE_NOTHING = ("where", "times", "body")
_NAMES = frozenset(field.name for field in fields(Faults))


def _calmed(faults: Faults) -> Faults:
    quiet = Faults()
    return replace(
        faults,
        slow_seconds=quiet.slow_seconds,
        status=quiet.status,
        body=quiet.body,
        error_in_200=quiet.error_in_200,
        malformed_json=quiet.malformed_json,
        wrong_content_type=quiet.wrong_content_type,
        times=None,
    )
