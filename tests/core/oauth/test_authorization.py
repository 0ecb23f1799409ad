from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.oauth import (
    CLOUD_CALLBACK,
    CompletedUrl,
    InvalidAuthorizationUrl,
    Pkce,
    complete_authorization_url,
)

LOCAL = "http://localhost:45555/oauth/callback"
PKCE = Pkce("v" * 43, "CHALLENGE")
CLOUD_ENCODED = "https%3A%2F%2Fwww.workato.com%2Foauth%2Fcallback"


def complete(url: str, **options: object) -> CompletedUrl:
    settings: dict[str, object] = {"client_id": "me", "redirect_uri": LOCAL, "state": "STATE", "pkce": None}
    return complete_authorization_url(url, **(settings | options))  # type: ignore[arg-type]


def pairs(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def test_what_is_missing_is_added() -> None:
    done = complete("https://h/authorize", pkce=PKCE)
    assert pairs(done.url) == [
        ("redirect_uri", LOCAL),
        ("state", "STATE"),
        ("code_challenge", "CHALLENGE"),
        ("code_challenge_method", "S256"),
        ("response_type", "code"),
        ("client_id", "me"),
    ]
    assert done.redirect_uri == LOCAL
    assert not done.form_post


def test_the_authors_own_keep_order_spelling_and_duplicates() -> None:
    done = complete(
        "https://h/a%2Fb?z=1&scope=read write,x:y&a&z=2&client_id=theirs&response_type=code&%7E=%41+b"
    )
    query = urlsplit(done.url).query
    assert query.startswith(
        "z=1&scope=read%20write,x:y&a&z=2&client_id=theirs&response_type=code&%7E=%41+b&redirect_uri="
    )
    assert urlsplit(done.url).path == "/a%2Fb"


def test_blanks_and_other_alphabets_never_fail() -> None:
    done = complete("  https://h/straße?scope=чтение запись  ")
    assert "scope=%D1%87" in done.url
    assert "%20" in done.url
    assert done.url.isascii()
    assert " " not in done.url


@pytest.mark.parametrize(
    "query",
    [
        "state=x",
        "state=x&state=y",
        "STATE=x&State=y",
        "st%61te=x",
        "%73%74%61%74%65=x&state",
        "a=b&sTaTe=x&c=d",
    ],
)
def test_state_is_ours_however_it_is_spelled(query: str) -> None:
    done = complete(f"https://h/?{query}")
    assert [value for name, value in pairs(done.url) if name.lower() == "state"] == ["STATE"]
    assert any("state" in note for note in done.notes)


@pytest.mark.parametrize("name", ["redirect_uri", "REDIRECT_URI", "redirect%5Furi"])
def test_the_redirect_is_ours(name: str) -> None:
    done = complete(f"https://h/?{name}=https://evil.test/&x=1&{name}=https://evil2.test")
    assert pairs(done.url)[:2] == [("redirect_uri", LOCAL), ("x", "1")]
    assert "evil" not in done.url


def test_the_challenge_is_ours_with_pkce_and_theirs_without() -> None:
    url = "https://h/?code_challenge=THEIRS&CODE_CHALLENGE_METHOD=plain"
    ours = complete(url, pkce=PKCE)
    assert "THEIRS" not in ours.url
    assert dict(pairs(ours.url))["code_challenge_method"] == "S256"
    theirs = complete(url)
    assert dict(pairs(theirs.url))["code_challenge"] == "THEIRS"
    assert any("own" in note for note in theirs.notes)


def test_plain_works_with_a_note() -> None:
    done = complete("https://h/", pkce=Pkce("v" * 43, "v" * 43, "plain"))
    assert dict(pairs(done.url))["code_challenge_method"] == "plain"
    assert any("plain" in note for note in done.notes)


def test_a_nonce_is_replaced_by_a_fresh_one() -> None:
    first, second = complete("https://h/?nonce=static"), complete("https://h/?nonce=static")
    assert "static" not in first.url
    assert dict(pairs(first.url))["nonce"] != dict(pairs(second.url))["nonce"]


@pytest.mark.parametrize("written", [CLOUD_CALLBACK, CLOUD_ENCODED, CLOUD_ENCODED.lower()])
def test_the_clouds_callback_is_replaced_and_noted(written: str) -> None:
    done = complete(f"https://h/?redirect_uri={written}&after={written}&x=1")
    assert pairs(done.url)[:3] == [("redirect_uri", LOCAL), ("after", LOCAL), ("x", "1")]
    assert "workato" not in done.url
    assert sum(CLOUD_CALLBACK in note for note in done.notes) == 2


def test_the_replacement_can_be_switched_off() -> None:
    done = complete(f"https://h/?redirect_uri={CLOUD_ENCODED}", rewrite_callback=False)
    assert dict(pairs(done.url))["redirect_uri"] == CLOUD_CALLBACK
    assert done.redirect_uri == CLOUD_CALLBACK
    assert any("paste" in note for note in done.notes)
    other = complete("https://h/?redirect_uri=https://else.test", rewrite_callback=False)
    assert other.redirect_uri == LOCAL


def test_values_that_merely_contain_the_callback_stay() -> None:
    done = complete(f"https://h/?note={CLOUD_CALLBACK}/more")
    assert dict(pairs(done.url))["note"] == f"{CLOUD_CALLBACK}/more"


@pytest.mark.parametrize("value", ["token", "id_token", "code%20token", "TOKEN", "code+id_token"])
def test_implicit_response_types_are_refused(value: str) -> None:
    with pytest.raises(InvalidAuthorizationUrl, match="response_type"):
        complete(f"https://h/?response_type={value}")


def test_other_response_types_are_the_authors_business() -> None:
    assert dict(pairs(complete("https://h/?response_type=Assertion").url))["response_type"] == "Assertion"
    assert dict(pairs(complete("https://h/?response_type=").url))["response_type"] == "code"


def test_an_empty_client_id_is_filled_and_none_is_left_out() -> None:
    assert dict(pairs(complete("https://h/?client_id=&a=1").url))["client_id"] == "me"
    assert "client_id" not in complete("https://h/", client_id=None).url


def test_response_modes() -> None:
    assert complete("https://h/?response_mode=form_post").form_post
    assert any("pasted" in note for note in complete("https://h/?response_mode=fragment").notes)


def test_a_fragment_is_kept_behind_the_query() -> None:
    assert complete("https://h/app?x=1#/route").url.endswith("#/route")


@pytest.mark.parametrize(
    "url", ["", "h/authorize", "javascript:alert(1)", "https://", "https://h/\nx", "https://a b/"]
)
def test_unusable_urls(url: str) -> None:
    with pytest.raises(InvalidAuthorizationUrl) as caught:
        complete(url)
    assert caught.value.message.startswith("authorization_url:")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["state", "STATE", "redirect_uri", "code_challenge", "x", "scope"]),
            st.text(max_size=12),
        ),
        max_size=8,
    )
)
def test_exactly_one_value_of_ours(parameters: list[tuple[str, str]]) -> None:
    query = "&".join(f"{name}={value}" for name, value in parameters)
    try:
        done = complete(f"https://h/?{query}", pkce=PKCE)
    except InvalidAuthorizationUrl:
        return
    got = pairs(done.url)
    for name, value in (("state", "STATE"), ("redirect_uri", LOCAL), ("code_challenge", "CHALLENGE")):
        assert [v for n, v in got if n.lower() == name] == [value]
