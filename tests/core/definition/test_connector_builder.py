"""What lint says about a definition: one case for each finding."""

from __future__ import annotations

from typing import Any

import pytest

from authbench.definition import Problem, Severity
from support.definition_forms import built
from support.definition_lambdas import codes, loaded

OAUTH = "type: 'oauth2', authorization_url: 'https://a', token_url: 'https://t', apply: ->(c) { 1 }"


def connection(body: str, rest: str = "") -> str:
    """A definition with this connection and nothing else to complain about."""
    return f"{{ title: 'T', connection: {{ {body} }}, test: -> {{ 1 }}{rest} }}"


def field(attributes: str) -> str:
    return connection(f"fields: [{{ {attributes} }}]")


def authorization(body: str) -> str:
    return connection(f"authorization: {{ {body} }}")


CASES: list[tuple[str, str, str, str, str]] = [
    # source, code, severity, words of the message, words of the fix
    ("{ test: -> { 1 } }", "title_missing", "info", "no title", "title:"),
    ("{ name: 'N', connection: {}, test: -> { 1 } }", "name_as_title", "warning", "'title'", "Rename"),
    ("{ title: 5, connection: {}, test: -> { 1 } }", "wrong_type", "error", "a text, not a number", ""),
    ("{ title: 'T', test: -> { 1 } }", "connection_missing", "info", "no form", ""),
    ("{ title: 'T', connection: [], test: -> { 1 } }", "wrong_type", "error", "a hash, not a list", ""),
    ("{ title: 'T', connection: {} }", "test_missing", "warning", "authentication alone", "test:"),
    ("{ title: 'T', connection: {}, test: 'x' }", "wrong_type", "error", "a lambda, not a text", "lambda do"),
    ("{ title: 'T', connection: {}, test: -> { 1 }, tests: 1 }", "unknown_key", "warning", "'tests'", "'test'"),
    ("{ title: 'T', connection: {}, test: -> { 1 }, foo: 1 }", "unknown_key", "info", "'foo'", ""),
    (connection("test: -> { 2 }"), "nested_test", "warning", "ignores this one", "Move it"),
    (connection("apply: ->(c) { 1 }"), "nested_apply", "warning", "never runs", "'authorization'"),
    (connection("base_url: 'x'"), "unknown_key", "warning", "'base_url'", "'base_uri'"),
    (connection("type: 'oauth2'"), "unknown_key", "warning", "'type'", "'authorization'"),
    (connection("base_uri: 5"), "wrong_type", "error", "a lambda or a text", ""),
    (connection("fields: { name: 'a' }"), "wrong_type", "error", "a list of fields, not a hash", ""),
    (connection("fields: ['a']"), "wrong_type", "error", "connection.fields[0]", ""),
    (connection("extended_fields: []"), "wrong_type", "error", "a lambda, not a list", ""),
    (connection("authorization: 'oauth2'"), "wrong_type", "error", "a hash, not a text", ""),
    (connection("", ", methods: []"), "wrong_type", "error", "a hash of lambdas", ""),
    (connection("", ", methods: { m: 'x' }"), "wrong_type", "error", "'m' must be a lambda", ""),
    (connection("", ", secure_tunnel: true"), "secure_tunnel", "info", "On-prem", ""),
    (field("label: 'x'"), "field_without_name", "error", "no 'name'", "name:"),
    (connection("fields: [{ name: 'a' }, { name: 'a' }]"), "duplicate_field", "warning", "twice", ""),
    (field("name: 'a', contol_type: 'text'"), "unknown_key", "warning", "'contol_type'", "'control_type'"),
    (field("name: 'a', control_type: 'chekbox'"), "unknown_control_type", "warning", "'chekbox'", "'checkbox'"),
    (field("name: 'a', control_type: 'tree'"), "tree_as_text", "warning", "typed as text", ""),
    (field("name: 'a', type: 'strnig'"), "unknown_type", "info", "counts as string", ""),
    (field("name: 'a', pick_list: 'regions'"), "pick_list_name", "warning", "names a pick list", "options:"),
    (field("name: 'a', control_type: 'select'"), "choices_missing", "warning", "no choices", "options:"),
    (
        field("name: 'a', control_type: 'select', options: [['A', 'a']], default: 'b'"),
        "default_not_choice",
        "warning",
        "'b'",
        "Use one of: a.",
    ),
    (
        field("name: 'a', control_type: 'multiselect', options: [['A', 'a']]"),
        "delimiter_missing",
        "warning",
        "','",
        "delimiter:",
    ),
    (field("name: 'a', toggle_field: 'x'"), "wrong_type", "error", "'toggle_field'", ""),
    (
        field("name: 'a', toggle_field: { name: 'a', type: 'string' }"),
        "toggle_rule",
        "warning",
        "toggle_hint not present",
        "",
    ),
    (
        field("name: 'a', toggle_hint: 'x', toggle_field: { name: 'a' }"),
        "toggle_rule",
        "warning",
        "not complete",
        "",
    ),
    (
        field("name: 'a', optional: false, toggle_hint: 'x', toggle_field: { name: 'a', type: :string, optional: true }"),
        "toggle_rule",
        "warning",
        "cannot change optional",
        "",
    ),
    (field("name: 'a', ngIf: 'input.a = 1'"), "condition_invalid", "warning", "'=='", ""),
    (field("name: 'a', ngIf: 5"), "wrong_type", "error", "'ngIf'", ""),
    (
        connection("fields: [{ name: 'mode' }, { name: 'a', ngIf: 'input.mod == 1' }]"),
        "condition_unknown_field",
        "warning",
        "input.mod",
        "'mode'",
    ),
    (
        connection("fields: [{ name: 'g', type: 'object', properties: [{ name: 'x', ngIf: 'input.g.y' }] }]"),
        "condition_unknown_field",
        "warning",
        "input.g.y",
        "",
    ),
    (
        field("name: 'a', default: 'ghp_' '0a1b2c3d4e5f6g7h'"),
        "secret_in_definition",
        "warning",
        "everybody with the definition",
        "enter the value in the form",
    ),
    (
        field("name: 'a', control_type: 'password', default: 'kX81mQz02'"),
        "secret_in_definition",
        "warning",
        "default of 'a'",
        "",
    ),
    (field("name: 'client_secret'"), "secret_not_masked", "warning", "looks like a secret", "'password'"),
    (authorization("type: 'oauht2'"), "unknown_authorization_type", "warning", "custom_auth", "'oauth2'"),
    (authorization("type: 5"), "wrong_type", "error", "'type'", ""),
    (authorization("type: 'none', scopes: 'x'"), "unknown_key", "warning", "'scopes'", "authorization_url"),
    (authorization("type: 'none', acquier: 1"), "unknown_key", "warning", "'acquier'", "'acquire'"),
    (authorization("type: 'custom_auth', acquire: 'x'"), "wrong_type", "error", "'acquire' must be a lambda", ""),
    (authorization("type: 'custom_auth', acquire: ->(c) { {} }"), "apply_missing", "warning", "'acquire' never", ""),
    (
        authorization("type: 'custom_auth', acquire: ->(c, code) { {} }, apply: ->(c) { 1 }"),
        "too_many_parameters",
        "error",
        "needs 2 arguments but is called with 1",
        "",
    ),
    (
        authorization("type: 'oauth2', token_url: 'x', apply: ->(c) { 1 }"),
        "authorization_url_missing",
        "error",
        "person's browser",
        "",
    ),
    (
        authorization("type: 'oauth2', authorization_url: 'x', apply: ->(c) { 1 }"),
        "token_url_missing",
        "error",
        "'acquire'",
        "",
    ),
    (
        authorization("type: 'oauth2', authorization_url: 'x', token_url: 'x'"),
        "apply_missing",
        "warning",
        "without the access token",
        "",
    ),
    (authorization("type: 'aws_auth', apply: ->(c) { 1 }"), "aws_auth", "info", "no type of the SDK", ""),
    (authorization("type: 'multi'"), "options_missing", "error", "must define 'options'", ""),
    (authorization("type: 'multi', options: { a: 'x' }"), "wrong_type", "error", "'a' must be a hash", ""),
    (
        authorization("type: 'multi', options: { a: {}, b: {} }"),
        "selected_missing",
        "error",
        "Nothing chooses",
        "selected:",
    ),
    (
        connection(
            "fields: [{ name: 'auth_type', default: 'x' }],"
            " authorization: { type: 'multi', options: { a: {}, b: {} } }"
        ),
        "default_not_option",
        "warning",
        "none of the options: a, b",
        "",
    ),
    (authorization(f"{OAUTH}, detect_on: [401]"), "detect_on_status", "info", "no effect", "'refresh_on'"),
    (authorization(f"{OAUTH}, refresh_on: ['401']"), "refresh_on_never", "warning", "never", "401 without"),
    (authorization(f"{OAUTH}, refresh_on: '/x/i'"), "refresh_on_never", "warning", "not a regular", "quotes"),
    (authorization(f"{OAUTH}, refresh_on: ['expired']"), "refresh_on_never", "warning", "whole body", "/expired/"),
    (authorization(f"{OAUTH}, refresh_on: [true]"), "wrong_type", "error", "true never matches", ""),
    (
        authorization(f"{OAUTH}, refresh: ->(c, t) {{ [{{ access_token: 1 }}, nil, {{}}] }}"),
        "refresh_result",
        "warning",
        "more than two elements",
        "",
    ),
    (
        authorization(OAUTH.replace("'https://a'", "'https://a?r=https://www.workato.com/oauth/callback'")),
        "cloud_callback",
        "info",
        "real redirect URI",
        "",
    ),
    (connection("base_uri: -> { call('hots') }", ", methods: { host: -> { 1 } }"), "method_missing", "error",
     "call('hots')", "'host'"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "code", "severity", "message", "fix"), CASES)
