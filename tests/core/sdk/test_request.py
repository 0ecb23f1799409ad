from typing import Any

import pytest

from authbench.errors import Location
from authbench.events import SecretLearned
from authbench.sdk import Request, RequestFailed, RequestInProgress, TlsCertificateFormatError, resolve
from support.sdk_runs import Desk, desk
from support.sdk_server import Answer, Api


@pytest.fixture
def post(run: Desk, api: Api) -> Request:
    return run.context().new_request("post", f"{api.origin}/x", {"a": 1})


@pytest.fixture
def get(run: Desk, api: Api) -> Request:
    return run.context().new_request("get", f"{api.origin}/x")


@pytest.mark.parametrize("verb", ["post", "put", "patch", "copy", "move", "delete"])
def test_verbs_with_a_body_send_the_argument_as_json(run: Desk, api: Api, verb: str) -> None:
    request = run.context().new_request(verb, f"{api.origin}/x", {"a": 1})
    assert request.current_verb == verb.upper()
    request.force()
    assert (api.last.method, api.last.body, api.last.target) == (verb.upper(), b'{"a":1}', "/x")


@pytest.mark.parametrize("verb", ["get", "options", "head"])
def test_query_verbs_send_the_argument_as_parameters(run: Desk, api: Api, verb: str) -> None:
    run.context().new_request(verb, f"{api.origin}/x", {"a": 1}).force()
    assert (api.last.method, api.last.body, api.last.target) == (verb.upper(), b"", "/x?a=1")


def test_delete_can_send_parameters_instead(api: Api) -> None:
    with desk(delete_sends_params=True) as run:
        run.context().new_request("delete", f"{api.origin}/x", {"a": 1}).force()
    assert (api.last.body, api.last.target) == (b"", "/x?a=1")


@pytest.mark.parametrize(
    ("calls", "target"),
    [
        ([{"a": 1}, {"b": 2}], "/x?a=1&b=2"),
        ([{"a": 1}, {"a": 2}], "/x?a=2"),
        ([{"a": 1}, "raw=1"], "/x?raw=1"),
        (["raw=1", {"b": 2}], "/x?raw=1&b=2"),
        ([{"a": 1}, None], "/x"),
        ([{}], "/x"),
    ],
)
def test_params_add_up(get: Request, api: Api, calls: list[Any], target: str) -> None:
    for call in calls:
        get.params(call)
    get.force()
    assert api.last.target == target


@pytest.mark.parametrize(
    ("calls", "body", "noted"),
    [
        ([{"b": 2}], b'{"a":1,"b":2}', False),
        ([{"a": 2}], b'{"a":2}', False),
        ([None], b'{"a":1}', False),
        ([["x"]], b'["x"]', False),
        ([["x"], {"b": 2}], b'["x"]', True),
        (["text"], b'"text"', False),
    ],
)
def test_payloads_add_up(
    run: Desk, post: Request, api: Api, calls: list[Any], body: bytes, noted: bool
) -> None:
    for call in calls:
        post.payload(call)
    post.force()
    assert api.last.body == body
    assert (run.notes == ["foreign-payload"]) is noted


def test_the_payload_can_be_edited(post: Request, run: Desk, api: Api) -> None:
    post.edit_payload(lambda payload: {**payload, "tok": 1}).force()
    assert api.last.body == b'{"a":1,"tok":1}'
    empty = run.context().new_request("post", f"{api.origin}/x")
    empty.edit_payload(lambda payload: {**payload, "tok": 1}).force()
    assert api.last.body == b'{"tok":1}'


def test_the_url_so_far(run: Desk) -> None:
    request = run.context().new_request("get", "https://e.test/a?z=1", {"b": 1, "a": [1, 2]})
    assert request.current_url == "https://e.test/a?z=1&a%5B%5D=1&a%5B%5D=2&b=1"
    assert request.user("u@x").password("p:w").current_url.startswith("https://u%40x:p%3Aw@e.test/a?z=1")
    assert not request.sent


