"""`authbench fields` and `authbench lint`: what a definition says, without sending anything."""

from __future__ import annotations

from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from authbench.cli.console import out, print_json, say
from authbench.cli.document import empty_document, jsonable, problem_of
from authbench.cli.failing import OK, WRONG, caret_lines
from authbench.cli.settings_file import read_settings
from authbench.cli.target import code_of, open_target
from authbench.definition import Lambda, Problem, load
from authbench.definition.trust import ALWAYS, NEVER
from authbench.form import Form


def lint(options: Namespace) -> int:
    """Print the problems; 0 without errors, 2 with one (nothing was sent either way)."""
    reference = options.connector
    if reference.startswith("demo:"):
        from authbench.demo import sample_path

        with ExitStack() as stack:
            open_target(reference, stack, serve_demo=False)
        loaded = load(sample_path(reference.removeprefix("demo:")))
    else:
        loaded = load(Path(reference), trust=ALWAYS if options.trust else NEVER)
    errors = [problem for problem in loaded.problems if problem.severity == "error"]
    if options.json:
        document = empty_document()
        document["ok"] = not errors
        document["connector"] = loaded.connector.title if loaded.connector else None
        document["problems"] = [problem_of(problem) for problem in loaded.problems]
        if errors:
            document["error"] = {
                "code": code_of(errors[0]),
                "message": errors[0].message,
                "hint": errors[0].fix,
                "step": None,
                "location": None if errors[0].location is None else str(errors[0].location),
            }
        print_json(document)
        return WRONG if errors else OK
    for problem in loaded.problems:
        _print_problem(problem)
    if not loaded.problems:
        say("No problems found.")
    return WRONG if errors else OK


def fields(options: Namespace) -> int:
    """Print the form as a table: the fields as they are after evaluation with the settings."""
    with ExitStack() as stack:
        trust = ALWAYS if options.trust else NEVER
        target = open_target(options.connector, stack, serve_demo=False, trust=trust)
        static = target.connector.fields
        names = [] if isinstance(static, Lambda) else [field.name for field in static]
        settings = read_settings(options.settings, options.connection, target.folder, names)
        form = Form(
            target.connector,
            {**target.values, **settings.values},
            context_factory=_offline_context(target.connector),
        )
        form.refresh_dynamic()
    rows = [_row(row) for row in form.rows]
    if options.json:
        document = empty_document()
        document.update(
            ok=True, connector=target.connector.title, authorization=target.connector.authorization.type
        )
        document["fields"] = rows
        print_json(document)
        return OK
    if not rows:
        say("This connection has no fields.")
        return OK
    _print_table(rows)
    return OK


def _offline_context(connector: Any) -> Any:
    from authbench.connection import offline_contexts

    return offline_contexts(connector)


def _row(row: Any) -> dict[str, Any]:
    field = row.field
    return {
        "name": row.path,
        "label": field.label,
        "type": field.type,
        "control_type": field.control_type,
        "required": row.required,
        "secret": field.secret,
        "default": jsonable(field.default),
        "visible": row.visible,
        "condition": field.condition.source if field.condition is not None else None,
        "options": [[choice.label, jsonable(choice.value)] for choice in field.choices],
        "hint": field.hint,
        "group": field.group,
    }


def _print_table(rows: list[dict[str, Any]]) -> None:
    columns = ("name", "label", "control_type", "required", "default", "condition")
    titles = ("NAME", "LABEL", "TYPE", "REQUIRED", "DEFAULT", "SHOWN WHEN")

    def cell(row: dict[str, Any], column: str) -> str:
        value = row[column]
        if column == "required":
            return "yes" if value else ""
        if column == "control_type" and row["secret"]:
            return f"{value} (secret)"
        if column == "condition" and not row["visible"]:
            return f"{' '.join(str(value or '').split())} (hidden now)"
        return "" if value is None else " ".join(str(value).split())

    table = [titles, *(tuple(cell(row, column) for column in columns) for row in rows)]
    widths = [max(len(line[index]) for line in table) for index in range(len(columns))]
    for line in table:
        out("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def _print_problem(problem: Problem) -> None:
    from authbench.journal import Redactor

    place = f"{problem.location}: " if problem.location is not None else ""
    out(f"{place}{problem.severity}: {problem.message} [{problem.code}]")
    for line in caret_lines(problem.location, Redactor()):
        out(f"    {line}")
    if problem.fix:
        out(f"    {problem.fix}")
