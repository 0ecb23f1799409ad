"""A case holds what is needed to look into a run elsewhere, opens offline, and names nobody."""

from __future__ import annotations

import getpass
import hashlib
import json
import platform
import secrets
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from authbench import __version__
from authbench.errors import Location
from authbench.events import (
    AuthorizationUrlReady,
    Body,
    ConsoleLine,
    Event,
    ExchangeFinished,
    Failure,
    HttpExchange,
    ListenerStarted,
    NoteAdded,
    Outcome,
    RenewalTriggered,
    RunFinished,
    RunKind,
    RunStarted,
    SecretLearned,
    SettingsChanged,
    SettingsSeen,
    StepFinished,
    StepName,
    StepStarted,
)
from authbench.journal import Journal
from authbench.journal.exports.case_file import DefinitionFacts, SettingShape, shape_of
from authbench.journal.exports.case_reader import Case, CaseInvalid, case_of, read_case
from authbench.journal.exports.export import Export
from authbench.journal.reveal import Reveal

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PLACE = Location("/home/jo/secret place/connector.rb", 12, 3, "connection.authorization.acquire")
SOURCE = b"{ title: 'Harbor' }"


def failed_run(token: str) -> list[Event]:
    exchange = HttpExchange(
        1,
        "run",
        "token",
        "POST",
        "https://api.test/token",
        AT,
        0.0,
        request_headers=(("Content-Type", "application/x-www-form-urlencoded"),),
        request_body=Body(f"grant_type=client_credentials&client_secret={token}".encode(), 80),
        lambda_location=PLACE,
        status=401,
        reason="Unauthorized",
        response_headers=(("Content-Type", "application/json"),),
        response_body=Body(b'{"error":"invalid_client","error_description":"No such client"}', 63),
        elapsed=0.1,
    )
    failure = Failure(
        "invalid_client",
        "The token endpoint refused the client",
        "Check the secret",
        "token",
        PLACE,
        1,
        {"error": "invalid_client", "error_description": "No such client"},
    )
    return [
        RunStarted("run", "cli-abc", RunKind.CONNECT, (StepName.FIELDS, StepName.TOKEN), AT),
        SettingsSeen("run", {"client_id": "id-value-1234", "client_secret": token}),
        StepStarted("run", 1, StepName.TOKEN, AT, "no token yet"),
        ListenerStarted("run", "http://localhost:45555/oauth/callback", ("127.0.0.1",), AT),
        AuthorizationUrlReady("run", f"https://api.test/authorize?state={token}&scope=a"),
        ConsoleLine("run", f"puts {token}"),
        NoteAdded("run", "pkce_plain", "a note", PLACE, 1),
        ExchangeFinished(exchange),
        RenewalTriggered("run", "detect_on", "expired", "body", 1, PLACE),
        StepFinished("run", 1, StepName.TOKEN, False, "POST 401", 0.1, failure),
        SettingsChanged("run", ("access_token",)),
        RunFinished("run", Outcome.FAILED, 0.2, AT, failure),
    ]


def journal_of(token: str) -> Journal:
    journal = Journal()
    for event in (*failed_run(token), SecretLearned(token, "client secret")):
        journal.record(event)
    return journal


def exported(journal: Journal, token: str) -> Export:
    values = {"client_id": "id-value-1234", "client_secret": token, "count": 3, "empty": "", "on": False}
    return journal.export_case(
        "run",
        DefinitionFacts.of("Harbor", "/home/jo/secret place/connector.rb", SOURCE),
        shape_of(values, {"client_id": "text", "client_secret": "password", "region": "select"}),
    )


@pytest.fixture
def made() -> tuple[Journal, Export, str]:
    token = secrets.token_urlsafe(30)
    journal = journal_of(token)
    return journal, exported(journal, token), token


