"""The SVG: shapes and texts alone, and the same picture whoever paints it."""

from __future__ import annotations

import re
from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from selenium import webdriver

from authbench.journal.flow.exports.palette import Scheme
from authbench.journal.flow.exports.svg import DETAIL_LINES, svg
from authbench.journal.flow.exports.text_width import text_width
from authbench.journal.flow.geometry import Layout
from authbench.journal.flow.layout import laid_out
from authbench.journal.flow.picture import Message, Picture
from support.flow_pictures import HOSTILE, PICTURES, SamplePictures, saying
from support.vector_pictures import MOST_APART, SCALE, Greys, painted_by_librsvg

SPACE = "{http://www.w3.org/2000/svg}"
ALLOWED = {
    "svg": {"width", "height", "viewBox", "role", "font-family"},
    "title": set(),
    "g": {"data-row"},
    "rect": {"x", "y", "width", "height", "rx", "fill", "stroke"},
    "line": {"x1", "y1", "x2", "y2", "stroke", "stroke-width", "stroke-dasharray"},
    "polygon": {"points", "fill"},
    "text": {
        *("x", "y", "font-size", "font-weight", "text-anchor", "fill"),
        "{http://www.w3.org/XML/1998/namespace}space",
    },
    "tspan": {"fill"},
}
_COLOR = re.compile(r"#[0-9a-f]{6}")
_NUMBERS = re.compile(r"-?[0-9. ,-]+")


def read(text: str) -> ElementTree.Element:
    """The document, of which nothing runs, loads or refers to anything."""
    assert "<!" not in text
    assert text.count("<?") == 1
    root = ElementTree.fromstring(text)
    for element in root.iter():
        name = element.tag.removeprefix(SPACE)
        assert set(element.attrib) <= ALLOWED[name]
        for attribute, value in element.attrib.items():
            if attribute in ("fill", "stroke"):
                assert _COLOR.fullmatch(value.lower())
            elif (
                attribute not in ("role", "font-family", "font-weight", "text-anchor")
                and "}" not in attribute
            ):
                assert _NUMBERS.fullmatch(value)
    return root


def texts(root: ElementTree.Element) -> list[str]:
    return ["".join(element.itertext()) for element in root.iter(f"{SPACE}text")]


def laid(picture: Picture) -> Layout:
    return laid_out(picture, text_width, most_lines=DETAIL_LINES)


def written(picture: Picture) -> list[str]:
    """All lines of text, as XML can hold them."""
    layout = laid(picture)
    lines = [line.text for part in (*layout.heads, *layout.shapes) for line in part.lines]
    return ["".join(character if _possible(character) else "�" for character in line) for line in lines]


def _possible(character: str) -> bool:
    code = ord(character)
    if code < 32:
        return character in "\t\n\r"
    return not (127 <= code < 160 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF))


def test_every_sample_is_shapes_and_texts_alone(drawn_samples: list[SamplePictures]) -> None:
    for one in drawn_samples:
        for picture in one.pictures:
            root = read(svg(picture))
            assert texts(root) == written(picture)
            shown = " ".join(texts(root))
            for row in picture.rows:
                assert row.title.split()[-1] in shown


def test_arrows_go_from_line_to_line(drawn_samples: list[SamplePictures]) -> None:
    count = 0
    for one in drawn_samples:
        for picture in one.pictures:
            centers = {head.lane.key: head.center for head in laid(picture).heads}
            groups = read(svg(picture)).findall(f"{SPACE}g")
            assert [group.get("data-row") for group in groups] == [str(n) for n in range(len(picture.rows))]
            for row, group in zip(picture.rows, groups, strict=True):
                lines, tips = group.findall(f"{SPACE}line"), group.findall(f"{SPACE}polygon")
                has_arrow = isinstance(row, Message) and row.source != row.target
                assert len(lines) == len(tips) == has_arrow
                if isinstance(row, Message) and has_arrow:
                    tip = float((tips[0].get("points") or "").split(",")[0])
                    assert float(lines[0].get("x1") or 0) == pytest.approx(centers[row.source], abs=0.1)
                    assert abs(tip - centers[row.target]) == pytest.approx(3, abs=0.2)
                    count += 1
    assert count > 200


