import datetime
from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from authbench.errors import Cancelled
from authbench.events import SecretLearned
from authbench.sdk import HelperArgumentError, UndefinedStdLibMethod, UnsupportedHelper, dns_records
from authbench.sdk.dns_records import Service
from authbench.sdk.errors import NetLookupFailed
from authbench.sdk.workato_functions import FUNCTIONS, Workato
from support.name_server import NameServer
from support.sdk_runs import Desk, desk


@pytest.fixture
def workato(run: Desk) -> Workato:
    return run.context().workato


@pytest.fixture(scope="module")
def anywhere() -> Iterator[Workato]:
    with desk() as made:
        yield made.context().workato


def test_ciphers_of_the_reference(workato: Workato) -> None:
    assert workato.pbkdf2_hmac_sha1("password", "salt").hex() == "6e88be8bad7eae9d9e10aa061224034f"
    assert workato.aes_cbc_encrypt("text", "0" * 16, "1" * 16).hex() == "7e108c65984adbea5bc28a5b70742bbe"
    assert workato.aes_cbc_encrypt("text", "0" * 16).hex() == "0e6bc66fd6ba9fc54725ef3d81789cdb"
    sealed, tag = workato.aes_gcm_encrypt("text", "0" * 16, "1" * 12)
    assert (sealed.hex(), tag.hex()) == ("f171892f", "75aab6442f8e9c0278a570770eae62b6")


@given(st.binary(max_size=40), st.sampled_from([16, 24, 32]), st.binary(max_size=8))
def test_ciphers_give_back_what_they_got(anywhere: Workato, text: bytes, size: int, extra: bytes) -> None:
    key = b"k" * size
    assert anywhere.aes_cbc_decrypt(anywhere.aes_cbc_encrypt(text, key), key) == text
    if text:
        sealed, tag = anywhere.aes_gcm_encrypt(text, key, "1" * 12, extra)
        assert anywhere.aes_gcm_decrypt(sealed, key, tag, "1" * 12, extra) == text
        assert anywhere.aes_gcm_decrypt(sealed, key, tag[:12], "1" * 12, extra) == text


def test_cipher_arguments(workato: Workato) -> None:
    key = "0" * 16
    for call, message in [
        (lambda: workato.aes_cbc_encrypt("x", "short"), "Incorrect key size for AES"),
        (lambda: workato.aes_cbc_encrypt("x", key, "short"), "iv must be 16 bytes"),
        (lambda: workato.aes_cbc_decrypt("x", key), "wrong final block length"),
        (lambda: workato.aes_cbc_decrypt("x" * 16, key), "bad decrypt"),
        (lambda: workato.aes_gcm_encrypt("", key, "1" * 12), "must not be empty"),
        (lambda: workato.aes_gcm_encrypt("x", key, "1" * 16), "Incorrect key size for Initialization Vector"),
        (lambda: workato.aes_gcm_encrypt(5, key, "1" * 12), "All arguments must be of type String"),
        (lambda: workato.aes_gcm_decrypt("x", key, "t" * 11, "1" * 12), "Incorrect authentication tag size"),
        (lambda: workato.aes_gcm_decrypt("x", key, "t" * 16, "1" * 12), "Not able to decrypt, please check"),
        (lambda: workato.random_bytes(33), "should be <= 32"),
        (lambda: workato.random_bytes("5"), "should be <= 32"),
        (lambda: workato.pbkdf2_hmac_sha1("p", "s", 0), "must be positive"),
        (lambda: workato.pbkdf2_hmac_sha1("p", "s", 10**9), "at most"),
        (lambda: workato.pbkdf2_hmac_sha1("p", "s", 1, 10**9), "at most"),
    ]:
        with pytest.raises(HelperArgumentError, match=message):
            call()


def test_random_bytes(workato: Workato) -> None:
    assert len(workato.random_bytes(32)) == 32
    assert workato.random_bytes(0) == b""


