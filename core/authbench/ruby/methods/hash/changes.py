"""Changing a Hash in place."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.hash.table import HASH, become, each_pair, like, store_checked
from authbench.ruby.methods.objects import is_blank
from authbench.ruby.values import RArray, RHash, Value


@HASH.define("[]=", "store", args="2", stores_arguments=True, kwargs_as_hash=True)
def store(call: Call, self: RHash) -> Value:
    store_checked(call, self, call.force(call.args[0]), call.args[1])
    return call.args[1]


@HASH.define("delete", args="1")
def delete(call: Call, self: RHash) -> Value:
    entry = self.delete(call.args[0])
    if entry is not None:
        return entry[1]
    return call.yield_(call.args[0]) if call.block is not None else None


@HASH.define("delete_if", "reject!", block="enumerator")
def delete_if(call: Call, self: RHash) -> Value:
    self.check_frozen()
    kept = [pair for pair in each_pair(call, self) if not call.truthy(call.yield_(*pair))]
    return self if become(self, kept) or call.name == "delete_if" else None


@HASH.define("keep_if", "select!", "filter!", block="enumerator")
def keep_if(call: Call, self: RHash) -> Value:
    self.check_frozen()
    kept = [pair for pair in each_pair(call, self) if call.truthy(call.yield_(*pair))]
    return self if become(self, kept) or call.name == "keep_if" else None


@HASH.define("compact!")
def compact(call: Call, self: RHash) -> Value:
    return self if become(self, [pair for pair in self.pairs() if pair[1] is not None]) else None


@HASH.define("compact_blank!")
def compact_blank(call: Call, self: RHash) -> Value:
    become(self, [pair for pair in self.pairs() if not is_blank(pair[1])])
    return self


@HASH.define("clear")
def clear(call: Call, self: RHash) -> Value:
    self.check_frozen()
    self.entries.clear()
    return self


@HASH.define("replace", args="1", kwargs_as_hash=True)
def replace(call: Call, self: RHash) -> Value:
    become(self, call.hash(call.args[0]).pairs())
    return self


@HASH.define("shift")
def shift(call: Call, self: RHash) -> Value:
    self.check_frozen()
    if not self.entries:
        return call.send(self, "default", None)
    token = next(iter(self.entries))
    return RArray(self.entries.pop(token))


def _taken(call: Call, self: RHash) -> RHash:
    wanted = {self.token(key) for key in call.args}
    return like(self, [entry for token, entry in self.entries.items() if token in wanted])


@HASH.define("extract!", args="0..")
def extract(call: Call, self: RHash) -> Value:
    self.check_frozen()
    taken = like(self, [])
    for key in call.args:
        entry = self.entries.pop(self.token(key), None)
        if entry is not None:
            taken.store(*entry)
    return taken


@HASH.define("slice!", args="0..")
def slice_out(call: Call, self: RHash) -> Value:
    kept = _taken(call, self)
    rest = like(self, [entry for token, entry in self.entries.items() if token not in kept.entries])
    become(self, kept.pairs())
    return rest


@HASH.define("except!", args="0..")
def except_(call: Call, self: RHash) -> Value:
    for key in call.args:
        self.delete(key)
    return self
