"""A private accessibility bus, on which a window shows itself as it does to a screen reader."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jeepney import DBusAddress, MessageType, Properties
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection

from support.keychain import Keychain

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
SYSTEM_PYTHON = Path("/usr/bin/python3")
"""The interpreter for which Debian packs pyatspi."""
_NAME = "org.a11y.Bus"
_STATUS = DBusAddress("/org/a11y/bus", _NAME, "org.a11y.Status")


@contextmanager
def accessibility_bus(keychain: Keychain, display: str) -> Iterator[dict[str, str]]:
    """The environment for a window and its reader, on the keychain's bus and this display."""
    env = {
        **{name: value for name, value in os.environ.items() if name != "AT_SPI_BUS_ADDRESS"},
        **keychain.env,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "LANG": "C.UTF-8",
        "GSETTINGS_BACKEND": "memory",
    }
    launcher = subprocess.Popen(
        [str(LAUNCHER), "--launch-immediately"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        with open_dbus_connection(env["DBUS_SESSION_BUS_ADDRESS"]) as connection:
            bus = Proxy(message_bus, connection)
            deadline = time.monotonic() + 20
            while not bus.NameHasOwner(_NAME)[0]:
                assert launcher.poll() is None, "at-spi-bus-launcher ended at once"
                assert time.monotonic() < deadline, "at-spi-bus-launcher did not come up"
                time.sleep(0.01)
            for switch in ("IsEnabled", "ScreenReaderEnabled"):
                reply = connection.send_and_get_reply(Properties(_STATUS).set(switch, "b", True))
                assert reply.header.message_type is MessageType.method_return
        yield env
    finally:
        launcher.terminate()
        launcher.wait(10)


@contextmanager
def window_manager(env: dict[str, str]) -> Iterator[None]:
    """What gives a new window the focus, without which no widget in it has it either."""
    manager = subprocess.Popen(
        ["openbox", "--sm-disable"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        manager.terminate()
        manager.wait(10)
