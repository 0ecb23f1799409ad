"""Every method that the tables offer and a real Ruby has is called by at least one compared expression.

The expressions of `vectors/` run in an evaluator that notes which method of which table it called. What a
real Ruby with ActiveSupport does not have is the SDK's own and tested in `test_methods_sdk.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from authbench.errors import AuthbenchError
from authbench.ruby import Interpreter, parse
from authbench.ruby.dispatch import Method, method_table_for, table_named
from authbench.ruby.methods import MODULES
from support.ruby_oracle import RubyOracle

VECTORS = Path(__file__).parent / "vectors"

# Tables whose name is not the Ruby expression that answers with their methods.
RECEIVERS = {
    "Boolean": "true.methods",
    "NilClass": "nil.methods",
    "Kernel.": "Kernel.private_instance_methods + Kernel.methods",
    "Class": "String.methods",
    "Duration": "1.hour.methods",
    "ActiveSupport::Duration.": "ActiveSupport::Duration.methods",
    "ActiveSupport::TimeZone": "Time.zone.methods",
    "Struct class": "Struct.new(:a).methods",
    "Digest::Instance": "Digest::SHA256.new.methods",
    "ERB::Util.": "ERB::Util.methods",
    "SecureRandom.": "SecureRandom.methods",
    "Random.": "Random.methods",
}

# Their values differ from one call to the next, or from one process to the next.
NOT_COMPARABLE = {
    "Kernel.": {"rand", "sleep", "puts", "print", "p", "pp"},
    "SecureRandom.": {"uuid", "hex", "random_bytes", "bytes", "base64", "urlsafe_base64", "alphanumeric",
                      "base36", "base58", "random_number", "rand"},
    "Process.": {"clock_gettime"},
    # Needs a gem that Debian has apart.
    "Array": {"to_xml"},
    "Hash": {"to_xml"},
    "Object": {"display", "hash"},
    # The HTTP method of a failed request; Ruby has reflection under this name.
    "Exception": {"method"},
    # These need keys, which are made when the tests run: test_methods_openssl_keys.py.
    "OpenSSL::PKey::PKey": None,
    "OpenSSL::PKey::RSA": None,
    "OpenSSL::PKey::EC": None,
    "OpenSSL::X509::Certificate": None,
    "OpenSSL::X509::Name": None,
}  # fmt: skip


class Noting(Interpreter):
    """Notes each method that it calls."""

    called: set[Method]

    def invoke(self, method: Method, *rest: Any) -> Any:
        self.called.add(method)
        return super().invoke(method, *rest)

    def operate(self, a: Any, operator: str, b: Any, *rest: Any) -> Any:
        # Operators of core values are computed without a table.
        found = method_table_for(a).find(operator)
        if found is not None:
            self.called.add(found)
        return super().operate(a, operator, b, *rest)


def _snippets() -> list[str]:
    paths = [*VECTORS.glob("methods_*.txt"), VECTORS / "snippets.txt"]
    return [line for path in sorted(paths) for line in path.read_text("utf-8").splitlines() if line]


@cache
def called() -> frozenset[Method]:
    """The methods that the compared expressions call."""
    found: set[Method] = set()
    for snippet in _snippets():
        source = "{ run: lambda do\n" + snippet + "\nend }\n"
        try:
            interp = Noting(parse(source.encode("utf-8", "surrogateescape"), "definition.rb"))
            interp.called = found
            interp.inspect(interp.call(interp.definition().named("run")))
        except AuthbenchError:
            continue
    return frozenset(found)


def _names_in_ruby(oracle: RubyOracle, table: str) -> set[str]:
    if table in RECEIVERS:
        asked = RECEIVERS[table]
    elif table.endswith("."):
        asked = f"{table[:-1]}.methods"
    else:
        asked = f"{table}.instance_methods"
    answer = oracle.run(f"({asked}).join(' ')")
    return set((answer.text or "").split())


@pytest.mark.parametrize("name", sorted(MODULES))
def test_each_method_is_compared_with_ruby(rails_ruby: RubyOracle, name: str) -> None:
    table = table_named(name)
    assert table is not None
    left_out = NOT_COMPARABLE.get(name, set())
    if left_out is None:
        return
    own = {method for method in table.names() if table.find_own(method) is not None}
    shared = own & _names_in_ruby(rails_ruby, name) - left_out
    seen = called()
    missing = {method for method in shared if table.find_own(method) not in seen}
    assert not missing
