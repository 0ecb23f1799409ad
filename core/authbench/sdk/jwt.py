"""`workato.jwt_encode`, `jwt_decode` and `verify_rsa` (SDK reference 6.2)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from authbench.encoding import JsonError, JsonWriteError, generate_json, parse_json, to_text, utf8
from authbench.sdk.errors import HelperArgumentError, JwtDecodeError, ruby_class_name

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    Key = bytes | RSAPrivateKey | RSAPublicKey | EllipticCurvePrivateKey | EllipticCurvePublicKey

_ALGORITHMS = ("RS256", "RS384", "RS512", "HS256", "HS384", "HS512", "ES256", "ES384", "ES512")
_CURVES = {"ES256": ("secp256r1", 256), "ES384": ("secp384r1", 384), "ES512": ("secp521r1", 521)}
_ORDER_BITS = {"secp256k1": 256, "secp192r1": 192, "secp224r1": 224} | dict(_CURVES.values())
_MIN_RSA_BITS = 2048
_MAX_RSA_BITS = 16_384
_NUMERIC_CLAIMS = ("exp", "iat", "nbf")


def jwt_encode(payload: Any, key: Any, algorithm: Any, header_fields: Mapping[str, Any]) -> str:
    """A JWT signed with `algorithm`; its header starts with `typ` and `alg`, which extra fields
    cannot change. Raises HelperArgumentError, with the SDK's wording."""
    name = _algorithm(algorithm, "Unsupported signing method. ")
    secret = _signing_key(key, name)
    if isinstance(payload, Mapping):
        _check_claims(payload)
    header = {"typ": "JWT", "alg": name}
    header.update({key: value for key, value in header_fields.items() if key not in header})
    try:
        signed = f"{_segment(generate_json(header))}.{_segment(generate_json(payload))}"
    except JsonWriteError as error:
        raise HelperArgumentError(str(error)) from None
    return f"{signed}.{_segment(_sign(name, secret, signed.encode('ascii')))}"


def jwt_decode(token: Any, key: Any, algorithm: Any, now: float) -> dict[str, Any]:
    """`{payload, header}` of a token whose signature, `exp` and `nbf` hold at `now` (epoch seconds).

    Raises HelperArgumentError for unusable keys and wrong signatures, JwtDecodeError else.
    """
    name = _algorithm(algorithm, "Unsupported verification algorithm. ")
    secret = _verification_key(key, name)
    segments = to_text(token).split(".")
    if len(segments) != 3:
        raise JwtDecodeError("Not enough or too many segments")
    header, payload = _object(segments[0]), _object(segments[1])
    if not isinstance(header, dict) or header.get("alg") != name:
        raise HelperArgumentError("Mismatched algorithm and key")
    signed = f"{segments[0]}.{segments[1]}".encode()
    if not _verify(name, secret, signed, _unsegment(segments[2])):
        raise HelperArgumentError("Invalid signature")
    if isinstance(payload, dict):
        _check_times(payload, now)
    return {"payload": payload, "header": header}


