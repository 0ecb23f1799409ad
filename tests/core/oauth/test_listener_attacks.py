"""What may reach the port before the good redirect does, and must change nothing."""

from __future__ import annotations

import socket

import pytest

from authbench.http import IoLoop
from authbench.oauth import Page, port_server
from authbench.oauth.pages import page
from support.oauth_listener import GOOD, STATE, hold, read_all, request, waiting

ATTACKS: dict[str, str | bytes] = {
    "favicon": request("/favicon.ico"),
    "root": request("/"),
    "done before its time": request("/done"),
    "other path": request(GOOD.replace("callback", "callback/")),
    "double slash": request("/" + GOOD),
    "dot segments": request(GOOD.replace("/oauth", "/x/../oauth")),
    "encoded path": request(GOOD.replace("callback", "%63allback")),
    "absolute form": request("http://localhost:{port}" + GOOD),
    "fragment": request(GOOD + "#access_token=x"),
    "no query": request("/oauth/callback"),
    "wrong state": request("/oauth/callback?code=x&state=wrong"),
    "no state": request("/oauth/callback?code=x"),
    "forged denial": request("/oauth/callback?error=access_denied"),
    "denial with wrong state": request("/oauth/callback?error=access_denied&state=wrong"),
    "two codes": request(GOOD + "&code=other"),
    "two states": request(GOOD + "&st%61te=" + STATE),
    "code and error": request(GOOD + "&error=access_denied"),
    "implicit": request(GOOD + "&access_token=t"),
    "bad percent": request(GOOD + "&x=%zz"),
    "overlong utf-8": request(GOOD + "&x=%c0%af"),
    "semicolons": request(GOOD.replace("&", ";")),
    "HEAD": request(method="HEAD"),
    "OPTIONS": request(
        method="OPTIONS",
        extra="Origin: https://evil.test\r\nAccess-Control-Request-Method: GET\r\n"
        "Access-Control-Request-Private-Network: true\r\n",
    ),
    "POST": request(method="POST", extra="Content-Length: 0\r\n"),
    "POST form": request(
        "/oauth/callback", "POST", extra=f"Content-Length: 40\r\n\r\ncode=x&state={STATE}".ljust(80)
    ),
    "PUT": request(method="PUT"),
    "TRACE": request(method="TRACE"),
    "CONNECT": request("localhost:{port}", method="CONNECT"),
    "lower-case method": request(method="get"),
    "foreign host": request(host="evil.test"),
    "foreign host with our port": request(host="evil.test:{port}"),
    "literal instead of localhost": request(host="127.0.0.1:{port}"),
    "localhost with a dot": request(host="localhost.:{port}"),
    "host of zeros": request(host="0.0.0.0:{port}"),
    "decimal host": request(host="2130706433:{port}"),
    "wrong port": request(host="localhost:1"),
    "no host": request(host=None),
    "two hosts": request(extra="Host: evil.test\r\n"),
    "same host twice": request(extra="Host: localhost:{port}\r\n"),
    "image": request(extra="Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n"),
    "fetch": request(extra="Sec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"),
    "iframe": request(extra="Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n"),
    "prefetch": request(extra="Sec-Purpose: prefetch\r\n"),
    "prerender": request(extra="Sec-Purpose: prefetch;prerender\r\n"),
    "chunked": request(extra="Transfer-Encoding: chunked\r\n"),
    "negative length": request(extra="Content-Length: -1\r\n"),
    "huge length": request(extra="Content-Length: 1000000000\r\n"),
    "absurd length": request(extra="Content-Length: 99999999999999999999999\r\n"),
    "two lengths": request(extra="Content-Length: 1\r\nContent-Length: 2\r\n"),
    "huge line": request("/oauth/callback?" + "x" * 100_000),
    "huge header": request(extra=f"X: {'y' * 100_000}\r\n"),
    "many headers": request(extra="X: y\r\n" * 5000),
    "bare line feeds": request().replace("\r\n", "\n"),
    "folded header": request(extra="X: a\r\n b\r\n"),
    "NUL": request(extra="X: \0\r\n"),
    "HTTP/0.9": "GET " + GOOD + "\r\n\r\n",
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
    "TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    "SSLv2 hello": b"\x80\x2e\x01\x03\x01\x00\x15",
    "garbage": bytes(range(256)) * 4,
    "empty lines": b"\r\n\r\n\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_but_the_good_redirect_counts(io: IoLoop, name: str) -> None:
    attack = ATTACKS[name]
    with waiting(io) as attempt:
        data = (
            attack.replace("{port}", str(attempt.port)).encode("latin-1")
            if isinstance(attack, str)
            else attack
        )
        answer = attempt.send(data)
        if answer.raw:
            assert answer.status in (400, 403, 404, 405, 411, 413, 414, 431)
            assert answer.body in (b"", page(Page.IGNORED)[0])
            assert answer.header("Location") is None
            assert not any(line.lower().startswith(b"access-control") for line in answer.raw.split(b"\r\n"))
        assert attempt.is_waiting
        assert attempt.good().status == 303
        assert attempt.code() == "the-code"
        assert attempt.ignored
        assert STATE not in "".join(attempt.ignored)


def test_head_and_options_get_405_with_what_is_allowed(io: IoLoop) -> None:
    with waiting(io) as attempt:
        head = attempt.get(GOOD, method="HEAD")
        assert (head.status, head.body, head.header("Allow")) == (405, b"", "GET")
        assert attempt.get(GOOD, method="OPTIONS").status == 405


IDLERS: dict[str, tuple[bytes, int]] = {
    "idle": (b"", 64),
    "half a request": (b"GET /oauth/callback?code=", 64),
    "half a head": (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", 64),
    "missing body": (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\nx", 64),
    "more than fit": (b"G", 300),
}


@pytest.mark.parametrize("name", IDLERS)
def test_slow_and_idle_clients_hold_nobody_up(io: IoLoop, name: str) -> None:
    data, count = IDLERS[name]
    with waiting(io) as attempt:
        held = hold(attempt, data, count)
        assert attempt.good().status == 303
        assert attempt.code() == "the-code"
        for sock in held:
            sock.close()


def test_dalliers_are_dropped(io: IoLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_server, "_REQUEST_SECONDS", 0.1)
    with waiting(io) as attempt:
        for sock in hold(attempt, b"GET / HTTP/1.1\r\n", 3):
            assert read_all(sock) == b""
            sock.close()
        assert attempt.good().status == 303
        assert attempt.code() == "the-code"


def test_clients_that_do_not_read_hold_nobody_up(io: IoLoop) -> None:
    with waiting(io) as attempt:
        deaf = []
        for _ in range(30):
            sock = socket.socket()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            sock.connect(("127.0.0.1", attempt.port))
            sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            deaf.append(sock)
        assert attempt.good().status == 303
        assert attempt.code() == "the-code"
        for sock in deaf:
            sock.close()
