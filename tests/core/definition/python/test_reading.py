"""Reading a definition in Python without running it."""

from __future__ import annotations

import sys
import tracemalloc
from pathlib import Path

import pytest

from authbench.definition import DefinitionNotReadable, Lambda, Loaded, load
from authbench.definition.trust import ALWAYS, TrustRequired
from authbench.demo import sample_path, samples
from authbench.errors import Code
from support.python_definitions import at, codes, read, written
from support.sdk_runs import desk


def test_nothing_of_the_file_runs(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    path = written(
        tmp_path / "d",
        f"""
        import helpers
        open({str(marker)!r}, "w")
        @helpers.decorate
        def test(connection): pass
        connector = {{"title": "T", "test": test}}
        """,
        helpers=f"open({str(marker)!r}, 'w')\n",
    )
    before = set(sys.modules)
    loaded = load(path)
    assert not marker.exists()
    assert not [name for name in set(sys.modules) - before if "helpers" in name]
    assert loaded.trust is not None
    assert not loaded.trust.granted
    assert not list(tmp_path.rglob("__pycache__"))


def test_a_lambda_asks_for_trust() -> None:
    loaded = read('def test(connection): return 1\nconnector = {"title": "T", "test": test}')
    assert loaded.connector is not None
    assert loaded.connector.test is not None
    assert str(loaded.connector.test.location) == "connector.py:1:1"
    with desk() as run, pytest.raises(TrustRequired) as caught:
        loaded.connector.test.call(run.context(), {})
    assert caught.value.code == Code.TRUST_REQUIRED
    assert "--trust" in (caught.value.hint or "")


@pytest.mark.parametrize("name", [sample.name for sample in samples()])
def test_reading_and_running_a_sample_give_the_same(name: str) -> None:
    path = sample_path(name, "python")
    read_only, run = load(path), load(path, trust=ALWAYS)
    assert _shape(read_only) == _shape(run)
    assert read_only.problems == run.problems


def _shape(loaded: Loaded) -> object:
    connector = loaded.connector
    assert connector is not None

    def told(value: object) -> object:
        if isinstance(value, Lambda):
            return (value.path, str(value.location), value.count())
        return getattr(value, "source", value)

    def authorization(one: object) -> dict[str, object]:
        slots = {name: getattr(one, name) for name in type(one).__slots__}  # type: ignore[attr-defined]
        slots["options"] = {key: authorization(option) for key, option in (slots["options"] or {}).items()}
        for name in ("refresh_on", "detect_on"):
            slots[name] = [told(signal) for signal in slots[name]]
        return {name: told(value) for name, value in slots.items()}

    return (
        connector.title,
        connector.fields,
        authorization(connector.authorization),
        told(connector.base_uri),
        told(connector.test),
        {name: told(method) for name, method in connector.methods.items()},
        {name: told(choices) for name, choices in connector.pick_lists.items()},
    )


def test_values_are_put_together_from_literals_and_names_bound_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        import re
        import fields as more
        from fields import COMMON, apply
        import textwrap
        HOST: str = "example"
        KEY = {"name": "key", "control_type": "password"}
        connector = dict(
            title=f"The {HOST}" + " one",
            connection={
                "fields": [KEY, *COMMON, {**more.LAST, "hint": textwrap.dedent("  a")}],
                "authorization": {"type": "custom_auth", "apply": apply, "refresh_on": [401, re.compile("No", re.I | re.M)]},
            },
        )
        connector["test"] = lambda connection, **rest: 1
        """,
        fields="""
        COMMON = ({"name": "common"},)
        LAST = {"name": "last", "default": -1}
        def apply(connection, token, *rest, kind=None): pass
        """,
    )
    loaded = load(path)
    assert codes(loaded) == []
    connector = loaded.connector
    assert connector is not None
    assert connector.title == "The example one"
    assert isinstance(connector.fields, tuple)
    assert [(field.name, field.default, field.hint) for field in connector.fields] == [
        ("key", None, ""),
        ("common", None, ""),
        ("last", -1, "a"),
    ]
    apply = connector.authorization.apply
    assert apply is not None
    assert (apply.parameter_count, apply.required_count) == (3, 2)
    assert str(apply.location) == f"{tmp_path / 'fields.py'}:4:1"
    assert [getattr(one, "source", one) for one in connector.authorization.refresh_on] == [401, "/No/im"]
    assert connector.test is not None


def test_what_reading_cannot_tell_is_said_and_nothing_else_is_made_of_it() -> None:
    loaded = read(
        """
        import os
        def fields(): return []
        connector = {
            "title": os.environ["T"],
            "connection": {
                "fields": [{"name": "a"}, *fields()],
                "authorization": {"type": "custom_auth", "apply": make()},
                "base_uri": os.environ.get("U"),
            },
            "test": make(),
        }
        def make(): return lambda connection: 1
        """
    )
    unread = [problem for problem in loaded.problems if problem.code == "not_read_statically"]
    assert [(str(problem.location), problem.path) for problem in unread] == [
        ("connector.py:5:14", "title"),
        ("connector.py:7:35", "connection.fields"),
    ]
    assert {problem.severity for problem in unread} == {"info"}
    assert codes(loaded) == ["not_read_statically"] * 2
    assert loaded.connector is not None
    assert loaded.connector.test is not None
    assert loaded.connector.authorization.apply is not None


def test_a_connector_that_is_computed_is_known_once_it_runs() -> None:
    source = "def build(): return {'title': 'Built', 'test': lambda connection: 1}\nconnector = build()\n"
    assert codes(read(source)) == ["not_read_statically"]
    run = load("connector.py", source=source.encode(), trust=ALWAYS)
    assert run.connector is not None
    assert run.connector.title == "Built"


@pytest.mark.parametrize(
    ("source", "code", "place", "fix"),
    [
        ("connectr = {'connection': {}}", "connector_missing", "1:12", "Rename 'connectr' to 'connector'."),
        ("CONFIG = {'connection': {}}", "connector_missing", "1:10", "Rename 'CONFIG' to 'connector'."),
        ("x = 1", "connector_missing", "1:1", 'Write connector = {"title": "…", …}.'),
        (
            "connector = {\n    'title': 'T',\n    'conection': {},\n}",
            "unknown_key",
            "3:5",
            "Did you mean 'connection'?",
        ),
        (
            "connector = {'title': 'T', 'test': 'x'}",
            "wrong_type",
            "1:28",
            'Write "test": lambda connection: ….',
        ),
        (
            "from authbench.sdk import get, haeders\nconnector = {'test': lambda c: get('')}",
            "unknown_sdk_name",
            "1:32",
            "Did you mean 'headers'?",
        ),
        ("connector = ['T']", "wrong_type", "1:13", 'Write connector = {"title": "…", …}.'),
        ("def connector(): return {}", "wrong_type", "1:1", 'Write connector = {"title": "…", …}.'),
        (
            "from authbench import sdk\nconnector = {'test': lambda c: sdk.gett('/')}",
            "unknown_sdk_name",
            "2:32",
            "Did you mean 'get'?",
        ),
        (
            "from authbench.sdk import get\nconnector = {'test': lambda c: get('/').headers(a=1).parms(b=2)}",
            "unknown_sdk_name",
            "2:32",
            "Did you mean 'params'?",
        ),
        (
            "connector = {'test': lambda c: get('/')}",
            "undefined_name",
            "1:32",
            "Add get to the import: from authbench.sdk import get.",
        ),
        (
            "def t(conection):\n    return connection['a']\nconnector = {'test': t}",
            "undefined_name",
            "2:12",
            None,
        ),
        ("connector = {'test': lambda c: nil}", "undefined_name", "1:32", "In Python it is None."),
        (
            "def t(c): return 1\nconnector = {'test': t({})}",
            "lambda_called",
            "2:22",
            'Write "test": t.',
        ),
        (
            "from authbench.sdk import get\nME = get('/me')\nconnector = {'test': lambda c: ME}",
            "outside_lambda",
            "2:6",
            "Call it inside a function, or behind lambda connection: ….",
        ),
        (
            "from authbench.sdk import call\nconnector = {'test': lambda c: call('pign'), 'methods': {'ping': lambda: 1}}",
            "method_missing",
            "2:32",
            "Did you mean 'ping'?",
        ),
        (
            "async def t(c): return 1\nconnector = {'test': t}",
            "async_function",
            "1:1",
            "Write def without async; requests need no await.",
        ),
        (
            "connector = {'test': lambda a, b, c: 1}",
            "too_many_parameters",
            "1:14",
            "Give the surplus parameters defaults or remove them.",
        ),
        (
            "import re\nconnector = {'connection': {'authorization': {'refresh_on': re.compile('(')}}}",
            "invalid_pattern",
            "2:72",
            None,
        ),
        (
            "connector = {'connection': {'fields': [{'name': 'a', 'control_type': 'selct'}]}}",
            "unknown_control_type",
            "1:54",
            "Did you mean 'select'?",
        ),
        (
            "connector = {'connection': {'authorization': {'type': 'custom_auth', 'refresh_on': ['401']}}}",
            "refresh_on_never",
            "1:70",
            "Write 401 without quotes.",
        ),
    ],
)
def test_mistakes_are_named_where_they_are(source: str, code: str, place: str, fix: str | None) -> None:
    loaded = read(source)
    assert code in codes(loaded)
    assert at(loaded, code) == place
    problem = next(problem for problem in loaded.problems if problem.code == code)
    if fix is not None:
        assert problem.fix == fix
    assert "hash" not in problem.message


@pytest.mark.parametrize(
    "source",
    [
        "def t(c):\n    total = 0\n    def inner():\n        nonlocal total\n        total += 1\n    inner()\n    return total",
        "def t(c):\n    return [x for row in c for x in row if (y := x)] + [y]",
        "def t(c):\n    match c:\n        case {'a': a, **rest}:\n            return a, rest\n        case [first, *others]:\n            return first, others\n        case str() as text:\n            return text",
        "class K:\n    A = 1\n    B = [a for a in A]\n    def m(self):\n        return __class__\ndef t(c): return K",
        "def t(c):\n    try:\n        import json as j\n    except ImportError as e:\n        return e\n    with open('x') as f, open('y') as g:\n        return j, f, g\n",
        "def t(c, *a, k=1, **kw):\n    global G\n    G = 1\n    return G, a, k, kw, __file__, __name__\ndef u(): return G",
        "from os import *\ndef t(c): return anything",
        "def t(c):\n    return {k: v for k, v in c.items()}, (lambda q: q)(1), f'{c!r:>{len(c)}}'",
    ],
)
def test_names_that_something_binds_are_not_complained_about(source: str) -> None:
    assert "undefined_name" not in codes(read(f"{source}\nconnector = {{'title': 'T', 'test': t}}"))


@pytest.mark.parametrize(
    ("source", "place", "message", "hint"),
    [
        ("connector = {\n    'a': 1\n    'b': 2\n}", "2:10", "forgot a comma", "comma"),
        ("connector = {\n    'a': {}\n    'b': {}\n}", "2:10", "forgot a comma", "comma"),
        ("connector = {\n    'a': 'x'\n\n    'b': 'y',\n}", "2:13", "invalid syntax", "comma"),
        ("connector = {'a': 1", "1:13", "never closed", "Close this bracket"),
        ("def f():\n\treturn 1\n        return 2\n", "3:1", "TabError", "blanks"),
        ("def f():\nreturn 1\n", "2:1", "expected an indented block", "Indent"),
        ("x = 1\n  y = 2\n", "2:2", "unexpected indent", "indentation"),
        ("connector = {'a' => 1}", "1:18", "SyntaxError", "Ruby"),
        ("def f(a, a): pass", "1:10", "duplicate argument", "Look"),
        ("x = 'abc\n", "1:5", "unterminated", "quote"),
    ],
)
def test_a_syntax_error_has_its_place_and_likely_cause(
    source: str, place: str, message: str, hint: str
) -> None:
    loaded = read(source)
    assert loaded.connector is None
    assert codes(loaded) == ["syntax_error"]
    problem = loaded.problems[0]
    assert message in problem.message
    assert hint in (problem.fix or "")
    assert problem.location is not None
    assert f"{problem.location.line}:{problem.location.column}" == place
    assert problem.location.source is not None


@pytest.mark.parametrize(
    "content",
    [
        b"x = 1\0",
        b"# coding: rot13\nk = 1",
        b"# coding: utf-7\nk = 1",
        b"# coding: no-such\nk = 1",
        b"\xff\xfe\x00",
        b"x = '\xe4'",
        b"(" * 100_000,
        b"x = " + b"[" * 90 + b"]" * 90 + b"\n" + b"(" * 5000,
        b"x = " + b"-" * 200_000 + b"1",
        b"x = " + b"+".join([b"1"] * 100_000),
        b"x = a" + b".a" * 100_000,
        b"if 1:\n" * 5000,
        b"".join(b" " * depth + b"if 1:\n" for depth in range(200)),
        b"x = f'{" * 200,
    ],
    ids=lambda content: content[:12].decode("latin-1") + str(len(content)),
)
def test_hostile_bytes_are_a_syntax_error(content: bytes) -> None:
    loaded = load("connector.py", source=content)
    assert loaded.connector is None
    assert codes(loaded) == ["syntax_error"]


@pytest.mark.parametrize(
    "source",
    [
        "connector = {'title': connector}",
        "a = b\nb = a\nconnector = {'title': a}",
        "a = ['x']\n"
        + "".join(f"a{n} = [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)).replace("a0", "a")
        + "connector = {'connection': {'fields': a59}}",
        "a0 = 'x'\n"
        + "".join(f"a{n} = a{n - 1} + a{n - 1}\n" for n in range(1, 60))
        + "connector = {'title': a59}",
        "x = {}\nx['a'] = x\nconnector = x",
        "connector = " + "{'a': " * 80 + "1" + "}" * 80,
    ],
)
def test_names_that_mean_themselves_or_too_much_end(source: str) -> None:
    assert load("connector.py", source=source.encode()).problems


def test_columns_count_characters() -> None:
    loaded = read("connector = {'title': 'ä😀', 'tset': 1, 'test': lambda c: 1}")
    assert at(loaded, "unknown_key") == "1:29"


def test_ruby_files_pay_for_none_of_this() -> None:
    import subprocess

    code = (
        "import sys\n"
        "from authbench.definition import load\n"
        "load('c.rb', source=b\"{ title: 'T' }\")\n"
        "print([name for name in sys.modules if '.python' in name or 'sdk.author' in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_file_too_large_to_be_looked_into_is_refused() -> None:
    with pytest.raises(DefinitionNotReadable, match="larger than 512 KB"):
        load("connector.py", source=b"#" * (512 * 1024 + 1))


def test_what_cannot_be_read_is_not_named_without_end() -> None:
    loaded = read("connector = {'title': 'T', 'x': [" + "f()," * 2000 + "]}")
    assert codes(loaded).count("not_read_statically") == 100
    names = read(
        "def t(c): return [" + ",".join(f"unbound{n}" for n in range(500)) + "]\nconnector = {'test': t}"
    )
    assert codes(names).count("undefined_name") == 50


LONG = "a" * 200_000


@pytest.mark.parametrize(
    "item", ["X.upper()", "X + X", "f'{X}{X}'", "''.join([X, X])", "textwrap.dedent(X)", "X.strip()"]
)
def test_texts_put_together_from_a_large_one_do_not_fill_the_memory(item: str) -> None:
    source = f"import textwrap\nX = 'b{LONG}'\nconnector = {{'title': 'T', 'x': [{(item + ',') * 300}]}}"
    tracemalloc.start()
    try:
        loaded = read(source)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "not_read_statically" in codes(loaded)
    # 300 of them would be 60 MB at least.
    assert peak < 40_000_000


@pytest.mark.parametrize(
    "source",
    [
        f"N = 0x{'f' * 10_000}\nconnector = {{'title': f'{{N}}'}}",
        f"connector = {{0x{'f' * 10_000}: 1}}",
        f"connector = {{'title': 'T', 'connection': {{'fields': [{{'name': 0x{'f' * 10_000}}}]}}}}",
    ],
)
def test_numbers_that_python_does_not_write_out_are_none(source: str) -> None:
    read(source)


def test_flags_of_a_pattern_may_be_a_long_chain() -> None:
    flags = "|".join(["re.I", "re.M"] * 1200)
    loaded = read(f"import re\nconnector = {{'title': 'T', 'x': re.compile('a', {flags})}}")
    assert "not_read_statically" not in codes(loaded)


def test_each_kind_of_missing_name_is_told_a_few_times() -> None:
    names = ",".join(f"nome{n}" for n in range(500))
    assert codes(read(f"from authbench.sdk import {names}\nconnector = {{}}")).count("unknown_sdk_name") == 50
    calls = ",".join(f"call('m{n}')" for n in range(500))
    loaded = read(f"from authbench.sdk import call\nconnector = {{'test': lambda: [{calls}]}}")
    assert codes(loaded).count("method_missing") == 50
