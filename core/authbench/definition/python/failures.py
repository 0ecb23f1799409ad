"""What goes wrong in a definition's Python code, as errors for its author: never a traceback."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import replace
from types import CodeType, FrameType, TracebackType

from authbench.definition.python.local_modules import LocalModules
from authbench.errors import AuthbenchError, Cancelled, Code, Location

_MAX_MESSAGE = 2_000


class PythonError(AuthbenchError):
    """An exception of the definition's code. `exception_class` is its class's name; the message is as
    Python prints it: `KeyError: 'access_token'`."""

    default_code = Code.LAMBDA_ERROR

    def __init__(
        self,
        message: str,
        exception_class: str,
        *,
        hint: str | None = None,
        location: Location | None = None,
        details: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message, hint=hint, location=location, details=details)
        self.exception_class = exception_class


Own = tuple[CodeType | None, str]
"""The code of the lambda that runs, and its key path there: one function may serve several keys."""


class Places:
    """Finds places in a definition for frames and tracebacks. `paths` gives the key path of a lambda's
    code."""

    def __init__(self, local: LocalModules) -> None:
        self._local = local
        self.paths: dict[CodeType, str] = {}

    def of_call(self, frame: FrameType | None, own: Own) -> Location | None:
        """Where the author's code is, in the innermost of its frames. `own` is the lambda that runs."""
        found: Location | None = None
        while frame is not None:
            if found is None:
                found = self._place(frame.f_code, frame.f_lasti)
            if found is not None and frame.f_code in self.paths:
                return replace(found, path=self._path(frame.f_code, own))
            frame = frame.f_back
        return found

    def of_error(self, trace: TracebackType | None, own: Own) -> Location | None:
        """Where in the author's code an exception comes from. `own` is the lambda that runs."""
        found: Location | None = None
        path: str | None = None
        while trace is not None:
            code = trace.tb_frame.f_code
            path = self._path(code, own) or path
            place = self._place(code, trace.tb_lasti)
            if place is not None:
                found = replace(place, path=path)
            trace = trace.tb_next
        return found

    def of_syntax_error(self, error: SyntaxError) -> Location | None:
        """Where in a module of the definition Python found no Python."""
        source = self._local.source_of(error.filename) if error.filename else None
        if source is None:
            return None
        try:
            return source.syntax_error(error).location
        except AuthbenchError as unreadable:
            return unreadable.location

    def _path(self, code: CodeType, own: Own) -> str | None:
        return own[1] if code is own[0] else self.paths.get(code)

    def of_code(self, code: CodeType) -> Location | None:
        """Where a function stands."""
        source = self._local.source_of(code.co_filename)
        return None if source is None else source.place(code.co_firstlineno)

    def _place(self, code: CodeType, instruction: int) -> Location | None:
        source = self._local.source_of(code.co_filename)
        if source is None:
            return None
        for index, (line, _, column, _) in enumerate(code.co_positions()):
            if index == instruction // 2:
                return source.place(line or code.co_firstlineno, column)
        return source.place(code.co_firstlineno)


def failure(error: BaseException, places: Places, file: str, own: Own) -> AuthbenchError:
    """`error`, which the author's code raised, with its place. Errors of the helpers stay what they are."""
    try:
        return _described(error, places, file, own)
    except Cancelled:
        raise
    except BaseException:  # noqa: BLE001  # what the author's exception says of itself may be anything
        return PythonError(
            "An exception that cannot be shown: showing it fails",
            "Exception",
            hint="Look at the __str__ and __init__ of its class.",
            location=Location(file),
        )


def _described(error: BaseException, places: Places, file: str, own: Own) -> AuthbenchError:
    location = places.of_error(error.__traceback__, own)
    if isinstance(error, AuthbenchError):
        if error.location is None:
            error.location = location
        return error
    if isinstance(error, SyntaxError):
        location = places.of_syntax_error(error) or location
    name = type(error).__qualname__
    try:
        text = "".join(traceback.format_exception_only(error)).strip()
    except Exception:  # noqa: BLE001  # the author's own __str__ may fail
        text = f"{name}: <it cannot be shown>"
    # A syntax error prints its source line first.
    message = text.splitlines()[-1] if isinstance(error, SyntaxError) else text
    module = type(error).__module__
    message = message.removeprefix(f"{module}.")
    cause = error.__cause__
    details = {"cause": _line(cause)} if cause is not None else None
    return PythonError(
        message[:_MAX_MESSAGE],
        name,
        hint=_hint(error),
        location=location or Location(file),
        details=details,
    )


def _line(error: BaseException) -> str:
    try:
        return f"{type(error).__qualname__}: {error}"[:_MAX_MESSAGE]
    except Exception:  # noqa: BLE001  # as above
        return type(error).__qualname__


_HINTS: Mapping[type[BaseException], str] = {
    SystemExit: "A lambda cannot end Authbench; call error('…') to fail with a message.",
    KeyboardInterrupt: "A lambda cannot interrupt Authbench; call error('…') to fail with a message.",
    RecursionError: "A function calls itself without end.",
    MemoryError: "The code needs more memory than there is.",
    ModuleNotFoundError: "Install the package for the Python that runs Authbench, or put the module beside"
    " the definition and open it again.",
}


def _hint(error: BaseException) -> str | None:
    if isinstance(error, TypeError) and "not JSON serializable" in str(error):
        return "A request's value must be a real dict there: take it with .response()."
    for kind in type(error).__mro__:
        if kind in _HINTS:
            return _HINTS[kind]
    return None
