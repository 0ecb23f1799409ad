"""While presenting nothing secret can be shown or copied, whatever is pressed."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton

from authbench.events import Outcome, StepName
from authbench.journal.exports.copy_as import CopyFormat
from authbench_gui.activity.detail.chip_popover import ChipPopover
from authbench_gui.activity.detail.message_pane import Tab
from authbench_gui.connection_page.pause.masked_field import MaskedField
from authbench_gui.connection_page.try_request.pairs import PairRow
from authbench_gui.dialogs.paste_redirect import PasteRedirectDialog
from authbench_gui.dialogs.secrets_dialog import SecretsDialog
from authbench_gui.presenter import NOT_COPIED, HeldBack, Presenting
from authbench_gui.theme.theme import Theme
from support.gui_fake_engine import ScriptedRun, every_text

SECRET = secrets.token_urlsafe(24)
KEY = "\n".join(secrets.token_urlsafe(30) for _ in range(3))


def script(run: ScriptedRun) -> None:
    run.learn(SECRET, "api key")
    run.begin(StepName.TEST)
    run.exchange(url=f"https://api.example/v1/{SECRET}/me", response=f'{{"n": "{SECRET}"}}')
    run.step(StepName.TEST)
    run.finish(Outcome.OK)


@pytest.fixture
def shown(bench) -> Iterator[object]:  # type: ignore[no-untyped-def]
    bench.open_form(
        "{ name: 'secret', control_type: 'password' },\n"
        "{ name: 'key', control_type: 'password', multiline: true }"
    )
    bench.world.engine.script = script
    bench.page.header.connect_button.click()
    bench.qtbot.wait_until(lambda: bench.page.activity.table.model().rowCount() == 1)
    bench.settle()
    yield bench
    QApplication.clipboard().clear()


def present(bench, on: bool = True) -> None:  # type: ignore[no-untyped-def]
    bench.workbench.theme.presenting.turn(on)
    bench.settle()


def test_a_revealed_log_is_hidden_first_and_cannot_be_revealed(shown) -> None:  # type: ignore[no-untyped-def]
    revealing = shown.workspace.revealing
    revealing.reveal_log(shown.current.id, True)
    shown.settle()
    assert any(SECRET in text for text in every_text(shown.window))
    present(shown)
    assert not revealing.is_revealed(shown.current.id)
    assert not any(SECRET[:14] in text for text in every_text(shown.window))
    assert not shown.page.activity.head.redaction.isEnabled()
    revealing.reveal_log(shown.current.id, True)
    shown.settle()
    assert not revealing.is_revealed(shown.current.id)
    assert not shown.window.findChildren(SecretsDialog)
    present(shown, on=False)
    assert shown.page.activity.head.redaction.isEnabled()
    assert not revealing.is_revealed(shown.current.id)


def test_a_chip_offers_neither_its_value_nor_a_copy_of_it(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    activity.table.show_exchange(activity.log._model.entry_at(0).id)
    shown.settle()
    pane = activity.detail.response
    pane.tabs.choose(Tab.BODY)

    def opened() -> ChipPopover:
        pane.view.activate(pane.view.lines.chips[0])
        return next(each for each in pane.findChildren(ChipPopover) if each.isVisible())

    popover = opened()
    popover.findChild(QPushButton, "chip.reveal").click()
    assert any(SECRET in text for text in every_text(popover))
    present(shown)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not any(SECRET[:14] in text for text in every_text(shown.window))
    names = {child.objectName() for child in opened().findChildren(QPushButton)}
    assert not {"chip.reveal", "chip.copy", "chip.decode"} & names
    assert shown.workspace.revealing.secret("api key", 1) is None


def test_fields_are_hidden_again_and_stay_so(shown) -> None:  # type: ignore[no-untyped-def]
    editor = shown.page.form.block("secret").editor
    editor.line.setText(SECRET)
    editor.reveal.setChecked(True)
    area = shown.page.form.block("key").editor
    present(shown)
    assert editor.line.echoMode() is QLineEdit.EchoMode.Password
    for action in (editor.reveal, editor.copy):
        action.trigger()
    assert editor.line.echoMode() is QLineEdit.EchoMode.Password
    content = QMimeData()
    content.setText(KEY)
    area.area.insertFromMimeData(content)
    assert area.masked
    assert not any(line in area.area.toPlainText() for line in KEY.split("\n"))
    area.reveal.click()
    area.copy.click()
    assert area.masked
    assert QApplication.clipboard().text() == ""
    present(shown, on=False)
    editor.reveal.trigger()
    assert editor.line.echoMode() is QLineEdit.EchoMode.Normal


def test_copies_of_secrets_are_refused_with_a_word(shown) -> None:  # type: ignore[no-untyped-def]
    clipboard = shown.workbench.clipboard
    assert clipboard.copy_secret(SECRET)
    present(shown)
    assert QApplication.clipboard().text() == ""
    assert not clipboard.copy_secret(SECRET)
    assert shown.window.toast.text.text() == NOT_COPIED
    copies = shown.page.revealing.copies
    menu = QMenu()
    copies.add_to(menu, 1)
    assert menu.actions() == []
    copies.ask(1, CopyFormat.CURL)
    assert not shown.window.findChildren(SecretsDialog)
    assert shown.workspace.revealing.copied(1, CopyFormat.CURL) is None
    assert QApplication.clipboard().text() == ""


def test_what_is_pasted_and_edited_is_masked(qtbot, theme: Theme, shown) -> None:  # type: ignore[no-untyped-def]
    theme.presenting.turn(True)
    dialog = PasteRedirectDialog(
        shown.window, theme, shown.workbench.clipboard, f"https://id.example/?state={SECRET}"
    )
    pasted = f"https://here.example/?code={SECRET}"
    dialog.url.setText(pasted)  # type: ignore[union-attr]
    assert not any(SECRET[:14] in text for text in every_text(dialog))
    assert dialog.wanted() == pasted
    dialog.reject()
    row = PairRow(theme, lambda name: name == "Authorization")
    field = MaskedField(theme, "Body", lines=True)
    for widget in (row, field):
        qtbot.add_widget(widget)
    row.show_pair(("Authorization", SECRET))
    field.show_text(f"a={SECRET}", lambda text: [(2, len(text))])
    for widget in (row, field):
        widget.reveal.click()
        assert not any(SECRET[:14] in text for text in every_text(widget))
    assert field.text == f"a={SECRET}"
    theme.presenting.turn(False)
    field.reveal.click()
    assert any(SECRET in text for text in every_text(field))


def test_a_control_that_is_gone_is_not_asked(qtbot) -> None:  # type: ignore[no-untyped-def]
    presenting, action = Presenting(), QAction()
    HeldBack(action, presenting)
    action.deleteLater()
    del action
    QApplication.processEvents()
    presenting.toggle()
    assert presenting.on
    presenting.toggle()
    assert not presenting.on


def test_a_message_at_the_bottom_is_redacted_before_an_audience(shown) -> None:  # type: ignore[no-untyped-def]
    toast = shown.window.toast
    toast.tell(f"Copied {SECRET}")
    assert SECRET in toast.text.text()
    present(shown)
    for _ in range(2):
        assert SECRET not in toast.text.text()
        assert SECRET not in toast.accessibleName()
        assert "Copied ••••" in toast.text.text()
        shown.workspace.reported.emit(f"Copied {SECRET}")
    present(shown, False)
    assert SECRET not in toast.text.text()


def test_the_key_works_while_it_is_asked_whether_to_show_secrets(shown) -> None:  # type: ignore[no-untyped-def]
    shown.page.activity.head.redaction.click()
    (asking,) = shown.window.findChildren(SecretsDialog)
    shown.qtbot.wait_until(lambda: QApplication.activeWindow() is asking)
    shown.qtbot.keyClick(asking, Qt.Key.Key_F11)
    assert shown.workbench.theme.presenting.on
    assert not asking.isVisible()
    shown.settle()
    assert not shown.workspace.revealing.is_revealed(shown.current.id)
    shown.window.activateWindow()
    shown.qtbot.wait_until(lambda: QApplication.activeWindow() is shown.window)
    shown.qtbot.keyClick(shown.window, Qt.Key.Key_F11)
    assert not shown.workbench.theme.presenting.on
