"""The authorization endpoint and its pages: what is refused, how, and what goes back."""

from urllib.parse import urljoin

import httpx
import pytest

from authbench.demo import DemoProvider
from support.demo_clock import Clock
from support.demo_oauth import CHALLENGE, REDIRECT, authorization_url
from support.demo_person import Person, forms_in, parameters


def refused(http: httpx.Client, url: str) -> dict[str, str]:
    """The parameters of the error redirect that answers an authorization URL."""
    answer = http.get(url)
    assert answer.status_code == 303, answer.text
    location = answer.headers["Location"]
    assert location.startswith(f"{REDIRECT}?")
    return parameters(location)


def test_a_code_comes_back_with_state_and_issuer(provider: DemoProvider, person: Person) -> None:
    answered = parameters(person.answer(authorization_url(provider)))
    assert answered["state"] == "s-1"
    assert answered["iss"] == provider.origin
    assert len(answered["code"]) >= 43
    assert set(answered) == {"code", "state", "iss"}


def test_without_state_none_comes_back(provider: DemoProvider, person: Person) -> None:
    assert "state" not in parameters(person.answer(authorization_url(provider, "state")))


@pytest.mark.parametrize(
    ("changes", "without", "error"),
    [
        ({}, ("response_type",), "invalid_request"),
        ({"response_type": "token"}, (), "unsupported_response_type"),
        ({"response_type": "code token"}, (), "unsupported_response_type"),
        ({"response_mode": "fragment"}, (), "invalid_request"),
        ({"scope": "openid root"}, (), "invalid_scope"),
        ({"code_challenge_method": "S512"}, (), "invalid_request"),
        ({"code_challenge": "too-short"}, (), "invalid_request"),
        ({"code_challenge": CHALLENGE + "="}, (), "invalid_request"),
        ({"request": "x.y.z"}, (), "request_not_supported"),
        ({"prompt": "none"}, (), "login_required"),
        ({"client_id": "demo-public-client"}, ("code_challenge",), "invalid_request"),
    ],
)
def test_a_wrong_request_is_reported_by_redirect(
    provider: DemoProvider,
    http: httpx.Client,
    changes: dict[str, str],
    without: tuple[str, ...],
    error: str,
) -> None:
    answered = refused(http, authorization_url(provider, *without, **changes))
    assert answered["error"] == error
    assert answered["state"] == "s-1"
    assert answered["iss"] == provider.origin
    assert "code" not in answered


@pytest.mark.parametrize(
    ("changes", "without"),
    [
        ({"client_id": "someone-else"}, ()),
        ({}, ("client_id",)),
        ({}, ("redirect_uri",)),
        ({"redirect_uri": "https://evil.test/oauth/callback"}, ()),
        ({"redirect_uri": "http://127.0.0.1:50123/other"}, ()),
        ({"redirect_uri": "http://127.0.0.1:50123/oauth/callback?x=1"}, ()),
        ({"redirect_uri": "http://127.0.0.1:50123/oauth/callback#x"}, ()),
        ({"redirect_uri": "http://127.0.0.1.evil.test:50123/oauth/callback"}, ()),
        ({"redirect_uri": "http://user@127.0.0.1:50123/oauth/callback"}, ()),
        ({"redirect_uri": "javascript:alert(1)"}, ()),
        ({"redirect_uri": "<script>alert(1)</script>"}, ()),
    ],
)
def test_without_a_sure_redirect_the_person_stays_on_a_page(
    provider: DemoProvider, http: httpx.Client, changes: dict[str, str], without: tuple[str, ...]
) -> None:
    answer = http.get(authorization_url(provider, *without, **changes))
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert "<script" not in answer.text
    assert "DEMO" in answer.text


@pytest.mark.parametrize("name", ["state", "scope", "response_type", "code_challenge"])
def test_a_repeated_parameter_is_refused(provider: DemoProvider, http: httpx.Client, name: str) -> None:
    answered = refused(http, f"{authorization_url(provider)}&{name}=again")
    assert answered["error"] == "invalid_request"
    assert ("state" in answered) == (name != "state")


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_a_repeated_client_or_redirect_redirects_nowhere(
    provider: DemoProvider, http: httpx.Client, name: str
) -> None:
    assert http.get(f"{authorization_url(provider)}&{name}=again").status_code == 400


def test_cancel_on_either_page_denies_access(provider: DemoProvider, http: httpx.Client) -> None:
    for page_of in (Person.consent_page, lambda someone, url: someone.http.get(url)):
        with Person() as someone:
            url = authorization_url(provider)
            answer = someone.submit(page_of(someone, url), "cancel")
            answered = parameters(answer.headers["Location"])
            assert answered["error"] == "access_denied"
            assert answered["state"] == "s-1"


def test_a_wrong_password_is_asked_for_again(provider: DemoProvider, person: Person) -> None:
    page = person.http.get(authorization_url(provider))
    again = person.submit(page, "sign-in", password="guess")
    assert again.status_code == 400
    assert 'role="alert"' in again.text
    moved = person.submit(again, "sign-in")
    assert moved.status_code == 303


def test_a_signed_in_person_goes_straight_to_consent(provider: DemoProvider, person: Person) -> None:
    person.answer(authorization_url(provider))
    assert "wants access" in person.http.get(authorization_url(provider)).text
    assert 'name="password"' in person.http.get(authorization_url(provider, prompt="login")).text
    none = person.http.get(authorization_url(provider, prompt="none"))
    assert parameters(none.headers["Location"])["error"] == "consent_required"


