from authbench.events import ExchangeFinished
from authbench.journal import Journal
from authbench.journal.filters import FactReader, Part, Surroundings, parse
from authbench.journal.redaction import Redactor
from support.gui_fake_engine import make_exchange

SECRET = "wq7-Zk3-Xv9-Yj2-Qx8"


def test_facts_are_what_the_row_shows() -> None:
    exchange = make_exchange(url=f"https://api.example:8443/{SECRET}?a=b", cause=f"x {SECRET}", status=401)
    redactor = Redactor()
    redactor.add(SECRET, "access token")
    facts = FactReader(redactor).read(exchange)
    assert facts.url == "https://api.example:8443/•••?a=b"
    assert facts.host == "api.example:8443"
    assert SECRET not in facts.cause
    assert (facts.status, facts.content_type) == (401, "application/json")
    assert facts.states == {"error"}


def test_what_was_remembered_is_redacted_again_when_more_is_known() -> None:
    exchange = make_exchange(url=f"https://api.example/{SECRET}", headers=(("X-Thing", SECRET),))
    redactor = Redactor()
    reader = FactReader(redactor)
    assert SECRET in reader.read(exchange).url
    assert SECRET.lower() in str(reader.texts(exchange))
    redactor.add(SECRET, "access token")
    assert SECRET not in reader.read(exchange).url
    assert SECRET.lower() not in str(reader.texts(exchange))


def test_only_the_parts_that_are_asked_for_are_read() -> None:
    exchange = make_exchange(request="a=b")
    reader = FactReader(Redactor())
    headers = reader.texts(exchange, frozenset({Part.HEADERS}))
    assert headers.request_headers == ("host: api.example", "accept: application/json")
    assert (headers.request_body, headers.aliases) == ("", ())
    bodies = reader.texts(exchange, frozenset({Part.BODIES}))
    assert bodies.request_headers == ()
    assert "a=b" in bodies.request_body


def test_secrets_are_followed_by_their_aliases() -> None:
    journal = Journal()
    journal.redactor.add(SECRET, "access token")
    journal.redactor.add("another-secret-47", "access token")
    first = make_exchange(headers=(("Authorization", f"Bearer {SECRET}"),))
    second = make_exchange(response='{"other": "another-secret-47"}')
    for exchange in (first, second):
        journal.record(ExchangeFinished(exchange))

    def found(text: str) -> list[bool]:
        wanted = parse(text)
        return [journal.passes(wanted, one.id, Surroundings()) for one in (first, second)]

    assert found('secret:"access token ①"') == [True, False]
    assert found('secret:"access token ②"') == [False, True]
    assert found('secret:"access token"') == [True, True]
    assert not journal.passes(parse(""), 10**9, Surroundings())
    assert journal.facts([first.id, 10**9])[1] is None
