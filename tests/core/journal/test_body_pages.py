import secrets
import string
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authbench.events import Body, ExchangeFinished, SecretLearned
from authbench.journal import Journal, Redactor
from authbench.journal.body_pages import MARGIN, BodyPage, BodyPages
from authbench.journal.sides import Side
from authbench.journal.temporary_store import NotKept
from authbench.journal.unredacted import Unredacted
from support.journal_exchanges import exchange

LETTERS = string.ascii_letters + string.digits


def opaque(length: int = 40) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def pages_of(content: bytes, content_type: str = "text/plain", redactor: Redactor | None = None) -> BodyPages:
    return BodyPages(
        Body(content[:MARGIN], len(content), len(content)),
        content_type,
        lambda start, length: content[start : start + length],
        redactor or Redactor(),
    )


def all_pages(pages: BodyPages, size: int) -> Iterator[BodyPage]:
    page = pages.page(0, size)
    while True:
        yield page
        if page.end >= page.total:
            return
        assert page.end > page.start
        page = pages.page(page.end, size)


TEXT = "Grüße aus Köln, 東京 и Москва: 😀 done.\r\n" * 40


@pytest.mark.parametrize(
    "charset",
    ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "utf-8-sig"],
)
@pytest.mark.parametrize("size", [64, 67, 1000, 100_000])
def test_pages_put_together_are_the_body(charset: str, size: int) -> None:
    pages = pages_of(TEXT.encode(charset), f"text/plain; charset={charset}")
    shown = list(all_pages(pages, size))
    assert "".join(page.text.text for page in shown) == TEXT
    assert all(one.end == other.start for one, other in pairwise(shown))
    assert "�" not in "".join(page.text.text for page in shown)


@pytest.mark.parametrize(
    ("charset", "text"),
    [("iso-8859-1", "Grüße\n" * 50), ("koi8-r", "Москва\n" * 60), ("shift_jis", "東京都\n" * 80)],
)
def test_pages_in_other_charsets(charset: str, text: str) -> None:
    pages = pages_of(text.encode(charset), f"text/plain; charset={charset}")
    assert "".join(page.text.text for page in all_pages(pages, 70)) == text


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=400), st.integers(64, 300), st.sampled_from(["utf-8", "utf-16-le", "gb18030"]))
def test_any_text_comes_back_whole(text: str, size: int, charset: str) -> None:
    text = "".join(each for each in text if each.isprintable() and not "\ud800" <= each <= "\udfff")
    pages = pages_of(text.encode(charset), f"text/plain; charset={charset}", Unredacted())
    if pages.kind == "binary":
        return
    assert "".join(page.text.text for page in all_pages(pages, size)).removeprefix(
        "\ufeff"
    ) == text.removeprefix("\ufeff")


def test_a_page_begins_where_a_character_does() -> None:
    content = "aé€😀z".encode()
    pages = pages_of(content * 100)
    page = pages.page(2, 64)
    assert page.start == 1
    assert page.text.text.startswith("é€😀z")
    assert page.text.text.encode() == (content * 100)[page.start : page.end]
    assert pages.page(10**9, 64) == BodyPage(
        page.text.__class__(""), len(content) * 100, len(content) * 100, len(content) * 100
    )
    assert pages.page(-5, 64).start == 0


def test_bytes_that_are_no_text_are_marked() -> None:
    content = b"abc \xff\xfe def " * 3 + b"plain words " * 100
    text = "".join(page.text.text for page in all_pages(pages_of(content), 64))
    assert text == content.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("content", "content_type", "kind"),
    [
        (b"", "application/json", "empty"),
        (b'{"a": 1}', "application/json", "json"),
        (b'[{"a": 1}]', "", "json"),
        (b"[not json", "", "text"),
        (b'{"a": [' + b"1," * 60_000, "", "json"),
        (b"a=1&b=2", "application/x-www-form-urlencoded", "form"),
        (b"<?xml version='1.0'?><a/>", "", "xml"),
        (b"<html></html>", "text/html; charset=utf-8", "text"),
        (b"words", "text/plain", "text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "image/png", "binary"),
        ("wörds".encode("latin-1") * 10, "text/plain", "text"),
        ("wörds".encode("latin-1") * 10, "application/x", "binary"),
        ("words".encode("utf-16"), "", "text"),
        (b"words", "text/plain; charset=unicode_escape", "text"),
    ],
)
def test_kinds(content: bytes, content_type: str, kind: str) -> None:
    assert pages_of(content, content_type).kind == kind


