"""`--har FILE`: every exchange of the command as an HTTP archive, also of a run that failed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from authbench.cli.arguments import UsageError
from authbench.cli.console import say
from authbench.errors import AuthbenchError

if TYPE_CHECKING:
    from authbench.journal import Journal


def har_destination(given: str | None) -> Path | None:
    """Where the archive goes, None for nowhere. Raises `UsageError` if no file can come to be there, before
    a byte is sent."""
    if given is None:
        return None
    if given in ("", "-"):
        raise UsageError("--har needs the name of a file", hint="Standard output is for results.")
    from authbench.journal.exports.saving import ExportFailed, check_destination

    path = Path(given)
    try:
        check_destination(path)
    except ExportFailed as error:
        raise UsageError(error.message, hint=error.hint) from error
    return path


def write_har(path: Path, journal: Journal) -> bool:
    """Write what the journal holds, redacted. False, and it is said why, when that could not be done."""
    from authbench.journal.exports.export import ExportFormat

    try:
        export = journal.export(ExportFormat.HAR)
        export.save(path)
    except AuthbenchError as error:
        say(f"error: {journal.redactor.text(error.message)}")
        if error.hint:
            say(f"  {error.hint}")
        say(f"  ({error.code})")
        return False
    summary = export.summary
    exchanges = f"{summary.exchanges} exchange{'' if summary.exchanges == 1 else 's'}"
    secrets = f"{summary.secrets} secret{'' if summary.secrets == 1 else 's'} masked"
    say(f"Wrote {path}: {exchanges}, {secrets}.")
    return True
