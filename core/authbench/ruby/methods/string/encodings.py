"""Encodings: UTF-8 and binary, and texts read from other ones."""

from __future__ import annotations

import unicodedata
from typing import Final, Literal

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.string.table import STRING, transforming
from authbench.ruby.values import RString, Symbol, Value
from authbench.ruby.values.encoding_names import UNREADABLE, inner_name, own_name
from authbench.ruby.values.encodings import REncoding
from authbench.ruby.values.strings import BINARY_ENCODING, TEXT_ENCODING

_REPLACEMENT: Final = "\ufffd"
_LONG: Final = 100_000
_LONGEST_DECOMPOSITION: Final = 18
"""Characters that one may become (U+FDFA)."""
_FORMS: Final[dict[str, Literal["NFC", "NFD", "NFKC", "NFKD"]]] = {
    "nfc": "NFC",
    "nfd": "NFD",
    "nfkc": "NFKC",
    "nfkd": "NFKD",
}


def encoding_name(call: Call, value: Value) -> str:
    """The name of an encoding given by its name, upper case. Raises ArgumentError."""
    name = value.name if isinstance(value, REncoding) else call.string(value)
    known = _known(call, name)
    if known is None:
        raise call.error("ArgumentError", f"unknown encoding name - {name}")
    return known


def _known(call: Call, name: str) -> str | None:
    """What is an encoding's name inside; None where Ruby knows none of that name."""
    known = inner_name(name)
    if known is None and name.upper() in UNREADABLE:
        raise call.unsupported(f"the encoding {UNREADABLE[name.upper()]}")
    return known


def _converted_names(call: Call, self: RString) -> tuple[str, str]:
    """From which encoding `encode` leads to which. Raises Encoding::ConverterNotFoundError."""
    given = [value.name if isinstance(value, REncoding) else call.string(value) for value in call.args[:2]]
    shown = [given[0] if given else TEXT_ENCODING, given[1] if len(given) > 1 else own_name(self.encoding)]
    target, source = (_known(call, name) for name in shown)
    if target is None or source is None:
        raise call.error(
            "Encoding::ConverterNotFoundError", f"code converter not found ({shown[1]} to {shown[0]})"
        )
    return source, target


@STRING.define("encoding")
def encoding(call: Call, self: RString) -> Value:
    return REncoding(own_name(self.encoding))


@STRING.define("force_encoding", args="1")
def force_encoding(call: Call, self: RString) -> Value:
    name = encoding_name(call, call.args[0])
    if name == TEXT_ENCODING:
        self.replace(self.data.decode("utf-8", "surrogateescape"))
    elif name == "US-ASCII":
        self.replace(self.text, "US-ASCII")
    else:
        self.replace(self.data, name)
    return self


@STRING.define("b")
def b(call: Call, self: RString) -> Value:
    return RString(self.data)


@STRING.define("valid_encoding?")
def is_valid(call: Call, self: RString) -> Value:
    return self.valid


@STRING.define("ascii_only?")
def is_ascii(call: Call, self: RString) -> Value:
    return self.value.isascii()


@STRING.define("unicode_normalized?", args="0..1")
def is_normalized(call: Call, self: RString) -> Value:
    _check_normalizable(call, self)
    return unicodedata.normalize(_form(call), self.text) == self.text


def _check_normalizable(call: Call, self: RString) -> None:
    if self.binary:
        said = f"Unicode Normalization not appropriate for {own_name(self.encoding)}"
        raise call.error("Encoding::CompatibilityError", said)
    if not self.valid:
        raise call.error("ArgumentError", "invalid byte sequence in UTF-8")


def _form(call: Call) -> Literal["NFC", "NFD", "NFKC", "NFKD"]:
    form = call.args[0] if call.args else Symbol("nfc")
    found = _FORMS.get(form.name) if isinstance(form, Symbol) else None
    if found is None:
        raise call.error("ArgumentError", f"Invalid normalization form {call.to_s(form)}.")
    return found


@transforming("unicode_normalize", args="0..1", always=True)
def unicode_normalize(call: Call, self: RString) -> str:
    _check_normalizable(call, self)
    if len(self) > _LONG and not self.text.isascii():
        call.check_size(len(self) * _LONGEST_DECOMPOSITION)
    return unicodedata.normalize(_form(call), self.text)


