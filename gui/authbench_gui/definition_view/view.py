"""The source of a definition, read-only, with the line that something is about."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from authbench_gui.code.view import CodeView, source_sections
from authbench_gui.connection_page.form.choice_editor import ChoiceBox
from authbench_gui.definition_view.remarks import Remarks
from authbench_gui.theme.tabs import TabStrip
from authbench_gui.theme.theme import Role, Theme
from authbench_gui.theme.widgets import ElidedLabel
from authbench_gui.wording import shown
from authbench_gui.workspace.definitions import Definition
from authbench_gui.workspace.reading import is_program, other_language


class DefinitionView(QWidget):
    """Shows the file as it is now, of a program also the modules that it imports from beside it. A mark stays
    until the text changes. `language_chosen` - a sample is wanted in its other language; `file_wanted(index)`
    asks for one of the files of `definition.trust`, which `show_file` then shows."""

    language_chosen = Signal()
    file_wanted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.caption = ElidedLabel("", "caption")
        self.language = TabStrip(("Ruby", "Python"), "Language of the sample", "segment")
        self.language.setObjectName("definition.language")
        self.language.hide()
        self.files = ChoiceBox(theme)
        self.files.setObjectName("definition.files")
        self.files.setAccessibleName("File of the definition")
        self.files.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.files.hide()
        self.code = CodeView(theme, "Source of the definition", numbered=True)
        self.code.setObjectName("definition.code")
        self._digest = ""
        self._definition: Definition | None = None
        self._awaited: tuple[int, int | None, Role] | None = None
        row = QHBoxLayout()
        row.setContentsMargins(18, 0, 14, 0)
        row.setSpacing(8)
        row.addWidget(self.caption, 1)
        row.addWidget(self.language)
        choice = QHBoxLayout()
        choice.setContentsMargins(18, 0, 14, 0)
        choice.addWidget(self.files)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addLayout(choice)
        layout.addWidget(self.code, 1)
        self.remarks = Remarks(theme, self.code)
        layout.addWidget(self.remarks)
        self.language.chosen.connect(self._on_language)
        self.files.activated.connect(self._on_file)

    def show_definition(self, definition: Definition | None) -> None:
        """Show a definition's source."""
        self._definition = definition
        if definition is None:
            self._digest = ""
            self.caption.set_text("")
            self.code.show_text("")
            self.language.hide()
            self._list_files(())
            self.remarks.show_problems(())
            return
        state = (
            "read-only · watching for changes"
            if not definition.stale
            else "broken now · last good version in use"
        )
        self.caption.set_text(state)
        self.language.setVisible(other_language(definition.ref) is not None)
        self.language.choose(int(is_program(definition.ref)), silent=True)
        self.remarks.show_problems(definition.problems)
        trust = definition.trust
        digest = f"{definition.ref}\n{definition.digest}\n{trust.digest if trust is not None else ''}"
        if digest != self._digest:
            self._digest = digest
            self._list_files([file.path for file in trust.files] if trust is not None else [])
            self.code.show_text(definition.source, source_sections(definition.source, str(definition.path)))

    def show_line(self, line: int, *, bad: bool = False, file: int = 0) -> None:
        """Mark a line (counted from 1) and bring it into view; `file` is the place among the files of a
        program."""
        role: Role = "bad_soft" if bad else "accent_soft"
        if max(0, self.files.currentIndex()) == file:
            self.code.mark_line(line, role)
            return
        self._awaited = (file, line, role)
        self.files.setCurrentIndex(file)
        self._on_file(file)

    def show_file(self, index: int, text: str) -> None:
        """Show one of the files, if it is still the wanted one."""
        if index != self.files.currentIndex():
            return
        self.code.show_text(text, source_sections(text, ".py"))
        if self._awaited is not None and self._awaited[0] == index:
            self.code.mark_line(self._awaited[1], self._awaited[2])
        self._awaited = None

    def _list_files(self, paths: list[str] | tuple[()]) -> None:
        self.files.clear()
        folder = PurePath(paths[0]).parent if paths else PurePath()
        for path in paths:
            inside = PurePath(path).is_relative_to(folder)
            self.files.addItem(shown(str(PurePath(path).relative_to(folder)) if inside else path))
        self.files.setVisible(len(paths) > 1)

    @Slot(int)
    def _on_file(self, index: int) -> None:
        definition = self._definition
        if index == 0 and definition is not None:
            self.show_file(0, definition.source)
        elif index > 0:
            self.file_wanted.emit(index)

    @Slot(int)
    def _on_language(self, index: int) -> None:
        definition = self._definition
        if definition is not None and index != int(is_program(definition.ref)):
            self.language_chosen.emit()
