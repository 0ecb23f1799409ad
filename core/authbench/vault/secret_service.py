"""Who answers for the freedesktop Secret Service, and whether it needs a person to unlock it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_BUS_NAME = "org.freedesktop.secrets"
# The kernel cuts process names to 15 characters.
_OWNERS = (
    ("gnome-keyring-d", "GNOME Keyring"),
    ("kwalletd", "KDE Wallet"),
    ("ksecretd", "KDE Wallet"),
    ("keepassxc", "KeePassXC"),
    ("oo7-daemon", "oo7"),
)


@dataclass(frozen=True)
class ServiceFacts:
    """The service's name for people, and whether its default collection is there and unlocked."""

    name: str
    usable: bool


def inspect_service() -> ServiceFacts:
    """Ask the session bus; starts the service where the bus can. Raises nothing that is about the
    service's state: what cannot be asked is not usable."""
    import secretstorage
    from secretstorage.exceptions import SecretStorageException

    try:
        with closing(secretstorage.dbus_init()) as connection:
            try:
                collection = secretstorage.collection.get_collection_by_alias(connection, "default")
                usable = not collection.is_locked()
            except SecretStorageException:
                usable = False
            return ServiceFacts(_owner_name(connection), usable)
    except (SecretStorageException, OSError, EOFError):
        return ServiceFacts("Secret Service", False)


def _owner_name(connection: object) -> str:
    from jeepney import DBusErrorResponse  # type: ignore[import-untyped]
    from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
    from jeepney.io.blocking import Proxy  # type: ignore[import-untyped]

    try:
        (process_id,) = Proxy(message_bus, connection).GetConnectionUnixProcessID(_BUS_NAME)
        command = Path(f"/proc/{process_id}/comm").read_text("utf-8", "replace").strip()
    except (DBusErrorResponse, OSError):
        return "Secret Service"
    return next((name for prefix, name in _OWNERS if command.startswith(prefix)), "Secret Service")
