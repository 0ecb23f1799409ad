"""What goes wrong in what lambdas call, with the names under which a connector's `rescue` knows it.

`sdk_class` is the SDK's class (within `Workato::Connector::Sdk`), `ruby_class` the one Ruby itself
has for it, None where it has none; either name catches it, and `e.class` prints Ruby's where there
is one (SDK reference 5.9, 5.10; see `rescue_names`). What a rescue may read beside the message are
the attributes.
"""

from __future__ import annotations

from typing import Any, ClassVar

from authbench.errors import AuthbenchError, Code, Location
from authbench.events import Header, HttpExchange


class SdkError(AuthbenchError):
    """Base of everything that a connector's `rescue` can catch."""

    default_code = Code.LAMBDA_ERROR
    sdk_class: ClassVar[str] = "Error"
    ruby_class: ClassVar[str | None] = None


class ConnectorError(SdkError):
    """The definition called `error('…')`: the message is its author's."""

    default_code = Code.CONNECTOR_ERROR
    sdk_class = "RuntimeError"
    ruby_class = "RuntimeError"


class HelperRuntimeError(SdkError):
    """A helper could not do its work; Ruby would raise a plain RuntimeError."""

    sdk_class = "RuntimeError"
    ruby_class = "RuntimeError"


class HelperArgumentError(SdkError):
    """A helper was called with arguments that it cannot use."""

    sdk_class = "ArgumentError"
    ruby_class = "ArgumentError"


class JsonParsingError(SdkError):
    """`parse_json` was given text that is no JSON; the message is the parser's."""

    sdk_class = "JSONParsingError"


class JwtDecodeError(SdkError):
    """A JWT is malformed, expired or not yet valid."""

    sdk_class = "ArgumentError"
    ruby_class = "JWT::DecodeError"


class CsvError(SdkError):
    """`workato.csv` was given a text that it does not take."""

    sdk_class = "CsvError"


class CsvFormatError(CsvError):
    """The text is malformed."""

    sdk_class = "CsvFormatError"


class CsvFileTooBig(CsvError):
    """The text has more bytes than `csv.parse` takes."""

    sdk_class = "CsvFileTooBigError"


class CsvFileTooManyLines(CsvError):
    """The text has more rows than `csv.parse` takes."""

    sdk_class = "CsvFileTooManyLinesError"


class NetLookupFailed(SdkError):
    """`workato.net.lookup` got no answer."""

    sdk_class = "NetLookupError"


class UndefinedStdLibMethod(SdkError, AttributeError):
    """`workato.xyz`, where there is no such function. An AttributeError too, so that `hasattr` works."""

    sdk_class = "UndefinedStdLibMethodError"

    def __init__(self, name: str, namespace: str) -> None:
        super().__init__(f"Undefined method '{name}' for \"{namespace}\" namespace", code=Code.UNSUPPORTED)
        self.name = name
        self.namespace = namespace


class InvalidDefinition(SdkError):
    """The definition lacks something that is needed, or holds what cannot be used."""

    default_code = Code.INVALID_DEFINITION
    sdk_class = "InvalidDefinitionError"


class UndefinedMethod(InvalidDefinition):
    """`call('x')` without `methods.x`."""

    sdk_class = "UndefinedMethodError"

    def __init__(self, name: str, known: tuple[str, ...] = ()) -> None:
        hint = (
            f"The definition's methods are: {', '.join(known)}."
            if known
            else "The definition has no methods."
        )
        super().__init__(f"Method '{name}' does not exists", hint=hint)
        self.name = name


class UnsupportedHelper(SdkError):
    """A helper of the platform that has no meaning for connections, or needs the platform itself."""

    default_code = Code.UNSUPPORTED
    sdk_class = "NotImplementedError"
    ruby_class = "NotImplementedError"


class RequestError(SdkError):
    """Base of what goes wrong with one request. `method` is its verb in upper case, `exchange` the
    exchange that shows it, None where nothing was sent."""

    sdk_class = "RequestError"

    def __init__(
        self,
        message: str,
        *,
        method: str | None = None,
        exchange: HttpExchange | None = None,
        code: str | None = None,
        hint: str | None = None,
        location: Location | None = None,
        details: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message, code=code, hint=hint, location=location, details=details)
        self.method = method
        self.exchange = exchange


