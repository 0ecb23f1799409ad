"""The little of HTTP/1.1 that the redirect listener understands, strictly; no I/O.

Browsers send well-formed requests, so anything odd is refused instead of interpreted: what two
parties read differently is how checks are slipped past.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_LINE = 64 * 1024
MAX_HEADERS = 64 * 1024
MAX_HEADER_COUNT = 200
MAX_BODY = 64 * 1024

_REQUEST_LINE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,32}) ([!-~]+) HTTP/1\.([01])\Z")
_HEADER = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)\Z")


@dataclass(frozen=True, slots=True)
class RequestHead:
    """A request. `host` is None where it is missing or repeated; `headers` are by lower-case name, the
    values of repeated ones joined with commas; `keep_alive` says whether another may follow."""

    method: str
    target: str
    host: str | None
    headers: Mapping[str, str]
    keep_alive: bool
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class BadRequest:
    """A request that is refused, with the status to answer; 0 means to hang up without a word."""

    status: int
    reason: str


class RequestReader:
    """Collects the bytes of one connection and gives out requests one by one."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._scanned = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing of a next request has arrived."""
        return not self._buffer

    def feed(self, data: bytes) -> RequestHead | BadRequest | None:
        """Take `data`; the next request, or None while it is incomplete.

        After a request, call again with empty data for one that came right behind it.
        """
        self._buffer += data
        start = bytes(self._buffer[:1])
        if start and start not in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz":
            if start in (b"\x16", b"\x80"):
                return BadRequest(0, "an https connection to the redirect, which is plain http")
            return BadRequest(400, "something that is not HTTP")
        end = self._buffer.find(b"\r\n\r\n", max(0, self._scanned - 3))
        if end < 0:
            self._scanned = len(self._buffer)
            return self._oversize()
        if end > MAX_LINE + MAX_HEADERS:
            return self._oversize() or BadRequest(431, "a request with oversized headers")
        return self._request(bytes(self._buffer[:end]), end + 4)

    def _oversize(self) -> BadRequest | None:
        line_end = self._buffer.find(b"\n", 0, MAX_LINE + 2)
        if line_end < 0:
            if len(self._buffer) > MAX_LINE:
                return BadRequest(414, "a request with an oversized address")
        elif self._buffer[line_end - 1 : line_end] != b"\r":
            return BadRequest(400, "a request with bare line feeds")
        elif len(self._buffer) - line_end > MAX_HEADERS:
            return BadRequest(431, "a request with oversized headers")
        return None

    def _request(self, head: bytes, consumed: int) -> RequestHead | BadRequest | None:
        line, *header_lines = head.split(b"\r\n")
        if len(line) > MAX_LINE:
            return BadRequest(414, "a request with an oversized address")
        match = _REQUEST_LINE.match(line)
        if match is None:
            return BadRequest(400, "a malformed request")
        if sum(map(len, header_lines)) > MAX_HEADERS or len(header_lines) > MAX_HEADER_COUNT:
            return BadRequest(431, "a request with oversized headers")
        headers: dict[str, list[str]] = {}
        for header_line in header_lines:
            header = _HEADER.match(header_line)
            if header is None:
                return BadRequest(400, "a request with malformed headers")
            name = header.group(1).decode("ascii").lower()
            headers.setdefault(name, []).append(header.group(2).decode("latin-1").rstrip(" \t"))
        if "transfer-encoding" in headers:
            return BadRequest(411, "a request with a chunked body")
        length = _content_length(headers.get("content-length", []))
        if isinstance(length, BadRequest):
            return length
        if len(self._buffer) < consumed + length:
            self._scanned = 0
            return None
        body = bytes(self._buffer[consumed : consumed + length])
        del self._buffer[: consumed + length]
        self._scanned = 0
        method, target, minor = (part.decode("ascii") for part in match.groups())
        hosts = headers.pop("host", [])
        connection = ",".join(headers.get("connection", [])).lower()
        return RequestHead(
            method=method,
            target=target,
            host=hosts[0] if len(hosts) == 1 else None,
            headers={name: ",".join(values) for name, values in headers.items()},
            keep_alive=minor == "1" and "close" not in connection,
            body=body,
        )


def _content_length(values: list[str]) -> int | BadRequest:
    if not values:
        return 0
    text = values[0]
    if len(values) > 1 or not text.isascii() or not text.isdigit() or len(text) > 10:
        return BadRequest(400, "a request with a bad length")
    length = int(text)
    return length if length <= MAX_BODY else BadRequest(413, "a request with an oversized body")