def test_each_finding_is_made_and_placed(
    source: str, code: str, severity: str, message: str, fix: str
) -> None:
    result = loaded(source)
    assert result.connector is not None
    found = [problem for problem in result.problems if problem.code == code]
    assert len(found) == 1, result.problems
    (problem,) = found
    assert problem.severity is Severity(severity)
    assert message in problem.message
    assert fix in (problem.fix or "")
    assert problem.location is not None
    assert problem.location.line == 1
    assert (problem.location.column or 0) >= 1


CLEAN = [
    "{ title: 'T', connection: {}, test: -> { 1 } }",
    authorization(OAUTH),
    authorization(f"{OAUTH}, refresh_on: [401, /x/, 'Unauthorized', '401 Unauthorized', '{{\"e\":1}}']"),
    authorization(f"{OAUTH}, refresh: ->(c, t) {{ [{{ access_token: 1 }}, {{}}] }}"),
    authorization("type: 'oauth2', acquire: ->(c) { {} }, apply: ->(c, t) { 1 }"),
    authorization("type: 'multi', options: { only: { type: 'none' } }"),
    connection("authorization: nil, fields: nil, base_uri: 'https://x'"),
    field("name: 'a', control_type: 'small-text_area'"),
    field("name: 'a', hint: 'x', label: 'Y', sticky: true, group: 'g', int: 5"),
    field("name: 'a', ngIf: 'input.a != null'"),
    field("name: 'a', control_type: 'password', default: '<your key>'"),
    field("name: 'l', type: 'array', properties: [{ name: 'x' }, { name: 'y', ngIf: 'input.x' }]"),
    connection(
        "fields: [{ name: 'a', ngIf: 'input.dynamic' }], extended_fields: ->(c) { [{ name: 'dynamic' }] }"
    ),
    connection("fields: [{ name: 'h', ngIf: 'input.k' }, { name: 'h', ngIf: '!input.k' }, { name: 'k' }]"),
]


