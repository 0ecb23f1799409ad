"""A small HTTP/1.1 server on asyncio: persistent connections, strict parsing, one write per answer.

One write matters: headers and body in two packets meet the peer's delayed acknowledgement and cost
40 ms each. asyncio switches Nagle's algorithm off by itself.
"""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from urllib.parse import urlsplit

from authbench.demo.wire import Request, Response, reason, text_response

HEAD_LIMIT = 64 * 1024
BODY_LIMIT = 8 * 1024 * 1024
HEAD_SECONDS = 10.0
"""How long a started request head, and then its body, may take to arrive."""
IDLE_SECONDS = 120.0
"""How long a connection may rest between requests."""
MAX_CONNECTIONS = 256

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_FIELD_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_TARGET = re.compile(r"[\x21-\x7e]+")
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.\-_]+)(?::([0-9]{1,5}))?")

Handler = Callable[[Request], Awaitable[Response]]


class BadRequest(Exception):
    """The bytes are no acceptable request; `status` is what the peer is told before the connection closes."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class HttpServer:
    """Serves `handler` on an already listening socket. Lives on one loop; `close` ends every connection.

    It accepts by itself, in one step: what asyncio's own ways have accepted in the turn of the loop in which
    they are stopped stays open. That needs a loop with `add_reader` (a selector loop).
    """

    def __init__(self, handler: Handler, clock: Callable[[], float] = time.time) -> None:
        self._handler = handler
        self._clock = clock
        self._listening: socket.socket | None = None
        self._connections: dict[asyncio.Task[None], socket.socket] = {}

    def start(self, listening: socket.socket) -> None:
        """Begins to accept connections on a non-blocking socket, which is the server's from now on."""
        self._listening = listening
        asyncio.get_running_loop().add_reader(listening, self._accept, listening)

    async def close(self) -> None:
        """Stops accepting, ends every connection at once, waits until nothing is left."""
        if self._listening is not None:
            asyncio.get_running_loop().remove_reader(self._listening)
            self._listening.close()
        ended = dict(self._connections)
        for task in ended:
            task.cancel()
        await asyncio.gather(*ended, return_exceptions=True)
        await asyncio.sleep(0)  # The transports' last callbacks run in the next turn of the loop.
        for connection in ended.values():
            connection.close()

    def _accept(self, listening: socket.socket) -> None:
        try:
            connection, _ = listening.accept()
        except OSError:
            return  # The peer was gone again before its turn came.
        connection.setblocking(False)
        task = asyncio.get_running_loop().create_task(self._converse(connection))
        self._connections[task] = connection
        task.add_done_callback(self._connections.pop)

    async def _converse(self, connection: socket.socket) -> None:
        reader, writer = await asyncio.open_connection(sock=connection, limit=HEAD_LIMIT)
        try:
            if len(self._connections) > MAX_CONNECTIONS:
                busy = text_response(503, "Too many connections.\n")
                writer.write(self._encode(busy, head_only=False, close=True))
                await writer.drain()
            else:
                await self._serve(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()  # A peer that does not read must not hold its connection open.
            raise
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            pass  # The peer went away or was too slow: nobody is left to tell.
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        keep = True
        while keep:
            try:
                request, keep = await self._read(reader, writer)
            except BadRequest as error:
                refusal = text_response(error.status, f"{error}\n")
                writer.write(self._encode(refusal, head_only=False, close=True))
                await writer.drain()
                return
            if request is None:
                return
            response = await self._handler(request)
            writer.write(self._encode(response, request.method == "HEAD", not keep))
            await writer.drain()

    def _encode(self, response: Response, head_only: bool, close: bool) -> bytes:
        head = [f"HTTP/1.1 {response.status} {reason(response.status)}"]
        head.append(f"Date: {formatdate(self._clock(), usegmt=True)}")
        head.extend(f"{name}: {value}" for name, value in response.headers)
        if response.status not in (204, 304):
            head.append(f"Content-Length: {len(response.body)}")
        if close:
            head.append("Connection: close")
        encoded = "\r\n".join(head).encode("latin-1") + b"\r\n\r\n"
        return encoded if head_only or response.status in (204, 304) else encoded + response.body

    async def _read(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> tuple[Request | None, bool]:
        """The next request and whether the connection lives on after it; None when the peer is done."""
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                first = await reader.read(1)
            while first in (b"\r", b"\n"):  # RFC 9112, 2.2: an empty line before a request is skipped
                first = await reader.read(1)
            if not first:
                return None, False
            async with asyncio.timeout(HEAD_SECONDS):
                head = first + await reader.readuntil(b"\r\n\r\n")
        except TimeoutError:
            return None, False
        except asyncio.LimitOverrunError as error:
            raise BadRequest(431, "The request head is too large.") from error
        request, version = parse_head(head)
        if (request.header("Expect") or "").lower() == "100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        async with asyncio.timeout(HEAD_SECONDS):
            body = await _read_body(reader, request)
        connection = (request.header("Connection") or "").lower()
        keep = version == "HTTP/1.1" and "close" not in connection
        return Request(request.method, request.path, request.query, request.host, request.headers, body), keep


def parse_head(head: bytes) -> tuple[Request, str]:
    """A request without its body, and its HTTP version. Raises `BadRequest` for whatever RFC 9112 forbids:
    folded or bare lines, names with blanks, control characters, no Host or several, both body framings."""
    lines = head[:-4].decode("latin-1").split("\r\n")
    parts = lines[0].split(" ")
    if len(parts) != 3 or parts[2] not in ("HTTP/1.1", "HTTP/1.0"):
        raise BadRequest(400, "This is no HTTP/1.1 request line.")
    method, target, version = parts
    if not _TOKEN.fullmatch(method) or not _TARGET.fullmatch(target):
        raise BadRequest(400, "The request line holds characters that do not belong there.")
    headers = tuple(_parse_field(line) for line in lines[1:])
    hosts = [value for name, value in headers if name.lower() == "host"]
    if len(hosts) != 1:
        raise BadRequest(400, "A request carries exactly one Host header.")
    authority = hosts[0]
    if not target.startswith("/"):
        absolute = urlsplit(target)
        if absolute.scheme not in ("http", "https") or not absolute.netloc:
            raise BadRequest(400, "The request target is neither a path nor an absolute URL.")
        authority = absolute.netloc
        target = (absolute.path or "/") + (f"?{absolute.query}" if absolute.query else "")
    path, _, query = target.partition("?")
    return Request(method, path, query, normal_host(authority), headers), version


def _parse_field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    value = value.strip(" \t")
    if not colon or not _TOKEN.fullmatch(name) or not _FIELD_VALUE.fullmatch(value):
        raise BadRequest(400, "A header line is malformed.")
    return name, value


def normal_host(authority: str) -> str:
    """An authority in lower case, without port 80 or 443. Raises `BadRequest` when it is none."""
    found = _AUTHORITY.fullmatch(authority.lower())
    if not found:
        raise BadRequest(400, "The Host header is malformed.")
    host, port = found.groups()
    return host if port in (None, "80", "443") else f"{host}:{port}"


async def _read_body(reader: asyncio.StreamReader, request: Request) -> bytes:
    lengths = request.header_values("Content-Length")
    codings = request.header_values("Transfer-Encoding")
    if codings:
        if lengths or [coding.lower() for coding in codings] != ["chunked"]:
            raise BadRequest(400, "The body's framing is ambiguous.")
        return await _read_chunks(reader)
    if not lengths:
        return b""
    if len(lengths) > 1 or not re.fullmatch(r"[0-9]{1,18}", lengths[0]):
        raise BadRequest(400, "The Content-Length header is malformed.")
    length = int(lengths[0])
    if length > BODY_LIMIT:
        raise BadRequest(413, "The body is too large.")
    return await reader.readexactly(length)


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while True:
        line = await reader.readuntil(b"\r\n")
        size = re.fullmatch(rb"([0-9A-Fa-f]{1,8})(?:[ \t]*;[^\r\n]*)?\r\n", line)
        if not size:
            raise BadRequest(400, "A chunk has no size.")
        length = int(size[1], 16)
        if len(body) + length > BODY_LIMIT:
            raise BadRequest(413, "The body is too large.")
        if length == 0:
            break
        body += await reader.readexactly(length)
        if await reader.readexactly(2) != b"\r\n":
            raise BadRequest(400, "A chunk is longer than it says.")
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass  # Trailer fields carry nothing that matters here.
    return bytes(body)
