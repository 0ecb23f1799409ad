"""Stand-ins for the keychains of Windows and macOS, with their limits and their ways to fail, and
for Secret Services that misbehave. They answer the three calls of a `keyring` backend."""

from __future__ import annotations

import threading
from collections.abc import Callable

from keyring.errors import KeyringError, KeyringLocked, PasswordDeleteError

Before = Callable[[str, str], None]


class Died(BaseException):
    """The process ended in the middle of a call."""


class FakeBackend:
    """Items in memory. `before` is called with the operation and the item's name and may raise."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], str] = {}
        self.before: Before = lambda operation, service: None
        self.calls: list[tuple[str, str]] = []

    def _called(self, operation: str, service: str) -> None:
        self.calls.append((operation, service))
        self.before(operation, service)

    def get_password(self, service: str, username: str) -> str | None:
        self._called("get", service)
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._called("set", service)
        self.items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._called("delete", service)
        if (service, username) not in self.items:
            raise PasswordDeleteError("No such password!")
        del self.items[service, username]


class WindowsError(Exception):
    """What `pywintypes.error` is: number, function, text; no `KeyringError`."""

    def __init__(self, number: int, function: str, text: str) -> None:
        super().__init__(number, function, text)
        self.winerror = number


class FakeWindows(FakeBackend):
    """A blob of 2,560 bytes of UTF-16 at most; replacing leaves the old value under a compound name."""

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password.encode("utf-16-le")) > 2560:
            raise WindowsError(1783, "CredWrite", "The stub received bad data")
        if (service, username) in self.items:
            self.items[f"{username}@{service}", username] = self.items[service, username]
        super().set_password(service, username, password)


class FakeMacos(FakeBackend):
    """Deletes before it adds, so that a call that is cut short loses the item."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self.items.pop((service, username), None)
        super().set_password(service, username, password)


class MacosError(Exception):
    """What `keyring.backends.macOS.api.Error` is: the OSStatus first."""


def refusing(number: int) -> Exception:
    """The error that the macOS backend raises for an OSStatus."""
    try:
        try:
            raise MacosError(number, "Unknown Error")
        except MacosError as error:
            raise KeyringError(f"Can't get password from keychain: {error}") from error
    except KeyringError as error:
        return error


class Hanging(FakeBackend):
    """Waits for a person who never answers, until `release` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.release = threading.Event()
        self.before = lambda operation, service: self._wait()

    def _wait(self) -> None:
        self.release.wait()
        raise KeyringLocked("Failed to unlock the collection!")
