"""Profiles survive crashes, damage, full disks, newer versions and other windows."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from authbench.vault import (
    Conflict,
    LastResult,
    Profile,
    ProfileNotFound,
    ProfileStore,
    ReadOnlyProfile,
    SecretInProfile,
    StorageFailed,
    home_folder,
    is_profile_id,
    new_profile_id,
)
from authbench.vault import files as files_module

AT = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)


def profile(profile_id: str = "one", **changes: Any) -> Profile:
    return replace(Profile(profile_id, "Acme – sandbox 🔑", "demo:basic", created_at=AT), **changes)


@pytest.fixture
def store(tmp_path: Path) -> ProfileStore:
    return ProfileStore(tmp_path)


def test_everything_of_a_profile_comes_back(store: ProfileStore) -> None:
    full = profile(
        values={"environment": "sandbox", "scopes": ["a", "b"], "count": 3, "nested": {"x": None}},
        redirect={"host": "localhost", "port": 45555},
        routes=("https://api.test=http://127.0.0.1:48011",),
        last=LastResult("ok", AT, "POST 200 · 41 ms", "jo@example.test", AT, "oauth2"),
        options={"pkce_always": True, "zone": None},
    )
    saved = store.save(full, 0)
    assert saved == replace(full, version=1)
    assert store.load("one") == saved
    assert store.list().profiles == (saved,)
    assert store.list().damaged == ()


def test_the_file_is_private_readable_and_says_its_format(store: ProfileStore) -> None:
    store.save(profile(), 0)
    path = store.folder / "one.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    document = json.loads(path.read_text())
    assert (document["format"], document["name"]) == (1, "Acme – sandbox 🔑")
    assert sorted(file.name for file in store.folder.iterdir()) == ["one.json", "one.json.last-good"]


def test_profiles_are_listed_oldest_first(store: ProfileStore) -> None:
    for number, name in enumerate(["c", "a", "b"]):
        store.save(profile(name, created_at=AT.replace(minute=number)), 0)
    assert [one.id for one in store.list().profiles] == ["c", "a", "b"]


def test_an_empty_home_has_no_profiles(store: ProfileStore) -> None:
    assert store.list().profiles == ()
    assert list(store.home.iterdir()) == []


def test_two_windows_lose_nothing(store: ProfileStore) -> None:
    first = store.save(profile(), 0)
    mine = store.save(replace(first, name="mine"), first.version)
    with pytest.raises(Conflict) as caught:
        store.save(replace(first, name="theirs"), first.version)
    assert caught.value.current == mine
    assert store.load("one").name == "mine"
    with pytest.raises(Conflict):
        store.save(profile(), 0)
    store.delete("one")
    with pytest.raises(Conflict) as deleted:
        store.save(mine, mine.version)
    assert deleted.value.current is None
    assert store.list().profiles == ()


def test_eight_processes_lose_no_edit(store: ProfileStore, tmp_path: Path) -> None:
    store.save(profile(values={"count": 0}), 0)
    program = """
import sys
from dataclasses import replace
from pathlib import Path
from authbench.vault import Conflict, ProfileStore
store = ProfileStore(Path(sys.argv[1]))
for _ in range(20):
    while True:
        now = store.load("one")
        try:
            store.save(replace(now, values={"count": now.values["count"] + 1}), now.version)
            break
        except Conflict:
            pass