@transforming("scrub", args="0..1", always=True)
def scrub(call: Call, self: RString) -> str:
    if self.valid:
        return self.text if not self.binary else self.data.decode("latin-1")
    if call.block is None:
        new = call.string(call.args[0]) if call.args and call.args[0] is not None else _REPLACEMENT
        if new == _REPLACEMENT:
            return self.data.decode("utf-8", "replace")
    pieces: list[str] = []
    rest = self.data
    while rest:
        try:
            pieces.append(rest.decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            pieces.append(rest[: error.start].decode("utf-8"))
            bad = rest[error.start : error.end]
            pieces.append(call.to_s(call.yield_(RString(bad))) if call.block is not None else new)
            rest = rest[error.end :]
    return "".join(pieces)


@STRING.define("encode", args="0..3")
def encode(call: Call, self: RString) -> Value:
    value, name = _encoded(call, self)
    return RString(value, encoding=name)


@STRING.define("encode!", args="0..3")
def encode_in_place(call: Call, self: RString) -> Value:
    value, name = _encoded(call, self)
    self.replace(value, name)
    return self


def _encoded(call: Call, self: RString) -> tuple[str | bytes, str]:
    """The content in another encoding; what cannot be written raises unless `invalid:`/`undef:` replace."""
    options = call.options()
    source, target = _converted_names(call, self)
    text = _decoded(call, self, source, target, options)
    if call.truthy(options.get("universal_newline")):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if options.get("xml") is not None:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if options["xml"] is Symbol("attr"):
            text = '"' + text.replace('"', "&quot;") + '"'
    if target == TEXT_ENCODING:
        return text, TEXT_ENCODING
    codec = "ascii" if target == BINARY_ENCODING else target
    try:
        data = text.encode(codec)
    except UnicodeEncodeError:
        call.check_size(len(text), "array")
        pieces: list[bytes] = []
        for char in text:
            try:
                pieces.append(char.encode(codec))
            except UnicodeEncodeError:
                pieces.append(_undefined(call, char, target, options).encode(codec, "replace"))
        data = b"".join(pieces)
    return (data.decode("ascii"), "US-ASCII") if target == "US-ASCII" else (data, target)


def _decoded(call: Call, self: RString, source: str, target: str, options: dict[str, Value]) -> str:
    replace_invalid = options.get("invalid") is Symbol("replace")
    new = call.string(options["replace"]) if options.get("replace") is not None else None
    if source == BINARY_ENCODING and target != BINARY_ENCODING:
        data = self.data
        if data.isascii():
            return data.decode("ascii")
        if options.get("undef") is not Symbol("replace") and not replace_invalid:
            first = next(byte for byte in data if byte > 127)
            way = "from ASCII-8BIT to UTF-8"
            if target != TEXT_ENCODING:
                way = f"to UTF-8 in conversion {way} to {target}"
            raise call.error("Encoding::UndefinedConversionError", f'"\\x{first:02X}" {way}')
        return "".join(chr(byte) if byte < 128 else new or _REPLACEMENT for byte in data)
    codec = "latin-1" if source == BINARY_ENCODING else source
    try:
        return self.data.decode(codec)
    except UnicodeDecodeError as error:
        if source == target == TEXT_ENCODING and not replace_invalid:
            return self.text
        if not replace_invalid:
            bad = self.data[error.start]
            raise call.error("Encoding::InvalidByteSequenceError", f'"\\x{bad:02X}" on {source}') from None
        text = self.data.decode(codec, "replace")
        return text if new is None else text.replace(_REPLACEMENT, new)


def _undefined(call: Call, char: str, target: str, options: dict[str, Value]) -> str:
    fallback = options.get("fallback")
    if fallback is not None:
        found = call.send(fallback, "[]", RString(char))
        if found is not None:
            return call.string(found)
    if options.get("xml") is not None:
        return f"&#x{ord(char):X};"
    if options.get("undef") is not Symbol("replace"):
        raise call.error("Encoding::UndefinedConversionError", f"U+{ord(char):04X} from UTF-8 to {target}")
    return call.string(options["replace"]) if options.get("replace") is not None else "?"


@STRING.define("unpack", args="1")
def unpack(call: Call, self: RString) -> Value:
    from authbench.ruby.values import RArray

    return RArray(_unpacked(call, self))


@STRING.define("unpack1", args="1")
def unpack1(call: Call, self: RString) -> Value:
    values = _unpacked(call, self)
    return values[0] if values else None


def _unpacked(call: Call, self: RString) -> list[Value]:
    from authbench.ruby.methods import packing

    call.charge(len(self) // 16)
    try:
        values = packing.unpack(call.string(call.args[0]), self.data)
    except packing.UnknownDirective as error:
        raise call.unsupported(f"unpack directive '{error}'") from None
    except UnicodeDecodeError:
        raise call.error("ArgumentError", "malformed UTF-8 character") from None
    call.check_size(len(values), "array")
    return [RString(value) if isinstance(value, str | bytes) else value for value in values]
