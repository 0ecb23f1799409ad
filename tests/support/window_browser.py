"""The browser that a window under test opened, to be looked into from the test."""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.request

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service


def attach(port: int, session: subprocess.Popen[str]) -> webdriver.Chrome:
    """The browser with that debugging port, once it is there; `session` is the window's process."""
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/json/version", timeout=2).read()
            break
        except (urllib.error.URLError, OSError):
            assert session.poll() is None, session.communicate()
            assert time.monotonic() < deadline, "the window opened no browser"
            time.sleep(0.05)
    options = Options()
    options.debugger_address = f"127.0.0.1:{port}"
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
