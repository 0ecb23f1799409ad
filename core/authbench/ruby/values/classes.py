"""Classes and modules as values: what `is_a?`, `case`, `rescue` and constants speak about."""

from __future__ import annotations

from collections.abc import Iterator


class RClass:
    """A class or module: its name, its superclass, the modules it includes."""

    __slots__ = ("includes", "is_module", "name", "superclass")

    def __init__(
        self,
        name: str,
        superclass: RClass | None = None,
        *,
        is_module: bool = False,
        includes: tuple[RClass, ...] = (),
    ) -> None:
        self.name = name
        self.superclass = superclass
        self.is_module = is_module
        self.includes = includes

    def ancestors(self) -> Iterator[RClass]:
        """This class, its modules, then the same for each superclass, as Ruby orders them."""
        here: RClass | None = self
        while here is not None:
            yield here
            for module in reversed(here.includes):
                yield from module.ancestors()
            here = here.superclass

    def descends_from(self, other: RClass) -> bool:
        """Whether `other` is this class or among its ancestors."""
        return any(ancestor is other for ancestor in self.ancestors())

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"RClass({self.name})"


# One line each: "Name < Superclass : Module, Module"; "module Name". A superclass stands before its heirs;
# `$` is the SDK's own namespace.
_TREE = """
module Kernel
module Comparable
module Enumerable
BasicObject
Object < BasicObject : Kernel
Module < Object
Class < Module
NilClass < Object
TrueClass < Object
FalseClass < Object
String < Object : Comparable
Symbol < Object : Comparable
Numeric < Object : Comparable
Integer < Numeric
Float < Numeric
BigDecimal < Numeric
Rational < Numeric
Complex < Numeric
Array < Object : Enumerable
Hash < Object : Enumerable
ActiveSupport::HashWithIndifferentAccess < Hash
Range < Object : Enumerable
Regexp < Object
MatchData < Object
Proc < Object
Method < Object
Time < Object : Comparable
Date < Object : Comparable
DateTime < Date
ActiveSupport::TimeWithZone < Object : Comparable
ActiveSupport::TimeZone < Object : Comparable
ActiveSupport::Duration < Object
Set < Object : Enumerable
Struct < Object : Enumerable
OpenStruct < Object
Enumerator < Object : Enumerable
Enumerator::Lazy < Enumerator
Enumerator::Yielder < Object
Enumerator::Generator < Object : Enumerable
Enumerator::Producer < Object : Enumerable
Enumerator::Chain < Enumerator
Enumerator::ArithmeticSequence < Enumerator
Encoding < Object
IO < Object : Enumerable
File < IO
Dir < Object : Enumerable
Thread < Object
Mutex < Object
Queue < Object
StringIO < Object
Random < Object
Nokogiri::XML::Node < Object
Exception < Object
NoMemoryError < Exception
ScriptError < Exception
LoadError < ScriptError
NotImplementedError < ScriptError
SyntaxError < ScriptError
SecurityError < Exception
SignalException < Exception
Interrupt < SignalException
SystemExit < Exception
SystemStackError < Exception
StandardError < Exception
ArgumentError < StandardError
UncaughtThrowError < ArgumentError
Date::Error < ArgumentError
ActiveSupport::Duration::ISO8601Parser::ParsingError < ArgumentError
Math::DomainError < ArgumentError
TZInfo::InvalidTimezoneIdentifier < StandardError
EncodingError < StandardError
Encoding::CompatibilityError < EncodingError
Encoding::UndefinedConversionError < EncodingError
Encoding::InvalidByteSequenceError < EncodingError
Encoding::ConverterNotFoundError < EncodingError
FiberError < StandardError
IOError < StandardError
EOFError < IOError
IndexError < StandardError
KeyError < IndexError
StopIteration < IndexError
LocalJumpError < StandardError
NameError < StandardError
NoMethodError < NameError
RangeError < StandardError
FloatDomainError < RangeError
RegexpError < StandardError
RuntimeError < StandardError
FrozenError < RuntimeError
ThreadError < StandardError
TypeError < StandardError
ZeroDivisionError < StandardError
NoMatchingPatternError < StandardError
NoMatchingPatternKeyError < NoMatchingPatternError
SystemCallError < StandardError
SocketError < StandardError
Timeout::Error < RuntimeError
Net::OpenTimeout < Timeout::Error
Net::ReadTimeout < Timeout::Error
Net::WriteTimeout < Timeout::Error
Net::ProtocolError < StandardError
Net::HTTPError < Net::ProtocolError
Net::HTTPBadResponse < StandardError
Net::HTTPResponse < Object
Net::HTTPSuccess < Net::HTTPResponse
Net::HTTP < Object
Errno::ECONNREFUSED < SystemCallError
Errno::ECONNRESET < SystemCallError
Errno::ETIMEDOUT < SystemCallError
Errno::EHOSTUNREACH < SystemCallError
Errno::EPIPE < SystemCallError
Errno::ENOENT < SystemCallError
OpenSSL::OpenSSLError < StandardError
OpenSSL::SSL::SSLError < OpenSSL::OpenSSLError
OpenSSL::PKey::PKeyError < OpenSSL::OpenSSLError
OpenSSL::PKey::RSAError < OpenSSL::PKey::PKeyError
OpenSSL::PKey::ECError < OpenSSL::PKey::PKeyError
OpenSSL::Cipher::CipherError < OpenSSL::OpenSSLError
OpenSSL::HMACError < OpenSSL::OpenSSLError
OpenSSL::KDF::KDFError < OpenSSL::OpenSSLError
OpenSSL::X509::CertificateError < OpenSSL::OpenSSLError
URI::Error < StandardError
URI::InvalidURIError < URI::Error
URI::InvalidComponentError < URI::Error
URI::BadURIError < URI::Error
URI::Generic < Object
URI::HTTP < URI::Generic
URI::HTTPS < URI::HTTP
JSON::JSONError < StandardError
JSON::ParserError < JSON::JSONError
JSON::NestingError < JSON::ParserError
JSON::GeneratorError < JSON::JSONError
Psych::Exception < RuntimeError
Psych::SyntaxError < Psych::Exception
Psych::DisallowedClass < Psych::Exception
Psych::BadAlias < Psych::Exception
CSV::MalformedCSVError < RuntimeError
Zlib::Error < StandardError
Nokogiri::SyntaxError < StandardError
Nokogiri::XML::SyntaxError < Nokogiri::SyntaxError
JWT::EncodeError < StandardError
JWT::DecodeError < StandardError
JWT::VerificationError < JWT::DecodeError
JWT::ExpiredSignature < JWT::DecodeError
RestClient::Exception < RuntimeError
RestClient::ExceptionWithResponse < RestClient::Exception
RestClient::RequestFailed < RestClient::ExceptionWithResponse
RestClient::Exceptions::Timeout < RestClient::RequestFailed
RestClient::Exceptions::OpenTimeout < RestClient::Exceptions::Timeout
RestClient::Exceptions::ReadTimeout < RestClient::Exceptions::Timeout
RestClient::ServerBrokeConnection < RestClient::Exception
RestClient::SSLCertificateNotVerified < RestClient::Exception
RestClient::Response < Object
RestClient::Request < Object
$InvalidDefinitionError < StandardError
$InvalidSchemaError < StandardError
$UnexpectedMethodDefinitionError < $InvalidDefinitionError
$UndefinedMethodError < $InvalidDefinitionError
$InvalidMultiAuthDefinition < $InvalidDefinitionError
$UnresolvedMultiAuthOptionError < $InvalidDefinitionError
$RuntimeError < StandardError
$ArgumentError < StandardError
$ArgumentEncodingError < $ArgumentError
$UndefinedStdLibMethodError < StandardError
$NotImplementedError < StandardError
$InvalidURIError < StandardError
$RequestError < StandardError
$RequestFailedError < $RequestError
$RequestTLSCertificateFormatError < $RequestError
$RequestTimeoutError < $RequestError
$DetectOnUnauthorizedRequestError < $RequestError
$RequestPayloadFormatError < StandardError
$JSONRequestFormatError < $RequestPayloadFormatError
$XMLRequestFormatError < $RequestPayloadFormatError
$WWWFormURLEncodedRequestFormatError < $RequestPayloadFormatError
$MultipartFormRequestFormatError < $RequestPayloadFormatError
$ResponseFormatError < $RequestPayloadFormatError
$JSONResponseFormatError < $ResponseFormatError
$XMLResponseFormatError < $ResponseFormatError
$RAWResponseFormatError < $ResponseFormatError
$JSONParsingError < StandardError
$NetLookupError < StandardError
$CsvError < StandardError
$CsvFormatError < $CsvError
$CsvFileTooBigError < $CsvError
$CsvFileTooManyLinesError < $CsvError
module RestClient
module RestClient::Exceptions
module Math
module JSON
module Base64
module SecureRandom
module Digest
Digest::MD5 < Object
Digest::SHA1 < Object
Digest::SHA256 < Object
Digest::SHA384 < Object
Digest::SHA512 < Object
module OpenSSL
module OpenSSL::PKey
OpenSSL::PKey::PKey < Object
OpenSSL::PKey::RSA < OpenSSL::PKey::PKey
OpenSSL::PKey::EC < OpenSSL::PKey::PKey
module OpenSSL::X509
OpenSSL::X509::Certificate < Object
OpenSSL::X509::Name < Object
OpenSSL::HMAC < Object
OpenSSL::Digest < Object
OpenSSL::Digest::MD5 < OpenSSL::Digest
OpenSSL::Digest::SHA1 < OpenSSL::Digest
OpenSSL::Digest::SHA224 < OpenSSL::Digest
OpenSSL::Digest::SHA256 < OpenSSL::Digest
OpenSSL::Digest::SHA384 < OpenSSL::Digest
OpenSSL::Digest::SHA512 < OpenSSL::Digest
OpenSSL::Cipher < Object
OpenSSL::Cipher::AES < OpenSSL::Cipher
OpenSSL::Cipher::AES128 < OpenSSL::Cipher
OpenSSL::Cipher::AES192 < OpenSSL::Cipher
OpenSSL::Cipher::AES256 < OpenSSL::Cipher
module OpenSSL::KDF
module OpenSSL::PKCS5
module OpenSSL::SSL
module URI
module CGI
module ERB
module ERB::Util
module YAML
module Psych
module Zlib
module CSV
module Process
module GC
module ObjectSpace
module Timeout
module Net
module Errno
module Nokogiri
module Nokogiri::XML
module JWT
module ActiveSupport
module ActiveSupport::JSON
module ActiveSupport::Inflector
module ActiveSupport::NumberHelper
module ActiveSupport::SecurityUtils
module TZInfo
module Workato
module Workato::Connector
module Workato::Connector::Sdk
module Workato::Types
Workato::Types::Binary < String
Workato::Types::UnicodeString < String
"""

