from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.oauth import Attempt, Page, Redirect, judge, judge_pasted

HOST = "localhost:45555"
ATTEMPT = Attempt("r", "STATE", f"http://{HOST}/oauth/callback")
WITH_ISSUER = replace(ATTEMPT, issuer="https://as.example.com")
CLOUD = replace(ATTEMPT, redirect_uri="https://www.workato.com/oauth/callback")


def accepted(query: str, attempt: Attempt = ATTEMPT) -> Redirect | None:
    return judge(attempt, "GET", HOST, f"/oauth/callback?{query}").redirect


def test_a_good_redirect() -> None:
    redirect = accepted("code=a%20b%2Bc+d&state=STATE&realmId=42&empty=")
    assert redirect is not None
    assert redirect.code == "a b+c d"
    assert redirect.params == {"code": "a b+c d", "state": "STATE", "realmId": "42", "empty": ""}
    assert redirect.page is Page.OK
    assert "a b" not in repr(redirect)


def test_an_error_with_the_right_state() -> None:
    redirect = accepted("error=access_denied&error_description=No+%C3%A9&state=STATE")
    assert redirect is not None
    assert (redirect.code, redirect.error, redirect.error_description) == (None, "access_denied", "No é")
    assert redirect.page is Page.DENIED
    other = accepted("error=server_error&state=STATE")
    assert other is not None
    assert other.page is Page.FAILED


@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=x",
        "code=x&state=",
        "code=x&state=WRONG",
        "code=x&state=state",
        "code=x&state=STATE ",
        "code=x&state=STATE%00",
        "code=x&state=STATE&state=STATE",
        "code=x&state=STATE&st%61te=STATE",
        "code=x&code=y&state=STATE",
        "code=x&c%6Fde=x&state=STATE",
        "error=access_denied",
        "error=access_denied&state=WRONG",
        "error=a&error=b&state=STATE",
        "code=x&error=access_denied&state=STATE",
        "state=STATE",
        "code=&state=STATE",
        "code=&error=&state=STATE",
        "code=x&state=STATE&access_token=t",
        "state=STATE&access_token=t",
        "code=x&state=STATE&id_token=t",
        "response=jwt&state=STATE&code=x",
        "code=x;state=STATE",
        "code=x&state=STATE&a=%zz",
        "code=%&state=STATE",
        "code=%C0%AF&state=STATE",
        "code=%FF&state=STATE",
        "code=x&amp;state=STATE",
        "CODE=x&STATE=STATE",
    ],
)
def test_everything_else_is_ignored(query: str) -> None:
    assert accepted(query) is None


@pytest.mark.parametrize(
    "iss", ["https://as.example.com/", "https://AS.example.com", "http://as.example.com", "", "x"]
)
def test_a_wrong_issuer_is_ignored_for_codes_and_errors(iss: str) -> None:
    for what in ("code=x", "error=access_denied"):
        assert accepted(f"{what}&state=STATE&iss={quote(iss, safe='')}", WITH_ISSUER) is None
    assert accepted("code=x&state=STATE&iss=https%3A%2F%2Fas.example.com", WITH_ISSUER)
    assert accepted("code=x&state=STATE", WITH_ISSUER)
    assert accepted("code=x&state=STATE&iss=anything")
    assert accepted("code=x&state=STATE&iss=a&iss=a") is None


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "localhost",
        "localhost:45556",
        "localhost.:45555",
        "127.0.0.1:45555",
        "[::1]:45555",
        "[::ffff:127.0.0.1]:45555",
        "0.0.0.0:45555",
        "2130706433:45555",
        "0177.0.0.1:45555",
        "0x7f.1:45555",
        "evil.test",
        "evil.test:45555",
        "localhost:45555.evil.test",
        "localhost.evil.test:45555",
        "localhost:45555@evil.test",
        "user@localhost:45555",
        "localhost:045555",
        "localhost:45555, evil.test",
        "localhost:45555 ",
        " localhost:45555",
        "localhost%3A45555",
        "ⅼocalhost:45555",
    ],
)
def test_other_hosts_are_ignored(host: str | None) -> None:
    verdict = judge(ATTEMPT, "GET", host, "/oauth/callback?code=x&state=STATE")
    assert verdict.redirect is None
    assert verdict.status == 400


def test_the_case_of_a_host_does_not_matter() -> None:
    assert judge(ATTEMPT, "GET", "LOCALHOST:45555", "/oauth/callback?code=x&state=STATE").redirect


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/oauth/callback/",
        "//oauth/callback",
        "/oauth//callback",
        "/oauth/../oauth/callback",
        "/./oauth/callback",
        "/oauth/callbac%6B",
        "/OAUTH/callback",
        "/oauth/callback;x",
        "/oauth%2Fcallback",
        "http://localhost:45555/oauth/callback",
        "*",
        "",
        "oauth/callback",
        "\\oauth\\callback",
        "/favicon.ico",
    ],
)
def test_other_paths_are_ignored(target: str) -> None:
    assert judge(ATTEMPT, "GET", HOST, f"{target}?code=x&state=STATE").redirect is None


def test_a_fragment_in_the_target_is_ignored() -> None:
    assert judge(ATTEMPT, "GET", HOST, "/oauth/callback?code=x&state=STATE#access_token=t").redirect is None


@pytest.mark.parametrize(
    "method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "G"]
)
def test_other_methods_are_ignored(method: str) -> None:
    verdict = judge(ATTEMPT, method, HOST, "/oauth/callback?code=x&state=STATE", body=b"code=x&state=STATE")
    assert (verdict.redirect, verdict.status) == (None, 405)


