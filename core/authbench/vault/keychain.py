"""The OS keychain as a `SecretStore`: deadlines, read-back, and one error type for all it can say."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from authbench.vault.backends import Backend, find_backend
from authbench.vault.deadline import DeadlinePassed, PatientCaller
from authbench.vault.entries import Damaged, NotKept
from authbench.vault.errors import KeychainFailed, KeychainProblem
from authbench.vault.plain_json import from_json, to_json
from authbench.vault.secret_store import Check, MemoryStore, SecretStore

T = TypeVar("T")

DEADLINE_SECONDS = 30.0

# OSStatus values of the macOS Security framework, and Win32 error numbers.
_BY_NUMBER = {
    -128: KeychainProblem.DISMISSED,
    -25293: KeychainProblem.REFUSED,
    -25308: KeychainProblem.LOCKED,
    -25244: KeychainProblem.REFUSED,
    1312: KeychainProblem.MISSING,
    1783: KeychainProblem.TOO_LARGE,
}
_BY_CLASS = {
    "NoKeyringError": KeychainProblem.MISSING,
    "KeyringLocked": KeychainProblem.LOCKED,
    "LockedException": KeychainProblem.LOCKED,
    "PromptDismissedException": KeychainProblem.DISMISSED,
    "InitError": KeychainProblem.UNREACHABLE,
    "ItemNotFoundException": KeychainProblem.UNREACHABLE,
    "SecretServiceNotAvailableException": KeychainProblem.UNREACHABLE,
    "DBusErrorResponse": KeychainProblem.UNREACHABLE,
    "AuthenticationError": KeychainProblem.UNREACHABLE,
    "DBusException": KeychainProblem.UNREACHABLE,
    "NotKept": KeychainProblem.NOT_KEPT,
    "Damaged": KeychainProblem.DAMAGED,
}


class KeychainStore:
    """Secrets in the OS keychain, one document per connection."""

    persistent = True
    reason: str | None = None

    def __init__(self, backend: Backend, *, seconds: float = DEADLINE_SECONDS) -> None:
        self.name = backend.name
        self._entries = backend.entries
        self._caller = PatientCaller(seconds)

    def get(self, key: str, *, check: Check | None = None) -> dict[str, Any] | None:
        """See `SecretStore.get`."""
        text = self._ask(lambda: self._entries.read(key), check)
        if text is None:
            return None
        try:
            return from_json(text)
        except ValueError as error:
            raise KeychainFailed(KeychainProblem.DAMAGED, self.name) from error

    def put(self, key: str, value: Mapping[str, Any], *, check: Check | None = None) -> None:
        """See `SecretStore.put`."""
        text = to_json(value)
        self._ask(lambda: self._entries.write(key, text), check)

    def delete(self, key: str, *, check: Check | None = None) -> None:
        """See `SecretStore.delete`."""
        self._ask(lambda: self._entries.delete(key), check)

    def _ask(self, function: Callable[[], T], check: Check | None) -> T:
        try:
            return self._caller.call(function, check)
        except DeadlinePassed as error:
            seconds = self._caller.seconds
            raise KeychainFailed(KeychainProblem.TIMED_OUT, self.name, seconds=seconds) from error
        except Exception as error:
            raise keychain_failure(error, self.name) from error

    def __repr__(self) -> str:
        return f"<KeychainStore {self.name}>"


def keychain_failure(error: Exception, name: str) -> KeychainFailed:
    """What an error of `keyring`, `secretstorage`, `jeepney`, macOS or Windows means for a person.

    Backends raise classes of libraries that may not be installed, and not only `KeyringError`; so
    classes are told by name, and platform errors by number, down the chain of causes.
    """
    reply = f"{type(error).__name__}: {error}"
    if isinstance(error, NotKept | Damaged):
        return KeychainFailed(_BY_CLASS[type(error).__name__], name)
    problem = None
    cause: BaseException | None = error
    while cause is not None and problem is None:
        problem = _problem_of(cause)
        cause = cause.__cause__
    return KeychainFailed(problem or KeychainProblem.REFUSED, name, reply=reply)


def _problem_of(error: BaseException) -> KeychainProblem | None:
    text = str(error)
    if re.search(r"dismissed|cancell?ed by user", text, re.IGNORECASE):
        return KeychainProblem.DISMISSED
    if "Error.IsLocked" in text:
        return KeychainProblem.LOCKED
    number = getattr(error, "winerror", None) or next(
        (value for value in error.args if isinstance(value, int)), None
    )
    if number in _BY_NUMBER:
        return _BY_NUMBER[number]
    for known in type(error).__mro__:
        if known.__name__ in _BY_CLASS:
            return _BY_CLASS[known.__name__]
    if isinstance(error, OSError | EOFError):
        return KeychainProblem.UNREACHABLE
    return None


def open_secret_store(
    allow_keychain: bool = True, *, seconds: float = DEADLINE_SECONDS, platform: str = sys.platform
) -> SecretStore:
    """The OS keychain, or memory with the reason why. Never raises. Blocks for up to `seconds`."""
    if not allow_keychain:
        return MemoryStore("The keychain is switched off; secrets are forgotten when Authbench closes.")
    try:
        backend = PatientCaller(seconds).call(lambda: find_backend(platform))
    except DeadlinePassed:
        problem = KeychainFailed(KeychainProblem.TIMED_OUT, "The keychain", seconds=seconds)
        return MemoryStore(problem.message)
    except KeychainFailed as failure:
        return MemoryStore(failure.message)
    except Exception as error:  # noqa: BLE001 - whatever a backend raises, work goes on in memory
        return MemoryStore(keychain_failure(error, "The keychain").message)
    return KeychainStore(backend, seconds=seconds)
