from hypothesis import given, settings
from hypothesis import strategies as st

from authbench.journal.filters.columns import WordColumn


def _column(*words: str) -> WordColumn:
    column = WordColumn()
    column.extend(len(words))
    for row, word in enumerate(words):
        column.numbers[row] = column.number(word)
    return column


def _texts(column: WordColumn) -> list[str]:
    return [column.at(row) for row in range(len(column.numbers))]


def test_rows_without_a_word_have_the_empty_one() -> None:
    column = _column("b", "A")
    column.extend(1)
    assert _texts(column) == ["b", "A", ""]
    assert column.ranks() == [0, 2, 1]
    assert column.holding("a")[column.numbers[1]]
    assert column.seen(range(3)) == {"b": 1, "A": 1}


def test_when_words_are_forgotten_every_row_has_the_empty_one() -> None:
    column = _column(*(f"word {number}" for number in range(50)))
    column.forget_words()
    assert _texts(column) == [""] * 50
    column.numbers[7] = column.number("another")
    assert _texts(column)[7] == "another"
    while column.forgotten:
        before = column.forgotten
        column.let_go(20)
        assert column.forgotten < before
    assert _texts(column)[7] == "another"


_STEPS = st.one_of(
    st.tuples(st.just("add"), st.integers(1, 3_000)),
    st.tuples(st.just("drop"), st.integers(0, 3_000)),
    st.tuples(st.just("keep"), st.integers(1, 7)),
    st.tuples(st.just("let go"), st.integers(1, 2_000)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_STEPS, max_size=12))
def test_rows_keep_their_words_and_words_without_a_row_do_not_add_up(steps: list[tuple[str, int]]) -> None:
    column, texts, made = WordColumn(), list[str](), 0
    for step, count in steps:
        match step:
            case "add":
                fresh = [f"Word {number}" for number in range(made, made + count)]
                made += count
                column.extend(count)
                for row, word in enumerate(fresh, len(texts)):
                    column.numbers[row] = column.number(word)
                texts += fresh
            case "drop":
                column.drop(min(count, len(texts)))
                texts = texts[count:]
            case "keep":
                column.keep(range(0, len(texts), count))
                texts = texts[::count]
            case "let go":
                column.let_go(count)
        assert _texts(column) == texts
        assert [column.lower[number] for number in column.numbers] == [text.lower() for text in texts]
        if step in ("drop", "keep"):
            assert len(column.words) <= 2 * len(texts) + 2_000