"""
    workers = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) for _ in range(8)]
    assert [worker.wait() for worker in workers] == [0] * 8
    assert store.load("one").values == {"count": 160}
    assert store.load("one").version == 161


def test_deleting_can_be_undone(store: ProfileStore) -> None:
    saved = store.save(profile(values={"a": "1"}), 0)
    deleted = store.delete("one")
    assert deleted == saved
    assert store.list().profiles == ()
    assert list(store.folder.iterdir()) == []
    with pytest.raises(ProfileNotFound):
        store.delete("one")
    restored = store.restore(deleted)
    assert restored == replace(saved, version=2)
    with pytest.raises(Conflict):
        store.restore(deleted)


def test_a_truncated_file_is_set_aside_and_the_last_good_copy_loaded(store: ProfileStore) -> None:
    saved = store.save(profile(values={"a": "1"}), 0)
    path = store.folder / "one.json"
    content = path.read_bytes()
    for length in range(len(content) - 1):
        path.write_bytes(content[:length])
        found = store.list()
        assert found.profiles == (saved,)
        (damaged,) = found.damaged
        assert damaged.recovered
        assert damaged.path == path
        assert damaged.set_aside_as.name.startswith("one.json.corrupt-")
        assert damaged.set_aside_as.read_bytes() == content[:length]
        damaged.set_aside_as.unlink()
        assert store.list().damaged == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 300,
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b'{"format": 1}',
        b'{"format": "1"}',
        b'{"format": 0}',
        b"[" * 100_000,
    ],
    ids=range(10),
)
def test_damage_without_a_good_copy_is_reported_and_the_rest_works(
    store: ProfileStore, content: bytes
) -> None:
    store.save(profile("one"), 0)
    other = store.save(profile("two"), 0)
    (store.folder / "one.json").write_bytes(content)
    (store.folder / "one.json.last-good").unlink()
    found = store.list()
    assert found.profiles == (other,)
    (damaged,) = found.damaged
    assert not damaged.recovered
    assert damaged.reason
    assert damaged.set_aside_as.read_bytes() == content
    with pytest.raises(ProfileNotFound):
        store.load("one")
    assert store.save(profile("one"), 0).version == 1


@pytest.mark.parametrize(
    "change",
    [
        {"id": "two"},
        {"id": 5},
        {"version": 0},
        {"version": True},
        {"name": None},
        {"values": []},
        {"routes": {}},
        {"created_at": "yesterday"},
        {"last": "ok"},
        {"last": {"outcome": "ok"}},
    ],
    ids=str,
)
def test_values_of_a_wrong_kind_are_damage(store: ProfileStore, change: dict[str, Any]) -> None:
    saved = store.save(profile(), 0)
    path = store.folder / "one.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    found = store.list()
    assert found.profiles == (saved,)
    assert len(found.damaged) == 1


def test_a_newer_file_is_shown_and_never_overwritten(store: ProfileStore) -> None:
    store.save(profile(), 0)
    path = store.folder / "one.json"
    content = json.dumps({**json.loads(path.read_text()), "format": 2, "new": {"key": 1}})
    path.write_text(content)
    (newer,) = store.list().profiles
    assert newer.read_only
    with pytest.raises(ReadOnlyProfile):
        store.save(replace(newer, name="mine"), newer.version)
    assert path.read_text() == content
    deleted = store.delete("one")
    with pytest.raises(ReadOnlyProfile):
        store.restore(deleted)


def test_an_earlier_format_is_migrated_step_by_step_and_kept(tmp_path: Path) -> None:
    def add_routes(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, "routes": ["https://a.test=http://127.0.0.1:1"]}

    def rename_title(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, "name": document.pop("title")}

    store = ProfileStore(tmp_path, migrations={-1: rename_title, 0: add_routes})
    first = store.save(profile(), 0)
    path = store.folder / "one.json"
    document = json.loads(path.read_text())
    document = {**document, "format": -1, "title": document.pop("name")}
    del document["routes"]
    earlier = json.dumps(document)
    path.write_text(earlier)
    migrated = store.load("one")
    assert migrated == replace(first, routes=("https://a.test=http://127.0.0.1:1",))
    assert path.read_text() == earlier
    saved = store.save(migrated, migrated.version)
    assert store.load("one") == saved
    assert (store.folder / "one.json.format--1").read_text() == earlier
    assert store.list().profiles == (saved,)


@pytest.mark.parametrize(
    "values",
    [
        {"client_secret": "x"},
        {"auth": {"accessToken": "x"}},
        {"list": [{"API_KEY": "x"}]},
        {"note": "-----BEGIN RSA PRIVATE KEY-----\nabc"},
        {"note": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqbyBibG9nZ3MifQ.c2lnbmF0dXJlc2lnbmF0dXJl"},
    ],
    ids=str,
)
def test_a_secret_never_reaches_the_disk(store: ProfileStore, values: dict[str, Any]) -> None:
    saved = store.save(profile(), 0)
    with pytest.raises(SecretInProfile):
        store.save(replace(saved, values=values), 1)
    assert store.load("one") == saved


def test_names_about_secrets_and_empty_ones_may_be_kept(store: ProfileStore) -> None:
    values = {"token_type": "bearer", "password": "", "password_policy": "long", "api_key_header": "X-Key"}
    assert store.save(profile(values=values), 0).values == values


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT, errno.EACCES])
@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_failing_disk_leaves_the_file_as_it_was(
    store: ProfileStore, monkeypatch: pytest.MonkeyPatch, number: int, call: str
) -> None:
    saved = store.save(profile(), 0)
    before = {file.name: file.read_bytes() for file in store.folder.iterdir()}

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        if call == "replace":
            patch.setattr(Path, "replace", fail)
        elif call == "fsync":
            patch.setattr(files_module.os, "fsync", fail)
        else:
            patch.setattr(files_module.os, "write", fail)
        with pytest.raises(StorageFailed) as caught:
            store.save(replace(saved, name="new"), saved.version)
    assert caught.value.hint
    assert caught.value.code == "storage_failed"
    assert {file.name: file.read_bytes() for file in store.folder.iterdir()} == before


def test_a_file_that_a_scanner_holds_for_a_moment_is_replaced_all_the_same(
    store: ProfileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = 3
    real = Path.replace

    def replace_path(self: Path, target: Path) -> Path:
        nonlocal held
        if held:
            held -= 1
            error = PermissionError(errno.EACCES, "being used by another process")
            error.winerror = 32  # type: ignore[attr-defined]
            raise error
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace_path)
    monkeypatch.setattr(files_module, "_REPLACE_PAUSE_SECONDS", 0.0)
    assert store.save(profile(), 0).version == 1
    assert held == 0


def test_a_process_that_dies_while_saving_leaves_the_old_or_the_new(store: ProfileStore) -> None:
    program = """
