from datetime import UTC, date, datetime
from typing import Any

import pytest

from authbench.encoding import render_xml


def test_the_references_document() -> None:
    payload = {"a": "<&>", "b": [{"content!": "<&>"}], "k": ["p", "q"]}
    assert render_xml("root", {"@xmlns": "urn:x"}, payload) == (
        '<root xmlns="urn:x"><a>&lt;&amp;&gt;</a><b><&></b><k>p</k><k>q</k></root>'
    )


@pytest.mark.parametrize(
    ("payload", "content"),
    [
        ({"n": None}, '<n xsi:nil="true"/>'),
        ({"e": ""}, "<e></e>"),
        ({"h": {}}, "<h></h>"),
        ({"raw!": "<x/>"}, "<raw><x/></raw>"),
        ({"br/": ""}, "<br/>"),
        ({"q": "\"'"}, "<q>&quot;&#39;</q>"),
        ({"h": {"@a": '<"&\n', "b": 1}}, '<h a="&lt;&quot;&amp;&#10;"><b>1</b></h>'),
        ({"l": [1, None, {"x": True}]}, '<l>1</l><l xsi:nil="true"/><l><x>true</x></l>'),
        ({"t": datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)}, "<t>2024-01-02T03:04:05+00:00</t>"),
        ({"d": date(2024, 1, 2)}, "<d>2024-01-02</d>"),
        ({"f": 1.0}, "<f>1.0</f>"),
        ({"CamelCase": "x", "snake_case": "y"}, "<CamelCase>x</CamelCase><snake_case>y</snake_case>"),
    ],
)
def test_elements(payload: dict[str, Any], content: str) -> None:
    assert render_xml("r", {}, payload) == f"<r>{content}</r>"
