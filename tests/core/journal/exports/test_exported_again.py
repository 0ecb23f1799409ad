"""What was opened is exported again: as it was redacted, with what is known now hidden, and still marked."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import pytest

from authbench.events import ExchangeFinished, SecretLearned
from authbench.journal import Journal
from authbench.journal.exports.copy_as import CopyFormat
from authbench.journal.exports.export import Export, ExportFormat
from authbench.journal.exports.har_reader import Archive, read_archive
from authbench.journal.reveal import Reveal
from support.odd_requests import Secrets, odd_requests, record
from support.wire_recorder import WireRecorder

FORMS = list(ExportFormat)


@pytest.fixture(scope="module")
def recorded() -> tuple[Journal, Secrets]:
    """Requests of every kind, with secrets in every place."""
    journal, known = Journal(), Secrets()
    for value, label in known.labelled():
        journal.record(SecretLearned(value, label))
    with WireRecorder() as server:
        for exchange in record(odd_requests(known), server.authority, known):
            journal.record(ExchangeFinished(exchange))
    return journal, known


def opened(export: Export, folder: Path) -> Archive:
    path = folder / f"a{export.suffix}"
    export.save(path)
    return read_archive(path)


def entries(export: Export) -> list[dict[str, Any]]:
    if export.suffix == ".har":
        found: list[dict[str, Any]] = json.loads(export.text)["log"]["entries"]
        return found
    return [json.loads(line) for line in export.text.split("\n") if line]


def kept(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry without what has to be another: how large the headers were, and why a body is left out."""
    request = {name: value for name, value in entry["request"].items() if name != "headersSize"}
    if "comment" in request.get("postData", {}):
        del request["postData"]
    return {**entry, "request": request}


@pytest.mark.parametrize("form", FORMS)
def test_an_export_of_an_opened_file_is_that_file(
    recorded: tuple[Journal, Secrets], tmp_path: Path, form: ExportFormat
) -> None:
    first = recorded[0].export(form)
    archive = opened(first, tmp_path)
    assert archive.ours
    again = archive.journal().export(form)
    assert [*map(kept, entries(again))] == [*map(kept, entries(first))]
    assert not again.unredacted
    assert again.summary.labels == first.summary.labels
    assert again.summary.masked == first.summary.masked


@pytest.mark.parametrize("form", FORMS)
def test_the_mark_of_a_file_with_secrets_is_carried_over(
    recorded: tuple[Journal, Secrets], tmp_path: Path, form: ExportFormat
) -> None:
    journal, known = recorded
    archive = opened(Reveal(journal).unredacted().export(form), tmp_path)
    assert archive.unredacted
    assert not archive.ours
    reopened = archive.journal()
    for other in FORMS:
        again = reopened.export(other)
        assert again.unredacted
        assert again.masked
        # What stands where its name tells is recognised.
        assert f"Bearer {known.token}" not in again.text
        assert opened(again, tmp_path).unredacted
    copied = reopened.copied(2, CopyFormat.CURL)
    assert copied is not None
    assert known.token not in copied.text


@pytest.mark.parametrize("form", FORMS)
def test_what_is_known_as_secret_now_is_hidden_in_what_was_opened(tmp_path: Path, form: ExportFormat) -> None:
    fresh, before = secrets.token_hex(16), secrets.token_urlsafe(30)
    journal = Journal()
    journal.record(SecretLearned(before, "access token"))
    with WireRecorder() as server:
        known = Secrets()
        asked = [one for one in odd_requests(known) if one.name == "plain"]
        target = f"/{fresh}?access_token={before}&note={fresh}"
        asked = [type(one)(one.name, one.method, target, (("X-Note", f"{before} {fresh}"),)) for one in asked]
        for exchange in record(asked, server.authority, known):
            journal.record(ExchangeFinished(exchange))
    export = journal.export(form)
    assert fresh in export.text
    reopened = opened(export, tmp_path).journal()
    number = reopened.entries()[0].id
    here = Journal()
    reopened.redactor.know_also(here.redactor)
    earlier = reopened.redactor.generation
    assert fresh in repr(reopened.view(number))
    here.record(SecretLearned(fresh, "client secret"))
    assert reopened.redactor.generation > earlier
    for shown in (
        repr(reopened.view(number)),
        repr(reopened.row(number)),
        reopened.export(ExportFormat.HAR).text,
        reopened.export(ExportFormat.JSON_LINES).text,
        repr(reopened.copied(number, CopyFormat.CURL)),
    ):
        assert fresh not in shown
    assert "client secret" in reopened.export(form).text
    assert "access token" in reopened.export(form).text
