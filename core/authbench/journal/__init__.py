"""The journal: what happened, in order, and the redacted ways to look at it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from authbench.journal.bodies import BodyView, FieldView
from authbench.journal.chips import WITHHELD, Redacted, Span
from authbench.journal.formatting import duration_text, phases_text, size_text
from authbench.journal.journal import Journal
from authbench.journal.loggers import silence_library_loggers
from authbench.journal.redaction import Redactor
from authbench.journal.views import ExchangeView, HeaderView, RowView, row_view, view

if TYPE_CHECKING:
    from authbench.journal.explanations import Action, Explanation, explain
    from authbench.journal.report import write_report

__all__ = [
    "WITHHELD",
    "Action",
    "BodyView",
    "ExchangeView",
    "Explanation",
    "FieldView",
    "HeaderView",
    "Journal",
    "Redacted",
    "Redactor",
    "RowView",
    "Span",
    "duration_text",
    "explain",
    "phases_text",
    "row_view",
    "silence_library_loggers",
    "size_text",
    "view",
    "write_report",
]

_LOADED_LATER = {
    "Action": "explanations",
    "Explanation": "explanations",
    "explain": "explanations",
    "write_report": "report",
}


def __getattr__(name: str) -> Any:
    # Only a run that failed needs explanations, and every start pays for what is imported.
    if name not in _LOADED_LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LOADED_LATER[name]}"), name)
    globals()[name] = value
    return value