# rest-client names each status by a class of its own below RequestFailed (rest-client 2.1, exceptions.rb).
_STATUS_CLASSES = """
BadRequest Unauthorized PaymentRequired Forbidden NotFound MethodNotAllowed NotAcceptable
ProxyAuthenticationRequired RequestTimeout Conflict Gone LengthRequired PreconditionFailed
PayloadTooLarge URITooLong UnsupportedMediaType RangeNotSatisfiable ExpectationFailed
TooManyConnectionsFromThisIP UnprocessableEntity Locked FailedDependency UpgradeRequired
PreconditionRequired TooManyRequests RequestHeaderFieldsTooLarge RetryWith InternalServerError
NotImplemented BadGateway ServiceUnavailable GatewayTimeout HTTPVersionNotSupported
InsufficientStorage BandwidthLimitExceeded NotExtended NetworkAuthenticationRequired ResourceNotFound
"""


def _build() -> dict[str, RClass]:
    classes: dict[str, RClass] = {}
    for line in _TREE.replace("$", "Workato::Connector::Sdk::").split("\n"):
        if not line:
            continue
        if line.startswith("module "):
            name = line[7:]
            classes[name] = RClass(name, is_module=True)
            continue
        head, _, modules = line.partition(" : ")
        name, _, superclass = head.partition(" < ")
        classes[name] = RClass(
            name,
            classes[superclass] if superclass else None,
            includes=tuple(classes[module] for module in modules.split(", ") if module),
        )
    parent = classes["RestClient::RequestFailed"]
    for name in _STATUS_CLASSES.split():
        classes[f"RestClient::{name}"] = RClass(f"RestClient::{name}", parent)
    return classes


CLASSES: dict[str, RClass] = _build()
"""Every class and module that has a name here, by its full name."""


def class_named(name: str) -> RClass:
    """The class of that full name. Raises KeyError if there is none."""
    return CLASSES[name]
