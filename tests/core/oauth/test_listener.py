from __future__ import annotations

import contextlib
import http.client
import socket
import threading

import pytest

from authbench.errors import Cancelled
from authbench.http import CancelScope, IoLoop
from authbench.oauth import (
    Attempt,
    ConsentTimeout,
    InvalidRedirect,
    Page,
    PortBusy,
    Redirect,
    RedirectListener,
    RedirectSettings,
    port_server,
)
from authbench.oauth.pages import page
from support.oauth_listener import STATE, Waiting, read_all, waiting

GOOD = f"/oauth/callback?code=the-code&state={STATE}"


def is_closed(port: int) -> bool:
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as probe:
            if probe.connect_ex((host, port)) == 0:
                return False
    return True


def test_the_redirect_is_taken_and_the_code_leaves_the_address_bar(io: IoLoop) -> None:
    with waiting(io) as attempt:
        browser = http.client.HTTPConnection("localhost", attempt.port, timeout=10)
        browser.request("GET", GOOD)
        answer = browser.getresponse()
        answer.read()
        assert (answer.status, answer.getheader("Location")) == (303, "/done")
        assert attempt.code() == "the-code"
        browser.request("GET", "/done")
        shown = browser.getresponse()
        assert shown.status == 200
        assert shown.read() == page(Page.OK)[0]
        browser.close()
        assert attempt.listener.wait_closed(5)
        assert is_closed(attempt.port)


def test_the_page_reaches_a_browser_that_opens_a_second_connection(io: IoLoop) -> None:
    with waiting(io) as attempt:
        assert attempt.good().status == 303
        assert attempt.code() == "the-code"
        attempt.listener.close()
        assert attempt.get("/done").body == page(Page.OK)[0]
        assert attempt.listener.wait_closed(5)


def test_the_port_closes_by_itself_soon_after(io: IoLoop) -> None:
    with waiting(io) as attempt:
        attempt.good()
        assert attempt.listener.wait_closed(5)
        assert is_closed(attempt.port)


@pytest.mark.parametrize(
    ("query", "shown"),
    [("error=access_denied", Page.DENIED), ("error=server_error&error_description=<b>x</b>", Page.FAILED)],
)
def test_an_error_of_the_provider_ends_the_wait(io: IoLoop, query: str, shown: Page) -> None:
    with waiting(io) as attempt:
        assert (
            attempt.get(attempt.path(f"{query}&state={STATE}"), extra="Connection: close\r\n").status == 303
        )
        result = attempt.result()
        assert isinstance(result, Redirect)
        assert result.code is None
        assert result.error == query.partition("=")[2].partition("&")[0]
        assert attempt.get("/done").body == page(shown)[0]


def test_both_families_are_held_for_localhost(io: IoLoop) -> None:
    with waiting(io) as attempt:
        request = f"GET {GOOD} HTTP/1.1\r\nHost: localhost:{attempt.port}\r\nConnection: close\r\n\r\n"
        assert attempt.send(request.encode(), address="::1").status == 303
        assert attempt.code() == "the-code"


def test_only_loopback_is_bound(io: IoLoop) -> None:
    with waiting(io) as attempt:
        for host in ("127.0.0.2", socket.gethostbyname(socket.gethostname())):
            if host == "127.0.0.1":
                continue
            with socket.socket() as probe:
                assert probe.connect_ex((host, attempt.port)) != 0


def hold(attempt: Waiting, data: bytes = b"", count: int = 1) -> list[socket.socket]:
    held = []
    for _ in range(count):
        sock = socket.create_connection(("127.0.0.1", attempt.port), timeout=10)
        if data:
            sock.sendall(data)
        held.append(sock)
    return held


def request(
    target: str = GOOD, method: str = "GET", host: str | None = "localhost:{port}", extra: str = ""
) -> str:
    host_line = "" if host is None else f"Host: {host}\r\n"
    return f"{method} {target} HTTP/1.1\r\n{host_line}{extra}\r\n"


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


def test_a_request_that_arrives_byte_by_byte(io: IoLoop) -> None:
    with waiting(io) as attempt, socket.create_connection(("127.0.0.1", attempt.port), timeout=10) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in request(extra="Connection: close\r\n").replace("{port}", str(attempt.port)).encode():
            sock.sendall(bytes([byte]))
        assert read_all(sock).startswith(b"HTTP/1.1 303")
        assert attempt.code() == "the-code"


