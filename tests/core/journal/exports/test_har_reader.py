"""Archives of other makers are read as they are written, and hostile ones do no harm."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.errors import Code
from authbench.events import ExchangeFinished, HttpExchange, SecretLearned
from authbench.journal import Journal
from authbench.journal.exports import har_reader
from authbench.journal.exports.copy_as import CopyFormat
from authbench.journal.exports.export import ExportFormat
from authbench.journal.exports.har import har_document
from authbench.journal.exports.har_reader import ArchiveInvalid, archive_from, archive_of, read_archive
from authbench.journal.exports.message_bodies import kept_content
from authbench.journal.reveal import Reveal
from authbench.journal.sides import Side
from authbench.journal.unredacted import Unredacted
from support.odd_requests import Secrets, odd_requests, record
from support.wire_recorder import WireRecorder

CHROME = {
    "log": {
        "version": "1.2",
        "creator": {"name": "WebInspector", "version": "537.36"},
        "pages": [],
        "entries": [
            {
                "_initiator": {"type": "script"},
                "_priority": "High",
                "_resourceType": "fetch",
                "cache": {},
                "connection": "443",
                "pageref": "page_1",
                "request": {
                    "method": "POST",
                    "url": "https://api.test/token?x=1",
                    "httpVersion": "h2",
                    "headers": [
                        {"name": ":authority", "value": "api.test"},
                        {"name": "content-type", "value": "application/x-www-form-urlencoded"},
                    ],
                    "queryString": [{"name": "x", "value": "1"}],
                    "cookies": [],
                    "headersSize": -1,
                    "bodySize": 7,
                    "postData": {"mimeType": "application/x-www-form-urlencoded", "text": "a=b&c=d"},
                },
                "response": {
                    "status": 200,
                    "statusText": "",
                    "httpVersion": "h2",
                    "headers": [{"name": "content-type", "value": "application/json"}],
                    "cookies": [],
                    "content": {"size": 2, "mimeType": "application/json", "text": "{}"},
                    "redirectURL": "",
                    "headersSize": -1,
                    "bodySize": -1,
                    "_transferSize": 100,
                    "_error": None,
                },
                "serverIPAddress": "2001:db8::1",
                "startedDateTime": "2026-11-21T12:00:00.250Z",
                "time": 12.5,
                "timings": {
                    "blocked": 1.5,
                    "dns": -1,
                    "ssl": 2,
                    "connect": 5,
                    "send": 0.1,
                    "wait": 5,
                    "receive": 1,
                    "_blocked_queueing": 1,
                },
            },
            {
                "request": {"method": "GET", "url": "https://gone.test/", "httpVersion": "", "headers": []},
                "response": {"status": 0, "statusText": "", "_error": "net::ERR_NAME_NOT_RESOLVED"},
                "startedDateTime": "2026-11-21T12:00:01.250Z",
                "time": 1,
                "timings": {},
            },
        ],
    }
}
FIREFOX = {
    "log": {
        "version": "1.2",
        "creator": {"name": "Firefox", "version": "128.0"},
        "entries": [
            {
                "startedDateTime": "2026-11-21T13:00:00.000+01:00",
                "request": {
                    "method": "POST",
                    "url": "https://api.test/f",
                    "httpVersion": "HTTP/2",
                    "headers": [{"name": "Content-Type", "value": "application/x-www-form-urlencoded"}],
                    "postData": {
                        "mimeType": "application/x-www-form-urlencoded",
                        "params": [{"name": "a b", "value": "ü"}, {"name": "e", "value": ""}],
                        "text": "",
                    },
                },
                "response": {"status": 204, "statusText": "No Content", "content": {"size": 0}},
                "timings": {
                    "blocked": 0,
                    "dns": 0,
                    "connect": 0,
                    "ssl": 0,
                    "send": 0,
                    "wait": 9,
                    "receive": 0,
                },
                "time": 9,
            }
        ],
    }
}
CHARLES = {
    "log": {
        "version": "1.2",
        "creator": {"name": "Charles Proxy", "version": "4.6"},
        "entries": [
            {
                "startedDateTime": "2026-11-21T13:00:00.000+0100",
                "time": 4,
                "request": {"method": "GET", "url": "http://img.test/p.png", "httpVersion": "HTTP/1.1"},
                "response": {
                    "status": 200,
                    "statusText": "OK",
                    "httpVersion": "HTTP/1.1",
                    "headers": [{"name": "Content-Type", "value": "image/png"}],
                    "content": {
                        "size": 4,
                        "mimeType": "image/png",
                        "text": base64.b64encode(b"\x89PNG").decode(),
                        "encoding": "base64",
                    },
                },
                "timings": {"send": 0, "wait": 4, "receive": 0},
            }
        ],
    }
}
POSTMAN = {
    "log": {
        "entries": [
            {
                "request": {"method": "PUT", "url": "https://api.test/p", "postData": {"text": "x"}},
                "response": None,
            },
            {"comment": "an entry without a request"},
        ]
    }
}


def test_chrome() -> None:
    archive = archive_from(CHROME)
    assert (archive.maker, archive.skipped, archive.ours) == ("WebInspector 537.36", 0, False)
    first, second = archive.exchanges
    assert first.request_headers == (("content-type", "application/x-www-form-urlencoded"),)
    assert first.request_body.content == b"a=b&c=d"
    assert (first.status, first.http_version, first.run_id) == (200, "HTTP/2", "page_1")
    assert first.response_body.content == b"{}"
    assert first.started_at == datetime(2026, 11, 21, 12, 0, 0, 250000, UTC)
    assert (first.phases.dns, first.phases.connect, first.phases.tls) == (None, 0.003, 0.002)
    assert first.transport.address == "[2001:db8::1]:443"
    assert second.status is None
    assert second.error is not None
    assert second.error.message == "net::ERR_NAME_NOT_RESOLVED"
    assert second.started_clock == 1.0


def test_firefox_charles_and_postman() -> None:
    (firefox,) = archive_from(FIREFOX).exchanges
    assert firefox.request_body.content == b"a+b=%C3%BC&e="
    assert firefox.started_at.hour == 12
    (charles,) = archive_from(CHARLES).exchanges
    assert charles.response_body.content == b"\x89PNG"
    postman = archive_from(POSTMAN)
    assert postman.skipped == 1
    assert postman.exchanges[0].request_body.content == b"x"
    assert postman.exchanges[0].status is None
    for one in (CHROME, FIREFOX, CHARLES, POSTMAN):
        journal = archive_of(json.dumps(one).encode()).journal()
        for entry in journal.entries():
            view = journal.view(entry.id)
            assert view is not None
            assert not view.withheld


def test_secrets_in_archives_of_others_are_masked_by_name() -> None:
    token = secrets.token_urlsafe(30)
    raw = json.loads(json.dumps(CHROME))
    headers = raw["log"]["entries"][0]["request"]["headers"]
    headers.append({"name": "Authorization", "value": f"Bearer {token}"})
    journal = archive_from(raw).journal()
    view = journal.view(1)
    assert view is not None
    assert token not in repr(view)


def test_what_we_write_comes_back_as_it_was() -> None:
    known = Secrets()
    with WireRecorder() as server:
        exchanges = record(odd_requests(known), server.authority, known)
    archive = archive_from(har_document(exchanges, Unredacted())[0])
    assert not archive.ours
    for before, after in zip(exchanges, archive.exchanges, strict=True):
        for name in (
            "id",
            "method",
            "url",
            "request_headers",
            "response_headers",
            "status",
            "reason",
            "step",
        ):
            assert getattr(after, name) == getattr(before, name)
        for side in Side:
            assert kept_content(after, side) == kept_content(before, side)
        assert after.started_at == before.started_at
        assert abs((after.elapsed or 0) - (before.elapsed or 0)) < 0.01
    again = archive_from(har_document(archive.exchanges, Unredacted())[0])
    assert again.exchanges == archive.exchanges


def test_our_chips_are_shown_as_they_were(tmp_path: Path) -> None:
    first, second = secrets.token_urlsafe(30), secrets.token_urlsafe(30)
    journal = Journal()
    at = datetime(2026, 11, 21, tzinfo=UTC)
    for number, token in enumerate((first, second), 1):
        journal.record(SecretLearned(token, "access token"))
        journal.record(
            ExchangeFinished(
                HttpExchange(
                    number,
                    "run",
                    "test",
                    "GET",
                    f"https://a.test/?access_token={token}&x=1",
                    at + timedelta(seconds=number),
                    float(number),
                    request_headers=(("Authorization", f"Bearer {token}"),),
                )
            )
        )
    for form in ExportFormat:
        export = journal.export(form)
        path = tmp_path / f"a{export.suffix}"
        export.save(path)
        read = read_archive(path).journal()
        before, after = journal.view(2), read.view(2)
        assert before is not None
        assert after is not None
        if form is ExportFormat.HAR:
            assert after.url == before.url
            assert after.request_headers == before.request_headers
            (chip,) = after.request_headers[0].value.chips
            assert (chip.label, chip.number, chip.length) == ("access token", 2, 40)
        assert first not in repr(after)


def test_what_somebody_put_into_a_file_of_ours_is_masked() -> None:
    token = secrets.token_urlsafe(30)
    document = json.loads(json.dumps(CHROME))
    document["log"]["creator"]["name"] = "Authbench"
    document["log"]["entries"][0]["request"]["url"] = f"https://a.test/?access_token={token}"
    archive = archive_from(document)
    assert archive.ours
    view = archive.journal().view(1)
    assert view is not None
    assert token not in repr(view)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b'{"log": []}',
        b'{"log": {"entries": {}}}',
        b'{"log": {"entries": [1, null, {}]}}',
        b'{"log": {"entries": [',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"log":' * 100_000,
        b'{"log": {"entries": [' + b"9" * 5000 + b"]}}",
    ],
)
def test_what_is_no_archive_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(ArchiveInvalid) as refused:
        archive_of(content, "a.har")
    assert refused.value.code == Code.FILE_NOT_READABLE
    assert refused.value.message.startswith(("a.har", "No entry of a.har"))


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(har_reader, "MOST_BYTES", 1000)
    monkeypatch.setattr(har_reader, "MOST_ENTRIES", 10)
    path = tmp_path / "a.har"
    path.write_bytes(b" " * 1001)
    with pytest.raises(ArchiveInvalid, match="larger"):
        read_archive(path)
    with pytest.raises(ArchiveInvalid, match="at most 10"):
        archive_from({"log": {"entries": [{}] * 11}})
    with pytest.raises(ArchiveInvalid, match="Cannot read"):
        read_archive(tmp_path / "missing.har")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_PLACES = (
    ("request",),
    ("response",),
    ("timings",),
    ("time",),
    ("startedDateTime",),
    ("_id",),
    ("_tls",),
    ("_lambda",),
    ("_error",),
    ("_dropped",),
    ("_redirectedFrom",),
    ("connection",),
    ("serverIPAddress",),
    ("request", "method"),
    ("request", "headers"),
    ("request", "postData"),
    ("request", "httpVersion"),
    ("request", "bodySize"),
    ("response", "status"),
    ("response", "content"),
    ("response", "headers"),
    ("timings", "connect"),
)


@given(st.dictionaries(st.sampled_from(_PLACES), _JSON, max_size=6))
def test_any_value_anywhere_is_borne(values: dict[tuple[str, ...], Any]) -> None:
    document = json.loads(json.dumps(CHROME))
    entry = document["log"]["entries"][0]
    for place, value in sorted(values.items(), key=lambda item: len(item[0])):
        target = entry
        for name in place[:-1]:
            target = target.get(name)
            if not isinstance(target, dict):
                break
        else:
            target[place[-1]] = value
    archive = archive_from(document)
    journal = archive.journal()
    assert len(journal.entries()) == len(archive.exchanges)
    for each in journal.entries():
        assert journal.view(each.id) is not None
    assert all(isinstance(exchange, HttpExchange) for exchange in Reveal(journal).exchanges())
    for form in ExportFormat:
        journal.export(form)


def test_a_single_json_line_and_lines_among_others_are_read() -> None:
    entry = json.dumps(CHROME["log"]["entries"][0])
    assert len(archive_of(entry.encode()).exchanges) == 1
    assert len(archive_of(f"{entry}\n\n# a remark\n{entry}\n".encode()).exchanges) == 2


def test_entries_keep_their_numbers_only_where_all_have_one() -> None:
    entries = [json.loads(json.dumps(CHROME["log"]["entries"][0])) for _ in range(4)]
    for number, entry in zip((7, 3, 9, 1), entries, strict=True):
        entry["_id"] = number
    assert [one.id for one in archive_from({"log": {"entries": entries}}).exchanges] == [7, 3, 9, 1]
    entries[2]["_id"] = 7
    assert [one.id for one in archive_from({"log": {"entries": entries}}).exchanges] == [1, 2, 3, 4]
    # One that is skipped is counted all the same.
    entries.insert(1, {})
    assert [one.id for one in archive_from({"log": {"entries": entries}}).exchanges] == [1, 3, 4, 5]


def test_halves_of_characters_are_no_text() -> None:
    request = {
        "method": "G\ud800T",
        "url": "https://api.example/\udfff?q=\ud83d",
        "headers": [{"name": "X-\ud800", "value": "\ud800"}, {"name": "X-Place", "value": "日本"}],
        "postData": {"mimeType": "text/plain", "text": "\ud800"},
    }
    entry = {"startedDateTime": "2026-01-02T03:04:05Z", "request": request, "response": {"status": 200}}
    journal = archive_of(json.dumps({"log": {"entries": [entry]}}).encode()).journal()
    (one,) = journal.entries()
    for form in (CopyFormat.RAW, CopyFormat.MARKDOWN, CopyFormat.CURL, CopyFormat.HTTPX):
        copied = journal.copied(one.id, form)
        assert copied is not None
        # As its bytes, where a client is given bytes.
        assert "日本" in copied.text or repr("日本".encode()) in copied.text
    view = journal.view(one.id)
    assert view is not None
    assert view.url.text == "https://api.example/\ufffd?q=\ufffd"
