"""Reads definitions with the trust that holds for them. Everything here blocks: off the GUI thread only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from authbench.errors import Cancelled
from authbench_gui.services import DEMO_PREFIX, Services

if TYPE_CHECKING:
    from authbench.definition import Loaded
    from authbench.definition.trust import Trust, TrustedFile
    from authbench.http import CancelScope
    from authbench.vault import TrustStore


class Standing(StrEnum):
    """Whether the code of a definition may run.

    `HARMLESS` - it is Ruby, or ours; `TRUSTED` - a person trusted exactly this content; `EDITING` - they
    trust whatever the file becomes while they edit it; `NEW` - nobody trusted it; `CHANGED` - something
    else was trusted at this path; `STOPPED` - trusted, but a person stopped its top level.
    """

    HARMLESS = "harmless"
    TRUSTED = "trusted"
    EDITING = "editing"
    NEW = "new"
    CHANGED = "changed"
    STOPPED = "stopped"

    @property
    def may_run(self) -> bool:
        """Whether its lambdas may be called."""
        return self in (Standing.HARMLESS, Standing.TRUSTED, Standing.EDITING)


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a definition gave, and whether its code may run."""

    path: Path
    loaded: Loaded
    standing: Standing


class DefinitionReader:
    """Reads what a reference (`demo:NAME` or a path) means. A program in Python runs where it is one of our
    samples or the person trusted its content; nothing else grants it."""

    def __init__(self, services: Services) -> None:
        self._locate = services.definition_path
        self._store: TrustStore = services.trust

    def locate(self, ref: str) -> Path:
        """Where the definition lies. Raises AuthbenchError for an unknown sample."""
        return self._locate(ref)

    def read(self, ref: str, scope: CancelScope, on_run: Callable[[], None]) -> Reading:
        """Read it, for real where it may run: `on_run` is called before that of a person's own program.
        Cancelling `scope` stops it: then it is only read. Raises DefinitionNotReadable."""
        from authbench.definition import load

        path = self._locate(ref)
        found: list[Standing] = []

        def policy(trust: Trust) -> bool:
            found.append(self._standing(trust))
            if found[-1] in (Standing.TRUSTED, Standing.EDITING):
                on_run()
            return found[-1].may_run

        try:
            loaded = load(path, trust=policy, scope=scope)
        except Cancelled:
            return Reading(path, self._unrun(path), Standing.STOPPED)
        if loaded.trust is None:
            return Reading(path, loaded, Standing.HARMLESS)
        return Reading(path, loaded, found[0] if found else self._standing(loaded.trust))

    def digest(self, ref: str) -> str | None:
        """The digest over everything that would run, as the files are now; None for Ruby. Raises
        DefinitionNotReadable."""
        trust = self._unrun(self._locate(ref)).trust
        return trust.digest if trust is not None else None

    def title(self, path: Path) -> str:
        """The title in a file, as far as reading alone can tell. Raises DefinitionNotReadable."""
        connector = self._unrun(path).connector
        return connector.title if connector is not None else ""

    @staticmethod
    def text_of(file: TrustedFile) -> str:
        """The text of one of the files that would run; a sentence where it is another one by now."""
        path = Path(file.path)
        try:
            # Neither a pipe nor a device is waited for.
            content = path.read_bytes() if path.is_file() else b""
        except OSError as error:
            return f"This file cannot be read: {error.strerror}"
        if hashlib.sha256(content).hexdigest() != file.sha256:
            return "This file changed just now."
        return content.decode("utf-8", "replace")

    @staticmethod
    def _unrun(path: Path) -> Loaded:
        from authbench.definition import load
        from authbench.definition.trust import NEVER

        return load(path, check_lambdas=False, trust=NEVER)

    def _standing(self, trust: Trust) -> Standing:
        place = trust.files[0].path
        if is_ours(Path(place)):
            return Standing.HARMLESS
        if self._store.policy(trust):
            editing = self._store.is_trusted_while_editing(place)
            return Standing.EDITING if editing else Standing.TRUSTED
        return Standing.CHANGED if self._store.knows(place) else Standing.NEW


def is_program(ref: str) -> bool:
    """Whether a reference means a file in Python."""
    return ref.lower().endswith(".py")


def other_language(ref: str) -> str | None:
    """The same sample in the other language; None for a file."""
    if not ref.startswith(DEMO_PREFIX):
        return None
    return ref.removesuffix(".py") if is_program(ref) else f"{ref}.py"


def is_ours(path: Path) -> bool:
    """Whether a file, links followed when it was read, lies among the samples that we ship, which are
    trusted. A link is not followed anew: it may lead elsewhere by now."""
    from authbench_resources import root

    return path.parent == Path(str(root().joinpath("samples"))).resolve()
