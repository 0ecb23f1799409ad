"""What a profile keeps of tried requests: enough to send them again, and nothing secret."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from authbench.connection import BodyKind, ConnectionStore, TryRequest
from authbench.connection.try_history import KEPT, Tried, from_plain, keepable, to_plain, with_draft, with_new
from authbench.journal import Redactor
from authbench.vault import MemoryStore, ProfileStore

SECRET = "xk7QpZ2mVw9LtR4c"
PLAIN = TryRequest(
    "POST",
    "items",
    (("q", "a b"), ("page", "2")),
    (("X-Trace", "on"), ("Accept", "text/csv")),
    BodyKind.JSON,
    '{"name": "jo", "token_type": "bearer"}',
)


@pytest.fixture
def redactor() -> Redactor:
    made = Redactor()
    made.add(SECRET, "api key")
    return made


def test_what_is_not_secret_is_kept_whole(redactor: Redactor) -> None:
    kept = keepable(PLAIN, 200, redactor)
    assert kept is not None
    assert (kept.request, kept.status, kept.left_out) == (PLAIN, 200, ())


@pytest.mark.parametrize(
    ("request_", "left_out"),
    [
        (TryRequest(url="x", headers=(("Authorization", "Bearer abcdefgh1"),)), ("header Authorization",)),
        (TryRequest(url="x", headers=(("X-Api-Key", "short"),)), ("header X-Api-Key",)),
        (TryRequest(url="x", headers=(("Cookie", "a=b"),)), ("header Cookie",)),
        (TryRequest(url="x", headers=(("X-Trace", f"a {SECRET}"),)), ("header X-Trace",)),
        (TryRequest(url="x", params=(("token", "abc"),)), ("parameter token",)),
        (TryRequest(url="x", params=(("q", SECRET),)), ("parameter q",)),
        (TryRequest(url="x", params=((SECRET, "1"),)), ("parameter",)),
        (TryRequest(url="x", body_kind=BodyKind.FORM, fields=(("password", "pw"),)), ("field password",)),
        (TryRequest(url=f"x?a=1&key={SECRET}"), ("query",)),
        (TryRequest(url="https://jo:pw12@a.example/x?a=1"), None),
        (TryRequest(url=f"things/{SECRET}"), None),
        (TryRequest(url="x", body_kind=BodyKind.JSON, body=json.dumps({"a": [SECRET]})), ("body",)),
        (TryRequest(url="x", body_kind=BodyKind.JSON, body='{"client_secret": "pw"}'), ("body",)),
        (TryRequest(url="x", body_kind=BodyKind.TEXT, body='{"password": "pw"}'), ("body",)),
        (TryRequest(url="x", body_kind=BodyKind.XML, body="<a><password>pw</password></a>"), ("body",)),
        (
            TryRequest(url="x", body_kind=BodyKind.TEXT, body=base64.b64encode(SECRET.encode()).decode()),
            ("body",),
        ),
        (TryRequest(url="x", body_kind=BodyKind.TEXT, body="x" * 70_000), ("body",)),
    ],
)
def test_what_is_secret_is_left_out_and_named(
    redactor: Redactor, request_: TryRequest, left_out: tuple[str, ...] | None
) -> None:
    kept = keepable(request_, None, redactor)
    if left_out is None:
        assert kept is None
        return
    assert kept is not None
    assert kept.left_out == left_out
    written = json.dumps(to_plain(kept), default=str)
    for secret in (SECRET, "abcdefgh1", "short", '"pw', "pw<", "a=b", '"abc"'):
        assert secret not in written


def test_the_newest_is_first_and_the_same_request_stands_there_once() -> None:
    old, other = Tried(TryRequest(url="a"), 200), Tried(TryRequest(url="b"), 404)
    again = Tried(TryRequest(url="a"), 500)
    assert with_new((other, old), again) == (again, other)
    many: tuple[Tried, ...] = ()
    for number in range(KEPT + 5):
        many = with_new(many, Tried(TryRequest(url=str(number))))
    assert len(many) == KEPT
    assert many[0].request.url == str(KEPT + 4)


def test_there_is_one_draft_at_most_and_what_is_sent_leaves_it_alone() -> None:
    sent, draft = Tried(TryRequest(url="a"), 200), Tried(TryRequest(url="half"))
    history = with_draft(with_draft((sent,), Tried(TryRequest(url="ha"))), draft)
    assert [(one.request.url, one.draft) for one in history] == [("half", True), ("a", False)]
    assert from_plain(to_plain(one) for one in history) == history
    more = with_new(history, Tried(TryRequest(url="half"), 200))
    assert [(one.request.url, one.draft) for one in more] == [("half", True), ("half", False), ("a", False)]
    assert [one.request.url for one in with_draft(more, None)] == ["half", "a"]


def test_damaged_entries_are_left_out() -> None:
    good = to_plain(Tried(PLAIN, 200, ("body",)))
    assert len(from_plain([good, {}, 7, None, {**good, "at": "x"}, {**good, "params": [["a"]]}])) == 1


def test_a_profile_keeps_them_over_other_changes(tmp_path: Path) -> None:
    store = ConnectionStore(ProfileStore(tmp_path), MemoryStore())
    profile = store.create("demo:x", "X")
    assert profile.tries == ()
    tried = Tried(PLAIN, 201, (), datetime(2026, 11, 21, tzinfo=UTC))
    store.change_tries(profile.id, lambda before: [to_plain(tried), *before])
    store.rename(profile.id, "Y")
    store.set_settings(profile.id, options={"zone": "Europe/Berlin"})
    fresh = ConnectionStore(ProfileStore(tmp_path), MemoryStore()).load(profile.id)
    assert from_plain(fresh.tries) == (tried,)
    assert store.duplicate(profile.id, "Z").tries == ()
