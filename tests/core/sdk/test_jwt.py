import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from authbench.sdk import HelperArgumentError, JwtDecodeError
from authbench.sdk.jwt import jwt_decode, jwt_encode

NOW = 1704164645.0


def pem(key: Any) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def public_pem(key: Any) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def header(token: str) -> str:
    segment = token.split(".")[0]
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)).decode()


def test_the_references_token() -> None:
    assert jwt_encode({"a": 1}, "k", "HS256", {}) == (
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.oqooemLeXrjFepNUH2SXws-O0hAhKTGEgc4MjxIJUbE"
    )


def test_the_references_header() -> None:
    token = jwt_encode({"a": 1}, "k", "hs256", {"kid": "z", "typ": "X", "alg": "none", "x5t": "q"})
    assert header(token) == '{"typ":"JWT","alg":"HS256","kid":"z","x5t":"q"}'


def test_the_payload_keeps_its_order_and_its_characters() -> None:
    token = jwt_encode({"z": "<&>", "a": 1.0, "n": None}, "k", "HS512", {})
    segment = token.split(".")[1]
    assert base64.urlsafe_b64decode(segment + "==").decode() == '{"z":"<&>","a":1.0,"n":null}'


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_rsa(rsa_key: rsa.RSAPrivateKey, algorithm: str) -> None:
    token = jwt_encode({"a": 1}, pem(rsa_key), algorithm, {})
    for key in (pem(rsa_key), public_pem(rsa_key)):
        assert jwt_decode(token, key, algorithm.lower(), NOW) == {
            "payload": {"a": 1},
            "header": {"typ": "JWT", "alg": algorithm},
        }
    tampered = token[:-8] + "AAAAAAAA"
    with pytest.raises(HelperArgumentError, match="Invalid signature"):
        jwt_decode(tampered, pem(rsa_key), algorithm, NOW)


@pytest.mark.parametrize(
    ("algorithm", "curve", "size"),
    [("ES256", ec.SECP256R1(), 64), ("ES384", ec.SECP384R1(), 96), ("ES512", ec.SECP521R1(), 132)],
)
def test_elliptic_curves(algorithm: str, curve: ec.EllipticCurve, size: int) -> None:
    key = ec.generate_private_key(curve)
    token = jwt_encode({"a": 1}, pem(key), algorithm, {})
    signature = token.split(".")[2]
    assert len(base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))) == size
    assert jwt_decode(token, public_pem(key), algorithm, NOW)["payload"] == {"a": 1}
    with pytest.raises(HelperArgumentError, match="Invalid signature"):
        jwt_decode(f"{token[:-4]}", public_pem(key), algorithm, NOW)


def test_keys_that_do_not_fit(rsa_key: rsa.RSAPrivateKey) -> None:
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    curve = ec.generate_private_key(ec.SECP384R1())
    koblitz = ec.generate_private_key(ec.SECP256K1())
    for key, algorithm, message in [
        ("nonsense", "RS256", "Invalid key"),
        (pem(curve), "RS256", "Invalid key"),
        (pem(rsa_key), "ES256", "Invalid key"),
        (pem(small), "RS256", "A RSA key of size 2048 bits or larger MUST be used with JWT"),
        (pem(curve), "ES256", "An ECDSA key of size 256 bits MUST be used with JWT"),
        (pem(koblitz), "ES256", "Mismatched algorithm and key"),
        ("", "HS256", "must not be empty"),
        (5, "HS256", "expected to be a String"),
        ("k", "none", "Unsupported signing method. Supports only RS256, .*, ES512. Got: 'NONE'"),
    ]:
        with pytest.raises(HelperArgumentError, match=message):
            jwt_encode({}, key, algorithm, {})


@pytest.mark.parametrize("claim", ["exp", "iat", "nbf"])
@pytest.mark.parametrize("value", ["1704164645", None, True])
def test_times_must_be_numbers(claim: str, value: Any) -> None:
    with pytest.raises(HelperArgumentError, match=f"{claim} claim must be a Numeric value but it is a"):
        jwt_encode({claim: value}, "k", "HS256", {})


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        ({"exp": NOW}, "Signature has expired"),
        ({"exp": NOW - 1}, "Signature has expired"),
        ({"nbf": NOW + 1}, "Signature nbf has not been reached"),
    ],
)
def test_times_are_checked(payload: dict[str, Any], message: str) -> None:
    token = jwt_encode(payload, "k", "HS256", {})
    with pytest.raises(JwtDecodeError, match=message):
        jwt_decode(token, "k", "HS256", NOW)


def test_times_that_hold() -> None:
    token = jwt_encode({"exp": NOW + 1, "nbf": NOW, "iat": 5}, "k", "HS256", {})
    assert jwt_decode(token, "k", "HS256", NOW)["payload"]["iat"] == 5


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c.d", "!.!.!", "e30.e30.e30x", "YQ.YQ.YQ"])
def test_malformed_tokens(token: str) -> None:
    with pytest.raises((JwtDecodeError, HelperArgumentError)):
        jwt_decode(token, "k", "HS256", NOW)


def test_another_algorithm_is_refused() -> None:
    with pytest.raises(HelperArgumentError, match="Mismatched algorithm and key"):
        jwt_decode(jwt_encode({}, "k", "HS256", {}), "k", "HS384", NOW)


def test_an_unsigned_token_is_refused() -> None:
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    with pytest.raises(HelperArgumentError, match="Mismatched"):
        jwt_decode(f"{none}.e30.", "k", "HS256", NOW)
