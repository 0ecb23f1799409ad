"""Which answer a request gets: by its Host header, then by its path, then by the fault switches."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import parse_qs, urlsplit

from authbench.demo.authorize import Authorization
from authbench.demo.consent_pages import CONSENT_PATH, SIGN_IN_PATH, SIGN_OUT_PATH
from authbench.demo.faults import Faults, Where
from authbench.demo.pages import fragment, joined, page
from authbench.demo.providers import SERVICES
from authbench.demo.providers.workbench import APIS, workbench
from authbench.demo.service import Endpoint, Refused, Service, World
from authbench.demo.token_endpoint import token_endpoint
from authbench.demo.token_management import (
    DISCOVERY_PATHS,
    INTROSPECTION_PATH,
    JWKS_PATH,
    REVOCATION_PATH,
    introspect,
    jwks,
    metadata,
    revoke,
)
from authbench.demo.wire import (
    Request,
    Response,
    json_response,
    method_not_allowed,
    not_found,
    text_response,
)

_FORM_PATHS = (SIGN_IN_PATH, CONSENT_PATH, SIGN_OUT_PATH)


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request that the provider answered, without anything secret. `grant_type` is that of a token
    request."""

    method: str
    host: str
    path: str
    status: int
    grant_type: str | None = None


class Application:
    """The whole provider but for its sockets."""

    def __init__(self, world: World) -> None:
        self.own = workbench(world.origin)
        self._world = replace(world, services=(self.own, *SERVICES))
        self._authorization = Authorization(self._world)
        port = urlsplit(world.origin).port
        suffix = "" if port in (80, 443) else f":{port}"
        self._own_hosts = {f"{host}{suffix}" for host in ("127.0.0.1", "localhost", "[::1]")}
        self._authorize_paths = {service.authorize_path for service in self._world.services}
        self._warm = False
        self._seen: deque[SeenRequest] = deque(maxlen=5000)
        self._lock = threading.Lock()

    def seen(self) -> tuple[SeenRequest, ...]:
        """The latest requests, oldest first."""
        with self._lock:
            return tuple(self._seen)

    async def __call__(self, request: Request) -> Response:
        """Answers one request."""
        response = await self._answer(request)
        seen = SeenRequest(request.method, request.host, request.path, response.status, _grant_type(request))
        with self._lock:
            self._seen.append(seen)
        return response

    async def _answer(self, request: Request) -> Response:
        if not self._warm and request.path in self._authorize_paths:
            # While the person reads the page, the key that will sign the token gets ready: a quarter of a
            # second that would otherwise show as a slow token request.
            self._warm = True
            asyncio.get_running_loop().run_in_executor(None, self._world.tokens.prepare)
        if request.host in self._own_hosts:
            return await self._own_answer(request)
        service = next((service for service in SERVICES if service.serves(request.host)), None)
        if service is None:
            text = f"This is Authbench's demo provider. It does not stand in for {request.host}.\n"
            return text_response(421, text)
        if service.authorize_path == request.path:
            return self._authorization.authorize(request, service)
        return await self._service_answer(request, service)

    async def _own_answer(self, request: Request) -> Response:
        if request.path == "/":
            return self._welcome() if request.method in ("GET", "HEAD") else method_not_allowed("GET")
        if request.path in self._authorize_paths:
            service = self.own if request.path == self.own.authorize_path else None
            known = service.client(_client_id(request)) if service else None
            return self._authorization.authorize(request, service if known else None)
        if request.path in _FORM_PATHS:
            return self._authorization.form(request)
        return await self._service_answer(request, self.own)

    async def _service_answer(self, request: Request, service: Service) -> Response:
        if service.token_path is not None:
            path = request.path
            if path == service.token_path:
                return await self._under_faults(
                    "token", lambda: token_endpoint(request, self._world, service)
                )
            if path == REVOCATION_PATH:
                return revoke(request, self._world, service)
            if path == INTROSPECTION_PATH:
                return introspect(request, self._world, service)
            if path == JWKS_PATH:
                return _document(request, jwks(self._world))
            if path in DISCOVERY_PATHS:
                return _document(request, metadata(service))
        return await self._api_answer(request, service)

    async def _api_answer(self, request: Request, service: Service) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        allowed: list[str] = []
        for endpoint in service.endpoints:
            found = endpoint.match(request.path)
            if found is None:
                continue
            if endpoint.method == method:
                guarded = partial(self._guarded, request, service, endpoint, found)
                return await self._under_faults(endpoint.where, guarded)
            allowed.append(endpoint.method)
        return method_not_allowed(*allowed) if allowed else not_found(request)

    def _guarded(
        self, request: Request, service: Service, endpoint: Endpoint, found: dict[str, str]
    ) -> Response:
        try:
            caller = endpoint.guard(request, self._world, service)
        except Refused as refusal:
            return refusal.response
        answer = endpoint.answer(request, replace(caller, path=found))
        return answer if isinstance(answer, Response) else json_response(200, answer)

    async def _under_faults(self, where: Where, answer: Callable[[], Response]) -> Response:
        faults = self._world.faults.take(where)
        if faults is None:
            return answer()
        if faults.slow_seconds > 0:
            await asyncio.sleep(faults.slow_seconds)
        if faults.status is not None:
            return _broken(faults.status, faults)
        if faults.error_in_200:
            return _broken(200, faults)
        return _spoiled(answer(), faults)

    def _welcome(self) -> Response:
        own = self.own
        server = [
            ("Authorization endpoint", own.authorize_path or ""),
            ("Token endpoint", own.token_path or ""),
            ("Revocation, introspection", f"{REVOCATION_PATH}, {INTROSPECTION_PATH}"),
            ("Metadata", DISCOVERY_PATHS[0]),
            ("Keys", JWKS_PATH),
        ]
        return page(
            200,
            "welcome",
            origin=self._world.origin,
            server=_rows(server),
            apis=_rows((what, path) for what, path, _ in APIS),
            services=_rows((service.title, ", ".join(service.hosts)) for service in SERVICES),
        )


