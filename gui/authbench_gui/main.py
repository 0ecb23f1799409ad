"""The entry of the console script: the window for a person, the command line for everything else."""

from __future__ import annotations

import sys
from pathlib import Path

COMMANDS = frozenset({"fields", "lint", "connect", "test", "exec", "demo"})

_OPENED = (".rb", ".py", ".authbench-case", ".har", ".jsonl")
_NO_QT = """\
The window needs PySide6, which is not installed here.
Install it with:  pip install 'authbench[gui]'
The command line works without it:  authbench --help
"""


def main(argv: list[str] | None = None) -> int:
    """Run `authbench` and return its exit status: 2 where the window was asked for without Qt."""
    arguments = sys.argv[1:] if argv is None else argv
    if not wants_window(arguments):
        from authbench.cli import main as command_line

        return command_line(argv)
    from authbench_gui.plain_imports import import_plainly

    try:
        import_plainly()
        from authbench_gui.app import run
    except ImportError as error:
        if (error.name or "").split(".")[0] not in ("PySide6", "shiboken6"):
            raise
        sys.stderr.write(_NO_QT)
        return 2
    return run(arguments[0] if arguments else None)


def wants_window(arguments: list[str]) -> bool:
    """`authbench` and `authbench FILE` mean the window; commands and options the command line, and so
    does a lone word that is no file, which then is an unknown command."""
    if not arguments:
        return True
    first = arguments[0]
    if len(arguments) > 1 or first.startswith("-") or first in COMMANDS:
        return False
    return Path(first).suffix in _OPENED or Path(first).exists()


if __name__ == "__main__":
    sys.exit(main())
