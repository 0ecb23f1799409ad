"""The functions of File that only look at a path's text; no file is ever touched."""

from __future__ import annotations

import posixpath
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RArray, RString, Value

FILE: Final = MethodTable("File.", "Class")


@FILE.define("extname", args="1")
def extname(call: Call, self: Value) -> Value:
    name = posixpath.basename(call.string(call.args[0])).lstrip(".")
    stem, dot, extension = name.rpartition(".")
    return RString(dot + extension if stem and extension else dot if stem and dot else "")


@FILE.define("basename", args="1..2")
def basename(call: Call, self: Value) -> Value:
    path = call.string(call.args[0])
    name = posixpath.basename(path.rstrip("/")) or ("/" if path.startswith("/") else "")
    suffix = call.string(call.args[1]) if len(call.args) > 1 else ""
    if suffix == ".*":
        stem, dot, _ = name.rpartition(".")
        return RString(stem if dot and stem else name)
    return RString(name.removesuffix(suffix) if suffix and name != suffix else name)


@FILE.define("dirname", args="1")
def dirname(call: Call, self: Value) -> Value:
    return RString(posixpath.dirname(call.string(call.args[0]).rstrip("/")) or ".")


@FILE.define("join", args="0..")
def join(call: Call, self: Value) -> Value:
    parts: list[str] = []
    for value in call.args:
        if isinstance(value, RArray):
            parts.append(call.to_s(call.interp.send(self, "join", list(value.items))))
        else:
            parts.append(call.string(value))
    if not parts:
        return RString()
    head = parts[0] if len(parts) == 1 else parts[0].rstrip("/")
    for index, part in enumerate(parts[1:], start=1):
        last = index == len(parts) - 1
        head += "/" + (part.lstrip("/") if last else part.strip("/"))
    return RString(head)
