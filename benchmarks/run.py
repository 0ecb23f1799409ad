"""Measures what the budgets name, as ratios within one run on one machine, and prints a table.

Not a test: nothing fails here. Usage: run.py [NAME …]

Whole processes start from compiled modules, as installed ones do. Run it in an environment without the
development packages: some of them make httpx import more than it does for anybody else.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable

from figures import HERE, Row

sys.path.insert(0, str(HERE.parent / "tests"))


def main() -> int:
    """Run the named measurements, or all of them."""
    import journal
    import reading
    import running
    import starting

    measurements: dict[str, Callable[[], list[Row]]] = {
        "window": starting.window,
        "command": starting.command,
        "definitions": reading.definitions,
        "form": reading.form,
        "engine": running.engine,
        "log": journal.log,
        "bodies": journal.bodies,
        "pane": journal.pane,
        "redaction": journal.redaction,
        "cancelling": running.cancelling,
        "redirects": running.redirects,
    }
    with tempfile.TemporaryDirectory() as compiled:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = compiled
        for name in sys.argv[1:] or measurements:
            for label, figure, budget in measurements[name]():
                print(f"{label:<58} {figure:>22}   {budget}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
