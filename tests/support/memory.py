"""How much memory a process took at most."""

from __future__ import annotations

from pathlib import Path


def peak_kilobytes() -> int:
    """The most memory that this process has had resident. `getrusage` would count what the process had
    before it became this program, that is what its parent had."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise AssertionError("the kernel tells no peak")
