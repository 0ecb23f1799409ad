"""From a failure and what was sent and answered to what its card says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from authbench.errors import Code, Location
from authbench.events import Failure, HttpExchange
from authbench.journal.chips import WITHHELD
from authbench.journal.explanations.answers import fields_of
from authbench.journal.explanations.catalogue import PLACEHOLDER, Cause, Entry, catalogue
from authbench.journal.explanations.explanation import LABELS, Action, CauseView, Explanation
from authbench.journal.explanations.facts import Facts, gather_facts
from authbench.journal.explanations.sayings import is_error, sayings
from authbench.journal.redaction import Redactor

_MOST_CAUSES = 4
_NOBODYS_ANSWER = frozenset(
    (
        *(Code.USAGE, Code.FILE_NOT_READABLE, Code.SYNTAX_ERROR, Code.INVALID_DEFINITION, Code.UNSUPPORTED),
        *(Code.TRUST_REQUIRED, Code.SETTINGS_INVALID, Code.SETTINGS_ENCRYPTED, Code.FIELDS_INVALID),
        *(Code.LAMBDA_ERROR, Code.OUTSIDE_LAMBDA, Code.LIMIT_EXCEEDED, Code.INVALID_URL, Code.INTERNAL),
        *(Code.INVALID_REQUEST_DATA, Code.REDIRECT_PORT_BUSY, Code.REDIRECT_FAILED, Code.CONSENT_TIMEOUT),
        *(Code.KEYCHAIN_FAILED, Code.STORAGE_FAILED, Code.CANCELLED),
    )
)
"""Codes whose cause is here, not in what a server answered: only entries that name the code explain them."""
_ANSWERED_BEFORE = frozenset((Code.LAMBDA_ERROR, Code.OUTSIDE_LAMBDA))
"""Of those, the ones that an answer may have led to nevertheless."""
_FALLBACK = Entry("", "{message}", (), (Cause("{hint}"),))


def explain(failure: Failure, exchanges: Iterable[HttpExchange], redactor: Redactor) -> Explanation:
    """Explain `failure` from `exchanges`, those of its run. Raises nothing."""
    try:
        return _explain(failure, list(exchanges), redactor)
    except Exception:  # noqa: BLE001 - an explanation that fails must not hide the failure
        title = redactor.text(failure.message) or WITHHELD
        return Explanation(title, actions=(_action("copy_report"),))


def _explain(failure: Failure, exchanges: Sequence[HttpExchange], redactor: Redactor) -> Explanation:
    exchange = _shown_by(failure, exchanges)
    facts = gather_facts(failure, exchange, exchanges, redactor)
    fitting = [entry for entry in catalogue().values() if _fits(entry, failure, facts)]
    entry = fitting[0] if fitting else _FALLBACK
    title = _filled(entry.title, facts) or facts.texts["message"]
    location = redactor.location(failure.location or (exchange.lambda_location if exchange else None))
    makers = _Buttons(exchange, location)
    told = _summary(facts)
    causes = list(_causes(entry, facts, makers, told, title))
    for other in fitting[1:]:
        if other.also and len(causes) < _MOST_CAUSES:
            causes += [one for one in _causes(other, facts, makers, told, title) if one.text not in title][:1]
    causes = causes[:_MOST_CAUSES]
    hint = facts.texts.get("hint")
    if hint and not causes:
        causes.append(CauseView(hint, told, makers.first(entry.actions, entry.focus)))
    wanted = [one.action for one in causes if one.action is not None]
    wanted += [one for kind in entry.actions if (one := makers.make(kind, entry.focus)) is not None]
    return Explanation(
        title=title,
        causes=tuple(causes),
        evidence=tuple(_evidence(facts)),
        actions=tuple(sorted(dict.fromkeys(wanted), key=lambda one: one.kind == "copy_report")),
        said=sayings(failure, exchange, facts.answer, redactor),
        place=_place(location) if location is not None else "",
        key=entry.key,
    )


def _shown_by(failure: Failure, exchanges: Sequence[HttpExchange]) -> HttpExchange | None:
    """The exchange that shows the failure: the one it names, else the last one where the code says
    that an answer or a connection was the cause."""
    if failure.exchange_id is not None:
        return next((one for one in exchanges if one.id == failure.exchange_id), None)
    if failure.code in _NOBODYS_ANSWER - _ANSWERED_BEFORE:
        return None
    own = [one for one in exchanges if not one.browser]
    bad = [
        one for one in own if one.error is not None or ((one.status or 0) >= 400 and not one.expected_refusal)
    ]
    if bad and failure.code not in _ANSWERED_BEFORE:
        return bad[-1]
    last = own[-1] if own else None
    if last is not None and (last in bad or is_error(fields_of(last.response_body, last.response_headers))):
        return last if not last.expected_refusal else None
    return None


def _fits(entry: Entry, failure: Failure, facts: Facts) -> bool:
    if failure.code in _NOBODYS_ANSWER and not any(failure.code in one.code for one in entry.applies):
        return False
    return entry.hold(facts) and _filled(entry.title, facts) is not None


def _causes(entry: Entry, facts: Facts, makers: _Buttons, told: str, title: str) -> Iterator[CauseView]:
    fallback = makers.first(entry.actions, entry.focus)
    any_before = False
    for cause in sorted(entry.causes, key=lambda one: -one.weight):
        if cause.otherwise and any_before:
            continue
        text = _filled(cause.text, facts) if cause.conditions.hold(facts) else None
        if text is None or text == title:
            continue
        evidence = next((one for each in cause.evidence if (one := _filled(each, facts))), told)
        made = makers.make(cause.action, entry.focus) if cause.action else None
        any_before = True
        yield CauseView(text, evidence, made or fallback)


def _filled(text: str, facts: Facts) -> str | None:
    """The text with its placeholders filled, None where one of them has nothing to say."""
    values = {name: facts.text(name) for name in PLACEHOLDER.findall(text)}
    if any(value is None for value in values.values()):
        return None
    return PLACEHOLDER.sub(lambda match: values[match[1]] or "", text)


def _place(location: Location) -> str:
    file = PurePath(location.file).name
    where = f"line {location.line} of {file}" if location.line is not None else file
    return f"Raised in `{location.path}`, {where}." if location.path else f"Raised in {where}."


def _summary(facts: Facts) -> str:
    """The exchange that shows the failure, in one line."""
    texts = facts.texts
    if "number" not in texts:
        return f"code: {texts['code']}" if "code" in texts else ""
    answer = f"{texts['status']} {texts['reason']}".strip() if "status" in texts else "no answer"
    return f"{texts['number']} {texts['method']} {texts['url']} → {answer}"


def _evidence(facts: Facts) -> Iterator[str]:
    texts = facts.texts
    if "number" in texts:
        yield _summary(facts)
    for name, label in (
        ("www_authenticate", "WWW-Authenticate"),
        ("retry_after", "Retry-After"),
        ("page_title", "page title"),
        ("sent_to", "routed to"),
        ("proxy", "proxy"),
        ("system", "system"),
        ("reply", "keychain"),
    ):
        if name in texts:
            yield f"{label}: {texts[name]}"


class _Buttons:
    """Makes actions for what is there: a request to show, a line to go to."""

    def __init__(self, exchange: HttpExchange | None, location: Location | None) -> None:
        self._exchange, self._location = exchange, location

    def make(self, kind: str, focus: tuple[str, ...]) -> Action | None:
        """The action of this kind; None where it has no target."""
        if kind == "show_request":
            return None if self._exchange is None else _action(kind, self._exchange.id)
        if kind == "show_line":
            place = self._location
            return (
                None
                if place is None or place.line is None
                else Action(kind, f"Show line {place.line}", place)
            )
        if kind == "focus_field":
            return _action(kind, focus) if focus else None
        return _action(kind)

    def first(self, kinds: Iterable[str], focus: tuple[str, ...]) -> Action | None:
        """The first action that can be made."""
        return next((made for kind in kinds if (made := self.make(kind, focus)) is not None), None)


def _action(kind: str, target: int | tuple[str, ...] | None = None) -> Action:
    return Action(kind, LABELS[kind], target)
