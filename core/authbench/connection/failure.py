"""From an error that ended a step or a run to the `Failure` that people and scripts get."""

from __future__ import annotations

import traceback

from authbench.errors import AuthbenchError, Cancelled, Code
from authbench.events import Failure, HttpExchange


def failure_of(error: BaseException, step: str | None) -> Failure:
    """What `error` means for a person. An error that never should happen becomes `internal` with the
    place in our code, never a traceback."""
    if isinstance(error, Cancelled):
        return Failure(Code.CANCELLED, "Cancelled.", hint=getattr(error, "hint", None), step=step)
    if isinstance(error, AuthbenchError):
        exchange = getattr(error, "exchange", None)
        exchange_id = exchange.id if isinstance(exchange, HttpExchange) else None
        return Failure(
            code=error.code,
            message=error.message,
            hint=error.hint,
            step=step,
            location=error.location,
            exchange_id=exchange_id,
            details={**_class_of(error), **error.details},
        )
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rsplit('authbench', 1)[-1]}:{frames[-1].lineno}" if frames else "unknown"
    return Failure(
        Code.INTERNAL,
        f"Something in Authbench itself went wrong: {type(error).__name__}.",
        hint="Nothing was lost. Copy the report and tell the makers what you did.",
        step=step,
        details={"where": place},
    )


def _class_of(error: AuthbenchError) -> dict[str, str]:
    """The name that a connector's author knows the error by."""
    for attribute in ("exception_class", "ruby_class", "sdk_class"):
        name = getattr(error, attribute, None)
        if isinstance(name, str) and name:
            return {"class": name}
    return {}
