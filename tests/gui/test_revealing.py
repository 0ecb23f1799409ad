"""Secrets are shown where a person asked for it, marked as long as they are, and gone afterwards."""

from __future__ import annotations

import ast
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

import authbench_gui
from authbench.events import ConsoleLine, Failure, Outcome, StepName
from authbench.journal.exports.export import ExportFormat
from authbench_gui.activity.detail.chip_popover import ChipPopover
from authbench_gui.activity.detail.chip_value import ChipValue
from authbench_gui.activity.detail.message_pane import MessagePane, Tab
from authbench_gui.activity.log_columns import Column
from authbench_gui.activity.run_bar.words import Section
from authbench_gui.dialogs.secrets_dialog import SecretsDialog, export_secrets_dialog
from support.gui_fake_engine import ScriptedRun, every_text
from support.json_web_tokens import make_jwt

SECRET = secrets.token_urlsafe(24)
LATE = secrets.token_urlsafe(24)
TOKEN = make_jwt({"iss": "https://id.example", "email": "jo@example.test", "scope": "read"})


def script(run: ScriptedRun) -> None:
    run.learn(SECRET, "api key")
    run.learn(TOKEN, "access token")
    run.begin(StepName.TEST)
    run.exchange(
        url=f"https://api.example/v1/{SECRET}/me",
        headers=(("Host", "api.example"), ("X-Api-Key", SECRET)),
        response=f'{{"access_token": "{TOKEN}", "n": "{SECRET}"}}',
    )
    run.exchange(url=f"https://api.example/other?key={SECRET}")
    run._journal.record(ConsoleLine(run.id, f"key {SECRET}"))
    failure = Failure("http_error", f"refused {SECRET}", hint="Look at the key.")
    run.step(StepName.TEST, f"refused {SECRET}", ok=False, failure=failure)
    run.finish(Outcome.FAILED, failure)


