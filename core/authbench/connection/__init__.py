"""The lifecycle of a connection: check fields, consent, apply, detect, acquire, refresh, test, identity."""

from authbench.connection.contexts import offline_contexts
from authbench.connection.engine import Engine
from authbench.connection.request import ExecuteCall, RunOptions, RunRequest, RunResult
from authbench.connection.run import Run
from authbench.connection.store import ConnectionStore, Deleted, redirect_of

__all__ = [
    "ConnectionStore",
    "Deleted",
    "Engine",
    "ExecuteCall",
    "Run",
    "RunOptions",
    "RunRequest",
    "RunResult",
    "offline_contexts",
    "redirect_of",
]
