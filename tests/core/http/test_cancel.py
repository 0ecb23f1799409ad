from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

import pytest

from authbench.errors import Cancelled
from authbench.http import CancelScope, HttpRequest
from authbench.http import resolve as resolve_module
from support.http_server import Bench, Peer, serving

UNWOUND_SECONDS = 5.0
"""Far above the 0.1 s that is promised, and far below every timeout that could end the wait instead."""


def cancel_when(bench: Bench, request: HttpRequest, stuck: Callable[[], object]) -> None:
    """Send, wait until the request is stuck where the test wants it, cancel, see it end."""
    scope = CancelScope()
    outcome: list[BaseException] = []

    def work() -> None:
        try:
            bench.client.send(request, scope)
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            outcome.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    assert stuck()
    scope.cancel()
    worker.join(UNWOUND_SECONDS)
    assert not worker.is_alive()
    assert isinstance(outcome[0], Cancelled)


def last_error(bench: Bench) -> str | None:
    deadline = time.monotonic() + 5
    while not bench.events.finished and time.monotonic() < deadline:
        time.sleep(0.001)
    [exchange] = bench.events.finished
    return exchange.error.code if exchange.error else None


def test_while_resolving(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, release = threading.Event(), threading.Event()

    def stuck(*args: object, **kwargs: object) -> list[object]:
        asked.set()
        release.wait(10)
        return []

    monkeypatch.setattr(resolve_module.socket, "getaddrinfo", stuck)
    cancel_when(bench, HttpRequest("GET", "http://slow.test/"), lambda: asked.wait(5))
    assert last_error(bench) == "cancelled"
    release.set()


def test_while_connecting(bench: Bench) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        request = HttpRequest("GET", url)
        cancel_when(bench, request, lambda: wait_for(lambda: bool(bench.events.started)))
        for filler in fillers:
            filler.close()
    assert last_error(bench) == "cancelled"


def wait_for(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.001)
    return True


def test_while_shaking_hands(bench: Bench) -> None:
    hello = threading.Event()

    def script(peer: Peer) -> None:
        if peer.sock.recv(1):
            hello.set()
        peer.wait_until_closed()

    with serving(script) as server:
        request = HttpRequest("GET", server.url.replace("http:", "https:"))
        cancel_when(bench, request, lambda: hello.wait(5))
        assert server.clients_gone.acquire(timeout=5)


def test_while_sending(bench: Bench) -> None:
    with serving(lambda peer: release.wait(10)) as server:
        release = threading.Event()
        request = HttpRequest("POST", server.url, body=b"x" * 50_000_000)
        cancel_when(bench, request, lambda: server.accepted.acquire(timeout=5))
        release.set()


def test_while_waiting_for_the_response(bench: Bench) -> None:
    def script(peer: Peer) -> None:
        peer.read()
        asked.set()
        peer.wait_until_closed()

    asked = threading.Event()
    with serving(script) as server:
        cancel_when(bench, HttpRequest("GET", server.url), lambda: asked.wait(5))
        assert server.clients_gone.acquire(timeout=5)
    assert last_error(bench) == "cancelled"


def test_while_reading_a_body_that_hangs(bench: Bench) -> None:
    def script(peer: Peer) -> None:
        peer.read()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
        sent.set()
        peer.wait_until_closed()

    sent = threading.Event()
    with serving(script) as server:
        cancel_when(bench, HttpRequest("GET", server.url), lambda: sent.wait(5))
        assert server.clients_gone.acquire(timeout=5)


def test_while_reading_a_body_that_never_ends(bench: Bench) -> None:
    def script(peer: Peer) -> None:
        peer.read()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        count = 0
        while True:
            peer.sock.sendall(b"x" * 65536)
            count += 1
            if count == 20:
                flowing.set()

    flowing = threading.Event()
    with serving(script) as server:
        request = HttpRequest("GET", server.url, max_body=1 << 40)
        cancel_when(bench, request, lambda: flowing.wait(5))


def test_the_client_works_on_after_many_cancels(bench: Bench) -> None:
    def script(peer: Peer) -> None:
        received = peer.read()
        if received is not None and "/stuck" in received.line:
            asked.release()
            peer.wait_until_closed()
        else:
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    asked = threading.Semaphore(0)
    with serving(script) as server:
        for _ in range(20):
            cancel_when(bench, HttpRequest("GET", f"{server.url}/stuck"), lambda: asked.acquire(timeout=5))
            assert server.clients_gone.acquire(timeout=5)
        assert bench.client.send(HttpRequest("GET", server.url), CancelScope()).body == b"ok"
