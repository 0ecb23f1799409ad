"""The definitions in use: loaded off the GUI thread, watched, and kept at their last good state."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from authbench.errors import AuthbenchError
from authbench_gui.tasks import Tasks
from authbench_gui.workspace.reading import DefinitionReader, Reading, Standing, is_program

if TYPE_CHECKING:
    from authbench.definition import Connector, Problem
    from authbench.definition.trust import Trust
    from authbench.http import CancelScope

_DEBOUNCE_MS = 120
_RUNS_MS = 50
_QUIET_LOOKS = 5
"""How often a running program is looked at before it is said that it runs: most are done by then."""
PROJECT_FILES = ("account_properties.yaml", "account_properties.csv", "lookup_tables.yaml")


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition as last read.

    `connector` is the last good one; `stale` says that the file is broken now and the connector is
    from before. `error` is why the file could not be read at all. `revision` counts good readings.
    `trust` says of a program what would run, `standing` whether it may, `ran` that the connector is from a
    run.
    """

    ref: str
    path: Path | None
    connector: Connector | None = None
    problems: tuple[Problem, ...] = ()
    source: str = ""
    digest: str = ""
    stale: bool = False
    error: AuthbenchError | None = None
    revision: int = 0
    trust: Trust | None = None
    standing: Standing = Standing.HARMLESS
    ran: bool = False

    @property
    def may_run(self) -> bool:
        """Whether its lambdas may be called."""
        return self.standing.may_run

    @property
    def asks_for_trust(self) -> bool:
        """Whether a person is to say if it may run."""
        return not self.may_run and self.trust is not None


@dataclass(slots=True)
class _Job:
    """One reading under way. `started` is set once code of the definition runs."""

    scope: CancelScope
    started: threading.Event = field(default_factory=threading.Event)
    looks: int = 0
    void: bool = False

    @property
    def shown(self) -> bool:
        """Whether it runs for so long that a person is told."""
        return self.looks >= _QUIET_LOOKS


