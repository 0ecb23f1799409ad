"""The texts of explanations, from data files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Cause:
    """One likely cause. It applies when all of `when` hold, flags or known texts (with `!`: do not
    hold), and every placeholder in `text` can be filled."""

    text: str
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """How to explain one situation: the line that says what happened, causes in order of
    likelihood, actions by kind, and the settings that a person would correct."""

    title: str
    causes: tuple[Cause, ...]
    actions: tuple[str, ...]
    focus: tuple[str, ...]


@cache
def catalogue() -> dict[str, Entry]:
    """Every entry by its key: an error code, an OAuth code, or a situation such as `http_404`."""
    import tomllib

    import authbench_resources

    entries: dict[str, Entry] = {}
    for file in authbench_resources.root().joinpath("explanations").iterdir():
        if not file.name.endswith(".toml"):
            continue
        for key, table in tomllib.loads(file.read_text("utf-8")).items():
            if key in entries:
                raise ValueError(f"{key} is explained twice")
            entries[key] = _entry(table)
    return entries


def _entry(table: dict[str, Any]) -> Entry:
    unknown = table.keys() - {"title", "causes", "actions", "focus"}
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    causes = tuple(
        Cause(cause) if isinstance(cause, str) else Cause(cause["text"], tuple(cause["when"]))
        for cause in table.get("causes", ())
    )
    return Entry(str(table["title"]), causes, tuple(table.get("actions", ())), tuple(table.get("focus", ())))
