"""Built-in methods refuse what would take too much memory or time before they make it."""

from __future__ import annotations

import tracemalloc

import pytest

from authbench.ruby import LimitExceeded, Limits, RubyError, RubyFailure
from support.ruby_evaluation import value_of

BLOW_UPS = [
    "'a' * 1_000_000_000",
    "'ab' * (10**12)",
    "'a'.ljust(10**9)",
    "'a'.rjust(10**9, 'xy')",
    "'a'.center(10**9)",
    "format('%1000000000d', 1)",
    "format('%.1000000000f', 1.0)",
    "format('%*d', 10**9, 1)",
    "'%999999999s' % 'a'",
    "'%0999999999x' % -1",
    "s = 'a'; 60.times { s << s }; s",
    "s = 'a'; 60.times { s += s }; s",
    "s = 'a' * 1000; s.gsub('a', s * 1000).gsub('a', s * 1000)",
    "s = 'a' * 1_000_000; s.gsub(/a/) { s }",
    "[1] * 1_000_000_000",
    "Array.new(10**9)",
    "Array.new(10**9) { 1 }",
    "a = [1]; a[10**9] = 2",
    "[].insert(10**9, 1)",
    "[1].fill(0, 0, 10**9)",
    "a = [1]; 60.times { a += a }",
    "a = [1]; 60.times { a.concat(a) }",
    "(1..10**9).to_a",
    "(1..).to_a",
    "(1..).map { |x| x }",
    "(1..10**12).each_slice(2).to_a",
    "loop.to_a",
    "[1].cycle.to_a",
    "('a'..'zzzzzzzzzz').to_a",
    "a = (1..1000).to_a; a.product(a, a)",
    "(1..40).to_a.permutation.to_a",
    "(1..60).to_a.combination(30).to_a",
    "[1, 2].repeated_permutation(60).to_a",
    "([[1] * 1000] * 1000).flatten.product([1] * 1000)",
    "2**100_000_000",
    "10**10**10",
    "1 << 10**9",
    "x = 2; 100.times { x *= x }",
    "3.pow(10**9)",
    "('9' * 100_000).to_i",
    "Integer('9' * 100_000)",
    "['a'].pack('a1000000000')",
    "[1].pack('x1000000000')",
    "Time.now.iso8601(10**9)",
    "[1, 2].in_groups(10**9)",
    "([''] * 1_000_000).join('x' * 1000)",
    "1.upto(10**12) { }",
    "(10**12).times { }",
    "1.step { }",
    "a = [1]; a.each { |x| a << x }",
    "h = {}; i = 0; loop { h[i += 1] = 1 }",
    "('a' * 40_000 + 'c').match?(/^(a|aa)+(a|aa)+(a|aa)+b$/)",
    "'a'.indent(10**9)",
    "[1].in_groups_of(10**9)",
    "SecureRandom.hex(10**9)",
    "'a'.tr(\"\\0-\\u{10ffff}\" * 100, 'b')",
    "Time.now.strftime('%1000000000d')",
    "Time.now.strftime('%c' * 20_000_000)",
    "sleep(10**9)",
    "1.5.to_d ** 10**9",
    "'a'.encode_hex.ljust(3).*(10**10)",
]


@pytest.mark.parametrize("snippet", BLOW_UPS)
def test_blow_up_is_stopped_within_little_memory(snippet: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(RubyFailure):
            value_of(snippet, limits=Limits(steps=50_000))
        assert tracemalloc.get_traced_memory()[1] < 150_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "call", ["tr(all, 'b')", "tr_s(all, 'b')", "delete(all)", "count(all)", "squeeze(all)"]
)
def test_sets_of_characters_cost_as_many_steps_as_they_name_characters(call: str) -> None:
    with pytest.raises(LimitExceeded, match="steps"):
        value_of(f'all = "a-\\u{{10ffff}}"; 10.times {{ "abc".{call} }}', limits=Limits(steps=300_000))
    value_of(f'all = "a-z"; 10.times {{ "abc".{call} }}', limits=Limits(steps=300_000))


