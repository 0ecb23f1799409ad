"""Making and remaking the forms of connections, off the GUI thread. A form is shown once its computed
fields are there, or without them where they take long: they follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from authbench.errors import AuthbenchError
from authbench_gui.services import Services
from authbench_gui.tasks import Tasks
from authbench_gui.wording import said
from authbench_gui.workspace.connection import Connection
from authbench_gui.workspace.definitions import DefinitionLibrary
from authbench_gui.workspace.dynamic_fields import DynamicFields

if TYPE_CHECKING:
    from authbench.definition.project import AskedNames
    from authbench.form import Form

FIRST_WAIT_MS = 150
"""How long a form waits for its computed fields before it is shown without them."""


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
        if connector is None:
            # Nothing of what was loaded before may be used any more: its trust is gone.
            connection.form_wanted = ("", 0)
            self._dynamic(connection).serve(None)
            if connection.form is not None:
                connection.values, connection.form = connection.form.values(), None
        made_of = (definition.ref, definition.revision)
        if connector is None or (connection.form is not None and connection.form_made_of == made_of):
            connection.form_replaced.emit()
            return
        values = connection.form.values() if connection.form is not None else connection.values
        connection.form_wanted = made_of

        dynamic = self._dynamic(connection)

        def made(form: Form) -> None:
            if connection.form_wanted != made_of:
                return
            dynamic.serve(form)
            dynamic.settle(lambda: install(form))
            QTimer.singleShot(FIRST_WAIT_MS, connection, lambda: install(form))

        def install(form: Form) -> None:
            before = connection.form
            if before is form or connection.form_wanted != made_of:
                return
            if before is not None:
                form.show_project(form.project_files, before.asked_names)
                if _carry_over(before, values, form):
                    dynamic.ask(at_once=True)
                connection.kept_secret |= before.secret_names()
            connection.form, connection.form_made_of = form, made_of
            if connection.has_tokens and connection.login_values is None and connection.has_worked:
                connection.login_values = form.values()
            if connection.authorization is None:
                connection.authorization = connector.authorization.type
            connection.form_replaced.emit()
            connection.changed.emit()
            self.look_at_project(connection)

        def failed(error: AuthbenchError) -> None:
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
        """A value changed, or the focus left a field: let computed fields follow."""
        if connection.form is None or not connection.refresh_due or not self._may_run(connection):
            return
        connection.refresh_wanted = False
        self._dynamic(connection).ask(at_once=connection.refresh_at_once)

    def settle(self, connection: Connection, then: Callable[[], None]) -> None:
        """Compute fields once more with the values of this moment, then call `then`."""
        if connection.form is None or not self._may_run(connection):
            then()
            return
        connection.refresh_wanted = False
        self._dynamic(connection).settle(then)

    def _may_run(self, connection: Connection) -> bool:
        definition = self._library.get(connection.ref)
        return definition is None or not definition.ran or definition.may_run

    def _dynamic(self, connection: Connection) -> DynamicFields:
        if connection.dynamic is None:
            dynamic = connection.dynamic = DynamicFields(self._tasks, connection)
            dynamic.changed.connect(connection.form_changed)
            dynamic.busy_changed.connect(connection.form_changed)
            dynamic.failed.connect(self._report)
        return connection.dynamic

    @Slot(object)
    def _report(self, error: AuthbenchError) -> None:
        self.reported.emit(said(error))


def _carry_over(before: Form, since: dict[str, Any], form: Form) -> bool:
    """What was typed while the new form was being made goes into it. Whether there was any."""
    paths = {row.path for row in form.rows}
    typed = {
        name: value for name, value in before.values().items() if since.get(name) != value and name in paths
    }
    for name, value in typed.items():
        form.set(name, value)
    return bool(typed)
