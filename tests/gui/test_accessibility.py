"""Every state of the window, gone through by keyboard, by ear, and with an eye on what can be seen."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from authbench.connection.entry import Entry
from authbench.connection.lab import Ending, Fault, Missing, Mood, Verdict
from authbench.errors import Location
from authbench.events import Failure, Outcome, StepName
from authbench_gui.activity.run_bar import Section
from authbench_gui.connection_page.left_pane import DEFINITION_TAB, TOKEN_TAB, TRY_TAB
from authbench_gui.theme.theme import Scheme
from support.gui_fake_engine import ScriptedRun
from support.told_runs import Told
from support.widget_sweep import alike, out_of_order, pale, process, tab_stops, unmarked, untold

GALLERY = Path(__file__).with_name("gallery.rb")
FIELDS = "{ name: 'client_id', optional: false }, { name: 'key', control_type: 'password', optional: true }"
OAUTH = "type: 'oauth2', authorization_url: ->(c) { 'https://id.example/authorize?scope=files' }"


@pytest.fixture(autouse=True)
def _a_reader_listens() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def nothing_yet(bench: Any) -> QWidget:
    return bench.window  # type: ignore[no-any-return]


def the_gallery(bench: Any) -> QWidget:
    """Every control there is, and none filled in."""
    bench.open(GALLERY)
    bench.qtbot.wait_until(lambda: bench.page.form.complete, timeout=30_000)
    return bench.window  # type: ignore[no-any-return]


def wrong_fields(bench: Any) -> QWidget:
    bench.open_form(
        "{ name: 'a', optional: false }, { name: 's', control_type: 'password', optional: false },"
        "{ name: 'r', control_type: 'select', optional: false, options: [%w[A a], %w[B b]] },"
        "{ name: 'm', control_type: 'multiselect', optional: false, options: [%w[A a], %w[B b]] },"
        "{ name: 't', control_type: 'text-area', optional: false }"
    )
    bench.page.header.connect_button.click()
    bench.settle()
    return bench.window  # type: ignore[no-any-return]


def waiting(bench: Any) -> QWidget:
    bench.open_form(FIELDS, authorization=OAUTH)
    bench.current.set_value("client_id", "c")

    def script(run: ScriptedRun) -> None:
        run.begin(StepName.CONSENT)
        run.wait_for_browser()

    bench.world.engine.script = script
    bench.page.header.connect_button.click()
    bench.qtbot.wait_until(lambda: bench.page.header.paste.isVisibleTo(bench.window))
    return bench.window  # type: ignore[no-any-return]


def a_failure(bench: Any) -> QWidget:
    bench.open_form(FIELDS)
    bench.current.set_value("client_id", "c")

    def script(run: ScriptedRun) -> None:
        run.begin(StepName.TEST)
        run.exchange(status=401, response='{"error": "no"}')
        failure = Failure("http_status", "The API answered 401.")
        run.step(StepName.TEST, "401", ok=False, failure=failure)
        run.finish(Outcome.FAILED, failure)

    bench.world.engine.script = script
    bench.page.header.test.click()
    bench.qtbot.wait_until(lambda: bench.page.activity.table.isVisibleTo(bench.window))
    bench.settle()
    return bench.window  # type: ignore[no-any-return]


def the_definition(bench: Any) -> QWidget:
    bench.open_form(FIELDS)
    bench.page.tabs.choose(DEFINITION_TAB)
    return bench.window  # type: ignore[no-any-return]


def the_lab(bench: Any) -> QWidget:
    bench.open_form(FIELDS)
    missing = Missing("Add 403 to refresh_on.", ("refresh_on: [403],",), Location("c.rb", 1))
    verdict = Verdict(Fault.EXPIRE, Ending.NO_RULE, Mood.BAD, "No rule fired", missing=missing, exchange_id=1)
    bench.workspace.lab.state.verdicts.append(verdict)
    bench.page.left.open_lab()
    bench.settle()
    return bench.window  # type: ignore[no-any-return]


def tokens(bench: Any) -> QWidget:
    connection = bench.open_form(FIELDS, authorization=OAUTH)
    kept = {"access_token": secrets.token_urlsafe(30), "refresh_token": secrets.token_urlsafe(30)}
    bench.world.secrets.put(connection.id, Entry(tokens=kept).encode())
    bench.page.tabs.choose(TOKEN_TAB)
    bench.settle()
    bench.qtbot.wait_until(lambda: bool(bench.page.tokens.cards))
    return bench.window  # type: ignore[no-any-return]


def a_request(bench: Any) -> QWidget:
    bench.open_form(FIELDS)
    bench.page.tabs.choose(TRY_TAB)
    bench.settle()
    return bench.window  # type: ignore[no-any-return]


def a_broken_definition(bench: Any) -> QWidget:
    path = bench.home / "broken.rb"
    path.write_text("{ title: 'Broken', connection: {", "utf-8")
    bench.open(path)
    return bench.window  # type: ignore[no-any-return]


def a_stale_definition(bench: Any) -> QWidget:
    connection = bench.open_form(FIELDS)
    Path(connection.ref).write_text("{ title: 'Acme', connection: {", "utf-8")
    bench.qtbot.wait_until(lambda: bench.page.banner.isVisibleTo(bench.window), timeout=10_000)
    return bench.window  # type: ignore[no-any-return]


def a_program(bench: Any) -> QWidget:
    path = bench.home / "connector.py"
    path.write_text("connector = {'title': 'P', 'connection': {'fields': []}}\n", "utf-8")
    bench.window.open_definition(path)
    bench.qtbot.wait_until(lambda: bench.page.trust.isVisibleTo(bench.window), timeout=15_000)
    return bench.window  # type: ignore[no-any-return]


def a_message(bench: Any) -> QWidget:
    bench.open_form(FIELDS)
    bench.window.toast.tell("Deleted “Acme”.", "Undo", lambda: None)
    return bench.window  # type: ignore[no-any-return]


def a_run(section: Section) -> Callable[[Any], QWidget]:
    def state(bench: Any) -> QWidget:
        bench.open_form(FIELDS)
        bench.world.engine.script = Told()
        bench.page.header.connect_button.click()
        bar, tasks = bench.page.activity.run_bar, bench.page.activity.detail.tasks
        bench.qtbot.wait_until(lambda: bar.isVisibleTo(bench.window) and not bench.current.activity.running)
        bar.open_section(section)
        process()
        bench.qtbot.wait_until(lambda: tasks.idle)
        process()
        return bench.window  # type: ignore[no-any-return]

    state.__name__ = f"a_run_with_{section.name.lower()}"
    return state


def dialog(ask: Callable[[Any], None]) -> Callable[[Any], QWidget]:
    def state(bench: Any) -> QWidget:
        waiting(bench) if ask is paste else bench.open_form(FIELDS, authorization=OAUTH)
        ask(bench)
        process()
        found = QApplication.activeModalWidget()
        assert found is not None
        return found

    state.__name__ = f"dialog_{ask.__name__}"
    return state


def new_connection(bench: Any) -> None:
    bench.window.new_button.click()


def rename(bench: Any) -> None:
    bench.window.actions_.rename_current()


def settings(bench: Any) -> None:
    bench.page.settings_requested.emit()


def doctor(bench: Any) -> None:
    bench.page.form.redirect.check.click()
    found = QApplication.activeModalWidget()
    assert found is not None
    bench.qtbot.wait_until(lambda: found.checks.count() > 0 and found.ok.isEnabled())
    found.pasted.setText("http://127.0.0.1:45555/oauth/callback")


def paste(bench: Any) -> None:
    bench.page.header.paste.click()


STATES = [
    nothing_yet,
    the_gallery,
    wrong_fields,
    waiting,
    a_failure,
    the_definition,
    tokens,
    the_lab,
    a_request,
    a_broken_definition,
    a_stale_definition,
    a_program,
    a_message,
    *map(a_run, Section),
    *(dialog(ask) for ask in (new_connection, rename, settings, paste, doctor)),
]


def sections(bench: Any) -> Sequence[QWidget]:
    """The parts of the window in the order in which they are read."""
    page, window = bench.page, bench.window
    parts = [window.open_button, window.new_button, window.sidebar, page.header, page.banner, page.trust]
    detail = page.activity.detail
    parts += [page.tabs, page.tabs.parentWidget(), page.activity, detail.request, detail.response]
    return [*parts, window.status, window.toast]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_all_is_told_reached_in_order_and_seen(bench: Any, state: Callable[[Any], QWidget]) -> None:
    shown = state(bench)
    shown.activateWindow()
    process()
    stops = tab_stops(shown)
    assert stops
    assert untold(stops) == []
    assert alike(stops) == []
    assert out_of_order(stops, sections(bench)) == []
    assert unmarked(stops, process) == []
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        bench.workbench.theme.set_scheme(scheme)
        process()
        assert pale(shown) == []
    if shown is not bench.window:
        shown.close()
    bench.settle()
