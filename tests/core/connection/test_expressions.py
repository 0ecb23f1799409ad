"""Expressions with what the SDK's own emulator gives for them: the same values, error classes and words.

`vectors/expressions.json` was recorded from the emulator at one frozen instant; where we deliberately do
otherwise, the case says so under `engine`, with the reason.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from authbench.cli.document import jsonable
from authbench.connection.failure import failure_of
from authbench.errors import AuthbenchError
from support.definition_lambdas import Bench, bench

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "vectors" / "expressions.json").read_text()
)["cases"]
FROZEN_AT = 1_704_164_645.0


def evaluated(expression: str) -> tuple[Bench, Any]:
    """The value of `expression` as the body of a lambda, the second line of its file."""
    source = f"{{ title: 'Vector', connection: {{}}, test: lambda do |connection|\n{expression}\nend }}"
    with bench(source, clock=lambda: FROZEN_AT) as made:
        return made, made.test({"token": "x"})


def checked_error(failure: AuthbenchError, wanted: dict[str, Any]) -> None:
    """The class may go by Ruby's name or by the SDK's; the words and the line are the emulator's."""
    own = failure_of(failure, None).details["class"]
    assert str(own).rpartition("::")[2] == wanted["class"].rpartition("::")[2]
    # The recording leaves out the receiver that a missing method's message ends with.
    assert failure.message.partition(" for #<")[0] == wanted["message"]
    assert failure.location is not None
    assert failure.location.line == wanted.get("at_line", 2)
    assert failure.location.path == "test"


def test_every_expression_has_one_outcome() -> None:
    assert len(CASES) == 184
    assert all(("ok" in case) != ("error" in case) for case in CASES)
    assert all(case["engine"]["section"] and case["engine"]["why"] for case in CASES if "engine" in case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["expr"]))
def test_same_as_the_emulator(case: dict[str, Any]) -> None:
    expected = case.get("engine", case)
    if "error" in expected:
        with pytest.raises(AuthbenchError) as caught:
            evaluated(case["expr"])
        if expected["error"] is not True:
            checked_error(caught.value, expected["error"])
        return
    _, value = evaluated(case["expr"])
    wanted = expected["ok"]
    if isinstance(wanted, dict) and "$binary_base64" in wanted:
        assert value == base64.b64decode(wanted["$binary_base64"])
    else:
        assert jsonable(value) == wanted
