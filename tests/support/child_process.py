"""Python in a process of its own: what it takes is measured from outside, and nothing of this one's counts."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


def told_by(*arguments: str, given: Any = None, seconds: float = 240) -> Any:
    """What a Python with `arguments` prints as JSON; it reads `given` as JSON. It ends well within `seconds`, or the
    test fails."""
    process = subprocess.run(
        [sys.executable, *arguments],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONIOENCODING": "utf-8"},
        timeout=seconds,
        check=False,
    )
    assert process.returncode == 0, process.stderr[-3000:]
    return json.loads(process.stdout)
