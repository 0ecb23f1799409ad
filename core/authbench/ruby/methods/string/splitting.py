"""split and its kin."""

from __future__ import annotations

import re
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.matching import search, text_or_pattern
from authbench.ruby.methods.objects import is_blank
from authbench.ruby.methods.string.table import STRING, chars, operand, same
from authbench.ruby.values import RArray, RRegexp, RString, Value

_WORD: Final = re.compile(r"[^\0\t\n\v\f\r ]+")
_AWK_BLANK: Final = "\0\t\n\v\f\r "


@STRING.define("split", args="0..2")
def split(call: Call, self: RString) -> Value:
    parts = split_parts(call, self)
    result = [same(self, part) for part in parts]
    if call.block is None:
        return RArray(list(result))
    for part in result:
        call.yield_(part)
    return self


def split_parts(call: Call, self: RString) -> list[str]:
    """The parts as Ruby's split gives them: without trailing empty ones unless a limit is given."""
    text = chars(self)
    pattern = call.args[0] if call.args else None
    limit = call.long(call.args[1]) if len(call.args) > 1 else 0
    if not text:
        return []
    if limit == 1:
        return [text]
    call.charge(len(text) // 16)
    if pattern is None or (isinstance(pattern, RString) and pattern.text == " "):
        parts = _words(text, limit)
    elif isinstance(pattern, RRegexp):
        parts = _by_regexp(call, self, text, pattern, limit)
    else:
        text_or_pattern(call, pattern)
        if not self.valid:
            raise call.error("ArgumentError", "invalid byte sequence in UTF-8")
        parts = _by_text(text, operand(call, self, pattern), limit)
    if limit == 0:
        while parts and not parts[-1]:
            parts.pop()
    call.check_size(len(parts), "array")
    return parts


def _words(text: str, limit: int) -> list[str]:
    parts: list[str] = []
    position = 0
    for match in _WORD.finditer(text):
        if limit > 0 and len(parts) == limit - 1:
            break
        parts.append(match.group())
        position = match.end()
    rest = text[position:].lstrip(_AWK_BLANK)
    # What is left over is a part of its own where a limit stopped the search, or where one may be empty.
    if rest:
        parts.append(rest)
    elif limit != 0 and position < len(text):
        parts.append("")
    return parts


def _by_text(text: str, separator: str, limit: int) -> list[str]:
    if separator:
        return text.split(separator, limit - 1 if limit > 0 else -1)
    if 0 < limit <= len(text):
        return [*text[: limit - 1], text[limit - 1 :]]
    return [*text, ""] if limit != 0 else list(text)


def _by_regexp(call: Call, self: RString, text: str, pattern: RRegexp, limit: int) -> list[str]:
    parts: list[str] = []
    begin = start = 0
    pieces = 1
    after_empty = False
    while True:
        match = search(call, pattern, self, start)
        if match is None:
            break
        call.charge(1)
        if start == match.end and match.start == match.end:
            if after_empty:
                parts.append(text[begin : begin + 1])
                begin = start
            else:
                start += 1
                after_empty = True
                if start > len(text):
                    break
                continue
        else:
            parts.append(text[begin : match.start])
            begin = start = match.end
        after_empty = False
        for group in match.groups[1:]:
            if group is not None:
                parts.append(group if isinstance(group, str) else group.decode("latin-1"))
        pieces += 1
        if 0 < limit <= pieces:
            break
    if text and (limit != 0 or len(text) > begin):
        parts.append(text[begin:])
    return parts


@STRING.define("split_strip_compact", args="1..2")
def split_strip_compact(call: Call, self: RString) -> Value:
    parts = [RString(part.strip(_AWK_BLANK)) for part in split_parts(call, self)]
    return RArray([part for part in parts if not is_blank(part)])


@STRING.define("lines", args="0..2")
def lines(call: Call, self: RString) -> Value:
    return RArray([same(self, line) for line in line_list(call, self)])


def line_list(call: Call, self: RString) -> list[str]:
    """The lines with their ends, or without them when `chomp: true`."""
    chomp = call.truthy(call.options("chomp").get("chomp"))
    text = chars(self)
    separator = operand(call, self, call.args[0]) if call.args and call.args[0] is not None else "\n"
    if call.args and call.args[0] is None:
        return [text] if text else []
    if not separator:
        found = re.findall(r"(?s).+?(?:\n{2,}|\Z)", text)
        return [part.rstrip("\n") if chomp else re.sub(r"\n{2,}\Z", "\n\n", part) for part in found]
    result: list[str] = []
    position = 0
    while position < len(text):
        place = text.find(separator, position)
        end = len(text) if place < 0 else place + len(separator)
        line = text[position:end]
        if chomp and place >= 0:
            line = line.removesuffix(separator)
            if separator == "\n":
                line = line.removesuffix("\r")
        result.append(line)
        position = end
    call.check_size(len(result), "array")
    return result
