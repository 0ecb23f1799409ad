"""The context each lambda of a run is called in: which helpers apply, and what its requests carry
(SDK reference 1.6, 3.9, 3.10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from authbench.events import StepName
from authbench.sdk import Context, Request, Session

if TYPE_CHECKING:
    from authbench.definition import Connector


class Contexts:
    """Makes the contexts of one run. `current_step` names the step that requests of a lambda belong
    to where no other is meant."""

    def __init__(
        self, session: Session, current_step: Callable[[], StepName | None], *, rewrite_to: str | None = None
    ) -> None:
        self.session = session
        self._current_step = current_step
        self._rewrite_to = rewrite_to

    def for_lambda(self, path: str) -> Context:
        """For the lambdas that only compute: client_id, authorization_url, base_uri, selected… All
        helpers work there; requests they make are not authorized."""
        return self._context(path, self._step())

    def for_operation(self, path: str, step: StepName, cause: str | None = None) -> Context:
        """For `test`, `identity`, methods and pick lists: requests run `apply` and the refresh rules."""
        return self._context(path, step.value, cause=cause, applies=True, detects=True)

    def for_credentials(
        self, path: str, step: StepName, cause: str | None, *, redirect_uri: str | None = None
    ) -> Context:
        """For `acquire` and `refresh`: no `apply`, `detect_on` active, `base_uri` works. A hard-coded
        cloud callback in what they send is replaced by the real redirect URI (3.5)."""
        from authbench.oauth.authorization import CLOUD_CALLBACK

        rewrite_to = redirect_uri or self._rewrite_to
        if self._rewrite_to is not None and rewrite_to not in (None, CLOUD_CALLBACK):
            self.session.redirect_rewrite = (CLOUD_CALLBACK, rewrite_to)
        return self._context(path, step.value, cause=cause, detects=True)

    def for_apply(self, request: Request) -> Context:
        """For `apply`: its bare names act on `request`; requests it makes itself skip `apply`."""
        return replace(
            self._context("connection.authorization.apply", request.context.step),
            request=request,
            cause=request.context.cause,
        )

    def for_form(self) -> Context:
        """For the lambdas that shape the form: `extended_fields`, `selected`, option fields."""
        return self._context("connection.extended_fields", self._step())

    def _step(self) -> str:
        step = self._current_step()
        return step.value if step is not None else ""

    def _context(
        self, path: str, step: str, *, cause: str | None = None, applies: bool = False, detects: bool = False
    ) -> Context:
        return Context(
            session=self.session,
            path=path,
            step=step,
            cause=cause,
            applies=applies,
            detects=detects,
            uses_base_uri=path != "connection.base_uri",
        )


def offline_contexts(
    connector: Connector,
    project: Callable[[], tuple[Mapping[str, str], Mapping[str, Any] | None]] | None = None,
) -> Callable[[], Context]:
    """Contexts for looking at a form without a run: lambdas compute, but any request is refused. `project()`
    gives the account properties and lookup tables of that moment."""
    from authbench.connection.offline import OfflineClient
    from authbench.http import CancelScope

    session = Session(
        http=OfflineClient(),  # type: ignore[arg-type]
        scope=CancelScope(),
        recorder=OfflineClient(),
        methods=connector.callables(),
        online=False,
    )
    contexts = Contexts(session, lambda: None)

    def for_form() -> Context:
        if project is not None:
            session.account_properties, session.lookup_tables = project()
        return contexts.for_form()

    return for_form
