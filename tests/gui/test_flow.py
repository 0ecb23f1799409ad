"""The picture of a run in the window: drawn as it happens, gone through, explained, compared and saved."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from authbench.events import Failure, Outcome, StepName
from authbench.journal.flow.drawing import picture_of
from authbench.journal.flow.picture import Message, MessageState, Topic, Wait
from authbench.oauth import RedirectSettings
from authbench_gui.activity.flow.exports import PictureFormat
from authbench_gui.activity.flow.painting import waited_for
from authbench_gui.activity.flow.view import FlowView
from support.gui_fake_engine import ScriptedRun, every_text
from support.real_window import real_workbench
from support.widget_sweep import alike, pale, process, tab_stops, untold

CLIENT = "flow-client-9f83ab42cd17"
SECRET = "flow-client-secret-0123456789"
TOKEN = "flow-access-token-abcdefghijklmnop"
FIELDS = "{ name: 'client_id', optional: false }, { name: 'key', control_type: 'password', optional: true }"
PLAN = (StepName.TOKEN, StepName.TEST)
CTRL = Qt.KeyboardModifier.ControlModifier


def get_token(run: ScriptedRun) -> None:
    run.learn(SECRET, "client secret")
    run.learn(TOKEN, "access token")
    run.start_step(StepName.TOKEN)
    run.exchange(
        step="token",
        method="POST",
        url="https://id.example/token",
        request=f"grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}",
        headers=(("Host", "id.example"), ("Content-Type", "application/x-www-form-urlencoded")),
        response=json.dumps({"access_token": TOKEN, "token_type": "bearer"}),
    )


def call_api(run: ScriptedRun, status: int = 200) -> int:
    run.start_step(StepName.TEST)
    called = run.exchange(
        url="https://api.example/v1/me",
        status=status,
        headers=(("Host", "api.example"), ("Authorization", f"Bearer {TOKEN}")),
        response='{"error": "forbidden"}' if status >= 400 else '{"ok": true}',
    )
    return called.id


def works(run: ScriptedRun) -> None:
    run.begin(*PLAN)
    get_token(run)
    call_api(run)
    run.finish(Outcome.OK)


def fails(run: ScriptedRun) -> None:
    run.begin(*PLAN)
    get_token(run)
    called = call_api(run, 403)
    run.finish(Outcome.FAILED, Failure("http_error", "403 Forbidden", exchange_id=called))


def works_with_more_calls(run: ScriptedRun) -> None:
    run.begin(*PLAN)
    get_token(run)
    for page in range(3):
        run.exchange(url=f"https://api.example/pages/{page}", response="{}")
    call_api(run)
    run.finish(Outcome.OK)


def flow_of(bench: Any) -> FlowView:
    """The picture, shown, as it is when everything was drawn."""
    bench.page.activity.flow.show_flow()
    return bench.page.activity.flow.view  # type: ignore[no-any-return]


def run_with(bench: Any, script: Any) -> None:
    bench.world.engine.script = script
    before = len(bench.world.engine.runs)
    bench.page.header.connect_button.click()
    bench.qtbot.wait_until(lambda: len(bench.world.engine.runs) > before)
    run = bench.world.engine.runs[-1]
    bench.qtbot.wait_until(lambda: run.id in bench.current.activity.runs)
    bench.settle()


def drawn(bench: Any, run: int = -1) -> FlowView:
    """Wait until what is painted is what the journal has of a run."""
    view = flow_of(bench)
    run_id = bench.world.engine.runs[run].id

    def same() -> bool:
        return view.canvas.picture == picture_of(bench.world.journal, run_id)

    bench.qtbot.wait_until(same)
    process()
    return view


@pytest.fixture
def shown(bench) -> Any:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    bench.current.set_value("client_id", "demo")
    bench.current.set_value("key", SECRET)
    return bench


def told(view: FlowView) -> list[str]:
    """The rows as a screen reader gets them."""
    model = view.canvas.model()
    return [
        model.index(number, 0).data(Qt.ItemDataRole.AccessibleTextRole) for number in range(model.rowCount())
    ]


def click(bench: Any, view: FlowView, number: int) -> None:
    place = view.canvas.visualRect(view.canvas.model().index(number, 0)).center()
    bench.qtbot.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    process()


def test_a_run_is_drawn_as_it_happens(shown) -> None:  # type: ignore[no-untyped-def]
    view = flow_of(shown)
    assert view._stack.currentWidget() is view.empty
    run_with(shown, lambda run: run.begin(*PLAN))
    run = shown.world.engine.runs[-1]
    for happen in (get_token, call_api, lambda run: run.finish(Outcome.OK)):
        drawn(shown)
        assert view.canvas.drawn is not None
        assert [shape.row for shape in view.canvas.drawn.shapes] == list(view.canvas.picture.rows)
        happen(run)
        shown.workbench.pump.drain()
    drawn(shown)
    states = {message.state for message in view.canvas.picture.messages}
    assert states == {MessageState.DONE}
    assert view.foot.told.full_text == "4 messages · Done"


def test_what_is_to_come_is_there_before_it_happens(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, lambda run: run.begin(*PLAN))
    view = drawn(shown)
    assert {message.state for message in view.canvas.picture.messages} == {MessageState.FUTURE}
    assert all(text.endswith("still to come") for text in told(view))


def test_every_row_is_read_aloud_where_it_is_painted(shown) -> None:  # type: ignore[no-untyped-def]
    QAccessible.setActive(True)
    try:
        run_with(shown, works)
        view = drawn(shown)
        list_ = QAccessible.queryAccessibleInterface(view.canvas)
        assert list_.role() is QAccessible.Role.List
        names = [list_.child(number).text(QAccessible.Text.Name) for number in range(list_.childCount())]
        assert names == told(view)
        assert names[0].startswith("1. Authbench to Authorization server: POST /token, ")
        assert names[-1].endswith("done after 22 ms")
        for number, shape in enumerate(view.canvas.drawn.shapes):
            rect = view.canvas.visualRect(view.canvas.model().index(number, 0))
            assert view.canvas.indexAt(rect.center()).row() == number
            assert rect.width() == pytest.approx(shape.area.width * view.canvas.zoom, abs=2)
    finally:
        QAccessible.setActive(False)


def test_a_click_opens_the_exchange_and_a_key_leads_back(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, works)
    view = drawn(shown)
    activity = shown.page.activity
    click(shown, view, 2)
    assert not activity.flow.shown
    message = view.canvas.picture.rows[2]
    assert activity.table.current_id == message.exchange_id
    activity.show_exchange(view.canvas.picture.rows[0].exchange_id)
    shown.window.activateWindow()
    shown.qtbot.keyClick(shown.window, Qt.Key.Key_2, CTRL)
    process()
    assert activity.flow.shown
    assert view.canvas.row == view.canvas.picture.rows[0]
    shown.qtbot.keyClick(shown.window, Qt.Key.Key_1, CTRL)
    process()
    assert not activity.flow.shown


def test_keys_go_through_the_rows(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, works)
    view, keys = drawn(shown), shown.qtbot.keyClick
    rows = view.canvas.picture.rows
    canvas = view.canvas
    for key, number in (
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_J, 2),
        (Qt.Key.Key_K, 1),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_K, 0),
        (Qt.Key.Key_End, len(rows) - 1),
        (Qt.Key.Key_PageUp, 0),
    ):
        keys(canvas, key)
        assert canvas.row == rows[number], key
    keys(canvas, Qt.Key.Key_Return)
    assert not shown.page.activity.flow.shown
    assert shown.page.activity.table.current_id == rows[0].exchange_id


def test_zoom_by_keys_and_buttons(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, works)
    view = drawn(shown)
    shown.window.activateWindow()
    view.canvas.setFocus()
    process()
    view.foot.whole.click()
    assert view.canvas.zoom == 1.0
    shown.qtbot.keyClick(view.canvas, Qt.Key.Key_Plus, CTRL)
    assert view.foot.whole.text() == "115 %"
    shown.qtbot.keyClick(view.canvas, Qt.Key.Key_Minus, CTRL)
    shown.qtbot.keyClick(view.canvas, Qt.Key.Key_Minus, CTRL)
    assert view.foot.whole.text() == "87 %"
    shown.qtbot.keyClick(view.canvas, Qt.Key.Key_0, CTRL)
    assert view.canvas.fitted
    assert view.foot.fit.isChecked()
    assert view.canvas.verticalScrollBar().maximum() == 0
    assert view.canvas.horizontalScrollBar().maximum() == 0
    for _ in range(30):
        view.foot.larger.click()
    assert view.canvas.zoom == 3.0


def test_two_lanes_never_scroll_sideways_by_themselves(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, lambda run: (run.begin(StepName.TEST), call_api(run), run.finish(Outcome.OK)))
    view = drawn(shown)
    view.head.explain.click()
    assert view.canvas.picture is not None
    assert len(view.canvas.picture.lanes) == 2
    for width in range(980, 1400, 20):
        shown.window.resize(width, 620)
        process()
        assert view.canvas.horizontalScrollBar().maximum() == 0, width


def test_the_explanation_gives_way_in_a_smaller_window(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, works)
    view = drawn(shown)
    view.head.explain.click()
    shown.window.resize(1900, 900)
    process()
    assert view.explain.width() == 320
    view.splitter.moveSplitter(view.splitter.width() - 500, 1)
    assert view.explain.width() >= 490
    shown.window.resize(1360, 900)
    process()
    assert view.explain.width() <= view.width() * 2 // 5 + 1
    shown.window.resize(1900, 900)
    process()
    assert view.explain.width() >= 490


def test_it_follows_the_end_until_a_person_looks_back(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, lambda run: run.begin(StepName.TEST))
    run = shown.world.engine.runs[-1]
    view = drawn(shown)
    for _ in range(12):
        call_api(run)
    shown.workbench.pump.drain()
    drawn(shown)
    bar = view.canvas.verticalScrollBar()
    assert bar.value() > 0
    assert view.canvas.following
    bar.setValue(0)
    assert not view.canvas.following
    call_api(run)
    shown.workbench.pump.drain()
    drawn(shown)
    assert bar.value() == 0
    bar.setValue(bar.maximum())
    assert view.canvas.following


def test_the_heads_stay_while_the_rows_are_scrolled(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, lambda run: [run.begin(StepName.TEST), *(call_api(run) for _ in range(15))])
    view = drawn(shown)
    head = view.canvas.drawn.heads[0]
    place = QPoint(int((head.box.x + 12) * view.canvas.zoom), int(30 * view.canvas.zoom))
    accent = QColor(shown.workbench.theme.tokens["accent_soft"])
    for value in (0, view.canvas.verticalScrollBar().maximum()):
        view.canvas.verticalScrollBar().setValue(value)
        assert view.canvas.viewport().grab().toImage().pixelColor(place) == accent


def test_a_person_who_is_waited_for_is_told_with_the_time(shown) -> None:  # type: ignore[no-untyped-def]
    def waits(run: ScriptedRun) -> None:
        run.begin(StepName.CONSENT, StepName.TOKEN, StepName.TEST)
        url = "https://id.example/authorize?client_id=demo"
        run.wait_for_browser(url)
        run.exchange(step="authorize", browser=True, url=url, status=None, elapsed=None)

    run_with(shown, waits)
    view = drawn(shown)
    wait = next(row for row in view.canvas.picture.rows if isinstance(row, Wait))
    assert wait.state is MessageState.PENDING
    assert view.canvas._tick.isActive()
    since = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    row = Wait(wait.lane, wait.title, since)
    assert waited_for(row, datetime(2026, 11, 21, 12, 0, 14, tzinfo=UTC)) == " · 0:14"
    assert any("waiting for a person" in text for text in told(view))
    shown.world.engine.runs[-1].finish(Outcome.CANCELLED, Failure("cancelled", "Cancelled."))
    shown.workbench.pump.drain()
    drawn(shown)
    assert not view.canvas._tick.isActive()


def test_a_failure_leads_to_its_reason(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, fails)
    view = drawn(shown)
    assert view.canvas.picture.rows[-1].state is MessageState.FAILED
    assert told(view)[-1].endswith("failed after 22 ms")
    assert view.foot.reason.isVisibleTo(shown.window)
    view.foot.reason.click()
    process()
    assert shown.page.activity.card.isVisibleTo(shown.window)


def test_each_step_is_explained_for_both(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, works)
    view = drawn(shown)
    view.head.explain.click()
    process()
    pane = view.explain
    assert pane.isVisibleTo(shown.window)
    seen: set[str] = set()
    for level in (0, 1):
        pane.depths.choose(level)
        for number in range(len(view.canvas.picture.rows)):
            click(shown, view, number)
            assert shown.page.activity.flow.shown
            texts = [label.accessibleName() or label.text() for label in pane.findChildren(QLabel)]
            assert len([text for text in texts if len(text) > 40]) >= 2
            seen.add("\n".join(texts))
    assert len(seen) > 4
    links: list[str] = []
    view.link_requested.connect(links.append)
    next(button for button in pane.findChildren(QPushButton) if button.text().startswith("RFC")).click()
    assert links[0].startswith("https://www.rfc-editor.org/rfc/rfc")
    pane.findChild(QPushButton, "flow.show_exchange").click()
    assert not shown.page.activity.flow.shown


def test_steps_stand_beside_the_same_steps_of_a_run_with_more_calls(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, works_with_more_calls)
    run_with(shown, works)
    view = drawn(shown)
    others = QMenu()
    view.head.others_wanted.emit(others)
    others.actions()[0].trigger()
    second = view.beside.second
    assert second is not None
    longer = picture_of(shown.world.journal, shown.world.engine.runs[0].id)
    shown.qtbot.wait_until(lambda: second.canvas.picture == longer)
    called = [
        next(n for n, row in enumerate(one.canvas.picture.rows) if "/me" in getattr(row, "title", ""))
        for one in (view, second)
    ]
    assert called[1] == called[0] + 3
    view._zoom_to(3.0)
    process()
    for row, beside in ((0, 0), (called[0], called[1])):
        view.canvas.show_step(row + 0.5)
        view.canvas.view_moved.emit()
        assert view.canvas.step_in_view() == pytest.approx(row + 0.5, abs=0.1)
        assert second.canvas.step_in_view() == pytest.approx(beside + 0.5, abs=0.1)


def test_runs_are_chosen_and_stand_side_by_side(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, fails)
    run_with(shown, works)
    view = drawn(shown)
    assert view.head.runs.isVisibleTo(shown.window)
    menu = QMenu()
    view.head.runs_wanted.emit(menu)
    assert [action.isChecked() for action in menu.actions()] == [True, False]
    menu.actions()[1].trigger()
    drawn(shown, 0)
    assert view.canvas.picture.outcome is Outcome.FAILED
    others = QMenu()
    view.head.others_wanted.emit(others)
    others.actions()[0].trigger()
    assert view.beside.second is not None
    second = view.beside.second
    shown.qtbot.wait_until(lambda: second.canvas.picture is not None)
    assert second.canvas.picture.run_id == shown.world.engine.runs[1].id
    assert view.pane.caption.full_text.startswith("Connect at ")
    view._zoom_to(2.0)
    process()
    view.canvas.verticalScrollBar().setValue(150)
    assert second.canvas.step_in_view() == pytest.approx(view.canvas.step_in_view(), abs=0.1)
    second.canvas.verticalScrollBar().setValue(40)
    assert second.canvas.step_in_view() == pytest.approx(view.canvas.step_in_view(), abs=0.1)
    second.close_button.click()
    assert view.beside.second is None
    assert not view.pane.caption.isVisibleTo(shown.window)


def saved(bench: Any, view: FlowView, form: PictureFormat, path: Path) -> str:
    """Choose a format and a file; what is told."""
    view.exports.export(form)
    bench.qtbot.wait_until(lambda: bool(bench.window.findChildren(QFileDialog)))
    files = bench.window.findChildren(QFileDialog)[-1]
    assert Path(files.selectedFiles()[0]).suffix == form.suffix
    bench.window.toast.hide()
    files.fileSelected.emit(str(path))
    files.reject()
    bench.qtbot.wait_until(lambda: not bench.window.toast.isHidden())
    process()
    return str(bench.window.toast.text.text())


def test_a_picture_is_saved_in_every_format(shown, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, works)
    view = drawn(shown)
    menu = QMenu()
    view.head.export_wanted.emit(menu)
    assert [action.text() for action in menu.actions()] == ["SVG…", "PNG…", "PDF…", "Mermaid…", "HTML page…"]
    for form in PictureFormat:
        path = tmp_path / f"flow{form.suffix}"
        assert saved(shown, view, form, path) == f"Saved {path.name}: the flow of a run, without secrets."
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        content = path.read_bytes()
        for secret in (SECRET, TOKEN):
            assert secret.encode() not in content
    assert (tmp_path / "flow.svg").read_text("utf-8").startswith("<?xml")
    assert "sequenceDiagram" in (tmp_path / "flow.mmd").read_text("utf-8")
    assert "POST /token" in (tmp_path / "flow.html").read_text("utf-8")
    image = QImage(str(tmp_path / "flow.png"))
    from authbench_gui.activity.flow.documents import kept_layout

    layout = kept_layout(view.canvas.picture, shown.workbench.theme.interface(13))
    assert (image.width(), image.height()) == (round(layout.width * 2), round(layout.height * 2))


def test_a_pdf_is_vectors_and_text(shown, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, works)
    view = drawn(shown)
    path = tmp_path / "flow.pdf"
    saved(shown, view, PictureFormat.PDF, path)
    content = path.read_bytes()
    assert re.search(rb"/Subtype\s*/Image", content) is None
    streams = b"".join(_inflated(content))
    assert b" Tj" in streams or b" TJ" in streams or b">Tj" in streams
    text = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True, text=True).stdout
    for message in view.canvas.picture.messages:
        assert message.title in " ".join(text.split())
    assert "access token ①" in text
    for secret in (SECRET, TOKEN):
        assert secret not in text
        assert secret.encode() not in streams


def _inflated(content: bytes) -> list[bytes]:
    found = []
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(match[1]))
        except zlib.error:
            found.append(match[1])
    return found


@pytest.mark.parametrize("form", list(PictureFormat))
def test_a_picture_with_a_secret_in_it_is_not_saved(shown, tmp_path: Path, form: PictureFormat) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, works)
    view = drawn(shown)
    to_save = view._to_save()
    assert to_save is not None
    # It became known after the picture was drawn.
    shown.world.journal.redactor.add(CLIENT, "other")
    reported: list[str] = []
    view.reported.connect(reported.append)
    path = tmp_path / f"flow{form.suffix}"
    view.exports.save(form, to_save, path)
    shown.qtbot.wait_until(lambda: bool(reported))
    assert "secret" in reported[0]
    assert not path.exists()


def test_no_secret_is_painted_or_read_even_where_the_log_is_revealed(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, works)
    view = drawn(shown)
    shown.workspace.revealing.reveal_log(shown.current.id, True)
    view.head.explain.click()
    process()
    drawn(shown)
    pieces = [
        piece.text for shape in view.canvas.drawn.shapes for line in shape.lines for piece in line.pieces
    ]
    texts = [*told(view), *pieces, *every_text(view)]
    assert not [secret for secret in (SECRET, TOKEN) if any(secret in text for text in texts)]


def test_an_opened_case_shows_its_flow_also_beside(shown, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, fails)
    view = drawn(shown)
    titles = [row.title for row in view.canvas.picture.rows]
    facts = shown.workspace.case_facts()
    definition, settings = facts.read()
    run_id = shown.world.engine.runs[-1].id
    path = tmp_path / "acme.authbench-case"
    shown.world.journal.export_case(run_id, definition, settings).save(path)
    connection = shown.current.id
    shown.window.open_definition(path)
    shown.qtbot.wait_until(lambda: shown.workspace.shown_file is not None)
    shown.qtbot.wait_until(
        lambda: (
            view.canvas.picture is not None
            and view.canvas.picture.outcome is not None
            and [row.title for row in view.canvas.picture.rows] == titles
        )
    )
    shown.workspace.select(connection)
    drawn(shown)
    others = QMenu()
    view.head.others_wanted.emit(others)
    entry = next(action for action in others.actions() if "acme.authbench-case" in action.text())
    entry.trigger()
    second = view.beside.second
    assert second is not None
    shown.qtbot.wait_until(lambda: second.canvas.picture is not None)
    assert [row.title for row in second.canvas.picture.rows] == titles


def test_clearing_the_log_clears_the_picture(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, works)
    view = drawn(shown)
    shown.page.activity.log.clear()
    process()
    assert view._stack.currentWidget() is view.empty


def test_what_was_chosen_is_remembered(shown) -> None:  # type: ignore[no-untyped-def]
    view = flow_of(shown)
    view.head.explain.click()
    view.explain.depths.choose(1)
    state = shown.page.activity.flow.remembered()
    assert state == {"explain": True, "depth": "engineer", "shown": True}
    shown.page.activity.flow.show_log()
    shown.page.activity.flow.restore({"explain": False, "depth": "newcomer", "shown": True})
    assert shown.page.activity.flow.shown
    assert not view.explaining
    assert view.explain.level.value == "newcomer"


def test_the_picture_is_not_made_before_somebody_looks(bench) -> None:  # type: ignore[no-untyped-def]
    assert bench.window.findChild(QWidget, "flow.picture") is None


def test_it_is_not_mirrored(shown, qapp: QApplication) -> None:  # type: ignore[no-untyped-def]
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        run_with(shown, works)
        view = drawn(shown)
        assert view.canvas.layoutDirection() is Qt.LayoutDirection.LeftToRight
        lefts = [head.center for head in view.canvas.drawn.heads]
        assert lefts == sorted(lefts)
        first = view.canvas.visualRect(view.canvas.model().index(0, 0))
        assert first.left() == pytest.approx(view.canvas.drawn.shapes[0].area.x * view.canvas.zoom, abs=2)
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_everything_can_be_reached_heard_and_read(shown) -> None:  # type: ignore[no-untyped-def]
    run_with(shown, fails)
    run_with(shown, works)
    view = drawn(shown)
    view.head.explain.click()
    click(shown, view, 0)
    stops = [
        stop for stop in tab_stops(shown.window) if view.isAncestorOf(stop) or view.head.isAncestorOf(stop)
    ]
    assert view.canvas in stops
    assert not untold(stops)
    assert not alike(stops)
    assert not pale(view)


def test_a_long_run_is_drawn_with_both_ends(shown) -> None:  # type: ignore[no-untyped-def]
    def long(run: ScriptedRun) -> None:
        run.begin(StepName.TEST)
        for _ in range(130):
            call_api(run)
        run.finish(Outcome.OK)

    run_with(shown, long)
    view = drawn(shown)
    messages = [row for row in view.canvas.picture.rows if isinstance(row, Message)]
    assert len(messages) > 190
    assert view.canvas.model().rowCount() == len(view.canvas.picture.rows)


def test_the_real_engine_is_drawn(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """A sample with a browser, from the press of the button to the end."""
    with real_workbench(qtbot, qapp, tmp_path) as workbench:
        workspace, flow = workbench.workspace, workbench.window.page.activity.flow
        connection = next(each for each in workspace.connections.values() if each.ref == "demo:dropbox-pkce")
        workspace.select(connection.id)
        qtbot.wait_until(lambda: connection.form is not None, timeout=15_000)
        workspace.profiles.set_settings(connection, RedirectSettings(port=0), (), {})
        qtbot.wait_until(lambda: connection.profile.redirect.get("port") == 0)
        flow.show_flow()
        canvas = flow.view.canvas
        seen: list[tuple[MessageState, ...]] = []
        canvas.row_chosen.connect(
            lambda: seen.append(tuple(row.state for row in canvas.picture.rows) if canvas.picture else ())
        )
        workbench.window.page.header.connect_button.click()
        activity = connection.activity
        qtbot.wait_until(
            lambda: activity.run is not None and activity.run.outcome is not None, timeout=30_000
        )
        services = workspace.services
        assert services is not None
        assert activity.run is not None
        journal, run_id = services.journal, activity.run.id
        qtbot.wait_until(lambda: canvas.picture == picture_of(journal, run_id), timeout=15_000)
        # It was drawn on the way, with what was still to come.
        assert any(MessageState.FUTURE in states for states in seen)
        assert canvas.picture is not None
        recorded = {entry.id for entry in journal.entries(run_id)}
        assert {message.exchange_id for message in canvas.picture.messages} - {None} == recorded
        flow.view.head.explain.click()
        pane = flow.view.explain
        number = next(
            number
            for number, row in enumerate(canvas.picture.rows)
            if isinstance(row, Message) and Topic.CODE_EXCHANGE in row.topics
        )
        canvas.choose(number)
        work = pane.findChild(QPushButton, "flow.work_out.pkce")
        assert isinstance(work, QPushButton)
        work.click()
        qtbot.wait_until(lambda: pane.findChild(QLabel, "flow.verdict") is not None)
        verdict = pane.findChild(QLabel, "flow.verdict")
        assert isinstance(verdict, QLabel)
        assert "Equals what was sent." in verdict.accessibleName()
        presenting = workbench.theme.presenting
        presenting.turn(True)
        for size in ((1920, 1080), (1280, 720), (960, 540), (853, 480)):
            workbench.window.resize(*size)
            for _ in range(4):
                process()
            assert len(canvas.picture.lanes) == 4
            assert canvas.horizontalScrollBar().maximum() == 0, size
            assert canvas.zoom >= 0.8 * workbench.theme.scale
            # It was wider in the window before, which was larger.
            assert pane.width() == pane.minimumWidth()
        presenting.turn(False)
        assert services.demo is not None
        texts = every_text(workbench.window)
        assert not [
            issued for issued in services.demo.issued() if any(issued.value in text for text in texts)
        ]
