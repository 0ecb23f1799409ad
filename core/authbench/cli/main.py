"""The entry of the command line: dispatch, and errors as messages, never as tracebacks."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from argparse import Namespace

from authbench.cli.arguments import UsageError, parse
from authbench.cli.failing import FAILED, WRONG, say_error, status_of
from authbench.errors import AuthbenchError, Cancelled, Code


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0 it works, 1 the connection failed, 2 the call, the
    definition or the settings are wrong and no byte was sent, 130 cancelled.

    Without `argv` the process is taken to be this command's own, and to end with it.
    """
    if argv is not None:
        return _guarded(argv)
    status = _guarded(sys.argv[1:])
    # An interpreter that ends looks for cycles among all objects, several times over: a seventh of what
    # a short command takes. What is frozen it leaves to the operating system.
    gc.freeze()
    return status


def _guarded(arguments: list[str]) -> int:
    as_json = "--json" in arguments
    try:
        return _dispatch(parse(arguments))
    except AuthbenchError as error:
        return _fail(error, as_json)
    except (KeyboardInterrupt, Cancelled):
        return _fail(AuthbenchError("Cancelled.", code=Code.CANCELLED), as_json)
    except BrokenPipeError:
        # The reader of our output went away; nothing more can be told.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # noqa: BLE001  # a person never sees a traceback
        from authbench.connection.failure import failure_of

        failure = failure_of(error, None)
        wrapped = AuthbenchError(
            f"{failure.message} ({failure.details.get('where')})", code=failure.code, hint=failure.hint
        )
        return _fail(wrapped, as_json)


def _dispatch(options: Namespace) -> int:
    match options.command:
        case "lint":
            from authbench.cli.inspecting import lint

            return lint(options)
        case "fields":
            from authbench.cli.inspecting import fields

            return fields(options)
        case "demo":
            from authbench.cli.demo import serve

            return serve(options)
        case "connect" | "test" | "exec":
            from authbench.cli.running import run
            from authbench.events import RunKind

            kinds = {"connect": RunKind.CONNECT, "test": RunKind.TEST, "exec": RunKind.EXECUTE}
            return run(options, kinds[options.command])
    raise UsageError(f"Unknown command {options.command!r}")


def _fail(error: AuthbenchError, as_json: bool) -> int:
    from authbench.cli.target import DefinitionRefused

    status = WRONG if isinstance(error, DefinitionRefused) else status_of(error.code)
    if as_json:
        from authbench.cli.console import print_json
        from authbench.cli.document import empty_document, error_of, problem_of
        from authbench.journal import Redactor

        document = empty_document()
        document["error"] = error_of(error, Redactor())
        problems = getattr(error, "problems", ())
        if problems:
            document["problems"] = [problem_of(problem) for problem in problems]
        print_json(document)
    elif error.code == Code.CANCELLED:
        from authbench.cli.console import say

        say("Cancelled.")
    else:
        say_error(error, error.message, error.hint)
    return status
