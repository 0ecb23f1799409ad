"""Opening the keychain, and what its failures mean for a person."""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest
from keyring import errors as keyring_errors

from authbench.errors import Cancelled
from authbench.vault import KeychainFailed, KeychainProblem, KeychainStore, MemoryStore, open_secret_store
from authbench.vault.backends import Backend, known_backends
from authbench.vault.entries import SingleItem, TwoSlots
from authbench.vault.keychain import keychain_failure
from support.keychain import Keychain, environment, keychain_env, keychain_service, private_keychain
from support.vault_backends import FakeBackend, Hanging, WindowsError, refusing

__all__ = ["keychain_env", "keychain_service"]


def _store(backend: FakeBackend, seconds: float = 30.0) -> KeychainStore:
    return KeychainStore(Backend("GNOME Keyring", SingleItem(backend)), seconds=seconds)


@pytest.mark.usefixtures("keychain_env")
def test_a_running_keyring_is_used_and_called_by_its_name() -> None:
    store = open_secret_store()
    assert (store.name, store.persistent, store.reason) == ("GNOME Keyring", True, None)


def test_another_process_finds_what_was_put(keychain_env: dict[str, str]) -> None:
    open_secret_store().put("shared", {"token": "grün 🔑"})
    program = "from authbench.vault import open_secret_store; print(ascii(open_secret_store().get('shared')))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **keychain_env},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ascii({"token": "grün 🔑"})
    open_secret_store().delete("shared")


