"""Reading HTTP archives of any maker: browsers, Postman, Charles, and ours.

Makers leave out what the format demands and add what it does not know, so only what is needed is asked for,
and everything that is read is bounded.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, unquote

from authbench.errors import AuthbenchError, Code, Location
from authbench.events import (
    Body,
    Certificate,
    ExchangeError,
    ExchangeFinished,
    Header,
    HttpExchange,
    Phases,
    TlsFacts,
    Transport,
)
from authbench.journal.exports.message_bodies import bytes_of, header_value
from authbench.journal.journal import Journal
from authbench.journal.redaction import Redactor

MOST_BYTES = 256 * 1024 * 1024
MOST_ENTRIES = 100_000
_MOST_HEADERS = 1000
_LONGEST = 64 * 1024
_LONGEST_URL = 1024 * 1024
_LONGEST_TIME = 10**9
_CHIP_IN_URL = re.compile(r"(?:%E2%80%A2){4}%20[^&#/?]{0,900}?chars?")


class ArchiveInvalid(AuthbenchError):
    """The file is no archive that can be read."""

    default_code = Code.FILE_NOT_READABLE


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive holds. `skipped` entries could not be understood; `maker` wrote the file; `ours`: we
    did, and its secrets were replaced."""

    exchanges: tuple[HttpExchange, ...]
    maker: str
    skipped: int = 0
    ours: bool = False

    def journal(self) -> Journal:
        """A journal of these exchanges, to be read and not added to."""
        journal = empty_journal(redacted=self.ours)
        for exchange in self.exchanges:
            journal.record(ExchangeFinished(exchange))
        return journal


def empty_journal(*, redacted: bool) -> Journal:
    """A journal for what is read from a file, whose secrets were `redacted` before or were not."""
    redactor: Redactor | None = None
    if redacted:
        from authbench.journal.exports.already_redacted import AlreadyRedacted

        redactor = AlreadyRedacted()
    return Journal(redactor, capacity=MOST_ENTRIES + 1)


def read_archive(path: Path) -> Archive:
    """The archive (HAR, or JSON lines with an entry each) at `path`. Raises `ArchiveInvalid`."""
    return archive_of(read_limited(path), path.name)


def read_limited(path: Path) -> bytes:
    """The content of a file of a bearable size. Raises `ArchiveInvalid`."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise ArchiveInvalid(f"Cannot read {path.name}: {error.strerror}") from error
    if len(content) > MOST_BYTES:
        raise ArchiveInvalid(
            f"{path.name} is larger than {MOST_BYTES // 1024 // 1024} MB.", hint="Export fewer exchanges."
        )
    return content


def archive_of(content: bytes, name: str = "The file") -> Archive:
    """The archive that `content` is. Raises `ArchiveInvalid`."""
    return archive_from(parsed(content, name), name)


def parsed(content: bytes, name: str) -> Any:
    """JSON, or JSON lines as the archive that they are. Raises `ArchiveInvalid`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArchiveInvalid(f"{name} is not UTF-8 text.", hint="Choose a HAR file.") from error
    if not text.strip():
        raise ArchiveInvalid(f"{name} is empty.", hint="Export it again.")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ArchiveInvalid(f"{name} is nested too deeply.") from error
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()][: MOST_ENTRIES + 1]
        try:
            return {"log": {"entries": [json.loads(line) for line in lines if line.startswith("{")]}}
        except (ValueError, RecursionError):
            raise ArchiveInvalid(
                f"{name} is no JSON: {error}", hint="It may be cut short; export it again."
            ) from error


def archive_from(document: Any, name: str = "The file") -> Archive:
    """The archive in a parsed document. Raises `ArchiveInvalid`."""
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(log, dict) or not isinstance(entries, list):
        raise ArchiveInvalid(
            f"{name} is no HTTP archive: it has no list of entries.", hint="Choose a HAR file."
        )
    if len(entries) > MOST_ENTRIES:
        raise ArchiveInvalid(f"{name} has {len(entries):,} entries; at most {MOST_ENTRIES:,} are read.")
    maker = _member(log, "creator")
    exchanges = tuple(_exchanges(entries))
    if entries and not exchanges:
        raise ArchiveInvalid(f"No entry of {name} can be understood.", hint="Choose a HAR file.")
    words = (_text(maker.get("name"), 200), _text(maker.get("version"), 100))
    ours = words[0] == "Authbench" and log.get("_unredacted") is not True
    return Archive(exchanges, " ".join(filter(None, words)), len(entries) - len(exchanges), ours)


