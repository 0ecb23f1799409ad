import secrets
import threading

from authbench.journal import Redactor
from authbench.journal.aliases import Alias, Aliases
from authbench.journal.chips import Redacted, Span, alias_text, chip_text, number_text
from authbench.journal.unredacted import Unredacted


def test_numbers_count_the_secrets_of_a_label_in_the_order_in_which_they_are_seen() -> None:
    redactor = Redactor()
    first, second, other = (secrets.token_urlsafe(30) for _ in range(3))
    redactor.add(second, "access token")
    redactor.add(first, "access token")
    redactor.add(other, "refresh token")
    shown = redactor.text(f"{first} {second} {other} {first}")
    assert shown == (
        "•••• access token ①, 40 chars •••• access token ②, 40 chars "
        "•••• refresh token ①, 40 chars •••• access token ①, 40 chars"
    )
    assert redactor.alias_value("access token", 2) == second
    assert redactor.alias_value("access token", 3) is None


def test_every_spelling_and_part_has_the_alias_of_the_whole() -> None:
    import base64
    import json
    from urllib.parse import quote

    redactor = Redactor()
    redactor.add("some other client secret", "client secret")
    redactor.text("some other client secret")
    value = 'pass+word/"of" the app & more'
    redactor.add(value, "client secret")
    pair = base64.b64encode(f"app:{value}".encode()).decode()
    for text in (
        value,
        quote(value, safe=""),
        json.dumps(value)[1:-1],
        base64.b64encode(value.encode()).decode(),
        value.encode().hex(),
        value[8:22],
        f"x {pair}",
    ):
        (chip,) = redactor.redact(text).chips
        assert (chip.label, chip.number) == ("client secret", 2), text
        assert chip.exact is (text == value)
    (chip,) = redactor.header("Authorization", f"Basic {pair}").chips
    assert (chip.label, chip.number, chip.beside, chip.exact) == ("client secret", 2, "client id", False)
    (chip,) = redactor.header("X-Api-Key", f"prefix-{value}").chips
    assert (chip.label, chip.number) == ("client secret", 2)


def test_secrets_found_by_their_name_have_aliases_too() -> None:
    redactor = Redactor()
    shown = redactor.json('{"session_token": "ab\\/cd", "again": {"session_token": "ef"}}')
    assert [(chip.label, chip.number) for chip in shown.chips] == [
        ("session token", 1),
        ("session token", 2),
    ]
    assert redactor.form("session_token=ab%2Fcd").chips[0].number == 1
    assert redactor.alias_value("session token", 1) == "ab/cd"
    # Learning its value later changes nothing about what it is called.
    redactor.add("ab/cd and more", "access token")
    redactor.add("ab/cd", "access token")
    assert redactor.form("session_token=ab%2Fcd").chips[0].label == "session token"


def test_a_user_in_a_url_is_called_like_the_pair_in_a_header() -> None:
    redactor = Redactor()
    redactor.add("k3y-of-the-user", "password")
    for shown in (
        redactor.url("https://jo:k3y-of-the-user@h/x"),
        redactor.short_url("https://jo:k3y-of-the-user@h/x"),
        redactor.header("Authorization", "Basic am86azN5LW9mLXRoZS11c2Vy"),
    ):
        (chip,) = shown.chips
        assert (chip.label, chip.number, chip.beside) == ("password", 1, "user name")


def test_signed_tokens_and_opaque_ones_share_their_numbers() -> None:
    redactor = Redactor()
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqbyJ9.c2lnbmF0dXJl"
    shown = redactor.json(f'{{"access_token": "opaque"}} {{"access_token": "{token}"}}')
    assert [(chip.label, chip.number) for chip in shown.chips] == [
        ("access token", 1),
        ("access token (JWT)", 2),
    ]


def test_numbers_are_digits_in_circles_as_far_as_there_are_any() -> None:
    assert [number_text(number) for number in (0, 1, 20, 21, 35, 36, 50, 51, 1000)] == [
        *("", "①", "⑳", "㉑", "㉟", "㊱", "㊿", "(51)", "(1000)"),
    ]
    assert alias_text("access token", 2) == "access token ②"
    assert chip_text(Span(0, 1, "PIN", 1, 51)) == "•••• PIN (51), 1 char"


def test_text_can_be_rendered_with_something_else_for_each_chip() -> None:
    redactor = Redactor()
    redactor.add("one-secret-value", "access token")
    redactor.add("another-secret-value", "access token")
    shown = redactor.redact("a one-secret-value b another-secret-value c")
    assert shown.rendered(lambda chip: f"${chip.number}") == "a $1 b $2 c"
    assert Redacted("plain").rendered(lambda chip: "") == "plain"


def test_the_memory_for_values_found_by_name_is_bounded() -> None:
    aliases = Aliases(kept_values=3, kept_digests=2)
    given = [aliases.of(f"value {number}", "cookie", known=False) for number in range(7)]
    assert [alias.number for alias in given] == [1, 2, 3, 4, 5, 0, 0]
    assert [aliases.of(f"value {number}", "cookie", known=False).number for number in range(5)] == [
        *(1, 2, 3, 4, 5),
    ]
    assert aliases.value("cookie", 3) == "value 2"
    assert aliases.value("cookie", 4) is None
    held = repr(vars(aliases))
    assert "value 2" in held
    assert not any(f"value {number}" in held for number in (3, 4, 5, 6))
    # Known ones are kept by the redactor anyway, and keep the number that they had.
    assert aliases.of("value 4", "cookie", known=True) == Alias("cookie", 5)
    assert aliases.value("cookie", 5) == "value 4"
    assert aliases.of("a known one", "cookie", known=True) == Alias("cookie", 6)


def test_threads_that_see_the_same_secrets_agree_on_their_names() -> None:
    redactor = Redactor()
    values = [secrets.token_urlsafe(24) for _ in range(40)]
    seen: list[dict[str, str]] = []

    def look(order: list[str]) -> None:
        seen.append({value: redactor.text(value) for value in order})

    for value in values:
        redactor.add(value, "access token")
    threads = [
        threading.Thread(target=look, args=(values[shift:] + values[:shift],)) for shift in range(0, 40, 5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert all(one == seen[0] for one in seen)
    assert len(set(seen[0].values())) == 40


def test_nothing_is_hidden_where_a_person_chose_so() -> None:
    shown = Unredacted()
    secret = "the-password-itself"
    shown.add(secret, "password")
    for text in (
        shown.text(secret),
        shown.redact(secret).text,
        shown.url(secret).text,
        shown.header("Authorization", secret).text,
        shown.named("password", secret).text,
        shown.json(secret).text,
        shown.form(secret).text,
        shown.xml(secret).text,
        shown.plain(secret, "password"),
        shown.headers((("Cookie", secret),))[0][1].text,
    ):
        assert text == secret
    assert shown.short_url("https://h/?token=abc").text == "h/?token=abc"
    assert shown.spans(secret) == []
    assert not shown.contains(secret)


def test_the_stand_in_answers_everything_that_the_redactor_does() -> None:
    public = {name for name in vars(Redactor) if not name.startswith("_")}
    # With no value known, its generation stays and its aliases are empty.
    assert public - set(vars(Unredacted)) == {"generation", "alias_value"}
