"""Tables of text: what is in a column whose name means a secret is masked, on every page."""

from __future__ import annotations

import secrets

import pytest

from authbench.events import Body
from authbench.journal import Redactor
from authbench.journal.body_pages import MARGIN, BodyPages

VALUE = "k7-" + secrets.token_hex(12)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_cells_under_a_secrets_name_are_masked(sign: str, end: str, quote: str) -> None:
    rows = [["user", "Api Key", "note"], ["jo", f"{quote}{VALUE}{quote}", '"a ""b"" c"'], ["an", "", "x"]]
    text = end.join(sign.join(row) for row in rows) + end
    chip = "•••• API key ①, 27 chars"
    assert Redactor().redact(text).text == text.replace(VALUE, chip)


def test_cells_with_line_breaks_and_signs_do_not_shift_the_columns() -> None:
    text = f'note,password\n"a, b\nc",{VALUE}\n"d ""e"", f",{VALUE}\n'
    assert VALUE not in Redactor().redact(text).text


def test_a_broken_row_costs_itself_alone() -> None:
    text = f'id,password\n1,{VALUE}\n2,"open\n3,{VALUE}\n'
    shown = Redactor().redact(text).text
    assert VALUE not in shown
    assert "open" not in shown or shown.endswith("\n")


@pytest.mark.parametrize(
    "text",
    [
        "user,note\njo,something\n",
        "The token, as said\nis something of another kind\n",
        "Token, expired\n",
        "2026-03-01,token,x\n2026-03-02,abcd,y\n",
        "token_type,expires_in\nBearer,3600\n",
    ],
)
def test_what_is_no_table_of_secrets_is_shown(text: str) -> None:
    assert Redactor().redact(text).text == text


def _pages(content: bytes, charset: str) -> BodyPages:
    return BodyPages(
        Body(content[:MARGIN], len(content), len(content)),
        f"text/csv; charset={charset}",
        lambda start, length: content[start : start + length],
        Redactor(),
    )


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le", "latin-1"])
def test_pages_far_from_the_names_are_masked_as_well(charset: str) -> None:
    rows = [f"{number},k7-{number:08x}-{secrets.token_hex(6)},größe {number}" for number in range(20_000)]
    text = "id,api_key,note\r\n" + "\r\n".join(rows) + "\r\n"
    content = text.encode(charset)
    assert len(content) > 6 * MARGIN
    pages = _pages(content, charset)
    offset, shown = 0, []
    while offset < len(content):
        page = pages.page(offset, 100_000)
        shown.append(page.text.text)
        offset = page.end
    told = "".join(shown)
    assert told.count("größe") == len(rows)
    assert "k7-" not in told
    secret = rows[15_000].split(",")[1]
    assert pages.search(secret, 0, 5) == ()
    assert len(pages.search("größe 15000", 0, 5)) == 1


def test_bytes_in_hexadecimal_far_from_the_names_are_masked_as_well() -> None:
    rows = [f"{number},k7-{secrets.token_hex(10)},note" for number in range(9_000)]
    content = ("id,api_key,note\n" + "\n".join(rows) + "\n").encode()
    for offset in (0, 64, 5_000, 70_000, 200_000):
        shown = _pages(content, "utf-8").rows(offset, 2_000).text.text
        letters = "".join(line[60:] for line in shown.splitlines())
        assert "note" in letters
        assert not [row for row in rows if row.split(",")[1][:6] in letters]
