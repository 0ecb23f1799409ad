"""Blanks, ends and padding."""

from __future__ import annotations

import re
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.string.table import STRING, chars, operand, same, transforming
from authbench.ruby.methods.successor import successor
from authbench.ruby.values import RString, Value

_SPACE: Final = "\0\t\n\v\f\r "
_SPACES: Final = re.compile(r"\s+")


@transforming("strip")
def strip(call: Call, self: RString) -> str:
    return chars(self).strip(_SPACE)


@transforming("lstrip")
def lstrip(call: Call, self: RString) -> str:
    return chars(self).lstrip(_SPACE)


@transforming("rstrip")
def rstrip(call: Call, self: RString) -> str:
    return chars(self).rstrip(_SPACE)


@transforming("squish", always=True)
def squish(call: Call, self: RString) -> str:
    return _SPACES.sub(" ", chars(self)).strip()


@transforming("chomp", args="0..1")
def chomp(call: Call, self: RString) -> str:
    text = chars(self)
    if not call.args:
        for end in ("\r\n", "\n", "\r"):
            if text.endswith(end):
                return text[: -len(end)]
        return text
    if call.args[0] is None:
        return text
    end = operand(call, self, call.args[0])
    if not end:
        return re.sub(r"(?:\r?\n)+\Z", "", text)
    if end == "\n":
        return re.sub(r"\r?\n\Z|\r\Z", "", text)
    return text.removesuffix(end)


@transforming("chop")
def chop(call: Call, self: RString) -> str:
    text = chars(self)
    return text[:-2] if text.endswith("\r\n") else text[:-1]


@transforming("delete_prefix", args="1")
def delete_prefix(call: Call, self: RString) -> str:
    return chars(self).removeprefix(operand(call, self, call.args[0]))


@transforming("delete_suffix", args="1")
def delete_suffix(call: Call, self: RString) -> str:
    return chars(self).removesuffix(operand(call, self, call.args[0]))


@transforming("succ", "next", always=True)
def succ(call: Call, self: RString) -> str:
    return successor(chars(self))


@transforming("reverse", always=True)
def reverse(call: Call, self: RString) -> str:
    return chars(self)[::-1]


def _padding(call: Call, self: RString, length: int) -> str:
    pad = operand(call, self, call.args[1]) if len(call.args) > 1 else " "
    if not pad:
        raise call.error("ArgumentError", "zero width padding")
    return (pad * (length // len(pad) + 1))[:length]


def _missing(call: Call, self: RString) -> int:
    width = call.long(call.args[0])
    if width <= len(self):
        return 0
    call.check_size(width)
    return width - len(self)


@STRING.define("ljust", args="1..2")
def ljust(call: Call, self: RString) -> Value:
    return same(self, chars(self) + _padding(call, self, _missing(call, self)))


@STRING.define("rjust", args="1..2")
def rjust(call: Call, self: RString) -> Value:
    return same(self, _padding(call, self, _missing(call, self)) + chars(self))


@STRING.define("center", args="1..2")
def center(call: Call, self: RString) -> Value:
    missing = _missing(call, self)
    left = missing // 2
    return same(self, _padding(call, self, left) + chars(self) + _padding(call, self, missing - left))


@STRING.define("truncate", args="1..2")
def truncate(call: Call, self: RString) -> Value:
    options = call.options("omission", "separator")
    limit = call.long(call.args[0])
    text = self.text
    if len(text) <= limit:
        return self.copy()
    omission = call.string(options["omission"]) if "omission" in options else "..."
    stop = limit - len(omission)
    separator = options.get("separator")
    if separator is not None:
        found = call.send(self, "rindex", separator, max(stop, 0))
        stop = stop if found is None else found
    return RString((text[:stop] if stop >= 0 else "") + omission)


@STRING.define("truncate_words", args="1..2")
def truncate_words(call: Call, self: RString) -> Value:
    options = call.options("omission", "separator")
    omission = call.string(options["omission"]) if "omission" in options else "..."
    text = self.text
    words = list(re.finditer(r"\S+", text))
    wanted = call.long(call.args[0])
    if wanted >= len(words) or wanted < 1:
        return self.copy()
    return RString(text[: words[wanted - 1].end()] + omission)


@STRING.define("truncate_bytes", args="1..2")
def truncate_bytes(call: Call, self: RString) -> Value:
    options = call.options("omission")
    limit = call.integer(call.args[0])
    data = self.data
    if len(data) <= limit:
        return self.copy()
    omission = call.to_s(options.get("omission", RString("\u2026"))).encode("utf-8", "surrogateescape")
    if len(omission) > limit:
        shown = call.inspect(RString(omission.decode("utf-8", "surrogateescape")))
        said = f"is {len(omission)}, larger than the truncation length of {limit} bytes"
        raise call.error("ArgumentError", f"Omission {shown} {said}")
    if len(omission) == limit:
        return RString(omission.decode("utf-8", "surrogateescape"))
    import regex

    kept, size = "", 0
    for cluster in regex.finditer(r"\X", self.text):
        size += len(cluster.group().encode("utf-8", "surrogateescape"))
        if size + len(omission) > limit:
            break
        kept += cluster.group()
    return RString(kept + omission.decode("utf-8", "surrogateescape"))


@STRING.define("indent!", args="1..3")
def indent_in_place(call: Call, self: RString) -> Value:
    before = self.text
    made = str(indent(call, self).text)
    self.replace(made)
    return None if before == made else self


@STRING.define("indent", args="1..3")
def indent(call: Call, self: RString) -> RString:
    amount = call.long(call.args[0])
    text = self.text
    sign = call.args[1] if len(call.args) > 1 else None
    tab = re.search(r"^[ \t]", text, re.MULTILINE)
    unit = call.string(sign) if sign is not None else (tab.group() if tab else " ")
    blank_too = len(call.args) > 2 and call.truthy(call.args[2])
    lines = text.splitlines(keepends=True)
    call.check_size(len(text) + len(lines) * max(amount, 0) * len(unit))
    prefix = unit * amount
    return RString("".join(prefix + line if blank_too or line.strip("\r\n") else line for line in lines))


@STRING.define("strip_heredoc")
def strip_heredoc(call: Call, self: RString) -> Value:
    text = self.text
    margins = re.findall(r"^[ \t]*(?=\S)", text, re.MULTILINE)
    margin = min(map(len, margins), default=0)
    return RString(re.sub(rf"^[ \t]{{{margin}}}", "", text, flags=re.MULTILINE))
