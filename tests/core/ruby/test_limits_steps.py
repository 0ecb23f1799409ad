"""Code that does not end is stopped, whatever it does against it; cancelling takes effect anywhere."""

from __future__ import annotations

import threading
import time

import pytest

from authbench.errors import Cancelled
from authbench.ruby import Environment, LimitExceeded, Limits
from support.ruby_evaluation import interpreter_for, value_of

FEW = Limits(steps=20_000)

ENDLESS = [
    "while true do end",
    "true while true",
    "begin; end until false",
    "loop { }",
    "loop do next end",
    "begin; raise 'x'; rescue; retry; end",
    "begin; loop { }; rescue Exception; loop { }; end",
    "begin; loop { }; rescue LimitExceeded; 1; end rescue 2",
    "begin; loop { }; ensure; loop { }; end",
    "f = -> { begin; f.call; ensure; f.call; end }; f.call",
    "loop { begin; loop { }; ensure; next; end }",
    "begin; begin; loop { }; ensure; raise 'other'; end; rescue; 1; end",
    "[1, 2].cycle { |x| x }",
    "x = [1]; x.each { |i| x << i }",
    "(1..).each { |i| i }",
    "(1..Float::INFINITY).map { |i| i }",
    "1.step { |i| i }",
    "x = [1, 2, 3]; loop { x.sort_by { |a| -a } }",
    "catch(:a) { loop { catch(:b) { throw :b } } }",
    "h = Hash.new { |hash, k| hash[k + 1] }; h[0]",
    "for i in (1..) do end",
    "i = 0; i += 1 until i < 0",
    "loop { 'aaaa'.gsub(/a/) { |m| m } }",
    "x = ->(n) { [n].map { |m| x.call(m) } }; x.call(1)",
]


@pytest.mark.parametrize("snippet", ENDLESS)
def test_code_without_end_is_stopped(snippet: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        value_of(snippet, limits=FEW)
    assert caught.value.code == "limit_exceeded"
    assert caught.value.location is not None


def test_no_ensure_runs_after_a_limit() -> None:
    lines: list[str] = []
    with pytest.raises(LimitExceeded):
        value_of("begin; loop { }; ensure; puts 'ran'; end", Environment(puts=lines.append), FEW)
    assert lines == []


def test_computing_time_is_limited_too() -> None:
    with pytest.raises(LimitExceeded, match=r"computed for more than 0\.01 seconds"):
        value_of("loop { 'a' * 1000 }", limits=Limits(seconds=0.01))


def test_waiting_costs_no_computing_time() -> None:
    slept: list[float] = []

    def rest(seconds: float) -> None:
        slept.append(seconds)
        time.sleep(0.3)

    value_of("sleep 5; 300.times { |i| i }; 1", Environment(sleep=rest), Limits(seconds=0.25))
    assert slept == [5]


def test_cancelling_ends_a_loop_that_rescues_everything() -> None:
    cancelled = threading.Event()
    looks: list[int] = []

    def check() -> None:
        looks.append(1)
        if cancelled.is_set():
            raise Cancelled
        if len(looks) == 5:
            cancelled.set()

    with pytest.raises(Cancelled):
        value_of(
            "loop { begin; loop { }; rescue Exception; ensure; loop { }; end }", Environment(check=check)
        )
    assert len(looks) == 6


def test_each_outermost_call_has_its_own_budget() -> None:
    interp = interpreter_for("{ a: -> { 300.times { |i| i } } }", limits=Limits(steps=2_000))
    proc = interp.definition().named("a")
    for _ in range(10):
        assert interp.call(proc) == 300
