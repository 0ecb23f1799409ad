from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.oauth.discovery import (
    Issuer,
    WrongMetadata,
    issuers,
    metadata_urls,
    own_origins,
    read_metadata,
)

ISSUER = Issuer("https://id.example/tenant", "iss of access_token")
URL = "https://id.example/tenant/.well-known/openid-configuration"


def document(**members: Any) -> bytes:
    return json.dumps({"issuer": ISSUER.identifier, **members}).encode()


def test_the_addresses_in_order() -> None:
    assert metadata_urls("https://id.example/") == (
        "https://id.example/.well-known/openid-configuration",
        "https://id.example/.well-known/oauth-authorization-server",
    )
    assert metadata_urls("https://id.example:8443/tenant/1") == (
        "https://id.example:8443/tenant/1/.well-known/openid-configuration",
        "https://id.example:8443/.well-known/oauth-authorization-server/tenant/1",
        "https://id.example:8443/.well-known/openid-configuration/tenant/1",
    )


def test_whom_to_ask_tokens_first() -> None:
    found = issuers(
        [("iss of access_token", {"iss": "https://id.example/"}), ("iss of id_token", {"iss": 7})],
        [("authorization_url", "https://id.example/authorize?a=1"), ("token_url", "https://other.example/t")],
    )
    assert found == [
        Issuer("https://id.example/", "iss of access_token"),
        Issuer("https://other.example", "token_url", guessed=True),
    ]


@pytest.mark.parametrize(
    "iss",
    [
        "http://id.example",
        "ftp://id.example",
        "https://a:b@id.example",
        "https://id.example?x",
        "file:///etc",
        "javascript:alert(1)",
        " https://id.example",
        "https://id.example/\u202e",
        "https://id.example/\n",
        "https://id.example/" + "x" * 3000,
        "http://169.254.169.254",
        "http://[::ffff:127.0.0.1]",
        "http://localhost.evil.example",
        "",
    ],
)
def test_whom_not_to_ask(iss: str) -> None:
    assert issuers([("iss", {"iss": iss})], [("token_url", "not a url")]) == []


def test_this_machine_may_be_asked_without_tls() -> None:
    assert issuers([("iss", {"iss": "http://127.0.0.1:9"})], []) == [Issuer("http://127.0.0.1:9", "iss")]


def test_what_is_offered() -> None:
    found = read_metadata(
        document(
            jwks_uri="https://keys.example/k?v=1",
            introspection_endpoint="http://id.example/introspect",
            revocation_endpoint="https://id.example/r",
            userinfo_endpoint=["https://id.example"],
            token_endpoint_auth_methods_supported=["client_secret_post"],
            revocation_endpoint_auth_methods_supported=["none"],
        ),
        ISSUER,
        URL,
    )
    assert found.jwks_uri == "https://keys.example/k?v=1"
    assert found.introspection_endpoint is None, "no tokens over plain http"
    assert found.revocation_endpoint == "https://id.example/r"
    assert found.userinfo_endpoint is None
    assert found.introspection_methods == ("client_secret_post",)
    assert found.revocation_methods == ("none",)
    assert read_metadata(document(), ISSUER, URL).revocation_methods == ("client_secret_basic",)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:1/r",
        "https://localhost/r",
        "http://169.254.169.254/latest",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://a:b@id.example/r",
        "https://id.example/r#x",
        "https://id.example/r\r\nX: y",
        "https://id.example/\u202er",
        "https://id.example/r?" + "q" * 5000,
        {"a": 1},
        7,
    ],
)
def test_no_endpoint_for_secrets(endpoint: Any) -> None:
    found = read_metadata(
        document(
            jwks_uri=endpoint,
            introspection_endpoint=endpoint,
            revocation_endpoint=endpoint,
            userinfo_endpoint=endpoint,
        ),
        ISSUER,
        URL,
    )
    assert (found.jwks_uri, found.introspection_endpoint) == (None, None)
    assert (found.revocation_endpoint, found.userinfo_endpoint) == (None, None)


def test_a_provider_on_this_machine_may_name_it() -> None:
    here = Issuer("http://127.0.0.1:9", "iss of access_token")
    body = b'{"issuer": "http://127.0.0.1:9", "revocation_endpoint": "http://127.0.0.1:9/r"}'
    assert read_metadata(body, here, URL).revocation_endpoint == "http://127.0.0.1:9/r"


def test_hostile_documents_are_read_at_once() -> None:
    deep = b'{"issuer": ' + b"[" * 400_000 + b"]" * 400_000 + b"}"
    for body in (deep, b'{"issuer": ' + b"9" * 900_000 + b"}", b"[" * 900_000):
        with pytest.raises(WrongMetadata):
            read_metadata(body, ISSUER, URL)
    many = document(introspection_endpoint_auth_methods_supported=["x"] * 100_000)
    assert len(read_metadata(many, ISSUER, URL).introspection_methods) < 100


def test_where_the_definition_itself_goes() -> None:
    own = own_origins(
        [("a", "https://id.example/authorize?x"), ("b", "https://id.example:443/t"), ("c", "x")]
    )
    assert own == ("https://id.example",)
    found = replace(read_metadata(document(), ISSUER, URL), own=own)
    assert found.foreign("https://id.example/introspect") == ""
    assert found.foreign("https://id.example.evil.test/introspect") == "https://id.example.evil.test"
    assert found.foreign("https://id.example:8443/introspect") == "https://id.example:8443"


@pytest.mark.parametrize(
    "named",
    ["https://id.example/tenant/", "https://id.example/TENANT", "https://evil.example", "", None, 7],
)
def test_the_document_of_another_issuer_is_not_used(named: Any) -> None:
    with pytest.raises(WrongMetadata, match="another issuer"):
        read_metadata(document(issuer=named), ISSUER, URL)


def test_a_guessed_issuer_may_end_with_a_slash() -> None:
    guess = Issuer("https://id.example", "authorization_url", guessed=True)
    assert read_metadata(b'{"issuer": "https://id.example/"}', guess, URL).issuer == "https://id.example/"
    with pytest.raises(WrongMetadata):
        read_metadata(b'{"issuer": "https://id.example/x"}', guess, URL)


@given(st.binary(max_size=60))
def test_what_is_no_document(body: bytes) -> None:
    with pytest.raises(WrongMetadata):
        read_metadata(body, ISSUER, URL)
