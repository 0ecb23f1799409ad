"""Ruby files into connectors: shapes of files, places, and errors that stop at what they concern."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.definition import Authorization, Control, Lambda, TextPattern
from support.definition_lambdas import codes, connector, loaded

CONNECTION = "connection: { fields: [{ name: 'a' }] }, test: -> { 1 }"


@pytest.mark.parametrize(
    "source",
    [
        f"{{ title: 'T', {CONNECTION} }}",
        f"# frozen_string_literal: true\nrequire 'json'\n\n{{ title: 'T', {CONNECTION} }}",
        f"connector = {{ title: 'T', {CONNECTION} }}\nconnector",
        f"connector = {{ title: 'T', {CONNECTION} }}",
        f"\ufeff{{ :title => 'T', {CONNECTION}, }}\r\n",
        "{ 'title' => 'T', 'connection' => { \"fields\" => [{ name: 'a' }] }, :test => -> { 1 } }",
    ],
)
def test_files_of_every_shape(source: str) -> None:
    made = connector(source)
    assert made.title == "T"
    assert [field.name for field in made.fields] == ["a"]  # type: ignore[union-attr]
    assert made.test is not None


def test_the_tiny_example_of_the_reference() -> None:
    made = connector(
        """{
        title: 'Tiny',
        connection: {
          fields: [{ name: 'token', control_type: 'password', optional: false }],
          authorization: { type: 'custom_auth', apply: ->(c) { headers('X-Token' => c['token']) } },
          base_uri: -> { 'https://api.tiny.example/v2/' }
        },
        test: ->(_c) { get('ping') }
        }"""
    )
    (field,) = made.fields  # type: ignore[misc]
    assert (field.label, field.required, field.secret, field.control) == (
        "Token",
        True,
        True,
        Control.PASSWORD,
    )
    assert isinstance(made.base_uri, Lambda)
    assert made.base_uri.parameter_count == 0
    apply = made.authorization.apply
    assert apply is not None
    assert (apply.path, apply.parameter_count, apply.required_count) == (
        "connection.authorization.apply",
        1,
        1,
    )
    assert (apply.location.line, apply.location.path) == (5, "connection.authorization.apply")


def test_parameters_of_any_kind_count() -> None:
    made = connector(
        "{ test: ->(a, b = 1, *c, d:, e: 2, **f) { 1 }, methods: { m: lambda { |(x, y), z| x } } }"
    )
    assert made.test is not None
    assert (made.test.parameter_count, made.test.required_count) == (6, 1)
    assert made.methods["m"].parameter_count == 2


def test_authorization_of_every_kind_of_value() -> None:
    made = connector(
        """{ connection: { authorization: {
          type: :oauth2, client_id: 'literal', client_secret: ->(c) { c['s'] }, authorization_url: 'https://a.test',
          token_url: -> { 'https://t.test' }, refresh_on: [401, 'Unauthorized', /expired/i], detect_on: /err/,
          credentials: ->(c) { user(c['u']) }, noopener: false, identity: ->(c) { 'me' } } } }"""
    )
    authorization = made.authorization
    assert (authorization.type, authorization.is_oauth2, authorization.reauthorizable) == (
        "oauth2",
        True,
        True,
    )
    assert authorization.client_id == "literal"
    assert isinstance(authorization.client_secret, Lambda)
    assert authorization.authorization_url == "https://a.test"
    assert authorization.refresh_on[:2] == (401, "Unauthorized")
    pattern = authorization.refresh_on[2]
    assert isinstance(pattern, TextPattern)
    assert (pattern.source, pattern.search("EXPIRED"), pattern.search("x")) == ("/expired/i", True, False)
    assert len(authorization.detect_on) == 1
    assert authorization.apply is not None
    assert authorization.apply.path == "connection.authorization.credentials"


@pytest.mark.parametrize("value", ["nil", "{}"])
def test_no_authorization_is_none(value: str) -> None:
    made = connector(f"{{ connection: {{ authorization: {value} }} }}")
    assert made.authorization.type == "none"
    assert not made.authorization.needs_browser


@pytest.mark.parametrize(
    ("authorization", "browser"),
    [
        ("type: 'oauth2', authorization_url: 'https://a.test', token_url: 'https://t.test'", True),
        ("type: 'oauth2', acquire: ->(c) { {} }", False),
        ("type: 'My_OAuth2', acquire: ->(c, code) { {} }", True),
        ("type: 'oauth2', authorization_url: 'https://a.test', acquire: ->(c) { {} }", True),
        ("type: 'custom_auth', acquire: ->(c) { {} }", False),
        ("type: 'basic_auth'", False),
    ],
)
def test_who_needs_the_browser(authorization: str, browser: bool) -> None:
    made = connector(f"{{ connection: {{ authorization: {{ {authorization} }} }} }}").authorization
    assert made.needs_browser is browser


def test_field_lists_are_flattened_and_nil_dropped() -> None:
    made = connector(
        "{ connection: { fields: [{ name: 'a' }, nil, [{ name: :b }, nil, { 'name' => 'c' }],"
        " (true ? { name: 'd' } : nil)].compact } }"
    )
    assert [field.name for field in made.fields] == ["a", "b", "c", "d"]  # type: ignore[union-attr]


def test_fields_may_be_a_lambda() -> None:
    made = connector("{ connection: { fields: ->(c) { [{ name: 'a' }] } } }")
    assert isinstance(made.fields, Lambda)


def test_nothing_in_actions_or_triggers_can_stop_a_connection() -> None:
    source = f"""{{ title: 'T', {CONNECTION}, actions: Undefined::Constant.map {{ |x| x / 0 }},
                 triggers: {{ t: BEGIN_NOTHING[1][2] }}, object_definitions: raise('x'), custom_action: 5 }}"""
    result = loaded(source)
    assert result.connector is not None
    assert [problem for problem in result.problems if problem.severity == "error"] == []


def test_a_section_that_cannot_be_evaluated_leaves_the_rest() -> None:
    result = loaded(
        f"{{ {CONNECTION}, pick_lists: UNDEFINED.map {{ |x| x }}, methods: {{ m: -> {{ 1 }} }} }}"
    )
    assert result.connector is not None
    assert list(result.connector.methods) == ["m"]
    (problem,) = [problem for problem in result.problems if problem.code == "not_evaluated"]
    assert problem.path == "pick_lists"
    assert problem.location is not None
    assert problem.location.line == 1


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("{ title: 'T', connection: UNDEFINED }", "not_evaluated"),
        ("{ title: 'T', ", "syntax_error"),
        ("", "syntax_error"),
        ("42", "syntax_error"),
        ("# only a comment", "syntax_error"),
        ("{ connection: { fields: [{ name: 'a' } { name: 'b' }] } }", "syntax_error"),
        ("loop { }", "not_evaluated"),
    ],
)
def test_what_stops_a_file_is_one_placed_error(source: str, code: str) -> None:
    result = loaded(source)
    assert result.connector is None
    assert codes(result) == [code]
    assert result.problems[0].severity == "error"


def test_unsupported_syntax_inside_lambdas_is_no_load_error() -> None:
    result = loaded("{ title: 'T', connection: { base_uri: -> { alias x y; END { 1 } } }, test: -> { 1 } }")
    assert result.connector is not None
    assert codes(result) == ["unsupported_syntax", "unsupported_syntax"]


def test_what_stands_where_ruby_does_not_allow_it_is_said_with_its_place_and_is_no_load_error() -> None:
    result = loaded("{ title: 'T', connection: {},\n test: -> { get('/x')\n  retry } }")
    assert result.connector is not None
    assert [(problem.code, problem.message, str(problem.location)) for problem in result.problems] == [
        ("syntax_error", "Invalid retry; Ruby refuses the whole file for this", "connector.rb:3:3")
    ]


def test_later_keys_of_one_name_win() -> None:
    assert connector("{ title: 'a', 'title' => 'b', test: -> { 1 } }").title == "b"


def test_titles_fall_back_to_name_and_file() -> None:
    assert connector("{ name: 'Named', test: -> { 1 } }").title == "Named"
    made = loaded("{ test: -> { 1 } }", "/x/my_connector.rb").connector
    assert made is not None
    assert made.title == "My connector"


def test_choices_in_every_shape() -> None:
    made = connector(
        """{ connection: { fields: [{ name: 'a', control_type: 'select', options: [
          ['One', 1], %w[Two\\ b two], { label: 'Three', value: :three }, 'four', ['Five', 'five', nil, true], [6],
          { name: 'Seven', id: 7 }] }, { name: 'b', control_type: :select, pick_list: { 'Yes' => true } }] } }"""
    )
    first, second = made.fields  # type: ignore[misc]
    assert [(choice.label, choice.value) for choice in first.choices] == [
        ("One", 1), ("Two b", "two"), ("Three", "three"), ("four", "four"), ("Five", "five"), ("6", 6), ("Seven", 7),
    ]  # fmt: skip
    assert [(choice.label, choice.text) for choice in second.choices] == [("Yes", "true")]


def test_multi_options_are_authorizations_of_their_own() -> None:
    made = connector(
        """{ connection: { fields: [{ name: 'auth_type', extends_schema: true }], authorization: {
          type: 'multi', selected: ->(c) { c['auth_type'] }, identity: ->(c) { 'me' }, options: {
            key: { type: 'api_key', fields: [{ name: 'api_key' }], apply: ->(c) { 1 } },
            'oauth' => { type: 'oauth2', authorization_url: 'https://a', token_url: 'https://t',
                         apply: ->(c) { 1 }, identity: ->(c) { 'other' } } } } } }"""
    )
    options = made.authorization.options
    assert options is not None
    assert isinstance(options["key"], Authorization)
    assert [field.name for field in options["key"].fields] == ["api_key"]  # type: ignore[union-attr]
    assert (options["key"].key, options["oauth"].is_oauth2) == ("key", True)
    assert options["oauth"].identity is not None
    assert options["oauth"].identity.path == "connection.authorization.options.oauth.identity"


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_give_a_connector_or_problems(source: bytes) -> None:
    from authbench.definition import load

    result = load("any.rb", source=source)
    assert "internal" not in codes(result)
    assert result.connector is not None or any(problem.severity == "error" for problem in result.problems)


_PIECES = st.sampled_from(
    ["{", "}", "[", "]", "title: ", "'T'", ", ", "connection: ", "fields: ", "name: ", "'a'", "-> { ", "lambda do |c|",
     " end", "authorization: ", "type: ", "'oauth2'", "\n", "nil", "1", "options: ", "ngIf: ", '"#{', "test: "]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25).map("".join))
def test_any_pieces_give_a_connector_or_problems(source: str) -> None:
    result = loaded(source)
    assert "internal" not in codes(result)
    assert result.connector is not None or any(problem.severity == "error" for problem in result.problems)


@pytest.mark.parametrize("depth", [60, 200, 5_000])
@pytest.mark.parametrize(
    ("opening", "closing"), [("[", "]"), ("{ a: ", "}"), ("{ name: 'a', properties: [", "]}"), ("(", ")")]
)
def test_deep_nesting_is_no_crash(opening: str, closing: str, depth: int) -> None:
    deep = opening * depth + "1" + closing * depth
    for source in (
        f"{{ connection: {{ fields: [{deep}] }} }}",
        f"{{ connection: {{ base_uri: -> {{ {deep} }} }}, test: -> {{ {deep} }} }}",
    ):
        result = loaded(source)
        assert result.connector is not None or codes(result) == ["not_evaluated"]


@pytest.mark.parametrize(
    "source",
    [
        "x = {}; x[:connection] = x; x[:fields] = x; x[:test] = x; x",
        "a = [1]; 40.times { a = [a, a] }; { connection: { fields: a } }",
        "f = { name: 'a', type: 'object' }; f[:properties] = [f, f]; { connection: { fields: [f] } }",
    ],
)
def test_values_that_hold_themselves_or_each_other_many_times_end(source: str) -> None:
    assert loaded(source).connector is not None
