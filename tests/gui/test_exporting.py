"""Copying and exporting from the log, by mouse and keyboard, with what is told of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu

from authbench.events import Failure, Outcome, StepName
from authbench.journal.exports.refusal import ExportRefused
from authbench_gui.dialogs.export_preview import ExportDialog
from support.gui_fake_engine import ScriptedRun, every_text
from support.widget_sweep import alike, pale, process, tab_stops, untold

SECRET = "exported-secret-value-0123456789"
TOKEN = "exported-token-value-abcdefghijklm"
FIELDS = "{ name: 'client_id', optional: false }, { name: 'key', control_type: 'password', optional: true }"
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def work(run: ScriptedRun) -> None:
    run.begin(StepName.TOKEN, StepName.TEST)
    run.learn(SECRET, "client secret")
    run.learn(TOKEN, "access token")
    run.start_step(StepName.TOKEN)
    run.exchange(
        step="token",
        method="POST",
        url="https://id.example/token",
        request=f"client_id=demo&client_secret={SECRET}",
        headers=(("Host", "id.example"), ("Content-Type", "application/x-www-form-urlencoded")),
        response=json.dumps({"access_token": TOKEN}),
    )
    refused = run.exchange(
        url="https://api.example/v1/me",
        status=403,
        headers=(("Host", "api.example"), ("Authorization", f"Bearer {TOKEN}")),
        response='{"error": "forbidden"}',
    )
    run.finish(Outcome.FAILED, Failure("http_error", "403 Forbidden", exchange_id=refused.id))


@pytest.fixture
def shown(bench) -> Any:  # type: ignore[no-untyped-def]
    """Two runs of two requests each."""
    bench.open_form(FIELDS)
    bench.current.set_value("client_id", "demo")
    bench.current.set_value("key", SECRET)
    bench.world.engine.script = work
    for runs in (1, 2):
        bench.page.header.connect_button.click()
        bench.qtbot.wait_until(lambda runs=runs: bench.current.activity.log.total == 2 * runs)
        bench.settle()
    choose(bench, 3)
    return bench


def choose(bench: Any, place: int) -> None:
    bench.page.activity.show_exchange(bench.current.activity.log.entry_at(place).id)
    bench.settle()


def entries(button: Any) -> dict[str, Any]:
    """What a button's menu offers, opened as a person opens it."""
    button.entries.aboutToShow.emit()
    return {action.text(): action for action in button.entries.actions() if not action.isSeparator()}


def copied(bench: Any, entry: str) -> str:
    bench.window.toast.hide()
    QApplication.clipboard().clear()
    entries(bench.page.activity.detail.copy_as)[entry].trigger()
    bench.qtbot.wait_until(lambda: not bench.window.toast.isHidden())
    return str(bench.window.toast.text.text())


def preview(bench: Any, entry: str) -> ExportDialog:
    entries(bench.page.activity.head.export)[entry].trigger()
    bench.qtbot.wait_until(lambda: bool(bench.window.findChildren(ExportDialog)))
    return bench.window.findChildren(ExportDialog)[-1]  # type: ignore[no-any-return]


def save(bench: Any, dialog: ExportDialog, path: Path) -> str:
    """Press Save, choose `path`; what is told."""
    dialog.ok.click()
    bench.qtbot.wait_until(lambda: bool(bench.window.findChildren(QFileDialog)))
    files = bench.window.findChildren(QFileDialog)[-1]
    bench.suggested = Path(files.selectedFiles()[0]).name
    bench.window.toast.hide()
    files.fileSelected.emit(str(path))
    files.reject()
    bench.qtbot.wait_until(lambda: not bench.window.toast.isHidden())
    process()
    return str(bench.window.toast.text.text())


