"""The two JWT jobs of the demo provider: sign access tokens (ES256), verify assertions (RS256)."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any


class InvalidToken(Exception):
    """A compact JWS is malformed or its signature does not hold; the text says which."""


def encode_segment(data: bytes) -> str:
    """Base64url without padding (RFC 7515, appendix C)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode_segment(text: str) -> bytes:
    """The bytes of a base64url segment. Raises `InvalidToken`."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidToken("a segment is no base64url") from error


class SigningKey:
    """An EC P-256 key that signs JWTs, with its public half as a JWK."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.asymmetric import ec

        self._key = ec.generate_private_key(ec.SECP256R1())
        numbers = self._key.public_key().public_numbers()
        x, y = (encode_segment(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        self.key_id = encode_segment(numbers.x.to_bytes(32, "big")[:9])
        self.public_jwk = {
            "kty": "EC",
            "crv": "P-256",
            "use": "sig",
            "alg": "ES256",
            "kid": self.key_id,
            "x": x,
            "y": y,
        }

    def sign(self, claims: dict[str, Any], token_type: str = "JWT") -> str:
        """A signed JWT in compact form."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

        header = {"alg": "ES256", "kid": self.key_id, "typ": token_type}
        signing_input = ".".join(
            encode_segment(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims)
        )
        der = self._key.sign(signing_input.encode(), ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(der)
        return f"{signing_input}.{encode_segment(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def verify_rs256(token: str, public_key: Any) -> dict[str, Any]:
    """The claims of an RS256-signed JWT. Raises `InvalidToken` for any other algorithm, for a wrong
    signature, and for what is no JSON object. Header-supplied keys are never looked at."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    parts = token.split(".")
    if len(parts) != 3:
        raise InvalidToken("it is no JWT of three parts")
    header = _json_object(parts[0])
    if header.get("alg") != "RS256":
        raise InvalidToken(f"its algorithm is {header.get('alg')!s:.20}, not RS256")
    if "crit" in header:
        raise InvalidToken("it demands extensions that are not understood")
    try:
        public_key.verify(
            decode_segment(parts[2]),
            f"{parts[0]}.{parts[1]}".encode(),
            padding.PKCS1v15(),
            hashes.SHA256(),
        )
    except InvalidSignature as error:
        raise InvalidToken("its signature was not made with the registered key") from error
    return _json_object(parts[1])


def _json_object(segment: str) -> dict[str, Any]:
    try:
        value = json.loads(decode_segment(segment))
    except (ValueError, RecursionError) as error:
        raise InvalidToken("a segment holds no JSON") from error
    if not isinstance(value, dict):
        raise InvalidToken("a segment holds no JSON object")
    return value
