"""Each row of the gallery: what a person does at it, what is shown then, and the settings that result."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, QEventLoop, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from authbench.definition.values import text_of
from authbench_gui.app import Workbench
from authbench_gui.connection_page.form.date_editor import DateEditor
from authbench_gui.connection_page.form.list_editor import Card, ListEditor, TableRow
from authbench_gui.connection_page.form.multiselect_editor import MultiselectEditor
from authbench_gui.theme.theme import Scheme
from support.gui_fake_engine import ScriptedWorld, every_text

GALLERY = Path(__file__).with_name("gallery.rb")


@pytest.fixture
def gallery(bench):  # type: ignore[no-untyped-def]
    """The window with the gallery's form in it."""
    bench.open(GALLERY)
    bench.qtbot.wait_until(lambda: bench.page.form.complete, timeout=30_000)
    QApplication.processEvents()
    return bench


class Sheet:
    """A window with the gallery's form, for many rows one after the other."""

    def __init__(self, app: QApplication, home: Path) -> None:
        self.workbench = Workbench(app, home, ScriptedWorld().open, Scheme.LIGHT)
        self.workbench.show()
        _until(lambda: hasattr(self.workbench, "workspace") and self.workbench.workspace.services is not None)
        self.window = self.workbench.window
        self.window.open_definition(GALLERY)
        workspace = self.workbench.workspace
        _until(lambda: workspace.current is not None and workspace.current.form is not None)
        self.page = self.window.page
        _until(lambda: self.page.form.complete and self.page.form.block("long_choice") is not None)
        assert workspace.current is not None
        self.current = workspace.current

    def editor(self, path: str):  # type: ignore[no-untyped-def]
        """The widget into which a field is typed."""
        block = self.page.form.block(path)
        assert block is not None
        assert block.editor is not None
        return block.editor.focus_widget

    def clear(self) -> None:
        """As it was when it was opened."""
        form = self.current.form
        assert form is not None
        for path in ("advanced.timeout", "advanced.proxy.proxy_host"):
            self.current.set_value(path, None)
        for name in form.values():
            default = form.row(name).primary.default
            self.current.set_value(name, None if default is None else text_of(default))


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < deadline
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


@pytest.fixture(scope="module")
def opened(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sheet]:
    """One window for the rows that are only typed into or chosen from: opening one takes longer than they."""
    sheet = Sheet(qapp, tmp_path_factory.mktemp("settings"))
    yield sheet
    sheet.workbench.close()


@pytest.fixture
def sheet(opened: Sheet) -> Iterator[Sheet]:
    """The window's form with nothing entered."""
    yield opened
    opened.clear()


@dataclass(frozen=True)
class Typed:
    """A row into which text is typed; `said` is a part of what the form then says below it."""

    path: str
    text: str
    setting: Any = None
    said: str = ""


TYPED = [
    Typed("text", "hello"),
    Typed("text", " hello ", said="blanks before and after"),
    Typed("plain_text", "!", setting="!as given"),
    Typed("required_text", "x"),
    Typed("notes", "two words"),
    Typed("plain_area", "several words"),
    Typed("secret", "s3cret", said="until you close Authbench"),
    Typed("mail", "jo@example.test"),
    Typed("mail", "jo", said="not an e-mail address"),
    Typed("address", "https://api.example"),
    Typed("address", "api.example", said="starts with https://"),
    Typed("phone", "+48 22 123-45-67"),
    Typed("phone", "call me", said="not a phone number"),
    Typed("whole", "-12"),
    Typed("whole", "1,200", said="not a whole number"),
    Typed("converted", "42", setting=42),
    Typed("converted", "4x", said="not a whole number"),
    Typed("decimal", "5", setting="546.0"),
    Typed("converted_decimal", "1.5", setting=1.5),
    Typed("converted_decimal", "1,5", said="not a number"),
    Typed("day", "2024-01-31"),
    Typed("day", "31.1.2024", said="as 2024-01-31"),
    Typed("moment", "2024-01-31T13:45:00+01:00"),
    Typed("moment", "2024-01-31T13:45:00", said="No zone"),
    Typed("moment", "noon", said="2024-01-31T13:45:00Z"),
    Typed("host", "me"),
    Typed("schema", '[{"name": "a"}]'),
    Typed("schema", '[{"name"', said="line 1, column 9"),
    Typed("folder", "root/a", said="Trees are not shown"),
    Typed("odd", "#fff", said="Unknown control_type “colour-wheel”"),
    Typed("own_converter", "x", said="convert_input “tidy” is not applied here"),
    Typed("long", "id.example", said="Donaudampf"),
    Typed("advanced.timeout", "30", setting={"timeout": "30"}),
    Typed("advanced.proxy.proxy_host", "p", setting={"proxy": {"proxy_host": "p"}}),
]


