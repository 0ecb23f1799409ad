"""Secrets whose name stands apart from them, as a value of its own: `{"name": "api_key", "value": "…"}`,
`<key>password</key><string>…</string>`, a column of a table."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from authbench.journal.chips import Span
from authbench.journal.json_text import scalars_at
from authbench.journal.secret_names import is_secret_header, is_secret_name, label_for
from authbench.journal.word_places import places_of

_NAMES = ("name", "key", "id", "field", "header", "param", "parameter", "property", "attribute", "variable")
_VALUES = ("value", "values", "val")
# What a name that speaks of a secret has in it. Plain searches are many times as fast as one pattern.
_CORES = (
    *("secret", "passw", "passphrase", "pwd", "token", "credential", "signature", "assertion", "verifier"),
    *("_key", "-key", " key", "apikey", "accesskey", "privatekey", "secretkey", "signingkey", "appkey"),
    *("session_id", "session-id", "sessionid", "device_code", "user_code", "auth_code", "passcode"),
    *("authorization", "cookie", "bearer", "jwt", "otp"),
)
_QUOTE = r"(?:\\{0,3}[\"'])?"
_SIGN = r"\s{0,8}(?:=>|:|=)\s{0,8}"
_LEAD = 120
_IN_NAMES = string.ascii_letters + string.digits + "_. -"
_BEFORE_NAMES = "\"'\\ \t\r\n"
_NEAR = 2_000
_NAMED = re.compile(
    rf"(?<![A-Za-z0-9])(?P<key>{'|'.join(_NAMES)}){_QUOTE}{_SIGN}(?P<quote>{_QUOTE}):?"
    r"(?P<before>[A-Za-z0-9_. -]{0,60})\Z",
    re.IGNORECASE,
)
_NAME_ENDS = re.compile(r"[A-Za-z0-9_. -]{0,60}")
_VALUED = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:string|current|default|initial)[_-]?)?(?:{'|'.join(_VALUES)}|content(?==)){_QUOTE}{_SIGN}"
    r"(?:\\{1,3}\"(?P<escaped>[^\"\\]+)|(?P<quoted>\"(?:[^\"\\]|\\.)*+)|'(?P<single>[^'\\]+)"
    r"|(?P<nested>[\[{])|(?P<bare>[^\s\"'&,;<>(){}\[\]\\]{4,}))",
    re.IGNORECASE | re.DOTALL,
)
# The same once more: another object's, tag's or entry's name.
_AGAIN = {name: re.compile(rf"(?<![A-Za-z0-9]){name}{_QUOTE}{_SIGN}", re.IGNORECASE) for name in _NAMES}
_BORDER = re.compile(r"[{}\[\]<]|(?<!=)>|\n[ \t]*-[ \t]|\n[ \t]*\n")
# From a closed string on: other members, whose texts may hold any character and which may be nested once.
_MEMBERS = re.compile(
    r"(?:=>|[^{}\[\]<>\"]|\"(?:[^\"\\]|\\.){0,1000}+\"|\{[^{}\"]*(?:\"(?:[^\"\\]|\\.){0,1000}+\"[^{}\"]*){0,40}\}"
    r"|\[[^\[\]\"]*(?:\"(?:[^\"\\]|\\.){0,1000}+\"[^\[\]\"]*){0,40}\])*",
    re.DOTALL,
)
# Not possessive: Python before 3.11.5 gives up where a repeated part could itself have matched otherwise.
_TEXT = r"(?:[^<>]+|\s{0,80}<!\[CDATA\[[^\]]*(?:\](?!\]>)[^\]]*){0,20000}\]\]>\s{0,80})"
_ELEMENT = re.compile(
    rf"<(?:[\w-]{{1,40}}:)?(?:{'|'.join(_NAMES)})(?:\s[^<>]{{0,200}})?>\s{{0,80}}[A-Za-z0-9_. -]{{0,60}}\Z",
    re.IGNORECASE,
)
_NEXT_ELEMENT = re.compile(
    rf"\s{{0,80}}</[\w:.-]{{1,80}}\s*>\s{{0,200}}<(?:[\w-]{{1,40}}:)?(?:{'|'.join(_VALUES)}|string|data|integer)(?:\s[^<>]{{0,200}})?>"
    rf"({_TEXT})</",
    re.IGNORECASE,
)
_CONTENT = re.compile(
    rf"[^<>]{{0,400}}(?<!/)>(?:\s{{0,80}}<(?:[\w-]{{1,40}}:)?(?:{'|'.join(_VALUES)})(?:\s[^<>]{{0,200}})?>)?({_TEXT})</",
    re.IGNORECASE,
)
# What stands in these is for people, whatever they are called.
_TAG = re.compile(
    r"<(?:a|button|div|fieldset|form|h\d|label|legend|li|p|section|span|t[dhr]|input|meta|img)[\s/>]", re.I
)
_NO_VALUE = frozenset(
    ("null", "nil", "none", "true", "false", "undefined", "missing", "required", "invalid", "string")
)
_MOST_WORDS = 3


def secrets_apart(text: str) -> Iterator[Span]:
    """The values beside a value that is a secret's name, in JSON, also inside a text, YAML, XML, forms, and
    what Ruby and Python print."""
    done = 0
    if not any(sign in text for sign in ":=<"):
        return
    for start in places_of(_CORES, text):
        if start < done:
            continue
        before = done
        end = _NAME_ENDS.match(text, start)
        done = stop = end.end() if end is not None else start
        head = text[max(0, start - _LEAD) : start]
        if not head.rstrip(_IN_NAMES).rstrip(_BEFORE_NAMES).endswith((":", "=", ">")):
            continue
        named = _NAMED.search(head)
        if named is not None:
            name = named["before"] + text[start:stop]
            if _tells(name):
                first = start - len(head) + named.start()
                place = _Place(first, stop, max(before, first - _NEAR), named["key"].lower(), named["quote"])
                yield from _beside(text, place, name)
        elif "<" in head and (element := _ELEMENT.search(head)) is not None:
            name = element.group().rpartition(">")[2].strip() + text[start:stop]
            following = _NEXT_ELEMENT.match(text, stop)
            if following is not None and _tells(name):
                yield from _span(*following.span(1), text, name)


def name_apart(values: Mapping[Any, Any]) -> str:
    """The secret's name that a mapping holds as a value of its own; empty for none."""
    for key, value in values.items():
        if isinstance(value, str) and str(key).lower() in _NAMES and _tells(value):
            return value
    return ""


