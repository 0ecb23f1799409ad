"""Reading a definition's file: by its kind, once, without running anything but literals."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from authbench.definition.findings import Findings
from authbench.definition.model import Connector, Loaded
from authbench.definition.problems import DefinitionNotReadable
from authbench.definition.trust import NEVER, Trust, TrustPolicy
from authbench.errors import Location

if TYPE_CHECKING:
    from authbench.http import CancelScope

MAX_SIZE = 10 * 1024 * 1024
"""Bytes of a definition; the platform's own limit (SDK reference 4.9)."""


def load(
    path: Path | str,
    *,
    source: bytes | None = None,
    check_lambdas: bool = True,
    trust: TrustPolicy = NEVER,
    scope: CancelScope | None = None,
) -> Loaded:
    """Read the definition at `path`, or `source` as if it stood there.

    Whatever is wrong inside is in the problems. Without `check_lambdas`, the code of lambdas is not looked
    into for what it may come to. A file in Python is read without running it, unless `trust` says that it
    may: then its top level runs, for ten seconds at most, during which this call waits; cancelling `scope`
    ends that. Raises DefinitionNotReadable for the file itself, and Cancelled.
    """
    path = Path(path)
    # What a link leads to is found once, before anything is read: trust asks about the very file.
    try:
        resolved = Path(os.path.realpath(path))
    except (OSError, ValueError):
        resolved = path  # Reading it says what is wrong with it.
    content = _content(path, resolved) if source is None else source
    digest = hashlib.sha256(content).hexdigest()
    findings = Findings()
    if len(content) > MAX_SIZE:
        raise DefinitionNotReadable(
            f"{path.name} is larger than {MAX_SIZE // 1024 // 1024} MB",
            hint="The platform refuses such files too.",
            location=Location(str(path)),
        )
    connector, trusted = _read(path, resolved, content, digest, findings, check_lambdas, trust, scope)
    return Loaded(connector, findings.all(), content, digest, trusted)


def _read(
    path: Path,
    resolved: Path,
    content: bytes,
    digest: str,
    findings: Findings,
    check_lambdas: bool,
    trust: TrustPolicy,
    scope: CancelScope | None,
) -> tuple[Connector | None, Trust | None]:
    if path.suffix.lower() == ".py":
        from authbench.definition.python.reader import read_python

        return read_python(
            content, str(path), resolved, digest, findings, trust, check_lambdas=check_lambdas, scope=scope
        )
    from authbench.definition.ruby.reader import read_ruby

    return read_ruby(content, str(path), digest, findings, check_lambdas=check_lambdas), None


def _content(path: Path, resolved: Path) -> bytes:
    try:
        if not stat.S_ISREG(os.stat(resolved).st_mode) and not resolved.is_dir():
            raise DefinitionNotReadable(
                f"{path} is no file but a pipe or a device",
                hint="Save the definition to a file.",
                location=Location(str(path)),
            )
        with resolved.open("rb") as stream:
            return stream.read(MAX_SIZE + 1)
    except FileNotFoundError:
        message, hint = f"There is no file {path}", "Check the path."
    except IsADirectoryError:
        message, hint = f"{path} is a folder", "Open the connector.rb inside."
    except PermissionError:
        message, hint = f"{path} may not be read", "Check the file's permissions."
    except (OSError, ValueError) as error:
        message, hint = f"{path} cannot be read: {error}", "Check the path."
    raise DefinitionNotReadable(message, hint=hint, location=Location(str(path)))
