"""docs/demo.md is followed, step by step, in the real window with a real browser, without a network."""

from __future__ import annotations

import ipaddress
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from support.chromium import FLAGS, allow_at_demo_provider
from support.connection_runs import free_port
from support.displays import virtual_display
from support.secret_finder import SecretFinder
from support.window_browser import attach

SESSION = Path(__file__).parent / "demo_session.py"
DOCUMENT = Path(__file__).parents[2] / "docs" / "demo.md"
_STEP = re.compile(r"^### (\d+)\. (.+)$", re.MULTILINE)
_DOING = (
    "Start Authbench",
    "Choose Dropbox (PKCE) and begin to present",
    "Connect, and the browser opens",
    "Explain the authorization request",
    "Sign in as Jo and allow access",
    "Work out PKCE",
    "Look at the call of the API",
    "Let the access token end",
    "Deny consent",
    "Put two runs side by side",
    "Pause a machine's token request and edit it",
    "Export the flow as a page",
)
"""What the session does, in its order."""


def test_every_step_says_what_to_press_what_is_seen_and_what_to_say() -> None:
    text = DOCUMENT.read_text("utf-8")
    steps = _STEP.findall(text)
    assert [int(number) for number, _ in steps] == list(range(1, 13))
    assert tuple(title for _, title in steps) == _DOING
    for part in _STEP.split(text)[3::3]:
        for word in ("**Press** ", "**They see** ", "**Say** “"):
            assert part.count(word) == 1, part


def test_the_demo_can_be_followed_without_a_network(tmp_path: Path) -> None:
    titles = [title for _, title in _STEP.findall(DOCUMENT.read_text("utf-8"))]
    port, net_log = free_port(), tmp_path / "net.json"
    with virtual_display() as display:
        session = subprocess.Popen(
            [sys.executable, str(SESSION), str(tmp_path), *titles],
            env=_environment(tmp_path, display, _browser_script(tmp_path, port, net_log)),
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert session.stdout is not None
        told: list[dict[str, Any]] = []
        pages: list[str] = []
        driver = None
        try:
            for line in session.stdout:
                told.append(json.loads(line))
                if told[-1].get("title") == titles[2]:
                    driver = attach(port, session)
                elif told[-1].get("title") == titles[3]:
                    assert driver is not None
                    pages.append(driver.find_element("tag name", "body").text)
                    allow_at_demo_provider(driver)
                    pages.append(driver.find_element("tag name", "body").text)
                elif told[-1].get("title") == titles[11]:
                    assert driver is not None
                    driver.get(f"file://{told[-1]['saw']}")
                    pages.append(driver.find_element("tag name", "body").text)
            _, errors = session.communicate(timeout=30)
        finally:
            if driver is not None:
                driver.quit()
            session.kill()
    assert session.returncode == 0, errors
    assert "Traceback" not in errors
    *steps, end = told
    assert [step["title"] for step in steps] == titles
    saw = [step["saw"] for step in steps]
    assert saw[0] >= 12
    assert saw[1] == "Authbench – Dropbox (PKCE)"
    assert saw[2].startswith("Waiting for browser")
    assert "RFC" in saw[3]
    assert saw[4].startswith("Connected")
    assert "SHA-256" in saw[5]
    assert "access token" in saw[6]
    assert saw[7].startswith("Fine · Expire now")
    assert any("access_denied" in title for title in saw[8]), saw[8]
    assert not any("POST" in title for title in saw[8]), saw[8]
    assert 0 < saw[9][0] < saw[9][1], saw[9]
    assert "client_credentials" in saw[10][0]
    assert any("400" in title for title in saw[10][1:]), saw[10][1:]
    assert "Dropbox" in pages[0] or "Sign in" in pages[0]
    assert "close this tab" in pages[1]
    assert "client credentials" in pages[2].lower() or "Percolate" in pages[2]

    finder = SecretFinder([("a token", secret) for secret in end["secrets"]])
    assert len(end["secrets"]) >= 4
    assert finder.found_in_many([*(text for step in steps for text in step["shown"]), *pages]) == []

    assert end["contacts"]
    reached = _reached(net_log)
    assert reached
    for host in {*end["contacts"], *reached}:
        assert host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback, host


def _reached(net_log: Path) -> set[str]:
    """The addresses that the browser connected to or sent a packet to. It also asks the system for a route to
    a server of the internet, to learn whether there is one: nothing is sent for that."""
    first, *lines = net_log.read_text("utf-8").splitlines()
    types = json.loads(first.rstrip(",") + "}")["constants"]["logEventTypes"]
    found, packets = set[str](), 0
    for line in lines:
        kind = re.search(r'"type":(\d+)\}?,?\]?\}?$', line)
        if kind is None:
            continue
        packets += int(kind[1]) == types["UDP_BYTES_SENT"]
        if int(kind[1]) == types["TCP_CONNECT_ATTEMPT"]:
            found.update(re.findall(r'"address":"(\[[0-9a-f:.]+\]|[0-9.]+):\d+"', line))
    assert packets == 0
    return found


def _browser_script(folder: Path, port: int, net_log: Path) -> Path:
    script = folder / "browser"
    flags = " ".join(flag for flag in FLAGS if not flag.startswith("--headless"))
    script.write_text(
        "#!/bin/sh\nunset TMPDIR\n"
        f"exec /usr/bin/chromium {flags} --remote-debugging-port={port} --log-net-log={net_log}"
        f' --host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"'
        f' --user-data-dir="{folder}/profile" "$@" >/dev/null 2>&1\n'
    )
    script.chmod(0o700)
    return script


def _environment(folder: Path, display: str, browser: Path) -> dict[str, str]:
    tests = str(Path(__file__).parents[1])
    return {
        **os.environ,
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_STATE_HOME": str(folder / "state"),
        "AUTHBENCH_HOME": str(folder / "authbench"),
        "PYTHONPATH": tests,
        "BROWSER": str(browser),
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "LANG": "C.UTF-8",
    }
