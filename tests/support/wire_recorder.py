"""A server on loopback that keeps every request to the byte and answers all of them alike."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass
from types import TracebackType


@dataclass(frozen=True)
class Arrived:
    """A request as its bytes say it, each header as its line has it."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def headers_without(self, names: frozenset[str]) -> list[tuple[str, str]]:
        """The headers in the order of their names, of the same name in their own order."""
        kept = [(name.lower(), value) for name, value in self.headers if name.lower() not in names]
        return sorted(kept, key=lambda field: field[0])


class WireRecorder:
    """Listens on a free port of 127.0.0.1 while it is entered. `arrived` is in order."""

    def __init__(self) -> None:
        self.arrived: list[Arrived] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._thread = threading.Thread(target=self._serve, name="wire recorder", daemon=True)

    @property
    def authority(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def take(self) -> list[Arrived]:
        """What arrived since the last time."""
        taken, self.arrived = self.arrived, []
        return taken

    def __enter__(self) -> WireRecorder:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def _serve(self) -> None:
        # One connection at a time: they are made one after the other, and the order is the evidence.
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(20)
                try:
                    self._answer(connection)
                except OSError:
                    continue

    def _answer(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = stream.readline()
            if not line:
                return
            head += line
        first, *lines = head[:-4].decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = tuple(
            (name, value.strip(" \t")) for name, _, value in (line.partition(":") for line in lines)
        )
        known = {name.lower(): value for name, value in headers}
        if known.get("expect", "").lower() == "100-continue":
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = stream.read(int(known.get("content-length", "0")))
        self.arrived.append(Arrived(method, target, headers, body))
        answer = b"" if method == "HEAD" else b"ok"
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n" + answer)
