"""What was really sent and answered, as facts that an explanation can use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from authbench.events import Failure, Header, HttpExchange
from authbench.journal.bodies import body_text
from authbench.journal.redaction import Redactor
from authbench.journal.urls import form_pairs

_TOKEN_STEPS = frozenset(("token", "acquire", "refresh"))
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,200})", re.IGNORECASE)
_AADSTS = re.compile(r"\bAADSTS\d{4,9}\b")
_LOOPBACK = re.compile(r"(?:localhost|127(?:\.\d+){3}|\[?::1\]?)\Z", re.IGNORECASE)
_LONGEST = 300


@dataclass
class Facts:
    """`texts` fill the placeholders of an explanation, redacted; `flags` decide which of its causes
    apply."""

    texts: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)


def gather_facts(
    failure: Failure, exchange: HttpExchange | None, exchanges: Iterable[HttpExchange], redactor: Redactor
) -> Facts:
    """The facts about `failure`, from the exchange that shows it and from those around it."""
    facts = Facts()
    _from_failure(facts, failure, redactor)
    if exchange is not None:
        _from_request(facts, exchange, redactor)
        _from_response(facts, exchange, redactor)
        earlier = [one for one in exchanges if one.id < exchange.id]
        if any(one.step in _TOKEN_STEPS and one.status is not None and one.status < 300 for one in earlier):
            facts.flags.add("fresh_token")
        if exchange.step in _TOKEN_STEPS:
            facts.flags.add("token_step")
    for one in exchanges:
        if one.browser:
            _from_authorization(facts, one, redactor)
    return facts


def _from_failure(facts: Facts, failure: Failure, redactor: Redactor) -> None:
    safe = redactor.error(failure)
    facts.texts["message"] = safe.message
    if safe.hint:
        facts.texts["hint"] = safe.hint
    for name, value in safe.details.items():
        if value:
            facts.texts[name] = value[:_LONGEST]
    if safe.code:
        facts.texts["code"] = safe.code
    if safe.step:
        facts.texts["step"] = safe.step
    if safe.location is not None:
        facts.flags.add("located")


def _from_request(facts: Facts, exchange: HttpExchange, redactor: Redactor) -> None:
    parts = urlsplit(exchange.url)
    host = parts.hostname or ""
    facts.texts["method"] = exchange.method
    facts.texts["host"] = redactor.text(host)
    facts.texts["url"] = redactor.short_url(exchange.url).text
    facts.texts["path"] = redactor.url(parts.path or "/").text
    if exchange.sent_to:
        facts.flags.add("routed")
        facts.texts["sent_to"] = exchange.sent_to
    if _LOOPBACK.match(host):
        facts.flags.add("loopback")
    authorization = _header(exchange.request_headers, "authorization")
    if authorization is None:
        facts.flags.add("sent_no_authorization")
    else:
        scheme, _, credentials = authorization.strip().partition(" ")
        # The first word of an unknown scheme may be the secret itself: only what redaction leaves.
        shown = redactor.header("Authorization", authorization).text
        if shown.startswith(scheme):
            facts.texts["sent_scheme"] = scheme
            facts.flags.add(f"sent_{scheme.lower()}")
        if not credentials.strip():
            facts.flags.add("sent_empty_credentials")
    fields = _fields(
        exchange.request_body.content,
        exchange.request_headers,
        body_text(exchange.request_body, exchange.request_headers),
    )
    if fields.get("client_secret"):
        facts.flags.add("sent_body_secret")
    for name in ("grant_type", "client_id", "redirect_uri", "scope", "username"):
        if fields.get(name):
            facts.texts[name] = redactor.named(name, fields[name]).text[:_LONGEST]
    if "json" in (_header(exchange.request_headers, "content-type") or ""):
        facts.flags.add("sent_json")
    if fields.get("code_verifier"):
        facts.flags.add("sent_verifier")


def _from_response(facts: Facts, exchange: HttpExchange, redactor: Redactor) -> None:
    if exchange.status is None:
        return
    facts.texts["status"] = str(exchange.status)
    facts.texts["status_phrase"] = f"HTTP {exchange.status}"
    facts.texts["reason"] = redactor.text(exchange.reason or _phrase(exchange.status))
    facts.flags.add(f"status_{exchange.status}")
    challenge = _header(exchange.response_headers, "www-authenticate")
    if challenge:
        facts.texts["www_authenticate"] = redactor.text(challenge)[:_LONGEST]
        for scheme in ("basic", "bearer", "digest", "negotiate"):
            if re.search(rf"\b{scheme}\b", challenge, re.IGNORECASE):
                facts.flags.add(f"offers_{scheme}")
        if "invalid_token" in challenge:
            facts.flags.add("token_rejected")
        if "insufficient_scope" in challenge:
            facts.flags.add("scope_missing")
    for header, name in (("retry-after", "retry_after"), ("location", "redirected_to")):
        value = _header(exchange.response_headers, header)
        if value:
            facts.texts[name] = redactor.url(value).text[:_LONGEST]
    content_type = (_header(exchange.response_headers, "content-type") or "").partition(";")[0].strip()
    facts.texts["content_type"] = redactor.text(content_type) or "no content type"
    text = body_text(exchange.response_body, exchange.response_headers)
    _from_answer(facts, exchange, content_type, text, redactor)


def _from_answer(
    facts: Facts, exchange: HttpExchange, content_type: str, text: str | None, redactor: Redactor
) -> None:
    if not exchange.response_body.content:
        facts.flags.add("empty_body")
        return
    if text is None:
        facts.flags.add("binary_body")
        return
    if "html" in content_type or text[:256].lstrip().lower().startswith(("<!doctype html", "<html")):
        facts.flags.add("html_body")
        title = _TITLE.search(text[:20_000])
        if title:
            facts.texts["page_title"] = redactor.text(" ".join(title[1].split()))
    fields = _fields(exchange.response_body.content, exchange.response_headers, text)
    for name in ("error", "error_description", "message"):
        if fields.get(name):
            facts.texts["answer_message" if name == "message" else name] = redactor.text(fields[name])[
                :_LONGEST
            ]
    code = _AADSTS.search(fields.get("error_description", "") or text[:4000])
    if code:
        facts.texts["aadsts"] = code.group()


def _from_authorization(facts: Facts, exchange: HttpExchange, redactor: Redactor) -> None:
    parameters = dict(parse_qsl(urlsplit(exchange.url).query))
    if "redirect_uri" in parameters:
        facts.texts["redirect_uri"] = redactor.url(parameters["redirect_uri"]).text
        for name in ("scope", "client_id"):
            if parameters.get(name):
                facts.texts.setdefault(name, redactor.named(name, parameters[name]).text[:_LONGEST])
        if "code_challenge" in parameters:
            facts.flags.add("sent_challenge")


def _fields(content: bytes, headers: Iterable[Header], text: str | None) -> Mapping[str, str]:
    """The top-level texts of a JSON object or form."""
    if not content or text is None:
        return {}
    if "x-www-form-urlencoded" in (_header(headers, "content-type") or ""):
        return dict(form_pairs(text))
    try:
        value = json.loads(text) if len(content) < 1_000_000 else None
    except (ValueError, RecursionError):
        return {}
    if not isinstance(value, dict):
        return {}
    if isinstance(value.get("error"), dict):
        # Google, Microsoft Graph and many others nest it.
        value = {
            **value,
            **value["error"],
            "error": value["error"].get("code") or value["error"].get("status"),
        }
    return {str(name): str(item) for name, item in value.items() if isinstance(item, str | int | float)}


def _header(headers: Iterable[Header], name: str) -> str | None:
    return next((value for key, value in headers if key.lower() == name), None)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
