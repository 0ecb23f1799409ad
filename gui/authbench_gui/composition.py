"""Puts the real engine together. Runs on a worker: everything heavy is imported in here."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authbench_gui.services import DEMO_PREFIX, Services

if TYPE_CHECKING:
    from authbench.connection import ConnectionStore
    from authbench.definition import Connector
    from authbench.definition.project import AskedNames
    from authbench.demo import DemoProvider, Sample
    from authbench.form import Form
    from authbench.oauth import Browser
    from authbench.vault import ProfileList


@dataclass(frozen=True, slots=True)
class Opened:
    """The engine, the connections, and the samples for which connections were made by now."""

    services: Services
    listing: ProfileList
    seeded: tuple[str, ...]


def open_services(
    home: Path,
    seeded: Collection[str] = (),
    *,
    allow_keychain: bool = True,
    browser: Browser | None = None,
    demo_port: int | None = None,
) -> Opened:
    """Compose the engine, start the demo provider, and see that each sample has its connection.

    `seeded` are the samples that had one before: deleted ones do not come back. `demo_port` None is
    the usual one, or a free one where that is taken.
    """
    from authbench.connection import ConnectionStore, Engine
    from authbench.journal import Journal, silence_library_loggers
    from authbench.journal.temporary_file import sweep
    from authbench.vault import ProfileStore, TrustStore, open_secret_store

    silence_library_loggers()
    sweep()
    journal = Journal()
    secrets = open_secret_store(allow_keychain=allow_keychain)
    store = ConnectionStore(ProfileStore(home), secrets)
    demo, problem, samples = _start_demo(demo_port)

    def open_url(url: str) -> bool:
        from authbench.oauth import SystemBrowser

        return (browser or SystemBrowser()).open(url)

    services = Services(
        journal=journal,
        engine=Engine(journal, secrets, home=home, browser=browser),
        store=store,
        secrets=secrets,
        trust=TrustStore(home),
        make_form=make_form,
        open_url=open_url,
        samples=samples,
        demo=demo,
        demo_problem=problem,
        proxy=_proxy(),
    )
    listing = _with_samples(home, store, samples, seeded)
    return Opened(services, listing, tuple(sample.name for sample in samples))


def make_form(connector: Connector, values: Mapping[str, Any]) -> Form:
    """The form of a connection, without the fields that lambdas compute: `Form.refresh_dynamic` runs them.
    Opening it sends nothing."""
    from authbench.connection import offline_contexts
    from authbench.form import Form

    form = Form(
        connector,
        values,
        context_factory=offline_contexts(
            connector, lambda: (form.account_properties(), form.lookup_tables_or_none())
        ),
    )
    show_project(form)
    return form


def show_project(form: Form, asked: AskedNames | None = None) -> None:
    """Read the files beside the definition anew, and let the form show what they give."""
    from authbench.connection.project_files import ProjectFileInvalid, read_project_files
    from authbench.definition import Problem, Severity
    from authbench.definition.project import ProjectFiles

    try:
        form.show_project(read_project_files(Path(form.connector.file).parent), asked)
    except ProjectFileInvalid as error:
        problem = Problem(Severity.ERROR, error.code, error.message, location=error.location, fix=error.hint)
        form.show_project(ProjectFiles(), asked, problem)


def _start_demo(port: int | None) -> tuple[DemoProvider | None, str | None, tuple[Sample, ...]]:
    from authbench.demo import DEFAULT_PORT, DemoPortBusy, DemoProvider, samples

    wanted = (DEFAULT_PORT, 0) if port is None else (port,)
    problem = None
    for candidate in wanted:
        try:
            return DemoProvider(candidate).start(), None, samples()
        except (DemoPortBusy, OSError) as error:
            problem = str(error)
    return None, problem, samples()


def _with_samples(
    home: Path, store: ConnectionStore, samples: tuple[Sample, ...], seeded: Collection[str]
) -> ProfileList:
    """All connections, with one for each sample that is new to this person. Nothing goes to the
    keychain for it.

    One window at a time, and none for a sample that has a connection: another window may have been
    first, or the last one may have ended before it could remember the samples.
    """
    from authbench.vault import process_lock

    fresh = [sample for sample in samples if sample.name not in seeded]
    if not fresh:
        return store.list()
    with process_lock(home, "samples").acquire():
        listing = store.list()
        known = {profile.connector.removesuffix(".py") for profile in listing.profiles}
        made = tuple(
            store.create(f"{DEMO_PREFIX}{sample.name}", sample.title)
            for sample in fresh
            if f"{DEMO_PREFIX}{sample.name}" not in known
        )
    return replace(listing, profiles=(*listing.profiles, *made))


def _proxy() -> str:
    """Where requests go out, in words."""
    named = {
        name: os.environ.get(name) or os.environ.get(name.lower()) for name in ("HTTPS_PROXY", "ALL_PROXY")
    }
    return "system" if any(named.values()) else "none"
