"""ngIf conditions: tables of what each shows and hides, and ten thousand that nobody wrote."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.definition.conditions import Condition, ConditionError, parse_condition
from authbench.definition.model import Connector
from authbench.definition.problems import Problem
from support.definition_forms import built, form, shown

TABLES = Path(__file__).with_name("conditions.txt")


@dataclass
class Table:
    """A condition, the values that show and hide its field, or where it is not understood."""

    text: str
    rows: list[tuple[dict[str, Any], bool]] = field(default_factory=list)
    error: int | None = None


def read_tables() -> Iterator[Table]:
    """The tables of `conditions.txt`, whose head says how they are written."""
    table: Table | None = None
    for line in TABLES.read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("| ") and table is not None and not table.rows and table.error is None:
            table.text += f"\n{line[2:]}"
            continue
        if not line.startswith("  "):
            if table is not None:
                yield table
            table = Table(line)
            continue
        assert table is not None
        word, _, rest = line.strip().partition(" ")
        if word == "error":
            table.error = int(rest)
        else:
            table.rows.append((json.loads(rest), {"shown": True, "hidden": False}[word]))
    assert table is not None
    yield table


ALL_TABLES = list(read_tables())


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.text[:60])
def test_a_condition_means_what_its_table_says(table: Table) -> None:
    if table.error is not None:
        with pytest.raises(ConditionError) as caught:
            parse_condition(table.text)
        assert caught.value.offset == table.error
        return
    condition = parse_condition(table.text)
    assert table.rows
    for values, expected in table.rows:
        assert condition.evaluate(values) is expected, values


def test_there_are_tables_enough() -> None:
    texts = {table.text for table in ALL_TABLES if table.rows}
    assert len(texts) >= 150
    assert sum(len(table.rows) for table in ALL_TABLES) >= 500


def test_a_number_that_no_float_holds_is_infinite() -> None:
    assert parse_condition("input.a > 5").evaluate({"a": 10**400}) is True
    assert parse_condition("input.a > 5").evaluate({"a": -(10**400)}) is False


def test_nan_is_found_in_a_list_but_has_no_place_there() -> None:
    values = {"l": [float("nan")], "n": float("nan")}
    assert parse_condition("input.l.includes(input.n)").evaluate(values) is True
    assert parse_condition("input.l.indexOf(input.n) == -1").evaluate(values) is True


def test_an_item_scope_comes_before_the_root() -> None:
    condition = parse_condition("input.kind == 'a' && input.mode == 'on'")
    assert condition.evaluate({"kind": "b", "mode": "on"}, {"kind": "a"}) is True
    assert condition.evaluate({"kind": "a", "mode": "on"}, {"kind": "b"}) is False


def test_names_are_the_paths_under_input() -> None:
    condition = parse_condition("input.a.b == 'x' || !(input['c'].length > 1) && ['z'].includes(input.d)")
    assert condition.names == (("a", "b"), ("c",), ("d",))


@pytest.mark.parametrize(
    ("text", "offset", "words"),
    [
        ("", 0, "empty"),
        ("   ", 0, "empty"),
        ("input.a = 'x'", 8, "'=='"),
        ("input.a == 'x", 11, "closing quote"),
        ("input.a == 'x' 'y'", 15, "Unexpected"),
        ("(input.a", 8, "Expected ')'"),
        ("input.", 6, "name after '.'"),
        ("input.a ? 1", 11, "Expected ':'"),
        ("input.a.push('x')", 12, "Only simple"),
        ("alert('x')", 5, "Only simple"),
        ("input.a == #", 11, "Unexpected '#'"),
        ("input.a ==", 10, "ends too early"),
        ("input.a | filter", 8, "Unexpected '|'"),
    ],
)
def test_what_is_not_understood_is_located(text: str, offset: int, words: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition(text)
    assert caught.value.offset == offset
    assert words in caught.value.message


@pytest.mark.parametrize(
    "text", ["(" * 5_000, "!" * 5_000 + "a", "[" * 5_000, "a" + ".b" * 5_000, "a?" * 2_000, "x" * 20_000]
)
def test_size_and_depth_are_bounded(text: str) -> None:
    with pytest.raises(ConditionError):
        parse_condition(text)


def test_long_chains_are_fine() -> None:
    condition = parse_condition(" || ".join(f"input.a == '{n}'" for n in range(400)))
    assert condition.evaluate({"a": "399"}) is True
    assert condition.evaluate({"a": "400"}) is False


_PIECES = [
    *(
        "input",
        "input",
        ".",
        ".",
        "a",
        "b",
        "[",
        "]",
        "(",
        ")",
        "==",
        "!=",
        "===",
        "!==",
        "||",
        "&&",
        "!",
        "?",
    ),
    *(
        ":",
        "+",
        "-",
        "<",
        ">=",
        ",",
        "includes",
        "indexOf",
        "trim",
        "length",
        "'x'",
        '"y"',
        "1",
        "0x1",
        "1e999",
    ),
    *(
        "true",
        "null",
        "undefined",
        "'",
        '"',
        "\\",
        "\\u00e9",
        "\\u12",
        "=",
        "&",
        "|",
        "{",
        "}",
        ";",
        "#",
        " ",
    ),
    *("\n", "\xa0", "\u2028", "é", "😀", "\ud800", "\0", "this", "constructor", "__proto__"),
]
_OPERATORS = ["==", "!=", "===", "!==", "<", "<=", ">", ">=", "+", "-", "||", "&&"]
_METHODS = ["includes", "indexOf", "startsWith", "endsWith", "toLowerCase", "toUpperCase", "trim"]
_LEAVES = [
    "input.a",
    "input.b.a",
    "input['a b']",
    "'x'",
    '"1"',
    "1",
    "-2.5",
    "true",
    "null",
    "undefined",
    "[]",
]
_VALUES_OF_FORMS: list[Any] = [
    *(
        "",
        "x",
        "true",
        "false",
        " 1 ",
        "é😀",
        "NaN",
        0,
        1,
        -2.5,
        10**400,
        float("nan"),
        float("inf"),
        True,
        None,
    ),
    *([], ["x", 1, None], {}, {"a": "x", "length": "y"}, [[1], {"a": []}]),
]


def generated(choose: random.Random, depth: int) -> str:
    """An expression of the grammar."""
    if depth == 0 or choose.random() < 0.15:
        return choose.choice(_LEAVES)
    first, second = generated(choose, depth - 1), generated(choose, depth - 1)
    match choose.randrange(8):
        case 0 | 1 | 2:
            return f"{first} {choose.choice(_OPERATORS)} {second}"
        case 3:
            return f"{choose.choice('!-+')} {first}"
        case 4:
            return f"({first})[{second}]"
        case 5:
            return f"({first}).{choose.choice(_METHODS)}({second}, {generated(choose, depth - 1)})"
        case 6:
            return f"({first} ? {second} : {generated(choose, depth - 1)})"
        case _:
            return f"[{first}, ({second}).length]"


def damaged(choose: random.Random, text: str) -> str:
    """The same with a piece taken out, put in or doubled."""
    at = choose.randrange(len(text) + 1)
    to = min(len(text), at + choose.randrange(4))
    return choose.choice(
        [text[:at] + text[to:], text[:at] + choose.choice(_PIECES) + text[at:], text[:to] + text[at:]]
    )


def text_number(number: int) -> str:
    """One of the endless conditions that nobody wrote: of the grammar, nearly so, or words at random."""
    choose = random.Random(number)
    match number % 3:
        case 0:
            return generated(choose, 4)
        case 1:
            return damaged(choose, generated(choose, 3))
        case _:
            return "".join(choose.choices(_PIECES, k=choose.randrange(1, 30)))


def parsed(text: str) -> Condition | ConditionError:
    try:
        return parse_condition(text)
    except ConditionError as error:
        return error


def test_ten_thousand_generated_conditions_raise_nothing_but_a_located_problem() -> None:
    understood = 0
    for number in range(10_000):
        text = text_number(number)
        choose = random.Random(number)
        values = {name: choose.choice(_VALUES_OF_FORMS) for name in ("a", "b", "a b")}
        condition = parsed(text)
        if isinstance(condition, ConditionError):
            assert number % 3, text
            assert 0 <= condition.offset <= len(text)
            assert condition.message
            continue
        understood += 1
        assert condition.evaluate(values) in (True, False)
        assert condition.evaluate({}, values) in (True, False)
        assert parse_condition(f"!({text})").evaluate(values) is not condition.evaluate(values)
    assert understood > 4_000


_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
_VALUES = st.dictionaries(
    st.sampled_from(["a", "b", "length"]),
    st.recursive(
        _SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b"]), inner),
        max_leaves=6,
    ),
    max_size=3,
)


@given(st.text(max_size=60), _VALUES)
def test_any_text_is_a_condition_error_or_a_boolean(text: str, values: dict[str, Any]) -> None:
    outcome: ConditionError | bool
    try:
        outcome = parse_condition(text).evaluate(values)
    except ConditionError as error:
        outcome = error
    assert outcome in (True, False) or 0 <= getattr(outcome, "offset", -1) <= len(text)


def problems_of(*fields: dict[str, Any], **connection: Any) -> list[Problem]:
    _, problems = built({"fields": list(fields), **connection})
    return [problem for problem in problems if problem.code == "condition_unknown_field"]


@pytest.mark.parametrize(
    ("fields", "asked", "fix"),
    [
        ([{"name": "mode"}, {"name": "a", "ngIf": "input.mod == 1"}], "input.mod,", "'mode'"),
        ([{"name": "a", "ngIf": "a == 1"}], "'a', but only input", "input.a"),
        ([{"name": "a", "ngIf": "other.x == 1"}], "'other', but only input", None),
        (
            [{"name": "g", "properties": [{"name": "kind"}]}, {"name": "a", "ngIf": "input.g.kin"}],
            "input.g.kin,",
            "'kind'",
        ),
        (
            [
                {"name": "g", "properties": [{"name": "h", "properties": [{"name": "deep"}]}]},
                {"name": "a", "ngIf": "input.g.h.dep == 'x'"},
            ],
            "input.g.h.dep,",
            "'deep'",
        ),
        ([{"name": "g", "properties": [{"name": "x", "ngIf": "input.y"}]}], "input.y,", None),
        (
            [
                {
                    "name": "a",
                    "toggle_hint": "x",
                    "toggle_field": {"name": "b", "type": "string", "ngIf": "input.c"},
                }
            ],
            "input.c,",
            None,
        ),
    ],
)
def test_a_condition_on_a_field_that_does_not_exist_is_a_problem(
    fields: list[dict[str, Any]], asked: str, fix: str | None
) -> None:
    (problem,) = problems_of(*fields)
    assert asked in problem.message
    assert fix in problem.fix if fix and problem.fix else problem.fix == fix


@pytest.mark.parametrize(
    "fields",
    [
        [{"name": "a", "ngIf": "input.a != null"}],
        [{"name": "a", "toggle_field": {"name": "b", "type": "string"}}, {"name": "c", "ngIf": "input.b"}],
        [{"name": "l", "type": "array", "properties": [{"name": "x"}, {"name": "y", "ngIf": "input.x"}]}],
        [{"name": "m"}, {"name": "l", "type": "array", "properties": [{"name": "y", "ngIf": "input.m"}]}],
        [{"name": "t"}, {"name": "a", "ngIf": "input.t.length > 2 && input.t.trim() != ''"}],
        [{"name": "k"}, {"name": "a", "ngIf": "input[input.k] == 1"}],
    ],
)
def test_a_condition_on_what_exists_is_none(fields: list[dict[str, Any]]) -> None:
    assert problems_of(*fields) == []


def loaded(source: str) -> tuple[Connector, list[Problem]]:
    from authbench.definition import load

    result = load("c.rb", source=source.encode())
    assert result.connector is not None
    return result.connector, [each for each in result.problems if each.code.startswith("condition_")]


@pytest.mark.parametrize(
    ("text", "code"), [("input.mod", "condition_unknown_field"), ("=", "condition_invalid")]
)
def test_a_problem_stands_where_the_condition_does(text: str, code: str) -> None:
    source = f"""{{ connection: {{ fields: [
      {{ name: 'a',
        ngIf: '{text}' }}
    ] }} }}"""
    _, (problem,) = loaded(source)
    assert problem.code == code
    assert problem.location is not None
    assert problem.location.line == 3


@pytest.mark.parametrize(
    ("made", "count"),
    [
        ("[{ name: 'later' }]", 0),
        ("[{ name: :later }]", 0),
        ("[{ name: \"#{connection['x']}_key\" }]", 0),
        ("%w[sooner later].map { |n| { name: n } }", 0),
        ("[{ name: 'other' }] if connection['later']", 1),
        ("[]", 1),
    ],
)
def test_a_field_that_code_may_make_is_no_unknown_one(made: str, count: int) -> None:
    source = (
        "{ connection: { fields: [{ name: 'a', ngIf: \"input.later == 'x'\" }],"
        f" extended_fields: ->(connection) {{ {made} }} }} }}"
    )
    assert len(loaded(source)[1]) == count


def test_a_condition_follows_toggled_hidden_and_nested_fields() -> None:
    here = form(
        {"name": "kind", "default": "a"},
        {"name": "x", "ngIf": "input.kind == 'a'", "default": "on"},
        {"name": "y", "ngIf": "input.x == 'on'"},
        {
            "name": "g",
            "type": "object",
            "ngIf": "input.kind != 'c'",
            "properties": [{"name": "inner", "ngIf": "input.y == 'go'", "optional": False}],
        },
        {
            "name": "t",
            "toggle_hint": "Choose",
            "options": [["One", "1"]],
            "control_type": "select",
            "toggle_field": {"name": "t", "type": "string", "toggle_hint": "Write"},
        },
        {"name": "z", "ngIf": "input.t == 'typed'"},
    )
    assert shown(here) == ["kind", "x", "y", "g", "t"]
    here.set("y", "go")
    assert shown(here) == ["kind", "x", "y", "g", "g.inner", "t"]
    here.toggle("t")
    here.set("t", "typed")
    assert "z" in shown(here)
    here.set("g.inner", "typed too")
    here.set("kind", "b")
    # A hidden value counts in conditions, but is not sent.
    assert shown(here) == ["kind", "y", "g", "g.inner", "t", "z"]
    assert here.settings() == {"kind": "b", "y": "go", "g": {"inner": "typed too"}, "t": "typed"}
    here.set("kind", "c")
    assert here.settings() == {"kind": "c", "y": "go", "t": "typed"}
    assert here.validate() == []
    here.set("kind", "a")
    assert here.settings()["g"] == {"inner": "typed too"}
    assert here.settings()["x"] == "on"


def test_of_two_fields_of_one_name_the_shown_ones_default_counts() -> None:
    here = form(
        {"name": "mode", "default": "new"},
        {"name": "host", "ngIf": "input.mode == 'new'", "default": "api"},
        {"name": "host", "ngIf": "input.mode == 'old'", "default": "legacy"},
        {"name": "note", "ngIf": "input.host == 'api'"},
        {"name": "path", "ngIf": "input.host == 'legacy'"},
    )
    assert shown(here) == ["mode", "host", "note"]
    here.set("mode", "old")
    assert shown(here) == ["mode", "host~2", "path"]
    assert here.settings() == {"mode": "old", "host": "legacy"}


_EXPRESSIONS = st.recursive(
    st.sampled_from(["input.a", "input.b.a", "'x'", "1", "true", "null", "undefined", "['x', 1]", "input"]),
    lambda inner: (
        st.tuples(
            inner, st.sampled_from(["==", "!=", "===", "!==", "<", ">=", "+", "-", "||", "&&"]), inner
        ).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})")
        | inner.map(lambda part: f"!{part}")
        | inner.map(lambda part: f"-{part}")
        | inner.map(lambda part: f"({part}).length")
        | st.tuples(inner, inner).map(lambda parts: f"({parts[0]})[{parts[1]}]")
        | st.tuples(inner, inner).map(lambda parts: f"({parts[0]}).includes({parts[1]})")
        | st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} ? {parts[1]} : {parts[2]})")
    ),
    max_leaves=8,
)


@given(_EXPRESSIONS, _VALUES)
def test_valid_expressions_always_give_a_boolean(text: str, values: dict[str, Any]) -> None:
    condition = parse_condition(text)
    shown = condition.evaluate(values)
    assert shown in (True, False)
    assert parse_condition(f"!({text})").evaluate(values) is not shown
