"""Which rule asked for new credentials, as the command line tells it."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest

from authbench.cli import main
from support.connection_runs import ScriptedApi

SOURCE = """{
  title: 'Acme',
  connection: {
    authorization: {
      type: 'custom_auth',
      acquire: lambda { |_c| post('%(origin)s/token') },
      refresh_on: [401],
      apply: lambda { |_c| headers('X-Key': 'k') }
    }
  },
  test: lambda { |_c| get('%(origin)s/me') }
}
"""


pytestmark = pytest.mark.usefixtures("home")


def test_the_document_and_the_narration_tell_of_a_renewal(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str]
) -> None:
    token = secrets.token_urlsafe(30)
    Path("connector.rb").write_text(SOURCE % {"origin": api.origin})
    answers = [(401, {"error": "no"}), (200, {"access_token": token}), (200, {})]
    api.responses = list(answers)
    assert main(["test", "--json", "--no-keychain"]) == 0
    document = json.loads(capsys.readouterr().out)
    (event,) = [each for each in document["events"] if each["kind"] == "renewal_triggered"]
    location = event.pop("location")
    assert event == {"kind": "renewal_triggered", "rule": "refresh_on", "pattern": "401", "matched": "status"}
    assert "connector.rb:7" in location
    assert document["settings_changed"] == ["access_token"]

    api.responses = list(answers)
    assert main(["test", "-v", "--no-keychain"]) == 0
    told = capsys.readouterr().err
    assert "Renewing: refresh_on 401 matched the status" in told.splitlines()
    assert token not in told

    api.responses = list(answers)
    assert main(["test", "--no-keychain"]) == 0
    assert "Renewing" not in capsys.readouterr().err
