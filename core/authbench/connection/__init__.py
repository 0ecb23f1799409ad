"""The lifecycle of a connection: check fields, consent, apply, detect, acquire, refresh, test, identity.

Each name is imported from its module when it is first used: a process pays for what it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authbench.connection.contexts import offline_contexts
    from authbench.connection.engine import Engine
    from authbench.connection.pausing import Draft, DraftRefused, PausePoints
    from authbench.connection.request import ExecuteCall, RunOptions, RunRequest, RunResult
    from authbench.connection.run import Run
    from authbench.connection.store import ConnectionStore, Deleted, redirect_of
    from authbench.connection.try_request import BodyKind, InvalidTry, TryAnswer, TryRequest

__all__ = [
    "BodyKind",
    "ConnectionStore",
    "Deleted",
    "Draft",
    "DraftRefused",
    "Engine",
    "ExecuteCall",
    "InvalidTry",
    "PausePoints",
    "Run",
    "RunOptions",
    "RunRequest",
    "RunResult",
    "TryAnswer",
    "TryRequest",
    "offline_contexts",
    "redirect_of",
]

_MODULES = {
    "BodyKind": "try_request",
    "ConnectionStore": "store",
    "Deleted": "store",
    "Draft": "pausing",
    "DraftRefused": "pausing",
    "Engine": "engine",
    "ExecuteCall": "request",
    "InvalidTry": "try_request",
    "PausePoints": "pausing",
    "Run": "run",
    "RunOptions": "request",
    "RunRequest": "request",
    "RunResult": "request",
    "TryAnswer": "try_request",
    "TryRequest": "try_request",
    "offline_contexts": "contexts",
    "redirect_of": "store",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
