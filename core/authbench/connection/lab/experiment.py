"""Conducting an experiment: break something, run the definition's test, put everything back, judge.

What the connection keeps stays in the vault: what is broken stands in for it in the experiment's runs only.
What these runs obtain is kept as ever, since the provider may have ended what it replaces.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from authbench.connection.lab.faults import Fault, Parameters, facts_of
from authbench.connection.lab.judging import facts_of_run, verdict_of
from authbench.connection.lab.spoiling import ACCESS, REFRESH, corrupted, credential_names, past_moments
from authbench.connection.lab.spoiling import replaced as with_replaced
from authbench.connection.lab.telling import not_possible
from authbench.connection.pausing import NO_PAUSES
from authbench.connection.request import RunRequest, StandIn
from authbench.errors import AuthbenchError
from authbench.events import Outcome, RunKind

if TYPE_CHECKING:
    from authbench.connection.engine import Engine
    from authbench.connection.lab.judging import RunFacts
    from authbench.connection.lab.verdict import Verdict
    from authbench.connection.run import Run
    from authbench.definition import Authorization
    from authbench.demo import DemoProvider, Faults

_NEEDS_REFRESH = (Fault.DROP_REFRESH, Fault.CORRUPT_REFRESH, Fault.ROTATE)
_ENDS_ACCESS = (Fault.EXPIRE, Fault.DROP_REFRESH, Fault.CORRUPT_REFRESH, Fault.ROTATE)
_CORRUPTS_ACCESS = (Fault.CORRUPT_ACCESS, Fault.TWO_AT_ONCE)


def experiment(
    engine: Engine,
    request: RunRequest,
    fault: Fault,
    demo: DemoProvider | None = None,
    *,
    parameters: Parameters | None = None,
    started: Callable[[Run], None] | None = None,
) -> Verdict:
    """Try `fault` on the connection of `request`, whose own kind does not matter: what runs is its test.

    `demo` is the provider that answers for this connection, if it is the demo provider. `started` is told of
    each run, which may be cancelled. Blocks until the runs are over. Raises KeychainFailed, and ValueError
    for a fault that needs the demo provider without one.
    """
    if facts_of(fault).demo and demo is None:
        raise ValueError(f"{fault} needs the demo provider")
    return _Experiment(engine, request, fault, demo, parameters or Parameters(), started).conduct()


class _Experiment:
    def __init__(
        self,
        engine: Engine,
        request: RunRequest,
        fault: Fault,
        demo: DemoProvider | None,
        parameters: Parameters,
        started: Callable[[Run], None] | None,
    ) -> None:
        self._engine = engine
        self._request = request
        self._fault = fault
        self._demo = demo
        self._parameters = parameters
        self._started = started
        self._done: dict[str, None] = {}

    def conduct(self) -> Verdict:
        settings, obtained, _ = self._kept()
        try:
            authorization = self._authorization(settings)
        except AuthbenchError as error:
            return not_possible(self._fault, error.message)
        names = credential_names(settings, obtained)
        if reason := self._obstacle(authorization, names, settings):
            return not_possible(self._fault, reason)
        with ExitStack() as put_back:
            if self._demo is not None:
                put_back.callback(self._demo.faults.exchange, self._demo.faults.exchange(self._switches()))
            rounds: list[list[RunFacts]] = []
            for _ in range(2 if self._fault is Fault.ROTATE else 1):
                rounds.append(self._round(put_back))
                if any(run.outcome is Outcome.CANCELLED for run in rounds[-1]):
                    break
        return verdict_of(
            self._fault, self._parameters, authorization, tuple(self._done), rounds, self._engine.journal
        )

    def _authorization(self, settings: dict[str, Any]) -> Authorization:
        authorization = self._request.connector.authorization
        if not authorization.is_multi:
            return authorization
        from authbench.connection.contexts import offline_contexts

        return authorization.resolve(settings, offline_contexts(self._request.connector)())

    def _obstacle(
        self, authorization: Authorization, names: tuple[str, ...], settings: dict[str, Any]
    ) -> str | None:
        if self._request.connector.test is None:
            return "The definition has no test, so there is no request to try this with."
        if authorization.apply is None:
            return "The definition has no apply: no request carries credentials that could be renewed."
        if not authorization.reauthorizable:
            return (
                f"The authorization is {authorization.type} without acquire: every request carries what is in"
                " the fields, and there is nothing to renew."
            )
        if not names:
            return "The connection holds no token yet. Press Connect first."
        if self._fault in _NEEDS_REFRESH and not str(settings.get(REFRESH) or "").strip():
            return "The connection holds no refresh token, so there is none to break."
        return None

    def _kept(self) -> tuple[dict[str, Any], dict[str, Any], int]:
        entry = self._engine.kept(self._request.connection_id)
        obtained = entry.effective_tokens(self._request.values)
        return {**self._request.values, **obtained}, obtained, entry.serial

    def _round(self, put_back: ExitStack) -> list[RunFacts]:
        settings, obtained, serial = self._kept()
        names = credential_names(settings, obtained)
        tokens = [str(settings[name]) for name in names]
        refresh = str(settings.get(REFRESH) or "")
        if self._demo is not None:
            put_back.callback(self._demo.remember(*tokens, *([refresh] if refresh else [])))
        stand_in = self._broken(settings, obtained, names)
        if self._fault is Fault.REVOKE and self._demo is not None:
            for token in (*tokens, refresh):
                self._demo.revoke(token)
            self._say("The demo provider withdrew every token of this sign-in.")
        request = replace(
            self._request,
            kind=RunKind.TEST,
            stored=None,
            execute=None,
            tried=None,
            open_browser=False,
            save=True,
            pauses=NO_PAUSES,
            stand_in=StandIn(stand_in, serial) if stand_in else None,
        )
        runs: list[Run] = []
        try:
            for _ in range(2 if self._fault is Fault.TWO_AT_ONCE else 1):
                runs.append(self._engine.start(request))
                if self._started is not None:
                    self._started(runs[-1])
        except BaseException:
            # Nothing of an experiment that could not begin goes on behind it.
            for run in runs:
                run.cancel()
            raise
        finally:
            for run in runs:
                run.wait()
        return [facts_of_run(self._engine.journal, run.id) for run in runs]

    def _broken(
        self, settings: dict[str, Any], obtained: dict[str, Any], names: tuple[str, ...]
    ) -> dict[str, Any]:
        standing: dict[str, Any] = {}
        if self._fault in _ENDS_ACCESS:
            standing.update(past_moments(obtained))
            ended = [self._demo is not None and self._demo.expire(str(settings[name])) for name in names]
            if all(ended):
                self._say("The demo provider ended the access token.")
            else:
                standing.update(self._with_corrupted(settings, names))
                self._say("Only the provider can end a token early: the API got one that it must refuse.")
        if self._fault in _CORRUPTS_ACCESS:
            standing.update(self._with_corrupted(settings, names))
        if self._fault is Fault.DROP_REFRESH:
            standing[REFRESH] = None
            self._say("refresh_token was left out.")
        if self._fault is Fault.CORRUPT_REFRESH:
            old = str(settings[REFRESH])
            standing.update(with_replaced({**settings, **standing}, old, corrupted(old)))
            self._say("One character of refresh_token was changed.")
        return standing

    def _with_corrupted(self, settings: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
        broken = dict(settings)
        for name in names:
            old = str(settings[name])
            broken.update(with_replaced(broken, old, corrupted(old)))
        changed = {name: value for name, value in broken.items() if value != settings[name]}
        self._say(f"One character of the token was changed in {', '.join(changed) or ACCESS}.")
        return changed

    def _switches(self) -> Faults:
        from authbench.demo import Faults

        asked = self._parameters
        match self._fault:
            case Fault.STATUS:
                self._say(f"The demo provider answered once with status {asked.status}.")
                return Faults(status=asked.status, body=asked.body, times=1)
            case Fault.ERROR_IN_200:
                self._say("The demo provider answered once with status 200 and an error in the body.")
                return Faults(error_in_200=True, body=asked.body, times=1)
            case Fault.ROTATE:
                self._say("Every renewal gave a new refresh token and ended the old one.")
                return Faults(rotate_refresh_tokens=True)
            case Fault.SLOW:
                self._say(f"The demo provider took {asked.slow_seconds:g} seconds for one answer.")
                return Faults(slow_seconds=asked.slow_seconds, times=1)
            case Fault.MALFORMED_JSON:
                self._say("One answer of the demo provider broke off in the middle.")
                return Faults(malformed_json=True, times=1)
            case Fault.WRONG_CONTENT_TYPE:
                self._say("One answer of the demo provider called itself text/html.")
                return Faults(wrong_content_type=True, times=1)
            case Fault.CLOCK_SKEW:
                way = "ahead" if asked.skew_seconds >= 0 else "behind"
                self._say(f"The demo provider's clock was {abs(asked.skew_seconds):g} seconds {way}.")
                return Faults(clock_skew=asked.skew_seconds)
            case _:
                return Faults()

    def _say(self, sentence: str) -> None:
        self._done.setdefault(sentence)
