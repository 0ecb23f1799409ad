import json
import socket
from contextlib import suppress

import pytest

from authbench.errors import Cancelled, Code
from authbench.events import ExchangeFinished
from authbench.sdk import (
    DetectedError,
    InvalidUri,
    JsonResponseFormatError,
    RequestFailed,
    RequestTimeout,
    XmlResponseFormatError,
    title,
)
from support.sdk_runs import Desk, desk
from support.sdk_server import Answer, Api

JSON = (("Content-Type", "application/json"),)


def test_get_sends_sorted_params_and_reads_json(run: Desk, api: Api) -> None:
    api.answer(Answer(body=b'{"a": [1, null]}'))
    request = run.context().new_request("get", f"{api.origin}/me?z=1", {"b": 1, "a": [1, 2]})
    assert not request.sent
    assert request.force() == {"a": [1, None]}
    assert request.sent
    assert api.last.method == "GET"
    assert api.last.target == "/me?z=1&a%5B%5D=1&a%5B%5D=2&b=1"
    assert api.last.header("Accept") == "application/json"
    assert api.last.header("Content-Type") is None
    assert api.last.body == b""


def test_post_sends_json_and_a_content_type_even_without_a_body(run: Desk, api: Api) -> None:
    run.context().new_request("post", f"{api.origin}/x", {"b": 2, "a": "<x>&", "n": None}).force()
    assert api.last.body == b'{"b":2,"a":"\\u003cx\\u003e\\u0026","n":null}'
    assert api.last.header("Content-Type") == "application/json"
    run.context().new_request("post", f"{api.origin}/x").force()
    assert api.last.body == b""
    assert api.last.header("Content-Type") == "application/json"


def test_the_exchange_belongs_to_the_run_and_step(run: Desk, api: Api) -> None:
    run.context(step="acquire", cause="refresh_on 401").new_request("GET", f"{api.origin}/").force()
    finished = [event.exchange for event in run.events if isinstance(event, ExchangeFinished)]
    assert [(each.run_id, each.step, each.cause) for each in finished] == [
        ("run", "acquire", "refresh_on 401")
    ]


def test_the_outcome_is_kept(run: Desk, api: Api) -> None:
    api.answer(Answer(body=b"null"))
    request = run.context().new_request("GET", f"{api.origin}/")
    assert request.force() is None
    assert request.force() is None
    api.answer(Answer(500))
    failing = run.context().new_request("GET", f"{api.origin}/")
    for _ in range(2):
        with pytest.raises(RequestFailed):
            failing.force()
    assert len(api.seen) == 2


@pytest.mark.parametrize("status", [200, 201, 204, 207])
def test_success(run: Desk, api: Api, status: int) -> None:
    api.answer(Answer(status))
    assert run.context().new_request("GET", f"{api.origin}/").force() == {}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (208, "208 Already Reported"),
        (226, "226 IM Used"),
        (304, "304 Not Modified"),
        (401, "401 Unauthorized"),
        (422, "422 Unprocessable Entity"),
        (599, "HTTP status code 599"),
    ],
)
def test_any_other_status_fails_with_the_standard_phrase(
    run: Desk, api: Api, status: int, expected: str
) -> None:
    api.answer(Answer(status, b'{"error":"x"}'))
    with pytest.raises(RequestFailed) as caught:
        run.context().new_request("GET", f"{api.origin}/").force()
    failure = caught.value
    assert (failure.message, failure.title, failure.status) == (expected, expected, status)
    assert failure.body == ("" if status == 304 else '{"error":"x"}')
    assert (failure.code, failure.method, failure.sdk_class) == (Code.HTTP_ERROR, "GET", "RequestFailedError")
    assert failure.exchange is not None
    assert failure.exchange.status == status


def test_titles() -> None:
    assert title(302) == "302 Found"
    assert title(799) == "HTTP status code 799"


@pytest.mark.parametrize("body", [b"", b"  \r\n"])
def test_an_empty_answer_is_an_empty_hash(run: Desk, api: Api, body: bytes) -> None:
    api.answer(Answer(body=body))
    assert run.context().new_request("GET", f"{api.origin}/").force() == {}


