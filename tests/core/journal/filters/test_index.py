from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from authbench.events import Body, ExchangeError, HttpExchange
from authbench.journal import Redactor
from authbench.journal.filters import FactReader, LogIndex, RowFacts, matches, parse
from support.gui_fake_engine import make_exchange

_URLS = (
    "https://api.example/v1/items?page=2",
    "https://id.example/oauth/token",
    "http://127.0.0.1:8080/Ünïcode?q=a+b",
    "https://user:pass-word-1@api.example/x?access_token=abcdef123456",
)


class Log:
    """Exchanges behind an index."""

    def __init__(self, exchanges: Sequence[HttpExchange] = ()) -> None:
        self.redactor = Redactor()
        self.reader = FactReader(self.redactor)
        self.exchanges: dict[int, HttpExchange] = {}
        self.index = LogIndex(self.read, lambda: self.redactor.generation)
        self.add(*exchanges)

    def add(self, *exchanges: HttpExchange) -> None:
        self.exchanges.update({exchange.id: exchange for exchange in exchanges})
        self.index.add(exchange.id for exchange in exchanges)
        self.index.catch_up()

    def read(self, ids: Sequence[int]) -> list[RowFacts | None]:
        return [
            self.reader.read(self.exchanges[number]) if number in self.exchanges else None for number in ids
        ]

    def hits(self, text: str) -> list[int]:
        """By the index, headers and bodies of what it leaves open looked at as a person's search does."""
        wanted = parse(text)
        found = self.index.select(wanted)
        ids = list(self.exchanges)
        told = [row for row in found.undecided if self.passes(text, row)]
        return [ids[row] for row in sorted([*found.hits, *told])]

    def passes(self, text: str, row: int) -> bool:
        exchange = list(self.exchanges.values())[row]
        facts, texts = self.reader.read(exchange), self.reader.texts(exchange)
        return matches(parse(text), facts, texts, self.index.surroundings([row])[0])


_EXCHANGES = st.builds(
    lambda number, facts: replace(make_exchange(exchange_id=0), id=number, **facts),
    st.just(0),
    st.fixed_dictionaries(
        {
            "method": st.sampled_from(["GET", "POST", "delete"]),
            "step": st.sampled_from(["test", "token", "refresh"]),
            "url": st.sampled_from(_URLS),
            "status": st.sampled_from([None, 200, 302, 401, 404, 500]),
            "cause": st.sampled_from([None, "refresh_on 401", "redirect from #3"]),
            "elapsed": st.sampled_from([None, 0.0, 0.5, 0.501, 2.0, 9.4]),
            "run_id": st.sampled_from(["", "a", "b", "c"]),
            "browser": st.booleans(),
            "truncated": st.booleans(),
            "expected_refusal": st.booleans(),
            "sent_to": st.sampled_from([None, "http://127.0.0.1:1"]),
            "redirected_from": st.sampled_from([None, 1]),
            "error": st.sampled_from([None, ExchangeError("timeout", "Too slow")]),
            "response_body": st.sampled_from([Body(), Body(b'{"error": "invalid"}', 20_000)]),
        }
    ),
)
_TERMS = st.sampled_from(
    [
        *("token", "GET", "40", "api", '"a b"', "invalid", "application", "page", "•", "redirect"),
        *("status:4xx", "status>=400", "status<300", "status:401,500", "status:200", "method:post,delete"),
        *("step:test", "url:token", "host:example", "host:8080", "time>500ms", "time<2s", "time:500ms"),
        *(
            "size>10kb",
            "size<1kb",
            "run:last",
            "run:2",
            "run:9",
            "cause:refresh",
            "type:json",
            "rule:refresh",
        ),
        *(f"is:{state}" for state in ("refresh", "error", "expected", "redirect", "browser", "pending")),
        *("is:cut", "is:routed", "is:pinned", "is:error,pinned", "header:accept", "body:invalid"),
        *(
            "request:accept",
            "response:json",
            "secret:token",
            'header:"content-type: json"',
            "status:",
            "zzz:1",
        ),
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_EXCHANGES, max_size=12),
    st.lists(st.tuples(st.booleans(), _TERMS), max_size=4),
    st.sets(st.integers(0, 11)),
)
def test_the_index_finds_what_looking_at_every_exchange_finds(
    exchanges: list[HttpExchange], terms: list[tuple[bool, str]], marked: set[int]
) -> None:
    log = Log([replace(exchange, id=100 + at) for at, exchange in enumerate(exchanges)])
    for row in marked & set(range(len(exchanges))):
        log.index.pin(row, pinned=row % 2 == 0)
        log.index.blame(row, "refresh_on 401")
    text = " ".join(f"-{term}" if negated else term for negated, term in terms)
    assert log.hits(text) == [100 + row for row in range(len(exchanges)) if log.passes(text, row)]


