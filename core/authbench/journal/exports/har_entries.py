"""Exchanges as entries of an HTTP archive (HAR 1.2), redacted in every place alike."""

from __future__ import annotations

import base64
import ipaddress
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from authbench.errors import Location
from authbench.events import Event, Header, HttpExchange, RenewalTriggered, TlsFacts
from authbench.journal.chips import Redacted
from authbench.journal.exports.fields import form_fields, query_fields, sent_cookies, set_cookie
from authbench.journal.exports.message_bodies import (
    ContentOf,
    header_value,
    kept_content,
    redacted_text,
    text_of,
)
from authbench.journal.redaction import Redactor
from authbench.journal.sides import Side

_LEFT_OUT = "left out, because it is binary and holds a secret"
_IN_URL = "!#$%&'()*+,-./:;=?@[]_|~{}^`\\\""
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_MOST_KNOWN = 10_000
_IN_PART = "only where it begins"


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What an export holds: `bodies` that are not empty, `masked` places where a secret was replaced, of
    `secrets` different ones, and `withheld` bodies that could not be masked and are left out; `labels` say
    how many different secrets there are of each kind."""

    exchanges: int = 0
    bodies: int = 0
    secrets: int = 0
    masked: int = 0
    withheld: int = 0
    labels: tuple[tuple[str, int], ...] = ()


class EntryWriter:
    """Makes entries, and counts what it masks on the way. `events` tell which rule asked for what."""

    def __init__(
        self, redactor: Redactor, events: Iterable[Event] = (), content: ContentOf = kept_content
    ) -> None:
        self._redactor = redactor
        self._content = content
        self._rules = {
            event.exchange_id: event
            for event in events
            if isinstance(event, RenewalTriggered) and event.exchange_id is not None
        }
        self._exchanges = self._bodies = self._masked = self._withheld = 0
        self._aliases: set[tuple[str, int]] = set()
        # The same headers stand in every exchange with an API.
        self._known_headers: dict[Header, tuple[str, Redacted]] = {}

    @property
    def summary(self) -> ExportSummary:
        """What the entries made so far hold."""
        labels = Counter(label for label, _ in self._aliases)
        return ExportSummary(
            self._exchanges,
            self._bodies,
            len(self._aliases),
            self._masked,
            self._withheld,
            tuple(sorted(labels.items())),
        )

    def entry(self, exchange: HttpExchange) -> dict[str, Any]:
        """The entry of one exchange."""
        self._exchanges += 1
        timings = _timings(exchange)
        entry: dict[str, Any] = {
            "startedDateTime": exchange.started_at.isoformat(),
            "time": round(sum(value for key, value in timings.items() if value > 0 and key != "ssl"), 3),
            "request": self._request(exchange),
            "response": self._response(exchange),
            "cache": {},
            "timings": timings,
        }
        if exchange.run_id:
            entry["pageref"] = exchange.run_id
        address, port = _peer(exchange)
        if address:
            entry["serverIPAddress"] = address
        if port:
            entry["connection"] = port
        return entry | self._own(exchange)

    def text(self, text: str) -> str:
        """Free text, redacted and counted."""
        return self._shown(self._redactor.redact(text)) if text else ""

    def _request(self, exchange: HttpExchange) -> dict[str, Any]:
        url = self._url(exchange.url)
        headers = self._headers(exchange.request_headers)
        cookies = [
            cookie
            for field in headers
            if field["name"].lower() == "cookie"
            for cookie in sent_cookies(field["value"])
        ]
        # Three letters and such are no secret by their value.
        method = exchange.method if exchange.method in _METHODS else self.text(exchange.method)
        request: dict[str, Any] = {
            "method": method,
            "url": url,
            "httpVersion": exchange.http_version,
            "cookies": cookies,
            "headers": headers,
            "queryString": query_fields(url),
            "headersSize": _head_size(f"{exchange.method} {exchange.url}", exchange.request_headers),
            "bodySize": exchange.request_body.wire_size or exchange.request_body.size,
        }
        content = self._content(exchange, Side.REQUEST)
        if content:
            request["postData"] = self._post_data(exchange, content)
        return request

    def _post_data(self, exchange: HttpExchange, content: bytes) -> dict[str, Any]:
        kind = header_value(exchange.request_headers, "content-type") or ""
        data: dict[str, Any] = {"mimeType": kind}
        self._bodies += 1
        text = text_of(content, kind)
        if text is not None:
            data["text"] = self._shown(redacted_text(text, kind, self._redactor))
            params = form_fields(data["text"], kind)
            if params is not None:
                data["params"] = params
        else:
            self._binary(data, content, "_encoding")
        if len(content) < exchange.request_body.size:
            data["comment"] = _IN_PART
        return data

    def _response(self, exchange: HttpExchange) -> dict[str, Any]:
        headers = self._headers(exchange.response_headers)
        found = (set_cookie(field["value"]) for field in headers if field["name"].lower() == "set-cookie")
        location = header_value([(h["name"], h["value"]) for h in headers], "location")
        body = exchange.response_body
        content = self._content(exchange, Side.RESPONSE)
        kind = header_value(exchange.response_headers, "content-type") or ""
        shown: dict[str, Any] = {"size": body.size, "mimeType": kind or "x-unknown"}
        if body.wire_size and body.wire_size != body.size:
            shown["compression"] = body.size - body.wire_size
        if content:
            self._bodies += 1
            text = text_of(content, kind)
            if text is not None:
                shown["text"] = self._shown(redacted_text(text, kind, self._redactor))
            else:
                self._binary(shown, content, "encoding")
        if exchange.truncated or len(content) < body.size:
            shown["comment"] = _IN_PART
        line = f"{exchange.http_version} {exchange.status} {exchange.reason}"
        answered = exchange.status is not None
        return {
            "status": exchange.status or 0,
            "statusText": self.text(exchange.reason),
            "httpVersion": exchange.http_version,
            "cookies": [cookie for cookie in found if cookie is not None],
            "headers": headers,
            "content": shown,
            "redirectURL": location or "",
            "headersSize": _head_size(line, exchange.response_headers) if answered else -1,
            "bodySize": (body.wire_size or body.size) if answered else -1,
        }

    def _binary(self, target: dict[str, Any], content: bytes, encoding: str) -> None:
        if self._redactor.contains(content):
            self._withheld += 1
            target["comment"] = _LEFT_OUT
            return
        target["text"] = base64.b64encode(content).decode()
        target[encoding] = "base64"

    def _headers(self, headers: tuple[Header, ...]) -> list[dict[str, Any]]:
        fields = []
        for header in headers:
            known = self._known_headers.get(header)
            if known is None:
                known = self._redactor.text(header[0]), self._redactor.header(*header)
                if len(self._known_headers) < _MOST_KNOWN:
                    self._known_headers[header] = known
            fields.append({"name": known[0], "value": self._shown(known[1])})
        return fields

    def _own(self, exchange: HttpExchange) -> dict[str, Any]:
        """What HAR has no place for, under names that begin with `_` as the format asks for."""
        transport = exchange.transport
        rule = self._rules.get(exchange.id)
        own: dict[str, Any] = {
            "_id": exchange.id,
            "_run": exchange.run_id,
            "_step": exchange.step,
            "_cause": self.text(exchange.cause) if exchange.cause else None,
            "_rule": None if rule is None else self._rule(rule),
            "_lambda": place_of(exchange.lambda_location, self._redactor),
            "_sentTo": None
            if exchange.sent_to is None
            else self._shown(self._redactor.url(exchange.sent_to)),
            "_proxy": None if transport.proxy is None else self._shown(self._redactor.url(transport.proxy)),
            "_reused": transport.reused,
            "_dropped": [self.text(name) for name in exchange.dropped],
            "_redirectedFrom": exchange.redirected_from,
            "_browser": exchange.browser,
            "_expectedRefusal": exchange.expected_refusal,
            "_truncated": exchange.truncated,
            "_notes": [self.text(note) for note in exchange.notes],
            "_error": None
            if exchange.error is None
            else {"code": exchange.error.code, "message": self.text(exchange.error.message)},
            "_tls": None if exchange.tls is None else _tls(exchange.tls, self._redactor),
        }
        return {name: value for name, value in own.items() if value not in (None, "", [], False)}

    def _url(self, url: str) -> str:
        """A URL, whose characters the format restricts to those of a URL also where a secret was."""
        redacted = self._redactor.url(url)
        self._shown(redacted)
        written = redacted.rendered(lambda chip: quote(redacted.text[chip.start : chip.end], safe=","))
        return quote(written, safe=_IN_URL, errors="replace")

    def _rule(self, event: RenewalTriggered) -> dict[str, Any]:
        return {
            "rule": event.rule,
            "pattern": self.text(event.pattern),
            "matched": event.matched,
            "place": place_of(event.location, self._redactor),
        }

    def _shown(self, redacted: Redacted) -> str:
        self._masked += len(redacted.chips)
        self._aliases.update((chip.label, chip.number) for chip in redacted.chips)
        # Halves of characters cannot be written into a file.
        return redacted.text.encode("utf-8", "replace").decode()


def place_of(location: Location | None, redactor: Redactor) -> dict[str, Any] | None:
    """A place in a definition, without the folders that it lies in: they tell a person's name."""
    if location is None:
        return None
    found = {
        "file": redactor.text(file_name(location.file)),
        "line": location.line,
        "column": location.column,
        "path": None if location.path is None else redactor.text(location.path),
    }
    return {name: value for name, value in found.items() if value is not None}


