"""OpenStruct."""

from __future__ import annotations

import re
from typing import Final

from authbench.ruby.dispatch import Call, Method, MethodTable, register_type
from authbench.ruby.methods.digging import dig_on
from authbench.ruby.operations import register_class
from authbench.ruby.values import (
    CLASSES,
    RArray,
    RClass,
    REnumerator,
    RHash,
    RString,
    Symbol,
    Value,
    frozen_error,
)
from authbench.ruby.values.structs import ROpenStruct

_ATTRIBUTE: Final = re.compile(r"[^\W\d]\w*=?\Z")


class _OpenTable(MethodTable):
    """What every OpenStruct answers to, and any other name as an attribute."""

    def find(self, name: str) -> Method | None:
        found = super().find(name)
        if found is None and _ATTRIBUTE.match(name):
            writes = name.endswith("=")
            count = 1 if writes else 0
            return Method(name, _write if writes else _read, count, count, "optional", False, False, False)
        return found


OPEN_STRUCT: Final = _OpenTable("OpenStruct", "Object")
OPEN_STRUCT_CLASS: Final = MethodTable("OpenStruct.", "Class")

register_type(ROpenStruct, "OpenStruct")
register_class(ROpenStruct, CLASSES["OpenStruct"])


def _read(call: Call, self: ROpenStruct) -> Value:
    return self.fields.get(call.name)


def _store(call: Call, self: ROpenStruct, name: str, value: Value) -> Value:
    if self.frozen:
        raise frozen_error("OpenStruct", self, call.inspect(self))
    if name not in self.fields:
        call.check_size(len(self.fields) + 1, "hash")
    self.fields[name] = value
    return value


def _write(call: Call, self: ROpenStruct) -> Value:
    return _store(call, self, call.name.removesuffix("="), call.args[0])


@OPEN_STRUCT_CLASS.define("new", args="0..1", kwargs_as_hash=True)
def new(call: Call, self: RClass) -> Value:
    made = ROpenStruct({})
    if call.args and call.args[0] is not None:
        for key, value in call.hash(call.args[0]).pairs():
            made.fields[call.name_of(key)] = value
    return made


@OPEN_STRUCT.define("[]", args="1")
def get(call: Call, self: ROpenStruct) -> Value:
    return self.fields.get(call.name_of(call.args[0]))


@OPEN_STRUCT.define("[]=", args="2")
def put(call: Call, self: ROpenStruct) -> Value:
    return _store(call, self, call.name_of(call.args[0]), call.args[1])


@OPEN_STRUCT.define("to_h")
def to_h(call: Call, self: ROpenStruct) -> Value:
    made = RHash((Symbol(name), value) for name, value in self.fields.items())
    return made if call.block is None else call.send(made, "to_h", block=call.block)


@OPEN_STRUCT.define("each_pair")
def each_pair(call: Call, self: ROpenStruct) -> Value:
    if call.block is None:
        return REnumerator(self, "each_pair")
    for name, value in list(self.fields.items()):
        call.charge(1)
        call.yield_(RArray([Symbol(name), value]))
    return self


@OPEN_STRUCT.define("dig", args="1..")
def dig(call: Call, self: ROpenStruct) -> Value:
    return dig_on(call, get(call, self))


@OPEN_STRUCT.define("delete_field", args="1")
def delete_field(call: Call, self: ROpenStruct) -> Value:
    name = call.name_of(call.args[0])
    if name in self.fields:
        return self.fields.pop(name)
    if call.block is not None:
        return call.yield_()
    raise call.error("NameError", f"no field `{name}' in {call.inspect(self)}", name=Symbol(name))


@OPEN_STRUCT.define("respond_to?", args="1..2")
def responds_to(call: Call, self: ROpenStruct) -> Value:
    name = call.name_of(call.args[0])
    return name.removesuffix("=") in self.fields or MethodTable.find(OPEN_STRUCT, name) is not None


@OPEN_STRUCT.define("==", args="1")
def equals(call: Call, self: ROpenStruct) -> Value:
    other = call.args[0]
    if not isinstance(other, ROpenStruct) or self.fields.keys() != other.fields.keys():
        return False
    return all(call.equal(value, other.fields[name]) for name, value in self.fields.items())


@OPEN_STRUCT.define("to_s", "inspect")
def inspect(call: Call, self: ROpenStruct) -> Value:
    shown = ", ".join(f"{name}={call.inspect(value)}" for name, value in self.fields.items())
    return RString(f"#<OpenStruct{' ' if shown else ''}{shown}>")


@OPEN_STRUCT.define("dup", "clone")
def copy(call: Call, self: ROpenStruct) -> Value:
    return ROpenStruct(dict(self.fields))


@OPEN_STRUCT.define("freeze")
def freeze(call: Call, self: ROpenStruct) -> Value:
    self.frozen = True
    return self


@OPEN_STRUCT.define("frozen?")
def is_frozen(call: Call, self: ROpenStruct) -> Value:
    return self.frozen
