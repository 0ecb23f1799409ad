"""Asking a name server for SRV records (RFC 1035, RFC 2782), which the system's resolver does not offer."""

from __future__ import annotations

import secrets
import socket
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from pathlib import Path

_SRV, _IN = 33, 1
_RECURSE = 0x0100
_ANSWER, _TRUNCATED, _CODE = 0x8000, 0x0200, 0x000F
_NO_SUCH_NAME = 3
_MAX_NAME, _MAX_LABEL, _MAX_JUMPS = 255, 63, 64
_MAX_UDP = 4096
_TRY_SECONDS = 5.0
_WAKE_SECONDS = 0.05
PORT = 53
RESOLVER_FILE = Path("/etc/resolv.conf")


class DnsProblem(Exception):
    """No answer that can be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Service:
    """An SRV record. The lowest priority is to be tried first, by weight where several share it."""

    priority: int
    weight: int
    port: int
    target: str


def name_servers(file: Path = RESOLVER_FILE) -> list[str]:
    """The addresses of the system's name servers; none where the system keeps no such file."""
    try:
        lines = file.read_text("ascii", "replace").splitlines()
    except OSError:
        return []
    found = []
    for words in (line.split() for line in lines):
        if len(words) >= 2 and words[0] == "nameserver":
            try:
                ip_address(words[1].partition("%")[0])
            except ValueError:
                continue
            found.append(words[1])
    return found


def services_of(
    name: str,
    servers: Sequence[str],
    check: Callable[[], None],
    *,
    port: int = PORT,
    timeout: float = _TRY_SECONDS,
) -> list[Service]:
    """The SRV records of `name`; none where there is no such name. Each server is asked twice, `timeout`
    seconds each time. `check` is called while waiting and may raise. Raises DnsProblem."""
    problem = "there is no name server to ask"
    for _ in range(2):
        for server in servers:
            try:
                return _ask(name, server, port, check, timeout)
            except (OSError, DnsProblem) as error:
                problem = f"{server}: {error}"
    raise DnsProblem(problem)


def query_for(name: str, number: int) -> bytes:
    """The question for the SRV records of `name`. Raises DnsProblem for what is no host name."""
    try:
        labels = [label.encode("ascii") for label in name.rstrip(".").split(".")]
    except UnicodeEncodeError:
        raise DnsProblem("the name is not ASCII") from None
    if not all(0 < len(label) <= _MAX_LABEL for label in labels):
        raise DnsProblem("a part of the name is empty or too long")
    encoded = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    if len(encoded) > _MAX_NAME:
        raise DnsProblem("the name is too long")
    return struct.pack(">6H", number, _RECURSE, 1, 0, 0, 0) + encoded + struct.pack(">2H", _SRV, _IN)


def services_in(message: bytes, query: bytes) -> list[Service]:
    """The SRV records in an answer to `query`. Raises DnsProblem for what is none."""
    try:
        number, flags, questions, answers = struct.unpack_from(">4H", message)
        if number != struct.unpack_from(">H", query)[0] or not flags & _ANSWER or questions != 1:
            raise DnsProblem("the answer belongs to another question")
        if message[12 : len(query)].lower() != query[12:].lower():
            raise DnsProblem("the answer belongs to another question")
        code = flags & _CODE
        if code == _NO_SUCH_NAME:
            return []
        if code:
            raise DnsProblem(f"the name server refused with code {code}")
        at = len(query)
        found = []
        for _ in range(answers):
            _, at = _name(message, at)
            kind, net, _, size = struct.unpack_from(">2HIH", message, at)
            at += 10
            if at + size > len(message):
                raise DnsProblem("the answer is cut off")
            if (kind, net) == (_SRV, _IN):
                priority, weight, port = struct.unpack_from(">3H", message, at)
                target, _ = _name(message, at + 6)
                found.append(Service(priority, weight, port, target))
            at += size
    except (struct.error, IndexError):
        raise DnsProblem("the answer is cut off") from None
    return found


def _name(message: bytes, at: int) -> tuple[str, int]:
    """The name at a place, and where what follows it begins; a pointer leads to an earlier place."""
    labels: list[str] = []
    after: int | None = None
    size = 0
    for _ in range(_MAX_JUMPS + _MAX_NAME):
        length = message[at]
        if length & 0xC0 == 0xC0:
            target = struct.unpack_from(">H", message, at)[0] & 0x3FFF
            after = at + 2 if after is None else after
            if target >= at:
                raise DnsProblem("a name in the answer points to itself")
            at = target
            continue
        if length > _MAX_LABEL:
            raise DnsProblem("a name in the answer is damaged")
        at += 1
        if length == 0:
            return ".".join(labels), at if after is None else after
        if at + length > len(message):
            raise DnsProblem("the answer is cut off")
        size += length + 1
        if size > _MAX_NAME:
            raise DnsProblem("a name in the answer is too long")
        labels.append(message[at : at + length].decode("latin-1"))
        at += length
    raise DnsProblem("a name in the answer points to itself")


def _ask(name: str, server: str, port: int, check: Callable[[], None], timeout: float) -> list[Service]:
    query = query_for(name, secrets.randbits(16))
    ends = time.monotonic() + timeout
    kind = socket.AF_INET6 if ":" in server else socket.AF_INET
    with socket.socket(kind, socket.SOCK_DGRAM) as wire:
        wire.settimeout(_WAKE_SECONDS)
        # Connected, so that only that server's datagrams arrive.
        wire.connect((server, port))
        wire.send(query)
        while True:
            message = _received(lambda: wire.recv(_MAX_UDP), check, ends)
            try:
                if len(message) >= 4 and struct.unpack_from(">H", message, 2)[0] & _TRUNCATED:
                    break
                return services_in(message, query)
            except DnsProblem as problem:
                if "another question" not in str(problem):
                    raise
    with socket.create_connection((server, port), timeout) as stream:
        stream.settimeout(_WAKE_SECONDS)
        stream.sendall(struct.pack(">H", len(query)) + query)
        size = struct.unpack(">H", _exactly(stream, 2, check, ends))[0]
        return services_in(_exactly(stream, size, check, ends), query)


def _exactly(stream: socket.socket, size: int, check: Callable[[], None], ends: float) -> bytes:
    content = b""
    while len(content) < size:
        missing = size - len(content)
        more = _received(partial(stream.recv, missing), check, ends)
        if not more:
            raise DnsProblem("the name server closed the connection")
        content += more
    return content


def _received(receive: Callable[[], bytes], check: Callable[[], None], ends: float) -> bytes:
    while True:
        check()
        # Also where something arrives all the time that is no answer.
        if time.monotonic() >= ends:
            raise DnsProblem("it did not answer in time")
        try:
            return receive()
        except TimeoutError:
            continue
