"""Runs say where a definition leans on what the SDK's emulator does not do."""

from __future__ import annotations

from authbench.definition.deviations import DEVIATIONS
from authbench.events import NoteAdded, Outcome, RunKind
from authbench.journal.reveal import Reveal
from support.connection_runs import Bench, ScriptedApi


def notes(bench: Bench) -> dict[str, tuple[str, int | None]]:
    """Text and line of each note, by its code."""
    return {
        event.code: (event.text, event.location.line if event.location else None)
        for event in Reveal(bench.journal).events()
        if isinstance(event, NoteAdded)
    }


UNUSUAL = """{ title: 'Unusual', connection: {
  fields: ->(_c) { [{ name: 'user' }] },
  authorization: { type: 'custom_auth',
    acquire: ->(_c) { [post('https://api.test/login'), 'owner', { region: 'eu' }] },
    apply: ->(_c, token) { headers('X-Token' => token) } },
  test: -> { get('https://api.test/me') } } }
"""


def test_each_deviation_is_noted_once_with_its_place(bench: Bench, api: ScriptedApi) -> None:
    api.responses = [(401, {}), (200, {"access_token": "at"}), (200, {})]
    result = bench.run(RunKind.TEST, UNUSUAL, {}, api.origin)
    assert result.outcome is Outcome.OK, result.failure
    lines = {"callable-fields": 2, "acquire-list": 4, "apply-token": 5, "nested-test": 6}
    assert notes(bench) == {code: (DEVIATIONS[code].note, line) for code, line in lines.items()}


def test_a_plain_definition_has_no_notes(bench: Bench, api: ScriptedApi) -> None:
    plain = UNUSUAL.replace("fields: ->(_c) { [{ name: 'user' }] }", "fields: [{ name: 'user' }]")
    plain = plain.replace("type: 'custom_auth'", "type: 'oauth2'").replace("test: ->", "ignored: ->")
    plain = plain.rstrip()[:-1] + ", test: -> { get('https://api.test/me') } }"
    result = bench.run(RunKind.TEST, plain, {}, api.origin, stored={"access_token": "at"})
    assert result.outcome is Outcome.OK, result.failure
    assert notes(bench) == {}
