"""AWS Signature Version 4, as the SDK's signer computes it (SDK reference 6.3)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes, unquote_to_bytes

from authbench.encoding import utf8, wire_header
from authbench.events import Header
from authbench.sdk.errors import HelperArgumentError

if TYPE_CHECKING:
    from authbench.sdk.draft import Draft

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
_UNSIGNED_HEADERS = frozenset({"authorization", "x-amzn-trace-id", "expect"})
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Credentials:
    """An access key, and the token that makes temporary ones valid."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    """How to sign for one service. `escape_path` encodes the path a second time (all but S3),
    `checksum_header` adds `X-Amz-Content-Sha256`; `normalize_path` resolves dot segments."""

    service: str
    region: str
    escape_path: bool = True
    checksum_header: bool = True
    normalize_path: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """`headers` are those to add to the request; the texts are the intermediate forms of the
    AWS specification, for display and for tests."""

    headers: tuple[Header, ...]
    canonical_request: str
    string_to_sign: str
    signature: str


def sign(
    signing: Signing,
    credentials: Credentials,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    at: float,
) -> Signature:
    """Sign one request at `at` (epoch seconds). `url` is absolute and percent-encoded. Headers that
    were given stay; `Host`, `X-Amz-Date` and what else is signed come back as headers to add.

    Raises HelperArgumentError without a complete key.
    """
    if not credentials.access_key_id or not credentials.secret_access_key:
        raise HelperArgumentError("expected both :access_key_id and :secret_access_key options")
    authority, path, query = _split(url)
    given = {name.lower(): value for name, value in headers.items()}
    stamp = given.get("x-amz-date") or datetime.fromtimestamp(at, UTC).strftime("%Y%m%dT%H%M%SZ")
    payload_hash = given.get("x-amz-content-sha256") or hashlib.sha256(body).hexdigest()
    added = {"host": given.get("host") or authority, "x-amz-date": stamp}
    if credentials.session_token:
        added["x-amz-security-token"] = credentials.session_token
    if signing.checksum_header:
        added["x-amz-content-sha256"] = payload_hash
    signed = {name: value for name, value in {**given, **added}.items() if name not in _UNSIGNED_HEADERS}
    names = ";".join(sorted(signed))
    canonical = "\n".join(
        [
            method.upper(),
            _canonical_path(path, signing),
            _canonical_query(query),
            "".join(f"{name}:{_BLANKS.sub(' ', signed[name]).strip()}\n" for name in sorted(signed)),
            names,
            payload_hash,
        ]
    )
    scope = f"{stamp[:8]}/{signing.region}/{signing.service}/aws4_request"
    to_sign = "\n".join([ALGORITHM, stamp, scope, hashlib.sha256(utf8(canonical)).hexdigest()])
    key = utf8(f"AWS4{credentials.secret_access_key}")
    for part in (stamp[:8], signing.region, signing.service, "aws4_request"):
        key = _hmac(key, part)
    signature = _hmac(key, to_sign).hex()
    added["authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key_id}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}"
    )
    return Signature(tuple(added.items()), canonical, to_sign, signature)


def sign_request(
    draft: Draft, url: str, headers: Sequence[Header], body: bytes, at: float
) -> tuple[Header, ...]:
    """The headers of a request that `apply` asked to sign by `access_key_id(…)` and its companions
    (3.12), as the last step before sending.

    Raises HelperArgumentError where one of key, secret, region and service is missing.
    """
    values = draft.signing
    missing = [
        name for name in ("access_key_id", "secret_access_key", "region", "service") if not values.get(name)
    ]
    if missing:
        raise HelperArgumentError(
            f"AWS signing needs {', '.join(missing)} as well",
            hint="Call access_key_id, secret_access_key, region and service in apply.",
        )
    service = values["service"]
    credentials = Credentials(
        values["access_key_id"], values["secret_access_key"], values.get("session_token") or None
    )
    unsigned = [(name, value) for name, value in headers if name.lower() != "authorization"]
    signature = sign(
        Signing(service, values["region"], escape_path=service != "s3", normalize_path=service != "s3"),
        credentials,
        draft.verb,
        url,
        dict(unsigned),
        body,
        at,
    )
    added = dict(signature.headers)
    kept = [(name, value) for name, value in unsigned if name.lower() not in added]
    return (*kept, *((wire_header(name), value) for name, value in added.items()))


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, utf8(text), hashlib.sha256).digest()


def _split(url: str) -> tuple[str, str, str]:
    rest = url.partition("://")[2].partition("#")[0]
    before_query, _, query = rest.partition("?")
    authority, slash, path = before_query.partition("/")
    return authority.rpartition("@")[2], slash + path, query


def _canonical_path(path: str, signing: Signing) -> str:
    path = path or "/"
    if signing.normalize_path:
        path = _normalized(path)
    if signing.escape_path:
        path = quote_from_bytes(path.encode("utf-8", "surrogateescape"), safe="/")
    return path


def _normalized(path: str) -> str:
    """Dot segments resolved and empty segments dropped; a slash at the end stays."""
    output: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if output:
                output.pop()
        elif segment not in ("", "."):
            output.append(segment)
    slash = "/" if output and path.endswith("/") else ""
    return f"/{'/'.join(output)}{slash}"


def _canonical_query(query: str) -> str:
    pairs = []
    for piece in query.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((_recoded(name), _recoded(value)))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _recoded(text: str) -> str:
    # A plus is a blank to AWS.
    return quote_from_bytes(unquote_to_bytes(text.replace("+", "%20")), safe="")
