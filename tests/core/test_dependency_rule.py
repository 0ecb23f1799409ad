"""The rule that holds the house up: gui above core above resources, and no Qt in the core."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

IMPORT_EVERYTHING = """
import importlib, pkgutil, sys
sys.modules["PySide6"] = None
sys.modules["shiboken6"] = None
import authbench, authbench_resources
count = 0
for package in (authbench, authbench_resources):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
            count += 1
print(count)
"""


def test_every_module_of_the_core_imports_without_qt() -> None:
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_EVERYTHING], capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 200


def test_import_contracts_are_kept() -> None:
    paths = os.pathsep.join(str(ROOT / folder) for folder in ("core", "gui", "resources"))
    result = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


def test_no_source_file_has_a_name_that_says_nothing() -> None:
    empty_words = {"utils", "helpers", "manager", "common", "misc"}
    files = [path for folder in ("core", "gui", "resources") for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 300
    assert not [path for path in files if path.stem in empty_words or path.parent.name in empty_words]
    assert not list((ROOT / "packaging").glob("__init__.py"))
