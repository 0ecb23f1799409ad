import secrets

from hypothesis import given
from hypothesis import strategies as st

from authbench.journal import Redactor
from authbench.journal.octets import hex_rows, plain_octets


def test_bytes_are_rows_of_place_hexadecimal_and_letters() -> None:
    assert hex_rows(b"GIF89a\x00\xff" + b"A" * 10, Redactor()).text == (
        "00000000  47 49 46 38 39 61 00 ff 41 41 41 41 41 41 41 41  GIF89a..AAAAAAAA\n"
        "00000010  41 41                                            AA"
    )
    assert hex_rows(b"0123456789abcdefXY", Redactor(), 16, 16).text.startswith("00000010  58 59")


@given(before=st.integers(0, 40), start=st.integers(0, 60), limit=st.integers(1, 40))
def test_no_byte_of_a_secret_is_shown_wherever_the_page_begins(before: int, start: int, limit: int) -> None:
    redactor = Redactor()
    value = "Zq" + secrets.token_hex(10)
    redactor.add(value, "token")
    content = b"\x01" * before + value.encode() + b"\x02" * 40
    rows = hex_rows(content, redactor, start, limit).text
    assert "5a 71" not in rows
    assert "Zq" not in rows
    shown = "".join(line[10:57].replace(" ", "") for line in rows.splitlines())
    hidden = sum(before <= at < before + len(value) for at in range(start, min(start + limit, len(content))))
    assert shown.count("••") == hidden


def test_plain_bytes_are_given_only_without_a_known_secret() -> None:
    redactor = Redactor()
    redactor.add("hidden-value-1", "token")
    assert plain_octets(b"\x89PNG and nothing else", redactor) == b"\x89PNG and nothing else"
    assert plain_octets(b"\x89PNG\xff hidden-value-1 \xfe", redactor) is None
