"""Which lambda is running: what the names of `authbench.sdk` act on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from authbench.errors import Code
from authbench.sdk.author.console import by_thread, to_console
from authbench.sdk.author.turns import present_turn, run_apart
from authbench.sdk.errors import SdkError

if TYPE_CHECKING:
    from authbench.sdk.context import Context


FORM_SECONDS = 10.0
"""How long a lambda may take that belongs to no run, such as one that makes fields: nobody can cancel it."""


class OutsideLambda(SdkError):
    """A name of `authbench.sdk` was called where no lambda of a definition runs."""

    default_code = Code.OUTSIDE_LAMBDA

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} was called outside a lambda of the definition",
            hint="Call it inside a function that the definition holds, such as test or apply. In threads of"
            " your own, run it in a copy of the context: contextvars.copy_context().run(…).",
        )


@dataclass(frozen=True, slots=True)
class Running:
    """One lambda call: its context, and how `call` finds methods. `method(name)` raises UndefinedMethod
    and InvalidDefinition."""

    context: Context
    method: Callable[[str], Callable[..., Any]]

    def beside_request(self) -> Running:
        """The same for code that decorates no request: hooks and methods."""
        if self.context.request is None:
            return self
        return replace(self, context=replace(self.context, request=None))


_running: ContextVar[Running | None] = ContextVar("authbench_running", default=None)


def running(name: str) -> Running:
    """The lambda that runs. Raises OutsideLambda for the call of `name`."""
    present = _running.get()
    if present is None:
        raise OutsideLambda(name)
    return present


class Inside:
    """A `with` block of our own code within the author's: no exception from outside strikes there.
    Entering raises Cancelled where the run was cancelled."""

    __slots__ = ("_context", "_turn")

    def __init__(self, context: Context) -> None:
        self._context = context
        self._turn = present_turn()

    def __enter__(self) -> Context:
        self._context.session.scope.check()
        if self._turn is not None:
            self._turn.enter()
        return self._context

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._turn is not None:
            self._turn.leave()


def inside(name: str) -> Inside:
    """Our own code on behalf of the running lambda, which called `name`. Raises OutsideLambda."""
    return Inside(running(name).context)


def run_author_code(present: Running, work: Callable[[], Any], name: str) -> Any:
    """`work()`, which is or calls the author's code, as part of the lambda call `present`. Raises what it
    raises, and Cancelled."""

    session = present.context.session

    def begin() -> Any:
        _running.set(present)
        with to_console(session.console):
            return work()

    session.apart.append(name)
    try:
        limit = None if session.run_id else FORM_SECONDS
        return run_apart(begin, name=name, scope=session.scope, seconds=limit, around=by_thread)
    finally:
        session.apart.remove(name)


def run_hook(present: Running, function: Callable[..., Any], args: Sequence[Any], name: str) -> Any:
    """A callable that was given to a request, with as many of `args` as it takes; its result as plain
    values and requests."""
    from authbench.sdk.author.signatures import Signature
    from authbench.sdk.author.values import to_engine

    def work() -> Any:
        return to_engine(function(*Signature.of(function).cut(args)), f"the result of {name}")

    return run_author_code(present.beside_request(), work, name)
