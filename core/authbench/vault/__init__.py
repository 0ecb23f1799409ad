"""Where things are kept: secrets in the OS keychain (or memory), the rest in files without secrets.

Each name is imported from its module when it is first used: the window reads its own state before
it is painted, and must not pay for the keychain.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authbench.vault.errors import (
        KeychainFailed,
        KeychainProblem,
        ProfileNotFound,
        ReadOnlyProfile,
        SecretInProfile,
        StorageFailed,
    )
    from authbench.vault.home import home_folder
    from authbench.vault.keychain import KeychainStore, open_secret_store
    from authbench.vault.locks import ProcessLock, process_lock
    from authbench.vault.profile import LastResult, Profile, is_profile_id, new_profile_id
    from authbench.vault.profile_store import Conflict, Damaged, ProfileList, ProfileStore
    from authbench.vault.secret_store import MemoryStore, SecretStore
    from authbench.vault.trust_store import TrustEntry, TrustStore
    from authbench.vault.ui_state import UiState

__all__ = [
    "Conflict",
    "Damaged",
    "KeychainFailed",
    "KeychainProblem",
    "KeychainStore",
    "LastResult",
    "MemoryStore",
    "ProcessLock",
    "Profile",
    "ProfileList",
    "ProfileNotFound",
    "ProfileStore",
    "ReadOnlyProfile",
    "SecretInProfile",
    "SecretStore",
    "StorageFailed",
    "TrustEntry",
    "TrustStore",
    "UiState",
    "home_folder",
    "is_profile_id",
    "new_profile_id",
    "open_secret_store",
    "process_lock",
]

_MODULES = {
    "Conflict": "profile_store",
    "Damaged": "profile_store",
    "KeychainFailed": "errors",
    "KeychainProblem": "errors",
    "KeychainStore": "keychain",
    "LastResult": "profile",
    "MemoryStore": "secret_store",
    "ProcessLock": "locks",
    "Profile": "profile",
    "ProfileList": "profile_store",
    "ProfileNotFound": "errors",
    "ProfileStore": "profile_store",
    "ReadOnlyProfile": "errors",
    "SecretInProfile": "errors",
    "SecretStore": "secret_store",
    "StorageFailed": "errors",
    "TrustEntry": "trust_store",
    "TrustStore": "trust_store",
    "UiState": "ui_state",
    "home_folder": "home",
    "is_profile_id": "profile",
    "new_profile_id": "profile",
    "open_secret_store": "keychain",
    "process_lock": "locks",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
