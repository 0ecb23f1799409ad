"""The request that a verb call builds: lazy, chained, decorated by `apply`, sent once.

Every method of SDK reference 5.2 is here under its own name and returns the request itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from authbench.encoding import to_text, wire_header
from authbench.errors import AuthbenchError
from authbench.events import SecretLearned
from authbench.sdk.attempt import send, settled
from authbench.sdk.body import BodyFormat
from authbench.sdk.draft import Draft, ErrorHook, Matcher, ResponseFormat
from authbench.sdk.errors import RequestFailed, RequestInProgress
from authbench.sdk.payload_merging import merge_params, merge_payload
from authbench.sdk.tls import client_certificate, server_certificates
from authbench.sdk.url import build_url

if TYPE_CHECKING:
    from authbench.sdk.context import Context

_QUERY_VERBS = frozenset({"GET", "HEAD", "OPTIONS"})


class Request:
    """One HTTP request of a definition. Not sent before `force`; then its outcome stays.

    `context` is where it was made, `location` the place of that call. `sent` says whether an
    attempt was made. Use from one thread at a time.
    """

    def __init__(self, context: Context, verb: str, url: Any) -> None:
        self.context = context
        self.location = context.location_of_call()
        self.sent = False
        self._draft = Draft(verb=verb.upper(), url=url)
        self._outcome: tuple[Any, BaseException | None] | None = None
        self._running = False

    @classmethod
    def for_verb(cls, context: Context, verb: str, url: Any, argument: Any = None) -> Request:
        """What `get(url, argument)`, `post(…)`, … build: JSON expected back, and for verbs with a
        body JSON sent (5.1)."""
        request = cls(context, verb, url).response_format_json()
        if request.current_verb in _QUERY_VERBS:
            return request if argument is None else request.params(argument)
        if request.current_verb == "DELETE" and context.session.delete_sends_params and argument is not None:
            return request.params(argument)
        return request.payload(argument).request_format_json()

    # Decorating

    def headers(self, pairs: Sequence[tuple[str, Any]]) -> Request:
        """Set headers. Names are final but for the capitals that every part gets on the wire; None
        removes a header; the last value for a name counts, whatever its case."""
        for name, value in pairs:
            self._draft.headers[wire_header(name)] = value
        return self

    def case_sensitive_headers(self, pairs: Sequence[tuple[str, Any]]) -> Request:
        """Set headers that keep their exact spelling."""
        for name, value in pairs:
            self._draft.exact_headers[name] = value
        return self

    def params(self, value: Any) -> Request:
        """A hash is merged into the query parameters, anything else replaces them."""
        self._draft.params = merge_params(self._draft.params, value)
        return self

    def payload(self, value: Any = None) -> Request:
        """A hash is merged into a hash payload; text or an array is set; None keeps what is there."""
        merged = merge_payload(self._draft, value)
        if not merged:
            self._note(
                "foreign-payload",
                "payload(…) was given a hash, but the request's body is no hash: it was left alone. "
                "The platform raises an error here.",
            )
        return self

    def edit_payload(self, edit: Callable[[Any], Any]) -> Request:
        """`payload { |p| … }`: `edit` gets the payload, an empty dict if there is none, and returns
        what it became."""
        current = self._draft.payload
        self._draft.payload = edit({} if current is None else current)
        return self

    def user(self, value: Any) -> Request:
        """The user of HTTP Basic or Digest."""
        self._draft.user = None if value is None else to_text(value)
        return self

    def password(self, value: Any) -> Request:
        """The password of HTTP Basic or Digest."""
        self._draft.password = None if value is None else to_text(value)
        return self

    def digest_auth(self) -> Request:
        """Answer a Digest challenge with user and password instead of sending them as Basic."""
        self._draft.digest = True
        return self

    def auth_type(self, value: Any) -> Request:
        """A mark for `apply`, which gets it as its last argument."""
        self._draft.auth_type = value
        return self

    @property
    def authorization_hint(self) -> Any:
        """What `auth_type` was given."""
        return self._draft.auth_type

    # AWS signing as the last step (3.12)

    def access_key_id(self, value: Any) -> Request:
        """Sign the final request with AWS Signature Version 4; so do the next four."""
        return self._signing("access_key_id", value)

    def secret_access_key(self, value: Any) -> Request:
        """The secret key to sign with."""
        return self._signing("secret_access_key", value)

    def session_token(self, value: Any) -> Request:
        """The session token of temporary credentials."""
        return self._signing("session_token", value)

    def region(self, value: Any) -> Request:
        """The region to sign for."""
        return self._signing("region", value)

    def service(self, value: Any) -> Request:
        """The service to sign for."""
        return self._signing("service", value)

    def _signing(self, name: str, value: Any) -> Request:
        self._draft.signing[name] = to_text(value)
        self._note(
            "aws-auth",
            "access_key_id, secret_access_key, region and service are not part of the SDK: "
            "the request is signed here; the platform may refuse.",
        )
        return self

    # Formats

    def format_json(self) -> Request:
        """JSON both ways."""
        return self.request_format_json().response_format_json()

    def request_format_json(self) -> Request:
        """Send the payload as JSON."""
        return self._body_format(BodyFormat.JSON, "application/json")

    def request_format_www_form_urlencoded(self) -> Request:
        """Send the payload as a form, pairs sorted."""
        return self._body_format(BodyFormat.FORM, "application/x-www-form-urlencoded")

    def request_format_multipart_form(self) -> Request:
        """Send the payload as a multipart form."""
        return self._body_format(BodyFormat.MULTIPART, None)

    def request_format_raw(self) -> Request:
        """Send the payload as it is; the content type stays."""
        self._draft.body_format = BodyFormat.VERBATIM
        self._note(
            "raw-request-format",
            "request_format_raw is documented, but the SDK's emulator lacks it: use request_body there.",
        )
        return self

    def request_format_xml(self, root: Any, namespaces: Mapping[str, Any] | None = None) -> Request:
        """Send the payload as XML below an element named `root`."""
        self._draft.xml_root = to_text(root)
        self._draft.xml_namespaces = dict(namespaces or {})
        return self._body_format(BodyFormat.XML, "application/xml")

    def request_body(self, body: Any) -> Request:
        """Send `body` as it is; the content type stays what it was, but a hash becomes a form."""
        self._draft.payload = body
        self._draft.body_format = BodyFormat.VERBATIM
        return self

    def response_format_json(self) -> Request:
        """Read the answer as JSON, whatever its content type."""
        self._draft.response_format = ResponseFormat.JSON
        self._draft.accept = "application/json"
        return self

    def response_format_xml(self, *, strip_response_namespaces: bool = False) -> Request:
        """Read the answer as XML."""
        self._draft.response_format = ResponseFormat.XML
        self._draft.accept = "application/xml"
        self._draft.strip_namespaces = bool(strip_response_namespaces)
        return self

    def response_format_raw(self) -> Request:
        """Take the answer's body as it is."""
        self._draft.response_format = ResponseFormat.RAW
        return self

    def format_xml(
        self,
        root: Any,
        namespaces: Mapping[str, Any] | None = None,
        *,
        strip_response_namespaces: bool = False,
    ) -> Request:
        """XML both ways."""
        return self.request_format_xml(root, namespaces).response_format_xml(
            strip_response_namespaces=strip_response_namespaces
        )

    def _body_format(self, body_format: BodyFormat, content_type: str | None) -> Request:
        self._draft.body_format = body_format
        self._draft.content_type = content_type
        return self

    # Transport

    def follow_redirection(self) -> Request:
        """Follow redirects of every verb (5.8)."""
        self._draft.follow_redirects = True
        return self

    def ignore_redirection(self) -> Request:
        """Take a redirect as the answer (5.8)."""
        self._draft.follow_redirects = False
        return self

    def tls_client_cert(
        self, *, certificate: Any, key: Any, passphrase: Any = None, intermediates: Any = ()
    ) -> Request:
        """Present a client certificate. All are PEM. Raises TlsCertificateFormatError."""
        recorder = self.context.session.recorder
        for secret, label in ((key, "private key"), (passphrase, "passphrase")):
            if secret is not None:
                recorder.record(SecretLearned(to_text(secret), label))
        self._draft.tls = client_certificate(self._draft.tls, certificate, key, passphrase, intermediates)
        return self

    def tls_server_certs(self, *, certificates: Any, strict: bool = True) -> Request:
        """Trust these certificates, alone unless `strict` is false. Raises TlsCertificateFormatError."""
        self._draft.tls = server_certificates(self._draft.tls, certificates, strict=bool(strict))
        return self

    # Hooks

    def after_response(self, hook: Callable[[int, Any, Mapping[str, Any]], Any]) -> Request:
        """`hook(code, parsed body, headers)` makes the request's value. The last one counts."""
        self._draft.after_response = hook
        return self

    def after_error_response(self, matchers: Sequence[Matcher], hook: ErrorHook) -> Request:
        """`hook(code, raw body, headers, title)` makes the value of a failed request whose status or
        text one of `matchers` matches (4.7). The last one counts."""
        self._draft.after_error = (tuple(matchers), hook)
        return self

    # Looking

    @property
    def current_url(self) -> str:
        """The URL so far: base URI applied, query included, and user and password as userinfo.
        Raises InvalidUri."""
        return build_url(settled(self._draft), self._base_uri()).with_userinfo

    @property
    def current_verb(self) -> str:
        """The verb in upper case."""
        return self._draft.verb

    def snapshot(self) -> Draft:
        """Everything that was chained so far, to `restore` before `apply` runs again."""
        return self._draft.copy()

    def restore(self, snapshot: Draft) -> None:
        """Forget what was chained since `snapshot`."""
        self._draft = snapshot.copy()

    # Sending

    def attempt(self, detect: Callable[[str, Any], None] | None) -> Any:
        """Send once, and process the answer: `detect(raw text, parsed)` may raise, then
        `after_response` makes the value.

        Raises RequestFailed, RequestTimeout, ResponseFormatError, InvalidUri and other errors of
        `authbench.sdk.errors`, transport errors, what the hooks raise, and Cancelled.
        """
        self.sent = True
        return send(self, self._draft, self._base_uri(), detect)

    def force(self) -> Any:
        """The request's value: sent at the first call, the same outcome ever after.

        Raises what `attempt` raises, unless `after_error_response` takes it.
        """
        if self._outcome is None:
            if self._running:
                raise RequestInProgress(
                    "The request's own value was used while it was being made",
                    method=self.current_verb,
                    hint="Inside apply, use current_url and current_verb, or make another request.",
                )
            self._running = True
            try:
                self._outcome = self._perform(), None
            except Exception as error:  # noqa: BLE001 the outcome is kept, errors of any kind included
                if isinstance(error, AuthbenchError) and error.location is None:
                    error.location = self.location
                self._outcome = None, error
            finally:
                self._running = False
        value, failure = self._outcome
        if failure is not None:
            raise failure
        return value

    def _perform(self) -> Any:
        from authbench.sdk.hooks import hook_matches, run_hook
        from authbench.sdk.resolve import resolve

        try:
            value = self.context.session.authorizer.perform(self)
        except RequestFailed as failure:
            hook = self._draft.after_error
            if hook is None or failure.request is not self or not hook_matches(hook, failure):
                raise
            value = run_hook(hook, failure)
        return resolve(value)

    def _base_uri(self) -> Any:
        return self.context.session.base_uri() if self.context.uses_base_uri else None

    def _note(self, code: str, text: str) -> None:
        self.context.session.note_once(code, text, self.location)
