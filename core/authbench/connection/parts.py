"""The parts of one run, put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from authbench.connection.authorizer import RunAuthorizer
from authbench.connection.cloud_limits import CloudLimits
from authbench.connection.contexts import Contexts
from authbench.connection.entry import EntryStore
from authbench.connection.lifecycle import Lifecycle, plan_of
from authbench.connection.origins import Origins
from authbench.connection.pausing import Pausing
from authbench.connection.progress import Progress, RunRecorder
from authbench.connection.reauthorize import Reauthorizer
from authbench.connection.request import RunRequest
from authbench.connection.results import text_or_nil
from authbench.connection.settings import RunSettings
from authbench.connection.strictness import Strictness
from authbench.connection.wire import Wire
from authbench.errors import AuthbenchError
from authbench.events import StepName
from authbench.http import CancelScope, HttpClient, IoLoop
from authbench.sdk import Session

if TYPE_CHECKING:
    from authbench.connection.consent import Consent
    from authbench.connection.tokens import TokenEndpoint
    from authbench.oauth import Browser


class Parts:
    """Everything a run works with. Reads the vault, so it is made on the run's own thread."""

    def __init__(
        self,
        run_id: str,
        request: RunRequest,
        recorder: RunRecorder,
        client: HttpClient,
        loop: IoLoop,
        entries: EntryStore,
        browser: Browser,
        scope: CancelScope,
        contains_secret: Callable[[bytes | str], bool],
    ) -> None:
        self.request = request
        self.scope = scope
        self.progress = Progress(run_id, recorder)
        self.settings = RunSettings(
            request.connection_id,
            run_id,
            request.values,
            entries,
            recorder,
            stored=request.stored,
            save=request.save,
            stand_in=request.stand_in,
            check=self.scope.check,
        )
        for watcher in (
            Strictness(run_id, recorder.record, contains_secret),
            Origins(run_id, recorder.record, self.settings),
            CloudLimits(run_id, recorder.record),
        ):
            recorder.watch(watcher.watch)
        self.pausing = Pausing(run_id, recorder.record, contains_secret, client.is_own)
        self._session = self._new_session(run_id, client, recorder, contains_secret)
        self.contexts = Contexts(
            self._session,
            lambda: self.progress.current,
            rewrite_to=request.redirect.uri if request.options.rewrite_callback else None,
        )
        wire = Wire(client, self.scope, request.routes, run_id, request.connection_id, self.pausing)
        self.wire = wire
        self._loop = loop
        self._browser = browser if request.open_browser else None
        self._tokens: TokenEndpoint | None = None
        self.consent: Consent | None = None
        self.reauthorizer = Reauthorizer(
            request.connection_id,
            self.settings,
            entries,
            self.contexts,
            self.tokens,
            self.progress,
            self.scope.check,
        )
        self.authorizer = RunAuthorizer(
            request.connector.authorization, self.settings, self.contexts, self.reauthorizer, self.progress
        )
        self._session.authorizer = self.authorizer
        self.lifecycle = Lifecycle(self)

    def _new_session(
        self,
        run_id: str,
        client: HttpClient,
        recorder: RunRecorder,
        contains_secret: Callable[[bytes | str], bool],
    ) -> Session:
        request = self.request
        return Session(
            http=client,
            scope=self.scope,
            recorder=recorder,
            run_id=run_id,
            connection_id=request.connection_id,
            routes=request.routes,
            methods=request.connector.callables(),
            settings=self.settings.snapshot,
            keep_settings=self.settings.merge,
            base_uri=self._base_uri,
            account_properties=request.account_properties,
            lookup_tables=request.lookup_tables,
            withheld_properties=request.withheld_properties,
            console=self.progress.console,
            note=self.progress.note,
            contains_secret=contains_secret,
            zone=request.options.zone,
            gate=self.pausing,
        )

    def tokens(self) -> TokenEndpoint:
        """The built-in token requests. Imported when first needed: most runs need none."""
        if self._tokens is None:
            from authbench.connection.tokens import TokenEndpoint

            self._tokens = TokenEndpoint(self.contexts, self.wire, self.progress)
        return self._tokens

    def begin_consent(self) -> Consent:
        """A new attempt at consent, which from now on takes pasted redirects."""
        from authbench.connection.consent import Consent

        self.consent = Consent(
            self.progress.run_id,
            self.request.redirect,
            self.contexts,
            self.wire,
            self._loop,
            self._browser,
            self.progress,
            timeout=self.request.consent_timeout,
            rewrite_callback=self.request.options.rewrite_callback,
            pkce_always=self.request.options.pkce_always,
            check_issuer=self.request.options.check_issuer,
        )
        return self.consent

    def plan(self) -> tuple[StepName, ...]:
        """The steps to come, as far as the definition tells without running any of its code."""
        connector = self.request.connector
        authorization = connector.authorization
        return plan_of(
            self.request.kind,
            None if authorization.is_multi else authorization,
            has_test=connector.test is not None,
            has_tokens=self.settings.has_tokens,
        )

    @property
    def missing_properties(self) -> tuple[str, ...]:
        """The account properties that the run asked for in vain."""
        return tuple(self._session.missing_properties)

    @property
    def missing_tables(self) -> tuple[str, ...]:
        """The lookup tables that the run asked for in vain."""
        return tuple(self._session.missing_tables)

    def left_behind(self) -> str | None:
        """What to tell a person about code of the definition that a cancelled run leaves running."""
        apart = list(self._session.apart)
        if not apart:
            return None
        from authbench.sdk.author.turns import left_behind_hint

        return left_behind_hint(apart[-1])

    def authorization_type(self) -> str:
        """The type of the authorization that holds, the chosen option's for `multi`."""
        authorization = self.request.connector.authorization
        if not authorization.is_multi:
            return authorization.type
        try:
            return self.authorizer.resolved().type
        except AuthbenchError:
            return authorization.type

    def _base_uri(self) -> str | None:
        base = self.request.connector.base_uri
        if base is None or isinstance(base, str):
            return base
        value = base.call(self.contexts.for_lambda("connection.base_uri"), self.settings.snapshot())
        return text_or_nil(value, "base_uri", base.location)


PartsFactory = Callable[[str, RunRequest, RunRecorder, CancelScope], Parts]