@pytest.mark.parametrize("source", CLEAN)
def test_sound_definitions_give_no_finding(source: str) -> None:
    assert codes(loaded(source)) == []


def test_the_nested_test_is_used_where_the_root_has_none() -> None:
    result = loaded("{ title: 'T', connection: { test: -> { 2 } } }")
    assert codes(result) == ["nested_test"]
    assert result.connector is not None
    assert result.connector.test is not None
    assert result.connector.test.path == "connection.test"


def test_problems_come_in_the_order_of_the_file() -> None:
    result = loaded("{\n connection: {\n fields: [{ name: 'token' }],\n zzz: 1 } }")
    assert [problem.location.line for problem in result.problems if problem.location] == [1, 1, 3, 4]


LABELS = {
    "client_id": "Client ID", "clientId": "Client ID", "api_key": "Api key", "API_KEY": "API KEY",
    "APIKey": "API key", "api_url": "Api URL", "url_prefix": "URL prefix", "base_urls": "Base urls",
    "tenant_id": "Tenant ID", "baseURL": "Base URL", "OAuth2Token": "O auth 2 token", "client42id": "Client 42 ID",
    "access_token_2": "Access token 2", "accessToken2FA": "Access token 2 FA", "HTTPServer": "HTTP server",
    "IDs": "I ds", "client-id": "Client-id", "_x": "X",
}  # fmt: skip


