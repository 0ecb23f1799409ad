"""Lambdas in Python: arguments, results, errors with their places, and being stopped."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from authbench.definition import Lambda
from authbench.definition.python.failures import PythonError
from authbench.errors import AuthbenchError, Cancelled
from authbench.sdk import ConnectorError, NotPlain, UndefinedMethod
from authbench.sdk.author.turns import LeftBehind, Turn, present_turn, run_apart
from support.python_definitions import called, method, trusted
from support.sdk_runs import Desk, desk

HEAD = "from authbench.sdk import *\nimport threading, time\n"


def definition(body: str, entry: str = "m") -> str:
    """A definition whose method `m` is the function of that name in `body`."""
    return f"{HEAD}{body}\nconnector = {{'methods': {{'m': {entry}}}}}\n"


@pytest.mark.parametrize(
    ("body", "supplied", "result"),
    [
        ("def m(): return 'none'", (1, 2), "none"),
        ("def m(a): return a", (1, 2), 1),
        ("def m(a, b=7): return [a, b]", (1,), [1, 7]),
        ("def m(a, b=7): return [a, b]", (1, 2, 3), [1, 2]),
        ("def m(*a): return list(a)", (1, 2, 3), [1, 2, 3]),
        ("def m(a, *b, c=1): return [a, b, c]", (1, 2, 3), [1, [2, 3], 1]),
        ("class K:\n    def __call__(self, a): return a\nm = K()", (1, 2), 1),
        ("class K:\n    def f(self, a): return a\nm = K().f", (1, 2), 1),
        ("from functools import partial\ndef f(a, b): return [a, b]\nm = partial(f, 0)", (1, 2), [0, 1]),
        ("m = len", ([1, 2], 9), 2),
    ],
)
def test_callables_get_the_leading_arguments_that_they_take(
    run: Desk, body: str, supplied: tuple[Any, ...], result: Any
) -> None:
    assert method(definition(body)).call(run.context(), *supplied) == result


def test_arguments_are_copies(run: Desk) -> None:
    given = {"a": {"b": [1]}}
    called(definition("def m(c):\n    c['a']['b'].append(2)\n    c['x'] = 1"), run.context(), given)
    assert given == {"a": {"b": [1]}}


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("(1, 'a', None, True)", [1, "a", None, True]),
        ("{'b', 'a'}", ["a", "b"]),
        ("{1: 'x', True: 'y'}", {"1": "y"}),
        ("b'\\x00'", b"\0"),
        ("bytearray(b'a')", b"a"),
        ("Decimal('1.5')", Decimal("1.5")),
        ("datetime(2026, 1, 2, tzinfo=UTC)", datetime(2026, 1, 2, tzinfo=UTC)),
        ("date(2026, 1, 2)", date(2026, 1, 2)),
        ("Color.RED", "red"),
        ("OrderedDict(a=Text('x'))", {"a": "x"}),
    ],
)
def test_results_are_plain(run: Desk, expression: str, result: Any) -> None:
    body = (
        "from collections import OrderedDict\nfrom datetime import *\nfrom decimal import Decimal\nfrom enum import Enum\n"
        "class Text(str): pass\nclass Color(Enum):\n    RED = 'red'\n"
        f"def m(): return {expression}"
    )
    value = called(definition(body), run.context())
    assert value == result
    assert type(value) is type(result)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("{'a': [1, object()]}", "the result['a'][1] is of type object, which is no plain value"),
        ("(x for x in [1])", "the result is of type generator, which is no plain value"),
        ("m", "the result is of type function, which is no plain value"),
        ("{(1, 2): 3}", "the result has a key of type tuple"),
    ],
)
def test_other_results_are_refused_with_their_place(run: Desk, expression: str, message: str) -> None:
    with pytest.raises(AuthbenchError) as caught:
        called(definition(f"def m(): return {expression}"), run.context())
    assert caught.value.message == message
    assert caught.value.location is not None
    assert caught.value.location.path == "methods.m"


@pytest.mark.parametrize(
    ("body", "message", "kind", "place", "source"),
    [
        ("def m():\n    x = {}\n    return x['nö'] + x['b']", "KeyError: 'nö'", "KeyError", "5:12", "    return x['nö'] + x['b']"),
        ("def m():\n    return 'ä' + None.upper()", "AttributeError: 'NoneType' object has no attribute 'upper'", "AttributeError", "4:18", "    return 'ä' + None.upper()"),
        ("def f(): raise ValueError('no')\ndef m():\n    return f()", "ValueError: no", "ValueError", "3:10", "def f(): raise ValueError('no')"),
        ("def m(): return int('x')", "ValueError: invalid literal for int() with base 10: 'x'", "ValueError", "3:17", "def m(): return int('x')"),
        ("class Own(Exception): pass\ndef m(): raise Own", "Own", "Own", "4:10", "def m(): raise Own"),
        ("def m(): m()", "RecursionError: maximum recursion depth exceeded", "RecursionError", "3:10", "def m(): m()"),
        ("def m(): raise SystemExit(2)", "SystemExit: 2", "SystemExit", "3:10", "def m(): raise SystemExit(2)"),
        ("def m(): raise KeyboardInterrupt", "KeyboardInterrupt", "KeyboardInterrupt", "3:10", "def m(): raise KeyboardInterrupt"),
        ("def m(): raise MemoryError", "MemoryError", "MemoryError", "3:10", "def m(): raise MemoryError"),
        ("def m(): return undefined", "NameError: name 'undefined' is not defined", "NameError", "3:17", "def m(): return undefined"),
        ("def m(): eval('1 +')", "SyntaxError: invalid syntax", "SyntaxError", "3:10", "def m(): eval('1 +')"),
        ("from authbench.errors import Cancelled\ndef m(): raise Cancelled", "Cancelled", "Cancelled", "4:10", "def m(): raise Cancelled"),
        ("class Bad(Exception):\n    def __str__(self): raise ValueError\ndef m(): raise Bad", "Bad: <exception str() failed>", "Bad", "5:10", "def m(): raise Bad"),
    ],
)  # fmt: skip
def test_exceptions_are_typed_errors_with_their_place(
    run: Desk, body: str, message: str, kind: str, place: str, source: str
) -> None:
    with pytest.raises(PythonError) as caught:
        called(definition(body), run.context())
    error = caught.value
    assert error.message == message or error.message.startswith(message + " ")
    assert error.exception_class == kind
    assert error.code == "lambda_error"
    assert error.location is not None
    assert f"{error.location.line}:{error.location.column}" == place
    assert error.location.source == source
    assert error.location.path == "methods.m"
    assert error.location.file == "connector.py"


def test_the_key_path_is_that_of_the_lambda_that_ran(run: Desk) -> None:
    source = f"{HEAD}def shared(): return 1 / 0\nconnector = {{'methods': {{'a': shared, 'b': shared, 'c': lambda: call('b')}}}}"
    for name, path in (("a", "methods.a"), ("b", "methods.b"), ("c", "methods.a")):
        with pytest.raises(PythonError) as caught:
            called(source, run.context(), name=name)
        assert caught.value.location is not None
        assert caught.value.location.path == path


def test_an_error_in_a_sibling_names_the_sibling(run: Desk, tmp_path: Path) -> None:
    from authbench.definition import load
    from authbench.definition.trust import ALWAYS
    from support.python_definitions import written

    path = written(
        tmp_path,
        "import helpers\nconnector = {'methods': {'m': lambda: helpers.f()}}",
        helpers="def f():\n    return 1 / 0\n",
    )
    loaded = load(path, trust=ALWAYS)
    assert loaded.connector is not None
    with pytest.raises(PythonError) as caught:
        loaded.connector.methods["m"].call_strict(run.context(), [])
    assert str(caught.value.location) == f"{tmp_path / 'helpers.py'}:2:12"


def test_error_and_call(run: Desk) -> None:
    with pytest.raises(ConnectorError) as caught:
        called(definition("def m(): error('Not today')"), run.context())
    assert caught.value.message == "Not today"
    assert str(caught.value.location) == "connector.py:3:10"
    with pytest.raises(UndefinedMethod, match="Method 'x' does not exists"):
        called(definition("def m(): call('x')"), run.context())
    with pytest.raises(PythonError, match="missing 1 required positional argument"):
        called(
            f"{HEAD}connector = {{'methods': {{'m': lambda: call('f'), 'f': lambda a: a}}}}", run.context()
        )


def test_prints_go_to_the_console(run: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    called(
        definition(
            "import sys\ndef m():\n    print('a', 1)\n    sys.stdout.write('b')\n    print('', end='c')\n    puts('d')"
        ),
        run.context(),
    )
    assert sorted(run.lines) == ["a 1", "bc", "d"]
    assert capsys.readouterr().out == ""
    print("ours")
    assert capsys.readouterr().out == "ours\n"
    assert type(sys.stdout).__name__ != "_ByThread"


def test_who_is_told_of_a_line_may_print_it(run: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    run.session.console = lambda line: sys.stderr.write(f"told: {line}\n") and None
    called(definition("def m():\n    print('a')\n    puts('b')\n    now()\n    print('c')"), run.context())
    assert capsys.readouterr() == ("", "told: a\ntold: b\ntold: c\n")


# Being stopped


def cancelled_once(started: threading.Event, run: Desk, function: Lambda) -> tuple[BaseException, float]:
    """Call a function, cancel once it `started`, and what came of it, with the seconds that took."""
    caught: list[BaseException] = []

    def work() -> None:
        try:
            function.call_strict(run.context(), [])
        except BaseException as error:  # noqa: BLE001
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert started.wait(10)
    began = time.monotonic()
    run.session.scope.cancel()
    thread.join(10)
    return caught[0], time.monotonic() - began


def cancelled(run: Desk, body: str, entry: str = "m") -> tuple[BaseException, float]:
    """Start `m`, cancel once it printed, and what came of it, with the seconds that took."""
    started = threading.Event()
    run.session.console = lambda _line: started.set()
    function = method(definition(body, entry))
    return cancelled_once(started, run, function)


def gone(name: str = "definition-methods.m") -> bool:
    """Whether the author's thread ends."""
    deadline = time.monotonic() + 10
    while any(thread.name == name for thread in threading.enumerate()):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


