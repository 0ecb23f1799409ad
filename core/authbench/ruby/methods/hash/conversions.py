"""A Hash as something else."""

from __future__ import annotations

from authbench.encoding import encode_www_form as encode_form
from authbench.ruby.dispatch import Call
from authbench.ruby.methods.enumerable.transforming import to_h as pairs_to_h
from authbench.ruby.methods.hash.table import HASH, each_pair
from authbench.ruby.values import RArray, RHash, RString, Value


@HASH.define("to_a", "entries")
def to_a(call: Call, self: RHash) -> Value:
    return RArray([RArray([key, value]) for key, value in each_pair(call, self)])


@HASH.define("to_h")
def to_h(call: Call, self: RHash) -> Value:
    if call.block is None:
        return RHash(self.pairs()) if self.indifferent else self
    return pairs_to_h(call, self)


@HASH.define("to_hash")
def to_hash(call: Call, self: RHash) -> Value:
    return _plain(self) if self.indifferent else self


def _plain(value: Value) -> Value:
    """Indifferent hashes as plain ones with String keys, at every depth."""
    if isinstance(value, RHash):
        return RHash((key, _plain(item)) for key, item in value.pairs())
    if isinstance(value, RArray):
        return RArray([_plain(item) for item in value.items])
    return value


@HASH.define("with_indifferent_access", "nested_under_indifferent_access")
def with_indifferent_access(call: Call, self: RHash) -> Value:
    call.charge(len(self.entries))
    return RHash(self.pairs(), indifferent=True)


@HASH.define("encode_www_form", looks_inside=True)
def encode_www_form(call: Call, self: RHash) -> Value:
    from authbench.ruby import to_plain

    return RString(encode_form(to_plain(self)))


@HASH.define("extractable_options?")
def is_extractable(call: Call, self: RHash) -> Value:
    return True


@HASH.define("to_xml", args="0..1")
def to_xml(call: Call, self: RHash) -> Value:
    from authbench.ruby.methods.xml_document import xml_document

    return RString(xml_document(call, self, call.options()))
