"""Which rule of the definition asked for new credentials, and where it found what (SDK reference 4.5)."""

from __future__ import annotations

from dataclasses import dataclass

from authbench.definition import Authorization, detect_matches, signal_matches
from authbench.definition.signals import Signal, describe_signal
from authbench.errors import AuthbenchError, Location
from authbench.sdk import DetectedError


@dataclass(frozen=True, slots=True)
class Rule:
    """An entry of `refresh_on` or `detect_on` that matched. `pattern` is the entry as written, empty
    where the list is: then every refusal counts. `matched` is `status`, `body` or `error`, which is the
    title of the failure."""

    name: str
    pattern: str
    matched: str
    location: Location | None = None


def rule_that_renews(authorization: Authorization, refused: AuthbenchError) -> Rule | None:
    """The rule by which a refused request is to be repeated with new credentials; None: by none."""
    by_refresh = _refresh_rule(authorization, refused)
    if by_refresh is None or not isinstance(refused, DetectedError):
        return by_refresh
    # What refresh_on lets pass here is what detect_on found in an answer that looked well.
    return _detect_rule(authorization, refused) or by_refresh


def _refresh_rule(authorization: Authorization, refused: AuthbenchError) -> Rule | None:
    status = getattr(refused, "status", None)
    if not authorization.refresh_on:
        matched = "status" if status is not None else "error"
        return Rule("refresh_on", "", matched, authorization.location)
    title = getattr(refused, "title", None) or refused.message
    body = getattr(refused, "body", None)
    for signal in authorization.refresh_on:
        if signal_matches(signal, title, status, body):
            where = _matched_in(signal, title, status)
            return Rule(
                "refresh_on", describe_signal(signal), where, authorization.locations.get("refresh_on")
            )
    return None


def _matched_in(signal: Signal, title: str, status: int | None) -> str:
    if isinstance(signal, int):
        return "status"
    return "error" if signal_matches(signal, title, status, None) else "body"


def _detect_rule(authorization: Authorization, refused: DetectedError) -> Rule | None:
    for signal in authorization.detect_on:
        if detect_matches(signal, refused.body, refused.parsed):
            location = authorization.locations.get("detect_on")
            return Rule("detect_on", describe_signal(signal), "body", location)
    return None
