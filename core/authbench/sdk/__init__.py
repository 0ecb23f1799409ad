"""What lambdas may call, apart from any language: plain values in, plain values out.

A `Session` is one run; a `Context` is where one lambda runs; a `Request` is what a verb builds.
"""

from authbench.sdk.attempt import title
from authbench.sdk.context import Context
from authbench.sdk.draft import Draft, TextPattern
from authbench.sdk.errors import (
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
from authbench.sdk.resolve import resolve
from authbench.sdk.response import Headers
from authbench.sdk.session import Authorizer, Method, NoAuthorization, Session

__all__ = [
    "Authorizer",
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
    "resolve",
    "title",
]
