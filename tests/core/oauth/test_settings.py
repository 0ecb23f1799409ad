from __future__ import annotations

import pytest

from authbench.oauth import InvalidRedirectSettings, RedirectSettings


def test_the_default_is_the_sdks_own_on_both_families() -> None:
    settings = RedirectSettings()
    assert settings.uri == "http://localhost:45555/oauth/callback"
    assert settings.addresses == ("127.0.0.1", "::1")


@pytest.mark.parametrize(
    ("text", "uri", "addresses"),
    [
        (
            "http://localhost:45555/oauth/callback",
            "http://localhost:45555/oauth/callback",
            ("127.0.0.1", "::1"),
        ),
        ("http://127.0.0.1:8080/cb", "http://127.0.0.1:8080/cb", ("127.0.0.1",)),
        ("http://[::1]:8080/cb", "http://[::1]:8080/cb", ("::1",)),
        ("http://localhost:9000", "http://localhost:9000/oauth/callback", ("127.0.0.1", "::1")),
        ("http://localhost:9000/", "http://localhost:9000/", ("127.0.0.1", "::1")),
        ("http://localhost:0/cb", "http://localhost:0/cb", ("127.0.0.1", "::1")),
        ("http://[::1]:0/cb", "http://[::1]:0/cb", ("::1",)),
        ("http://localhost/cb", "http://localhost/cb", ("127.0.0.1", "::1")),
        ("https://tunnel.example.com/cb", "https://tunnel.example.com/cb", ("127.0.0.1",)),
        (" http://LOCALHOST:1/CB ", "http://localhost:1/CB", ("127.0.0.1", "::1")),
    ],
)
def test_redirect_urls_are_read(text: str, uri: str, addresses: tuple[str, ...]) -> None:
    settings = RedirectSettings.parse(text)
    assert settings.uri == uri
    assert settings.addresses == addresses


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localhost:45555",
        "ftp://localhost/",
        "http://localhost/?a=b",
        "http://localhost/#x",
        "http://u@localhost/",
        "http://localhost:99999/",
        "http://a b/",
    ],
)
def test_unusable_redirect_urls(text: str) -> None:
    with pytest.raises(InvalidRedirectSettings) as caught:
        RedirectSettings.parse(text)
    assert caught.value.code == "usage"


def test_bind_addresses_are_addresses() -> None:
    assert RedirectSettings.parse("http://localhost:1/", bind=("127.0.0.1",)).addresses == ("127.0.0.1",)
    with pytest.raises(InvalidRedirectSettings, match="no IP address"):
        RedirectSettings.parse("http://localhost:1/", bind=("localhost",))
