"""AWS Signature Version 4, worked out from a signed request."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import partial
from itertools import product
from urllib.parse import quote, quote_from_bytes, unquote_to_bytes

from authbench.journal.chips import Redacted
from authbench.journal.flow.picture import Topic
from authbench.journal.flow.working_steps import Evidence, Step, Working, hidden, verdict
from authbench.journal.redacted_text import joined

ALGORITHM = "AWS4-HMAC-SHA256"
_PARTS = re.compile(r"(Credential|SignedHeaders|Signature)=([^,\s]+)")
_BLANKS = re.compile(r"\s+")
_UNCHECKED = "Not checked: the secret access key is in no setting of this run."
_KEYS = ("date key", "region key", "service key", "signing key")


@dataclass(frozen=True, slots=True)
class _Signed:
    """What the Authorization header says: the scope's parts, the signed headers, the signature."""

    access_key: str
    scope: tuple[str, ...]
    headers: tuple[str, ...]
    signature: str


@dataclass(frozen=True, slots=True)
class _Canonical:
    """The canonical request: its six parts."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    payload: str

    @property
    def signed_names(self) -> str:
        return ";".join(name for name, _ in self.headers)

    @property
    def text(self) -> str:
        fields = "".join(f"{name}:{value}\n" for name, value in self.headers)
        return "\n".join((self.method, self.path, self.query, fields, self.signed_names, self.payload))


def sigv4(evidence: Evidence) -> Working | None:
    """Canonical request, string to sign, signing key, signature."""
    signed = _signed(evidence.header("authorization") or "")
    stamp = (evidence.header("x-amz-date") or "").strip()
    if signed is None or not stamp:
        return None
    # S3 takes the path as it is; all other services encode it once more and resolve dots in it.
    usual = signed.scope[2] != "s3"
    ways = sorted(product((True, False), repeat=2), key=lambda way: way != (usual, usual))
    found: tuple[_Canonical, str] | None = None
    for escape, normalize in ways:
        canonical = _canonical(evidence, signed, escape=escape, normalize=normalize)
        to_sign = _to_sign(canonical, signed, stamp)
        secret = evidence.find(partial(_signs, signed, to_sign))
        if secret is not None:
            found = canonical, secret
            break
    canonical = found[0] if found else _canonical(evidence, signed, escape=usual, normalize=usual)
    steps = _steps(evidence, canonical, signed, stamp, found[1] if found else None)
    matches = True if found else None
    return Working(
        Topic.SIGV4,
        "How the request was signed",
        steps,
        matches,
        verdict(matches, _UNCHECKED),
        "AWS Signature Version 4",
    )


def _signs(signed: _Signed, to_sign: str, secret: str) -> bool:
    made = signature_of(signing_keys(secret, signed.scope)[-1], to_sign)
    return hmac.compare_digest(made.encode(), signed.signature.encode())


def signing_keys(secret: str, scope: tuple[str, ...]) -> tuple[bytes, ...]:
    """The keys for date, region, service and request, each made from the one before."""
    key = f"AWS4{secret}".encode()
    keys: list[bytes] = []
    for part in scope:
        key = hmac.digest(key, part.encode(), "sha256")
        keys.append(key)
    return tuple(keys)


def signature_of(key: bytes, to_sign: str) -> str:
    """The signature in hexadecimal."""
    return hmac.digest(key, to_sign.encode(), "sha256").hex()


def _steps(
    evidence: Evidence, canonical: _Canonical, signed: _Signed, stamp: str, secret: str | None
) -> tuple[Step, ...]:
    shown = _shown(evidence, canonical)
    digest = Redacted(hashlib.sha256(canonical.text.encode()).hexdigest())
    to_sign = evidence.public(_to_sign(canonical, signed, stamp))
    request = joined((f"{canonical.method} ", evidence.redactor.url(evidence.exchange.url)))
    label = "secret access key"
    key = evidence.secret(secret, label) if secret is not None else hidden(label, 0)
    steps = [
        Step(
            "Canonical request",
            request,
            shown,
            "Method, path, query in order, the signed headers in order, their names, the body's SHA-256.",
        ),
        Step("SHA-256 of the canonical request", shown, digest),
        Step("String to sign", joined((stamp, "\n", "/".join(signed.scope), "\n", digest)), to_sign),
    ]
    made = joined(("AWS4 + ", key))
    for name, part in zip(_KEYS, signed.scope, strict=False):
        output = hidden(name, 32)
        steps.append(Step(f"HMAC-SHA-256: {name}", joined((made, "\n", part)), output))
        made = output
    signature = evidence.secret(signed.signature, "signature")
    steps.append(Step("HMAC-SHA-256: signature", joined((made, "\n", to_sign)), signature))
    return tuple(steps)


def _signed(value: str) -> _Signed | None:
    if not value.startswith(ALGORITHM):
        return None
    parts = dict(_PARTS.findall(value))
    credential = parts.get("Credential", "").split("/")
    if len(parts) != 3 or len(credential) < 5:
        return None
    access_key = "/".join(credential[:-4])
    names = tuple(parts["SignedHeaders"].split(";"))
    return _Signed(access_key, tuple(credential[-4:]), names, parts["Signature"])


def _canonical(evidence: Evidence, signed: _Signed, *, escape: bool, normalize: bool) -> _Canonical:
    exchange = evidence.exchange
    authority, path, query = _split(exchange.url)
    sent: dict[str, list[str]] = {}
    for name, value in exchange.request_headers:
        sent.setdefault(name.lower(), []).append(_BLANKS.sub(" ", value).strip())
    sent.setdefault("host", [authority])
    path = _normalized(path) if normalize else path
    payload = sent.get("x-amz-content-sha256", [hashlib.sha256(exchange.request_body.content).hexdigest()])
    return _Canonical(
        exchange.method.upper(),
        quote(path, safe="/") if escape else path,
        _canonical_query(query),
        tuple((name, ",".join(sent.get(name, []))) for name in signed.headers),
        payload[0],
    )


def _to_sign(canonical: _Canonical, signed: _Signed, stamp: str) -> str:
    digest = hashlib.sha256(canonical.text.encode()).hexdigest()
    return "\n".join((ALGORITHM, stamp, "/".join(signed.scope), digest))


def _shown(evidence: Evidence, canonical: _Canonical) -> Redacted:
    redactor = evidence.redactor
    pieces: list[Redacted | str] = [canonical.method, "\n", redactor.url(canonical.path), "\n"]
    # Its parameters are told by their names, as in the address.
    query = redactor.form(canonical.query)
    pieces += (query, "\n")
    for name, value in canonical.headers:
        pieces += (f"{name}:", redactor.header(name, value), "\n")
    pieces += ("\n", canonical.signed_names, "\n", canonical.payload)
    return joined(pieces)


def _split(url: str) -> tuple[str, str, str]:
    rest = url.partition("://")[2].partition("#")[0]
    before, _, query = rest.partition("?")
    authority, slash, path = before.partition("/")
    return authority.rpartition("@")[2], slash + path or "/", query


def _normalized(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == ".." and kept:
            kept.pop()
        elif segment not in ("", ".", ".."):
            kept.append(segment)
    return "/" + "/".join(kept) + ("/" if kept and path.endswith("/") else "")


def _canonical_query(query: str) -> str:
    pairs: list[tuple[str, str]] = []
    for piece in filter(None, query.split("&")):
        name, _, value = piece.partition("=")
        # A plus is a blank to AWS.
        name, value = (
            quote_from_bytes(unquote_to_bytes(part.replace("+", "%20")), safe="") for part in (name, value)
        )
        pairs.append((name, value))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))
