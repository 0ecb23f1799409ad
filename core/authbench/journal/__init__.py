"""The journal: what happened, in order, and the redacted ways to look at it.

Each name is imported from its module when it is first used: a run on the command line needs no views,
and only one that failed needs explanations.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authbench.journal.bodies import BodyView, FieldView
    from authbench.journal.chips import WITHHELD, Redacted, Span
    from authbench.journal.entries import ExchangeLogged, LogEntry, Notice
    from authbench.journal.explanations import Action, Explanation, explain
    from authbench.journal.formatting import duration_text, phases_text, size_text
    from authbench.journal.journal import Journal
    from authbench.journal.loggers import silence_library_loggers
    from authbench.journal.redaction import Redactor
    from authbench.journal.report import write_report
    from authbench.journal.views import ExchangeView, HeaderView, RowView, row_view, view

__all__ = [
    "WITHHELD",
    "Action",
    "BodyView",
    "ExchangeLogged",
    "ExchangeView",
    "Explanation",
    "FieldView",
    "HeaderView",
    "Journal",
    "LogEntry",
    "Notice",
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

_MODULES = {
    "Action": "explanations",
    "BodyView": "bodies",
    "ExchangeLogged": "entries",
    "ExchangeView": "views",
    "Explanation": "explanations",
    "FieldView": "bodies",
    "HeaderView": "views",
    "Journal": "journal",
    "LogEntry": "entries",
    "Notice": "entries",
    "Redacted": "chips",
    "Redactor": "redaction",
    "RowView": "views",
    "Span": "chips",
    "WITHHELD": "chips",
    "duration_text": "formatting",
    "explain": "explanations",
    "phases_text": "formatting",
    "row_view": "views",
    "silence_library_loggers": "loggers",
    "size_text": "formatting",
    "view": "views",
    "write_report": "report",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
