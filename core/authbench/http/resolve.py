"""Names to addresses, on a daemon thread: cancellable, and no brake on the end of the process."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading

from authbench.http.errors import DnsFailed

SocketAddress = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]


def literal(host: str, port: int) -> SocketAddress | None:
    """The address that `host` spells out in the usual way, without asking the system."""
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return None
    if ip.version == 4:
        return socket.AF_INET, (host, port)
    return socket.AF_INET6, (host, port, 0, 0)


async def resolve(host: str, port: int) -> list[SocketAddress]:
    """The addresses of `host` in the system's order of preference. Raises `DnsFailed`."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[SocketAddress]] = loop.create_future()

    def settle(addresses: list[SocketAddress] | None, error: OSError | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(_failed(host, error))
        else:
            answer.set_result(addresses or [])

    def look_up() -> None:
        addresses: list[SocketAddress] | None = None
        failure: OSError | None = None
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            addresses = [
                (family, address)
                for family, _, _, _, address in found
                if isinstance(address[0], str)  # An interpreter without IPv6 gives (int, bytes) for it.
            ]
        except OSError as error:
            failure = error
        except UnicodeError as error:
            failure = OSError(str(error))
        try:
            loop.call_soon_threadsafe(settle, addresses, failure)
        except RuntimeError:
            return  # The loop was closed meanwhile: nobody waits for the answer.

    threading.Thread(target=look_up, name="resolver", daemon=True).start()
    addresses = await answer
    if not addresses:
        raise _failed(host, OSError("no address"))
    return addresses


def _failed(host: str, error: OSError) -> DnsFailed:
    temporary = getattr(error, "errno", None) == socket.EAI_AGAIN
    return DnsFailed(
        f"The host name {host} could not be resolved.",
        hint="Name resolution is not working at the moment: check that this machine is online."
        if temporary
        else "Check the spelling of the host, and whether it needs a VPN.",
        details={"system": error.strerror or str(error)},
    )
