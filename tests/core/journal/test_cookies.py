from authbench.journal import Redactor
from authbench.journal.cookies import sent_cookies, set_cookies


def test_cookies_have_their_attributes_and_no_values() -> None:
    redactor = Redactor()
    headers = redactor.headers(
        (
            ("Set-Cookie", "sid=very-secret-session; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax"),
            ("set-cookie", "theme=dark-and-long"),
            ("X-Other", "a=b"),
        )
    )
    first, second = set_cookies(headers)
    assert first.name == "sid"
    assert first.attributes == (
        ("Path", "/"),
        ("Max-Age", "60"),
        ("Secure", ""),
        ("HttpOnly", ""),
        ("SameSite", "Lax"),
    )
    (chip,) = first.value.chips
    assert first.value.text[chip.start : chip.end] == first.value.text
    assert second.name == "theme"
    assert "very-secret-session" not in repr((first, second))


def test_a_request_sends_several_in_one_header() -> None:
    headers = Redactor().headers((("Cookie", "a=first-value; b=second-value;c"),))
    cookies = sent_cookies(headers)
    assert [cookie.name for cookie in cookies] == ["a", "b", ""]
    assert all(cookie.value.chips for cookie in cookies)
    assert sent_cookies(Redactor().headers((("Host", "x"),))) == ()
