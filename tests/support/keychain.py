"""A real Secret Service for tests: a private session bus with a private, unlocked GNOME Keyring.

Nothing of the person's own keyring is touched: HOME and the XDG folders lie under pytest's temporary
folder, and both processes are ended by their ids.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PASSWORD = "keyring password of the tests"

_BUS_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@dataclass
class Keychain:
    """A running bus and keyring. `env` is what a process needs to use them and nothing else's."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    bus_id: int = 0
    daemon_id: int = 0
    bus_process: subprocess.Popen[bytes] = field(init=False, repr=False)
    daemon_process: subprocess.Popen[bytes] = field(init=False, repr=False)

    def start_bus(self) -> None:
        """Start the bus alone: no Secret Service answers, and none can be started by it."""
        configuration = self.folder / "bus.conf"
        configuration.write_text(_BUS_CONFIGURATION.format(folder=self.folder))
        self.bus_process = subprocess.Popen(
            ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **self.folders()},
        )
        self.bus_id = self.bus_process.pid
        assert self.bus_process.stdout is not None
        with self.bus_process.stdout as announced:
            address = announced.readline().decode().strip()
        self.env = {**self.folders(), "DBUS_SESSION_BUS_ADDRESS": address}

    def start_daemon(self, password: str = PASSWORD) -> None:
        """Start GNOME Keyring, unlocked with `password`, and wait until it answers on the bus."""
        self.daemon_process = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **self.env},
        )
        self.daemon_id = self.daemon_process.pid
        assert self.daemon_process.stdin is not None
        self.daemon_process.stdin.write(password.encode())
        self.daemon_process.stdin.close()
        self._wait_for_name()

    def stop_daemon(self) -> None:
        """End the keyring, as a crash of it would."""
        if self.daemon_id:
            self.daemon_process.kill()
            self.daemon_process.wait()
            self.daemon_id = 0

    def stop(self) -> None:
        """End both."""
        self.stop_daemon()
        if self.bus_id:
            self.bus_process.terminate()
            self.bus_process.wait()
            self.bus_id = 0

    def folders(self) -> dict[str, str]:
        """HOME and the XDG folders, all private."""
        return {
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.folder),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "GNOME_KEYRING_CONTROL": "",
        }

    def environment(self, home: Path) -> dict[str, str]:
        """That of a process which has this keychain, and all else in `home`."""
        return {
            **os.environ,
            **self.env,
            **self.folders(),
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_STATE_HOME": str(home / "state"),
            "TMPDIR": str(home),
            "AUTHBENCH_HOME": str(home / "authbench"),
        }

    def _wait_for_name(self) -> None:
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import Proxy, open_dbus_connection

        with open_dbus_connection(self.env["DBUS_SESSION_BUS_ADDRESS"]) as connection:
            bus = Proxy(message_bus, connection)
            deadline = time.monotonic() + 20
            while not bus.NameHasOwner("org.freedesktop.secrets")[0]:
                assert self.daemon_process.poll() is None, "gnome-keyring-daemon ended at once"
                assert time.monotonic() < deadline, "gnome-keyring-daemon did not come up"
                time.sleep(0.01)


@contextmanager
def private_keychain(folder: Path, *, daemon: bool = True) -> Iterator[Keychain]:
    """A bus under `folder`, with a keyring unless `daemon` is False. Ended on the way out."""
    folder.chmod(0o700)
    keychain = Keychain(folder)
    try:
        keychain.start_bus()
        if daemon:
            keychain.start_daemon()
        yield keychain
    finally:
        keychain.stop()


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """This process with `values` in its environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def keychain_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keychain]:
    """One private keyring for the whole session. A test module imports this fixture by name."""
    with private_keychain(tmp_path_factory.mktemp("keychain")) as keychain:
        yield keychain


@pytest.fixture
def keychain_env(keychain_service: Keychain) -> Iterator[dict[str, str]]:
    """The environment of the private keyring, set in this process for one test and returned for
    child processes."""
    with environment(keychain_service.env):
        yield dict(keychain_service.env)
