"""What a run's settings keep, merge and share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from authbench.connection.entry import Entry, EntryStore
from authbench.connection.request import StandIn
from authbench.connection.settings import RunSettings
from authbench.events import Event, SecretLearned, SettingsChanged
from authbench.vault import MemoryStore


class Recorded:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def record(self, event: Event) -> None:
        self.events.append(event)


@pytest.fixture
def entries(tmp_path: Path) -> EntryStore:
    return EntryStore(MemoryStore(), tmp_path)


def settings(
    entries: EntryStore, values: dict[str, Any], recorder: Recorded | None = None, **more: Any
) -> RunSettings:
    return RunSettings("c", "run", values, entries, recorder or Recorded(), **more)


def test_snapshots_are_deep_copies(entries: EntryStore) -> None:
    one = settings(entries, {"advanced": {"env": "a"}})
    one.snapshot()["advanced"]["env"] = "changed"
    assert one.snapshot()["advanced"]["env"] == "a"


def test_blank_refresh_token_never_replaces_a_stored_one(entries: EntryStore) -> None:
    one = settings(entries, {}, stored={"refresh_token": "kept-refresh-token"})
    one.merge({"access_token": "new-access-token", "refresh_token": None})
    assert one.snapshot() == {"refresh_token": "kept-refresh-token", "access_token": "new-access-token"}
    assert one.changed == ("access_token",)


def test_times_become_iso_8601(entries: EntryStore) -> None:
    one = settings(entries, {})
    one.merge({"at": datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))})
    assert one.snapshot()["at"] == "2024-01-02T03:04:05+02:00"


def test_names_but_no_values_are_announced(entries: EntryStore) -> None:
    recorded = Recorded()
    settings(entries, {"same": "x"}, recorded).merge({"access_token": "a-secret-value-here", "same": "x"})
    assert [event for event in recorded.events if isinstance(event, SettingsChanged)] == [
        SettingsChanged("run", ("access_token",))
    ]
    assert SecretLearned("a-secret-value-here", "access token") in recorded.events


def test_tokens_come_back_and_outlive_the_run(entries: EntryStore) -> None:
    settings(entries, {"user": "jo"}).merge({"access_token": "token-number-one"})
    assert settings(entries, {"user": "jo"}).snapshot() == {"user": "jo", "access_token": "token-number-one"}


def test_field_that_shares_its_name_with_a_token_wins_again_once_it_is_changed(entries: EntryStore) -> None:
    settings(entries, {"access_token": "typed by hand"}).merge({"access_token": "renewed-token"})
    assert settings(entries, {"access_token": "typed by hand"}).snapshot()["access_token"] == "renewed-token"
    assert settings(entries, {"access_token": "typed anew"}).snapshot()["access_token"] == "typed anew"


def test_tokens_of_another_run_are_adopted_once(entries: EntryStore) -> None:
    one, other = settings(entries, {}), settings(entries, {})
    other.merge({"access_token": "token-of-the-other"})
    assert one.adopt_newer()
    assert one.snapshot()["access_token"] == "token-of-the-other"
    assert not one.adopt_newer()


def test_changed_credentials_are_noticed(entries: EntryStore) -> None:
    settings(entries, {"client_id": "a"}).merge({"access_token": "token-number-one"})
    assert not settings(entries, {"client_id": "a"}).credentials_changed
    assert settings(entries, {"client_id": "b"}).credentials_changed


def test_expiry_is_taken_from_the_answer(entries: EntryStore) -> None:
    one = settings(entries, {})
    one.merge({"access_token": "token-number-one", "expires_in": "60"})
    assert one.expires_at is not None
    remaining = datetime.fromisoformat(one.expires_at) - datetime.now(UTC)
    assert timedelta(seconds=50) < remaining <= timedelta(seconds=61)


@pytest.mark.parametrize("document", [None, {}, {"tokens": 3}, {"serial": "x", "fields": []}])
def test_entry_of_another_shape_reads_as_empty(document: Any) -> None:
    assert Entry.decode(document) == Entry()


def test_entry_survives_encoding() -> None:
    entry = Entry(
        fields={"a": "b"}, tokens={"t": 1}, replaced={"t": 0}, serial=4, owner_id="o", obtained_at="x"
    )
    assert Entry.decode(entry.encode()) == entry


def test_each_token_remembers_the_step_that_gave_it_last(entries: EntryStore) -> None:
    one = settings(entries, {})
    one.merge(
        {"access_token": "token-number-one", "refresh_token": "renewing-one", "expires_in": 60}, step="token"
    )
    one.merge({"access_token": "token-number-two", "expires_in": 60}, step="refresh")
    origins = entries.read("c").origins
    assert {name: noted["step"] for name, noted in origins.items()} == {
        "access_token": "refresh",
        "refresh_token": "token",
        "expires_in": "refresh",
    }
    assert origins["expires_in"] == origins["access_token"]
    one.forget_tokens()
    one.merge({"access_token": "token-number-three"}, step="acquire")
    assert {name: noted["step"] for name, noted in entries.read("c").origins.items()} == {
        "access_token": "acquire"
    }


def standing_in(tmp_path: Path, values: dict[str, Any], tokens: dict[str, Any], **stand_in: Any) -> Any:
    """Settings of a run in which something stands in for what the vault holds."""
    entries = EntryStore(MemoryStore(), tmp_path)
    serial = entries.change("c", lambda entry: replace(entry, tokens=tokens, serial=4)).serial
    settings = RunSettings("c", "run", values, entries, Recorded(), stand_in=StandIn(stand_in, serial))
    return settings, entries


def test_what_stands_in_is_seen_and_never_kept(tmp_path: Path) -> None:
    settings, entries = standing_in(
        tmp_path,
        {"field": "f"},
        {"access_token": "old", "copy": "old"},
        access_token="bad",
        copy="bad",
        field="g",
    )
    assert settings.snapshot() == {"field": "g", "access_token": "bad", "copy": "bad"}
    assert settings.merge({"access_token": "old", "more": "m"}) == ("access_token", "more")
    assert settings.snapshot() == {"field": "g", "access_token": "old", "copy": "bad", "more": "m"}
    assert entries.read("c").tokens == {"access_token": "old", "copy": "old", "more": "m"}


def test_what_stands_in_as_nothing_is_hidden(tmp_path: Path) -> None:
    tokens = {"access_token": "a", "refresh_token": "r"}
    settings, entries = standing_in(tmp_path, {}, tokens, refresh_token=None)
    assert settings.snapshot() == {"access_token": "a"}
    # A blank one never replaces what is kept, hidden or not.
    settings.merge({"access_token": "b", "refresh_token": ""})
    assert settings.snapshot() == {"access_token": "b"}
    assert entries.read("c").tokens == {"access_token": "b", "refresh_token": "r"}


def test_newer_tokens_take_the_place_of_what_stands_in(tmp_path: Path) -> None:
    settings, entries = standing_in(tmp_path, {}, {"access_token": "old"}, access_token="bad")
    assert settings.adopt_newer() is False
    entries.change("c", lambda entry: replace(entry, tokens={"access_token": "new"}, serial=entry.serial + 1))
    late = RunSettings("c", "late", {}, entries, Recorded(), stand_in=StandIn({"access_token": "bad"}, 4))
    for each in (settings, late):
        assert each.snapshot() == {"access_token": "bad"}
        assert each.adopt_newer() is True
        assert each.snapshot() == {"access_token": "new"}
        assert each.changed == ("access_token",)


def test_a_fresh_start_forgets_what_stands_in(tmp_path: Path) -> None:
    settings, _ = standing_in(tmp_path, {"x": 1}, {"access_token": "old"}, access_token="bad")
    settings.forget_tokens()
    assert settings.snapshot() == {"x": 1}
