"""The code of one Ruby definition: its program, its methods, and how its lambdas are run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from authbench.definition.model import Lambda
from authbench.definition.ruby.context_object import ApplyObject, ContextObject
from authbench.definition.ruby.failures import exception_for
from authbench.definition.ruby.patterns import RubyPattern
from authbench.definition.ruby.request_object import RequestObject
from authbench.errors import AuthbenchError, Code, Location
from authbench.ruby import Environment, Interpreter, LimitExceeded, Program, from_plain, to_plain
from authbench.ruby.entering import release
from authbench.ruby.isolation import World
from authbench.ruby.values import RClass, RProc, RRegexp
from authbench.sdk import Context, Session, resolve


class RubyCode:
    """Shared by every run of one loaded definition; runs share nothing else."""

    def __init__(self, program: Program, file: str) -> None:
        self._program = program
        self._file = file
        self._methods: dict[str, RProc] = {}
        self._others: frozenset[str] = frozenset()

    def adopt_methods(self, methods: Mapping[str, RProc], others: frozenset[str]) -> None:
        """Say which methods `call` finds; `others` are entries of `methods` that are no lambdas."""
        self._methods = dict(methods)
        self._others = others

    def method(self, name: str, session: Session) -> RProc | None:
        """The method of that name, as the run has it."""
        found = self._methods.get(name)
        return None if found is None else self._own(found, session)

    def _own(self, proc: RProc, session: Session) -> RProc:
        """The run's own form of a lambda: what it changes, no other run sees."""
        world: World = session.kept.setdefault(self, World())
        return world.own(proc)

    def holds_other(self, name: str) -> bool:
        """Whether `methods` has that name for something that cannot be called."""
        return name in self._others

    def as_lambda(self, proc: RProc, path: str) -> Lambda:
        """A lambda of the model for a proc of this definition."""

        def invoke(context: Context, args: Sequence[Any], strict: bool) -> Any:
            return self._invoke(proc, path, context, args, strict)

        location = proc.location or Location(self._file)
        return Lambda(
            path,
            replace(location, path=path),
            count=lambda: _counts(proc),
            invoke=invoke,
        )

    def _invoke(self, proc: RProc, path: str, context: Context, args: Sequence[Any], strict: bool) -> Any:
        interp = Interpreter(self._program, _environment(context))
        context = replace(context, path=path, location_of_call=lambda: interp.location)
        proc = self._own(proc, context.session)
        if interp.functions:
            interp.functions = {
                name: self._own(function, context.session) for name, function in interp.functions.items()
            }
        try:
            given = [from_plain(argument) for argument in args]
            if context.request is not None and not strict:
                # Its result is the request itself more often than not; the SDK ignores it.
                own: ContextObject = ApplyObject(self, context, RequestObject(context.request))
                interp.call(proc, given, self_object=own, cut=not strict)
                return None
            own = ContextObject(self, context)
            return _settled(
                resolve(
                    to_plain(
                        interp.call(proc, given, self_object=own, cut=not strict), interp.environment.check
                    )
                )
            )
        except LimitExceeded as error:
            error.location = error.location or proc.location
            release(error)
            raise
        except AuthbenchError as error:
            # A request of the result fails here, outside of the code that made it.
            release(error)
            raise
        except Exception as error:
            raise fault(error, interp.location) from error


def fault(error: Exception, location: Location | None) -> AuthbenchError:
    """What a person is told where our own code failed: never a traceback."""
    return AuthbenchError(
        f"Authbench failed at this code ({type(error).__name__}: {error})",
        code=Code.INTERNAL,
        hint="This is a fault of Authbench, not of the definition; writing it another way may help.",
        location=location,
    )


def _counts(proc: RProc) -> tuple[int, int]:
    """The numbers of parameters; none where the lambda cannot be parsed, which calling it reports."""
    try:
        return proc.parameter_count, proc.required_count
    except AuthbenchError:
        return 0, 0


def _settled(value: Any) -> Any:
    """A result without values of the evaluator: classes by name, patterns as written."""
    if isinstance(value, dict):
        return {key: _settled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_settled(item) for item in value]
    if isinstance(value, RClass):
        return value.name
    if isinstance(value, RRegexp):
        return RubyPattern(value).source
    return "#<Proc>" if isinstance(value, RProc) else value


def _environment(context: Context) -> Environment:
    session = context.session
    return Environment(
        clock=session.clock,
        zone=session.zone or Environment.zone,
        puts=session.console,
        sleep=lambda seconds: _sleep(context, seconds),
        check=session.scope.check,
        exception_for=exception_for,
    )


def _sleep(context: Context, seconds: float) -> None:
    context.sleep(seconds)
