"""OpenSSL's keys and certificates against a real Ruby, with keys made here."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from authbench.ruby import UnsupportedMethod
from support.ruby_evaluation import as_lambda, evaluate
from support.ruby_oracle import RubyOracle

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()


def _public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def _locked() -> str:
    return RSA.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"word"),
    ).decode()


def _certificate() -> str:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Test é"),
        ]
    )
    made = x509.CertificateBuilder(name, name, RSA.public_key(), 12345)
    return (
        made.not_valid_before(datetime(2024, 1, 2, tzinfo=UTC))
        .not_valid_after(datetime(2034, 1, 2, 3, 4, 5, tzinfo=UTC))
        .sign(RSA, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
        .decode()
    )


TEXTS = {
    "RSA": _pem(RSA),
    "RSA_PUBLIC": _public(RSA),
    "RSA_LOCKED": _locked(),
    "EC": _pem(EC),
    "EC_PUBLIC": _public(EC),
    "CERTIFICATE": _certificate(),
}
HEAD = "; ".join(f"{name.lower()} = {text!r}.gsub('\\n', \"\\n\")" for name, text in TEXTS.items())

EXPRESSIONS = """
OpenSSL::PKey::RSA.new(rsa).sign('SHA256', 'data').unpack1('H*')
OpenSSL::PKey::RSA.new(rsa).sign(OpenSSL::Digest.new('SHA512'), 'data').unpack1('H*')
OpenSSL::PKey::RSA.new(rsa_public).sign('SHA256', 'data')
k = OpenSSL::PKey::RSA.new(rsa); k.public_key.verify('SHA256', k.sign('SHA256', 'data'), 'data')
k = OpenSSL::PKey::RSA.new(rsa); k.verify('SHA256', k.sign('SHA256', 'data'), 'other')
k = OpenSSL::PKey::RSA.new(rsa); s = k.sign_pss('SHA256', 'd', salt_length: :max, mgf1_hash: 'SHA256'); k.verify_pss('SHA256', s, 'd', salt_length: :auto, mgf1_hash: 'SHA256')
OpenSSL::PKey::RSA.new(rsa).sign_pss('SHA256', 'd', salt_length: 20)
k = OpenSSL::PKey::RSA.new(rsa); k.private_decrypt(k.public_encrypt('secret'))
k = OpenSSL::PKey::RSA.new(rsa); k.private_decrypt(k.public_encrypt('secret', OpenSSL::PKey::RSA::PKCS1_OAEP_PADDING), OpenSSL::PKey::RSA::PKCS1_OAEP_PADDING)
OpenSSL::PKey::RSA.new(rsa).private_encrypt('secret').unpack1('H*')
k = OpenSSL::PKey::RSA.new(rsa); k.public_decrypt(k.private_encrypt('secret'))
OpenSSL::PKey::RSA.new(rsa).private_encrypt('x' * 300)
OpenSSL::PKey::RSA.new(rsa_public).private_encrypt('x')
[rsa, rsa_public].map { |pem| k = OpenSSL::PKey::RSA.new(pem); [k.private?, k.public?] }
OpenSSL::PKey::RSA.new(rsa).to_pem
OpenSSL::PKey::RSA.new(rsa_public).to_pem
OpenSSL::PKey::RSA.new(rsa).export
OpenSSL::PKey::RSA.new(rsa).to_s
OpenSSL::PKey::RSA.new(rsa).to_der.unpack1('H*')
OpenSSL::PKey::RSA.new(OpenSSL::PKey::RSA.new(rsa).to_der).private?
OpenSSL::PKey::RSA.new(rsa).private_to_pem
OpenSSL::PKey::RSA.new(rsa).private_to_der.unpack1('H*')
OpenSSL::PKey::RSA.new(rsa).public_to_pem
OpenSSL::PKey::RSA.new(rsa).public_to_der.unpack1('H*')
OpenSSL::PKey::RSA.new(rsa).public_key.to_pem
OpenSSL::PKey::RSA.new(rsa).oid
OpenSSL::PKey::RSA.new(rsa_locked, 'word').private?
OpenSSL::PKey::RSA.new(ec)
OpenSSL::PKey.read(rsa).class
OpenSSL::PKey.read(ec).class
OpenSSL::PKey.read(ec_public).class
k = OpenSSL::PKey::EC.new(ec); k.verify('SHA256', k.sign('SHA256', 'data'), 'data')
k = OpenSSL::PKey::EC.new(ec); k.verify('SHA256', k.sign('SHA256', 'data'), 'other')
k = OpenSSL::PKey::EC.new(ec); d = OpenSSL::Digest.digest('SHA256', 'x'); k.dsa_verify_asn1(d, k.dsa_sign_asn1(d))
k = OpenSSL::PKey::EC.new(ec); d = OpenSSL::Digest.digest('SHA256', 'x'); k.dsa_verify_asn1('y' * 32, k.dsa_sign_asn1(d))
OpenSSL::PKey::EC.new(ec_public).sign('SHA256', 'x')
[ec, ec_public].map { |pem| k = OpenSSL::PKey::EC.new(pem); [k.private?, k.public?, k.private_key?, k.public_key?] }
OpenSSL::PKey::EC.new(ec).to_pem
OpenSSL::PKey::EC.new(ec_public).to_pem
OpenSSL::PKey::EC.new(ec).to_der.unpack1('H*')
OpenSSL::PKey::EC.new(ec).private_to_pem
OpenSSL::PKey::EC.new(ec).public_to_pem
OpenSSL::X509::Certificate.new(certificate).subject.to_s
OpenSSL::X509::Certificate.new(certificate).issuer.to_s
OpenSSL::X509::Certificate.new(certificate).subject.to_a
OpenSSL::X509::Certificate.new(certificate).subject == OpenSSL::X509::Certificate.new(certificate).issuer
OpenSSL::X509::Certificate.new(certificate).not_before
OpenSSL::X509::Certificate.new(certificate).not_after
OpenSSL::X509::Certificate.new(certificate).serial.to_s
OpenSSL::X509::Certificate.new(certificate).version
OpenSSL::X509::Certificate.new(certificate).signature_algorithm
OpenSSL::X509::Certificate.new(certificate).public_key.to_pem
OpenSSL::X509::Certificate.new(certificate).to_pem
OpenSSL::X509::Certificate.new(certificate).to_der.unpack1('H*')
OpenSSL::X509::Certificate.new(certificate).check_private_key(OpenSSL::PKey::RSA.new(rsa))
OpenSSL::X509::Certificate.new(certificate).check_private_key(OpenSSL::PKey::EC.new(ec))
OpenSSL::X509::Certificate.new(certificate) == OpenSSL::X509::Certificate.new(certificate)
OpenSSL::X509::Certificate.new(certificate).check_private_key('x')
""".strip().splitlines()


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_same_as_ruby(ruby: RubyOracle, expression: str) -> None:
    snippet = f"{HEAD}; {expression}"
    real, ours = ruby.run(as_lambda(snippet)), evaluate(snippet)
    if real.error is None:
        assert (ours.inspected, ours.error) == (real.inspected, None)
    else:
        assert (ours.error, ours.message) == (real.error, real.message)


def test_making_keys_is_refused_with_its_place() -> None:
    with pytest.raises(UnsupportedMethod, match="making keys") as caught:
        evaluate("OpenSSL::PKey::RSA.new(2048)")
    assert caught.value.location is not None