def test_only_rows_whose_answer_is_in_headers_or_bodies_are_left_open() -> None:
    log = Log([make_exchange(exchange_id=1, step="token"), make_exchange(exchange_id=2)])
    assert log.index.select(parse("step:token")).undecided == []
    assert log.index.select(parse("token")).hits == [0]
    assert log.index.select(parse("token")).undecided == [1]
    assert log.index.select(parse("step:test header:accept")).undecided == [1]
    assert log.index.select(parse("-token")).undecided == [1]


def test_what_changes_is_read_again_and_until_then_in_no_selection() -> None:
    log = Log([make_exchange(exchange_id=1, status=None, elapsed=None)])
    assert log.hits("is:pending") == [1]
    log.exchanges[1] = make_exchange(exchange_id=1, status=404)
    log.index.touch([0])
    assert log.index.behind
    assert log.hits("is:pending") == []
    assert log.index.catch_up() == [0]
    assert log.hits("status:404") == [1]


def test_reading_stops_when_its_time_is_up() -> None:
    log = Log()
    log.exchanges = {number: make_exchange(exchange_id=number) for number in range(500)}
    log.index.add(range(500))
    first = log.index.catch_up(0.0)
    assert 0 < len(first) < 500
    assert log.index.behind
    assert len(log.index.select(parse("step:test")).hits) == len(first)
    log.index.catch_up()
    assert not log.index.behind
    assert len(log.hits("step:test")) == 500


_DOINGS = st.one_of(
    st.tuples(st.just("add"), st.integers(1, 40)),
    st.tuples(st.just("touch"), st.integers(0, 99)),
    st.tuples(st.just("learn"), st.just(0)),
    st.tuples(st.just("read"), st.just(0)),
    st.tuples(st.just("drop"), st.integers(0, 30)),
    st.tuples(st.just("keep"), st.integers(1, 5)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_DOINGS, max_size=25))
