"""Reading settings.yaml (SDK reference 8.2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from authbench.cli.settings_file import Settings, SettingsInvalid, read_settings, write_settings


def read(folder: Path, text: str, name: str | None = None, fields: tuple[str, ...] = ()) -> Settings:
    (folder / "settings.yaml").write_text(text)
    return read_settings(None, name, folder, fields)


def test_no_file_means_no_values(tmp_path: Path) -> None:
    assert read_settings(None, None, tmp_path, ()) == Settings({})


def test_flat_file_is_one_connection_and_keeps_yaml_types(tmp_path: Path) -> None:
    settings = read(tmp_path, "api_key: k\nflag: yes\nport: 0123\n:symbol: s\n")
    assert settings.values == {"api_key": "k", "flag": True, "port": 83, "symbol": "s"}
    assert settings.name is None


def test_named_connections(tmp_path: Path) -> None:
    text = "sandbox:\n  api_key: s\nproduction:\n  api_key: p\nempty:\n"
    assert read(tmp_path, text, "production").values == {"api_key": "p"}
    assert read(tmp_path, text, "empty").values == {}
    with pytest.raises(SettingsInvalid, match="several connections: sandbox, production, empty"):
        read(tmp_path, text)
    with pytest.raises(SettingsInvalid, match="no connection 'staging'"):
        read(tmp_path, text, "staging")


def test_the_only_named_connection_needs_no_name(tmp_path: Path) -> None:
    settings = read(tmp_path, "mine:\n  api_key: k\n")
    assert settings.values == {"api_key": "k"}
    assert settings.name == "mine"


def test_object_field_is_no_named_connection(tmp_path: Path) -> None:
    assert read(tmp_path, "advanced:\n  env: a\n", fields=("advanced",)).values == {"advanced": {"env": "a"}}


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_empty_file_holds_nothing(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).values == {}


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: [1\nb: 2\n", ":2:", "expected"),
        ("when: 2024-01-02\n", ":1:7", "unquoted date"),
        ("a: &x 1\nb: *x\n", ":2:4", "aliases"),
        ("- a\n- b\n", "settings.yaml", "map of names"),
        ("a: !ruby/object:Object {}\n", ":1:4", "a tag"),
    ],
)
def test_what_cannot_be_read_is_located(tmp_path: Path, text: str, place: str, words: str) -> None:
    with pytest.raises(SettingsInvalid, match=words) as caught:
        read(tmp_path, text)
    assert place in str(caught.value.location) or place in caught.value.message
    assert caught.value.code == "settings_invalid"


def test_encrypted_file_is_preferred_and_said_to_be_unreadable(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("api_key: k\n")
    (tmp_path / "settings.yaml.enc").write_text("QUJD--QUJD--QUJD")
    with pytest.raises(SettingsInvalid, match="encrypted") as caught:
        read_settings(None, None, tmp_path, ())
    assert caught.value.code == "settings_encrypted"


def test_missing_file_that_was_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="No such file"):
        read_settings(str(tmp_path / "nowhere.yaml"), None, tmp_path, ())


def test_writing_back_keeps_other_connections_and_is_private(tmp_path: Path) -> None:
    settings = read(tmp_path, "one:\n  a: x\ntwo:\n  b: y\n", "one")
    file = write_settings(settings, tmp_path, {"a": "x", "access_token": "t"})
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_settings(None, "two", tmp_path, ()).values == {"b": "y"}
    assert read_settings(None, "one", tmp_path, ()).values == {"a": "x", "access_token": "t"}
    assert [path.name for path in tmp_path.iterdir()] == ["settings.yaml"]
