from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.http import HttpRequest
from authbench.http.digest import answer, find_challenge
from support.http_server import Bench, Peer, response, serving

# RFC 7616, 3.9.1: the user Mufasa asks for /dir/index.html.
RFC_NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
RFC_OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
RFC_CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def rfc_challenge(algorithm: str) -> tuple[str, str]:
    return (
        "WWW-Authenticate",
        f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
        f'nonce="{RFC_NONCE}", opaque="{RFC_OPAQUE}"',
    )


def parameters(header: str) -> dict[str, str]:
    return {
        name: quoted or bare for name, quoted, bare in re.findall(r'([\w*]+)=(?:"([^"]*)"|([^,]*))', header)
    }


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_the_rfc(algorithm: str, expected: str) -> None:
    challenge = find_challenge((rfc_challenge(algorithm),))
    assert challenge is not None
    header = answer(
        challenge,
        user="Mufasa",
        password="Circle of Life",
        method="GET",
        target="/dir/index.html",
        cnonce=RFC_CNONCE,
    )
    sent = parameters(header)
    assert sent["response"] == expected
    assert (sent["nc"], sent["qop"], sent["uri"]) == ("00000001", "auth", "/dir/index.html")
    assert (sent["opaque"], sent["cnonce"], sent["algorithm"]) == (RFC_OPAQUE, RFC_CNONCE, algorithm)
    assert re.search(r"nc=00000001, ", header)


def test_the_older_form_without_qop() -> None:
    # RFC 2069's own example, with the response of its erratum.
    challenge = find_challenge(
        (
            (
                "www-authenticate",
                'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
                'opaque="5ccc069c403ebaf9f0171e9517f40e41"',
            ),
        )
    )
    assert challenge is not None
    header = answer(challenge, user="Mufasa", password="CircleOfLife", method="GET", target="/dir/index.html")
    sent = parameters(header)
    assert sent["response"] == "1949323746fe6a43ef61f9606e7febea"
    assert not {"qop", "nc", "cnonce", "algorithm"} & set(sent)


def test_the_strongest_known_challenge_is_answered() -> None:
    headers = (
        rfc_challenge("MD5"),
        ("WWW-Authenticate", 'Digest realm="x", nonce="y", algorithm=SHA3-999, qop="auth"'),
        rfc_challenge("SHA-256"),
        ("WWW-Authenticate", 'Basic realm="http, Digest nonce=trap"'),
    )
    challenge = find_challenge(headers)
    assert challenge is not None
    assert challenge.algorithm == "SHA-256"


def test_schemes_in_one_header_are_told_apart() -> None:
    value = 'Basic realm="a, Digest b", Digest realm="r,1", nonce="n\\"q", qop=auth, Negotiate, Bearer x="y"'
    challenge = find_challenge((("WWW-Authenticate", value),))
    assert challenge is not None
    assert (challenge.realm, challenge.nonce, challenge.qop) == ("r,1", 'n"q', "auth")


def test_integrity_covers_the_body_where_it_is_all_that_is_offered() -> None:
    challenge = find_challenge((("WWW-Authenticate", 'Digest realm="r", nonce="n", qop="auth-int"'),))
    assert challenge is not None
    made = [
        answer(challenge, user="u", password="p", method="POST", target="/", body=body, cnonce="c")
        for body in (b"one", b"two")
    ]
    assert made[0] != made[1]
    assert parameters(made[0])["qop"] == "auth-int"


def test_sessions_hash_the_nonces_in() -> None:
    headers = {
        name: find_challenge(
            (("WWW-Authenticate", f'Digest realm="r", nonce="n", qop=auth, algorithm={name}'),)
        )
        for name in ("MD5", "MD5-sess", "SHA-256-sess", "SHA-512-256")
    }
    made = set()
    for challenge in headers.values():
        assert challenge is not None
        made.add(
            parameters(answer(challenge, user="u", password="p", method="GET", target="/", cnonce="c"))[
                "response"
            ]
        )
    assert len(made) == 4


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Digest",
        'Digest realm="r"',
        'Digest realm="r", nonce="n", algorithm=NONSENSE',
        'Digest realm="r", nonce="n", qop="token"',
        'Basic realm="r"',
    ],
)
def test_what_cannot_be_answered(value: str) -> None:
    assert find_challenge((("WWW-Authenticate", value),)) is None


@given(st.text(max_size=80), st.text(max_size=10), st.text(max_size=10))
def test_any_challenge_is_answered_or_left(value: str, user: str, password: str) -> None:
    challenge = find_challenge((("WWW-Authenticate", "Digest nonce=1, " + value),))
    if challenge is not None:
        answer(challenge, user=user, password=password, method="GET", target="/")


def test_names_outside_ascii() -> None:
    value = 'Digest realm="r", nonce="n", qop=auth, charset=UTF-8'
    challenge = find_challenge((("WWW-Authenticate", value),))
    assert challenge is not None
    header = answer(challenge, user="Jäsøn", password="p", method="GET", target="/")
    assert "username*=UTF-8''J%C3%A4s%C3%B8n" in header
    hashed = find_challenge((("WWW-Authenticate", value + ", userhash=true"),))
    assert hashed is not None
    assert "userhash=true" in answer(hashed, user="Jäsøn", password="p", method="GET", target="/")


def guarded(status_after: int = 200) -> Callable[[Peer], None]:
    def script(peer: Peer) -> None:
        while (received := peer.read()) is not None:
            if received.header("Authorization") is None:
                peer.send(response(401, b"who?", (rfc_challenge("SHA-256"),)))
            else:
                peer.send(response(status_after, b"ok", (rfc_challenge("SHA-256"),)))

    return script


def test_the_first_attempt_carries_no_credentials_and_one_challenge_is_answered(bench: Bench) -> None:
    with serving(guarded()) as server:
        request = HttpRequest("POST", f"{server.url}/a?b=c", (("X", "y"),), b"body", digest=("u", "p"))
        result = bench.client.send(request, bench.scope)
    first, second = server.requests
    assert first.header("Authorization") is None
    header = second.header("Authorization") or ""
    assert 'uri="/a?b=c"' in header
    assert (first.body, second.body, second.header("X")) == (b"body", b"body", "y")
    assert result.body == b"ok"
    exchanges = bench.events.finished
    assert [exchange.status for exchange in exchanges] == [401, 200]
    assert exchanges[1].cause == f"digest challenge of #{exchanges[0].id}"


def test_a_refused_answer_is_final(bench: Bench) -> None:
    with serving(guarded(status_after=401)) as server:
        result = bench.client.send(HttpRequest("GET", server.url, digest=("u", "wrong")), bench.scope)
    assert result.status == 401
    assert len(server.requests) == 2


def test_no_challenge_no_second_attempt(bench: Bench) -> None:
    def script(peer: Peer) -> None:
        while peer.read() is not None:
            peer.send(response(401, b"", (("WWW-Authenticate", "Bearer"),)))

    with serving(script) as server:
        assert bench.client.send(HttpRequest("GET", server.url, digest=("u", "p")), bench.scope).status == 401
    assert len(server.requests) == 1


def test_a_fresh_client_nonce_each_time(bench: Bench) -> None:
    with serving(guarded()) as server:
        for _ in range(3):
            bench.client.send(HttpRequest("GET", server.url, digest=("u", "p")), bench.scope)
    sent = [
        received.header("Authorization") for received in server.requests if received.header("Authorization")
    ]
    assert len({parameters(header or "")["cnonce"] for header in sent}) == 3