def test_without_a_bus_secrets_stay_in_memory_and_no_file_appears(tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    with environment({"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/none", "HOME": str(tmp_path)}):
        store = open_secret_store()
        store.put("k", {"token": "hidden-value-1"})
    assert isinstance(store, MemoryStore)
    assert store.reason == "There is no keychain here."
    assert set(tmp_path.rglob("*")) == before


def test_the_keychain_can_be_switched_off() -> None:
    store = open_secret_store(allow_keychain=False)
    assert not store.persistent
    assert store.reason is not None
    assert "switched off" in store.reason


def test_nothing_in_the_environment_can_name_a_backend(
    keychain_env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = tmp_path / "python_keyring"
    configuration.mkdir()
    (configuration / "keyringrc.cfg").write_text("[backend]\ndefault-keyring=keyring.backends.null.Keyring\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    store = open_secret_store()
    store.put("k", {"a": "1"})
    assert store.get("k") == {"a": "1"}
    store.delete("k")
    assert store.name == "GNOME Keyring"


def test_only_known_classes_are_built() -> None:
    names = {
        f"{known.module}.{known.class_name}"
        for platform in ("win32", "darwin", "linux", "freebsd14")
        for known in known_backends(platform)
    }
    assert names == {
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
    }


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_another_platforms_keychain_is_no_keychain_here(platform: str) -> None:
    store = open_secret_store(platform=platform)
    assert not store.persistent
    assert store.reason is not None


def test_a_locked_keyring_without_a_display_means_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with private_keychain(tmp_path) as keychain, environment(keychain.env):
        open_secret_store().put("k", {"a": "1"})
        keychain.stop_daemon()
        keychain.start_daemon(password="another password")
        store = open_secret_store()
    assert not store.persistent
    assert store.reason == "GNOME Keyring is locked."


def test_a_keyring_that_dies_is_told_at_the_next_call(tmp_path: Path) -> None:
    with private_keychain(tmp_path) as keychain, environment(keychain.env):
        store = open_secret_store()
        store.put("k", {"a": "1"})
        keychain.stop_daemon()
        with pytest.raises(KeychainFailed) as caught:
            store.get("k")
    failure = caught.value
    assert (failure.problem, failure.code) == (KeychainProblem.UNREACHABLE, "keychain_failed")
    assert "GNOME Keyring does not answer" in failure.message
    # The library drops its connection without closing it when the service is gone.
    failure.with_traceback(None)
    del failure, caught
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def test_an_entry_that_was_deleted_elsewhere_is_simply_missing(keychain_service: Keychain) -> None:
    with environment(keychain_service.env):
        store = open_secret_store()
        store.put("k", {"a": "1"})
        open_secret_store().delete("k")
        assert store.get("k") is None
        store.delete("k")


def _chained(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


class _LikeSecretStorage(Exception):
    pass


def _named(name: str, *bases: type[Exception]) -> type[Exception]:
    return type(name, bases or (_LikeSecretStorage,), {})


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (keyring_errors.NoKeyringError("none"), KeychainProblem.MISSING),
        (keyring_errors.KeyringLocked("Failed to unlock the collection!"), KeychainProblem.LOCKED),
        (
            keyring_errors.InitError("Failed to create the collection: Prompt dismissed.."),
            KeychainProblem.DISMISSED,
        ),
        (keyring_errors.InitError("Failed to open keyring: no reply"), KeychainProblem.UNREACHABLE),
        (keyring_errors.PasswordSetError("Cancelled by user"), KeychainProblem.DISMISSED),
        (keyring_errors.PasswordSetError("no"), KeychainProblem.REFUSED),
        (_named("LockedException")("Item is locked!"), KeychainProblem.LOCKED),
        (_named("PromptDismissedException")("dismissed"), KeychainProblem.DISMISSED),
        (_named("SecretServiceNotAvailableException")("gone"), KeychainProblem.UNREACHABLE),
        (_named("DBusErrorResponse")("[org.freedesktop.DBus.Error.NoReply]"), KeychainProblem.UNREACHABLE),
        (_named("DBusErrorResponse")("[org.freedesktop.Secret.Error.IsLocked]"), KeychainProblem.LOCKED),
        (ConnectionResetError("reset"), KeychainProblem.UNREACHABLE),
        (EOFError(), KeychainProblem.UNREACHABLE),
        (refusing(-128), KeychainProblem.DISMISSED),
        (refusing(-25293), KeychainProblem.REFUSED),
        (refusing(-25308), KeychainProblem.LOCKED),
        (refusing(-25244), KeychainProblem.REFUSED),
        (WindowsError(1783, "CredWrite", "The stub received bad data"), KeychainProblem.TOO_LARGE),
        (WindowsError(1312, "CredRead", "A specified logon session does not exist"), KeychainProblem.MISSING),
        (WindowsError(5, "CredWrite", "Access is denied"), KeychainProblem.REFUSED),
        (ValueError("whatever"), KeychainProblem.REFUSED),
        (_chained(RuntimeError("outer"), keyring_errors.KeyringLocked("inner")), KeychainProblem.LOCKED),
    ],
    ids=repr,
)
def test_each_failure_has_its_sentence(error: Exception, problem: KeychainProblem) -> None:
    backend = FakeBackend()

    def fail(operation: str, service: str) -> None:
        raise error

    backend.before = fail
    for call in (
        lambda store: store.get("k"),
        lambda store: store.put("k", {"a": "hidden-value-1"}),
        lambda store: store.delete("k"),
    ):
        with pytest.raises(KeychainFailed) as caught:
            call(_store(backend))
        failure = caught.value
        assert failure.problem is problem
        assert failure.message.endswith(".")
        assert failure.hint
        assert failure.details["keychain"] == problem.value
        assert "hidden-value-1" not in f"{failure.message}{failure.hint}{failure.details}"
    assert keychain_failure(error, "Keychain").problem is problem


def test_an_unanswered_question_ends_at_the_deadline() -> None:
    backend = Hanging()
    with pytest.raises(KeychainFailed) as caught:
        _store(backend, seconds=0.05).get("k")
    assert caught.value.problem is KeychainProblem.TIMED_OUT
    backend.release.set()


def test_waiting_for_the_keychain_can_be_cancelled() -> None:
    backend = Hanging()
    waits = 0

    def check() -> None:
        nonlocal waits
        waits += 1
        if waits == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        _store(backend).get("k", check=check)
    backend.release.set()


def test_a_call_that_was_given_up_while_it_waited_its_turn_never_runs() -> None:
    backend = FakeBackend()
    entered, release = threading.Event(), threading.Event()

    def before(operation: str, service: str) -> None:
        if service.endswith("slow"):
            entered.set()
            release.wait()

    backend.before = before
    store = _store(backend, seconds=0.2)

    def ask() -> None:
        with pytest.raises(KeychainFailed):
            store.get("slow")

    slow = threading.Thread(target=ask)
    slow.start()
    entered.wait()
    with pytest.raises(KeychainFailed):
        store.put("k", {"a": "1"})
    slow.join()
    release.set()
    assert _store(backend).get("k") is None
    assert store.get("other") is None
    assert ("set", "Authbench k") not in backend.calls


def test_a_document_that_is_not_ours_is_damaged() -> None:
    backend = FakeBackend()
    for text in ("", "no json", "[]", '{"a": {"$bytes": "%%%"}}', '{"a": {"$utc": 5}}'):
        backend.items["Authbench k", "authbench"] = text
        with pytest.raises(KeychainFailed) as caught:
            _store(backend).get("k")
        assert caught.value.problem is KeychainProblem.DAMAGED


def test_a_lying_keychain_has_its_sentence() -> None:
    backend = FakeBackend()
    store = KeychainStore(Backend("Keychain", TwoSlots(backend, None)))
    backend.set_password = lambda service, username, password: None  # type: ignore[method-assign]
    with pytest.raises(KeychainFailed) as caught:
        store.put("k", {"a": "1"})
    assert caught.value.problem is KeychainProblem.NOT_KEPT


def test_no_secret_is_logged_by_any_library(
    keychain_env: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        store = open_secret_store()
        store.put("k", {"a": "hidden-value-1"})
        store.get("k")
        store.delete("k")
    assert "hidden-value-1" not in caplog.text


def test_importing_the_vault_loads_no_keychain_library() -> None:
    program = "import sys, authbench.vault; print([m for m in ('keyring', 'secretstorage', 'jeepney') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
