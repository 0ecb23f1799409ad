"""The fault switches, each by what it does to the wire."""

import threading
import time

import httpx
import pytest

from authbench.demo import DemoProvider, Faults, FaultSwitches
from support.demo_oauth import (
    CLIENT,
    authorization_url,
    bearer,
    code_form,
    new_code,
    new_tokens,
    refresh_form,
    secret_of,
)
from support.demo_person import Person, parameters


def credentials(provider: DemoProvider, http: httpx.Client) -> httpx.Response:
    auth = httpx.BasicAuth(CLIENT, secret_of(provider))
    return http.post("/oauth2/token", data={"grant_type": "client_credentials"}, auth=auth)


def test_everything_is_off_at_first_and_after_reset() -> None:
    switches = FaultSwitches()
    assert switches.now() == Faults()
    assert not Faults().disturbs_answers
    switches.set(status=500, deny_consent=True)
    assert switches.status == 500
    switches.wrong_state = True
    assert switches.now() == Faults(status=500, deny_consent=True, wrong_state=True)
    switches.reset()
    assert switches.now() == Faults()


def test_unknown_switches_are_refused() -> None:
    switches = FaultSwitches()
    with pytest.raises(TypeError):
        switches.set(explode=True)
    with pytest.raises(AttributeError):
        switches.explode = True
    with pytest.raises(AttributeError):
        _ = switches.explode