def test_a_secret_over_a_border_is_hidden_on_both_pages() -> None:
    redactor = Redactor()
    secret = opaque()
    redactor.add(secret, "access token")
    text = ("x " * 500) + secret + (" y" * 500)
    pages = pages_of(text.encode(), redactor=redactor)
    for offset in range(1000 - 70, 1041):
        page = pages.page(offset, 64)
        around = pages.page(page.end, 64)
        for each in (page, around):
            assert not any(secret[at : at + 6] in each.text.text for at in range(len(secret) - 5)), offset
            if each.start < 1040 and each.end > 1000:
                assert each.text.chips[0].label == "access token"
                assert each.text.chips[0].number == 1
                assert "access token ①" in each.text.text


@pytest.mark.parametrize("spelling", ["value", "base64", "percent", "json"])
def test_a_secret_over_a_border_in_other_spellings(spelling: str) -> None:
    import base64
    import json
    from urllib.parse import quote

    secret = opaque(20) + '/+"ü=' + opaque(20)
    redactor = Redactor()
    redactor.add(secret, "password")
    written = {
        "value": secret,
        "base64": base64.b64encode(f"user:{secret}".encode()).decode(),
        "percent": quote(secret, safe=""),
        "json": json.dumps(secret)[1:-1],
    }[spelling]
    text = "before " * 30 + written + " after" * 30
    begin = 210
    pages = pages_of(text.encode(), redactor=redactor)
    for border in range(begin, begin + len(written)):
        left, right = pages.page(border - 64, 64), pages.page(border, 64)
        shown = left.text.text + right.text.text
        assert not any(written[at : at + 8] in shown for at in range(len(written) - 7)), border


def test_a_secret_that_its_name_tells_is_hidden_on_the_page_behind() -> None:
    secret = opaque(3000)
    text = '{"rows": [' + "1, " * 3000 + f'], "client_secret": "{secret}", "more": "words"}}'
    pages = pages_of(text.encode(), "application/json")
    for page in all_pages(pages, 700):
        assert not any(secret[at : at + 12] in page.text.text for at in range(0, len(secret) - 12, 5))
    assert "words" in "".join(page.text.text for page in all_pages(pages, 700))


def test_all_below_a_secret_key_is_hidden_however_much_there_is() -> None:
    values = [opaque(30) for _ in range(9_000)]
    text = '{"credentials": [' + ",".join(f'"{value}"' for value in values) + '], "open": "words"}'
    assert len(text) > 2 * MARGIN
    shown = "".join(page.text.text for page in all_pages(pages_of(text.encode(), "application/json"), 50_000))
    assert not any(value in shown for value in values)
    assert '"open": "words"' in shown


