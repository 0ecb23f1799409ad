"""What one run does, no other run sees: not of another connection of the same definition, nor of the same one."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from authbench.definition import load
from authbench.http import AddressForbidden, CancelScope
from support.definition_lambdas import bench, connector, definition
from support.sdk_runs import desk

FILE = """
SHARED = []
TEXT = 'a'.dup
NESTED = { list: [{ deep: 'x'.dup }], 'set' => Set.new([1]) }
KEYED = { -> { 1 } => 1 }
Point = Struct.new(:x)
POINT = Point.new([1])
counter = 0
remember = ->(value) { SHARED << value; counter += 1; [SHARED.size, counter] }
defaults = Hash.new { |hash, key| hash[key] = [] }
twice = [TEXT, TEXT]
def noted(value)
  SHARED << value
end
cyclic = []
cyclic << cyclic
{
  title: 'T',
  connection: { fields: [], authorization: {}, base_uri: lambda { |c| 'https://x.test' } },
  methods: { remember: lambda { |value| remember.call(value) }, seen: lambda { SHARED } },
  test: lambda { |c| %s }
}
"""

CHANGES = [
    ("a constant's array", "SHARED << 1; SHARED.size", 1),
    ("a constant's text", "TEXT << 'b'", "ab"),
    ("a constant's text by another name", "twice[0] << 'b'; [TEXT, twice[1]]", ["ab", "ab"]),
    ("a nested text", "NESTED[:list][0][:deep] << 'y'", "xy"),
    ("a nested list", "NESTED[:list] << 1; NESTED[:list].size", 2),
    ("a nested hash", "NESTED[:list][0][:more] = 1; NESTED[:list][0].size", 2),
    ("a set", "NESTED['set'] << 2; NESTED['set'].size", 2),
    ("a hash keyed by a lambda", "KEYED[KEYED.keys.first] += 1; KEYED.values", [2]),
    ("a struct", "POINT.x << 2; POINT.x", [1, 2]),
    ("a struct's member", "POINT.x = 5; POINT.x", 5),
    ("a variable of the file", "counter += 1; counter", 1),
    ("a variable through a lambda", "remember.call(1); remember.call(2)", [2, 2]),
    ("a variable through a method", "call('remember', 1); call('seen') << 9; [SHARED, counter]", [[1, 9], 1]),
    ("a constant through a function", "noted(1); noted(2); SHARED", [1, 2]),
    ("a function defined anew", "before = noted(1).size; def noted(value) = 5; [before, noted(1)]", [1, 5]),
    ("a hash that fills itself", "defaults[:a] << 1; defaults", {"a": [1]}),
    ("a cycle", "cyclic << 1; [cyclic.size, cyclic[0].size]", [2, 2]),
    ("a constant assigned anew", "before = defined?(NEW) ? 1 : 0; NEW = 1; before", 0),
    ("a class's name assigned anew", "before = String.to_s; String = 5; before", "String"),
    ("a frozen list", "before = SHARED.frozen?; SHARED.freeze; before", False),
    ("a literal's text", "text = 'x'; text << 'y'; text", "xy"),
    ("a literal list", "list = [1]; list << 2; list", [1, 2]),
    ("a heredoc", 'text = <<~A\n  x\nA\ntext << "y"', "x\ny"),
    ("an instance variable", "before = @seen; @seen = 1; before", None),
    ("the settings", "before = c['list'].size; c['list'] << 1; c['new'] = 1; before", 1),
    ("the last match", "before = $~; 'a' =~ /a/; before.nil?", True),
]


@pytest.mark.parametrize(("what", "code", "value"), CHANGES, ids=[change[0] for change in CHANGES])
def test_each_run_finds_the_file_as_it_was_written(what: str, code: str, value: Any) -> None:
    definition = connector(FILE.replace("%s", code))
    settings = {"list": [1]}
    assert definition.test is not None
    for _ in range(3):
        with desk(settings=lambda: settings, methods=definition.callables()) as here:
            assert definition.test.call(here.context(), settings, {}) == value
    assert settings == {"list": [1]}


def test_the_lambdas_of_one_run_share_what_the_file_made() -> None:
    definition = connector(FILE.replace("%s", "call('remember', 1)"))
    assert definition.test is not None
    with desk(methods=definition.callables()) as here:
        assert definition.test.call(here.context(), {}, {}) == [1, 1]
        assert definition.test.call(here.context(), {}, {}) == [2, 2]


def test_a_file_without_anything_of_its_own_is_not_copied() -> None:
    definition = connector("{ title: 'T', connection: { authorization: {} }, test: lambda { |c| 1 } }")
    assert definition.test is not None
    with desk(methods=definition.callables()) as here:
        definition.test.call(here.context(), {}, {})
        (world,) = here.session.kept.values()
        assert world.size == 0


TOP_LEVEL = [
    "File.read('/etc/passwd')",
    "system('id')",
    "`id`",
    "ENV['HOME']",
    "require_relative 'other'",
    "load '/etc/passwd'",
    "require '/etc/passwd'",
    "eval('1')",
    "Thread.new { 1 }",
    "at_exit { 1 }",
    "DATA.read",
    "Class.new { 1 }.const_get(:File)",
    "TOPLEVEL_BINDING",
    "get('http://127.0.0.1:1/').to_s",
    "workato.uuid",
    "exit!",
    "loop { }",
    "'a' * 10**10",
]


@pytest.mark.parametrize("code", TOP_LEVEL)
@pytest.mark.parametrize("place", ["before", "field", "condition"])
def test_reading_a_definition_runs_nothing_but_literals(code: str, place: str) -> None:
    source = {
        "before": f"x = 1\n{code}\n{{ title: 'T', connection: {{ authorization: {{}} }}, test: lambda {{ |c| 1 }} }}",
        "field": f"{{ title: 'T',\nconnection: {{ fields: [{{ name: 'a', hint: ({code}) }}], authorization: {{}} }} }}",
        "condition": f"{{ title: 'T',\nconnection: {{ authorization: {{ type: ({code}) }} }} }}",
    }[place]
    loaded = load("connector.rb", source=source.encode())
    assert loaded.connector is None
    (problem, *_) = loaded.problems
    assert problem.code != "internal"
    assert problem.location is not None
    assert problem.location.line == 2


@pytest.mark.parametrize(
    "code", ["File.read('/etc/passwd')", "workato.__dict__", "eval('1')", "`id`", "'a' * 10**9"]
)
@pytest.mark.parametrize("key", ["extended_fields", "pick_list", "refresh", "client_id", "authorization_url"])
def test_lambdas_of_every_kind_are_in_the_sandbox(code: str, key: str) -> None:
    from authbench.errors import AuthbenchError

    lists = f"pick_lists: {{ pick_list: lambda {{ |c| {code} }} }}"
    source = (
        f"{{ title: 'T', connection: {{ extended_fields: lambda {{ |c| {code} }},\n"
        f"authorization: {{ type: 'oauth2', {key}: lambda {{ |c| {code} }} }} }}, {lists}, test: lambda {{ |c| 1 }} }}"
    )
    definition = connector(source)
    found = {
        "extended_fields": lambda: definition.extended_fields,
        "pick_list": lambda: definition.pick_lists["pick_list"],
        "refresh": lambda: definition.authorization.refresh,
        "client_id": lambda: definition.authorization.client_id,
        "authorization_url": lambda: definition.authorization.authorization_url,
    }[key]()
    with (
        desk(scope=CancelScope(), methods=definition.callables()) as here,
        pytest.raises(AuthbenchError) as caught,
    ):
        found.call(here.context(), {}, {})
    assert caught.value.code in {"unsupported", "limit_exceeded"}
    assert caught.value.location is not None
    assert caught.value.location.line in {1, 2}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "[::ffff:127.0.0.1]"])
@pytest.mark.parametrize(
    "code",
    ["get('{url}')", "post('{url}').payload(code: 'x').after_response {{ |*a| a }}", "[get('{url}')].to_s"],
)
def test_no_lambda_reaches_the_listener_of_a_sign_in(host: str, code: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        url = f"http://{host}:{port}/callback?code=forged&state=x"
        with bench(definition(code.format(url=url))) as here:
            here.desk.session.http.forbid("127.0.0.1", port)
            with pytest.raises(AddressForbidden):
                here.test()
        with pytest.raises(BlockingIOError):
            listener.accept()
