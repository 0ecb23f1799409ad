"""Binary search, as `bsearch` does it on arrays and ranges."""

from __future__ import annotations

from collections.abc import Callable

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.arithmetic import is_number
from authbench.ruby.values import Value


def verdict(call: Call, value: Value) -> int:
    """What the block says of `value`: 0 found, -1 search before it (or it is the last resort), 1 search
    after it; 2 for true: it fits, but an earlier one may too. Raises TypeError."""
    answer = call.yield_(value)
    if answer is True:
        return 2
    if answer is False or answer is None:
        return 1
    if not is_number(answer):
        raise call.error(
            "TypeError",
            f"wrong argument type {call.class_of(answer).name} (must be numeric, true, false or nil)",
        )
    order = call.compare(answer, 0)
    return -1 if order < 0 else order


def bisected(call: Call, low: int, high: int, at: Callable[[int], Value]) -> int | None:
    """The first place from `low` to before `high` that the block accepts; None without one."""
    found: int | None = None
    while low < high:
        call.charge(1)
        middle = (low + high) // 2
        said = verdict(call, at(middle))
        if said == 0:
            return middle
        if said == 2:
            found, high = middle, middle
        else:
            low, high = (low, middle) if said < 0 else (middle + 1, high)
    return found
