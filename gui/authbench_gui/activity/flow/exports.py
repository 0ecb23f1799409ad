"""Saves a picture as a file: asks where, and searches what is finished for secrets first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from authbench.journal.flow.exports.palette import Scheme
from authbench.journal.flow.picture import Message, Picture, Row
from authbench_gui.activity.flow.wording import picture_title
from authbench_gui.tasks import Tasks
from authbench_gui.wording import said

if TYPE_CHECKING:
    from authbench.errors import AuthbenchError
    from authbench.journal import Journal
    from authbench.journal.flow.explaining import Depth


class PictureFormat(Enum):
    """What a picture is saved as: the name in the menu, the suffix, and what a file dialog calls it."""

    SVG = ("SVG", ".svg", "SVG images (*.svg)")
    PNG = ("PNG", ".png", "PNG images (*.png)")
    PDF = ("PDF", ".pdf", "PDF documents (*.pdf)")
    MERMAID = ("Mermaid", ".mmd", "Mermaid texts (*.mmd)")
    HTML = ("HTML page", ".html", "HTML pages (*.html)")

    @property
    def title(self) -> str:
        """Its name."""
        return self.value[0]

    @property
    def suffix(self) -> str:
        """With its dot."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is to be saved: the picture with its journal, what it is called, the fonts, and for whom its
    captions are."""

    picture: Picture
    journal: Journal
    name: str
    font: QFont
    depth: Depth


class FlowExports(QObject):
    """`reported(message)` - what went wrong; `saved(message, path)` - a file was written. `drawn()` is what
    is to be saved."""

    reported = Signal(str)
    saved = Signal(str, object)

    def __init__(self, drawn: Callable[[], Drawn | None], window: QWidget) -> None:
        super().__init__(window)
        self._drawn = drawn
        self._window = window
        self._tasks = Tasks(self)
        self._folder = Path.home()

    def fill(self, menu: QMenu) -> None:
        """The formats."""
        menu.clear()
        for form in PictureFormat:
            menu.addAction(f"{form.title}…", self._asking(form))

    def export(self, form: PictureFormat) -> None:
        """Ask where to save the picture as it is now."""
        drawn = self._drawn()
        if drawn is None:
            return
        from authbench.journal.exports.saving import safe_file_name

        title = f"{drawn.journal.redactor.text(drawn.name)} flow {datetime.now():%Y-%m-%d %H.%M}"
        dialog = QFileDialog(self._window.window(), f"Save {form.title}", str(self._folder), form.value[2])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(form.suffix.removeprefix("."))
        dialog.selectFile(safe_file_name(title, form.suffix))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.save(form, drawn, Path(name)))
        dialog.open()

    def save(self, form: PictureFormat, drawn: Drawn, path: Path) -> None:
        """Save the picture to `path`."""
        self._folder = path.parent
        write = _writing(form, drawn, path)
        message = f"Saved {path.name}: the flow of a run, without secrets."
        self._tasks.ask(write, lambda _: self.saved.emit(message, path), self._on_error)

    def _asking(self, form: PictureFormat) -> Callable[[], None]:
        return lambda: self.export(form)

    def _on_error(self, error: AuthbenchError) -> None:
        self.reported.emit(said(error))


def _writing(form: PictureFormat, drawn: Drawn, path: Path) -> Callable[[], None]:
    """What writes the file, on a thread of its own; what needs the window's fonts is done by now."""
    from authbench.journal.exports.saving import save_picture

    picture, redactor = drawn.picture, drawn.journal.redactor
    # A connection may be called by a secret.
    title = redactor.text(picture_title(picture, drawn.name))
    texts = [title, *_texts(picture)]
    match form:
        case PictureFormat.PNG:
            from authbench_gui.activity.flow.documents import image_of, png_bytes

            image = image_of(picture, drawn.font)
            return lambda: save_picture(path, png_bytes(image), texts, redactor)
        case PictureFormat.PDF:
            from authbench_gui.activity.flow.documents import pdf_bytes

            content = pdf_bytes(picture, drawn.font, title)
            return lambda: save_picture(path, content, texts, redactor)
        case _:
            return lambda: _save_text(form, drawn, title, texts, path)


def _save_text(form: PictureFormat, drawn: Drawn, title: str, texts: list[str], path: Path) -> None:
    from authbench.journal.exports.saving import save_picture

    text = _text_of(form, drawn, title)
    # As it is written, and without what SVG and HTML write instead of some letters.
    save_picture(path, text.encode("utf-8", "replace"), [text, *texts], drawn.journal.redactor)


def _text_of(form: PictureFormat, drawn: Drawn, title: str) -> str:
    if form is PictureFormat.SVG:
        from authbench.journal.flow.exports.svg import svg

        return svg(drawn.picture, Scheme.LIGHT, title=title)
    if form is PictureFormat.MERMAID:
        from authbench.journal.flow.exports.mermaid import mermaid

        return mermaid(drawn.picture)
    from authbench.journal.flow.explaining import explained
    from authbench.journal.flow.exports.html import html

    def caption(row: Row) -> str:
        return " ".join(explained(row, drawn.depth).sentences).replace("`", "")

    return html(drawn.picture, Scheme.LIGHT, title=title, caption=caption)


def _texts(picture: Picture) -> list[str]:
    """All that can be read in a picture."""
    texts = [text for lane in picture.lanes for text in (lane.title, lane.detail)]
    for row in picture.rows:
        texts.append(row.title)
        if isinstance(row, Message):
            texts.append(row.detail.text)
    return texts
