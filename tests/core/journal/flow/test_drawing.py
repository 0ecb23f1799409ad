"""Pictures of runs as they happen, and of those that fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from authbench.errors import Code, Location
from authbench.events import (
    Body,
    Event,
    ExchangeError,
    ExchangeFinished,
    ExchangeStarted,
    Failure,
    Outcome,
    PausePoint,
    RedirectIgnored,
    RenewalTriggered,
    RunKind,
    RunPaused,
    RunResumed,
    StepFinished,
    StepName,
)
from authbench.journal import Journal
from authbench.journal.flow.drawing import FlowFollower, picture_of
from authbench.journal.flow.picture import (
    API,
    AUTHBENCH,
    AUTHORIZATION_SERVER,
    BROWSER,
    LaneKind,
    MessageKind,
    MessageState,
    Topic,
    Wait,
)
from support.flow_events import (
    AT,
    BACK,
    CALL,
    GRANT,
    JSON,
    LOGIN,
    PLAN,
    SERVICE,
    TOKENS,
    VISIT,
    began,
    both,
    done,
    drawn,
    ended,
    exchange,
    followed_equals_drawn,
    journal_of,
    sign_in,
    states,
    step,
    until,
    words,
)


def test_a_sign_in_is_drawn_as_it_should_be() -> None:
    picture = drawn(sign_in())
    assert [(lane.key, lane.title, lane.detail) for lane in picture.lanes] == [
        (AUTHBENCH, "Authbench", ""),
        (BROWSER, "Your browser", ""),
        (LOGIN, "Authorization server", "login.example.com"),
        (SERVICE, "API", "api.example.org"),
    ]
    assert words(picture) == [
        "1 open authorize URL",
        "2 GET /authorize",
        "Sign in and allow access",
        "3 redirect with code",
        "4 GET localhost:45555/oauth/callback",
        "5 303 See Other: how it went",
        "6 POST /token · code + verifier",
        "7 access token",
        "8 GET /me · Bearer",
        "9 200 OK",
    ]
    assert [message.detail.text for message in picture.messages] == [
        "state ① · S256 challenge E9Melhoa… · redirect localhost:45555",
        "client_id id-1 · scope files.read",
        "authorization code ① · state ①",
        "authorization code ① · state ①",
        "a page without the code in its address",
        "grant_type authorization_code · authorization code ① · code verifier ① · client_id id-1",
        "access token ① · expires in 3600 s · token_type Bearer",
        "Bearer access token ①",
        "",
    ]
    (wait,) = [row for row in picture.rows if isinstance(row, Wait)]
    assert (wait.lane, wait.since, wait.until) == (LOGIN, VISIT.started_at, BACK.started_at)
    assert picture.kind is RunKind.CONNECT
    assert picture.outcome is Outcome.OK


def test_the_chips_of_one_token_are_the_same_wherever_it_goes() -> None:
    picture = drawn(sign_in())
    seen = [
        (message.number, chip.label, chip.number)
        for message in picture.messages
        for chip in message.detail.chips
        if "token" in chip.label
    ]
    assert seen == [(7, "access token", 1), (8, "access token", 1)]
    for message in picture.messages:
        for chip in message.detail.chips:
            assert message.detail.text[chip.start : chip.end].startswith(chip.label)


def test_what_is_still_to_come_is_grey_and_becomes_real() -> None:
    events = sign_in()
    before = drawn(until(events, lambda event: isinstance(event, StepFinished)))
    assert set(states(before)) == {MessageState.FUTURE}
    assert [lane.key for lane in before.lanes] == [AUTHBENCH, BROWSER, AUTHORIZATION_SERVER, API]
    assert len(before.rows) == 10
    waiting = drawn(until(events, lambda event: isinstance(event, ExchangeStarted)))
    assert states(waiting)[:3] == [MessageState.DONE, MessageState.DONE, MessageState.PENDING]
    assert set(states(waiting)[3:]) == {MessageState.FUTURE}
    assert "4 GET localhost:45555/oauth/callback" in words(waiting)
    assert "6 token request · code + verifier" in words(waiting)
    assert [lane.key for lane in waiting.lanes] == [AUTHBENCH, BROWSER, LOGIN, API]
    after = drawn(events)
    assert MessageState.FUTURE not in states(after)


def test_a_plan_is_drawn_before_its_run() -> None:
    picture = picture_of(Journal(), "", PLAN)
    assert [lane.kind for lane in picture.lanes] == [
        LaneKind.AUTHBENCH,
        LaneKind.BROWSER,
        LaneKind.AUTHORIZATION_SERVER,
        LaneKind.API,
    ]
    assert set(states(picture)) == {MessageState.FUTURE}


def test_at_every_moment_what_was_followed_is_what_is_drawn() -> None:
    followed_equals_drawn(sign_in())


def test_what_is_told_after_it_was_caught_up_with_changes_nothing() -> None:
    # A window hears of events later than the journal does, and asks the journal when it opens a picture.
    events = sign_in()
    for count in range(1, len(events) + 1):
        journal = journal_of(events[:count])
        follower = FlowFollower(journal, "run")
        follower.catch_up()
        before = follower.picture
        for notice in journal.notices("run"):
            follower.take(notice)
        assert follower.picture == before


def refusal() -> list[Event]:
    """No token, a token, once more."""
    refused = exchange(1, "test", "GET", f"{SERVICE}/me", request_headers=(("Authorization", "Bearer"),))
    asked = exchange(
        2,
        "acquire",
        "POST",
        f"{SERVICE}/login",
        request_headers=JSON,
        request_body=Body(b'{"password":"s3cret-9a"}'),
    )
    again = replace(CALL, id=3, started_clock=3.0)
    return [
        *began(RunKind.TEST, (StepName.TEST, StepName.ACQUIRE, StepName.TEST)),
        step(1, StepName.TEST),
        *both(refused, status=401, reason="Unauthorized"),
        ExchangeFinished(replace(refused, status=401, elapsed=0.5, expected_refusal=True)),
        RenewalTriggered("run", "refresh_on", "401", "status", 1, Location("connector.rb", 7)),
        done(1, StepName.TEST),
        step(2, StepName.ACQUIRE),
        *both(asked, **TOKENS),
        done(2, StepName.ACQUIRE),
        step(3, StepName.TEST),
        *both(again, status=200),
        done(3, StepName.TEST),
        ended(),
    ]


def test_a_refusal_leads_to_a_token_and_once_more() -> None:
    picture = drawn(refusal())
    assert [(lane.title, lane.kind) for lane in picture.lanes[1:]] == [
        ("Authorization server and API", LaneKind.SERVER)
    ]
    assert words(picture) == [
        "1 GET /me",
        "2 401 Unauthorized",
        "3 rule refresh_on 401",
        "4 POST /login",
        "5 access token",
        "6 GET /me · Bearer",
        "7 200 OK",
    ]
    assert states(picture)[1] is MessageState.EXPECTED
    assert picture.messages[0].detail.text == "Bearer without a token"
    assert picture.messages[2].detail.text == "found in the status of the answer · line 7"
    followed_equals_drawn(refusal())


def test_what_a_rule_found_in_a_good_answer_is_a_refusal() -> None:
    events = [
        *began(RunKind.TEST, (StepName.TEST,)),
        step(1, StepName.TEST),
        *both(CALL, status=200, response_headers=JSON, response_body=Body(b'{"code":99}')),
        RenewalTriggered("run", "detect_on", "99", "body", 4),
    ]
    picture = drawn(events)
    assert picture.messages[1].state is MessageState.FAILED
    assert picture.messages[1].topic is Topic.REFUSED
    assert words(picture)[3:] == ["4 renew the token", "5 access token", "6 test request", "7 answer"]


def test_failures_are_drawn_as_such() -> None:
    for code, topic, said in (
        (Code.TLS_FAILED, Topic.UNTRUSTED, "2 no trusted connection"),
        (Code.DNS_FAILED, Topic.NO_ANSWER, "2 no answer"),
        (Code.CANCELLED, Topic.CANCELLED, "2 cancelled"),
    ):
        picture = drawn(
            [*began(), *both(CALL, error=ExchangeError(code, "it failed")), ended(Outcome.FAILED)]
        )
        answer = picture.messages[1]
        assert (answer.title, answer.state, answer.topic) == (said, MessageState.FAILED, topic)
        assert len(picture.rows) == 2


def test_what_was_under_way_when_the_run_ended_is_cancelled() -> None:
    waiting = [*began(), ExchangeStarted(CALL)]
    assert states(drawn(waiting))[:2] == [MessageState.DONE, MessageState.PENDING]
    picture = drawn([*waiting, ended(Outcome.CANCELLED)])
    assert [message.topic for message in picture.messages[1:]] == [Topic.CANCELLED]


def test_a_sign_in_that_nobody_ends_has_no_redirect() -> None:
    waiting = until(sign_in(), lambda event: isinstance(event, ExchangeFinished))
    picture = drawn([*waiting, done(2, StepName.CONSENT, ok=False), ended(Outcome.FAILED)])
    assert words(picture)[3:] == ["3 no redirect came"]
    assert states(picture)[2:] == [MessageState.DONE, MessageState.FAILED]
    cancelled = drawn([*waiting, ended(Outcome.CANCELLED)])
    assert words(cancelled)[3:] == ["3 cancelled"]


def test_a_refused_sign_in_says_so() -> None:
    denied = replace(
        BACK,
        url="http://localhost:45555/oauth/callback?error=access_denied&state=st-7a6b5c4d3e2f1a0b",
        status=303,
        elapsed=0.1,
    )
    waiting = until(sign_in(), lambda event: isinstance(event, ExchangeFinished))
    picture = drawn([*waiting, ExchangeFinished(denied), done(2, StepName.CONSENT, ok=False)])
    assert words(picture)[3:5] == [
        "3 redirect with error access_denied",
        "4 GET localhost:45555/oauth/callback",
    ]
    assert states(picture)[3:5] == [MessageState.FAILED, MessageState.FAILED]
    assert picture.messages[2].topic is Topic.DENIED_REDIRECT


def test_a_pasted_redirect_has_no_answer() -> None:
    waiting = until(sign_in(), lambda event: isinstance(event, ExchangeFinished))
    picture = drawn([*waiting, ExchangeFinished(replace(BACK, elapsed=0.1))])
    assert words(picture)[4] == "4 redirect URL, pasted by hand"
    assert picture.messages[4].state is MessageState.FUTURE


def test_something_else_at_the_redirect_address_is_shown() -> None:
    waiting = until(sign_in(), lambda event: isinstance(event, ExchangeStarted))
    picture = drawn([*waiting, RedirectIgnored("run", "a redirect without state")])
    ignored = next(one for one in picture.messages if one.topic is Topic.CALLBACK_IGNORED)
    assert ignored.detail.text == "a redirect without state"
    assert ignored.state is MessageState.FAILED


def test_an_end_that_no_message_tells_of_is_told() -> None:
    failure = Failure(Code.FIELDS_INVALID, "Fill in Site")
    picture = drawn([*began(), ended(Outcome.FAILED, failure)])
    assert [(row.title, row.topic) for row in picture.messages] == [("1 stopped", Topic.STOPPED)]
    assert picture.messages[0].detail.text == "Fill in Site"


def test_redirects_go_to_a_host_of_their_own() -> None:
    moved = both(CALL, status=302, response_headers=(("Location", "https://cdn.example.net/me"),))
    then = both(
        exchange(5, "test", "GET", "https://cdn.example.net/me", redirected_from=4, started_clock=5.0),
        status=200,
    )
    picture = drawn([*began(), *moved, *then, ended()])
    assert [(lane.title, lane.kind) for lane in picture.lanes[1:]] == [
        ("API", LaneKind.API),
        ("cdn.example.net", LaneKind.HOST),
    ]
    assert picture.messages[1].kind is MessageKind.REDIRECT
    assert picture.messages[1].detail.text == "Location https://cdn.example.net/me"


def test_answers_to_requests_at_once_come_when_they_come() -> None:
    slow = replace(CALL, started_clock=1.0)
    quick = replace(CALL, id=5, started_clock=1.1)
    events: list[Event] = [
        *began(),
        ExchangeStarted(slow),
        ExchangeStarted(quick),
        ExchangeFinished(replace(quick, status=200, elapsed=0.2)),
        ExchangeFinished(replace(slow, status=200, elapsed=0.9)),
        ended(),
    ]
    picture = drawn(events)
    assert [(row.kind, row.exchange_id) for row in picture.messages] == [
        (MessageKind.REQUEST, 4),
        (MessageKind.REQUEST, 5),
        (MessageKind.RESPONSE, 5),
        (MessageKind.RESPONSE, 4),
    ]
    followed_equals_drawn(events)


def test_a_digest_challenge_is_no_failure() -> None:
    challenge = (("WWW-Authenticate", 'Digest realm="r", qop="auth", nonce="n"'),)
    first = replace(CALL, request_headers=())
    answered = (("Authorization", 'Digest username="u", response="6629fae49393a05397450978507c4ef1"'),)
    second = replace(CALL, id=5, started_clock=6.0, request_headers=answered)
    picture = drawn(
        [*began(), *both(first, status=401, response_headers=challenge), *both(second, status=200), ended()]
    )
    assert words(picture)[1:3] == ["2 401 Unauthorized · Digest challenge", "3 GET /me · Digest"]
    assert picture.messages[1].state is MessageState.EXPECTED
    assert picture.messages[1].detail.text == "realm r · qop auth"


def test_hosts_of_one_site_are_one_authorization_server() -> None:
    elsewhere = replace(GRANT, url="https://oauth.example.com/token")
    picture = drawn([*began(), *both(replace(VISIT, status=None)), *both(elsewhere, **TOKENS)])
    servers = [lane for lane in picture.lanes if lane.kind is LaneKind.AUTHORIZATION_SERVER]
    assert [(lane.key, lane.detail) for lane in servers] == [(LOGIN, "login.example.com, oauth.example.com")]


def test_a_pause_is_a_wait_of_authbench() -> None:
    paused = RunPaused("run", PausePoint.CALL, "test", "GET", f"{SERVICE}/me?a=b", AT)
    waiting = [*began(RunKind.TEST, (StepName.TEST,)), step(1, StepName.TEST), paused]
    picture = drawn(waiting)
    assert words(picture) == ["Paused before GET api.example.org/me", "1 test request", "2 answer"]
    assert states(picture)[0] is MessageState.PENDING
    later = AT + timedelta(seconds=3)
    gone_on = drawn([*waiting, RunResumed("run", ("body",), False, 3.0, later), *both(CALL, status=200)])
    wait = gone_on.rows[0]
    assert isinstance(wait, Wait)
    assert (wait.lane, wait.until, wait.state, wait.topic) == (
        AUTHBENCH,
        later,
        MessageState.DONE,
        Topic.PAUSED,
    )
    aborted = drawn([*waiting, RunResumed("run", (), True, 3.0, later), ended(Outcome.CANCELLED)])
    assert states(aborted) == [MessageState.FAILED, MessageState.FAILED]
    followed_equals_drawn([*waiting, RunResumed("run", (), True, 3.0, later), ended(Outcome.CANCELLED)])
