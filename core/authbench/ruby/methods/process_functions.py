"""Process.clock_gettime: the one function of Process that computes only."""

from __future__ import annotations

import time
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.objects import symbol_text
from authbench.ruby.values import Value

PROCESS: Final = MethodTable("Process.", "Class")
_UNITS: Final = {
    "float_second": 1.0,
    "float_millisecond": 1e3,
    "float_microsecond": 1e6,
    "second": 1,
    "millisecond": 1_000,
    "microsecond": 1_000_000,
    "nanosecond": 1_000_000_000,
}


@PROCESS.define("clock_gettime", args="1..2")
def clock_gettime(call: Call, self: Value) -> Value:
    unit = symbol_text(call.args[1]) if len(call.args) > 1 else "float_second"
    if unit not in _UNITS:
        raise call.error("ArgumentError", f"unexpected unit: {unit}")
    seconds = time.monotonic() if call.args[0] == 1 else call.interp.environment.clock()
    factor = _UNITS[unit]
    return seconds * factor if isinstance(factor, float) else int(seconds * factor)
