"""AWS Signature Version 4 on the server's side: recompute from what arrived, compare, explain."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, unquote

from authbench.demo.guards import SecretOf
from authbench.demo.service import Caller, Guard, Refused, Service, World
from authbench.demo.wire import Request, Response

ALGORITHM = "AWS4-HMAC-SHA256"
CLOCK_SECONDS = 15 * 60
"""How far the clocks of signer and verifier may lie apart."""
UNSIGNED = "UNSIGNED-PAYLOAD"

_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=([^/,\s]+)/(\d{{8}})/([^/,\s]+)/([^/,\s]+)/aws4_request,\s*"
    r"SignedHeaders=([a-z0-9;\-_]+),\s*Signature=([0-9a-f]{64})"
)


class SignatureRefused(Exception):
    """A signature does not hold: AWS's error code, a sentence, and what the verifier computed."""

    def __init__(self, code: str, message: str, canonical: str = "", to_sign: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.canonical, self.to_sign = code, message, canonical, to_sign


AwsError = Callable[[SignatureRefused], Response]
"""How a service phrases a refused signature."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The parts of an Authorization header."""

    key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    value: str


def signed(
    service_name: str, key_id: str, secret: SecretOf, region_of: Callable[[str], str], error: AwsError
) -> Guard:
    """Lets in requests that are signed for this AWS service and the region that the host names."""

    def check(request: Request, world: World, service: Service) -> Caller:
        try:
            signature = parse_authorization(request)
            if not hmac.compare_digest(signature.key_id, key_id):
                raise SignatureRefused(
                    "InvalidAccessKeyId", "The AWS access key id you provided does not exist in our records."
                )
            region = region_of(request.host)
            if (signature.service, signature.region) != (service_name, region):
                raise SignatureRefused(
                    "SignatureDoesNotMatch",
                    f"Credential should be scoped to {region}/{service_name},"
                    f" not {signature.region}/{signature.service}.",
                )
            verify(request, signature, secret(world.credentials), world.now())
        except SignatureRefused as refusal:
            raise Refused(error(refusal)) from refusal
        return Caller(key_id, facts={"region": region, "signed_headers": list(signature.signed_headers)})

    return check


def parse_authorization(request: Request) -> Signature:
    """The signature that a request carries. Raises `SignatureRefused`."""
    values = request.header_values("Authorization")
    if not values:
        raise SignatureRefused("MissingAuthenticationToken", "The request is not signed.")
    found = _AUTHORIZATION.fullmatch(values[0])
    if len(values) > 1 or found is None:
        raise SignatureRefused(
            "IncompleteSignature", "The Authorization header is no complete AWS Signature Version 4."
        )
    key_id, date, region, service, names, value = found.groups()
    return Signature(key_id, date, region, service, tuple(names.split(";")), value)


def verify(request: Request, signature: Signature, secret: str, now: float) -> None:
    """Recomputes the signature over the request as it arrived. Raises `SignatureRefused`."""
    stamp = request.header("X-Amz-Date") or ""
    try:
        moment = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise SignatureRefused("IncompleteSignature", "The header X-Amz-Date is missing or wrong.") from error
    if stamp[:8] != signature.date:
        raise SignatureRefused(
            "SignatureDoesNotMatch", "The date in the credential scope differs from X-Amz-Date."
        )
    if abs(moment.timestamp() - now) > CLOCK_SECONDS:
        raise SignatureRefused(
            "RequestTimeTooSkewed", "The request's time and the server's differ by more than 15 minutes."
        )
    _check_signed_headers(request, signature)
    canonical = canonical_request(request, signature, _payload_hash(request, signature.service))
    scope = f"{signature.date}/{signature.region}/{signature.service}/aws4_request"
    to_sign = "\n".join([ALGORITHM, stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    if not hmac.compare_digest(signature_of(to_sign, secret, signature), signature.value):
        raise SignatureRefused(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided."
            " Check your secret access key and signing method.",
            canonical,
            to_sign,
        )


def _check_signed_headers(request: Request, signature: Signature) -> None:
    present = {name.lower() for name, _ in request.headers}
    must = {"host"} | {name for name in present if name.startswith("x-amz-")}
    forgotten = sorted(must - set(signature.signed_headers))
    if forgotten:
        raise SignatureRefused(
            "AccessDenied", f"There were headers present in the request which were not signed: {forgotten[0]}"
        )
    absent = sorted(set(signature.signed_headers) - present)
    if absent:
        raise SignatureRefused("SignatureDoesNotMatch", f"The signed header {absent[0]} was not sent.")
    if list(signature.signed_headers) != sorted(set(signature.signed_headers)):
        raise SignatureRefused("SignatureDoesNotMatch", "SignedHeaders must be sorted and without repeats.")


def _payload_hash(request: Request, service: str) -> str:
    actual = hashlib.sha256(request.body).hexdigest()
    declared = request.header("X-Amz-Content-Sha256")
    if declared is None:
        if service == "s3":
            raise SignatureRefused("InvalidRequest", "The header X-Amz-Content-Sha256 is missing.")
        return actual
    if declared == UNSIGNED and service == "s3":
        return declared
    if declared != actual:
        raise SignatureRefused(
            "XAmzContentSHA256Mismatch", "The body does not have the hash that X-Amz-Content-Sha256 names."
        )
    return declared


def canonical_request(request: Request, signature: Signature, payload_hash: str) -> str:
    """The canonical request of the signing rules, rebuilt from the wire."""
    headers = []
    for name in signature.signed_headers:
        values = (" ".join(value.split()) for value in request.header_values(name))
        headers.append(f"{name}:{','.join(values)}\n")
    return "\n".join(
        [
            request.method,
            _canonical_path(request.path, signature.service),
            _canonical_query(request.query),
            "".join(headers),
            ";".join(signature.signed_headers),
            payload_hash,
        ]
    )


def _canonical_path(path: str, service: str) -> str:
    """S3 takes the path as sent; every other service resolves dots and slashes and encodes it once more."""
    if service == "s3":
        return path
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    end = "/" if path.endswith(("/", "/.", "/..")) and segments else ""
    return quote("/" + "/".join(segments) + end, safe="/-_.~")


def _canonical_query(query: str) -> str:
    pairs = []
    for part in query.split("&") if query else ():
        name, _, value = part.partition("=")
        # A plus sign is a plus sign to AWS, not a blank.
        pairs.append((quote(unquote(name), safe="-_.~"), quote(unquote(value), safe="-_.~")))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def signature_of(to_sign: str, secret: str, signature: Signature) -> str:
    """The signature of a string to sign, with the key derived for its date, region and service."""
    key = f"AWS4{secret}".encode()
    for part in (signature.date, signature.region, signature.service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
