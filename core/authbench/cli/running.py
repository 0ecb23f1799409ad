"""`authbench connect`, `test` and `exec`: one run of the engine, told on a terminal or as JSON."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authbench.cli.arguments import UsageError
from authbench.cli.console import Narrator, out, print_json, say
from authbench.cli.document import add_events, empty_document, error_of, full_message, jsonable
from authbench.cli.failing import FAILED, OK, likeliest_cause, say_error, status_of
from authbench.cli.har_file import har_destination, write_har
from authbench.cli.settings_file import Settings, read_settings, write_settings
from authbench.cli.target import Target, open_target, trust_for_running
from authbench.definition import Lambda
from authbench.errors import AuthbenchError, Code
from authbench.events import Outcome, RunKind

if TYPE_CHECKING:
    from authbench.connection import Run, RunRequest, RunResult
    from authbench.definition.project import ProjectFiles
    from authbench.journal import Journal
    from authbench.oauth import RedirectSettings
    from authbench.vault import SecretStore


_INTERRUPT_SECONDS = 0.05
"""How often the main thread looks up from waiting: an interrupt that reaches another thread does not
wake it."""


def run(options: Namespace, kind: RunKind) -> int:
    """Start the run, narrate it, print its outcome, return the exit status."""
    from authbench.connection import Engine
    from authbench.journal import Journal, silence_library_loggers
    from authbench.vault import MemoryStore, home_folder

    silence_library_loggers()
    har = har_destination(options.har)
    with ExitStack() as stack:
        target = open_target(
            options.connector, stack, check_lambdas=False, trust=trust_for_running(options.trust), runs=True
        )
        settings = _settings(options, target)
        project = _project(options, target)
        request = _request(options, kind, target, settings, project)
        secrets: SecretStore
        if options.no_keychain or target.demo is not None:
            secrets = MemoryStore(
                "asked for with --no-keychain" if options.no_keychain else "demo tokens end with the provider"
            )
            if options.no_keychain:
                say("Tokens are kept in memory only and end with this process.")
        else:
            from authbench.vault import open_secret_store

            secrets = open_secret_store()
            if not secrets.persistent:
                say(f"No keychain ({secrets.reason}): tokens are kept in memory and end with this process.")
        journal = Journal()
        narrator = Narrator(
            journal,
            steps=not options.json and kind is not RunKind.EXECUTE,
            notes=not options.json,
            verbose=options.verbose,
            show_url=options.no_browser,
        )
        stack.callback(journal.subscribe(narrator.tell))
        engine = Engine(journal, secrets, home=home_folder())
        stack.callback(engine.close)
        current = engine.start(request)
        narrator.follow(current)
        _listen_for_paste(current)
        result = _wait(current)
        written = True
        try:
            status = _outcome(options, kind, target, current, result, journal, settings)
        finally:
            if har is not None:
                written = write_har(har, journal)
        return status if written else status or FAILED


def _outcome(
    options: Namespace,
    kind: RunKind,
    target: Target,
    current: Run,
    result: RunResult,
    journal: Journal,
    settings: Settings,
) -> int:
    if options.update_settings and result.changed:
        file = write_settings(settings, target.folder, jsonable({**settings.values, **result.settings}))
        say(f"Updated {file}: {', '.join(result.changed)}.")
    return _report(options, kind, target, current, result, journal)


def _settings(options: Namespace, target: Target) -> Settings:
    fields = target.connector.fields
    names = [] if isinstance(fields, Lambda) else [field.name for field in fields]
    folder = target.folder
    if target.demo is not None and options.settings is None and options.connection is None:
        return Settings({})
    return read_settings(options.settings, options.connection, folder, names)


def _project(options: Namespace, target: Target) -> ProjectFiles:
    """What the files beside the definition hold; a sample has none, and those where it is tried out are not
    its own. Raises ProjectFileInvalid."""
    from authbench.connection.project_files import read_project_files
    from authbench.definition.project import ProjectFiles

    if target.reference.startswith("demo:"):
        return ProjectFiles()
    project = read_project_files(target.folder, allowed_variables=options.env)
    if options.verbose:
        for file in project.files:
            say(f"Read {file}.")
    return project


def _request(
    options: Namespace, kind: RunKind, target: Target, settings: Settings, project: ProjectFiles
) -> RunRequest:
    from authbench.connection import RunOptions, RunRequest
    from authbench.http import Routes

    return RunRequest(
        kind=kind,
        connector=target.connector,
        connection_id=target.vault_key(settings.name),
        values={**_defaults(target), **target.values, **settings.values},
        redirect=_redirect(options),
        routes=Routes.parse([*target.routes, *options.route]),
        consent_timeout=options.timeout,
        open_browser=not options.no_browser,
        options=RunOptions(),
        execute=_execute_call(options) if kind is RunKind.EXECUTE else None,
        account_properties=project.properties,
        lookup_tables=project.tables,
        withheld_properties=project.withheld,
    )


def _defaults(target: Target) -> dict[str, Any]:
    """Defaults count where no value is stored, as in the form (SDK reference 2.7)."""
    from authbench.definition import text_of

    fields = target.connector.fields
    if isinstance(fields, Lambda):
        return {}
    return {field.name: text_of(field.default) for field in fields if field.default is not None}


def _redirect(options: Namespace) -> RedirectSettings:
    from dataclasses import replace

    from authbench.oauth import RedirectSettings

    redirect = RedirectSettings.parse(options.redirect_url) if options.redirect_url else RedirectSettings()
    if options.port is not None:
        redirect = replace(redirect, port=options.port)
    if options.ip:
        redirect = replace(redirect, bind=tuple(options.ip))
    return redirect


def _execute_call(options: Namespace) -> Any:
    from authbench.connection import ExecuteCall

    arguments = None
    if options.args:
        try:
            arguments = json.loads(Path(options.args).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UsageError(f"Cannot read the arguments in {options.args}: {error}") from error
        if not isinstance(arguments, list):
            raise UsageError(f"{options.args} must hold a JSON array, one element for each argument")
    return ExecuteCall(
        options.path,
        None if arguments is None else tuple(arguments),
        oauth2_code=options.oauth2_code,
        redirect_url=options.redirect_url,
        refresh_token=options.refresh_token,
    )


def _listen_for_paste(current: Run) -> None:
    """A redirect URL pasted on a terminal's standard input goes to the waiting run."""
    if not sys.stdin or not sys.stdin.isatty():
        return

    def listen() -> None:
        for line in sys.stdin:
            if current.result is not None:
                return
            if line.strip():
                try:
                    current.paste_redirect(line.strip())
                except AuthbenchError as error:
                    say(f"That is not the redirect: {error.message}")

    threading.Thread(target=listen, name="paste", daemon=True).start()


