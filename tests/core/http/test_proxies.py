from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator

import pytest
import trustme

from authbench.http import HttpRequest, ProxyFailed, TlsFailed, TlsOptions, parse_url
from authbench.http import resolve as resolve_module
from authbench.http.proxies import Proxy, environment, proxy_for
from support.http_server import Bench, Peer, Script, answering, http_bench, response, serving

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_proxies_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def proxied() -> Iterator[Bench]:
    with http_bench(trust_env=True) as made:
        yield made


def chosen(url: str, **settings: str) -> str | None:
    proxy = proxy_for(parse_url(url).origin, settings)
    return proxy.url if proxy else None


def test_the_scheme_chooses_and_all_is_the_rest() -> None:
    both = {"http": "http://p1:1", "https": "p2:2"}
    assert chosen("http://h/", **both) == "http://p1:1"
    assert chosen("https://h/", **both) == "http://p2:2"
    assert chosen("https://h/", all="http://p3") == "http://p3:80"
    assert chosen("https://h/", http="http://p1:1") is None


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "127.3.2.1", "x.localhost"])
def test_loopback_is_never_proxied(host: str) -> None:
    assert chosen(f"http://{host}:8080/", http="http://p:1", https="http://p:1") is None


@pytest.mark.parametrize(
    ("exceptions", "direct"),
    [
        ("*", True),
        ("api.example.com", True),
        ("example.com", True),
        (".example.com", True),
        ("*.example.com", True),
        (" other , EXAMPLE.com ", True),
        ("api.example.com:\xb2", False),
        ("api.example.com:" + "9" * 5_000, False),
        ("api.example.com:443", True),
        ("api.example.com:8443", False),
        ("ample.com", False),
        ("api.example.com.evil", False),
        ("", False),
    ],
)
def test_exceptions_by_name(exceptions: str, direct: bool) -> None:
    assert (chosen("https://api.example.com/", https="http://p:1", no=exceptions) is None) is direct


@pytest.mark.parametrize(
    ("exceptions", "direct"),
    [("10.0.0.0/8", True), ("10.1.2.3", True), ("11.0.0.0/8", False), ("nonsense/8", False)],
)
def test_exceptions_by_address(exceptions: str, direct: bool) -> None:
    assert (chosen("https://10.1.2.3/", https="http://p:1", no=exceptions) is None) is direct


def test_credentials_are_taken_from_the_url_and_not_shown() -> None:
    proxy = proxy_for(parse_url("http://h/").origin, {"http": "http://us%40er:p%3Aw@p:3128"})
    assert proxy == Proxy("http://p:3128", (b"us@er", b"p:w"))
    assert "p:w" not in repr(proxy)


@pytest.mark.parametrize(
    "text", ["socks5://p:1", "http://", "http://p:port", "ftp://p", "http://[p", "p\u2100"]
)
def test_unusable_proxies_are_named(text: str) -> None:
    with pytest.raises(ProxyFailed) as caught:
        chosen("http://h/", http=text)
    assert caught.value.code == "proxy_failed"


def test_lower_case_variables_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://upper")
    assert environment() == {"http": "http://upper"}
    monkeypatch.setenv("http_proxy", "http://lower")
    assert environment()["http"] == "http://lower"


def test_plain_requests_go_through_the_proxy(proxied: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering(response(200, b"via proxy"))) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.replace("http://", "http://me:pw@"))
        answer = proxied.client.send(HttpRequest("GET", "http://api.example.com/a?b"), proxied.scope)
    assert answer.body == b"via proxy"
    received = proxy.requests[0]
    assert received.line == "GET http://api.example.com/a?b HTTP/1.1"
    assert received.header("Host") == "api.example.com"
    assert received.header("Proxy-Authorization") == "Basic " + base64.b64encode(b"me:pw").decode()


