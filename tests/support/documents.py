"""The parts of `docs/` that the code itself says best. `python tests/support/documents.py` writes them anew."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from authbench.connection.note_table import NOTES
from authbench.definition.deviations import DEVIATIONS
from authbench.definition.ruby.context_object import _HELPERS, _UNSUPPORTED, _VERBS
from authbench.definition.ruby.request_object import _NAMED_CALLS, _OTHERS, _PLAIN_CALLS, _VALUE_CALLS
from authbench.ruby.dispatch import MethodTable, table_named
from authbench.ruby.kernel import CONTROL
from authbench.ruby.methods import MODULES
from authbench.ruby.methods.known_names import KNOWN_NAMES
from authbench.ruby.methods.refusals import why_not
from authbench.sdk.aws_functions import Aws
from authbench.sdk.workato_functions import Workato

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
_OTHER_NAMES: Final = {
    "Boolean": "TrueClass",
    "Duration": "ActiveSupport::Duration",
}
_MARKED: Final = re.compile(r"(<!-- table: (\w+) -->\n\n).*?(\n\n<!-- end -->)", re.DOTALL)


def deviations() -> str:
    """The table of deviations."""
    rows = [
        f"| `{one.id}` | {one.section} | {one.summary} | {'yes' if one.note else ''} |"
        for one in DEVIATIONS.values()
    ]
    return "\n".join(["| id | section | what we do | noted in the run |", "| --- | --- | --- | --- |", *rows])


def notes() -> str:
    """The table of notes."""
    rows = [f"| `{one.code}` | {one.kind} | {one.reason} |" for one in NOTES.values()]
    return "\n".join(["| code | kind | added where |", "| --- | --- | --- |", *rows])


def _listed(names: set[str]) -> str:
    return " ".join(f"`` {name} ``" if "`" in name else f"`{name}`" for name in sorted(names)).replace(
        "|", "\\|"
    )


def methods() -> str:
    """A section a receiver: what is there, and what is not with the reason."""
    tables = {name: table for name in MODULES if (table := table_named(name)) is not None}
    assert len(tables) == len(MODULES)
    sections = [_overview(tables)]
    for owner in sorted({*tables, *_absent(tables)}, key=lambda name: (name.removesuffix("."), name)):
        known = set(KNOWN_NAMES.get(_OTHER_NAMES.get(owner, owner), ()))
        present = _present(owner, tables)
        name = _OTHER_NAMES.get(owner, owner.removesuffix("."))
        title = {"Kernel.": "Functions without a receiver", "Object": "Every object"}.get(owner)
        if title is None:
            title = f"`{name}` itself" if owner.endswith(".") else f"`{name}`"
        lines = [f"### {title}", "", "| | methods |", "| --- | --- |"]
        lines.append(f"| supported | {_listed(present) or 'nothing'} |")
        refused: dict[str, set[str]] = {}
        for method in known - present:
            refused.setdefault(why_not(owner, method), set()).add(method)
        lines += [f"| not there: {why} | {_listed(names)} |" for why, names in sorted(refused.items())]
        sections.append("\n".join(lines))
    return "\n\n".join(sections)


def _present(owner: str, tables: dict[str, MethodTable]) -> set[str]:
    """What a receiver answers to, without what it merely inherits."""
    made = tables.get(owner)
    if made is None:
        return set()
    if owner == "Kernel.":
        return set(made.names()) | set(CONTROL.names()) | {"lambda", "proc"}
    names = {name for name in made.names() if made.find_own(name) is not None}
    return names | (made.names() & set(KNOWN_NAMES.get(_OTHER_NAMES.get(owner, owner), ())))


def _absent(tables: dict[str, MethodTable]) -> set[str]:
    """The classes and modules that Ruby has and of which nothing is there."""
    made = {name.removesuffix(".") for name in tables} | set(_OTHER_NAMES.values())
    under_other_names = {"ActiveSupport::TimeWithZone", "FalseClass"}
    return {
        name for name in KNOWN_NAMES if name.removesuffix(".") not in made and name not in under_other_names
    }


def _overview(tables: dict[str, MethodTable]) -> str:
    present = sum(len(_present(owner, tables)) for owner in tables)
    known = {owner: set(KNOWN_NAMES.get(_OTHER_NAMES.get(owner, owner), ())) for owner in tables}
    missing = sum(len(names - _present(owner, tables)) for owner, names in known.items())
    return (
        f"{present:,} methods on {len(tables)} receivers are supported; {missing:,} more that Ruby, ActiveSupport "
        "or the SDK have on them are not."
    )


def _public(kind: type) -> set[str]:
    return {name for name in vars(kind) if not name.startswith("_")}


def helpers() -> str:
    """The SDK's own functions."""
    rows = [
        ("HTTP verbs", _listed(set(_VERBS))),
        ("functions", _listed(set(_HELPERS) - {"workato", "aws"})),
        (
            "on a request, and as bare names in `apply`",
            _listed(set(_PLAIN_CALLS | _VALUE_CALLS | _NAMED_CALLS | set(_OTHERS))),
        ),
        ("`workato.`", _listed(_public(Workato) - {"csv", "net"})),
        ("`workato.csv.`, `workato.net.`", "`parse` `generate`, `lookup`"),
        ("`aws.`", _listed(_public(Aws))),
        ("refused with a clear error", _listed(set(_UNSUPPORTED))),
    ]
    return "\n".join(
        ["| what | names |", "| --- | --- |", *(f"| {what} | {names} |" for what, names in rows)]
    )


def python_names() -> str:
    """What definitions in Python import."""
    from support.python_names import python_names

    return python_names()


TABLES: Final = {
    "deviations": deviations,
    "notes": notes,
    "methods": methods,
    "helpers": helpers,
    "python_names": python_names,
}


GENERATED: Final = ("ruby.md", "methods.md", "deviations.md", "notes.md", "python.md")


def renewed(document: str) -> str:
    """A document with its tables as they are now."""
    return _MARKED.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", document)


if __name__ == "__main__":
    sys.path.insert(0, str(DOCS.parent / "tests"))
    for path in (DOCS / name for name in GENERATED):
        path.write_text(renewed(path.read_text("utf-8")), "utf-8")
