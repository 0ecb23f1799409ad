import base64
from typing import Any

import pytest

from authbench.encoding import symbol_header
from authbench.sdk import InvalidHeader, Request
from authbench.sdk.outgoing import basic
from support.sdk_runs import Desk
from support.sdk_server import Api

ADDED = {"Host", "Accept-Encoding", "User-Agent", "Content-Length", "Connection"}


def sent(api: Api) -> dict[str, str]:
    return {name: value for name, value in api.last.headers if name not in ADDED}


@pytest.fixture
def post(run: Desk, api: Api) -> Request:
    return run.context().new_request("post", f"{api.origin}/x", {"a": 1})


def test_names_and_values_on_the_wire(post: Request, api: Api) -> None:
    post.headers(
        [
            (symbol_header("api_key"), "x"),
            ("api_key2", "y"),
            ("X-Nil", None),
            ("X-Num", 5),
            ("X-Float", 1.0),
            ("X-API-Key", True),
            (symbol_header("Accept"), "text/plain"),
            ("Content-Type", "application/vnd.x+json"),
        ]
    ).force()
    assert sent(api) == {
        "Accept": "text/plain",
        "Api-Key": "x",
        "Api_key2": "y",
        "X-Num": "5",
        "X-Float": "1.0",
        "X-Api-Key": "true",
        "Content-Type": "application/vnd.x+json",
    }


def test_the_last_value_counts_whatever_its_case(post: Request, api: Api) -> None:
    post.headers([("authorization", "one"), ("X-A", "1")]).headers([("AUTHORIZATION", "two"), ("x-a", None)])
    post.force()
    assert sent(api) == {
        "Authorization": "two",
        "Accept": "application/json",
        "Content-Type": "application/json",
    }


@pytest.mark.parametrize("name", ["content-type", "Content_Type", "CONTENT-TYPE"])
def test_no_default_beside_another_spelling(post: Request, api: Api, name: str) -> None:
    post.headers([(name, "text/x"), ("accept", "text/y")]).force()
    names = sorted(key.lower() for key in sent(api))
    assert names == sorted(["accept", name.lower()])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("json", "application/json"),
        ("xml", "application/xml"),
        ("text/csv", "text/csv"),
        ("nonsense", "nonsense"),
    ],
)
def test_short_names(post: Request, api: Api, value: str, expected: str) -> None:
    post.headers([("Content-Type", value), ("Accept", f"{value},html")]).force()
    assert sent(api) == {"Content-Type": expected, "Accept": f"{expected}, text/html"}


def test_removing_accept_leaves_the_clients_own(post: Request, api: Api) -> None:
    post.headers([("Accept", None), ("Content-Type", None)]).force()
    assert sent(api) == {"Accept": "*/*"}


def test_exact_spelling(post: Request, api: Api) -> None:
    post.headers([("Xapikey", "0")]).case_sensitive_headers([("xAPIkey", "1"), ("accept", "a/b")]).force()
    assert sent(api) == {"xAPIkey": "1", "accept": "a/b", "Content-Type": "application/json"}


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b"])
def test_line_breaks_inside_a_value_are_refused(post: Request, api: Api, value: str) -> None:
    with pytest.raises(InvalidHeader, match="cannot include CR/LF"):
        post.headers([("X-A", value)]).force()
    assert api.seen == []


@pytest.mark.parametrize("name", ["X A", "X:A", "X\r\nA", "", "Ü"])
def test_names_that_are_no_token_are_refused(post: Request, api: Api, name: str) -> None:
    with pytest.raises(InvalidHeader, match="cannot be the name of a header"):
        post.case_sensitive_headers([(name, "1")]).force()
    assert api.seen == []


def test_blanks_around_a_value_go(post: Request, api: Api) -> None:
    post.headers([("Authorization", "Bearer abc\n"), ("X-E", "Bearer ")]).force()
    assert sent(api)["Authorization"] == "Bearer abc"
    assert sent(api)["X-E"] == "Bearer"


def test_text_beyond_latin_travels_as_utf8(post: Request, api: Api) -> None:
    post.headers([("X-A", "ü€")]).force()
    assert sent(api)["X-A"].encode("latin-1").decode() == "ü€"


def test_basic_is_utf8() -> None:
    assert basic("ü:x", "p w/@") == "Basic w7w6eDpwIHcvQA=="


@pytest.mark.parametrize(
    ("user", "password", "expected"),
    [
        ("u", None, "u:"),
        ("u", "", "u:"),
        ("u", "p", "u:p"),
        ("", "p", ":p"),
        (None, "p", ":p"),
        (None, None, None),
        (7, 8, "7:8"),
    ],
)
def test_user_and_password(post: Request, api: Api, user: Any, password: Any, expected: str | None) -> None:
    post.user(user).password(password).force()
    header = sent(api).get("Authorization")
    if expected is None:
        assert header is None
    else:
        assert header is not None
        assert base64.b64decode(header.removeprefix("Basic ")).decode() == expected
    assert api.last.target == "/x"


def test_an_explicit_authorization_wins(post: Request, api: Api) -> None:
    post.user("u").password("p").headers([("authorization", "Bearer t")]).force()
    assert sent(api)["Authorization"] == "Bearer t"
