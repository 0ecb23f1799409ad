"""A definition in Python in the window: nothing of it runs before a person trusted exactly its content."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDropEvent
from PySide6.QtWidgets import QApplication

from authbench.events import Outcome
from authbench_gui.workspace.reading import Standing

ASKED = "This definition is a program."
CHANGED = "The file changed since you trusted it."

MAIN = """import lib
from authbench.sdk import get

lib.mark("main")

connector = {{
    "title": {title!r},
    "connection": {{
        "fields": [{{"name": "api_key", "control_type": "password", "optional": True}}],
        "authorization": {{"type": "custom_auth", "apply": lambda connection: lib.mark("apply")}},
    }},
    "test": lambda connection: get("https://api.example/me"),
}}
"""


class Program:
    """A definition with a module beside it. Both leave a mark when they run."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.path = folder / "connector.py"
        self.lib = folder / "lib.py"
        self.marks = folder.parent / "marks"
        self.write()
        self.write_lib()

    def write(self, title: str = "Acme", more: str = "") -> None:
        self.path.write_text(MAIN.format(title=title) + more, "utf-8")

    def write_lib(self, more: str = "") -> None:
        self.lib.write_text(
            f"def mark(name):\n    with open({str(self.marks)!r}, 'a') as stream:\n"
            f"        stream.write(name + '\\n')\n\nmark('lib')\n{more}",
            "utf-8",
        )

    @property
    def ran(self) -> list[str]:
        """What ran since this was asked last."""
        marks = self.marks.read_text().split() if self.marks.exists() else []
        self.marks.unlink(missing_ok=True)
        return marks


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "project")


def asks(bench) -> str:  # type: ignore[no-untyped-def]
    """What the banner says; nothing where it is not there."""
    banner = bench.page.trust
    return banner.title.text() if banner.isVisibleTo(bench.window) else ""


def until(bench, what: Callable[[], bool]) -> None:  # type: ignore[no-untyped-def]
    bench.qtbot.wait_until(what, timeout=15_000)


