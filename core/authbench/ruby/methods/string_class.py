"""`String.new`."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.values import RClass, RString, Value

STRING_CLASS: Final = MethodTable("String.", "Class")


@STRING_CLASS.define("new", args="0..1")
def new(call: Call, self: RClass) -> Value:
    if not call.args or not isinstance(call.args[0], RString):
        result = RString(call.string(call.args[0])) if call.args else RString()
    else:
        result = call.args[0].copy()
    if self.name == "Workato::Types::Binary":
        result.replace(result.data)
    if call.kwargs.get("encoding") is not None:
        call.send(result, "force_encoding", call.kwargs["encoding"])
    return result


@STRING_CLASS.define("try_convert", args="1")
def string_or_nil(call: Call, self: RClass) -> Value:
    return string_argument(call, call.args[0]) if isinstance(call.args[0], RString) else None