def _exchanges(entries: list[Any]) -> Iterator[HttpExchange]:
    first: datetime | None = None
    taken = {entry["_id"] for entry in entries if isinstance(entry, dict) and _is_number(entry.get("_id"))}
    # Ours keep their numbers, because they tell of each other.
    keep = len(taken) == len(entries)
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not _text(_member(entry, "request").get("url"), _LONGEST_URL):
            continue
        started = _moment(entry.get("startedDateTime"))
        first = first or started
        clock = (started - first).total_seconds()
        yield _exchange(entry, entry["_id"] if keep else number, started, clock)


def _exchange(entry: dict[str, Any], number: int, started: datetime, clock: float) -> HttpExchange:
    request, response = _member(entry, "request"), _member(entry, "response")
    sent, received = _headers(request), _headers(response)
    status = response.get("status")
    answered = isinstance(status, int) and not isinstance(status, bool) and 100 <= status <= 999
    phases = _phases(_member(entry, "timings"))
    elapsed = _seconds(entry.get("time"))
    return HttpExchange(
        id=number,
        run_id=_text(entry.get("_run"), 200) or _text(entry.get("pageref"), 200),
        step=_text(entry.get("_step"), 100),
        method=_text(request.get("method"), 100) or "GET",
        url=_CHIP_IN_URL.sub(_readable, _text(request.get("url"), _LONGEST_URL)),
        started_at=started,
        started_clock=clock,
        request_headers=sent,
        request_body=_request_body(request, sent),
        sent_to=_text(entry.get("_sentTo"), 1000) or None,
        cause=_text(entry.get("_cause"), 1000) or None,
        lambda_location=_location(entry.get("_lambda")),
        status=status if answered else None,
        reason=_text(response.get("statusText"), 1000) if answered else "",
        http_version=_version(request) or _version(response) or "HTTP/1.1",
        response_headers=received,
        response_body=_response_body(response, received),
        truncated=entry.get("_truncated") is True,
        phases=phases,
        tls=_tls(entry.get("_tls")),
        transport=_transport(entry),
        dropped=_texts(entry.get("_dropped")),
        elapsed=elapsed,
        error=_error(entry, answered),
        expected_refusal=entry.get("_expectedRefusal") is True,
        browser=entry.get("_browser") is True,
        redirected_from=entry["_redirectedFrom"] if _is_number(entry.get("_redirectedFrom")) else None,
        notes=_texts(entry.get("_notes")),
    )


def _readable(found: re.Match[str]) -> str:
    return unquote(found.group())


def _headers(message: dict[str, Any]) -> tuple[Header, ...]:
    found = message.get("headers")
    pairs = found if isinstance(found, list) else []
    headers = []
    for pair in pairs[:_MOST_HEADERS]:
        if isinstance(pair, dict):
            name = _text(pair.get("name"), 1000)
            # HTTP/2 has the request line among the headers (RFC 9113, 8.3).
            if name and not name.startswith(":"):
                headers.append((name, _text(pair.get("value"), _LONGEST)))
    return tuple(headers)


def _request_body(request: dict[str, Any], headers: tuple[Header, ...]) -> Body:
    data = _member(request, "postData")
    kind = header_value(headers, "content-type") or _text(data.get("mimeType"), 1000)
    text = data.get("text")
    if not isinstance(text, str) or not text:
        text = _from_params(data.get("params"), kind)
    content = _decoded(text, data.get("_encoding") or data.get("encoding"), kind)
    return _body(content, request.get("bodySize"))


def _from_params(params: Any, kind: str) -> str:
    """Firefox and Charles give a form's fields and no text."""
    if not isinstance(params, list) or "multipart" in kind.lower():
        return ""
    pairs = [param for param in params[:_MOST_HEADERS] if isinstance(param, dict)]
    return "&".join(
        f"{quote_plus(_text(pair.get('name'), _LONGEST))}={quote_plus(_text(pair.get('value'), _LONGEST))}"
        for pair in pairs
    )


