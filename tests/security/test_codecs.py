"""No codec of Python's is reached by its name: not from a definition, which knows Ruby's encodings alone, and not
from a server's Content-Type where it is no charset."""

from __future__ import annotations

import encodings.aliases
import pkgutil

import pytest

from authbench.events.charsets import codec_for
from authbench.ruby import RubyFailure
from authbench.ruby.values.encoding_names import KNOWN, UNREADABLE
from support.ruby_evaluation import value_of

PYTHON = sorted(
    {module.name for module in pkgutil.iter_modules(encodings.__path__)}
    | set(encodings.aliases.aliases)
    | {"utf8", "latin1", "unicode_escape", "rot13", "zip", "hex", "bz2", "base64", "quopri", "uu"}
)
"""Every name that Python has for a codec."""
FOREIGN = [name for name in PYTHON if name.upper() not in KNOWN and name.upper() not in UNREADABLE]
USES = [
    ("'x'.dup.force_encoding({})", "ArgumentError", "unknown encoding name - {}"),
    ("Encoding.find({})", "ArgumentError", "unknown encoding name - {}"),
    ("120.chr({})", "ArgumentError", "unknown encoding name - {}"),
    ("'x'.as_string({})", "ArgumentError", "unknown encoding name - {}"),
    ("'x'.encode({})", "Encoding::ConverterNotFoundError", "code converter not found (UTF-8 to {})"),
    ("'x'.dup.encode!({})", "Encoding::ConverterNotFoundError", "code converter not found (UTF-8 to {})"),
    ("'x'.encode('UTF-8', {})", "Encoding::ConverterNotFoundError", "code converter not found ({} to UTF-8)"),
]


def test_python_has_many_names_that_ruby_has_not() -> None:
    assert len(FOREIGN) > 200
    assert {"rot13", "zip", "idna", "punycode", "unicode_escape", "utf8"} <= set(FOREIGN)


@pytest.mark.parametrize(("code", "error", "message"), USES, ids=[use[0] for use in USES])
def test_no_name_of_pythons_is_an_encoding(code: str, error: str, message: str) -> None:
    for name in FOREIGN:
        body = f"begin; {code.format(repr(name))}; rescue => e; [e.class.to_s, e.message]; end"
        interp, value = value_of(body)
        assert interp.inspect(value) == f'["{error}", "{message.format(name)}"]'


def test_every_encoding_of_rubys_is_known_or_said_to_be_missing() -> None:
    for name in KNOWN:
        interp, value = value_of(
            f"['x'.dup.force_encoding('{name}').encoding.to_s, 'x'.encode('{name}').size]"
        )
        assert interp.inspect(value).startswith(f'["{KNOWN[name]}", ')
    for name in UNREADABLE:
        with pytest.raises(RubyFailure, match="is not supported here"):
            value_of(f"'x'.encode('{name}')")


@pytest.mark.parametrize(
    "charset",
    [
        "idna",
        "punycode",
        "unicode_escape",
        "raw-unicode-escape",
        "undefined",
        "zip",
        "rot13",
        "hex",
        "utf-7",
        "nonsense",
        "a\0b",
    ],
)
def test_what_is_no_charset_is_not_read_as_one(charset: str) -> None:
    assert codec_for(charset) is None


@pytest.mark.parametrize(
    "charset", ["utf-8", "UTF8", "ISO-8859-1", "windows-1252", "Shift_JIS", "utf-16", "us-ascii"]
)
def test_a_charset_is_read(charset: str) -> None:
    codec = codec_for(charset)
    assert codec is not None
    assert b"\x41\x00".decode(codec)
