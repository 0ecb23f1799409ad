"""What the doctor says of a redirect, with real ports of this machine."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.http import IoLoop
from authbench.oauth import CLOUD_CALLBACK, Attempt, RedirectListener, RedirectSettings
from authbench.oauth.redirect_checks import Check, Mood, localhost_addresses
from authbench.oauth.redirect_doctor import compare, diagnose, registered_uris
from support.connection_runs import free_port

BOTH = ("127.0.0.1", "::1")


def seen(settings: RedirectSettings, key: str, known: tuple[str, ...] = BOTH) -> Check:
    (check,) = (each for each in diagnose(settings, resolve=lambda: known).checks if each.key == key)
    return check


def test_the_uris_are_what_is_sent_and_the_platforms_own() -> None:
    ours, theirs = registered_uris(RedirectSettings(host="127.0.0.1", port=48011, path="/Back/"))
    assert (ours.whose, ours.uri) == ("authbench", "http://127.0.0.1:48011/Back/")
    assert (theirs.whose, theirs.uri) == ("platform", CLOUD_CALLBACK)


def test_a_free_port_is_explained_and_left_out_of_the_uri() -> None:
    ours, _ = registered_uris(RedirectSettings(host="127.0.0.1", port=0))
    assert ours.uri == "http://127.0.0.1/oauth/callback"
    assert "RFC 8252, 7.3" in ours.note
    check = seen(RedirectSettings(host="127.0.0.1", port=0), "port")
    assert check.mood is Mood.WARNING
    assert "Google" in check.advice
    assert "Microsoft" in check.advice


def test_a_free_port_of_the_machine_is_ok_and_stays_free() -> None:
    port = free_port()
    check = seen(RedirectSettings(port=port), "port")
    assert check.mood is Mood.OK
    with socket.create_server(("127.0.0.1", port)):
        pass


@pytest.mark.parametrize("address", BOTH)
def test_a_port_that_is_taken_on_either_family_is_a_problem(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as held:
        check = seen(RedirectSettings(port=held.getsockname()[1]), "port")
    assert check.mood is Mood.PROBLEM
    assert "in use" in check.found
    assert "another port" in check.advice


def test_the_port_of_a_waiting_sign_in_of_this_program_is_no_problem() -> None:
    loop, port = IoLoop(), free_port()
    settings = RedirectSettings(host="127.0.0.1", port=port)
    listener = RedirectListener(
        loop, settings, Attempt("r", "state", settings.uri), on_ignored=lambda _: None
    )
    try:
        listener.start()
        check = seen(settings, "port")
        assert check.mood is Mood.OK
        assert "sign-in of this program" in check.found
        listener.abandon()
        assert listener.wait_closed(5)
        assert "is free" in seen(settings, "port").found
    finally:
        loop.close(2)


def test_a_port_outside_of_loopback_is_never_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    bound: list[tuple[str, int]] = []
    real = socket.socket.bind

    def bind(self: socket.socket, address: tuple[str, int]) -> None:
        bound.append(address)
        real(self, address)

    monkeypatch.setattr(socket.socket, "bind", bind)
    settings = RedirectSettings(host="192.0.2.1", port=free_port(), bind=("0.0.0.0",))
    bound.clear()
    assert seen(settings, "port").mood is Mood.WARNING
    assert seen(settings, "addresses").mood is Mood.WARNING
    assert bound == []


@pytest.mark.parametrize(
    ("settings", "known", "mood", "words"),
    [
        (RedirectSettings(), BOTH, Mood.OK, "127.0.0.1 and ::1"),
        (RedirectSettings(), ("127.0.0.1",), Mood.OK, "not ::1"),
        (RedirectSettings(), (), Mood.PROBLEM, "no address"),
        (RedirectSettings(bind=("127.0.0.1",)), BOTH, Mood.PROBLEM, "nothing listens on ::1"),
        (RedirectSettings(host="127.0.0.1"), BOTH, Mood.OK, "[::1]"),
        (RedirectSettings(host="::1"), BOTH, Mood.OK, "127.0.0.1"),
        (RedirectSettings(host="192.0.2.7"), BOTH, Mood.WARNING, "no loopback"),
        (RedirectSettings(host="app.test"), BOTH, Mood.WARNING, "not looked up"),
    ],
)
def test_hosts(settings: RedirectSettings, known: tuple[str, ...], mood: Mood, words: str) -> None:
    check = seen(settings, "host", known)
    assert check.mood is mood
    assert words in check.found


def test_no_name_but_localhost_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: (asked.append(host), real(host, *rest, **more))[1]
    )
    diagnose(RedirectSettings(host="app.test", port=free_port()))
    assert asked == []
    diagnose(RedirectSettings(port=free_port()))
    assert asked == ["localhost"]


def test_this_machine_knows_localhost() -> None:
    assert set(localhost_addresses()) <= set(BOTH)
    assert localhost_addresses()


@pytest.mark.parametrize(
    ("change", "key", "mood"),
    [
        ({}, "scheme", Mood.OK),
        ({"scheme": "https"}, "scheme", Mood.PROBLEM),
        ({"host": "app.test"}, "scheme", Mood.WARNING),
        ({}, "slash", Mood.OK),
        ({"path": "/"}, "slash", Mood.OK),
        ({"path": "/back/"}, "slash", Mood.WARNING),
        ({"path": "/Back"}, "case", Mood.WARNING),
        ({"path": "/b%20k"}, "encoding", Mood.WARNING),
        ({"path": "/b%61k"}, "encoding", Mood.WARNING),
        ({"path": "/b%c3k"}, "encoding", Mood.WARNING),
        ({"path": "/bäck"}, "encoding", Mood.WARNING),
        ({"host": "192.0.2.7"}, "addresses", Mood.WARNING),
    ],
)
def test_schemes_and_paths(change: dict[str, str], key: str, mood: Mood) -> None:
    assert seen(replace(RedirectSettings(), **change), key).mood is mood  # type: ignore[arg-type]


def test_a_plain_path_needs_no_word_on_case_or_encoding() -> None:
    keys = [each.key for each in diagnose(RedirectSettings(port=free_port())).checks]
    assert keys == ["port", "host", "addresses", "scheme", "slash"]


def test_a_callback_that_is_left_is_told() -> None:
    checks = diagnose(RedirectSettings(port=free_port()), rewrite_callback=False).checks
    assert [each.mood for each in checks if each.key == "callback"] == [Mood.WARNING]


HERE = RedirectSettings()


@pytest.mark.parametrize(
    ("pasted", "words", "at"),
    [
        (HERE.uri + "/", "ends with a slash", 37),
        (HERE.uri.replace("localhost", "127.0.0.1"), "three URIs", 7),
        (HERE.uri.replace("http", "https"), "https", 4),
        (HERE.uri.replace("45555", "45556"), "port", 21),
        (HERE.uri.replace("oauth", "OAuth"), "case", 23),
        (HERE.uri.replace("callback", "c%61llback"), "encoded", 30),
        ("  " + HERE.uri + "/x\n", "Blanks", 37),
        (CLOUD_CALLBACK + "/", "slash", 38),
        (CLOUD_CALLBACK.replace("www.", ""), "host", 9),
    ],
)
def test_the_first_difference_is_told(pasted: str, words: str, at: int) -> None:
    found = compare(pasted, HERE)
    assert found is not None
    assert not found.equal
    assert words in found.text
    assert f"Byte {at + 1}:" in found.text
    assert found.at == at
    assert found.advice


@pytest.mark.parametrize(
    ("pasted", "whose"),
    [(HERE.uri, "authbench"), (CLOUD_CALLBACK, "platform"), (f" {HERE.uri}\n", "authbench")],
)
def test_equal_is_equal(pasted: str, whose: str) -> None:
    found = compare(pasted, HERE)
    assert found is not None
    assert found.equal
    assert found.ours.whose == whose


def test_with_a_free_port_any_port_is_equal_and_the_rest_counts() -> None:
    free = RedirectSettings(host="127.0.0.1", port=0)
    same = compare("http://127.0.0.1:1234/oauth/callback", free)
    none = compare("http://127.0.0.1/oauth/callback", free)
    other = compare("http://127.0.0.1:1234/oauth/", free)
    assert same is not None
    assert same.equal
    assert none is not None
    assert none.equal
    assert other is not None
    assert not other.equal


def test_nothing_is_compared_with_nothing() -> None:
    assert compare(" \n", HERE) is None


@given(st.text(max_size=60))
def test_whatever_is_pasted_gets_an_answer(text: str) -> None:
    found = compare(text, HERE)
    if found is None:
        assert not text.strip()
    elif not found.equal:
        assert found.at is not None
        assert found.ours.uri[: found.at] == found.theirs[: found.at]
