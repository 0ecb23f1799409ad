"""The code of one trusted definition in Python: its modules, its methods, and how its lambdas are run."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import CodeType
from typing import TYPE_CHECKING, Any

from authbench.definition.model import Lambda
from authbench.definition.python.failures import Own, Places, failure
from authbench.definition.python.local_modules import LocalModules
from authbench.definition.python.module_loader import ModuleLoader
from authbench.errors import Cancelled, Location
from authbench.sdk import Context, InvalidDefinition, UndefinedMethod
from authbench.sdk.author.console import by_thread, to_console
from authbench.sdk.author.running import Running, run_author_code
from authbench.sdk.author.signatures import Signature
from authbench.sdk.author.turns import run_apart
from authbench.sdk.author.values import plain_copy, settled

if TYPE_CHECKING:
    from authbench.http import CancelScope

MAX_SECONDS = 10.0
"""How long the top level of a definition may run."""


class PythonCode:
    """Shared by every run of one loaded definition; runs share nothing else but its modules."""

    def __init__(self, local: LocalModules) -> None:
        self._file = local.main.file
        self._loader = ModuleLoader(local)
        self.places = Places(local)
        self._methods: dict[str, Any] = {}

    def run_top_level(self, then: Callable[[Any], Any], scope: CancelScope | None = None) -> Any:
        """Run the definition's file and `then(module)`, at most ten seconds. Raises AuthbenchError, and
        Cancelled where `scope` is cancelled meanwhile."""

        def cancelled() -> bool:
            return scope is not None and scope.cancelled

        def work() -> Any:
            with to_console(None):
                return self._told(lambda: then(self._loader.run_main()), cancelled, (None, ""))

        return run_apart(
            work, name="the definition's top level", scope=scope, seconds=MAX_SECONDS, around=by_thread
        )

    def adopt_methods(self, methods: Mapping[str, Any]) -> None:
        """Say what `call` finds."""
        self._methods = dict(methods)

    def method(self, name: str) -> Callable[..., Any]:
        """The method of that name. Raises UndefinedMethod and InvalidDefinition."""
        if name not in self._methods:
            raise UndefinedMethod(name, tuple(self._methods))
        function: Callable[..., Any] = self._methods[name]
        if not callable(function) or isinstance(function, type):
            raise InvalidDefinition(f"Expected lambda for method '{name}'")
        return function

    def as_lambda(self, function: Callable[..., Any], path: str, location: Location | None) -> Lambda:
        """A lambda of the model for a callable of this definition."""
        signature = Signature.of(function)
        code = _code_of(function)
        own = (code, path)
        if code is not None:
            self.places.paths.setdefault(code, path)

        def invoke(context: Context, args: Sequence[Any], strict: bool) -> Any:
            given = list(args) if strict else signature.cut(args)
            return self._invoke(function, own, context, given, strict)

        return Lambda(
            path,
            replace(location or Location(self._file), path=path),
            count=lambda: (signature.counted, signature.required),
            invoke=invoke,
        )

    def _invoke(
        self, function: Callable[..., Any], own: Own, context: Context, args: Sequence[Any], strict: bool
    ) -> Any:
        session, path = context.session, own[1]
        decorates = context.request is not None and not strict
        context = replace(
            context, path=path, location_of_call=lambda: self.places.of_call(sys._getframe(1), own)
        )
        given = [plain_copy(argument) for argument in args]

        def compute() -> Any:
            value = function(*given)
            # What apply returns is ignored: it is the request itself more often than not.
            return None if decorates else settled(value, "the result")

        def work() -> Any:
            return self._told(compute, lambda: session.scope.cancelled, own)

        return run_author_code(Running(context, self.method), work, path)

    def _told(self, compute: Callable[[], Any], cancelled: Callable[[], bool], own: Own) -> Any:
        """`compute()`, with whatever its code raises as an AuthbenchError that has its place; what cancels
        it passes."""
        try:
            return compute()
        except BaseException as error:
            if isinstance(error, Cancelled) and cancelled():
                raise
            told = failure(error, self.places, self._file, own)
            if told is error:
                raise
            raise told from None


def _code_of(function: Callable[..., Any]) -> CodeType | None:
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code if isinstance(code, CodeType) else None
