"""Account properties and lookup tables that a Python definition asks for by name."""

from __future__ import annotations

from pathlib import Path

from authbench.definition import load
from authbench.definition.project import AskedNames
from authbench.definition.python.asked import asked_names

SOURCE = """
from authbench import sdk
from authbench.sdk import account_property, lookup
import beside

connector = {
    "title": "T",
    "connection": {"base_uri": lambda c: "https://" + account_property("host")},
    "test": lambda c: [sdk.lookup("Beds", a=1), lookup(5), account_property(name), workato.net.lookup("x", "A")],
}
"""


def test_names_are_found_without_running_anything(tmp_path: Path) -> None:
    (tmp_path / "connector.py").write_text(SOURCE)
    (tmp_path / "beside.py").write_text("def secret():\n    return account_property('from_beside')\n")
    connector = load(tmp_path / "connector.py").connector
    assert connector is not None
    found = connector.asked()
    assert found == AskedNames(("host", "from_beside"), ("Beds", "5"))


def test_what_is_no_python_or_names_nothing_asks_for_nothing() -> None:
    assert (
        asked_names([b"def (: lookup('x')", b"x = 'account_property(1)'", b"lookup(*a)", b"lookup()"])
        == AskedNames()
    )
