"""The colours of Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from authbench_gui.code.languages import Language, paints
from authbench_gui.code.python import long_strings
from authbench_gui.code.view import CodeView, source_sections
from authbench_gui.theme.theme import Theme


def roles(line: str, language: Language = Language.PYTHON) -> list[tuple[str, str]]:
    return [(line[one.start : one.start + one.length], one.role) for one in paints(line, language)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("import re", [("import", "code_key")]),
        (
            "def f(self, a=0x1F, b=1.5e3): return None  # why",
            [
                ("def", "code_key"),
                ("self", "code_symbol"),
                ("0x1F", "code_number"),
                ("1.5e3", "code_number"),
                ("return", "code_key"),
                ("None", "code_symbol"),
                ("# why", "muted"),
            ],
        ),
        ("    @dec.orator(1)", [("@dec.orator", "code_symbol"), ("1", "code_number")]),
        ("a @ b", []),
        ("print(x.print, x.if_, iffy)", [("print", "code_number")]),
        ("match command:", [("match", "code_key")]),
        ("match = re.match(x)", []),
        ("    case {'a': 1}:", [("case", "code_key"), ("'a'", "code_string"), ("1", "code_number")]),
        (r"rb'\'\x00' + u'ä'", [(r"rb'\'\x00'", "code_string"), ("u'ä'", "code_string")]),
        ("'#' # '", [("'#'", "code_string"), ("# '", "muted")]),
        ("x = 'not closed", [("'not closed", "code_string")]),
        ('"""Doc."""', [('"""Doc."""', "code_string")]),
        ("barb'x'", [("'x'", "code_string")]),
        (
            """f"a{b['k']!r:>{w + 1}} {{no}}" """,
            [
                ('f"a{', "code_string"),
                ("'k'", "code_string"),
                ("!r:>{", "code_string"),
                ("1", "code_number"),
                ("}", "code_string"),
                ('} {{no}}"', "code_string"),
            ],
        ),
        (
            """f"{len(d["q"])}" if a != b else f'{x!=y}'""",
            [
                ('f"{', "code_string"),
                ("len", "code_number"),
                ('"q"', "code_string"),
                ('}"', "code_string"),
                ("if", "code_key"),
                ("else", "code_key"),
                ("f'{", "code_string"),
                ("}'", "code_string"),
            ],
        ),
        (
            """f"{f'{1}'}" """,
            [
                ('f"{', "code_string"),
                ("f'{", "code_string"),
                ("1", "code_number"),
                ("}'", "code_string"),
                ('}"', "code_string"),
            ],
        ),
    ],
)
def test_the_parts_of_a_line_have_their_colours(line: str, expected: list[tuple[str, str]]) -> None:
    assert roles(line) == expected


def test_a_line_that_begins_in_a_string_is_one_up_to_its_end() -> None:
    assert roles('it\'s "mine" """ + str(1)', Language.PYTHON_IN_DOUBLE) == [
        ('it\'s "mine" """', "code_string"),
        ("str", "code_number"),
        ("1", "code_number"),
    ]
    assert roles("\"\"\"\\''' # no", Language.PYTHON_IN_SINGLE) == [("\"\"\"\\''' # no", "code_string")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"""a\nb\n"""\nx = 1\n', [(1, '"""'), (3, "")]),
        ('x = \'\'\'a\n"""\nb\'\'\' + "#"\n# """\ny\n', [(1, "'''"), (3, "")]),
        ('x = "#" \'"""\'\n"""one"""\n', []),
        ('"""a\\"""\nb"""\nc', [(1, '"""'), (2, "")]),
        ('"""never\nclosed', [(1, '"""'), (2, "")]),
        ('"""a\n"""\n"""b\n"""\n', [(1, '"""'), (2, ""), (3, '"""'), (4, "")]),
    ],
)
def test_lines_in_long_strings_are_found(text: str, expected: list[tuple[int, str]]) -> None:
    assert list(long_strings(text)) == expected


@given(st.text(alphabet="ab1 \"'#{}\\!:\nfr@", max_size=60))
def test_whatever_is_written_can_be_coloured(text: str) -> None:
    for language in (Language.PYTHON, Language.PYTHON_IN_DOUBLE, Language.PYTHON_IN_SINGLE):
        for line in text.split("\n"):
            end = 0
            for paint in paints(line, language):
                assert end <= paint.start < paint.start + paint.length <= len(line)
                end = paint.start + paint.length
    lines = [line for line, _ in long_strings(text)]
    assert lines == sorted(set(lines))


def test_a_large_file_is_coloured_where_it_is_seen(qtbot: QtBot, theme: Theme) -> None:
    view = CodeView(theme, "text")
    qtbot.add_widget(view)
    view.resize(500, 200)
    view.show()
    text = 'def f():\n    """Doc,\n    more."""\n    return 1\n' * 10_000
    view.show_text(text, source_sections(text, "connector.py"))
    assert view.painted_lines < 40
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() - 3)
    qtbot.wait_until(lambda: bool(view.document().findBlockByNumber(39_998).layout().formats()))
    formats = view.document().findBlockByNumber(39_998).layout().formats()
    assert [(each.start, each.length) for each in formats] == [(0, len('    more."""'))]
