"""Changing all keys or values of a Hash."""

from __future__ import annotations

from collections.abc import Callable

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.hash.table import HASH, become, each_pair, like
from authbench.ruby.methods.objects import symbol_text
from authbench.ruby.values import RArray, REnumerator, RHash, RString, Symbol, Value

Change = Callable[[Value], Value]


def to_string_key(call: Call, key: Value) -> Value:
    """`key.to_s`."""
    return key if isinstance(key, RString) else RString(call.to_s(key), frozen=True)


def to_symbol_key(key: Value) -> Value:
    """The Symbol of a String; other keys as they are."""
    text = symbol_text(key)
    return key if text is None else Symbol(text)


def _key_change(call: Call) -> Change | None:
    """What `transform_keys` does to a key: by the hash given, else by the block; None without either."""
    mapping = call.hash(call.args[0]) if call.args else None
    if mapping is None and call.block is None:
        return None

    def change(key: Value) -> Value:
        if mapping is not None and mapping.has(key):
            return mapping.lookup(key)
        return call.yield_(key) if call.block is not None else key

    return change


@HASH.define("transform_keys", args="0..1", kwargs_as_hash=True)
def transform_keys(call: Call, self: RHash) -> Value:
    change = _key_change(call)
    if change is None:
        return REnumerator(self, call.name)
    return like(self, [(change(key), value) for key, value in each_pair(call, self)])


@HASH.define("transform_keys!", args="0..1", kwargs_as_hash=True)
def transform_keys_in_place(call: Call, self: RHash) -> Value:
    change = _key_change(call)
    if change is None:
        return REnumerator(self, call.name)
    become(self, [(change(key), value) for key, value in each_pair(call, self)])
    return self


@HASH.define("transform_values", block="enumerator")
def transform_values(call: Call, self: RHash) -> Value:
    return like(self, [(key, call.yield_(value)) for key, value in each_pair(call, self)])


@HASH.define("transform_values!", block="enumerator")
def transform_values_in_place(call: Call, self: RHash) -> Value:
    become(self, [(key, call.yield_(value)) for key, value in each_pair(call, self)])
    return self


@HASH.define("stringify_keys")
def stringify_keys(call: Call, self: RHash) -> Value:
    return like(self, [(to_string_key(call, key), value) for key, value in each_pair(call, self)])


@HASH.define("stringify_keys!")
def stringify_keys_in_place(call: Call, self: RHash) -> Value:
    become(self, [(to_string_key(call, key), value) for key, value in self.pairs()])
    return self


@HASH.define("symbolize_keys", "to_options")
def symbolize_keys(call: Call, self: RHash) -> Value:
    return RHash((to_symbol_key(key), value) for key, value in each_pair(call, self))


@HASH.define("symbolize_keys!", "to_options!")
def symbolize_keys_in_place(call: Call, self: RHash) -> Value:
    if self.indifferent:
        return self
    become(self, [(to_symbol_key(key), value) for key, value in self.pairs()])
    return self


def _deep_keys(call: Call, value: Value, change: Change, indifferent: bool) -> Value:
    if isinstance(value, RHash):
        pairs = [
            (change(key), _deep_keys(call, item, change, indifferent)) for key, item in each_pair(call, value)
        ]
        return RHash(pairs, indifferent=indifferent)
    if isinstance(value, RArray):
        call.charge(len(value.items))
        return RArray([_deep_keys(call, item, change, indifferent) for item in value.items])
    return value


@HASH.define("deep_transform_keys", block="required")
def deep_transform_keys(call: Call, self: RHash) -> Value:
    return _deep_keys(call, self, lambda key: call.yield_(key), False)


@HASH.define("deep_stringify_keys")
def deep_stringify_keys(call: Call, self: RHash) -> Value:
    return _deep_keys(call, self, lambda key: to_string_key(call, key), self.indifferent)


@HASH.define("deep_symbolize_keys")
def deep_symbolize_keys(call: Call, self: RHash) -> Value:
    return _deep_keys(call, self, to_symbol_key, False)


@HASH.define("deep_transform_keys!", "deep_stringify_keys!", "deep_symbolize_keys!")
def deep_keys_in_place(call: Call, self: RHash) -> Value:
    changed = call.send(self, call.name[:-1], block=call.block)
    become(self, changed.pairs())
    return self


def _deep_values(call: Call, value: Value) -> Value:
    if isinstance(value, RHash):
        return like(value, [(key, _deep_values(call, item)) for key, item in each_pair(call, value)])
    if isinstance(value, RArray):
        return RArray([_deep_values(call, item) for item in value.items])
    return call.yield_(value)


@HASH.define("deep_transform_values", block="required")
def deep_transform_values(call: Call, self: RHash) -> Value:
    return _deep_values(call, self)


@HASH.define("assert_valid_keys", args="0..")
def assert_valid_keys(call: Call, self: RHash) -> Value:
    valid = RHash(
        (key, True) for arg in call.args for key in (arg.items if isinstance(arg, RArray) else [arg])
    )
    for key in self.keys():
        if not valid.has(key):
            listed = ", ".join(call.inspect(name) for name in valid.keys())  # noqa: SIM118
            raise call.error("ArgumentError", f"Unknown key: {call.inspect(key)}. Valid keys are: {listed}")
    return self


@HASH.define("deep_transform_values!", block="required")
def deep_transform_values_in_place(call: Call, self: RHash) -> Value:
    become(self, deep_transform_values(call, self).pairs())
    return self
