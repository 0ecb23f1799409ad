"""Builds the one-folder application with PyInstaller: dist/authbench/authbench.

Usage: build_app.py [--dist FOLDER] [--work FOLDER]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

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
        "--collect-submodules=authbench",
        "--collect-submodules=authbench_gui",
        "--collect-binaries=tree_sitter_ruby",
        "--copy-metadata=keyring",
        *(f"--exclude-module={name}" for name in UNUSED),
        str(ROOT / "packaging" / "application.py"),
    ]
    chosen.work.mkdir(parents=True, exist_ok=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
