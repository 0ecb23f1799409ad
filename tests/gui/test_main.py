import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QTabWidget
from pytestqt.qtbot import QtBot

from authbench_gui.app import Workbench
from authbench_gui.main import wants_window
from authbench_gui.theme.theme import Scheme
from support.gui_fake_engine import ScriptedWorld, definition_text


@pytest.mark.parametrize("command", ["fields", "lint", "connect", "test", "exec", "demo", "--help", "conect"])
def test_commands_options_and_unknown_words_go_to_the_command_line(command: str) -> None:
    assert not wants_window([command])


def test_no_argument_or_a_definition_opens_the_window(tmp_path: Path) -> None:
    file = tmp_path / "definition"
    file.write_text("{}")
    assert wants_window([])
    assert wants_window(["missing.rb"])
    assert wants_window([str(file)])
    assert not wants_window([str(file), "-v"])


def test_without_qt_the_window_says_what_is_missing_and_the_command_line_works() -> None:
    script = (
        "import sys\n"
        "for name in ('PySide6', 'shiboken6'): sys.modules[name] = None\n"
        "from authbench_gui.main import main\n"
        "sys.exit(main({arguments}))\n"
    )
    window = subprocess.run(
        [sys.executable, "-c", script.format(arguments=[])], capture_output=True, text=True, check=False
    )
    assert window.returncode == 2
    assert "pip install 'authbench[gui]'" in window.stderr
    assert "Traceback" not in window.stderr
    line = subprocess.run(
        [sys.executable, "-c", script.format(arguments=["lint", "-c", "nowhere.rb"])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert line.returncode == 2
    assert "PySide6" not in line.stderr


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe"])
def test_a_damaged_window_file_is_no_reason_not_to_start(make_bench, tmp_path: Path, content: bytes) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "window.json").write_bytes(content)
    assert make_bench().window.isVisible()


def test_all_files_dropped_before_the_engine_is_there_are_opened(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    world = ScriptedWorld()
    workbench = Workbench(qapp, tmp_path / "settings", world.open, Scheme.LIGHT)
    qtbot.add_widget(workbench.window)
    paths = [tmp_path / name for name in ("one.rb", "two.rb")]
    for path in paths:
        path.write_text(definition_text("{ name: 'key', control_type: 'password' }"), "utf-8")
        workbench.window.open_definition(path)
    workbench.show()
    refs = {str(path) for path in paths}
    qtbot.wait_until(lambda: hasattr(workbench, "workspace"))
    workspace = workbench.workspace
    qtbot.wait_until(lambda: refs <= {one.ref for one in workspace.connections.values()})
    qtbot.wait_until(lambda: workspace.current is not None and workspace.current.ref == str(paths[-1]))
    qtbot.wait_until(lambda: workbench.tasks.idle)
    workbench.close()


def test_a_window_is_no_larger_than_the_screen(make_bench) -> None:  # type: ignore[no-untyped-def]
    window = make_bench().window
    window.fit_screen()
    room = window.screen().availableSize()
    assert window.height() == max(620, min(860, room.height()))
    assert window.width() == max(980, min(1360, room.width()))


def test_a_window_closed_before_it_is_filled_stays_closed(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    world = ScriptedWorld()
    workbench = Workbench(qapp, tmp_path / "settings", world.open, Scheme.LIGHT)
    qtbot.add_widget(workbench.window)
    workbench.show()
    workbench.window.close()
    workbench.start()
    qtbot.wait(50)
    assert not workbench.window.isVisible()
    assert workbench.window.findChildren(QTabWidget) == []


def test_a_signal_while_the_window_is_filled_ends_it_when_that_is_done(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "from authbench_gui import main_window\n"
        "from authbench_gui.main import main\n"
        "fill = main_window.MainWindow.populate\n"
        "def populate(self, *parts):\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "    fill(self, *parts)\n"
        "main_window.MainWindow.populate = populate\n"
        "sys.exit(main([]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "AUTHBENCH_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
