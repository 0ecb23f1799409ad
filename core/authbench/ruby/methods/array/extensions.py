"""What ActiveSupport and the SDK add to Array (SDK reference 7.4)."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.array.joining import joined, text_parts
from authbench.ruby.methods.array.table import ARRAY, hash_named
from authbench.ruby.methods.enumerable.table import ENUMERABLE
from authbench.ruby.methods.iteration import each_item, item_list
from authbench.ruby.methods.objects import is_blank
from authbench.ruby.values import RArray, RHash, RString, Symbol, Value


@ENUMERABLE.define("smart_join", args="1")
def smart_join(call: Call, self: Value) -> Value:
    separator = RString() if call.args[0] is None else RString(call.string(call.args[0]))
    return joined(call, RArray(text_parts(call, item_list(call, self))), separator)


@ENUMERABLE.define("transform_select", block="required")
def transform_select(call: Call, self: Value) -> Value:
    values = [call.yield_(item) for item in each_item(call, self)]
    return RArray([value for value in values if call.truthy(value)])


@ENUMERABLE.define("transform_find", block="required")
def transform_find(call: Call, self: Value) -> Value:
    for item in each_item(call, self):
        value = call.yield_(item)
        if call.truthy(value):
            return value
    return None


@ENUMERABLE.define("format_map", args="1", looks_inside=True)
def format_map(call: Call, self: Value) -> Value:
    if is_blank(call.args[0]):
        return self
    template = call.args[0]
    result: list[Value] = []
    for item in each_item(call, self):
        values = item if isinstance(item, RArray) else RArray([] if item is None else [item])
        symbolized = RArray([_symbolized(value) for value in values.items])
        result.append(call.send(template, "%", symbolized))
    return RArray(result)


def _symbolized(value: Value) -> Value:
    if isinstance(value, RHash) and value.indifferent:
        return RHash(
            (Symbol(key.text) if isinstance(key, RString) else key, item) for key, item in value.pairs()
        )
    return value


def _named(call: Call, item: Value) -> bool:
    name = hash_named(item, "name")
    return any(call.equal(wanted, name) for wanted in call.args)


@ARRAY.define("only", args="0..")
def only(call: Call, self: RArray) -> Value:
    call.charge(len(self.items))
    return RArray([item for item in self.items if _named(call, item)])


@ARRAY.define("ignored", args="0..")
def ignored(call: Call, self: RArray) -> Value:
    call.charge(len(self.items))
    return RArray([item for item in self.items if not _named(call, item)])


@ARRAY.define("required", args="0..")
def required(call: Call, self: RArray) -> Value:
    call.charge(len(self.items))
    result: list[Value] = []
    for item in self.items:
        if isinstance(item, RHash) and _named(call, item):
            item = item.copy()
            item.store(Symbol("optional"), False)
        result.append(item)
    return RArray(result)


@ARRAY.define("in_groups_of", args="1..2")
def in_groups_of(call: Call, self: RArray) -> Value:
    size = call.long(call.args[0])
    if size <= 0:
        raise call.error("ArgumentError", f"Group size must be a positive integer, was {size}")
    fill = call.args[1] if len(call.args) > 1 else None
    padding = 0 if fill is False else -len(self.items) % size
    call.check_size(len(self.items) + padding, "array")
    items = self.items + [fill] * padding
    groups = [RArray(items[start : start + size]) for start in range(0, len(items), size)]
    return _grouped(call, groups, RArray(items))


@ARRAY.define("in_groups", args="1..2")
def in_groups(call: Call, self: RArray) -> Value:
    number = call.long(call.args[0])
    if number <= 0:
        raise call.error("ZeroDivisionError", "divided by 0")
    call.check_size(number + len(self.items), "array")
    fill = call.args[1] if len(call.args) > 1 else None
    size, surplus = divmod(len(self.items), number)
    groups: list[RArray] = []
    start = 0
    for index in range(number):
        length = size + (1 if index < surplus else 0)
        group = self.items[start : start + length]
        if fill is not False and surplus and length == size:
            group = [*group, fill]
        groups.append(RArray(group))
        start += length
    return _grouped(call, groups, RArray(list(groups)))


def _grouped(call: Call, groups: list[RArray], with_block: Value) -> Value:
    if call.block is None:
        return RArray(list(groups))
    for group in groups:
        call.yield_(group)
    return with_block


@ARRAY.define("split", args="0..1")
def split(call: Call, self: RArray) -> Value:
    groups = [RArray()]
    for item in each_item(call, self):
        if call.truthy(call.yield_(item)) if call.block is not None else call.equal(item, call.arg(0)):
            groups.append(RArray())
        else:
            groups[-1].items.append(item)
    return RArray(list(groups))


@ARRAY.define("extract!", block="enumerator")
def extract(call: Call, self: RArray) -> Value:
    self.check_frozen()
    taken: list[Value] = []
    kept: list[Value] = []
    for item in each_item(call, self):
        (taken if call.truthy(call.yield_(item)) else kept).append(item)
    self.items[:] = kept
    return RArray(taken)


@ARRAY.define("extract_options!")
def extract_options(call: Call, self: RArray) -> Value:
    self.check_frozen()
    if self.items and isinstance(self.items[-1], RHash):
        return self.items.pop()
    return RHash()