def test_a_thousand_wrong_states_and_then_the_right_one(io: IoLoop) -> None:
    with waiting(io) as attempt:
        threads = [
            threading.Thread(
                target=lambda n=n: [
                    attempt.get(attempt.path(f"code=x&state=wrong{n}{m}")) for m in range(100)
                ]
            )
            for n in range(10)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert attempt.good().status == 303
        assert attempt.code() == "the-code"
        assert len(attempt.ignored) == 50


def test_of_a_hundred_redirects_at_once_one_is_taken(io: IoLoop) -> None:
    with waiting(io) as attempt:
        barrier = threading.Barrier(100)
        statuses: list[int] = []
        codes: dict[int, str] = {}

        def redirect(number: int) -> None:
            barrier.wait(30)
            with contextlib.suppress(OSError):
                status = attempt.good(code=f"code-{number}").status
                statuses.append(status)
                if status == 303:
                    codes[number] = f"code-{number}"

        threads = [threading.Thread(target=redirect, args=(number,)) for number in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert statuses.count(303) == 1
        assert set(statuses) <= {303, 410, 0}
        assert attempt.code() in codes.values()


def test_a_replay_gets_the_page_that_says_so(io: IoLoop) -> None:
    with waiting(io) as attempt:
        attempt.good()
        assert attempt.code() == "the-code"
        again = attempt.good(code="other")
        assert again.status in (410, 0)
        if again.raw:
            assert again.body == page(Page.EXPIRED)[0]


def test_after_the_wait_has_ended_nothing_is_taken(io: IoLoop) -> None:
    with waiting(io, timeout=0.05) as attempt:
        result = attempt.result()
        assert isinstance(result, ConsentTimeout)
        assert result.code == "consent_timeout"
        assert attempt.listener.wait_closed(5)
        with pytest.raises(OSError):
            attempt.good()
        with pytest.raises(InvalidRedirect, match="already over"):
            attempt.listener.paste(f"{attempt.listener.redirect_uri}?code=x&state={STATE}")


def test_cancelling_ends_the_wait_and_frees_the_port(io: IoLoop) -> None:
    with waiting(io) as attempt:
        held = hold(attempt, b"GET /")
        attempt.scope.cancel()
        assert isinstance(attempt.result(), Cancelled)
        assert attempt.listener.wait_closed(5)
        assert is_closed(attempt.port)
        assert read_all(held[0]) == b""
        held[0].close()


def test_closing_the_loop_frees_the_port() -> None:
    io = IoLoop()
    listener = RedirectListener(io, RedirectSettings(port=0), Attempt("r", STATE, ""), on_ignored=print)
    port = listener.start()[0][1]
    io.close()
    assert is_closed(port)
    listener.close()
    assert listener.wait_closed(5)


def test_attempts_on_one_port_are_told_apart_by_state(io: IoLoop) -> None:
    with waiting(io, state="first-state") as first:
        shared = RedirectSettings(port=first.port)
        with (
            waiting(io, state="second-state", settings=shared) as second,
            waiting(io, state="third-state", settings=shared) as third,
        ):
            assert first.port == second.port == third.port
            assert second.good("for-second", "second-state").status == 303
            assert second.code() == "for-second"
            assert first.is_waiting
            third.scope.cancel()
            assert isinstance(third.result(), Cancelled)
            assert first.good("for-first", "first-state").status == 303
            assert first.code() == "for-first"


def test_twenty_attempts_at_once(io: IoLoop) -> None:
    with contextlib.ExitStack() as stack:
        attempts = [stack.enter_context(waiting(io, state=f"state-{number}")) for number in range(20)]
        for number, attempt in enumerate(attempts):
            for other in range(20):
                if other != number:
                    assert attempt.good("stolen", f"state-{other}").status == 400
        for number, attempt in reversed(list(enumerate(attempts))):
            if number % 3 == 0:
                attempt.scope.cancel()
                assert isinstance(attempt.result(), Cancelled)
            else:
                assert attempt.good(f"code-{number}", f"state-{number}").status == 303
                assert attempt.code() == f"code-{number}"


def test_the_issuer_is_checked_when_sent(io: IoLoop) -> None:
    with waiting(io, issuer="https://as.example.com") as attempt:
        assert attempt.get(f"{GOOD}&iss=https://evil.test").status == 400
        assert attempt.is_waiting
        assert attempt.get(f"{GOOD}&iss=https://as.example.com", extra="Connection: close\r\n").status == 303
        assert attempt.code() == "the-code"


def test_a_form_post_where_it_was_asked_for(io: IoLoop) -> None:
    body = f"code=posted&state={STATE}"
    head = (
        "POST /oauth/callback HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with waiting(io, form_post=True) as attempt:
        answer = attempt.send((head.replace("{port}", str(attempt.port)) + body).encode())
        assert (answer.status, answer.header("Location")) == (303, "/done")
        assert attempt.code() == "posted"


def test_pasting(io: IoLoop) -> None:
    with waiting(io) as attempt:
        uri = attempt.listener.redirect_uri
        for bad in (
            "",
            "nonsense",
            f"{uri}?code=x&state=wrong",
            f"{uri}?code=x&state={STATE}#access_token=t",
        ):
            with pytest.raises(InvalidRedirect) as caught:
                attempt.listener.paste(bad)
            assert caught.value.code == "invalid_redirect"
            assert STATE not in caught.value.message
        assert attempt.is_waiting
        attempt.listener.paste(f"{uri}?code=pasted&state={STATE}")
        result = attempt.result()
        assert isinstance(result, Redirect)
        assert (result.code, result.pasted) == ("pasted", True)
        with pytest.raises(InvalidRedirect):
            attempt.listener.paste(f"{uri}?code=again&state={STATE}")
        assert attempt.listener.wait_closed(5)


def test_the_clouds_callback_is_pasted_where_it_is_this_attempts(io: IoLoop) -> None:
    cloud = "https://www.workato.com/oauth/callback"
    with waiting(io, redirect_uri=cloud) as attempt:
        with pytest.raises(InvalidRedirect):
            attempt.listener.paste(f"{attempt.listener.redirect_uri}?code=x&state={STATE}")
        attempt.listener.paste(f"{cloud}?code=pasted&state={STATE}")
        assert attempt.code() == "pasted"


@pytest.mark.parametrize("path", ["/", "/done", "/a/b"])
def test_any_path_can_be_the_redirects(io: IoLoop, path: str) -> None:
    with waiting(io, settings=RedirectSettings(port=0, path=path)) as attempt:
        answer = attempt.get(f"{path}?code=x&state={STATE}", extra="Connection: close\r\n")
        done = answer.header("Location")
        assert answer.status == 303
        assert done != path
        assert attempt.code() == "x"
        assert attempt.get(str(done)).body == page(Page.OK)[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_literal_addresses(io: IoLoop, host: str) -> None:
    with waiting(io, settings=RedirectSettings(host=host, port=0)) as attempt:
        authority = f"[{host}]:{attempt.port}" if ":" in host else f"{host}:{attempt.port}"
        data = f"GET {GOOD} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n".encode()
        assert attempt.send(data, address=host).status == 303
        assert attempt.code() == "the-code"


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_a_busy_port_is_reported_with_its_holder(io: IoLoop, address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as held:
        port = held.getsockname()[1]
        listener = RedirectListener(
            io, RedirectSettings(port=port), Attempt("r", STATE, ""), on_ignored=print
        )
        with pytest.raises(PortBusy) as caught:
            listener.start()
    assert caught.value.code == "redirect_port_busy"
    assert str(port) in caught.value.message
    assert "process" in caught.value.message
    assert caught.value.hint
    assert is_closed(port)


def test_a_port_is_free_again_for_the_next_attempt(io: IoLoop) -> None:
    with waiting(io) as first:
        first.good()
        first.code()
        settings = RedirectSettings(port=first.port)
        with waiting(io, settings=settings, state="next-state") as second:
            assert second.good("second", "next-state").status == 303
            assert second.code() == "second"
    with waiting(IoLoop(), settings=settings) as third:
        assert third.good().status == 303
        assert third.code() == "the-code"


def test_nothing_tells_another_user_of_the_machine_anything(io: IoLoop) -> None:
    with waiting(io) as attempt:
        paths = [
            "/",
            "/code",
            "/state",
            "/done",
            "/oauth",
            "/oauth/callback",
            "/.well-known/x",
            "/?state",
            "/status",
        ]
        for path in paths:
            answer = attempt.get(path)
            assert STATE.encode() not in answer.raw
            assert answer.body == page(Page.IGNORED)[0]


def test_no_request_is_reflected(io: IoLoop) -> None:
    with waiting(io) as attempt:
        for canary in ("<script>alert(1)</script>", "canary%22%3E", "+ADw-script+AD4-", "%E2%80%AE"):
            quoted = canary.replace("<", "%3C").replace(">", "%3E")
            answer = attempt.get(
                attempt.path(f"error={quoted}&error_description={quoted}&code={quoted}&state={quoted}")
            )
            assert answer.body == page(Page.IGNORED)[0]
        for name in ("Content-Security-Policy", "X-Content-Type-Options", "Cache-Control", "Referrer-Policy"):
            assert answer.header(name)
        assert answer.header("Set-Cookie") is None
        assert answer.header("Server") is None


def test_no_thread_and_no_socket_stays() -> None:
    before = set(threading.enumerate())
    io = IoLoop()
    ports = []
    for number in range(30):
        with waiting(io, state=f"s{number}") as attempt:
            ports.append(attempt.port)
            hold(attempt, b"GET")[0].close()
            if number % 2:
                attempt.good(state=f"s{number}")
                attempt.code()
    assert all(is_closed(port) for port in ports)
    io.close()
    assert set(threading.enumerate()) == before


def test_a_wait_counts_from_its_own_start(io: IoLoop) -> None:
    listener = RedirectListener(io, RedirectSettings(port=0), Attempt("r", STATE, ""), on_ignored=print)
    port = listener.start()[0][1]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
        sock.sendall(f"GET {GOOD} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
        assert read_all(sock).startswith(b"HTTP/1.1 303")
    assert listener.wait(CancelScope(), 0.001).code == "the-code"
    listener.close()
    assert listener.wait_closed(5)