def certificate_of(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> str:
    """A certificate that the key signed for itself, as PEM."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    start = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=1))
        .sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
        .decode()
    )


def test_verify_rsa(workato: Workato) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = certificate_of(key)
    signature = key.sign(b"payload", padding.PKCS1v15(), hashes.SHA256())
    assert workato.verify_rsa("payload", certificate, signature) is True
    assert workato.verify_rsa("other", certificate, signature) is False
    sha1 = key.sign(b"payload", padding.PKCS1v15(), hashes.SHA1())
    assert workato.verify_rsa(b"payload", certificate, sha1, "sha") is True
    with pytest.raises(HelperArgumentError, match="Invalid certificate format"):
        workato.verify_rsa("payload", "nonsense", signature)
    with pytest.raises(HelperArgumentError, match="Got: 'MD5'"):
        workato.verify_rsa("payload", certificate, signature, "MD5")


def test_verify_rsa_asks_whatever_key_the_certificate_has(workato: Workato) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = certificate_of(key)
    signature = key.sign(b"payload", ec.ECDSA(hashes.SHA256()))
    assert workato.verify_rsa("payload", certificate, signature) is True
    assert workato.verify_rsa("other", certificate, signature) is False
    assert workato.verify_rsa("payload", certificate, b"no signature") is False
    with pytest.raises(HelperArgumentError, match="Check arguments"):
        workato.verify_rsa("payload", certificate_of(ed25519.Ed25519PrivateKey.generate()), b"x")


def test_jwt_by_keywords(workato: Workato) -> None:
    token = workato.jwt_encode({"a": 1}, "s", "HS256", {"kid": "one"}, x5t="two")
    assert workato.jwt_decode(token, "s", "HS256")["header"] == {
        "typ": "JWT",
        "alg": "HS256",
        "kid": "one",
        "x5t": "two",
    }


def test_an_assertion_is_a_secret(run: Desk) -> None:
    token = run.context().workato.jwt_encode({"a": 1}, "s", "HS256")
    assert run.events == [SecretLearned(token, "assertion")]


def test_long_texts_can_be_cancelled(run: Desk) -> None:
    run.session.scope.cancel()
    with pytest.raises(Cancelled):
        run.context().workato.parse_yaml("a: 1")
    with pytest.raises(Cancelled):
        run.context().workato.csv.parse("a\n1", headers=True)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("a: 1\nb: [x, y]", {"a": 1, "b": ["x", "y"]}),
        ("", None),
        ("yes: no", {True: False}),
        ("- 1.5\n- ~\n- 'x'", [1.5, None, "x"]),
    ],
)
def test_yaml(workato: Workato, source: str, value: object) -> None:
    assert workato.parse_yaml(source) == value


@pytest.mark.parametrize(
    "source", ["a: 2024-01-01", "a: :sym", "a: &x 1\nb: *x", "a: [", "!ruby/object:Object {}", "\x01"]
)
def test_yaml_refused(workato: Workato, source: str) -> None:
    with pytest.raises(HelperArgumentError, match="YAML Parsing error"):
        workato.parse_yaml(source)


def test_render_yaml(workato: Workato) -> None:
    assert workato.render_yaml({"b": 1, "a": ["x"]}) == "---\nb: 1\na:\n- x\n"


def test_what_does_not_exist(workato: Workato) -> None:
    for call, message in [
        (lambda: workato.stash, "Undefined method 'stash' for \"workato\" namespace"),
        (lambda: workato.csv.read, "Undefined method 'read' for \"workato.csv\" namespace"),
        (lambda: workato.net.get, "Undefined method 'get' for \"workato.net\" namespace"),
    ]:
        with pytest.raises(UndefinedStdLibMethod, match=message):
            call()


def test_every_listed_function_is_there(workato: Workato) -> None:
    assert all(callable(getattr(workato, name)) for name in FUNCTIONS)


def test_lookup_of_loopback(workato: Workato) -> None:
    assert workato.net.lookup("localhost", "a") == [{"address": "127.0.0.1"}]
    with pytest.raises(HelperArgumentError, match="Record type not supported"):
        workato.net.lookup("localhost", "MX")
    assert workato.net.lookup("nowhere.invalid", "A") == []


def test_nothing_is_looked_up_while_a_person_only_looks_at_a_form() -> None:
    with desk(online=False) as run:
        for record in ("A", "SRV"):
            with pytest.raises(UnsupportedHelper, match="opening a definition sends nothing"):
                run.context().workato.net.lookup("localhost", record)


def test_services_are_asked_of_the_systems_name_servers(
    workato: Workato, monkeypatch: pytest.MonkeyPatch
) -> None:
    with NameServer() as server:
        monkeypatch.setattr(dns_records, "PORT", server.port)
        monkeypatch.setattr(dns_records, "name_servers", lambda: ["127.0.0.1"])
        server.answers["_ldap._tcp.example.com"] = [Service(10, 60, 389, "big.example.com")]
        assert workato.net.lookup("_ldap._tcp.example.com", "srv") == [
            {"port": 389, "priority": 10, "target": "big.example.com", "weight": 60}
        ]
        assert workato.net.lookup("none.example.com", "SRV") == []
        server.code = 2
        with pytest.raises(NetLookupFailed, match="refused with code 2"):
            workato.net.lookup("_ldap._tcp.example.com", "SRV")
    monkeypatch.setattr(dns_records, "name_servers", list)
    with pytest.raises(UnsupportedHelper, match="which name servers"):
        workato.net.lookup("_ldap._tcp.example.com", "SRV")


@pytest.mark.parametrize(
    "source", ["!!bool x", "!!float x", "!!int ''", "1" + ":1" * 5000, "0x" + "f" * 5000]
)
def test_yaml_that_does_not_fit_is_an_error_that_can_be_rescued(workato: Workato, source: str) -> None:
    with pytest.raises(HelperArgumentError, match="YAML Parsing error"):
        workato.parse_yaml(f"a: {source}")
