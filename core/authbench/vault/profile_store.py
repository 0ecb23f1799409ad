"""Connections on disk, one JSON file each, safe with several windows open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from authbench.errors import AuthbenchError, Code
from authbench.vault.errors import ProfileNotFound, ReadOnlyProfile, StorageFailed
from authbench.vault.files import read_file, remove_file, set_aside, write_atomically
from authbench.vault.locks import ProcessLock, process_lock
from authbench.vault.plain_json import from_json
from authbench.vault.profile import (
    FORMAT,
    MIGRATIONS,
    Migration,
    Profile,
    is_profile_id,
    profile_from_text,
    profile_to_text,
    readable_error,
    renewed,
)

SUFFIX = ".json"
BACKUP_SUFFIX = ".json.last-good"


class Conflict(AuthbenchError):
    """Another window saved or deleted this connection meanwhile. `current` is what is on disk now,
    None when it was deleted. Nothing was written."""

    default_code = Code.STORAGE_FAILED

    def __init__(self, profile: Profile, current: Profile | None) -> None:
        change = "deleted" if current is None else "changed"
        super().__init__(
            f"“{profile.name}” was {change} in another window.",
            hint="Take over the other window's values, or save yours over them.",
            details={"conflict": change},
        )
        self.current = current


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file that could not be understood: where it was, where it lies now, why, and whether the
    last good copy took its place."""

    path: Path
    set_aside_as: Path
    reason: str
    recovered: bool


@dataclass(frozen=True, slots=True)
class ProfileList:
    """All connections, oldest first, and what was found damaged while reading them."""

    profiles: tuple[Profile, ...]
    damaged: tuple[Damaged, ...]


class ProfileStore:
    """Reads and writes profiles under `home`/connections. Blocks on the disk; safe in any thread."""

    def __init__(self, home: Path, *, migrations: Mapping[int, Migration] = MIGRATIONS) -> None:
        self.home = home
        self.folder = home / "connections"
        """To watch for changes that another window makes."""
        self._migrations = migrations

    def list(self) -> ProfileList:
        """Every connection. A damaged file is set aside and reported; the rest is unaffected.
        Raises `StorageFailed` only where the folder itself cannot be read."""
        profiles = []
        damaged: list[Damaged] = []
        for path in self._files():
            profile, problem = self._read_or_recover(path)
            if profile is not None:
                profiles.append(profile)
            if problem is not None:
                damaged.append(problem)
        profiles.sort(key=lambda profile: (profile.created_at, profile.id))
        return ProfileList(tuple(profiles), tuple(damaged))

    def load(self, profile_id: str) -> Profile:
        """One connection. Raises `ProfileNotFound`, `StorageFailed`."""
        path = self._path(profile_id)
        profile, _ = self._read_or_recover(path)
        if profile is None:
            raise ProfileNotFound("There is no such connection.", details={"path": str(path)})
        return profile

    def save(self, profile: Profile, expected_version: int) -> Profile:
        """Write `profile`; returned with its new version. `expected_version` is the one it was
        loaded with, 0 for a new connection.

        Raises `Conflict`, `ReadOnlyProfile`, `SecretInProfile`, `StorageFailed`; in each case the
        file is as it was.
        """
        path = self._path(profile.id)
        with self._lock(profile.id):
            current, _ = self._read(path)
            if current is not None and current.read_only:
                raise ReadOnlyProfile(
                    f"“{current.name}” was saved by a newer Authbench and cannot be changed by this one.",
                    hint="Update Authbench, or duplicate the connection.",
                )
            if (0 if current is None else current.version) != expected_version:
                raise Conflict(profile, current)
            return self._write(path, renewed(profile, expected_version + 1))

    def delete(self, profile_id: str) -> Profile:
        """Remove a connection and return it, for `restore`. Raises `ProfileNotFound`."""
        path = self._path(profile_id)
        with self._lock(profile_id):
            profile, _ = self._read(path)
            if profile is None:
                raise ProfileNotFound("There is no such connection.", details={"path": str(path)})
            # The backup first: on its own it would bring the connection back.
            remove_file(self._backup(path))
            remove_file(path)
        return profile

    def restore(self, profile: Profile) -> Profile:
        """Undo a `delete`; returned with its new version. Raises `Conflict` where the id is in use
        again, `ReadOnlyProfile` for one that only a newer Authbench can write."""
        if profile.read_only:
            raise ReadOnlyProfile("A connection of a newer Authbench cannot be written by this one.")
        path = self._path(profile.id)
        with self._lock(profile.id):
            current, _ = self._read(path)
            if current is not None:
                raise Conflict(profile, current)
            return self._write(path, renewed(profile, profile.version + 1))

    def _files(self) -> Iterable[Path]:
        try:
            return sorted(
                path
                for path in self.folder.iterdir()
                if path.name.endswith(SUFFIX) and is_profile_id(path.name.removesuffix(SUFFIX))
            )
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StorageFailed.from_os_error(error, self.folder, doing="read") from error

    def _path(self, profile_id: str) -> Path:
        if not is_profile_id(profile_id):
            raise ProfileNotFound("This is not the id of a connection.")
        return self.folder / f"{profile_id}{SUFFIX}"

    def _backup(self, path: Path) -> Path:
        return path.with_name(path.name.removesuffix(SUFFIX) + BACKUP_SUFFIX)

    def _lock(self, profile_id: str) -> ProcessLock:
        return process_lock(self.home, f"profile {profile_id}")

    def _read_or_recover(self, path: Path) -> tuple[Profile | None, Damaged | None]:
        """Like `_read`, without the lock while nothing is wrong: files are replaced whole."""
        content = read_file(path)
        if content is None:
            return None, None
        try:
            return self._parse(path, content), None
        except ValueError:
            with self._lock(path.name.removesuffix(SUFFIX)):
                return self._read(path)

    def _read(self, path: Path) -> tuple[Profile | None, Damaged | None]:
        """The profile at `path`, or the last good copy of a damaged one. Needs the lock."""
        content = read_file(path)
        if content is None:
            return None, None
        try:
            return self._parse(path, content), None
        except ValueError as error:
            reason = readable_error(error)
        aside = set_aside(path)
        backup = read_file(self._backup(path))
        try:
            profile = None if backup is None else self._parse(path, backup)
        except ValueError:
            profile = None
        if profile is not None and backup is not None:
            write_atomically(path, backup)
        return profile, Damaged(path, aside, reason, recovered=profile is not None)

    def _parse(self, path: Path, content: bytes) -> Profile:
        profile = profile_from_text(content.decode("utf-8"), migrations=self._migrations)
        if profile.id != path.name.removesuffix(SUFFIX):
            raise ValueError("its id is not the file's name")
        return profile

    def _write(self, path: Path, profile: Profile) -> Profile:
        content = profile_to_text(profile).encode("ascii")
        previous = read_file(path)
        if previous is not None:
            self._keep_earlier_format(path, previous)
        write_atomically(path, content)
        write_atomically(self._backup(path), content)
        return profile

    def _keep_earlier_format(self, path: Path, content: bytes) -> None:
        """Before the first save in a newer format: the file as the earlier Authbench wrote it."""
        written = from_json(content.decode("utf-8"))["format"]
        if written < FORMAT:
            write_atomically(path.with_name(f"{path.name}.format-{written}"), content)
