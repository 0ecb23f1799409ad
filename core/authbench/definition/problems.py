"""What is wrong with a definition, for lint and the window; and what stops it from being read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from authbench.errors import AuthbenchError, Code, Location


class Severity(StrEnum):
    """`ERROR` will fail when reached (or keeps the file from loading), `WARNING` probably does not
    do what its author wants, `INFO` is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `code` is stable and documented, `path` the key path it is about, `fix` what to
    do in one sentence. Shown as given: no secret can be in it, since no value was entered yet."""

    severity: Severity
    code: str
    message: str
    location: Location | None = None
    path: str | None = None
    fix: str | None = None


class DefinitionNotReadable(AuthbenchError):
    """The file itself cannot be read: missing, a folder, no permission, too large."""

    default_code = Code.FILE_NOT_READABLE


class UnresolvedOption(AuthbenchError):
    """`multi`: no option can be chosen with the current settings (SDK reference 3.11)."""

    default_code = Code.FIELDS_INVALID


class InvalidLambdaResult(AuthbenchError):
    """A lambda gave something that its key cannot use, such as text where fields are expected."""

    default_code = Code.INVALID_DEFINITION
