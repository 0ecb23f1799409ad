"""What lambdas may call, apart from any language: plain values in, plain values out.

A `Session` is one run; a `Context` is where one lambda runs; a `Request` is what a verb builds.
"""

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
from authbench.sdk.rescue_names import SDK_NAMESPACE, rescue_names
from authbench.sdk.resolve import resolve
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
