"""A home of its own for each command, and an API that answers as it is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.connection_runs import ScriptedApi


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is kept lies in a folder of this test, and so does what the command finds around itself."""
    folder = tmp_path / "home"
    monkeypatch.setenv("AUTHBENCH_HOME", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def api() -> Iterator[ScriptedApi]:
    with ScriptedApi() as server:
        yield server