@pytest.mark.parametrize(("name", "label"), LABELS.items())
@pytest.mark.parametrize("given", [{}, {"label": ""}, {"label": None}])
def test_missing_and_empty_labels_come_from_the_name(name: str, label: str, given: dict[str, Any]) -> None:
    connector, _ = built({"fields": [{"name": name, **given}]})
    (made,) = connector.fields  # type: ignore[misc]
    assert made.label == label


@pytest.mark.parametrize(
    ("field", "control"),
    [
        ({}, "text"), ({"type": "integer"}, "integer"), ({"type": "number"}, "number"), ({"type": "boolean"}, "checkbox"),
        ({"type": "date"}, "date"), ({"type": "timestamp"}, "date-time"), ({"type": "object"}, "object"),
        ({"type": "array"}, "list"), ({"properties": [{"name": "x"}]}, "object"), ({"type": "password"}, "password"),
        ({"control_type": "plain_text_area"}, "text-area"), ({"control_type": "medium-select"}, "select"),
        ({"control_type": "key_value", "type": "array"}, "key-value"), ({"control_type": "Checkbox"}, "checkbox"),
        ({"control_type": "schema-designer"}, "json"), ({"control_type": "whatever"}, "text"),
        ({"options": [["a", "b"]]}, "select"), ({"type": "integer", "control_type": "text"}, "text"),
    ],
)  # fmt: skip
def test_controls_follow_control_type_then_type(field: dict[str, Any], control: str) -> None:
    connector, _ = built({"fields": [{"name": "a", **field}]})
    (made,) = connector.fields  # type: ignore[misc]
    assert made.control == control


def test_help_in_every_shape() -> None:
    connector, _ = built(
        {
            "fields": [
                {"name": "a", "help": "text"},
                {
                    "name": "b",
                    "help": {
                        "title": "T",
                        "text": "x",
                        "learn_more_url": "https://h",
                        "learn_more_text": "more",
                    },
                },
                {"name": "c", "help": " "},
            ]
        }
    )
    first, second, third = connector.fields  # type: ignore[misc]
    assert first.help is not None
    assert first.help.text == "text"
    assert second.help is not None
    assert (second.help.title, second.help.url, second.help.url_text) == ("T", "https://h", "more")
    assert third.help is None


def test_problems_are_plain_data() -> None:
    _, problems = built({"nope": 1})
    assert all(isinstance(problem, Problem) for problem in problems)
