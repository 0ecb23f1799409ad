"""OpenSSL::X509::Certificate and OpenSSL::X509::Name, for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from authbench.ruby.dispatch import Call, MethodTable, register_type
from authbench.ruby.methods.openssl_keys import EcKey, RsaKey, key_of, public_half
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.operations import register_class
from authbench.ruby.values import CLASSES, RArray, RClass, RString, RTime, Value

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509

CERTIFICATE_CLASS: Final = MethodTable("OpenSSL::X509::Certificate.", "Class")
CERTIFICATE: Final = MethodTable("OpenSSL::X509::Certificate", "Object")
NAME: Final = MethodTable("OpenSSL::X509::Name", "Object")

_SHORT: Final = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.5": "serialNumber",
    "1.2.840.113549.1.9.1": "emailAddress",
    "0.9.2342.19200300.100.1.25": "DC",
    "0.9.2342.19200300.100.1.1": "UID",
}


class Certificate:
    """An OpenSSL::X509::Certificate."""

    __slots__ = ("certificate",)
    frozen = True

    def __init__(self, certificate: x509.Certificate) -> None:
        self.certificate = certificate


class DistinguishedName:
    """An OpenSSL::X509::Name."""

    __slots__ = ("name",)
    frozen = True

    def __init__(self, name: x509.Name) -> None:
        self.name = name

    def entries(self) -> list[tuple[str, str, int]]:
        """Short name, value and ASN.1 type of each part."""
        return [
            (_SHORT.get(part.oid.dotted_string, part.oid.dotted_string), str(part.value), part._type.value)
            for part in self.name
        ]

    def ruby_token(self) -> tuple[str, str]:
        """The key that stands for this name in a Hash."""
        return ("x509 name", self.name.rfc4514_string())


register_type(Certificate, "OpenSSL::X509::Certificate")
register_class(Certificate, CLASSES["OpenSSL::X509::Certificate"])
register_type(DistinguishedName, "OpenSSL::X509::Name")
register_class(DistinguishedName, CLASSES["OpenSSL::X509::Name"])


@CERTIFICATE_CLASS.define("new", args="1")
def new(call: Call, self: RClass) -> Value:
    from cryptography import x509

    data = string_argument(call, call.args[0]).data
    for read in (x509.load_pem_x509_certificate, x509.load_der_x509_certificate):
        try:
            return Certificate(read(data))
        except ValueError:
            continue
    raise call.error("OpenSSL::X509::CertificateError", "PEM_read_bio_X509: no start line")


@CERTIFICATE.define("public_key")
def public_key(call: Call, self: Certificate) -> Value:
    found = key_of(self.certificate.public_key())
    if found is None:
        raise call.unsupported("a public key that is neither RSA nor EC")
    return found


@CERTIFICATE.define("subject", "issuer")
def names(call: Call, self: Certificate) -> Value:
    return DistinguishedName(self.certificate.subject if call.name == "subject" else self.certificate.issuer)


def _moment(when: datetime) -> RTime:
    return RTime(int(when.timestamp()) * 1_000_000_000, offset=0, utc=True)


@CERTIFICATE.define("not_before")
def not_before(call: Call, self: Certificate) -> Value:
    return _moment(self.certificate.not_valid_before_utc)


@CERTIFICATE.define("not_after")
def not_after(call: Call, self: Certificate) -> Value:
    return _moment(self.certificate.not_valid_after_utc)


@CERTIFICATE.define("serial")
def serial(call: Call, self: Certificate) -> Value:
    return self.certificate.serial_number


@CERTIFICATE.define("version")
def version(call: Call, self: Certificate) -> Value:
    return int(self.certificate.version.value)


@CERTIFICATE.define("signature_algorithm")
def signature_algorithm(call: Call, self: Certificate) -> Value:
    return RString(self.certificate.signature_algorithm_oid._name)


@CERTIFICATE.define("to_pem", "to_s")
def to_pem(call: Call, self: Certificate) -> Value:
    return RString(_bytes(self, "PEM").decode("ascii"))


@CERTIFICATE.define("to_der")
def to_der(call: Call, self: Certificate) -> Value:
    return RString(_bytes(self, "DER"))


def _bytes(self: Certificate, encoding: str) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return self.certificate.public_bytes(getattr(Encoding, encoding))


def _public_bytes(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return bytes(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


@CERTIFICATE.define("check_private_key", args="1")
def check_private_key(call: Call, self: Certificate) -> Value:
    key = call.args[0]
    if not isinstance(key, RsaKey | EcKey):
        raise call.error(
            "TypeError", f"wrong argument type {call.class_of(key).name} (expected OpenSSL/EVP_PKEY)"
        )
    return _public_bytes(public_half(key)) == _public_bytes(self.certificate.public_key())


@CERTIFICATE.define("==", args="1")
def equals(call: Call, self: Certificate) -> Value:
    other = call.args[0]
    return isinstance(other, Certificate) and self.certificate == other.certificate


@NAME.define("to_s", "to_utf8", args="0..1")
def name_text(call: Call, self: DistinguishedName) -> Value:
    if call.args:
        raise call.unsupported("OpenSSL::X509::Name#to_s with a format")
    if call.name == "to_utf8":
        return RString(",".join(f"{key}={value}" for key, value, _ in reversed(self.entries())))
    # In this form OpenSSL writes what is not ASCII byte by byte.
    data = "".join(f"/{key}={value}" for key, value, _ in self.entries()).encode("utf-8")
    return RString("".join(chr(byte) if byte < 128 else f"\\x{byte:02X}" for byte in data))


@NAME.define("to_a")
def name_parts(call: Call, self: DistinguishedName) -> Value:
    return RArray(
        [RArray([RString(key), RString(value.encode("utf-8")), kind]) for key, value, kind in self.entries()]
    )


@NAME.define("inspect")
def name_inspect(call: Call, self: DistinguishedName) -> Value:
    shown = ",".join(f"{key}={value}" for key, value, _ in reversed(self.entries()))
    return RString(f"#<OpenSSL::X509::Name {shown}>")


@NAME.define("==", "eql?", args="1")
def same_name(call: Call, self: DistinguishedName) -> Value:
    other = call.args[0]
    return isinstance(other, DistinguishedName) and self.name == other.name
