"""Random programs in the Ruby of definitions: our evaluator and a real Ruby agree on value, mutations, order of
evaluation and errors. `make fuzz` runs more of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.ruby_comparison import INTENDED, Judge
from support.ruby_programs import program, templates

PROGRAMS = 1500
BLOCK = 100
DOCUMENT = Path(__file__).parents[3] / "docs" / "ruby.md"


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as running:
        yield running


@pytest.mark.parametrize("first", range(0, PROGRAMS, BLOCK))
def test_same_as_ruby(judge: Judge, first: int) -> None:
    seen = Counter[str]()
    for number in range(first, first + BLOCK):
        verdict = judge.verdict(program(number).text())
        if not verdict.same:
            pytest.fail(f"program {number}\n{judge.smallest(number)}", pytrace=False)
        seen[verdict.kind] += 1
    # A program that is no Ruby, or that stops at an error, shows little: most must run to a value.
    assert seen["value"] >= BLOCK * 0.75, seen


def test_every_template_is_used() -> None:
    used = "\n".join(program(number).text() for number in range(4 * PROGRAMS))
    unused = [
        template
        for kind in ("stmt", "failing", "routines", "loopstmt", "fnstmt")
        for template in templates()[kind]
        if not all(word in used for word in re.split(r"«[^»]*»", template) if word.strip())
    ]
    assert unused == []


def test_what_stays_different_is_in_the_docs() -> None:
    text = DOCUMENT.read_text("utf-8").split("## Differences from Ruby\n", 1)[1].split("\n## ", 1)[0]
    assert [each.what for each in INTENDED if each.what not in text] == []
