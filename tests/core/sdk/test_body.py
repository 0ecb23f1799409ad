import email
import email.policy
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.sdk import (
    JsonRequestFormatError,
    MultipartFormRequestFormatError,
    Request,
    XmlRequestFormatError,
)
from authbench.sdk.body import BodyFormat, render_body, render_multipart
from authbench.sdk.draft import Draft
from support.sdk_runs import Desk
from support.sdk_server import Api


@pytest.fixture
def post(run: Desk, api: Api) -> Request:
    return run.context().new_request("post", f"{api.origin}/x")


def rendered(body_format: BodyFormat, payload: Any) -> bytes:
    return render_body(Draft("POST", "u", body_format=body_format), payload).content


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        (None, b""),
        (False, b""),
        ({}, b"{}"),
        ([], b"[]"),
        ("abc", b'"abc"'),
        ([1, 2], b"[1,2]"),
        ({"b": 2, "a": "<x>&", "n": None}, b'{"b":2,"a":"\\u003cx\\u003e\\u0026","n":null}'),
        ({"c": [1, {"d": "é<"}]}, '{"c":[1,{"d":"é\\u003c"}]}'.encode()),
    ],
)
def test_json(payload: Any, body: bytes) -> None:
    assert rendered(BodyFormat.JSON, payload) == body


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        (None, b""),
        ({}, b""),
        ("a=1&b", b"a=1&b"),
        (b"\xff", b"\xff"),
        (["a", "b"], b"a/b"),
        (
            {"z": 1, "a": {"b": [1, {"c": 2}], "d": None}, "e": "", "sp": "a b+c~*"},
            b"a%5Bb%5D%5B%5D=1&a%5Bb%5D%5B%5D%5Bc%5D=2&a%5Bd%5D=&e=&sp=a+b%2Bc~%2A&z=1",
        ),
    ],
)
def test_form(post: Request, api: Api, payload: Any, body: bytes) -> None:
    post.payload(payload).request_format_www_form_urlencoded().force()
    assert api.last.body == body
    assert api.last.header("Content-Type") == "application/x-www-form-urlencoded"


def test_the_documented_form_sample(post: Request, api: Api) -> None:
    post.request_body({"b": 1, "a": 2}).request_format_www_form_urlencoded().force()
    assert api.last.body == b"a=2&b=1"


def test_xml(post: Request, api: Api) -> None:
    payload = {"a": "<&>", "b": [{"content!": "<&>"}], "k": ["p", "q"]}
    post.payload(payload).format_xml("root", {"@xmlns": "urn:x"}).response_format_raw().force()
    assert api.last.body == (b'<root xmlns="urn:x"><a>&lt;&amp;&gt;</a><b><&></b><k>p</k><k>q</k></root>')
    assert api.last.header("Content-Type") == "application/xml"
    assert api.last.header("Accept") == "application/xml"


@pytest.mark.parametrize(
    ("body", "content", "content_type"),
    [
        ("raw ü", "raw ü".encode(), "application/json"),
        (b"\xff\x00", b"\xff\x00", "application/json"),
        (
            {"b": "x y", "a": None, "n": {"k": [1, 2]}},
            b"b=x+y&a&n[k][]=1&n[k][]=2",
            "application/x-www-form-urlencoded",
        ),
        (None, b"", "application/json"),
    ],
)
def test_verbatim_bodies(post: Request, api: Api, body: Any, content: bytes, content_type: str) -> None:
    post.request_body(body).force()
    assert api.last.body == content
    assert api.last.header("Content-Type") == content_type


def test_a_hash_as_body_overrides_the_content_type(post: Request, api: Api) -> None:
    post.headers([("Content-Type", "text/plain")]).request_body({"a": 1}).force()
    assert api.last.header("Content-Type") == "application/x-www-form-urlencoded"


def test_raw_format_keeps_the_content_type(post: Request, api: Api) -> None:
    post.payload("text").headers([("Content-Type", "text/plain")]).request_format_raw().force()
    assert (api.last.body, api.last.header("Content-Type")) == (b"text", "text/plain")


def parts(content: bytes, content_type: str) -> list[Any]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = email.message_from_bytes(head + content, policy=email.policy.HTTP)
    return list(message.iter_parts())  # type: ignore[attr-defined]


def test_multipart(post: Request, api: Api) -> None:
    post.payload(
        {
            "plain": 1,
            "file": ["<data>", "text/csv", "a.csv"],
            "named": [b"\xff\x00", "image/png"],
            "degraded": ["x", ""],
            "nested": {"k": ["v", None]},
            "none": None,
        }
    ).headers([("Content-Type", "text/plain")]).request_format_multipart_form().force()
    content_type = str(api.last.header("Content-Type"))
    assert content_type.startswith("multipart/form-data; boundary=----RubyFormBoundary")
    assert [
        (part["Content-Disposition"], part.get_content_type() if part.get_filename() else None)
        for part in parts(api.last.body, content_type)
    ] == [
        ('form-data; name="plain"', None),
        ('form-data; name="file"; filename="a.csv"', "text/csv"),
        ('form-data; name="named"; filename="named"', "image/png"),
        ('form-data; name="degraded"', None),
        ('form-data; name="nested[k]"', None),
        ('form-data; name="none"', None),
    ]
    contents = [part.get_payload(decode=True) for part in parts(api.last.body, content_type)]
    assert contents == [b"1", b"<data>", b"\xff\x00", b"x", b"v", b""]


def test_a_multipart_form_without_a_payload_is_empty(post: Request, api: Api) -> None:
    post.request_format_multipart_form().force()
    assert api.last.body == b""


@given(st.text(max_size=8), st.text(max_size=8))
def test_part_names_cannot_break_out(name: str, file_name: str) -> None:
    body = render_multipart({name: ["x", "text/plain", file_name]})
    head = body.content.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert len(head) == 3
    assert head[1].count(b'"') == 4
    assert unquote_to_bytes(head[1].split(b'"')[1]) == unquote_to_bytes(
        name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22").encode("utf-8", "surrogatepass")
    )


def test_payloads_that_a_format_cannot_take() -> None:
    with pytest.raises(JsonRequestFormatError, match="malformed utf-8"):
        rendered(BodyFormat.JSON, {"a": "\udcff"})
    with pytest.raises(XmlRequestFormatError, match="not Array"):
        rendered(BodyFormat.XML, [1])
    with pytest.raises(MultipartFormRequestFormatError, match="not String"):
        rendered(BodyFormat.MULTIPART, "x")
