"""SRV records asked of a name server."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.errors import Cancelled
from authbench.sdk.dns_records import (
    DnsProblem,
    Service,
    name_servers,
    query_for,
    services_in,
    services_of,
)
from support.name_server import NameServer, answer_to

NAME = "_x._tcp.example.com"
SERVICES = [Service(1, 2, 443, "a.example.com"), Service(10, 0, 8443, "b.example.com")]


@pytest.fixture
def server() -> Iterator[NameServer]:
    with NameServer() as running:
        running.answers[NAME] = SERVICES
        yield running


def ask(server: NameServer, name: str = NAME, timeout: float = 5.0) -> list[Service]:
    return services_of(name, ["127.0.0.1"], lambda: None, port=server.port, timeout=timeout)


def test_records_are_read(server: NameServer) -> None:
    assert ask(server) == SERVICES
    assert ask(server, NAME + ".") == SERVICES
    assert ask(server, "none.example.com") == []


def test_a_name_that_does_not_exist_has_none(server: NameServer) -> None:
    server.code = 3
    assert ask(server) == []


def test_a_long_answer_comes_over_tcp(server: NameServer) -> None:
    server.truncate = True
    server.answers[NAME] = [Service(n, n, n, f"host-{n}.example.com") for n in range(200)]
    assert ask(server) == server.answers[NAME]


def test_an_answer_to_another_question_is_passed_over(server: NameServer) -> None:
    server.stray = True
    assert ask(server) == SERVICES


def test_silence_ends_and_the_next_server_is_asked(server: NameServer) -> None:
    with NameServer() as dumb:
        dumb.silent = True
        with pytest.raises(DnsProblem, match="did not answer in time"):
            ask(dumb, timeout=0.01)
        assert dumb.asked == 2


def test_refusals_are_said(server: NameServer) -> None:
    server.code = 5
    with pytest.raises(DnsProblem, match=r"127\.0\.0\.1: the name server refused with code 5"):
        ask(server)
    with pytest.raises(DnsProblem, match="no name server"):
        services_of(NAME, [], lambda: None)


def test_waiting_can_be_cancelled(server: NameServer) -> None:
    server.silent = True

    def check() -> None:
        if server.asked:
            raise Cancelled

    with pytest.raises(Cancelled):
        services_of(NAME, ["127.0.0.1"], check, port=server.port)


@pytest.mark.parametrize("name", ["", "a..b", "a" * 64, "é.example", ".".join(["a" * 60] * 5)])
def test_what_is_no_host_name_is_refused(name: str) -> None:
    with pytest.raises(DnsProblem):
        query_for(name, 1)


def test_the_question_is_as_the_rfc_has_it() -> None:
    assert query_for("a.bc", 0x1234) == bytes.fromhex("12340100000100000000000001610262630000210001")


@given(st.binary(max_size=80))
def test_damaged_answers_are_refused(tail: bytes) -> None:
    query = query_for(NAME, 7)
    head = query[:2] + struct.pack(">5H", 0x8180, 1, 3, 0, 0) + query[12:]
    with pytest.raises(DnsProblem):
        services_in(head + tail[:20], query)
    try:
        services_in(tail, query)
    except DnsProblem:
        return
    assert tail[:2] == query[:2]


def test_pointers_in_a_circle_are_refused() -> None:
    query = query_for(NAME, 7)
    good = answer_to(query, SERVICES[:1], 0)
    at = len(query)
    circle = good[:at] + struct.pack(">H", 0xC000 | at) + good[at + 2 :]
    with pytest.raises(DnsProblem, match="points to itself"):
        services_in(circle, query)


def test_name_servers_of_the_system(tmp_path: Path) -> None:
    file = tmp_path / "resolv.conf"
    file.write_text(
        "# x\nnameserver 10.0.0.1\nsearch example\nnameserver fe80::1%eth0\nnameserver nonsense\nnameserver\n"
    )
    assert name_servers(file) == ["10.0.0.1", "fe80::1%eth0"]
    assert name_servers(tmp_path / "none") == []


def test_a_flood_of_other_answers_ends_in_time() -> None:
    """Each of them arrives before the wait for one is over."""
    stop = threading.Event()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as flooding:
        flooding.bind(("127.0.0.1", 0))

        def flood() -> None:
            query, asker = flooding.recvfrom(4096)
            other = answer_to(bytes([query[0] ^ 1]) + query[1:], [], 0)
            while not stop.wait(0.001):
                flooding.sendto(other, asker)

        thread = threading.Thread(target=flood)
        thread.start()
        port = flooding.getsockname()[1]
        try:
            with pytest.raises(DnsProblem, match="did not answer in time"):
                services_of(NAME, ["127.0.0.1"], lambda: None, port=port, timeout=0.05)
        finally:
            stop.set()
            thread.join(5)