def test_the_base_uri_is_asked_anew_each_time(api: Api) -> None:
    bases = [f"{api.origin}/one/", f"{api.origin}/two/"]
    with desk(base_uri=lambda: bases[0]) as run:
        request = run.context().new_request("get", "me")
        assert request.current_url.endswith("/one/me")
        del bases[0]
        request.force()
        assert api.last.target == "/two/me"
        alone = run.context(uses_base_uri=False).new_request("get", f"{api.origin}/me")
        alone.force()
        assert api.last.target == "/me"


def test_a_dropped_base_segment_is_noted(api: Api) -> None:
    with desk(base_uri=lambda: f"{api.origin}/v1") as run:
        run.context().new_request("get", "me").force()
        assert api.last.target == "/me"
        assert run.notes == ["base_uri_segment"]


def test_restoring_forgets_what_came_after(post: Request, api: Api) -> None:
    snapshot = post.snapshot()
    for token in ("old", "new"):
        post.restore(snapshot)
        post.headers([("Authorization", token)]).edit_payload(lambda payload: {**payload, "n": len(payload)})
    post.force()
    assert api.last.body == b'{"a":1,"n":1}'
    assert api.last.header("Authorization") == "new"


def test_after_response_makes_the_value(post: Request, api: Api) -> None:
    cookies = (
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("X-Request-Id", "7"),
        ("Link", "l"),
        ("Link", "m"),
    )
    api.answer(Answer(201, b'{"x":1}', cookies))
    seen: list[Any] = []
    post.after_response(lambda code, body, headers: pytest.fail("only the last hook counts"))
    post.after_response(lambda code, body, headers: seen.extend([code, body, headers]) or "value")
    assert post.force() == "value"
    code, body, headers = seen
    assert (code, body) == (201, {"x": 1})
    for spelling in ("x_request_id", "X-Request-Id", "x-request-id"):
        assert headers[spelling] == "7"
        assert spelling in headers
    assert headers["link"] == "l, m"
    assert headers["set_cookie"] == '["a=1", "b=2"]'
    assert "x_request_id" in list(headers)


def test_requests_returned_from_hooks_are_resolved(run: Desk, post: Request, api: Api) -> None:
    api.answer(Answer(body=b"{}"), Answer(body=b'{"second":1}'))
    post.after_response(lambda *_: {"next": run.context().new_request("get", f"{api.origin}/2")})
    assert post.force() == {"next": {"second": 1}}


class Pattern:
    def __init__(self, text: str) -> None:
        self.text = text

    def search(self, text: str) -> bool:
        return self.text in text


@pytest.mark.parametrize(
    ("matchers", "taken"),
    [
        ([404], True),
        ([400], False),
        ([], False),
        (["Not F"], True),
        (["no such .*"], True),
        (["^404 "], True),
        (["("], False),
        ([Pattern("such thing")], True),
        ([Pattern("Forbidden")], False),
        ([400, Pattern("404")], True),
        ([True], False),
    ],
)
def test_error_hooks_take_what_a_matcher_fits(
    post: Request, api: Api, matchers: list[Any], taken: bool
) -> None:
    api.answer(Answer(404, b"no such thing", (("Set-Cookie", "a=1"), ("X-A", "b"))))
    post.after_error_response(matchers, lambda code, body, headers, message: [code, body, headers, message])
    if not taken:
        with pytest.raises(RequestFailed, match="404 Not Found"):
            post.force()
        return
    code, body, headers, message = post.force()
    assert (code, body, message) == (404, "no such thing", "404 Not Found")
    assert headers["set-cookie"] == ["a=1"]
    assert headers["x_a"] == "b"
    assert post.force()[0] == 404
    assert len(api.seen) == 1


def test_an_error_of_another_request_is_not_ours_to_take(run: Desk, post: Request, api: Api) -> None:
    api.answer(Answer(), Answer(500))
    inner = run.context().new_request("get", f"{api.origin}/2")
    post.after_error_response([500], lambda *_: "taken").after_response(lambda *_: inner.force())
    with pytest.raises(RequestFailed) as caught:
        post.force()
    assert caught.value.request is inner