def test_binary_pages_are_rows_of_bytes_without_those_of_secrets() -> None:
    redactor = Redactor()
    secret = opaque(24)
    redactor.add(secret, "api key")
    content = bytes(range(256)) + secret.encode() + bytes(range(256))
    pages = pages_of(content, "application/octet-stream", redactor)
    page = pages.page(5, 100)
    lines = page.text.text.splitlines()
    assert (page.start, page.end) == (0, 112)
    assert lines[0] == "00000000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  ................"
    assert lines[4].endswith("  @ABCDEFGHIJKLMNO")
    shown = "\n".join(each.text.text for each in all_pages(pages, 64))
    assert len(shown.splitlines()) == -(-len(content) // 16)
    assert shown.count("••") >= len(secret)
    assert secret[:8].encode().hex(" ") not in shown
    assert "000000f0  f0 f1" in shown
    wide = b"\x00\x01\x02\x03" * 10 + secret.encode("utf-16-le") + b"\x00\x01\x02\x03" * 10
    shown = pages_of(wide, "application/octet-stream", redactor).page(0, 4096).text.text
    assert secret[:4].encode("utf-16-le").hex(" ") not in shown


def test_search_finds_every_place() -> None:
    text = "".join(f"row {number} needle\n" for number in range(20_000))
    content = text.encode()
    pages = pages_of(content)
    places = pages.search("NEEDLE", 0, 10**6)
    assert len(places) == 20_000
    assert all(content[place : place + 6] == b"needle" for place in places)
    assert pages.search("NEEDLE", 0, 10**6, match_case=True) == ()
    assert pages.search("needle", places[7], 3) == places[7:10]
    assert pages.search("needle", places[7] + 1, 1) == (places[8],)
    assert pages.search("", 0, 5) == ()
    assert pages.search("needle", 10**9, 5) == ()
    assert pages.search("row 19999", 0, 5) == (content.index(b"row 19999"),)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-be", "utf-32-le", "gb18030", "utf-8-sig"])
def test_search_tells_bytes_whatever_the_charset(charset: str) -> None:
    text = ("İstanbul 東京 😀 Straße " * 9000) + "TOKYO the ЭТО end"
    content = text.encode(charset)
    pages = pages_of(content, f"text/plain; charset={charset}")
    for needle in ("tokyo", "это"):
        (place,) = pages.search(needle, 0, 5)
        assert content[place:].decode(charset.removesuffix("-sig")).lower().startswith(needle)
    assert len(pages.search("東京", 0, 10**6)) == 9000
    last = pages.search("straße", 0, 10**6)[-1]
    assert content[last:].decode(charset.removesuffix("-sig")).startswith("Straße TOKYO")


def test_search_counts_bytes_that_are_no_text() -> None:
    content = b"ab \xff\xfe\xfd " + b"plain words " * 50 + b"\xff needle"
    assert pages_of(content).search("needle", 0, 5) == (content.index(b"needle"),)


@settings(max_examples=50, deadline=None)
@given(st.text("ab", min_size=1, max_size=3), st.integers(0, 200))
def test_search_is_what_finding_in_the_text_gives(needle: str, start: int) -> None:
    content = bytes(b"aabbabababbbaaab"[number * 5 % 16] for number in range(200))
    expected = tuple(at for at in range(start, 200) if content.startswith(needle.encode(), at))
    assert pages_of(content, redactor=Unredacted()).search(needle, start, 1000) == expected


def test_search_never_finds_what_is_hidden() -> None:
    redactor = Redactor()
    # Begins with what stands in no word around it: two letters by chance may.
    secret = "7" + opaque(49)
    redactor.add(secret, "access token")
    text = f"start {secret} middle " * 3000 + "Bearer-" + secret
    pages = pages_of(text.encode(), redactor=redactor)
    for needle in (secret, secret[5:9], secret[:2], f"start {secret[0]}", secret[-1] + " middle"):
        assert pages.search(needle, 0, 10) == (), needle
    assert len(pages.search("middle", 0, 10**6)) == 3000
    assert pages.search("access token", 0, 10) == ()


def test_search_stops_when_told() -> None:
    content = b"needle " * 300_000
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    found = pages_of(content).search("needle", 0, 10**9, cancelled=cancelled)
    assert 0 < len(found) < 100_000


def test_what_is_not_kept_says_so() -> None:
    def read(start: int, length: int) -> bytes:
        raise NotKept("newer content needed its room")

    pages = BodyPages(Body(b"head", 10_000, 10_000), "text/plain", read, Redactor())
    page = pages.page(0, 4096)
    assert page.missing
    assert page.text.text == "not kept: newer content needed its room"
    assert (page.start, page.end, page.total) == (0, 10_000, 10_000)
    assert pages.search("head", 0, 5) == ()


def test_by_the_journal() -> None:
    journal = Journal()
    secret = opaque()
    text = "".join(f"line {number} of {secret}\n" for number in range(9000))
    journal.record(
        ExchangeFinished(exchange(1, content=text.encode(), content_type="text/plain", sent=b"a=1"))
    )
    journal._store.settle()
    journal.record(SecretLearned(secret, "access token"))
    page = journal.body(1, Side.RESPONSE, 300_000, 4000)
    assert "line " in page.text.text
    assert secret not in page.text.text
    assert page.total == len(text)
    assert journal.body(1, Side.REQUEST, 0, 100).text.text == "a=1"
    assert journal.body_kind(1, Side.RESPONSE) == "text"
    assert journal.body_search(1, Side.RESPONSE, "line 8999") == (text.index("line 8999"),)
    assert journal.body_search(1, Side.RESPONSE, secret[:6]) == ()
    assert journal.body(2, Side.RESPONSE, 0, 100) == BodyPage(page.text.__class__(""), 0, 0, 0)
    assert journal.body_kind(2, Side.RESPONSE) == "empty"
    journal.close()
