"""Running lambdas and blocks: arguments to parameters, limits, and the ways out of a body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from authbench.ruby.limits import Meter
from authbench.ruby.scopes import BreakSignal, Frame, NextSignal, ReturnSignal
from authbench.ruby.stacks import FRAMES_A_CALL, frame_room, on_fresh_stack
from authbench.ruby.values import (
    HostObject,
    LazyObject,
    Raised,
    RArray,
    REnumerator,
    RHash,
    RProc,
    RRange,
    RSet,
    RString,
    RTime,
    Symbol,
    Value,
)
from authbench.ruby.values.structs import RStruct

if TYPE_CHECKING:
    from authbench.ruby.interpreter import Interpreter

_ROOM = frame_room()


class ProcCalls:
    """The part of the interpreter that calls procs."""

    meter: Meter

    def call_block(
        self,
        block: RProc,
        values: Sequence[Value],
        kwargs: dict[str, Value] | None = None,
        passed: RProc | None = None,
    ) -> Value:
        """Call a block as `yield values` does, or a proc as `Proc#call` does: one with several parameters
        takes a single array apart, a lambda takes exactly what it declares. `passed` is a block for it."""
        if block.native is not None or block.is_lambda:
            return self.run_proc(block, list(values), kwargs, None, passed)
        if len(values) == 1 and not kwargs and block.code.parameters.splats():
            only = values[0]
            if isinstance(only, LazyObject):
                only = only.force(self)  # type: ignore[arg-type]
            if type(only) is RArray:
                return self.run_proc(block, list(only.items), kwargs, None, passed)
            return self.run_proc(block, [only], kwargs, None, passed)
        return self.run_proc(block, list(values), kwargs, None, passed)

    def run_proc(
        self,
        proc: RProc,
        args: list[Value],
        kwargs: dict[str, Value] | None,
        self_object: HostObject | None,
        block: RProc | None = None,
    ) -> Value:
        """Run a proc with exactly these arguments."""
        interp: Interpreter = self  # type: ignore[assignment]
        if proc.native is not None:
            return proc.native(interp, args, kwargs or {})
        meter = self.meter
        meter.fuel -= 1
        if meter.fuel < 0:
            meter.tick()
        if meter.depth >= meter.limits.depth:
            raise meter.too_deep()
        code = proc.code if proc.converted or meter.frames < _ROOM // 2 else self._converted(proc)
        need = code.frames + FRAMES_A_CALL
        if meter.frames + need > _ROOM:
            return self.apart(lambda: self.run_proc(proc, args, kwargs, self_object, block))
        frame = Frame(
            interp, proc.scope, proc.self_object if self_object is None else self_object, proc, proc.is_lambda
        )
        meter.depth += 1
        meter.frames += need
        try:
            parameters = code.parameters
            names = parameters.simple
            if names is None or kwargs:
                try:
                    parameters.bind(frame, args, kwargs, proc.is_lambda)
                except Raised as raised:
                    # Where arguments do not fit, Ruby names the place of the parameters.
                    if raised.exception.location is None:
                        raised.exception.location = proc.location
                    raise
                if parameters.block is not None:
                    frame.vars[parameters.block] = block
            elif len(args) == len(names):
                frame.vars = dict(zip(names, args, strict=True))
            elif proc.is_lambda:
                misfit = Raised.of("ArgumentError", parameters.count_message(len(args)))
                misfit.exception.location = proc.location
                raise misfit
            else:
                missing = len(names) - len(args)
                frame.vars = dict(zip(names, [*args, *[None] * missing], strict=False))
            frame.block = block
            return code.body.evaluate(frame)
        except NextSignal as signal:
            return signal.value
        except ReturnSignal as signal:
            if proc.is_lambda and signal.home is frame:
                return signal.value
            raise
        except BreakSignal as signal:
            if proc.is_lambda and signal.proc is proc:
                return signal.value
            raise
        finally:
            frame.active = False
            meter.frames -= need
            meter.depth -= 1

    def keywords_of(
        self, proc: RProc, args: list[Value], kwargs: dict[str, Value] | None
    ) -> tuple[list[Value], dict[str, Value] | None]:
        """The host's arguments for a lambda with keyword parameters: a trailing Hash that is one more than
        the positional parameters becomes keywords, as in the platform's Ruby 2.7."""
        if kwargs or proc.native is not None or not proc.code.parameters.takes_keywords:
            return args, kwargs
        if not args or len(args) <= proc.required_count:
            return args, kwargs
        last = args[-1]
        if not isinstance(last, RHash):
            return args, kwargs
        names: dict[str, Value] = {}
        for key, value in last.pairs():
            if isinstance(key, Symbol):
                names[key.name] = value
            elif isinstance(key, RString) and last.indifferent:
                names[key.text] = value
            else:
                return args, kwargs
        return args[:-1], names

    def to_proc(self, value: Value) -> RProc | None:
        """What `&value` passes as block."""
        if value is None or isinstance(value, RProc):
            return value
        if isinstance(value, Symbol):
            return symbol_proc(value)
        if isinstance(value, RHash):
            held = value

            def look_up(interp: Interpreter, args: list[Value], kwargs: dict[str, Value]) -> Value:
                return interp.send(held, "[]", args)

            return RProc.of(look_up, arity=1, is_lambda=True)
        interp: Interpreter = self  # type: ignore[assignment]
        if interp.responds_to(value, "to_proc"):
            made = interp.send(value, "to_proc")
            if isinstance(made, RProc):
                return made
        raise Raised.of("TypeError", f"wrong argument type {interp.class_of(value).name} (expected Proc)")

    def splat(self, value: Value) -> list[Value]:
        """What `*value` stands for."""
        interp: Interpreter = self  # type: ignore[assignment]
        value = interp.force(value)
        if isinstance(value, RArray):
            return list(value.items)
        if value is None:
            return []
        if isinstance(value, RHash):
            return [RArray([key, item]) for key, item in value.pairs()]
        if isinstance(value, RRange | RSet | REnumerator | RStruct | RTime):
            made = interp.send(value, "to_a")
            return list(made.items) if isinstance(made, RArray) else [made]
        return [value]

    @staticmethod
    def array_of(items: list[Value]) -> RArray:
        """A fresh array."""
        return RArray(items)

    def _converted(self, proc: RProc) -> Any:
        # Converting a lambda needs stack of its own, so it is not done deep inside a recursion.
        return self.apart(lambda: proc.code)

    def apart(self, work: Callable[[], Value]) -> Value:
        """Run `work` on a fresh stack."""
        meter = self.meter
        frames = meter.frames
        meter.frames = 10
        try:
            return on_fresh_stack(work)
        finally:
            meter.frames = frames


def symbol_proc(symbol: Symbol) -> RProc:
    """`:name.to_proc`: calls that method on its first argument."""

    def call_it(interp: Interpreter, args: list[Value], kwargs: dict[str, Value]) -> Value:
        if not args:
            raise Raised.of("ArgumentError", "no receiver given")
        interp.charge(1)
        return interp.dispatch(args[0], symbol.name, args[1:], kwargs, None, None, interp.node)

    return RProc.of(call_it, arity=-2, is_lambda=True)