def test_the_authorizer_decides_how_often_to_send(api: Api) -> None:
    class Twice:
        def perform(self, request: Request) -> Any:
            snapshot = request.snapshot()
            request.headers([("X-Try", "1")])
            first = request.attempt(None)
            request.restore(snapshot)
            return [first, request.attempt(None)]

    with desk(authorizer=Twice()) as run:
        assert run.context().new_request("get", f"{api.origin}/").force() == [{}, {}]
    assert [seen.header("X-Try") for seen in api.seen] == ["1", None]


def test_a_request_that_needs_itself_is_refused(api: Api) -> None:
    class Selfish:
        def perform(self, request: Request) -> Any:
            return request.force()

    with desk(authorizer=Selfish()) as run, pytest.raises(RequestInProgress):
        run.context().new_request("get", f"{api.origin}/").force()


def test_requests_inside_a_payload_are_sent_first(run: Desk, api: Api) -> None:
    api.answer(Answer(body=b'{"id":7}'), Answer())
    inner = run.context().new_request("get", f"{api.origin}/1")
    request = run.context().new_request("post", f"{api.origin}/2", {"inner": inner}).params({"p": inner})
    request.restore(request.snapshot())
    request.force()
    assert api.last.body == b'{"inner":{"id":7}}'
    assert api.last.target == "/2?p%5Bid%5D=7"
    assert len(api.seen) == 2


def test_a_failure_is_placed_where_the_request_was_made(run: Desk, api: Api) -> None:
    api.answer(Answer(500))
    place = Location("connector.rb", 7)
    request = run.context(location_of_call=lambda: place).new_request("get", f"{api.origin}/")
    with pytest.raises(RequestFailed) as caught:
        request.force()
    assert caught.value.location is place


def test_a_request_inside_apply_is_noted(run: Desk, api: Api) -> None:
    outer = run.context().new_request("get", f"{api.origin}/")
    run.context(request=outer, applies=False).new_request("get", f"{api.origin}/2").force()
    assert run.notes == ["requests-in-apply"]


def test_a_relative_url_inside_refresh_is_noted(api: Api) -> None:
    with desk(base_uri=lambda: f"{api.origin}/") as run:
        run.context(step="refresh").new_request("post", "token").force()
        run.context(step="refresh").new_request("post", f"{api.origin}/token").force()
        assert run.notes == ["base-uri-in-refresh"]


def test_resolve_sends_in_order_at_any_depth(run: Desk, api: Api) -> None:
    requests = [run.context().new_request("get", f"{api.origin}/{number}") for number in range(3)]
    value = {"a": [requests[0], {"b": requests[1]}], "c": requests[2], "d": "x"}
    assert resolve(value) == {"a": [{}, {"b": {}}], "c": {}, "d": "x"}
    assert [seen.target for seen in api.seen] == ["/0", "/1", "/2"]
    plain = {"a": [1, {"b": None}]}
    assert resolve(plain) is plain


def test_bad_certificates_are_refused_at_once(get: Request) -> None:
    with pytest.raises(TlsCertificateFormatError, match="certificate is no usable PEM"):
        get.tls_server_certs(certificates="nonsense")
    with pytest.raises(TlsCertificateFormatError, match="private key is no usable PEM"):
        get.tls_client_cert(certificate="nonsense", key="nonsense")


def test_a_key_and_its_passphrase_are_announced_before_they_are_used(run: Desk, get: Request) -> None:
    with pytest.raises(TlsCertificateFormatError):
        get.tls_client_cert(certificate="nonsense", key="a key that is none", passphrase="open sesame")
    learned = [event for event in run.events if isinstance(event, SecretLearned)]
    assert learned == [
        SecretLearned("a key that is none", "private key"),
        SecretLearned("open sesame", "passphrase"),
    ]


def test_the_hint_for_apply_and_chaining(get: Request) -> None:
    assert get.auth_type("special") is get
    assert get.authorization_hint == "special"
