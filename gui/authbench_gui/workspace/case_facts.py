"""What a case tells of the connection that a run belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authbench.errors import AuthbenchError, Code
from authbench_gui.services import Services
from authbench_gui.workspace.connection import Connection
from authbench_gui.workspace.definitions import Definition

if TYPE_CHECKING:
    from authbench.journal.exports.case_file import DefinitionFacts, SettingShape


class DefinitionGone(AuthbenchError):
    """The definition of a run cannot be read any more."""

    default_code = Code.FILE_NOT_READABLE


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A connection as a case tells of it: its definition, and its settings, of which `read` keeps the shape
    alone."""

    title: str
    locate: Callable[[], Path]
    values: Mapping[str, Any]
    kinds: Mapping[str, str]

    def read(self) -> tuple[DefinitionFacts, tuple[SettingShape, ...]]:
        """Both, as the file is now. Waits for the disk. Raises `DefinitionGone` where it cannot be read."""
        from authbench.journal.exports.case_file import DefinitionFacts, shape_of

        path = self.locate()
        try:
            content = path.read_bytes()
        except OSError as error:
            raise DefinitionGone(
                f"Cannot read {path.name}: {error.strerror}.",
                hint="A case names the digest of its definition; put the file back to make one.",
            ) from error
        return DefinitionFacts.of(self.title, str(path), content), shape_of(self.values, self.kinds)


def case_facts(connection: Connection, definition: Definition | None, services: Services) -> CaseFacts:
    """What is known of a connection now."""
    connector = definition.connector if definition is not None else None
    form = connection.form
    rows = form.rows if form is not None else ()
    kinds = {row.field.name: row.field.control_type or "text" for row in rows if row.path == row.field.name}
    return CaseFacts(
        connector.title if connector is not None and connector.title else connection.name,
        lambda: services.definition_path(connection.ref),
        form.values() if form is not None else {},
        kinds,
    )