class DefinitionLibrary(QObject):
    """Reads definitions when asked and again when their files change. `changed(ref)` says which;
    `running(ref)` that a definition's own code began or ended to run while it is read; `touched` that
    something in the folders of definitions changed."""

    changed = Signal(str)
    running = Signal(str)
    touched = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._known: dict[str, Definition] = {}
        self._stamps: dict[str, tuple[int, int] | None] = {}
        self._jobs: dict[str, _Job] = {}
        self._again: dict[str, bool] = {}
        self._reader: DefinitionReader | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._on_touched)
        self._watcher.directoryChanged.connect(self._on_touched)
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(_DEBOUNCE_MS)
        self._debounce.timeout.connect(self._look_again)
        self._runs = QTimer(self)
        self._runs.setInterval(_RUNS_MS)
        self._runs.timeout.connect(self._look_at_runs)

    def attach(self, reader: DefinitionReader) -> None:
        """The engine is ready: how definitions are read."""
        self._reader = reader

    def get(self, ref: str) -> Definition | None:
        """What is known of `ref` now."""
        return self._known.get(ref)

    def may_run(self, ref: str) -> bool:
        """Whether the lambdas of `ref` may be called now."""
        definition = self._known.get(ref)
        return definition is not None and definition.may_run

    def is_running(self, ref: str) -> bool:
        """Whether code of `ref` runs right now because it is being read."""
        job = self._jobs.get(ref)
        return job is not None and job.shown

    def with_digest(self, digest: str) -> list[str]:
        """The programs among the known definitions that have exactly this content."""
        return [
            ref
            for ref, definition in self._known.items()
            if definition.trust is not None and definition.trust.digest == digest
        ]

    def request(self, ref: str) -> None:
        """Read `ref` unless it is known; `changed` follows."""
        if ref not in self._known:
            self.reload(ref)

    def read_file(self, ref: str, index: int, then: Callable[[str], None]) -> None:
        """Hand `then` the text of one of the files of a program, off the GUI thread meanwhile."""
        reader, definition = self._reader, self._known.get(ref)
        if reader is None or definition is None or definition.trust is None:
            return
        file = definition.trust.files[index]
        self._tasks.ask(lambda: reader.text_of(file), then, lambda error: then(error.message))

    def stop(self, ref: str) -> None:
        """Stop the code of `ref` that runs because it is being read."""
        job = self._jobs.get(ref)
        if job is not None:
            job.scope.cancel()

    def withdraw(self, ref: str) -> None:
        """Call nothing of `ref` any more, as of now, until it has been read again."""
        job, definition = self._jobs.get(ref), self._known.get(ref)
        if job is not None:
            job.void = True
            job.scope.cancel()
        if definition is not None and definition.may_run and definition.trust is not None:
            self._known[ref] = replace(definition, standing=Standing.NEW)
            self.changed.emit(ref)

    def reload(self, ref: str, *, if_other: bool = False) -> None:
        """Read `ref` (again); `changed` follows if anything did. With `if_other`, only where the content is
        not what it was: the code of a program does not run again for nothing."""
        reader = self._reader
        if reader is None:
            return
        if ref in self._jobs:
            self._again[ref] = self._again.get(ref, True) and if_other
            return
        from authbench.http import CancelScope

        job = self._jobs[ref] = _Job(CancelScope())
        known = self._known.get(ref)
        before = known.trust.digest if known is not None and known.trust is not None else None

        def read() -> tuple[tuple[int, int] | None, Reading | None]:
            stamp = _stamp(reader.locate(ref))
            if if_other and before is not None and reader.digest(ref) == before:
                return stamp, None
            return stamp, reader.read(ref, job.scope, job.started.set)

        self._tasks.ask(
            read,
            lambda result: self._on_read(ref, *result),
            lambda error: self._on_unreadable(ref, error),
            # A program may take its time: nothing else is to wait for it.
            lane=f"definition {ref}" if is_program(ref) else "definitions",
        )
        if is_program(ref):
            self._runs.start()

    def _on_read(self, ref: str, stamp: tuple[int, int] | None, reading: Reading | None) -> None:
        self._stamps[ref] = stamp
        if reading is not None and not self._jobs[ref].void:
            self._adopt(ref, reading)
        self._loaded(ref)

    def _adopt(self, ref: str, reading: Reading) -> None:
        before = self._known.get(ref)
        loaded, standing = reading.loaded, reading.standing
        self._watch(reading.path, loaded.trust)
        good = loaded.connector
        kept = good
        if good is None and before is not None and _still_good(before, reading):
            kept = before.connector
        ran = loaded.trust is not None and loaded.trust.granted
        if (
            before is not None
            and before.error is None
            and (before.digest, before.trust, before.standing) == (loaded.digest, loaded.trust, standing)
        ):
            return
        self._known[ref] = Definition(
            ref,
            reading.path,
            connector=kept,
            problems=loaded.problems,
            source=loaded.source.decode("utf-8", "replace"),
            digest=loaded.digest,
            stale=good is None and kept is not None,
            revision=(before.revision if before is not None else 0) + (good is not None),
            trust=loaded.trust,
            standing=standing,
            ran=ran if good is not None else before is not None and before.ran and kept is not None,
        )
        self.changed.emit(ref)

    def _on_unreadable(self, ref: str, error: AuthbenchError) -> None:
        before = self._known.get(ref)
        path = before.path if before is not None else Path(ref) if ref.startswith("/") else None
        if before is None:
            unknown = Standing.NEW if is_program(ref) else Standing.HARMLESS
            before = Definition(ref, path, standing=unknown)
        self._known[ref] = replace(
            before, path=path, problems=(), digest="", stale=before.connector is not None, error=error
        )
        if path is not None:
            self._watch(path, before.trust)
        self.changed.emit(ref)
        self._loaded(ref)

    def _loaded(self, ref: str) -> None:
        job = self._jobs.pop(ref)
        if not self._jobs:
            self._runs.stop()
        if job.shown:
            self.running.emit(ref)
        if ref in self._again:
            self.reload(ref, if_other=self._again.pop(ref))

    def _watch(self, path: Path, trust: Trust | None = None) -> None:
        """Watch the file, and its folder: editors replace files instead of writing into them. So with the
        local modules of a program."""
        watched = {*self._watcher.files(), *self._watcher.directories()}
        places = [path, path.parent, *(path.parent / name for name in PROJECT_FILES)]
        for file in trust.files if trust is not None else ():
            places += [Path(file.path), Path(file.path).parent]
        for place in places:
            if str(place) not in watched and place.exists():
                self._watcher.addPath(str(place))
                watched.add(str(place))

    @Slot()
    def _on_touched(self) -> None:
        self._debounce.start()

    @Slot()
    def _look_again(self) -> None:
        """Read anew what has another time or size than when it was read. Of a program, any of its files may
        be another one by now, so all are looked at."""
        for ref, definition in list(self._known.items()):
            path = definition.path
            if path is None:
                continue
            self._watch(path, definition.trust)
            if is_program(ref):
                self.reload(ref, if_other=definition.error is None)
            elif _stamp(path) != self._stamps.get(ref):
                self.reload(ref)
        self.touched.emit()

    @Slot()
    def _look_at_runs(self) -> None:
        for ref, job in list(self._jobs.items()):
            if job.started.is_set():
                job.looks += 1
                if job.looks == _QUIET_LOOKS:
                    self.running.emit(ref)


def _still_good(before: Definition, reading: Reading) -> bool:
    """Whether what was loaded before may stand in for a file that is broken now. A program that may run is
    not replaced by what was only read of it, nor one that may not by what ran."""
    return reading.loaded.trust is None or before.ran == reading.standing.may_run


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