def test_a_counted_fault_is_taken_by_exactly_so_many_threads() -> None:
    switches = FaultSwitches()
    switches.set(status=503, times=7, where="all", clock_skew=5.0)
    taken: list[Faults | None] = []
    threads = [
        threading.Thread(target=lambda: taken.extend(switches.take("api") for _ in range(10)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([faults for faults in taken if faults is not None]) == 7
    assert switches.now() == Faults(where="all", clock_skew=5.0)


def test_a_status_once(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    token = new_tokens(provider, http, person)["access_token"]
    provider.faults.set(status=500, times=1)
    answer = http.get("/api/bearer", headers=bearer(token))
    assert (answer.status_code, answer.json()["error"]) == (500, "demo_fault")
    assert http.get("/api/bearer", headers=bearer(token)).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"), [('{"error":"x"}', "application/json"), ("<h1>no</h1>", "text/plain; charset=utf-8")]
)
def test_a_chosen_status_and_body(provider: DemoProvider, http: httpx.Client, body: str, kind: str) -> None:
    for status in (400, 401, 403, 503):
        provider.faults.set(status=status, body=body)
        answer = http.get("/api/bearer")
        assert (answer.status_code, answer.text, answer.headers["Content-Type"]) == (status, body, kind)
        assert ("WWW-Authenticate" in answer.headers) == (status == 401)


def test_where_says_what_is_touched(provider: DemoProvider, http: httpx.Client) -> None:
    provider.faults.set(status=500)
    assert credentials(provider, http).status_code == 200
    provider.faults.where = "token"
    assert credentials(provider, http).status_code == 500
    assert http.get("/api/bearer").status_code == 401
    provider.faults.where = "all"
    assert (credentials(provider, http).status_code, http.get("/api/bearer").status_code) == (500, 500)
    lark = {"Host": "open.larksuite.com"}
    provider.faults.where = "token"
    path = "/open-apis/auth/v3/tenant_access_token/internal"
    assert http.post(path, json={}, headers=lark).status_code == 500


def test_an_error_behind_200(provider: DemoProvider, http: httpx.Client) -> None:
    provider.faults.set(error_in_200=True, where="all")
    answer = credentials(provider, http)
    assert (answer.status_code, answer.json()["error"]) == (200, "demo_fault")


def test_malformed_json_and_wrong_content_type(provider: DemoProvider, http: httpx.Client) -> None:
    provider.faults.set(malformed_json=True, where="token")
    answer = credentials(provider, http)
    assert answer.status_code == 200
    with pytest.raises(ValueError):
        answer.json()
    provider.faults.set(malformed_json=False, wrong_content_type=True)
    answer = credentials(provider, http)
    assert answer.headers.get_list("Content-Type") == ["text/html; charset=utf-8"]
    assert "access_token" in answer.json()


def test_slow_answers_hold_up_nobody_else(provider: DemoProvider, http: httpx.Client) -> None:
    provider.faults.set(slow_seconds=30.0, where="api")
    with httpx.Client(base_url=provider.origin, trust_env=False) as other:
        with pytest.raises(httpx.ReadTimeout):
            http.get("/api/bearer", timeout=httpx.Timeout(5, read=0.2))
        assert credentials(provider, other).status_code == 200
    provider.faults.set(slow_seconds=0.05)
    started = time.monotonic()
    assert http.get("/api/bearer").status_code == 401
    assert time.monotonic() - started >= 0.05


def test_denied_consent(provider: DemoProvider, http: httpx.Client) -> None:
    provider.faults.deny_consent = True
    answered = parameters(http.get(authorization_url(provider)).headers["Location"])
    assert (answered["error"], answered["state"]) == ("access_denied", "s-1")


def test_wrong_state_and_wrong_issuer(provider: DemoProvider, person: Person) -> None:
    provider.faults.set(wrong_state=True, wrong_issuer=True)
    answered = parameters(person.answer(authorization_url(provider)))
    assert answered["state"] != "s-1"
    assert answered["iss"] != provider.origin


def test_token_lifetime_and_rotation(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    provider.faults.set(token_lifetime=5.0, rotate_refresh_tokens=False)
    tokens = new_tokens(provider, http, person)
    assert tokens["expires_in"] == 5
    for _ in range(2):
        renewed = http.post("/oauth2/token", data=refresh_form(provider, tokens["refresh_token"])).json()
        assert "refresh_token" not in renewed
    provider.faults.rotate_refresh_tokens = True
    assert (
        "refresh_token"
        in http.post("/oauth2/token", data=refresh_form(provider, tokens["refresh_token"])).json()
    )


def test_a_refused_refresh(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    tokens = new_tokens(provider, http, person)
    provider.faults.refuse_refresh = True
    form = refresh_form(provider, tokens["refresh_token"])
    assert http.post("/oauth2/token", data=form).json()["error"] == "invalid_grant"
    provider.faults.reset()
    assert http.post("/oauth2/token", data=form).status_code == 200


def test_clock_skew_moves_the_providers_clock(
    provider: DemoProvider, http: httpx.Client, person: Person
) -> None:
    token = new_tokens(provider, http, person)["access_token"]
    before = http.get("/oauth2/jwks").headers["Date"]
    provider.faults.clock_skew = 7200.0
    assert http.get("/oauth2/jwks").headers["Date"] != before
    assert "expired" in http.get("/api/bearer", headers=bearer(token)).json()["error_description"]


def test_revoke_all_ends_codes_and_tokens(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    tokens = new_tokens(provider, http, person)
    code = new_code(provider, person)
    assert provider.revoke_all() == 1
    assert http.get("/api/bearer", headers=bearer(tokens["access_token"])).status_code == 401
    refused = http.post("/oauth2/token", data=refresh_form(provider, tokens["refresh_token"]))
    assert refused.json()["error"] == "invalid_grant"
    assert http.post("/oauth2/token", data=code_form(provider, code)).json()["error"] == "invalid_grant"
    assert provider.revoke("unknown") is False
    assert provider.revoke_all() == 0


def test_whether_anything_is_on() -> None:
    assert not Faults().any_on
    assert not Faults(where="all", times=3, body="{}").any_on
    for faults in (Faults(deny_consent=True), Faults(clock_skew=-1.0), Faults(rotate_refresh_tokens=False)):
        assert faults.any_on


def test_switches_are_exchanged_as_a_whole() -> None:
    switches = FaultSwitches()
    switches.set(status=500, times=2)
    assert switches.exchange(Faults(refuse_refresh=True)) == Faults(status=500, times=2)
    assert switches.now() == Faults(refuse_refresh=True)


def test_one_access_token_expires(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    tokens = new_tokens(provider, http, person)
    assert provider.knows(tokens["access_token"])
    assert provider.knows(tokens["refresh_token"])
    assert not provider.knows("unknown")
    assert provider.expire(tokens["access_token"])
    assert not provider.expire(tokens["refresh_token"])
    refused = http.get("/api/bearer", headers=bearer(tokens["access_token"]))
    assert "expired" in refused.json()["error_description"]
    renewed = http.post("/oauth2/token", data=refresh_form(provider, tokens["refresh_token"])).json()
    assert http.get("/api/bearer", headers=bearer(renewed["access_token"])).status_code == 200


def test_tokens_are_put_back_as_they_were(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    tokens = new_tokens(provider, http, person)
    access, refresh = tokens["access_token"], tokens["refresh_token"]
    put_back = provider.remember(access, refresh, "unknown")
    provider.expire(access)
    provider.revoke(access)
    http.post("/oauth2/token", data=refresh_form(provider, refresh))
    assert http.post("/oauth2/token", data=refresh_form(provider, refresh)).status_code == 400
    put_back()
    assert http.get("/api/bearer", headers=bearer(access)).status_code == 200
    assert http.post("/oauth2/token", data=refresh_form(provider, refresh)).status_code == 200
