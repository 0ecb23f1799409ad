from __future__ import annotations

import pytest

from authbench.http import AddressForbidden, ExchangeContext, HttpRequest, Routes
from support.http_server import Bench, answering, http_bench, response, serving

SPELLINGS = [
    "127.0.0.1",
    "localhost",
    "LOCALHOST",
    "2130706433",
    "0x7f000001",
    "017700000001",
    "127.1",
    "127.0.1",
    "0x7f.1",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "0.0.0.0",
    "0",
    "[::]",
]


@pytest.mark.parametrize("host", SPELLINGS)
def test_our_own_listener_is_out_of_reach_however_it_is_spelled(bench: Bench, host: str) -> None:
    with serving(answering(response(200, b"reached"))) as server:
        bench.client.forbid("127.0.0.1", server.port)
        with pytest.raises(AddressForbidden, match="redirect listener"):
            bench.client.send(HttpRequest("GET", f"http://{host}:{server.port}/"), bench.scope)
        assert server.connections == 0


def test_through_a_route_and_a_redirect_too(bench: Bench) -> None:
    with serving(answering(response(200, b"reached"))) as own:
        bench.client.forbid("127.0.0.1", own.port)
        routes = Routes.parse([f"https://api.example.com={own.url}"])
        with pytest.raises(AddressForbidden):
            bench.client.send(HttpRequest("GET", "https://api.example.com/"), bench.scope, routes)
        script = answering(response(302, b"", (("Location", own.url),)))
        with serving(script) as other, pytest.raises(AddressForbidden):
            bench.client.send(HttpRequest("GET", other.url), bench.scope)
        assert own.connections == 0


def test_other_ports_and_allowing_again(bench: Bench) -> None:
    with serving(answering(response(200, b"reached"))) as server:
        bench.client.forbid("127.0.0.1", server.port + 1)
        assert bench.client.send(HttpRequest("GET", server.url), bench.scope).status == 200
        bench.client.forbid("127.0.0.1", server.port)
        elsewhere = ExchangeContext(connection_id="without a kept socket")
        with pytest.raises(AddressForbidden):
            bench.client.send(HttpRequest("GET", server.url, context=elsewhere), bench.scope)
        bench.client.allow("127.0.0.1", server.port)
        assert bench.client.send(HttpRequest("GET", server.url), bench.scope).status == 200


def test_a_listener_on_every_address_is_reached_by_none(bench: Bench) -> None:
    with serving(answering(response(200, b"reached"))) as server:
        bench.client.forbid("0.0.0.0", server.port)
        with pytest.raises(AddressForbidden):
            bench.client.send(HttpRequest("GET", server.url), bench.scope)


def test_a_proxy_on_this_machine_is_no_way_round(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering(response(200, b"reached"))) as proxy, http_bench(trust_env=True) as bench:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        bench.client.forbid("127.0.0.1", 45555)
        for host in ("2130706433", "0x7f.1", "0.0.0.0"):
            with pytest.raises(AddressForbidden):
                bench.client.send(HttpRequest("GET", f"http://{host}:45555/"), bench.scope)
        assert proxy.requests == []
        assert bench.client.send(HttpRequest("GET", "http://10.0.0.1:45555/"), bench.scope).status == 200
