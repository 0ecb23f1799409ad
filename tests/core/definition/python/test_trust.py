"""Trust by content: what the digest covers, and that nothing but the bytes it covers is run."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from authbench.definition import DefinitionNotReadable, load
from authbench.definition.trust import ALWAYS, Trust
from authbench.errors import Cancelled
from authbench.http import CancelScope
from support.python_definitions import called, codes, written
from support.sdk_runs import desk

SOURCE = """
import helpers
import package.inner
connector = {"title": "T", "methods": {"m": lambda: helpers.value(), "p": lambda: package.inner.VALUE}}
"""
HELPERS = "def value(): return 1\n"


def digest(path: Path) -> str:
    """What trust in the file at `path` would be given to."""
    trust = load(path).trust
    assert trust is not None
    return trust.digest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    written(tmp_path / "package", "from . import deeper\nVALUE = deeper.VALUE\n", "inner.py")
    written(tmp_path / "package", "VALUE = 'deep'\n", "deeper.py")
    written(tmp_path / "package", "", "__init__.py")
    written(tmp_path, SOURCE, helpers=HELPERS, unused="X = 1\n")
    return tmp_path


@pytest.mark.parametrize(
    "changed", ["connector.py", "helpers.py", "package/__init__.py", "package/inner.py", "package/deeper.py"]
)
def test_one_byte_anywhere_asks_again(folder: Path, changed: str) -> None:
    before = digest(folder / "connector.py")
    with (folder / changed).open("a") as stream:
        stream.write(" ")
    assert digest(folder / "connector.py") != before


def test_what_is_not_imported_does_not_count(folder: Path) -> None:
    before = digest(folder / "connector.py")
    (folder / "unused.py").write_text("X = 2\n")
    assert digest(folder / "connector.py") == before


def test_a_planted_module_asks_again(tmp_path: Path) -> None:
    path = written(tmp_path, "import yaml_extras\nconnector = {'title': 'T'}")
    before = digest(path)
    (tmp_path / "yaml_extras.py").write_text("")
    assert digest(path) != before


def test_the_same_content_elsewhere_is_the_same(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import shutil

    other = tmp_path_factory.mktemp("other") / "copy"
    shutil.copytree(folder, other)
    assert digest(other / "connector.py") == digest(folder / "connector.py")


def test_the_target_of_a_link_counts(folder: Path) -> None:
    target = folder / "elsewhere.py"
    (folder / "helpers.py").rename(target)
    (folder / "helpers.py").symlink_to(target)
    trust = load(folder / "connector.py").trust
    assert trust is not None
    assert str(target) in [file.path for file in trust.files]
    before = trust.digest
    target.write_text("def value(): return 2\n")
    assert digest(folder / "connector.py") != before


def test_a_linked_definition_finds_what_lies_beside_its_target(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    link = tmp_path_factory.mktemp("links") / "mine.py"
    link.symlink_to(folder / "connector.py")
    trust = load(link).trust
    assert trust is not None
    assert trust.digest == digest(folder / "connector.py")
    assert trust.files[0].path == str(folder / "connector.py")


def test_the_bytes_that_were_hashed_are_those_that_run(folder: Path) -> None:
    def swap(trust: Trust) -> bool:
        for file in trust.files:
            Path(file.path).write_text("raise SystemExit('swapped')\n")
        return True

    loaded = load(folder / "connector.py", trust=swap)
    assert loaded.connector is not None
    with desk() as run:
        assert loaded.connector.methods["m"].call_strict(run.context(), []) == 1
        assert loaded.connector.methods["p"].call_strict(run.context(), []) == "deep"


def test_a_module_that_appears_later_is_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path, "def m():\n    import late\n    return late.X\nconnector = {'methods': {'m': m}}"
    )
    loaded = load(path, trust=ALWAYS)
    (tmp_path / "late.py").write_text("X = 1\n")
    assert loaded.connector is not None
    with desk() as run, pytest.raises(Exception, match="was not there when it was read"):
        loaded.connector.methods["m"].call_strict(run.context(), [])


def test_compiled_files_are_neither_used_nor_written(folder: Path) -> None:
    import py_compile

    (folder / "helpers.py").write_text("def value(): return 'stale'\n")
    compiled = py_compile.compile(
        str(folder / "helpers.py"), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
    )
    assert compiled is not None
    (folder / "helpers.py").write_text("def value(): return 'fresh'\n")
    before = sorted(folder.rglob("*.pyc"))
    loaded = load(folder / "connector.py", trust=ALWAYS)
    assert loaded.connector is not None
    with desk() as run:
        assert loaded.connector.methods["m"].call_strict(run.context(), []) == "fresh"
    assert sorted(folder.rglob("*.pyc")) == before


def test_definitions_have_their_own_modules(tmp_path: Path) -> None:
    source = "import helpers\nconnector = {'methods': {'m': lambda: helpers.NAME}}"
    paths, modules = list(sys.path), set(sys.modules)
    loaded = [
        load(written(tmp_path / name, source, helpers=f"NAME = {name!r}\n"), trust=ALWAYS)
        for name in ("one", "two")
    ]
    with desk() as run:
        results = [
            one.connector.methods["m"].call_strict(run.context(), [])
            for one in loaded
            if one.connector is not None
        ]
    assert results == ["one", "two"]
    assert sys.path == paths
    new = set(sys.modules) - modules
    assert all(name.startswith(("_authbench_definition_", "authbench")) for name in new if "helpers" in name)
    del loaded
    import gc

    gc.collect()
    assert not [name for name in set(sys.modules) - modules if "helpers" in name]


def test_dataclasses_and_circular_imports_work(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        from __future__ import annotations
        from dataclasses import dataclass
        import one
        @dataclass
        class Point:
            x: int = 0
        connector = {"methods": {"m": lambda: [Point(3).x, one.two.one.NAME]}}
        """,
        one="NAME = 'one'\nimport two\n",
        two="import one\n",
    )
    loaded = load(path, trust=ALWAYS)
    assert loaded.connector is not None
    with desk() as run:
        assert loaded.connector.methods["m"].call_strict(run.context(), []) == [3, "one"]


