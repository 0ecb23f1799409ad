"""Files appear whole, private, and never with a secret in them."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest

from authbench.errors import Code
from authbench.events import Body, ExchangeFinished, HttpExchange, SecretLearned
from authbench.journal import Journal
from authbench.journal.chips import Redacted
from authbench.journal.exports.copy_as import CopyFormat
from authbench.journal.exports.export import ExportFormat
from authbench.journal.exports.refusal import ExportRefused
from authbench.journal.exports.saving import (
    ExportFailed,
    check_destination,
    refuse_secrets_in_export,
    safe_file_name,
    save_export,
    save_picture,
)
from authbench.journal.redaction import Redactor


class LettingThrough(Redactor):
    """A redactor that fails at its work in one place, and still knows the secrets."""

    def url(self, url: str) -> Redacted:
        return Redacted(url)


def journal_with(redactor: Redactor, secret: str) -> Journal:
    journal = Journal(redactor)
    at = datetime(2026, 11, 21, tzinfo=UTC)
    url = f"https://a.test/?q={secret}"
    journal.record(
        ExchangeFinished(HttpExchange(1, "run", "test", "GET", url, at, 0.0, request_body=Body(b"x")))
    )
    journal.record(SecretLearned(secret, "api key"))
    return journal


@pytest.mark.parametrize("form", list(ExportFormat))
def test_an_export_with_a_secret_is_refused_and_leaves_nothing(tmp_path: Path, form: ExportFormat) -> None:
    journal = journal_with(LettingThrough(), secrets.token_hex(16))
    with pytest.raises(ExportRefused) as refused:
        journal.export(form).save(tmp_path / "a.har")
    assert refused.value.code == Code.EXPORT_REFUSED
    assert refused.value.hint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", list(CopyFormat))
def test_a_copy_with_a_secret_is_refused(form: CopyFormat) -> None:
    journal = journal_with(LettingThrough(), secrets.token_hex(16))
    with pytest.raises(ExportRefused):
        journal.copied(1, form)


def test_what_became_known_as_secret_before_saving_is_looked_for(tmp_path: Path) -> None:
    late = secrets.token_hex(16)
    journal = Journal()
    at = datetime(2026, 11, 21, tzinfo=UTC)
    exchange = HttpExchange(1, "run", "test", "GET", f"https://a.test/{late}/x", at, 0.0)
    journal.record(ExchangeFinished(exchange))
    export = journal.export(ExportFormat.HAR)
    kept = tmp_path / "a.har"
    kept.write_text("before")
    journal.record(SecretLearned(late, "session"))
    with pytest.raises(ExportRefused):
        export.save(kept)
    assert [file.name for file in tmp_path.iterdir()] == ["a.har"]
    assert kept.read_text() == "before"


def test_a_file_is_its_owners_alone_and_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.har"
    path.write_text("before")
    path.chmod(0o644)
    journal_with(Redactor(), secrets.token_hex(16)).export(ExportFormat.HAR).save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text())["log"]["version"] == "1.2"
    assert [file.name for file in tmp_path.iterdir()] == ["a.har"]


def test_numbers_and_dates_of_ours_are_no_secrets(tmp_path: Path) -> None:
    redactor = Redactor()
    redactor.add("2026", "pin")
    redactor.add("1234", "pin")
    text = json.dumps({"startedDateTime": "2026-11-21T00:00:00", "time": 1234})
    refuse_secrets_in_export(text, redactor)
    with pytest.raises(ExportRefused):
        refuse_secrets_in_export(json.dumps({"value": "is 1234"}), redactor)
    with pytest.raises(ExportRefused):
        refuse_secrets_in_export('{"a":1}\n{"name of 1234":2}\n', redactor)
    with pytest.raises(ExportRefused):
        refuse_secrets_in_export("no JSON, 1234", redactor)


def test_places_that_cannot_be_written_are_told_of(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing" / "a.har"):
        with pytest.raises(ExportFailed) as told:
            check_destination(path)
        assert told.value.hint
        with pytest.raises(ExportFailed):
            save_export(path, "{}", Redactor())
    check_destination(tmp_path / "a.har")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Harbor: API / v2", "Harbor- API - v2.har"),
        ("../../etc/passwd", "etc-passwd.har"),
        ("", "export.har"),
        ("con", "_con.har"),
        ("ü" * 200, "ü" * 80 + ".har"),
    ],
)
def test_file_names_are_safe_everywhere(title: str, name: str) -> None:
    assert safe_file_name(title, ".har") == name


def test_a_picture_is_searched_by_what_can_be_read_in_it(tmp_path: Path) -> None:
    redactor, path = Redactor(), tmp_path / "flow.png"
    secret = secrets.token_urlsafe(24)
    redactor.add(secret, "access token")
    with pytest.raises(ExportRefused):
        save_picture(path, b"\x89PNG", ["1 GET /me", f"Bearer {secret}"], redactor)
    assert list(tmp_path.iterdir()) == []
    save_picture(path, b"\x89PNG", ["1 GET /me", "Bearer access token"], redactor)
    assert path.read_bytes() == b"\x89PNG"
    assert path.stat().st_mode & 0o777 == 0o600
