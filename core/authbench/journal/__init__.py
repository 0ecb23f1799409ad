"""The journal: what happened, in order, and the redacted ways to look at it."""

from authbench.journal.bodies import BodyView, FieldView
from authbench.journal.chips import WITHHELD, Redacted, Span
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
