"""The names that act on the request being made, in `apply` and `credentials` (SDK reference 4.4).

    def apply(connection, access_token):
        headers(authorization=f"Bearer {access_token}")

Each does what the method of the same name does on a request, and returns that request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from authbench.sdk.author.lazy_request import LazyRequest
from authbench.sdk.author.running import running
from authbench.sdk.errors import SdkError


class NoRequest(SdkError):
    """A name that decorates a request was called bare where none is being made."""

    sdk_class = "UndefinedMethodError"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}(…) acts on the request being made, and only apply and credentials make one",
            hint=f"Chain it on a request: get(…).{name}(…).",
        )


def _present(name: str) -> LazyRequest:
    present = running(name)
    if present.context.request is None:
        raise NoRequest(name)
    return LazyRequest(present.context.request, present)


def headers(mapping: Mapping[str, Any] | None = None, /, **named: Any) -> LazyRequest:
    """Set headers: in keywords `_` stands for `-`, names in a dict stay. None removes a header."""
    return _present("headers").headers(mapping, **named)


def case_sensitive_headers(mapping: Mapping[str, Any] | None = None, /, **named: Any) -> LazyRequest:
    """Set headers whose exact spelling travels."""
    return _present("case_sensitive_headers").case_sensitive_headers(mapping, **named)


def params(value: Any = None, /, **named: Any) -> LazyRequest:
    """Merge query parameters; a text replaces them."""
    return _present("params").params(value, **named)


def payload(value: Any = None, /, **named: Any) -> LazyRequest:
    """Merge into the body's data, or edit it with a function that changes it in place."""
    return _present("payload").payload(value, **named)


def user(value: Any, /) -> LazyRequest:
    """The user of HTTP Basic or Digest."""
    return _present("user").user(value)


def password(value: Any, /) -> LazyRequest:
    """The password of HTTP Basic or Digest."""
    return _present("password").password(value)


def digest_auth() -> LazyRequest:
    """Answer a Digest challenge instead of sending Basic."""
    return _present("digest_auth").digest_auth()


def auth_type(value: Any, /) -> LazyRequest:
    """A mark on the request."""
    return _present("auth_type").auth_type(value)


def request_body(body: Any, /) -> LazyRequest:
    """Send `body` as it is."""
    return _present("request_body").request_body(body)


def format_json() -> LazyRequest:
    """JSON both ways."""
    return _present("format_json").format_json()


def format_xml(
    root: str, namespaces: Mapping[str, Any] | None = None, *, strip_response_namespaces: bool = False
) -> LazyRequest:
    """XML both ways, below an element named `root`."""
    return _present("format_xml").format_xml(
        root, namespaces, strip_response_namespaces=strip_response_namespaces
    )


def request_format_json() -> LazyRequest:
    """Send the payload as JSON."""
    return _present("request_format_json").request_format_json()


def request_format_xml(root: str, namespaces: Mapping[str, Any] | None = None) -> LazyRequest:
    """Send the payload as XML below an element named `root`."""
    return _present("request_format_xml").request_format_xml(root, namespaces)


def request_format_www_form_urlencoded() -> LazyRequest:
    """Send the payload as a form."""
    return _present("request_format_www_form_urlencoded").request_format_www_form_urlencoded()


def request_format_multipart_form() -> LazyRequest:
    """Send the payload as a multipart form."""
    return _present("request_format_multipart_form").request_format_multipart_form()


def request_format_raw() -> LazyRequest:
    """Send the payload as it is."""
    return _present("request_format_raw").request_format_raw()


def response_format_json() -> LazyRequest:
    """Read the answer as JSON."""
    return _present("response_format_json").response_format_json()


def response_format_xml(*, strip_response_namespaces: bool = False) -> LazyRequest:
    """Read the answer as XML."""
    return _present("response_format_xml").response_format_xml(
        strip_response_namespaces=strip_response_namespaces
    )


def response_format_raw() -> LazyRequest:
    """Take the answer's body as it is."""
    return _present("response_format_raw").response_format_raw()


def tls_client_cert(
    *, certificate: Any, key: Any, passphrase: Any = None, intermediates: Any = ()
) -> LazyRequest:
    """Present a client certificate. All are PEM texts."""
    return _present("tls_client_cert").tls_client_cert(
        certificate=certificate, key=key, passphrase=passphrase, intermediates=intermediates
    )


def tls_server_certs(*, certificates: Any, strict: bool = True) -> LazyRequest:
    """Trust these certificates (PEM), alone unless `strict` is false."""
    return _present("tls_server_certs").tls_server_certs(certificates=certificates, strict=strict)


def access_key_id(value: Any, /) -> LazyRequest:
    """Sign the final request with AWS Signature Version 4; so do the next four."""
    return _present("access_key_id").access_key_id(value)


def secret_access_key(value: Any, /) -> LazyRequest:
    """The secret key to sign with."""
    return _present("secret_access_key").secret_access_key(value)


def session_token(value: Any, /) -> LazyRequest:
    """The session token of temporary credentials."""
    return _present("session_token").session_token(value)


def region(value: Any, /) -> LazyRequest:
    """The region to sign for."""
    return _present("region").region(value)


def service(value: Any, /) -> LazyRequest:
    """The service to sign for."""
    return _present("service").service(value)


def follow_redirection() -> LazyRequest:
    """Follow redirects of every verb."""
    return _present("follow_redirection").follow_redirection()


def ignore_redirection() -> LazyRequest:
    """Take a redirect as the answer."""
    return _present("ignore_redirection").ignore_redirection()


def after_response(hook: Callable[..., Any], /) -> LazyRequest:
    """`hook(status, body, headers)` makes the request's value."""
    return _present("after_response").after_response(hook)


def after_error_response(*matchers_and_hook: Any) -> LazyRequest:
    """`after_error_response(404, hook)`: `hook(status, body, headers, message)` makes the value of a
    failed request that matches."""
    return _present("after_error_response").after_error_response(*matchers_and_hook)


def current_url() -> str:
    """The URL so far: base URI applied, query included."""
    return _present("current_url").current_url()


def current_verb() -> str:
    """The verb in upper case."""
    return _present("current_verb").current_verb()
