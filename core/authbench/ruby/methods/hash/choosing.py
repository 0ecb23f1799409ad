"""New hashes from part of a Hash."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.hash.table import HASH, each_pair, like
from authbench.ruby.methods.objects import is_blank
from authbench.ruby.values import RArray, RHash, Value


@HASH.define("select", "filter", block="enumerator")
def select(call: Call, self: RHash) -> Value:
    return like(self, [pair for pair in each_pair(call, self) if call.truthy(call.yield_(*pair))])


@HASH.define("reject", block="enumerator")
def reject(call: Call, self: RHash) -> Value:
    return like(self, [pair for pair in each_pair(call, self) if not call.truthy(call.yield_(*pair))])


@HASH.define("slice", args="0..")
def slice_(call: Call, self: RHash) -> Value:
    entries = (self.entries.get(self.token(key)) for key in call.args)
    return like(self, [entry for entry in entries if entry is not None])


@HASH.define("except", "without", args="0..")
def except_(call: Call, self: RHash) -> Value:
    unwanted = {self.token(key) for key in call.args}
    return like(self, [entry for token, entry in self.entries.items() if token not in unwanted])


@HASH.define("compact")
def compact(call: Call, self: RHash) -> Value:
    call.charge(len(self.entries))
    return like(self, [pair for pair in self.pairs() if pair[1] is not None])


@HASH.define("compact_blank")
def compact_blank(call: Call, self: RHash) -> Value:
    call.charge(len(self.entries))
    return like(self, [pair for pair in self.pairs() if not is_blank(pair[1])])


@HASH.define("invert", looks_inside=True)
def invert(call: Call, self: RHash) -> Value:
    return RHash((value, key) for key, value in each_pair(call, self))


@HASH.define("flatten", args="0..1")
def flatten(call: Call, self: RHash) -> Value:
    depth = call.long(call.args[0]) if call.args else 1
    pairs = RArray([RArray([key, value]) for key, value in each_pair(call, self)])
    return call.send(pairs, "flatten", depth) if depth else pairs
