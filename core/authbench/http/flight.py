"""What one exchange learns while it is on its way, filled in by the sockets that carry it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter

from authbench.events import Phases, TlsFacts, Transport
from authbench.http.errors import InvalidResponse

_LARGEST_HEAD = 1_000_000
"""Bytes before a response's body begins: its head and the interim ones (1xx) before it, which a server
could otherwise send for ever."""


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of a socket: its `host:port`, and all addresses that the name gave."""

    address: str
    resolved: tuple[str, ...] = ()


@dataclass(slots=True)
class Flight:
    """Clock readings of `perf_counter` and facts of one exchange. None: has not happened."""

    target: bytes
    connect_timeout: float
    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    send_started: float | None = None
    send_ended: float | None = None
    first_byte: float | None = None
    connect_deadline: float | None = None
    opened: bool = False
    resolved: tuple[str, ...] = ()
    peer: Peer | None = None
    tls_facts: TlsFacts | None = None
    raw_headers: tuple[tuple[bytes, bytes], ...] = ()
    head_size: int = 0
    head_complete: bool = False

    def received(self, size: int) -> None:
        """Bytes arrived. Raises InvalidResponse where a head does not end."""
        if size and self.first_byte is None:
            self.first_byte = perf_counter()
        if not self.head_complete:
            self.head_size += size
            if self.head_size > _LARGEST_HEAD:
                raise InvalidResponse(
                    "The head of the response does not end.",
                    hint=f"More than {_LARGEST_HEAD // 1_000_000} MB of headers or interim responses came.",
                )

    def connect_time_left(self) -> float:
        """Seconds left for name resolution, TCP and TLS together; counts from the first call."""
        now = perf_counter()
        if self.connect_deadline is None:
            self.connect_deadline = now + self.connect_timeout
        return max(0.0, self.connect_deadline - now)

    def forget_sending(self) -> None:
        """What was written so far was a handshake or a proxy's CONNECT, not the request."""
        self.send_started = self.send_ended = self.first_byte = None

    def transport(self, proxy: str | None) -> Transport:
        """How the request travelled, through `proxy` if through one."""
        peer = self.peer
        if peer is None:
            return Transport(None, self.resolved, proxy)
        return Transport(peer.address, peer.resolved, proxy, reused=not self.opened)

    def phases(self, ended: float) -> Phases:
        """The durations, the last one reaching to `ended`."""
        send = wait = receive = None
        if self.send_started is not None and self.send_ended is not None:
            send = self.send_ended - self.send_started
            if self.first_byte is not None:
                # A server may answer while the body is still on its way.
                wait = max(0.0, self.first_byte - self.send_ended)
                receive = ended - max(self.first_byte, self.send_ended)
            else:
                wait = ended - self.send_ended
        return Phases(self.dns, self.connect, self.tls, send, wait, receive)


FLIGHT: ContextVar[Flight] = ContextVar("authbench_flight")
"""The exchange that the running task carries."""
