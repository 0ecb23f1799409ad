"""Account properties and lookup tables that a definition asks for by name."""

from __future__ import annotations

import pytest

from authbench.definition import load
from authbench.definition.project import AskedNames


def asked(source: str) -> AskedNames:
    connector = load("connector.rb", source=source.encode(), check_lambdas=False).connector
    assert connector is not None
    return connector.asked()


def test_names_are_found_wherever_a_connection_gets_to() -> None:
    source = """{
      connection: {
        fields: [],
        authorization: {
          type: 'multi',
          options: { a: { type: 'oauth2', client_id: -> { account_property('id') },
                          apply: ->(c, t) { headers(x: account_property(:sym)) } } }
        },
        base_uri: -> { "https://#{account_property("host")}/" },
        extended_fields: ->(c) { if c['x'] then [{ name: lookup('Fields', a: 1)['n'] }] end }
      },
      test: ->(c) { call('used', account_property('host')) },
      methods: {
        used: ->(x) { [1].map { |i| call(:deep) } },
        deep: -> { lookup(5, id: account_property('deep')) },
        unused: -> { account_property('unused') + lookup('Unused', a: 1).to_s }
      },
      actions: { a: { execute: -> { account_property('action') } } }
    }"""
    found = asked(source)
    assert sorted(found.properties) == ["deep", "host", "id", "sym"]
    assert sorted(found.tables) == ["5", "Fields"]


@pytest.mark.parametrize(
    "body",
    ["account_property(name)", "account_property", "account_property()", "x.account_property('a')",
     "workato.net.lookup('a', 'A')", "'account_property(1)'", "# account_property('a')\n"],
)  # fmt: skip
def test_what_is_no_name_written_out_is_not_found(body: str) -> None:
    assert asked(f"{{ test: -> {{ name = 'x'; {body} }} }}") == AskedNames()


def test_code_that_cannot_be_converted_hides_nothing_else() -> None:
    source = "{ test: -> { account_property('a') }, connection: { base_uri: -> { BEGIN { } } } }"
    assert asked(source).properties in (("a",), ())


def test_a_definition_without_any_asks_for_nothing() -> None:
    assert asked("{ title: 'x', test: -> { get('https://x') } }") == AskedNames()


def test_methods_that_call_each_other_end() -> None:
    source = "{ test: -> { call('a') }, methods: { a: -> { call('b') }, b: -> { call('a'); lookup('T') } } }"
    assert asked(source).tables == ("T",)
