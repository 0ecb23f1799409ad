"""Which names and looks make a value secret."""

from __future__ import annotations

import pytest

from authbench.connection.secrecy import is_secret_result, secret_results, secret_settings


@pytest.mark.parametrize("name", ["access_token", "refresh_token", "client_secret", "api_key", "session_id"])
def test_short_results_are_secret_by_their_name(name: str) -> None:
    assert is_secret_result(name, "abcd")


@pytest.mark.parametrize(
    "name", ["token_type", "expires_in", "scope", "token_url", "expires_at", "instance_url"]
)
def test_names_about_secrets_stay_readable(name: str) -> None:
    assert not is_secret_result(name, "files.metadata.read.all")


@pytest.mark.parametrize(
    "value",
    [
        "bearer",
        "files.read account.read",
        "https://api.example.test/v2/instances",
        "jo.doe@example.test",
        "2024-01-02T03:04:05Z",
        "eu-west-1.example.com",
        "1234567890123456789",
    ],
)
def test_plain_looking_results_stay_readable(value: str) -> None:
    assert not is_secret_result("instance", value)


@pytest.mark.parametrize(
    "value",
    ["sk_live_4eC39HqLyjWDarjt", "eyJhbGciOiJIUzI1NiJ9.e30.abcdefghijk", "0123456789abcdef0123456789abcdef"],
)
def test_opaque_results_are_secret_whatever_their_name(value: str) -> None:
    assert is_secret_result("instance", value)


def test_private_keys_are_secret_whatever_their_name() -> None:
    assert is_secret_result("notes", "-----BEGIN RSA PRIVATE " + "KEY-----\nabc")


def test_nested_values_are_found() -> None:
    found = list(
        secret_results(
            {
                "temp_credentials": {"secret_key": "abcdefgh", "region": "eu-west-1"},
                "list": [{"token": "tttttttt"}],
            }
        )
    )
    assert ("secret_key", "abcdefgh") in found
    assert ("token", "tttttttt") in found
    assert all(name != "region" for name, _ in found)


def test_what_a_person_entered_is_secret_by_name_alone() -> None:
    entered = {
        "client_id": "demo-percolate-client-1",
        "client_secret": "abcdefgh",
        "notes": "long but harmless text",
    }
    assert list(secret_settings(entered)) == [("client_secret", "abcdefgh")]
