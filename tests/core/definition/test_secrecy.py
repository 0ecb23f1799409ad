"""Names and contents that give a secret away."""

from __future__ import annotations

import pytest

from authbench.definition import looks_like_private_key, name_is_secret


@pytest.mark.parametrize(
    "name",
    [
        "client_secret",
        "password",
        "token",
        "api_key",
        "apiKey",
        "APIKey",
        "API_KEY",
        "apikey",
        "private_key",
        "privateKey",
        "access_token",
        "accessToken2FA",
        "token2",
        "aws_secret_key",
        "secretKey",
        "signing_key",
        "personal_access_token",
        "passphrase",
        "basic_password",
        "db_pwd",
        "refresh_token",
        "jwt",
        "bearer_token",
        "userCredentials",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert name_is_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "client_id",
        "username",
        "tenant_id",
        "token_url",
        "token_type",
        "access_key_id",
        "key",
        "passport",
        "compass",
        "authentication",
        "refresh_token_expires_in",
        "secret_name",
        "api_key_header",
        "private_key_path",
        "account_id",
        "region",
        "aws_api_key",
        "_",
        "42",
        "é",
    ],
)
def test_names_of_other_things(name: str) -> None:
    assert not name_is_secret(name)


def test_private_keys_are_known_by_their_content() -> None:
    header = "-----BEGIN {}PRIVATE KEY-----"
    assert looks_like_private_key(header.format("RSA ") + "\\nMII")
    assert looks_like_private_key("\n " + header.format(""))
    assert not looks_like_private_key("-----BEGIN CERTIFICATE-----")
