"""What a failure means: what happened in one line, likely causes in order, evidence, next actions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from authbench.errors import Code, Location
from authbench.events import Failure, HttpExchange
from authbench.journal.catalogue import Cause, Entry, catalogue
from authbench.journal.chips import WITHHELD
from authbench.journal.facts import Facts, gather_facts
from authbench.journal.redaction import Redactor

_LABELS = {
    "show_request": "Show request",
    "show_line": "Show line",
    "focus_field": "Go to the field",
    "connection_settings": "Connection settings…",
    "reconnect": "Reconnect",
    "retry": "Try again",
    "copy_report": "Copy report (redacted)",
}
_MOST_CAUSES = 4
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_TLS_SITUATIONS = (
    ("tls_expired", ("expired",)),
    ("tls_not_yet_valid", ("not yet valid",)),
    ("tls_wrong_host", ("certificate is not for", "hostname mismatch", "doesn't match", "not valid for")),
    ("tls_self_signed", ("self-signed", "self signed")),
    ("tls_client_certificate", ("client certificate", "certificate required", "bad certificate")),
    ("tls_plain_http", ("plain http", "wrong version number", "http request")),
    (
        "tls_unknown_ca",
        ("does not trust", "unable to get local issuer", "unknown ca", "unable to get issuer"),
    ),
    ("tls_protocol", ("no tls version", "unsupported protocol", "protocol version", "handshake failure")),
    ("tls_dropped", ("during the tls handshake", "eof occurred")),
)


@dataclass(frozen=True, slots=True)
class Action:
    """A next step as a button. `kind` is one of `show_request` (target: exchange id), `show_line`
    (target: `Location`), `focus_field` (target: names of settings, the first that exists),
    `connection_settings`, `reconnect`, `retry`, `copy_report`."""

    kind: str
    label: str
    target: int | Location | tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Redacted texts for the failure card. Code in them stands between backticks."""

    title: str
    causes: tuple[str, ...]
    evidence: tuple[str, ...]
    actions: tuple[Action, ...]


def explain(failure: Failure, exchanges: Iterable[HttpExchange], redactor: Redactor) -> Explanation:
    """Explain `failure` from `exchanges`, those of its run. Raises nothing."""
    try:
        return _explain(failure, list(exchanges), redactor)
    except Exception:  # noqa: BLE001 - an explanation that fails must not hide the failure
        return Explanation(redactor.text(failure.message) or WITHHELD, (), (), (_action("copy_report"),))


def _explain(failure: Failure, exchanges: Sequence[HttpExchange], redactor: Redactor) -> Explanation:
    exchange = _shown_by(failure, exchanges)
    facts = gather_facts(failure, exchange, exchanges, redactor)
    entries = catalogue()
    entry = next((entries[key] for key in _situations(failure, exchange, facts) if key in entries), None)
    if entry is None:
        entry = Entry("{message}", (Cause("{hint}"),), ("show_request", "show_line", "copy_report"), ())
    title = _filled(Cause(entry.title), facts) or facts.texts["message"]
    filled = (_filled(cause, facts) for cause in entry.causes)
    causes = [text for text in filled if text is not None and text != title][:_MOST_CAUSES]
    hint = facts.texts.get("hint")
    if hint and not causes:
        causes.append(hint)
    location = redactor.location(failure.location or (exchange.lambda_location if exchange else None))
    if location is not None:
        causes.append(_place(location))
    return Explanation(
        title=title,
        causes=tuple(causes),
        evidence=tuple(_evidence(exchange, facts)),
        actions=tuple(_actions(entry, exchange, location)),
    )


def _shown_by(failure: Failure, exchanges: Sequence[HttpExchange]) -> HttpExchange | None:
    """The exchange that shows the failure: the one it names, else the last one where the code says
    that an answer or a connection was the cause."""
    if failure.exchange_id is not None:
        return next((one for one in exchanges if one.id == failure.exchange_id), None)
    if failure.code in _WITHOUT_EXCHANGE:
        return None
    bad = [
        one
        for one in exchanges
        if one.error is not None or ((one.status or 0) >= 400 and not one.expected_refusal)
    ]
    return bad[-1] if bad else None


_WITHOUT_EXCHANGE = frozenset(
    (
        *(
            Code.USAGE,
            Code.FILE_NOT_READABLE,
            Code.SYNTAX_ERROR,
            Code.INVALID_DEFINITION,
            Code.TRUST_REQUIRED,
        ),
        *(Code.SETTINGS_INVALID, Code.SETTINGS_ENCRYPTED, Code.FIELDS_INVALID, Code.REDIRECT_PORT_BUSY),
        *(Code.CONSENT_TIMEOUT, Code.KEYCHAIN_FAILED, Code.STORAGE_FAILED, Code.CANCELLED, Code.INTERNAL),
        *(Code.LIMIT_EXCEEDED, Code.UNSUPPORTED, Code.INVALID_URL, Code.INVALID_REQUEST_DATA),
    )
)


