"""The SDK's digests, HMACs and signatures (SDK reference 7.2)."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.string.table import STRING
from authbench.ruby.values import RString, Value

_ARGUMENT_ERROR = "Workato::Connector::Sdk::ArgumentError"


@STRING.define("encode_sha256")
def encode_sha256(call: Call, self: RString) -> Value:
    import hashlib

    return RString(hashlib.sha256(self.data).digest())


@STRING.define("encode_sha512")
def encode_sha512(call: Call, self: RString) -> Value:
    import hashlib

    return RString(hashlib.sha512(self.data).digest())


@STRING.define("encode_sha512_256")
def encode_sha512_256(call: Call, self: RString) -> Value:
    import hashlib

    # The emulator gives the hex text here, as binary (SDK reference 7.2).
    return RString(hashlib.new("sha512_256", self.data).hexdigest().encode("ascii"))


@STRING.define("sha1")
def sha1(call: Call, self: RString) -> Value:
    import hashlib

    return RString(hashlib.sha1(self.data).digest())  # noqa: S324 - what the definition asks for


@STRING.define("md5_hexdigest")
def md5_hexdigest(call: Call, self: RString) -> Value:
    import hashlib

    return RString(hashlib.md5(self.data).hexdigest())  # noqa: S324 - what the definition asks for


def _key(call: Call) -> bytes:
    key = call.args[0]
    if isinstance(key, RString):
        return key.data
    given = "NilClass" if key is None else call.class_of(key).name
    raise call.error(_ARGUMENT_ERROR, f"Expected a String for 'key' parameter, given {given}")


@STRING.define("hmac_sha256", "hmac_sha1", "hmac_sha512", "hmac_md5", args="1")
def keyed_digest(call: Call, self: RString) -> Value:
    import hmac

    algorithm = call.name.removeprefix("hmac_")
    return RString(hmac.new(_key(call), self.data, algorithm).digest())


@STRING.define("rsa_sha256", "rsa_sha512", args="1")
def rsa_signature(call: Call, self: RString) -> Value:
    from authbench.ruby.methods.rsa import RsaKeyError, sign

    try:
        return RString(sign(_key(call), self.data, call.name.removeprefix("rsa_")))
    except RsaKeyError as error:
        wanted = "OpenSSL::PKey::RSAError" if call.name == "rsa_sha256" else _ARGUMENT_ERROR
        raise call.error(wanted, str(error)) from None
