"""The closed list of error codes and its documentation say the same."""

from __future__ import annotations

import re
from pathlib import Path

from authbench.errors import Code

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "errors.md"


def test_every_code_is_documented_and_no_other() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", DOCUMENT.read_text(), re.MULTILINE)
    assert documented == [code.value for code in Code]
