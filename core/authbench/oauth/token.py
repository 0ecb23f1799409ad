"""Token requests and their answers (RFC 6749, 4.1.3, 5 and 6; SDK reference 3.7); no I/O."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from authbench.errors import Code
from authbench.http import (
    ExchangeContext,
    HttpRequest,
    HttpResponse,
    RedirectMode,
    RedirectRules,
    TlsOptions,
    reason_phrase,
)
from authbench.oauth.errors import TokenResponseInvalid, plain_text
from authbench.oauth.token_errors import token_error

MAX_TOKEN_RESPONSE = 1024 * 1024
"""Bytes; no token answer comes near it."""


def token_request(
    url: str,
    fields: Sequence[tuple[str, str]],
    *,
    basic: tuple[str, str] | None = None,
    context: ExchangeContext | None = None,
    tls: TlsOptions | None = None,
) -> HttpRequest:
    """A request for tokens with `fields` in this order as its form.

    `basic` is client id and secret for the `Authorization` header, each form-encoded first (RFC 6749,
    2.3.1). Redirects are never followed: the body holds a code or a secret.
    """
    headers = [("Accept", "application/json"), ("Content-Type", "application/x-www-form-urlencoded")]
    if basic is not None:
        pair = f"{form_encoded(basic[0])}:{form_encoded(basic[1])}"
        headers.append(("Authorization", "Basic " + base64.b64encode(pair.encode("ascii")).decode("ascii")))
    body = "&".join(f"{form_encoded(name)}={form_encoded(value)}" for name, value in fields)
    return HttpRequest(
        "POST",
        url,
        tuple(headers),
        body.encode("ascii"),
        redirects=RedirectRules(RedirectMode.NEVER),
        tls=tls or TlsOptions(),
        context=context or ExchangeContext(),
        max_body=MAX_TOKEN_RESPONSE,
    )


def form_encoded(text: str) -> str:
    """`text` as application/x-www-form-urlencoded has it: UTF-8, blanks as `+`, `*-._` and
    alphanumerics as they are."""
    return quote_plus(text, safe="*", errors="surrogatepass").replace("~", "%7E")


def parse_token_response(response: HttpResponse) -> dict[str, Any]:
    """Everything the answer holds, with at least a non-empty `access_token`.

    Reads JSON and form-encoded bodies whatever the content type says. Raises `OAuthError` for an
    error of the server's own, whatever the status, and `TokenResponseInvalid` for anything else.
    """
    if len(response.body) > MAX_TOKEN_RESPONSE:
        raise _invalid(response, "The token answer is larger than 1 MB.")
    answer = _parse(response)
    error = None if answer is None else _text(answer, "error")
    if answer is not None and error and not (response.status < 300 and answer.get("access_token")):
        raise token_error(error, _text(answer, "error_description"), _text(answer, "error_uri"), response)
    if not 200 <= response.status < 300:
        raise _refused(response, answer)
    if answer is None:
        raise _unreadable(response)
    token = answer.get("access_token")
    if not isinstance(token, str) or not token.strip():
        found = ", ".join(plain_text(name, 40) for name in list(answer)[:20]) or "nothing"
        raise _invalid(
            response,
            "The token answer has no access_token."
            if token is None
            else "The access_token of the token answer is not a text with something in it.",
            hint=f"It holds: {found}. If the token has another name or lies deeper, "
            "the definition needs an acquire.",
        )
    return answer


def expires_in_seconds(answer: dict[str, Any]) -> float | None:
    """How long the token of an answer lives, in seconds; numbers may come as text. None: not said."""
    value = answer.get("expires_in")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return seconds if 0 <= seconds < 1e12 else None


def _parse(response: HttpResponse) -> dict[str, Any] | None:
    text = response.body.decode("utf-8-sig", "replace").strip()
    if text[:1] in ("{", "["):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None
    if not text or text[:1] in ("<", '"') or "=" not in text or any(mark in text for mark in "\n <>"):
        return None
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=200)
    return dict(pairs)


def _text(answer: dict[str, Any], name: str) -> str | None:
    value = answer.get(name)
    return value if isinstance(value, str) and value else None


def _refused(response: HttpResponse, answer: dict[str, Any] | None) -> TokenResponseInvalid:
    title = f"{response.status} {reason_phrase(response.status)}".strip()
    if 300 <= response.status < 400:
        return _invalid(
            response,
            f"The token endpoint redirects ({title}); the code and the secret are not sent on.",
            hint="Put the address it redirects to into the definition, if it is the provider's.",
        )
    if answer is None and _is_html(response):
        hint = "It is a web page: check the token URL, and whether a proxy or a sign-in page is in between."
    else:
        hint = "The body of the answer is in the log."
    return _invalid(response, f"The token endpoint answered {title}.", code=Code.HTTP_ERROR, hint=hint)


def _unreadable(response: HttpResponse) -> TokenResponseInvalid:
    if not response.body.strip():
        return _invalid(response, "The token endpoint answered with an empty body.")
    if _is_html(response):
        return _invalid(
            response,
            "The token endpoint answered with a web page instead of a token.",
            hint="Check the token URL. A network's sign-in page or a proxy may have answered in its place.",
        )
    if response.body.lstrip()[:1] == b"[":
        return _invalid(response, "The token answer is a list; an object with an access_token was expected.")
    return _invalid(
        response,
        "The token answer is neither JSON nor form-encoded.",
        hint="The body of the answer is in the log. A definition with an acquire can read other formats.",
    )


def _is_html(response: HttpResponse) -> bool:
    content_type = (response.header("Content-Type") or "").lower()
    return "html" in content_type or response.body.lstrip()[:1] == b"<"


def _invalid(
    response: HttpResponse, message: str, *, code: str | None = None, hint: str | None = None
) -> TokenResponseInvalid:
    return TokenResponseInvalid(
        message, code=code, hint=hint, details={"status": str(response.status)}, exchange=response.exchange
    )