@pytest.mark.parametrize(
    "body",
    [
        "def m():\n    print('on')\n    while True: pass",
        "def m():\n    print('on')\n    while True:\n        try:\n            while True: pass\n        except Exception:\n            pass",
        "def m():\n    print('on')\n    n = 0\n    while n < 5:\n        try:\n            while True: pass\n        except BaseException:\n            n += 1",
        "def m():\n    print('on')\n    try:\n        while True: pass\n    finally:\n        x = 1",
        "def m():\n    print('on')\n    sleep(3600)",
        "def m():\n    print('on')\n    while True:\n        try:\n            now()\n        except Exception:\n            pass",
        "def m():\n    while True: print('on')",
        "def g():\n    while True: yield 1\ndef m():\n    print('on')\n    sum(g())",
    ],
)
def test_python_code_is_stopped(run: Desk, body: str) -> None:
    error, _ = cancelled(run, body)
    assert type(error) in (Cancelled, LeftBehind)
    assert gone()
    assert gone("definition-stop")


def test_a_call_that_blocks_is_left_behind_with_a_message(run: Desk) -> None:
    body = "GATE = threading.Event()\nfrom _thread import allocate_lock\nL = allocate_lock()\nL.acquire()\ndef m():\n    print('on')\n    L.acquire()\n    get('http://127.0.0.1:1/')"
    source = definition(body)
    function = method(source)
    lock = function.invoke.__closure__  # the author's lock is reached through the function
    assert lock is not None
    started = threading.Event()
    run.session.console = lambda _line: started.set()
    error, _ = cancelled_once(started, run, function)
    assert type(error) is LeftBehind
    assert "methods.m was waiting in a call that cannot be interrupted" in error.hint
    author = next(cell.cell_contents for cell in lock if getattr(cell.cell_contents, "__name__", "") == "m")
    author.__globals__["L"].release()
    assert gone()


