"""Products, combinations and permutations; their number is checked before any is made."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.array.table import ARRAY
from authbench.ruby.values import RArray, Value


def _each(call: Call, self: RArray, rows: Iterable[tuple[Value, ...]]) -> Value:
    for row in rows:
        call.charge(1 + len(row))
        call.yield_(RArray(list(row)))
    return self


def _count(call: Call) -> int:
    return call.long(call.args[0])


@ARRAY.define("product", args="0..")
def product(call: Call, self: RArray) -> Value:
    lists = [list(self.items), *(list(call.array(other)) for other in call.args)]
    if call.block is not None:
        return _each(call, self, itertools.product(*lists))
    number = math.prod(len(items) for items in lists)
    call.check_size(number * (len(lists) + 1), "array")
    call.charge(number)
    return RArray([RArray(list(row)) for row in itertools.product(*lists)])


@ARRAY.define("combination", args="1", block="enumerator")
def combination(call: Call, self: RArray) -> Value:
    count = _count(call)
    if not 0 <= count <= len(self.items):
        return self
    return _each(call, self, itertools.combinations(list(self.items), count))


@ARRAY.define("permutation", args="0..1", block="enumerator")
def permutation(call: Call, self: RArray) -> Value:
    count = _count(call) if call.args and call.args[0] is not None else len(self.items)
    if not 0 <= count <= len(self.items):
        return self
    return _each(call, self, itertools.permutations(list(self.items), count))


@ARRAY.define("repeated_combination", args="1", block="enumerator")
def repeated_combination(call: Call, self: RArray) -> Value:
    if _count(call) < 0:
        return self
    call.check_size(_count(call), "array")
    return _each(call, self, itertools.combinations_with_replacement(list(self.items), _count(call)))


@ARRAY.define("repeated_permutation", args="1", block="enumerator")
def repeated_permutation(call: Call, self: RArray) -> Value:
    if _count(call) < 0:
        return self
    call.check_size(_count(call), "array")
    return _each(call, self, itertools.product(list(self.items), repeat=_count(call)))
