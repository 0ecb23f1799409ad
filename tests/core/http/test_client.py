from __future__ import annotations

import gzip
import logging
import threading
import zlib
from pathlib import Path

import pytest

from authbench.http import (
    ExchangeContext,
    HttpRequest,
    InvalidRequestData,
    InvalidResponse,
    InvalidUrl,
    ResponseTooLarge,
    ResponseTruncated,
    Routes,
)
from support.http_server import Bench, Peer, answering, http_bench, once, response, serving


def test_what_arrives_is_what_was_meant_and_what_the_log_shows(bench: Bench) -> None:
    with serving(
        answering(response(201, b'{"a":1}', (("X-MiXed", "v"), ("x-mixed", "w")), reason="Made"))
    ) as server:
        request = HttpRequest(
            "PATCH",
            f"{server.url}/a%7eb/%C3%A9//x?b=2&a=1&&c=%2B+d",
            (("x-CASE_kept", "1"), ("Content-Type", "application/json"), ("x-CASE_kept", "2")),
            b'{"x": "\xc3\xa9"}',
            context=ExchangeContext(run_id="r1", step="test", cause="because", connection_id="c1"),
        )
        answer = bench.client.send(request, bench.scope)
    received = server.requests[0]
    assert received.line == "PATCH /a%7eb/%C3%A9//x?b=2&a=1&&c=%2B+d HTTP/1.1"
    assert received.headers == [
        ("Host", server.authority),
        ("x-CASE_kept", "1"),
        ("Content-Type", "application/json"),
        ("x-CASE_kept", "2"),
        ("Accept-Encoding", "gzip;q=1.0,deflate;q=0.6,identity;q=0.3"),
        ("User-Agent", "authbench/0.1.0"),
        ("Content-Length", "11"),
    ]
    assert received.body == request.body
    assert (answer.status, answer.reason, answer.body) == (201, "Made", b'{"a":1}')
    assert answer.headers == (("X-MiXed", "v"), ("x-mixed", "w"), ("Content-Length", "7"))
    assert answer.header("X-mixed") == "v"
    assert answer.header_values("x-MIXED") == ("v", "w")
    [exchange] = bench.events.finished
    assert exchange == answer.exchange
    assert list(exchange.request_headers) == received.headers
    assert exchange.request_body.content == received.body
    assert (exchange.method, exchange.url) == ("PATCH", request.url)
    assert (exchange.run_id, exchange.step, exchange.cause) == ("r1", "test", "because")
    assert exchange.response_headers == answer.headers
    assert exchange.sent_to is None
    assert exchange.error is None
    assert bench.events.started[0].id == exchange.id
    assert bench.events.started[0].status is None


def test_phases_of_a_new_and_of_a_kept_connection(bench: Bench) -> None:
    with serving(answering(response(200, b"x"))) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        first = bench.client.send(HttpRequest("GET", url), bench.scope).exchange
        second = bench.client.send(HttpRequest("GET", url), bench.scope).exchange
    assert server.connections == 1
    assert None not in (first.phases.dns, first.phases.connect, first.phases.send, first.phases.wait)
    assert first.phases.tls is None
    assert (second.phases.dns, second.phases.connect) == (None, None)
    for exchange in (first, second):
        phases = exchange.phases
        spent = [phases.dns, phases.connect, phases.send, phases.wait, phases.receive]
        assert all(part is None or part >= 0 for part in spent)
        assert exchange.elapsed is not None
        assert sum(part or 0 for part in spent) <= exchange.elapsed


def test_connections_are_not_shared_between_connections_of_a_person(bench: Bench) -> None:
    with serving(answering(response(200, b"x", (("Set-Cookie", "sid=1; Path=/"),)))) as server:
        for connection in ("one", "two", "one"):
            context = ExchangeContext(connection_id=connection)
            bench.client.send(HttpRequest("GET", server.url, context=context), bench.scope)
        assert server.connections == 2
    assert all(received.header("Cookie") is None for received in server.requests)


def test_a_kept_connection_that_the_server_closed_is_replaced(bench: Bench) -> None:
    with serving(once(response(200, b"x"))) as server:
        for _ in range(3):
            assert bench.client.send(HttpRequest("POST", server.url, body=b"b"), bench.scope).body == b"x"
            # Closed for good before the next one: a request under way at that moment may not be repeated.
            assert server.closings.acquire(timeout=10)
    assert server.connections == 3
    assert len(server.requests) == 3


