"""What can go wrong where things are kept, as typed errors with a sentence for a person."""

from __future__ import annotations

import errno
from enum import StrEnum
from pathlib import Path

from authbench.errors import AuthbenchError, Code


class KeychainProblem(StrEnum):
    """Why the OS keychain did not do what was asked; also in `details["keychain"]`."""

    MISSING = "missing"
    LOCKED = "locked"
    DISMISSED = "dismissed"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    NOT_KEPT = "not_kept"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    REFUSED = "refused"


_SENTENCES: dict[KeychainProblem, tuple[str, str]] = {
    KeychainProblem.MISSING: (
        "There is no keychain here.",
        "Secrets are kept in memory until Authbench closes. Start a Secret Service (GNOME Keyring, "
        "KDE Wallet, KeePassXC) to keep them.",
    ),
    KeychainProblem.LOCKED: (
        "{name} is locked.",
        "Unlock it, then try again.",
    ),
    KeychainProblem.DISMISSED: (
        "The question to unlock {name} was dismissed.",
        "Try again and allow access, or work without a keychain.",
    ),
    KeychainProblem.UNREACHABLE: (
        "{name} does not answer.",
        "Its service may have stopped: start it again or sign in anew, then try again.",
    ),
    KeychainProblem.TIMED_OUT: (
        "{name} did not answer within {seconds:g} seconds.",
        "It may be waiting behind a window that asks to unlock it.",
    ),
    KeychainProblem.NOT_KEPT: (
        "{name} did not keep what was stored: reading it back gave something else.",
        "Nothing else was changed. Do not rely on this keychain.",
    ),
    KeychainProblem.DAMAGED: (
        "The entry of this connection in {name} is damaged.",
        "Enter the secrets again and sign in again; saving replaces the entry.",
    ),
    KeychainProblem.TOO_LARGE: (
        "{name} refused the entry for its size.",
        "Keep large certificates in a file and give its path.",
    ),
    KeychainProblem.REFUSED: (
        "{name} refused the request.",
        "Its own message is in the details.",
    ),
}


class KeychainFailed(AuthbenchError):
    """The OS keychain did not answer, refused, or did not keep a value. Never holds a secret."""

    default_code = Code.KEYCHAIN_FAILED

    def __init__(
        self, problem: KeychainProblem, name: str, *, reply: str | None = None, seconds: float = 0.0
    ) -> None:
        message, hint = _SENTENCES[problem]
        details = {"keychain": str(problem), "keychain_name": name}
        if reply:
            details["reply"] = reply
        super().__init__(message.format(name=name, seconds=seconds), hint=hint, details=details)
        self.problem = problem


class StorageFailed(AuthbenchError):
    """A file of ours could not be read or written; what was there before is intact."""

    default_code = Code.STORAGE_FAILED

    @classmethod
    def from_os_error(cls, error: OSError, path: Path, *, doing: str) -> StorageFailed:
        """Say in words why `doing` (`save`, `read`, `delete`) failed for `path`."""
        reason, hint = _STORAGE_REASONS.get(
            error.errno or 0, (error.strerror or str(error), "Check the folder and its permissions.")
        )
        return cls(
            f"Could not {doing} {path.name}: {reason}.",
            hint=hint,
            details={"path": str(path), "reason": reason},
        )


_STORAGE_REASONS: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", "Free some space, then save again; nothing was lost."),
    errno.EDQUOT: ("the disk quota is used up", "Free some space, then save again; nothing was lost."),
    errno.EROFS: ("the file system is read-only", "Set AUTHBENCH_HOME to a folder that can be written."),
    errno.EACCES: ("permission denied", "Check who owns the folder, or set AUTHBENCH_HOME to another one."),
    errno.EPERM: ("permission denied", "Check who owns the folder, or set AUTHBENCH_HOME to another one."),
    errno.EIO: ("the disk reported an error", "Check the disk; nothing was lost."),
    errno.ELOOP: ("a symbolic link is in the way", "Remove the link; Authbench does not follow it."),
}


class ReadOnlyProfile(StorageFailed):
    """The file was written by a newer Authbench; it is shown, and never overwritten."""


class SecretInProfile(StorageFailed):
    """A profile was about to hold a secret. Nothing was written."""


class ProfileNotFound(StorageFailed):
    """No connection has this id; it may have been deleted in another window."""
