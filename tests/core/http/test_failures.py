from __future__ import annotations

import socket
import threading

import pytest

from authbench.http import (
    ConnectionDropped,
    ConnectionRefused,
    ConnectTimeout,
    DnsFailed,
    HttpRequest,
    InvalidResponse,
    ReadTimeout,
    ResponseTruncated,
)
from authbench.http import resolve as resolve_module
from support.http_server import Bench, Peer, answering, once, response, serving


def test_a_refused_connection(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(ConnectionRefused) as caught:
        bench.client.send(HttpRequest("GET", f"http://127.0.0.1:{port}/"), bench.scope)
    assert caught.value.code == "connection_refused"
    assert f"127.0.0.1:{port}" in caught.value.message
    exchange = caught.value.exchange
    assert exchange is not None
    assert exchange.error is not None
    assert (exchange.status, exchange.error.code) == (None, "connection_refused")


def test_localhost_refused_on_both_families(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(ConnectionRefused):
        bench.client.send(HttpRequest("GET", f"http://localhost:{port}/"), bench.scope)


def test_an_unknown_host(bench: Bench) -> None:
    with pytest.raises(DnsFailed) as caught:
        bench.client.send(HttpRequest("GET", "http://no-such-host.invalid/"), bench.scope)
    assert caught.value.code == "dns_failed"
    assert "no-such-host.invalid" in caught.value.message
    assert caught.value.exchange is not None
    assert caught.value.exchange.phases.dns is not None


def test_a_name_that_no_resolver_takes(bench: Bench) -> None:
    with pytest.raises(DnsFailed):
        bench.client.send(HttpRequest("GET", f"http://{'a' * 70}.invalid/"), bench.scope)


@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_connection_dropped_before_the_response(bench: Bench, how: str) -> None:
    def script(peer: Peer) -> None:
        peer.read()
        if how == "reset":
            peer.reset()

    with serving(script) as server, pytest.raises(ConnectionDropped) as caught:
        bench.client.send(HttpRequest("GET", server.url), bench.scope)
    assert not isinstance(caught.value, ResponseTruncated)
    assert "without answering" in caught.value.message
    assert len(server.requests) == 1


def test_a_connection_reset_inside_the_body(bench: Bench) -> None:
    def script(peer: Peer) -> None:
        peer.read()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
        bench.io.call_soon(lambda: None)
        peer.sock.shutdown(socket.SHUT_WR)

    with serving(script) as server, pytest.raises(ResponseTruncated):
        bench.client.send(HttpRequest("GET", server.url), bench.scope)


def test_silence_ends_in_a_read_timeout(bench: Bench) -> None:
    with serving(Peer.wait_until_closed) as server:
        with pytest.raises(ReadTimeout, match="Timed out reading data from server") as caught:
            bench.client.send(HttpRequest("GET", server.url, read_timeout=0.05), bench.scope)
        assert server.clients_gone.acquire(timeout=10)
    assert caught.value.code == "request_timeout"


def test_a_dripping_body_ends_with_the_total_timeout(bench: Bench) -> None:
    stop = threading.Event()

    def drip(peer: Peer) -> None:
        peer.read()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not stop.wait(0.01):
            peer.sock.sendall(b"x")

    with serving(drip) as server:
        request = HttpRequest("GET", server.url, read_timeout=5, total_timeout=0.2)
        with pytest.raises(ReadTimeout, match="Timed out reading") as caught:
            bench.client.send(request, bench.scope)
        stop.set()
    assert caught.value.exchange is not None
    assert caught.value.exchange.truncated


def full_backlog() -> tuple[socket.socket, list[socket.socket]]:
    """A listener that accepts nothing and whose queue is full: connecting to it waits for ever."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    fillers = []
    for _ in range(3):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
        fillers.append(filler)
    return listener, fillers


def test_a_connect_that_hangs_times_out(bench: Bench) -> None:
    listener, fillers = full_backlog()
    try:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(ConnectTimeout, match="Timed out connecting to server"):
            bench.client.send(HttpRequest("GET", url, connect_timeout=0.05), bench.scope)
    finally:
        for sock in (listener, *fillers):
            sock.close()


def test_a_tls_handshake_that_hangs_counts_as_connecting(bench: Bench) -> None:
    with serving(Peer.wait_until_closed) as server:
        url = server.url.replace("http:", "https:")
        with pytest.raises(ConnectTimeout, match="Timed out connecting to server"):
            bench.client.send(HttpRequest("GET", url, connect_timeout=0.05), bench.scope)


def test_name_resolution_counts_as_connecting(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def stuck(*args: object, **kwargs: object) -> list[object]:
        release.wait(10)
        return []

    monkeypatch.setattr(resolve_module.socket, "getaddrinfo", stuck)
    try:
        with pytest.raises(ConnectTimeout):
            bench.client.send(HttpRequest("GET", "http://slow.test/", connect_timeout=0.05), bench.scope)
    finally:
        release.set()


def test_a_dead_address_does_not_hide_a_living_one(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    listener, fillers = full_backlog()
    with serving(answering(response(200, b"alive")), host="127.0.0.2") as server:
        addresses = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", listener.getsockname()[1])),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.2", server.port)),
        ]
        monkeypatch.setattr(resolve_module.socket, "getaddrinfo", lambda *args, **kwargs: addresses)
        try:
            answer = bench.client.send(HttpRequest("GET", "http://two-addresses.test/"), bench.scope)
        finally:
            for sock in (listener, *fillers):
                sock.close()
    assert answer.body == b"alive"


def test_an_empty_answer_is_not_a_response(bench: Bench) -> None:
    with serving(once(b"")) as server, pytest.raises(ConnectionDropped):
        bench.client.send(HttpRequest("POST", server.url, body=b"x"), bench.scope)


def test_interim_responses_without_end_are_not_a_response(bench: Bench) -> None:
    def script(peer: Peer) -> None:
        peer.read()
        for _ in range(20_000):
            peer.send(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n")

    with serving(script) as server, pytest.raises(InvalidResponse, match="does not end"):
        bench.client.send(HttpRequest("GET", server.url), bench.scope)
