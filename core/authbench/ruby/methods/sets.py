"""Set."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.iteration import each_item, item_list
from authbench.ruby.values import RArray, RHash, RSet, RString, Value

SET: Final = MethodTable("Set", "Enumerable")


def members(call: Call, value: Value) -> list[Value]:
    """The elements of a Set, Array, Range…; raises ArgumentError for anything else."""
    if not call.interp.responds_to(value, "each_entry"):
        raise call.error("ArgumentError", "value must be enumerable")
    return item_list(call, value)


@SET.define("add", "<<", args="1")
def add(call: Call, self: RSet) -> Value:
    self.add(call.args[0])
    return self


@SET.define("add?", args="1")
def add_new(call: Call, self: RSet) -> Value:
    return self if self.add(call.args[0]) else None


@SET.define("delete", args="1")
def delete(call: Call, self: RSet) -> Value:
    self.discard(call.args[0])
    return self


@SET.define("delete?", args="1")
def delete_known(call: Call, self: RSet) -> Value:
    return self if self.discard(call.args[0]) else None


@SET.define("include?", "member?", "===", args="1")
def include(call: Call, self: RSet) -> Value:
    return self.has(call.args[0])


@SET.define("length", "size")
def length(call: Call, self: RSet) -> Value:
    return len(self)


@SET.define("empty?")
def is_empty(call: Call, self: RSet) -> Value:
    return len(self) == 0


@SET.define("each", block="enumerator")
def each(call: Call, self: RSet) -> Value:
    for item in each_item(call, self):
        call.yield_(item)
    return self


@SET.define("|", "+", "union", args="1")
def union(call: Call, self: RSet) -> Value:
    return RSet(self.items + members(call, call.args[0]))


@SET.define("&", "intersection", args="1")
def intersection(call: Call, self: RSet) -> Value:
    return RSet(item for item in members(call, call.args[0]) if self.has(item))


@SET.define("-", "difference", args="1")
def difference(call: Call, self: RSet) -> Value:
    unwanted = RSet(members(call, call.args[0]))
    return RSet(item for item in self.items if not unwanted.has(item))


@SET.define("^", args="1")
def exclusive(call: Call, self: RSet) -> Value:
    other = RSet(members(call, call.args[0]))
    return RSet(
        [item for item in other.items if not self.has(item)]
        + [item for item in self.items if not other.has(item)]
    )


@SET.define("merge", args="1")
def merge(call: Call, self: RSet) -> Value:
    self.check_frozen()
    for item in members(call, call.args[0]):
        self.add(item)
    return self


@SET.define("subtract", args="1")
def subtract(call: Call, self: RSet) -> Value:
    for item in members(call, call.args[0]):
        self.discard(item)
    return self


def _set_argument(call: Call) -> RSet:
    if isinstance(call.args[0], RSet):
        return call.args[0]
    raise call.error("ArgumentError", "value must be a set")


@SET.define("subset?", "<=", args="1")
def is_subset(call: Call, self: RSet) -> Value:
    return set(self.entries) <= set(_set_argument(call).entries)


@SET.define("superset?", ">=", args="1")
def is_superset(call: Call, self: RSet) -> Value:
    return set(self.entries) >= set(_set_argument(call).entries)


@SET.define("proper_subset?", "<", args="1")
def is_proper_subset(call: Call, self: RSet) -> Value:
    return set(self.entries) < set(_set_argument(call).entries)


@SET.define("proper_superset?", ">", args="1")
def is_proper_superset(call: Call, self: RSet) -> Value:
    return set(self.entries) > set(_set_argument(call).entries)


@SET.define("<=>", args="1")
def compare(call: Call, self: RSet) -> Value:
    other = call.args[0]
    if not isinstance(other, RSet):
        return None
    mine, theirs = set(self.entries), set(other.entries)
    if mine == theirs:
        return 0
    return -1 if mine < theirs else 1 if mine > theirs else None


@SET.define("intersect?", "disjoint?", args="1")
def intersects(call: Call, self: RSet) -> Value:
    shared = any(self.has(item) for item in members(call, call.args[0]))
    return shared is (call.name == "intersect?")


def _chosen(call: Call, self: RSet, *, wanted: bool) -> list[Value]:
    return [item for item in each_item(call, self) if call.truthy(call.yield_(item)) is wanted]


@SET.define("select!", "filter!", "keep_if", block="enumerator")
def keep_if(call: Call, self: RSet) -> Value:
    return _narrowed(call, self, _chosen(call, self, wanted=True))


@SET.define("reject!", "delete_if", block="enumerator")
def delete_if(call: Call, self: RSet) -> Value:
    return _narrowed(call, self, _chosen(call, self, wanted=False))


def _narrowed(call: Call, self: RSet, kept: list[Value]) -> Value:
    changed = len(kept) != len(self) and self.become(kept)
    return self if changed or not call.name.endswith("!") else None


@SET.define("map!", "collect!", block="enumerator")
def map_in_place(call: Call, self: RSet) -> Value:
    self.check_frozen()
    self.become([call.yield_(item) for item in each_item(call, self)])
    return self


@SET.define("replace", args="1")
def replace(call: Call, self: RSet) -> Value:
    self.become(members(call, call.args[0]))
    return self


@SET.define("reset")
def reset(call: Call, self: RSet) -> Value:
    self.become(self.items)
    return self


def _flat(call: Call, self: RSet, outer: tuple[int, ...]) -> list[Value]:
    if id(self) in outer:
        raise call.error("ArgumentError", "tried to flatten recursive Set")
    result: list[Value] = []
    for item in each_item(call, self):
        result.extend(_flat(call, item, (*outer, id(self))) if isinstance(item, RSet) else [item])
    return result


@SET.define("flatten")
def flatten(call: Call, self: RSet) -> Value:
    return RSet(_flat(call, self, ()))


@SET.define("flatten!")
def flatten_in_place(call: Call, self: RSet) -> Value:
    if not any(isinstance(item, RSet) for item in self.items):
        return None
    self.become(_flat(call, self, ()))
    return self


@SET.define("join", args="0..1")
def join(call: Call, self: RSet) -> Value:
    return call.send(RArray(item_list(call, self)), "join", *call.args)


@SET.define("classify", block="enumerator")
def classify(call: Call, self: RSet) -> Value:
    result = RHash()
    for item in each_item(call, self):
        kind = call.yield_(item)
        if not result.has(kind):
            result.store(kind, RSet())
        result.lookup(kind).add(item)
    return result


@SET.define("divide", block="enumerator")
def divide(call: Call, self: RSet) -> Value:
    block = call.block
    if block is None or block.arity != 2:
        return RSet(call.send(classify(call, self), "values").items)
    # Members belong together when the block says so both ways, or through others.
    left, groups = item_list(call, self), list[Value]()
    while left:
        group, left = [left[0]], left[1:]
        for member in group:
            near = [it for it in left if _both_ways(call, member, it)]
            left = [it for it in left if not any(it is found for found in near)]
            group.extend(near)
        groups.append(RSet(item for item in self.items if any(item is found for found in group)))
    return RSet(groups)


def _both_ways(call: Call, one: Value, other: Value) -> bool:
    return call.truthy(call.yield_(one, other)) and call.truthy(call.yield_(other, one))


@SET.define("compare_by_identity")
def compare_by_identity(call: Call, self: RSet) -> Value:
    self.check_frozen()
    self.by_identity = True
    return reset(call, self)


@SET.define("compare_by_identity?")
def is_by_identity(call: Call, self: RSet) -> Value:
    return self.by_identity


@SET.define("clear")
def clear(call: Call, self: RSet) -> Value:
    self.check_frozen()
    self.entries.clear()
    return self


@SET.define("to_set")
def to_set(call: Call, self: RSet) -> Value:
    return self


@SET.define("to_s")
def to_s(call: Call, self: RSet) -> Value:
    return RString(call.inspect(self))
