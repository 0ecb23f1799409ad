"""What of a run's end the connection's profile keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from authbench.events import Outcome, RunFinished
from authbench_gui.services import Services
from authbench_gui.wording import moment_of
from authbench_gui.workspace.connection import TOKEN_REVOKED

if TYPE_CHECKING:
    from authbench.connection import RunResult
    from authbench.vault import LastResult, Profile


def last_result(event: RunFinished, result: RunResult | None, redact: Callable[[str], str]) -> LastResult:
    """How the run ended, as the profile keeps it: on the disk, so whatever a server or a definition had a
    part in is redacted."""
    from authbench.vault import LastResult

    failed = event.failure
    return LastResult(
        outcome=event.outcome.value,
        at=datetime.now(UTC),
        detail=redact(failed.code) if failed is not None else "",
        identity=redact(event.identity) if event.identity is not None else None,
        expires_at=moment_of(result.expires_at) if result is not None else None,
        authorization=result.authorization if result is not None else None,
    )


def keep_aside(services: Services, profile_id: str, result: RunResult | None) -> Profile:
    """What a run aside changes of how a connection stands: a token that was revoked ends it."""
    from authbench.connection.provider_question import Ask, ProviderAnswer
    from authbench.vault import LastResult

    answer = result.value if result is not None else None
    if not isinstance(answer, ProviderAnswer):
        return _keep_expiry(services, profile_id, result)
    profile = services.store.load(profile_id)
    if answer.ask is not Ask.REVOKE or not answer.ok:
        return profile
    authorization = profile.last.authorization if profile.last is not None else None
    ended = LastResult(Outcome.FAILED.value, datetime.now(UTC), TOKEN_REVOKED, authorization=authorization)
    return services.store.record_result(profile_id, ended)


def _keep_expiry(services: Services, profile_id: str, result: RunResult | None) -> Profile:
    """What a try may change of how a connection stands: the end of the token, where it got a new one.
    Whether the request itself was liked says nothing about the connection."""
    profile = services.store.load(profile_id)
    if profile.last is None or result is None or not result.changed:
        return profile
    last = replace(profile.last, expires_at=moment_of(result.expires_at))
    return services.store.record_result(profile_id, last)
