import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.events.uri_differences import Difference, difference, nearest

HERE = "http://127.0.0.1:48011/oauth/callback"


@pytest.mark.parametrize(
    ("sent", "known", "expected"),
    [
        (HERE, HERE, None),
        (HERE + "/", HERE, Difference("slash", 38, "`/`", "the end")),
        (HERE, HERE + "/", Difference("slash", 38, "the end", "`/`")),
        (HERE, HERE.replace("127.0.0.1", "localhost"), Difference("loopback", 8, "`1`", "`l`")),
        (HERE, HERE.replace("127.0.0.1", "[::1]"), Difference("loopback", 8, "`1`", "`[`")),
        (HERE, HERE.replace("48011", "48012"), Difference("port", 22, "`1`", "`2`")),
        (HERE, HERE.replace("http", "https"), Difference("scheme", 5, "`:`", "`s`")),
        (HERE, HERE.replace("oauth", "OAuth"), Difference("case", 24, "`o`", "`O`")),
        (HERE, HERE.replace("oauth", "o%61uth"), Difference("encoding", 25, "`a`", "`%`")),
        (HERE, HERE.replace("127.0.0.1", "app.test"), Difference("host", 8, "`1`", "`a`")),
        (HERE, HERE + "2", Difference("path", 38, "the end", "`2`")),
        (HERE, HERE + "?a=1", Difference("query", 38, "the end", "`?`")),
        ("http://ä/é", "http://ä/x", Difference("path", 11, "`é`", "`x`")),
        ("http://[", "http://]", Difference("path", 8, "`[`", "`]`")),
        ("http://a:x/", "http://a:y/", Difference("path", 10, "`x`", "`y`")),
    ],
)
def test_the_first_byte_that_differs(sent: str, known: str, expected: Difference | None) -> None:
    assert difference(sent, known) == expected


@given(st.text(), st.text())
def test_both_begin_alike_up_to_the_place(sent: str, known: str) -> None:
    found = difference(sent, known)
    if found is None:
        assert sent == known
        return
    one, other = sent.encode("utf-8", "replace"), known.encode("utf-8", "replace")
    assert one[: found.place - 1] == other[: found.place - 1]
    assert found.sent != found.known


def test_the_nearest_is_the_one_that_begins_alike() -> None:
    others = ["https://docs.test/redirects", HERE, "http://127.0.0.1:48011/other"]
    assert nearest(HERE, others) == "http://127.0.0.1:48011/other"
    assert nearest(HERE, [HERE]) is None