def test_signing_out_asks_for_the_password_again(provider: DemoProvider, person: Person) -> None:
    page = person.consent_page(authorization_url(provider))
    form = forms_in(page.text)[0]
    assert form.action == "/demo/sign-out"
    out = person.http.post(urljoin(provider.origin, form.action), data=form.values)
    assert 'name="password"' in out.text


def test_signing_in_changes_the_session_value(provider: DemoProvider, person: Person) -> None:
    page = person.http.get(authorization_url(provider))
    before = dict(person.http.cookies)
    moved = person.submit(page, "sign-in")
    assert dict(person.http.cookies) != before
    cookie = moved.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    stale = httpx.get(urljoin(provider.origin, moved.headers["Location"]), cookies=before)
    assert stale.status_code == 410


@pytest.mark.parametrize(
    ("headers", "values"),
    [
        ({}, {"form_token": "guessed"}),
        ({}, {"form_token": ""}),
        ({"Origin": "https://evil.test"}, {}),
        ({"Origin": "null"}, {}),
        ({"Sec-Fetch-Site": "cross-site"}, {}),
        ({"Content-Type": "text/plain"}, {}),
    ],
)
def test_a_forged_form_changes_nothing(
    provider: DemoProvider, person: Person, headers: dict[str, str], values: dict[str, str]
) -> None:
    page = person.consent_page(authorization_url(provider))
    form = forms_in(page.text)[-1]
    target = urljoin(str(page.url), form.action)
    data = {**form.values, "action": "allow", **values}
    forged = person.http.post(target, data=data, headers=headers)
    assert forged.status_code == 403
    assert provider.issued() == ()
    assert person.submit(page, "allow").status_code == 303


def test_a_form_of_another_visit_is_refused(provider: DemoProvider, person: Person) -> None:
    page = person.consent_page(authorization_url(provider))
    with Person() as attacker:
        attacker.consent_page(authorization_url(provider))
        assert attacker.submit(page, "allow").status_code == 403


def test_an_answered_page_is_done(provider: DemoProvider, person: Person) -> None:
    page = person.consent_page(authorization_url(provider))
    assert person.submit(page, "allow").status_code == 303
    assert person.submit(page, "allow").status_code == 410
    assert len(provider.issued()) == 1


def test_a_page_that_waited_too_long_is_done(provider: DemoProvider, person: Person, clock: Clock) -> None:
    page = person.consent_page(authorization_url(provider))
    clock.ahead = 601
    assert person.submit(page, "allow").status_code == 410


def test_pages_keep_to_themselves(provider: DemoProvider, person: Person) -> None:
    page = person.http.get(authorization_url(provider))
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "form-action 'self' http://127.0.0.1:50123;" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in page.headers


def test_an_ipv6_redirect_is_allowed_by_scheme(provider: DemoProvider, person: Person) -> None:
    url = authorization_url(provider, redirect_uri="http://[::1]:50123/oauth/callback")
    policy = person.http.get(url).headers["Content-Security-Policy"]
    assert "form-action 'self' http:;" in policy
    assert person.answer(url).startswith("http://[::1]:50123/oauth/callback?code=")


def test_only_get_opens_the_pages(provider: DemoProvider, http: httpx.Client) -> None:
    answer = http.post(authorization_url(provider))
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"


def test_other_samples_clients_come_by_the_same_address(provider: DemoProvider, person: Person) -> None:
    url = authorization_url(
        provider,
        client_id="demo-atlassian-client",
        scope="read:me offline_access",
        audience="api.atlassian.com",
        prompt="consent",
    ).replace("/oauth2/authorize", "/authorize")
    assert parameters(person.answer(url))["iss"] == "https://auth.atlassian.com"


def test_a_foreign_host_knows_its_own_clients_only(provider: DemoProvider, http: httpx.Client) -> None:
    answer = http.get(authorization_url(provider), headers={"Host": "www.dropbox.com"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("redirect", "shown"),
    [
        (
            "https://jo:s3cr3t-4711@evil.test/cb?token=s3cr3t-4711",
            "https://evil.test/cb with a name or password",
        ),
        (
            "https://evil.test/cb?token=s3cr3t-4711#s3cr3t-4711",
            "https://evil.test/cb with a query and a fragment",
        ),
        ("app.example:/back?x=s3cr3t-4711", "app.example:/back with a query"),
        ("https://[s3cr3t-4711", "an address that cannot be read"),
        ("https://evil.test/\u202egnp.exe\x1b", "https://evil.test/\N{REPLACEMENT CHARACTER}gnp.exe"),
        ("https://evil.test/<script>alert(1)</script>", "https://evil.test/&lt;script&gt;"),
        ("https://evil.test/" + "x" * 5000, "x" * 200),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_a_dead_end_says_where_it_would_lead_and_nothing_secret(
    provider: DemoProvider, http: httpx.Client, redirect: str, shown: str
) -> None:
    answer = http.get(authorization_url(provider, redirect_uri=redirect))
    assert answer.status_code == 400
    assert shown in answer.text
    assert "s3cr3t-4711" not in answer.text
    assert "x" * 400 not in answer.text
    assert "href" not in answer.text
