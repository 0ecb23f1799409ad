"""HTML and XML in a String."""

from __future__ import annotations

import html
import re
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.string.table import STRING
from authbench.ruby.values import RString, Value

_TAG: Final = re.compile(r"<!--.*?-->|<[/!?]?[A-Za-z][^<>]*>|<![^<>]*>", re.DOTALL)


@STRING.define("strip_tags")
def strip_tags(call: Call, self: RString) -> Value:
    call.charge(len(self) // 8)
    return RString(without_tags(self.text))


def without_tags(markup: str) -> str:
    """The text of an HTML fragment: tags and comments dropped, `<`, `>` and `&` escaped again."""
    text = _TAG.sub("", markup)
    return html.escape(html.unescape(text), quote=False)


@STRING.define("from_xml")
def from_xml(call: Call, self: RString) -> Value:
    from authbench.encoding import XmlError, parse_xml
    from authbench.ruby import from_plain

    call.charge(4 * self.data.count(b"<"))
    try:
        return from_plain(parse_xml(self.data))
    except XmlError as error:
        raise call.error("Workato::Connector::Sdk::XMLResponseFormatError", str(error)) from None


@STRING.define("html_safe")
def html_safe(call: Call, self: RString) -> Value:
    return self
