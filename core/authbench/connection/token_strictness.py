"""Notes on a request for tokens: what OAuth has otherwise, why it matters, and what to change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from authbench.connection.sent import Sent

Remark = tuple[str, str]
"""A note's code and text."""

# What form encoding leaves as it is, and its escapes; a blank that was encoded is a plus.
_FORM_ENCODED = re.compile(r"(?:[A-Za-z0-9*\-._~+]|%[0-9A-Fa-f]{2})*")


def token_remarks(sent: Sent, asked: Mapping[str, str]) -> Iterator[Remark]:
    """What is remarkable in a request for tokens. `asked` is what this run's authorization URL held."""
    grant = sent.grant
    if grant is None:
        return
    yield from _shape(sent)
    yield from _client(sent)
    if sent.field("state") is not None:
        yield (
            "state_at_token_endpoint",
            "state was sent to the token endpoint. It belongs into the authorization URL only (RFC 6749, "
            "4.1.1); strict servers refuse parameters they do not know. Leave state out of this request.",
        )
    if grant == "password":
        yield (
            "password_grant",
            "The password grant hands the person's password to this client, and fails with any second factor "
            "(RFC 9700, 2.4: it must not be used). If the provider has another flow, use "
            "authorization_code with PKCE, or client_credentials for machines.",
        )
    if grant == "authorization_code":
        yield from _code_exchange(sent, asked)


def _shape(sent: Sent) -> Iterator[Remark]:
    if sent.exchange.method.upper() != "POST":
        yield (
            "token_request_method",
            f"The token request was a {sent.exchange.method}; token endpoints take POST (RFC 6749, 3.2), and "
            "what stands in a URL ends up in logs. Use post(url, …) with request_format_www_form_urlencoded.",
        )
    if sent.is_json:
        yield (
            "json_token_request",
            "The token request was JSON. OAuth wants a form (RFC 6749, 3.2 and appendix B), and many servers "
            "see no grant_type otherwise. Chain .request_format_www_form_urlencoded onto the request, unless "
            "this provider asks for JSON.",
        )


def _client(sent: Sent) -> Iterator[Remark]:
    secret, basic = sent.field("client_secret"), sent.basic
    if (secret is not None and not secret.strip()) or (basic is not None and basic[0] and not basic[1]):
        yield (
            "empty_client_secret",
            "client_secret was sent empty. A client without a secret leaves it out (RFC 6749, 2.3.1); some "
            "servers answer invalid_client otherwise. Fill the field in, or leave the parameter out where it "
            "is blank: .compact, or params without it.",
        )
    if basic is None:
        return
    if secret:
        yield (
            "two_client_authentications",
            "The client's credentials were sent twice, as HTTP Basic and in the body. A request must use one "
            "way only (RFC 6749, 2.3); strict servers answer invalid_request. Remove either the "
            "Authorization header or client_id and client_secret from the payload.",
        )
    if any(_FORM_ENCODED.fullmatch(part) is None for part in basic):
        yield (
            "unencoded_basic",
            "Client id or secret holds characters that form encoding writes otherwise, and went into HTTP "
            "Basic as they are. OAuth encodes both first (RFC 6749, 2.3.1): a server that decodes them reads "
            "another secret where there is a % or a +. Put each through .encode_www_form_component before "
            "Base64, or send them in the body.",
        )


def _code_exchange(sent: Sent, asked: Mapping[str, str]) -> Iterator[Remark]:
    if sent.field("scope") is not None:
        yield (
            "scope_at_token_endpoint",
            "scope was sent with the code. What was granted is fixed by then (RFC 6749, 4.1.3 has no scope "
            "here), and strict servers refuse it. Put scope into authorization_url only.",
        )
    if sent.field("code_verifier") is None:
        if asked.get("code_challenge"):
            yield (
                "code_verifier_missing",
                "The authorization URL had a code_challenge, but the exchange sent no code_verifier; the "
                "server has to refuse the code (RFC 7636, 4.5 and 4.6). Let acquire take the verifier, its "
                "fourth argument, and send it as code_verifier.",
            )
        elif not _authenticates(sent):
            yield (
                "no_pkce",
                "A client without a secret exchanged its code without PKCE: whoever gets hold of the code "
                "can use it (RFC 9700, 2.1.1: public clients must use PKCE). Add pkce to the authorization, "
                "or switch PKCE on in the connection's settings.",
            )
    wanted, given = asked.get("redirect_uri"), sent.field("redirect_uri")
    if wanted and given is None:
        yield (
            "redirect_uri_missing",
            "The authorization URL had a redirect_uri, but the exchange sent none. It must be repeated there "
            "(RFC 6749, 4.1.3), or the server has to refuse the code. Send acquire's third argument as "
            "redirect_uri.",
        )
    elif wanted and given != wanted:
        yield (
            "redirect_uri_differs",
            f"The exchange sent the redirect_uri {given}, the authorization URL had {wanted}. They must be "
            "identical (RFC 6749, 4.1.3), or the server has to refuse the code. Send acquire's third "
            "argument as redirect_uri.",
        )


def _authenticates(sent: Sent) -> bool:
    return bool(sent.header("authorization") or sent.field("client_secret") or sent.field("client_assertion"))