def verify_rsa(payload: bytes, certificate: bytes, signature: bytes, algorithm: str) -> bool:
    """Whether `signature` over `payload` holds under the certificate's key: PKCS#1 v1.5, or ECDSA where it is
    an elliptic key, since the SDK asks whatever key there is. Raises HelperArgumentError."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.x509 import load_pem_x509_certificate

    try:
        key = load_pem_x509_certificate(certificate).public_key()
    except ValueError:
        raise HelperArgumentError("Invalid certificate format") from None
    digest = getattr(hashes, "SHA1" if algorithm == "SHA" else algorithm)()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, payload, padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, payload, ec.ECDSA(digest))
        else:
            raise HelperArgumentError("An error occurred during signature verification. Check arguments")
    except InvalidSignature:
        return False
    return True


def _algorithm(algorithm: Any, prefix: str) -> str:
    name = to_text(algorithm).upper()
    if name not in _ALGORITHMS:
        raise HelperArgumentError(f"{prefix}Supports only {', '.join(_ALGORITHMS)}. Got: '{name}'")
    return name


def _check_claims(payload: Mapping[str, Any]) -> None:
    for name in _NUMERIC_CLAIMS:
        value = payload.get(name)
        if name in payload and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise HelperArgumentError(
                f"{name} claim must be a Numeric value but it is a {ruby_class_name(value)}",
                hint="Write it in seconds since 1970: now.to_i, 1.hour.from_now.to_i.",
            )


def _check_times(payload: dict[str, Any], now: float) -> None:
    expires, starts = payload.get("exp"), payload.get("nbf")
    if isinstance(expires, (int, float)) and expires <= now:
        raise JwtDecodeError("Signature has expired")
    if isinstance(starts, (int, float)) and starts > now:
        raise JwtDecodeError("Signature nbf has not been reached")


def _segment(content: str | bytes) -> str:
    return base64.urlsafe_b64encode(utf8(content)).rstrip(b"=").decode("ascii")


def _unsegment(segment: str) -> bytes:
    try:
        return base64.b64decode(segment + "=" * (-len(segment) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise JwtDecodeError("Invalid segment encoding") from None


def _object(segment: str) -> Any:
    try:
        return parse_json(_unsegment(segment))
    except JsonError:
        raise JwtDecodeError("Invalid segment encoding") from None


def _secret(key: Any) -> bytes:
    if not isinstance(key, (str, bytes)):
        raise HelperArgumentError(f"HMAC key expected to be a String, given {ruby_class_name(key)}")
    if not key:
        raise HelperArgumentError("The key of an HMAC signature must not be empty")
    return utf8(key)


def _signing_key(key: Any, name: str) -> Key:
    if name.startswith("HS"):
        return _secret(key)
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    private = _private_key(key)
    if name.startswith("RS"):
        if not isinstance(private, rsa.RSAPrivateKey):
            raise HelperArgumentError("Invalid key", hint="RS algorithms need an RSA private key in PEM.")
        if private.key_size > _MAX_RSA_BITS:
            raise HelperArgumentError("Invalid key", hint=f"The key has more than {_MAX_RSA_BITS} bits.")
        if private.key_size < _MIN_RSA_BITS:
            raise HelperArgumentError(
                f"A RSA key of size {_MIN_RSA_BITS} bits or larger MUST be used with JWT"
            )
        return private
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise HelperArgumentError("Invalid key", hint="ES algorithms need an EC private key in PEM.")
    curve, bits = _CURVES[name]
    if _ORDER_BITS.get(private.curve.name, private.curve.key_size) != bits:
        raise HelperArgumentError(f"An ECDSA key of size {bits} bits MUST be used with JWT")
    if private.curve.name != curve:
        raise HelperArgumentError("Mismatched algorithm and key")
    return private


def _private_key(key: Any) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(utf8(to_text(key)), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise HelperArgumentError(
            "Invalid key", hint="Paste the private key as PEM, with its BEGIN and END lines and line breaks."
        ) from None


def _verification_key(key: Any, name: str) -> Key:
    if name.startswith("HS"):
        return _secret(key)
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    public: Any
    try:
        public = load_pem_public_key(utf8(to_text(key)))
    except (ValueError, UnsupportedAlgorithm):
        public = _private_key(key).public_key()
    if not isinstance(public, rsa.RSAPublicKey if name.startswith("RS") else ec.EllipticCurvePublicKey):
        raise HelperArgumentError("Invalid key")
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name != _CURVES[name][0]:
        raise HelperArgumentError("Mismatched algorithm and key")
    return public


def _digest(name: str) -> HashAlgorithm:
    from cryptography.hazmat.primitives import hashes

    kinds: dict[str, HashAlgorithm] = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
    return kinds[name[2:]]


def _sign(name: str, key: Any, content: bytes) -> bytes:
    if name.startswith("HS"):
        return hmac.new(key, content, getattr(hashlib, f"sha{name[2:]}")).digest()
    if name.startswith("RS"):
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

        return bytes(key.sign(content, PKCS1v15(), _digest(name)))
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    size = (_CURVES[name][1] + 7) // 8
    r, s = decode_dss_signature(key.sign(content, ECDSA(_digest(name))))
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def _verify(name: str, key: Any, content: bytes, signature: bytes) -> bool:
    if name.startswith("HS"):
        return hmac.compare_digest(_sign(name, key, content), signature)
    from cryptography.exceptions import InvalidSignature

    try:
        if name.startswith("RS"):
            from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

            key.verify(signature, content, PKCS1v15(), _digest(name))
        else:
            from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
            from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

            size = (_CURVES[name][1] + 7) // 8
            if len(signature) != 2 * size:
                return False
            r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
            key.verify(encode_dss_signature(r, s), content, ECDSA(_digest(name)))
    except InvalidSignature:
        return False
    return True
