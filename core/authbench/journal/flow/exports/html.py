"""A flow as one page that plays it, with nothing to load: for a talk, a ticket or a wiki."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html import escape
from string import Template

from authbench.journal.flow.exports.characters import possible
from authbench.journal.flow.exports.palette import Scheme, palette
from authbench.journal.flow.exports.svg import DETAIL_LINES, FONTS, drawn
from authbench.journal.flow.exports.text_width import text_width
from authbench.journal.flow.layout import laid_out, waited
from authbench.journal.flow.picture import Picture, Row, Wait

Caption = Callable[[Row], str]
"""What to say about a row while it is shown."""


def html(
    picture: Picture, scheme: Scheme = Scheme.LIGHT, *, title: str = "", caption: Caption | None = None
) -> str:
    """`picture` as a self-contained HTML page. `caption` says something about each row; by default its
    detail."""
    import authbench_resources

    colors = palette(scheme)
    layout = laid_out(picture, text_width, most_lines=DETAIL_LINES)
    said = caption or detail_of
    items = (f"<li><b>{_text(row.title)}</b> <span>{_text(said(row))}</span></li>" for row in picture.rows)
    template = authbench_resources.root().joinpath("flow", "player.html").read_text("utf-8")
    return Template(template).substitute(
        colors.roles,
        script=_source_of_script(template),
        title=_text(title or "Sequence diagram"),
        scheme=scheme.value,
        fonts=FONTS,
        count=len(picture.rows),
        svg="\n".join(drawn(layout, colors, title)),
        list="\n".join(items),
    )


def detail_of(row: Row) -> str:
    """What a row carries, or how long it took."""
    return waited(row) if isinstance(row, Wait) else row.detail.text


def _source_of_script(page: str) -> str:
    """What lets the page's one script run and no other (Content Security Policy 3, section 2.3.1)."""
    script = page.partition("<script>")[2].partition("</script>")[0]
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def _text(text: str) -> str:
    return escape(possible(text))
