"""Connections between sessions: secrets in the vault, the rest on disk, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from authbench.connection import ConnectionStore, redirect_of
from authbench.oauth import RedirectSettings
from authbench.vault import LastResult, MemoryStore, ProfileNotFound, ProfileStore


@pytest.fixture
def store(tmp_path: Path) -> ConnectionStore:
    return ConnectionStore(ProfileStore(tmp_path), MemoryStore())


VALUES = {"client_id": "abc", "client_secret": "very-secret-value"}


def test_secret_values_stay_out_of_every_file(store: ConnectionStore, tmp_path: Path) -> None:
    profile = store.create(
        "demo:basic", "Mine", VALUES, secret_names={"client_secret"}, routes=("https://a=http://127.0.0.1:1",)
    )
    assert store.values(profile) == VALUES
    assert store.load(profile.id).routes == ("https://a=http://127.0.0.1:1",)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"very-secret-value" not in file.read_bytes()


def test_saving_values_keeps_tokens(store: ConnectionStore, tmp_path: Path) -> None:
    profile = store.create("demo:basic", "Mine", VALUES, secret_names={"client_secret"})
    store._entries.change(
        profile.id, lambda entry: type(entry)(fields=entry.fields, tokens={"access_token": "t"})
    )
    store.save_values(profile.id, {**VALUES, "client_id": "new"}, {"client_secret"})
    assert store.stored(profile.id) == {"access_token": "t"}
    store.forget_tokens(profile.id)
    assert store.stored(profile.id) == {}
    assert store.values(store.load(profile.id))["client_secret"] == "very-secret-value"


def test_delete_and_undo_bring_everything_back(store: ConnectionStore) -> None:
    profile = store.create("demo:basic", "Mine", VALUES, secret_names={"client_secret"})
    deleted = store.delete(profile.id)
    with pytest.raises(ProfileNotFound):
        store.load(profile.id)
    back = store.undo(deleted)
    assert back.name == "Mine"
    assert store.values(back) == VALUES


def test_duplicate_has_its_own_secrets_and_no_tokens(store: ConnectionStore) -> None:
    profile = store.create("demo:basic", "Mine", VALUES, secret_names={"client_secret"})
    copy = store.duplicate(profile.id, "Mine 2")
    assert store.values(copy) == VALUES
    assert store.stored(copy.id) == {}
    store.delete(profile.id)
    assert store.values(store.load(copy.id)) == VALUES


def test_settings_of_a_connection(store: ConnectionStore) -> None:
    profile = store.create("demo:basic", "Mine")
    assert redirect_of(profile) == RedirectSettings()
    redirect = RedirectSettings(host="127.0.0.1", port=0, path="/cb", bind=("127.0.0.1",))
    profile = store.set_settings(profile.id, redirect=redirect, options={"pkce_always": True})
    assert redirect_of(profile) == redirect
    assert profile.options == {"pkce_always": True}
    assert store.rename(profile.id, "Other").name == "Other"
    at = datetime.now(UTC).replace(microsecond=0)
    assert store.record_result(profile.id, LastResult("ok", at)).last == LastResult("ok", at)


def test_another_definition_leaves_values_and_tokens(store: ConnectionStore) -> None:
    profile = store.create("demo:basic", "Mine", {"user": "jo", "password": "p"}, secret_names=["password"])
    changed = store.set_connector(profile.id, "demo:basic.py")
    assert (changed.connector, changed.name) == ("demo:basic.py", "Mine")
    assert store.values(store.load(profile.id)) == {"user": "jo", "password": "p"}


def test_change_on_top_of_another_windows_change(tmp_path: Path) -> None:
    secrets = MemoryStore()
    one, other = (
        ConnectionStore(ProfileStore(tmp_path), secrets),
        ConnectionStore(ProfileStore(tmp_path), secrets),
    )
    profile = one.create("demo:basic", "Mine")
    other.rename(profile.id, "Renamed")
    one.set_settings(profile.id, routes=("https://a=http://127.0.0.1:1",))
    final = one.load(profile.id)
    assert (final.name, final.routes) == ("Renamed", ("https://a=http://127.0.0.1:1",))


def test_values_that_were_not_changed_here_stay_as_another_window_kept_them(tmp_path: Path) -> None:
    store = ConnectionStore(ProfileStore(tmp_path), MemoryStore())
    made = store.create("/c.rb", "c", {"a": "1", "b": "2", "key": "k1", "gone": "x"}, secret_names={"key"})
    read = store.values(made)
    store.save_values(made.id, {**read, "b": "other", "key": "k2"}, {"key"}, since=read)
    mine = {name: value for name, value in read.items() if name != "gone"}
    store.save_values(made.id, {**mine, "a": "mine"}, {"key"}, since=read)
    assert store.values(store.load(made.id)) == {"a": "mine", "b": "other", "key": "k2"}


def test_a_field_that_becomes_a_secret_moves_to_the_keychain_unchanged(tmp_path: Path) -> None:
    store = ConnectionStore(ProfileStore(tmp_path), MemoryStore())
    made = store.create("/c.rb", "c", {"key": "k1", "a": "1"})
    read = store.values(made)
    saved = store.save_values(made.id, read, {"key"}, since=read)
    assert saved.values == {"a": "1"}
    assert store.values(saved) == read
    back = store.save_values(made.id, read, (), since=read)
    assert back.values == read
