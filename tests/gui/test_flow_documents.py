"""A flow as PDF and PNG: drawn in lines and text, and the same picture in programs of others."""

from __future__ import annotations

import dataclasses
import random
import re
import unicodedata
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar

import pytest
from PySide6.QtGui import QFont, QPainter

from authbench.journal.flow.exports.palette import Scheme
from authbench.journal.flow.geometry import Layout
from authbench.journal.flow.picture import Picture
from authbench_gui.activity.flow import documents
from authbench_gui.activity.flow.documents import image_of, kept_layout, pdf_bytes, png_bytes
from support.flow_events import TOKEN, VERIFIER, drawn, many, sign_in
from support.flow_pictures import SamplePictures, sample_pictures, saying
from support.planted_secrets import text
from support.secret_finder import SecretFinder
from support.vector_pictures import MOST_APART, Greys, run_program

PIXELS_PER_INCH = 192


@pytest.fixture
def base(qapp: object) -> QFont:
    return QFont("DejaVu Sans", 10)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[SamplePictures]:
    return sample_pictures(tmp_path_factory.mktemp("samples"))


def pdf(picture: Picture, base: QFont, folder: Path, scheme: Scheme = Scheme.LIGHT) -> Path:
    path = folder / "flow.pdf"
    path.write_bytes(pdf_bytes(picture, base, "How it signs in", scheme))
    return path


