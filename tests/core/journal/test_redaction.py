import base64
import json
import secrets
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from authbench.errors import AuthbenchError, Location
from authbench.events import Failure
from authbench.journal import WITHHELD, Redactor
from authbench.journal import redaction as redaction_module


@pytest.fixture
def redactor() -> Redactor:
    return Redactor()


def test_a_chip_says_what_it_hides_and_how_long_it_is(redactor: Redactor) -> None:
    token = secrets.token_urlsafe(31)[:41]
    redactor.add(token, "access token")
    redacted = redactor.redact(f"got {token}!")
    assert redacted.text == "got •••• access token ①, 41 chars!"
    (chip,) = redacted.chips
    assert redacted.text[chip.start : chip.end] == "•••• access token ①, 41 chars"
    assert (chip.label, chip.length) == ("access token", 41)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "client_secret",
            "clientSecret",
            "CLIENT-SECRET",
            "access_token",
            "refresh_token",
            "id_token",
            "api_key",
        ),
        *(
            "apiKey",
            "X-API-Key",
            "Api-Key",
            "apikey",
            "password",
            "userPassword",
            "passwd",
            "pwd",
            "private_key",
        ),
        *("code_verifier", "client_assertion", "assertion", "secret", "auth_token", "X-Amz-Security-Token"),
        *(
            "session_id",
            "aws_secret_access_key",
            "subscription-key",
            "device_code",
            "passphrase",
            "Signature",
        ),
    ],
)
def test_names_of_secrets_are_recognised_in_any_spelling(redactor: Redactor, name: str) -> None:
    assert "lorem-ipsum" not in str(redactor.named(name, "lorem-ipsum"))
    assert "lorem-ipsum" not in str(redactor.header(name, "lorem-ipsum"))
    assert "lorem-ipsum" not in str(redactor.url(f"https://a.test/x?b=1&{name}=lorem-ipsum&c=2"))
    assert "lorem-ipsum" not in str(redactor.url(f"https://a.test/x#{name}=lorem-ipsum"))
    assert "lorem-ipsum" not in str(redactor.form(f"b=1&{name}=lorem-ipsum&c=2"))
    assert "lorem-ipsum" not in str(redactor.json(json.dumps({"a": [{"b": {name: "lorem-ipsum"}}]})))
    assert "lorem-ipsum" not in str(redactor.json(json.dumps({name: {"deep": ["lorem-ipsum"]}})))
    assert "lorem-ipsum" not in str(redactor.json(json.dumps({"body": json.dumps({name: "lorem-ipsum"})})))
    assert "lorem-ipsum" not in str(redactor.xml(f"<a><{name}>lorem-ipsum</{name}></a>"))
    assert "lorem-ipsum" not in str(redactor.xml(f'<a {name}="lorem-ipsum"/>'))
    assert "lorem-ipsum" not in redactor.text(f"POST /a?b=1&{name}=lorem-ipsum failed")
    assert "lorem-ipsum" not in str(redactor.plain({"x": [{name: "lorem-ipsum"}]}))
    multipart = f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\nlorem-ipsum\r\n--x--'
    assert "lorem-ipsum" not in redactor.text(multipart)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "token_type",
            "token_url",
            "tokenEndpoint",
            "password_policy",
            "secret_id",
            "max_tokens",
            "total_tokens",
        ),
        *(
            "next_page_token",
            "nextPageToken",
            "code_challenge_method",
            "expires_in",
            "key_type",
            "author",
            "keyboard",
        ),
        *(
            "token_endpoint_auth_methods_supported",
            "api_key_name",
            "description",
            "monkey",
            "passenger",
            "compass",
        ),
    ],
)
def test_names_about_secrets_are_not_secrets(redactor: Redactor, name: str) -> None:
    assert str(redactor.named(name, "lorem-ipsum")) == "lorem-ipsum"
    document = json.dumps({name: "lorem-ipsum"})
    assert str(redactor.json(document)) == document


def test_words_such_as_code_are_secrets_as_parameters_only(redactor: Redactor) -> None:
    url = str(redactor.url("http://localhost:45555/oauth/callback?code=4f0c9e31a2&state=ab12cd34ef56ab78cd"))
    assert "4f0c9e31a2" not in url
    assert "ab12cd34ef56" not in url
    document = '{"code": "validation_failed", "state": "somewhere in the west"}'
    assert str(redactor.json(document)) == document
    assert (
        str(redactor.url("https://a.test/issues?state=open&code=DE"))
        == "https://a.test/issues?state=open&code=DE"
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Bearer lorem.ipsum", "Bearer •••• access token ①, 11 chars"),
        ("Bearer ", "Bearer "),
        ("lorem-ipsum-dolor", "•••• credentials ①, 17 chars"),
        ("Sesame lorem-ipsum", "•••• credentials ①, 18 chars"),
        ("OAuth2 lorem-ipsum", "OAuth2 •••• access token ①, 11 chars"),
        (
            'Digest username="jo", realm="r", nonce="n", uri="/", response="0123456789abcdef", cnonce="xyzw"',
            'Digest username="jo", realm="r", nonce="n", uri="/", response="•••• response ①, 16 chars",'
            ' cnonce="•••• cnonce ①, 4 chars"',
        ),
        (
            "AWS4-HMAC-SHA256 Credential=AKID/20150830/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=5d67",
            "AWS4-HMAC-SHA256 Credential=•••• credential ①, 40 chars, SignedHeaders=host,"
            " Signature=•••• signature ①, 4 chars",
        ),
    ],
)
def test_credentials_are_masked_by_scheme_and_unknown_schemes_whole(
    redactor: Redactor, value: str, shown: str
) -> None:
    assert str(redactor.header("Authorization", value)) == shown
    assert str(redactor.header("proxy-authorization", value)) == shown