def test_a_limit_cannot_be_rescued() -> None:
    with pytest.raises(LimitExceeded):
        value_of("begin; 'a' * 10**10; rescue Exception => e; 'rescued'; ensure; 1; end")


@pytest.mark.parametrize(
    "snippet",
    [
        "'{0.__class__}'.gsub('x', '{0.__class__.__mro__}')",
        "format('{0.__class__} %s', '{0.__init__}')",
        "'%s' % '{self}'",
        "'{}'.ljust(10, '{0}')",
        "Time.at(0).utc.strftime('{0.__class__}')",
        "['{0}', '%(x)s'].join('{1}')",
        "{ '{0.__class__}' => '{1}' }.to_param",
    ],
)
def test_host_formatting_never_reads_a_definitions_text(snippet: str) -> None:
    interp, value = value_of(snippet)
    assert "class '" not in interp.to_s(value)
    assert "<" not in interp.to_s(value)


CYCLES = [
    "a = [1]; a << a; a.inspect",
    "a = []; a << a; a.hash",
    "a = []; a << a; a == a.dup",
    "a = []; a << a; a.flatten",
    "a = []; a << a; a.join",
    "a = []; a << a; a.to_json",
    "a = []; a << a; a.deep_dup",
    "a = []; a << a; a.to_param",
    "a = []; b = [a]; a << b; a == b",
    "a = []; a << a; [a, a].uniq",
    "a = []; a << a; [a].sort_by { |x| x }",
    "a = []; a << a; puts a",
    "h = {}; h[:h] = h; h.inspect",
    "h = {}; h[:h] = h; h.to_query",
    "h = {}; h[:h] = h; h.deep_symbolize_keys",
    "h = {}; h[:h] = h; h.to_xml",
    "h = {}; h[:h] = h; JSON.generate(h)",
    "h = {}; h[:h] = h; { h => 1 }",
    "h = {}; h[:h] = h; h.with_indifferent_access",
    "a = []; a << a; format('%s', a)",
]


@pytest.mark.parametrize("snippet", CYCLES)
def test_cyclic_data_is_shown_or_refused(snippet: str) -> None:
    try:
        interp, value = value_of(snippet)
    except RubyFailure:
        return
    assert len(interp.inspect(value)) < 1000


def test_deep_data_is_shown_or_refused() -> None:
    for snippet in ("a.inspect", "a.flatten", "a == a.dup", "a.to_json", "a.hash", "a.deep_dup", "a.join"):
        try:
            value_of(f"a = []; 20_000.times {{ a = [a] }}; {snippet}")
        except RubyFailure as error:
            assert "Traceback" not in str(error)  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    "snippet",
    [
        "[3, 1, 2].sort { |a, b| rand(3) - 1 }.size",
        "(1..200).sort_by { rand }.size",
        "[1, 2, 3].each { |x| break }",
        "a = [3, 1, 2]; a.sort { |x, y| a.clear; x <=> y }.size",
        "a = [1, 2, 3]; a.map! { |x| a.clear; x }.size",
        "h = { a: 1 }; h.transform_values! { |v| h.clear; v }.size",
        "h = { a: 1, b: 2 }; h.each { |k, v| h.clear }.size",
        "a = [1, 2, 3]; a.each { a.shift }; a.size",
        "a = [1, 2, 3]; a.delete_if { |x| a.push(9) if a.size < 9; true }.size",
    ],
)
def test_changes_during_iteration_end(snippet: str) -> None:
    interp, value = value_of(snippet)
    assert interp.inspect(value) in {"3", "200", "nil", "0", "1", "2"}


@pytest.mark.parametrize("snippet", ["[3, 'a', nil].sort", "[[1], [nil]].sort", "[{}, { a: 1 }].max"])
def test_what_has_no_order_is_an_argument_error(snippet: str) -> None:
    with pytest.raises(RubyError) as caught:
        value_of(snippet)
    assert caught.value.exception_class in {"ArgumentError", "NoMethodError"}
