"""Sending a person's request just as one of the definition's would be sent: base URI, `apply`, `detect_on`,
`refresh_on` with its one repeat (SDK reference 4.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from authbench.connection.results import text_or_nil
from authbench.connection.try_request import (
    BodyKind,
    TryAnswer,
    TryRequest,
    checked,
    encoded,
    json_payload,
    repeats,
)
from authbench.errors import AuthbenchError
from authbench.events import SecretLearned, StepName
from authbench.journal.header_values import secrets_in_header
from authbench.journal.secret_names import is_secret_parameter, label_for
from authbench.sdk import DetectedError, Request, RequestFailed

if TYPE_CHECKING:
    from authbench.connection.parts import Parts
    from authbench.definition import Connector
    from authbench.sdk import Context

_XML = "application/xml"
_FORM = "application/x-www-form-urlencoded"
_TEXT = "text/plain; charset=utf-8"


class Trial:
    """One request of a person in a run. `answer` is the last answer to it, also where the run failed
    afterwards because credentials could not be renewed."""

    def __init__(self, parts: Parts, request: TryRequest) -> None:
        self._parts = parts
        self._request = checked(request)
        self.answer: TryAnswer | None = None

    def send(self) -> None:
        """Send it and take the answer, whatever its status.

        Raises what making or sending it raises where there is no answer, what getting new credentials
        raises where they were due, what hooks set by `apply` raise, and Cancelled.
        """
        self._learn_secrets()
        with self._parts.progress.step(StepName.TRY):
            request = build(
                self._parts.contexts.for_operation("", StepName.TRY, "made up by hand"), self._request
            )
            try:
                request.force()
            except RequestFailed as refused:
                if refused.request is not request or refused.status is None:
                    raise
                self._take(request)
            except DetectedError:
                self._take(request, "detect_on matches this answer: a definition's request fails here.")
            except AuthbenchError:
                self._take(request)
                raise
            else:
                self._take(request)

    def _take(self, request: Request, note: str = "") -> None:
        exchange = self._parts.progress.recorder.last_exchange_of(StepName.TRY)
        if not request.sent or exchange is None or exchange.status is None:
            return
        repeated = (
            "Refused at first; sent once more with new credentials."
            if self._parts.authorizer.repeated
            else ""
        )
        self.answer = TryAnswer(exchange, " ".join(part for part in (repeated, note) if part) or None)

    def _learn_secrets(self) -> None:
        """What a person types under the name of a secret never shows either."""
        for name, value in self._request.headers:
            for span in secrets_in_header(name, value, lambda _: None):
                self._learn(label_for(name), value[span.start : span.end])
        for name, value in (*self._request.params, *self._request.fields):
            if is_secret_parameter(name, value):
                self._learn(label_for(name), value)

    def _learn(self, label: str, value: str) -> None:
        if value:
            self._parts.progress.recorder.record(SecretLearned(value, label))


def build(context: Context, wanted: TryRequest) -> Request:
    """The lazy request for what a person typed. A JSON object and a form become a hash, so that `apply` may
    add to them; XML and text are sent as they were typed."""
    request = context.new_request(wanted.method, wanted.url)
    if wanted.params:
        request.params(encoded(wanted.params) if repeats(wanted.params) else dict(wanted.params))
    _add_body(request, wanted)
    # The name of a header is sent as it was typed.
    return request.response_format_raw().case_sensitive_headers(wanted.headers)


def _add_body(request: Request, wanted: TryRequest) -> None:
    match wanted.body_kind:
        case BodyKind.NONE:
            return
        case BodyKind.JSON:
            request.payload(json_payload(wanted.body)).request_format_json()
        case BodyKind.FORM if not repeats(wanted.fields):
            request.payload(dict(wanted.fields)).request_format_www_form_urlencoded()
        case BodyKind.FORM:
            _verbatim(request, wanted, encoded(wanted.fields), _FORM)
        case BodyKind.MULTIPART:
            request.payload(dict(wanted.fields)).request_format_multipart_form()
        case BodyKind.XML:
            request.response_format_xml()
            _verbatim(request, wanted, wanted.body, _XML)
        case BodyKind.TEXT:
            _verbatim(request, wanted, wanted.body, _TEXT)


def _verbatim(request: Request, wanted: TryRequest, body: str, content_type: str) -> None:
    request.request_body(body)
    if not any(name.lower() == "content-type" for name, _ in wanted.headers):
        request.headers([("Content-Type", content_type)])


def base_address(
    connector: Connector,
    settings: Mapping[str, Any],
    project: Callable[[], tuple[Mapping[str, str], Mapping[str, Any] | None]] | None = None,
) -> str | None:
    """What the definition's base URI is with these settings; None where it has none. Runs the lambda, which
    may take long and may not make requests: never on a window's thread. Raises what the lambda raises."""
    base = connector.base_uri
    if base is None or isinstance(base, str):
        return base
    from authbench.connection.contexts import offline_contexts

    context = replace(offline_contexts(connector, project)(), path="connection.base_uri", uses_base_uri=False)
    return text_or_nil(base.call(context, dict(settings)), "base_uri", base.location)


def whole_address(wanted: TryRequest, base: str | None) -> str:
    """The URL that a request would be sent to, before `apply` changes it. Raises InvalidUri."""
    from authbench.sdk.draft import Draft
    from authbench.sdk.url import build_url

    params = encoded(wanted.params) if repeats(wanted.params) else dict(wanted.params)
    return build_url(Draft(wanted.method, wanted.url.strip(), params=params), base).url
