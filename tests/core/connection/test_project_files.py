"""account_properties.yaml and lookup_tables.yaml beside a definition (SDK reference 8.4)."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from authbench.connection.project_files import MAX_SIZE, ProjectFileInvalid, read_project_files
from authbench.definition.project import ProjectFiles
from authbench.errors import Code

PROPERTIES, TABLES = "account_properties.yaml", "lookup_tables.yaml"
IN_ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def read(folder: Path, name: str, text: str, *allowed: str) -> ProjectFiles:
    (folder / name).write_text(text, "utf-8")
    return read_project_files(folder, allowed_variables=allowed)


def test_no_files_mean_nothing(tmp_path: Path) -> None:
    project = read_project_files(tmp_path)
    assert project == ProjectFiles()
    assert project.tables is None
    assert project.files == ()


def test_properties_are_texts(tmp_path: Path) -> None:
    text = "host: h.example\nport: 8443\nratio: 1.0\nflag: true\n:symbol: s\nnothing:\n5: five\n"
    project = read(tmp_path, PROPERTIES, text)
    assert project.properties == {
        "host": "h.example",
        "port": "8443",
        "ratio": "1.0",
        "flag": "true",
        "symbol": "s",
        "nothing": "",
        "5": "five",
    }
    assert project.files == (tmp_path / PROPERTIES,)


@pytest.mark.parametrize("text", ["", "# nothing\n", "\ufeff"])
def test_an_empty_file_holds_nothing(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, PROPERTIES, text).properties == {}
    assert read(tmp_path, TABLES, text).tables == {}


def test_variables_are_read_where_they_are_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "GREEN_HOST", "g: 'h'\nx: y")
    text = "host: <%= ENV['GREEN_HOST'] %>\nsecond: 2\n"
    closed = read(tmp_path, PROPERTIES, text)
    assert (closed.properties, closed.withheld) == ({"second": "2"}, {"host": "GREEN_HOST"})
    opened = read(tmp_path, PROPERTIES, text, "GREEN_HOST")
    assert (opened.properties, opened.withheld) == ({"host": "g: 'h'\nx: y", "second": "2"}, {})


def test_csv_takes_the_first_two_columns_below_the_header(tmp_path: Path) -> None:
    text = 'name,value,remark\r\nhost,h.example,x\r\n\r\n"a,b","two\nlines"\r\nalone\r\n'
    project = read(tmp_path, "account_properties.csv", text)
    assert project.properties == {"host": "h.example", "a,b": "two\nlines", "alone": ""}
    assert read(tmp_path, PROPERTIES, "host: first\n").properties == {"host": "first"}


@IN_ONE_FOLDER
@given(
    st.dictionaries(
        st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), min_size=1),
        st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0")),
        max_size=5,
    )
)
def test_any_csv_is_read_as_written(tmp_path: Path, properties: dict[str, str]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([("name", "value"), *properties.items()])
    (tmp_path / "account_properties.csv").write_bytes(stream.getvalue().encode())
    expected = {key.removeprefix("\ufeff"): value for key, value in properties.items()}
    assert read_project_files(tmp_path).properties == (properties or expected)


@IN_ONE_FOLDER
@given(st.binary(max_size=60), st.sampled_from([PROPERTIES, TABLES, "account_properties.csv"]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, name: str) -> None:
    for other in tmp_path.iterdir():
        other.unlink()
    (tmp_path / name).write_bytes(content)
    refused = None
    try:
        read_project_files(tmp_path)
    except ProjectFileInvalid as error:
        refused = error
    if refused is not None:
        assert refused.code == Code.SETTINGS_INVALID
        assert refused.location is not None
        assert refused.location.file == str(tmp_path / name)


@IN_ONE_FOLDER
@given(
    st.dictionaries(st.from_regex(r"\A[a-zé_]{1,8}\Z"), st.text() | st.integers() | st.booleans(), max_size=4)
)
def test_any_flat_yaml_becomes_texts(tmp_path: Path, properties: dict[str, Any]) -> None:
    project = read(tmp_path, PROPERTIES, yaml.safe_dump(properties, allow_unicode=False))
    assert list(project.properties) == sorted(properties)
    for name, value in properties.items():
        assert project.properties[name] == (str(value).lower() if isinstance(value, bool) else str(value))


def test_tables(tmp_path: Path) -> None:
    text = "Beds:\n  id: 5\n  rows:\n  - {Name: North, Number: 3}\n  - :Name: South\nEmpty: {id: 6}\n:Sym: {rows: []}\n"
    assert read(tmp_path, TABLES, text).tables == {
        "Beds": {"id": 5, "rows": [{"Name": "North", "Number": 3}, {"Name": "South"}]},
        "Empty": {"id": 6, "rows": []},
        "Sym": {"id": None, "rows": []},
    }


@pytest.mark.parametrize(
    ("name", "text", "place", "words"),
    [
        (PROPERTIES, "a: [1\nb: 2\n", ":2:2", "expected"),
        (PROPERTIES, "a: 1\nb: <%= `id` %>\n", ":2:4", "not other Ruby"),
        (PROPERTIES, "a: {b: 1}\n", PROPERTIES, "a property is one text"),
        (PROPERTIES, "- a\n", PROPERTIES, "a map of names"),
        (PROPERTIES, "a: 2024-01-02\n", ":1:4", "unquoted date"),
        (PROPERTIES, "a: &x 1\nb: *x\n", ":2:4", "aliases"),
        ("account_properties.csv", 'a,b\nx,"open\n', ":2", "not valid CSV"),
        (TABLES, "a: [1\n", ":2:1", "expected"),
        (TABLES, "- a\n", TABLES, "a map of table names"),
        (TABLES, "Beds: [1]\n", TABLES, "'Beds' must be a map"),
        (TABLES, "Beds: {rows: {a: 1}}\n", TABLES, "rows of the table 'Beds'"),
        (TABLES, "Beds: {rows: [1]}\n", TABLES, "rows of the table 'Beds'"),
    ],
)
def test_what_cannot_be_read_is_located(tmp_path: Path, name: str, text: str, place: str, words: str) -> None:
    with pytest.raises(ProjectFileInvalid, match=words) as caught:
        read(tmp_path, name, text)
    assert str(caught.value.location).endswith(place)
    assert caught.value.hint


def test_an_encrypted_file_is_said_to_be_unreadable(tmp_path: Path) -> None:
    (tmp_path / "account_properties.yaml.enc").write_text("aa--bb--cc")
    with pytest.raises(ProjectFileInvalid, match="encrypted, which this version does not read") as caught:
        read(tmp_path, PROPERTIES, "a: b\n")
    assert caught.value.code == Code.SETTINGS_ENCRYPTED


def test_files_too_large_or_not_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectFileInvalid, match="larger than 10 MB"):
        read(tmp_path, PROPERTIES, "a" * (MAX_SIZE + 1))
    (tmp_path / PROPERTIES).write_bytes(b"a: \xff\n")
    with pytest.raises(ProjectFileInvalid, match="not UTF-8"):
        read_project_files(tmp_path)


@pytest.mark.parametrize("name", [PROPERTIES, "account_properties.csv", TABLES])
def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    """The folder may come from anybody: it must not name files of the person's to send."""
    folder = tmp_path / "definition"
    folder.mkdir()
    (tmp_path / "settings.yaml").write_text("api_key: canary\n")
    (folder / name).symlink_to(tmp_path / "settings.yaml")
    with pytest.raises(ProjectFileInvalid, match="leads out of the definition's folder") as caught:
        read_project_files(folder)
    assert "canary" not in str(caught.value)


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "properties.yaml").write_text("host: h\n")
    (tmp_path / PROPERTIES).symlink_to("shared/properties.yaml")
    linked = tmp_path / "linked"
    linked.symlink_to(tmp_path)
    assert read_project_files(tmp_path).properties == {"host": "h"}
    assert read_project_files(linked).properties == {"host": "h"}