def test_a_case_shows_the_run_again(made: tuple[Journal, Export, str], tmp_path: Path) -> None:
    journal, export, _ = made
    path = tmp_path / f"run{export.suffix}"
    export.save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    case = read_case(path)
    assert case.run_ids == ("run",)
    assert not case.unredacted
    assert case.definition == DefinitionFacts("Harbor", "connector.rb", hashlib.sha256(SOURCE).hexdigest())
    assert case.settings == (
        SettingShape("client_id", "text", True),
        SettingShape("client_secret", "password", True),
        SettingShape("region", "select", False),
        SettingShape("count", "number", True),
        SettingShape("empty", "string", False),
        SettingShape("on", "boolean", True),
    )
    assert case.versions.authbench == __version__
    # Rows, views, steps, and the explanation are as they were.
    before, after = journal.entries(), case.journal.entries()
    assert [replace(one, started_clock=0.0) for one in after] == [
        replace(one, started_clock=0.0) for one in before
    ]
    old, new = journal.view(1), case.journal.view(1)
    assert old is not None
    assert new is not None
    assert new.request_body.content == old.request_body.content
    assert new.request_headers == old.request_headers
    assert new.response_body == old.response_body
    assert new.row.url == old.row.url
    assert [type(notice) for notice in case.journal.notices("run")] == [
        type(notice) for notice in journal.notices("run") if not isinstance(notice, SettingsSeen)
    ]
    explanation = journal.explain("run")
    assert explanation is not None
    assert case.explanation is not None
    assert case.explanation.title == explanation.title
    assert [cause.text for cause in case.explanation.causes] == [cause.text for cause in explanation.causes]
    assert case.journal.report("run").splitlines()[0] == journal.report("run").splitlines()[0]


def test_a_case_tells_no_value_no_person_and_no_folder(made: tuple[Journal, Export, str]) -> None:
    _, export, token = made
    assert token[:12] not in export.text
    assert "id-value-1234" not in export.text
    for private in ("/home/jo", "secret place", getpass.getuser() + "@", platform.node(), "cli-abc"):
        assert private not in export.text
    assert "connector.rb" in export.text
    assert export.summary.exchanges == 1
    assert export.summary.secrets >= 1


def test_a_case_made_with_secrets_says_so(made: tuple[Journal, Export, str]) -> None:
    journal, _, token = made
    export = exported(Reveal(journal).unredacted(), token)
    assert export.unredacted
    assert token in export.text
    case = case_of(export.text.encode())
    assert case.unredacted
    # What is shown of it is redacted again.
    view = case.journal.view(1)
    assert view is not None
    assert token not in repr(view)


def altered(export: Export, **members: Any) -> bytes:
    return json.dumps(json.loads(export.text) | members).encode()


def test_newer_and_damaged_cases_are_refused_in_words(
    made: tuple[Journal, Export, str], tmp_path: Path
) -> None:
    _, export, _ = made
    with pytest.raises(CaseInvalid, match="made by a newer Authbench") as newer:
        case_of(altered(export, version=2), "a.authbench-case")
    assert newer.value.hint == "Install the current version to open it."
    content = export.text.encode()
    notices = json.loads(export.text)["notices"]
    started = next(one for one in notices if one["event"] == "StepStarted")
    finished = next(one for one in notices if one["event"] == "RunFinished")
    damaged = [
        b"",
        b"{}",
        b"\xff",
        content[: len(content) // 2],
        altered(export, version="1"),
        altered(export, version=True),
        altered(export, har=None),
        altered(export, har={"log": {"entries": [1]}}),
        altered(export, notices=None),
        altered(export, notices=[{"event": "StepStarted"}]),
        altered(export, notices=[{"event": "RunStarted", "run_id": 3}]),
        altered(export, notices=[{**started, "at": "2026-01-02T03:04:05"}]),
        altered(export, notices=[{**finished, "elapsed": 10**400}]),
        altered(export, settings=[{"name": 1}]),
        altered(export, settings="x"),
        altered(export, definition=None),
        altered(export, versions=[]),
        altered(export, explanation={"title": None}),
        b"[" * 100_000,
    ]
    for one in damaged:
        with pytest.raises(CaseInvalid) as refused:
            case_of(one, "a.authbench-case")
        assert refused.value.message.startswith("a.authbench-case")
        assert refused.value.hint or "version" in refused.value.message
    with pytest.raises(CaseInvalid):
        read_case(tmp_path / "missing.authbench-case")


def test_what_later_versions_add_is_passed_over(made: tuple[Journal, Export, str]) -> None:
    _, export, _ = made
    document = json.loads(export.text)
    document["notices"].append({"event": "SomethingNew", "run_id": "run"})
    document["notices"].append({"event": None})
    document["more"] = 1
    case: Case = case_of(json.dumps(document).encode())
    assert case.run_ids == ("run",)