def file_name(path: str) -> str:
    """The last part of a path of any system."""
    return PurePath(PureWindowsPath(path).name).name


def _timings(exchange: HttpExchange) -> dict[str, float]:
    """Milliseconds; -1 is "did not happen". `connect` includes the handshake, as HAR wants it, and
    `blocked` is what no phase accounts for."""
    phases = exchange.phases
    connect = phases.connect
    if phases.tls is not None:
        connect = (connect or 0.0) + phases.tls
    timings = {
        "blocked": -1.0,
        "dns": _milliseconds(phases.dns),
        "connect": _milliseconds(connect),
        "ssl": _milliseconds(phases.tls),
        "send": max(0.0, _milliseconds(phases.send)),
        "wait": max(0.0, _milliseconds(phases.wait)),
        "receive": max(0.0, _milliseconds(phases.receive)),
    }
    if exchange.elapsed is not None:
        known = sum(value for name, value in timings.items() if value > 0 and name != "ssl")
        rest = round(exchange.elapsed * 1000 - known, 3)
        if rest > 0:
            timings["blocked"] = rest
    return timings


def _milliseconds(seconds: float | None) -> float:
    return -1.0 if seconds is None else round(max(0.0, seconds) * 1000, 3)


def _head_size(line: str, headers: tuple[Header, ...]) -> int:
    """Bytes of the head with its blank line; a request's first line holds its whole URL."""
    return len(line) + 2 + sum(len(name) + len(value) + 4 for name, value in headers) + 2


def _peer(exchange: HttpExchange) -> tuple[str, str]:
    host, _, port = (exchange.transport.address or "").rpartition(":")
    try:
        return str(ipaddress.ip_address(host.strip("[]"))), port
    except ValueError:
        return "", port


def _tls(facts: TlsFacts, redactor: Redactor) -> dict[str, Any]:
    return {
        "version": facts.version,
        "cipher": facts.cipher,
        "serverName": redactor.text(facts.server_name),
        "chain": [
            {
                "subject": redactor.text(one.subject),
                "issuer": redactor.text(one.issuer),
                "notBefore": _iso(one.not_before),
                "notAfter": _iso(one.not_after),
                "names": [redactor.text(name) for name in one.names],
                "serial": one.serial,
                "fingerprint": one.fingerprint,
            }
            for one in facts.chain
        ],
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat()
