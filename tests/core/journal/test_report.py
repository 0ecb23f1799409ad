import secrets
from datetime import UTC, datetime, timedelta

from authbench.errors import Location
from authbench.events import (
    AuthorizationUrlReady,
    Body,
    BrowserOpened,
    ConsoleLine,
    Event,
    ExchangeFinished,
    Failure,
    HttpExchange,
    ListenerStarted,
    NoteAdded,
    Outcome,
    RedirectIgnored,
    RedirectReceived,
    RunFinished,
    RunKind,
    RunStarted,
    SecretLearned,
    SettingsChanged,
    StepFinished,
    StepName,
    StepStarted,
)
from authbench.journal import Journal

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_a_report_tells_the_whole_run_without_a_secret() -> None:
    token = secrets.token_urlsafe(30)
    failure = Failure("invalid_client", f"refused {token}", step="token", exchange_id=1)
    exchange = HttpExchange(
        id=1,
        run_id="run",
        step="token",
        method="POST",
        url=f"https://a.test/token?x={token}",
        started_at=AT,
        started_clock=0.0,
        request_headers=(("Content-Type", "application/x-www-form-urlencoded"),),
        request_body=Body(f"grant_type=authorization_code&code={token}".encode(), 40),
        status=401,
        reason="Unauthorized",
        response_body=Body(b'{"error":"invalid_client"}', 26),
        elapsed=0.04,
        lambda_location=Location("a.rb", 3, 1, "test"),
        sent_to="http://127.0.0.1:48011",
    )
    events: list[Event] = [
        RunStarted("run", "c", RunKind.CONNECT, (StepName.FIELDS, StepName.CONSENT), AT),
        StepStarted("run", 1, StepName.CONSENT, AT, f"cause {token}"),
        ListenerStarted(
            "run", "http://localhost:45555/oauth/callback", ("127.0.0.1",), AT + timedelta(minutes=5)
        ),
        AuthorizationUrlReady("run", f"https://a.test/authorize?state={token}&scope=files.read"),
        BrowserOpened("run", True),
        RedirectIgnored("run", f"wrong state {token}"),
        RedirectReceived("run", True, None),
        StepFinished("run", 1, StepName.CONSENT, True, f"done {token}", 9.4),
        SettingsChanged("run", ("access_token",)),
        ConsoleLine("run", f"puts {token}"),
        NoteAdded("run", "pkce_plain", f"note {token}"),
        ExchangeFinished(exchange),
        RunFinished("run", Outcome.FAILED, 10.0, AT, failure),
    ]
    journal = Journal()
    for event in (*events, SecretLearned(token, "token")):
        journal.record(event)
    report = journal.report("run")
    assert token not in report
    assert token[5:20] not in report
    for line in (
        "The token endpoint refused the client (invalid_client, HTTP 401)",
        "2026-11-21 12:00:00 UTC  connect (fields, consent)",
        "step consent ok, 9.4 s: done •••• token ①, 40 chars",
        "listening for the redirect at http://localhost:45555/oauth/callback",
        "browser opened",
        "redirect received",
        "settings changed: access_token",
        "puts: puts •••• token ①, 40 chars",
        "grant_type=authorization_code",
        "code=•••• token ①, 40 chars",
        "(sent to http://127.0.0.1:48011)",
        "HTTP/1.1 401 Unauthorized",
        '  "error": "invalid_client"',
        "failed, 10.0 s",
    ):
        assert line in report.splitlines(), line


def test_a_report_that_cannot_be_redacted_is_withheld() -> None:
    journal = Journal()
    journal.record(ConsoleLine("run", "hidden-value-1"))

    def fail(*_: object) -> str:
        raise RuntimeError("hidden-value-1")

    journal.redactor.text = fail  # type: ignore[method-assign]
    assert "hidden-value-1" not in journal.report("run")
    assert "withheld" in journal.report("run")
