"""A flow as a picture that any browser and drawing program can show at any size."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from authbench.journal.flow.exports.characters import possible
from authbench.journal.flow.exports.palette import Palette, Scheme, palette
from authbench.journal.flow.exports.text_width import text_width
from authbench.journal.flow.geometry import Arrow, Box, Head, Layout, Shape, TextLine
from authbench.journal.flow.layout import laid_out
from authbench.journal.flow.picture import Message, MessageState, Picture

FONTS = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
DETAIL_LINES = 4
_TIP = 13.0
_TIP_HALF = 6.0


def svg(picture: Picture, scheme: Scheme = Scheme.LIGHT, *, title: str = "") -> str:
    """`picture` as an SVG 1.1 document of shapes and texts; nothing in it runs or loads anything."""
    layout = laid_out(picture, text_width, most_lines=DETAIL_LINES)
    return (
        "\n".join(("<?xml version='1.0' encoding='UTF-8'?>", *drawn(layout, palette(scheme), title))) + "\n"
    )


def drawn(layout: Layout, colors: Palette, title: str = "") -> Iterator[str]:
    """The `svg` element of a layout, line by line. Each row is a group with its number as `data-row`."""
    width, height = f"{layout.width:.0f}", f"{layout.height:.0f}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" font-family="{FONTS}">'
    )
    yield f"<title>{_escaped(title or 'Sequence diagram')}</title>"
    yield f'<rect width="{width}" height="{height}" fill="{colors.roles["panel"]}"/>'
    bottom = layout.height - 12
    for head in layout.heads:
        yield (
            f'<line x1="{head.center:.1f}" y1="{head.box.bottom:.1f}"'
            f' x2="{head.center:.1f}" y2="{bottom:.1f}"'
            f' stroke="{colors.roles["faint"]}" stroke-width="1" stroke-dasharray="3 4"/>'
        )
    for head in layout.heads:
        yield from _head(head, colors)
    for number, shape in enumerate(layout.shapes):
        yield f'<g data-row="{number}">'
        yield from _shape(shape, colors)
        yield "</g>"
    yield "</svg>"


def _head(head: Head, colors: Palette) -> Iterator[str]:
    yield _box(head.box, colors.roles["accent_soft"], colors.roles["accent"], 6)
    for line in head.lines:
        yield _line(line, colors.roles["muted" if not line.bold else "text"], colors)


def _shape(shape: Shape, colors: Palette) -> Iterator[str]:
    row = shape.row
    if isinstance(row, Message):
        stroke, title = colors.stroke(row.state), colors.title(row.state)
        if shape.arrow is not None:
            yield from _arrow(shape.arrow, stroke, dashed=row.state is MessageState.FUTURE)
        if shape.box is not None:
            yield _box(shape.box, colors.roles["code"], colors.roles["code_line"], 5)
    else:
        lasts = row.state is MessageState.PENDING
        title = colors.roles["warn"] if lasts else colors.title(row.state)
        if shape.box is not None:
            ground, edge = ("warn_soft", "warn") if lasts else ("code", "code_line")
            yield _box(shape.box, colors.roles[ground], colors.roles[edge], 6)
    for line in shape.lines:
        yield _line(line, title if line.bold else colors.roles["muted"], colors)


def _arrow(arrow: Arrow, stroke: str, *, dashed: bool) -> Iterator[str]:
    turn = 1 if arrow.end > arrow.start else -1
    tip = arrow.end - turn * 3
    back = tip - turn * _TIP
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    yield (
        f'<line x1="{arrow.start:.1f}" y1="{arrow.y:.1f}" x2="{back:.1f}" y2="{arrow.y:.1f}"'
        f' stroke="{stroke}" stroke-width="1.6"{dash}/>'
    )
    points = (
        f"{tip:.1f},{arrow.y:.1f} {back:.1f},{arrow.y - _TIP_HALF:.1f} {back:.1f},{arrow.y + _TIP_HALF:.1f}"
    )
    yield f'<polygon points="{points}" fill="{stroke}"/>'


def _box(box: Box, fill: str, stroke: str, radius: int) -> str:
    return (
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
        f' rx="{radius}" fill="{fill}" stroke="{stroke}"/>'
    )


def _line(line: TextLine, color: str, colors: Palette) -> str:
    anchor = ' text-anchor="middle"' if line.centered else ""
    weight = ' font-weight="bold"' if line.bold else ""
    spans = "".join(
        f'<tspan fill="{colors.chip(piece.number)[0]}">{_escaped(piece.text)}</tspan>'
        if piece.is_chip
        else _escaped(piece.text)
        for piece in line.pieces
    )
    return (
        f'<text xml:space="preserve" x="{line.x:.1f}" y="{line.y:.1f}" font-size="{line.size:g}"'
        f"{weight}{anchor}"
        f" fill={quoteattr(color)}>{spans}</text>"
    )


def _escaped(text: str) -> str:
    return escape(possible(text))
