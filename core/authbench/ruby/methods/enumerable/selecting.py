"""Finding and choosing elements."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.enumerable.table import ENUMERABLE, predicate
from authbench.ruby.methods.iteration import each_item, item_list
from authbench.ruby.methods.objects import is_blank
from authbench.ruby.methods.places import count_argument
from authbench.ruby.values import RArray, Value, hash_token


@ENUMERABLE.define("select", "filter", "find_all", block="enumerator")
def select(call: Call, self: Value) -> Value:
    return RArray([item for item in each_item(call, self) if call.truthy(call.yield_(item))])


@ENUMERABLE.define("reject", block="enumerator")
def reject(call: Call, self: Value) -> Value:
    return RArray([item for item in each_item(call, self) if not call.truthy(call.yield_(item))])


@ENUMERABLE.define("find", "detect", args="0..1", block="enumerator")
def find(call: Call, self: Value) -> Value:
    for item in each_item(call, self):
        if call.truthy(call.yield_(item)):
            return item
    if call.args and call.args[0] is not None:
        return call.send(call.args[0], "call")
    return None


@ENUMERABLE.define("find_index", args="0..1")
def find_index(call: Call, self: Value) -> Value:
    if not call.args and call.block is None:
        from authbench.ruby.values import REnumerator

        return REnumerator(self, call.name)
    for index, item in enumerate(each_item(call, self)):
        found = call.equal(item, call.args[0]) if call.args else call.truthy(call.yield_(item))
        if found:
            return index
    return None


@ENUMERABLE.define("partition", block="enumerator")
def partition(call: Call, self: Value) -> Value:
    chosen: list[Value] = []
    rest: list[Value] = []
    for item in each_item(call, self):
        (chosen if call.truthy(call.yield_(item)) else rest).append(item)
    return RArray([RArray(chosen), RArray(rest)])


@ENUMERABLE.define("grep", args="1")
def grep(call: Call, self: Value) -> Value:
    return _grep(call, self, wanted=True)


@ENUMERABLE.define("grep_v", args="1")
def grep_v(call: Call, self: Value) -> Value:
    return _grep(call, self, wanted=False)


def _grep(call: Call, self: Value, *, wanted: bool) -> Value:
    result: list[Value] = []
    for item in each_item(call, self):
        # The block runs at once: its `$~` is the match of this element.
        frame = None if call.block is None else call.frame
        if call.interp.case_equal(call.args[0], item, frame) is wanted:
            result.append(item if call.block is None else call.yield_(item))
    return RArray(result)


@ENUMERABLE.define("first", args="0..1")
def first(call: Call, self: Value) -> Value:
    if not call.args:
        return next(iter(each_item(call, self)), None)
    return RArray(_leading(call, self, count_argument(call, what="attempt to take negative size")))


@ENUMERABLE.define("take", args="1")
def take(call: Call, self: Value) -> Value:
    return RArray(_leading(call, self, count_argument(call, what="attempt to take negative size")))


def _leading(call: Call, self: Value, count: int) -> list[Value]:
    result: list[Value] = []
    if count:
        for item in each_item(call, self):
            result.append(item)
            if len(result) == count:
                break
    return result


@ENUMERABLE.define("take_while", block="enumerator")
def take_while(call: Call, self: Value) -> Value:
    result: list[Value] = []
    for item in each_item(call, self):
        if not call.truthy(call.yield_(item)):
            break
        result.append(item)
    return RArray(result)


@ENUMERABLE.define("drop", args="1")
def drop(call: Call, self: Value) -> Value:
    count = count_argument(call, what="attempt to drop negative size")
    return RArray(item_list(call, self)[count:])


@ENUMERABLE.define("drop_while", block="enumerator")
def drop_while(call: Call, self: Value) -> Value:
    items = item_list(call, self)
    for index, item in enumerate(items):
        if not call.truthy(call.yield_(item)):
            return RArray(items[index:])
    return RArray()


@ENUMERABLE.define("uniq", looks_inside=True)
def uniq(call: Call, self: Value) -> Value:
    if isinstance(self, RArray) and len(self.items) < 2:
        # Ruby does not ask the block about an only element.
        return RArray(list(self.items))
    return RArray(distinct(call, each_item(call, self)))


def distinct(call: Call, items: object) -> list[Value]:
    """The first of each group of elements that are `eql?`, or whose block values are."""
    seen = set()
    result: list[Value] = []
    for item in items:  # type: ignore[attr-defined]
        token = hash_token(call.yield_(item) if call.block is not None else item)
        if token not in seen:
            seen.add(token)
            result.append(item)
    return result


@ENUMERABLE.define("compact")
def compact(call: Call, self: Value) -> Value:
    return RArray([item for item in each_item(call, self) if item is not None])


@ENUMERABLE.define("compact_blank")
def compact_blank(call: Call, self: Value) -> Value:
    return RArray([item for item in each_item(call, self) if not is_blank(item)])


@ENUMERABLE.define("excluding", "without", args="0..")
def excluding(call: Call, self: Value) -> Value:
    unwanted = {hash_token(item) for item in _spread(call)}
    return RArray([item for item in each_item(call, self) if hash_token(item) not in unwanted])


@ENUMERABLE.define("including", args="0..")
def including(call: Call, self: Value) -> Value:
    return RArray(item_list(call, self) + _spread(call))


def _spread(call: Call) -> list[Value]:
    result: list[Value] = []
    for value in call.args:
        result.extend(value.items if isinstance(value, RArray) else [value])
    return result


@ENUMERABLE.define("include?", "member?", args="1")
def include(call: Call, self: Value) -> Value:
    wanted = call.args[0]
    return any(call.equal(item, wanted) for item in each_item(call, self))


@ENUMERABLE.define("exclude?", args="1")
def exclude(call: Call, self: Value) -> Value:
    return not call.truthy(call.send(self, "include?", call.args[0]))


@ENUMERABLE.define("all?", args="0..1")
def all_(call: Call, self: Value) -> Value:
    test = predicate(call)
    return all(test(item) for item in each_item(call, self))


@ENUMERABLE.define("any?", args="0..1")
def any_(call: Call, self: Value) -> Value:
    test = predicate(call)
    return any(test(item) for item in each_item(call, self))


@ENUMERABLE.define("none?", args="0..1")
def none_(call: Call, self: Value) -> Value:
    test = predicate(call)
    return not any(test(item) for item in each_item(call, self))


@ENUMERABLE.define("one?", args="0..1")
def one_(call: Call, self: Value) -> Value:
    test = predicate(call)
    return sum(1 for item in each_item(call, self) if test(item)) == 1


@ENUMERABLE.define("many?")
def many(call: Call, self: Value) -> Value:
    found = [item for item in each_item(call, self) if call.block is None or call.truthy(call.yield_(item))]
    return len(found) > 1
