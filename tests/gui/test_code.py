from pytestqt.qtbot import QtBot

from authbench_gui.code.languages import Language, paints
from authbench_gui.code.view import MAX_SHOWN, CodeView, Section
from authbench_gui.theme.theme import Theme


def roles(line: str, language: Language) -> dict[str, str]:
    return {line[paint.start : paint.start + paint.length]: paint.role for paint in paints(line, language)}


def test_json_and_ruby_have_their_colours() -> None:
    assert roles('  "expires_in": 3600, "scope": "a b", "x": null', Language.JSON) == {
        '"expires_in"': "code_key",
        "3600": "code_number",
        '"scope"': "code_key",
        '"a b"': "code_string",
        '"x"': "code_key",
        "null": "code_symbol",
    }
    assert roles("apply: lambda do |c| # comment: 'x'", Language.RUBY) == {
        "apply:": "code_symbol",
        "lambda": "code_key",
        "do": "code_key",
        "# comment: 'x'": "muted",
    }
    assert roles('get("https://#{host}/x")', Language.RUBY) == {'"https://#{host}/x"': "code_string"}


def test_a_chip_is_muted_whatever_it_stands_in() -> None:
    line = '"access_token": "•••• access token ①, 41 chars",'
    assert roles(line, Language.JSON)["•••• access token ①, 41 chars"] == "muted"


def test_sections_colour_their_own_lines_only(qtbot: QtBot, theme: Theme) -> None:
    view = CodeView(theme, "text")
    qtbot.add_widget(view)
    view.resize(500, 300)
    view.show()
    view.show_text(
        'POST /token HTTP/1.1\n"no": 1\n\n"yes": 1', (Section(0, Language.PLAIN), Section(3, Language.JSON))
    )
    formats = [len(view.document().findBlockByNumber(number).layout().formats()) for number in range(4)]
    assert formats == [0, 0, 0, 2]
    assert view.toPlainText().startswith("POST /token")


def test_only_lines_on_the_screen_are_coloured(qtbot: QtBot, theme: Theme) -> None:
    view = CodeView(theme, "text")
    qtbot.add_widget(view)
    view.resize(500, 200)
    view.show()
    view.show_text("\n".join('"key": 1' for _ in range(20_000)), (Section(0, Language.JSON),))
    assert view.painted_lines < 40
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    qtbot.wait_until(lambda: bool(view.document().lastBlock().layout().formats()))
    assert view.painted_lines < 100


def test_an_unbroken_run_and_a_huge_text_are_shown_at_once(qtbot: QtBot, theme: Theme) -> None:
    view = CodeView(theme, "text")
    qtbot.add_widget(view)
    view.resize(500, 200)
    view.show()
    view.show_text("A" * 400_000)
    assert view.lineWrapMode() is CodeView.LineWrapMode.NoWrap
    view.show_text("line\n" * (MAX_SHOWN // 5 + 100))
    assert "more characters are not shown" in view.toPlainText()[-60:]


def test_a_marked_line_is_shown_and_numbered(qtbot: QtBot, theme: Theme) -> None:
    view = CodeView(theme, "source", numbered=True)
    qtbot.add_widget(view)
    view.resize(500, 200)
    view.show()
    view.show_text("\n".join(f"line {number}" for number in range(1, 501)), (Section(0, Language.RUBY),))
    view.mark_line(321)
    assert view.marked_line == 321
    assert view.textCursor().blockNumber() == 320
    qtbot.wait_until(lambda: view.firstVisibleBlock().blockNumber() > 300)
    assert view.viewportMargins().left() == view.gutter_width()
    view.grab()
    view.show_text("other")
    assert view.marked_line is None
