"""The definitions of the public guides, as they are printed there: each loads, or says what its author
has to change (SDK reference 9.3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from authbench.definition import Connector, load
from authbench.errors import AuthbenchError
from authbench.http import Routes
from support.definition_lambdas import codes, loaded
from support.sdk_runs import desk
from support.sdk_server import Answer, Seen, api_server

SEEDS = Path(__file__).parent / "seeds"


def seed(name: str) -> Connector:
    """The connector of one guide."""
    result = load(SEEDS / f"{name}.rb")
    assert result.connector is not None, result.problems
    return result.connector


def called(path: str, made: Connector, answers: list[Answer], *args: Any) -> tuple[Any, list[Seen]]:
    """The value of one lambda of the authorization (or of `test`), and the requests that it sent to
    wherever."""
    member = made.test if path == "test" else getattr(made.authorization, path)
    with api_server() as api:
        if answers:
            api.answer(*answers)
        origins = ["https://percolate.com", "https://api.dropboxapi.com", "https://api.dropbox.com",
                   "https://example.com"]  # fmt: skip
        routes = Routes.parse([f"{origin}={api.origin}" for origin in origins])
        base = made.base_uri

        def base_uri() -> Any:
            return base.call(here.context(), {}) if base is not None and not isinstance(base, str) else base

        with desk(routes=routes, methods=made.callables(), base_uri=base_uri) as here:
            return member.call(here.context(), *args), api.seen


TOKEN = Answer(body=b'{"access_token": "AT", "refresh_token": "RT", "expires_in": 3600}')
ACCOUNT = {"client_id": "id", "client_secret": "se+cret"}


@pytest.mark.parametrize(
    ("name", "kind", "fields", "found"),
    [
        ("client_credentials", "custom_auth", ["client_id", "client_secret"], ["detect_on_status"]),
        ("client_credentials_flat", "custom_auth", ["client_id", "client_secret"], ["detect_on_status"]),
        ("pkce", "oauth2", ["client_id", "client_secret"], ["secret_not_masked"]),
        ("pkce_acquire", "oauth2", ["client_id", "client_secret"], ["secret_not_masked"]),
        ("basic", "basic_auth", ["username", "password"], []),
        ("api_key", "api_key", ["api_key"], []),
        ("header_pair", "custom_auth", ["api_key", "api_secret"], []),
        ("authorization_code", "oauth2", ["client_id", "client_secret"], []),
        ("machine_login", "oauth2", [], []),
        ("jwt", "custom_auth", ["private_key", "service_account_email"], ["secret_not_masked"]),
        ("aws", "aws_auth", ["access_key_id", "secret_access_key", "region"], ["aws_auth"]),
        ("multi", "multi", ["auth_type", "api_key", "client_id", "client_secret"], None),
        ("nested_test", "none", [], ["nested_test"]),
    ],
)
def test_guides_load(name: str, kind: str, fields: list[str], found: list[str] | None) -> None:
    result = load(SEEDS / f"{name}.rb")
    made = result.connector
    assert made is not None
    assert made.authorization.type == kind
    assert [field.name for field in made.fields] == fields  # type: ignore[union-attr]
    fragments = {"title_missing", "test_missing"}
    if found is not None:
        assert [code for code in codes(result) if code not in fragments] == found


def test_the_password_guide_misses_a_comma_between_hashes() -> None:
    result = load(SEEDS / "password_grant.rb")
    assert result.connector is None
    (problem,) = result.problems
    assert problem.code == "syntax_error"
    assert problem.location is not None
    assert (problem.location.line, problem.location.source) == (10, "      {")
    assert "comma between hashes" in (problem.fix or "")


def test_with_the_comma_its_comment_swallows_a_parenthesis() -> None:
    text = (SEEDS / "password_grant.rb").read_text().replace("      }\n      {", "      },\n      {", 1)
    result = loaded(text)
    assert result.connector is None
    (problem,) = result.problems
    assert problem.code == "syntax_error"
    line = next(n for n, text in enumerate(text.splitlines(), 1) if "get( #Some" in text)
    assert f"comment on line {line} swallows the closing" in (problem.fix or "")
    assert problem.location is not None
    assert problem.location.line == line + 1


def test_with_both_mended_it_asks_for_a_token_with_a_password() -> None:
    text = (SEEDS / "password_grant.rb").read_text().replace("      }\n      {", "      },\n      {", 1)
    result = loaded(text.replace("get( #Some accessible endpoint )", "get('https://example.com/me')"))
    made = result.connector
    assert made is not None
    assert made.authorization.refresh_on == (401,)
    assert codes(result) == []


def test_the_client_credentials_guide_asks_for_a_token_and_uses_the_base_uri() -> None:
    for name in ("client_credentials", "client_credentials_flat"):
        value, seen = called("acquire", seed(name), [TOKEN], ACCOUNT)
        assert value == {"access_token": "AT", "refresh_token": "RT"}
        assert seen[0].target == "/auth/v5/token/"
        assert seen[0].body == b"grant_type=client_credentials"
        assert dict(seen[0].headers)["Authorization"] == "Basic aWQ6c2UrY3JldA=="
        _, seen = called("test", seed(name), [], ACCOUNT, {})
        assert (seen[0].method, seen[0].target) == ("GET", "/api/v5/me")


def test_the_pkce_guide_with_a_token_url() -> None:
    made = seed("pkce")
    assert made.authorization.needs_browser
    value, _ = called("authorization_url", made, [], ACCOUNT)
    assert value == "https://www.dropbox.com/oauth2/authorize?client_id=id&response_type=code"
    value, _ = called("pkce", made, [], "V", "C")
    assert value == {"verifier": "V", "challenge": "C", "challenge_method": "S256"}
    value, seen = called("test", made, [Answer(body=b'{"result": ""}')], {}, {})
    assert value == {"result": ""}
    assert (seen[0].method, seen[0].target, seen[0].body) == ("POST", "/2/check/app", b"{}")


def test_the_pkce_guide_with_acquire() -> None:
    made = seed("pkce_acquire")
    assert made.authorization.acquire is not None
    assert made.authorization.acquire.parameter_count == 4
    value, seen = called("acquire", made, [TOKEN], ACCOUNT, "CODE", "http://localhost/cb", "VERIFIER")
    tokens = {"access_token": "AT", "refresh_token": "RT", "refresh_token_expires_in": 3600}
    assert value == [tokens, None, {"instance_id": None}]
    assert seen[0].body == (
        b"client_id=id&client_secret=se%2Bcret&code=CODE&code_verifier=VERIFIER&"
        b"grant_type=authorization_code&redirect_uri=http%3A%2F%2Flocalhost%2Fcb"
    )


def test_the_authorization_code_example_stores_a_time() -> None:
    value, seen = called(
        "acquire", seed("authorization_code"), [TOKEN], ACCOUNT, "CODE", "http://localhost/cb"
    )
    assert value["access_token"] == "AT"
    assert value["token_expires_at"].tzinfo is not None
    assert b"grant_type=authorization_code" in seen[0].body


def test_the_machine_login_needs_no_browser() -> None:
    made = seed("machine_login")
    assert not made.authorization.needs_browser
    value, seen = called("acquire", made, [TOKEN], ACCOUNT)
    assert value == {"access_token": "AT"}
    assert seen[0].target == "/oauth/token"


def test_the_jwt_example_signs_an_assertion() -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    settings = {"private_key": pem, "service_account_email": "a@b.example"}
    value, seen = called("acquire", seed("jwt"), [TOKEN], settings)
    assert value == {"access_token": "AT"}
    assert b"grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer" in seen[0].body
    assert b"assertion=eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9." in seen[0].body


def test_the_broken_interpolation_of_the_tips_names_lambda_and_line() -> None:
    result = loaded(
        "{ title: 'T', connection: { base_uri: lambda do |connection|\n"
        "  \"https://#{connection['domain'].com/api}\"\nend }, test: -> { 1 } }"
    )
    made = result.connector
    assert made is not None
    base = made.base_uri
    assert base is not None
    assert not isinstance(base, str)
    with desk() as here, pytest.raises(AuthbenchError) as caught:
        base.call(here.context(), {"domain": "acme"})
    assert caught.value.location is not None
    assert (caught.value.location.line, caught.value.location.path) == (2, "connection.base_uri")
