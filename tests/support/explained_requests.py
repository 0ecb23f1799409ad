"""Requests to providers, and refusals in their words, in few words."""

from __future__ import annotations

from typing import Any

from authbench.events import RunKind
from support.explained_runs import CLIENT, Case, acquiring, api, refused

GET = RunKind.ACQUIRE
PAYLOADS = {
    "client": "grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default', " + CLIENT,
    "password": "grant_type: 'password', username: 'jo@contoso.com', password: 'a-password-1', " + CLIENT,
    "code": "grant_type: 'authorization_code', code: 'the-code-1234', redirect_uri: 'http://localhost/cb', "
    + CLIENT,
    "refresh": "grant_type: 'refresh_token', refresh_token: 'rt-0123456789', " + CLIENT,
    "assertion": "grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'x', " + CLIENT,
}


def token(
    entry: str,
    url: str,
    error: str,
    description: str,
    cause: str,
    evidence: str,
    action: str,
    payload: str = "client",
    status: int = 400,
    note: str = "",
    **more: Any,
) -> Case:
    """A token endpoint that refuses with a provider's words."""
    return Case(
        entry,
        acquiring(PAYLOADS[payload], url),
        (refused(error, description, status, **more),),
        cause,
        evidence,
        action,
        kind=GET,
        note=note,
    )


def asked(
    entry: str,
    url: str,
    answer: bytes,
    cause: str,
    evidence: str,
    action: str = "show_request",
    note: str = "",
    **more: str,
) -> Case:
    """An API that refuses in a provider's way."""
    host, _, path = url.removeprefix("https://").partition("/")
    return Case(
        entry,
        api(f"get('/{path}')", "https://" + host, **more),
        (answer,),
        cause,
        evidence,
        action,
        note=note,
    )
