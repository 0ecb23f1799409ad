"""Pictures of runs as they happen, of those that fail, and of long ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from authbench.errors import Code, Location
from authbench.events import (
    Body,
    Event,
    ExchangeError,
    ExchangeFinished,
    ExchangeStarted,
    Failure,
    HttpExchange,
    ListenerStarted,
    Outcome,
    PausePoint,
    RedirectIgnored,
    RedirectReceived,
    RenewalTriggered,
    RunFinished,
    RunKind,
    RunPaused,
    RunResumed,
    RunStarted,
    SecretLearned,
    StepFinished,
    StepName,
    StepStarted,
)
from authbench.journal import Journal
from authbench.journal.flow.drawing import MOST_EXCHANGES, FlowFollower, picture_of
from authbench.journal.flow.picture import (
    API,
    AUTHBENCH,
    AUTHORIZATION_SERVER,
    BROWSER,
    LaneKind,
    Message,
    MessageKind,
    MessageState,
    Picture,
    Topic,
    Wait,
)

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LOGIN = "https://login.example.com"
SERVICE = "https://api.example.org"
JSON = (("Content-Type", "application/json"),)
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
VERIFIER = "v" * 20 + "erifier-7f3a9c1e5b" * 2
TOKEN = "tok-5e1f0a9b7c3d2e4f"
PLAN = (StepName.FIELDS, StepName.CONSENT, StepName.TOKEN, StepName.TEST)


def exchange(number: int, step: str, method: str, url: str, **more: object) -> HttpExchange:
    started = HttpExchange(number, "run", step, method, url, AT + timedelta(seconds=number), float(number))
    return replace(started, **more)  # type: ignore[arg-type]


def began(kind: RunKind = RunKind.CONNECT, plan: tuple[StepName, ...] = PLAN) -> list[Event]:
    return [RunStarted("run", "c", kind, plan, AT)]


def ended(outcome: Outcome = Outcome.OK, failure: Failure | None = None) -> RunFinished:
    return RunFinished("run", outcome, 9.0, AT, failure)


def step(number: int, name: StepName) -> StepStarted:
    return StepStarted("run", number, name, AT)


def done(number: int, name: StepName, *, ok: bool = True) -> StepFinished:
    return StepFinished("run", number, name, ok, "", 0.1)


def both(one: HttpExchange, **answer: object) -> list[Event]:
    finished = replace(one, elapsed=0.5, **answer)  # type: ignore[arg-type]
    return [ExchangeStarted(one), ExchangeFinished(finished)]


VISIT = exchange(
    1,
    "authorize",
    "GET",
    f"{LOGIN}/authorize?client_id=id-1&scope=files.read&state=st-7a6b5c4d3e2f1a0b"
    "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    "&redirect_uri=http%3A%2F%2Flocalhost%3A45555%2Foauth%2Fcallback",
    browser=True,
)
BACK = exchange(
    2,
    "redirect",
    "GET",
    "http://localhost:45555/oauth/callback?code=c0de-51d84b06aa&state=st-7a6b5c4d3e2f1a0b",
    browser=True,
)
GRANT = exchange(
    3,
    "token",
    "POST",
    f"{LOGIN}/token",
    request_headers=FORM,
    request_body=Body(
        b"grant_type=authorization_code&code=c0de-51d84b06aa&client_id=id-1&code_verifier="
        + VERIFIER.encode()
    ),
)
TOKENS = {
    "status": 200,
    "response_headers": JSON,
    "response_body": Body(b'{"access_token":"%s","expires_in":3600,"token_type":"Bearer"}' % TOKEN.encode()),
}
CALL = exchange(4, "test", "GET", f"{SERVICE}/me", request_headers=(("Authorization", f"Bearer {TOKEN}"),))


def sign_in() -> list[Event]:
    return [
        *began(),
        step(1, StepName.FIELDS),
        done(1, StepName.FIELDS),
        step(2, StepName.CONSENT),
        SecretLearned(VERIFIER, "code verifier"),
        ListenerStarted("run", "http://localhost:45555/oauth/callback", ("127.0.0.1:45555",), AT),
        ExchangeStarted(VISIT),
        ExchangeFinished(replace(VISIT, elapsed=1.0)),
        ExchangeFinished(replace(BACK, status=303, elapsed=0.1)),
        RedirectReceived("run", True, None),
        done(2, StepName.CONSENT),
        step(3, StepName.TOKEN),
        *both(GRANT, **TOKENS),
        SecretLearned(TOKEN, "access token"),
        done(3, StepName.TOKEN),
        step(4, StepName.TEST),
        *both(CALL, status=200),
        done(4, StepName.TEST),
        ended(),
    ]


def journal_of(events: list[Event]) -> Journal:
    journal = Journal()
    for event in events:
        journal.record(event)
    return journal


def drawn(events: list[Event]) -> Picture:
    return picture_of(journal_of(events), "run")


def words(picture: Picture) -> list[str]:
    return [row.title for row in picture.rows]


def states(picture: Picture) -> list[MessageState]:
    return [row.state for row in picture.rows]


def until(events: list[Event], last: Callable[[Event], bool]) -> list[Event]:
    place = next(number for number, event in enumerate(events) if last(event))
    return events[: place + 1]


def followed_equals_drawn(events: list[Event]) -> None:
    journal = Journal()
    follower = FlowFollower(journal, "run")
    journal.subscribe(follower.take)
    for event in events:
        journal.record(event)
        assert follower.picture == picture_of(journal, "run")


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


def many(count: int) -> list[Event]:
    events = [*began(RunKind.TEST, (StepName.TEST,)), step(1, StepName.TEST)]
    for number in range(1, count + 1):
        events += both(replace(CALL, id=number, started_clock=float(number)), status=200)
    return events


def test_a_long_run_is_drawn_from_both_ends() -> None:
    picture = drawn(many(10_000))
    gap = next(row for row in picture.messages if row.left_out)
    assert gap.title == "… 9,900 more requests"
    assert gap.left_out == 10_000 - MOST_EXCHANGES
    assert len(picture.messages) == 2 * MOST_EXCHANGES + 1
    assert picture.messages[-1].number == 20_000
    assert picture.messages[99].exchange_id == 50
    assert picture.messages[101].exchange_id == 9_951


def test_a_long_run_may_be_followed() -> None:
    events = many(MOST_EXCHANGES + 3)
    journal = Journal()
    follower = FlowFollower(journal, "run")
    journal.subscribe(follower.take)
    for number, event in enumerate(events):
        journal.record(event)
        if number > 2 * MOST_EXCHANGES - 4:
            assert follower.picture == picture_of(journal, "run")
    assert any(row.left_out for row in follower.picture.messages)


def test_following_takes_no_longer_the_longer_a_run_is() -> None:
    journal = journal_of(many(10_000))
    follower = FlowFollower(journal, "run")
    follower.catch_up()
    looked: list[int] = []
    view = journal.view

    def counted(exchange_id: int, *, limit: int | None = None) -> object:
        looked.append(exchange_id)
        return view(exchange_id, limit=limit)

    journal.view = counted  # type: ignore[method-assign, assignment]
    assert len(follower.picture.messages) == 2 * MOST_EXCHANGES + 1
    assert len(looked) == MOST_EXCHANGES
    journal.subscribe(follower.take)
    looked.clear()
    for event in both(replace(CALL, id=10_001, started_clock=10_001.0), status=200):
        journal.record(event)
    assert not looked
    assert follower.picture.messages[-1].exchange_id == 10_001
    assert looked == [10_001]


def test_notices_of_other_runs_change_nothing() -> None:
    journal = Journal()
    follower = FlowFollower(journal, "other")
    journal.subscribe(lambda notice: taken.append(follower.take(notice)))
    taken: list[bool] = []
    for event in began():
        journal.record(event)
    assert taken == [False]
    assert follower.picture.rows == ()


STEPS = st.sampled_from((StepName.TEST, StepName.ACQUIRE, StepName.REFRESH, StepName.IDENTITY))
STATUSES = st.sampled_from((200, 302, 401, 500, None))


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Runs in which exchanges begin and end in any order, and rules ask in between."""
    events: list[Event] = began(RunKind.TEST, tuple(draw(st.lists(STEPS, max_size=4))))
    under_way: list[HttpExchange] = []
    clock = 0.0
    for number in range(1, draw(st.integers(1, 12))):
        clock += draw(st.floats(0.01, 2))
        match draw(st.sampled_from(("begin", "end", "rule", "step", "over", "ignored"))):
            case "begin":
                origin = draw(st.sampled_from((LOGIN, SERVICE)))
                one = exchange(number, str(draw(STEPS)), "GET", f"{origin}/x", started_clock=clock)
                under_way.append(one)
                events.append(ExchangeStarted(one))
            case "end" if under_way:
                one = under_way.pop(draw(st.integers(0, len(under_way) - 1)))
                status = draw(STATUSES)
                error = None if status else ExchangeError(Code.REQUEST_TIMEOUT, "late")
                events.append(
                    ExchangeFinished(
                        replace(one, status=status, error=error, elapsed=clock - one.started_clock)
                    )
                )
            case "rule":
                events.append(
                    RenewalTriggered("run", "refresh_on", "401", "status", draw(st.integers(1, 12)))
                )
            case "step":
                events.append(step(number, draw(STEPS)))
            case "over":
                events.append(done(number, draw(STEPS), ok=draw(st.booleans())))
            case "ignored":
                events.append(RedirectIgnored("run", "a request for another path"))
            case _:
                pass
    if draw(st.booleans()):
        events.append(ended(draw(st.sampled_from(Outcome))))
    return events


@given(histories())
def test_whatever_happens_the_follower_agrees_and_each_exchange_is_there_once(events: list[Event]) -> None:
    followed_equals_drawn(events)
    picture = drawn(events)
    messages: tuple[Message, ...] = picture.messages
    asked = [one.exchange_id for one in messages if one.kind is MessageKind.REQUEST and one.exchange_id]
    assert asked == [event.exchange.id for event in events if isinstance(event, ExchangeStarted)]
    answers = [
        one.exchange_id
        for one in messages
        if one.kind in (MessageKind.RESPONSE, MessageKind.REDIRECT) and one.exchange_id
    ]
    assert sorted(answers, key=str) == sorted(asked, key=str)
    assert [one.number for one in messages] == list(range(1, len(messages) + 1))
