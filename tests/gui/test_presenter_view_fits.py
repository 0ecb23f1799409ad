"""What an audience sees fits on the screens that projectors have, at the scales that systems set for them."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from authbench.events import Outcome, StepName
from support.gui_fake_engine import ScriptedRun
from support.layout_fits import cut, outside, overlapping, shown_in, told

FIELDS = "{ name: 'client_id' }"
SCREENS = {
    "1280x720 at 150 %": (853, 480),
    "1920x1080 at 200 %": (960, 540),
    "1280x720": (1280, 720),
    "1920x1080 at 150 %": (1280, 720),
    "1920x1080": (1920, 1080),
}
LARGEST = 1.6


def waits(run: ScriptedRun) -> None:
    run.begin(StepName.CONSENT, StepName.TOKEN, StepName.TEST)
    run.wait_for_browser()


def works(run: ScriptedRun) -> None:
    run.begin(StepName.TEST)
    run.exchange()
    run.step(StepName.TEST, "GET 200")
    run.finish(Outcome.OK, expires_in=9 * 3600)


def present(bench: Any, size: tuple[int, int]) -> None:
    bench.workbench.theme.presenting.turn(True)
    bench.window.resize(*size)
    for _ in range(4):
        QApplication.processEvents()
    assert (bench.window.width(), bench.window.height()) == size


def header_parts(bench: Any) -> list[QWidget]:
    header = bench.page.header
    return [each for each in header.findChildren(QWidget) if each.parent() is header and each.isVisible()]


def wrong(bench: Any) -> list[str]:
    header: QWidget = bench.page.header
    widgets = [each for each in shown_in(bench.window) if header.isAncestorOf(each)]
    assert widgets
    return [*outside(widgets), *overlapping(widgets), *cut(widgets)]


@pytest.mark.parametrize("size", dict.fromkeys(SCREENS.values()), ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("script", [works, waits])
def test_the_head_is_whole_and_says_how_it_stands(bench: Any, script: Any, size: tuple[int, int]) -> None:
    bench.open_form(FIELDS)
    bench.world.engine.script = script
    bench.page.header.connect_button.click()
    bench.qtbot.wait_until(lambda: bench.current.activity.run is not None)
    bench.qtbot.wait_until(lambda: bench.page.header.browser.isVisible() is (script is waits))
    bench.settle()
    present(bench, size)
    assert wrong(bench) == []
    pill = bench.page.header.pill
    assert pill.width() >= pill.sizeHint().width(), "the status is what an audience looks for"
    beside = [each for each in header_parts(bench) if each is not pill]
    assert not [told(each) for each in beside if each.geometry().intersects(pill.geometry())]


def test_the_type_keeps_its_share_of_a_small_screen(bench: Any) -> None:
    bench.open_form(FIELDS)
    theme = bench.workbench.theme
    scales = {}
    for size in dict.fromkeys(SCREENS.values()):
        present(bench, size)
        scales[size] = theme.scale
        assert bench.page.activity.flow.view.isVisible()
    assert scales == {(853, 480): 1.0, (960, 540): 1.2, (1280, 720): LARGEST, (1920, 1080): LARGEST}
    theme.presenting.turn(False)
    assert theme.scale == 1.0
    # Without an audience the fields need their room again.
    assert (bench.window.minimumWidth(), bench.window.minimumHeight()) == (980, 620)


def test_going_on_in_another_size_keeps_what_was_there_before(bench: Any) -> None:
    bench.open_form(FIELDS)
    assert not bench.page.activity.flow.shown
    present(bench, (1280, 720))
    present(bench, (960, 540))
    bench.workbench.theme.presenting.turn(False)
    assert not bench.page.activity.flow.shown
    assert bench.page.left_room.isVisible()
