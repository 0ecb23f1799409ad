"""Account properties and lookup tables in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from authbench.connection import RunResult
from authbench.events import Outcome
from support.gui_fake_engine import ScriptedRun, every_text

SOURCE = """{
  title: 'Greenhouse',
  connection: {
    fields: [{ name: 'bed' }],
    authorization: { type: 'api_key', apply: ->(_c) { headers(x: account_property('greenhouse_api_key')) } },
    base_uri: -> { "https://#{account_property('host')}/" }
  },
  test: ->(_c) { get(lookup('Beds', Name: 'South')['Number']) }
}
"""
HOST, KEY, BEDS = "account_property:host", "account_property:greenhouse_api_key", "lookup_table:Beds"


def opened(bench, **files: str):  # type: ignore[no-untyped-def]
    """The definition with these files beside it, its form settled."""
    folder: Path = bench.home / "green"
    folder.mkdir(exist_ok=True)
    for name, text in {"connector.rb": SOURCE, **files}.items():
        (folder / name).write_text(text, "utf-8")
    connection = bench.open(folder / "connector.rb")
    bench.settle()
    bench.qtbot.wait_until(lambda: bench.page.form.block(HOST) is not None)
    QApplication.processEvents()
    return connection


def run(bench, **lacks: tuple[str, ...]) -> ScriptedRun:  # type: ignore[no-untyped-def]
    """Press Test and let the run end, having lacked these."""

    def script(scripted: ScriptedRun) -> None:
        scripted.begin()
        scripted.finish()
        scripted.result = RunResult(Outcome.OK, **lacks)  # type: ignore[arg-type]

    bench.world.engine.script = script
    before = len(bench.world.runs)
    bench.page.header.test.click()
    bench.qtbot.wait_until(lambda: len(bench.world.runs) > before)
    bench.settle()
    bench.qtbot.wait_until(lambda: not bench.current.activity.running)
    bench.settle()
    QApplication.processEvents()
    return bench.world.runs[-1]


def test_what_the_file_gives_is_shown_and_goes_into_the_run(bench) -> None:  # type: ignore[no-untyped-def]
    opened(
        bench,
        **{
            "account_properties.yaml": "host: h.example\ngreenhouse_api_key: sesame-open-up\n",
            "lookup_tables.yaml": "Beds: {id: 1, rows: [{Name: South, Number: 12}]}\n",
        },
    )
    assert bench.editor(HOST).placeholderText() == "h.example"
    assert set(bench.editor(KEY).placeholderText()) == {"•"}
    assert bench.page.form.block(BEDS) is None
    assert not any("sesame" in text for text in every_text(bench.window))
    assert bench.editor(HOST).accessibleName() == "host"
    request = run(bench).request
    assert request.account_properties == {"host": "h.example", "greenhouse_api_key": "sesame-open-up"}
    assert request.lookup_tables == {"Beds": {"id": 1, "rows": [{"Name": "South", "Number": 12}]}}
    assert request.values == {}


def test_what_is_typed_wins_is_kept_and_a_secret_only_in_the_keychain(make_bench: Callable) -> None:  # type: ignore[type-arg]
    first = make_bench()
    opened(first, **{"account_properties.yaml": "host: h.example\n"})
    first.qtbot.keyClicks(first.editor(HOST), "mine.example")
    first.qtbot.keyClicks(first.editor(KEY), "correct horse")
    first.qtbot.keyClicks(first.editor(BEDS), '[{"Name": "South"}]')
    request = run(first).request
    assert request.account_properties == {"host": "mine.example", "greenhouse_api_key": "correct horse"}
    assert request.lookup_tables == {"Beds": {"id": None, "rows": [{"Name": "South"}]}}
    first.close()
    written = b"".join(path.read_bytes() for path in (first.home / "settings").rglob("*") if path.is_file())
    assert b"mine.example" in written
    assert b"correct horse" not in written
    second = make_bench()
    second.qtbot.wait_until(lambda: second.workspace.current is not None and second.current.form is not None)
    second.qtbot.wait_until(lambda: second.page.form.block(KEY) is not None)
    assert second.editor(HOST).text() == "mine.example"
    assert second.editor(KEY).text() == "correct horse"
    assert second.editor(KEY).displayText() != "correct horse"
    second.editor(HOST).clear()
    second.editor(HOST).textEdited.emit("")
    assert run(second).request.account_properties["host"] == "h.example"


def test_a_property_that_a_run_lacked_gets_a_row(bench) -> None:  # type: ignore[no-untyped-def]
    opened(bench)
    assert bench.page.form.block("account_property:at_run_time") is None
    run(bench, missing_properties=("at_run_time",), missing_tables=("Found",))
    bench.qtbot.wait_until(lambda: bench.page.form.block("account_property:at_run_time") is not None)
    assert bench.page.form.block("lookup_table:Found") is not None
    bench.qtbot.keyClicks(bench.editor("account_property:at_run_time"), "v")
    assert run(bench).request.account_properties == {"at_run_time": "v"}


def test_the_files_are_read_anew_for_each_run(bench) -> None:  # type: ignore[no-untyped-def]
    opened(bench, **{"account_properties.yaml": "host: before\n"})
    (bench.home / "green" / "account_properties.yaml").write_text("host: after\n")
    assert run(bench).request.account_properties == {"host": "after"}
    assert bench.editor(HOST).placeholderText() == "after"


def test_a_broken_file_is_said_and_nothing_runs(bench) -> None:  # type: ignore[no-untyped-def]
    opened(bench, **{"account_properties.yaml": "host: [\n"})
    assert "account_properties.yaml:2:1" in bench.page.form.problems.text().replace("\u200b", "")
    said: list[str] = []
    bench.workspace.reported.connect(said.append)
    bench.page.header.test.click()
    bench.qtbot.wait_until(lambda: bool(said))
    assert "account_properties.yaml:2:1" in said[0]
    assert bench.world.runs == []


def test_a_table_that_is_no_list_of_rows_is_said_and_nothing_runs(bench) -> None:  # type: ignore[no-untyped-def]
    opened(bench)
    bench.qtbot.keyClicks(bench.editor(BEDS), '[{"Name"')
    block = bench.page.form.block(BEDS)
    assert block.advice.text() == "This is no JSON list of rows"
    assert "no JSON list" in bench.editor(BEDS).accessibleDescription()
    said: list[str] = []
    bench.workspace.reported.connect(said.append)
    bench.page.header.test.click()
    bench.qtbot.wait_until(lambda: bool(said))
    assert "lookup table Beds" in said[0]
    assert bench.world.runs == []


def test_tab_goes_through_the_properties_after_the_fields(bench) -> None:  # type: ignore[no-untyped-def]
    opened(bench)
    order = [bench.editor(path) for path in ("bed", HOST, KEY, BEDS)]
    order[0].setFocus()
    for expected in order[1:]:
        bench.window.focusNextChild()
        assert bench.window.focusWidget() is expected


def test_a_file_that_appears_or_changes_is_shown_at_once(bench) -> None:  # type: ignore[no-untyped-def]
    opened(bench)
    file = bench.home / "green" / "account_properties.yaml"
    file.write_text("host: first\n")
    bench.qtbot.wait_until(lambda: bench.editor(HOST).placeholderText() == "first")
    file.write_text("host: second\n")
    bench.qtbot.wait_until(lambda: bench.editor(HOST).placeholderText() == "second")
    file.unlink()
    bench.qtbot.wait_until(lambda: bench.editor(HOST).placeholderText() == "")
