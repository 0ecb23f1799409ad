"""Values taken one by one from a block: what stands still is ended, and all of it counts against the limits."""

from __future__ import annotations

import gc
import threading

import pytest

from authbench.ruby import Limits
from authbench.ruby.errors import LimitExceeded
from support.ruby_evaluation import value_of


def standing() -> int:
    gc.collect()
    return sum(thread.name == "ruby-steps" for thread in threading.enumerate())


def test_nothing_is_left_standing_when_a_run_is_over() -> None:
    interp, value = value_of("e = Enumerator.new { |y| n = 0; loop { y << (n += 1) } }; [e.next, e.next]")
    assert interp.inspect(value) == "[1, 2]"
    del interp, value
    assert standing() == 0


def test_what_was_taken_in_part_is_ended_at_once() -> None:
    snippet = "Enumerator.new { |y| n = 0; loop { y << (n += 1) } }.lazy.map { |x| x * 2 }.first(3)"
    interp, value = value_of(snippet)
    assert interp.inspect(value) == "[2, 4, 6]"
    assert standing() == 0


@pytest.mark.parametrize(
    "snippet",
    [
        "Enumerator.new { |y| loop { } }.next",
        "Enumerator.new { |y| loop { y << 1 } }.to_a",
        "Enumerator.produce(1) { |x| x }.to_a",
        "Enumerator.new { |y| y << 1 }.next while true",
        "a = []; loop { e = Enumerator.new { |y| loop { y << 1 } }; e.next; a << e }",
        "f = ->(n) { Enumerator.new { |y| y << f.(n + 1) }.next }; f.(0)",
    ],
)
def test_limits_hold_on_both_sides(snippet: str) -> None:
    with pytest.raises(LimitExceeded):
        value_of(snippet, limits=Limits(steps=60_000, seconds=2))
    assert standing() == 0


def test_depth_is_that_of_each_side() -> None:
    snippet = """
      deep = ->(n, y) { n == 0 ? y << n : deep.(n - 1, y) }
      e = Enumerator.new { |y| 3.times { deep.(50, y) } }
      3.times.map { e.next }
    """
    interp, value = value_of(snippet, limits=Limits(depth=120))
    assert interp.inspect(value) == "[0, 0, 0]"


def test_ending_it_is_bounded_too() -> None:
    snippet = "Enumerator.new { |y| begin; y << 1; ensure; loop { }; end }.first"
    interp, value = value_of(snippet, limits=Limits(steps=60_000, seconds=2))
    assert interp.inspect(value) == "1"
    assert standing() == 0
