"""What everyday connectors compute without any request, side by side with a real Ruby."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.everyday_runs import EVERYDAY
from support.ruby_evaluation import evaluate
from support.ruby_oracle import RubyOracle


@pytest.fixture(scope="module")
def ruby() -> Iterator[RubyOracle]:
    with RubyOracle() as oracle:
        yield oracle


def snippet(name: str, expression: str) -> str:
    """Ruby that reads the connector into `d` and computes from it."""
    source = (EVERYDAY / f"{name}.rb").read_text("utf-8")
    return f"d = begin\n{source}\nend\n{expression}"


METHODS = [
    ("parcel_legacy", "%w[4711-2 0 99999999 a-b].map { |n| d[:methods][:parity].call(n) }"),
    ("parcel_legacy", "[nil, '', 'no', 'north', 'south', 'västra'].map { |x| d[:methods][:label].call(12, x) }"),
    ("parcel_legacy", "d[:methods][:ranges].call(1, 20)"),
    ("parcel_legacy", "d[:methods][:ranges].call(-4, -4)"),
    ("parcel_legacy", "d[:connection]['fields'].map { |f| f[:pick_list] || f.keys }"),
    ("print_shop", "d[:methods][:backoff].yield_self { |b| [b.call(0), b.(3, 1.5), b[9, cap: 100], b.call(2, 3)] }"),
    ("print_shop", "d[:methods][:backoff].call(1, 2, limit: 3)"),
    ("print_shop", "d[:methods][:backoff].call"),
    *(
        ("print_shop", f"d[:methods][:describe].call({code}, {body})")
        for code in (400, 403, 404, 500, 599, 600)
        for body in ("'{\"error\":\"e\",\"detail\":null}'", "'[{\"error\":\"x\"}]'", "'[1]'", "'7'", "'<html><body>Gone'", "''")
    ),
    ("warehouse_graph", "d[:methods][:query].call(:a, {})"),
    ("warehouse_graph", "d[:methods][:query].call('b', { x: [nil, true, :up], 'w' => { y: 1.0, z: 'q\"\\\\' } }, 'id', %w[c d])"),
    ("warehouse_graph", "d[:connection][:base_uri].call({ 'endpoint' => 'https://x.test/a' })"),
    ("sensors_digest", "[1, 7.4, '12.5', 99999.5, -3].map { |n| d[:methods][:serial].call(n) }"),
    ("sensors_digest", "['', 'SN-00001', 'x' * 60, 'ü-ß'].map { |t| d[:methods][:checksum].call(t) }"),
    *(
        ("sensors_digest", f"d[:connection][:base_uri].call({{ 'gateway' => '{address}' }})")
        for address in ("gw.test", " GW.test//a///b ", "http://gw.test:80//", "https:///odd", "//gw.test")
    ),
    *(
        ("field_service", f"d[:connection][:base_uri].call({{ 'region' => '{region}', 'host' => 'a.fieldservice.test' }})")
        for region in ("eu", "uk", "own", "us-east", "us-", "x")
    ),
    ("helpdesk_multi", "d[:connection][:authorization][:selected].call({ 'auth_type' => 'key' })"),
    ("helpdesk_multi", "d[:connection][:authorization][:selected].call({})"),
    ("helpdesk_multi", "d[:connection][:base_uri].call({ 'api' => nil, 'site' => 'https://a.test///' })"),
    ("helpdesk_multi", "d[:connection][:authorization][:type].inspect + d.keys.inspect"),
    ("sales_instances", "d[:connection][:base_uri].call({ 'instance_url' => 'https://a', 'api_version' => '59' })"),
    ("sales_instances", "d[:connection][:base_uri].call({})"),
    ("sales_instances", "d[:connection][:authorization][:authorization_url].call({ 'environment' => 'test' })"),
    ("sales_instances", "d[:connection][:fields].map { |f| f[:hint] }"),
    ("music_oauth1", "d[:connection][:fields]"),
    ("freight_signing", "d[:connection][:fields][1][:hint]"),
    ("freight_signing", "%w[true false].map { |s| d[:connection][:base_uri].call({ 'sandbox' => s }) }"),
    ("field_service", "d[:connection][:fields].map { |f| [f[:name], f[:hint], f[:pick_list], f[:properties]&.size] }"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "expression"), METHODS)
def test_the_evaluator_computes_what_ruby_does(name: str, expression: str, ruby: RubyOracle) -> None:
    code = snippet(name, expression)
    expected, found = ruby.run(code), evaluate(code)
    assert (found.inspected, found.error, found.message) == (
        expected.inspected,
        expected.error,
        expected.message,
    )
