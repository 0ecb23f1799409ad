"""The settings of a connection during a run: what the lambdas see, and what changes them.

One flat hash holds form values, tokens and all that acquire and refresh gave (SDK reference 1.4).
Lambdas get fresh copies; only results of acquire, refresh and token responses change it.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from authbench.connection.entry import Entry, EntryStore, fingerprint, timestamp
from authbench.connection.expiry import expiry_of
from authbench.connection.secrecy import secret_results
from authbench.events import Recorder, SecretLearned, SettingsChanged, SettingsSeen
from authbench.journal.secret_names import label_for

if TYPE_CHECKING:
    from authbench.connection.request import StandIn


class RunSettings:
    """The connection hash of one run, safe to read from any thread.

    `generation` counts changes; the vault's serial tells whether another run or process changed the
    tokens meanwhile (`adopt_newer`). `expires_at` is when the access token ends, as ISO 8601, where the
    last answer or the token itself tells. What stands in for kept settings is seen by lambdas and never
    kept.
    """

    def __init__(
        self,
        connection_id: str,
        run_id: str,
        values: Mapping[str, Any],
        entries: EntryStore,
        recorder: Recorder,
        *,
        stored: Mapping[str, Any] | None = None,
        save: bool = True,
        stand_in: StandIn | None = None,
        check: Callable[[], None] | None = None,
    ) -> None:
        self._connection_id = connection_id
        self._run_id = run_id
        self._values = copy.deepcopy(dict(values))
        self._entries = entries
        self._recorder = recorder
        self._save = save
        self._follows_vault = save and stored is None
        self._check = check
        self._lock = threading.Lock()
        self._changed: dict[str, None] = {}
        self.generation = 0
        entry = entries.read(connection_id, check) if stored is None else Entry(tokens=dict(stored))
        self._serial = entry.serial
        self._obtained_with = entry.obtained_with
        self.owner_id = entry.owner_id
        self.expires_at = entry.expires_at
        self._origins = dict(entry.origins)
        self._visited_before = dict(entry.visited)
        self._visited: dict[str, list[str]] = {}
        self._tokens = dict(stored) if stored is not None else entry.effective_tokens(self._values)
        self._standing_in: dict[str, Any] = {}
        if stand_in is not None:
            self._serial, self._standing_in = stand_in.serial, copy.deepcopy(dict(stand_in.values))
        self._learn(self._tokens)
        self._learn(self._standing_in)

    def snapshot(self) -> dict[str, Any]:
        """A fresh deep copy of the whole hash."""
        with self._lock:
            return copy.deepcopy(self._seen())

    def _seen(self) -> dict[str, Any]:
        hidden = [name for name, value in self._standing_in.items() if value is None]
        seen = {**self._values, **self._tokens, **self._standing_in}
        return {name: value for name, value in seen.items() if name not in hidden} if hidden else seen

    @property
    def has_tokens(self) -> bool:
        """Whether acquire, refresh or a token response ever gave something that is still in use."""
        with self._lock:
            return bool(self._tokens)

    @property
    def changed(self) -> tuple[str, ...]:
        """Names of the keys that this run changed, in order."""
        with self._lock:
            return tuple(self._changed)

    @property
    def credentials_changed(self) -> bool:
        """Whether the tokens in use were obtained with other field values than the present ones."""
        with self._lock:
            return bool(self._tokens) and self._obtained_with not in (None, fingerprint(self._values))

    def merge(
        self, changes: Mapping[str, Any], *, owner_id: str | None = None, step: str | None = None
    ) -> tuple[str, ...]:
        """Merge what acquire, refresh or a token response (the `step`) gave, and keep it in the vault.

        Times become ISO 8601 text; a blank refresh token never replaces a stored one (SDK reference
        3.9, 3.10). Returns the names that changed. Raises KeychainFailed.
        """
        storable = {str(name): _storable(value) for name, value in changes.items()}
        with self._lock:
            kept = {**self._values, **self._tokens}
            if _blank(storable.get("refresh_token")) and not _blank(kept.get("refresh_token")):
                storable.pop("refresh_token", None)
            missing, seen = object(), self._seen()
            names = tuple(n for n, value in storable.items() if seen.get(n, missing) != value)
            self._tokens.update(storable)
            for name in storable:
                self._standing_in.pop(name, None)
            origin = {"step": step or "", "at": timestamp()}
            self._origins.update(dict.fromkeys(storable, origin))
            self._changed.update(dict.fromkeys(names))
            self.generation += 1
            self._obtained_with = fingerprint(self._values)
            if "access_token" in storable or "expires_in" in storable:
                self.expires_at = expiry_of(storable)
            if owner_id is not None:
                self.owner_id = owner_id
            tokens = dict(self._tokens)
        self._learn(storable)
        if names:
            self._recorder.record(SettingsChanged(self._run_id, names))
        if self._save:
            self._store(tokens)
        return names

    def visit(self, step: str, origin: str) -> tuple[str, ...]:
        """Remember, with the next tokens, that `step` went to `origin`. Returns where it went in the run that
        obtained the present ones; empty where that is not known."""
        with self._lock:
            visited = self._visited.setdefault(step, [])
            if origin not in visited:
                visited.append(origin)
            before = self._visited_before.get(step)
        return tuple(str(each) for each in before) if isinstance(before, list) else ()

    def tell(self, *, final: bool = False) -> None:
        """Record the settings as lambdas see them now. What in them is secret was learned before."""
        self._recorder.record(SettingsSeen(self._run_id, self.snapshot(), final))

    def forget_tokens(self) -> None:
        """Start over without what earlier runs obtained (a fresh consent); the vault keeps it until
        new tokens arrive."""
        with self._lock:
            self._tokens = {}
            self._standing_in = {}
            self._origins = {}
            self.expires_at = None
            self.generation += 1

    def adopt_newer(self) -> bool:
        """Take over tokens that another run or process stored since ours were read. Returns whether
        there were any. Raises KeychainFailed."""
        if not self._follows_vault:
            return False
        entry = self._entries.read(self._connection_id, self._check)
        with self._lock:
            if entry.serial == self._serial or not entry.tokens:
                return False
            fresh, seen = entry.effective_tokens(self._values), self._seen()
            names = tuple(n for n in fresh if fresh[n] != seen.get(n))
            self._tokens, self._standing_in = fresh, {}
            self._serial = entry.serial
            self._obtained_with = entry.obtained_with
            self.expires_at = entry.expires_at
            self._origins = dict(entry.origins)
            self._changed.update(dict.fromkeys(names))
            self.generation += 1
        self._learn(fresh)
        if names:
            self._recorder.record(SettingsChanged(self._run_id, names))
        return True

    def _store(self, tokens: Mapping[str, Any]) -> None:
        values, origins = self._values, dict(self._origins)
        with self._lock:
            visited = {step: list(each) for step, each in self._visited.items()}

        def edit(entry: Entry) -> Entry:
            return replace(
                entry,
                tokens=dict(tokens),
                replaced={name: values[name] for name in tokens if name in values},
                serial=entry.serial + 1,
                owner_id=self.owner_id,
                obtained_at=timestamp(),
                obtained_with=fingerprint(values),
                expires_at=self.expires_at,
                origins={name: origins[name] for name in tokens if name in origins},
                visited={**entry.visited, **visited},
            )

        self._serial = self._entries.change(self._connection_id, edit, self._check).serial

    def _learn(self, values: Mapping[str, Any]) -> None:
        for name, value in secret_results(values):
            self._recorder.record(SecretLearned(value, label_for(name)))


def _storable(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return "0x" + value.hex()
    if isinstance(value, Mapping):
        return {str(key): _storable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(inner) for inner in value]
    return value


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
