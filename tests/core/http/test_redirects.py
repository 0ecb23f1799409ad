from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from authbench.http import (
    HttpRequest,
    RedirectMode,
    RedirectRefused,
    RedirectRules,
    Routes,
    TlsOptions,
    parse_url,
)
from authbench.http.redirects import Hop, check_downgrade, is_followed, next_request
from support.http_server import Bench, Peer, Received, ScriptedServer, response, serving

SECRET = "s3cr3t-value"
RULES = RedirectRules(
    contains_secret=lambda content: (
        SECRET in (content if isinstance(content, str) else content.decode("latin-1"))
    )
)


@pytest.mark.parametrize(
    ("mode", "method", "followed"),
    [
        (RedirectMode.DEFAULT, "GET", {301, 302, 303, 307, 308}),
        (RedirectMode.DEFAULT, "HEAD", {301, 302, 303, 307, 308}),
        (RedirectMode.DEFAULT, "POST", {303}),
        (RedirectMode.DEFAULT, "DELETE", {303}),
        (RedirectMode.FOLLOW, "POST", {301, 302, 303, 307, 308}),
        (RedirectMode.IGNORE, "GET", {303}),
        (RedirectMode.IGNORE, "POST", {303}),
        (RedirectMode.NEVER, "GET", set()),
        (RedirectMode.NEVER, "POST", set()),
    ],
)
def test_the_table(mode: RedirectMode, method: str, followed: set[int]) -> None:
    assert {status for status in range(200, 400) if is_followed(status, method, mode)} == followed


def step(request: HttpRequest, status: int, location: str) -> tuple[HttpRequest, tuple[str, ...]]:
    address = parse_url(request.url)
    onward = next_request(Hop(request, address, address.origin), status, location)
    return onward.request, onward.notes


def test_303_becomes_a_get_without_body_and_its_headers() -> None:
    request = HttpRequest("POST", "https://h/a", (("Content-Type", "x/y"), ("Accept", "a/b")), b"body")
    following, notes = step(request, 303, "/b")
    assert (following.method, following.url, following.body) == ("GET", "https://h/b", b"")
    assert following.headers == (("Accept", "a/b"),)
    assert notes == ("POST became GET without its body, as a 303 redirect asks.",)


@pytest.mark.parametrize(
    ("method", "notes"), [("GET", ()), ("DELETE", ("DELETE became GET, as a 303 redirect asks.",))]
)
def test_a_303_tells_of_the_method_only_where_it_changes(method: str, notes: tuple[str, ...]) -> None:
    assert step(HttpRequest(method, "https://h/a"), 303, "/b")[1] == notes


def test_the_names_of_dropped_headers_are_told_and_only_those() -> None:
    headers = (("X-Api-Key", "k"), ("Accept", "a/b"), ("Content-Type", "x/y"), ("X-Odd", f"v={SECRET}"))
    request = HttpRequest("PUT", "https://h/a", headers, SECRET.encode(), redirects=RULES)
    address = parse_url(request.url)
    hop = Hop(request, address, address.origin)
    assert next_request(hop, 307, "https://other/").dropped == ("X-Api-Key", "X-Odd", "Content-Type")
    assert next_request(hop, 307, "https://h/elsewhere").dropped == ()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_others_keep_verb_body_and_credentials_on_the_same_origin(status: int) -> None:
    request = HttpRequest("PUT", "https://h/a", (("Authorization", "x"), ("Content-Type", "x/y")), b"body")
    following, notes = step(request, status, "https://h:443/b?c")
    assert (following.method, following.body, following.headers) == ("PUT", b"body", request.headers)
    assert notes == ()


OTHER_ORIGINS = [
    "https://other/",
    "https://h:8443/",
    "https://sub.h/",
    "https://h.evil.test/",
    "//other/x",
    "https://user:pass@other/",
]
PLACES: list[Callable[[], HttpRequest]] = [
    lambda: HttpRequest("PUT", "https://h/a", (("Authorization", "Bearer plain"),)),
    lambda: HttpRequest("PUT", "https://h/a", (("Cookie", "a=b"),)),
    lambda: HttpRequest("PUT", "https://h/a", (("X-Api-Key", "k"),)),
    lambda: HttpRequest("PUT", "https://h/a", (("Private-Token", "k"),)),
    lambda: HttpRequest("PUT", "https://h/a", (("X-Odd", f"v={SECRET}"),)),
    lambda: HttpRequest("PUT", "https://h/a", (), SECRET.encode()),
    lambda: HttpRequest("PUT", "https://h/a", (), b"token=" + SECRET.replace("-", "%2D").encode()),
    lambda: HttpRequest("PUT", "https://h/a", digest=("u", SECRET)),
]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", OTHER_ORIGINS)
@pytest.mark.parametrize("place", range(len(PLACES)))
def test_no_secret_travels_to_another_origin(status: int, location: str, place: int) -> None:
    request = replace(PLACES[place](), redirects=RULES)
    request = replace(request, headers=(*request.headers, ("Accept", "a/b")))
    following, notes = step(
        request, status, f"{location}?keep=1&drop={SECRET}&also={SECRET.replace('-', '%2d')}"
    )
    sent = f"{following.url} {following.headers} {following.body!r} {following.digest}"
    for leaked in (SECRET, "s3cr3t", "Bearer plain", "X-Api-Key", "Private-Token", "a=b", "pass@"):
        assert leaked not in sent
    assert ("Accept", "a/b") in following.headers
    assert following.url.endswith("?keep=1")
    assert notes


