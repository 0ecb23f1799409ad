import xml.etree.ElementTree as Tree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.journal.xml_text import NotXml, pretty_xml


def test_elements_get_lines_of_their_own() -> None:
    text = (
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a x='1>2'><b>one</b>\n\n<c/><d><e>  two </e></d>"
        "<f></f><g> </g><!-- d --><h><![CDATA[<&]]></h></a>"
    )
    assert pretty_xml(text)[0] == (
        "<?xml version='1.0'?>\n"
        "<!DOCTYPE a [<!ENTITY b 'c'>]>\n"
        "<a x='1>2'>\n"
        "  <b>one</b>\n"
        "  <c/>\n"
        "  <d>\n"
        "    <e>two</e>\n"
        "  </d>\n"
        "  <f></f>\n"
        "  <g> </g>\n"
        "  <!-- d -->\n"
        "  <h><![CDATA[<&]]></h>\n"
        "</a>"
    )


@pytest.mark.parametrize(
    "text", ["", "plain", "<a>", "<a></b>", "</a>", "<a/>text", "<" * 20, "<a>" * 300 + "</a>" * 300, "a<b/>"]
)
def test_what_is_not_xml_is_not_laid_out(text: str) -> None:
    with pytest.raises(NotXml):
        pretty_xml(text)


_TEXT = st.text("ab &<>\"'é", max_size=6)
_ELEMENTS = st.recursive(
    st.builds(lambda text: ("leaf", {"k": text}, text, []), _TEXT),
    lambda inner: st.builds(
        lambda text, children: ("tree", {"k": text}, "", children), _TEXT, st.lists(inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_ELEMENTS)
def test_laying_out_changes_blanks_only(shape: object) -> None:
    element = _element(shape)
    laid_out, cut = pretty_xml(Tree.tostring(element, "unicode"))
    assert not cut
    assert _told(Tree.fromstring(laid_out)) == _told(element)
    assert pretty_xml(laid_out)[0] == laid_out


def test_what_is_long_is_cut() -> None:
    laid_out, cut = pretty_xml("<a>" + "<b>x</b>" * 1000 + "</a>", 100)
    assert cut
    assert len(laid_out) < 130


def _element(shape: object) -> Tree.Element:
    tag, attributes, text, children = shape  # type: ignore[misc]
    element = Tree.Element(tag, attributes)
    element.text = text or None
    element.extend(map(_element, children))
    return element


def _told(element: Tree.Element) -> object:
    return (element.tag, element.attrib, (element.text or "").strip(), [_told(child) for child in element])
