"""The last look at what is finished: whether a secret went into it all the same."""

from __future__ import annotations

from authbench.errors import AuthbenchError, Code
from authbench.journal.exports.already_redacted import OnceRevealed
from authbench.journal.redaction import Redactor
from authbench.journal.unredacted import Unredacted

_HINT = (
    "Nothing was handed out. Export fewer exchanges to find the one that holds it, and report this as a "
    "defect of the redaction; the secret itself does not belong into the report."
)


class ExportRefused(AuthbenchError):
    """A known secret was found in a finished export, which is therefore not handed out."""

    default_code = Code.EXPORT_REFUSED


def refuse_secrets(text: str, redactor: Redactor) -> None:
    """Raise `ExportRefused` if a secret that `redactor` knows is in `text`, in any encoding."""
    if redactor.contains(text):
        raise ExportRefused("A secret was still in the finished export.", hint=_HINT)


def is_unredacted(redactor: Redactor) -> bool:
    """Whether exports made with `redactor` show secrets, which they must then say of themselves."""
    return isinstance(redactor, Unredacted)


def is_marked(redactor: Redactor) -> bool:
    """Whether files made with `redactor` must say that secrets are in them: they are, or those of the file
    that they come from were."""
    return isinstance(redactor, Unredacted | OnceRevealed)
