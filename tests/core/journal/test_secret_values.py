import secrets
import string
import threading

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from authbench.journal import Redactor
from authbench.journal.spellings import PLAIN_WORDS
from support.journal_forms import FORMS

_PRINTABLE = string.ascii_letters + string.digits + string.punctuation + " "
_SECRET = (
    st.one_of(
        st.text(st.sampled_from(string.ascii_letters + string.digits + "-_"), min_size=8, max_size=80),
        st.text(st.sampled_from(_PRINTABLE), min_size=8, max_size=60),
        st.text(
            st.characters(min_codepoint=0x20, max_codepoint=0x1F600, exclude_categories=("Cs", "Cc", "Cn")),
            min_size=8,
            max_size=40,
        ),
    )
    .map(str.strip)
    .filter(lambda value: len(value) >= 8 and len(set(value)) >= 4 and value.lower() not in PLAIN_WORDS)
)
_AROUND = st.sampled_from(("", " ", '"', "x=", '{"a":"', "/", "&b=", ": ", "\n", "日本"))


def _planted(form: str, value: str, before: str, after: str) -> str:
    return f"some text {before}{FORMS[form](value)}{after} and more"


@pytest.mark.parametrize("form", FORMS)
@given(value=_SECRET, before=_AROUND, after=_AROUND)
@settings(max_examples=40, deadline=None)
def test_a_planted_secret_is_masked_in_every_form(form: str, value: str, before: str, after: str) -> None:
    redactor = Redactor()
    redactor.add(value, "access token")
    text = _planted(form, value, before, after)
    assert redactor.contains(text)
    shown = redactor.text(text)
    assert "••••" in shown
    assert FORMS[form](value) not in shown.replace("•••• access token ①", "")
    if form == "as given":
        assert shown == text.replace(value, f"•••• access token ①, {len(value)} chars", 1) or "••••" in shown


@pytest.mark.parametrize("form", FORMS)
def test_two_hundred_secrets_at_once_have_no_miss(form: str) -> None:
    redactor = Redactor()
    values = [
        secrets.token_urlsafe(size) for size in (9, 12, 18, 24, 32, 48, 64, 96, 300, 1100) for _ in range(20)
    ]
    for value in values:
        redactor.add(value, "token")
    missed = [
        value for value in values if FORMS[form](value)[4:] in redactor.text(_planted(form, value, '"', '"'))
    ]
    assert missed == []


@given(
    value=st.text(st.sampled_from(string.ascii_letters + string.digits), min_size=24, max_size=90),
    data=st.data(),
)
@settings(max_examples=200, deadline=None)
def test_any_twelve_characters_of_a_long_secret_are_masked(value: str, data: st.DataObject) -> None:
    redactor = Redactor()
    redactor.add(value, "key")
    start = data.draw(st.integers(0, len(value) - 12))
    end = data.draw(st.integers(start + 12, len(value)))
    shown = redactor.text(f"<{value[start:end]}>")
    assert value[start:end] not in shown
    assert "••••" in shown


@given(value=st.text(st.sampled_from(string.ascii_letters + string.digits), min_size=8, max_size=40))
@settings(max_examples=100, deadline=None)
def test_spans_point_at_the_secret_itself(value: str) -> None:
    redactor = Redactor()
    redactor.add(value, "key")
    text = f"(( {value} ))"
    assume(value.lower() not in PLAIN_WORDS)
    (span,) = redactor.spans(text)
    assert text[span.start : span.end] == value
    assert (span.label, span.length) == ("key", len(value))


@pytest.mark.parametrize("value", ["a", "{", "1", "ab", "=&", "xyz"])
def test_a_secret_of_up_to_three_characters_leaves_texts_readable(value: str) -> None:
    redactor = Redactor()
    redactor.add(value, "password")
    text = 'abc {"a": 1, "xyz": "ab"} GET /a?b=1&xyz=2'
    assert redactor.text(text) == text
    assert not redactor.contains(text)
    assert str(redactor.named("password", value)).startswith("•••• password")


@pytest.mark.parametrize("value", ["1234", "hunter", "p@ss", "qwerty7"])
def test_a_short_secret_is_masked_as_a_whole_word_only(value: str) -> None:
    redactor = Redactor()
    redactor.add(value, "PIN")
    assert value not in redactor.text(f"the value {value}, here")
    inside = f"x{value}x"
    assert redactor.text(f"order {inside} of today") == f"order {inside} of today"


