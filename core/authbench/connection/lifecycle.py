"""What each kind of run does, step by step, in the platform's order (SDK reference 3.4, 4.8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from authbench.connection.parity import note_acquired, note_placement
from authbench.connection.progress import exchange_detail
from authbench.connection.reauthorize import SignInAgain
from authbench.connection.results import credentials_from_acquire
from authbench.connection.secrecy import secret_settings
from authbench.errors import AuthbenchError, Cancelled, Code
from authbench.events import RunKind, SecretLearned, StepName
from authbench.journal.secret_names import label_for

if TYPE_CHECKING:
    from authbench.connection.parts import Parts
    from authbench.definition import Authorization


class FieldsInvalid(AuthbenchError):
    """Required or malformed fields; `details` maps field names to what is wrong."""

    default_code = Code.FIELDS_INVALID


class TestFailed(AuthbenchError):
    """The test lambda finished and said no."""

    default_code = Code.TEST_FAILED


class Lifecycle:
    """Drives one run from start to verdict."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._request = parts.request
        self._progress = parts.progress
        self._settings = parts.settings
        self.identity: str | None = None
        self.value: Any = None

    def drive(self) -> None:
        """Do what was asked. Raises what made it fail, and Cancelled."""
        self._check_fields()
        match self._request.kind:
            case RunKind.CONNECT:
                self._connect()
            case RunKind.TEST:
                self._test_and_identify()
            case RunKind.ACQUIRE:
                self._get_token()
            case RunKind.REFRESH:
                self._refresh()
            case RunKind.TRY:
                self._try()
            case RunKind.EXECUTE:
                self._execute()
            case RunKind.PROVIDER:
                self._ask_provider()

    def _check_fields(self) -> None:
        from authbench.form import Form

        form = Form(
            self._request.connector, dict(self._request.values), context_factory=self._parts.contexts.for_form
        )
        self._learn_secrets(form.secret_names())
        if self._request.kind in (RunKind.EXECUTE, RunKind.PROVIDER):
            self._settings.tell()
            return
        with self._progress.step(StepName.FIELDS):
            form.refresh_dynamic()
            self._learn_secrets(form.secret_names())
            self._settings.tell()
            problems = form.validate()
            if problems:
                first = problems[0]
                more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
                raise FieldsInvalid(
                    f"{first.message}{more}",
                    hint="Fill in what is marked and press the button again.",
                    details={problem.path: problem.message for problem in problems},
                )
        note_placement(self._parts.contexts.session, self._request.connector)
        if self._request.connector.secure_tunnel:
            self._progress.note(
                "secure_tunnel",
                "The platform would send these requests through an on-prem agent; here they go directly.",
            )
        if self._settings.credentials_changed:
            self._progress.note(
                "credentials_changed",
                "The tokens in use were obtained with other field values. Reconnect, or get a token now.",
            )

    def _learn_secrets(self, marked_names: Iterable[str]) -> None:
        """Before anything runs: what a field or its name says is secret never shows (security G01)."""
        settings = self._settings.snapshot()
        marked = {name: settings[name] for name in marked_names if name in settings}
        learned = [
            *secret_settings(settings),
            *secret_settings(self._request.account_properties),
            *secret_settings(self._request.lookup_tables or {}),
            *((name, str(value)) for name, value in marked.items() if value),
        ]
        for name, value in learned:
            self._progress.recorder.record(SecretLearned(value, label_for(name)))

    def _connect(self) -> None:
        authorization = self._parts.authorizer.resolved()
        if authorization.needs_browser:
            self._settings.forget_tokens()
            self._consent(authorization)
        elif authorization.is_machine_login:
            self._acquire_directly(authorization)
        self._test_and_identify()

    def _get_token(self) -> None:
        authorization = self._parts.authorizer.resolved()
        if authorization.needs_browser:
            self._settings.forget_tokens()
            self._consent(authorization)
        elif authorization.acquire is not None:
            self._acquire_directly(authorization)
        else:
            raise AuthbenchError(
                "This definition has no acquire, so there is no token to get",
                code=Code.USAGE,
                hint="Press Test: apply puts the credentials on each request.",
                location=authorization.location,
            )

    def _refresh(self) -> None:
        authorization = self._parts.authorizer.resolved()
        if not authorization.reauthorizable:
            raise AuthbenchError(
                "This definition has neither refresh rules nor acquire, so there is nothing to renew",
                code=Code.USAGE,
                location=authorization.location,
            )
        if not self._parts.reauthorizer.renew(authorization, "asked for by hand"):
            raise SignInAgain(
                "acquire returned nil: it gave no new credentials", location=authorization.location
            )

    def _consent(self, authorization: Authorization) -> None:
        tokens = self._parts.tokens()
        settings = self._settings.snapshot()
        self._progress.start(StepName.CONSENT)
        try:
            client_id = tokens.client_id(authorization, settings)
            grant = self._parts.begin_consent().obtain(authorization, settings, client_id)
        except (AuthbenchError, Cancelled) as error:
            self._progress.fail(error)
            raise
        self._progress.succeed(f"redirected to {grant.redirect_uri.split('://', 1)[-1].split('/', 1)[0]}")
        if authorization.acquire is not None:
            acquire = authorization.acquire
            with self._progress.step(StepName.ACQUIRE):
                context = self._parts.contexts.for_credentials(
                    "connection.authorization.acquire",
                    StepName.ACQUIRE,
                    None,
                    redirect_uri=grant.redirect_uri,
                )
                result = acquire.call(context, settings, grant.code, grant.redirect_uri, grant.verifier)
                credentials = credentials_from_acquire(result, acquire.location)
                self._take(credentials.changes, credentials.owner_id)
        elif authorization.token_url is not None:
            with self._progress.step(StepName.TOKEN):
                answer = tokens.exchange(
                    authorization,
                    settings,
                    code=grant.code,
                    redirect_uri=grant.redirect_uri,
                    verifier=grant.verifier,
                )
                self._take(answer, None)
        else:
            raise AuthbenchError(
                "The code arrived, but the definition has neither acquire nor token_url to exchange it",
                code=Code.INVALID_DEFINITION,
                location=authorization.location,
            )

    def _acquire_directly(self, authorization: Authorization) -> None:
        acquire = authorization.acquire
        assert acquire is not None
        with self._progress.step(StepName.ACQUIRE):
            context = self._parts.contexts.for_credentials(
                "connection.authorization.acquire", StepName.ACQUIRE, None
            )
            result = acquire.call(context, self._settings.snapshot())
            note_acquired(self._parts.contexts.session, authorization, result)
            credentials = credentials_from_acquire(result, acquire.location)
            self._take(credentials.changes, credentials.owner_id)

    def _take(self, changes: Mapping[str, Any] | None, owner_id: str | None) -> None:
        if changes is None:
            self._progress.note("acquire_nil", "acquire returned nil: nothing was stored.")
            return
        before = self._settings.owner_id
        if owner_id is not None and before is not None and before != owner_id:
            self._progress.note(
                "account_changed",
                "This sign-in belongs to another account than the one before (owner id differs).",
            )
        self._settings.merge(changes, owner_id=owner_id, step=self._progress.last_step)

    def _test_and_identify(self) -> None:
        self._test()
        self._identify()

    def _test(self) -> None:
        test = self._request.connector.test
        if test is None:
            self._progress.note("no_test", "The definition has no test; authentication alone decides.")
            return
        before = self._progress.recorder.exchange_count
        self._in_test(lambda: self._run_test())
        if self._progress.recorder.exchange_count == before:
            self._progress.note(
                "no_request", "The test sent no request, so it proves nothing about the API.", test.location
            )

    def _run_test(self) -> None:
        test = self._request.connector.test
        assert test is not None
        self.value = test.call(
            self._parts.contexts.for_operation("test", StepName.TEST), self._settings.snapshot(), {}
        )
        if self.value is False:
            raise TestFailed(
                "The test returned false",
                hint="The requests succeeded; the definition's own check said no.",
                location=test.location,
            )
        if self.value is None:
            self._progress.note(
                "test_nil", "The test returned nil; finishing without an error counts as success."
            )

    def _in_test(self, work: Callable[[], None]) -> None:
        before = self._progress.recorder.exchange_count
        self._progress.start(StepName.TEST)
        try:
            work()
        except (AuthbenchError, Cancelled) as error:
            self._progress.fail(error)
            raise
        recorder = self._progress.recorder
        self._progress.succeed(
            exchange_detail(recorder.last_exchange if recorder.exchange_count > before else None)
        )

    def _identify(self) -> None:
        """An identity that raises only hides the line (SDK reference 3.14)."""
        authorization = self._parts.authorizer.resolved()
        if authorization.identity is None:
            return
        self._progress.start(StepName.IDENTITY)
        try:
            value = authorization.identity.call(
                self._parts.contexts.for_operation("connection.authorization.identity", StepName.IDENTITY),
                self._settings.snapshot(),
            )
        except Cancelled as error:
            self._progress.fail(error)
            raise
        except AuthbenchError as error:
            self._progress.fail(error)
            self._progress.note("identity_failed", f"identity failed: {error.message}", error.location)
            return
        text = "" if value is None else str(value).strip()
        self.identity = text or None
        self._progress.succeed(text)

    def _try(self) -> None:
        from authbench.connection.trying import Trial

        assert self._request.tried is not None
        trial = Trial(self._parts, self._request.tried)
        try:
            trial.send()
        finally:
            self.value = trial.answer

    def _ask_provider(self) -> None:
        from authbench.connection.asking_provider import Asking

        assert self._request.asked is not None
        self.value = Asking(self._parts, self._request.asked).answer()

    def _execute(self) -> None:
        from authbench.connection.execute import execute

        assert self._request.execute is not None
        with self._progress.step(StepName.EXECUTE):
            self.value = execute(self._parts, self._request.execute)


