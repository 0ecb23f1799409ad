"""Builds the one-folder application with PyInstaller: dist/authbench/authbench.

Usage: build_app.py [--dist FOLDER] [--work FOLDER]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

ROOT = Path(__file__).resolve().parent.parent

# The gtk3 platform theme drags in half of a desktop; Qt follows the system's colours without it.
UNUSED = (
    "tkinter",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtSql",
    "PySide6.QtDesigner",
    "PySide6.QtTest",
    "trio",
)

# Of what comes with Python, the parts that no definition needs: windows, interpreters, installers, tests.
NOT_FOR_DEFINITIONS = {
    *("antigravity", "this", "pydoc", "pydoc_data", "test", "unittest", "lib2to3"),
    *("curses", "idlelib", "tkinter", "turtle", "turtledemo"),
    *("distutils", "ensurepip", "venv"),
}


def main() -> int:
    """Run PyInstaller; its exit status is ours."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--dist", type=Path, default=ROOT / "dist")
    options.add_argument("--work", type=Path, default=ROOT / "build")
    chosen = options.parse_args()
    command = [
        sys.executable,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--log-level=WARN",
        "--name=authbench",
        "--onedir",
        f"--distpath={chosen.dist}",
        f"--workpath={chosen.work}",
        f"--specpath={chosen.work}",
        "--collect-data=authbench_resources",
        # Source, not modules: the application reads them as it reads anybody's definition.
        f"--add-data={ROOT / 'resources/authbench_resources/samples/*.py'}:authbench_resources/samples",
        "--collect-submodules=authbench",
        "--collect-submodules=authbench_gui",
        "--collect-binaries=tree_sitter_ruby",
        "--copy-metadata=keyring",
        f"--additional-hooks-dir={ROOT / 'packaging' / 'hooks'}",
        *(f"--hidden-import={name}" for name in for_definitions()),
        *(f"--exclude-module={name}" for name in UNUSED),
        str(ROOT / "packaging" / "application.py"),
    ]
    chosen.work.mkdir(parents=True, exist_ok=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def for_definitions() -> list[str]:
    """The modules of Python's own library, which a definition written in Python may import although nothing
    of the application does."""
    names: list[str] = []
    for name in sorted(sys.stdlib_module_names - NOT_FOR_DEFINITIONS):
        spec = None if name.startswith("_") else find_spec(name)
        if spec is not None:
            names += [name, *_below(name, spec.submodule_search_locations or [])]
    return names


def _below(package: str, folders: list[str]) -> Iterator[str]:
    for found in iter_modules(folders):
        if not found.name.startswith(("_", "test")):
            yield f"{package}.{found.name}"
            if found.ispkg:
                yield from _below(f"{package}.{found.name}", [f"{folder}/{found.name}" for folder in folders])


if __name__ == "__main__":
    sys.exit(main())
