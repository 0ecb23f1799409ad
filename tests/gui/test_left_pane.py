"""The views of the left pane: made when somebody goes there, and in their place for the keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from authbench_gui.connection_page.lab.panel import LabPanel
from authbench_gui.connection_page.left_pane import DEFINITION_TAB, LAB_TAB, TOKEN_TAB, TRY_TAB
from authbench_gui.connection_page.token.panel import TokenPanel
from authbench_gui.connection_page.try_request.panel import TryPanel
from authbench_gui.definition_view.view import DefinitionView

FIELDS = "[{ name: 'host' }]"
OAUTH = "type: 'oauth2', authorization_url: -> { 'https://a.test' }, token_url: -> { 'https://a.test/t' }"

VIEWS = pytest.mark.parametrize(
    ("tab", "kind"),
    [(DEFINITION_TAB, DefinitionView), (TOKEN_TAB, TokenPanel), (TRY_TAB, TryPanel), (LAB_TAB, LabPanel)],
)


@VIEWS
def test_a_view_is_made_when_its_tab_is_chosen_first(bench: Any, tab: int, kind: type[QWidget]) -> None:
    bench.open_form(FIELDS, authorization=OAUTH)
    bench.settle()
    assert not bench.window.findChildren(kind)
    bench.page.tabs.choose(tab)
    (view,) = bench.window.findChildren(kind)
    assert view.isVisibleTo(bench.window)
    bench.page.tabs.choose(0)
    bench.page.tabs.choose(tab)
    assert bench.window.findChildren(kind) == [view]


@VIEWS
def test_the_tab_key_goes_from_the_tabs_to_the_view_and_then_to_the_log(
    bench: Any, tab: int, kind: type[QWidget]
) -> None:
    bench.open_form(FIELDS, authorization=OAUTH)
    bench.page.tabs.choose(tab)
    bench.settle()
    (view,) = bench.window.findChildren(kind)
    order = [
        "tabs" if bench.page.tabs.isAncestorOf(widget) else "view" if view.isAncestorOf(widget) else "log"
        for widget in reached(bench.page.header)
        if any(part.isAncestorOf(widget) for part in (bench.page.tabs, view, bench.page.activity))
    ]
    assert set(order) == {"tabs", "view", "log"}
    assert order == sorted(order, key=["tabs", "view", "log"].index)


def test_a_definition_that_changes_before_it_is_looked_at_shows_as_it_is(bench: Any) -> None:
    bench.open_form(FIELDS)
    path = bench.write("[{ name: 'other_host' }]")
    bench.qtbot.wait_until(lambda: "other_host" in bench.workspace.library.get(str(path)).source)
    bench.page.tabs.choose(DEFINITION_TAB)
    assert "other_host" in bench.page.definition.code.toPlainText()


def test_what_is_wrong_with_a_definition_that_can_be_used_is_told(bench: Any) -> None:
    bench.open_form("[{ name: 'auth' }, { name: 'key', ngIf: 'input.atuh == \"key\"' }]")
    bench.settle()
    link = bench.page.form.remarks
    assert link.isVisibleTo(bench.window)
    assert link.text() == "1 problem in the definition"
    link.click()
    assert bench.page.tabs.current == DEFINITION_TAB
    view = bench.page.definition
    told = " ".join(one.accessibleName() or one.text() for one in view.remarks.findChildren(QLabel))
    assert "asks for input.atuh, but no such field exists. Did you mean 'auth'?" in told
    (place,) = view.remarks.findChildren(QPushButton)
    place.click()
    assert view.code.marked_line == 1 + bench.workspace.library.get(bench.current.ref).source[
        : bench.workspace.library.get(bench.current.ref).source.index("input.atuh")
    ].count("\n")
    bench.write("[{ name: 'auth' }, { name: 'key', ngIf: 'input.auth == \"key\"' }]")
    bench.qtbot.wait_until(lambda: link.isHidden())
    assert view.remarks.isHidden()


def test_what_is_only_worth_knowing_about_a_definition_asks_for_nothing(bench: Any) -> None:
    bench.open_form("[{ name: 'secret_word' }]", authorization="type: 'aws_auth'")
    bench.settle()
    problems = bench.workspace.library.get(bench.current.ref).problems
    assert "info" in {problem.severity for problem in problems}
    worth_mending = sum(problem.severity != "info" for problem in problems)
    assert bench.page.form.remarks.text().startswith(str(worth_mending))


def reached(first: QWidget) -> list[QWidget]:
    """What the Tab key reaches after `first`, in that order."""
    found = []
    widget = first.nextInFocusChain()
    while widget is not None and widget is not first:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(first.window()):
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found