def test_json_is_read_whatever_the_content_type_and_a_bom_is_stripped(run: Desk, api: Api) -> None:
    api.answer(Answer(body=b"\xef\xbb\xbf[1]", headers=(("Content-Type", "text/html"),)))
    assert run.context().new_request("GET", f"{api.origin}/").force() == [1]


def test_text_in_another_charset_is_decoded(run: Desk, api: Api) -> None:
    api.answer(
        Answer(body='"é"'.encode("latin-1"), headers=(("Content-Type", "text/json; charset=ISO-8859-1"),))
    )
    assert run.context().new_request("GET", f"{api.origin}/").force() == "é"


def test_invalid_json_carries_the_parsers_message(run: Desk, api: Api) -> None:
    api.answer(Answer(body=b"<html>"))
    with pytest.raises(JsonResponseFormatError, match="859: unexpected token at '<html>'") as caught:
        run.context().new_request("GET", f"{api.origin}/").force()
    assert caught.value.exchange is not None
    assert caught.value.body == "<html>"


def test_raw_answers_keep_every_byte(run: Desk, api: Api) -> None:
    api.answer(Answer(body="TOKEN=é".encode()), Answer(body=b"\xff\x00"))
    context = run.context()
    assert context.new_request("POST", f"{api.origin}/").response_format_raw().force() == "TOKEN=é"
    assert api.last.header("Accept") == "application/json"
    assert context.new_request("POST", f"{api.origin}/").response_format_raw().force() == b"\xff\x00"


def test_xml_answers(run: Desk, api: Api) -> None:
    api.answer(Answer(body=b'<R xmlns="u"><b i="1">t</b></R>'), Answer(body=b"<R>"))
    context = run.context()
    value = context.new_request("GET", f"{api.origin}/").response_format_xml().force()
    assert value == {"R": [{"@xmlns": "u", "b": [{"@i": "1", "content!": "t"}]}]}
    assert api.last.header("Accept") == "application/xml"
    with pytest.raises(XmlResponseFormatError):
        context.new_request("GET", f"{api.origin}/").response_format_xml().force()


@pytest.mark.parametrize(
    ("verb", "mode", "status", "outcome"),
    [
        ("GET", None, 302, "followed"),
        ("GET", None, 307, "followed"),
        ("HEAD", None, 301, "followed"),
        ("GET", None, 303, "followed"),
        ("POST", None, 302, "302 Found"),
        ("POST", None, 303, "GET"),
        ("POST", True, 302, "POST"),
        ("POST", True, 307, "POST"),
        ("POST", True, 303, "GET"),
        ("POST", True, 308, "POST"),
        ("GET", False, 302, "returned"),
        ("POST", False, 308, "returned"),
    ],
)
def test_redirect_modes(run: Desk, api: Api, verb: str, mode: bool | None, status: int, outcome: str) -> None:
    api.answer(Answer(status, headers=(("Location", "/there"), *JSON)), Answer(body=b'{"there":true}'))
    request = run.context().new_request(verb, f"{api.origin}/here")
    if mode is not None:
        request = request.follow_redirection() if mode else request.ignore_redirection()
    request.after_response(lambda code, body, headers: [code, headers.get("location")])
    if outcome == f"{status} Found":
        with pytest.raises(RequestFailed, match="302 Found"):
            request.force()
        assert len(api.seen) == 1
        return
    value = request.force()
    if outcome == "returned":
        assert value == [status, "/there"]
        assert len(api.seen) == 1
    else:
        assert value == [200, None]
        assert [seen.target for seen in api.seen] == ["/here", "/there"]
        assert api.last.method == (verb if outcome == "followed" else outcome)


