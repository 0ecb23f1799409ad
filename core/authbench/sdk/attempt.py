"""One send of one request, and what comes of it (SDK reference 4.1, `send_and_process`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from authbench.http import (
    ConnectionDropped,
    ConnectTimeout,
    ExchangeContext,
    HttpRequest,
    HttpResponse,
    InvalidUrl,
    ReadTimeout,
    RedirectMode,
    RedirectRules,
    TlsFailed,
    TlsOptions,
    TlsReason,
    reason_phrase,
)
from authbench.sdk.body import RenderedBody, render_body
from authbench.sdk.callback_rewrite import rewrite_callback
from authbench.sdk.draft import Draft
from authbench.sdk.errors import DetectedError, InvalidUri, RequestFailed, RequestTimeout
from authbench.sdk.outgoing import build_headers
from authbench.sdk.response import Headers, body_text, parse_body
from authbench.sdk.url import BuiltUrl, build_url

if TYPE_CHECKING:
    from authbench.sdk.request import Request

_MODES = {None: RedirectMode.DEFAULT, True: RedirectMode.FOLLOW, False: RedirectMode.IGNORE}
_IGNORABLE = frozenset({301, 302, 307, 308})
_UNVERIFIED = "__disable_tls_server_cert_verification"
_NO_CERTIFICATE_PROBLEM = frozenset({TlsReason.PLAIN_HTTP, TlsReason.PROTOCOL, TlsReason.OTHER})


def send(request: Request, draft: Draft, base_uri: Any, detect: Callable[[str, Any], None] | None) -> Any:
    """Send what `draft` describes and return its value: `detect` first, then `after_response`."""
    response = _exchange(request, prepare(request, draft, base_uri))
    text = body_text(response)
    if not _is_success(response.status, draft):
        raise RequestFailed(
            title(response.status),
            status=response.status,
            body=text,
            headers=response.headers,
            method=draft.verb,
            exchange=response.exchange,
            request=request,
        )
    if detect is not None:
        _detect(detect, text, None, response)
    parsed = parse_body(draft, response, text)
    if detect is not None and isinstance(parsed, str) and parsed != text:
        _detect(detect, text, parsed, response)
    if draft.after_response is None:
        return parsed
    return draft.after_response(response.status, parsed, Headers(response.headers))


def _detect(detect: Callable[[str, Any], None], text: str, parsed: Any, response: HttpResponse) -> None:
    try:
        detect(text, parsed)
    except DetectedError as error:
        error.method, error.exchange = response.exchange.method, response.exchange
        raise


def title(status: int) -> str:
    """How the SDK's client names a status: `401 Unauthorized`, `HTTP status code 599`."""
    phrase = reason_phrase(status)
    return f"{status} {phrase}" if phrase else f"HTTP status code {status}"


def prepare(request: Request, draft: Draft, base_uri: Any) -> HttpRequest:
    """The request as it goes out: everything chained, rendered, encoded and signed."""
    session = request.context.session
    draft = rewrite_callback(request, settled(draft))
    url = build_url(draft, base_uri)
    body = render_body(draft, draft.payload)
    _note_surprises(request, draft, url, body, base_uri)
    headers = build_headers(draft, url, body)
    if draft.signing:
        from authbench.sdk.sigv4 import sign_request

        headers = sign_request(draft, url.url, headers, body.content, session.clock())
    context = request.context
    return HttpRequest(
        method=draft.verb,
        url=url.url,
        headers=headers,
        body=body.content,
        connect_timeout=session.connect_timeout,
        read_timeout=session.read_timeout,
        redirects=RedirectRules(_MODES[draft.follow_redirects], session.contains_secret),
        digest=(url.user or "", url.password or "") if draft.digest else None,
        tls=_tls(request, draft),
        context=ExchangeContext(
            run_id=session.run_id,
            step=context.step,
            cause=context.cause,
            lambda_location=request.location,
            connection_id=session.connection_id,
        ),
        gate=session.gate,
    )


def settled(draft: Draft) -> Draft:
    """`draft` with the requests among its parameters and in its payload replaced by their values."""
    from authbench.sdk.resolve import resolve

    params, payload = resolve(draft.params), resolve(draft.payload)
    if params is draft.params and payload is draft.payload:
        return draft
    return replace(draft, params=params, payload=payload)


def _exchange(request: Request, prepared: HttpRequest) -> HttpResponse:
    session = request.context.session
    try:
        return session.http.send(prepared, session.scope, session.routes)
    except ConnectTimeout as error:
        raise RequestTimeout(
            "Timed out connecting to server", method=prepared.method, exchange=error.exchange, hint=error.hint
        ) from error
    except ReadTimeout as error:
        raise RequestTimeout(
            "Timed out reading data from server",
            method=prepared.method,
            exchange=error.exchange,
            hint=error.hint,
        ) from error
    except InvalidUrl as error:
        raise InvalidUri(
            error.message, method=prepared.method, exchange=error.exchange, hint=error.hint
        ) from error
    except (TlsFailed, ConnectionDropped) as error:
        if isinstance(error, TlsFailed) and error.reason in _NO_CERTIFICATE_PROBLEM:
            raise
        raise RequestFailed(
            error.message,
            status=None,
            body=None,
            method=prepared.method,
            exchange=error.exchange,
            request=request,
            code=error.code,
            hint=error.hint,
            details=error.details,
        ) from error


def _is_success(status: int, draft: Draft) -> bool:
    return 200 <= status <= 207 or (draft.follow_redirects is False and status in _IGNORABLE)


def _tls(request: Request, draft: Draft) -> TlsOptions:
    session = request.context.session
    if str(session.settings().get(_UNVERIFIED, "")).lower() != "true":
        return draft.tls
    session.note_once(
        "tls_not_verified",
        f"The server's certificate is NOT verified, because {_UNVERIFIED} is on: anyone on the way can read "
        "and change what is sent.",
        request.location,
    )
    return replace(draft.tls, verify=False)


def _note_surprises(request: Request, draft: Draft, url: BuiltUrl, body: RenderedBody, base_uri: Any) -> None:
    note = request.context.session.note_once
    if url.repaired:
        note(
            "encoded-paths",
            "The URL held characters that no URL may have; they were percent-encoded. "
            "The platform refuses them.",
            request.location,
        )
    if body.ignored:
        note(
            "payload_ignored",
            f"A payload was given, but a {draft.verb} without a request format sends none.",
            request.location,
        )
    if base_uri is not None and request.context.step == "refresh" and is_relative(draft.url):
        note(
            "base-uri-in-refresh",
            "A relative URL works inside refresh here; in the SDK's emulator it has no host.",
            request.location,
        )
    if drops_base_segment(draft.url, base_uri):
        note(
            "base_uri_segment",
            "base_uri does not end in '/', so its last path segment is replaced by the relative URL.",
            request.location,
        )


def drops_base_segment(url: Any, base_uri: Any) -> bool:
    """Whether joining replaces a path segment of the base URI that its author likely meant to keep."""
    if (
        not isinstance(url, str)
        or not isinstance(base_uri, str)
        or not url
        or url[0] in "/?#"
        or "://" in url
    ):
        return False
    path = base_uri.partition("://")[2].partition("?")[0].partition("#")[0]
    return "/" in path and not path.endswith("/")


def is_relative(url: Any) -> bool:
    """Whether the URL needs a base to have a host."""
    return isinstance(url, str) and "://" not in url.partition("?")[0]