def test_without_trust_the_environment_is_ignored(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        serving(answering(response(200, b"proxy"))) as proxy,
        serving(answering(response(200, b"direct"))) as server,
    ):
        monkeypatch.setenv("http_proxy", proxy.url)
        family = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))
        monkeypatch.setattr(resolve_module.socket, "getaddrinfo", lambda *args, **kwargs: [family])
        assert bench.client.send(HttpRequest("GET", "http://api.example.com/"), bench.scope).body == b"direct"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_407_is_explained(proxied: Bench, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    with serving(answering(response(407, b"", (("Proxy-Authenticate", "Basic"),)))) as proxy:
        monkeypatch.setenv(f"{scheme}_proxy", proxy.url)
        with pytest.raises(ProxyFailed, match="407") as caught:
            proxied.client.send(HttpRequest("GET", f"{scheme}://api.example.com/"), proxied.scope)
    assert caught.value.exchange is not None
    assert "user:password@" in (caught.value.hint or "")


def test_a_407_of_the_api_itself_is_a_response(bench: Bench) -> None:
    with serving(answering(response(407, b"odd"))) as server:
        assert bench.client.send(HttpRequest("GET", server.url), bench.scope).status == 407


def test_a_refused_tunnel_is_explained(proxied: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answering(response(403, b"no"))) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        with pytest.raises(ProxyFailed, match=r"api\.example\.com"):
            proxied.client.send(HttpRequest("GET", "https://api.example.com/"), proxied.scope)
    assert proxy.requests[0].line == "CONNECT api.example.com:443 HTTP/1.1"


def tunnel_to(port: int) -> Script:
    """A script for a proxy that connects every tunnel to one local port."""

    def script(peer: Peer) -> None:
        received = peer.read()
        if received is None:
            return
        with socket.create_connection(("127.0.0.1", port)) as inner:
            peer.send(b"HTTP/1.1 200 Connected\r\n\r\n")

            def copy(source: socket.socket, sink: socket.socket) -> None:
                try:
                    while data := source.recv(65536):
                        sink.sendall(data)
                    sink.shutdown(socket.SHUT_WR)
                except OSError:
                    return

            back = threading.Thread(target=copy, args=(inner, peer.sock), daemon=True)
            back.start()
            copy(peer.sock, inner)
            back.join(5)

    return script


@pytest.mark.parametrize("secure_proxy", [False, True])
def test_https_goes_through_a_tunnel(
    proxied: Bench, monkeypatch: pytest.MonkeyPatch, secure_proxy: bool, tmp_path: object
) -> None:
    ca = trustme.CA()
    inner, outer = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("api.example.com").configure_cert(inner)
    ca.issue_cert("127.0.0.1").configure_cert(outer)
    bundle = f"{tmp_path}/ca.pem"
    ca.cert_pem.write_to_path(bundle)
    monkeypatch.setenv("SSL_CERT_FILE", bundle)
    with (
        serving(answering(response(200, b"end to end")), tls=inner) as server,
        contextlib.ExitStack() as stack,
    ):
        proxy = stack.enter_context(serving(tunnel_to(server.port), tls=outer if secure_proxy else None))
        monkeypatch.setenv("https_proxy", proxy.url)
        answer = proxied.client.send(HttpRequest("GET", "https://api.example.com/x"), proxied.scope)
        assert answer.body == b"end to end"
        assert answer.exchange.tls is not None
        assert answer.exchange.tls.server_name == "api.example.com"
        assert answer.exchange.phases.wait is not None
        with pytest.raises(TlsFailed):
            proxied.client.send(HttpRequest("GET", "https://wrong.example.com/"), proxied.scope)
    assert server.requests[0].line == "GET /x HTTP/1.1"
    assert server.requests[0].header("Proxy-Authorization") is None


def test_tls_options_apply_inside_the_tunnel(proxied: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("api.example.com").configure_cert(context)
    tls = TlsOptions(server_certs=(ca.cert_pem.bytes().decode(),))
    with serving(answering(response(200, b"ok")), tls=context) as server, contextlib.ExitStack() as stack:
        proxy = stack.enter_context(serving(tunnel_to(server.port)))
        monkeypatch.setenv("https_proxy", proxy.url)
        request = HttpRequest("GET", "https://api.example.com/", tls=tls)
        assert proxied.client.send(request, proxied.scope).body == b"ok"
