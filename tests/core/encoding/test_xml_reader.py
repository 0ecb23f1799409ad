from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.encoding import XmlError, parse_xml, render_xml
from authbench.encoding.xml_reader import MAX_DEPTH


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ('<a><b x="1">t</b><b>u</b></a>', {"a": [{"b": [{"@x": "1", "content!": "t"}, {"content!": "u"}]}]}),
        ("<a/>", {"a": [{}]}),
        ("<a> \n <b/> </a>", {"a": [{"b": [{}]}]}),
        ("<a>x<b/>y</a>", {"a": [{"b": [{}], "content!": "xy"}]}),
        ("<a><![CDATA[<&>]]> t</a>", {"a": [{"content!": "<&> t"}]}),
        ("<a><![CDATA[ ]]></a>", {"a": [{"content!": " "}]}),
        ("<a>x<!-- c --> </a>", {"a": [{"content!": "x"}]}),
        ("<a>&lt;&#252;&amp;</a>", {"a": [{"content!": "<ü&"}]}),
        (
            '<n:R xmlns:n="u" n:i="1"><n:b/></n:R>',
            {"n:R": [{"@xmlns:n": "u", "@n:i": "1", "n:b": [{}]}]},
        ),
        ("<?xml version='1.0'?><!DOCTYPE a><a>é</a>", {"a": [{"content!": "é"}]}),
    ],
)
def test_reads(document: str, expected: object) -> None:
    assert parse_xml(document) == expected
    assert parse_xml(document.encode()) == expected


def test_prefixes_can_be_taken_off() -> None:
    document = '<n:R xmlns:n="u" xmlns="d" n:i="1"><n:b/></n:R>'
    assert parse_xml(document, strip_namespaces=True) == {
        "R": [{"@xmlns:n": "u", "@xmlns": "d", "@i": "1", "b": [{}]}]
    }


def test_the_declared_encoding_counts_for_bytes() -> None:
    document = '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'
    assert parse_xml(document.encode("latin-1")) == {"a": [{"content!": "é"}]}
    assert parse_xml(document) == {"a": [{"content!": "é"}]}


@pytest.mark.parametrize(
    "document", ["", "  ", "<a>", "<a></b>", "text", "<a/><b/>", "<a>&nope;</a>", b"<a>\xff</a>"]
)
def test_refuses_what_is_malformed(document: str | bytes) -> None:
    with pytest.raises(XmlError):
        parse_xml(document)


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x "y">]><a/>',
    ],
)
def test_declares_no_entities(document: str) -> None:
    with pytest.raises(XmlError, match="entity declarations are not read"):
        parse_xml(document)


def test_loads_nothing() -> None:
    assert parse_xml('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>') == {"a": [{}]}


def test_depth_is_bounded() -> None:
    assert parse_xml("<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH)
    with pytest.raises(XmlError, match="deeper"):
        parse_xml("<a>" * (MAX_DEPTH + 1) + "</a>" * (MAX_DEPTH + 1))


names = st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_.\-]{0,5}", fullmatch=True)
texts = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1
).filter(lambda text: text.strip(" \t\r\n") != "")
trees = st.recursive(
    texts.map(lambda text: {"content": text}),
    lambda inner: st.dictionaries(names, st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=3),
    max_leaves=8,
)


def writable(tree: dict[str, object]) -> object:
    if isinstance(tree.get("content"), str):
        return tree["content"]
    return {name: [writable(item) for item in items] for name, items in tree.items()}  # type: ignore[attr-defined]


def readable(tree: dict[str, object]) -> object:
    if isinstance(tree.get("content"), str):
        return {"content!": tree["content"]}
    return {name: [readable(item) for item in items] for name, items in tree.items()}  # type: ignore[attr-defined]


@given(names, trees)
def test_what_is_written_is_read(root: str, tree: dict[str, object]) -> None:
    document = render_xml(root, {}, {"x": writable(tree)})
    assert parse_xml(document) == {root: [{"x": [readable(tree)]}]}


@given(st.binary(max_size=60))
def test_garbage_is_refused_or_read(data: bytes) -> None:
    with suppress(XmlError):
        assert isinstance(parse_xml(data), dict)
