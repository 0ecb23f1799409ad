"""What was really sent and answered, as facts that an explanation can use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from authbench.errors import Code
from authbench.events import Failure, Header, HttpExchange
from authbench.journal.bodies import body_text
from authbench.journal.explanations.answers import Fields, fields_of, found, header_of, is_html
from authbench.journal.explanations.sayings import is_error, shown_field, visible
from authbench.journal.redaction import Redactor

TOKEN_STEPS = frozenset(("token", "acquire", "refresh"))
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,200})", re.IGNORECASE)
_LOOPBACK = re.compile(r"(?:localhost|127(?:\.\d+){3}|\[?::1\]?)\Z", re.IGNORECASE)
_NUMBERED_ERROR = re.compile(r"\bAADSTS\d{4,9}\b")
_LONGEST = 300
_LONGEST_ANSWER = 65_536
_OUR_CODES = frozenset(code.value for code in Code)


@dataclass
class Facts:
    """`texts` fill the placeholders of an explanation, redacted; `flags` are what else is known. The rest
    is raw: conditions are tried on it, and it is shown by `text` only."""

    redactor: Redactor
    codes: frozenset[str] = frozenset()
    texts: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    status: int | None = None
    step: str = ""
    error: str = ""
    answer: Fields = ()
    answer_headers: tuple[Header, ...] = ()
    answer_text: str = ""
    sent: Fields = ()
    sent_headers: tuple[Header, ...] = ()

    def has(self, name: str) -> bool:
        """Whether a flag is set, or a text is known."""
        return name in self.flags or name in self.texts

    def tell(self, name: str, value: str | None, *, secret_name: str = "") -> None:
        """Make a text known, redacted; nothing where it is empty."""
        if value:
            safe = self.redactor.named(secret_name or name, value).text
            self.texts[name] = visible(safe)[:_LONGEST]

    def text(self, name: str) -> str | None:
        """What a placeholder stands for, redacted: a text, or `body.…`, `header.…`, `sent.…` (a field of
        the answer, a header of it, a field of the request). None where there is none."""
        if name in self.texts:
            return self.texts[name]
        kind, _, rest = name.partition(".")
        if kind == "header":
            value = header_of(self.answer_headers, rest)
            return None if value is None else visible(self.redactor.header(rest, value).text)[:_LONGEST]
        if kind not in ("body", "sent"):
            return None
        values = [
            visible(shown_field(path, value, self.redactor))[:_LONGEST]
            for path, value in found(self.answer if kind == "body" else self.sent, rest)
            if value
        ]
        return ", ".join(dict.fromkeys(values[:5])) or None


def gather_facts(
    failure: Failure, exchange: HttpExchange | None, exchanges: Iterable[HttpExchange], redactor: Redactor
) -> Facts:
    """The facts about `failure`, from the exchange that shows it and from those around it."""
    from authbench.journal.explanations.situations import add_situations

    codes = {failure.code, failure.details.get("renewal_code", "")} - {""}
    facts = Facts(redactor, frozenset(codes))
    _from_failure(facts, failure)
    if exchange is not None:
        _from_request(facts, exchange)
        _from_response(facts, exchange)
    if not facts.error and failure.code not in _OUR_CODES:
        facts.error = failure.code
    if facts.error:
        facts.tell("error", facts.error)
    add_situations(facts, exchange, list(exchanges))
    return facts


def _from_failure(facts: Facts, failure: Failure) -> None:
    safe = facts.redactor.error(failure)
    facts.step = failure.step or ""
    facts.texts["message"] = visible(safe.message)
    if safe.hint:
        facts.texts["hint"] = visible(safe.hint)
    for name, value in safe.details.items():
        if value:
            facts.texts[name] = visible(value)[:_LONGEST]
    if safe.code:
        facts.texts["code"] = safe.code
    if safe.step:
        facts.texts["step"] = safe.step
    if safe.location is not None:
        facts.flags.add("located")


def _from_request(facts: Facts, exchange: HttpExchange) -> None:
    redactor, parts = facts.redactor, urlsplit(exchange.url)
    host = parts.hostname or ""
    facts.step = exchange.step or facts.step
    facts.texts["number"] = f"#{exchange.id}"
    facts.texts["method"] = redactor.text(exchange.method)
    facts.texts["host"] = visible(redactor.text(host))
    facts.texts["url"] = visible(redactor.short_url(exchange.url).text)[:_LONGEST]
    facts.texts["path"] = visible(redactor.url(parts.path or "/").text)[:_LONGEST]
    facts.flags.add(f"method_{exchange.method.lower()}")
    if exchange.step in TOKEN_STEPS:
        facts.flags.add("token_step")
    if exchange.sent_to:
        facts.flags.add("routed")
        facts.texts["sent_to"] = redactor.url(exchange.sent_to).text
    if exchange.transport.proxy:
        facts.texts["proxy"] = redactor.url(exchange.transport.proxy).text
    if _LOOPBACK.match(host):
        facts.flags.add("loopback")
    if exchange.phases.send is None and exchange.phases.wait is None:
        facts.flags.add("never_sent")
    facts.sent_headers = exchange.request_headers
    facts.sent = (
        *fields_of(exchange.request_body, exchange.request_headers),
        *parse_qsl(parts.query, max_num_fields=None),
    )
    _from_credentials(facts, exchange)
    for name in ("grant_type", "client_id", "redirect_uri", "scope", "username", "audience", "resource"):
        facts.tell(name, next((value for _, value in found(facts.sent, name)), None))
    content_type = (header_of(exchange.request_headers, "content-type") or "").partition(";")[0]
    facts.tell("sent_content_type", content_type.strip())
    facts.tell("sent_accept", header_of(exchange.request_headers, "accept"))
    if "json" in content_type:
        facts.flags.add("sent_json")
    if "x-www-form-urlencoded" in content_type:
        facts.flags.add("sent_form")
    if not exchange.request_body.size:
        facts.flags.add("sent_no_body")


def _from_credentials(facts: Facts, exchange: HttpExchange) -> None:
    authorization = header_of(exchange.request_headers, "authorization")
    if authorization is None:
        facts.flags.add("sent_no_authorization")
        facts.texts.update(_key_sent(facts))
    else:
        scheme, _, credentials = authorization.strip().partition(" ")
        # The first word of an unknown scheme may be the secret itself: only what redaction leaves.
        shown = facts.redactor.header("Authorization", authorization).text
        if shown.startswith(scheme):
            facts.texts["sent_scheme"] = visible(scheme)
            facts.flags.add(f"sent_{scheme.lower()}")
        if not credentials.strip():
            facts.flags.add("sent_empty_credentials")
    names = {name for name, value in facts.sent if value}
    if "client_secret" in names:
        facts.flags.add("sent_body_secret")
    if "code_verifier" in names:
        facts.flags.add("sent_verifier")
    if "client_assertion" in names or "assertion" in names:
        facts.flags.add("sent_assertion")


def _key_sent(facts: Facts) -> dict[str, str]:
    """Where a request without Authorization has a secret, which then is what was refused."""
    redactor = facts.redactor
    for name, value in facts.sent_headers:
        if value and name.lower() != "cookie" and redactor.header(name, value).chips:
            return {"sent_key_header": visible(redactor.text(name))[:_LONGEST]}
    for name, value in facts.sent:
        if value and redactor.named(name, value).chips:
            return {"sent_key_field": visible(redactor.text(name))[:_LONGEST]}
    return {}


def _from_response(facts: Facts, exchange: HttpExchange) -> None:
    if exchange.status is None:
        return
    redactor = facts.redactor
    facts.status = exchange.status
    facts.texts["status"] = str(exchange.status)
    facts.texts["status_phrase"] = f"HTTP {exchange.status}"
    facts.texts["reason"] = visible(redactor.text(exchange.reason or _phrase(exchange.status)))
    facts.answer_headers = exchange.response_headers
    challenge = header_of(exchange.response_headers, "www-authenticate")
    if challenge:
        facts.texts["www_authenticate"] = visible(redactor.text(challenge))[:_LONGEST]
        for scheme in ("basic", "bearer", "digest", "negotiate"):
            if re.search(rf"\b{scheme}\b", challenge, re.IGNORECASE):
                facts.flags.add(f"offers_{scheme}")
        if "invalid_token" in challenge:
            facts.flags.add("token_rejected")
        if "insufficient_scope" in challenge:
            facts.flags.add("scope_missing")
    for header, name in (("retry-after", "retry_after"), ("location", "redirected_to"), ("allow", "allowed")):
        value = header_of(exchange.response_headers, header)
        if value:
            facts.texts[name] = visible(redactor.url(value).text)[:_LONGEST]
    content_type = (header_of(exchange.response_headers, "content-type") or "").partition(";")[0].strip()
    facts.texts["content_type"] = visible(redactor.text(content_type)) or "no content type"
    if not exchange.response_body.size:
        facts.flags.add("empty_body")
        return
    text = body_text(exchange.response_body, exchange.response_headers)
    if text is None:
        facts.flags.add("binary_body")
        return
    facts.answer_text = text[:_LONGEST_ANSWER]
    facts.answer = fields_of(exchange.response_body, exchange.response_headers)
    _from_answer(facts, content_type.lower())


def _from_answer(facts: Facts, content_type: str) -> None:
    text = facts.answer_text
    if is_html(content_type, text):
        facts.flags.add("html_body")
        title = _TITLE.search(text[:20_000])
        if title:
            facts.tell("page_title", " ".join(title[1].split()))
    elif not facts.answer and text.strip() not in ("{}", "[]"):
        facts.flags.add("unreadable_body")
    if text.lstrip()[:1] in ("{", "["):
        facts.flags.add("json_body")
    facts.error = _first(facts, "error", "error.status", "error.code", "error.type")
    facts.tell("error_description", _first(facts, "error_description"))
    facts.tell(
        "answer_message",
        _first(
            facts,
            *("message", "error.message", "Message", "detail", "title", "errorSummary", "description"),
            *(
                "errors.*.message",
                "errors.*.detail",
                "0.message",
                "error_message",
                "msg",
                "faultstring",
                "errors.*",
            ),
        ),
    )
    fields = [
        path.removeprefix("errors.")
        for path, _ in facts.answer
        if path.startswith("errors.") and not path.removeprefix("errors.")[:1].isdigit()
    ]
    fields += [value for _, value in found(facts.answer, "errors.*.field")]
    fields += [value for _, value in found(facts.answer, "errors.*.source.pointer")]
    if fields:
        facts.tell(
            "error_fields", ", ".join(dict.fromkeys(re.sub(r"\.\d+\Z", "", one) for one in fields[:6]))
        )
    if is_error(facts.answer):
        facts.flags.add("error_inside")
    code = _NUMBERED_ERROR.search(_first(facts, "error_description", "error.message") or text[:4000])
    if code:
        facts.texts["aadsts"] = code.group()


def _first(facts: Facts, *paths: str) -> str:
    return next((value for path in paths for _, value in found(facts.answer, path) if value), "")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
