"""Commands taken apart by real shells, and what a person must be able to rely on in a copy."""

from __future__ import annotations

import base64
import contextlib
import io
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authbench.errors import Code
from authbench.events import Body, HttpExchange
from authbench.journal.exports.copy_as import CopyFormat, copied
from authbench.journal.exports.httpie import CannotCopy
from authbench.journal.redaction import Redactor
from authbench.journal.sides import Side
from authbench.journal.unredacted import Unredacted
from support.odd_requests import OddRequest, Secrets, record
from support.wire_recorder import WireRecorder

AT = datetime(2026, 11, 21, tzinfo=UTC)


def exchange(**members: Any) -> HttpExchange:
    given: dict[str, Any] = {
        "id": 1,
        "run_id": "run",
        "step": "test",
        "method": "GET",
        "url": "https://api.test/v1/me",
        "started_at": AT,
        "started_clock": 0.0,
    }
    return HttpExchange(**(given | members))


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A `curl` that keeps what the shell hands it."""
    folder = tmp_path_factory.mktemp("shim")
    tool = folder / "curl"
    tool.write_text('#!/bin/sh\nprintf \'%s\\0\' "$@" >"$OUT/argv"\ncat >"$OUT/stdin"\n')
    tool.chmod(0o700)
    return folder


TOKEN = st.text("!#$%&'*+-.^_`|~0123456789abcXYZ", min_size=1, max_size=8)
VISIBLE = st.text(st.characters(codec="latin-1", exclude_characters="\x7f", min_codepoint=0x20), max_size=30)
TARGET = st.text("/?&=%+[]{}()$`'!;:@~|^\\*,.-_aZ09", max_size=30).map(lambda text: f"/{text}")
FRAMING = ("host", "content-length", "transfer-encoding")
HEADERS = st.lists(st.tuples(TOKEN, VISIBLE.map(str.strip)), max_size=4).map(
    lambda headers: [field for field in headers if field[0].lower() not in FRAMING]
)
BODY = st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))


def request(method: str, target: str, headers: list[tuple[str, str]], body: bytes) -> HttpExchange:
    return exchange(
        method=method,
        url=f"http://a.test{target}",
        request_headers=(("Host", "a.test"), *headers),
        request_body=Body(body, len(body)),
    )


@settings(max_examples=150, deadline=None)
@given(
    shell=st.sampled_from(["dash", "bash"]),
    method=TOKEN,
    target=TARGET,
    headers=HEADERS,
    body=BODY,
)
def test_a_shell_hands_curl_what_is_meant(
    shim: Path, shell: str, method: str, target: str, headers: list[tuple[str, str]], body: bytes
) -> None:
    copy = copied(request(method, target, headers, body), Unredacted(), CopyFormat.CURL)
    environment = {"PATH": f"{shim}:{os.environ['PATH']}", "OUT": str(shim), "LC_ALL": "C.UTF-8"}
    finished = subprocess.run(
        [shell, "-s"], input=copy.text.encode(), env=environment, capture_output=True, cwd=shim
    )
    assert (finished.returncode, finished.stderr) == (0, b"")
    argv = (shim / "argv").read_bytes().split(b"\0")[:-1]
    words = iter(argv)
    sent_headers: list[bytes] = []
    sent: dict[bytes, bytes] = {}
    for word in words:
        if word == b"-H":
            sent_headers.append(next(words))
        elif word in (b"--request", b"--url", b"--data-raw", b"--data-binary"):
            sent[word] = next(words)
        else:
            assert word in (b"--globoff", b"--path-as-is", b"--compressed", b"--head")
    assert sent[b"--url"].decode() == f"http://a.test{target}"
    if method == "HEAD" and not body:
        assert b"--head" in argv
    else:
        assert sent.get(b"--request", b"POST" if body else b"GET").decode() == method
    wanted = [
        f"{name}: {value}".encode("latin-1") if value else f"{name};".encode("latin-1")
        for name, value in headers
    ]
    assert sent_headers[: len(wanted)] == wanted
    assert all(
        re.fullmatch(rb"(User-Agent|Accept|Content-Type):", rest) for rest in sent_headers[len(wanted) :]
    )
    if not body:
        assert b"--data-raw" not in sent
    elif b"--data-raw" in sent:
        assert sent[b"--data-raw"] == body
    else:
        assert sent[b"--data-binary"] == b"@-"
        assert (shim / "stdin").read_bytes() == body


class KeepingClient:
    """In the place of `httpx.Client`: keeps the request and answers it."""

    def __init__(self, **_: object) -> None:
        self.sent: httpx.Request | None = None

    def __enter__(self) -> KeepingClient:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, request: httpx.Request) -> httpx.Response:
        KeepingClient.last = request
        return httpx.Response(200)

    last: httpx.Request


@settings(deadline=None)
@given(
    method=TOKEN,
    target=TARGET,
    headers=HEADERS,
    body=BODY,
)
def test_python_means_the_same_by_a_script(
    method: str, target: str, headers: list[tuple[str, str]], body: bytes
) -> None:
    script = copied(request(method, target, headers, body), Unredacted(), CopyFormat.HTTPX).text
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()):
        patch.setattr(httpx, "Client", KeepingClient)
        exec(compile(script, "copy", "exec"), names)
    sent = KeepingClient.last
    assert sent.method == method
    assert sent.extensions.get("target", sent.url.raw_path) == target.encode()
    assert sent.read() == body
    wanted = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    assert [
        pair for pair in sent.headers.raw if pair[0].lower() not in (b"host", b"content-length")
    ] == wanted


@given(body=st.text(max_size=200))
def test_nothing_in_a_body_ends_the_fence_of_a_ticket(body: str) -> None:
    body = body.encode("utf-8", "replace").decode()
    text = copied(
        exchange(request_body=Body((body + "```\n````").encode())), Unredacted(), CopyFormat.MARKDOWN
    ).text
    (mark,) = re.findall(r"(?m)^(`{3,})http$", text)
    # A body that cannot be shown as text has a fence of its own.
    opened = len(re.findall(rf"(?m)^{mark}\w+$", text))
    assert opened in (1, 2)
    assert sum(line == mark for line in text.split("\n")) == opened


def test_the_same_bytes_in_every_shell_also_where_they_are_no_text(shim: Path) -> None:
    copy = copied(
        exchange(request_headers=(("Host", "api.test"), ("X-L", "caf\xe9 %s\\ '\" $x"))),
        Unredacted(),
        CopyFormat.CURL,
    )
    for shell in ("dash", "bash"):
        environment = {"PATH": f"{shim}:{os.environ['PATH']}", "OUT": str(shim), "LC_ALL": "C.UTF-8"}
        subprocess.run([shell, "-s"], input=copy.text.encode(), env=environment, check=True)
        assert b"X-L: caf\xe9 %s\\ '\" $x" in (shim / "argv").read_bytes().split(b"\0")


@pytest.fixture(scope="module")
def server() -> Iterator[WireRecorder]:
    with WireRecorder() as one:
        yield one


@pytest.mark.parametrize("form", [CopyFormat.CURL, CopyFormat.HTTPX, CopyFormat.HTTPIE])
def test_a_routed_request_goes_where_it_really_went(
    server: WireRecorder, form: CopyFormat, tmp_path: Path
) -> None:
    server.take()
    routed = exchange(
        method="POST",
        sent_to=f"http://{server.authority}",
        url="https://api.test/v1/me?a=b",
        request_headers=(("Host", "api.test"), ("Content-Length", "0")),
    )
    copy = copied(routed, Redactor(), form)
    assert "https://api.test was routed to the server below" in copy.text
    if form is CopyFormat.HTTPX:
        script = tmp_path / "again.py"
        script.write_text(copy.text)
        command = f"'{sys.executable}' '{script}'"
    else:
        command = copy.text
    subprocess.run(["/bin/sh", "-c", command], check=True, capture_output=True, timeout=60)
    (arrived,) = server.take()
    assert (arrived.method, arrived.target) == ("POST", "/v1/me?a=b")
    assert dict(arrived.headers)["Host"] == "api.test"


def test_a_method_of_its_own_is_sent_or_refused(server: WireRecorder) -> None:
    (recorded,) = record([OddRequest("search", "M-SEARCH", "/all")], server.authority, Secrets())
    server.take()
    subprocess.run(
        ["/bin/sh", "-c", copied(recorded, Unredacted(), CopyFormat.CURL).text],
        check=True,
        capture_output=True,
    )
    assert server.take()[0].method == "M-SEARCH"
    for unsendable in (recorded, exchange(method="get"), exchange(request_headers=(("X", "caf\xe9"),))):
        with pytest.raises(CannotCopy) as refused:
            copied(unsendable, Unredacted(), CopyFormat.HTTPIE)
        assert refused.value.code == Code.UNSUPPORTED
        assert "cURL" in (refused.value.hint or "")


def test_variables_are_called_what_the_log_calls_the_secrets() -> None:
    first, second, password = (secrets.token_urlsafe(30) for _ in range(3))
    redactor = Redactor()
    for value, label in ((first, "access token"), (second, "access token"), (password, "client secret")):
        redactor.add(value, label)
    pair = base64.b64encode(f"client:{password}".encode()).decode()
    copy = copied(
        exchange(
            method="POST",
            url=f"https://api.test/?access_token={second}",
            request_headers=(("Authorization", f"Basic {pair}"), ("X-Again", second)),
            request_body=Body(f"assertion={first}&client_secret={password}".encode()),
        ),
        redactor,
        CopyFormat.CURL,
    )
    names = {variable.name: variable for variable in copy.variables}
    assert {"ACCESS_TOKEN_1", "ACCESS_TOKEN_2", "CLIENT_SECRET_1"} < set(names)
    (encoded,) = set(names) - {"ACCESS_TOKEN_1", "ACCESS_TOKEN_2", "CLIENT_SECRET_1"}
    assert encoded.endswith("_IN_AUTHORIZATION")
    assert f"-H 'Authorization: Basic '\"${encoded}\"" in copy.text
    assert copy.text.count('"$ACCESS_TOKEN_2"') + copy.text.count('"$ACCESS_TOKEN_1"') == 3
    comments = [line for line in copy.text.splitlines() if line.startswith("#")]
    assert comments[0] == "# Set these variables first:"
    assert {line.split()[1] for line in comments[1:]} == set(names)
    assert not any(value in copy.text for value in (first, second, password, pair))


def test_a_url_that_is_a_secret_as_a_whole_is_one_variable() -> None:
    url = f"https://hooks.test/services/{secrets.token_hex(12)}"
    redactor = Redactor()
    redactor.add(url, "webhook URL")
    for form in CopyFormat:
        copy = copied(exchange(url=url, method="POST", request_body=Body(b"{}")), redactor, form)
        assert url not in copy.text
        assert "services" not in copy.text
        (variable,) = copy.variables
        assert variable.name == "WEBHOOK_URL_1"
        assert "WEBHOOK_URL_1" in copy.text


def test_comments_hold_nothing_that_a_shell_takes_for_its_own() -> None:
    redactor = Redactor()
    secret = secrets.token_hex(16)
    redactor.add(secret, "it's; $(rm) `x` \n token")
    text = copied(exchange(request_headers=(("X", secret),)), redactor, CopyFormat.CURL).text
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert len(comments) == 2
    assert not re.search(r"[$`;'\"|&<>()]", "".join(comments))


def test_large_bodies_come_from_where_they_are_kept() -> None:
    full = b"a" * 200_000
    put_away = exchange(method="POST", request_body=Body(full[:100], len(full), stored=len(full)))

    def content(_: HttpExchange, side: Side) -> bytes:
        return full if side is Side.REQUEST else b""

    for form in (CopyFormat.RAW, CopyFormat.MARKDOWN, CopyFormat.HTTPX):
        assert full.decode() in copied(put_away, Unredacted(), form, content).text


@pytest.mark.parametrize("value", ["Łódź", "\ud800"])
@pytest.mark.parametrize("form", CopyFormat)
def test_what_no_request_can_have_but_a_file_is_copied_all_the_same(form: CopyFormat, value: str) -> None:
    made = copied(exchange(method="X", request_headers=(("X-Name", value),)), Unredacted(), form)
    assert made.text
    if form is CopyFormat.HTTPX:
        compile(made.text, "copied.py", "exec")
        assert repr(value.encode("utf-8", "surrogatepass")) in made.text


def test_a_method_that_only_a_file_can_hold_is_copied_as_raw_http() -> None:
    assert copied(exchange(method="\ud800"), Unredacted(), CopyFormat.RAW).content