def test_a_body_without_a_secret_is_replayed_elsewhere() -> None:
    request = HttpRequest("POST", "https://h/a", (("Content-Type", "x/y"),), b"harmless", redirects=RULES)
    following, notes = step(request, 307, "https://other/")
    assert (following.body, following.headers, notes) == (b"harmless", (("Content-Type", "x/y"),), ())


def test_a_mock_naming_itself_is_the_origin_it_stands_for() -> None:
    request = HttpRequest("GET", "https://api.example.com/a", (("Authorization", "x"),))
    target = parse_url("http://127.0.0.1:9").origin
    onward = next_request(Hop(request, parse_url(request.url), target), 302, "http://127.0.0.1:9/b")
    assert onward.request.headers == request.headers
    assert (onward.notes, onward.dropped) == ((), ())


@pytest.mark.parametrize(
    "location", [None, "", "http://", "ftp://h/", "http://h:x/", "javascript:alert(1)", "\x00"]
)
def test_a_bad_location_is_an_error(location: str | None) -> None:
    request = HttpRequest("GET", "https://h/a")
    with pytest.raises(RedirectRefused):
        next_request(Hop(request, parse_url(request.url), parse_url(request.url).origin), 302, location)


@pytest.mark.parametrize(
    ("asked", "wire", "location", "to", "refused"),
    [
        ("https://h", "https://h", "http://h", "http://h", True),
        ("https://h", "https://h", "http://127.0.0.1", "http://127.0.0.1", True),
        ("https://h", "https://h", "https://other", "https://other", False),
        ("https://h", "http://127.0.0.1:9", "https://h", "http://127.0.0.1:9", False),
        ("https://h", "http://127.0.0.1:9", "http://127.0.0.1:9", "http://127.0.0.1:9", False),
        ("https://h", "http://127.0.0.1:9", "http://h", "http://h", True),
        ("http://h", "http://h", "http://other", "http://other", False),
    ],
)
def test_https_is_not_left(asked: str, wire: str, location: str, to: str, refused: bool) -> None:
    hop = Hop(HttpRequest("GET", asked), parse_url(asked), parse_url(wire).origin)
    if refused:
        with pytest.raises(RedirectRefused, match="plain http"):
            check_downgrade(hop, parse_url(location), parse_url(to).origin)
    else:
        check_downgrade(hop, parse_url(location), parse_url(to).origin)


def redirecting(answers: Callable[[Received], bytes]) -> Callable[[Peer], None]:
    def script(peer: Peer) -> None:
        while (received := peer.read()) is not None:
            peer.send(answers(received))

    return script


def to(location: str, status: int = 302, *headers: tuple[str, str]) -> bytes:
    return response(status, b"moved", (("Location", location), *headers))


def test_each_hop_is_an_exchange_of_its_own(bench: Bench) -> None:
    def answers(received: Received) -> bytes:
        if received.line.startswith("GET /end"):
            return response(200, b"end")
        return to("/end?x=1" if "middle" in received.line else "middle")

    with serving(redirecting(answers)) as server:
        result = bench.client.send(HttpRequest("GET", f"{server.url}/a/start"), bench.scope)
    assert result.body == b"end"
    assert result.url == f"{server.url}/end?x=1"
    first, second, third = bench.events.finished
    assert [first.status, second.status, third.status] == [302, 302, 200]
    assert (first.cause, second.cause) == (None, f"redirect from #{first.id}")
    assert (second.redirected_from, third.redirected_from) == (first.id, second.id)
    assert second.url == f"{server.url}/a/middle"


def test_a_redirect_that_is_not_followed_is_the_response(bench: Bench) -> None:
    with serving(redirecting(lambda received: to("/x"))) as server:
        posted = bench.client.send(HttpRequest("POST", server.url), bench.scope)
        ignored = bench.client.send(
            HttpRequest("GET", server.url, redirects=RedirectRules(RedirectMode.IGNORE)), bench.scope
        )
        never = bench.client.send(
            HttpRequest("POST", server.url, redirects=RedirectRules(RedirectMode.NEVER)), bench.scope
        )
    assert [each.status for each in (posted, ignored, never)] == [302, 302, 302]
    assert posted.header("location") == "/x"
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    "location",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "myapp:callback?code=1",
        "http://[",
        "/" + "a" * 90_000,
        "ftp:x",
    ],
    ids=lambda location: location[:12],
)
def test_whatever_the_location_is_a_redirect_that_is_not_followed_is_the_response(
    bench: Bench, location: str
) -> None:
    with serving(redirecting(lambda received: to(location))) as server:
        rules = RedirectRules(RedirectMode.NEVER)
        answer = bench.client.send(HttpRequest("POST", server.url, redirects=rules), bench.scope)
    assert (answer.status, answer.header("location")) == (302, location)


