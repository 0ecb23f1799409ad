"""A waiting redirect listener, and a client on raw sockets that can send it anything."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from authbench.http import CancelScope, IoLoop
from authbench.oauth import Attempt, Redirect, RedirectListener, RedirectSettings

STATE = "right-state-0123456789"
GOOD = f"/oauth/callback?code=the-code&state={STATE}"


@dataclass
class Answer:
    """A response as it came, taken apart just enough to look at it."""

    raw: bytes

    @property
    def status(self) -> int:
        return int(self.raw.split(b" ", 2)[1]) if self.raw.startswith(b"HTTP/") else 0

    @property
    def body(self) -> bytes:
        return self.raw.partition(b"\r\n\r\n")[2]

    def header(self, name: str) -> str | None:
        for line in self.raw.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
            key, _, value = line.decode("latin-1").partition(": ")
            if key.lower() == name.lower():
                return value
        return None


@dataclass
class Waiting:
    """One attempt that waits on its own thread."""

    listener: RedirectListener
    scope: CancelScope
    ignored: list[str]
    port: int
    outcome: list[Redirect | BaseException] = field(default_factory=list)
    thread: threading.Thread | None = None

    def wait_on_thread(self, timeout: float = 60.0) -> None:
        def work() -> None:
            try:
                self.outcome.append(self.listener.wait(self.scope, timeout))
            except BaseException as error:  # noqa: BLE001 - tests look at it
                self.outcome.append(error)

        self.thread = threading.Thread(target=work, daemon=True)
        self.thread.start()

    def result(self) -> Redirect | BaseException:
        assert self.thread is not None
        self.thread.join(10)
        assert not self.thread.is_alive()
        return self.outcome[0]

    def code(self) -> str | None:
        result = self.result()
        assert isinstance(result, Redirect), result
        return result.code

    @property
    def is_waiting(self) -> bool:
        return self.thread is not None and self.thread.is_alive() and not self.outcome

    def path(self, query: str | None = None) -> str:
        return "/oauth/callback" + ("" if query is None else "?" + query)

    def get(self, target: str, *, host: str | None = None, extra: str = "", method: str = "GET") -> Answer:
        host = f"localhost:{self.port}" if host is None else host
        request = f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{extra}\r\n"
        return self.send(request.encode("latin-1"))

    def good(self, code: str = "the-code", state: str = STATE) -> Answer:
        return self.get(self.path(f"code={code}&state={state}"), extra="Connection: close\r\n")

    def send(self, data: bytes, *, address: str = "127.0.0.1") -> Answer:
        """Send bytes on a connection of its own; read until the listener closes it."""
        with socket.create_connection((address, self.port), timeout=10) as sock:
            with contextlib.suppress(OSError):
                sock.sendall(data)
            return Answer(read_all(sock))


def read_all(sock: socket.socket) -> bytes:
    received = b""
    with contextlib.suppress(ConnectionError):
        while data := sock.recv(65536):
            received += data
    return received


@contextlib.contextmanager
def waiting(
    io: IoLoop,
    *,
    state: str = STATE,
    settings: RedirectSettings | None = None,
    issuer: str | None = None,
    form_post: bool = False,
    redirect_uri: str | None = None,
    timeout: float = 60.0,
) -> Iterator[Waiting]:
    settings = settings or RedirectSettings(port=0)
    attempt = Attempt("run-1", state, redirect_uri or settings.uri, issuer, form_post)
    ignored: list[str] = []
    listener = RedirectListener(io, settings, attempt, on_ignored=ignored.append)
    addresses = listener.start()
    made = Waiting(listener, CancelScope(), ignored, addresses[0][1])
    made.wait_on_thread(timeout)
    try:
        yield made
    finally:
        made.scope.cancel()
        listener.close()
        if made.outcome and isinstance(made.outcome[0], Redirect):
            with contextlib.suppress(OSError):
                made.get(listener.done_path)  # As a browser does; it also ends the port's linger.
        assert listener.wait_closed(5)


def hold(attempt: Waiting, data: bytes = b"", count: int = 1) -> list[socket.socket]:
    held = []
    for _ in range(count):
        sock = socket.create_connection(("127.0.0.1", attempt.port), timeout=10)
        if data:
            sock.sendall(data)
        held.append(sock)
    return held


def request(
    target: str = GOOD, method: str = "GET", host: str | None = "localhost:{port}", extra: str = ""
) -> str:
    host_line = "" if host is None else f"Host: {host}\r\n"
    return f"{method} {target} HTTP/1.1\r\n{host_line}{extra}\r\n"
