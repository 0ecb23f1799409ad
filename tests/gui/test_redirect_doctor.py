"""The redirect doctor in the window: from the form, the settings and a failure card, with real ports."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QToolButton

from authbench.journal.explanations.explanation import Action
from authbench.oauth import CLOUD_CALLBACK
from authbench_gui.dialogs.connection_settings import SettingsDialog
from authbench_gui.dialogs.redirect_doctor import RedirectDoctorDialog
from support.connection_runs import free_port
from support.gui_fake_engine import every_text

FIELDS = "{ name: 'client_id', optional: true }"
OAUTH = (
    "type: 'oauth2', authorization_url: lambda do |c| 'https://id.example/authorize' end,"
    " token_url: 'https://id.example/token'"
)


def dialog(bench: Any, kind: type[QDialog]) -> Any:
    bench.qtbot.wait_until(lambda: isinstance(QApplication.activeModalWidget(), kind))
    return QApplication.activeModalWidget()


def looked(bench: Any, doctor: RedirectDoctorDialog) -> list[str]:
    bench.qtbot.wait_until(lambda: doctor.checks.count() > 0 and doctor.ok.isEnabled())
    return [doctor.checks.item(number).text() for number in range(doctor.checks.count())]


def press(bench: Any, inside: Any, name: str) -> None:
    found = inside.findChild(QPushButton, name) or inside.findChild(QToolButton, name)
    assert found is not None, name
    bench.qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


@pytest.fixture
def doctor(bench: Any) -> RedirectDoctorDialog:
    bench.open_form(FIELDS, authorization=OAUTH)
    press(bench, bench.page.form, "redirect.check")
    opened: RedirectDoctorDialog = dialog(bench, RedirectDoctorDialog)
    looked(bench, opened)
    return opened


def test_the_uris_can_be_copied(bench: Any, doctor: RedirectDoctorDialog) -> None:
    press(bench, doctor, "doctor.copy.authbench")
    assert QApplication.clipboard().text() == "http://localhost:45555/oauth/callback"
    press(bench, doctor, "doctor.copy.platform")
    assert QApplication.clipboard().text() == CLOUD_CALLBACK
    doctor.reject()


def test_a_difference_is_told_and_marked(bench: Any, doctor: RedirectDoctorDialog) -> None:
    assert doctor.focusWidget() is doctor.pasted
    bench.qtbot.keyClicks(doctor.pasted, "http://127.0.0.1:45555/oauth/callback")
    assert "Byte 8: ours has `l`, theirs has `1`." in doctor.outcome.text()
    assert doctor.marked.toPlainText().splitlines() == [
        "http://localhost:45555/oauth/callback",
        "http://127.0.0.1:45555/oauth/callback",
        "       ^ here",
    ]
    marks = [mark.cursor.selectedText() for mark in doctor.marked.extraSelections()]
    assert marks == ["localhost:45555/oauth/callback", "127.0.0.1:45555/oauth/callback"]
    doctor.pasted.setText(CLOUD_CALLBACK)
    assert "Equal to the byte: the platform." in doctor.outcome.text()
    assert doctor.marked.isHidden()
    doctor.pasted.clear()
    assert doctor.outcome.isHidden()
    doctor.reject()


def test_what_cannot_be_seen_is_shown_and_the_mark_stays_right(
    bench: Any, doctor: RedirectDoctorDialog
) -> None:
    doctor.pasted.setText("http://localhost:45555/oauth/\u200bcallback")
    theirs, pointer = doctor.marked.toPlainText().splitlines()[1:]
    assert theirs == "http://localhost:45555/oauth/⟨U+200B⟩callback"
    assert pointer.index("^") == theirs.index("⟨")
    doctor.reject()


def test_the_settings_are_checked_as_they_are_typed_and_again(bench: Any) -> None:
    bench.open_form(FIELDS, authorization=OAUTH)
    bench.page.form.redirect.settings_requested.emit()
    settings: SettingsDialog = dialog(bench, SettingsDialog)
    port = free_port()
    settings.host.setText("127.0.0.1")
    settings.port.setText(str(port))
    with socket.create_server(("127.0.0.1", port)):
        press(bench, settings, "settings.check_redirect")
        doctor: RedirectDoctorDialog = dialog(bench, RedirectDoctorDialog)
        first = looked(bench, doctor)
        assert doctor.lines["authbench"].text() == f"http://127.0.0.1:{port}/oauth/callback"
        assert first[0].startswith(f"Port: Problem. The redirect port {port} is in use")
    bench.qtbot.mouseClick(doctor.ok, Qt.MouseButton.LeftButton)
    again = looked(bench, doctor)
    assert again[0] == f"Port: OK. {port} is free on 127.0.0.1."
    doctor.reject()
    settings.port.setText("0x")
    press(bench, settings, "settings.check_redirect")
    assert settings.problem.text()
    assert QApplication.activeModalWidget() is settings
    settings.reject()


def test_a_failure_card_leads_there(bench: Any) -> None:
    bench.open_form(FIELDS, authorization=OAUTH)
    bench.page.activity.action_requested.emit(Action("redirect_doctor", "Check redirect…"))
    doctor: RedirectDoctorDialog = dialog(bench, RedirectDoctorDialog)
    assert any("Trailing slash: OK" in text for text in looked(bench, doctor))
    assert any("letter" in text for text in every_text(doctor))
    doctor.reject()


def test_a_doctor_that_is_closed_takes_no_answer(bench: Any) -> None:
    bench.open_form(FIELDS, authorization=OAUTH)
    press(bench, bench.page.form, "redirect.check")
    doctor: RedirectDoctorDialog = dialog(bench, RedirectDoctorDialog)
    doctor.reject()
    bench.settle()
    assert QApplication.activeModalWidget() is None