import os, sys
from dataclasses import replace
from pathlib import Path
from authbench.vault import ProfileStore
store = ProfileStore(Path(sys.argv[1]))
calls = 0
def audit(event, arguments):
    global calls
    if event in ("open", "os.rename", "os.remove") and "connections" in str(arguments[0]):
        calls += 1
        if calls == int(sys.argv[2]):
            os._exit(9)
now = store.load("one")
sys.addaudithook(audit)
store.save(replace(now, name="new" * 100), now.version)
"""
    old = store.save(profile(name="old"), 0)
    step, status = 0, 9
    while status == 9:
        step += 1
        status = subprocess.run([sys.executable, "-c", program, str(store.home), str(step)]).returncode
        found = store.list()
        assert found.damaged == ()
        assert found.profiles[0].name in ("old", "new" * 100)
        if found.profiles[0].name != "old":
            store.delete("one")
            old = store.save(replace(old, version=0), 0)
    assert status == 0
    assert step > 3


def test_ids_are_new_and_safe_as_file_names() -> None:
    assert len({new_profile_id() for _ in range(1000)}) == 1000
    assert is_profile_id(new_profile_id())
    for bad in ("", ".", "..", "a/b", "a\\b", "a.json", "con", "NUL", "com1", "-x", "a" * 65, "é", "a\n"):
        assert not is_profile_id(bad)


@pytest.mark.parametrize("bad", ["../x", "", "a/b", "con"])
def test_a_bad_id_reaches_no_file(store: ProfileStore, bad: str) -> None:
    with pytest.raises(ProfileNotFound):
        store.load(bad)
    with pytest.raises(ProfileNotFound):
        store.save(profile(bad), 0)


def test_saving_in_many_threads_conflicts_but_never_mixes(store: ProfileStore) -> None:
    store.save(profile(), 0)
    outcomes: list[str] = []

    def work(number: int) -> None:
        try:
            store.save(profile(name=f"n{number}"), 1)
            outcomes.append("saved")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 7 + ["saved"]


def test_the_home_folder_is_chosen_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTHBENCH_HOME", str(tmp_path / "x"))
    assert home_folder() == tmp_path / "x"
    monkeypatch.setenv("AUTHBENCH_HOME", "")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert home_folder() == tmp_path / "authbench"
    assert not home_folder().exists()
