"""The sockets of one redirect port, shared by every attempt that waits there at the time.

Lives on the loop's thread. Attempts are told apart by their state; the port is closed with the last.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Protocol

from authbench.oauth.attempt import Attempt, Page, Verdict, judge
from authbench.oauth.pages import page_response, see_other
from authbench.oauth.request_head import BadRequest, RequestHead, RequestReader

_REQUEST_SECONDS = 5.0
"""How long a client may take for a request, and for reading the answer."""

_MAX_CONNECTIONS = 64
_BREATH_SECONDS = 0.05


class Waiting(Protocol):
    """An attempt as the port sees it."""

    attempt: Attempt
    done_path: str

    def offer(self, verdict: Verdict) -> bool:
        """Take a good redirect; False where the attempt has had one already or is over."""

    def ignore(self, reason: str) -> None:
        """Note that something else arrived."""

    def outcome_page(self) -> Page | None:
        """The page for a person whose redirect was taken, or None before that."""

    def outcome_shown(self) -> None:
        """That page was sent to the end."""


class PortServer:
    """Accepts connections on bound sockets and shows each request to the attempts.

    `addresses` are what it listens on, all with `port`.
    """

    def __init__(self, sockets: list[socket.socket], on_empty: Callable[[PortServer], None]) -> None:
        self.port = int(sockets[0].getsockname()[1])
        self.addresses = tuple((str(sock.getsockname()[0]), self.port) for sock in sockets)
        self.waiting: list[Waiting] = []
        self._sockets = sockets
        self._on_empty = on_empty
        self._accepting: list[asyncio.Task[None]] = []
        self._arriving: set[asyncio.Task[object]] = set()
        self._connections: dict[_Connection, None] = {}
        self._open = True

    def open(self) -> None:
        """Begin to accept."""
        loop = asyncio.get_running_loop()
        self._accepting = [asyncio.ensure_future(self._close_with_the_loop())]
        for sock in self._sockets:
            try:
                loop.add_reader(sock, self._ready, sock)
            except NotImplementedError:  # Windows' loop accepts by itself.
                self._accepting.append(asyncio.ensure_future(self._accept(sock)))

    async def _close_with_the_loop(self) -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.close()

    def _ready(self, sock: socket.socket) -> None:
        """A client waits. Accepted here and not by a task, which would lose it when it is cancelled."""
        try:
            client, _ = sock.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError:  # No file numbers left: breathe, and look again.
            loop = asyncio.get_running_loop()
            loop.remove_reader(sock)
            loop.call_later(_BREATH_SECONDS, self._look_again, sock)
            return
        client.setblocking(False)
        self._welcome(client)

    def _look_again(self, sock: socket.socket) -> None:
        if self._open:
            asyncio.get_running_loop().add_reader(sock, self._ready, sock)

    def _welcome(self, client: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        arriving = asyncio.ensure_future(loop.connect_accepted_socket(lambda: _Connection(self), client))
        self._arriving.add(arriving)
        arriving.add_done_callback(self._arrived)

    async def _accept(self, sock: socket.socket) -> None:
        # Not asyncio's own server: closing that one loses clients which it has accepted just then.
        loop = asyncio.get_running_loop()
        try:
            while True:
                try:
                    client, _ = await loop.sock_accept(sock)
                except OSError:
                    await asyncio.sleep(
                        _BREATH_SECONDS
                    )  # A client that left already, or no file numbers left.
                    continue
                self._welcome(client)
                await asyncio.sleep(0)  # A flood of clients must not keep those who are in from their turn.
        finally:
            self.close()

    def _arrived(self, task: asyncio.Task[object]) -> None:
        self._arriving.discard(task)
        if not task.cancelled():
            task.exception()

    def leave(self, waiting: Waiting) -> None:
        """An attempt is over; with the last one the port is closed."""
        if waiting in self.waiting:
            self.waiting.remove(waiting)
        if not self.waiting:
            self.close()

    def close(self) -> None:
        """Close the port and whatever is connected to it."""
        if not self._open:
            return
        self._open = False
        loop = asyncio.get_running_loop()
        for task in self._accepting:
            task.cancel()
        for sock in self._sockets:
            # Taken off the loop before its number may belong to another socket.
            with contextlib.suppress(NotImplementedError):
                loop.remove_reader(sock)
            sock.close()
        for connection in list(self._connections):
            connection.finish_now()
        self._on_empty(self)

    def joined(self, connection: _Connection) -> None:
        """A client connected: where there are too many, the one that dallies longest has to go."""
        self._connections[connection] = None
        if not self._open:
            connection.abort()
        if len(self._connections) > _MAX_CONNECTIONS:
            next(iter(self._connections)).abort()

    def left(self, connection: _Connection) -> None:
        """A client is gone."""
        self._connections.pop(connection, None)

    def answer(self, request: RequestHead) -> tuple[bytes, Waiting | None, bool]:
        """The response to a request, whose outcome page it carries if any, and whether to go on."""
        for waiting in self.waiting:
            outcome = waiting.outcome_page()
            if outcome is not None and _is_visit_to(request, waiting):
                return page_response(200, outcome), waiting, False
        verdicts = [(_judged(each, request), each) for each in self.waiting]
        for verdict, waiting in verdicts:
            if verdict.redirect is not None:
                if waiting.offer(verdict):
                    return see_other(waiting.done_path), None, request.keep_alive
                waiting.ignore("a redirect that came once more")
                return page_response(410, Page.EXPIRED), None, False
        for verdict, waiting in verdicts:
            waiting.ignore(verdict.reason)
        nearest = max((verdict for verdict, _ in verdicts), key=lambda verdict: verdict.near)
        return page_response(nearest.status, Page.IGNORED, head_only=request.method == "HEAD"), None, False

    def refuse(self, refusal: BadRequest) -> bytes:
        """The response to something that is no request."""
        for waiting in self.waiting:
            waiting.ignore(refusal.reason)
        return page_response(refusal.status, Page.IGNORED) if refusal.status else b""


def _judged(waiting: Waiting, request: RequestHead) -> Verdict:
    return judge(
        waiting.attempt,
        request.method,
        request.host,
        request.target,
        headers=request.headers,
        body=request.body,
    )


def _is_visit_to(request: RequestHead, waiting: Waiting) -> bool:
    authority = waiting.attempt.redirect_uri.partition("://")[2].partition("/")[0]
    same_host = request.host is not None and request.host.lower() == authority.lower()
    return same_host and request.method == "GET" and request.target == waiting.done_path


class _Connection(asyncio.Protocol):
    """One client. Whatever it does, it costs nobody else anything."""

    def __init__(self, server: PortServer) -> None:
        self._server = server
        self._reader = RequestReader()
        self._transport: asyncio.Transport
        self._timer: asyncio.TimerHandle | None = None
        self._shows: Waiting | None = None
        self._closing = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.joined(self)
        self._restart_timer()

    def _restart_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_REQUEST_SECONDS, self.abort)

    def data_received(self, data: bytes) -> None:
        while not self._closing:
            request = self._reader.feed(data)
            data = b""
            if request is None:
                return
            if isinstance(request, BadRequest):
                self._send(self._server.refuse(request), go_on=False)
                return
            response, shows, go_on = self._server.answer(request)
            self._shows = shows
            self._send(response, go_on=go_on)
            if self._reader.is_empty:
                return

    def _send(self, response: bytes, *, go_on: bool) -> None:
        self._transport.write(response)
        if go_on:
            self._restart_timer()
        else:
            # Sends what is left and closes; the timer ends it for a client that does not read.
            self._closing = True
            self._transport.close()

    def finish_now(self) -> None:
        """The port closes: what was answered is sent to its end, anything else is dropped."""
        if not self._closing:
            self._closing = True
            self._transport.close()

    def abort(self) -> None:
        """Drop the client."""
        self._closing = True
        self._transport.abort()

    def connection_lost(self, _error: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._server.left(self)
        if self._shows is not None:
            self._shows.outcome_shown()