def test_a_basic_pair_is_named_for_its_halves(redactor: Redactor) -> None:
    def header(pair: str) -> str:
        return str(redactor.header("authorization", "Basic " + base64.b64encode(pair.encode()).decode()))

    redactor.add("s3cr3t-of-the-app", "client secret")
    redactor.add("pass-of-jo-1234", "password")
    assert header("app:s3cr3t-of-the-app") == "Basic •••• client id + client secret ①, 28 chars"
    assert header("jo:pass-of-jo-1234").startswith("Basic •••• user name + password")
    assert header("jo:never-heard-of").startswith("Basic •••• user name + password")
    redactor.add("sk-live-0123456789", "API key")
    assert header("sk-live-0123456789:") == "Basic •••• API key ①, 28 chars"


def test_cookies_keep_their_names(redactor: Redactor) -> None:
    assert str(redactor.header("Cookie", "sid=abc123; theme=dark")) == (
        "sid=•••• cookie ①, 6 chars; theme=•••• cookie ②, 4 chars"
    )
    assert str(redactor.header("Set-Cookie", "sid=abc123; Path=/; HttpOnly")) == (
        "sid=•••• cookie ①, 6 chars; Path=/; HttpOnly"
    )


def test_a_signed_token_is_recognised_by_its_look(redactor: Redactor) -> None:
    token = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "RS256", "typ": "JWT"}, {"sub": "jo"}, "signature")
    )
    assert token not in redactor.text(f"token is {token}.")
    (chip,) = redactor.json(json.dumps({"access_token": token})).chips
    assert chip.label == "access token (JWT)"


