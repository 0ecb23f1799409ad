"""The catalogue of explanations, read from data files. docs/explanations.md describes their format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from authbench.journal.explanations.conditions import ALWAYS, KEYS, Conditions, parse_conditions
from authbench.journal.explanations.explanation import LABELS
from authbench.journal.explanations.facts import Facts
from authbench.journal.text_tables import text_tables

PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[^{}\s]+)?)\}")
_ENTRY_KEYS = frozenset({"title", "rank", "applies", "causes", "actions", "focus", "also"})
_CAUSE_KEYS = frozenset({"text", "evidence", "action", "weight", "otherwise"})
_DEFAULT_ACTIONS = ("show_request", "show_line", "copy_report")
_DEFAULT_RANK = 100


@dataclass(frozen=True, slots=True)
class Cause:
    """One likely cause. It applies where its conditions hold and every placeholder in `text` can be
    filled, and, with `otherwise`, no cause before it does; heavier ones come first. `evidence` are
    alternatives: the first that can be filled is shown."""

    text: str
    conditions: Conditions = ALWAYS
    evidence: tuple[str, ...] = ()
    action: str = ""
    weight: int = 0
    otherwise: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """How to explain one situation: when it applies (any of `applies`), the line that says what happened,
    causes, actions by kind, and the settings that a person would correct. The entry with the highest
    `rank` is chosen; the first cause of an entry with `also` is told beside another's."""

    key: str
    title: str
    applies: tuple[Conditions, ...]
    causes: tuple[Cause, ...] = ()
    actions: tuple[str, ...] = _DEFAULT_ACTIONS
    focus: tuple[str, ...] = ()
    rank: int = _DEFAULT_RANK
    also: bool = False

    def hold(self, facts: Facts) -> bool:
        """Whether the entry applies."""
        return any(conditions.hold(facts) for conditions in self.applies)


@cache
def catalogue() -> dict[str, Entry]:
    """Every entry by its key, the highest rank first. Raises ValueError for a file that is wrong."""
    return read_entries(text_tables("explanations"))


def read_entries(files: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Entry]:
    """The entries of parsed files, name by name. Raises ValueError with the place and what is wrong."""
    entries: dict[str, Entry] = {}
    for name, tables in files:
        defaults = tables.get("defaults", {})
        common = parse_conditions(
            {key: value for key, value in defaults.items() if key not in ("rank", "provider")},
            f"{name}: defaults",
        )
        for key, table in tables.items():
            if key == "defaults":
                continue
            if key in entries:
                raise ValueError(f"{name}: {key} is explained twice")
            entries[key] = _entry(f"{name}: {key}", key, table, defaults.get("rank", _DEFAULT_RANK), common)
    return dict(sorted(entries.items(), key=lambda item: -item[1].rank))


def _entry(where: str, key: str, table: Mapping[str, Any], rank: int, common: Conditions) -> Entry:
    _known(where, table, _ENTRY_KEYS)
    applies = table.get("applies", {"code": key})
    parsed = tuple(
        _both(common, parse_conditions(one, f"{where}.applies"))
        for one in (applies if isinstance(applies, list) else [applies])
    )
    actions = tuple(table.get("actions", _DEFAULT_ACTIONS))
    focus = tuple(table.get("focus", ()))
    causes = tuple(_cause(f"{where}.causes[{n}]", one) for n, one in enumerate(table.get("causes", ())))
    title = _text(f"{where}.title", table.get("title"))
    for action in (*actions, *(cause.action for cause in causes if cause.action)):
        if action not in LABELS:
            raise ValueError(f"{where}: unknown action {action!r}; known are {', '.join(LABELS)}")
        if action == "focus_field" and not focus:
            raise ValueError(f"{where}: focus_field needs `focus`, the names of settings")
    if title.endswith("."):
        raise ValueError(f"{where}.title: a title ends without a full stop")
    return Entry(
        key,
        title,
        parsed,
        causes,
        actions,
        focus,
        int(table.get("rank", rank)),
        bool(table.get("also", False)),
    )


def _cause(where: str, cause: str | Mapping[str, Any]) -> Cause:
    if isinstance(cause, str):
        return Cause(_text(where, cause))
    _known(where, cause, _CAUSE_KEYS | KEYS)
    evidence = cause.get("evidence", ())
    return Cause(
        _text(f"{where}.text", cause.get("text")),
        parse_conditions({key: value for key, value in cause.items() if key in KEYS}, where),
        tuple(
            _text(f"{where}.evidence", one) for one in ([evidence] if isinstance(evidence, str) else evidence)
        ),
        str(cause.get("action", "")),
        int(cause.get("weight", 0)),
        bool(cause.get("otherwise", False)),
    )


def _known(where: str, table: Mapping[str, Any], keys: Iterable[str]) -> None:
    unknown = sorted(table.keys() - set(keys))
    if unknown:
        raise ValueError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(keys))}")


def _text(where: str, value: Any) -> str:
    if not isinstance(value, str) or not value or value != value.strip():
        raise ValueError(f"{where}: a text without blanks around it was expected, not {value!r}")
    if value.count("`") % 2:
        raise ValueError(f"{where}: a backtick is not closed in {value!r}")
    if re.search(r"[{}]", PLACEHOLDER.sub("", value)):
        raise ValueError(f"{where}: a brace that is no placeholder in {value!r}")
    return value


def _both(one: Conditions, other: Conditions) -> Conditions:
    """Conditions that hold where both do; for code, status, step and error the second takes precedence."""
    return Conditions(
        other.code or one.code,
        other.status or one.status,
        other.step or one.step,
        other.error or one.error,
        one.when + other.when,
        one.matches + other.matches,
        one.body + other.body,
        one.header + other.header,
        one.sent + other.sent,
        one.sent_header + other.sent_header,
        other.answer_text or one.answer_text,
    )
