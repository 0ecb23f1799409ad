from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget

from authbench.errors import Location
from authbench.events import Failure, Outcome, StepName
from authbench_gui.activity.detail.message_pane import Tab
from authbench_gui.theme.flow_layout import FlowLayout
from authbench_gui.workspace.steps import StepState
from support.gui_fake_engine import ScriptedRun, every_text

FIELDS = "{ name: 'client_id' }, { name: 'client_secret', control_type: 'password' }"


def refused(run: ScriptedRun) -> None:
    """A client that the token endpoint does not know."""
    run.begin(StepName.FIELDS, StepName.TEST)
    run.step(StepName.FIELDS)
    run.exchange(status=401, expected_refusal=True, cause="no token yet, as expected")
    run.step(StepName.TEST, "GET 401 · asks for a token", expected=True)
    exchange = run.exchange(
        step="acquire",
        method="POST",
        url="https://id.example/token",
        status=401,
        request="grant_type=client_credentials&client_secret=top-secret-value",
        headers=(("Host", "id.example"), ("Content-Type", "application/x-www-form-urlencoded")),
        response='{"error":"invalid_client","error_description":"Unknown client"}',
        line=8,
    )
    run.step(StepName.ACQUIRE, "POST 401", ok=False)
    failure = Failure(
        "invalid_client",
        "Unknown client",
        step="acquire",
        location=Location("connector.rb", 8, 5, "connection.authorization.acquire"),
        exchange_id=exchange.id,
    )
    run.finish(Outcome.FAILED, failure)


