"""The drawing of an exchange, as far as it tells by itself."""

from __future__ import annotations

from dataclasses import dataclass

from authbench.journal.entries import LogEntry
from authbench.journal.flow import answering, asking, browsing
from authbench.journal.flow.carried import Carried
from authbench.journal.views import ExchangeView

AUTHORIZE_STEP = "authorize"
REDIRECT_STEP = "redirect"


@dataclass(frozen=True, slots=True)
class Sketch:
    """An exchange as it is drawn: its request, and its answer, which may be still to come. `opening` is what
    the browser was given, `back` where it is to come back to; `returned` the redirect that brought it back,
    told by where it came back to."""

    entry: LogEntry
    origin: str
    sent_to: str
    request: Carried
    answer: Carried
    opening: Carried | None = None
    returned: Carried | None = None
    back: str = ""


def sketch(entry: LogEntry, view: ExchangeView) -> Sketch:
    """The drawing of an exchange, as far as it tells by itself. Raises nothing that a view can cause."""
    origin, sent_to = view.row.origin, view.sent_to or ""
    if entry.browser and entry.step == AUTHORIZE_STEP:
        request, answer = browsing.visit(view), browsing.redirect_to_come()
        opening, back = browsing.opening(view), browsing.back_to(view)
        return Sketch(entry, origin, sent_to, request, answer, opening, back=back)
    if entry.browser:
        request, answer = browsing.callback(entry, view), browsing.callback_answer(entry)
        return Sketch(entry, origin, sent_to, request, answer, returned=browsing.returned(view))
    request = asking.request_of(entry, view)
    return Sketch(entry, origin, sent_to, request, answering.answer_of(entry, view, request.topics))
