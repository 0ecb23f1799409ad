"""What lambdas may call, apart from any language: plain values in, plain values out.

A `Session` is one run; a `Context` is where one lambda runs; a `Request` is what a verb builds.

Each name is imported from its module when it is first used: a process pays for what it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from authbench.sdk.rescue_names import SDK_NAMESPACE, rescue_names
from authbench.sdk.resolve import resolve

if TYPE_CHECKING:
    from authbench.sdk.arity import call_helper
    from authbench.sdk.attempt import title
    from authbench.sdk.context import Context
    from authbench.sdk.draft import Draft, TextPattern
    from authbench.sdk.errors import (
        BadUri,
        ConnectorError,
        CsvFormatError,
        DetectedError,
        HelperArgumentError,
        HelperRuntimeError,
        InvalidDefinition,
        InvalidHeader,
        InvalidUri,
        JsonParsingError,
        JsonRequestFormatError,
        JsonResponseFormatError,
        JwtDecodeError,
        MultipartFormRequestFormatError,
        RequestError,
        RequestFailed,
        RequestFormatError,
        RequestInProgress,
        RequestTimeout,
        ResponseFormatError,
        SdkError,
        TlsCertificateFormatError,
        UndefinedMethod,
        UndefinedStdLibMethod,
        UnsupportedHelper,
        XmlRequestFormatError,
        XmlResponseFormatError,
    )
    from authbench.sdk.request import Request
    from authbench.sdk.response import Headers
    from authbench.sdk.session import Authorizer, Method, NoAuthorization, Session

__all__ = [
    "SDK_NAMESPACE",
    "Authorizer",
    "BadUri",
    "ConnectorError",
    "Context",
    "CsvFormatError",
    "DetectedError",
    "Draft",
    "Headers",
    "HelperArgumentError",
    "HelperRuntimeError",
    "InvalidDefinition",
    "InvalidHeader",
    "InvalidUri",
    "JsonParsingError",
    "JsonRequestFormatError",
    "JsonResponseFormatError",
    "JwtDecodeError",
    "Method",
    "MultipartFormRequestFormatError",
    "NoAuthorization",
    "Request",
    "RequestError",
    "RequestFailed",
    "RequestFormatError",
    "RequestInProgress",
    "RequestTimeout",
    "ResponseFormatError",
    "SdkError",
    "Session",
    "TextPattern",
    "TlsCertificateFormatError",
    "UndefinedMethod",
    "UndefinedStdLibMethod",
    "UnsupportedHelper",
    "XmlRequestFormatError",
    "XmlResponseFormatError",
    "call_helper",
    "rescue_names",
    "resolve",
    "title",
]

_MODULES = {
    "Authorizer": "session",
    "BadUri": "errors",
    "ConnectorError": "errors",
    "Context": "context",
    "CsvFormatError": "errors",
    "DetectedError": "errors",
    "Draft": "draft",
    "Headers": "response",
    "HelperArgumentError": "errors",
    "HelperRuntimeError": "errors",
    "InvalidDefinition": "errors",
    "InvalidHeader": "errors",
    "InvalidUri": "errors",
    "JsonParsingError": "errors",
    "JsonRequestFormatError": "errors",
    "JsonResponseFormatError": "errors",
    "JwtDecodeError": "errors",
    "Method": "session",
    "MultipartFormRequestFormatError": "errors",
    "NoAuthorization": "session",
    "Request": "request",
    "RequestError": "errors",
    "RequestFailed": "errors",
    "RequestFormatError": "errors",
    "RequestInProgress": "errors",
    "RequestTimeout": "errors",
    "ResponseFormatError": "errors",
    "SdkError": "errors",
    "Session": "session",
    "TextPattern": "draft",
    "TlsCertificateFormatError": "errors",
    "UndefinedMethod": "errors",
    "UndefinedStdLibMethod": "errors",
    "UnsupportedHelper": "errors",
    "XmlRequestFormatError": "errors",
    "XmlResponseFormatError": "errors",
    "call_helper": "arity",
    "title": "attempt",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
