"""One connection as the window knows it: its profile, its form, and what goes on with it."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from authbench.connection.pausing import NO_PAUSES
from authbench.events import Outcome
from authbench_gui.activity.log_rows import Redaction
from authbench_gui.wording import ago
from authbench_gui.workspace.activity import Activity

if TYPE_CHECKING:
    from authbench.connection import Run
    from authbench.form import Form, FormChange
    from authbench.vault import Profile
    from authbench_gui.workspace.dynamic_fields import DynamicFields

EXPIRING_S = 300.0
TOKEN_REVOKED = "token_revoked"
"""What the last result says after a person had the provider end the token."""


class Status(StrEnum):
    """What the dot in the sidebar says."""

    NEVER = "never"
    CONNECTED = "connected"
    EXPIRING = "expiring"
    FAILED = "failed"
    RUNNING = "running"


class Connection(QObject):
    """State of one connection. The form is None until the definition and the values are loaded.

    Signals: `changed` - name, status or settings; `form_replaced` - there is another form;
    `form_changed` - values, visibility or problems of its rows; `edited` - a person changed a value;
    `tokens_changed` - a run or Disconnect may have changed what the keychain holds of a login.
    """

    changed = Signal()
    form_replaced = Signal()
    form_changed = Signal()
    edited = Signal()
    tokens_changed = Signal()

    def __init__(self, profile: Profile, redaction: Redaction, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.profile = profile
        self.activity = Activity(redaction, self)
        self.form: Form | None = None
        self.form_made_of = ("", 0)
        """The definition that the form was made of, and its revision."""
        self.form_wanted = ("", 0)
        """The definition that the form is being made of, and its revision."""
        self.dynamic: DynamicFields | None = None
        self.refresh_wanted = False
        self.refresh_at_once = False
        """Whether computed fields follow without a pause: something was chosen, or a field was left."""
        self._refresh_on_blur = False
        self.given: dict[str, Any] = {}
        self.values: dict[str, Any] | None = None
        self.saved: dict[str, Any] = {}
        """The values as last read or saved: what differs from them is to be saved."""
        self.kept_secret: frozenset[str] = frozenset()
        """Names whose values went to the keychain, for as long as the form does not know them: a program
        that may not run does not tell all of its fields."""
        self.has_tokens = False
        self.login_values: dict[str, Any] | None = None
        self.run: Run | None = None
        self.cancel_wanted = False
        self.pauses = NO_PAUSES
        """Where its runs pause, in this session."""
        self.authorization = profile.last.authorization if profile.last is not None else None

    @property
    def id(self) -> str:
        """The profile's id."""
        return self.profile.id

    @property
    def name(self) -> str:
        """What the person calls it."""
        return self.profile.name

    @property
    def ref(self) -> str:
        """Its definition: `demo:NAME` or a path."""
        return self.profile.connector

    @property
    def expires_at(self) -> datetime | None:
        """When the token in use ends, where that is known."""
        last = self.profile.last
        return last.expires_at if last is not None and self.has_worked else None

    @property
    def may_have_tokens(self) -> bool:
        """True if a login gave something, or if the definition has a step that can."""
        authorization = self.form.authorization() if self.form is not None else None
        return self.has_tokens or (authorization is not None and authorization.reauthorizable)

    @property
    def has_worked(self) -> bool:
        """True if the last run went well."""
        return self.profile.last is not None and self.profile.last.outcome == Outcome.OK

    @property
    def is_revoked(self) -> bool:
        """True if the last that happened is that the provider ended the token, as a person wanted."""
        return self.profile.last is not None and self.profile.last.detail == TOKEN_REVOKED

    def status(self, now: datetime | None = None) -> Status:
        """The state that the dot shows."""
        if self.activity.running:
            return Status.RUNNING
        if self.profile.last is None:
            return Status.NEVER
        if not self.has_worked:
            return Status.FAILED
        expires = self.expires_at
        if expires is not None and (expires - (now or datetime.now(UTC))).total_seconds() < EXPIRING_S:
            return Status.EXPIRING
        return Status.CONNECTED

    def story(self, now: datetime | None = None) -> str:
        """The second line in the sidebar: what happened last, in a few words."""
        moment = now or datetime.now(UTC)
        last = self.profile.last
        match self.status(moment):
            case Status.RUNNING:
                run = self.activity.run
                if run is not None and run.paused_at is not None:
                    return "paused"
                waiting = run is not None and run.waiting_since is not None
                return "waiting for the browser" if waiting else "running"
            case Status.NEVER:
                return "never tested"
            case Status.FAILED:
                at = last.at if last is not None else None
                said = "token revoked" if self.is_revoked else "failed"
                return f"{said} {ago(at, moment)}" if at is not None else said
            case Status.EXPIRING:
                expires = self.expires_at
                left = (expires - moment).total_seconds() if expires is not None else 0.0
                return "token expired" if left <= 0 else f"expires in {max(1, round(left / 60))} min"
            case Status.CONNECTED:
                return ""

    def set_value(self, path: str, value: Any) -> None:
        """A person changed a field."""
        if self.form is None:
            return
        self._follow(self.form.set(path, value))

    def toggle_field(self, path: str) -> None:
        """A person swapped the two ways to enter a field."""
        if self.form is not None:
            self._follow(self.form.toggle(path))

    def _follow(self, change: FormChange) -> None:
        self.refresh_wanted |= change.needs_refresh
        if change.needs_refresh:
            self._refresh_on_blur = change.on_blur
            self.refresh_at_once = change.chosen
        self.form_changed.emit()
        self.edited.emit()

    def left_field(self, path: str) -> None:
        """The focus has left a field: it shows what is wrong with it, and computed fields that waited for it
        may follow."""
        if self.form is not None and self.form.leave(path).paths:
            self.form_changed.emit()
        if self._refresh_on_blur:
            self._refresh_on_blur = False
            self.refresh_at_once = True
            self.edited.emit()
        elif self.dynamic is not None:
            self.dynamic.hurry()

    @property
    def refresh_due(self) -> bool:
        """Whether dynamic fields are to be evaluated again now."""
        return self.refresh_wanted and not self._refresh_on_blur

    def own_values(self) -> dict[str, Any]:
        """What is to be kept: all that was typed, less what a sample brings along anyway."""
        values = self.form.values() if self.form is not None else {}
        return {
            name: value
            for name, value in values.items()
            if name not in self.given or value != self.given[name]
        }

    def secret_names(self) -> frozenset[str]:
        """Names of values that belong in the keychain."""
        if self.form is None:
            return self.kept_secret
        return self.form.secret_names() | (self.kept_secret & self.form.unknown_values().keys())

    def edited_since_login(self) -> list[str]:
        """Labels of fields that differ from when the tokens in use were obtained."""
        if self.form is None or not self.has_tokens or self.login_values is None:
            return []
        now = self.form.values()
        changed = {
            name for name in {*now, *self.login_values} if now.get(name) != self.login_values.get(name)
        }
        return [row.field.label for row in self.form.rows if row.visible and row.field.name in changed]
