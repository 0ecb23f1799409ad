"""`dig` through nested values."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.values import Value


def dig_on(call: Call, found: Value) -> Value:
    """What `dig` does with the rest of its arguments. Raises TypeError for a value without `dig`."""
    if len(call.args) == 1 or found is None:
        return found
    if not call.interp.responds_to(found, "dig"):
        raise call.error("TypeError", f"{call.class_of(found).name} does not have #dig method")
    return call.send(found, "dig", *call.args[1:])
