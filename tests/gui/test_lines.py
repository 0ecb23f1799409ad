from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from authbench.journal import Redacted, Span
from authbench_gui.activity.texts import TextMaker
from authbench_gui.code import lines as lines_module
from authbench_gui.code.caret import Caret
from authbench_gui.code.finding import find
from authbench_gui.code.folding import Folds, ShownRows
from authbench_gui.code.languages import Language
from authbench_gui.code.lines import MAX_ROW, Lines, Section, visible

JSON = '{\n  "a": [\n    1,\n    {\n      "b": 2\n    }\n  ],\n  "c": {\n    "d": 3\n  }\n}'
XML = "<a>\n  <b>x</b>\n  <c d='1'>\n    <e/>\n  </c>\n</a>"


def rows_of(text: str, language: Language = Language.JSON) -> tuple[Lines, ShownRows]:
    lines = Lines(text, (Section(0, language),))
    return lines, ShownRows(lines, Folds(lines))


@given(st.text("ab\r\n\x00\u202e\u00e9", max_size=30), st.integers(1, 7))
def test_a_long_text_is_made_visible_piece_by_piece_as_in_one(text: str, piece: int) -> None:
    whole = visible(Redacted(text))
    with mock.patch.object(lines_module, "_PIECE", piece):
        assert visible(Redacted(text)) == whole
    assert "\x00" not in whole.text
    assert "\u202e" not in whole.text


@given(st.text("ab\n", max_size=40), st.integers(0, 40))
def test_rows_are_the_lines_of_the_text(text: str, position: int) -> None:
    lines = Lines(text)
    assert [lines.row_text(row) for row in range(lines.count)] == text.split("\n")
    position = min(position, len(text))
    assert lines.row_at(position) == text[:position].count("\n")
    assert lines.longest == max(map(len, text.split("\n")))


def test_a_long_line_goes_on_in_more_rows_and_stays_one_line() -> None:
    text = "x" * (2 * MAX_ROW + 10) + "\nend"
    lines = Lines(text, (Section(0, Language.PLAIN), Section(1, Language.JSON)))
    assert [len(lines.row_text(row)) for row in range(lines.count)] == [MAX_ROW, MAX_ROW, 10, 3]
    assert lines.language(2) is Language.PLAIN
    assert lines.language(3) is Language.JSON


def test_chips_stay_in_place_when_what_is_invisible_is_shown() -> None:
    text = "a\u202eb\r\nc\x00 •••• token, 9 chars end"
    start = text.index("••••")
    seen = visible(Redacted(text, (Span(start, start + 19, "token", 9),)))
    assert seen.text == "a⟨U+202E⟩b\nc⟨U+0000⟩ •••• token, 9 chars end"
    (chip,) = seen.chips
    assert seen.text[chip.start : chip.end] == "•••• token, 9 chars"
    plain = Redacted("nothing\nto\tsee")
    assert visible(plain) is plain


@given(st.lists(st.sampled_from(["a", "\r\n", "\u200b", "é", "\x07"]), max_size=12), st.integers(0, 12))
def test_every_place_of_a_text_stays_where_it_was(pieces: list[str], at: int) -> None:
    before, after = "".join(pieces[:at]), "".join(pieces[at:])
    seen = visible(Redacted(f"{before}CHIP{after}", (Span(len(before), len(before) + 4, "token", 4),)))
    assert seen.text[seen.chips[0].start : seen.chips[0].end] == "CHIP"


def test_a_made_text_knows_its_chips_links_and_languages() -> None:
    made = TextMaker()
    made.add("head\n")
    made.language(Language.JSON)
    made.add('{"a": "', Redacted("•••• t", (Span(0, 6, "t", 1),)), '"}')
    made.linked("line 3", 3)
    made.tinted("!", "bad")
    text = made.text()
    lines = text.lines()
    assert lines.language(0) is Language.PLAIN
    assert lines.language(1) is Language.JSON
    (chip,), (link,), (tint,) = lines.chips_in(1), lines.links_in(1), lines.tints_in(1)
    told = text.content
    assert (told[chip.start : chip.end], told[link.start : link.end]) == ("•••• t", "line 3")
    assert told[tint.start : tint.end] == "!"
    assert lines.chips_in(0) == []


def test_parts_of_json_fold_and_say_what_is_in_them() -> None:
    lines, rows = rows_of(JSON)
    folds = rows.folds
    assert [(row, folds.last(row)) for row in range(lines.count) if folds.last(row)] == [
        (0, 10),
        (1, 6),
        (3, 5),
        (7, 9),
    ]
    assert [folds.summary(row) for row in (0, 1, 3, 7)] == ["2 keys", "2 items", "1 key", "1 key"]
    rows.fold(1, True)
    assert [lines.row_text(rows.row(place)).strip() for place in range(rows.count)] == [
        "{",
        '"a": [',
        '"c": {',
        '"d": 3',
        "}",
        "}",
    ]
    assert rows.place(4) == 1
    assert rows.place(8) == 3
    rows.fold_all()
    assert rows.count == 4
    assert rows.reveal(4)
    assert rows.row(rows.place(4)) == 4
    rows.unfold_all()
    assert rows.count == lines.count


def test_elements_of_xml_fold() -> None:
    lines, rows = rows_of(XML, Language.MARKUP)
    assert [(row, rows.folds.last(row)) for row in range(lines.count) if rows.folds.last(row)] == [
        (0, 5),
        (2, 4),
    ]
    assert rows.folds.summary(0) == "2 elements"


def test_only_laid_out_languages_fold() -> None:
    assert not rows_of(JSON, Language.PLAIN)[1].folds
    assert not rows_of("}\n{\n[")[1].folds


def test_the_caret_passes_chips_whole_and_skips_what_is_folded() -> None:
    text = '{\n  "a": {\n    "b": 1\n  },\n  "t": "•••• k"\n}'
    start = text.index("••••")
    lines = Lines(text, (Section(0, Language.JSON),), chips=(Span(start, start + 6, "k", 1),))
    rows = ShownRows(lines, Folds(lines))
    caret = Caret(lines, rows)
    caret.put(start)
    caret.step("right", extend=True)
    assert caret.selection == (start, start + 6)
    caret.step("left")
    assert caret.position == start
    rows.fold(1, True)
    caret.put(lines.end(1))
    caret.step("right")
    assert caret.row == 4
    caret.step("left")
    assert caret.position == lines.end(1)
    caret.move_rows(1)
    assert caret.row == 4
    caret.select_word(start + 2)
    assert caret.selection == (start, start + 6)


@given(st.text("aAbé\n", max_size=30), st.text("aAb", min_size=1, max_size=3))
def test_every_place_of_a_word_is_found_in_order(text: str, needle: str) -> None:
    hits = find(text, needle)
    assert all(text[at : at + len(needle)].lower() == needle.lower() for at in hits.starts)
    assert len(hits) == text.lower().count(needle.lower())
    if len(hits):
        hits.step(1)
        assert hits.at == 0
        hits.step(-1)
        assert hits.at == len(hits) - 1
        assert hits.between(0, len(text)) == [(at, at + len(needle)) for at in hits.starts]