def test_however_rows_come_and_go_while_they_are_read_all_are_read_in_the_end(
    doings: list[tuple[str, int]],
) -> None:
    log, ids, made = Log(), list[int](), 0
    asked = ("run:last", "run:1", "url:token", "status:404", "step:test -method:post")

    def facts(number: int) -> HttpExchange:
        status = 404 if number % 7 == 0 else 200
        return make_exchange(
            exchange_id=number, url=_URLS[number % 4], status=status, run_id="abcd"[number // 9 % 4]
        )

    for doing, count in doings:
        match doing:
            case "add":
                fresh = range(made, made := made + count)
                log.exchanges.update({number: facts(number) for number in fresh})
                log.index.add(fresh)
                ids += fresh
            case "touch" if ids:
                log.index.touch([count % len(ids)])
            case "learn":
                log.redactor.add(f"a-secret-value-{made}-{len(ids)}", "token")
            case "read":
                log.index.catch_up(0.0)
            case "drop":
                log.index.drop(min(count, len(ids)))
                ids = ids[count:]
            case "keep":
                log.index.keep(range(0, len(ids), count))
                ids = ids[::count]
        for text in asked:
            rows = log.index.select(parse(text)).hits
            assert all(row < len(ids) for row in rows)
        for column in ("url", "step", "method", "number"):
            assert sorted(log.index.order(range(len(ids)), column)) == list(range(len(ids)))
    log.index.catch_up()
    assert not log.index.behind
    alone = Log([facts(number) for number in ids])
    assert log.index.runs() == alone.index.runs()
    for text in asked:
        assert log.index.select(parse(text)) == alone.index.select(parse(text)), text


def test_rows_that_come_are_read_before_those_that_are_read_anew() -> None:
    log = Log([make_exchange(exchange_id=number, run_id="abc"[number // 40]) for number in range(100)])
    log.redactor.add("a-secret-value-that-is-new", "token")
    log.index.catch_up(0.0)
    assert log.index.runs(), "what was read so far"
    log.exchanges[100] = make_exchange(exchange_id=100, run_id="d")
    log.index.add([100])
    assert log.index.catch_up(0.0) == [100]
    assert log.index.behind
    log.index.catch_up()
    assert log.index.runs() == ["a", "b", "c", "d"]


def test_a_row_whose_exchange_is_gone_is_in_no_selection() -> None:
    log = Log([make_exchange(exchange_id=number, url=f"{_URLS[0]}&n={number}") for number in range(40)])
    for number in range(30):
        del log.exchanges[number]
    log.index.touch([3])
    log.index.catch_up()
    assert log.index.select(parse("method:get")).hits == [row for row in range(40) if row != 3]
    log.redactor.add("a-secret-value-that-is-new", "token")
    log.index.catch_up()
    assert not log.index.behind
    for text in ("url:items", "items", "status:200", "-status:404", "-url:token", ""):
        assert log.index.select(parse(text)).hits == list(range(30, 40)), text
    assert log.index.seen("method") == {"GET": 10}
    assert log.index.order(range(40), "url") == list(range(40))


def test_words_that_no_row_has_any_more_are_forgotten() -> None:
    log, kept = Log(), 500
    for first in range(0, 40_000, 2_000):
        log.index.add(range(first, first + 2_000))
        log.exchanges = {
            number: make_exchange(exchange_id=number, url=f"https://api.example/{number}")
            for number in range(first, first + 2_000)
        }
        log.index.catch_up()
        log.index.drop(len(log.index) - kept)
    assert len(log.index._words["url"].words) < 10_000
    assert log.index.select(parse("url:39999")).hits == [kept - 1]
    assert log.index.order(range(kept), "url", descending=True)[0] == kept - 1
    log.index.keep([kept - 1])
    assert log.index.select(parse("url:39999")).hits == [0]


def test_rows_go_from_the_start_and_all_but_some() -> None:
    log = Log(
        [make_exchange(exchange_id=number, method="GET" if number % 2 else "PUT") for number in range(6)]
    )
    log.index.pin(4, pinned=True)
    log.index.drop(1)
    assert log.index.select(parse("method:put")).hits == [1, 3]
    assert log.index.select(parse("is:pinned")).hits == [3]
    log.index.keep([3])
    assert len(log.index) == 1
    assert log.index.select(parse("method:put is:pinned")).hits == [0]
    log.index.keep([])
    assert log.index.select(parse("")).hits == []
    assert log.index.seen("host") == {}


def test_rows_are_sorted_and_equal_ones_stay_in_their_order() -> None:
    log = Log(
        [
            make_exchange(exchange_id=1, status=404, elapsed=2.0, url="https://b.example/"),
            make_exchange(exchange_id=2, status=200, elapsed=None, url="https://a.example/"),
            make_exchange(exchange_id=3, status=404, elapsed=1.0, url="https://c.example/"),
        ]
    )
    rows = range(3)
    assert log.index.order(rows, "status") == [1, 0, 2]
    assert log.index.order(rows, "status", descending=True) == [0, 2, 1]
    assert log.index.order(rows, "time") == [1, 2, 0]
    assert log.index.order(rows, "url") == [1, 0, 2]
    assert log.index.order(rows, "number", descending=True) == [2, 1, 0]


def test_rows_that_are_read_anew_are_sorted_as_far_as_they_are_known() -> None:
    log = Log([make_exchange(exchange_id=at, url=f"https://api.example/{99 - at}") for at in range(90)])
    assert log.index.order(range(90), "url") == list(range(89, -1, -1))
    log.redactor.add("a-secret-value-that-is-new", "token")
    read = log.index.catch_up(0.0)
    assert log.index.order(range(90), "url") == [*range(len(read), 90), *reversed(read)]
    log.index.catch_up()
    assert log.index.order(range(90), "url") == list(range(89, -1, -1))


def test_values_seen_come_most_frequent_first() -> None:
    log = Log(
        [
            make_exchange(exchange_id=1, status=200),
            make_exchange(exchange_id=2),
            make_exchange(exchange_id=3, status=401),
        ]
    )
    assert log.index.seen("status") == {"200": 2, "401": 1}
    assert log.index.seen("host") == {"api.example": 3}
    assert log.index.seen("method") == {"GET": 3}
    log.index.blame(0, "refresh_on 401")
    assert log.index.seen("rule") == {"refresh_on 401": 1}


SECRET = "wq7-Zk3-Xv9-Yj2-Qx8"


def _log_with(secret: str) -> Log:
    log = Log(
        [
            make_exchange(
                exchange_id=1,
                url=f"https://api.example/v1/{secret}/me",
                headers=(("X-Thing", secret),),
                request=f"name={secret}",
                response=f'{{"given": "{secret}"}}',
                cause=f"because {secret}",
            ),
            make_exchange(exchange_id=2, url="https://api.example/v1/other/me"),
        ]
    )
    log.redactor.add(secret, "access token")
    log.index.catch_up()
    return log


def test_typing_a_secret_changes_no_hit_whatever_key_it_is_typed_for() -> None:
    with_it, other = _log_with(SECRET), _log_with("mmm-other-value-oof")
    for key in ("", "url:", "host:", "header:", "body:", "request:", "response:", "cause:", "secret:", "-"):
        for start in range(len(SECRET)):
            for end in range(start + 1, len(SECRET) + 1):
                text = f'{key}"{SECRET[start:end]}"'
                assert with_it.hits(text) == other.hits(text), text


def test_a_secret_that_is_learned_late_is_found_no_more() -> None:
    log = Log([make_exchange(exchange_id=1, url=f"https://api.example/{SECRET}")])
    assert log.hits(f"url:{SECRET}") == [1]
    assert log.hits(SECRET) == [1]
    log.redactor.add(SECRET, "access token")
    assert log.hits(f"url:{SECRET}") == []
    log.index.catch_up()
    assert log.hits(f"url:{SECRET}") == []
    assert log.hits("url:api") == [1]
    assert log.hits("secret:access") == [1]


def test_a_withheld_exchange_is_found_by_nothing_it_holds() -> None:
    log = Log([make_exchange(exchange_id=1, headers=((None, 3),))])
    assert log.hits("header:accept") == []
    assert log.hits("step:test") == [1]


_SECRET = "k7Qz0vR4mT8wXc2LpB6nYd1s"


@given(
    start=st.integers(0, len(_SECRET) - 1),
    length=st.integers(1, len(_SECRET)),
    key=st.sampled_from(["", "url:", "cause:", "host:", "body:", "header:", "-url:", "-"]),
)
@settings(max_examples=60, deadline=None)
def test_no_part_of_a_secret_that_is_learned_late_tells_where_it_is(
    start: int, length: int, key: str
) -> None:
    def made(value: str) -> Log:
        exchange = replace(
            make_exchange(exchange_id=1, url=f"https://x.test/{value}/items?item={value}"),
            cause=f"for {value}",
            response_headers=(("Content-Type", "text/plain"), ("X-Item", value)),
            response_body=Body(f"it is {value}".encode(), 40),
        )
        return Log([exchange])

    part = _SECRET[start : start + length]
    log, other = made(_SECRET), made("j3Hx9uW5kS7gVb1FzA4eNf6r")
    log.hits(part)
    for each in (log, other):
        each.redactor.add(_SECRET, "access token")
        each.redactor.add("j3Hx9uW5kS7gVb1FzA4eNf6r", "access token")
        each.index.catch_up()
    assert log.hits(f"{key}{part}") == other.hits(f"{key}{part}")
