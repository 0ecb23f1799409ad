"""Cases and archives that are opened to be read: no engine, no network, no definition behind them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QMenu, QTableWidget

from authbench.events import Failure, Outcome, StepName
from authbench.journal.exports.case_file import DefinitionFacts, shape_of
from authbench.journal.exports.export import ExportFormat
from authbench_gui.main import wants_window
from authbench_gui.sidebar.delegate import close_place
from authbench_gui.sidebar.list_model import RowRole
from support.gui_fake_engine import ScriptedRun, every_text
from support.widget_sweep import alike, out_of_order, pale, process, tab_stops, unmarked, untold

SECRET = "opened-files-secret-value-0123456789"
TOKEN = "opened-files-token-value-abcdefghijk"
FIELDS = "{ name: 'client_id', optional: false }, { name: 'key', control_type: 'password', optional: true }"
SHAPE = shape_of({"client_id": "demo", "key": SECRET, "empty": ""}, {"key": "password"})


def fail(run: ScriptedRun) -> None:
    """A login that a server refuses, with secrets in what was sent."""
    run.begin(StepName.FIELDS, StepName.TOKEN, StepName.TEST)
    run.learn(SECRET, "client secret")
    run.learn(TOKEN, "access token")
    run.step(StepName.FIELDS, "2 fields")
    run.start_step(StepName.TOKEN)
    refused = run.exchange(
        step="token",
        method="POST",
        url="https://id.example/token",
        status=401,
        request=f"grant_type=client_credentials&client_secret={SECRET}",
        headers=(("Host", "id.example"), ("Content-Type", "application/x-www-form-urlencoded")),
        response=json.dumps({"error": "invalid_client", "error_description": f"no client for {TOKEN}"}),
        line=7,
    )
    run.exchange(step="token", url="https://id.example/keys", response="{}")
    failure = Failure("invalid_client", "The server refused the client.", exchange_id=refused.id)
    run.finish(Outcome.FAILED, failure)


def failed_run(bench: Any) -> str:
    """Connect, in vain; the run."""
    bench.open_form(FIELDS)
    bench.current.set_value("client_id", "demo")
    bench.world.engine.script = fail
    bench.page.header.connect_button.click()
    activity = bench.current.activity
    bench.qtbot.wait_until(lambda: activity.run is not None and activity.run.outcome is not None)
    bench.settle()
    return str(activity.run.id)


def save_case(bench: Any, path: Path, definition: bytes = b"{}") -> Path:
    run_id = failed_run(bench)
    facts = DefinitionFacts.of("Acme", "connector.rb", definition)
    bench.world.journal.export_case(run_id, facts, SHAPE).save(path)
    return path


def save_archive(bench: Any, path: Path, form: ExportFormat = ExportFormat.HAR) -> Path:
    failed_run(bench)
    bench.world.journal.export(form).save(path)
    return path


def show(bench: Any, path: Path) -> Any:
    """Open a file, and wait until its log is there."""
    bench.window.open_definition(path)
    opened = bench.workspace.opened
    bench.qtbot.wait_until(
        lambda: bench.workspace.shown_file is not None and bench.workspace.shown_file.path == path
    )
    assert opened.files
    process()
    return bench.workspace.shown_file


def summary_texts(bench: Any) -> str:
    return "\n".join(
        label.text().replace("\u200b", "") for label in bench.page.file_summary.findChildren(QLabel)
    )


def refused_in_words(bench: Any, path: Path) -> str:
    """Open a file that cannot be opened: what is said, and that nothing else happens."""
    bench.window.toast.hide()
    before = bench.workspace.shown_id
    bench.window.open_definition(path)
    bench.qtbot.wait_until(lambda: not bench.window.toast.isHidden() and bench.workbench.tasks.idle)
    assert not bench.workspace.opened.files
    assert bench.workspace.shown_id == before
    return str(bench.window.toast.text.text())


def test_a_case_opens_in_another_window_without_the_definition(make_bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    first = make_bench()
    case = save_case(first, tmp_path / "acme.authbench-case")
    said = first.page.activity.card.title.accessibleName()
    steps = [item.accessibleName() for item in first.page.steps.items]
    assert said
    first.close()
    (tmp_path / "connector.rb").unlink()

    second = make_bench()
    show(second, case)
    page = second.page
    assert page.file_head.title.full_text == "acme.authbench-case"
    assert page.header.isHidden()
    assert page.file_head.pill.text == "case · read-only"
    assert page.activity.card.title.accessibleName() == said
    assert [item.accessibleName() for item in page.steps.items] == steps
    log = page.activity.table.model()
    assert log.rowCount() == 2
    assert second.window.status.traffic.text().startswith("2 requests")
    texts = summary_texts(second)
    assert "Acme" in texts
    assert "No definition that is open here is the same." in texts
    table = page.file_summary.findChild(QTableWidget)
    rows = [[table.item(row, column).text() for column in range(3)] for row in range(table.rowCount())]
    assert ["key", "password", "filled"] in rows
    assert ["empty", "string", "empty"] in rows


def test_the_log_of_a_case_filters_compares_and_shows_details(make_bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    bench = make_bench()
    show(bench, save_case(bench, tmp_path / "acme.authbench-case"))
    activity = bench.page.activity
    model = activity.table.model()
    first, second = model.entry_at(0).id, model.entry_at(1).id
    activity.show_exchange(first)
    request = activity.detail.request
    assert "client_secret" in request.view.toPlainText()
    # There is no definition whose line could be shown.
    assert request.link.isHidden()
    activity.show_comparison(first, second)
    assert activity.below.currentWidget() is activity.compare
    activity.log.set_filter("status:4xx")
    bench.qtbot.wait_until(lambda: model.rowCount() == 1)
    # Nothing comes to it and nothing goes.
    for control in (activity.head.clear, activity.head.pause, activity.head.follow):
        assert control.isHidden()
    bench.qtbot.keyClick(activity.table, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert model.total == 2
    kinds = {action.kind for action in activity.card.explanation.actions}
    assert kinds <= {"show_request"}


def test_nothing_secret_shows_of_a_case(make_bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    bench = make_bench()
    case = save_case(bench, tmp_path / "acme.authbench-case")
    assert SECRET not in case.read_text("utf-8")
    bench.close()
    reader = make_bench()
    show(reader, case)
    activity = reader.page.activity
    for row in range(activity.table.model().rowCount()):
        activity.show_exchange(activity.table.model().entry_at(row).id)
        for pane in (activity.detail.request, activity.detail.response):
            for index in range(9):
                pane.tabs.choose(index)
                shown = "\n".join(every_text(reader.window))
                assert SECRET not in shown
                assert TOKEN not in shown


def test_a_case_of_a_definition_that_is_open_says_so(bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    definition = bench.write(FIELDS)
    show(bench, save_case(bench, tmp_path / "acme.authbench-case", definition.read_bytes()))
    assert "The same, to the byte, as that of “Acme”" in summary_texts(bench)


def test_files_are_listed_and_closed_by_cross_key_menu_and_button(bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    case = save_case(bench, tmp_path / "one.authbench-case")
    connection = bench.current
    archive = save_archive(bench, tmp_path / "two.har")
    sidebar = bench.window.sidebar

    def rows() -> list[str]:
        model = sidebar.model
        return [str(model.index(row).data()) for row in range(model.rowCount())]

    first, second = show(bench, case), show(bench, archive)
    assert rows()[-3:] == ["Opened files", "one.authbench-case", "two.har"]
    index = sidebar.list.currentIndex()
    assert index.data(RowRole.SECOND_LINE) == "HAR · 4 requests"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "two.har, opened file, HAR · 4 requests"
    assert "Not kept" in index.data(Qt.ItemDataRole.ToolTipRole)
    # The cross closes a file that is not shown, and does not show it for that.
    place = close_place(sidebar.list.visualRect(sidebar.model.index(sidebar.model.row_of(first.id))))
    bench.qtbot.mouseClick(sidebar.list.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    assert rows()[-2:] == ["Opened files", "two.har"]
    assert bench.workspace.shown_file is second
    sidebar.list.setFocus()
    bench.qtbot.keyClick(sidebar.list, Qt.Key.Key_F2)
    bench.qtbot.keyClick(sidebar.list, Qt.Key.Key_Delete)
    assert "Opened files" not in rows()
    assert bench.workspace.current is connection
    assert not bench.page.header.isHidden()
    show(bench, case)
    sidebar.list.customContextMenuRequested.emit(
        sidebar.list.visualRect(sidebar.list.currentIndex()).center()
    )
    menu = sidebar.list.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == ["Close\tDel"]
    menu.actions()[0].trigger()
    menu.close()
    assert "Opened files" not in rows()
    show(bench, case)
    bench.page.file_head.close_button.click()
    assert "Opened files" not in rows()
    assert bench.page.connection is connection
    assert bench.page.activity.head.clear.isVisibleTo(bench.page)


def test_opening_a_file_again_reads_it_again(bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = save_archive(bench, tmp_path / "two.har")
    before = show(bench, path)
    document = json.loads(path.read_text("utf-8"))
    document["log"]["entries"] = [*document["log"]["entries"][:1], {"no": "request"}]
    path.write_text(json.dumps(document), "utf-8")
    bench.window.open_definition(path)
    bench.qtbot.wait_until(lambda: bench.workspace.shown_file not in (None, before))
    assert len(bench.workspace.opened.files) == 1
    assert bench.page.activity.table.model().rowCount() == 1
    assert "1 entry without a request that has a URL" in summary_texts(bench)


def test_files_are_not_kept_over_a_restart(make_bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    first = make_bench()
    show(first, save_archive(first, tmp_path / "two.har"))
    first.close()
    second = make_bench()
    assert not second.workspace.opened.files
    assert second.workspace.current is not None


def test_json_lines_and_foreign_archives_open(bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    show(bench, save_archive(bench, tmp_path / "lines.jsonl", ExportFormat.JSON_LINES))
    assert bench.page.activity.table.model().rowCount() == 2
    assert bench.page.file_head.pill.text == "JSON lines · read-only"
    entry = {
        "startedDateTime": "2026-11-21T10:00:00Z",
        "time": 12,
        "request": {
            "method": "GET",
            "url": "https://api.example/x",
            "headers": [{"name": "Authorization", "value": f"Bearer {TOKEN}"}],
        },
        "response": {"status": 200, "headers": [], "content": {"text": "{}"}},
    }
    log = {"creator": {"name": "Chrome\u202e<b>", "version": "1"}, "entries": [entry]}
    path = tmp_path / "chrome.har"
    path.write_text(json.dumps({"log": log}), "utf-8")
    show(bench, path)
    texts = summary_texts(bench)
    assert "Chrome⟨U+202E⟩<b> 1" in texts
    assert "Not by Authbench" in texts
    assert bench.page.banner.isHidden()
    assert TOKEN not in "\n".join(every_text(bench.window))


def test_an_export_with_secrets_warns(bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from authbench.journal.reveal import Reveal

    failed_run(bench)
    path = tmp_path / "open.har"
    Reveal(bench.world.journal).unredacted().export(ExportFormat.HAR).save(path)
    show(bench, path)
    assert "exported with secrets" in bench.page.banner.text.text()
    bench.workspace.close_file(bench.workspace.shown_file.id)
    assert bench.page.banner.isHidden()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cut.authbench-case", b'{"format": "authbench-case", "ver', "no JSON"),
        ("other.authbench-case", b'{"log": {"entries": []}}', "is no case file"),
        ("newer.authbench-case", b'{"format": "authbench-case", "version": 99}', "newer Authbench"),
        ("empty.har", b"", "is empty"),
        ("bytes.har", b"\xff\xfe\x00", "not UTF-8"),
        ("deep.har", b"[" * 100_000, "nested too deeply"),
        ("nothing.har", b'{"log": {"entries": [1, 2]}}', "can be understood"),
        ("bad.authbench-case", b'{"format": "authbench-case", "version": 1, "har": {}}', "is damaged"),
        ("notes.txt", b"hello", "is no connector definition"),
    ],
)
def test_what_cannot_be_opened_is_told_and_nothing_else_happens(  # type: ignore[no-untyped-def]
    bench, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert words in refused_in_words(bench, path)
    assert "Cannot read gone.har" in refused_in_words(bench, tmp_path / "gone.har")


def test_a_hostile_case_stays_text(bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = save_case(bench, tmp_path / "acme.authbench-case")
    document = json.loads(path.read_text("utf-8"))
    document["definition"]["title"] = "<img src=x onerror=1>\u202etitle" + "w" * 100_000
    document["versions"]["system"] = f"Authorization: Bearer {TOKEN}"
    document["settings"] = [{"name": f"<b>n{n}</b>", "kind": "k" * 5000, "filled": True} for n in range(2000)]
    document["explanation"]["title"] = "<a href='file:///etc/passwd'>press</a>"
    document["explanation"]["actions"] = [{"kind": "reconnect", "label": "Connect", "target": None}]
    document["notices"] = [one for one in document["notices"] if one["event"] != "RunFinished"]
    path.write_text(json.dumps(document), "utf-8")
    show(bench, path)
    assert TOKEN not in "\n".join(every_text(bench.window))
    assert "⟨U+202E⟩" in summary_texts(bench)
    table = bench.page.file_summary.findChild(QTableWidget)
    assert table.rowCount() == 500
    assert "1,500 more" in summary_texts(bench)
    # A run whose end is not in the file is not shown as one that goes on.
    assert not bench.page.steps.spinning
    assert bench.workspace.shown_file.activity.run.outcome is Outcome.CANCELLED


def test_a_dropped_case_and_one_named_on_the_command_line_open(make_bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    bench = make_bench()
    path = save_case(bench, tmp_path / "acme.authbench-case")
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path))])
    bench.window.dropEvent(
        QDropEvent(
            QPointF(QPoint(5, 5)),
            Qt.DropAction.CopyAction,
            dropped,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    bench.qtbot.wait_until(lambda: bench.workspace.shown_file is not None)
    assert wants_window(["gone.authbench-case"])
    assert wants_window(["gone.har"])
    assert wants_window(["gone.jsonl"])


def test_the_page_of_a_file_is_for_keyboard_and_ear(bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from PySide6.QtGui import QAccessible

    QAccessible.setActive(True)
    show(bench, save_case(bench, tmp_path / "acme.authbench-case"))
    bench.window.activateWindow()
    window, page = bench.window, bench.page
    stops = tab_stops(window)
    assert not untold(stops)
    assert not alike(stops)
    detail = page.activity.detail
    parts = [window.open_button, window.new_button, window.sidebar, page.file_head, page.file_summary]
    assert not out_of_order(stops, [*parts, page.activity, detail.request, detail.response])
    assert not unmarked(stops, process)
    assert not pale(window)
    assert "Test" not in {stop.accessibleName() for stop in stops}
    QAccessible.setActive(False)


def test_f5_and_connect_do_nothing_while_a_file_is_shown(bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    show(bench, save_case(bench, tmp_path / "acme.authbench-case"))
    before = len(bench.world.runs)
    bench.window.actions_.running.test()
    bench.window.actions_.running.connect_or_send()
    bench.settle()
    assert len(bench.world.runs) == before


def test_an_opened_file_is_exported_again(bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    from authbench.journal.reveal import Reveal
    from authbench_gui.dialogs.export_preview import ExportDialog
    from authbench_gui.dialogs.secrets_dialog import SecretsDialog

    failed_run(bench)
    asked: list[Path] = []
    exporting = bench.page.activity.exporting
    monkeypatch.setattr(exporting, "_ask_where", lambda export: exporting._on_chosen(export, asked[-1]))
    for name, journal, marked in (
        ("closed", bench.world.journal, False),
        ("open", Reveal(bench.world.journal).unredacted(), True),
    ):
        path = tmp_path / f"{name}.jsonl"
        journal.export(ExportFormat.JSON_LINES).save(path)
        show(bench, path)
        asked.append(tmp_path / f"{name} again.har")
        bench.page.activity.head.export.entries.aboutToShow.emit()
        actions = {action.text(): action for action in bench.page.activity.head.export.entries.actions()}
        assert not actions["Case file of the chosen run…"].isEnabled()
        assert "can be sent on as it is" in actions["Case file of the chosen run…"].toolTip()
        actions["HAR of all (2)…"].trigger()
        bench.qtbot.wait_until(lambda: bool(bench.window.findChildren(ExportDialog)))
        dialog = bench.window.findChildren(ExportDialog)[-1]
        assert ("others may be left" in "\n".join(every_text(dialog))) is marked
        bench.window.toast.hide()
        dialog.ok.click()
        if marked:
            bench.qtbot.wait_until(lambda: bool(bench.window.findChildren(SecretsDialog)))
            bench.window.findChildren(SecretsDialog)[-1].ok.click()
        bench.qtbot.wait_until(lambda: not bench.window.toast.isHidden())
        assert ("marked as not redacted" in bench.window.toast.text.text()) is marked
        text = asked[-1].read_text("utf-8")
        assert (json.loads(text)["log"].get("_unredacted") is True) is marked
        # What is known here is masked, whatever the file says.
        assert SECRET not in text
        assert TOKEN not in text
        process()


def large_archive(path: Path, entries: int) -> Path:
    """An archive of that many requests."""
    headers = [{"name": f"x-{number}", "value": "v" * 40} for number in range(8)]
    entry = {
        "startedDateTime": "2026-11-21T10:00:00Z",
        "time": 1,
        "request": {"method": "GET", "url": "https://api.example/x", "headers": headers},
        "response": {"status": 200, "headers": headers, "content": {"text": "{}"}},
    }
    path.write_text(
        json.dumps({"log": {"creator": {"name": "Chrome"}, "entries": [entry] * entries}}), "utf-8"
    )
    return path


def test_a_large_file_tells_how_far_it_is_and_is_shown_when_it_is_there(bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = large_archive(tmp_path / "large.har", 3_000)
    told: list[str] = []
    status, opened = bench.window.status, bench.workspace.opened
    opened.reading_changed.connect(lambda: told.append(status.reading.text()))
    counts: list[int] = []
    bench.workspace.selected.connect(lambda _: counts.append(bench.workspace.shown_activity.log.total))
    show(bench, path)
    assert counts == [3_000]
    assert told[0].startswith("Reading large.har: ")
    assert told[-1] == ""
    assert status.reading.isHidden()
    assert status.stop_reading.isHidden()


def test_reading_a_large_file_can_be_cancelled(bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = large_archive(tmp_path / "large.har", 3_000)
    before = bench.workspace.shown_id
    status = bench.window.status
    bench.window.open_definition(path)
    bench.window.open_definition(path)
    bench.qtbot.wait_until(status.stop_reading.isVisible)
    assert "1 more" in status.reading.text()
    status.stop_reading.click()
    bench.qtbot.wait_until(lambda: bench.workbench.tasks.idle)
    process()
    assert not bench.workspace.opened.files
    assert bench.workspace.shown_id == before
    assert status.stop_reading.isHidden()
    assert bench.window.toast.isHidden()
    show(bench, path)
    assert bench.workspace.shown_activity.log.total == 3_000
