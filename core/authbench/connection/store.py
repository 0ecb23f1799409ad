"""Connections as kept between sessions: profiles on disk without secrets, secrets in the vault.

All calls block on the disk and the keychain: never from a window's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from authbench.connection.entry import Entry, EntryStore
from authbench.vault import (
    Conflict,
    LastResult,
    Profile,
    ProfileList,
    ProfileStore,
    SecretStore,
    new_profile_id,
)

if TYPE_CHECKING:
    from authbench.oauth import RedirectSettings


@dataclass(frozen=True, slots=True)
class Deleted:
    """A connection that was deleted, whole, so that it can be brought back."""

    profile: Profile
    entry: Entry


class ConnectionStore:
    """Creates, reads, changes and deletes connections. Raises KeychainFailed and StorageFailed."""

    def __init__(self, profiles: ProfileStore, secrets: SecretStore) -> None:
        self._profiles = profiles
        self._entries = EntryStore(secrets, profiles.home)

    def list(self) -> ProfileList:
        """All connections, and the files that could not be read (they are set aside)."""
        return self._profiles.list()

    def create(
        self,
        connector: str,
        name: str,
        values: Mapping[str, Any] | None = None,
        *,
        secret_names: Collection[str] = (),
        routes: Sequence[str] = (),
        redirect: RedirectSettings | None = None,
    ) -> Profile:
        """A new connection for `connector` (`demo:NAME` or an absolute path)."""
        profile = Profile(
            id=new_profile_id(),
            name=name,
            connector=connector,
            redirect=_redirect_document(redirect),
            routes=tuple(routes),
        )
        profile = self._profiles.save(profile, 0)
        return self.save_values(profile.id, values, secret_names) if values else profile

    def load(self, profile_id: str) -> Profile:
        """One connection as it is on disk now."""
        return self._profiles.load(profile_id)

    def values(self, profile: Profile) -> dict[str, Any]:
        """The form values of a connection, secret ones included; reads the keychain."""
        return {**profile.values, **self._entries.read(profile.id).fields}

    def stored(self, profile_id: str) -> dict[str, Any]:
        """What acquire, refresh and token responses gave so far; reads the keychain."""
        return dict(self._entries.read(profile_id).tokens)

    def entry(self, profile_id: str) -> Entry:
        """All that the keychain holds for a connection, with what is known of how it was obtained."""
        return self._entries.read(profile_id)

    def save_values(
        self,
        profile_id: str,
        values: Mapping[str, Any],
        secret_names: Collection[str],
        *,
        since: Mapping[str, Any] | None = None,
    ) -> Profile:
        """Keep form values: secret ones in the keychain, all others in the profile.

        `since` are the values as the caller last read or saved them: one that is still the same there
        stays as it is kept now, because another window may have changed it meanwhile.
        """
        secret = {
            name: value for name, value in values.items() if name in secret_names and value not in (None, "")
        }
        plain = {name: value for name, value in values.items() if name not in secret_names}
        if since is None:
            self._entries.change(profile_id, lambda entry: replace(entry, fields=secret))
            return self._edit(profile_id, values=plain)
        changed = {
            name for name in {*values, *since} if name not in since or values.get(name) != since.get(name)
        }

        def merge(entry: Entry) -> Entry:
            kept = {name: value for name, value in entry.fields.items() if name not in plain}
            return replace(entry, fields=_merged(kept, secret, changed))

        self._entries.change(profile_id, merge)
        while True:
            current = self._profiles.load(profile_id)
            kept = {name: value for name, value in current.values.items() if name not in secret_names}
            merged = replace(current, values=_merged(kept, plain, changed))
            try:
                return self._profiles.save(merged, current.version)
            except Conflict:
                continue

    def forget_tokens(self, profile_id: str) -> None:
        """Disconnect: forget tokens and everything else that a login gave; fields stay."""
        self._entries.change(
            profile_id,
            lambda entry: Entry(
                fields=entry.fields, serial=entry.serial + 1 if entry.tokens else entry.serial
            ),
        )
        self._edit(profile_id, last=None)

    def record_result(self, profile_id: str, result: LastResult) -> Profile:
        """Remember how the last run ended."""
        return self._edit(profile_id, last=result)

    def change_tries(
        self, profile_id: str, change: Callable[[tuple[dict[str, Any], ...]], Sequence[dict[str, Any]]]
    ) -> Profile:
        """Change the requests that were tried; `change` may be called again where another window changed
        the connection meanwhile. Raises SecretInProfile where one holds a secret."""
        while True:
            current = self._profiles.load(profile_id)
            try:
                changed = replace(current, tries=tuple(change(current.tries)))
                return self._profiles.save(changed, current.version)
            except Conflict:
                continue

    def rename(self, profile_id: str, name: str) -> Profile:
        """Give a connection another name."""
        return self._edit(profile_id, name=name)

    def set_connector(self, profile_id: str, connector: str) -> Profile:
        """Let a connection use another definition (`demo:NAME` or an absolute path); values, tokens and
        settings stay."""
        return self._edit(profile_id, connector=connector)

    def set_settings(
        self,
        profile_id: str,
        *,
        redirect: RedirectSettings | None = None,
        routes: Sequence[str] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> Profile:
        """Change the redirect, the routes or the switches of a connection; None leaves as is."""
        changes: dict[str, Any] = {}
        if redirect is not None:
            changes["redirect"] = _redirect_document(redirect)
        if routes is not None:
            changes["routes"] = tuple(routes)
        if options is not None:
            changes["options"] = dict(options)
        return self._edit(profile_id, **changes)

    def duplicate(self, profile_id: str, name: str) -> Profile:
        """A copy with the same field values and settings, and no tokens."""
        source = self._profiles.load(profile_id)
        fields = self._entries.read(profile_id).fields
        fresh = Profile(id=new_profile_id(), name=name, connector=source.connector)
        copy = replace(
            fresh,
            values=source.values,
            redirect=source.redirect,
            routes=source.routes,
            options=source.options,
        )
        copy = self._profiles.save(copy, 0)
        if fields:
            self._entries.change(copy.id, lambda entry: replace(entry, fields=dict(fields)))
        return copy

    def delete(self, profile_id: str) -> Deleted:
        """Delete a connection and its keychain entry; `undo` brings both back."""
        entry = self._entries.read(profile_id)
        profile = self._profiles.delete(profile_id)
        self._entries.delete(profile_id)
        return Deleted(profile, entry)

    def undo(self, deleted: Deleted) -> Profile:
        """Bring a deleted connection back as it was."""
        if deleted.entry != Entry():
            self._entries.change(deleted.profile.id, lambda _: deleted.entry)
        return self._profiles.restore(deleted.profile)

    def _edit(self, profile_id: str, **changes: Any) -> Profile:
        """Change a profile; if another window changed it meanwhile, on top of that."""
        while True:
            current = self._profiles.load(profile_id)
            try:
                return self._profiles.save(replace(current, **changes), current.version)
            except Conflict:
                continue


def _merged(kept: Mapping[str, Any], values: Mapping[str, Any], changed: Collection[str]) -> dict[str, Any]:
    """What is kept, with the changed values as they are now, and with values that were not kept here
    so far (a field that has become a secret, or is none any more)."""
    return {
        **{name: value for name, value in kept.items() if name not in changed},
        **{name: value for name, value in values.items() if name in changed or name not in kept},
    }


def redirect_of(profile: Profile) -> RedirectSettings:
    """The redirect settings that a profile holds; the default where it holds none."""
    from authbench.oauth import RedirectSettings

    known: dict[str, Any] = {
        key: profile.redirect[key] for key in ("host", "port", "path", "scheme") if key in profile.redirect
    }
    if "bind" in profile.redirect:
        known["bind"] = tuple(profile.redirect["bind"])
    return RedirectSettings(**known)


def _redirect_document(redirect: RedirectSettings | None) -> dict[str, Any]:
    if redirect is None:
        return {}
    document: dict[str, Any] = {"host": redirect.host, "port": redirect.port, "path": redirect.path}
    if redirect.scheme != "http":
        document["scheme"] = redirect.scheme
    if redirect.bind:
        document["bind"] = list(redirect.bind)
    return document
