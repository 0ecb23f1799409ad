"""Every copy of sixty recorded requests is sent for real and compared with what was recorded."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from authbench.events import HttpExchange
from authbench.journal.exports.copy_as import Copied, CopyFormat, copied
from authbench.journal.exports.refusal import ExportRefused
from authbench.journal.redaction import Redactor
from authbench.journal.unredacted import Unredacted
from support.journal_exchanges import exchange as exchange_with
from support.odd_requests import OddRequest, Secrets, odd_requests, record
from support.wire_recorder import Arrived, WireRecorder

# What each client sends of its own accord and cannot be told to leave out.
ADDED_BY_CURL: frozenset[str] = frozenset()
# HTTPie's libraries ask for no coding in words, and say that an empty body of a DELETE is empty.
ADDED_BY_HTTPIE: frozenset[str] = frozenset({"accept-encoding", "content-length"})
ADDED_BY_HTTPX: frozenset[str] = frozenset()
ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "NO_PROXY": "*", "HOME": "/nonexistent"}


@dataclass
class Recording:
    server: WireRecorder
    known: Secrets
    requests: list[OddRequest]
    exchanges: list[HttpExchange]
    sent: list[Arrived]

    def escaped_password(self) -> str:
        return json.dumps(self.known.password)[1:-1]

    def redactor(self) -> Redactor:
        redactor = Redactor()
        for value, label in self.known.labelled():
            redactor.add(value, label)
        return redactor


@pytest.fixture(scope="module")
def recording() -> Iterator[Recording]:
    known = Secrets()
    with WireRecorder() as server:
        requests = odd_requests(known)
        exchanges = record(requests, server.authority, known)
        yield Recording(server, known, requests, exchanges, server.take())


@pytest.fixture(autouse=True)
def nothing_left(recording: Recording) -> None:
    recording.server.take()


def assert_same(
    recording: Recording, arrived: list[Arrived], added: frozenset[str], rewritten: dict[int, str]
) -> None:
    assert len(arrived) == len(recording.sent) == 60
    for number, (request, sent, came) in enumerate(
        zip(recording.requests, recording.sent, arrived, strict=True)
    ):
        assert (came.method, came.target) == (sent.method, rewritten.get(number, sent.target)), request.name
        assert came.body == sent.body, request.name
        extra = added - {name.lower() for name, _ in sent.headers}
        assert came.headers_without(extra) == sent.headers_without(extra), request.name


def environment_for(copy: Copied, recording: Recording) -> dict[str, str]:
    """What a person sets: the secret, or what stands in its place where it is spelled differently."""
    values = dict(ENVIRONMENT)
    plain = {label: value for value, label in recording.known.labelled()}
    for variable in copy.variables:
        if variable.exact:
            values[variable.name] = plain[variable.label]
        else:
            assert variable.label == "password"
            values[variable.name] = recording.escaped_password()
    return values


def test_curl_sends_what_was_recorded(recording: Recording) -> None:
    for exchange in recording.exchanges:
        copy = copied(exchange, Unredacted(), CopyFormat.CURL)
        assert copy.variables == ()
        assert copy.text.startswith("# NOT REDACTED")
        run_shell(copy.text, ENVIRONMENT)
    assert_same(recording, recording.server.take(), ADDED_BY_CURL, {})


def test_redacted_curl_with_its_variables_set_sends_the_same(recording: Recording) -> None:
    redactor = recording.redactor()
    for exchange in recording.exchanges:
        copy = copied(exchange, redactor, CopyFormat.CURL)
        assert not any(value in copy.text for value, _ in recording.known.labelled())
        run_shell(copy.text, environment_for(copy, recording))
    assert_same(recording, recording.server.take(), ADDED_BY_CURL, {})


@pytest.mark.parametrize("redacted", [False, True])
def test_httpie_sends_what_was_recorded(recording: Recording, tmp_path: Path, redacted: bool) -> None:
    program = shutil.which("http")
    assert program is not None
    interpreter = Path(program).read_text().splitlines()[0].removeprefix("#!")
    # In the place of `http` a script that keeps what the shell hands it; HTTPie then gets just that.
    tools = tmp_path / "tools"
    tools.mkdir()
    tool = tools / "http"
    tool.write_text("#!/bin/sh\nprintf '%s\\0' \"$@\" >argv\ncat >stdin\n")
    tool.chmod(0o700)
    redactor = recording.redactor() if redacted else Unredacted()
    rewritten: dict[int, str] = {}
    folders = []
    for number, exchange in enumerate(recording.exchanges):
        copy = copied(exchange, redactor, CopyFormat.HTTPIE)
        for note in copy.notes:
            found = re.search(r"sends the target (\S+) - copy as cURL", note)
            assert found is not None
            rewritten[number] = found[1]
        folder = tmp_path / str(number)
        folder.mkdir()
        environment = environment_for(copy, recording)
        run_shell(copy.text, {**environment, "PATH": f"{tools}:{environment['PATH']}"}, folder)
        folders.append(str(folder))
    batch = Path(__file__).parents[3] / "support" / "httpie_batch.py"
    subprocess.run([interpreter, str(batch), *folders], env=ENVIRONMENT, check=True, timeout=120)
    assert_same(recording, recording.server.take(), ADDED_BY_HTTPIE, rewritten)
    # HTTPie cannot send these as they are, and says so.
    assert {recording.requests[number].name for number in rewritten} == {
        "lower-case escapes",
        "unreserved escapes",
        "brackets",
        "substitution",
        "backticks",
        "braces and bars",
        "empty query",
        "stray percent",
    }


def test_httpie_itself_does_what_the_batch_does(recording: Recording) -> None:
    for number in (43, 50, 55):
        copy = copied(recording.exchanges[number], Unredacted(), CopyFormat.HTTPIE)
        run_shell(copy.text, ENVIRONMENT)
        (arrived,) = recording.server.take()
        assert arrived.body == recording.sent[number].body
        assert arrived.target == recording.sent[number].target


@pytest.mark.parametrize("redacted", [False, True])
def test_httpx_scripts_send_what_was_recorded(recording: Recording, tmp_path: Path, redacted: bool) -> None:
    redactor = recording.redactor() if redacted else Unredacted()
    environment = dict(ENVIRONMENT)
    for number, exchange in enumerate(recording.exchanges):
        copy = copied(exchange, redactor, CopyFormat.HTTPX)
        environment |= environment_for(copy, recording)
        (tmp_path / f"{number:02}.py").write_text(copy.text, encoding="utf-8")
    # Each script is run as a program of its own would be, but in one interpreter.
    run_all = "import runpy, sys\nfor one in sys.argv[1:]: runpy.run_path(one, run_name='__main__')"
    finished = subprocess.run(
        [sys.executable, "-c", run_all, *map(str, sorted(tmp_path.iterdir()))],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert finished.stdout.count("HTTP/1.1 200 OK") == 60
    assert_same(recording, recording.server.take(), ADDED_BY_HTTPX, {})


def test_raw_http_is_what_went_over_the_wire(recording: Recording) -> None:
    for exchange in recording.exchanges:
        send_bytes(recording.server, copied(exchange, Unredacted(), CopyFormat.RAW).content)
    assert_same(recording, recording.server.take(), frozenset(), {})


def test_redacted_raw_http_is_the_same_once_its_variables_are_filled(recording: Recording) -> None:
    redactor = recording.redactor()
    for exchange in recording.exchanges:
        copy = copied(exchange, redactor, CopyFormat.RAW)
        values = environment_for(copy, recording)
        content = copy.content
        for variable in sorted(copy.variables, key=lambda one: -len(one.name)):
            name, value = variable.name.encode(), values[variable.name].encode()
            content = content.replace(b"${" + name + b"}", value).replace(b"$" + name, value)
        send_bytes(recording.server, content)
    assert_same(recording, recording.server.take(), frozenset(), {})


def test_the_request_in_a_ticket_is_what_went_over_the_wire(recording: Recording) -> None:
    for exchange in recording.exchanges:
        copy = copied(exchange, Unredacted(), CopyFormat.MARKDOWN)
        blocks = fenced_blocks(copy.text)
        head, _, body = blocks[0][1].partition("\n\n")
        content = body.encode()
        if len(blocks) > 1 and blocks[1][0] == "base64" and not body:
            content = b64decode(blocks[1][1])
        send_bytes(recording.server, head.rstrip("\n").replace("\n", "\r\n").encode() + b"\r\n\r\n" + content)
        assert blocks[-1][1].startswith("HTTP/1.1 200 OK\n")
    # A ticket is text: what was Latin-1 on the wire is written as the UTF-8 it is.
    assert_same(recording, recording.server.take(), frozenset(), {})


def run_shell(command: str, environment: dict[str, str], folder: Path | None = None) -> None:
    """Run it as a person would, but with the pipe's failure as its own."""
    finished = subprocess.run(
        ["/bin/sh", "-s"],
        input=command.encode(),
        env=environment,
        cwd=folder,
        capture_output=True,
        timeout=60,
    )
    assert finished.returncode == 0, (command[:2000], finished.stderr[-2000:])