def _wait(current: Run) -> RunResult:
    while True:
        try:
            result = current.wait(_INTERRUPT_SECONDS)
        except KeyboardInterrupt:
            current.cancel()
            continue
        if result is not None:
            return result


def _report(
    options: Namespace, kind: RunKind, target: Target, current: Run, result: RunResult, journal: Journal
) -> int:
    redactor = journal.redactor
    failure = result.failure
    sent = any(not exchange.browser for exchange in journal.entries())
    status = OK if failure is None else status_of(failure.code, sent=sent)
    value = jsonable(result.value)
    shown = value if getattr(options, "reveal", False) else redactor.plain(value)
    if kind is RunKind.EXECUTE and failure is None and options.output:
        _write_result(Path(options.output), shown)
    if options.json:
        document = empty_document()
        document.update(
            ok=failure is None,
            connected=failure is None and kind in (RunKind.CONNECT, RunKind.TEST),
            connector=target.connector.title,
            authorization=result.authorization,
            identity=None if result.identity is None else redactor.text(result.identity),
            result=shown if failure is None else None,
        )
        add_events(document, journal, current.id)
        if failure is not None:
            document["error"] = error_of(failure, redactor)
            document["error"]["hint"] = document["error"]["hint"] or likeliest_cause(journal, current.id)
        print_json(document)
        return status
    if failure is not None:
        if result.outcome is Outcome.CANCELLED:
            say("Cancelled.")
            if failure.hint:
                say(f"  {redactor.text(failure.hint)}")
        else:
            say_error(
                failure,
                redactor.text(full_message(failure)),
                redactor.text(failure.hint) if failure.hint else likeliest_cause(journal, current.id),
                redactor,
            )
        return status
    if kind is RunKind.EXECUTE:
        if not options.output:
            out(json.dumps(shown, ensure_ascii=False, indent=2))
        return OK
    identity = f" as {redactor.text(result.identity)}" if result.identity else ""
    out(f"{target.connector.title}: connected{identity}")
    return OK


def _write_result(path: Path, value: Any) -> None:
    """A file that only its owner can read, created so from the first byte."""
    try:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(value, stream, ensure_ascii=False, indent=2)
            stream.write("\n")
    except OSError as error:
        raise AuthbenchError(f"Cannot write {path}: {error.strerror}", code=Code.STORAGE_FAILED) from error