def test_a_get_that_meets_a_dying_connection_is_sent_once_more(bench: Bench) -> None:
    def script(peer: Peer) -> None:
        peer.read()
        peer.send(response(200, b"first"))
        if len(server.requests) == 1:
            peer.read()
            peer.reset()
        else:
            peer.wait_until_closed()

    with serving(script) as server:
        bench.client.send(HttpRequest("GET", server.url), bench.scope)
        again = bench.client.send(HttpRequest("GET", server.url), bench.scope)
        assert again.status == 200
        assert any("sent again" in note for note in again.exchange.notes)
        assert len(server.requests) == 3


def test_a_post_that_meets_a_dying_connection_is_not_repeated(bench: Bench) -> None:
    def script(peer: Peer) -> None:
        peer.read()
        peer.send(response(200, b"first"))
        peer.read()
        peer.reset()

    with serving(script) as server:
        bench.client.send(HttpRequest("GET", server.url), bench.scope)
        with pytest.raises(Exception, match="closed the connection without answering"):
            bench.client.send(HttpRequest("POST", server.url, body=b"once"), bench.scope)
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("gzip", gzip.compress(b"hello" * 50, mtime=0)),
        ("X-GZIP", gzip.compress(b"hello" * 50, mtime=0)),
        ("deflate", zlib.compress(b"hello" * 50)),
        ("deflate", zlib.compress(b"hello" * 50, wbits=-15)),
    ],
)
def test_bodies_are_decoded_and_both_sizes_known(bench: Bench, coding: str, coded: bytes) -> None:
    with serving(answering(response(200, coded, (("Content-Encoding", coding),)))) as server:
        answer = bench.client.send(HttpRequest("GET", server.url), bench.scope)
    assert answer.body == b"hello" * 50
    assert answer.exchange.response_body.wire_size == len(coded)


def test_an_unknown_coding_is_left_alone_and_noted(bench: Bench) -> None:
    with serving(answering(response(200, b"\x01\x02", (("Content-Encoding", "br"),)))) as server:
        answer = bench.client.send(HttpRequest("GET", server.url), bench.scope)
    assert answer.body == b"\x01\x02"
    assert any("br" in note for note in answer.exchange.notes)


def test_sizes_are_limited_on_the_wire_and_decoded(bench: Bench) -> None:
    def endless(peer: Peer) -> None:
        peer.read()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            peer.sock.sendall(b"x" * 65536)

    with serving(endless) as server, pytest.raises(ResponseTooLarge) as caught:
        bench.client.send(HttpRequest("GET", server.url, max_body=1_000_000), bench.scope)
    assert caught.value.exchange is not None
    assert caught.value.exchange.truncated
    assert caught.value.code == "response_too_large"
    bomb = gzip.compress(b"\0" * 30_000_000, mtime=0)
    script = answering(response(200, bomb, (("Content-Encoding", "gzip"),)))
    with serving(script) as server, pytest.raises(ResponseTooLarge, match="decompressed"):
        bench.client.send(HttpRequest("GET", server.url, max_body=1_000_000), bench.scope)


ODD_BUT_FINE = {
    "chunked": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: r\r\n\r\n",
        b"abcde",
    ),
    "close delimited": (b"HTTP/1.1 200 OK\r\n\r\nabc", b"abc"),
    "http 1.0": (b"HTTP/1.0 200 OK\r\n\r\nabc", b"abc"),
    "no reason": (b"HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx", b"x"),
    "informational first": (
        b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
        b"x",
    ),
    "no content": (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", b""),
    "not modified": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", b""),
    "unknown status": (b"HTTP/1.1 599 Odd\r\nContent-Length: 1\r\n\r\nx", b"x"),
    "a thousand headers": (
        b"HTTP/1.1 200 OK\r\n"
        + b"".join(b"X-%d: y\r\n" % n for n in range(1000))
        + b"Content-Length: 1\r\n\r\nx",
        b"x",
    ),
    "bytes in headers": (b"HTTP/1.1 200 OK\r\nX: \xff\xfe\r\nContent-Length: 1\r\n\r\nx", b"x"),
    "bare line feeds": (b"HTTP/1.1 200 OK\nContent-Length: 1\n\nx", b"x"),
}


@pytest.mark.parametrize("name", ODD_BUT_FINE)
def test_odd_responses_that_are_responses(bench: Bench, name: str) -> None:
    sent, body = ODD_BUT_FINE[name]
    with serving(once(sent)) as server:
        assert bench.client.send(HttpRequest("GET", server.url), bench.scope).body == body


def test_a_body_without_length_is_marked(bench: Bench) -> None:
    with serving(once(b'HTTP/1.1 200 OK\r\n\r\n{"cut":')) as server:
        answer = bench.client.send(HttpRequest("GET", server.url), bench.scope)
    assert any("no length" in note for note in answer.exchange.notes)


