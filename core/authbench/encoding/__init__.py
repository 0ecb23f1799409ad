"""One encoder for plain values, as Ruby 3.1 and ActiveSupport 6.1 would write and read them.

Plain values are None, bool, int, float, Decimal, str, bytes, list, dict, aware datetime and date.
A datetime whose tzinfo is `datetime.timezone.utc` stands for a Ruby time in UTC; any other prints
its offset. Text that came from bytes which are not UTF-8 holds them as surrogate escapes, so that
every function here writes the same bytes again.

Each name is imported from its module when it is first used: a process pays for what it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authbench.encoding.headers import symbol_header, wire_header
    from authbench.encoding.json_reader import JsonError, parse_json
    from authbench.encoding.json_writer import JsonWriteError, generate_json, to_json
    from authbench.encoding.labels import labelize
    from authbench.encoding.query import encode_www_form, escape_query, escape_url, to_param, to_query
    from authbench.encoding.text import decimal_text, float_text, inspect, time_text, to_text, utf8
    from authbench.encoding.xml_reader import XmlError, parse_xml
    from authbench.encoding.xml_writer import render_xml

__all__ = [
    "JsonError",
    "JsonWriteError",
    "XmlError",
    "decimal_text",
    "encode_www_form",
    "escape_query",
    "escape_url",
    "float_text",
    "generate_json",
    "inspect",
    "labelize",
    "parse_json",
    "parse_xml",
    "render_xml",
    "symbol_header",
    "time_text",
    "to_json",
    "to_param",
    "to_query",
    "to_text",
    "utf8",
    "wire_header",
]

_MODULES = {
    "JsonError": "json_reader",
    "JsonWriteError": "json_writer",
    "XmlError": "xml_reader",
    "decimal_text": "text",
    "encode_www_form": "query",
    "escape_query": "query",
    "escape_url": "query",
    "float_text": "text",
    "generate_json": "json_writer",
    "inspect": "text",
    "labelize": "labels",
    "parse_json": "json_reader",
    "parse_xml": "xml_reader",
    "render_xml": "xml_writer",
    "symbol_header": "headers",
    "time_text": "text",
    "to_json": "json_writer",
    "to_param": "query",
    "to_query": "query",
    "to_text": "text",
    "utf8": "text",
    "wire_header": "headers",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