def plan_of(
    kind: RunKind, authorization: Authorization | None, *, has_test: bool, has_tokens: bool
) -> tuple[StepName, ...]:
    """The steps a run will take as far as can be told before it starts."""
    if kind is RunKind.EXECUTE:
        return (StepName.EXECUTE,)
    if kind is RunKind.PROVIDER:
        return (StepName.PROVIDER,)
    if kind is RunKind.TRY:
        return (StepName.FIELDS, StepName.TRY)
    steps = [StepName.FIELDS]
    test = [StepName.TEST] if has_test else []
    if authorization is None:
        return (*steps, *test)
    get = StepName.ACQUIRE if authorization.acquire is not None else StepName.TOKEN
    if kind is RunKind.REFRESH:
        return (*steps, StepName.REFRESH if authorization.is_oauth2 else StepName.ACQUIRE)
    if kind in (RunKind.CONNECT, RunKind.ACQUIRE) and authorization.needs_browser:
        steps += [StepName.CONSENT, get]
    elif kind is RunKind.ACQUIRE or (kind is RunKind.CONNECT and authorization.is_machine_login):
        steps.append(StepName.ACQUIRE)
    elif (
        authorization.acquire is not None and authorization.apply is not None and not has_tokens and has_test
    ):
        steps += [StepName.TEST, StepName.ACQUIRE]
    if kind is RunKind.ACQUIRE:
        return tuple(steps)
    identity = [StepName.IDENTITY] if authorization.identity is not None else []
    return (*steps, *test, *identity)
