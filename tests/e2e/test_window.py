"""The main job in the real window: X display, browser, keychain and provider are all real."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from authbench.vault import ProfileStore
from support.chromium import FLAGS, allow_at_demo_provider
from support.connection_runs import free_port
from support.displays import virtual_display
from support.keychain import Keychain, private_keychain
from support.window_browser import attach

SESSION = Path(__file__).parent / "window_session.py"


@pytest.fixture
def keychain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keychain]:
    with private_keychain(tmp_path_factory.mktemp("keychain")) as one:
        yield one


@pytest.fixture
def display() -> Iterator[str]:
    with virtual_display() as name:
        yield name


def browser_script(folder: Path, port: int) -> Path:
    """What $BROWSER names: a Chromium with a window of its own that the test can look into."""
    script = folder / "browser"
    flags = " ".join(flag for flag in FLAGS if not flag.startswith("--headless"))
    script.write_text(
        f'#!/bin/sh\nunset TMPDIR # its socket needs a short path\nexec /usr/bin/chromium {flags} --remote-debugging-port={port} --user-data-dir="{folder}/profile" "$@" >/dev/null 2>&1\n'
    )
    script.chmod(0o700)
    return script


def encodings(secret: str) -> set[bytes]:
    """The forms in which a secret may lie in a file or stand in a text."""
    raw = secret.encode()
    forms = {raw, raw.hex().encode(), quote(secret, safe="").encode(), quote_plus(secret).encode()}
    for shift in range(3):
        text = base64.b64encode(b"x" * shift + raw)
        forms.add(text[4:-4] if shift else text.rstrip(b"="))
        forms.add(base64.urlsafe_b64encode(b"x" * shift + raw)[4:-4])
    return {form for form in forms if len(form) >= 12}


def test_connect_on_the_pkce_sample(tmp_path: Path, keychain: Keychain, display: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    browser = tmp_path / "browser"
    browser.mkdir()
    debugging = free_port()
    environment = {
        **keychain.environment(home),
        "BROWSER": str(browser_script(browser, debugging)),
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "LANG": "C.UTF-8",
    }
    screenshot = tmp_path / "window.png"
    session = subprocess.Popen(
        [sys.executable, str(SESSION), str(screenshot)],
        env=environment,
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    driver = attach(debugging, session)
    try:
        allow_at_demo_provider(driver)
        output, errors = session.communicate(timeout=100)
        outcome_page = driver.find_element("tag name", "body").text
    finally:
        driver.quit()
        session.kill()
    assert session.returncode == 0, errors
    assert "Traceback" not in errors
    shown: dict[str, Any] = json.loads(output)

    assert "Connected" in shown["status"]
    assert "jo@example.test" in shown["subtitle"]
    assert shown["steps"]
    assert all("done" in step for step in shown["steps"]), shown["steps"]
    for title in ("Check fields", "Consent", "Get token", "Test"):
        assert any(title in step for step in shown["steps"]), title
    steps = [next(cell for cell in row[3:] if cell) for row in shown["rows"]]
    assert steps[:3] == ["authorize", "redirect", "token"]
    assert "test" in steps
    assert "close" in outcome_page.lower()
    assert screenshot.stat().st_size > 20_000

    assert "access_token" in shown["stored"]
    secrets = {*shown["issued"], shown["client_secret"]}
    assert len(secrets) >= 4
    forms = {form: secret for secret in secrets for form in encodings(secret)}
    everything = "\n".join(shown["texts"]).encode()
    leaked = [form for form in forms if form in everything]
    assert not leaked, f"{len(leaked)} forms of secrets are shown"
    files = [file for file in home.rglob("*") if file.is_file()]
    assert files, "the window keeps its profiles under AUTHBENCH_HOME"
    for file in files:
        content = file.read_bytes()
        assert not any(form in content for form in forms), file

    (dropbox,) = [
        profile
        for profile in ProfileStore(home / "authbench").list().profiles
        if profile.connector == "demo:dropbox-pkce"
    ]
    names = names_in_the_keychain(dropbox.id, keychain)
    assert {"access_token", "refresh_token"} <= set(names)


def names_in_the_keychain(connection_id: str, keychain: Keychain) -> list[str]:
    """What another process finds in the Secret Service after the window closed."""
    reader = (
        "import json, sys; from authbench.vault import open_secret_store;"
        "print(json.dumps(sorted(open_secret_store().get(sys.argv[1])['tokens'])))"
    )
    result = subprocess.run(
        [sys.executable, "-c", reader, connection_id],
        env={**os.environ, **keychain.env, **keychain.folders()},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    names = json.loads(result.stdout)
    assert isinstance(names, list)
    return names