@pytest.fixture
def shown(bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:  # type: ignore[no-untyped-def]
    """A window with a failed run."""
    # A platform without a display does not tell whose the clipboard's content is.
    monkeypatch.setattr(bench.workbench.clipboard._clipboard, "ownsClipboard", lambda: True)
    bench.open_form("{ name: 'item' }")
    run(bench)
    yield bench
    QApplication.clipboard().clear()


def run(bench) -> ScriptedRun:  # type: ignore[no-untyped-def]
    bench.world.engine.script = script
    bench.page.header.connect_button.click()
    bench.qtbot.wait_until(lambda: bench.page.activity.card.isVisibleTo(bench.window))
    bench.settle()
    return bench.world.runs[-1]


def found(bench, *values: str) -> list[str]:  # type: ignore[no-untyped-def]
    """Texts of the window that hold one of the secrets, or a long piece of one."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    pieces = [value[:14] for value in values or (SECRET, LATE, TOKEN)]
    return [text for text in every_text(bench.window) if any(piece in text for piece in pieces)]


def dialog(bench) -> SecretsDialog:  # type: ignore[no-untyped-def]
    (asking,) = (each for each in bench.window.findChildren(SecretsDialog) if each.isVisible())
    return asking


def reveal(bench) -> None:  # type: ignore[no-untyped-def]
    bench.page.activity.head.redaction.click()
    dialog(bench).ok.click()
    bench.settle()


def hide(bench) -> None:  # type: ignore[no-untyped-def]
    bench.page.activity.revealed.hide_button.click()
    bench.settle()


def test_nothing_is_revealed_before_a_person_confirmed(shown) -> None:  # type: ignore[no-untyped-def]
    head = shown.page.activity.head
    assert head.redaction.text() == "Redacted"
    assert head.redaction.isVisibleTo(shown.window)
    head.redaction.click()
    asking = dialog(shown)
    said = "\n".join(every_text(asking))
    assert "Acme" in said
    assert "screen" in said
    assert asking.cancel.isDefault()
    assert not asking.ok.isDefault()
    shown.qtbot.keyClick(asking.cancel, Qt.Key.Key_Return)
    shown.settle()
    assert head.redaction.text() == "Redacted"
    assert shown.window.windowTitle() == "Authbench"
    assert found(shown) == []


def test_a_revealed_log_shows_everything_and_says_so(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    activity.table.show_exchange(activity.log._model.entry_at(0).id)
    reveal(shown)
    assert shown.window.windowTitle() == "Authbench – secrets visible"
    assert activity.head.redaction.text() == "Not redacted"
    assert "visible" in activity.head.redaction.accessibleName()
    assert activity.revealed.isVisibleTo(shown.window)
    assert activity.table.current_id == activity.log._model.entry_at(0).id
    assert SECRET in str(activity.table.model().index(0, Column.URL).data())
    assert SECRET in activity.detail.request.view.toPlainText()
    assert any(SECRET in text for text in every_text(activity.card))
    activity.run_bar.toggle.click()
    activity.run_bar.tabs.choose(Section.PRINTED)
    shown.qtbot.wait_until(lambda: SECRET in activity.run_bar.printed.toPlainText())
    assert not any(each in shown.window.windowTitle() for each in (SECRET, TOKEN))
    # The rest of the window stays as it is.
    assert not [text for text in every_text(shown.page.steps) if SECRET in text]


def test_after_hiding_no_widget_has_a_secret(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    first, second = (activity.log._model.entry_at(row).id for row in (0, 1))
    activity.run_bar.toggle.click()
    for tab in Tab:
        reveal(shown)
        activity.show_comparison(first, second)
        if tab % 2:
            activity.compare.close_button.click()
        activity.table.show_exchange(first)
        for pane in (activity.detail.request, activity.detail.response):
            for before in (Tab.BODY, Tab.HEADERS, tab):
                pane.tabs.choose(before)
        activity.run_bar.tabs.choose(Section(tab % len(Section)))
        shown.settle()
        assert found(shown, SECRET)
        hide(shown)
        assert found(shown) == []
        assert activity.head.redaction.text() == "Redacted"
        assert shown.window.windowTitle() == "Authbench"
        assert not activity.revealed.isVisibleTo(shown.window)


def test_filters_see_what_is_shown(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    wanted = f"url:{SECRET[:12]}"
    activity.log.set_filter(wanted)
    shown.qtbot.wait_until(lambda: activity.table.model().rowCount() == 0)
    reveal(shown)
    shown.qtbot.wait_until(lambda: activity.table.model().rowCount() == 2)
    activity.log.set_filter(f"header:{SECRET}")
    shown.qtbot.wait_until(lambda: activity.table.model().rowCount() == 1)
    hide(shown)
    assert activity.head.box.text() == ""
    shown.qtbot.wait_until(lambda: activity.table.model().rowCount() == 2)
    assert found(shown) == []
    # A saved filter goes to a file: one that holds a secret is refused while all is visible, too.
    reveal(shown)
    assert activity.log._is_secret(f"url:{SECRET}")


def test_what_comes_later_is_shown_and_hidden_with_the_rest(shown) -> None:  # type: ignore[no-untyped-def]
    reveal(shown)
    later = shown.world.runs[-1]
    later.learn(LATE, "access token")
    late = later.exchange(url=f"https://api.example/late/{LATE}")
    shown.settle()
    shown.page.activity.table.show_exchange(late.id)
    shown.settle()
    assert found(shown, LATE)
    hide(shown)
    assert found(shown) == []


def test_other_connections_stay_redacted(shown) -> None:  # type: ignore[no-untyped-def]
    first = shown.current
    reveal(shown)
    shown.open(shown.write("{ name: 'item' }", "other.rb", title="Other"))
    run(shown)
    assert shown.window.windowTitle() == "Authbench"
    assert shown.page.activity.head.redaction.text() == "Redacted"
    assert found(shown) == []
    # It stays for the connection that it was asked for, and says so again.
    shown.workspace.select(first.id)
    shown.settle()
    assert shown.window.windowTitle() == "Authbench – secrets visible"
    assert found(shown, SECRET)
    other = next(each for each in shown.workspace.connections if each != first.id)
    shown.workspace.select(other)
    reveal(shown)
    assert not shown.workspace.revealing.is_revealed(first.id)
    shown.workspace.select(first.id)
    shown.settle()
    assert found(shown) == []


@pytest.mark.parametrize("ending", ["clear", "delete"])
def test_it_ends_with_the_log(ending: str, shown) -> None:  # type: ignore[no-untyped-def]
    connection = shown.current
    reveal(shown)
    if ending == "clear":
        shown.page.activity.clear.click()
    else:
        shown.workspace.delete(connection)
    shown.settle()
    assert not shown.workspace.revealing.is_revealed(connection.id)
    assert shown.window.windowTitle() == "Authbench"
    assert found(shown) == []


def test_it_is_not_remembered(make_bench) -> None:  # type: ignore[no-untyped-def]
    bench = make_bench()
    bench.open_form("{ name: 'item' }")
    run(bench)
    reveal(bench)
    bench.close()
    for file in bench.home.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes()
    again = make_bench()
    again.open(again.home / "connector.rb")
    run(again)
    assert again.page.activity.head.redaction.accessibleName().startswith("This log is redacted")
    assert found(again) == []


def test_what_is_copied_from_a_revealed_log_is_cleared(shown) -> None:  # type: ignore[no-untyped-def]
    activity, clipboard = shown.page.activity, shown.workbench.clipboard
    activity.table.show_exchange(activity.log._model.entry_at(0).id)
    reveal(shown)
    activity.detail.request.copy.click()
    assert SECRET in QApplication.clipboard().text()
    assert clipboard.holds_secret
    view = activity.detail.response.view
    view.select_all()
    view.copy()
    QApplication.processEvents()
    assert SECRET in QApplication.clipboard().text()
    assert clipboard.holds_secret
    clipboard.clear_if_unchanged()
    assert QApplication.clipboard().text() == ""
    shown.qtbot.keyClick(
        activity.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    shown.qtbot.wait_until(lambda: SECRET in QApplication.clipboard().text())
    assert "NOT REDACTED" in QApplication.clipboard().text()
    assert clipboard.holds_secret
    hide(shown)
    activity.detail.request.copy.click()
    assert SECRET not in QApplication.clipboard().text()
    assert not clipboard.holds_secret


def popover_of(bench, pane: MessagePane, number: int = 0) -> ChipPopover:  # type: ignore[no-untyped-def]
    pane.view.activate(pane.view.lines.chips[number])
    return next(each for each in pane.findChildren(ChipPopover) if each.isVisible())


def press(popover: ChipPopover, name: str) -> QPushButton:
    control = popover.findChild(QPushButton, name)
    assert control is not None
    control.click()
    return control


@pytest.fixture
def answer(shown) -> MessagePane:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    activity.table.show_exchange(activity.log._model.entry_at(0).id)
    shown.settle()
    pane: MessagePane = activity.detail.response
    pane.tabs.choose(Tab.BODY)
    assert len(pane.view.lines.chips) == 2
    return pane


def test_one_value_is_shown_while_its_popover_is_open(shown, answer: MessagePane) -> None:  # type: ignore[no-untyped-def]
    popover = popover_of(shown, answer, 1)
    assert not [text for text in every_text(popover) if SECRET[:10] in text]
    toggle = press(popover, "chip.reveal")
    holders = [each for each in popover.findChildren(object) if each.objectName() == "chip.value"]
    assert holders[0].toPlainText() == SECRET
    assert toggle.text() == "Hide"
    spoken = [each.accessibleName() + each.toolTip() for each in popover.findChildren(type(toggle))]
    assert SECRET not in "".join(spoken) + holders[0].accessibleName()
    holders[0].selectAll()
    holders[0].copy()
    QApplication.processEvents()
    assert shown.workbench.clipboard.holds_secret
    press(popover, "chip.reveal")
    assert found(shown) == []
    press(popover, "chip.reveal")
    assert found(shown, SECRET)
    popover.close()
    assert found(shown) == []


def test_a_value_does_not_stay_for_long(shown, answer: MessagePane) -> None:  # type: ignore[no-untyped-def]
    popover = popover_of(shown, answer, 1)
    press(popover, "chip.reveal")
    value = popover.findChild(ChipValue)
    assert value._timer.isActive()
    assert value._timer.interval() == 30_000
    value._timer.timeout.emit()
    assert popover.isVisible()
    assert found(shown) == []
    assert value.reveal.text() == "Reveal"


def test_one_value_is_copied_for_a_minute(shown, answer: MessagePane) -> None:  # type: ignore[no-untyped-def]
    popover = popover_of(shown, answer, 1)
    press(popover, "chip.copy")
    assert QApplication.clipboard().text() == SECRET
    assert shown.workbench.clipboard.holds_secret
    assert not popover.isVisible()
    assert found(shown) == []


def test_a_token_is_decoded_with_what_is_personal_masked(shown, answer: MessagePane) -> None:  # type: ignore[no-untyped-def]
    popover = popover_of(shown, answer, 0)
    press(popover, "chip.decode")
    QApplication.processEvents()
    texts = list(every_text(popover))
    assert "https://id.example" in texts
    assert any("RS256" in text for text in texts)
    assert not [text for text in texts if "jo@example.test" in text or TOKEN[:20] in text]
    eye = next(each for each in popover.findChildren(object) if name_of(each) == "Show email")
    eye.click()
    assert "jo@example.test" in list(every_text(popover))
    popover.close()
    assert found(shown, TOKEN, "jo@example.test") == []


def name_of(each: object) -> str:
    return str(each.accessibleName()) if hasattr(each, "accessibleName") else ""


def test_what_a_run_printed_offers_the_values_too(shown) -> None:  # type: ignore[no-untyped-def]
    bar = shown.page.activity.run_bar
    bar.toggle.click()
    bar.tabs.choose(Section.PRINTED)
    shown.qtbot.wait_until(lambda: bool(bar.printed.lines.chips))
    bar.printed.activate(bar.printed.lines.chips[0])
    popover = next(each for each in bar.findChildren(ChipPopover) if each.isVisible())
    press(popover, "chip.reveal")
    assert found(shown, SECRET)
    popover.close()
    assert found(shown) == []


def test_in_a_narrow_window_the_lock_stands_without_words(shown) -> None:  # type: ignore[no-untyped-def]
    head = shown.page.activity.head
    shown.window.resize(980, 620)
    QApplication.processEvents()
    assert head.redaction.text() == ""
    assert "redacted" in head.redaction.accessibleName()
    shown.window.resize(1360, 860)
    QApplication.processEvents()
    assert head.redaction.text() == "Redacted"


def test_a_popover_of_another_secret_offers_no_decoding(shown, answer: MessagePane) -> None:  # type: ignore[no-untyped-def]
    popover = popover_of(shown, answer, 1)
    assert popover.findChild(QPushButton, "chip.decode") is None
    popover.close()


def test_one_request_is_copied_with_its_secrets_after_a_question(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    activity.table.show_exchange(activity.log._model.entry_at(0).id)
    menu = activity.log.menu()
    below = menu.findChild(QMenu, "log.copy_with_secrets")
    names = [action.text() for action in below.actions()]
    assert names == ["cURL…", "HTTPie…", "Python httpx…", "Raw HTTP…", "Markdown…"]
    before = QApplication.clipboard().text()
    below.actions()[0].trigger()
    assert dialog(shown).cancel.isDefault()
    dialog(shown).cancel.click()
    shown.settle()
    assert QApplication.clipboard().text() == before
    for action in below.actions():
        QApplication.clipboard().clear()
        action.trigger()
        dialog(shown).ok.click()
        shown.qtbot.wait_until(lambda: SECRET in QApplication.clipboard().text())
        assert shown.workbench.clipboard.holds_secret
        if action.text() not in ("Raw HTTP…",):
            assert "NOT REDACTED" in QApplication.clipboard().text()
        shown.settle()
    menu.deleteLater()
    assert activity.head.redaction.text() == "Redacted"
    assert found(shown) == []


def test_a_menu_says_that_a_copy_of_a_revealed_log_holds_secrets(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    activity.table.show_exchange(activity.log._model.entry_at(0).id)
    reveal(shown)
    menu = activity.log.menu()
    assert any("cURL with its secrets" in action.text() for action in menu.findChildren(QAction))
    menu.deleteLater()


def test_an_export_of_a_revealed_log_is_marked(shown) -> None:  # type: ignore[no-untyped-def]
    revealing, connection = shown.workspace.revealing, shown.current.id
    for form in ExportFormat:
        export = revealing.journal_for(connection).export(form)
        assert not export.unredacted
        assert SECRET not in export.text
    reveal(shown)
    for form in ExportFormat:
        export = revealing.journal_for(connection).export(form)
        assert export.unredacted
        assert "NOT REDACTED" in export.text or '"_unredacted":true' in export.text
        assert SECRET in export.text
    asking = export_secrets_dialog(shown.window, "log.har")
    assert "log.har" in asking.danger.text()
    assert asking.cancel.isDefault()
    asking.deleteLater()


def test_the_window_imports_the_capability_in_one_place() -> None:
    root = Path(authbench_gui.__file__).parent
    importing = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "authbench.journal.reveal"
    }
    assert importing == {"revealing.py"}


def test_what_another_program_copies_is_left_alone(shown, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    reveal(shown)
    clipboard = shown.workbench.clipboard
    monkeypatch.setattr(clipboard._clipboard, "ownsClipboard", lambda: False)
    QApplication.clipboard().setText("something of theirs")
    QApplication.processEvents()
    assert not clipboard.holds_secret
    clipboard.clear_if_unchanged()
    assert QApplication.clipboard().text() == "something of theirs"


def test_an_opened_file_has_nothing_to_reveal(shown) -> None:  # type: ignore[no-untyped-def]
    path = shown.home / "log.har"
    reveal(shown)
    shown.workspace.services.journal.export(ExportFormat.HAR).save(path)
    shown.window.open_definition(path)
    shown.qtbot.wait_until(lambda: shown.workspace.shown_file is not None)
    shown.settle()
    activity = shown.page.activity
    assert not activity.head.redaction.isVisibleTo(shown.window)
    assert not activity.revealed.isVisibleTo(shown.window)
    assert shown.window.windowTitle() == "Authbench"
    assert found(shown) == []
