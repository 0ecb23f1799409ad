"""Code that takes all it can get: each case ends within its bound, and no more memory is taken than a run may have.

`resources.txt` holds what must reach a limit (each case in a process of its own, measured from outside), then (after
`---`) what Ruby itself refuses or what ends by itself; `regexps.txt` holds catastrophic regular expressions.
Processor time is asserted, not time on a clock, so a busy machine changes nothing.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from authbench.errors import Cancelled, Code
from authbench.http import CancelScope
from authbench.ruby import Environment, Limits, RubyFailure
from support.child_process import told_by
from support.definition_lambdas import bench, connector, definition
from support.ruby_evaluation import interpreter_for, value_of
from support.sdk_runs import desk
from support.sdk_server import Answer

HERE = Path(__file__).parent
LIMITED, ENDING = (
    part.splitlines() for part in (HERE / "resources.txt").read_text("utf-8").rstrip("\n").split("\n---\n")
)
REGEXPS = (HERE / "regexps.txt").read_text("utf-8").splitlines()
SECONDS = 0.15
"""Of computing, for each case; the product allows 5."""
PARTS = 4
"""Into which the list is split, so that no single test is long."""
LONGEST = 10.0
"""Seconds of processor time that a case may take in all: a built-in looks at the clock at times only."""
MEGABYTES = 512
"""By which a case may let the process grow; what a run may build is limited to 400 million bytes."""


def taken(snippets: list[str], *, apart: bool = True) -> list[dict[str, Any]]:
    """What became of each snippet, and what it took; `apart` in a process of its own."""
    given = {"snippets": snippets, "seconds": SECONDS, "steps": 15_000, "apart": apart}
    told: list[dict[str, Any]] = told_by("-m", "support.hungry_code", given=given, seconds=480)
    return told


def within_bounds(told: dict[str, Any]) -> bool:
    """Whether a case took no more than it may, and ended as something a person can read."""
    return (
        told["megabytes"] < MEGABYTES
        and told["seconds"] < LONGEST
        and told.get("code") != "internal"
        and ("value" in told or told["line"] is not None)
    )


def test_there_is_enough_of_each() -> None:
    assert len(set(LIMITED)) == len(LIMITED) >= 250
    assert len(set(REGEXPS)) == len(REGEXPS) >= 100


@pytest.mark.parametrize("part", range(PARTS))
def test_what_takes_too_much_reaches_a_limit_that_nothing_rescues(part: int) -> None:
    cases = LIMITED[part::PARTS]
    told = taken(cases)
    wrong = [
        (code, one)
        for code, one in zip(cases, told, strict=True)
        if one.get("code") != Code.LIMIT_EXCEEDED or not within_bounds(one)
    ]
    assert wrong == []


def test_what_ruby_refuses_ends_as_well() -> None:
    told = taken(ENDING, apart=False)
    assert [(code, one) for code, one in zip(ENDING, told, strict=True) if not within_bounds(one)] == []


def test_catastrophic_regular_expressions_are_stopped() -> None:
    told = taken([f"TEXT = 'a' * 50 + '!'; {code}" for code in REGEXPS], apart=False)
    wrong = [
        (code, one)
        for code, one in zip(REGEXPS, told, strict=True)
        if one.get("code") != Code.LIMIT_EXCEEDED or not within_bounds(one) or one["megabytes"] > 100
    ]
    assert wrong == []


BOMBS = [
    "a = []; loop { a << 'x' * 9_000_000 }",
    "a = []; loop { a << [0] * 1_000_000 }",
    "s = 'x' * 1_000_000; a = []; loop { a << s[0..-2] }",
    "f = ->(n) { s = 'x' * 9_000_000; f.call(n + 1) + s }; f.call(0)",
    "a = (1..40).map { 'x' * 9_000_000 }; nil.foo(a)",
    "a = (1..40).map { 'x' * 9_000_000 }; raise 'oh'",
    "a = (1..40).map { 'x' * 9_000_000 }; begin; a.fetch(99); rescue => e; raise 'again'; end",
    "a = (1..40).map { 'x' * 9_000_000 }; begin; a.fetch(99); rescue => e; e.message; end",
    "a = (1..40).map { 'x' * 9_000_000 }; begin; a.fetch(99); rescue KeyError; 1; end",
    "a = (1..40).map { 'x' * 9_000_000 }; error('oh')",
    "a = (1..40).map { 'x' * 9_000_000 }; system('oh')",
    "a = (1..40).map { 'x' * 9_000_000 }; f = ->(n) { f.call(n + 1) + a.size }; f.call(0)",
    "a = (1..40).map { 'x' * 9_000_000 }; catch(:out) { [a].each { throw :out } }",
    "a = (1..40).map { 'x' * 9_000_000 }; a.size",
]


def test_what_one_run_took_is_free_for_the_next() -> None:
    told = taken(BOMBS, apart=False)
    assert all(one.get("code") != "internal" for one in told)
    # Each makes 360 to 400 megabytes; the process never grew by those of two.
    assert sum(one["megabytes"] for one in told) < 600


CATASTROPHE = "/(a|aa)+$/"


@pytest.mark.parametrize("signal", ["refresh_on", "detect_on"])
def test_a_catastrophic_pattern_of_an_authorization_is_stopped(signal: str) -> None:
    source = definition("1", authorization=f"{{ type: 'custom_auth', {signal}: [{CATASTROPHE}] }}")
    authorization = connector(source).authorization
    (pattern,) = getattr(authorization, signal)
    with pytest.raises(RubyFailure) as caught:
        pattern.search("a" * 60 + "!")
    assert caught.value.code == Code.LIMIT_EXCEEDED
    assert caught.value.location is not None


def test_a_catastrophic_pattern_for_failed_responses_is_stopped() -> None:
    code = f"get('https://api.example.test/').after_error_response({CATASTROPHE}) {{ |*a| error('x') }}.to_s"
    with bench(definition(code)) as here:
        here.api.answer(Answer(500, b"a" * 60 + b"!"))
        with pytest.raises(RubyFailure) as caught:
            here.test()
    assert caught.value.code == Code.LIMIT_EXCEEDED


SOURCES = [
    "[" * 100_000 + "]" * 100_000,
    "(" * 100_000 + ")" * 100_000,
    "{ a: " * 50_000 + "1" + "}" * 50_000,
    "!" * 100_000 + "1",
    "-" * 100_000 + "1",
    "~" * 100_000 + "1",
    "a" + ".b" * 100_000,
    "a" + "&.b" * 50_000,
    "a" + "[0]" * 100_000,
    "a" + " + a" * 100_000,
    "a" + " && a" * 100_000,
    "a" + " || a" * 50_000,
    "'a'" + " 'a'" * 50_000,
    "-> { " * 30_000 + "}" * 30_000,
    "[1].each { |x| " * 20_000 + "}" * 20_000,
    "f(" * 50_000 + ")" * 50_000,
    "if 1 then " * 20_000 + "end " * 20_000,
    "begin; " * 20_000 + "end; " * 20_000,
    "x ? 1 : " * 30_000 + "2",
    "a = " * 50_000 + "1",
    "a, " * 50_000 + "b = 1",
    "def f(" + "a, " * 50_000 + "b) = 1",
    '"#{' * 20_000 + "1" + '}"' * 20_000,
    "<<A\n" + "#{<<A}\n" * 5_000 + "A\n" * 5_000,
    "".join(f"<<A{number} + " for number in range(3_000))
    + "1\n"
    + "".join(f"A{number}\n" for number in range(3_000)),
    "%w[" * 30_000 + "]" * 30_000,
    "%q(" + "(" * 100_000 + ")" * 100_000 + ")",
    "/" + "(" * 50_000 + ")" * 50_000 + "/ =~ 'a'",
    "/" + "[" * 50_000 + "]" * 50_000 + "/ =~ 'a'",
    "/" + "(?:a|" * 20_000 + ")" * 20_000 + "/ =~ 'a'",
    "'" + "a" * 11_000_000 + "' * 2",
    "9" * 5_000_000,
    "1." + "9" * 5_000_000 + ".to_s",
    "0x" + "f" * 2_000_000,
    "case 1\n" + "when 1 then " * 10_000 + "end",
    "case [1]\nin " + "[" * 20_000 + "]" * 20_000 + "\n 1\nend",
    "not " * 50_000 + "1",
    "return " * 20_000 + "1",
    "1 rescue " * 20_000 + "1",
    "1 if " * 20_000 + "1",
    "*" * 50_000 + "a = 1",
    "a ** " * 50_000 + "1",
    "::A" * 50_000,
    "A" + "::A" * 50_000,
    "@" * 50_000,
    "$" * 50_000,
    "\\\n" * 100_000 + "1",
    "#" * 1_000_000 + "\n(" * 10_000,
    "=begin\n" * 50_000,
    "__END__\n" * 50_000,
]


@pytest.mark.parametrize("source", SOURCES, ids=[source[:14] for source in SOURCES])
def test_source_of_any_shape_is_run_or_refused_within_its_bound(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What may take up to five seconds is stopped after half of one here.
    monkeypatch.setattr("authbench.ruby.program._PARSE_SECONDS", 0.5)
    # As the body of a lambda, and as the file; neither overflows a stack of the process that would end it.
    for make in (value_of, lambda text: interpreter_for(text).definition()):
        try:
            make(source)
        except RubyFailure as error:
            assert error.location is not None  # noqa: PT017 - either outcome is right
            assert len(error.message) < 2_000  # noqa: PT017


def test_an_endless_loop_is_cancelled_at_once_and_sleep_too() -> None:
    for code in (
        "loop { }",
        "begin; loop { }; ensure; loop { }; end",
        "sleep 80_000",
        "[1].cycle { sleep(80_000) }",
    ):
        scope, ended = CancelScope(), threading.Event()

        def run(code: str = code, scope: CancelScope = scope, ended: threading.Event = ended) -> None:
            lambda_ = connector(definition(code)).test
            assert lambda_ is not None
            with desk(scope=scope) as here:
                try:
                    lambda_.call(here.context(), {}, {})
                except Cancelled:
                    ended.set()

        worker = threading.Thread(target=run)
        worker.start()
        scope.cancel()
        worker.join(30)
        assert ended.is_set()


def test_patterns_that_are_slow_but_allowed_add_up() -> None:
    # Each match stays below its own bound; together they are computing like any other.
    with pytest.raises(RubyFailure, match="computed for more than") as caught:
        value_of("loop { ('a' * 22 + '!') =~ /(a|aa)+$/ }", limits=Limits(seconds=0.3))
    assert caught.value.location is not None


def test_cancelling_reaches_code_that_prints_without_end() -> None:
    lines: list[str] = []

    def check() -> None:
        if len(lines) > 100:
            raise Cancelled

    with pytest.raises(Cancelled):
        value_of(
            "loop { begin; puts 'x'; rescue Exception; ensure; puts 'y'; end }",
            Environment(puts=lines.append, check=check),
        )


@pytest.mark.parametrize(
    "source",
    [
        f"connector = [{'x,' * 260_000}]",
        f"connector = [{'[],' * 170_000}]",
        f"connector = {{{'1:2,' * 130_000}}}",
    ],
    ids=["names", "lists", "pairs"],
)
def test_one_long_line_of_python_is_read_within_its_bound(source: str) -> None:
    code = (
        "import resource, sys; from authbench.definition import load\n"
        "from support.memory import peak_kilobytes\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (8, 8))\n"
        "assert load('connector.py', source=sys.stdin.buffer.read()).problems\n"
        "assert peak_kilobytes() < 600 * 1024"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        input=source.encode(),
        env={"PYTHONPATH": ":".join(sys.path)},
        timeout=240,
        check=True,
    )