def _rows(pairs: Iterable[tuple[str, str]]) -> str:
    return joined(
        fragment("<tr><td>$what</td><td><code>$where</code></td></tr>", what=what, where=where)
        for what, where in pairs
    )


def _document(request: Request, value: object) -> Response:
    return json_response(200, value) if request.method in ("GET", "HEAD") else method_not_allowed("GET")


def _client_id(request: Request) -> str:
    return parse_qs(request.query).get("client_id", [""])[0]


def _grant_type(request: Request) -> str | None:
    if request.method != "POST" or b"grant_type" not in request.body:
        return None
    if request.media_type == "application/x-www-form-urlencoded":
        return parse_qs(request.body.decode("latin-1")).get("grant_type", [None])[0]
    try:
        value = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return str(value["grant_type"]) if isinstance(value, dict) and "grant_type" in value else None


def _broken(status: int, faults: Faults) -> Response:
    """An answer that a fault switch made up."""
    if faults.body is not None:
        kind = "application/json" if faults.body.lstrip()[:1] in ("{", "[") else "text/plain; charset=utf-8"
        response = Response(status, faults.body.encode(), (("Content-Type", kind),))
    else:
        error = {"error": "demo_fault", "error_description": "The demo provider was told to fail."}
        response = json_response(status, error)
    return response.with_headers(("WWW-Authenticate", 'Bearer realm="demo"')) if status == 401 else response


def _spoiled(response: Response, faults: Faults) -> Response:
    """A right answer, damaged on its way out."""
    if faults.malformed_json:
        response = replace(response, body=response.body[: max(1, len(response.body) // 2)])
    if faults.wrong_content_type:
        kept = tuple(pair for pair in response.headers if pair[0].lower() != "content-type")
        response = replace(response, headers=(*kept, ("Content-Type", "text/html; charset=utf-8")))
    return response
