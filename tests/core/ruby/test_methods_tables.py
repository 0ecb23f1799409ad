"""The tables as a whole: each loads under its name, and nothing in them leads out of the sandbox."""

from __future__ import annotations

import subprocess
import sys

import pytest

from authbench.ruby.dispatch import table_named
from authbench.ruby.methods import MODULES
from authbench.ruby.methods.known_names import KNOWN_NAMES

FORBIDDEN = frozenset(
    [
        "send",
        "__send__",
        "public_send",
        "method",
        "instance_eval",
        "instance_exec",
        "class_eval",
        "module_eval",
        "define_method",
        "binding",
        "const_get",
        "const_set",
        "eval",
        "exec",
        "system",
        "spawn",
        "fork",
        "open",
        "popen",
        "instance_variable_get",
        "instance_variable_set",
        "read",
        "write",
        "unlink",
        "delete_file",
        "chmod",
        "chown",
        "kill",
        "trap",
        "getenv",
        "load_file",
        "constantize",
        "safe_constantize",
    ]
)


ALLOWED = {
    # A failed request's exception says which HTTP method it was.
    "Exception": {"method"},
    # A key from its text, not from a file.
    "OpenSSL::PKey.": {"read"},
}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_each_table_loads_under_its_name(name: str) -> None:
    table = table_named(name)
    assert table is not None
    assert table.name == name
    assert table.names()


@pytest.mark.parametrize("name", sorted(MODULES))
def test_no_table_offers_reflection_processes_or_files(name: str) -> None:
    table = table_named(name)
    assert table is not None
    # What it inherits is looked at in the table that it inherits from.
    own = {method for method in table.names() if table.find_own(method) is not None}
    assert not (own & FORBIDDEN) - ALLOWED.get(name, set())


@pytest.mark.parametrize(
    ("table", "owners"),
    [
        ("String", ("String", "Comparable", "Object")),
        ("Array", ("Array", "Enumerable", "Object")),
        ("Hash", ("Hash", "Enumerable", "Object")),
        ("Integer", ("Integer", "Numeric", "Comparable", "Object")),
        ("Range", ("Range", "Enumerable", "Object")),
    ],
)
def test_tables_hold_only_what_ruby_and_its_extensions_know(table: str, owners: tuple[str, ...]) -> None:
    found = table_named(table)
    assert found is not None
    known = set().union(*(KNOWN_NAMES[owner] for owner in owners))
    assert found.names() - known == set()


@pytest.mark.parametrize(
    "owner", ["String", "Array", "Hash", "Integer", "Float", "Enumerable", "Regexp", "MatchData"]
)
def test_most_of_ruby_is_there(owner: str) -> None:
    table = table_named(owner)
    assert table is not None
    there = table.names()
    known = KNOWN_NAMES[owner]
    assert len(known & there) / len(known) > 0.7


def test_everyday_methods_load_no_heavy_module() -> None:
    code = (
        "import sys\n"
        "from authbench.ruby import Interpreter, parse\n"
        "p = parse(b\"{ r: lambda { { a: [1] }.merge(b: 'x'.encode_base64).to_param.gsub('a', 'b') } }\", 'd.rb')\n"
        "i = Interpreter(p)\n"
        "i.call(i.definition().named('r'))\n"
        "heavy = {'cryptography', 'zoneinfo', 'decimal_', 'httpx', 'yaml', 'asyncio'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
