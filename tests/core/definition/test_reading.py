"""Loading files: what is readable, what is refused, and what is found in them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NoReturn

import pytest

from authbench.definition import DefinitionNotReadable, load

TINY = b"{ title: 'Tiny', test: -> { get('https://a.test/') } }"


def test_a_file_is_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "connector.rb"
    path.write_bytes(TINY)
    loaded = load(path)
    assert loaded.connector is not None
    assert loaded.connector.title == "Tiny"
    assert loaded.connector.file == str(path)
    assert loaded.source == TINY
    assert loaded.digest == loaded.connector.source_digest == hashlib.sha256(TINY).hexdigest()


def test_source_stands_for_the_file() -> None:
    loaded = load("unsaved.rb", source=TINY)
    assert loaded.connector is not None
    assert loaded.connector.test is not None
    assert str(loaded.connector.test.location) == "unsaved.rb:1:24"


@pytest.mark.parametrize("name", ["missing.rb", ".", "nul\0byte.rb"])
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(DefinitionNotReadable) as caught:
        load(tmp_path / name)
    assert caught.value.code == "file_not_readable"
    assert caught.value.hint


def test_a_file_without_permission_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _mode: str) -> NoReturn:
        raise PermissionError

    path = tmp_path / "connector.rb"
    path.write_bytes(b"{}")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DefinitionNotReadable, match="may not be read"):
        load(path)


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(DefinitionNotReadable, match="larger than 10 MB"):
        load("big.rb", source=b"#" * (10 * 1024 * 1024 + 1))
