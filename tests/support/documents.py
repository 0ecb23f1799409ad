"""The parts of `docs/` that the code itself says best. `python tests/support/documents.py` writes them anew."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from authbench.definition.deviations import DEVIATIONS
from authbench.definition.ruby.context_object import _HELPERS, _UNSUPPORTED, _VERBS
from authbench.definition.ruby.request_object import _NAMED_CALLS, _OTHERS, _PLAIN_CALLS, _VALUE_CALLS
from authbench.ruby.dispatch import table_named
from authbench.ruby.methods import MODULES
from authbench.ruby.methods.known_names import KNOWN_NAMES
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


def _listed(names: set[str]) -> str:
    return " ".join(f"`` {name} ``" if "`" in name else f"`{name}`" for name in sorted(names)).replace(
        "|", "\\|"
    )


def methods() -> str:
    """One row a table of built-in methods: what of Ruby's own methods is there, the shorter way to say it."""
    rows = []
    tables = {name: table for name in MODULES if (table := table_named(name)) is not None}
    assert len(tables) == len(MODULES)
    for table, made in tables.items():
        known = set(KNOWN_NAMES.get(_OTHER_NAMES.get(table, table), ()))
        missing, present = known - made.names(), known & made.names()
        if not known:
            said = _listed(made.names() - tables["Class"].names())
        elif not missing:
            said = "all"
        elif len(missing) <= len(present):
            said = f"all but {_listed(missing)}"
        else:
            said = f"only {_listed(present)}"
        if not said:
            continue
        name = table.removesuffix(".")
        shown = f"`{name}` itself" if table.endswith(".") else f"`{_OTHER_NAMES.get(table, name)}`"
        rows.append(f"| {shown} | {said} |")
    return "\n".join(["| receiver | methods |", "| --- | --- |", *rows])


def absent() -> str:
    """The classes and modules of which nothing is there."""
    missing = {name.removesuffix(".") for name in KNOWN_NAMES if name.removesuffix(".") not in MODULES}
    made = {name.removesuffix(".") for name in MODULES} | set(_OTHER_NAMES.values())
    return _listed(missing - made - {"ActiveSupport::TimeWithZone", "FalseClass"})


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


TABLES: Final = {"deviations": deviations, "methods": methods, "absent": absent, "helpers": helpers}


def renewed(document: str) -> str:
    """A document with its tables as they are now."""
    return _MARKED.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", document)


if __name__ == "__main__":
    for path in (DOCS / "ruby.md", DOCS / "deviations.md"):
        path.write_text(renewed(path.read_text("utf-8")), "utf-8")
