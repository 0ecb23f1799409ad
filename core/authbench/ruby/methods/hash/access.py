"""Reading a Hash."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.digging import dig_on
from authbench.ruby.methods.hash.table import HASH, each_pair, fetched
from authbench.ruby.values import RArray, RHash, RProc, RString, Symbol, Value


@HASH.define("[]", args="1")
def get(call: Call, self: RHash) -> Value:
    return fetched(call, self, call.args[0])


@HASH.define("fetch", args="1..2")
def fetch(call: Call, self: RHash) -> Value:
    return _fetch(call, self, call.args[0], call.args[1:])


def _fetch(call: Call, self: RHash, key: Value, fallback: list[Value]) -> Value:
    entry = self.entries.get(self.token(key))
    if entry is not None:
        return entry[1]
    if call.block is not None:
        return call.yield_(key)
    if fallback:
        return fallback[0]
    if self.indifferent and isinstance(key, Symbol):
        key = RString(key.name)
    raise call.error("KeyError", f"key not found: {call.inspect(key)}", key=key, receiver=self)


@HASH.define("fetch_values", args="0..")
def fetch_values(call: Call, self: RHash) -> Value:
    return RArray([_fetch(call, self, key, []) for key in call.args])


@HASH.define("dig", args="1..")
def dig(call: Call, self: RHash) -> Value:
    return dig_on(call, call.force(fetched(call, self, call.args[0])))


@HASH.define("values_at", args="0..")
def values_at(call: Call, self: RHash) -> Value:
    return RArray([fetched(call, self, key) for key in call.args])


@HASH.define("key?", "has_key?", "include?", "member?", args="1")
def has_key(call: Call, self: RHash) -> Value:
    return self.has(call.args[0])


@HASH.define("value?", "has_value?", args="1")
def has_value(call: Call, self: RHash) -> Value:
    return any(call.equal(value, call.args[0]) for _, value in each_pair(call, self))


@HASH.define("key", args="1")
def key_of(call: Call, self: RHash) -> Value:
    for key, value in each_pair(call, self):
        if call.equal(value, call.args[0]):
            return key
    return None


@HASH.define("keys")
def keys(call: Call, self: RHash) -> Value:
    return RArray(self.keys())


@HASH.define("values")
def values(call: Call, self: RHash) -> Value:
    return RArray(self.values())


@HASH.define("length", "size")
def length(call: Call, self: RHash) -> Value:
    return len(self.entries)


@HASH.define("empty?")
def is_empty(call: Call, self: RHash) -> Value:
    return not self.entries


@HASH.define("each", "each_pair", block="enumerator")
def each(call: Call, self: RHash) -> Value:
    for key, value in each_pair(call, self):
        call.yield_(RArray([key, value]))
    return self


@HASH.define("each_key", block="enumerator")
def each_key(call: Call, self: RHash) -> Value:
    for key, _ in each_pair(call, self):
        call.yield_(key)
    return self


@HASH.define("each_value", block="enumerator")
def each_value(call: Call, self: RHash) -> Value:
    for _, value in each_pair(call, self):
        call.yield_(value)
    return self


@HASH.define("assoc", args="1")
def assoc(call: Call, self: RHash) -> Value:
    entry = self.entries.get(self.token(call.args[0]))
    return None if entry is None else RArray(entry)


@HASH.define("rassoc", args="1")
def rassoc(call: Call, self: RHash) -> Value:
    for key, value in each_pair(call, self):
        if call.equal(value, call.args[0]):
            return RArray([key, value])
    return None


@HASH.define("default", args="0..1")
def default(call: Call, self: RHash) -> Value:
    if call.args and self.default_proc is not None:
        return call.interp.call_block(self.default_proc, (self, call.args[0]))
    return self.default


@HASH.define("default=", args="1", stores_arguments=True)
def set_default(call: Call, self: RHash) -> Value:
    self.check_frozen()
    self.default, self.default_proc = call.args[0], None
    return call.args[0]


@HASH.define("default_proc")
def default_proc(call: Call, self: RHash) -> Value:
    return self.default_proc


@HASH.define("default_proc=", args="1")
def set_default_proc(call: Call, self: RHash) -> Value:
    self.check_frozen()
    block = call.args[0]
    if block is not None:
        if not isinstance(block, RProc):
            raise call.error(
                "TypeError", f"wrong default_proc type {call.class_of(block).name} (expected Proc)"
            )
        if block.is_lambda and block.arity not in (2, -1, -2, -3):
            wanted = -block.arity - 1 if block.arity < 0 else block.arity
            raise call.error("TypeError", f"default_proc takes two arguments (2 for {wanted})")
    self.default, self.default_proc = None, block
    return block


@HASH.define("compare_by_identity")
def compare_by_identity(call: Call, self: RHash) -> Value:
    if self.by_identity:
        return self
    self.check_frozen()
    if self.iterating:
        raise call.error("RuntimeError", "compare_by_identity during iteration")
    self.by_identity = True
    return _stored_anew(self)


@HASH.define("compare_by_identity?")
def is_by_identity(call: Call, self: RHash) -> Value:
    return self.by_identity


@HASH.define("rehash")
def rehash(call: Call, self: RHash) -> Value:
    if self.iterating:
        raise call.error("RuntimeError", "rehash during iteration")
    self.check_frozen()
    call.charge(len(self.entries))
    return _stored_anew(self)


def _stored_anew(self: RHash) -> RHash:
    entries = self.pairs()
    self.entries = {}
    for key, value in entries:
        self.entries.setdefault(self.token(key), (key, value))
    return self


@HASH.define("deconstruct_keys", args="1")
def deconstruct_keys(call: Call, self: RHash) -> Value:
    return self


@HASH.define("to_proc")
def to_proc(call: Call, self: RHash) -> Value:
    return RProc.of(lambda _interp, args, _keywords: fetched(call, self, args[0]), arity=1, is_lambda=True)


def _within(call: Call, small: RHash, large: RHash) -> bool:
    call.charge(len(small.entries))
    for key, value in small.pairs():
        entry = large.entries.get(large.token(key))
        if entry is None or not call.equal(entry[1], value):
            return False
    return True


@HASH.define("<=", "<", args="1")
def is_subset(call: Call, self: RHash) -> Value:
    other = call.hash(call.args[0])
    if call.name == "<" and len(self) >= len(other):
        return False
    return _within(call, self, other)


@HASH.define(">=", ">", args="1")
def is_superset(call: Call, self: RHash) -> Value:
    other = call.hash(call.args[0])
    if call.name == ">" and len(self) <= len(other):
        return False
    return _within(call, other, self)
