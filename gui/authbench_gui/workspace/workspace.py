"""All connections, which one is shown, and what a person does with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from authbench.errors import AuthbenchError
from authbench_gui.pump import EventPump
from authbench_gui.revealing import LogDoor, Revealing
from authbench_gui.services import Services
from authbench_gui.tasks import Tasks
from authbench_gui.wording import said
from authbench_gui.workspace.activity import Activity
from authbench_gui.workspace.asking import ProviderAsking
from authbench_gui.workspace.connection import Connection
from authbench_gui.workspace.definitions import DefinitionLibrary
from authbench_gui.workspace.forms import Forms
from authbench_gui.workspace.lab import Lab
from authbench_gui.workspace.opened import OpenedFile, OpenedFiles, is_readable_only
from authbench_gui.workspace.profiles import Profiles
from authbench_gui.workspace.reading import DefinitionReader, other_language
from authbench_gui.workspace.runs import Runs
from authbench_gui.workspace.tokens import TokenReading
from authbench_gui.workspace.trusting import Trusting
from authbench_gui.workspace.trying import Trying

if TYPE_CHECKING:
    from authbench.connection import Deleted, RunResult
    from authbench.vault import Profile, ProfileList
    from authbench_gui.workspace.case_facts import CaseFacts

DEFINITION_SUFFIXES = (".rb", ".py")


class Workspace(QObject):
    """The model of the window. A connection is shown, or an opened file, or neither.

    Signals: `list_changed` - connections or opened files came, went or changed their names;
    `selected(id)`, empty for none; `reported(message)` - something to tell the person; `deleted(name)` - can
    be undone; `undo_failed(message)` - and can be tried again; `ready` - the engine is there.
    """

    list_changed = Signal()
    selected = Signal(str)
    reported = Signal(str)
    deleted = Signal(str)
    undo_failed = Signal(str)
    ready = Signal()

    def __init__(self, tasks: Tasks, pump: EventPump, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tasks = tasks
        self.services: Services | None = None
        self.connections: dict[str, Connection] = {}
        self.current: Connection | None = None
        self.profiles = Profiles(tasks, self.connections.get, self)
        self.profiles.reported.connect(self.reported)
        self.profiles.renamed.connect(self.list_changed)
        self.revealing = Revealing(self)
        self.revealing.changed.connect(self._on_revealed)
        self.library = DefinitionLibrary(tasks, self)
        self.library.changed.connect(self._on_definition_changed)
        self.library.touched.connect(self._on_folder_touched)
        self.trusting = Trusting(tasks, self.library, self)
        self.trusting.reported.connect(self.reported)
        self.trusting.withdrawn.connect(self._on_withdrawn)
        self.runs = Runs(tasks, pump, self.connections.get, self.library.may_run, self)
        self.runs.reported.connect(self.reported)
        self.runs.asked_in_vain.connect(self._on_asked_in_vain)
        self.forms = Forms(tasks, self.library, self)
        self.forms.reported.connect(self.reported)
        self.tokens = TokenReading(tasks, self)
        self.tokens.reported.connect(self.reported)
        self.trying = Trying(tasks, self.runs, self.connections.get, self.library.may_run, self)
        self.trying.reported.connect(self.reported)
        self.lab = Lab(tasks, self.runs, lambda: self.current, self)
        self.selected.connect(self.lab.show_current)
        self.asking = ProviderAsking(tasks, self.runs, lambda: self.current, self)
        self.asking.reported.connect(self.reported)
        self.selected.connect(self.asking.show_current)
        self.opened = OpenedFiles(tasks, self)
        self.opened.changed.connect(self.list_changed)
        self.opened.opened.connect(self.select)
        self.opened.reported.connect(self.reported)
        self.shown_file: OpenedFile | None = None
        self._before_file = ""
        self._reader: DefinitionReader | None = None
        self._undo: Deleted | None = None

    def attach(self, services: Services, listing: ProfileList) -> None:
        """The engine is ready and the profiles have been read."""
        self.services = services
        self.profiles.attach(services)
        self.revealing.attach(services.journal)
        self.opened.attach(services.journal)
        self._reader = DefinitionReader(services)
        self.library.attach(self._reader)
        self.trusting.attach(services.trust)
        self.runs.attach(services)
        self.forms.attach(services)
        self.trying.attach(services)
        self.lab.attach(services)
        self.asking.attach(services)
        self.tokens.attach(services)
        for profile in listing.profiles:
            self._adopt(profile)
        for damaged in listing.damaged:
            self.reported.emit(
                f"{damaged.path} could not be read and was set aside as {damaged.set_aside_as}."
            )
        self.list_changed.emit()
        self.ready.emit()

    @property
    def shown_id(self) -> str:
        """The connection or opened file that is shown; empty for none."""
        shown = self.current or self.shown_file
        return shown.id if shown is not None else ""

    @property
    def shown_activity(self) -> Activity | None:
        """What happened with what is shown."""
        shown = self.current or self.shown_file
        return shown.activity if shown is not None else None

    def shown_name(self) -> str:
        """What is shown is called; empty for nothing."""
        shown = self.current or self.shown_file
        return shown.name if shown is not None else ""

    def case_facts(self) -> CaseFacts | None:
        """What a case tells of the connection that is shown."""
        if self.current is None or self.services is None:
            return None
        from authbench_gui.workspace.case_facts import case_facts

        return case_facts(self.current, self.library.get(self.current.ref), self.services)

    @Slot(str)
    def select(self, wanted: str) -> None:
        """Show a connection, whose definition and values are loaded when it is shown first, or an opened
        file."""
        connection, file = self.connections.get(wanted), self.opened.files.get(wanted)
        if connection is self.current and file is self.shown_file:
            return
        if file is not None and self.current is not None:
            self._before_file = self.current.id
        self.current, self.shown_file = connection, file
        if connection is not None:
            self.forms.prepare(connection)
        self.selected.emit(self.shown_id)

    def close_file(self, file_id: str) -> None:
        """Close an opened file; another is shown, or what was shown before."""
        if self.shown_file is not None and self.shown_file.id == file_id:
            neighbours = list(self.opened.files)
            at = neighbours.index(file_id)
            rest = neighbours[at + 1 :] or neighbours[:at][-1:]
            before = self._before_file if self._before_file in self.connections else ""
            self.select(rest[0] if rest else before or next(iter(self.connections), ""))
        self.opened.close(file_id)

    def open_file(self, path: Path) -> None:
        """Show the first connection of a definition file, or make one; or a case or an archive, to be read.
        Nothing in the file runs for it."""
        if is_readable_only(path):
            self.opened.open(path, self._definition_paths())
            return
        ref = str(path.resolve())
        if path.suffix.lower() not in DEFINITION_SUFFIXES:
            self.reported.emit(
                f"{path.name} is no connector definition."
                " Open a connector.rb, a definition in Python (.py), a case (.authbench-case)"
                " or an archive (.har)."
            )
            return
        for connection in self.connections.values():
            if connection.ref == ref:
                self.select(connection.id)
                return
        services, reader = self.services, self._reader
        if services is None or reader is None:
            return

        def make() -> Profile:
            # What cannot be read at all makes no connection.
            return services.store.create(ref, reader.title(Path(ref)) or _name_of(Path(ref)))

        self.tasks.ask(make, self._on_created, self._report, lane="vault")

    def create(self, ref: str, name: str) -> None:
        """A new connection for a sample or a definition file; it is shown."""
        services = self.services
        if services is not None:
            self.tasks.ask(
                lambda: services.store.create(ref, name), self._on_created, self._report, lane="vault"
            )

    def switch_language(self, connection: Connection) -> None:
        """Use the same sample in the other language; values, tokens and name stay."""
        ref = other_language(connection.ref)
        if ref is None:
            return
        self.save_now()

        def switched() -> None:
            self.forms.prepare(connection)
            self.list_changed.emit()

        self.profiles.set_connector(connection, ref, switched)

    def duplicate(self, connection: Connection) -> None:
        """A copy with the same values and no tokens; it is shown."""
        services = self.services
        self.save_now()
        if services is not None:
            name = self._free_name(connection.name)
            self.tasks.ask(
                lambda: services.store.duplicate(connection.id, name),
                self._on_created,
                self._report,
                lane="vault",
            )

    def delete(self, connection: Connection) -> None:
        """Delete it; `undo` brings it back."""
        services = self.services
        if services is None:
            return
        self.save_now()
        self.runs.forget(connection)
        self.lab.forget(connection.id)
        self.revealing.reveal_log(connection.id, False)
        neighbours = list(self.connections)
        at = neighbours.index(connection.id)
        del self.connections[connection.id]
        self.list_changed.emit()
        if connection is self.current:
            rest = neighbours[at + 1 :] or neighbours[:at][-1:]
            self.select(rest[0] if rest else "")

        def gone(deleted: Deleted) -> None:
            self._undo = deleted
            connection.activity.log.clear()
            self.deleted.emit(connection.name)

        def failed(error: AuthbenchError) -> None:
            self.connections[connection.id] = connection
            self.list_changed.emit()
            self._report(error)

        self.tasks.ask(lambda: services.store.delete(connection.id), gone, failed, lane="vault")

    def undo_delete(self) -> None:
        """Bring the last deleted connection back, as it was."""
        services, deleted = self.services, self._undo
        if services is None or deleted is None:
            return
        self._undo = None

        def failed(error: AuthbenchError) -> None:
            self._undo = self._undo or deleted
            self.undo_failed.emit(said(error))

        self.tasks.ask(lambda: services.store.undo(deleted), self._on_created, failed, lane="vault")

    @Slot()
    def save_now(self) -> None:
        """Write what was typed, without waiting for the debounce."""
        self.trying.save_drafts()
        self.profiles.save_now()

    def _on_created(self, profile: Profile) -> None:
        self._adopt(profile)
        self.list_changed.emit()
        self.select(profile.id)

    def _adopt(self, profile: Profile) -> Connection:
        connection = Connection(profile, LogDoor(self.revealing, profile.id), self)
        connection.edited.connect(lambda: self._on_edited(connection))
        self.connections[profile.id] = connection
        return connection

    def _on_edited(self, connection: Connection) -> None:
        self.profiles.save_soon(connection)
        self.forms.follow(connection)

    @Slot()
    def _on_folder_touched(self) -> None:
        if self.current is not None:
            self.forms.look_at_project(self.current)

    def _on_asked_in_vain(self, connection_id: str, result: RunResult) -> None:
        from authbench.definition.project import AskedNames

        connection = self.connections.get(connection_id)
        if connection is not None:
            asked = AskedNames(result.missing_properties, result.missing_tables)
            self.forms.look_at_project(connection, asked)

    def _on_withdrawn(self, ref: str) -> None:
        """What is under way of a program that is not trusted any more is stopped."""
        for connection in self.connections.values():
            if connection.ref == ref and connection.activity.running:
                self.runs.cancel(connection)

    def _on_definition_changed(self, ref: str) -> None:
        self.save_now()
        for connection in self.connections.values():
            if connection.ref == ref:
                self.forms.on_definition(connection)

    @Slot(str)
    def _on_revealed(self, connection_id: str) -> None:
        connection = self.connections.get(connection_id)
        if connection is not None:
            connection.activity.log.look_again()

    def _definition_paths(self) -> dict[str, Callable[[], Path]]:
        """Where the definitions of the connections lie, by the name of the first connection of each."""
        services = self.services
        if services is None:
            return {}
        names = {connection.ref: connection.name for connection in reversed(self.connections.values())}
        return {name: partial(services.definition_path, ref) for ref, name in names.items()}

    def _free_name(self, name: str) -> str:
        taken = {connection.name for connection in self.connections.values()}
        candidate, number = f"{name} copy", 2
        while candidate in taken:
            candidate, number = f"{name} copy {number}", number + 1
        return candidate

    def _report(self, error: AuthbenchError) -> None:
        self.reported.emit(said(error))


def _name_of(path: Path) -> str:
    """A name for a definition without a title: the file's, or its folder's where all are called
    `connector.rb`."""
    return path.parent.name if path.stem == "connector" and path.parent.name else path.stem
