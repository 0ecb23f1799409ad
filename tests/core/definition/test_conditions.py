"""ngIf conditions: every published one, JavaScript's rules, and garbage."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.definition.conditions import ConditionError, parse_condition

ADVANCED = " || ".join(
    f'input.advanced.{field} == "{value}"'
    for field in ("object_label_field", "execute_operation_label_field")
    for value in ("summary", "operation_id", "description")
)

PUBLISHED = [
    ("input['enable_retry'] == true", {"enable_retry": "true"}, {"enable_retry": "false"}),
    ("input['enable_retry'] == true", {"enable_retry": True}, {}),
    ('input.auth_method == "oauth2_client_credentials"', {"auth_method": "oauth2_client_credentials"}, {}),
    ("input['auth_type'] == 'api_token'", {"auth_type": "api_token"}, {"auth_type": "oauth2"}),
    ("input['auth_type'] == 'oauth2'", {"auth_type": "oauth2"}, {"auth_type": "api_token"}),
    ('input.authentication == "basic"', {"authentication": "basic"}, {"authentication": "api_key"}),
    (
        'input.endpoint == "https://a/formassembly" || input.endpoint == "https://a.net"',
        {"endpoint": "https://a.net"},
        {"endpoint": "https://a"},
    ),
    ('!(input.auth_headers == null || input.auth_headers == "")', {"auth_headers": "X: y"}, {}),
    (
        '!(input.auth_headers == null || input.auth_headers == "")',
        {"auth_headers": "0"},
        {"auth_headers": ""},
    ),
    ('input.auth_headers == null || input.auth_headers == ""', {}, {"auth_headers": "X: y"}),
    (ADVANCED, {"advanced": {"execute_operation_label_field": "summary"}}, {"advanced": {}}),
    (ADVANCED, {"advanced": {"object_label_field": "description"}}, {}),
    (
        "input.advanced.operation_id_substitution_for_grouping != null",
        {"advanced": {"operation_id_substitution_for_grouping": "x"}},
        {"advanced": None},
    ),
    (
        'input.instance == "production" || input.instance == "quality_assurance"',
        {"instance": "quality_assurance"},
        {"instance": "sandbox"},
    ),
    ('input.auth_method == "bearer"', {"auth_method": "bearer"}, {"auth_method": "Bearer"}),
    ('input.authentication == "api_key"', {"authentication": "api_key"}, {"authentication": ""}),
    ('input.account_type == "single_tenant"', {"account_type": "single_tenant"}, {"account_type": None}),
]


@pytest.mark.parametrize(("text", "shown", "hidden"), PUBLISHED)
def test_published_conditions_show_and_hide(text: str, shown: dict[str, Any], hidden: dict[str, Any]) -> None:
    condition = parse_condition(text)
    assert condition.evaluate(shown) is True
    assert condition.evaluate(hidden) is False


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("input.a", {"a": "false"}, True),
        ("input.a", {"a": ""}, False),
        ("input.a", {"a": "0"}, True),
        ("input.a", {"a": 0}, False),
        ("input.a", {"a": float("nan")}, False),
        ("input.a", {"a": []}, True),
        ("!input.a", {}, True),
        ("input.a == null", {"a": 0}, False),
        ("input.a == undefined", {"a": None}, True),
        ("input.a === null", {"a": None}, True),
        ("input.a === null", {}, False),
        ("input.a === undefined", {}, True),
        ("input.a == 1", {"a": "1"}, True),
        ("input.a == 1", {"a": " 1.0 "}, True),
        ("input.a == 1", {"a": "x"}, False),
        ("input.a === 1", {"a": "1"}, False),
        ("input.a === 1", {"a": 1}, True),
        ("input.a == 16", {"a": "0x10"}, True),
        ("input.a == ''", {"a": 0}, True),
        ("input.a == false", {"a": "false"}, True),
        ("input.a == false", {"a": ""}, True),
        ("input.a == false", {}, False),
        ("input.a === true", {"a": "true"}, True),
        ("input.a != true", {"a": "false"}, True),
        ("input.a !== 'x'", {}, True),
        ("input.x == 'false'", {}, False),
        ("input.x != 'y'", {}, True),
        ("input.a < 10", {"a": "9"}, True),
        ("input.a < '10'", {"a": "9"}, False),
        ("input.a >= 2 && input.a <= 3", {"a": 2.5}, True),
        ("input.a > 1", {}, False),
        ("input.a + 1 == 3", {"a": 2}, True),
        ("input.a + 1 == '21'", {"a": "2"}, True),
        ("input.a + 1 == 1", {}, True),
        ("input.a - 1 == 1", {"a": "2"}, True),
        ("-input.a == 2", {"a": "-2"}, True),
        ("+input.a === 2", {"a": "2"}, True),
        ("true || false && false", {}, True),
        ("(true || false) && false", {}, False),
        ("1 == 1 == true", {}, True),
        ("1 < 2 == true", {}, True),
        ("input.a ? input.b : input.c", {"a": "", "c": "x"}, True),
        ("input.a ? input.b : input.c", {"a": "x", "c": "x"}, False),
        ("input.a == 'x' ? true : input.b == 'y' ? true : false", {"b": "y"}, True),
        ("['a', \"b\"].includes(input.k)", {"k": "b"}, True),
        ("['a', 'b'].indexOf(input.k) >= 0", {"k": "c"}, False),
        ("input.s.startsWith('ab') && input.s.endsWith('yz')", {"s": "ab-yz"}, True),
        ("input.s.toLowerCase() == 'abc'", {"s": "ABC"}, True),
        ("input.s.trim().toUpperCase() == 'A'", {"s": " a "}, True),
        ("input.s.length > 2", {"s": "abc"}, True),
        ("input.list.length == 2 && input.list[1] == 'b'", {"list": ["a", "b"]}, True),
        ("input.s.includes('x')", {}, False),
        ("input.a.b.c.d == null", {"a": "x"}, True),
        ("input['a']['b'] == 'x'", {"a": {"b": "x"}}, True),
        ("input[input.key] == 'x'", {"key": "a", "a": "x"}, True),
        ("other.a == null", {"a": "x"}, True),
        ("input.a == 'it\\'s'", {"a": "it's"}, True),
        ('input.a == "\\u00e9\\n"', {"a": "é\n"}, True),
        ("input.a == 'x' ||\n  input.a == 'y'", {"a": "y"}, True),
        ("input.old != null", {"old": "kept"}, True),
        ("input.$a_1 == 1.5e1", {"$a_1": "15"}, True),
    ],
)
def test_operators_mean_what_javascript_says(text: str, values: dict[str, Any], expected: bool) -> None:
    assert parse_condition(text).evaluate(values) is expected


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


_WORDS = st.sampled_from(
    [
        "input",
        ".",
        "a",
        "[",
        "]",
        "(",
        ")",
        "==",
        "!=",
        "===",
        "||",
        "&&",
        "!",
        "'x'",
        '"y"',
        "1",
        "true",
        "null",
        "?",
        ":",
        "+",
        "-",
        "<",
        ">=",
        ",",
        "includes",
        "length",
        "\\",
        "'",
        "undefined",
        "1e999",
        "=",
        "0x",
        " ",
    ]
)
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


@given(st.lists(_WORDS, max_size=30).map("".join) | st.text(max_size=60), _VALUES)
def test_garbage_is_a_condition_error_or_a_boolean(text: str, values: dict[str, Any]) -> None:
    outcome: ConditionError | bool
    try:
        outcome = parse_condition(text).evaluate(values)
    except ConditionError as error:
        outcome = error
    assert outcome in (True, False) or 0 <= getattr(outcome, "offset", -1) <= len(text)


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