def text_of(path: Path) -> str:
    """All text in the document, its words one blank apart, its ligatures as letters."""
    text = run_program(["pdftotext", "-raw", str(path), "-"]).decode()
    text = re.sub("[\ufb00-\ufb04]", lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return " ".join(text.split())


def painted(program: str, path: Path) -> bytes:
    """The one page as PNG: by Splash (`pdftoppm`) or cairo (`pdftocairo`)."""
    stem = path.with_name(program)
    command = [program, "-png", "-singlefile", "-r", str(PIXELS_PER_INCH), str(path), str(stem)]
    run_program(command)
    return stem.with_suffix(".png").read_bytes()


def greys(content: bytes, layout: Layout) -> Greys:
    return Greys(content, layout.width, layout.height)


def test_every_word_of_every_sample_is_text(
    samples: list[SamplePictures], base: QFont, tmp_path: Path
) -> None:
    for one in samples:
        picture = one.pictures[0]
        shown = text_of(pdf(picture, base, tmp_path))
        for shape in kept_layout(picture, base).shapes:
            for line in shape.lines:
                for piece in line.pieces:
                    assert " ".join(piece.text.split()) in shown


def test_no_image_no_script_no_link(samples: list[SamplePictures], base: QFont, tmp_path: Path) -> None:
    path = pdf(max((one.pictures[0] for one in samples), key=lambda each: len(each.rows)), base, tmp_path)
    listed = run_program(["pdfimages", "-list", str(path)]).decode().splitlines()
    assert [line for line in listed if re.match(r"\s*\d", line)] == []
    facts = dict(
        line.split(":", 1)
        for line in run_program(["pdfinfo", str(path)]).decode().splitlines()
        if ":" in line
    )
    assert {name: facts[name].strip() for name in ("Title", "Creator", "JavaScript", "Pages", "Form")} == {
        "Title": "How it signs in",
        "Creator": "Authbench",
        "JavaScript": "no",
        "Pages": "1",
        "Form": "none",
    }
    assert run_program(["pdfinfo", "-url", str(path)]).decode().splitlines()[1:] == []
    assert b"/URI" not in path.read_bytes()


@pytest.mark.parametrize("scheme", list(Scheme))
def test_others_paint_what_the_window_paints(scheme: Scheme, base: QFont, tmp_path: Path) -> None:
    picture = drawn(sign_in())
    layout = kept_layout(picture, base)
    path = pdf(picture, base, tmp_path, scheme)
    ours = greys(png_bytes(image_of(picture, base, scheme)), layout)
    assert not ours.plain
    others = [greys(painted(program, path), layout) for program in ("pdftoppm", "pdftocairo")]
    assert [ours.apart(other) <= MOST_APART for other in others] == [True, True], [
        ours.apart(other) for other in others
    ]


def test_a_row_less_is_noticed(base: QFont, tmp_path: Path) -> None:
    picture = drawn(sign_in())
    layout = kept_layout(picture, base)
    ours = greys(png_bytes(image_of(picture, base)), layout)
    last = picture.rows[-1]
    without = Picture(picture.run_id, picture.kind, picture.lanes, picture.rows[:-1], picture.outcome)
    other = greys(painted("pdftoppm", pdf(without, base, tmp_path)), layout)
    assert last.title
    assert ours.apart(other) > MOST_APART


def test_whatever_is_long_is_on_one_page(base: QFont, tmp_path: Path) -> None:
    for picture in (drawn(many(300)), saying("x" * 4000), Picture("run", None, (), ())):
        facts = run_program(["pdfinfo", str(pdf(picture, base, tmp_path))]).decode()
        width, height = map(float, re.findall(r"Page size: *([0-9.]+) x ([0-9.]+)", facts)[0])
        assert re.search(r"Pages: *1\n", facts)
        assert max(width, height) <= 14_400
        assert png_bytes(image_of(picture, base)).startswith(b"\x89PNG")


def test_no_sample_tells_a_secret(samples: list[SamplePictures], base: QFont, tmp_path: Path) -> None:
    for one in samples:
        finder = SecretFinder(one.secrets)
        path = pdf(one.pictures[0], base, tmp_path)
        assert finder.found(text_of(path), depth=2) == [], one.sample
        assert finder.found(run_program(["pdfinfo", str(path)]), depth=1) == [], one.sample


class RecordingPainter(QPainter):
    """A painter that remembers what it was given to write."""

    written: ClassVar[list[str]] = []

    def drawText(self, *arguments: Any) -> None:
        self.written += [each for each in arguments if isinstance(each, str)]
        super().drawText(*arguments)


def chunks(png: bytes) -> list[bytes]:
    """The names of the chunks of a PNG file (PNG, 5.3)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    names, at = [], 8
    while at < len(png):
        names.append(png[at + 4 : at + 8])
        at += 12 + int.from_bytes(png[at : at + 4])
    return names


def test_a_png_is_painted_of_redacted_texts_and_says_nothing_else(
    samples: list[SamplePictures], base: QFont, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "QPainter", RecordingPainter)
    for one in samples:
        picture = one.pictures[0]
        RecordingPainter.written = []
        png = png_bytes(image_of(picture, base))
        layout = kept_layout(picture, base)
        pieces = [
            piece.text
            for part in (*layout.heads, *layout.shapes)
            for line in part.lines
            for piece in line.pieces
        ]
        assert RecordingPainter.written == pieces, one.sample
        finder = SecretFinder(one.secrets)
        assert finder.found_in_many(pieces) == [], one.sample
        assert set(chunks(png)) <= {b"IHDR", b"pHYs", b"sRGB", b"gAMA", b"IDAT", b"IEND"}, one.sample


def test_not_a_pixel_depends_on_a_secret(base: QFont) -> None:
    """Other secrets of the same lengths give the same image to the byte."""
    images, made = set(), 0
    for start in range(3):
        chance = random.Random(start)
        others = {secret: text(chance, len(secret)) for secret in SECRETS_OF_SIGN_IN}
        events = [replaced(event, others) for event in sign_in()]
        made += repr(events) != repr(sign_in())
        images.add(png_bytes(image_of(drawn(events), base)))
    assert made == 3
    assert len(images) == 1
    # What is public shows.
    public = [replaced(event, {"files.read": "files.send"}) for event in sign_in()]
    assert png_bytes(image_of(drawn(public), base)) not in images


SECRETS_OF_SIGN_IN = (TOKEN, VERIFIER, "st-7a6b5c4d3e2f1a0b", "c0de-51d84b06aa")


def replaced(value: Any, others: dict[str, str]) -> Any:
    """`value` with other texts in place of some, however deep they stand in it."""
    if isinstance(value, str) and not isinstance(value, Enum):
        for before, after in others.items():
            value = value.replace(before, after)
        return value
    if isinstance(value, bytes):
        for before, after in others.items():
            value = value.replace(before.encode(), after.encode())
        return value
    if isinstance(value, tuple):
        return tuple(replaced(each, others) for each in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        made = {
            each.name: replaced(getattr(value, each.name), others)
            for each in dataclasses.fields(value)
            if each.init
        }
        return dataclasses.replace(value, **made)
    return value
