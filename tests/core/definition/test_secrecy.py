"""Names and contents that give a secret away."""

from __future__ import annotations

import pytest

from authbench.definition import looks_like_private_key, name_is_secret
from authbench.definition.secrecy import looks_secret


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


MARKED = {"github": "ghp_", "slack": "xoxb-", "stripe": "sk_live_", "gitlab": "glpat-"}


@pytest.mark.parametrize("prefix", MARKED.values(), ids=MARKED.keys())
def test_tokens_that_providers_mark(prefix: str) -> None:
    assert looks_secret(prefix + "0a1b2c3d4e5f6g7h")
    assert looks_secret(f"token {prefix}0a1b2c3d4e5f6g7h in a sentence")
    assert not looks_secret(prefix)
    assert not looks_secret("a" + prefix + "0a1b2c3d4e5f6g7h")


def test_signed_tokens_and_whole_credentials() -> None:
    part = "".join(chr(ord("a") + number % 26) for number in range(20))
    assert looks_secret(f"eyJ{part}.eyJ{part}.{part}")
    assert not looks_secret(f"eyJ{part}")
    assert looks_secret(f"Bearer {part}")
    assert not looks_secret("Bearer token")
    assert looks_secret("-----BEGIN {}PRIVATE KEY-----".format("EC "))


@pytest.mark.parametrize(
    "value", ["", "https://api.example.test/v1", "eu-west-1", "jo@example.test", "basic"]
)
def test_values_that_are_none(value: str) -> None:
    assert not looks_secret(value)