@pytest.mark.parametrize("row", TYPED, ids=lambda row: f"{row.path}: {row.text}")
def test_what_is_typed_is_shown_and_sent(sheet: Sheet, row: Typed) -> None:
    editor = sheet.editor(row.path)
    QTest.keyClicks(editor, row.text)
    wanted = row.text if row.setting is None else row.setting
    top = row.path.split(".")[0]
    assert sheet.current.form.settings()[top] == wanted
    shown = editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()
    assert row.text in shown
    block = sheet.page.form.block(row.path)
    assert row.said in " ".join(text.replace("\u200b", "") for text in visible_texts(block))
    assert editor.accessibleName()
    assert block.caption.buddy() is editor


def visible_texts(widget: QWidget) -> list[str]:
    """What the labels in a widget say, those that are shown."""
    return [text.text() for text in widget.findChildren(QLabel) if text.isVisibleTo(widget)]


def pick(bench, path: str, label: str) -> QComboBox:  # type: ignore[no-untyped-def]
    """Choose with the arrow keys."""
    box: QComboBox = bench.editor(path)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    while box.currentText() != label:
        before = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() != before, f"{label} is not offered"
    return box


@pytest.mark.parametrize(
    ("path", "entries", "label", "setting"),
    [
        ("tri", ["–", "Yes", "No"], "Yes", "true"),
        ("tri", ["–", "Yes", "No"], "No", "false"),
        ("sure", ["Yes", "No"], "Yes", "true"),
        ("flag", ["Yes", "No"], "No", False),
        ("few", ["–", "Europe", "US", "Number"], "US", "us"),
        ("few", ["–", "Europe", "US", "Number"], "Number", 3),
        ("region", ["–", "Europe", "US"], "Europe", "eu"),
        ("mode", ["A", "B"], "B", "b"),
    ],
)
def test_what_is_chosen_is_shown_and_sent(  # type: ignore[no-untyped-def]
    sheet: Sheet, path: str, entries: list[str], label: str, setting: Any
) -> None:
    box = pick(sheet, path, label)
    assert [box.itemText(index) for index in range(box.count())] == entries
    assert box.currentText() == label
    assert sheet.current.form.settings()[path] == setting


def test_an_unset_choice_sends_nothing(sheet: Sheet) -> None:
    for path, label in (("tri", "Yes"), ("few", "US")):
        pick(sheet, path, label)
        pick(sheet, path, "–")
        assert path not in sheet.current.form.settings()


def test_defaults_hold_until_something_else_is_entered(gallery) -> None:  # type: ignore[no-untyped-def]
    assert gallery.current.form.settings() == {
        "plain_text": "as given",
        "decimal": "46.0",
        "sure": "false",
        "flag": True,
        "mode": "a",
    }


