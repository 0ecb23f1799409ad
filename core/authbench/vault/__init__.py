"""Where things are kept: secrets in the OS keychain (or memory), the rest in files without secrets."""

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
    "UiState",
    "home_folder",
    "is_profile_id",
    "new_profile_id",
    "open_secret_store",
    "process_lock",
]
