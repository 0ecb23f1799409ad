"""Going through the lambdas of a Ruby definition and the syntax in them, without running any."""

from __future__ import annotations

from collections.abc import Iterator

from authbench.errors import AuthbenchError
from authbench.ruby.syntax.base import Node
from authbench.ruby.syntax.calls import Arguments
from authbench.ruby.syntax.procs import Parameters, ProcCode
from authbench.ruby.values import RArray, RHash, RProc, Value

_slots_of: dict[type[object], tuple[str, ...]] = {}


def lambdas_in(value: Value) -> Iterator[RProc]:
    """The lambdas in a value; each hash and list is looked into once."""
    waiting: list[Value] = [value]
    seen: set[int] = set()
    for item in waiting:
        if isinstance(item, RProc):
            yield item
        elif isinstance(item, RHash | RArray) and id(item) not in seen:
            seen.add(id(item))
            waiting.extend([inner for _, inner in item.pairs()] if isinstance(item, RHash) else item.items)


def nodes_in(proc: RProc) -> Iterator[Node]:
    """Every node of a lambda's code; none where that cannot be converted, which running it will report."""
    try:
        code = proc.code
    except AuthbenchError:
        return
    yield from nodes_below(code)


def nodes_below(start: object) -> Iterator[Node]:
    """Every node below, by what the nodes hold, in the order of the source as far as they keep it."""
    waiting: list[object] = [start]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list | tuple):
            waiting.extend(reversed(here))
        elif isinstance(here, Node | ProcCode | Parameters | Arguments):
            if isinstance(here, Node):
                yield here
            waiting.extend([getattr(here, slot, None) for slot in reversed(_slots(type(here)))])


def _slots(kind: type[object]) -> tuple[str, ...]:
    """What objects of that class hold, places left out."""
    known = _slots_of.get(kind)
    if known is None:
        names = [slot for each in kind.__mro__ for slot in getattr(each, "__slots__", ())]
        known = _slots_of[kind] = tuple(name for name in names if name not in ("place", "convert"))
    return known