def test_nothing_strikes_while_our_code_holds_a_lock(run: Desk) -> None:
    """The console stands for any code of ours: it is entered at every step, and never torn."""
    lock, entered, torn = threading.Lock(), threading.Event(), []

    def console(_line: str) -> None:
        with lock:
            entered.set()
            try:
                for _ in range(200):
                    time.sleep(0)
            except BaseException as error:
                torn.append(error)
                raise

    run.session.console = console
    function = method(
        definition(
            "def m():\n    while True:\n        try:\n            puts('x')\n        except BaseException:\n            for _ in range(3): pass\n            raise"
        )
    )
    cancelled_once(entered, run, function)
    assert gone()
    assert torn == []
    assert not lock.locked()


def test_later_calls_of_a_cancelled_lambda_raise_again(run: Desk) -> None:
    body = "SEEN = []\ndef m():\n    try:\n        print('on')\n        while True: pass\n    except BaseException:\n        try:\n            uuid()\n        except BaseException as e:\n            SEEN.append(type(e).__name__)\n            raise"
    cancelled(run, body)
    assert gone()


def test_threads_of_the_author(run: Desk) -> None:
    body = """
import contextvars
def m():
    found = []
    def plain():
        try:
            uuid()
        except Exception as e:
            found.append(type(e).__name__)
    def copied():
        found.append(len(uuid()))
    for target in (plain, lambda: context.run(copied)):
        context = contextvars.copy_context()
        thread = threading.Thread(target=target)
        thread.start()
        thread.join()
    return found
"""
    assert called(definition(body), run.context()) == ["OutsideLambda", 36]


def test_a_function_called_from_outside_says_so() -> None:
    from authbench.sdk import OutsideLambda, get, headers, now, workato

    calls: list[Callable[[], Any]] = [lambda: get("/"), lambda: headers(a=1), now, lambda: workato.uuid()]
    for one in calls:
        with pytest.raises(OutsideLambda) as caught:
            one()
        assert caught.value.code == "outside_lambda"
        assert caught.value.hint


