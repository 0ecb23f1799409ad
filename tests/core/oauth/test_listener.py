from __future__ import annotations

import contextlib
import http.client
import socket
import threading

import psutil
import pytest

from authbench.errors import Cancelled
from authbench.http import CancelScope, IoLoop
from authbench.oauth import (
    CLOUD_CALLBACK,
    Attempt,
    ConsentTimeout,
    InvalidRedirect,
    Page,
    PortBusy,
    Redirect,
    RedirectListener,
    RedirectSettings,
    complete_authorization_url,
)
from authbench.oauth.pages import page
from support.oauth_listener import GOOD, STATE, hold, read_all, request, waiting


def is_closed(port: int) -> bool:
    """Whether this process listens on `port` no more, on any address."""
    connections = psutil.Process().net_connections("tcp")
    return not any(each.status == psutil.CONN_LISTEN and each.laddr.port == port for each in connections)


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
    other = IoLoop()
    with waiting(other, settings=settings) as third:
        assert third.good().status == 303
        assert third.code() == "the-code"
    other.close()


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
    assert set(threading.enumerate()) <= before


def test_a_wait_counts_from_its_own_start(io: IoLoop) -> None:
    listener = RedirectListener(io, RedirectSettings(port=0), Attempt("r", STATE, ""), on_ignored=print)
    port = listener.start()[0][1]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as sock:
        sock.sendall(f"GET {GOOD} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n".encode())
        assert read_all(sock).startswith(b"HTTP/1.1 303")
    assert listener.wait(CancelScope(), 0.001).code == "the-code"
    listener.close()
    assert listener.wait_closed(5)


def test_the_listener_adopts_what_the_url_asks_for(io: IoLoop) -> None:
    with waiting(io) as attempt:
        uri = attempt.listener.redirect_uri
        url = f"https://h/?redirect_uri={CLOUD_CALLBACK}&response_mode=form_post"
        attempt.listener.expect(
            complete_authorization_url(
                url, client_id="c", redirect_uri=uri, state=STATE, rewrite_callback=False
            )
        )
        assert attempt.listener.attempt.form_post
        with pytest.raises(InvalidRedirect):
            attempt.listener.paste(f"{uri}?code=x&state={STATE}")
        attempt.listener.paste(f"{CLOUD_CALLBACK}?code=pasted&state={STATE}")
        assert attempt.code() == "pasted"


def test_abandoning_closes_at_once_even_with_a_page_owed(io: IoLoop) -> None:
    with waiting(io) as attempt:
        attempt.good()
        assert attempt.code() == "the-code"
        attempt.listener.abandon()
        assert attempt.listener.wait_closed(0.9)
        assert is_closed(attempt.port)
