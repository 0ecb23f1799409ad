import json
from typing import Any

import pytest

from authbench.sdk import Request
from support.sdk_runs import desk
from support.sdk_server import Api

CLOUD = "https://www.workato.com/oauth/callback"
REAL = "http://localhost:45555/oauth/callback"
CLOUD_ENCODED = "https%3A%2F%2Fwww.workato.com%2Foauth%2Fcallback"
REAL_ENCODED = "http%3A%2F%2Flocalhost%3A45555%2Foauth%2Fcallback"


@pytest.mark.parametrize("step", ["acquire", "refresh"])
def test_a_hard_coded_callback_in_a_payload_is_replaced(api: Api, step: str) -> None:
    with desk(redirect_rewrite=(CLOUD, REAL)) as run:
        request = run.context(step=step).new_request("post", f"{api.origin}/token")
        request.payload({"redirect_uri": CLOUD, "other": CLOUD, "deep": [{"redirect_uri": CLOUD}]}).force()
        assert json.loads(api.last.body) == {
            "redirect_uri": REAL,
            "other": CLOUD,
            "deep": [{"redirect_uri": REAL}],
        }
        assert run.notes == ["redirect-rewrite"]


@pytest.mark.parametrize(
    ("decorate", "target", "body"),
    [
        (lambda request: request.params({"redirect_uri": CLOUD}), f"/token?redirect_uri={REAL_ENCODED}", ""),
        (lambda request: request.params(f"a=1&redirect_uri={CLOUD_ENCODED}"), f"/token?a=1&redirect_uri={REAL_ENCODED}", ""),
        (lambda request: request.request_body(f"redirect_uri={CLOUD_ENCODED}&b=2"), "/token", f"redirect_uri={REAL_ENCODED}&b=2"),
        (lambda request: request.request_body(f"redirect_uri={CLOUD}"), "/token", f"redirect_uri={REAL_ENCODED}"),
        (lambda request: request.request_body({"redirect_uri": CLOUD}), "/token", f"redirect_uri={REAL_ENCODED}"),
        (lambda request: request.request_body(f'{{"redirect_uri": "{CLOUD}"}}'), "/token", f'{{"redirect_uri": "{REAL}"}}'),
        (lambda request: request.request_body({"redirect_uri": CLOUD_ENCODED}).request_format_raw(), "/token", "redirect_uri=" + REAL_ENCODED.replace("%", "%25")),
    ],
)  # fmt: skip
def test_wherever_it_is_named(api: Api, decorate: Any, target: str, body: str) -> None:
    with desk(redirect_rewrite=(CLOUD, REAL)) as run:
        decorate(run.context(step="acquire").new_request("post", f"{api.origin}/token")).force()
    assert (api.last.target, api.last.body.decode()) == (target, body)


def test_in_the_url_itself(api: Api) -> None:
    with desk(redirect_rewrite=(CLOUD, REAL)) as run:
        url = f"{api.origin}/token?redirect_uri={CLOUD_ENCODED}&x=1"
        run.context(step="acquire").new_request("post", url).force()
    assert api.last.target == f"/token?redirect_uri={REAL_ENCODED}&x=1"


@pytest.mark.parametrize(
    ("step", "rule", "value"),
    [
        ("test", (CLOUD, REAL), CLOUD),
        ("acquire", None, CLOUD),
        ("acquire", (CLOUD, CLOUD), CLOUD),
        ("acquire", (CLOUD, REAL), "https://other.test/cb"),
        ("acquire", (CLOUD, REAL), 5),
    ],
)
def test_left_alone(api: Api, step: str, rule: tuple[str, str] | None, value: Any) -> None:
    with desk(redirect_rewrite=rule) as run:
        request: Request = run.context(step=step).new_request(
            "post", f"{api.origin}/", {"redirect_uri": value}
        )
        request.force()
        assert json.loads(api.last.body) == {"redirect_uri": value}
        assert run.notes == []