def test_loading_many_leaves_no_threads() -> None:
    before = threading.active_count()
    for _ in range(20):
        trusted("connector = {'title': 'T', 'methods': {'m': lambda: 1}}")
    assert gone("definition-the definition's top level")
    assert threading.active_count() <= before


def test_a_lambda_that_belongs_to_no_run_has_a_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    from authbench.sdk.author import running
    from support.sdk_runs import desk

    monkeypatch.setattr(running, "FORM_SECONDS", 0.2)
    with desk(run_id="") as form, pytest.raises(AuthbenchError) as caught:
        called(definition("def m():\n    while True: pass"), form.context())
    assert caught.value.code == "limit_exceeded"
    assert caught.value.location is not None
    assert caught.value.location.path == "methods.m"
    assert gone()


@pytest.mark.parametrize(
    "thrown",
    [
        "Loud(TypeError)",
        "Loud(ConnectorError)",
        "Loud(Exception)",
        "SyntaxError('x', ('f', 'line', 'column', 3))",
    ],
)
def test_an_exception_that_fails_to_show_itself_is_an_error_like_others(run: Desk, thrown: str) -> None:
    body = f"""
from authbench.sdk import ConnectorError
def Loud(base):
    class Made(base):
        def __init__(self): pass
        def __str__(self): raise SystemExit(3)
    return Made()
def m():
    raise {thrown}
"""
    with pytest.raises(AuthbenchError) as caught:
        called(definition(body), run.context())
    assert caught.value.code == "lambda_error"


def test_a_cause_that_fails_to_show_itself_is_left_out(run: Desk) -> None:
    body = """
class Loud(Exception):
    def __str__(self): raise SystemExit(3)
def m():
    raise ValueError('a') from Loud()
"""
    with pytest.raises(AuthbenchError) as caught:
        called(definition(body), run.context())
    assert caught.value.code == "lambda_error"


@pytest.mark.parametrize(
    ("made", "plain"),
    [
        ("type('I', (int,), {'__str__': bad, '__add__': bad})(5)", 5),
        ("type('F', (float,), {'__str__': bad})(1.5)", 1.5),
        ("type('B', (bytes,), {'decode': bad})(b'b')", b"b"),
        ("type('S', (str,), {'encode': bad, '__str__': bad})('s')", "s"),
        ("type('D', (datetime.date,), {'isoformat': bad})(2024, 2, 29)", date(2024, 2, 29)),
        ("type('T', (datetime.datetime,), {'isoformat': bad})(2024, 2, 29, 1)", datetime(2024, 2, 29, 1)),
        (
            "datetime.datetime(2024, 2, 29, 1, tzinfo=type('Z', (datetime.tzinfo,), {'utcoffset': lambda *_: datetime.timedelta(hours=2)})())",
            datetime(2024, 2, 29, 1, tzinfo=timezone(timedelta(hours=2))),
        ),
        ("type('N', (decimal.Decimal,), {'__str__': bad})('1.50')", Decimal("1.50")),
    ],
)
def test_values_of_derived_classes_become_plain(run: Desk, made: str, plain: Any) -> None:
    body = f"import datetime, decimal\ndef bad(*_): raise SystemExit(3)\ndef m(): return {made}"
    value = called(definition(body), run.context())
    assert type(value) is type(plain)
    assert value == plain
    assert type(getattr(value, "tzinfo", None)) is type(getattr(plain, "tzinfo", None))


@pytest.mark.parametrize("kind", ["int", "str", "float"])
def test_what_claims_to_be_of_a_plain_class_is_not_believed(run: Desk, kind: str) -> None:
    body = f"class Made:\n    __class__ = property(lambda self: {kind})\ndef m(): return Made()"
    with pytest.raises(NotPlain, match="is of type Made"):
        called(definition(body), run.context())


def test_nothing_strikes_around_the_authors_code() -> None:
    """Where the standard streams are put back, however late the code is told to stop."""
    turns: list[Turn | None] = []
    steps: list[Any] = []

    @contextmanager
    def around() -> Iterator[None]:
        yield
        turn = turns[0]
        assert turn is not None
        steps.append(turn.strike())
        steps.append(sum(1 for _ in range(10_000)))

    run_apart(lambda: turns.append(present_turn()), name="m", around=around)
    assert steps == [False, 10_000]


def test_many_cancels_leave_the_standard_streams_as_they_were() -> None:
    streams = sys.stdout, sys.stderr
    function = method(definition("def m():\n    while True: print('on')"))
    for _ in range(30):
        with desk() as run:
            threading.Timer(0.002, run.session.scope.cancel).start()
            with pytest.raises(Cancelled):
                function.call_strict(run.context(), [])
    assert gone()
    assert (sys.stdout, sys.stderr) == streams
