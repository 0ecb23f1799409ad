"""A scriptable server on raw sockets: each connection is handed to a script that may do anything."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from authbench.events import Event, ExchangeFinished, ExchangeStarted, HttpExchange
from authbench.http import CancelScope, HttpClient, IoLoop


@dataclass
class Received:
    """One request as it arrived, byte for byte."""

    head: bytes
    body: bytes

    @property
    def line(self) -> str:
        return self.head.split(b"\r\n", 1)[0].decode("latin-1")

    @property
    def headers(self) -> list[tuple[str, str]]:
        pairs = [line.decode("latin-1").split(": ", 1) for line in self.head.split(b"\r\n")[1:] if line]
        return [(name, value) for name, value in pairs]

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, server: ScriptedServer) -> None:
        self.sock = sock
        self._server = server
        self._buffer = b""

    def read(self) -> Received | None:
        """The next request with its body, or None when the client is gone."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._more():
                return None
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        while len(self._buffer) < length:
            if not self._more():
                return None
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        received = Received(head, body)
        self._server.requests.append(received)
        return received

    def _more(self) -> bool:
        try:
            data = self.sock.recv(65536)
        except OSError:
            return False
        self._buffer += data
        return bool(data)

    def send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self.sock.sendall(data)

    def reset(self) -> None:
        """End the connection with a reset instead of an orderly close."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.sock.close()

    def wait_until_closed(self) -> None:
        """Hold the connection, silently, until the client goes or the server is closed."""
        while self._more():
            pass
        self._server.clients_gone.release()


Script = Callable[[Peer], None]


@dataclass
class ScriptedServer:
    """Listens on loopback and runs `script` on a thread for each connection."""

    script: Script
    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    requests: list[Received] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        self._listener = socket.create_server((self.host, 0), family=family)
        self.port: int = self._listener.getsockname()[1]
        self.clients_gone = threading.Semaphore(0)
        self.accepted = threading.Semaphore(0)
        self.closings = threading.Semaphore(0)
        self._peers: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def authority(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.authority}"

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._peers.append(sock)
            thread = threading.Thread(target=self._run, args=(sock,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self, sock: socket.socket) -> None:
        self.accepted.release()
        try:
            if self.tls is not None:
                sock = self.tls.wrap_socket(sock, server_side=True)
                self._peers.append(sock)
            self.script(Peer(sock, self))
        except (OSError, ssl.SSLError):
            pass
        finally:
            sock.close()
            self.closings.release()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in self._peers:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        self._thread.join(5)
        for thread in self._threads:
            thread.join(5)


@contextlib.contextmanager
def serving(
    script: Script, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> Iterator[ScriptedServer]:
    server = ScriptedServer(script, tls, host)
    try:
        yield server
    finally:
        server.close()


def answering(*responses: bytes) -> Script:
    """A script that answers the requests of a connection with these, the last one for ever."""

    def script(peer: Peer) -> None:
        waiting = list(responses)
        while peer.read() is not None:
            peer.send(waiting.pop(0) if len(waiting) > 1 else waiting[0])

    return script


def once(response: bytes) -> Script:
    """A script that answers one request, exactly so, and closes."""

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(response)

    return script


def response(
    status: int = 200,
    body: bytes = b"",
    headers: tuple[tuple[str, str], ...] = (),
    *,
    reason: str = "Whatever",
    length: bool = True,
) -> bytes:
    lines = [f"HTTP/1.1 {status} {reason}"]
    lines += [f"{name}: {value}" for name, value in headers]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body


class Events:
    """A recorder that keeps what it is given."""

    def __init__(self) -> None:
        self.all: list[Event] = []

    def record(self, event: Event) -> None:
        self.all.append(event)

    @property
    def finished(self) -> list[HttpExchange]:
        return [event.exchange for event in self.all if isinstance(event, ExchangeFinished)]

    @property
    def started(self) -> list[HttpExchange]:
        return [event.exchange for event in self.all if isinstance(event, ExchangeStarted)]


@dataclass
class Bench:
    """A client with everything around it."""

    io: IoLoop
    client: HttpClient
    events: Events
    scope: CancelScope


@contextlib.contextmanager
def http_bench(*, trust_env: bool = False) -> Iterator[Bench]:
    io = IoLoop()
    events = Events()
    client = HttpClient(io, events, trust_env=trust_env)
    try:
        yield Bench(io, client, events, CancelScope())
    finally:
        client.close()
        io.close()
