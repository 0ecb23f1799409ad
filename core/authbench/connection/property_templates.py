"""The Ruby tags (`<%= … %>`) in `account_properties.yaml` (SDK reference 8.4).

The SDK's emulator runs them as Ruby. A definition's folder may come from anybody, and what a property holds
is sent to servers; so a tag here is a text, a number, or an environment variable that the person has allowed
by its name. Everything else is refused with its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from authbench.errors import Location

_TAG = re.compile(r"<%(?:.*?%>|.*)", re.DOTALL)
_TEXT = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\#]|\\.)*")"""
_VALUE = rf"(?:{_TEXT}|[+-]?\d+(?:\.\d+)?|nil|true|false)"
_LITERAL = re.compile(rf"\s*({_VALUE})\s*")
_VARIABLE = re.compile(
    rf"\s*ENV\s*(?:\[\s*(?P<name>{_TEXT})\s*\]|\.fetch\s*\(\s*(?P<fetched>{_TEXT})\s*(?:,\s*(?P<default>{_VALUE})\s*)?\))"
    rf"\s*(?:\.to_s\s*)?(?:\|\|\s*(?P<other>{_VALUE})\s*)?"
)
_OPEN, _FILL, _FIRST = "\ue000", "\ue001", 0xE100
_MARK = re.compile(f"{_OPEN}(.){_FILL}*")
MAX_TAGS = 1000


class TagRefused(ValueError):
    """A tag is none of those that are evaluated. `location` is where it begins."""

    def __init__(self, text: str, location: Location) -> None:
        super().__init__(text)
        self.text = text
        self.location = location


@dataclass(slots=True)
class Template:
    """A text whose tags are replaced by marks of the same length, so that places in it stay true.

    `withheld` names, per mark, the environment variable that was not allowed or is not set.
    """

    text: str
    values: dict[str, str] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)

    def fill(self, value: Any) -> Any:
        """A text of the document with the tags' values in place of the marks; other values as they are."""
        return (
            _MARK.sub(lambda mark: self.values.get(mark[1], ""), value) if isinstance(value, str) else value
        )

    def withheld_in(self, value: Any) -> str | None:
        """The variable that a text of the document lacks; None where it lacks none."""
        if not isinstance(value, str):
            return None
        return next(
            (self.withheld[mark[1]] for mark in _MARK.finditer(value) if mark[1] in self.withheld), None
        )


def open_template(text: str, file: str, environment: Mapping[str, str], allowed: Collection[str]) -> Template:
    """Evaluate the tags of `text`. Only variables named in `allowed` are read from `environment`.

    Raises TagRefused.
    """
    template = Template(text)
    if "<%" not in text:
        return template
    if _OPEN in text:
        raise TagRefused(
            "the character U+E000 and <% … %> cannot be in one file", _place(file, text, text.index(_OPEN))
        )

    def replaced(match: re.Match[str]) -> str:
        tag = match[0]
        if tag.startswith("<%%"):
            # Ruby's way to write a literal `<%`; the rest is ordinary text.
            refuse = _TAG.search(tag, 3)
            if refuse is not None:
                raise TagRefused("a tag inside <%% … %> is not read here", _place(file, text, match.start()))
            return _marked(template, "<%", 3) + tag[3:]
        if tag.startswith("<%#") and tag.endswith("%>"):
            return re.sub(r"[^\n]", " ", tag)
        if not tag.endswith("%>") or not tag.startswith("<%="):
            raise TagRefused(
                "only <%= … %> with a text, a number or ENV['NAME'] is evaluated here",
                _place(file, text, match.start()),
            )
        value, missing = _evaluated(tag[3:-2].removesuffix("-"), environment, allowed)
        if value is None and missing is None:
            raise TagRefused(
                "only a text, a number or ENV['NAME'] is evaluated here, not other Ruby",
                _place(file, text, match.start()),
            )
        if len(template.values) + len(template.withheld) >= MAX_TAGS:
            raise TagRefused(f"there are more than {MAX_TAGS} tags", _place(file, text, match.start()))
        mark = _marked(template, value, len(tag), missing)
        return mark + "\n" * tag.count("\n")

    template.text = _TAG.sub(replaced, text)
    return template


def _evaluated(
    code: str, environment: Mapping[str, str], allowed: Collection[str]
) -> tuple[str | None, str | None]:
    """The value of a tag, or the variable that it lacks; neither where it is other Ruby."""
    literal = _LITERAL.fullmatch(code)
    if literal is not None:
        return _literal(literal[1]), None
    variable = _VARIABLE.fullmatch(code)
    if variable is None:
        return None, None
    name = _literal(variable["name"] or variable["fetched"])
    if name in allowed and name in environment:
        return environment[name], None
    default = variable["default"] or variable["other"]
    return (_literal(default), None) if default is not None else (None, name)


def _literal(code: str) -> str:
    if code[0] == "'":
        return re.sub(r"\\([\\'])", r"\1", code[1:-1])
    if code[0] == '"':
        return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), code[1:-1])
    return "" if code == "nil" else code


def _marked(template: Template, value: str | None, length: int, missing: str | None = None) -> str:
    key = chr(_FIRST + len(template.values) + len(template.withheld))
    if missing is not None:
        template.withheld[key] = missing
    else:
        template.values[key] = value or ""
    return (_OPEN + key).ljust(length, _FILL)


def _place(file: str, text: str, position: int) -> Location:
    before = text[:position]
    return Location(file, before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)
