"""Trust in a definition that is a program: given to exact content, never to a name or a folder.

A file in Python can do whatever its reader's account can, so nothing of it runs before a person said so.
What they say yes to is a digest over the file and every local module that it imports (security I01, I02).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from authbench.errors import AuthbenchError, Code, Location


@dataclass(frozen=True, slots=True)
class TrustedFile:
    """One file that would run. `path` is where it lies, symbolic links followed; `sha256` is of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Trust:
    """What of a definition would run, and whether it may. `digest` changes with any byte of `files`, the
    definition first, then its local imports."""

    digest: str
    files: tuple[TrustedFile, ...]
    granted: bool = False


TrustPolicy = Callable[[Trust], bool]
"""Says whether exactly this may run."""


def NEVER(_trust: Trust) -> bool:
    """Nothing runs."""
    return False


def ALWAYS(_trust: Trust) -> bool:
    """Everything runs: for what we ship, and where the person said so for this process."""
    return True


class TrustRequired(AuthbenchError):
    """Code of a definition that nobody trusted yet was to run."""

    default_code = Code.TRUST_REQUIRED

    def __init__(self, file: str, location: Location | None = None) -> None:
        super().__init__(
            f"{PurePath(file).name} is a program in Python and was not trusted yet",
            hint="Read it first: once trusted, it can do whatever your account can, with your files and on"
            " the network. To run it in this process alone, add --trust.",
            location=location or Location(file),
        )