def is_value_apart(key: str) -> bool:
    """Whether what stands under `key` is what the name beside it means."""
    return key.lower() in _VALUES


def _tells(name: str) -> bool:
    return len(name.split()) <= _MOST_WORDS and (is_secret_name(name) or is_secret_header(name.strip()))


@dataclass(frozen=True, slots=True)
class _Place:
    """A name from `first` to `stop` under `key`, in which `quote`. Nothing before `begin` belongs to it."""

    first: int
    stop: int
    begin: int
    key: str
    quote: str


def _beside(text: str, place: _Place, name: str) -> Iterator[Span]:
    """The value in the same object, tag or entry as a name."""
    last = min(len(text), place.stop + _NEAR)
    again = _AGAIN[place.key].search(text, place.stop, last)
    last = again.start() if again is not None else last
    if place.quote == '"' and text[place.stop : place.stop + 1] == '"':
        members = _MEMBERS.match(text, place.stop + 1, last)
        end = members.end() if members is not None else place.stop
    else:
        border = _BORDER.search(text, place.stop, last)
        end = border.start() if border is not None else last
    if (found := _VALUED.search(text, place.stop, min(len(text), end + 1))) is not None:
        # What begins before the border may reach beyond it.
        yield from _value(text, _VALUED.match(text, found.start()) or found, name)
        return
    if text[end : end + 1] == ">":
        tag = _TAG.match(text, text.rfind("<", place.begin, place.first))
        content = _CONTENT.match(text, end) if tag is None else None
        if content is not None:
            yield from _span(*content.span(1), text, name)
            return
    before = list(_VALUED.finditer(text, place.begin, place.first))
    if before and not any(
        pattern.search(text, before[-1].end(), place.first) for pattern in (_BORDER, _AGAIN[place.key])
    ):
        yield from _value(text, before[-1], name)


def _value(text: str, found: re.Match[str], name: str) -> Iterator[Span]:
    group = found.lastgroup or "bare"
    start, end = found.span(group)
    if group == "nested":
        for lexeme in scalars_at(text, start):
            quoted = lexeme.group().startswith('"')
            yield from _span(lexeme.start() + quoted, lexeme.end() - quoted, text, name)
        return
    yield from _span(start + (group == "quoted"), end, text, name)


def _span(start: int, end: int, text: str, name: str) -> Iterator[Span]:
    value = text[start:end].strip()
    if not value or value.lower() in _NO_VALUE or (" " in name.strip() and len(value.split()) > 2):
        # What several words call so is a sentence about it: `reset your password`, `Press the link`.
        return
    yield Span(start, end, label_for(name.strip()), end - start)
