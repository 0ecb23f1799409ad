"""A request as a definition in Python sees it: chained on by name, sent when its value is needed (SDK
reference 4.2, 5.2)."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from authbench.sdk.author.arguments import exact_pairs, for_engine, header_pairs, merged
from authbench.sdk.author.running import Inside, Running, run_hook
from authbench.sdk.author.standing import StandsForValue
from authbench.sdk.errors import HelperArgumentError

if TYPE_CHECKING:
    from authbench.sdk.request import Request

_MISSING = object()


class LazyRequest(StandsForValue):
    """What `get`, `post` and the other verbs return.

    Chain calls on it (`.headers(…)`, `.params(…)`, `.payload(…)`, …); each returns the request itself.
    Anything else makes it behave as the response's value, and sends it: `[…]`, `.get(…)`, iteration, `len`,
    `==`, `str`, `in`, `if`. It is sent once; what a lambda returns is sent too.

        user = get("/me").params(fields="email")
        return user["email"]
    """

    __slots__ = ("_request", "_running", "_value")

    def __init__(self, request: Request, running: Running) -> None:
        self._request = request
        self._running = running
        self._value: Any = _MISSING

    # Decorating

    def headers(self, mapping: Mapping[str, Any] | None = None, /, **named: Any) -> LazyRequest:
        """Set headers. In keywords `_` stands for `-` (`api_key=…` is `Api-Key`); names in a dict stay as
        they are. None removes a header. Values may be texts, numbers, or requests."""
        with self._inside():
            self._request.headers(header_pairs(mapping, named))
        return self

    def case_sensitive_headers(
        self, mapping: Mapping[str, Any] | None = None, /, **named: Any
    ) -> LazyRequest:
        """Set headers whose exact spelling travels."""
        with self._inside():
            self._request.case_sensitive_headers(exact_pairs(mapping, named))
        return self

    def params(self, value: Any = None, /, **named: Any) -> LazyRequest:
        """Query parameters: a dict and keywords are merged into those there are, a text replaces them."""
        given = merged(value, named, "params")
        with self._inside():
            self._request.params(given)
        return self

    def payload(self, value: Any = None, /, **named: Any) -> LazyRequest:
        """The body's data: a dict and keywords are merged into what there is, a list or text is set. A
        function gets the present payload to change it in place; its result does not count."""
        if callable(value) and not isinstance(value, LazyRequest):
            running = self._running

            def edit(current: Any) -> Any:
                holder = [current]
                run_hook(running, lambda payload: _discard(value, payload, holder), [current], "payload")
                return holder[0]

            with self._inside():
                self._request.edit_payload(edit)
            return self
        given = merged(value, named, "payload")
        with self._inside():
            self._request.payload(given)
        return self

    def request_body(self, body: Any, /) -> LazyRequest:
        """Send `body` as it is (text or bytes); the content type stays what it was. A dict becomes a form."""
        return self._chained("request_body", body)

    def user(self, value: Any, /) -> LazyRequest:
        """The user of HTTP Basic or Digest."""
        return self._chained("user", value)

    def password(self, value: Any, /) -> LazyRequest:
        """The password of HTTP Basic or Digest."""
        return self._chained("password", value)

    def digest_auth(self) -> LazyRequest:
        """Answer a Digest challenge with user and password instead of sending them as Basic."""
        return self._chained("digest_auth")

    def auth_type(self, value: Any, /) -> LazyRequest:
        """A mark that `apply` gets as its last argument."""
        return self._chained("auth_type", value)

    def access_key_id(self, value: Any, /) -> LazyRequest:
        """Sign the request with AWS Signature Version 4; so do the next four."""
        return self._chained("access_key_id", value)

    def secret_access_key(self, value: Any, /) -> LazyRequest:
        """The secret key to sign with."""
        return self._chained("secret_access_key", value)

    def session_token(self, value: Any, /) -> LazyRequest:
        """The session token of temporary credentials."""
        return self._chained("session_token", value)

    def region(self, value: Any, /) -> LazyRequest:
        """The region to sign for."""
        return self._chained("region", value)

    def service(self, value: Any, /) -> LazyRequest:
        """The service to sign for."""
        return self._chained("service", value)

    # Formats

    def format_json(self) -> LazyRequest:
        """JSON both ways, as the verbs have it."""
        return self._chained("format_json")

    def format_xml(
        self,
        root: str,
        namespaces: Mapping[str, Any] | None = None,
        *,
        strip_response_namespaces: bool = False,
    ) -> LazyRequest:
        """XML both ways; the payload goes below an element named `root`."""
        given = for_engine(namespaces, "namespaces")
        with self._inside():
            self._request.format_xml(root, given, strip_response_namespaces=strip_response_namespaces)
        return self

    def request_format_json(self) -> LazyRequest:
        """Send the payload as JSON."""
        return self._chained("request_format_json")

    def request_format_xml(self, root: str, namespaces: Mapping[str, Any] | None = None) -> LazyRequest:
        """Send the payload as XML below an element named `root`."""
        given = for_engine(namespaces, "namespaces")
        with self._inside():
            self._request.request_format_xml(root, given)
        return self

    def request_format_www_form_urlencoded(self) -> LazyRequest:
        """Send the payload as a form, pairs sorted."""
        return self._chained("request_format_www_form_urlencoded")

    def request_format_multipart_form(self) -> LazyRequest:
        """Send the payload as a multipart form; `[data, content type, file name]` makes a file."""
        return self._chained("request_format_multipart_form")

    def request_format_raw(self) -> LazyRequest:
        """Send the payload as it is; the content type stays."""
        return self._chained("request_format_raw")

    def response_format_json(self) -> LazyRequest:
        """Read the answer as JSON, whatever its content type."""
        return self._chained("response_format_json")

    def response_format_xml(self, *, strip_response_namespaces: bool = False) -> LazyRequest:
        """Read the answer as XML: nested dicts in which every element is a list."""
        with self._inside():
            self._request.response_format_xml(strip_response_namespaces=strip_response_namespaces)
        return self

    def response_format_raw(self) -> LazyRequest:
        """Take the answer's body as it is: text, or bytes where it is no UTF-8."""
        return self._chained("response_format_raw")

    # Transport

    def follow_redirection(self) -> LazyRequest:
        """Follow redirects of every verb."""
        return self._chained("follow_redirection")

    def ignore_redirection(self) -> LazyRequest:
        """Take a redirect as the answer."""
        return self._chained("ignore_redirection")

    def tls_client_cert(
        self, *, certificate: Any, key: Any, passphrase: Any = None, intermediates: Any = ()
    ) -> LazyRequest:
        """Present a client certificate. All are PEM texts."""
        with self._inside():
            self._request.tls_client_cert(
                certificate=certificate, key=key, passphrase=passphrase, intermediates=intermediates
            )
        return self

    def tls_server_certs(self, *, certificates: Any, strict: bool = True) -> LazyRequest:
        """Trust these certificates (PEM), alone unless `strict` is false."""
        with self._inside():
            self._request.tls_server_certs(certificates=certificates, strict=strict)
        return self

    # Hooks

    def after_response(self, hook: Callable[..., Any], /) -> LazyRequest:
        """`hook(status, body, headers)` makes the request's value; it may take fewer arguments."""
        running = self._running
        _callable(hook, "after_response")
        with self._inside():
            self._request.after_response(lambda *args: run_hook(running, hook, args, "after_response"))
        return self

    def after_error_response(self, *matchers_and_hook: Any) -> LazyRequest:
        """`after_error_response(401, re.compile("expired"), hook)`: where the answer's status or text
        matches, `hook(status, body, headers, message)` makes the value instead of an error."""
        *matchers, hook = matchers_and_hook or (None,)
        _callable(hook, "after_error_response")
        running = self._running
        with self._inside():
            self._request.after_error_response(
                [matcher for matcher in matchers if isinstance(matcher, (int, str)) or _is_pattern(matcher)],
                lambda *args: run_hook(running, hook, args, "after_error_response"),
            )
        return self

    # Looking

    def current_url(self) -> str:
        """The URL so far: base URI applied, query included, and user and password as userinfo."""
        with self._inside():
            return self._request.current_url

    def current_verb(self) -> str:
        """The verb in upper case."""
        with self._inside():
            return self._request.current_verb

    def response(self) -> Any:
        """Send the request, unless it was, and return its value itself: a dict, a list, a text. For code
        that wants a real dict, such as `json.dumps`. Raises what the request raises."""
        if self._value is _MISSING:
            with self._inside():
                value = self._request.force()
            if self._value is _MISSING:
                self._value = value
        return self._value

    def plain(self) -> Any:
        """The request itself for the engine to send; its value once that was seen."""
        return self._request if self._value is _MISSING else self._value

    def _inside(self) -> Inside:
        return Inside(self._running.context)

    def _chained(self, name: str, *args: Any) -> LazyRequest:
        given = [for_engine(value, name) for value in args]
        with self._inside():
            getattr(self._request, name)(*given)
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        try:
            return getattr(self.response(), name)
        except AttributeError as error:
            close = difflib.get_close_matches(name, CHAIN_CALLS, 1)
            if not close:
                raise
            raise AttributeError(f"{error}. Did you mean .{close[0]}(…) of the request?") from None


CHAIN_CALLS = tuple(
    name
    for name, member in vars(LazyRequest).items()
    if not name.startswith("_") and callable(member) and name != "plain"
)
"""What a request answers itself; every other name is its value's."""


def _discard(edit: Callable[..., Any], payload: Any, holder: list[Any]) -> None:
    edit(payload)
    holder[0] = for_engine(payload, "payload")


def _callable(hook: Any, name: str) -> None:
    if not callable(hook):
        raise HelperArgumentError(
            f"{name} needs a function as its last argument", hint=f"Write .{name}(…, lambda code, body: …)."
        )


def _is_pattern(matcher: Any) -> bool:
    return callable(getattr(matcher, "search", None))
