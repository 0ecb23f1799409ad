"""Where steps go elsewhere than before is said; the platform's own redirect once."""

from __future__ import annotations

from pathlib import Path

from authbench.events import NoteAdded, Outcome, RunKind
from authbench.journal.reveal import Reveal
from authbench.oauth import RedirectSettings
from support.allowing_browser import AllowingBrowser
from support.connection_runs import Bench, ScriptedApi, routes_for

SOURCE = """{ title: 'Moving', connection: { fields: [],
  authorization: { type: 'oauth2', client_id: 'cid', client_secret: 'client-secret-value',
    authorization_url: 'https://auth.test/authorize', token_url: 'https://auth.test/token',
    refresh_on: [401],
    apply: ->(c, token) { headers('Authorization' => "Bearer #{token}") } },
  base_uri: -> { 'https://api.test' } },
  test: ->(_c) { get('/me') } }
"""
EVIL = SOURCE.replace("token_url: 'https://auth.test", "token_url: 'https://evil.test")


def keep(bench: Bench) -> None:
    tokens = {"access_token": "token-0-aaaaaaaaaaaa", "refresh_token": "refresh-1-aaaaaaaaaa"}
    bench.secrets.put("connection", {"fields": {}, "tokens": tokens, "replaced": {}, "serial": 1})


def moved(bench: Bench, api: ScriptedApi, source: str) -> list[NoteAdded]:
    api.responses = [(200, {"access_token": "token-x-bbbbbbbbbbbb"})]
    seen = len(Reveal(bench.journal).events())
    result = bench.run(RunKind.REFRESH, source, {}, api.origin, routes=routes_for(source, api.origin))
    assert result.outcome is Outcome.OK, result.failure
    found = Reveal(bench.journal).events()[seen:]
    return [event for event in found if isinstance(event, NoteAdded) and event.code == "origin_changed"]


def test_another_token_endpoint_is_named_with_the_old_one(bench: Bench, api: ScriptedApi) -> None:
    keep(bench)
    assert moved(bench, api, SOURCE) == []  # Nothing is known of runs before.
    assert moved(bench, api, SOURCE) == []
    (note,) = moved(bench, api, EVIL)
    assert "https://evil.test" in note.text
    assert "https://auth.test" in note.text
    assert note.exchange_id == Reveal(bench.journal).exchanges()[-1].id
    assert note.location is not None
    assert note.location.path == "connection.authorization.token_url"
    assert moved(bench, api, EVIL) == []  # It is where the present tokens come from.


def test_the_vault_remembers_origins_only(bench: Bench, api: ScriptedApi) -> None:
    keep(bench)
    moved(bench, api, SOURCE)
    document = bench.secrets.get("connection")
    assert document is not None
    assert document["visited"] == {"refresh": ["https://auth.test"]}


def test_a_run_that_keeps_nothing_remembers_nothing(bench: Bench, api: ScriptedApi) -> None:
    stored = {"access_token": "a-aaaaaaaaaaaaaaa", "refresh_token": "r-aaaaaaaaaaaaaa"}
    for source in (SOURCE, EVIL):
        api.responses = [(200, {"access_token": "token-x-bbbbbbbbbbbb"})]
        bench.run(RunKind.REFRESH, source, {}, api.origin, stored=stored, connection_id=f"c{len(source)}")
    codes = [event.code for event in Reveal(bench.journal).events() if isinstance(event, NoteAdded)]
    assert "origin_changed" not in codes


def test_the_platforms_redirect_is_named_once_per_connection(tmp_path: Path, api: ScriptedApi) -> None:
    bench = Bench(tmp_path, browser=AllowingBrowser())
    try:
        counts = []
        for connection_id in ("one", "one", "two"):
            seen = len(Reveal(bench.journal).events())
            result = bench.run(RunKind.CONNECT, SOURCE, {}, api.origin, connection_id=connection_id)
            assert result.outcome is Outcome.OK, result.failure
            found = [
                event
                for event in Reveal(bench.journal).events()[seen:]
                if isinstance(event, NoteAdded) and event.code == "cloud_redirect_uri"
            ]
            counts.append(len(found))
            assert all("https://www.workato.com/oauth/callback" in note.text for note in found)
            assert all("http://localhost:" in note.text for note in found)
        assert counts == [1, 0, 1]
    finally:
        bench.close()


def test_a_redirect_to_the_platform_itself_needs_no_word(bench: Bench, api: ScriptedApi) -> None:
    result = bench.run(
        RunKind.CONNECT,
        SOURCE,
        {},
        api.origin,
        redirect=RedirectSettings.parse("https://www.workato.com/oauth/callback"),
        consent_timeout=0.3,
        open_browser=False,
    )
    assert result.failure is not None
    assert result.failure.code == "consent_timeout"
    codes = [event.code for event in Reveal(bench.journal).events() if isinstance(event, NoteAdded)]
    assert "cloud_redirect_uri" not in codes