def opened(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    bench.open(program.path.resolve())
    until(bench, lambda: bool(asks(bench)))


def press(bench, name: str) -> None:  # type: ignore[no-untyped-def]
    """Press the button of that name with the mouse."""
    from PySide6.QtWidgets import QPushButton

    button = bench.window.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisibleTo(bench.window), name
    bench.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def trust(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    press(bench, "trust.grant")
    until(bench, lambda: not asks(bench) and standing(bench, program) is Standing.TRUSTED)
    bench.settle()


def standing(bench, program: Program) -> Standing:  # type: ignore[no-untyped-def]
    definition = bench.workspace.library.get(str(program.path.resolve()))
    assert definition is not None
    return definition.standing


def menu_entries(bench) -> list[str]:  # type: ignore[no-untyped-def]
    bench.page.header.menu_about_to_show.emit()
    return [action.text() for action in bench.page.header.menu.actions() if action.text()]


def choose(bench, entry: str) -> None:  # type: ignore[no-untyped-def]
    """Choose an entry of the header's menu."""
    assert entry in menu_entries(bench)
    next(action for action in bench.page.header.menu.actions() if action.text() == entry).trigger()


def drop(bench, path: Path) -> None:  # type: ignore[no-untyped-def]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    bench.window.dropEvent(
        QDropEvent(
            QPointF(10, 10),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_an_opened_program_is_read_and_shown_but_nothing_of_it_runs(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    opened(bench, program)
    assert asks(bench) == ASKED
    assert bench.page.trust.text.text() == (
        "Nothing of it runs until you trust it; then it can do whatever your account can."
    )
    assert bench.current.name == "Acme"
    assert bench.editor("api_key") is not None
    for press_it in (bench.page.header.test.click, bench.page.header.connect_button.click):
        bench.page.header.test.setFocus()
        press_it()
        assert QApplication.focusWidget() is bench.page.trust.code
    bench.window.actions_.running.get_token()
    bench.window.actions_.running.refresh()
    bench.qtbot.keyClicks(bench.editor("api_key"), "k")
    bench.settle()
    assert bench.world.runs == []
    assert bench.page.activity.card.explanation is None
    assert program.ran == []


def test_keys_that_start_a_run_lead_to_the_banner(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    opened(bench, program)
    bench.window.activateWindow()
    for key, modifier in (
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
    ):
        bench.window.sidebar.list.setFocus()
        bench.qtbot.keyClick(bench.window, key, modifier)
        until(bench, lambda: QApplication.focusWidget() is bench.page.trust.code)
    assert bench.world.runs == []
    assert program.ran == []


def test_dropping_it_runs_nothing(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    drop(bench, program.path)
    until(bench, lambda: asks(bench) == ASKED)
    bench.settle()
    assert program.ran == []


def test_a_dropped_file_of_another_kind_is_refused_in_words(bench, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "notes.txt").write_text("hello")
    drop(bench, tmp_path / "notes.txt")
    assert bench.window.toast.text.text() == (
        "notes.txt is no connector definition. Open a connector.rb, a definition in Python (.py), "
        "a case (.authbench-case) or an archive (.har)."
    )
    assert bench.workspace.connections == {}


def test_the_file_dialog_offers_both_kinds(bench) -> None:  # type: ignore[no-untyped-def]
    from PySide6.QtWidgets import QFileDialog

    bench.window.choose_file()
    (dialog,) = bench.window.findChildren(QFileDialog)
    assert (
        dialog.nameFilters()[0] == "Definitions, cases, archives (*.rb *.py *.authbench-case *.har *.jsonl)"
    )
    dialog.reject()


def test_a_file_given_before_the_engine_is_there_runs_nothing(  # type: ignore[no-untyped-def]
    qtbot, qapp: QApplication, tmp_path: Path, world, program: Program
) -> None:
    from authbench_gui.app import Workbench
    from authbench_gui.theme.theme import Scheme

    made = Workbench(qapp, tmp_path / "settings", world.open, Scheme.LIGHT)
    made.window.open_definition(program.path)
    made.show()
    qtbot.add_widget(made.window)
    qtbot.wait_until(
        lambda: hasattr(made.window, "page") and made.window.page.trust.isVisibleTo(made.window),
        timeout=15_000,
    )
    qtbot.wait_until(lambda: made.tasks.idle)
    made.close()
    assert program.ran == []


def test_a_restored_and_a_changed_file_run_nothing(make_bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    first = make_bench()
    opened(first, program)
    first.close()
    second = make_bench()
    until(second, lambda: asks(second) == ASKED)
    program.write("Acme 2")
    until(second, lambda: second.current.form is not None and second.current.form.connector.title == "Acme 2")
    program.write_lib("x = 1\n")
    before = second.workspace.library.get(str(program.path)).trust
    until(second, lambda: second.workspace.library.get(str(program.path)).trust != before)
    second.settle()
    assert asks(second) == ASKED
    assert program.ran == []


def test_what_is_trusted_runs_once_and_can_be_tested(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    opened(bench, program)
    trust(bench, program)
    assert program.ran == ["lib", "main"]
    bench.page.header.test.click()
    until(bench, lambda: len(bench.world.runs) == 1)
    bench.world.runs[0].finish(Outcome.OK)
    bench.settle()
    (program.path.parent / "unrelated.txt").write_text("x")
    os.utime(program.path)
    program.lib.touch()
    bench.qtbot.wait(300)
    bench.settle()
    assert program.ran == []


def test_one_byte_more_and_it_is_asked_again(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    opened(bench, program)
    trust(bench, program)
    program.ran  # noqa: B018
    program.write(more="\n")
    until(bench, lambda: asks(bench) == CHANGED)
    assert bench.page.trust.trust.text() == "Trust again"
    bench.page.header.connect_button.click()
    assert QApplication.focusWidget() is bench.page.trust.code
    bench.settle()
    assert bench.world.runs == []
    assert program.ran == []
    program.write()
    until(bench, lambda: not asks(bench))
    assert program.ran == ["lib", "main"]


@pytest.mark.parametrize("how", ["content", "link", "package"])
def test_a_changed_module_beside_it_is_asked_about(bench, program: Program, how: str) -> None:  # type: ignore[no-untyped-def]
    elsewhere = program.path.parent.parent / "elsewhere.py"
    if how == "link":
        program.lib.rename(elsewhere)
        program.lib.symlink_to(elsewhere)
    opened(bench, program)
    assert bench.page.trust.files.count() == 2
    trust(bench, program)
    program.ran  # noqa: B018
    match how:
        case "content":
            program.write_lib("#\n")
        case "link":
            elsewhere.write_text(elsewhere.read_text() + "#\n")
        case _:
            # A package of the same name comes first when Python imports.
            package = program.path.parent / "lib"
            package.mkdir()
            (package / "__init__.py").write_text(program.lib.read_text() + "#\n")
    until(bench, lambda: asks(bench) == CHANGED)
    bench.settle()
    assert program.ran == []


def test_a_link_that_leads_elsewhere_is_asked_about(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    first, second = (program.path.parent.parent / name for name in ("one.py", "two.py"))
    first.write_bytes(program.lib.read_bytes())
    second.write_bytes(program.lib.read_bytes() + b"#\n")
    program.lib.unlink()
    program.lib.symlink_to(first)
    opened(bench, program)
    trust(bench, program)
    program.ran  # noqa: B018
    swap = program.path.parent / "swap"
    swap.symlink_to(second)
    swap.rename(program.lib)
    until(bench, lambda: asks(bench) == CHANGED)
    bench.settle()
    assert program.ran == []


def test_a_changed_file_that_is_broken_is_not_run_as_it_was(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    opened(bench, program)
    trust(bench, program)
    program.path.write_text("connector = {\n")
    until(bench, lambda: bench.page.problems.isVisibleTo(bench.window))
    assert not bench.page.header.connect_button.isEnabled()
    program.write()
    until(bench, lambda: bench.current.form is not None and bench.page.form.isVisibleTo(bench.window))


def test_while_edited_every_content_runs_until_that_is_ended(make_bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    bench = make_bench()
    opened(bench, program)
    press(bench, "trust.edit")
    until(bench, lambda: not asks(bench))
    assert bench.page.editing.isVisibleTo(bench.window)
    program.write("Acme 2")
    until(bench, lambda: bench.current.form.connector.title == "Acme 2")
    program.write_lib("#\n")
    until(bench, lambda: program.marks.exists() and program.marks.read_text().count("lib") >= 3)
    assert not asks(bench)
    program.path.write_text("connector = {\n")
    until(bench, lambda: bench.page.banner.isVisibleTo(bench.window))
    assert "The file is broken now; the last good version is in use." in bench.page.banner.text.text()
    program.write("Acme 2")
    until(bench, lambda: not bench.page.banner.isVisibleTo(bench.window))
    bench.settle()
    program.ran  # noqa: B018
    press(bench, "trust.editing.end")
    assert asks(bench) == ASKED
    bench.settle()
    assert not bench.page.editing.isVisibleTo(bench.window)
    assert not (bench.home / "settings" / "trusted.json").exists()
    press(bench, "trust.edit")
    until(bench, lambda: not asks(bench))
    bench.settle()
    bench.close()
    program.ran  # noqa: B018
    second = make_bench()
    until(second, lambda: asks(second) == ASKED)
    second.settle()
    assert program.ran == []


def test_trust_is_taken_back_at_once_and_stops_what_runs(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    opened(bench, program)
    assert "Stop trusting this definition" not in menu_entries(bench)
    trust(bench, program)
    bench.page.header.test.click()
    until(bench, lambda: len(bench.world.runs) == 1 and bench.current.run is not None)
    bench.world.runs[0].begin()
    program.ran  # noqa: B018
    choose(bench, "Stop trusting this definition")
    assert asks(bench) == ASKED
    assert bench.world.runs[0].cancelled
    bench.workbench.pump.drain()
    bench.window.actions_.running.test()
    bench.settle()
    assert len(bench.world.runs) == 1
    assert json.loads((bench.home / "settings" / "trusted.json").read_text())["trusted"] == []
    assert asks(bench) == ASKED
    assert program.ran == []


def test_the_same_content_elsewhere_loses_its_trust_too(bench, program: Program, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    opened(bench, program)
    trust(bench, program)
    copy = Program(tmp_path / "copy")
    bench.open(copy.path)
    until(bench, lambda: not asks(bench) and standing(bench, copy) is Standing.TRUSTED)
    choose(bench, "Stop trusting this definition")
    assert standing(bench, program) is Standing.NEW
    bench.settle()
    assert {standing(bench, program), standing(bench, copy)} == {Standing.NEW}


def test_a_change_does_not_stop_a_run(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    opened(bench, program)
    trust(bench, program)
    bench.page.header.test.click()
    until(bench, lambda: len(bench.world.runs) == 1 and bench.current.run is not None)
    bench.world.runs[0].begin()
    program.write(more="\n")
    until(bench, lambda: asks(bench) == CHANGED)
    assert not bench.world.runs[0].cancelled
    bench.world.runs[0].finish(Outcome.OK)
    bench.settle()


def test_trust_outlives_the_window_by_content(make_bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    first = make_bench()
    opened(first, program)
    trust(first, program)
    first.close()
    program.ran  # noqa: B018
    second = make_bench()
    until(second, lambda: second.workspace.current is not None and second.current.form is not None)
    assert not asks(second)
    assert program.ran == ["lib", "main"]
    second.close()
    program.write(more="#\n")
    third = make_bench()
    until(third, lambda: asks(third) == CHANGED)
    third.settle()
    assert program.ran == []


def test_only_what_was_shown_is_trusted(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    opened(bench, program)
    # The file becomes another one at the very moment of the click: before anything noticed.
    bench.workspace.library._watcher.blockSignals(True)
    program.write(more="#\n")
    press(bench, "trust.grant")
    bench.settle()
    assert asks(bench)
    assert program.ran == []


def test_nothing_that_comes_with_a_definition_grants_trust(
    make_bench, program: Program, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    elsewhere = make_bench()
    opened(elsewhere, program)
    trust(elsewhere, program)
    elsewhere.close()
    settings = tmp_path / "settings"
    for place in ("trusted.json", ".authbench/trusted.json", "authbench/trusted.json"):
        target = program.path.parent / place
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((settings / "trusted.json").read_bytes())
    (settings / "trusted.json").unlink()
    for profile in (settings / "connections").rglob("*.json"):
        with contextlib.suppress(ValueError):
            document = json.loads(profile.read_text())
            document["options"] = {"trust": True, "trusted": True}
            profile.write_text(json.dumps(document))
    program.ran  # noqa: B018
    bench = make_bench()
    drop(bench, program.path)
    until(bench, lambda: asks(bench) == ASKED)
    bench.settle()
    assert program.ran == []


def test_a_damaged_list_of_trust_trusts_nothing(make_bench, program: Program, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    first = make_bench()
    opened(first, program)
    trust(first, program)
    first.close()
    (tmp_path / "settings" / "trusted.json").write_text("{")
    program.ran  # noqa: B018
    second = make_bench()
    until(second, lambda: asks(second) == ASKED)
    assert program.ran == []


def test_trust_is_given_with_the_keyboard_and_never_by_accident(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    opened(bench, program)
    bench.window.activateWindow()
    bench.page.header.connect_button.setFocus()
    bench.qtbot.keyClick(bench.page.header.connect_button, Qt.Key.Key_Space)
    banner = bench.page.trust
    assert QApplication.focusWidget() is banner.code
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        bench.qtbot.keyClick(QApplication.focusWidget(), key)
    bench.settle()
    assert program.ran == []
    banner.code.setFocus()
    bench.qtbot.keyClick(banner.code, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is banner.trust
    bench.qtbot.keyClick(banner.trust, Qt.Key.Key_Space)
    until(bench, lambda: not asks(bench))
    assert program.ran == ["lib", "main"]


def test_the_banner_says_what_would_run_also_to_a_screen_reader(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    opened(bench, program)
    banner = bench.page.trust
    assert banner.accessibleName() == ASKED
    assert "whatever your account can" in banner.accessibleDescription()
    assert [one.accessibleName() for one in (banner.code, banner.trust, banner.edit)] == [
        "Show the code",
        "Trust this content",
        "Trust while I edit",
    ]
    assert banner.fold.text() == "▸ 2 files would run"
    assert not banner.files.isVisibleTo(bench.window)
    bench.qtbot.mouseClick(banner.fold, Qt.MouseButton.LeftButton)
    assert banner.files.isVisibleTo(bench.window)
    assert [banner.files.item(row).text() for row in range(2)] == [str(program.path), str(program.lib)]


def test_a_screen_reader_is_told_at_once(  # type: ignore[no-untyped-def]
    bench, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: told.append(event.message()))
    opened(bench, program)
    sentence = f"{ASKED} Nothing of it runs until you trust it; then it can do whatever your account can."
    assert told == [sentence]
    bench.page.header.test.click()
    assert told == [sentence, sentence]


def test_show_the_code_shows_every_file_that_would_run(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    opened(bench, program)
    press(bench, "trust.code")
    view = bench.page.definition
    assert view.isVisibleTo(bench.window)
    assert view.code.toPlainText() == program.path.read_text()
    assert [view.files.itemText(row) for row in range(view.files.count())] == ["connector.py", "lib.py"]
    view.files.setCurrentIndex(1)
    view.files.activated.emit(1)
    until(bench, lambda: view.code.toPlainText() == program.lib.read_text())
    view.files.setCurrentIndex(0)
    view.files.activated.emit(0)
    assert view.code.toPlainText() == program.path.read_text()
    assert program.ran == []


def test_a_program_that_does_not_end_can_be_stopped_and_run_again(bench, program: Program) -> None:  # type: ignore[no-untyped-def]
    gate = program.path.parent.parent / "gate"
    program.write(more=f"import os\nwhile not os.path.exists({str(gate)!r}):\n    pass\n")
    opened(bench, program)
    press(bench, "trust.grant")
    until(bench, lambda: asks(bench) == "Running this program to read it…")
    bench.page.header.test.click()
    assert QApplication.focusWidget() is bench.page.trust.stop
    press(bench, "trust.stop")
    until(bench, lambda: asks(bench) == "You stopped this program before it could be read.")
    bench.page.header.test.click()
    bench.settle()
    assert bench.world.runs == []
    gate.touch()
    press(bench, "trust.run")
    until(bench, lambda: not asks(bench))
    assert standing(bench, program) is Standing.TRUSTED


def test_a_program_that_takes_too_long_says_so(
    bench, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("authbench.definition.python.code.MAX_SECONDS", 0.2)
    program.write(more="while True:\n    pass\n")
    opened(bench, program)
    press(bench, "trust.grant")
    until(bench, lambda: bench.page.problems.isVisibleTo(bench.window))
    from PySide6.QtWidgets import QLabel

    texts = "\n".join(label.text() for label in bench.page.problems.findChildren(QLabel))
    assert "took longer than 0.2 seconds" in texts


def test_secret_values_of_fields_that_only_code_tells_stay_out_of_the_profile(
    bench, program: Program
) -> None:  # type: ignore[no-untyped-def]
    source = MAIN.format(title="Acme").replace(
        '        "authorization"',
        '        "extended_fields": lambda connection: [{"name": "pin", "control_type": "password"}],\n'
        '        "authorization"',
    )
    program.path.write_text(source)
    opened(bench, program)
    trust(bench, program)
    until(bench, lambda: bench.page.form.block("pin") is not None)
    bench.qtbot.keyClicks(bench.editor("pin"), "horse-battery")
    bench.settle()
    program.path.write_text(source + "#\n")
    until(bench, lambda: asks(bench) == CHANGED and bench.page.form.block("pin") is None)
    hint = "Fields that the definition's code makes appear here once you trust it."
    assert bench.page.form.problems.text() == hint
    bench.qtbot.keyClicks(bench.editor("api_key"), "another")
    bench.settle()
    kept = "\n".join(file.read_text() for file in (bench.home / "settings").rglob("*") if file.is_file())
    assert "horse-battery" not in kept
    press(bench, "trust.grant")
    until(bench, lambda: bench.page.form.block("pin") is not None)
    assert bench.current.form.values()["pin"] == "horse-battery"
