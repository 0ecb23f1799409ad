"""The helpers' errors as exceptions that a definition's `rescue` catches and reads (SDK reference 5.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authbench.definition.ruby.host_values import HeaderHash
from authbench.errors import AuthbenchError
from authbench.ruby.values import CLASSES, LazyObject, RClass, RException, RProc, RString, Value
from authbench.sdk import DetectedError, Headers, RequestError, RequestFailed, RequestTimeout, rescue_names

if TYPE_CHECKING:
    from authbench.ruby import Interpreter

_classes: dict[tuple[str, ...], RClass] = {}


def exception_for(error: AuthbenchError) -> RException | None:
    """The exception for an error of the helpers or of the transport; None for what no `rescue` may
    catch: limits, unsupported parts, and our own failures."""
    names = rescue_names(error)
    if not names:
        return None
    fields = _fields(error) if isinstance(error, RequestError) else {}
    return RException(
        _class_named(names), error.message, fields=fields, location=error.location, original=error
    )


def _class_named(names: tuple[str, ...]) -> RClass:
    """A class that each of the names catches; it prints the first."""
    known = _classes.get(names)
    if known is None:
        bases = [CLASSES[name] for name in names if name in CLASSES] or [CLASSES["StandardError"]]
        known = bases[0] if len(bases) == 1 else RClass(names[0], bases[0], includes=tuple(bases[1:]))
        _classes[names] = known
    return known


def _fields(error: RequestError) -> dict[str, Any]:
    """What a rescue may read beside the message."""
    fields: dict[str, Any] = {"method": _text(error.method.lower() if error.method else None)}
    if isinstance(error, RequestFailed):
        response = None if error.status is None else FailedResponse(error)
        fields |= {
            "code": error.status,
            "http_code": error.status,
            "response": response,
            "http_body": _text(error.body),
        }
    elif isinstance(error, RequestTimeout | DetectedError):
        fields |= {"code": None, "http_code": None, "response": None}
    return fields


class FailedResponse(LazyObject):
    """The answer to a failed request as `e.response` gives it: the body's text, which also answers to
    `body`, `code` and `headers`."""

    ruby_class_name = "RestClient::Response"

    def __init__(self, error: RequestFailed) -> None:
        self._error = error

    def responds_to(self, name: str) -> bool:
        """What a text does not answer itself."""
        return name in ("body", "code", "headers")

    def call_method(
        self,
        interp: Interpreter,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
        block: RProc | None,
    ) -> Value:
        """One part of the answer."""
        match name:
            case "code":
                return self._error.status
            case "headers":
                return HeaderHash(Headers(self._error.headers, lists=True))
            case _:
                return self.force(interp)

    def force(self, interp: Interpreter) -> Value:
        """The body's text."""
        return RString(self._error.body or "")

    def plain(self) -> Any:
        """The body's text."""
        return self._error.body or ""


def _text(value: str | None) -> RString | None:
    return None if value is None else RString(value)
