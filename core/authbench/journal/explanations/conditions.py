"""When an entry or a cause applies: declarative conditions on what was sent and answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authbench.journal.explanations.answers import found, header_of
from authbench.journal.explanations.facts import Facts

KEYS = frozenset(
    {
        "code",
        "status",
        "step",
        "error",
        "when",
        "matches",
        "body",
        "header",
        "sent",
        "sent_header",
        "answer_text",
    }
)
"""The keys of a table of conditions."""
_STATUS = re.compile(r"[1-5](?:\d\d|xx)\Z")
Wanted = tuple[tuple[str, str | bool], ...]


@dataclass(frozen=True, slots=True)
class Conditions:
    """All that are given must hold. Patterns are searched for, in upper and lower case alike; True asks
    only that the thing is there, False that it is not."""

    code: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    step: tuple[str, ...] = ()
    error: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    matches: Wanted = ()
    body: Wanted = ()
    header: Wanted = ()
    sent: Wanted = ()
    sent_header: Wanted = ()
    answer_text: str = ""

    def hold(self, facts: Facts) -> bool:
        """Whether they hold for `facts`."""
        return (
            (not self.code or not facts.codes.isdisjoint(self.code))
            and (not self.status or _status_among(facts.status, self.status))
            and (not self.step or facts.step in self.step)
            and (not self.error or facts.error in self.error)
            and all(facts.has(name.removeprefix("!")) != name.startswith("!") for name in self.when)
            and all(_fits(pattern, [facts.texts.get(name)]) for name, pattern in self.matches)
            and all(_fits(p, [value for _, value in found(facts.answer, n)]) for n, p in self.body)
            and all(_fits(p, [header_of(facts.answer_headers, n)]) for n, p in self.header)
            and all(_fits(p, [value for _, value in found(facts.sent, n)]) for n, p in self.sent)
            and all(_fits(p, [header_of(facts.sent_headers, n)]) for n, p in self.sent_header)
            and (
                not self.answer_text
                or re.search(self.answer_text, facts.answer_text, re.IGNORECASE) is not None
            )
        )


ALWAYS = Conditions()
"""No conditions at all."""


def parse_conditions(table: Mapping[str, Any], where: str) -> Conditions:
    """The conditions in a table of the catalogue. Raises ValueError, saying `where` and what is wrong."""
    unknown = sorted(table.keys() - KEYS)
    if unknown:
        raise ValueError(f"{where}: unknown condition {unknown[0]!r}; known are {', '.join(sorted(KEYS))}")
    given: dict[str, Any] = {}
    for key, value in table.items():
        if key in ("matches", "body", "header", "sent", "sent_header"):
            given[key] = _wanted(value, f"{where}.{key}")
        elif key == "answer_text":
            given[key] = _pattern(value, f"{where}.answer_text")
        else:
            given[key] = _words(value, f"{where}.{key}")
    for status in given.get("status", ()):
        if not _STATUS.match(status):
            raise ValueError(f"{where}.status: {status!r} is neither a status nor a class such as '4xx'")
    return Conditions(**given)


def _words(value: Any, where: str) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    if not items or any(not isinstance(item, str | int) or isinstance(item, bool) for item in items):
        raise ValueError(f"{where}: a text or a list of texts was expected, not {value!r}")
    return tuple(str(item) for item in items)


def _wanted(value: Any, where: str) -> Wanted:
    if not isinstance(value, dict):
        raise ValueError(f"{where}: a table of names and patterns was expected, not {value!r}")
    return tuple(
        (name, pattern if isinstance(pattern, bool) else _pattern(pattern, f"{where}.{name}"))
        for name, pattern in value.items()
    )


def _pattern(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{where}: a pattern was expected, not {value!r}")
    return value


def _status_among(status: int | None, wanted: tuple[str, ...]) -> bool:
    return status is not None and (str(status) in wanted or f"{status // 100}xx" in wanted)


def _fits(pattern: str | bool, values: list[str | None]) -> bool:
    present = [value for value in values if value is not None]
    if isinstance(pattern, bool):
        return bool(present) is pattern
    return any(re.search(pattern, value, re.IGNORECASE) for value in present)
