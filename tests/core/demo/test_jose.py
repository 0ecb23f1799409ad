"""JWTs against another library, and the assertions of the service account."""

from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from authbench.demo import DemoProvider
from authbench.demo.jose import InvalidToken, SigningKey, verify_rs256

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
NOW = 1_767_225_600
GOOGLE = {"Host": "oauth2.googleapis.com"}


def assertion(provider: DemoProvider, header: dict[str, Any] | None = None, **changes: Any) -> str:
    claims = {
        "iss": "reports@demo-project.iam.gserviceaccount.com",
        "scope": "https://www.googleapis.com/auth/drive.metadata.readonly",
        "aud": "https://oauth2.googleapis.com/token",
        "iat": NOW,
        "exp": NOW + 3600,
        **changes,
    }
    kept = {name: value for name, value in claims.items() if value is not None}
    key = RSAKey.import_key(provider.credentials.service_account_key().private_pem)
    return jwt.encode(header or {"alg": "RS256"}, kept, key, algorithms=["RS256", "RS512"])


def exchange(http: httpx.Client, token: str) -> httpx.Response:
    return http.post("/token", data={"grant_type": GRANT, "assertion": token}, headers=GOOGLE)


def test_our_signature_verifies_elsewhere() -> None:
    key = SigningKey()
    token = key.sign({"sub": "jo"})
    assert jwt.decode(token, ECKey.import_key(key.public_jwk), algorithms=["ES256"]).claims == {"sub": "jo"}


def test_an_assertion_gives_a_token(provider: DemoProvider, http: httpx.Client) -> None:
    answer = exchange(http, assertion(provider))
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}", "Host": "www.googleapis.com"}
    about = http.get("/drive/v3/about?fields=user", headers=headers)
    assert about.json()["user"]["displayName"] == "Nightly reports"
    assert http.get("/drive/v3/about", headers=headers).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "someone@else"},
        {"iss": None},
        {"aud": "https://evil.test/token"},
        {"aud": None},
        {"aud": ["https://evil.test"]},
        {"iat": NOW + 61, "exp": NOW + 600},
        {"iat": NOW - 7200, "exp": NOW - 3600},
        {"exp": NOW + 3601},
        {"exp": None},
        {"iat": None},
    ],
)
def test_wrong_claims_are_refused(
    provider: DemoProvider, http: httpx.Client, changes: dict[str, Any]
) -> None:
    answer = exchange(http, assertion(provider, **changes))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_an_unknown_scope_is_refused(provider: DemoProvider, http: httpx.Client) -> None:
    assert exchange(http, assertion(provider, scope="root")).json()["error"] == "invalid_scope"


@pytest.mark.parametrize("token", ["x", "a.b.c", "e30.e30.e30", "", "W10.e30.x", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_signed_jwt_is_refused(http: httpx.Client, token: str) -> None:
    answer = exchange(http, token)
    assert answer.status_code == 400
    assert answer.json()["error"] == ("invalid_grant" if token else "invalid_request")


def test_other_keys_and_algorithms_are_refused(provider: DemoProvider) -> None:
    public = provider.credentials.service_account_key().public
    other = RSAKey.generate_key(2048)
    hmac = OctKey.import_key("x" * 32)
    for token in (
        jwt.encode({"alg": "RS256"}, {}, other),
        jwt.encode({"alg": "HS256"}, {}, hmac),
        assertion(provider, {"alg": "RS512"}),
    ):
        with pytest.raises(InvalidToken):
            verify_rs256(token, public)
    fresh = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(InvalidToken):
        verify_rs256(assertion(provider), fresh.public_key())


def test_only_a_service_with_service_accounts_takes_assertions(http: httpx.Client) -> None:
    form = {"grant_type": GRANT, "assertion": "x"}
    answer = http.post("/oauth2/token", data=form, headers={"Host": "api.dropbox.com"})
    assert answer.json()["error"] == "unsupported_grant_type"