def test_a_head_response_has_no_body(bench: Bench) -> None:
    sent = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nContent-Encoding: gzip\r\n\r\n"
    with serving(answering(sent)) as server:
        assert bench.client.send(HttpRequest("HEAD", server.url), bench.scope).body == b""


TRUNCATED = {
    "short": b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
    "chunk cut": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc",
    "no last chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    "bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
}


@pytest.mark.parametrize("name", TRUNCATED)
def test_truncated_responses_are_errors_with_what_came(bench: Bench, name: str) -> None:
    with serving(once(TRUNCATED[name])) as server, pytest.raises(ResponseTruncated) as caught:
        bench.client.send(HttpRequest("GET", server.url), bench.scope)
    exchange = caught.value.exchange
    assert exchange is not None
    assert (exchange.status, exchange.truncated) == (200, True)
    assert exchange.error is not None
    assert exchange.error.code == "invalid_response"
    if name != "bad chunk":
        assert exchange.response_body.content == b"abc"


def test_truncated_gzip_is_an_error(bench: Bench) -> None:
    cut = gzip.compress(b"hello" * 50, mtime=0)[:-5]
    script = answering(response(200, cut, (("Content-Encoding", "gzip"),)))
    with serving(script) as server, pytest.raises(InvalidResponse, match="ends too early"):
        bench.client.send(HttpRequest("GET", server.url), bench.scope)


@pytest.mark.parametrize(
    "sent",
    [
        b"SSH-2.0-OpenSSH_9\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000,
    ],
)
def test_what_is_not_http_is_named(bench: Bench, sent: bytes) -> None:
    with serving(once(sent)) as server, pytest.raises(InvalidResponse) as caught:
        bench.client.send(HttpRequest("GET", server.url), bench.scope)
    assert "is not HTTP" in caught.value.message


def test_routed_requests_stay_the_definitions(bench: Bench) -> None:
    with serving(answering(response(200, b"x"))) as server:
        routes = Routes.parse([f"https://api.example.com={server.url}"])
        request = HttpRequest("GET", "https://api.example.com/v1/me?x=1")
        answer = bench.client.send(request, bench.scope, routes)
    assert server.requests[0].line == "GET /v1/me?x=1 HTTP/1.1"
    assert server.requests[0].header("Host") == "api.example.com"
    assert answer.url == "https://api.example.com/v1/me?x=1"
    assert answer.exchange.url == answer.url
    assert answer.exchange.sent_to == server.url


def test_nothing_is_recorded_for_what_cannot_be_sent(bench: Bench) -> None:
    with pytest.raises(InvalidUrl):
        bench.client.send(HttpRequest("GET", "api.example.com"), bench.scope)
    with pytest.raises(InvalidRequestData):
        bench.client.send(HttpRequest("GET", "http://h/", (("X", "a\nb"),)), bench.scope)
    with pytest.raises(InvalidRequestData):
        bench.client.send(HttpRequest("GE T", "http://h/"), bench.scope)
    assert bench.events.all == []


def test_an_early_answer_to_a_large_upload_is_read(bench: Bench) -> None:
    def script(peer: Peer) -> None:
        peer.sock.recv(1000)
        peer.send(response(413, b"too big"))
        peer.sock.shutdown(1)
        while peer.sock.recv(65536):
            pass

    with serving(script) as server:
        request = HttpRequest("POST", server.url, body=b"x" * 3_000_000)
        assert bench.client.send(request, bench.scope).status == 413


def test_large_bodies_go_both_ways(bench: Bench) -> None:
    big = bytes(range(256)) * 20_000

    def script(peer: Peer) -> None:
        received = peer.read()
        assert received is not None
        peer.send(response(200, received.body))

    with serving(script) as server:
        assert bench.client.send(HttpRequest("POST", server.url, body=big), bench.scope).body == big


def test_the_libraries_say_nothing(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(answering(response(200, b"x", (("Set-Cookie", "secret=1"),)))) as server:
        bench.client.send(HttpRequest("GET", f"{server.url}/?client_secret=hush"), bench.scope)
    assert [record for record in caplog.records if record.name.startswith(("http", "h11"))] == []


def test_no_thread_and_no_socket_stays() -> None:
    before = set(threading.enumerate())
    with serving(answering(response(200, b"x"))) as server:
        open_before = len(list(Path("/proc/self/fd").iterdir()))
        with http_bench() as bench:
            for number in range(5):
                context = ExchangeContext(connection_id=str(number))
                bench.client.send(HttpRequest("GET", server.url, context=context), bench.scope)
        for peer in server._peers:
            peer.close()
        assert len(list(Path("/proc/self/fd").iterdir())) <= open_before
    assert set(threading.enumerate()) <= before