def send_bytes(server: WireRecorder, content: bytes) -> None:
    host, _, port = server.authority.partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(content)
        while connection.recv(65536):
            pass


def fenced_blocks(text: str) -> list[tuple[str, str]]:
    return [(found[2], found[3]) for found in re.finditer(r"(?ms)^(`{3,})(\w*)\n(.*?)\n\1$", text)]


@pytest.mark.parametrize("form", CopyFormat)
def test_a_packed_body_with_a_secret_says_why_it_is_not_copied(form: CopyFormat) -> None:
    redactor = Redactor()
    redactor.add("k7Qz0vR4mT8wXc2LpB6nYd1s", "access token")
    packed = gzip.compress(b"item=k7Qz0vR4mT8wXc2LpB6nYd1s")
    with pytest.raises(ExportRefused, match="packed") as refused:
        copied(exchange_with(1, sent=packed), redactor, form)
    assert "with its secrets" in (refused.value.hint or "")
    assert copied(exchange_with(1, sent=gzip.compress(b"item=1")), redactor, form).text


def test_a_packed_answer_with_a_secret_is_left_out_of_a_note_and_hinders_no_copy() -> None:
    redactor = Redactor()
    redactor.add("k7Qz0vR4mT8wXc2LpB6nYd1s", "access token")
    packed = gzip.compress(b"item=k7Qz0vR4mT8wXc2LpB6nYd1s")
    for form in CopyFormat:
        assert copied(exchange_with(1, content=packed), redactor, form).text
    note = copied(exchange_with(1, content=packed), redactor, CopyFormat.MARKDOWN).text
    assert f"Its body of {len(packed)} bytes is left out" in note
    harmless = copied(exchange_with(1, content=gzip.compress(b"item=1")), redactor, CopyFormat.MARKDOWN).text
    assert "left out" not in harmless
    assert "Body, in base64" in harmless