def told(dialog: ExportDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


@pytest.mark.parametrize(
    ("entry", "beginning", "message"),
    [
        ("cURL\tCtrl+Shift+C", "curl", "Copied as cURL. Before you run it, set ACCESS_TOKEN_1."),
        ("HTTPie", "http", "Copied as HTTPie. Before you run it, set ACCESS_TOKEN_1."),
        ("Python httpx", "import httpx", "Copied as Python httpx. Before you run it, set ACCESS_TOKEN_1."),
        (
            "Raw HTTP",
            "GET /v1/me HTTP/1.1",
            "Copied as raw HTTP. In the place of secrets stand ACCESS_TOKEN_1.",
        ),
        ("Markdown", "GET /v1/me", "Copied as Markdown. In the place of secrets stand ACCESS_TOKEN_1."),
    ],
)
def test_a_request_is_copied_in_each_format(shown, entry: str, beginning: str, message: str) -> None:  # type: ignore[no-untyped-def]
    assert copied(shown, entry) == message
    text = QApplication.clipboard().text()
    assert beginning in text
    assert "ACCESS_TOKEN_1" in text
    assert TOKEN not in text


def test_raw_http_is_copied_as_bytes_too(shown) -> None:  # type: ignore[no-untyped-def]
    copied(shown, "Raw HTTP")
    content = QApplication.clipboard().mimeData()
    exact = bytes(content.data("application/octet-stream").data())
    assert exact.startswith(b"GET /v1/me HTTP/1.1\r\n")
    assert TOKEN.encode() not in exact
    copied(shown, "Markdown")
    assert not QApplication.clipboard().mimeData().hasFormat("application/octet-stream")


def test_the_key_copies_from_the_detail_and_from_the_log(shown) -> None:  # type: ignore[no-untyped-def]
    shown.window.activateWindow()
    for place in (shown.page.activity.detail.request.view, shown.page.activity.table):
        QApplication.clipboard().clear()
        place.setFocus()
        process()
        shown.qtbot.keyClick(place, Qt.Key.Key_C, CTRL_SHIFT)
        shown.qtbot.wait_until(lambda: "curl" in QApplication.clipboard().text())


def test_the_menu_of_a_row_has_the_same_copies(shown) -> None:  # type: ignore[no-untyped-def]
    menu = shown.page.activity.log.menu()
    below = menu.findChild(QMenu, "log.copy_as")
    assert below.title() == "Copy as"
    names = [action.text() for action in below.actions()]
    assert names == ["cURL\tCtrl+Shift+C", "HTTPie", "Python httpx", "Raw HTTP", "Markdown"]
    offered = entries(shown.page.activity.detail.copy_as)
    assert [name for name in offered if name in names] == names


def test_what_is_shown_all_and_the_last_run_are_exported(shown, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    export = shown.page.activity.head.export
    offered = entries(export)
    assert list(offered) == [
        "HAR of all (4)…",
        "HAR of the last run…",
        "JSON lines of all (4)…",
        "Case file of the chosen run…",
    ]
    shown.page.activity.log.set_filter("status:403")
    shown.qtbot.wait_until(lambda: shown.current.activity.log.rowCount() == 2)
    assert "HAR of what is shown (2)…" in entries(export)
    assert "JSON lines of what is shown (2)…" in entries(export)
    for entry, name, requests in (
        ("HAR of what is shown (2)…", "shown.har", 2),
        ("HAR of all (4)…", "all.har", 4),
        ("HAR of the last run…", "run.har", 2),
    ):
        message = save(shown, preview(shown, entry), tmp_path / name)
        assert message == f"Saved {name}: {requests} requests, without secrets."
        text = (tmp_path / name).read_text("utf-8")
        assert len(json.loads(text)["log"]["entries"]) == requests
        assert SECRET not in text
        assert TOKEN not in text
    save(shown, preview(shown, "JSON lines of all (4)…"), tmp_path / "all.jsonl")
    lines = (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["response"]["status"] for line in lines] == [200, 403, 200, 403]


def test_the_preview_tells_what_is_in_it(shown) -> None:  # type: ignore[no-untyped-def]
    dialog = preview(shown, "HAR of all (4)…")
    texts = told(dialog)
    assert "Requests\n4" in texts
    assert "2 replaced in" in texts
    assert "access token, client secret" in texts
    assert "searched for every secret" in texts
    assert SECRET not in "\n".join(every_text(dialog))
    stops = tab_stops(dialog)
    assert not untold(stops)
    assert not alike(stops)
    assert not pale(dialog)
    dialog.reject()
    process()
    assert not shown.window.findChildren(QFileDialog)


def test_a_name_for_the_file_is_suggested_and_its_folder_shown(shown, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    shown.current.profile = replace(shown.current.profile, name="../Acme: “one”/two")
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    save(shown, preview(shown, "HAR of all (4)…"), tmp_path / "x.har")
    assert shown.suggested.startswith("Acme- -one-two 20")
    assert shown.suggested.endswith(".har")
    assert shown.window.toast.action.text() == "Show in folder"
    shown.window.toast.action.click()
    assert opened == [str(tmp_path)]


def test_a_case_of_the_chosen_run_is_saved_and_opens(shown, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    choose(shown, 0)
    first = shown.current.activity.log.entry_at(0).run_id
    path = tmp_path / "acme.authbench-case"
    save(shown, preview(shown, "Case file of the chosen run…"), path)
    text = path.read_text("utf-8")
    assert SECRET not in text
    assert TOKEN not in text
    document = json.loads(text)
    assert {entry["_run"] for entry in document["har"]["log"]["entries"]} == {first}
    assert {"name": "key", "kind": "password", "filled": True} in document["settings"]
    assert document["definition"]["title"] == "Acme"
    shown.window.open_definition(path)
    shown.qtbot.wait_until(lambda: shown.workspace.shown_file is not None)
    process()
    activity = shown.page.activity
    assert activity.table.model().rowCount() == 2
    assert not activity.card.isHidden()
    labels = "\n".join(label.text() for label in shown.page.file_summary.findChildren(QLabel))
    assert "The same, to the byte" in labels
    # What is copied from a file has variables too; nothing is exported from it again.
    assert activity.head.export.isHidden()
    activity.show_exchange(activity.table.model().entry_at(1).id)
    shown.settle()
    assert copied(shown, "cURL\tCtrl+Shift+C").startswith("Copied as cURL.")
    assert "curl" in QApplication.clipboard().text()
    assert "Copy with secrets" not in entries(activity.detail.copy_as)


def test_a_case_needs_its_definition(shown) -> None:  # type: ignore[no-untyped-def]
    Path(shown.current.ref).unlink()
    shown.window.toast.hide()
    entries(shown.page.activity.head.export)["Case file of the chosen run…"].trigger()
    shown.qtbot.wait_until(lambda: not shown.window.toast.isHidden())
    assert shown.window.toast.text.text().startswith("Cannot read connector.rb")
    assert not shown.window.findChildren(ExportDialog)


def test_a_refused_export_says_what_to_do(shown, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    def refuse(*_: object, **__: object) -> None:
        raise ExportRefused("A secret was still in the finished export.", hint="Export fewer exchanges.")

    monkeypatch.setattr(shown.world.journal, "export", refuse)
    entries(shown.page.activity.head.export)["HAR of all (4)…"].trigger()
    shown.qtbot.wait_until(lambda: not shown.window.toast.isHidden())
    assert (
        shown.window.toast.text.text() == "A secret was still in the finished export. Export fewer exchanges."
    )


def test_a_folder_that_cannot_be_written_to_is_told(shown, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    message = save(shown, preview(shown, "HAR of all (4)…"), tmp_path / "gone" / "x.har")
    assert message.startswith("Cannot write")


def test_an_export_of_a_shown_log_warns_twice(shown, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from authbench_gui.dialogs.secrets_dialog import SecretsDialog

    shown.workspace.revealing.reveal_log(shown.current.id, True)
    dialog = preview(shown, "HAR of all (4)…")
    assert "Not redacted" in told(dialog)
    dialog.ok.click()
    shown.qtbot.wait_until(lambda: bool(shown.window.findChildren(QFileDialog)))
    files = shown.window.findChildren(QFileDialog)[-1]
    path = tmp_path / "open.har"
    files.fileSelected.emit(str(path))
    files.reject()
    asking = shown.window.findChildren(SecretsDialog)[-1]
    assert not path.exists()
    asking.ok.click()
    shown.qtbot.wait_until(path.exists)
    assert SECRET in path.read_text("utf-8")


def test_an_empty_log_has_nothing_to_export(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    assert not bench.page.activity.head.export.isEnabled()
    assert bench.page.activity.detail.copy_as.isHidden()