_TOLD_BY_THE_ANSWER = frozenset(
    (Code.HTTP_ERROR, Code.TEST_FAILED, Code.REAUTHORIZATION_FAILED, Code.SIGN_IN_AGAIN)
)
"""Codes that say less than the answer of the server does, where there is one."""


def _situations(failure: Failure, exchange: HttpExchange | None, facts: Facts) -> Iterator[str]:
    """Keys of the catalogue that fit, the most telling first."""
    code = failure.code
    if "aadsts" in facts.texts:
        yield facts.texts["aadsts"]
    if code == Code.TLS_FAILED:
        told = f"{failure.message} {failure.details.get('system', '')}".lower()
        for key, signs in _TLS_SITUATIONS:
            if any(sign in told for sign in signs):
                yield key
    if code == Code.KEYCHAIN_FAILED:
        yield f"keychain_{failure.details.get('keychain', '')}"
    if code == Code.REQUEST_TIMEOUT and exchange is not None:
        phases = exchange.phases
        yield "connect_timeout" if phases.send is None and phases.wait is None else "read_timeout"
    if code == Code.TOKEN_RESPONSE_INVALID and "html_body" in facts.flags:
        yield "captive_portal" if exchange is not None and exchange.status == 200 else "token_html"
    renewal = failure.details.get("renewal_code", "")
    for told in (renewal, code):
        if told and told not in _TOLD_BY_THE_ANSWER:
            yield told
    if exchange is not None and exchange.status is not None and exchange.status >= 400:
        yield from _http_situations(exchange, facts)
    yield code


def _http_situations(exchange: HttpExchange, facts: Facts) -> Iterator[str]:
    if facts.texts.get("error") in ("redirect_uri_mismatch", "invalid_redirect_uri"):
        yield "redirect_uri_mismatch"
    if "token_step" in facts.flags and facts.texts.get("error"):
        yield facts.texts["error"]
    if exchange.status == 401 and "fresh_token" in facts.flags:
        yield "http_401_fresh_token"
    if exchange.status == 403 and "scope_missing" in facts.flags:
        yield "insufficient_scope"
    yield f"http_{exchange.status}"
    yield f"http_{(exchange.status or 0) // 100}xx"


def _filled(cause: Cause, facts: Facts) -> str | None:
    """The text with its placeholders filled, None where it does not apply."""
    for flag in cause.when:
        name = flag.removeprefix("!")
        if (name in facts.flags or name in facts.texts) == flag.startswith("!"):
            return None
    try:
        return _PLACEHOLDER.sub(lambda match: facts.texts[match[1]], cause.text)
    except KeyError:
        return None


def _place(location: Location) -> str:
    file = PurePath(location.file).name
    where = f"line {location.line} of {file}" if location.line is not None else file
    return f"Raised in `{location.path}`, {where}." if location.path else f"Raised in {where}."


def _evidence(exchange: HttpExchange | None, facts: Facts) -> Iterator[str]:
    texts = facts.texts
    if exchange is not None:
        answer = f"{texts['status']} {texts['reason']}".strip() if "status" in texts else "no answer"
        yield f"#{exchange.id} {texts['method']} {texts['url']} → {answer}"
    for name, label in (
        ("error", "error"),
        ("error_description", "error_description"),
        ("answer_message", "message"),
        ("www_authenticate", "WWW-Authenticate"),
        ("retry_after", "Retry-After"),
        ("page_title", "page title"),
        ("sent_to", "routed to"),
        ("system", "system"),
        ("reply", "keychain"),
    ):
        if name in texts:
            yield f"{label}: {texts[name]}"


def _actions(entry: Entry, exchange: HttpExchange | None, location: Location | None) -> Iterator[Action]:
    for kind in entry.actions:
        if kind == "show_request":
            if exchange is not None:
                yield _action(kind, exchange.id)
        elif kind == "show_line":
            if location is not None and location.line is not None:
                yield Action(kind, f"Show line {location.line}", location)
        elif kind == "focus_field":
            if entry.focus:
                yield _action(kind, entry.focus)
        else:
            yield _action(kind)


def _action(kind: str, target: int | tuple[str, ...] | None = None) -> Action:
    return Action(kind, _LABELS[kind], target)