@pytest.mark.parametrize(
    "location", ["javascript:alert(1)", "data:text/html,x", "myapp:callback?code=1", "http://["]
)
def test_a_location_that_no_request_can_go_to_is_named(bench: Bench, location: str) -> None:
    with (
        serving(redirecting(lambda received: to(location))) as server,
        pytest.raises(RedirectRefused) as caught,
    ):
        bench.client.send(HttpRequest("GET", server.url), bench.scope)
    assert caught.value.details["Location"] == location
    assert len(server.requests) == 1


def test_cookies_travel_along_one_chain_only(bench: Bench) -> None:
    def answers(received: Received) -> bytes:
        if "/end" in received.line:
            return response(200, b"end")
        return to("/end", 302, ("Set-Cookie", "sid=42; Path=/"))

    with serving(redirecting(answers)) as server:
        bench.client.send(HttpRequest("GET", f"{server.url}/one"), bench.scope)
        bench.client.send(HttpRequest("GET", f"{server.url}/two"), bench.scope)
    assert [received.header("Cookie") for received in server.requests] == [None, "sid=42", None, "sid=42"]


def test_other_origins_get_neither_cookies_nor_credentials(bench: Bench) -> None:
    with serving(redirecting(lambda received: response(200, b"other"))) as other:
        answer = to(f"{other.url}/x", 307, ("Set-Cookie", "sid=42"))
        with serving(redirecting(lambda received: answer)) as server:
            url = server.url.replace("http://", "http://user:word@")
            rules = RedirectRules(RedirectMode.FOLLOW, RULES.contains_secret)
            request = HttpRequest("POST", url, (("X-Odd", SECRET), ("X-Fine", "1")), b"b", redirects=rules)
            assert bench.client.send(request, bench.scope).body == b"other"
    assert server.requests[0].header("Authorization") is not None
    arrived = other.requests[0]
    assert arrived.header("Authorization") is None
    assert arrived.header("Cookie") is None
    assert arrived.header("X-Odd") is None
    assert arrived.header("X-Fine") == "1"
    assert arrived.header("Host") == other.authority
    assert any("X-Odd" in note for note in bench.events.finished[-1].notes)


def test_redirects_are_routed_again(bench: Bench) -> None:
    leaving = redirecting(lambda received: to("https://b.example.com/y"))
    staying = redirecting(lambda received: response(200, b"b"))
    with serving(leaving) as first, serving(staying) as second:
        routes = Routes.parse([f"https://a.example.com={first.url}", f"https://b.example.com={second.url}"])
        result = bench.client.send(HttpRequest("GET", "https://a.example.com/x"), bench.scope, routes)
    assert result.url == "https://b.example.com/y"
    assert second.requests[0].header("Host") == "b.example.com"
    assert [exchange.sent_to for exchange in bench.events.finished] == [first.url, second.url]


def test_a_circle_is_named(bench: Bench) -> None:
    script = redirecting(lambda received: to("/b" if "/a" in received.line else "/a"))
    with serving(script) as server, pytest.raises(RedirectRefused, match="circle") as caught:
        bench.client.send(HttpRequest("GET", f"{server.url}/a"), bench.scope)
    assert caught.value.exchange is not None
    assert len(server.requests) <= 4


def test_more_than_ten_redirects_are_too_many(bench: Bench) -> None:
    script = redirecting(lambda received: to(f"/{len(server.requests)}"))
    with serving(script) as server, pytest.raises(RedirectRefused, match="more than 10"):
        bench.client.send(HttpRequest("GET", server.url), bench.scope)
    assert len(server.requests) == 11


def test_ten_redirects_are_followed(bench: Bench) -> None:
    def answers(received: Received) -> bytes:
        count = len(server.requests)
        return response(200, b"end") if count == 11 else to(f"/{count}")

    server: ScriptedServer
    with serving(redirecting(answers)) as server:
        assert bench.client.send(HttpRequest("GET", server.url), bench.scope).body == b"end"


def test_plain_http_after_https_is_refused_on_the_wire(bench: Bench) -> None:
    with serving(redirecting(lambda received: to("http://plain.example.com/"))) as server:
        routes = Routes.parse([f"https://a.example.com={server.url}"])
        with pytest.raises(RedirectRefused, match="plain http"):
            bench.client.send(
                HttpRequest("GET", "https://a.example.com/", tls=TlsOptions()), bench.scope, routes
            )
    assert len(bench.events.finished) == 1