def test_detection_comes_before_after_response(run: Desk, api: Api) -> None:
    api.answer(Answer(body=b'{"error":"expired"}'))
    called: list[object] = []

    def detect(raw: str, parsed: object) -> None:
        if "expired" in raw:
            raise DetectedError(raw)

    request = (
        run.context().new_request("GET", f"{api.origin}/").after_response(lambda *args: called.append(args))
    )
    with pytest.raises(DetectedError) as caught:
        request.attempt(detect)
    assert caught.value.message == '{"error":"expired"}'
    assert caught.value.exchange is not None
    assert caught.value.method == "GET"
    assert called == []


def test_a_server_that_drops_the_connection_is_a_failed_request_without_a_status(run: Desk, api: Api) -> None:
    api.answer(Answer(drop=True))
    with pytest.raises(RequestFailed) as caught:
        run.context().new_request("POST", f"{api.origin}/").force()
    assert caught.value.status is None
    assert caught.value.body is None
    assert caught.value.code == Code.CONNECTION_FAILED


def test_a_silent_server_is_a_timeout() -> None:
    with desk(read_timeout=0.05) as run, socket.create_server(("127.0.0.1", 0)) as server:
        request = run.context().new_request("GET", f"http://127.0.0.1:{server.getsockname()[1]}/")
        request.after_error_response([r".*"], lambda *_: pytest.fail("hooks are not for timeouts"))
        with pytest.raises(RequestTimeout, match="Timed out reading data from server") as caught:
            request.force()
    assert caught.value.code == Code.REQUEST_TIMEOUT


@pytest.mark.parametrize("url", ["https://a.test:port/", "https://a.test:99999/", "https://[::1/"])
def test_addresses_that_are_none(run: Desk, url: str) -> None:
    with pytest.raises(InvalidUri) as caught:
        run.context().new_request("GET", url).force()
    assert caught.value.code == Code.INVALID_URL


def test_a_certificate_that_nobody_vouches_for_is_a_failed_request(run: Desk) -> None:
    import ssl
    import threading

    import trustme

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def greet(count: int) -> None:
            for _ in range(count):
                connection, _ = server.accept()
                with (
                    connection,
                    suppress(OSError),
                    context.wrap_socket(connection, server_side=True) as secure,
                ):
                    secure.recv(65536)
                    secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")

        thread = threading.Thread(target=greet, args=(2,))
        thread.start()
        request = run.context().new_request("GET", f"https://127.0.0.1:{port}/")
        with pytest.raises(RequestFailed) as caught:
            request.force()
        assert (caught.value.status, caught.value.code) == (None, Code.TLS_FAILED)
        trusting = run.context().new_request("GET", f"https://127.0.0.1:{port}/")
        trusting.tls_server_certs(certificates=authority.cert_pem.bytes().decode())
        assert trusting.force() == {}
        thread.join()


def test_a_cancelled_run_sends_nothing(run: Desk, api: Api) -> None:
    run.session.scope.cancel()
    with pytest.raises(Cancelled):
        run.context().new_request("GET", f"{api.origin}/").force()
    assert api.seen == []


def test_digest(run: Desk, api: Api) -> None:
    challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5'
    api.answer(Answer(401, headers=(("WWW-Authenticate", challenge),)), Answer(body=b'{"ok":1}'))
    request = run.context().new_request("GET", f"{api.origin}/d").user("u").password("p").digest_auth()
    assert request.force() == {"ok": 1}
    assert api.seen[0].header("Authorization") is None
    assert str(api.seen[1].header("Authorization")).startswith("Digest ")


def test_certificates_can_be_left_unchecked_loudly(api: Api) -> None:
    with desk(settings=lambda: {"__disable_tls_server_cert_verification": "true"}) as run:
        run.context().new_request("GET", f"{api.origin}/").force()
    assert run.notes == ["tls_not_verified"]


def test_a_get_says_that_its_payload_stays_behind(run: Desk, api: Api) -> None:
    request = run.context().new_request("GET", f"{api.origin}/").payload({"a": 1})
    request.force()
    assert api.last.body == b""
    assert run.notes == ["payload_ignored"]
    run.context().new_request("GET", f"{api.origin}/").payload({"a": 1}).request_format_json().force()
    assert json.loads(api.last.body) == {"a": 1}
