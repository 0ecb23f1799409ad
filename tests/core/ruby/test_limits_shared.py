"""Data that holds the same array many times over is small until something walks through it."""

from __future__ import annotations

import threading

import pytest

from authbench.errors import Cancelled
from authbench.ruby import Environment, Interpreter, LimitExceeded, Limits, parse, to_plain
from authbench.ruby.values import RArray, RProc
from support.ruby_evaluation import value_of

ARRAY = "a = [1]; 26.times { a = [a, a] }; "
HASH = "a = { b: 1 }; 26.times { a = { b: a, c: a } }; "


def shared(levels: int) -> RArray:
    made = RArray([1])
    for _ in range(levels):
        made = RArray([made, made])
    return made


@pytest.mark.parametrize("make", [ARRAY, HASH])
@pytest.mark.parametrize("use", ["a.inspect", "{ a => 1 }", "a.hash", "a.to_json", "a.freeze; a.clear"])
def test_code_that_walks_through_it_is_stopped(make: str, use: str) -> None:
    with pytest.raises(LimitExceeded):
        value_of(make + use, limits=Limits(steps=20_000, total_size=1_000_000))


def test_a_plain_copy_of_it_is_stopped() -> None:
    with pytest.raises(LimitExceeded):
        to_plain(shared(26))


def test_a_copy_of_something_that_can_only_be_inspected_is_stopped() -> None:
    program = parse(f"{{ test: lambda {{ {ARRAY} [a].each_slice(2) }} }}".encode(), "connector.rb")
    interpreter = Interpreter(program, Environment())
    enumerator = interpreter.call(interpreter.definition().named("test"))
    with pytest.raises(LimitExceeded):
        to_plain(enumerator)


def test_a_plain_copy_can_be_cancelled() -> None:
    def cancelled() -> None:
        raise Cancelled()

    with pytest.raises(Cancelled):
        to_plain(shared(12), cancelled)


def test_a_copy_of_ordinary_size_is_whole() -> None:
    assert len(str(to_plain(shared(10)))) == len("[[1], [1]]") * 2**9 + len("[, ]") * (2**9 - 1)


def test_two_threads_that_convert_one_lambda_at_once_both_get_its_code() -> None:
    both_convert = threading.Barrier(2)
    first_is_done = threading.Event()
    code = object()

    def convert() -> object:
        if both_convert.wait(10) == 0:
            first_is_done.wait(10)
        return code

    proc = RProc(convert=convert)
    got: list[object] = []

    def ask() -> None:
        got.append(proc.code)
        first_is_done.set()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert got == [code, code]
