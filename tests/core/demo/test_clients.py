"""Which redirect URIs a client may use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.demo.clients import CLOUD_REDIRECT, Client

CLIENT = Client("c", "C", ())


@given(st.integers(1, 65535), st.sampled_from(["localhost", "127.0.0.1", "[::1]"]))
def test_any_port_of_a_loopback_redirect_is_allowed(port: int, host: str) -> None:
    assert CLIENT.allows_redirect(f"http://{host}:{port}/oauth/callback")


@pytest.mark.parametrize(
    "uri",
    [
        "http://localhost/oauth/callback",
        "https://localhost:45555/oauth/callback",
        CLOUD_REDIRECT,
    ],
)
def test_registered_redirects_are_allowed(uri: str) -> None:
    assert CLIENT.allows_redirect(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "http://localhost:45555",
        "http://localhost:45555/",
        "http://localhost:45555/oauth/callback/",
        "http://localhost:45555/oauth/callback?x=1",
        "http://localhost:45555/oauth/callback#x",
        "http://localhost:/oauth/callback",
        "http://localhost:99999/oauth/callback",
        "http://localhost:045555/oauth/callback",
        "http://LOCALHOST:45555/oauth/callback",
        "http://localhost.:45555/oauth/callback",
        "http://user@localhost:45555/oauth/callback",
        "http://127.0.0.2:45555/oauth/callback",
        "http://127.1:45555/oauth/callback",
        "https://127.0.0.1:45555/oauth/callback",
        "ftp://localhost:45555/oauth/callback",
        "http://[::2]:45555/oauth/callback",
        "http://[::1:45555/oauth/callback",
        f"{CLOUD_REDIRECT}/",
        "https://www.workato.com:444/oauth/callback",
        "http://www.workato.com/oauth/callback",
        "https://evil.test/oauth/callback",
    ],
)
def test_other_redirects_are_not(uri: str) -> None:
    assert not CLIENT.allows_redirect(uri)


@given(st.text(max_size=40))
def test_nothing_made_up_is_allowed(text: str) -> None:
    assert not CLIENT.allows_redirect(text)
