"""Asking Debian's Ruby what it makes of many inputs at once."""

from __future__ import annotations

import json
import subprocess
from typing import Any

_FRAME = """
require 'json'
%s
answers = JSON.parse(STDIN.read).map do |input|
  begin
    { 'ok' => (%s) }
  rescue StandardError => e
    { 'error' => e.message }
  end
end
puts JSON.generate(answers)
"""


def ask_ruby(expression: str, inputs: list[Any], *, requires: str = "") -> list[dict[str, Any]]:
    """For each input (a JSON value, named `input`): `{"ok": value}` or `{"error": message}`."""
    done = subprocess.run(
        ["ruby", "-W0", "-e", _FRAME % (requires, expression)],
        input=json.dumps(inputs),
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers
