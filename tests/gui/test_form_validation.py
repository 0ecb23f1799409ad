"""What is wrong is said where it is wrong: when a field is left, when one connects, when a server refuses."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from PySide6.QtCore import Qt

from authbench.events import Failure, Outcome, StepName

REQUIRED = "{ name: 'host', optional: false }, { name: 'note' }"


def said(bench: Any, path: str) -> str:
    problem = bench.page.form.block(path).problem
    return problem.text().replace("\u200b", "") if problem.isVisibleTo(bench.window) else ""


def advised(bench: Any, path: str) -> str:
    advice = bench.page.form.block(path).advice
    return advice.text().replace("\u200b", "") if advice.isVisibleTo(bench.window) else ""


def leave(bench: Any, path: str) -> None:
    """As a person does with the keyboard."""
    editor = bench.editor(path)
    editor.setFocus(Qt.FocusReason.TabFocusReason)
    bench.qtbot.keyClick(editor, Qt.Key.Key_Tab)


def test_a_required_field_says_so_when_it_is_left_empty(bench: Any) -> None:
    bench.open_form(REQUIRED)
    bench.editor("host").setFocus(Qt.FocusReason.TabFocusReason)
    assert said(bench, "host") == ""
    leave(bench, "host")
    assert said(bench, "host") == "'Host' must be present"
    assert "must be present" in bench.editor("host").accessibleDescription()
    assert said(bench, "note") == ""
    bench.qtbot.keyClicks(bench.editor("host"), "x")
    assert said(bench, "host") == ""


def test_another_window_or_a_list_is_no_leaving(bench: Any) -> None:
    from PySide6.QtGui import QFocusEvent
    from PySide6.QtWidgets import QApplication

    bench.open_form(REQUIRED)
    editor = bench.editor("host")
    for reason in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
        QApplication.sendEvent(editor, QFocusEvent(QFocusEvent.Type.FocusOut, reason))
        assert said(bench, "host") == ""


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("control_type: 'email'", "jo", "e-mail"),
        ("control_type: 'integer'", "8o", "whole number"),
        ("control_type: 'url'", "example.com", "https://"),
    ],
)
def test_advice_waits_until_the_field_is_left_and_goes_once_it_is_followed(
    bench: Any, field: str, typed: str, words: str
) -> None:
    bench.open_form(f"{{ name: 'a', {field} }}, {{ name: 'note' }}")
    editor = bench.editor("a")
    editor.setFocus(Qt.FocusReason.TabFocusReason)
    bench.qtbot.keyClicks(editor, typed)
    assert advised(bench, "a") == ""
    leave(bench, "a")
    assert words in advised(bench, "a")
    editor.setFocus(Qt.FocusReason.TabFocusReason)
    bench.qtbot.keyClicks(editor, "x")
    assert words in advised(bench, "a")
    editor.selectAll()
    bench.qtbot.keyClick(editor, Qt.Key.Key_Delete)
    assert advised(bench, "a") == ""


def test_the_first_of_several_wrong_fields_gets_the_focus(bench: Any) -> None:
    bench.open_form("{ name: 'a' }, { name: 'b', optional: false }, { name: 'c', optional: false }")
    bench.world.engine.script = lambda run: run.finish()
    bench.editor("c").setFocus()
    bench.page.header.connect_button.click()
    assert bench.window.focusWidget() is bench.editor("b")
    assert said(bench, "b")
    assert said(bench, "c")


def refuse(bench: Any, code: str = "http_error", **facts: Any) -> None:
    """Press Connect, and let the server refuse what is sent."""

    def script(run: Any) -> None:
        run.begin(StepName.TEST)
        shown = run.exchange(**facts)
        run.finish(Outcome.FAILED, Failure(code, "It failed.", step="test", exchange_id=shown.id))

    bench.world.engine.script = script
    bench.page.header.connect_button.click()
    bench.qtbot.wait_until(lambda: bench.page.activity.card.isVisibleTo(bench.window))
    bench.settle()


def test_a_refused_password_is_said_at_its_field_whatever_it_is_called(bench: Any) -> None:
    bench.open_form("{ name: 'who' }, { name: 'word', control_type: 'password' }")
    bench.qtbot.keyClicks(bench.editor("who"), "jo")
    bench.qtbot.keyClicks(bench.editor("word"), "not-it")
    sent = base64.b64encode(b"jo:not-it").decode()
    refuse(bench, status=401, headers=(("Authorization", f"Basic {sent}"),))
    assert "did not accept" in said(bench, "word")
    assert said(bench, "who") == ""
    bench.qtbot.keyClicks(bench.editor("word"), "!")
    assert said(bench, "word") == ""


def test_a_refused_client_without_a_secret_is_the_clients_field(bench: Any) -> None:
    bench.open_form("{ name: 'app' }, { name: 'client_secret', control_type: 'password' }")
    bench.qtbot.keyClicks(bench.editor("app"), "the-client")
    refuse(
        bench,
        "invalid_client",
        status=401,
        headers=(("Content-Type", "application/x-www-form-urlencoded"),),
        request="grant_type=client_credentials&client_id=the-client",
        response='{"error": "invalid_client"}',
    )
    assert "did not accept" in said(bench, "app")
    assert said(bench, "client_secret") == ""


def test_a_host_that_does_not_exist_is_said_at_the_field_in_a_folded_group(bench: Any) -> None:
    bench.open_form(
        "{ name: 'key', control_type: 'password' },"
        "{ name: 'advanced', type: 'object', properties: [{ name: 'part', control_type: 'subdomain' }] }"
    )
    bench.qtbot.keyClicks(bench.editor("advanced.part"), "acme")
    form = bench.page.form
    form.block("advanced").fold_requested.emit("advanced")
    assert not form.block("advanced.part").isVisibleTo(form)
    refuse(
        bench,
        "dns_failed",
        status=None,
        url="https://acme.example.test/me",
    )
    assert form.accused == "advanced.part"
    assert form.focus_field("advanced.part")
    assert said(bench, "advanced.part") == (
        "There is no host acme.example.test, which this value is a part of."
    )
