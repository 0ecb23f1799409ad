from __future__ import annotations

import pytest

from authbench.http import InvalidRoute, Routes


def test_requests_are_sent_to_the_target() -> None:
    routes = Routes.parse(["https://api.example.com=http://127.0.0.1:48011", "https://b=https://c:8443"])
    assert str(routes.target_for("https://API.example.com:443/x?y")) == "http://127.0.0.1:48011"
    assert str(routes.target_for("https://b/")) == "https://c:8443"
    assert routes.target_for("http://api.example.com/") is None
    assert routes.target_for("https://api.example.com:8443/") is None


def test_the_browser_is_given_the_target_and_nothing_else_changes() -> None:
    routes = Routes.parse(["https://login.example.com=http://localhost:9"])
    url = "https://login.example.com/a%2Fb?scope=x y&c=%41#frag"
    assert routes.browser_url(url) == "http://localhost:9/a%2Fb?scope=x y&c=%41#frag"
    assert routes.browser_url("https://login.example.com?x=1") == "http://localhost:9?x=1"
    assert routes.browser_url("https://other/?x") == "https://other/?x"


def test_no_routes() -> None:
    assert not Routes()
    assert Routes().target_for("not even a url") is None


@pytest.mark.parametrize(
    "text",
    [
        "https://a",
        "https://a=",
        "=https://a",
        "https://a/path=https://b",
        "https://a=https://b/path",
        "https://a=http://b",
        "https://a=http://10.0.0.1:80",
        "https://a=http://127.0.0.1.evil.test",
        "https://a=ftp://127.0.0.1",
    ],
)
def test_unusable_routes(text: str) -> None:
    with pytest.raises(InvalidRoute) as caught:
        Routes.parse([text])
    assert caught.value.code == "usage"
    assert caught.value.message


def test_one_route_for_an_origin() -> None:
    with pytest.raises(InvalidRoute, match="Two routes"):
        Routes.parse(["https://a=https://b", "https://a:443=https://c"])
