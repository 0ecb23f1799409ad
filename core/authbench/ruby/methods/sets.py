"""Set."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.iteration import each_item, item_list
from authbench.ruby.values import RSet, Value, hash_token

SET: Final = MethodTable("Set", "Enumerable")


def members(call: Call, value: Value) -> list[Value]:
    """The elements of a Set, Array, Range…; raises ArgumentError for anything else."""
    if not call.interp.responds_to(value, "each_entry"):
        raise call.error("ArgumentError", "value must be enumerable")
    return item_list(call, value)


def _frozen(call: Call, self: RSet) -> None:
    if self.frozen:
        raise call.error("FrozenError", f"can't modify frozen Set: {call.inspect(self)}")


@SET.define("add", "<<", args="1")
def add(call: Call, self: RSet) -> Value:
    self.add(call.args[0])
    return self


@SET.define("add?", args="1")
def add_new(call: Call, self: RSet) -> Value:
    return self if self.add(call.args[0]) else None


@SET.define("delete", args="1")
def delete(call: Call, self: RSet) -> Value:
    _frozen(call, self)
    self.entries.pop(hash_token(call.args[0]), None)
    return self


@SET.define("delete?", args="1")
def delete_known(call: Call, self: RSet) -> Value:
    _frozen(call, self)
    if not self.has(call.args[0]):
        return None
    return delete(call, self)


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


@SET.define("merge", args="0..")
def merge(call: Call, self: RSet) -> Value:
    for other in call.args:
        for item in members(call, other):
            self.add(item)
    return self


@SET.define("subtract", args="1")
def subtract(call: Call, self: RSet) -> Value:
    _frozen(call, self)
    for item in members(call, call.args[0]):
        self.entries.pop(hash_token(item), None)
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


@SET.define("intersect?", args="1")
def intersects(call: Call, self: RSet) -> Value:
    return not set(self.entries).isdisjoint(_set_argument(call).entries)


@SET.define("disjoint?", args="1")
def is_disjoint(call: Call, self: RSet) -> Value:
    return set(self.entries).isdisjoint(_set_argument(call).entries)


@SET.define("select", "filter", block="enumerator")
def select(call: Call, self: RSet) -> Value:
    return RSet([item for item in each_item(call, self) if call.truthy(call.yield_(item))])


@SET.define("reject", block="enumerator")
def reject(call: Call, self: RSet) -> Value:
    return RSet([item for item in each_item(call, self) if not call.truthy(call.yield_(item))])


@SET.define("delete_if", block="enumerator")
def delete_if(call: Call, self: RSet) -> Value:
    _frozen(call, self)
    for item in self.items:
        if call.truthy(call.yield_(item)):
            self.entries.pop(hash_token(item), None)
    return self


@SET.define("clear")
def clear(call: Call, self: RSet) -> Value:
    _frozen(call, self)
    self.entries.clear()
    return self


@SET.define("to_set")
def to_set(call: Call, self: RSet) -> Value:
    return self


@SET.define("to_s")
def to_s(call: Call, self: RSet) -> Value:
    from authbench.ruby.values import RString

    return RString(call.inspect(self))
