"""Wherever code may put a request, it gets what the request's value itself would give (SDK reference 4.2):
each expression of a list is run twice, with `x` as a plain value and as a request that was not sent yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from authbench.errors import AuthbenchError
from support.definition_lambdas import ORIGIN, Bench, bench
from support.sdk_server import Answer

_METHODS = """
    m: ->(v) { [v.class.name, v.to_s.length] },
    kw: ->(v:) { v['a'] },
    opt: ->(v = { 'a' => 0 }) { v['a'] },
"""


def _cases() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    value = ""
    for line in (Path(__file__).parent / "transparent_requests.txt").read_text().splitlines():
        if line.startswith("=== "):
            value = line.removeprefix("=== ")
        else:
            found.append((value, line))
    return found


CASES = _cases()


def _definition() -> str:
    """A method `plain_N` and a method `lazy_N` for each expression, which `test` calls by its name."""
    methods = [
        f"plain_{number}: lambda do\nx = parse_json('{{\"v\":{value}}}')['v']\n{expression}\nend,\n"
        f"lazy_{number}: lambda do\nx = get('{ORIGIN}/{number}')\n{expression}\nend"
        for number, (value, expression) in enumerate(CASES)
    ]
    return (
        f"{{ title: 'T', connection: {{ authorization: {{}} }}, methods: {{ {_METHODS} {', '.join(methods)} }},"
        " test: ->(_c, input) { call(input['name']) } }"
    )


@pytest.fixture(scope="module")
def whole() -> Iterator[Bench]:
    with bench(_definition()) as made:
        yield made


def _outcome(whole: Bench, name: str) -> tuple[Any, list[str]]:
    whole.desk.lines.clear()
    try:
        value: Any = whole.test({}, {"name": name})
    except AuthbenchError as error:
        value = (type(error).__name__, error.message)
    return value, list(whole.desk.lines)


@pytest.mark.parametrize(
    ("number", "value", "expression"),
    [(number, *case) for number, case in enumerate(CASES)],
    ids=[str(number) for number in range(len(CASES))],
)
def test_a_request_stands_for_its_value(number: int, value: str, expression: str, whole: Bench) -> None:
    plain = _outcome(whole, f"plain_{number}")
    whole.api.answer(Answer(body=value.encode()))
    assert repr(_outcome(whole, f"lazy_{number}")) == repr(plain)
    assert len([one for one in whole.api.seen if one.target == f"/{number}"]) <= 1
