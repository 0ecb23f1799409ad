"""HTTP Digest on the server's side (RFC 7616): MD5 and SHA-256, quality of protection `auth`."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from authbench.demo.credentials import same
from authbench.demo.guards import ErrorStyle, SecretOf, plain_error
from authbench.demo.service import Caller, Guard, Refused, Service, World
from authbench.demo.wire import Request, Response, quoted_challenge

NONCE_SECONDS = 300.0
_PAIR = re.compile(r'\s*([A-Za-z0-9_*\-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))\s*(?:,|$)')
_HASHES: dict[str, Callable[[bytes], str]] = {
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
}


@dataclass(slots=True)
class Nonces:
    """The nonces in use, each with its birth and the highest count it was used with. For any thread."""

    now: Callable[[], float]
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _known: dict[str, tuple[float, int]] = field(default_factory=dict)

    def fresh(self) -> str:
        """A new nonce; those past their time are forgotten."""
        with self._lock:
            now = self.now()
            self._known = {
                nonce: (born, count)
                for nonce, (born, count) in self._known.items()
                if now - born < NONCE_SECONDS
            }
            nonce = secrets.token_urlsafe(24)
            self._known[nonce] = (now, 0)
            return nonce

    def use(self, nonce: str, count: int) -> bool:
        """Whether this nonce is alive and the count was not used with it before (RFC 7616, 3.4.5)."""
        with self._lock:
            born, highest = self._known.get(nonce, (0.0, 0))
            if self.now() - born >= NONCE_SECONDS or count <= highest:
                return False
            self._known[nonce] = (born, count)
            return True


def digest(
    user: str, secret: SecretOf, *, algorithms: tuple[str, ...], error: ErrorStyle = plain_error
) -> Guard:
    """Lets in one user by digest; the algorithms are offered in this order (RFC 7616, 3.7)."""

    def check(request: Request, world: World, service: Service) -> Caller:
        realm = f"{service.name}@demo"

        def refuse(why: str, stale: bool = False, status: int = 401) -> Refused:
            response = error(status, "unauthorized", why)
            return Refused(_challenged(response, world.nonces.fresh(), realm, algorithms, stale))

        values = request.header_values("Authorization")
        if len(values) != 1 or values[0].partition(" ")[0].lower() != "digest":
            raise refuse("Digest credentials are needed.")
        given = parse_parameters(values[0].partition(" ")[2])
        algorithm = (given or {}).get("algorithm", "MD5").upper()
        needed = ("username", "realm", "nonce", "uri", "response", "cnonce", "nc")
        if given is None or any(name not in given for name in needed):
            raise refuse("The Digest header is malformed or incomplete.", status=400)
        if given["uri"] != request.target:
            raise refuse("The Digest header speaks of another address.", status=400)
        if given.get("qop") != "auth" or algorithm not in algorithms or given["realm"] != realm:
            raise refuse("The Digest header does not answer the challenge.")
        expected = response_value(
            algorithm,
            user,
            realm,
            secret(world.credentials),
            request.method,
            given["uri"],
            given["nonce"],
            given["nc"],
            given["cnonce"],
        )
        if not (same(given["username"], user) & same(given["response"].lower(), expected)):
            raise refuse("The user name or the password is wrong.")
        if not re.fullmatch(r"[0-9a-fA-F]{8}", given["nc"]):
            raise refuse("The nonce count is malformed.", status=400)
        if not world.nonces.use(given["nonce"], int(given["nc"], 16)):
            raise refuse("The nonce is stale.", stale=True)
        return Caller(user, facts={"algorithm": algorithm})

    return check


def _challenged(
    response: Response, nonce: str, realm: str, algorithms: tuple[str, ...], stale: bool
) -> Response:
    for algorithm in algorithms:
        challenge = quoted_challenge("Digest", {"realm": realm, "qop": "auth", "nonce": nonce})
        challenge += f', algorithm={algorithm}, opaque="{realm.encode().hex()}"'
        if stale:
            challenge += ", stale=true"
        response = response.with_headers(("WWW-Authenticate", challenge))
    return response


def parse_parameters(text: str) -> dict[str, str] | None:
    """The parameters of a Digest header, names in lower case; None when malformed or repeated."""
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        pair = _PAIR.match(text, position)
        if pair is None or pair[1].lower() in found:
            return None
        value = pair[3] if pair[2] is None else re.sub(r"\\(.)", r"\1", pair[2])
        found[pair[1].lower()] = value
        position = pair.end()
    return found


def response_value(
    algorithm: str,
    user: str,
    realm: str,
    password: str,
    method: str,
    uri: str,
    nonce: str,
    count: str,
    client_nonce: str,
) -> str:
    """The `response` parameter for qop=auth (RFC 7616, 3.4.1 to 3.4.3)."""
    hashed = _HASHES[algorithm]
    secret = hashed(f"{user}:{realm}:{password}".encode())
    request = hashed(f"{method}:{uri}".encode())
    return hashed(f"{secret}:{nonce}:{count}:{client_nonce}:auth:{request}".encode())
