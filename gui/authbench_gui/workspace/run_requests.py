"""What a run is asked to do, made of a connection's form, profile and project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from authbench.connection.pausing import NO_PAUSES, PausePoints
from authbench.events import RunKind
from authbench_gui.services import DemoUnavailable, Services

if TYPE_CHECKING:
    from authbench.connection import RunRequest, TryRequest
    from authbench.form import Form
    from authbench.vault import Profile


def build_request(
    services: Services,
    profile: Profile,
    form: Form,
    kind: RunKind,
    values: dict[str, Any],
    tried: TryRequest | None = None,
    pauses: PausePoints = NO_PAUSES,
) -> RunRequest:
    """The run that a person asked for, with the project's files as they are now. Raises what invalid routes,
    redirects, tables or project files raise."""
    from authbench.connection import RunOptions, RunRequest, redirect_of
    from authbench.connection.project_files import read_project_files
    from authbench.http import Routes

    form.show_project(read_project_files(Path(form.connector.file).parent))
    return RunRequest(
        kind=kind,
        connector=form.connector,
        connection_id=profile.id,
        values=values,
        tried=tried,
        redirect=redirect_of(profile),
        routes=Routes.parse(list(routes_of(services, profile))),
        account_properties=form.account_properties(),
        lookup_tables=form.lookup_tables(),
        withheld_properties=form.project_files.withheld,
        pauses=pauses,
        options=RunOptions(
            rewrite_callback=bool(profile.options.get("rewrite_callback", True)),
            pkce_always=bool(profile.options.get("pkce_always", False)),
            zone=profile.options.get("zone"),
            check_issuer=bool(profile.options.get("check_issuer", True)),
        ),
    )


def routes_of(services: Services, profile: Profile) -> tuple[str, ...]:
    """The person's routes, then for a sample those to the demo provider that they leave open."""
    sample = services.sample(profile.connector)
    if sample is None:
        return tuple(profile.routes)
    if services.demo_origin is None:
        raise DemoUnavailable(
            "The demo provider does not run", hint=services.demo_problem or "It is still starting; try again."
        )
    own = {route.split("=", 1)[0].strip() for route in profile.routes}
    demo = (route for route in sample.routes(services.demo_origin) if route.split("=", 1)[0] not in own)
    return (*profile.routes, *demo)
