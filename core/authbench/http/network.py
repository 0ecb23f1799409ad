"""Opening the connections under HTTP: our own, to time every phase and to cancel in any of them.

Plugs into httpcore as its network backend.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable, Iterable
from time import perf_counter

import httpcore

from authbench.http.errors import (
    AddressForbidden,
    ConnectionFailed,
    ConnectionRefused,
    ConnectTimeout,
    DnsFailed,
    TransportError,
)
from authbench.http.flight import FLIGHT, Peer
from authbench.http.resolve import SocketAddress, literal, resolve
from authbench.http.streams import TcpStream, close_socket

_STAGGER_SECONDS = 0.3
"""How long one address may be silent before the next is tried beside it (RFC 8305, 5)."""


class Backend(httpcore.AsyncNetworkBackend):
    """Opens connections. `is_forbidden` says whether an address is one of our own listeners."""

    def __init__(self, is_forbidden: Callable[[str, int], bool]) -> None:
        self._is_forbidden = is_forbidden

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve and connect within what is left of the connect timeout."""
        flight = FLIGHT.get()
        flight.opened = True
        try:
            async with asyncio.timeout(flight.connect_time_left()):
                given = literal(host, port)
                if given is not None:
                    addresses = [given]
                else:
                    began = perf_counter()
                    try:
                        addresses = await resolve(host, port)
                    finally:
                        flight.dns = perf_counter() - began
                    flight.resolved = tuple(dict.fromkeys(address[0] for _, address in addresses))
                self._refuse_own(addresses, host, port)
                began = perf_counter()
                try:
                    sock = await _connect_first(addresses, host, port)
                    flight.peer = Peer(_peer_address(sock), flight.resolved)
                    return TcpStream(sock, flight.peer)
                finally:
                    flight.connect = perf_counter() - began
        except TimeoutError:
            raise ConnectTimeout(
                "Timed out connecting to server",
                hint=f"No connection to {host}:{port} within {flight.connect_timeout:g} seconds. "
                "A firewall or VPN may be swallowing it.",
            ) from None

    async def check_behind_proxy(self, host: str, port: int) -> None:
        """Raise `AddressForbidden` where a proxy on this machine would be led to a listener of ours."""
        if not self._is_forbidden("0.0.0.0", port):  # noqa: S104 - stands for any address of this machine
            return
        given = literal(host, port)
        try:
            addresses = [given] if given is not None else await resolve(host, port)
        except DnsFailed:
            return  # A name that only the proxy knows is no name of this machine.
        self._refuse_own(addresses, host, port)

    def _refuse_own(self, addresses: list[SocketAddress], host: str, port: int) -> None:
        if any(self._is_forbidden(address[0], address[1]) for _, address in addresses):
            raise AddressForbidden(
                f"{host}:{port} is Authbench's own redirect listener; definitions cannot reach it.",
                hint="Use another port for the API, or another redirect port for this connection.",
            )

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never used: no pool of ours has a socket path."""
        raise NotImplementedError

    async def sleep(self, seconds: float) -> None:
        """Wait, on behalf of httpcore."""
        await asyncio.sleep(seconds)


async def _connect_first(addresses: list[SocketAddress], host: str, port: int) -> socket.socket:
    """The first address that answers, each getting a short head start on the next."""
    if len(addresses) == 1:
        try:
            return await _connect(addresses[0])
        except OSError as error:
            raise _connect_failure([error], host, port) from error
    waiting = list(addresses)
    running: set[asyncio.Task[socket.socket]] = set()
    errors: list[OSError] = []
    try:
        while waiting or running:
            if waiting:
                running.add(asyncio.ensure_future(_connect(waiting.pop(0))))
            done, running = await asyncio.wait(
                running, timeout=_STAGGER_SECONDS if waiting else None, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                failure = task.exception()
                if failure is None:
                    for other in done - {task}:
                        if other.exception() is None:
                            other.result().close()
                    return task.result()
                if not isinstance(failure, OSError):
                    raise failure
                errors.append(failure)
        raise _connect_failure(errors, host, port) from errors[0]
    finally:
        for task in running:
            task.cancel()
            task.add_done_callback(_close_late)


def _peer_address(sock: socket.socket) -> str:
    try:
        host, port = sock.getpeername()[:2]
    except OSError:
        return ""  # Gone already: the first write says so.
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _close_late(task: asyncio.Task[socket.socket]) -> None:
    if not task.cancelled() and task.exception() is None:
        task.result().close()


async def _connect(address: SocketAddress) -> socket.socket:
    family, where = address
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, where)
    except BaseException:
        close_socket(sock)
        raise
    return sock


def _connect_failure(errors: list[OSError], host: str, port: int) -> TransportError:
    error = errors[0]
    details = {"system": error.strerror or str(error)}
    if all(isinstance(each, ConnectionRefusedError) for each in errors):
        return ConnectionRefused(
            f"Nothing listens on {host}:{port} (connection refused).",
            hint="Check host and port, and whether the server is running.",
            details=details,
        )
    unreachable = error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)
    return ConnectionFailed(
        f"{host}:{port} could not be reached.",
        hint="This machine has no way to it: check the network, and whether the host needs a VPN."
        if unreachable
        else None,
        details=details,
    )