def _response_body(response: dict[str, Any], headers: tuple[Header, ...]) -> Body:
    content = _member(response, "content")
    kind = header_value(headers, "content-type") or _text(content.get("mimeType"), 1000)
    text = content.get("text")
    decoded = _decoded(text if isinstance(text, str) else "", content.get("encoding"), kind)
    return _body(decoded, response.get("bodySize"))


def _decoded(text: str, encoding: Any, kind: str) -> bytes:
    if isinstance(encoding, str) and encoding.lower() == "base64":
        try:
            return base64.b64decode(text)
        except (binascii.Error, ValueError):
            return text.encode("utf-8", "surrogatepass")
    return bytes_of(text, kind)


def _body(content: bytes, size: Any) -> Body:
    wire = size if _is_number(size) and size > 0 else len(content)
    return Body(content, wire) if content or wire else Body()


def _phases(timings: dict[str, Any]) -> Phases:
    tls, connect = _seconds(timings.get("ssl")), _seconds(timings.get("connect"))
    return Phases(
        dns=_seconds(timings.get("dns")),
        # Makers differ in whether the handshake is a part of it; HAR says that it is.
        connect=connect if connect is None or tls is None else max(0.0, connect - tls),
        tls=tls,
        send=_seconds(timings.get("send")),
        wait=_seconds(timings.get("wait")),
        receive=_seconds(timings.get("receive")),
    )


def _transport(entry: dict[str, Any]) -> Transport:
    address, port = _text(entry.get("serverIPAddress"), 100), _text(entry.get("connection"), 20)
    host = f"[{address}]" if ":" in address and not address.startswith("[") else address
    place = f"{host}:{port}" if host and port.isdigit() else host
    return Transport(
        address=place or None,
        proxy=_text(entry.get("_proxy"), 1000) or None,
        reused=entry.get("_reused") is True,
    )


def _error(entry: dict[str, Any], answered: bool) -> ExchangeError | None:
    told = entry.get("_error")
    if isinstance(told, dict):
        return ExchangeError(
            _text(told.get("code"), 100) or Code.CONNECTION_FAILED, _text(told.get("message"), _LONGEST)
        )
    # Chrome's own member.
    text = _text(_member(entry, "response").get("_error"), _LONGEST)
    return ExchangeError(Code.CONNECTION_FAILED, text) if text and not answered else None


def _tls(value: Any) -> TlsFacts | None:
    if not isinstance(value, dict):
        return None
    chain = value.get("chain")
    return TlsFacts(
        _text(value.get("version"), 100),
        _text(value.get("cipher"), 200),
        _text(value.get("serverName"), 1000),
        tuple(
            Certificate(
                _text(one.get("subject"), _LONGEST),
                _text(one.get("issuer"), _LONGEST),
                _moment(one.get("notBefore")),
                _moment(one.get("notAfter")),
                _texts(one.get("names")),
                _text(one.get("serial"), 1000),
                _text(one.get("fingerprint"), 1000),
            )
            for one in (chain if isinstance(chain, list) else [])[:20]
            if isinstance(one, dict)
        ),
    )


def _location(value: Any) -> Location | None:
    if not isinstance(value, dict) or not isinstance(value.get("file"), str):
        return None
    line, column = value.get("line"), value.get("column")
    return Location(
        value["file"][:1000],
        line if _is_number(line) else None,
        column if _is_number(column) else None,
        _text(value.get("path"), 1000) or None,
    )


def _version(message: dict[str, Any]) -> str:
    version = _text(message.get("httpVersion"), 20)
    return {"h2": "HTTP/2", "h3": "HTTP/3", "unknown": ""}.get(version.lower(), version.upper())


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value, 100))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime(1970, 1, 1, tzinfo=UTC)


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LONGEST_TIME:
        return None
    return timedelta(milliseconds=value).total_seconds()


def _member(value: Any, name: str) -> dict[str, Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _text(value: Any, longest: int) -> str:
    if isinstance(value, str):
        return value[:longest]
    return str(value) if _is_number(value) else ""


def _texts(value: Any) -> tuple[str, ...]:
    found = value if isinstance(value, list) else []
    return tuple(_text(item, _LONGEST) for item in found[:_MOST_HEADERS])


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53