def test_many_choices_can_be_searched(gallery) -> None:  # type: ignore[no-untyped-def]
    box = gallery.editor("many")
    box.setFocus()
    gallery.qtbot.keyClicks(box, "g")
    popup = box.popup
    assert popup.isVisible()
    gallery.qtbot.keyClicks(popup.search, "a")
    listed = popup.list.model()
    assert [listed.index(row, 0).data() for row in range(listed.rowCount())] == ["Hungary"]
    gallery.qtbot.keyClick(popup.search, Qt.Key.Key_Backspace)
    assert [listed.index(row, 0).data() for row in range(listed.rowCount())] == [
        "Belgium",
        "Germany",
        "Hungary",
    ]
    gallery.qtbot.keyClick(popup.search, Qt.Key.Key_Down)
    gallery.qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert box.currentText() == "Germany"
    assert gallery.current.form.settings()["many"] == "de"
    gallery.qtbot.keyClicks(box, "zz")
    gallery.qtbot.keyClick(popup.search, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert gallery.current.form.settings()["many"] == "de"


def test_searched_choices_are_taken_with_the_mouse_too(gallery) -> None:  # type: ignore[no-untyped-def]
    box = gallery.editor("many")
    box.showPopup()
    listed = box.popup.list
    row = listed.model().index(3, 0)
    gallery.qtbot.mouseClick(
        listed.viewport(), Qt.MouseButton.LeftButton, pos=listed.visualRect(row).center()
    )
    assert gallery.current.form.settings()["many"] == "hr"
    assert box.currentText() == "Croatia"


def test_several_choices_are_chips(gallery) -> None:  # type: ignore[no-untyped-def]
    editor = gallery.page.form.block("scopes").editor
    assert isinstance(editor, MultiselectEditor)
    line, qtbot, settings = editor.line, gallery.qtbot, gallery.current.form.settings
    line.setFocus()
    qtbot.keyClicks(line, "write")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.keyClicks(line, "read acc")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert settings()["scopes"] == "files.write account.read"
    assert [chip.accessibleName() for chip in editor.chips] == ["Remove Write files", "Remove Read account"]
    assert line.text() == ""
    assert "Chosen: Write files, Read account" in line.accessibleDescription()
    qtbot.keyClicks(line, "nothing")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert "“nothing” is not among the choices" in visible_texts(gallery.page.form.block("scopes"))
    line.clear()
    qtbot.keyClick(line, Qt.Key.Key_Left)
    assert gallery.window.focusWidget() is editor.chips[-1]
    qtbot.keyClick(editor.chips[1], Qt.Key.Key_Left)
    assert gallery.window.focusWidget() is editor.chips[0]
    qtbot.keyClick(editor.chips[0], Qt.Key.Key_Delete)
    assert settings()["scopes"] == "account.read"
    assert gallery.window.focusWidget() is line
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    assert "scopes" not in settings()
    assert editor.chips == []


def test_chips_are_added_and_removed_with_the_mouse(gallery) -> None:  # type: ignore[no-untyped-def]
    editor = gallery.page.form.block("scopes").editor
    gallery.window.activateWindow()
    gallery.qtbot.mouseClick(editor.line, Qt.MouseButton.LeftButton)
    listed = editor.completer.popup()
    gallery.qtbot.wait_until(listed.isVisible)
    at = listed.visualRect(listed.model().index(1, 0)).center()
    gallery.qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert gallery.current.form.settings()["scopes"] == "files.write"
    gallery.qtbot.wait_until(lambda: editor.line.text() == "")
    gallery.qtbot.mouseClick(editor.chips[0], Qt.MouseButton.LeftButton)
    assert "scopes" not in gallery.current.form.settings()


def test_chosen_values_that_are_no_choice_are_kept_and_marked(gallery) -> None:  # type: ignore[no-untyped-def]
    gallery.current.set_value("scopes", "files.read old.scope")
    gallery.current.set_value("few", "elsewhere")
    gallery.current.set_value("tri", "maybe")
    chips = gallery.page.form.block("scopes").editor.chips
    assert [chip.property("kind") for chip in chips] == ["chip", "chip-foreign"]
    assert chips[1].accessibleName() == "Remove old.scope (not among the choices)"
    assert gallery.editor("few").currentText() == "elsewhere (not among the choices)"
    assert gallery.editor("tri").currentText() == "maybe (not among the choices)"
    settings = gallery.current.form.settings()
    assert (settings["scopes"], settings["few"], settings["tri"]) == (
        "files.read old.scope",
        "elsewhere",
        "maybe",
    )


def test_long_choices_stay_within_the_panel(gallery) -> None:  # type: ignore[no-untyped-def]
    gallery.current.set_value("long_choice", "all,unbreakable")
    QApplication.processEvents()
    editor = gallery.page.form.block("long_choice").editor
    assert all(chip.geometry().right() < editor.frame.width() for chip in editor.chips)
    assert "…" in editor.chips[0].text()
    assert editor.chips[0].accessibleName().endswith("shared with anybody else")
    assert gallery.page.form.widget().width() == gallery.page.form.viewport().width()


def test_a_day_is_chosen_from_the_calendar(gallery) -> None:  # type: ignore[no-untyped-def]
    editor = gallery.page.form.block("day").editor
    assert isinstance(editor, DateEditor)
    gallery.qtbot.keyClicks(editor.line, "2024-01-31")
    gallery.qtbot.keyClick(editor.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = editor.popup
    assert popup is not None
    assert popup.isVisible()
    assert popup.calendar.selectedDate() == QDate(2024, 1, 31)
    view = popup.calendar.focusProxy()
    gallery.qtbot.keyClick(view, Qt.Key.Key_Right)
    gallery.qtbot.keyClick(view, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert editor.line.text() == "2024-02-01"
    assert gallery.current.form.settings()["day"] == "2024-02-01"
    editor.open.click()
    gallery.qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert gallery.current.form.settings()["day"] == "2024-02-01"


def test_a_time_is_chosen_with_its_zone(gallery) -> None:  # type: ignore[no-untyped-def]
    editor = gallery.page.form.block("moment").editor
    gallery.qtbot.keyClicks(editor.line, "2024-01-31T13:45:00+05:30")
    gallery.qtbot.mouseClick(editor.open, Qt.MouseButton.LeftButton)
    popup = editor.popup
    assert popup.zone.currentData() == "+05:30"
    assert popup.time.text() == "13:45:00"
    popup.zone.setCurrentIndex(popup.zone.findText("UTC"))
    popup.time.clear()
    gallery.qtbot.keyClicks(popup.time, "half past eight")
    gallery.qtbot.mouseClick(popup.take, Qt.MouseButton.LeftButton)
    assert popup.isVisible()
    assert popup.time.property("problem") == "true"
    popup.time.clear()
    gallery.qtbot.keyClicks(popup.time, "08:30")
    gallery.qtbot.keyClick(popup.time, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert editor.line.text() == "2024-01-31T08:30:00Z"
    assert gallery.current.form.settings()["moment"] == "2024-01-31T08:30:00Z"


def test_a_pasted_address_is_cut_only_when_asked(gallery) -> None:  # type: ignore[no-untyped-def]
    line = gallery.editor("host")
    gallery.qtbot.keyClicks(line, "https://me.acme.example/login")
    block = gallery.page.form.block("host")
    assert any(".acme.example" in text for text in visible_texts(block))
    assert gallery.current.form.settings()["host"] == "https://me.acme.example/login"
    assert block.suggestion.text() == "Use “me”"
    gallery.qtbot.mouseClick(block.suggestion, Qt.MouseButton.LeftButton)
    assert line.text() == "me"
    assert gallery.current.form.settings()["host"] == "me"
    assert not block.suggestion.isVisibleTo(block)


def test_pairs_are_a_table(gallery) -> None:  # type: ignore[no-untyped-def]
    editor = gallery.page.form.block("headers").editor
    assert isinstance(editor, ListEditor)
    qtbot, settings = gallery.qtbot, gallery.current.form.settings
    assert {"No headers", "Those that you add are sent with each request."} <= set(
        visible_texts(editor.empty)
    )
    assert editor.add.text() == "+ Add a header"
    qtbot.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    row = editor.items[0]
    assert isinstance(row, TableRow)
    assert not editor.empty.isVisibleTo(editor.widget)
    assert visible_texts(editor.header) == ["Name", "Value"]
    key, value = (cell.focus_widget for cell in row.cells.values())
    assert gallery.window.focusWidget() is key
    assert (key.accessibleName(), value.accessibleName()) == ("Name, Header 1", "Value, Header 1")
    qtbot.keyClicks(key, "X-A")
    qtbot.keyClicks(value, "1")
    qtbot.keyClick(editor.add, Qt.Key.Key_Space)
    qtbot.keyClicks(gallery.window.focusWidget(), "X-B")
    assert settings()["headers"] == [{"key": "X-A", "value": "1"}, {"key": "X-B"}]
    qtbot.mouseClick(editor.items[0].remove, Qt.MouseButton.LeftButton)
    assert settings()["headers"] == [{"key": "X-B"}]
    assert next(iter(row.cells.values())).focus_widget.text() == "X-B"
    assert gallery.window.focusWidget() is editor.items[0].remove
    qtbot.keyClick(editor.items[0].remove, Qt.Key.Key_Space)
    assert "headers" not in settings()
    assert gallery.window.focusWidget() is editor.add
    assert editor.empty.isVisibleTo(editor.widget)


def test_tab_goes_through_the_cells_of_a_table(gallery) -> None:  # type: ignore[no-untyped-def]
    gallery.window.activateWindow()
    gallery.current.set_value("headers", [{"key": "a"}, {"key": "b"}])
    QApplication.processEvents()
    gallery.editor("headers").click()
    gallery.page.form.block("headers").editor.items[0].focus_first()
    seen = []
    for _ in range(10):
        focused = gallery.window.focusWidget()
        seen.append(focused.accessibleName())
        gallery.qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == [
        *("Name, Header 1", "Value, Header 1", "Remove Header 1"),
        *("Name, Header 2", "Value, Header 2", "Remove Header 2"),
        *("Name, Header 3", "Value, Header 3", "Remove Header 3"),
        "Add a header: Headers",
    ]


@pytest.mark.parametrize(
    ("path", "typed", "setting", "said"),
    [("tags", "blue", ["blue"], ""), ("ports", "80x", ["80x"], "not a whole number")],
)
def test_plain_values_are_a_column(  # type: ignore[no-untyped-def]
    gallery, path: str, typed: str, setting: list[str], said: str
) -> None:
    editor = gallery.page.form.block(path).editor
    gallery.qtbot.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    gallery.qtbot.keyClicks(gallery.window.focusWidget(), typed)
    assert gallery.current.form.settings()[path] == setting
    assert said in " ".join(visible_texts(editor.widget))
    assert not editor.header.isVisibleTo(editor.widget)


def test_larger_items_are_cards_with_conditions_of_their_own(gallery) -> None:  # type: ignore[no-untyped-def]
    editor = gallery.page.form.block("accounts").editor
    qtbot, settings = gallery.qtbot, gallery.current.form.settings
    for _ in range(2):
        qtbot.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    first, second = editor.items
    assert isinstance(first, Card)
    blocks = second.blocks
    assert gallery.window.focusWidget() is blocks["accounts.1.name"].editor.focus_widget
    qtbot.keyClicks(blocks["accounts.1.name"].editor.focus_widget, "Main")
    since = blocks["accounts.1.live_since"]
    assert not since.isVisibleTo(editor.widget)
    kind = blocks["accounts.1.kind"].editor.focus_widget
    while kind.currentText() != "Live":
        qtbot.keyClick(kind, Qt.Key.Key_Down)
    assert since.isVisibleTo(editor.widget)
    assert not first.blocks["accounts.0.live_since"].isVisibleTo(editor.widget)
    qtbot.keyClicks(since.editor.focus_widget, "2024-01-31")
    token = blocks["accounts.1.api_token"].editor.focus_widget
    qtbot.keyClicks(token, "tok-123")
    assert token.echoMode() is QLineEdit.EchoMode.Password
    assert settings()["accounts"] == [
        {"name": "Main", "kind": "l", "live_since": "2024-01-31", "api_token": "tok-123"}
    ]
    assert "accounts" in gallery.current.form.secret_names()
    assert not any("tok-123" in text for text in every_text(gallery.window))


def test_groups_fold_and_open_where_a_field_is_wanted(gallery) -> None:  # type: ignore[no-untyped-def]
    form = gallery.page.form
    group, inner = form.block("advanced"), form.block("advanced.proxy.proxy_host")
    assert group.fold.accessibleName() == "Advanced, group, open"
    gallery.qtbot.keyClicks(gallery.editor("advanced.timeout"), "5")
    gallery.qtbot.keyClick(group.fold, Qt.Key.Key_Space)
    assert not inner.isVisibleTo(form)
    assert not form.block("advanced.timeout").isVisibleTo(form)
    assert group.fold.accessibleName() == "Advanced, group, folded"
    assert "1 of 2 fields filled in" in visible_texts(group)
    assert gallery.current.form.settings()["advanced"] == {"timeout": "5"}
    assert form.focus_field("advanced.proxy.proxy_host")
    assert inner.isVisibleTo(form)


def test_the_other_way_of_entry_keeps_what_was_typed(gallery) -> None:  # type: ignore[no-untyped-def]
    form = gallery.page.form
    pick(gallery, "region", "US")
    swap = next(
        each for each in form.block("region").findChildren(QWidget) if each.property("kind") == "link"
    )
    assert swap.text() == "Type its code"
    gallery.qtbot.mouseClick(swap, Qt.MouseButton.LeftButton)
    line = gallery.editor("region")
    assert isinstance(line, QLineEdit)
    assert gallery.window.focusWidget() is line
    gallery.qtbot.keyClicks(line, "mars")
    assert gallery.current.form.settings()["region"] == "mars"
    swap = next(
        each for each in form.block("region").findChildren(QWidget) if each.property("kind") == "link"
    )
    assert swap.text() == "Choose"
    gallery.qtbot.mouseClick(swap, Qt.MouseButton.LeftButton)
    assert gallery.current.form.settings()["region"] == "us"


def test_line_breaks_of_a_key_are_kept_and_it_is_monospaced(gallery) -> None:  # type: ignore[no-untyped-def]
    area = gallery.editor("notes")
    prose = area.font().family()
    key = "-----BEGIN CERTIFICATE-----\nMIIabc\n\nMIIdef\n-----END CERTIFICATE-----\n"
    QGuiApplication.clipboard().setText(key)
    area.paste()
    assert gallery.current.form.settings()["notes"] == key
    assert area.font().family() == gallery.workbench.theme.monospaced().family()
    assert area.font().family() != prose
    assert area.lineWrapMode() is QPlainTextEdit.LineWrapMode.NoWrap


@pytest.mark.parametrize("path", ["plain_area", "pem", "private_pem"])
@pytest.mark.parametrize(
    ("content", "told", "taken"),
    [
        (b"-----BEGIN X-----\nabc\n", "Taken from key.pem", True),
        (b"\xff\xfe\x00", "key.pem is no text file and was not taken", False),
        (b"x" * 1_000_001, "key.pem is larger than 1 MB and was not taken", False),
    ],
    ids=["text", "binary", "large"],
)
def test_a_file_can_be_dropped(
    sheet: Sheet,
    tmp_path: Path,
    drop: Callable[[QWidget, Path], None],
    path: str,
    content: bytes,
    told: str,
    taken: bool,
) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(content)
    drop(sheet.editor(path), file)
    assert sheet.current.form.settings().get(path) == (content.decode() if taken else None)
    assert told in visible_texts(sheet.page.form.block(path))


@pytest.fixture
def drop() -> Callable[[QWidget, Path], None]:
    """Drop a file on an editor of several lines, as a file browser would."""
    from PySide6.QtCore import QMimeData, QPoint, QPointF, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    def dropped(area: QPlainTextEdit, file: Path) -> None:
        content = QMimeData()
        content.setUrls([QUrl.fromLocalFile(str(file))])
        action, button, none = (
            Qt.DropAction.CopyAction,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        enter = QDragEnterEvent(QPoint(9, 9), action, content, button, none)
        QApplication.sendEvent(area.viewport(), enter)
        assert enter.isAccepted()
        QApplication.sendEvent(area.viewport(), QDropEvent(QPointF(9, 9), action, content, button, none))

    return dropped


@pytest.mark.parametrize(
    ("path", "pasted", "kept", "told"),
    [
        ("text", "abc\u200bdef", "abcdef", "1 invisible character was removed"),
        ("address", "\ufeffhttps://a.example\n", "https://a.example", "1 invisible character was removed"),
        ("secret", "s3cret\u2060\u202e", "s3cret", "2 invisible characters were removed"),
        ("notes", "a\u200b\nb", "a\nb", "1 invisible character was removed"),
        ("private_pem", "a\u200b\nb\n", "a\nb\n", "1 invisible character was removed"),
    ],
)
def test_invisible_characters_are_removed_and_told(
    sheet: Sheet, path: str, pasted: str, kept: str, told: str
) -> None:
    editor = sheet.editor(path)
    QGuiApplication.clipboard().setText(pasted)
    editor.setFocus()
    editor.paste()
    assert sheet.current.form.settings()[path] == kept
    assert told in visible_texts(sheet.page.form.block(path))
    if isinstance(editor, QLineEdit):
        QTest.keyClicks(editor, "x")
        assert told not in visible_texts(sheet.page.form.block(path))


def test_what_may_stay_empty_says_so(sheet: Sheet) -> None:
    form = sheet.page.form
    assert "optional" in visible_texts(form.block("text"))
    assert "optional" not in visible_texts(form.block("required_text"))
    assert sheet.editor("required_text").accessibleName() == "Required text, required"
    assert "One line. See the guide" in sheet.editor("text").accessibleDescription()


def test_a_condition_shows_its_field(gallery) -> None:  # type: ignore[no-untyped-def]
    form = gallery.page.form
    assert not form.block("only_b").isVisibleTo(form)
    pick(gallery, "mode", "B")
    gallery.qtbot.keyClicks(gallery.editor("only_b"), "x")
    assert gallery.current.form.settings()["only_b"] == "x"
    pick(gallery, "mode", "A")
    assert "only_b" not in gallery.current.form.settings()


def test_every_field_of_the_gallery_is_used_in_a_test(sheet: Sheet) -> None:
    source = Path(__file__).read_text("utf-8")
    names = {row.path.split(".")[0] for row in sheet.current.form.rows}
    assert [name for name in sorted(names) if f'"{name}' not in source] == []