@pytest.mark.parametrize("value", ["test", "Password", "client_credentials", "access_token", "true", "demo"])
def test_words_of_every_exchange_are_masked_by_place_only(value: str) -> None:
    redactor = Redactor()
    redactor.add(value, "password")
    text = f"step {value.lower()} said {value}"
    assert redactor.text(text) == text
    assert value not in str(redactor.named("client_secret", value))


def test_an_equal_sign_of_padding_goes_with_its_base64() -> None:
    redactor = Redactor()
    redactor.add("s3cr3t-of-the-client", "client secret")
    shown = redactor.text("say " + FORMS["Basic pair"]("s3cr3t-of-the-client") + " end")
    assert shown.startswith("say •••• client secret")
    assert shown.endswith(" chars end")


def test_a_private_key_is_masked_line_by_line_and_banners_elsewhere_are_not() -> None:
    redactor = Redactor()
    lines = [secrets.token_urlsafe(48) for _ in range(6)]
    key = "-----BEGIN PRIVATE KEY-----\n" + "\n".join(lines) + "\n-----END PRIVATE KEY-----\n"
    redactor.add(key, "private key")
    assert lines[3] not in redactor.text(f"line three is {lines[3]} indeed")
    hint = "Paste everything from -----BEGIN PRIVATE to the end"
    assert redactor.text(hint) == hint


def test_the_parts_of_a_key_file_are_masked_and_its_addresses_are_not() -> None:
    redactor = Redactor()
    key_id = secrets.token_hex(20)
    redactor.add(
        '{"type": "service_account", "token_uri": "https://oauth2.example.test/token",'
        f' "private_key": "-----BEGIN PRIVATE KEY-----\\n{key_id * 2}\\n-----END PRIVATE KEY-----\\n"}}',
        "key file",
    )
    assert key_id not in redactor.text(f"signed with {key_id * 2}")
    assert str(redactor.url("https://oauth2.example.test/token")) == "https://oauth2.example.test/token"


def test_masking_by_value_leaves_other_text_alone() -> None:
    redactor = Redactor()
    for _ in range(100):
        redactor.add(secrets.token_urlsafe(32), "token")
    noise = " ".join(secrets.token_urlsafe(60) for _ in range(5000))
    assert redactor.text(noise) == noise
    assert not redactor.contains(secrets.token_bytes(200_000))


def test_a_secret_learned_between_two_readings_is_masked_in_the_second() -> None:
    redactor = Redactor()
    value = secrets.token_urlsafe(20)
    before = redactor.generation
    assert value in redactor.text(f"it is {value}")
    redactor.add(value, "token")
    assert redactor.generation > before
    assert value not in redactor.text(f"it is {value}")


def test_bytes_that_are_not_text_are_searched_too() -> None:
    redactor = Redactor()
    redactor.add("grün-und-geheim-genug", "password")
    assert redactor.contains(b"\xff\xfe\x00" + "grün-und-geheim-genug".encode() + b"\xff")
    assert not redactor.contains(b"\xff\xfe\x00 nothing here")


def test_adding_and_searching_at_the_same_time_misses_nothing() -> None:
    redactor = Redactor()
    values = [secrets.token_urlsafe(24) for _ in range(120)]
    leaks: list[str] = []

    def work(mine: list[str]) -> None:
        for value in mine:
            redactor.add(value, "token")
            if value in redactor.text(f"now {value} and again"):
                leaks.append(value)

    threads = [threading.Thread(target=work, args=(values[number::6],)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert leaks == []


@pytest.mark.parametrize("value", ["Tenant-7Kx", "AbCdEfGhIjKlMnOpQr", "T" + "9" * 62])
def test_a_secret_in_the_name_of_a_host_is_masked_in_small_letters_too(value: str) -> None:
    redactor = Redactor()
    redactor.add(value, "API key")
    told = redactor.text(f"The host name {value.lower()}.api.test could not be resolved.")
    assert told == f"The host name •••• API key ①, {len(value)} chars.api.test could not be resolved."
    assert value.lower() not in redactor.url(f"https://{value.lower()}.api.test/items").text


def test_a_word_in_small_letters_is_not_its_secret_in_capitals() -> None:
    redactor = Redactor()
    redactor.add("Mycompany", "password")
    assert redactor.text("https://mycompany.api.test") == "https://mycompany.api.test"
