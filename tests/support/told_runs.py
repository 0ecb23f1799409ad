"""A run that has something to tell in every section of the bar below the log's head."""

from __future__ import annotations

import secrets

from authbench.errors import Location
from authbench.events import (
    ConsoleLine,
    NoteAdded,
    RedirectIgnored,
    RenewalTriggered,
    SettingsChanged,
    SettingsSeen,
    StepName,
)
from support.gui_fake_engine import ScriptedRun

PLACE = Location("connector.rb", 4, 5, "connection.authorization.refresh_on")


class Told:
    """A run with something in every section."""

    def __init__(self) -> None:
        self.first, self.second = secrets.token_urlsafe(30), secrets.token_urlsafe(30)
        self.hidden = secrets.token_urlsafe(24)
        self.exchanges: list[int] = []

    def __call__(self, run: ScriptedRun) -> None:
        record = run._journal.record
        run.learn(self.first, "access token")
        run.begin(StepName.FIELDS, StepName.TEST)
        record(SettingsSeen(run.id, {"region": "eu", "access_token": self.first, "deep": {"a": [1, None]}}))
        refused = run.exchange(status=401)
        record(RenewalTriggered(run.id, "refresh_on", "401", "status", refused.id, PLACE))
        run.step(StepName.TEST, "GET 401", expected=True)
        renewed = run.exchange(step="refresh", method="POST", url="https://id.example/token")
        run.learn(self.second, "access token")
        run.step(StepName.REFRESH, "POST 200", elapsed=0.037)
        record(SettingsChanged(run.id, ("access_token", "expires_in")))
        record(ConsoleLine(run.id, f"token is {self.second}"))
        record(ConsoleLine(run.id, "one\ntwo"))
        record(NoteAdded(run.id, "cloud_redirect_uri", "Register the other one too.", PLACE))
        record(NoteAdded(run.id, "empty_client_secret", "An empty secret was sent.", None, renewed.id))
        record(RedirectIgnored(run.id, "a favicon"))
        again = run.exchange()
        run.step(StepName.TEST, "GET 200")
        after = {"region": "eu", "access_token": self.second, "deep": {"a": [1, None]}, "expires_in": 3600}
        record(SettingsSeen(run.id, after, final=True))
        self.exchanges = [refused.id, renewed.id, again.id]
        run.finish()
