import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from authbench.journal.filters import KEYS, Filter, Term, parse

_TYPED = st.lists(
    st.sampled_from([*' "\\-:<>=,/x4.\t\n', *"abcmsturl", "é", "İ", "①", "•", "status:", "is:", "time>"]),
    max_size=40,
).map("".join)


@given(st.one_of(st.text(), _TYPED))
@example('-"')
@example('--"a b" -:x key:"')
@example('a\\ "b\\\\" \\')
@example("status=İ -is:x,error http://x y://z")
def test_whatever_is_typed_is_a_filter_and_reads_the_same_when_it_is_printed(text: str) -> None:
    read = parse(text)
    again = parse(str(read))
    assert again.terms == read.terms
    for problem in read.problems:
        assert 0 <= problem.start < problem.end <= len(text)
        assert problem.message


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("token", (Term("", "", "token"),)),
        ("get token", (Term("", "", "get"), Term("", "", "token"))),
        ('"bad request" x', (Term("", "", "bad request"), Term("", "", "x"))),
        ("-token", (Term("", "", "token", negated=True),)),
        ('-"a b"', (Term("", "", "a b", negated=True),)),
        ("-", (Term("", "", "-"),)),
        ("STATUS:4xx", (Term("status", ":", "4xx"),)),
        ("status>=400", (Term("status", ">=", "400"),)),
        ("method=post", (Term("method", ":", "post"),)),
        ('header:"content-type: json"', (Term("header", ":", "content-type: json"),)),
        ('"status:4xx"', (Term("", "", "status:4xx"),)),
        ('body:"a \\"b\\" c"', (Term("body", ":", 'a "b" c'),)),
        ("-host:api", (Term("host", ":", "api", negated=True),)),
        ("https://api.example/x?a=b", (Term("", "", "https://api.example/x?a=b"),)),
        ("status:", (Term("status", ":", "", ignored=True),)),
        ('secret:"access token ①"', (Term("secret", ":", "access token ①"),)),
    ],
)
def test_terms_are_read(text: str, terms: tuple[Term, ...]) -> None:
    read = parse(text)
    assert read.terms == terms
    assert read.problems == ()


@pytest.mark.parametrize("key", KEYS.values(), ids=lambda key: key.name)
def test_the_example_of_every_key_is_a_filter(key) -> None:  # type: ignore[no-untyped-def]
    read = parse(key.example)
    assert [term.key for term in read.effective] == [key.name]
    assert read.problems == ()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("statsu:4xx", (0, 10), "Write status:4xx"),
        ("get localhost:8080", (4, 18), 'write "localhost:8080"'),
        ("status:abc", (0, 10), "Write status:4xx"),
        ("status>4xx,5xx", (0, 14), "Write status:4xx"),
        ("x time>fast", (2, 11), "Write time>500ms"),
        ("size>10apples", (0, 13), "Write size>10kb"),
        ("is:eror", (0, 7), "Write is:error"),
        ("is:zzzz", (0, 7), "one of error, expected"),
        ("run:first", (0, 9), "Write run:last or run:3"),
        ("url>x", (0, 5), "url is not compared. Write url:token"),
        ("method:,", (0, 8), "Write method:post"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place_and_what_to_write(
    text: str, place: tuple[int, int], words: str
) -> None:
    (problem,) = parse(text).problems
    assert (problem.start, problem.end) == place
    assert words in problem.message


def test_a_word_of_an_unknown_key_is_searched_for_and_a_bad_value_is_left_out() -> None:
    assert parse("localhost:8080").effective == (Term("", "", "localhost:8080"),)
    assert parse("time>fast token").effective == (Term("", "", "token"),)
    assert parse("").effective == ()
    assert str(Filter()) == ""
