"""What a person trusted, and that nothing else counts."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from authbench.definition.trust import Trust, TrustedFile
from authbench.vault import TrustStore

ONE, TWO = "1" * 64, "2" * 64


def test_what_was_granted_holds_in_the_next_process(tmp_path: Path) -> None:
    TrustStore(tmp_path).grant(ONE, tmp_path / "connector.py")
    store = TrustStore(tmp_path)
    assert store.is_trusted(ONE)
    assert not store.is_trusted(TWO)
    assert [(entry.digest, entry.path) for entry in store.entries()] == [
        (ONE, str(tmp_path / "connector.py"))
    ]
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


def test_granting_again_keeps_one_entry(tmp_path: Path) -> None:
    store = TrustStore(tmp_path)
    store.grant(ONE, "a.py")
    store.grant(TWO, "a.py")
    store.grant(ONE, "b.py")
    assert [entry.digest for entry in store.entries()] == [TWO, ONE]


def test_revoking(tmp_path: Path) -> None:
    store = TrustStore(tmp_path)
    store.grant(ONE, tmp_path / "a.py")
    store.grant(TWO, tmp_path / "b.py")
    store.trust_while_editing(tmp_path / "b.py")
    store.revoke(ONE)
    assert not store.is_trusted(ONE)
    store.revoke_path(tmp_path / "b.py")
    assert not store.is_trusted(TWO)
    assert not store.is_trusted_while_editing(tmp_path / "b.py")


def test_only_digests_are_taken(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        TrustStore(tmp_path).grant("", "a.py")
    assert not TrustStore(tmp_path).path.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 1}',
        b'{"version": 2, "trusted": []}',
        b'{"version": 1, "trusted": [{"digest": "' + ONE.encode() + b'"}]}',
        b'{"version": 1, "trusted": [{"digest": ".*", "path": "a", "granted_at": "2026-01-01T00:00:00+00:00"}]}',
        b'{"version": 1, "trusted": {"' + ONE.encode() + b'": 1}}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_trusts_nothing_and_is_kept_aside(tmp_path: Path, content: bytes) -> None:
    store = TrustStore(tmp_path)
    store.path.write_bytes(content)
    assert not store.is_trusted(ONE)
    assert store.entries() == ()
    store.grant(TWO, "a.py")
    assert store.is_trusted(TWO)
    assert [path.read_bytes() for path in tmp_path.glob("trusted.json.corrupt-*")] == [content]


def test_a_file_that_cannot_be_read_trusts_nothing(tmp_path: Path) -> None:
    store = TrustStore(tmp_path)
    store.path.mkdir()
    assert not store.is_trusted(ONE)


def test_while_editing_holds_for_this_store_alone(tmp_path: Path) -> None:
    store, path = TrustStore(tmp_path), tmp_path / "connector.py"
    path.write_text("")
    link = tmp_path / "link.py"
    link.symlink_to(path)
    store.trust_while_editing(link)
    trust = Trust(ONE, (TrustedFile(str(path), TWO),))
    assert store.policy(trust)
    assert not TrustStore(tmp_path).policy(trust)
    assert not store.path.exists()
    store.stop_trusting_while_editing(path)
    assert not store.policy(trust)
    store.grant(ONE, path)
    assert store.policy(trust)


def test_grants_at_once_are_all_kept(tmp_path: Path) -> None:
    digests = [f"{number:064x}" for number in range(8)]
    threads = [
        threading.Thread(target=TrustStore(tmp_path).grant, args=(digest, "a.py")) for digest in digests
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entry.digest for entry in TrustStore(tmp_path).entries()) == digests


@pytest.mark.parametrize(
    "entry", ['{"$decimal": "x"}', '{"digest": {"$decimal": "x"}, "path": "p"}', '"text"', "[]", "null"]
)
def test_entries_that_are_none_of_ours_grant_nothing(tmp_path: Path, entry: str) -> None:
    store = TrustStore(tmp_path)
    store.path.write_text(f'{{"version": 1, "trusted": [{entry}]}}')
    assert store.entries() == ()
    assert not store.is_trusted("0" * 64)


def test_a_path_is_known_while_some_content_of_it_is_trusted(tmp_path: Path) -> None:
    store = TrustStore(tmp_path / "home")
    path, link = tmp_path / "a.py", tmp_path / "link.py"
    link.symlink_to(path)
    assert not store.knows(path)
    store.grant(ONE, link)
    assert store.knows(path)
    assert not store.knows(tmp_path / "b.py")
    store.revoke(ONE)
    assert not store.knows(path)
    store.path.write_bytes(b"{")
    assert not store.knows(path)
    store.path.unlink()
    store.path.mkdir()
    assert not store.knows(path)
