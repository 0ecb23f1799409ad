"""Constants that are no class: numbers of Float and Math, clocks of Process, the SDK's own names."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Final

from authbench.ruby.dispatch import class_table
from authbench.ruby.values import CLASSES, Raised, RString, Symbol, Value
from authbench.ruby.values.encodings import REncoding

if TYPE_CHECKING:
    from authbench.errors import Location
    from authbench.ruby.interpreter import Interpreter

_SDK: Final = "Workato::Connector::Sdk::"

_VALUES: Final[dict[str, Value]] = {
    "Float::INFINITY": math.inf,
    "Float::NAN": math.nan,
    "Float::EPSILON": sys.float_info.epsilon,
    "Float::MAX": sys.float_info.max,
    "Float::MIN": sys.float_info.min,
    "Float::DIG": 15,
    "Math::PI": math.pi,
    "Math::E": math.e,
    "Regexp::IGNORECASE": 1,
    "Regexp::EXTENDED": 2,
    "Regexp::MULTILINE": 4,
    "OpenSSL::PKey::RSA::PKCS1_PADDING": 1,
    "OpenSSL::PKey::RSA::NO_PADDING": 3,
    "OpenSSL::PKey::RSA::PKCS1_OAEP_PADDING": 4,
    "OpenSSL::X509::V_OK": 0,
    "ActiveSupport::Duration::SECONDS_PER_MINUTE": 60,
    "ActiveSupport::Duration::SECONDS_PER_HOUR": 3600,
    "ActiveSupport::Duration::SECONDS_PER_DAY": 86_400,
    "ActiveSupport::Duration::SECONDS_PER_WEEK": 604_800,
    "ActiveSupport::Duration::SECONDS_PER_MONTH": 2_629_746,
    "ActiveSupport::Duration::SECONDS_PER_YEAR": 31_556_952,
    "Process::CLOCK_REALTIME": 0,
    "Process::CLOCK_MONOTONIC": 1,
    "Process::CLOCK_PROCESS_CPUTIME_ID": 2,
}

_TEXTS: Final = {
    "RUBY_VERSION": "3.1.2",
    "File::SEPARATOR": "/",
}

_OTHER_NAMES: Final = {
    "HashWithIndifferentAccess": "ActiveSupport::HashWithIndifferentAccess",
}
"""Classes that a second constant names."""

_ENCODINGS: Final = {
    "Encoding::UTF_8": "UTF-8",
    "Encoding::ASCII_8BIT": "ASCII-8BIT",
    "Encoding::BINARY": "ASCII-8BIT",
    "Encoding::US_ASCII": "US-ASCII",
    "Encoding::ISO_8859_1": "ISO-8859-1",
    "Encoding::UTF_16": "UTF-16",
    "Encoding::UTF_16LE": "UTF-16LE",
    "Encoding::UTF_16BE": "UTF-16BE",
    "Encoding::Windows_1252": "Windows-1252",
    "Encoding::WINDOWS_1252": "Windows-1252",
    "Encoding::SHIFT_JIS": "Shift_JIS",
}

_FORBIDDEN_WORDS: Final = """
    ENV ARGV ARGF DATA STDIN STDOUT STDERR RUBY_PLATFORM RUBY_ENGINE TOPLEVEL_BINDING Kernel Signal
    Ractor Fiber Marshal Open3 Socket TCPSocket UDPSocket Tempfile Pathname FileUtils Etc PTY DRb
    Binding UnboundMethod TracePoint RubyVM Rails Logger Monitor ConditionVariable WeakRef Singleton
    Forwardable Delegate SimpleDelegator Observable Benchmark Gem Bundler
"""
_NOT_THERE_WORDS: Final = """
    ActiveSupport::Notifications Date::DATE_FORMATS Date::GREGORIAN Date::ITALY Date::JULIAN Digest::Base
    Digest::RMD160 Digest::SHA2 Float::MANT_DIG Float::MAX_10_EXP Float::MIN_10_EXP IPAddr IPSocket
    JSON::VERSION OpenSSL::ASN1 OpenSSL::BN OpenSSL::KDF OpenSSL::PKCS12 OpenSSL::PKCS7 OpenSSL::SSL
    OpenSSL::SSL::VERIFY_NONE OpenSSL::SSL::VERIFY_PEER OpenSSL::VERSION Time::DATE_FORMATS
    URI::DEFAULT_PARSER URI::FTP URI::MailTo URI::Parser Zlib::Deflate Zlib::GzipReader Zlib::GzipWriter
    Zlib::Inflate
"""
_NOT_THERE: Final = frozenset(_NOT_THERE_WORDS.split())
"""What Ruby has there and the sandbox has not."""
_FORBIDDEN: Final = frozenset(_FORBIDDEN_WORDS.split())


def constant_value(interp: Interpreter, name: str, location: Location | None) -> Value:
    """The value of a constant that is no class of ours. Raises NameError, or UnsupportedMethod for what Ruby
    has and the sandbox has not."""
    if name in _VALUES:
        return _VALUES[name]
    if name in _OTHER_NAMES:
        return CLASSES[_OTHER_NAMES[name]]
    if name in _TEXTS:
        return RString(_TEXTS[name], frozen=True)
    if name in _ENCODINGS:
        return REncoding(_ENCODINGS[name])
    if name.startswith(("Date::", "DateTime::")) and name.endswith("NAMES"):
        from authbench.ruby.methods.date_formats import names_of

        words = names_of(name.rpartition("::")[2])
        if words is not None:
            return words
    if _SDK + name in CLASSES:
        return CLASSES[_SDK + name]
    scope, joint, leaf = name.rpartition("::")
    if joint and scope in CLASSES:
        method = class_table(CLASSES[scope]).find(leaf)
        if method is not None:
            return interp.invoke(method, CLASSES[scope], leaf, [], {}, None, None, interp.node)
    if name in _NOT_THERE or name.partition("::")[0] in _FORBIDDEN:
        raise interp.unsupported_method(f"`{name}`", location)
    missing = name
    if joint and scope not in CLASSES:
        missing = name.partition("::")[0]
        if missing in CLASSES:
            missing = name
    raised = Raised.of(
        "NameError",
        f"uninitialized constant {missing}",
        name=Symbol(leaf),
        receiver=CLASSES[scope] if scope in CLASSES else CLASSES["Object"],
    )
    raised.exception.location = location
    raise raised
