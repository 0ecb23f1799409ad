"""The definitions in use: loaded off the GUI thread, watched, and kept at their last good state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from authbench.errors import AuthbenchError
from authbench_gui.tasks import Tasks

if TYPE_CHECKING:
    from authbench.definition import Connector, Loaded, Problem

_DEBOUNCE_MS = 120
PROJECT_FILES = ("account_properties.yaml", "account_properties.csv", "lookup_tables.yaml")


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition as last read.

    `connector` is the last good one; `stale` says that the file is broken now and the connector is
    from before. `error` is why the file could not be read at all. `revision` counts good readings.
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


class DefinitionLibrary(QObject):
    """Reads definitions when asked and again when their files change. `changed(ref)` says which;
    `touched` says that something in the folders of definitions changed."""

    changed = Signal(str)
    touched = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._known: dict[str, Definition] = {}
        self._stamps: dict[str, tuple[int, int] | None] = {}
        self._loading: set[str] = set()
        self._again: set[str] = set()
        self._load: Callable[[Path], Loaded] | None = None
        self._locate: Callable[[str], Path] | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._on_touched)
        self._watcher.directoryChanged.connect(self._on_touched)
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(_DEBOUNCE_MS)
        self._debounce.timeout.connect(self._look_again)

    def attach(self, load: Callable[[Path], Loaded], locate: Callable[[str], Path]) -> None:
        """The engine is ready: how to read a file, and where the file behind a reference is."""
        self._load, self._locate = load, locate

    def get(self, ref: str) -> Definition | None:
        """What is known of `ref` now."""
        return self._known.get(ref)

    def request(self, ref: str) -> None:
        """Read `ref` unless it is known; `changed` follows."""
        if ref not in self._known:
            self.reload(ref)

    def reload(self, ref: str) -> None:
        """Read `ref` (again); `changed` follows if anything did."""
        load, locate = self._load, self._locate
        if load is None or locate is None:
            return
        if ref in self._loading:
            self._again.add(ref)
            return
        self._loading.add(ref)

        def read() -> tuple[Path, tuple[int, int] | None, Loaded]:
            path = locate(ref)
            stamp = _stamp(path)
            return path, stamp, load(path)

        self._tasks.ask(
            read,
            lambda result: self._on_read(ref, *result),
            lambda error: self._on_unreadable(ref, error),
            lane="definitions",
        )

    def _on_read(self, ref: str, path: Path, stamp: tuple[int, int] | None, loaded: Loaded) -> None:
        before = self._known.get(ref)
        self._stamps[ref] = stamp
        self._watch(path)
        good = loaded.connector
        kept = good if good is not None else before.connector if before is not None else None
        if before is None or before.digest != loaded.digest or before.error is not None:
            revision = before.revision if before is not None else 0
            self._known[ref] = Definition(
                ref,
                path,
                connector=kept,
                problems=loaded.problems,
                source=loaded.source.decode("utf-8", "replace"),
                digest=loaded.digest,
                stale=good is None and kept is not None,
                revision=revision + (good is not None),
            )
            self.changed.emit(ref)
        self._loaded(ref)

    def _on_unreadable(self, ref: str, error: AuthbenchError) -> None:
        before = self._known.get(ref)
        path = before.path if before is not None else Path(ref) if ref.startswith("/") else None
        self._known[ref] = Definition(
            ref,
            path,
            connector=before.connector if before is not None else None,
            source=before.source if before is not None else "",
            stale=before is not None and before.connector is not None,
            error=error,
            revision=before.revision if before is not None else 0,
        )
        if path is not None:
            self._watch(path)
        self.changed.emit(ref)
        self._loaded(ref)

    def _loaded(self, ref: str) -> None:
        self._loading.discard(ref)
        if ref in self._again:
            self._again.discard(ref)
            self.reload(ref)

    def _watch(self, path: Path) -> None:
        """Watch the file, and its folder: editors replace files instead of writing into them."""
        watched = {*self._watcher.files(), *self._watcher.directories()}
        beside = (path.parent / name for name in PROJECT_FILES)
        for place in (path, path.parent, *beside):
            if str(place) not in watched and place.exists():
                self._watcher.addPath(str(place))

    @Slot()
    def _on_touched(self) -> None:
        self._debounce.start()

    @Slot()
    def _look_again(self) -> None:
        """Read anew what has another time or size than when it was read."""
        for ref, definition in list(self._known.items()):
            path = definition.path
            if path is None:
                continue
            self._watch(path)
            if _stamp(path) != self._stamps.get(ref):
                self.reload(ref)
        self.touched.emit()


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
