"""How a request travelled, as its exchange tells."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

from authbench.events import Transport
from authbench.http import ConnectionRefused, DnsFailed, HttpRequest
from support.http_server import Bench, answering, http_bench, response, serving

OK = answering(response(200, b"x"))


def transport(bench: Bench, url: str) -> Transport:
    return bench.client.send(HttpRequest("GET", url), bench.scope).exchange.transport


def test_the_peer_and_all_addresses_of_its_name(bench: Bench) -> None:
    with serving(OK) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        first, second = transport(bench, url), transport(bench, url)
    assert first.address == f"127.0.0.1:{server.port}"
    assert "127.0.0.1" in first.resolved
    assert (first.proxy, first.reused) == (None, False)
    assert second == Transport(first.address, first.resolved, None, reused=True)


def test_an_address_needs_no_name_server(bench: Bench) -> None:
    with serving(OK, host="::1") as server:
        exchange = bench.client.send(HttpRequest("GET", server.url), bench.scope).exchange
    assert exchange.transport == Transport(f"[::1]:{server.port}")
    assert exchange.phases.dns is None
    assert exchange.phases.connect is not None


def test_name_resolution_is_a_phase_of_its_own(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    never = threading.Event()

    def slow(host: str, *rest: Any, **more: Any) -> Any:
        never.wait(0.2)  # Nobody sets it: the name server takes its time.
        return real("127.0.0.1", *rest, **more) + real("::1", *rest, **more)

    with serving(OK) as server:
        monkeypatch.setattr(socket, "getaddrinfo", slow)
        exchange = bench.client.send(
            HttpRequest("GET", f"http://api.example.test:{server.port}/"), bench.scope
        ).exchange
    assert exchange.transport.resolved == ("127.0.0.1", "::1")
    assert exchange.transport.address == f"127.0.0.1:{server.port}"
    spent = exchange.phases
    assert spent.dns is not None
    assert spent.connect is not None
    assert exchange.elapsed is not None
    assert spent.dns >= 0.19
    assert spent.connect <= exchange.elapsed - spent.dns


def test_the_first_address_that_answers_is_the_peer(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def both(host: str, *rest: Any, **more: Any) -> Any:
        return real("::1", *rest, **more) + real("127.0.0.1", *rest, **more)

    with serving(OK) as server:
        monkeypatch.setattr(socket, "getaddrinfo", both)
        found = transport(bench, f"http://api.example.test:{server.port}/")
    assert found == Transport(f"127.0.0.1:{server.port}", ("::1", "127.0.0.1"))


def test_a_failed_connection_still_tells_what_the_name_gave(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(ConnectionRefused) as refused:
        bench.client.send(HttpRequest("GET", f"http://localhost:{port}/"), bench.scope)
    assert refused.value.exchange is not None
    assert refused.value.exchange.transport.address is None
    assert "127.0.0.1" in refused.value.exchange.transport.resolved
    with pytest.raises(DnsFailed) as unknown:
        bench.client.send(HttpRequest("GET", "http://no-such-host.invalid/"), bench.scope)
    assert unknown.value.exchange is not None
    assert unknown.value.exchange.transport == Transport()
    assert unknown.value.exchange.phases.connect is None


def test_the_proxy_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(OK) as proxy, http_bench(trust_env=True) as bench:
        monkeypatch.setenv("http_proxy", f"http://someone:hidden@127.0.0.1:{proxy.port}")
        found = transport(bench, "http://api.example.test/")
    assert found == Transport(f"127.0.0.1:{proxy.port}", (), f"http://127.0.0.1:{proxy.port}")


def test_a_redirect_to_another_origin_names_what_it_goes_without(bench: Bench) -> None:
    with serving(OK) as other:
        moved = response(302, b"", (("Location", other.url + "/next"),))
        with serving(answering(moved)) as server:
            headers = (("Authorization", "Bearer abc"), ("X-Plain", "1"))
            bench.client.send(HttpRequest("GET", server.url, headers), bench.scope)
    first, second = bench.events.finished
    assert first.dropped == ()
    assert second.dropped == ("Authorization",)
    assert second.redirected_from == first.id
    assert ("X-Plain", "1") in second.request_headers
