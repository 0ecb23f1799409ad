"""sub, gsub and their kin."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.growth import check_growth
from authbench.ruby.methods.matching import group_index, match_value, text_or_pattern, walk
from authbench.ruby.methods.string.searching import text_pattern
from authbench.ruby.methods.string.table import STRING, chars, content, operand, same
from authbench.ruby.values import REnumerator, RHash, RMatch, RRegexp, RString, Value

_REFERENCE: Final = re.compile(r"\\(?:([0-9&`'\\])|k<([^>]+)>)", re.DOTALL)


def _group_text(match: RMatch, index: int) -> str:
    value = match.groups[index] if index < len(match.groups) else None
    if value is None:
        return ""
    return value if isinstance(value, str) else value.decode("latin-1")


def _as_chars(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def expanded(call: Call, template: str, match: RMatch) -> str:
    """A replacement text with its back-references filled in: `\\1`, `\\0`, `\\k<name>`, `\\\\` …"""

    def reference(found: re.Match[str]) -> str:
        char, name = found.group(1), found.group(2)
        if name is not None:
            index = group_index(match, name)
            if index is None:
                raise call.error("IndexError", f"undefined group name reference: {name}")
            return _group_text(match, index)
        if char == "\\":
            return "\\"
        if char == "&":
            return _group_text(match, 0)
        if char == "`":
            return _as_chars(match.pre)
        if char == "'":
            return _as_chars(match.post)
        return _group_text(match, int(char))

    return _REFERENCE.sub(reference, template) if "\\" in template else template


def _replacement(call: Call, self: RString) -> Callable[[RMatch], str] | None:
    """What to put in place of a match: by text, hash or block; None where the call gives neither."""
    if len(call.args) > 1 or call.kwargs:
        value = call.args[1] if len(call.args) > 1 else None
        if isinstance(value, RHash):
            table = value

            def looked_up(match: RMatch) -> str:
                found = call.send(table, "[]", match_value(match, 0))
                return operand(call, self, RString(call.to_s(found)))

            return looked_up
        template = operand(call, self, value)
        return lambda match: expanded(call, template, match)
    if call.block is None:
        return None

    def answered(match: RMatch) -> str:
        call.set_match(match)
        answer = call.yield_(match_value(match, 0))
        return operand(call, self, answer if isinstance(answer, RString) else RString(call.to_s(answer)))

    return answered


def _replaced(call: Call, self: RString, *, once: bool) -> str | None:
    """The content with one or all matches replaced; None where nothing matched."""
    pattern, text = call.args[0], chars(self)
    text_or_pattern(call, pattern)
    simple = isinstance(pattern, RString) and len(call.args) > 1 and isinstance(call.args[1], RString)
    if simple and "\\" not in call.args[1].text:
        return _plainly(call, self, text, once)
    regexp = pattern if isinstance(pattern, RRegexp) else text_pattern(call, self, pattern)
    replacement = _replacement(call, self)
    if replacement is None:
        raise call.error("ArgumentError", "wrong number of arguments (given 1, expected 2)")
    pieces: list[str] = []
    position = length = 0
    last: RMatch | None = None
    for match in walk(call, regexp, self):
        last = match
        new = replacement(match)
        pieces.append(text[position : match.start])
        pieces.append(new)
        grown = length + match.start - position + len(new)
        check_growth(call, length, grown)
        length, position = grown, match.end
        if once:
            break
    call.set_match(last)
    if last is None:
        return None
    pieces.append(text[position:])
    return "".join(pieces)


def _plainly(call: Call, self: RString, text: str, once: bool) -> str | None:
    old, new = operand(call, self, call.args[0]), operand(call, self, call.args[1])
    hits = text.count(old)
    if not hits:
        return None
    call.check_size(len(text) + hits * max(0, len(new) - len(old)))
    return text.replace(old, new, 1 if once else -1)


@STRING.define("gsub", args="1..2", kwargs_as_hash=True)
def gsub(call: Call, self: RString) -> Value:
    if len(call.args) == 1 and call.block is None:
        return REnumerator(self, call.name, tuple(call.args))
    new = _replaced(call, self, once=False)
    return self.copy() if new is None else same(self, new)


@STRING.define("sub", args="1..2", kwargs_as_hash=True)
def sub(call: Call, self: RString) -> Value:
    new = _replaced(call, self, once=True)
    return self.copy() if new is None else same(self, new)


@STRING.define("gsub!", args="1..2", kwargs_as_hash=True)
def gsub_in_place(call: Call, self: RString) -> Value:
    return _in_place(call, self, once=False)


@STRING.define("sub!", args="1..2", kwargs_as_hash=True)
def sub_in_place(call: Call, self: RString) -> Value:
    return _in_place(call, self, once=True)


def _in_place(call: Call, self: RString, *, once: bool) -> Value:
    self.check_frozen()
    before = self.value
    new = _replaced(call, self, once=once)
    if new is None:
        return None
    if call.block is not None and self.value != before:
        raise call.error("RuntimeError", "string modified")
    self.replace(content(self, new))
    return self


def _removed(call: Call, self: RString) -> str:
    text = self.copy()
    for pattern in call.args:
        regexp = pattern if isinstance(pattern, RRegexp) else text_pattern(call, text, pattern)
        position, pieces, before = 0, [], chars(text)
        for match in walk(call, regexp, text):
            pieces.append(before[position : match.start])
            position = match.end
        text = same(self, "".join(pieces) + before[position:])
    return chars(text)


@STRING.define("remove", args="0..")
def remove(call: Call, self: RString) -> Value:
    return same(self, _removed(call, self))


@STRING.define("remove!", args="0..")
def remove_in_place(call: Call, self: RString) -> Value:
    self.check_frozen()
    self.replace(content(self, _removed(call, self)))
    return self
