"""A small name server on loopback for SRV questions, over UDP and TCP."""

from __future__ import annotations

import socket
import struct
import threading
from types import TracebackType

from authbench.sdk.dns_records import Service


class NameServer:
    """Answers from `answers`; `code` is its response code, `truncate` sends askers to TCP, `silent` says
    nothing, `stray` sends an answer to another question first."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Service]] = {}
        self.code = 0
        self.truncate = False
        self.silent = False
        self.stray = False
        self.asked = 0
        self._udp, self._tcp = _one_port()
        self.port: int = self._udp.getsockname()[1]
        self._tcp.listen()
        self._threads = [threading.Thread(target=serve) for serve in (self._serve_udp, self._serve_tcp)]

    def __enter__(self) -> NameServer:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._udp.sendto(b"", ("127.0.0.1", self.port))
        with socket.create_connection(("127.0.0.1", self.port)):
            pass
        for thread in self._threads:
            thread.join(5)
        self._udp.close()
        self._tcp.close()

    def _serve_udp(self) -> None:
        while True:
            query, asker = self._udp.recvfrom(4096)
            if not query:
                return
            self.asked += 1
            if self.silent:
                continue
            if self.stray:
                other = bytes([query[0] ^ 1]) + query[1:]
                self._udp.sendto(answer_to(other, [], 0), asker)
            reply = answer_to(query, self._found(query), self.code)
            if self.truncate:
                reply = reply[:2] + struct.pack(">H", 0x8200) + reply[4:12]
            self._udp.sendto(reply, asker)

    def _serve_tcp(self) -> None:
        while True:
            connection, _ = self._tcp.accept()
            with connection:
                head = connection.recv(2)
                if len(head) < 2:
                    return
                query = connection.recv(struct.unpack(">H", head)[0])
                reply = answer_to(query, self._found(query), self.code)
                connection.sendall(struct.pack(">H", len(reply)))
                connection.sendall(reply)

    def _found(self, query: bytes) -> list[Service]:
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode())
            at += 1 + query[at]
        return self.answers.get(".".join(labels), [])


def _one_port() -> tuple[socket.socket, socket.socket]:
    """A UDP and a TCP socket on one loopback port, which a system finds free for each but not for both."""
    while True:
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        udp.bind(("127.0.0.1", 0))
        try:
            tcp.bind(("127.0.0.1", udp.getsockname()[1]))
        except OSError:
            udp.close()
            tcp.close()
        else:
            return udp, tcp


def answer_to(query: bytes, services: list[Service], code: int) -> bytes:
    """A message with these records, names of the question compressed."""
    records = b""
    for each in services:
        target = b"".join(bytes([len(part)]) + part.encode() for part in each.target.split(".")) + b"\0"
        data = struct.pack(">3H", each.priority, each.weight, each.port) + target
        records += b"\xc0\x0c" + struct.pack(">2HIH", 33, 1, 60, len(data)) + data
    head = query[:2] + struct.pack(">5H", 0x8180 | code, 1, len(services), 0, 0)
    return head + query[12:] + records