class RequestFailed(RequestError):
    """The API answered with a status that is no success, or the connection failed on a certificate
    or was dropped: then `status` and `body` are None and the code is that of the cause.

    `title` is the message as signals and hooks see it: `401 Unauthorized`, `HTTP status code 599`.
    `request` is the `Request` that failed.
    """

    default_code = Code.HTTP_ERROR
    sdk_class = "RequestFailedError"

    def __init__(
        self,
        title: str,
        *,
        status: int | None,
        body: str | None,
        headers: tuple[Header, ...] = (),
        method: str | None = None,
        exchange: HttpExchange | None = None,
        request: object = None,
        code: str | None = None,
        hint: str | None = None,
        details: dict[str, str] | None = None,
    ) -> None:
        super().__init__(title, method=method, exchange=exchange, code=code, hint=hint, details=details)
        self.title = title
        self.status = status
        self.body = body
        self.headers = headers
        self.request = request


class RequestTimeout(RequestError):
    """No connection, or no answer, in time. `title` is the message; there is no status."""

    default_code = Code.REQUEST_TIMEOUT
    sdk_class = "RequestTimeoutError"

    @property
    def title(self) -> str:
        """The message, as `refresh_on` sees it."""
        return self.message


class DetectedError(RequestError):
    """`detect_on` matched a successful answer. The message is its body, as the SDK has it; `parsed` is
    what the body became, where that is another text."""

    default_code = Code.DETECTED_ERROR
    sdk_class = "DetectOnUnauthorizedRequestError"

    def __init__(
        self,
        body: str,
        *,
        parsed: object = None,
        method: str | None = None,
        exchange: HttpExchange | None = None,
    ) -> None:
        super().__init__(body, method=method, exchange=exchange)
        self.body = body
        self.parsed = parsed
        self.title = body


class InvalidUri(RequestError):
    """The request's URL cannot be used (SDK reference 4.3)."""

    default_code = Code.INVALID_URL
    sdk_class = "InvalidURIError"


class BadUri(InvalidUri):
    """A relative URL met a base URI that is relative as well."""

    ruby_class = "URI::BadURIError"


class InvalidHeader(RequestError):
    """A header name or value would break the message apart: it is refused, not sent."""

    default_code = Code.INVALID_REQUEST_DATA
    sdk_class = "ArgumentError"
    ruby_class = "ArgumentError"


class RequestInProgress(RequestError):
    """A request's value was asked for while that very request was being made."""

    sdk_class = "RuntimeError"


class TlsCertificateFormatError(RequestError):
    """`tls_client_cert` or `tls_server_certs` was given something that is no usable PEM."""

    default_code = Code.INVALID_REQUEST_DATA
    sdk_class = "RequestTLSCertificateFormatError"


class RequestFormatError(RequestError):
    """The payload cannot be written in the chosen format."""

    default_code = Code.INVALID_REQUEST_DATA
    sdk_class = "RequestPayloadFormatError"


class JsonRequestFormatError(RequestFormatError):
    """The payload has no JSON form."""

    sdk_class = "JSONRequestFormatError"


class XmlRequestFormatError(RequestFormatError):
    """The payload is no hash, which XML needs."""

    sdk_class = "XMLRequestFormatError"


class MultipartFormRequestFormatError(RequestFormatError):
    """The payload is no hash, which a multipart form needs."""

    sdk_class = "MultipartFormRequestFormatError"


class ResponseFormatError(RequestFormatError):
    """The answer is not in the format that the definition expects. `body` is its text. A rescue knows it as
    a payload error too, as the SDK has it."""

    default_code = Code.INVALID_RESPONSE
    sdk_class = "ResponseFormatError"

    def __init__(
        self, message: str, *, body: str = "", method: str | None = None, exchange: HttpExchange | None = None
    ) -> None:
        super().__init__(message, method=method, exchange=exchange)
        self.body = body


class JsonResponseFormatError(ResponseFormatError):
    """The answer is no JSON; the message is the parser's."""

    sdk_class = "JSONResponseFormatError"


class XmlResponseFormatError(ResponseFormatError):
    """The answer is no XML document."""

    sdk_class = "XMLResponseFormatError"


def ruby_class_name(value: Any) -> str:
    """The Ruby class of a plain value, for messages: `NilClass`, `Integer`, `Hash`."""
    if value is None:
        return "NilClass"
    if isinstance(value, bool):
        return "TrueClass" if value else "FalseClass"
    known = {int: "Integer", float: "Float", str: "String", bytes: "String", list: "Array", dict: "Hash"}
    return known.get(type(value), type(value).__name__)
