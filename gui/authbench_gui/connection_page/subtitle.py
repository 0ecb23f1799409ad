"""The line below a connection's name: who is signed in or how, where its requests go, its file."""

from __future__ import annotations

from authbench_gui.services import DEMO_PREFIX, Services
from authbench_gui.workspace.connection import Connection
from authbench_gui.workspace.definitions import Definition


def subtitle(connection: Connection, services: Services | None, definition: Definition | None) -> str:
    """What to say; while a run waits for the browser, that. `services` is None before the engine is there."""
    run = connection.activity.run
    if connection.activity.running and run is not None and run.waiting_since is not None:
        if run.browser_failed:
            return "no browser came up: open the address by hand (Paste redirect URL… shows it)"
        return "waiting for you to allow access in the browser…"
    last = connection.profile.last
    if last is not None and last.identity and connection.has_worked:
        who = f"signed in as {last.identity}"
    else:
        who = _how(connection, services)
    sample = connection.ref.startswith(DEMO_PREFIX)
    file = str(definition.path) if definition is not None and not sample else ""
    return " · ".join(part for part in (who, _where(connection, services), file) if part)


def _how(connection: Connection, services: Services | None) -> str:
    sample = services.sample(connection.ref) if services is not None else None
    if sample is not None:
        return f"{sample.authorization} · {sample.flow}"
    return connection.authorization or ""


def _where(connection: Connection, services: Services | None) -> str:
    """The API's origin as last seen, and where a route takes it."""
    seen = connection.activity.log.last_of("test")
    if seen is not None:
        return f"{seen.origin} → {_name_of(seen.sent_to, services)}" if seen.sent_to else seen.origin
    sample = services.sample(connection.ref) if services is not None else None
    if sample is not None and sample.hosts:
        return f"{sample.hosts[-1]} → demo provider"
    routes = connection.profile.routes
    return routes[0].replace("=", " → ", 1) if routes else ""


def _name_of(origin: str, services: Services | None) -> str:
    demo = services.demo_origin if services is not None else None
    return "demo provider" if demo is not None and demo == origin else origin
