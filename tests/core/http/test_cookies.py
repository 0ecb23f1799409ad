from __future__ import annotations

import pytest

from authbench.http import parse_url
from authbench.http.cookies import ChainCookies


def learned(url: str, *cookies: str) -> ChainCookies:
    jar = ChainCookies()
    jar.learn(parse_url(url), tuple(("set-cookie", cookie) for cookie in cookies))
    return jar


def sent(jar: ChainCookies, url: str) -> str | None:
    return jar.header_for(parse_url(url))


def test_a_cookie_goes_back_to_its_host_only() -> None:
    jar = learned("https://a.example.com/x/y", "sid=1; HttpOnly", "b=2; Path=/")
    assert not learned("https://a/", "nonsense")
    assert sent(jar, "https://a.example.com/x/z") == "sid=1; b=2"
    assert sent(jar, "https://a.example.com/") == "b=2"
    assert sent(jar, "https://b.example.com/x/") is None
    assert sent(jar, "https://sub.a.example.com/x/") is None


def test_a_domain_widens_to_subdomains() -> None:
    jar = learned("https://a.example.com/", "s=1; Domain=.example.com")
    assert sent(jar, "https://b.example.com/") == "s=1"
    assert sent(jar, "https://example.com/") == "s=1"
    assert sent(jar, "https://badexample.com/") is None
    own = learned("https://a.example.com/", "s=1; Domain=a.example.com")
    assert sent(own, "https://x.a.example.com/") == "s=1"


@pytest.mark.parametrize("domain", ["com", "evil.test", "b.a.example.com", "le.com"])
def test_a_foreign_domain_is_refused(domain: str) -> None:
    assert not learned("https://a.example.com/", f"s=1; Domain={domain}")


def test_addresses_have_no_parents() -> None:
    assert not learned("http://127.0.0.1/", "s=1; Domain=0.0.1")


def test_secure_cookies_stay_on_https() -> None:
    jar = learned("https://h/", "s=1; Secure")
    assert sent(jar, "http://h/") is None
    assert sent(jar, "https://h/") == "s=1"


def test_paths_match_whole_segments() -> None:
    jar = learned("https://h/", "s=1; Path=/api")
    assert sent(jar, "https://h/api") == "s=1"
    assert sent(jar, "https://h/api/x?y") == "s=1"
    assert sent(jar, "https://h/apix") is None


def test_later_values_replace_and_expiry_removes() -> None:
    jar = learned("https://h/", "s=1", "s=2")
    assert sent(jar, "https://h/") == "s=2"
    jar.learn(parse_url("https://h/"), (("Set-Cookie", "s=; Max-Age=0"),))
    assert sent(jar, "https://h/") is None


def test_the_jar_is_bounded() -> None:
    jar = learned("https://h/", *(f"c{number}=1" for number in range(500)))
    header = sent(jar, "https://h/")
    assert header is not None
    assert header.count("=") == 50


@pytest.mark.parametrize(
    "ended",
    [
        "Max-Age=0",
        "max-age=-1",
        "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "expires=Thu, 01-Jan-1970 00:00:00 GMT",
    ],
)
def test_a_cookie_that_has_expired_goes(ended: str) -> None:
    assert sent(learned("https://h/", "s=1", f"s=; Path=/; {ended}"), "https://h/") is None


@pytest.mark.parametrize(
    "odd",
    [
        *(
            "Max-Age=\xb2",
            "Max-Age=--1",
            "Max-Age=" + "9" * 5000,
            "Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        ),
        *("Expires=whenever", "Expires=", "Expires=Mon, 99 Foo 99999 99:99:99 GMT", "Max-Age"),
    ],
)
def test_a_lifetime_that_says_nothing_or_lasts_keeps_the_cookie(odd: str) -> None:
    assert sent(learned("https://h/", f"s=1; {odd}"), "https://h/") == "s=1"


def test_what_is_known_changes_when_there_is_no_room_for_more() -> None:
    jar = learned("https://h/", *(f"c{number}=1" for number in range(60)), "c0=2")
    assert (sent(jar, "https://h/") or "").split("; ")[0] == "c0=2"


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x1b", "\x7f"])
def test_a_cookie_with_control_characters_is_ignored(sign: str) -> None:
    assert sent(learned("https://a.test/", f"s=1{sign}2", f"t=1; Path=/{sign}"), "https://a.test/") is None
