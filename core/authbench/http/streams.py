"""Connected sockets as httpcore sees them, plain and under TLS; reads and writes report to the `Flight`."""

from __future__ import annotations

import asyncio
import select
import socket
import ssl
from time import perf_counter
from typing import Any

import httpcore

from authbench.events import TlsFacts
from authbench.http.certificates import LoneCertificate, lone_certificate, tls_facts
from authbench.http.errors import ConnectTimeout
from authbench.http.flight import FLIGHT, Flight, Peer
from authbench.http.tls import explain_handshake

_READS_BEFORE_YIELD = 16


def close_socket(sock: socket.socket) -> None:
    """Close `sock`, which nobody waits for any more."""
    # A cancelled wait takes its callback off the loop only in the next turn; by then the file number
    # may belong to another connection. So the callback goes first.
    if sock.fileno() >= 0:
        loop = asyncio.get_running_loop()
        try:
            loop.remove_reader(sock)
            loop.remove_writer(sock)
        except NotImplementedError:
            pass  # The loop of Windows waits for completions and has no callbacks to remove.
    sock.close()


class TcpStream(httpcore.AsyncNetworkStream):
    """A connected socket."""

    def __init__(self, sock: socket.socket, peer: Peer) -> None:
        self._socket = sock
        self.peer = peer
        self._loop = asyncio.get_running_loop()
        self._reads = 0

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What arrives next, up to `max_bytes`; empty at the end."""
        data = await self.receive(max_bytes, timeout)
        FLIGHT.get().received(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`."""
        flight = FLIGHT.get()
        if flight.send_started is None:
            flight.send_started = perf_counter()
            flight.peer = self.peer
        if buffer:
            await self.send(buffer, timeout)
        flight.send_ended = perf_counter()

    async def receive(self, max_bytes: int, timeout: float | None) -> bytes:
        """`read` without a word to the flight."""
        try:
            data = self._socket.recv(max_bytes)
        except (BlockingIOError, InterruptedError):
            self._reads = 0
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        else:
            # A server that always has more to say must not keep the loop from everyone else.
            self._reads += 1
            if self._reads >= _READS_BEFORE_YIELD:
                self._reads = 0
                await asyncio.sleep(0)
            return data
        try:
            async with asyncio.timeout(timeout):
                return await self._loop.sock_recv(self._socket, max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    async def send(self, buffer: bytes, timeout: float | None) -> None:
        """`write` without a word to the flight."""
        try:
            sent = self._socket.send(buffer)
            if sent == len(buffer):
                return
            buffer = memoryview(buffer)[sent:]  # type: ignore[assignment]
        except (BlockingIOError, InterruptedError):
            pass
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error
        try:
            async with asyncio.timeout(timeout):
                await self._loop.sock_sendall(self._socket, buffer)
        except TimeoutError as error:
            raise httpcore.WriteTimeout from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        """Close the socket at once."""
        close_socket(self._socket)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Shake hands within what is left of the connect timeout."""
        return await _start_tls(self, ssl_context, server_hostname or "")

    def get_extra_info(self, info: str) -> Any:
        """`is_readable` is what httpcore asks before it uses a connection again."""
        if info == "is_readable":
            return _is_readable(self._socket)
        return self._socket if info == "socket" else None


def _is_readable(sock: socket.socket) -> bool:
    if sock.fileno() < 0:
        return True
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([sock], [], [], 0)[0])


class TlsStream(httpcore.AsyncNetworkStream):
    """TLS over another stream; over a TLS stream too, which is how an https proxy carries https."""

    def __init__(self, inner: TcpStream | TlsStream) -> None:
        self._inner = inner
        self.peer: Peer = inner.peer
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._object: ssl.SSLObject
        self._facts: TlsFacts | None = None
        self.first_bytes = b""
        self.lone: LoneCertificate | None = None

    async def handshake(self, context: ssl.SSLContext, host: str, flight: Flight) -> None:
        """Shake hands as a client of `host`."""
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        while True:
            try:
                self._object.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush(flight.connect_time_left())
                data = await self._inner.receive(65536, flight.connect_time_left())
                if not self.first_bytes:
                    self.first_bytes = data[:16]
                if data:
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()
            except ssl.SSLError:
                # Most is told by the certificates where they are what it failed on.
                flight.tls_facts = tls_facts(self._object, host)
                self.lone = lone_certificate(self._object)
                # An alert that says why may be waiting to go out.
                await self._flush(flight.connect_time_left())
                raise
            else:
                break
        await self._flush(flight.connect_time_left())
        self._facts = tls_facts(self._object, host)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What arrives next, decrypted; empty at the end."""
        data = await self.receive(max_bytes, timeout)
        FLIGHT.get().received(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Encrypt and send all of `buffer`."""
        flight = FLIGHT.get()
        if flight.send_started is None:
            flight.send_started = perf_counter()
            flight.tls_facts = self._facts
            flight.peer = self.peer
        if buffer:
            await self.send(buffer, timeout)
        flight.send_ended = perf_counter()

    async def receive(self, max_bytes: int, timeout: float | None) -> bytes:
        """`read` without a word to the flight."""
        while True:
            try:
                return self._object.read(max_bytes)
            except ssl.SSLWantReadError:
                pass
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""
            except ssl.SSLError as error:
                # With TLS 1.3 a server refuses the client's certificate after the handshake.
                host = self._facts.server_name if self._facts else ""
                raise explain_handshake(error, host) from error
            await self._flush(timeout)
            data = await self._inner.receive(65536, timeout)
            if data:
                self._incoming.write(data)
            else:
                self._incoming.write_eof()

    async def send(self, buffer: bytes, timeout: float | None) -> None:
        """`write` without a word to the flight."""
        view = memoryview(buffer)
        while view:
            # In slices, so that a large body is not held a second time, encrypted.
            sent = self._object.write(view[:262144])
            view = view[sent:]
            await self._flush(timeout)

    async def _flush(self, timeout: float | None) -> None:
        data = self._outgoing.read()
        if data:
            await self._inner.send(data, timeout)

    async def aclose(self) -> None:
        """Close the socket at once; the peer is not waited for."""
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Shake hands inside this stream."""
        return await _start_tls(self, ssl_context, server_hostname or "")

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks about the connection."""
        return self._object if info == "ssl_object" else self._inner.get_extra_info(info)


async def _start_tls(inner: TcpStream | TlsStream, context: ssl.SSLContext, host: str) -> TlsStream:
    flight = FLIGHT.get()
    stream = TlsStream(inner)
    began = perf_counter()
    try:
        await stream.handshake(context, host, flight)
    except httpcore.ReadTimeout:
        await inner.aclose()
        raise ConnectTimeout(
            "Timed out connecting to server",
            hint=f"The TLS handshake with {host} did not end within {flight.connect_timeout:g} seconds. "
            "The port may not speak TLS.",
        ) from None
    except (ssl.SSLError, ssl.CertificateError, httpcore.NetworkError) as error:
        await inner.aclose()
        raise explain_handshake(error, host, stream.first_bytes, stream.lone) from error
    except BaseException:
        await inner.aclose()
        raise
    finally:
        flight.tls = (flight.tls or 0.0) + perf_counter() - began
        flight.forget_sending()
    return stream
