from __future__ import annotations

import os
import sys
import threading
import webbrowser
from pathlib import Path

import pytest

from authbench.oauth import InvalidAuthorizationUrl, SystemBrowser, check_browser_url, open_browser
from authbench.oauth import browser as browser_module

GOOD = "https://login.example.com/authorize?scope=a%20b&state=x'y(z)*"

HOSTILE = [
    "",
    "login.example.com",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://h/",
    "vbscript:x",
    "ms-settings:x",
    "//evil.test/",
    "\\\\evil.test\\share",
    "-flag",
    "--profile=https://h/",
    "-https://h/",
    "%action",
    "https:/h",
    "https://",
    "https://h/ x",
    "https://h/\r\nX: y",
    "https://h/\n",
    "\nhttps://h/",
    " https://h/",
    "https://h/\x00",
    "https://h/\x1b[2J",
    "https://h/\x7f",
    "https://h/\u202e",
    "https://hé/",
    "https://аpple.com/",
    "https://user@h/",
    "https://login.example.com@evil.test/",
    "https://user:pw@h/",
    "https://h\\@evil.test/",
    "https://h/\\x",
    'https://h/"&calc"',
    "https://h/<x>",
    "https://h:99999/",
    "https://$(x)/",
    "https://a;b/",
    "http://login.example.com/",
    "http://10.0.0.1/",
    "http://localhost.evil.test/",
    "http://127.0.0.1.evil.test/",
    "http://2130706433/",
    "https://h/" + "x" * 65536,
]


@pytest.fixture(autouse=True)
def _forgotten_browsers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python looks at $BROWSER once in a process; here every test has its own."""
    monkeypatch.setattr(webbrowser, "_tryorder", None)
    monkeypatch.setattr(webbrowser, "_browsers", {})


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser that writes down its arguments and its environment."""
    script, log = tmp_path / "browser", tmp_path / "log"
    script.write_text(
        f'#!/bin/sh\n{{ printf "%s\\n" "$#" "$@"; env; }} > "{log}.part"\nmv "{log}.part" "{log}"\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(script))
    return log


def wait_for(path: Path) -> list[str]:
    for _ in range(1000):
        if path.exists():
            return path.read_text().splitlines()
        threading.Event().wait(0.01)
    raise AssertionError("the browser was not started")


@pytest.mark.parametrize("url", HOSTILE)
def test_hostile_urls_reach_no_browser(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda *args, **kwargs: opened.append(args[0]))
    with pytest.raises(InvalidAuthorizationUrl) as caught:
        open_browser(url)
    assert caught.value.message
    assert opened == []


@pytest.mark.parametrize(
    "url",
    [GOOD, "http://localhost:48011/authorize", "http://127.0.0.1/x", "http://[::1]:9/", "HTTPS://H/?a={b}|c"],
)
def test_good_urls_pass(url: str) -> None:
    check_browser_url(url)


def test_the_browser_gets_the_url_as_one_argument(recorder: Path) -> None:
    assert SystemBrowser().open(GOOD)
    assert wait_for(recorder)[:2] == ["1", GOOD]


def test_a_browser_in_the_foreground_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_module, "_PATIENCE_SECONDS", 0.1)
    release = tmp_path / "release"
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\nwhile [ ! -e "{release}" ]; do sleep 0.02; done\n')
    script.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(script))
    assert open_browser(GOOD)
    release.touch()
    for thread in threading.enumerate():
        if thread.name == "browser":
            assert thread.daemon
            thread.join(10)


def test_no_browser_and_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert open_browser(GOOD) is False


def test_a_browser_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> bool:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setenv("BROWSER", "x")
    monkeypatch.setattr(webbrowser, "open", broken)
    assert open_browser(GOOD) is False


def test_a_packaged_application_hands_on_the_systems_environment(
    recorder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/app/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/usr/local/lib")
    monkeypatch.setenv("QT_PLUGIN_PATH", "/app/_internal/plugins")
    monkeypatch.delenv("QT_PLUGIN_PATH_ORIG", raising=False)
    assert open_browser(GOOD)
    lines = wait_for(recorder)
    assert "LD_LIBRARY_PATH=/usr/local/lib" in lines
    assert not any(line.startswith("QT_PLUGIN_PATH=") for line in lines)
    for thread in threading.enumerate():
        if thread.name == "browser":
            thread.join(10)
    assert os.environ["LD_LIBRARY_PATH"] == "/app/_internal"
    assert os.environ["QT_PLUGIN_PATH"] == "/app/_internal/plugins"