@pytest.mark.parametrize(
    ("headers", "counts"),
    [
        ({"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-mode": "no-cors"}, False),
        ({"sec-fetch-mode": "cors"}, False),
        ({"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}, False),
        ({"sec-fetch-dest": "image"}, False),
        ({"sec-fetch-dest": "empty"}, False),
        ({"sec-purpose": "prefetch"}, False),
        ({"sec-purpose": "prefetch;prerender"}, False),
        ({"purpose": "prefetch"}, False),
        ({"x-moz": "prefetch"}, False),
    ],
)
def test_only_a_persons_navigation_counts(headers: dict[str, str], counts: bool) -> None:
    verdict = judge(ATTEMPT, "GET", HOST, "/oauth/callback?code=x&state=STATE", headers=headers)
    assert (verdict.redirect is not None) is counts


FORM = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}


def test_a_form_post_only_where_it_was_asked_for() -> None:
    asked = replace(ATTEMPT, form_post=True)

    def post(
        target: str = "/oauth/callback", headers: dict[str, str] = FORM, body: bytes = b"code=x&state=STATE"
    ) -> bool:
        return judge(asked, "POST", HOST, target, headers=headers, body=body).redirect is not None

    assert post()
    assert not judge(
        ATTEMPT, "POST", HOST, "/oauth/callback", headers=FORM, body=b"code=x&state=STATE"
    ).redirect
    assert not post(target="/oauth/callback?code=x&state=STATE")
    assert not post(target="/oauth/callback?state=STATE", body=b"code=x")
    for media in ("application/json", "text/plain", "multipart/form-data", ""):
        assert not post(headers={"content-type": media})
    assert not post(body=b'{"code":"x","state":"STATE"}')
    assert judge(asked, "GET", HOST, "/oauth/callback?error=access_denied&state=STATE").redirect


@pytest.mark.parametrize(
    "url",
    [
        f"http://{HOST}/oauth/callback?code=x&state=STATE",
        f"  http://{HOST}/oauth/callback?code=x&state=STATE \n",
        f"<http://{HOST}/oauth/callback?code=x&state=STATE>",
        "HTTP://LOCALHOST:45555/oauth/callback?state=STATE&code=x",
    ],
)
def test_a_pasted_redirect(url: str) -> None:
    verdict = judge_pasted(ATTEMPT, url)
    assert verdict.redirect is not None
    assert verdict.redirect.pasted
    assert verdict.redirect.code == "x"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "the-code-alone",
        "?code=x&state=STATE",
        f"https://{HOST}/oauth/callback?code=x&state=STATE",
        "http://localhost/oauth/callback?code=x&state=STATE",
        "http://evil.test/oauth/callback?code=x&state=STATE",
        f"http://{HOST}@evil.test/oauth/callback?code=x&state=STATE",
        f"http://u@{HOST}/oauth/callback?code=x&state=STATE",
        f"http://{HOST}/other?code=x&state=STATE",
        f"http://{HOST}/oauth/callback?code=x",
        f"http://{HOST}/oauth/callback?code=x&state=OTHER",
        f"http://{HOST}/oauth/callback?code=x&state=STATE#access_token=t",
        f"http://{HOST}/oauth/callback#code=x&state=STATE",
        f"http://{HOST}/oauth/callback?code=x&state=STATE&state=STATE",
        f"http://{HOST}/oauth/callback?code=ф&state=STATE",
        "https://www.workato.com/oauth/callback?code=x&state=STATE",
        "file:///oauth/callback?code=x&state=STATE",
    ],
)
def test_pasted_urls_pass_the_same_checks(url: str) -> None:
    assert judge_pasted(ATTEMPT, url).redirect is None


def test_the_clouds_callback_can_be_pasted_where_it_is_this_attempts() -> None:
    assert judge_pasted(CLOUD, "https://www.workato.com/oauth/callback?code=x&state=STATE").redirect
    assert not judge_pasted(CLOUD, f"http://{HOST}/oauth/callback?code=x&state=STATE").redirect


@given(
    method=st.text(max_size=8) | st.just("GET"),
    host=st.none() | st.text(max_size=20) | st.just(HOST),
    target=st.text(max_size=60) | st.text(max_size=60).map(lambda tail: "/oauth/callback?" + tail),
    headers=st.dictionaries(
        st.sampled_from(["sec-fetch-mode", "content-type", "purpose"]), st.text(max_size=20)
    ),
    body=st.binary(max_size=60),
    form_post=st.booleans(),
)
def test_no_input_raises_or_is_accepted_without_the_state(
    method: str, host: str | None, target: str, headers: dict[str, str], body: bytes, form_post: bool
) -> None:
    attempt = replace(ATTEMPT, form_post=form_post, state="NEVER-GUESSED")
    verdict = judge(attempt, method, host, target, headers=headers, body=body)
    assert verdict.redirect is None
    assert verdict.status in (400, 403, 404, 405)
    assert judge_pasted(attempt, target).redirect is None


@given(st.text(max_size=60))
def test_reasons_repeat_nothing_of_the_request(text: str) -> None:
    canary = f"canary{text}canary"
    for verdict in (
        judge(ATTEMPT, canary, HOST, "/oauth/callback"),
        judge(ATTEMPT, "GET", canary, "/"),
        judge(ATTEMPT, "GET", HOST, f"/{canary}"),
        judge(ATTEMPT, "GET", HOST, f"/oauth/callback?state={canary}&code={canary}"),
        judge(ATTEMPT, "GET", HOST, f"/oauth/callback?{canary}=1&{canary}=2"),
    ):
        assert "canary" not in verdict.reason
