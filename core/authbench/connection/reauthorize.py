"""Getting new credentials when a request was refused, once for all who ask at the same time.

Single flight: a lock that threads and other processes honour, then a look whether somebody else
already stored newer tokens, and only then `refresh` or `acquire` (security E09, E10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from authbench.connection.entry import EntryStore
from authbench.connection.parity import note_acquired
from authbench.connection.progress import Progress
from authbench.connection.results import Credentials, credentials_from_acquire, credentials_from_refresh
from authbench.connection.settings import RunSettings
from authbench.errors import AuthbenchError, Code
from authbench.events import StepName

if TYPE_CHECKING:
    from authbench.connection.contexts import Contexts
    from authbench.connection.tokens import TokenEndpoint
    from authbench.definition import Authorization


class ReauthorizationFailed(AuthbenchError):
    """Renewing credentials failed; carries the refusal that made it necessary as well."""

    default_code = Code.REAUTHORIZATION_FAILED


class SignInAgain(AuthbenchError):
    """There is no way to renew the credentials without the person."""

    default_code = Code.SIGN_IN_AGAIN


class Reauthorizer:
    """Renews the credentials of one connection by the rules of its definition."""

    def __init__(
        self,
        connection_id: str,
        settings: RunSettings,
        entries: EntryStore,
        contexts: Contexts,
        tokens: Callable[[], TokenEndpoint],
        progress: Progress,
        check: Callable[[], None],
    ) -> None:
        self._connection_id = connection_id
        self._settings = settings
        self._entries = entries
        self._contexts = contexts
        self._tokens = tokens
        self._progress = progress
        self._check = check

    def renew(
        self,
        authorization: Authorization,
        cause: str,
        *,
        seen: int | None = None,
        refused: AuthbenchError | None = None,
    ) -> bool:
        """Renew, unless the settings changed since generation `seen` or another run or process
        stored newer tokens: then those count. False: `acquire` returned nil, nothing to retry with.

        Raises ReauthorizationFailed (with what `refused` said), SignInAgain, Cancelled.
        """
        with self._entries.lock(f"renew-{self._connection_id}", self._check):
            if seen is not None and self._settings.generation != seen:
                return True
            if self._settings.adopt_newer():
                self._progress.note(
                    "tokens_shared", "Another run renewed the tokens meanwhile; they are used here."
                )
                return True
            return self._renew_now(authorization, cause, refused)

    def _renew_now(self, authorization: Authorization, cause: str, refused: AuthbenchError | None) -> bool:
        if not authorization.is_oauth2:
            return self._acquire(authorization, cause, refused)
        if authorization.refresh is not None:
            return self._refresh_lambda(authorization, cause, refused)
        if authorization.token_url is not None and self._settings.snapshot().get("refresh_token"):
            return self._refresh_standard(authorization, cause, refused)
        if authorization.acquire is not None and authorization.acquire.parameter_count <= 1:
            return self._acquire(authorization, cause, refused)
        if authorization.token_url is None and authorization.acquire is None:
            reason = "'refresh' block or 'token_url' is required for refreshing the token"
        else:
            reason = "There is no refresh token to renew the access token with"
        raise SignInAgain(
            reason,
            hint="Sign in again: press Reconnect and allow access in the browser.",
            location=authorization.location,
            details=_context_of(refused),
        )

    def _acquire(self, authorization: Authorization, cause: str, refused: AuthbenchError | None) -> bool:
        acquire = authorization.acquire
        if acquire is None:
            return False
        with self._renewing(StepName.ACQUIRE, cause, refused):
            context = self._contexts.for_credentials(
                "connection.authorization.acquire", StepName.ACQUIRE, cause
            )
            result = acquire.call(context, self._settings.snapshot())
            note_acquired(self._contexts.session, authorization, result)
            return self._take(credentials_from_acquire(result, acquire.location))

    def _refresh_lambda(
        self, authorization: Authorization, cause: str, refused: AuthbenchError | None
    ) -> bool:
        refresh = authorization.refresh
        assert refresh is not None
        with self._renewing(StepName.REFRESH, cause, refused):
            settings = self._settings.snapshot()
            context = self._contexts.for_credentials(
                "connection.authorization.refresh", StepName.REFRESH, cause
            )
            result = refresh.call(context, settings, settings.get("refresh_token"))
            if isinstance(result, (list, tuple)) and len(result) > 2:
                self._progress.note(
                    "refresh_third_element",
                    "refresh returned more than [tokens, other settings]: what comes after is lost.",
                    refresh.location,
                )
            return self._take(credentials_from_refresh(result, refresh.location))

    def _refresh_standard(
        self, authorization: Authorization, cause: str, refused: AuthbenchError | None
    ) -> bool:
        with self._renewing(StepName.REFRESH, cause, refused):
            return self._take(
                Credentials(self._tokens().refresh(authorization, self._settings.snapshot(), cause))
            )

    def _take(self, credentials: Credentials) -> bool:
        if credentials.changes is None:
            return False
        self._settings.merge(
            credentials.changes, owner_id=credentials.owner_id, step=self._progress.last_step
        )
        return True

    @contextmanager
    def _renewing(self, step: StepName, cause: str, refused: AuthbenchError | None) -> Iterator[None]:
        with self._progress.step(step, cause):
            try:
                yield
            except AuthbenchError as error:
                if refused is None:
                    raise
                raise _both(error, refused, step) from error


def _both(error: AuthbenchError, refused: AuthbenchError, step: StepName) -> ReauthorizationFailed:
    """The renewal's own error in front, with the refusal that led to it (SDK reference 4.6)."""
    failed = ReauthorizationFailed(
        f"Re-authorization failed: {error.message} (after the request was refused: {refused.message})",
        code=error.code if error.code not in Code.__members__.values() else None,
        hint=error.hint,
        location=error.location,
        details={
            **_context_of(refused),
            **error.details,
            "renewal_code": error.code,
            "renewal_step": step.value,
        },
    )
    failed.exchange = getattr(error, "exchange", None)  # type: ignore[attr-defined]
    return failed


def _context_of(refused: AuthbenchError | None) -> dict[str, str]:
    return {} if refused is None else {"refused": refused.message, "refused_code": refused.code}


def describe_refusal(refused: AuthbenchError) -> str:
    """Why credentials are renewed, in the words of the log's cause column."""
    status = getattr(refused, "status", None)
    if getattr(refused, "sdk_class", "") == "DetectOnUnauthorizedRequestError":
        return "detect_on matched the body"
    if status is not None:
        return f"refresh_on {status}"
    return "refresh_on"
