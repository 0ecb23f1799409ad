"""What a person says about definitions that are programs: trust them, or not any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from authbench.errors import AuthbenchError
from authbench_gui.tasks import Tasks
from authbench_gui.wording import said
from authbench_gui.workspace.definitions import DefinitionLibrary

if TYPE_CHECKING:
    from authbench.vault import TrustStore


class Trusting(QObject):
    """Keeps and takes back trust. `withdrawn(ref)` - what runs of this definition is to be stopped."""

    withdrawn = Signal(str)
    reported = Signal(str)

    def __init__(self, tasks: Tasks, library: DefinitionLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._library = library
        self._store: TrustStore | None = None

    def attach(self, store: TrustStore) -> None:
        """The engine is ready."""
        self._store = store

    def trust(self, ref: str) -> None:
        """Trust exactly the content that is shown; what the files have become meanwhile is not."""
        self._change(ref, lambda store, digest, path: store.grant(digest, path))

    def trust_while_editing(self, ref: str) -> None:
        """Trust whatever the file becomes, until Authbench is closed or `stop_editing`."""
        self._change(ref, lambda store, _, path: store.trust_while_editing(path))

    def stop_editing(self, ref: str) -> None:
        """Ask again about every change."""
        self._library.withdraw(ref)
        self._change(ref, lambda store, _, path: store.stop_trusting_while_editing(path))

    def revoke(self, ref: str) -> None:
        """Trust neither this content nor this file any more, at once."""
        definition = self._library.get(ref)
        if definition is None or definition.trust is None:
            return
        for each in self._library.with_digest(definition.trust.digest):
            self._library.withdraw(each)
            self.withdrawn.emit(each)

        def forget(store: TrustStore, digest: str, path: str) -> None:
            store.revoke(digest)
            store.revoke_path(path)

        self._change(ref, forget)

    def _change(self, ref: str, change: Callable[[TrustStore, str, str], None]) -> None:
        """Change what is kept, then read anew whatever it is about."""
        store, definition = self._store, self._library.get(ref)
        if store is None or definition is None or definition.trust is None:
            return
        digest, path = definition.trust.digest, definition.trust.files[0].path

        def read_anew() -> None:
            for each in {ref, *self._library.with_digest(digest)}:
                self._library.reload(each)

        def failed(error: AuthbenchError) -> None:
            self.reported.emit(said(error))
            read_anew()

        self._tasks.ask(lambda: change(store, digest, path), lambda _: read_anew(), failed, lane="trust")