@pytest.mark.parametrize(
    "text",
    [
        "failed with Authorization: Bearer 0123456789abcdef0",
        "connect to https://jo:0123456789abcdef0@host.test/",
        '{:client_secret=>"0123456789abcdef0", :a=>1}',
        "password='0123456789abcdef0'",
        "api_key: 0123456789abcdef0",
        'said {\\"token\\": \\"0123456789abcdef0\\"}',
        "-----BEGIN RSA PRIVATE KEY-----\n0123456789abcdef0\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_free_text_is_masked_by_look_and_name(redactor: Redactor, text: str) -> None:
    assert "0123456789abcdef0" not in redactor.text(text)


@pytest.mark.parametrize(
    "text",
    [
        'WWW-Authenticate: Bearer realm="token", error="invalid_token"',
        "Basic authentication is required",
        "The token expired; the secret is wrong. Check the password field.",
        "connect 3 ms · TLS – · send 1 ms",
        "could not get a token: refused by the server",
        "step token: POST 200",
        "undefined method `[]' for nil:NilClass",
        "grant_type=client_credentials&scope=files.read",
        "https://login.example.test/oauth2/v2.0/token?api-version=1",
    ],
)
def test_ordinary_text_stays_as_it_is(redactor: Redactor, text: str) -> None:
    assert redactor.text(text) == text


def test_plain_values_keep_their_kind(redactor: Redactor) -> None:
    redactor.add("hidden-value-1", "token")
    value = {
        "a": [1, 2.5, None, True, Decimal("1.50")],
        "b": ("x", b"hidden-value-1", b"\xff\x00"),
        "hidden-value-1": "key",
        "n": {"password": 123456, "token_count": 3},
        "at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    plain = redactor.plain(value)
    assert plain["a"] == [1, 2.5, None, True, Decimal("1.50")]
    assert plain["b"][:2] == ["x", "•••• token ①, 14 chars"]
    assert "•••• token ①, 14 chars" in plain
    assert plain["n"] == {"password": "•••• password ①, 6 chars", "token_count": 3}
    assert plain["at"] == value["at"]


def test_errors_are_redacted_in_all_their_texts(redactor: Redactor) -> None:
    redactor.add("hidden-value-1", "token")
    error = AuthbenchError(
        "no hidden-value-1",
        code="invalid_client",
        hint="not hidden-value-1",
        location=Location("a.rb", 3, 4, "test", "  x = 'hidden-value-1'"),
        details={"reply": "hidden-value-1", "client_secret": "unheard-of"},
    )
    failure = redactor.error(error)
    assert failure.code == "invalid_client"
    assert failure.location is not None
    assert failure.location.line == 3
    assert "hidden-value-1" not in repr(failure)
    assert "unheard-of" not in repr(failure)
    again = redactor.error(Failure("http_error", "hidden-value-1", step="test", exchange_id=4))
    assert (again.step, again.exchange_id, again.message) == ("test", 4, "•••• token ①, 14 chars")


def test_a_redactor_that_fails_withholds_everything(
    redactor: Redactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    redactor.add("hidden-value-1", "token")

    def fail(*_: object) -> list[object]:
        raise RuntimeError("hidden-value-1")

    monkeypatch.setattr(redactor._values, "find", fail)
    text = "it is hidden-value-1"
    assert redactor.text(text) == WITHHELD
    assert str(redactor.url("https://a.test/hidden-value-1")) == WITHHELD
    assert str(redactor.header("X-A", text)) == WITHHELD
    assert str(redactor.json('{"a": "hidden-value-1"}')) == WITHHELD
    assert "hidden-value-1" not in str(redactor.plain({"a": text}))
    assert "hidden-value-1" not in repr(redactor.error(AuthbenchError(text)))
    assert [(span.start, span.end) for span in redactor.spans(text)] == [(0, len(text))]
    assert redactor.contains("anything")


def test_each_stage_of_masking_fails_closed(redactor: Redactor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> list[object]:
        raise ValueError

    for stage in ("shaped", "named", "apply", "merged"):
        with monkeypatch.context() as patch:
            patch.setattr(redaction_module, stage, fail)
            assert redactor.text("password=hidden-value-1") == WITHHELD


def test_a_short_url_has_no_scheme_and_small_chips(redactor: Redactor) -> None:
    redacted = redactor.short_url("http://jo:pw@localhost:45555/oauth/callback?code=0123456789&x=1")
    assert redacted.text == "•••@localhost:45555/oauth/callback?code=•••&x=1"


@pytest.mark.parametrize(
    "text",
    [
        "eyJ" * 15_000,
        "token" + "+" * 50_000,
        "token " + "a" * 50_000,
        "?" + "a" * 50_000,
        "-----BEGIN PRIVATE KEY-----" * 1_750,
        "<" + "a" * 50_000,
        "<a " * 15_000,
        "<token><![CDATA[" * 3_000,
        "/;token=" * 6_000,
        "?a=" * 15_000,
        "//" * 25_000 + "@:",
        '"' * 50_000,
        '"token":' * 6_250,
        "%41" * 15_000 + "%",
        "\\" * 50_000 + "&amp;" * 250,
        "password='" * 5_000,
        "content-disposition: form-data; name=" * 1_250,
        "=;" * 25_000,
        "secret" * 7_500,
    ],
    ids=range(19),
)
def test_hostile_text_is_read_in_one_pass(redactor: Redactor, text: str) -> None:
    redactor.add(secrets.token_urlsafe(32), "token")
    for masked in (
        redactor.redact(text),
        redactor.json(text),
        redactor.form(text),
        redactor.xml(text),
        redactor.url("https://a.test/?" + text),
        redactor.header("Cookie", text),
        redactor.header("Authorization", "Digest " + text),
    ):
        assert masked.text != WITHHELD


PLANTED = "q7" + "4b9e1c" * 4


@pytest.mark.parametrize(
    "text",
    [
        '{"upload": "https://b.test/u?X-Amz-Signature=%s&e=1"}',
        '{"next": "https:\\/\\/b.test\\/u?access_token=%s\\u0026page=2", "n": 1}',
    ],
)
def test_a_url_in_json_hides_what_its_parameters_name(redactor: Redactor, text: str) -> None:
    shown = redactor.json(text % PLANTED).text
    assert PLANTED not in shown
    assert shown.startswith(text[:20])
    assert "e=1" in shown or "page=2" in shown


def test_marked_sections_of_elements_with_such_a_name_are_hidden(redactor: Redactor) -> None:
    shown = redactor.xml(f'<w:Password Type="t"><![CDATA[{PLANTED}]]></w:Password><Name>Jo</Name>').text
    assert PLANTED not in shown
    assert shown.startswith('<w:Password Type="t">')
    assert shown.endswith("</w:Password><Name>Jo</Name>")


def test_parameters_of_a_path_are_hidden_by_their_names(redactor: Redactor) -> None:
    for shown in (
        redactor.url(f"https://a.test/cart;jsessionid={PLANTED}?page=2"),
        redactor.header("Location", f"/cart;v=1;jsessionid={PLANTED}"),
    ):
        assert PLANTED not in shown.text
        assert "/cart;" in shown.text
    assert (
        redactor.url("https://a.test/cart;v=1;size=7/x?page=2").text
        == "https://a.test/cart;v=1;size=7/x?page=2"
    )


def test_the_key_of_a_function_is_hidden(redactor: Redactor) -> None:
    assert PLANTED not in redactor.header("x-functions-key", PLANTED).text
    assert redactor.header("Idempotency-Key", PLANTED).text == PLANTED
