"""The HTTP server on real sockets: framing, limits, persistence, and that closing leaves nothing."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.demo import DemoPortBusy, DemoProvider
from authbench.demo.server import BadRequest, parse_head
from support.demo_oauth import authorization_url


@contextmanager
def connected(provider: DemoProvider) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", provider.port), timeout=10) as connection:
        yield connection


def ask(provider: DemoProvider, data: bytes) -> bytes:
    """Sends bytes and a close, returns everything that comes back."""
    with connected(provider) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def request(provider: DemoProvider, *lines: str, target: str = "/oauth2/jwks", body: bytes = b"") -> bytes:
    head = [f"GET {target} HTTP/1.1", f"Host: 127.0.0.1:{provider.port}", *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def test_a_connection_serves_many_requests(provider: DemoProvider) -> None:
    with connected(provider) as connection:
        stream = connection.makefile("rb")
        for _ in range(3):
            connection.sendall(request(provider))
            assert stream.readline() == b"HTTP/1.1 200 OK\r\n"
            headers = dict(line.strip().split(b": ", 1) for line in iter(stream.readline, b"\r\n"))
            assert b"Connection" not in headers
            stream.read(int(headers[b"Content-Length"]))


def test_pipelined_requests_are_answered_in_order(provider: DemoProvider) -> None:
    answers = ask(provider, request(provider) + request(provider, "Connection: close", target="/nothing"))
    assert answers.index(b"HTTP/1.1 200 OK") < answers.index(b"HTTP/1.1 404 Not Found")
    assert b"Connection: close" in answers


def test_an_answer_comes_in_one_piece(provider: DemoProvider) -> None:
    with connected(provider) as connection:
        for _ in range(20):
            connection.sendall(request(provider))
            answer = connection.recv(65536)
            assert answer.endswith(b"}]}")


def test_head_has_no_body(provider: DemoProvider) -> None:
    answer = ask(provider, request(provider).replace(b"GET", b"HEAD", 1))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert body == b""
    assert b"Content-Length: 0" not in head


def test_http_1_0_closes(provider: DemoProvider) -> None:
    assert b"Connection: close" in ask(provider, request(provider).replace(b"HTTP/1.1", b"HTTP/1.0"))


def test_a_chunked_body_is_read(provider: DemoProvider) -> None:
    lines = ("Transfer-Encoding: chunked", "Content-Type: application/x-www-form-urlencoded")
    body = b"6;x=y\r\ngrant_\r\n6\r\ntype=x\r\n0\r\nTrailer: 1\r\n\r\n"
    data = request(provider, *lines, target="/oauth2/token", body=body).replace(b"GET", b"POST", 1)
    assert b'"invalid_client"' in ask(provider, data)


def test_a_careful_client_is_told_to_go_on(provider: DemoProvider) -> None:
    with connected(provider) as connection:
        head = request(provider, "Expect: 100-continue", "Content-Length: 2", target="/oauth2/token")
        connection.sendall(head.replace(b"GET", b"POST", 1))
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["Content-Length: 1", "Content-Length: 1"], 400),
        (["Content-Length: -1"], 400),
        (["Content-Length: 1_0"], 400),
        (["Content-Length: 99999999999999999999"], 400),
        (["Content-Length: 999999999"], 413),
        (["Content-Length: 1", "Transfer-Encoding: chunked"], 400),
        (["Transfer-Encoding: gzip, chunked"], 400),
        (["Host: 127.0.0.1"], 400),
        (["Bad Header: x"], 400),
        (["No-colon"], 400),
        ([" Folded: x"], 400),
        (["Null: a\x00b"], 400),
        (["Blank : x"], 400),
        (["Large: " + "x" * 70_000], 431),
    ],
)
def test_malformed_heads_are_refused(provider: DemoProvider, lines: list[str], status: int) -> None:
    answer = ask(provider, request(provider, *lines))
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Connection: close" in answer
    assert answer.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize(
    "line",
    [
        b"GET /",
        b"GET / HTTP/2.0",
        b"GET  / HTTP/1.1",
        b"GET /\x7f HTTP/1.1",
        b"GET x HTTP/1.1",
        b"\x16\x03\x01",
    ],
)
def test_malformed_request_lines_are_refused(provider: DemoProvider, line: bytes) -> None:
    assert ask(provider, line + b"\r\nHost: 127.0.0.1\r\n\r\n").startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("host", ["", "a b", "[::1", "x:99999999", "x:y", "user@127.0.0.1"])
def test_malformed_hosts_are_refused(provider: DemoProvider, host: str) -> None:
    data = f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    assert ask(provider, data).startswith(b"HTTP/1.1 400 ")


def test_an_absolute_target_names_the_host(provider: DemoProvider) -> None:
    data = request(provider, target="http://percolate.com/api/v5/me")
    assert ask(provider, data).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize("chunks", [b"x\r\n", b"2\r\nabcd\r\n", b"fffffff\r\n"])
def test_malformed_chunks_are_refused(provider: DemoProvider, chunks: bytes) -> None:
    answer = ask(provider, request(provider, "Transfer-Encoding: chunked", body=chunks))
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 413 "))


def test_a_silent_or_cut_connection_is_harmless(provider: DemoProvider) -> None:
    with connected(provider), connected(provider) as cut:
        cut.sendall(b"POST /oauth2/token HTTP/1.1\r\nContent-Le")
        cut.close()
        assert httpx.get(f"{provider.origin}/oauth2/jwks", trust_env=False).status_code == 200


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", "127.0.0.1", "localhost", "0.0.0.0"])
def test_foreign_hosts_are_turned_away(http: httpx.Client, host: str) -> None:
    answer = http.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_its_own_names_are_served(provider: DemoProvider, http: httpx.Client) -> None:
    for name in ("127.0.0.1", "localhost"):
        answer = http.get("/", headers={"Host": f"{name}:{provider.port}"})
        assert answer.status_code == 200
        assert "DEMO" in answer.text


def test_unknown_paths_and_methods(http: httpx.Client) -> None:
    missing = http.get("/nothing/here")
    assert (missing.status_code, missing.json()["error"]) == (404, "not_found")
    assert http.delete("/").status_code == 405
    assert http.post("/oauth2/jwks").status_code == 405
    wrong = http.delete("/api/bearer")
    assert wrong.status_code == 405
    assert wrong.headers["Allow"] == "GET, POST"


def test_close_leaves_no_thread_and_no_socket() -> None:
    process = psutil.Process()
    before = {connection.laddr for connection in process.net_connections("tcp")}
    provider = DemoProvider().start()
    idle = socket.create_connection(("127.0.0.1", provider.port))
    busy = socket.create_connection(("127.0.0.1", provider.port))
    provider.faults.set(slow_seconds=60.0)
    busy.sendall(request(provider, target="/api/bearer"))
    provider.close()
    assert not any(thread.name == "demo-provider" for thread in threading.enumerate())
    for connection in (idle, busy):
        connection.settimeout(10)
        with suppress(ConnectionResetError):
            assert connection.recv(1) == b""
        connection.close()
    after = {connection.laddr for connection in process.net_connections("tcp")}
    assert after <= before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", provider.port))


def test_close_takes_helper_threads_along() -> None:
    before = set(threading.enumerate())
    with DemoProvider() as provider:
        assert httpx.get(authorization_url(provider), trust_env=False).status_code == 200
    assert set(threading.enumerate()) == before


def test_it_starts_again_on_the_same_port() -> None:
    with DemoProvider() as provider:
        port = provider.port
        assert httpx.get(f"{provider.origin}/", trust_env=False).status_code == 200
        assert provider.start() is provider
    assert not provider.running
    with DemoProvider(port) as again:
        assert again.port == port
        assert httpx.get(f"{again.origin}/", trust_env=False).status_code == 200
    again.close()


def test_a_busy_port_is_said() -> None:
    with DemoProvider() as provider, pytest.raises(DemoPortBusy) as caught:
        DemoProvider(provider.port).start()
    assert str(provider.port) in caught.value.message
    assert caught.value.hint is not None


def test_it_listens_on_loopback_only() -> None:
    with pytest.raises(ValueError):
        DemoProvider(host="0.0.0.0")
    with DemoProvider() as provider:
        listening = psutil.Process().net_connections("tcp")
        mine = [found for found in listening if found.laddr.port == provider.port]
        assert {found.laddr.ip for found in mine} == {"127.0.0.1"}
    with pytest.raises(RuntimeError):
        _ = DemoProvider().origin


@given(st.binary(max_size=300))
def test_any_bytes_are_a_request_or_refused(data: bytes) -> None:
    with suppress(BadRequest):
        parsed, version = parse_head(data + b"\r\n\r\n")
        assert version in ("HTTP/1.0", "HTTP/1.1")
        assert parsed.path.startswith("/")
