"""Struct: `Struct.new`, the classes it makes, and their instances."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable, register_tables, register_type
from authbench.ruby.methods.digging import dig_on
from authbench.ruby.methods.enumerable.table import ENUMERABLE
from authbench.ruby.operations import register_chooser
from authbench.ruby.values import RArray, RClass, REnumerator, RHash, RString, Symbol, Value, frozen_error
from authbench.ruby.values.structs import RStruct, StructClass

STRUCT_MAKER: Final = MethodTable("Struct.", "Class")
STRUCT_CLASS: Final = MethodTable("Struct class", "Class")
STRUCT: Final = MethodTable("Struct", ENUMERABLE)


class _MemberTable(MethodTable):
    """The methods of one struct class: its members, then what every struct has."""

    def __init__(self, members: tuple[str, ...]) -> None:
        super().__init__("Struct members", STRUCT)
        for index, name in enumerate(members):
            self.define(name)(_reader(index))
            self.define(f"{name}=", args="1")(_writer(index))


def _reader(index: int) -> Callable[[Call, RStruct], Value]:
    return lambda _call, self: self.values[index]


def _writer(index: int) -> Callable[[Call, RStruct], Value]:
    def write(call: Call, self: RStruct) -> Value:
        _store(call, self, index, call.args[0])
        return call.args[0]

    return write


def _table_of(value: RStruct) -> MethodTable:
    made = value.ruby_class.table
    if made is None:
        made = value.ruby_class.table = _MemberTable(value.ruby_class.members)
    assert isinstance(made, MethodTable)
    return made


register_tables(RStruct, _table_of)
register_chooser(RStruct, lambda value: value.ruby_class)
register_type(StructClass, "Struct class")


@STRUCT_MAKER.define("new", args="0..")
def make(call: Call, self: RClass) -> Value:
    keywords = call.options("keyword_init").get("keyword_init")
    if call.block is not None:
        raise call.unsupported("Struct.new with a block (methods of one's own)")
    if call.args and isinstance(call.args[0], RString):
        raise call.unsupported("Struct.new with a class name")
    if not call.args:
        raise call.error("ArgumentError", "wrong number of arguments (given 0, expected 1+)")
    names: dict[str, None] = {}
    for value in call.args:
        if not isinstance(value, Symbol | RString):
            raise call.error("TypeError", f"no implicit conversion of {call.describe(value)} into String")
        name = call.name_of(value)
        if name in names:
            raise call.error("ArgumentError", f"duplicate member: {name}")
        names[name] = None
    return StructClass(tuple(names), None if keywords is None else call.truthy(keywords))


@STRUCT_CLASS.define("new", "[]", args="0..")
def instance(call: Call, self: StructClass) -> Value:
    if self.keywords:
        if call.args:
            raise call.error(
                "ArgumentError", f"wrong number of arguments (given {len(call.args)}, expected 0)"
            )
        known = frozenset(self.members)
        unknown = [name for name in call.kwargs if name not in known]
        if unknown:
            raise call.error("ArgumentError", f"unknown keywords: {', '.join(unknown)}")
        return RStruct(self, [call.kwargs.get(name) for name in self.members])
    values = list(call.args)
    if call.kwargs:
        values.append(RHash((Symbol(name), value) for name, value in call.kwargs.items()))
    if len(values) > len(self.members):
        raise call.error("ArgumentError", "struct size differs")
    return RStruct(self, values + [None] * (len(self.members) - len(values)))


@STRUCT_CLASS.define("members")
def class_members(call: Call, self: StructClass) -> Value:
    return RArray([Symbol(name) for name in self.members])


@STRUCT_CLASS.define("keyword_init?")
def takes_keywords(call: Call, self: StructClass) -> Value:
    return self.keywords


@STRUCT_CLASS.define("name")
def class_name(call: Call, self: StructClass) -> Value:
    return RString(self.name) if self.name else None


@STRUCT_CLASS.define("to_s", "inspect")
def class_text(call: Call, self: StructClass) -> Value:
    suffix = "(keyword_init: true)" if self.keywords else ""
    return RString((self.name or f"#<Class:0x{id(self) & 0xFFFFFFFFFFFF:016x}>") + suffix)


@STRUCT.define("members")
def members(call: Call, self: RStruct) -> Value:
    return RArray([Symbol(name) for name in self.ruby_class.members])


@STRUCT.define("to_a", "deconstruct", "values", "entries")
def to_a(call: Call, self: RStruct) -> Value:
    return RArray(list(self.values))


@STRUCT.define("to_h")
def to_h(call: Call, self: RStruct) -> Value:
    made = RHash(
        (Symbol(name), value) for name, value in zip(self.ruby_class.members, self.values, strict=True)
    )
    return made if call.block is None else call.send(made, "to_h", block=call.block)


@STRUCT.define("deconstruct_keys", args="1")
def deconstruct_keys(call: Call, self: RStruct) -> Value:
    wanted = call.args[0]
    if wanted is None:
        return to_h(call, self)
    if not isinstance(wanted, RArray):
        raise call.error(
            "TypeError", f"wrong argument type {call.class_of(wanted).name} (expected Array or nil)"
        )
    made = RHash()
    for key in wanted.items:
        if not isinstance(key, Symbol) or key.name not in self.ruby_class.members:
            break
        made.store(key, self.values[self.ruby_class.members.index(key.name)])
    return made


@STRUCT.define("each", block="enumerator")
def each(call: Call, self: RStruct) -> Value:
    for value in list(self.values):
        call.charge(1)
        call.yield_(value)
    return self


@STRUCT.define("each_entry", block="optional")
def each_entry(call: Call, self: RStruct) -> Value:
    return RArray(list(self.values)) if call.block is None else each(call, self)


@STRUCT.define("each_pair")
def each_pair(call: Call, self: RStruct) -> Value:
    if call.block is None:
        return REnumerator(self, "each_pair")
    for name, value in zip(self.ruby_class.members, list(self.values), strict=True):
        call.charge(1)
        call.yield_(RArray([Symbol(name), value]))
    return self


@STRUCT.define("size", "length")
def size(call: Call, self: RStruct) -> Value:
    return len(self.values)


def _index(call: Call, self: RStruct, key: Value) -> int:
    """Which member a name or number means. Raises NameError, IndexError."""
    if isinstance(key, RString | Symbol):
        name = call.name_of(key)
        if name not in self.ruby_class.members:
            raise call.error("NameError", f"no member '{name}' in struct", name=Symbol(name), receiver=self)
        return self.ruby_class.members.index(name)
    number, count = call.integer(key), len(self.values)
    if number >= count:
        raise call.error("IndexError", f"offset {number} too large for struct(size:{count})")
    if number < -count:
        raise call.error("IndexError", f"offset {number} too small for struct(size:{count})")
    return number % count


@STRUCT.define("[]", args="1")
def get(call: Call, self: RStruct) -> Value:
    return self.values[_index(call, self, call.args[0])]


def _store(call: Call, self: RStruct, index: int, value: Value) -> None:
    if self.frozen:
        raise frozen_error(call.inspect(self.ruby_class), self, call.inspect(self))
    self.values[index] = value


@STRUCT.define("[]=", args="2")
def put(call: Call, self: RStruct) -> Value:
    _store(call, self, _index(call, self, call.args[0]), call.args[1])
    return call.args[1]


@STRUCT.define("dig", args="1..")
def dig(call: Call, self: RStruct) -> Value:
    key = call.args[0]
    if isinstance(key, RString | Symbol):
        return dig_on(call, get(call, self))
    number = call.integer(key)
    return dig_on(call, self.values[number] if -len(self.values) <= number < len(self.values) else None)


@STRUCT.define("values_at", args="0..")
def values_at(call: Call, self: RStruct) -> Value:
    return RArray([self.values[_index(call, self, key)] for key in call.args])


@STRUCT.define("==", args="1")
def equals(call: Call, self: RStruct) -> Value:
    other = call.args[0]
    if not isinstance(other, RStruct) or other.ruby_class is not self.ruby_class:
        return False
    return all(call.equal(a, b) for a, b in zip(self.values, other.values, strict=True))


@STRUCT.define("to_s", "inspect")
def inspect(call: Call, self: RStruct) -> Value:
    name = f"{self.ruby_class.name} " if self.ruby_class.name else ""
    shown = ", ".join(
        f"{member}={call.inspect(value)}"
        for member, value in zip(self.ruby_class.members, self.values, strict=True)
    )
    return RString(f"#<struct {name}{shown}>")


@STRUCT.define("dup", "clone")
def copy(call: Call, self: RStruct) -> Value:
    return RStruct(self.ruby_class, list(self.values))


@STRUCT.define("freeze")
def freeze(call: Call, self: RStruct) -> Value:
    self.frozen = True
    return self


@STRUCT.define("frozen?")
def is_frozen(call: Call, self: RStruct) -> Value:
    return self.frozen


@STRUCT.define("to_json", "as_json", args="0..")
def to_json(call: Call, self: RStruct) -> Value:
    return call.send(to_h(call, self), call.name, *call.args, kwargs=call.kwargs)
