"""The Enumerable table, and the test that many of its methods share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import Value

ENUMERABLE: Final = MethodTable("Enumerable", "Object")


def predicate(call: Call) -> Callable[[Value], bool]:
    """The test that `all?`, `any?`, `none?`, `one?` apply: a pattern, the block, else truth."""
    if call.args:
        pattern = call.args[0]
        return lambda item: call.case_equal(pattern, item)
    if call.block is not None:
        return lambda item: call.truthy(call.yield_(item))
    return call.truthy
