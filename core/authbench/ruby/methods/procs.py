"""Proc."""

from __future__ import annotations

from typing import Any, Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RArray, RProc, RString, Symbol, Value

PROC: Final = MethodTable("Proc", "Object")
PROC_CLASS: Final = MethodTable("Proc.", "Class")


@PROC.define("call", "()", "[]", "yield", "===", args="0..", stores_arguments=True)
def call_(call: Call, self: RProc) -> Value:
    return call.interp.call_block(self, call.args, call.kwargs, call.block)


@PROC.define("to_proc")
def to_proc(call: Call, self: RProc) -> Value:
    return self


@PROC.define("arity")
def arity(call: Call, self: RProc) -> Value:
    return self.arity


@PROC.define("to_s")
def to_s(call: Call, self: RProc) -> Value:
    return RString(call.inspect(self))


@PROC.define("lambda?")
def is_lambda(call: Call, self: RProc) -> Value:
    return self.is_lambda


def _composed(call: Call, first: Value, second: Value) -> RProc:
    if not call.interp.responds_to(call.args[0], "call"):
        raise call.error("TypeError", "callable object is expected")

    def body(interp: Any, args: list[Value], kwargs: dict[str, Value]) -> Value:
        return interp.send(second, "call", [interp.send(first, "call", args, kwargs)])

    return RProc.of(body, is_lambda=True)


@PROC.define(">>", args="1")
def then(call: Call, self: RProc) -> Value:
    return _composed(call, self, call.args[0])


@PROC.define("<<", args="1")
def after(call: Call, self: RProc) -> Value:
    return _composed(call, call.args[0], self)


@PROC.define("curry", args="0..1")
def curry(call: Call, self: RProc) -> Value:
    wanted = call.long(call.args[0]) if call.args else self.required_count
    fits = wanted >= self.required_count and (self.arity < 0 or wanted == self.arity)
    if self.is_lambda and call.args and not fits:
        expected = f"{self.required_count}{'+' if self.arity < 0 else ''}"
        said = f"wrong number of arguments (given {wanted}, expected {expected})"
        raise call.error("ArgumentError", said)
    return _curried(self, wanted, [])


def _curried(proc: RProc, wanted: int, held: list[Value]) -> RProc:
    def body(interp: Any, args: list[Value], kwargs: dict[str, Value]) -> Value:
        given = [*held, *args]
        if len(given) >= wanted:
            return interp.call_block(proc, given, kwargs)
        return _curried(proc, wanted, given)

    return RProc.of(body, is_lambda=proc.is_lambda)


@PROC_CLASS.define("new")
def new(call: Call, self: Value) -> Value:
    if call.block is None:
        raise call.error("ArgumentError", "tried to create Proc object without a block")
    return call.block


@PROC.define("parameters", args="0..1")
def parameters(call: Call, self: RProc) -> Value:
    if call.args:
        raise call.error("ArgumentError", f"wrong number of arguments (given {len(call.args)}, expected 0)")
    wanted = call.options("lambda").get("lambda")
    strict = self.is_lambda if wanted is None else call.truthy(wanted)
    if self.native is not None:
        return RArray([_parameter("req", None)] * self.required_count + [_parameter("rest", None)])
    listed = self.code.parameters
    needed = "req" if strict else "opt"
    found = [_parameter(needed, name if isinstance(name, str) else None) for name in listed.before]
    found += [_parameter("opt", name) for name, _ in listed.optional]
    if listed.rest is not None:
        found.append(_parameter("rest", listed.rest))
    found += [_parameter(needed, name if isinstance(name, str) else None) for name in listed.after]
    found += [_parameter("keyreq", name) for name, default in listed.keywords if default is None]
    found += [_parameter("key", name) for name, default in listed.keywords if default is not None]
    if listed.keyword_rest is not None:
        found.append(_parameter("keyrest", listed.keyword_rest))
    if listed.block is not None:
        found.append(_parameter("block", listed.block))
    return RArray(found)


def _parameter(kind: str, name: str | None) -> Value:
    named = [Symbol(name)] if name and name.isidentifier() else [None] if kind == "opt" else []
    return RArray([Symbol(kind), *named])


@PROC.define("source_location")
def source_location(call: Call, self: RProc) -> Value:
    place = self.location
    return None if place is None else RArray([RString(place.file), place.line])


@PROC.define("ruby2_keywords")
def ruby2_keywords(call: Call, self: RProc) -> Value:
    return self
