from hypothesis import given
from hypothesis import strategies as st

from authbench.events import ExchangeFinished
from authbench.journal import Journal, Redactor, view
from authbench.journal.comparison import COMPARED, Likeness, compare, compare_lines, compared, goes_on
from support.gui_fake_engine import make_exchange
from support.journal_exchanges import exchange

_LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12)


@given(_LINES, _LINES)
def test_both_texts_are_there_in_their_order(before: list[str], after: list[str]) -> None:
    lines = compare_lines(before, after)
    assert [line.left for line in lines if line.likeness is not Likeness.RIGHT] == before
    assert [line.right for line in lines if line.likeness is not Likeness.LEFT] == after
    assert all(line.differs == (line.likeness is not Likeness.SAME) for line in lines)
    if before == after:
        assert not any(line.differs for line in lines)


def test_long_texts_that_differ_everywhere_are_put_side_by_side() -> None:
    lines = compare_lines([f"l{n}" for n in range(4000)], [f"r{n}" for n in range(4001)])
    assert len(lines) == 4001
    assert lines[-1].likeness is Likeness.RIGHT


def test_headers_are_put_side_by_side_by_their_names() -> None:
    left = make_exchange(headers=(("Host", "a"), ("Accept", "x"), ("X-Left", "1")))
    right = make_exchange(headers=(("accept", "x"), ("X-Right", "2"), ("Host", "b")))
    redactor = Redactor()
    lines = compare(view(left, redactor), view(right, redactor))
    likeness = {line.left or line.right: line.likeness for line in lines}
    assert likeness["Host: a"] is Likeness.CHANGED
    assert likeness["Accept: x"] is Likeness.SAME
    assert likeness["X-Left: 1"] is Likeness.LEFT
    assert likeness["X-Right: 2"] is Likeness.RIGHT
    assert likeness["HTTP/1.1 200 OK"] is Likeness.SAME


def test_the_same_secret_is_the_same_and_another_is_different_and_neither_is_shown() -> None:
    redactor = Redactor()
    for secret in ("first-secret-value-1", "other-secret-value-2"):
        redactor.add(secret, "access token")

    def shown(secret: str):  # type: ignore[no-untyped-def]
        bearer = (("Authorization", f"Bearer {secret}"),)
        return view(make_exchange(headers=bearer, response=f'{{"a": "{secret}", "b": 1}}'), redactor)

    first, other = shown("first-secret-value-1"), shown("other-secret-value-2")
    assert not any(line.differs for line in compare(first, shown("first-secret-value-1")))
    different = [line for line in compare(first, other) if line.differs]
    assert len(different) == 2
    assert "access token ①" in different[0].left
    assert "access token ②" in different[0].right
    assert "secret-value" not in str(different)


def test_bodies_are_compared_as_they_are_laid_out() -> None:
    redactor = Redactor()
    left = view(
        make_exchange(response='{"a":1,"b":[1,2]}', request="x=1", url="https://a.example/1"), redactor
    )
    right = view(make_exchange(response='{"a": 1, "b": [1, 3]}', status=None), redactor)
    different = [(line.left.strip(), line.right.strip()) for line in compare(left, right) if line.differs]
    assert ("GET /1 HTTP/1.1", "GET /v1/me HTTP/1.1") in different
    assert ("HTTP/1.1 200 OK", "…") in different
    again = view(make_exchange(response='{"a": 1, "b": [1, 3]}', url="https://a.example/1"), redactor)
    changed = [(line.left.strip(), line.right.strip()) for line in compare(left, again) if line.differs]
    assert changed == [("x=1", ""), ("2", "3")]


def test_long_bodies_are_compared_to_their_end_and_longer_ones_as_far_as_is_said() -> None:
    journal = Journal()
    long = b"a line of text that is the same\n" * 20_000
    for number, content in enumerate((long + b"one", long + b"two", long * (COMPARED // len(long) + 1))):
        made = exchange(number, content=content, content_type="text/plain")
        journal.record(ExchangeFinished(made))
    journal._store.settle()
    first, second = journal.view(0), journal.view(1)
    assert first is not None
    assert second is not None
    assert goes_on(first, second)
    found = compared(journal, 0, 1)
    assert found is not None
    assert [(line.left, line.right) for line in found[2] if line.differs][-1:] == [("one", "two")]
    found = compared(journal, 0, 2)
    assert found is not None
    assert found[2][-1].right.startswith("… compared up to here: 50,000 lines, of ")
    assert compared(journal, 0, 9) is None
    journal.close()
