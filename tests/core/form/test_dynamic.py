"""Fields that lambdas compute: options of multi, extended_fields, several rounds, failures."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from authbench.definition import load
from authbench.definition.trust import ALWAYS
from authbench.errors import Cancelled
from authbench.form import Form
from authbench.http import CancelScope
from support.definition_forms import form, shown
from support.definition_lambdas import connector
from support.sdk_runs import desk

MULTI = """{ title: 'T', connection: {
  fields: [{ name: 'auth_type', control_type: 'select', extends_schema: true, default: 'key',
             options: [['Key', 'key'], ['OAuth', 'oauth']] }],
  authorization: { type: 'multi', selected: ->(connection) { connection['auth_type'] }, options: {
    key: { type: 'api_key', fields: [{ name: 'api_key', optional: false, control_type: 'password' }] },
    oauth: { type: 'oauth2', fields: [{ name: 'client_id' }, { name: 'scope', default: 'all' }] } } } } }"""


def live(source: str, values: dict[str, Any] | None = None) -> Form:
    """A form whose lambdas run."""
    with desk() as here:
        made = Form(connector(source), values, context_factory=here.context)
        made.refresh_dynamic()
        return made


def test_the_chosen_options_own_fields_are_there() -> None:
    here = live(MULTI)
    assert shown(here) == ["auth_type", "api_key"]
    authorization = here.authorization()
    assert authorization is not None
    assert (authorization.key, authorization.type) == ("key", "api_key")


def test_choosing_another_option_swaps_fields_and_keeps_what_was_typed() -> None:
    here = live(MULTI)
    here.set("api_key", "K")
    change = here.set("auth_type", "oauth")
    assert change.needs_refresh
    assert not change.on_blur
    change = here.refresh_dynamic()
    assert (change.added, change.removed) == (("client_id", "scope"), ("api_key",))
    assert here.settings() == {"auth_type": "oauth", "scope": "all"}
    assert here.values() == {"api_key": "K", "auth_type": "oauth"}
    here.set("auth_type", "key")
    here.refresh_dynamic()
    assert here.settings() == {"auth_type": "key", "api_key": "K"}
    assert {"api_key"} == here.secret_names()


def test_values_of_options_not_chosen_are_no_unknown_values() -> None:
    here = live(MULTI, {"auth_type": "key", "client_id": "C", "access_token": "T"})
    assert here.settings() == {"auth_type": "key"}
    assert here.unknown_values() == {"access_token": "T"}


def test_without_selected_the_field_auth_type_chooses_at_once() -> None:
    source = MULTI.replace("selected: ->(connection) { connection['auth_type'] }, ", "")
    here = Form(connector(source))
    assert shown(here) == ["auth_type", "api_key"]
    change = here.set("auth_type", "oauth")
    assert change.added == ("client_id", "scope")
    assert not change.needs_refresh
    assert here.authorization().key == "oauth"  # type: ignore[union-attr]


def test_a_single_option_needs_no_choice() -> None:
    source = """{ title: 'T', connection: { authorization: { type: 'multi', options: {
        only: { type: 'none', fields: [{ name: 'a' }] } } } } }"""
    assert shown(Form(connector(source))) == ["a"]


def test_nothing_chosen_shows_no_option_fields_and_is_no_problem() -> None:
    here = live(MULTI.replace(", default: 'key'", ""))
    assert shown(here) == ["auth_type"]
    assert here.authorization() is None
    assert here.problems == ()


def test_an_option_that_does_not_exist_is_a_problem() -> None:
    here = live(MULTI, {"auth_type": "gone"})
    assert shown(here) == ["auth_type"]
    assert [problem.message for problem in here.problems] == [
        "connection.authorization.selected: Cannot find multi-auth definition for 'gone'"
    ]


EXTENDED = """{{ title: 'T', connection: {{ fields: [{{ name: 'a', extends_schema: true }}],
  extended_fields: lambda do |connection|
    {body}
  end }} }}"""


def extended(body: str, values: dict[str, Any] | None = None) -> Form:
    return live(EXTENDED.format(body=body), values)


def test_extended_fields_follow_the_current_input() -> None:
    here = extended("[{ name: 'b', label: connection['a'].upcase }, nil] if connection['a'].present?")
    assert shown(here) == ["a"]
    assert here.set("a", "x").needs_refresh
    here.refresh_dynamic()
    assert shown(here) == ["a", "b"]
    assert here.row("b").label == "X"
    here.set("b", "kept")
    here.set("a", "")
    here.refresh_dynamic()
    assert shown(here) == ["a"]
    assert here.settings() == {}
    here.set("a", "y")
    here.refresh_dynamic()
    assert here.settings() == {"a": "y", "b": "kept"}


def test_a_default_that_reveals_another_field_takes_rounds() -> None:
    here = extended(
        """fields = [{ name: 'b', default: '1' }]
           fields << { name: 'c', default: '2' } if connection['b'] == '1'
           fields << { name: 'd' } if connection['c'] == '2'
           fields"""
    )
    assert shown(here) == ["a", "b", "c", "d"]
    assert here.problems == ()


def test_fields_that_never_settle_are_stopped() -> None:
    here = extended("[{ name: 'b', default: rand.to_s }]")
    assert [problem.code for problem in here.problems] == ["fields_unsettled"]
    assert shown(here) == ["a", "b"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("error('not yet')", "not yet"),
        ("connection['x'].upcase", "undefined method"),
        ("'text'", "must return a list of fields, not a text"),
        ("[5]", "must be a hash describing a field"),
        ("get('https://nowhere.invalid/')['x']", ""),
    ],
)
def test_what_fails_becomes_a_problem_and_static_fields_stay(body: str, words: str) -> None:
    here = extended(body)
    assert shown(here) == ["a"]
    (problem,) = here.problems
    assert words in problem.message
    assert problem.path is not None
    assert problem.path.startswith("connection.extended_fields")
    assert problem.location is not None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{'name': 'b'}", "connection.extended_fields must return a list of fields, not a dict"),
        ("[None, 5]", "connection.extended_fields[0] must be a dict describing a field, not a number"),
        ("[{}]", "connection.extended_fields[0] has no 'name' and is left out"),
    ],
)
def test_a_python_definition_is_told_in_its_own_words(body: str, words: str) -> None:
    source = f"connector = {{'connection': {{'fields': [], 'extended_fields': lambda connection: {body}}}}}"
    loaded = load("connector.py", source=source.encode(), trust=ALWAYS)
    assert loaded.connector is not None
    with desk() as here:
        made = Form(loaded.connector, context_factory=here.context)
        made.refresh_dynamic()
    assert [problem.message for problem in made.problems] == [words]


def test_fields_given_before_a_failure_stay() -> None:
    here = extended("error('half typed') if connection['a'] == 'x'\n[{ name: 'b' }]")
    here.set("a", "x")
    here.refresh_dynamic()
    assert shown(here) == ["a", "b"]
    assert len(here.problems) == 1
    here.set("a", "xy")
    here.refresh_dynamic()
    assert here.problems == ()


def test_conditions_of_extended_fields_see_the_form() -> None:
    here = extended("[{ name: 'b', ngIf: \"input.a == 'x'\" }, { name: 'c', ngIf: 'input.b = 1' }]")
    assert shown(here) == ["a", "c"]
    here.set("a", "x")
    assert shown(here) == ["a", "b", "c"]
    assert [problem.code for problem in here.problems] == ["condition_invalid"]


def test_fields_as_a_lambda_and_change_on_blur() -> None:
    here = live(
        """{ title: 'T', connection: { fields: lambda do |connection|
             [{ name: 'a', extends_schema: true, change_on_blur: true }, ({ name: 'b' } if connection['a'])] end } }"""
    )
    assert shown(here) == ["a"]
    change = here.set("a", "x")
    assert (change.needs_refresh, change.on_blur) == (True, True)
    here.refresh_dynamic()
    assert shown(here) == ["a", "b"]


def test_a_form_without_lambdas_never_asks_for_a_refresh() -> None:
    made = form({"name": "a", "extends_schema": True})
    assert not made.needs_lambdas
    assert not made.set("a", "x").needs_refresh
    assert made.refresh_dynamic().paths == ()


def test_typing_while_lambdas_run_is_not_lost() -> None:
    source = EXTENDED.format(body="call('note')\n[{ name: 'b' }]").replace(
        "connection: {", "methods: { note: -> { puts 'x' } }, connection: {", 1
    )
    typed: list[Callable[[], object]] = []
    with desk(console=lambda _line: typed and typed.pop()()) as here:
        made = Form(connector(source), context_factory=here.context)
        typed.append(lambda: made.set("a", "typed meanwhile"))
        made.refresh_dynamic()
    assert made.settings() == {"a": "typed meanwhile"}
    assert shown(made) == ["a", "b"]


WAITING = EXTENDED.format(
    body="puts connection['a']\nsleep(60) if connection['a'] == 'slow'\n[{ name: \"for_#{connection['a']}\" }]"
)


def test_a_cancelled_refresh_stops_waiting_and_changes_nothing() -> None:
    scope = CancelScope()
    with desk(console=lambda _line: scope.cancel()) as here:
        made = Form(connector(WAITING), {"a": "slow"}, context_factory=here.context)
        with pytest.raises(Cancelled):
            made.refresh_dynamic(scope)
    assert shown(made) == ["a"]
    assert made.problems == ()


def test_an_older_refresh_that_answers_later_is_dropped() -> None:
    reached, go_on = threading.Event(), threading.Event()

    def console(line: str) -> None:
        if line == "old":
            reached.set()
            assert go_on.wait(10)

    with desk(console=console) as here:
        made = Form(connector(WAITING), {"a": "old"}, context_factory=here.context)
        older = threading.Thread(target=made.refresh_dynamic)
        older.start()
        assert reached.wait(10)
        made.set("a", "new")
        made.refresh_dynamic()
        assert shown(made) == ["a", "for_new"]
        go_on.set()
        older.join(10)
    assert shown(made) == ["a", "for_new"]


def test_typing_that_asks_for_nothing_does_not_use_up_the_rounds() -> None:
    source = EXTENDED.format(body="puts 'x'\n[{ name: 'b' }]").replace(
        "fields: [", "fields: [{ name: 'note' },"
    )
    made: Form
    runs: list[str] = []

    def console(line: str) -> None:
        runs.append(line)
        if len(runs) <= 8:
            made.set("note", f"typed {len(runs)}")

    with desk(console=console) as here:
        made = Form(connector(source), context_factory=here.context)
        made.refresh_dynamic()
    assert len(runs) == 9
    assert made.problems == ()
    assert made.settings() == {"note": "typed 8"}


def test_what_is_typed_into_a_row_that_just_vanished_comes_back_with_it() -> None:
    here = extended("[{ name: 'b' }] if connection['a'] == 'x'", {"a": "x"})
    here.set("b", "half")
    here.set("a", "y")
    here.refresh_dynamic()
    assert shown(here) == ["a"]
    assert here.set("b", "half and more").paths == ()
    here.set("a", "x")
    here.refresh_dynamic()
    assert here.row("b").value == "half and more"
    with pytest.raises(KeyError):
        here.set("never", "x")


def test_the_row_that_asked_is_known_as_the_cause() -> None:
    here = extended("error('half typed') if connection['a'] == 'x'\n[{ name: 'b', extends_schema: true }]")
    assert here.refresh_cause is None
    here.set("a", "x")
    here.refresh_dynamic()
    assert here.refresh_cause == "a"
    (problem,) = here.dynamic_problems
    assert problem.location is not None
    assert (problem.location.line, problem.location.path) == (3, "connection.extended_fields")
    here.set("b", "y")
    assert here.refresh_cause == "b"