@settings(deadline=None)
@given(PICTURES)
def test_any_text_is_a_text(picture: Picture) -> None:
    document = svg(picture)
    found = texts(read(document))
    document.encode()
    # A reader of XML makes one kind of line end of all.
    assert found == [re.sub("\r\n?", "\n", text) for text in written(picture)]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_said_is_a_text(text: str) -> None:
    root = read(svg(saying(text, text), title=text))
    assert not [element for element in root.iter() if element.get("onerror")]
    assert "".join(root.findall(f"{SPACE}title")[0].itertext())


def painted_by_chromium(browser: webdriver.Chrome, text: str) -> bytes:
    """The picture in a page of its own. It is put there without a navigation, which may still go on when the
    screenshot is asked for."""
    frame = browser.execute_cdp_cmd("Page.getFrameTree", {})["frameTree"]["frame"]["id"]
    page = f"<!doctype html><body style='margin: 0'>{text.partition('?>')[2]}</body>"
    browser.execute_cdp_cmd("Page.setDocumentContent", {"frameId": frame, "html": page})
    width, height = size(text)
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": SCALE}
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    return b64decode(shot["data"])


def size(text: str) -> tuple[float, float]:
    root = ElementTree.fromstring(text)
    return float(root.get("width") or 0), float(root.get("height") or 0)


def greys(text: str, image: bytes) -> Greys:
    return Greys(image, *size(text))


def test_two_programs_paint_the_same(
    drawn_samples: list[SamplePictures], browser: webdriver.Chrome, fonts: Path
) -> None:
    documents = [
        svg(one.pictures[0], Scheme.DARK if number % 4 == 3 else Scheme.LIGHT)
        for number, one in enumerate(drawn_samples)
    ]
    with ThreadPoolExecutor(1) as beside:
        others = beside.map(lambda text: painted_by_librsvg(text, fonts), documents)
        for one, text, other in zip(drawn_samples, documents, others, strict=True):
            here = greys(text, painted_by_chromium(browser, text))
            assert not here.plain
            assert here.apart(greys(text, other)) <= MOST_APART, one.sample


def changes(text: str) -> dict[str, str]:
    """What must not go unnoticed."""
    rows = re.findall(r'<g data-row="\d+">.*?</g>', text, re.DOTALL)
    arrows = [row for row in rows if "<polygon" in row]
    line = re.search(r"<line[^>]*/>", arrows[1])
    tip = re.search(r"<polygon[^>]*/>", arrows[2])
    assert line
    assert tip
    y = float(re.findall(r'y1="([0-9.]+)"', line[0])[0])
    lowered = (
        line[0].replace(f'y1="{y:.1f}" ', f'y1="{y + 4:.1f}" ').replace(f'y2="{y:.1f}"', f'y2="{y + 4:.1f}"')
    )
    title = re.search(r'<text[^>]*font-weight="bold"[^>]*>[^<]*</text>', arrows[0])
    assert title
    return {
        "a line is missing": text.replace(line[0], ""),
        "a line is lower": text.replace(line[0], lowered),
        "a tip is missing": text.replace(tip[0], ""),
        "a title is missing": text.replace(title[0], ""),
        "a row is missing": text.replace(rows[-1], ""),
    }


def test_what_is_missing_or_elsewhere_is_noticed(drawn_samples: list[SamplePictures], fonts: Path) -> None:
    picture = next(one.pictures[0] for one in drawn_samples if len(one.pictures[0].lanes) > 2)
    text = svg(picture)
    whole = greys(text, painted_by_librsvg(text, fonts))
    apart = {}
    for name, changed in changes(text).items():
        assert changed != text
        apart[name] = whole.apart(greys(text, painted_by_librsvg(changed, fonts)))
    assert min(apart.values()) > MOST_APART, apart