def test_the_standard_library_keeps_its_names(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "import json\nconnector = {'title': 'T', 'test': lambda c: 1, 'methods': {'m': lambda: json.dumps([1])}}",
        json="def dumps(x): return 'hijacked'\n",
    )
    loaded = load(path, trust=ALWAYS)
    assert "shadowed_module" in codes(loaded)
    assert loaded.trust is not None
    assert len(loaded.trust.files) == 1
    assert loaded.connector is not None
    with desk() as run:
        assert loaded.connector.methods["m"].call_strict(run.context(), []) == "[1]"


def test_installed_packages_can_be_imported() -> None:
    with desk() as run:
        assert called(
            "import yaml\nconnector = {'methods': {'m': lambda: yaml.safe_load('a: 1')}}", run.context()
        ) == {"a": 1}


def test_too_much_beside_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from authbench.definition.python import local_modules

    monkeypatch.setattr(local_modules, "MAX_FILES", 1)
    path = written(tmp_path, "import one, two\nconnector = {}", one="", two="")
    with pytest.raises(DefinitionNotReadable, match="more than 1 local modules"):
        load(path)
    monkeypatch.setattr(local_modules, "MAX_FILES", 10)
    monkeypatch.setattr(local_modules, "MAX_BYTES", 10)
    (tmp_path / "one.py").write_text("#" * 11)
    with pytest.raises(DefinitionNotReadable, match="local modules of more than"):
        load(path)


def test_a_sibling_that_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    path = written(tmp_path, "import pipe\nconnector = {'title': 'T'}")
    os.mkfifo(tmp_path / "pipe.py")
    assert load(path).connector is not None


@pytest.mark.parametrize(
    ("text", "place"), [("x = (\n", "1:5"), ("x = 1\nx = = 2\n", "2:5"), ("x = 1\n\0", "2:1")]
)
def test_a_sibling_that_is_no_python_is_named(tmp_path: Path, text: str, place: str) -> None:
    path = written(tmp_path, "import helpers\nconnector = {'title': 'T'}", helpers=text)
    loaded = load(path, trust=ALWAYS)
    assert loaded.connector is None
    problem = next(problem for problem in loaded.problems if problem.code == "not_evaluated")
    assert str(problem.location) == f"{tmp_path / 'helpers.py'}:{place}"


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        ("import nowhere_at_all\nconnector = {}", "No module named 'nowhere_at_all'", 1),
        ("connector = {}\n1 / 0", "ZeroDivisionError: division by zero", 2),
        ("raise SystemExit(3)", "SystemExit: 3", 1),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", 1),
        ("def f(): f()\nf()", "RecursionError", 1),
        ("raise MemoryError", "MemoryError", 1),
        ("from authbench.sdk import get\nconnector = {'test': get('/')['a']}", "called outside a lambda", 2),
        ("from . import x", "attempted relative import", 1),
    ],
)
def test_a_top_level_that_fails_is_one_problem(source: str, message: str, line: int) -> None:
    loaded = load("connector.py", source=source.encode(), trust=ALWAYS)
    assert loaded.connector is None
    problem = next(problem for problem in loaded.problems if problem.code == "not_evaluated")
    assert message in problem.message
    assert problem.location is not None
    assert problem.location.line == line


def test_a_top_level_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    from authbench.definition.python import code

    monkeypatch.setattr(code, "MAX_SECONDS", 0.2)
    loaded = load("connector.py", source=b"while True: pass", trust=ALWAYS)
    assert loaded.connector is None
    assert "took longer than 0.2 seconds" in next(
        p.message for p in loaded.problems if p.code == "not_evaluated"
    )


def test_a_top_level_can_be_cancelled(tmp_path: Path) -> None:
    began = tmp_path / "began"
    path = written(tmp_path, f"open({str(began)!r}, 'w').close()\nwhile True: pass\n")
    scope = CancelScope()

    def cancel() -> None:
        while not began.exists():
            pass
        scope.cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(Cancelled):
        load(path, trust=ALWAYS, scope=scope)
    thread.join()


def test_a_link_that_is_turned_while_it_is_read_lends_no_trust(tmp_path: Path) -> None:
    """Trust in a place is asked about the very file whose bytes would run."""
    good = written(tmp_path / "good", "connector = {'title': 'good'}")
    evil = written(tmp_path / "evil", "connector = {'title': 'evil'}")
    link = tmp_path / "connector.py"
    link.symlink_to(evil)
    asked: list[Trust] = []

    def policy(trust: Trust) -> bool:
        link.unlink()
        link.symlink_to(good)
        asked.append(trust)
        return trust.files[0].path == str(good.resolve())

    loaded = load(link, trust=policy)
    assert asked[0].files[0].path == str(evil.resolve())
    assert loaded.trust is not None
    assert not loaded.trust.granted


def test_a_pipe_or_a_device_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "connector.py")
    (tmp_path / "connector.rb").symlink_to("/dev/zero")
    for name in ("connector.py", "connector.rb"):
        with pytest.raises(DefinitionNotReadable, match="a pipe or a device"):
            load(tmp_path / name)
