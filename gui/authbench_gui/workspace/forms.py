"""Making and remaking the forms of connections. Forms may run lambdas (dynamic fields), so they
are built and refreshed off the GUI thread, one job at a time for each connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from authbench.errors import AuthbenchError
from authbench_gui.services import Services
from authbench_gui.tasks import Tasks
from authbench_gui.workspace.connection import Connection
from authbench_gui.workspace.definitions import DefinitionLibrary

if TYPE_CHECKING:
    from authbench.definition.project import AskedNames
    from authbench.form import Form


class Forms(QObject):
    """Gives connections their forms; keeps what was typed when a definition changes."""

    reported = Signal(str)

    def __init__(self, tasks: Tasks, library: DefinitionLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._library = library
        self._services: Services | None = None

    def attach(self, services: Services) -> None:
        """The engine is ready."""
        self._services = services

    def prepare(self, connection: Connection) -> None:
        """Load values and definition of a connection that is shown for the first time."""
        services = self._services
        if services is None:
            return
        self._library.request(connection.ref)
        if connection.values is not None:
            self.on_definition(connection)
            return
        profile = connection.profile

        def read() -> tuple[dict[str, Any], dict[str, Any], bool]:
            given = services.given_values(profile.connector)
            return given, services.store.values(profile), bool(services.store.stored(profile.id))

        def loaded(result: tuple[dict[str, Any], dict[str, Any], bool]) -> None:
            connection.given, stored, connection.has_tokens = result
            connection.values = {**connection.given, **stored}
            connection.kept_secret = frozenset(stored.keys() - profile.values.keys())
            connection.saved = stored
            self.on_definition(connection)

        def failed(error: AuthbenchError) -> None:
            self._report(error)
            connection.values = dict(profile.values)
            connection.saved = dict(profile.values)
            self.on_definition(connection)

        self._tasks.ask(read, loaded, failed, lane="vault")

    def on_definition(self, connection: Connection) -> None:
        """There is a (new) definition or there are values: make the form if both are there."""
        services = self._services
        definition = self._library.get(connection.ref)
        if services is None or definition is None or connection.values is None:
            return
        connector = definition.connector
        if connector is None and connection.form is not None:
            # Nothing of what was loaded before may be used any more: its trust is gone.
            connection.values, connection.form = connection.form.values(), None
        made_of = (definition.ref, definition.revision)
        if connector is None or (connection.form is not None and connection.form_made_of == made_of):
            connection.form_replaced.emit()
            return
        values = connection.form.values() if connection.form is not None else connection.values
        connection.form_busy = True

        def made(form: Form) -> None:
            before = connection.form
            if before is not None:
                form.show_project(form.project_files, before.asked_names)
                _carry_over(before, values, form)
                connection.kept_secret |= before.secret_names()
            connection.form, connection.form_made_of = form, made_of
            connection.form_busy = False
            if connection.has_tokens and connection.login_values is None and connection.has_worked:
                connection.login_values = form.values()
            if connection.authorization is None:
                connection.authorization = connector.authorization.type
            connection.form_replaced.emit()
            connection.changed.emit()
            self.look_at_project(connection)

        def failed(error: AuthbenchError) -> None:
            connection.form_busy = False
            self._report(error)
            connection.form_replaced.emit()

        self._tasks.ask(lambda: services.make_form(connector, values), made, failed, lane="forms")

    def look_at_project(self, connection: Connection, asked: AskedNames | None = None) -> None:
        """Find which account properties and lookup tables the definition asks for, and what the files beside
        it give. `asked` are names that a run asked for in vain, which the code does not say."""
        form = connection.form
        if form is None:
            return

        def look() -> None:
            from authbench_gui.composition import show_project

            show_project(form, form.connector.asked())
            if asked is not None:
                show_project(form, asked)

        self._tasks.ask(look, lambda _: connection.form_changed.emit(), self._report, lane="forms")

    def follow(self, connection: Connection) -> None:
        """A value changed: let dynamic fields follow it."""
        form = connection.form
        if form is None or connection.form_busy or not connection.refresh_due:
            return
        definition = self._library.get(connection.ref)
        if definition is not None and definition.ran and not definition.may_run:
            return
        connection.form_busy = True
        connection.refresh_wanted = False

        def refreshed(_: object) -> None:
            connection.form_busy = False
            connection.form_changed.emit()
            self.follow(connection)

        def failed(error: AuthbenchError) -> None:
            connection.form_busy = False
            self._report(error)

        self._tasks.ask(form.refresh_dynamic, refreshed, failed, lane="forms")

    def _report(self, error: AuthbenchError) -> None:
        self.reported.emit(" ".join(part for part in (error.message, error.hint) if part))


def _carry_over(before: Form, since: dict[str, Any], form: Form) -> None:
    """What was typed while the new form was being made goes into it."""
    paths = {row.path for row in form.rows}
    for name, value in before.values().items():
        if since.get(name) != value and name in paths:
            form.set(name, value)
