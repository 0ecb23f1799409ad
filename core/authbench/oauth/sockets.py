"""Binding the redirect port: loopback, exclusively, and with a useful word where that fails."""

from __future__ import annotations

import errno
import os
import socket
import sys

from authbench.errors import AuthbenchError
from authbench.oauth.errors import ListenerFailed, PortBusy

_TRIES_FOR_A_FREE_PORT = 20
_ABSENT = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT)


def bind_all(addresses: tuple[str, ...], port: int) -> list[socket.socket]:
    """Listening sockets for every address on one port; port 0 finds one that is free on all of them.

    An address family that this machine lacks is left out as long as another is there. Raises
    `PortBusy`, `ListenerFailed`.
    """
    for attempt in range(_TRIES_FOR_A_FREE_PORT):
        try:
            return _bind(addresses, port)
        except PortBusy:
            # The free port of one address may be taken on the other.
            if port != 0 or attempt == _TRIES_FOR_A_FREE_PORT - 1:
                raise
    raise AssertionError("the last try raises")


def _bind(addresses: tuple[str, ...], port: int) -> list[socket.socket]:
    bound: list[socket.socket] = []
    absent: OSError | None = None
    try:
        for address in addresses:
            try:
                sock = _listen(address, port)
            except OSError as error:
                if error.errno in _ABSENT:
                    absent = error
                    continue
                raise _explained(error, address, port) from error
            bound.append(sock)
            port = sock.getsockname()[1]
    except AuthbenchError:
        for sock in bound:
            sock.close()
        raise
    if not bound:
        raise ListenerFailed(
            f"This machine has no address {' or '.join(addresses)} to listen on.",
            hint="Use http://localhost or http://127.0.0.1 in the redirect URL.",
            details={"system": str(absent)},
        )
    return bound


def _listen(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # A fixed port is needed again while old connections are in TIME_WAIT. On POSIX this
            # option lets nobody else listen on a port that is listened on.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((address, port))
        sock.listen(1024)
        sock.setblocking(False)
    except BaseException:
        sock.close()
        raise
    return sock


def _explained(error: OSError, address: str, port: int) -> AuthbenchError:
    if error.errno == errno.EADDRINUSE:
        holder = port_holder(port)
        who = f" by {holder}" if holder else ""
        return PortBusy(
            f"The redirect port {port} is in use{who}.",
            hint="Close what uses it (often another Authbench window or the SDK's own tool), or set another "
            "port in the connection's redirect settings and register that URL with the provider.",
            details={"port": str(port), "address": address} | ({"holder": holder} if holder else {}),
        )
    if error.errno == errno.EACCES:
        return ListenerFailed(
            f"The system does not let this program listen on port {port}.",
            hint="Ports below 1024 are often reserved: use one from 1024 up.",
            details={"system": str(error)},
        )
    return ListenerFailed(
        f"The redirect listener could not be started on {address}, port {port}.",
        details={"system": error.strerror or str(error)},
    )


def port_holder(port: int) -> str | None:
    """Name and number of the process that listens on `port`, where the system tells (Linux)."""
    inodes = _listening_inodes(port)
    if not inodes:
        return None
    wanted = {f"socket:[{inode}]" for inode in inodes}
    try:
        processes = [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return None
    for number in processes:
        folder = f"/proc/{number}/fd"
        try:
            holds = any(os.readlink(f"{folder}/{entry}") in wanted for entry in os.listdir(folder))
            if holds:
                with open(f"/proc/{number}/comm", encoding="utf-8", errors="replace") as file:
                    return f"{file.read().strip()} (process {number})"
        except OSError:
            continue  # Another user's process, or one that has just ended.
    return None


def _listening_inodes(port: int) -> set[str]:
    inodes: set[str] = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as file:
                rows = [line.split() for line in file.readlines()[1:]]
        except OSError:
            continue
        # Columns: local address, state (0A is LISTEN) and inode (proc(5)).
        inodes |= {row[9] for row in rows if row[3] == "0A" and int(row[1].rpartition(":")[2], 16) == port}
    return inodes
