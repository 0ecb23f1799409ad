"""Tokens against key sets: what verifies, and everything that must not."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from authbench.connection.token_view.signature import Standing, Verified, verify
from support.json_web_tokens import encoded, make_jwt

ISSUER = "https://id.example"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
CLAIMS = {"iss": ISSUER, "aud": "my-app", "exp": AT + 600}


def segment(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@cache
def rsa(name: str = "one") -> RSAKey:
    return RSAKey.generate_key(2048)


@cache
def made() -> dict[str, Any]:
    keys = {"RS256": rsa(), "PS384": rsa(), "ES256": ECKey.generate_key("P-256")}
    return {**keys, "ES512": ECKey.generate_key("P-521"), "Ed25519": OKPKey.generate_key("Ed25519")}


def public(key: Any, **more: Any) -> dict[str, Any]:
    return {**key.as_dict(private=False), **more}


def signed(key: Any, algorithm: str, claims: dict[str, Any] | None = None, **header: Any) -> str:
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    payload = json.dumps(CLAIMS if claims is None else claims)
    return jws.serialize_compact({"alg": algorithm, **header}, payload, key, registry=registry)


def checked(token: str, *keys: Any, is_id_token: bool = True, client_id: str | None = "my-app") -> Verified:
    return verify(
        token, {"keys": list(keys)}, issuer=ISSUER, client_id=client_id, is_id_token=is_id_token, now=NOW
    )


def refused(token: str, *keys: Any) -> str:
    found = checked(token, *keys)
    assert not found.signed
    assert not found.good
    assert len(found.findings) == 1, "what nobody vouches for is not looked at"
    return found.findings[0].text


@pytest.mark.parametrize("algorithm", ["RS256", "PS384", "ES256", "ES512", "Ed25519"])
def test_what_the_provider_signed_is_verified(algorithm: str) -> None:
    key = made()[algorithm]
    found = checked(signed(key, algorithm, kid="k1"), public(key, kid="k1"), public(rsa("other"), kid="k2"))
    assert found.good, found
    assert [each.name for each in found.findings] == ["Signature", "Issuer", "Audience", "Expiry"]


def test_the_older_name_of_ed25519() -> None:
    key = Ed25519PrivateKey.generate()
    body = f"{encoded({'alg': 'EdDSA'})}.{encoded(CLAIMS)}"
    raw = key.public_key().public_bytes_raw()
    published = {"kty": "OKP", "crv": "Ed25519", "x": segment(raw)}
    token = f"{body}.{segment(key.sign(body.encode()))}"
    assert checked(token, published).good
    assert "does not fit" in refused(token, {**published, "crv": "X25519"})
    assert "does not fit" in refused(f"{body}.{segment(bytes(64))}", published)


def test_headers_of_ones_own() -> None:
    assert checked(signed(rsa(), "RS256", nonce="n", x5t="abc"), public(rsa())).good


def test_behind_a_scheme_and_without_kid() -> None:
    assert checked("Bearer " + signed(rsa(), "RS256"), public(rsa("other")), public(rsa())).good


def test_a_wrong_key_under_the_right_name() -> None:
    assert "does not fit" in refused(signed(rsa(), "RS256", kid="k1"), public(rsa("other"), kid="k1"))


def test_changed_claims() -> None:
    head, _, signature = signed(rsa(), "RS256").split(".")
    assert "does not fit" in refused(
        f"{head}.{encoded({**CLAIMS, 'sub': 'admin'})}.{signature}", public(rsa())
    )


def test_an_unknown_key() -> None:
    text = refused(signed(rsa(), "RS256", kid="old"), public(rsa(), kid="new"))
    assert "not among the provider's 1 key" in text


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE"])
@pytest.mark.parametrize("signature", ["", "AAAA"])
def test_none_is_refused(algorithm: str, signature: str) -> None:
    assert "not signed" in refused(make_jwt(CLAIMS, signature=signature, alg=algorithm), public(rsa()))


def test_a_published_key_is_no_shared_secret() -> None:
    pem = rsa().as_pem(private=False)
    body = f"{encoded({'alg': 'HS256', 'kid': 'k1'})}.{encoded(CLAIMS)}"
    forged = f"{body}.{segment(hmac.digest(pem, body.encode(), 'sha256'))}"
    assert "shared secret" in refused(forged, public(rsa(), kid="k1"))
    # The same under the name of an algorithm that the key is for.
    refused(f"{encoded({'alg': 'RS256', 'kid': 'k1'})}.{forged.split('.', 1)[1]}", public(rsa(), kid="k1"))


def test_a_symmetric_key_in_a_set_is_never_used() -> None:
    secret = OctKey.generate_key(256)
    token = signed(secret, "HS256", kid="k1")
    assert "shared secret" in refused(token, {**secret.as_dict(), "kid": "k1"})
    rest = token.split(".", 1)[1]
    refused(f"{encoded({'alg': 'RS256', 'kid': 'k1'})}.{rest}", {**secret.as_dict(), "kid": "k1"})


def test_keys_that_the_token_brings_are_never_used() -> None:
    mine = rsa("mine")
    refused(signed(mine, "RS256", jwk=public(mine), jku="https://evil.example/keys"), public(rsa()))


@pytest.mark.parametrize(
    "more", [{"use": "enc"}, {"alg": "RS512"}, {"key_ops": ["encrypt"]}, {"kty": "EC"}, {"n": 7}, {"e": ""}]
)
def test_keys_for_something_else_and_broken_ones(more: dict[str, Any]) -> None:
    refused(signed(rsa(), "RS256"), public(rsa(), **more))


def test_demands_that_are_not_known() -> None:
    token = f"{encoded({'alg': 'RS256', 'crit': ['x'], 'x': 1})}.{encoded(CLAIMS)}.AAAA"
    assert "crit" in refused(token, public(rsa()))


@pytest.mark.parametrize(
    ("claims", "name", "standing"),
    [
        ({"iss": "https://id.example/"}, "Issuer", Standing.WRONG),
        ({"iss": 7}, "Issuer", Standing.WRONG),
        ({"aud": "other"}, "Audience", Standing.WRONG),
        ({"aud": ["other", "my-app"]}, "Audience", Standing.OK),
        ({"aud": ["other", "my-app"], "azp": "other"}, "Audience", Standing.WRONG),
        ({"exp": AT - 59}, "Expiry", Standing.OK),
        ({"exp": AT - 60}, "Expiry", Standing.WRONG),
        ({"exp": "soon"}, "Expiry", Standing.WRONG),
        ({"exp": True}, "Expiry", Standing.WRONG),
        ({"exp": 1e300}, "Expiry", Standing.WRONG),
        ({"exp": None}, "Expiry", Standing.OPEN),
        ({"nbf": AT + 60}, "Not before", Standing.OK),
        ({"nbf": AT + 61}, "Not before", Standing.WRONG),
        ({"nbf": []}, "Not before", Standing.WRONG),
    ],
)
def test_issuer_audience_and_times(claims: dict[str, Any], name: str, standing: Standing) -> None:
    found = checked(signed(rsa(), "RS256", {**CLAIMS, **claims}), public(rsa()))
    assert found.signed
    (finding,) = (each for each in found.findings if each.name == name)
    assert finding.standing is standing
    assert found.good is (standing is not Standing.WRONG)


def test_whom_an_access_token_is_for_is_left_open() -> None:
    for found in (
        checked(signed(rsa(), "RS256"), public(rsa()), is_id_token=False),
        checked(signed(rsa(), "RS256"), public(rsa()), client_id=None),
    ):
        (finding,) = (each for each in found.findings if each.name == "Audience")
        assert finding.standing is Standing.OPEN


@pytest.mark.parametrize("text", ["", "opaque", "a.b.c", "a.b.c.d.e"])
def test_what_is_no_token(text: str) -> None:
    assert "no signed" in refused(text, public(rsa()))


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["keys", "kty", "kid", "n", "e", "use"]), inner)
        ),
        max_leaves=8,
    )
)
def test_whatever_a_set_holds_nothing_but_the_key_verifies(document: Any) -> None:
    keys = document if isinstance(document, dict) else {"keys": document}
    assert not verify(
        signed(rsa(), "RS256"), keys, issuer=ISSUER, client_id=None, is_id_token=False, now=NOW
    ).signed


@pytest.mark.parametrize(
    "moment", [253_402_300_800, 5e11, -62_135_596_801, -1e11, 1e300, float("nan"), float("inf"), "soon", True]
)
@pytest.mark.parametrize("name", ["exp", "nbf"])
def test_a_time_that_no_calendar_has(name: str, moment: Any) -> None:
    found = checked(signed(rsa(), "RS256", {**CLAIMS, name: moment}), public(rsa()))
    assert found.signed
    assert f"{name} is no number of seconds." in [each.text for each in found.findings]


@pytest.mark.parametrize("bits", [1024, 20_000])
def test_keys_of_a_length_that_nobody_may_rely_on(bits: int) -> None:
    modulus = ((1 << bits) - 1).to_bytes((bits + 7) // 8)
    key = {"kty": "RSA", "n": segment(modulus), "e": "AQAB"}
    assert "RFC 7518, 3.3" in refused(signed(rsa(), "RS256"), key)
    assert checked(signed(rsa(), "RS256"), key, public(rsa())).good


@pytest.mark.parametrize("odd", ["", "é", {}, [], 7, None, "A" * 100_000, "\x00\u202e"])
@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "Ed25519"])
def test_keys_of_wrong_types(algorithm: str, odd: Any) -> None:
    good = public(made()[algorithm])
    for name in good:
        if name not in ("kty", "kid"):
            assert not checked(signed(made()[algorithm], algorithm), {**good, name: odd}).signed, name
