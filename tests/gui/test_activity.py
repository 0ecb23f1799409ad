from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from authbench.errors import Location
from authbench.events import Failure, NoteAdded, Outcome, StepName
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
    bench.page.activity.table.show_exchange(bench.current.activity.log.exchange_at(0).id)
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
    for tab in range(4):
        pane.tabs.choose(tab)
        assert "top-secret-value" not in "\n".join(every_text(bench.window))
    assert "client_secret=••••" in pane.view.toPlainText()
    pane.tabs.choose(1)
    assert "client_secret" in pane.view.toPlainText()
    assert "•••• " in pane.view.toPlainText()
    pane.copy.click()
    assert "top-secret-value" not in QApplication.clipboard().text()
    assert "grant_type" in QApplication.clipboard().text()


def test_headers_are_counted_and_timing_is_told(bench) -> None:  # type: ignore[no-untyped-def]
    fail(bench)
    detail = bench.page.activity.detail
    texts = {button.text() for button in detail.request.tabs.findChildren(QPushButton)}
    assert texts == {"Request", "Body", "Headers 2", "Raw"}
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
    assert "Not kept after closing" in set(every_text(bench.page.activity))


def test_notes_and_printed_lines_unfold(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)

    def script(run: ScriptedRun) -> None:
        run.begin()
        bench.world.journal.record(NoteAdded(run.id, "parity", "The emulator lacks pkce."))
        run.finish()

    bench.world.engine.script = script
    bench.page.header.test.click()
    notes = bench.page.activity.notes
    bench.qtbot.wait_until(lambda: notes.isVisibleTo(bench.window))
    assert "1 note" in notes.head.text()
    assert not notes.text.isVisibleTo(bench.window)
    notes.head.click()
    assert "The emulator lacks pkce." in notes.text.toPlainText()
    bench.settle()
