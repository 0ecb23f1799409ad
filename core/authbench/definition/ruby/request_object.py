"""A request as the evaluator sees it: chained on by name, sent when its value is needed (4.2, 5.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from authbench.definition.ruby.host_call import HostCall
from authbench.definition.ruby.host_values import (
    HeaderHash,
    header_pairs,
    plain_argument,
    resolved_argument,
    run_block,
)
from authbench.definition.ruby.patterns import RubyPattern, TextMatcher
from authbench.ruby import from_plain, to_plain
from authbench.ruby.values import LazyObject, RArray, RHash, RProc, RRegexp, RString, Value
from authbench.sdk import Request

if TYPE_CHECKING:
    from authbench.ruby import Interpreter

_PLAIN_CALLS = frozenset(
    {
        "digest_auth", "format_json", "request_format_json", "request_format_www_form_urlencoded",
        "request_format_multipart_form", "request_format_raw", "response_format_json", "response_format_raw",
        "follow_redirection", "ignore_redirection",
    }
)  # fmt: skip
"""Chain calls without arguments."""
_VALUE_CALLS = frozenset(
    {
        "user", "password", "auth_type", "access_key_id", "secret_access_key", "session_token", "region",
        "service",
    }
)  # fmt: skip
"""Chain calls with one value."""
_NAMED_CALLS = frozenset({"tls_client_cert", "tls_server_certs"})
"""Chain calls that take keywords alone."""


class RequestObject(LazyObject):
    """One request. Names that it does not answer itself are the value's: they send it."""

    ruby_class_name = "Workato::Connector::Sdk::Request"

    def __init__(self, request: Request) -> None:
        self.request = request
        self._forced = False
        self._value: Value = None

    def responds_to(self, name: str) -> bool:
        """Whether `name` is a chain call."""
        return name in CHAIN_NAMES

    def call_method(
        self,
        interp: Interpreter,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
        block: RProc | None,
    ) -> Value:
        """Chain a call; the request itself is the result, but for `current_url`, `current_verb` and
        `response!`. Raises HelperArgumentError and what the request raises."""
        call = HostCall(interp, name, args, kwargs, block)
        if name in _PLAIN_CALLS:
            call.between(0, 0)
            getattr(self.request, name)()
        elif name in _VALUE_CALLS:
            getattr(self.request, name)(resolved_argument(call.single()))
        elif name in _NAMED_CALLS:
            getattr(self.request, name)(**call.keywords())
        else:
            return _OTHERS[name](self, call)
        return self

    def force(self, interp: Interpreter) -> Value:
        """The request's value, the same object every time."""
        if not self._forced:
            self._value = from_plain(self.request.force())
            self._forced = True
        return self._value

    def plain(self) -> Any:
        """The request itself, for the caller to resolve; its value once code has seen it."""
        return to_plain(self._value) if self._forced else self.request

    def _headers(self, call: HostCall) -> Value:
        self.request.headers(header_pairs(call.given, exact=False))
        return self

    def _case_sensitive_headers(self, call: HostCall) -> Value:
        self.request.case_sensitive_headers(header_pairs(call.given, exact=True))
        return self

    def _params(self, call: HostCall) -> Value:
        self.request.params(resolved_argument(call.single()))
        return self

    def _payload(self, call: HostCall) -> Value:
        given, block = call.between(0, 1), call.block
        if given:
            self.request.payload(plain_argument(given[0]))
        if block is not None:
            self.request.edit_payload(lambda current: _edited(call.interp, block, current))
        return self

    def _request_body(self, call: HostCall) -> Value:
        self.request.request_body(resolved_argument(call.single()))
        return self

    def _request_format_xml(self, call: HostCall) -> Value:
        root, namespaces, _ = _xml_arguments(call)
        self.request.request_format_xml(root, namespaces)
        return self

    def _format_xml(self, call: HostCall) -> Value:
        root, namespaces, strip = _xml_arguments(call)
        self.request.format_xml(root, namespaces, strip_response_namespaces=strip)
        return self

    def _response_format_xml(self, call: HostCall) -> Value:
        strip = call.keywords().get("strip_response_namespaces", False)
        self.request.response_format_xml(strip_response_namespaces=bool(strip))
        return self

    def _after_response(self, call: HostCall) -> Value:
        body = call.needed_block()

        def hook(code: int, value: Any, headers: Mapping[str, Any]) -> Any:
            return run_block(call.interp, body, code, value, HeaderHash(headers))

        self.request.after_response(hook)
        return self

    def _after_error_response(self, call: HostCall) -> Value:
        body = call.needed_block()
        matchers = [matcher for value in call.args if (matcher := _matcher(value)) is not None]

        def hook(code: int | None, text: str | None, headers: Mapping[str, Any], title: str) -> Any:
            return run_block(call.interp, body, code, text, HeaderHash(headers), title)

        self.request.after_error_response(matchers, hook)
        return self

    def _current_url(self, call: HostCall) -> Value:
        return RString(self.request.current_url)

    def _current_verb(self, call: HostCall) -> Value:
        return RString(self.request.current_verb)

    def _response(self, call: HostCall) -> Value:
        return self.force(call.interp)


_Handler = Callable[[RequestObject, HostCall], Any]
_OTHERS: dict[str, _Handler] = {
    "headers": RequestObject._headers,
    "case_sensitive_headers": RequestObject._case_sensitive_headers,
    "params": RequestObject._params,
    "payload": RequestObject._payload,
    "request_body": RequestObject._request_body,
    "request_format_xml": RequestObject._request_format_xml,
    "format_xml": RequestObject._format_xml,
    "response_format_xml": RequestObject._response_format_xml,
    "after_response": RequestObject._after_response,
    "after_error_response": RequestObject._after_error_response,
    "current_url": RequestObject._current_url,
    "current_verb": RequestObject._current_verb,
    "response!": RequestObject._response,
}


CHAIN_NAMES = _PLAIN_CALLS | _VALUE_CALLS | _NAMED_CALLS | frozenset(_OTHERS)
"""Every name that can be chained on a request."""


def _edited(interp: Interpreter, block: RProc, current: Any) -> Any:
    """What `payload { |p| … }` made of the payload; the block's own result does not count."""
    payload = from_plain(current)
    interp.call(block, [payload])
    return to_plain(payload)


def _matcher(value: Value) -> Any:
    """A status, a pattern, or a text used as a pattern; ranges, arrays and the rest never match."""
    if isinstance(value, RRegexp):
        return RubyPattern(value)
    if isinstance(value, RString):
        return TextMatcher(value.text)
    return value if type(value) is int else None


def _xml_arguments(call: HostCall) -> tuple[Any, dict[str, Any], bool]:
    """Root, namespaces and the switch of `format_xml`; namespaces come as a hash or as keywords."""
    if not call.args or isinstance(call.args[0], RHash | RArray):
        raise call.wrong_number(len(call.args), "1..2")
    named = call.keywords(skip=1)
    strip = bool(named.pop("strip_response_namespaces", False))
    return resolved_argument(call.args[0]), named, strip