def fail(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    bench.world.engine.script = refused
    bench.page.header.connect_button.click()
    bench.qtbot.wait_until(lambda: bench.page.activity.card.isVisibleTo(bench.window))
    bench.settle()


def press(bench, name: str) -> None:  # type: ignore[no-untyped-def]
    button = bench.page.activity.card.findChild(QPushButton, f"failure.{name}")
    assert button is not None
    bench.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_failure_is_explained_and_its_request_is_shown(bench) -> None:  # type: ignore[no-untyped-def]
    fail(bench)
    card = bench.page.activity.card
    assert "invalid_client" in card.title.accessibleName()
    assert bench.page.header.pill.text == "Not connected"
    assert [item.step.title for item in bench.page.steps.items][:3] == [
        "Check fields",
        "Test request",
        "Get token (acquire)",
    ]
    request = bench.page.activity.detail.request
    assert "POST /token HTTP/1.1" in request.view.toPlainText()
    assert "invalid_client" in bench.page.activity.detail.response.view.toPlainText()
    bench.page.activity.table.show_exchange(bench.current.activity.log.entry_at(0).id)
    press(bench, "show_request")
    assert "POST /token HTTP/1.1" in request.view.toPlainText()


def test_the_field_that_was_refused_is_marked_until_it_is_changed(bench) -> None:  # type: ignore[no-untyped-def]
    fail(bench)
    marked = [path for path in ("client_id", "client_secret") if bench.page.form.block(path).problem.text()]
    assert len(marked) == 1
    assert "did not accept" in bench.page.form.block(marked[0]).problem.text()
    bench.qtbot.keyClicks(bench.editor(marked[0]), "x")
    assert bench.page.form.block(marked[0]).problem.text() == ""


def test_show_line_marks_the_line_of_the_definition(bench) -> None:  # type: ignore[no-untyped-def]
    fail(bench)
    press(bench, "show_line")
    assert bench.page.definition.isVisibleTo(bench.window)
    assert bench.page.definition.code.marked_line == 8


def test_the_report_is_copied_without_secrets(bench) -> None:  # type: ignore[no-untyped-def]
    fail(bench)
    press(bench, "copy_report")
    bench.qtbot.wait_until(lambda: "invalid_client" in QApplication.clipboard().text())
    assert "top-secret-value" not in QApplication.clipboard().text()
    assert bench.window.toast.isVisibleTo(bench.window)


def test_secrets_are_chips_in_every_tab_and_nowhere_in_the_window(bench) -> None:  # type: ignore[no-untyped-def]
    fail(bench)
    pane = bench.page.activity.detail.request
    for tab in Tab:
        pane.tabs.choose(tab)
        assert "top-secret-value" not in "\n".join(every_text(bench.window))
    assert "client_secret=••••" in pane.view.toPlainText()
    pane.tabs.choose(Tab.BODY)
    assert "client_secret" in pane.view.toPlainText()
    assert "•••• " in pane.view.toPlainText()
    pane.copy.click()
    assert "top-secret-value" not in QApplication.clipboard().text()
    assert "grant_type" in QApplication.clipboard().text()


def test_headers_are_counted_and_timing_is_told(bench) -> None:  # type: ignore[no-untyped-def]
    fail(bench)
    detail = bench.page.activity.detail
    assert detail.request.tabs.names == ["Request", "Body", "Headers 2", "Why", "Raw"]
    assert detail.response.tabs.names == ["Response", "Body", "Headers 1", "Timing", "Raw"]
    assert "connect 3 ms" in detail.response.foot.full_text


def test_the_next_run_takes_the_card_away(bench) -> None:  # type: ignore[no-untyped-def]
    fail(bench)
    bench.world.engine.script = lambda run: (run.begin(), run.finish())
    bench.qtbot.keyClick(bench.window, Qt.Key.Key_F5)
    bench.qtbot.wait_until(lambda: not bench.page.activity.card.isVisibleTo(bench.window))
    bench.settle()
    assert bench.page.header.pill.text == "Connected"


def test_clear_empties_the_log_and_the_bar_counts(bench) -> None:  # type: ignore[no-untyped-def]
    fail(bench)
    assert bench.page.activity.heading.text() == "Log 2"
    assert bench.window.status.traffic.text().startswith("2 requests · ")
    bench.qtbot.mouseClick(bench.page.activity.clear, Qt.MouseButton.LeftButton)
    assert bench.page.activity.heading.text() == "Log"
    assert bench.window.status.traffic.text() == ""
    assert not bench.page.activity.card.isVisibleTo(bench.window)
    assert bench.page.activity.empty.isVisibleTo(bench.window)
    assert "not kept after closing" in bench.page.activity.empty.text()


def test_a_run_that_a_person_stopped_gets_no_error_card(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form("{ name: 'a' }")
    cancelled = Failure("cancelled", "Cancelled.")

    def script(run: ScriptedRun) -> None:
        run.begin(StepName.FIELDS, StepName.TEST)
        run.step(StepName.FIELDS)
        run.step(StepName.TEST, "Cancelled.", ok=False, failure=cancelled)
        run.finish(Outcome.CANCELLED, cancelled)

    bench.world.engine.script = script
    bench.page.header.test.click()
    bench.qtbot.wait_until(
        lambda: bench.current.activity.run is not None and not bench.current.activity.running
    )
    assert not bench.page.activity.card.isVisibleTo(bench.window)
    last = bench.page.steps.items[-1].step
    assert last.state is StepState.STOPPED
    assert last.detail.startswith("cancelled")


def test_what_is_shown_in_detail_stays_in_view_when_the_card_opens(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form("{ name: 'a' }")

    def script(run: ScriptedRun) -> None:
        run.begin(StepName.TEST)
        for _ in range(7):
            run.exchange()
        last = run.exchange(status=500)
        failure = Failure("http_error", "500 Internal Server Error", exchange_id=last.id)
        run.step(StepName.TEST, "GET 500", ok=False, failure=failure)
        run.finish(Outcome.FAILED, failure)

    bench.world.engine.script = script
    bench.page.header.test.click()
    table, card = bench.page.activity.table, bench.page.activity.card
    bench.qtbot.wait_until(lambda: card.isVisibleTo(bench.window) and card.height() > 40)
    bench.qtbot.wait_until(lambda: table.viewport().rect().contains(table.visualRect(table.currentIndex())))
    assert table.currentIndex().row() == 7


def test_a_narrow_window_cuts_nothing_off(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(
        "{ name: 'a' }", authorization="type: 'oauth2', authorization_url: ->(c) { 'https://i.example' }"
    )

    def script(run: ScriptedRun) -> None:
        run.begin(StepName.CONSENT)
        run.exchange(step="authorize", status=None, browser=True)
        run.wait_for_browser()

    bench.world.engine.script = script
    bench.window.resize(bench.window.minimumSize())
    bench.page.header.connect_button.click()
    header, detail = bench.page.header, bench.page.activity.detail
    bench.qtbot.wait_until(lambda: header.paste.isVisibleTo(bench.window))
    bench.qtbot.wait_until(lambda: detail.request.tabs.isVisibleTo(bench.window))

    def side_by_side(tabs: QWidget) -> bool:
        words = [tab for tab in tabs.findChildren(QAbstractButton) if tab.isVisibleTo(bench.window)]
        places = [word.geometry() for word in words]
        return all(before.right() < after.left() for before, after in pairwise(places))

    bench.qtbot.wait_until(lambda: header.title.width() >= 100)
    bench.qtbot.wait_until(lambda: header.cancel.geometry().right() <= header.width())
    bench.qtbot.wait_until(lambda: header.pill.width() >= header.pill.sizeHint().width())
    for tabs in (detail.request.tabs, detail.response.tabs):
        bench.qtbot.wait_until(lambda tabs=tabs: side_by_side(tabs))
    bench.world.runs[0].finish(Outcome.CANCELLED)


def test_the_buttons_of_the_card_wrap(qtbot, theme) -> None:  # type: ignore[no-untyped-def]
    host = QWidget()
    qtbot.add_widget(host)
    layout = FlowLayout()
    host.setLayout(layout)
    presses = [QPushButton(f"Action number {number}") for number in range(5)]
    for press in presses:
        layout.addWidget(press)
    wide = layout.sizeHint().width()
    assert layout.heightForWidth(wide) == presses[0].sizeHint().height()
    assert layout.heightForWidth(wide // 2) > 2 * presses[0].sizeHint().height()
    host.resize(wide // 2, 200)
    host.show()
    assert all(press.geometry().right() <= wide // 2 for press in presses)
    while layout.takeAt(0) is not None:
        pass
    assert layout.count() == 0
