"""What a lambda runs on: the helpers of SDK reference 1.6 and 6.1 by their bare names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from authbench.definition.deviations import DEVIATIONS
from authbench.definition.ruby.host_call import HostCall
from authbench.definition.ruby.host_values import (
    indifferent_argument,
    plain_argument,
    resolved_argument,
)
from authbench.definition.ruby.namespaces import Namespace
from authbench.definition.ruby.request_object import RequestObject
from authbench.errors import AuthbenchError, Location
from authbench.ruby import from_plain
from authbench.ruby.values import HostObject, Raised, RHash, RProc, RString, Symbol, Value, class_named
from authbench.sdk import Context, InvalidDefinition

if TYPE_CHECKING:
    from authbench.definition.ruby.code import RubyCode
    from authbench.ruby import Interpreter

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "options", "head", "copy", "move"})
_UNSUPPORTED = frozenset({"workato_schema", "reinvoke_after", "suspend", "checkpoint!", "stream"})

_DECORATING = frozenset({"apply", "credentials"})
_COMPUTING = frozenset({"base_uri", "client_id", "client_secret", "authorization_url", "token_url"})
_OPERATIONS = frozenset({"call", "error", "aws", "parallel"})
"""Helpers that the emulator does not have in the computing lambdas."""


class ContextObject(HostObject):
    """`self` of most lambdas: verbs, `call`, `error`, `workato`, `aws` and the other helpers."""

    ruby_class_name = "Workato::Connector::Sdk::Operation"

    def __init__(self, code: RubyCode, context: Context) -> None:
        self._code = code
        self.context = context

    def responds_to(self, name: str) -> bool:
        """Whether `name` is a helper."""
        return name in HELPER_NAMES

    def call_method(
        self,
        interp: Interpreter,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
        block: RProc | None,
    ) -> Value:
        """Call the helper. Raises what it raises."""
        call = HostCall(interp, name, args, kwargs, block)
        self._note_deviation(name, interp.location)
        if name in _VERBS:
            given = call.between(1, 2)
            url, argument = resolved_argument(given[0]), [plain_argument(value) for value in given[1:]]
            return RequestObject(self._placed(interp).new_request(name, url, *argument))
        if name in _UNSUPPORTED:
            raise self.context.unsupported(name)
        return _HELPERS[name](self, call)

    def plain(self) -> Any:
        """Nothing of it goes into results."""
        return None

    def _placed(self, interp: Interpreter) -> Context:
        place = in_path(interp.location, self.context.path)
        return replace(self.context, location_of_call=lambda: place)

    def _note_deviation(self, name: str, place: Location | None) -> None:
        """Say once where a helper is used that the emulator does not have there (1.6)."""
        member = self.context.path.rpartition(".")[2]
        if member in _DECORATING:
            deviation = DEVIATIONS["requests-in-apply" if name in _VERBS else "helpers-everywhere"]
        elif member == "selected" or (member in _COMPUTING and (name in _VERBS or name in _OPERATIONS)):
            deviation = DEVIATIONS["helpers-everywhere"]
        else:
            return
        self.context.session.note_once(deviation.id, deviation.note, in_path(place, self.context.path))

    def _call(self, call: HostCall) -> Value:
        if not call.args:
            raise call.wrong_number(0, "1+")
        name = call.interp.to_s(call.args[0])
        given = [indifferent_argument(value) for value in call.args[1:]]
        kwargs = call.kwargs
        method = self._code.method(name, self.context.session)
        if method is None:
            if self._code.holds_other(name):
                raise InvalidDefinition(f"Expected lambda for method '{name}'")
            return from_plain(self.context.call(name, [resolved_argument(value) for value in given]))
        path = f"methods.{name}"
        if kwargs and not method.code.parameters.takes_keywords:
            pairs = ((Symbol(key), value) for key, value in kwargs.items())
            given.append(RHash(pairs, indifferent=True))
            kwargs = {}
        positional, keywords = call.interp.keywords_of(method, given, kwargs or None)
        own = ContextObject(self._code, replace(self.context, path=path, request=None))
        try:
            return call.interp.run_proc(method, positional, keywords, own)
        except Raised as raised:
            raised.exception.location = in_path(raised.exception.location, path)
            raise
        except AuthbenchError as error:
            error.location = in_path(error.location, path)
            raise

    def _error(self, call: HostCall) -> Value:
        raise self.context.error(call.interp.to_s(call.single()))

    def _account_property(self, call: HostCall) -> Value:
        return from_plain(self.context.account_property(resolved_argument(call.single())))

    def _lookup(self, call: HostCall) -> Value:
        """The first row that fits by the rules of the list method `where` (SDK reference 7.4)."""
        given = call.between(1, 2)
        rows = from_plain(list(self.context.lookup_rows(resolved_argument(given[0]))))
        conditions = [call.interp.force(value) for value in given[1:]]
        fitting = call.interp.send(rows, "where", [value for value in conditions if isinstance(value, RHash)])
        first = call.interp.send(fitting, "first")
        return from_plain({}) if first is None else first

    def _now(self, call: HostCall) -> Value:
        return call.interp.send(_zone(call.interp), "now")

    def _today(self, call: HostCall) -> Value:
        return call.interp.send(_zone(call.interp), "today")

    def _parse_json(self, call: HostCall) -> Value:
        source = call.interp.force(call.single())
        if isinstance(source, RString):
            call.interp.check_size(sum(source.data.count(mark) for mark in (b",", b"[", b"{")), "array")
            return from_plain(self.context.parse_json(resolved_argument(source)))
        return source

    def _uuid(self, call: HostCall) -> Value:
        return RString(self.context.uuid())

    def _encrypt(self, call: HostCall) -> Value:
        text, key = _two(call)
        return from_plain(self.context.encrypt(text, key))

    def _decrypt(self, call: HostCall) -> Value:
        text, key = _two(call)
        return from_plain(self.context.decrypt(text, key))

    def _blank(self, call: HostCall) -> Value:
        return RString("")

    def _nothing(self, call: HostCall) -> Value:
        return None

    def _execution_context(self, call: HostCall) -> Value:
        return from_plain(self.context.execution_context())

    def _parallel(self, call: HostCall) -> Value:
        requests = plain_argument(call.interp.force(call.args[0])) if call.args else []
        return from_plain(self.context.parallel(requests if isinstance(requests, list) else [requests]))

    def _workato(self, call: HostCall) -> Value:
        return Namespace(self._placed(call.interp).workato, "workato", frozenset({"csv", "net"}))

    def _aws(self, call: HostCall) -> Value:
        return Namespace(self._placed(call.interp).aws, "aws")


class ApplyObject(ContextObject):
    """`self` of `apply` and `credentials`: the request being made, with the helpers besides."""

    ruby_class_name = "Workato::Connector::Sdk::Request"

    def __init__(self, code: RubyCode, context: Context, request: RequestObject) -> None:
        super().__init__(code, context)
        self._request = request

    def responds_to(self, name: str) -> bool:
        """Whether `name` is a chain call of a request or a helper."""
        return self._request.responds_to(name) or super().responds_to(name)

    def call_method(
        self,
        interp: Interpreter,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
        block: RProc | None,
    ) -> Value:
        """Decorate the request, or call a helper. Raises what they raise."""
        if self._request.responds_to(name):
            return self._request.call_method(interp, name, args, kwargs, block)
        return super().call_method(interp, name, args, kwargs, block)


_Helper = Callable[[ContextObject, HostCall], Any]
_HELPERS: dict[str, _Helper] = {
    "call": ContextObject._call,
    "error": ContextObject._error,
    "account_property": ContextObject._account_property,
    "lookup": ContextObject._lookup,
    "now": ContextObject._now,
    "today": ContextObject._today,
    "parse_json": ContextObject._parse_json,
    "uuid": ContextObject._uuid,
    "encrypt": ContextObject._encrypt,
    "decrypt": ContextObject._decrypt,
    "blank": ContextObject._blank,
    "null": ContextObject._nothing,
    "skip": ContextObject._nothing,
    "clear": ContextObject._nothing,
    "execution_context": ContextObject._execution_context,
    "parallel": ContextObject._parallel,
    "workato": ContextObject._workato,
    "aws": ContextObject._aws,
}


HELPER_NAMES = _VERBS | _UNSUPPORTED | frozenset(_HELPERS)
"""Every name that a lambda's `self` answers to."""


def in_path(location: Location | None, path: str) -> Location | None:
    """A place with the key path of its lambda, unless it has one."""
    if location is None or location.path is not None:
        return location
    return replace(location, path=path)


def _two(call: HostCall) -> tuple[Any, Any]:
    first, second = call.between(2, 2)
    return resolved_argument(first), resolved_argument(second)


def _zone(interp: Interpreter) -> Value:
    return interp.send(class_named("Time"), "zone")
