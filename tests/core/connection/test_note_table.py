"""The table of notes is whole: each code that the sources use stands in it, and each in it is used."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import authbench
from authbench.connection.note_table import NOTES, NoteKind
from authbench.definition.deviations import DEVIATIONS

CORE = Path(authbench.__file__).parent
ADDING = {"note", "note_once", "_note", "say", "_say"}
TALKING = {"strictness.py", "token_strictness.py"}


def codes_in(path: Path) -> set[str]:
    """The codes of notes that a source adds."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            arguments = node.args
            if name in ADDING or (name == "NoteAdded" and len(arguments) > 1):
                first = arguments[1] if name == "NoteAdded" else arguments[0] if arguments else None
                found |= {first.value} if isinstance(first, ast.Constant) else set()
            # `note` may be held under that name, or be given the session first.
            if name == "_note" and len(arguments) > 1 and isinstance(arguments[1], ast.Constant):
                found.add(arguments[1].value)
        elif isinstance(node, ast.Yield) and path.name in TALKING and isinstance(node.value, ast.Tuple):
            first = node.value.elts[0]
            found |= {first.value} if isinstance(first, ast.Constant) else set()
    return {code for code in found if isinstance(code, str) and re.fullmatch(r"[a-z][a-z0-9_-]+", code)}


def used() -> dict[str, str]:
    """Each code with a source that adds it."""
    found: dict[str, str] = {}
    for folder in ("connection", "sdk", "definition"):
        for path in sorted((CORE / folder).rglob("*.py")):
            found.update(dict.fromkeys(codes_in(path), str(path.relative_to(CORE))))
    return found


def test_every_code_that_is_used_stands_in_a_table() -> None:
    assert {
        code: where for code, where in used().items() if code not in NOTES and code not in DEVIATIONS
    } == {}


def test_every_code_in_the_table_is_used() -> None:
    assert set(NOTES) - set(used()) == set()


def test_no_code_stands_in_both_tables_and_each_has_its_reason() -> None:
    assert set(NOTES) & set(DEVIATIONS) == set()
    for note in NOTES.values():
        assert note.reason.endswith(".")
        if note.kind is NoteKind.STRICTNESS and note.code != "placeholder":
            assert re.search(r"RFC \d{4}", note.reason), note.code
