"""No secret of any sample's runs is in any file of their pictures, for a search that shares nothing with
what hides them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest

from authbench.events import (
    ExchangeFinished,
    ExchangeStarted,
    HttpExchange,
    RunKind,
    RunStarted,
    SecretLearned,
    StepName,
)
from authbench.journal import Journal
from authbench.journal.flow.drawing import picture_of
from authbench.journal.flow.explaining import Depth, explained
from authbench.journal.flow.exports.html import html
from authbench.journal.flow.exports.mermaid import mermaid
from authbench.journal.flow.exports.palette import Scheme
from authbench.journal.flow.exports.svg import svg
from authbench.journal.flow.picture import Picture, Row
from support.flow_pictures import SamplePictures, saying
from support.planted_secrets import planted
from support.planted_traffic import RUN, record_traffic
from support.secret_finder import SecretFinder


def files(picture: Picture) -> Iterator[str]:
    yield mermaid(picture)
    yield svg(picture, Scheme.DARK, title="A flow")
    yield html(picture)
    yield html(picture, caption=told)


def told(row: Row) -> str:
    return " ".join(explained(row, Depth.ENGINEER).sentences)


def finder_of(one: SamplePictures) -> SecretFinder:
    return SecretFinder([*one.secrets, *on_the_wire(one.exchanges)])


NAMES = ("state", "code", "code_verifier", "assertion", "client_secret", "password", "access_token")
NAMES += ("refresh_token", "id_token", "tenant_access_token", "app_secret", "appid")


def on_the_wire(exchanges: tuple[HttpExchange, ...]) -> Iterator[tuple[str, str]]:
    """What is secret in requests and answers by the standards that say so, as it was sent."""
    for exchange in exchanges:
        pairs = parse_qsl(urlsplit(exchange.url).query)
        for body in (exchange.request_body.content, exchange.response_body.content):
            text = (body or b"").decode("utf-8", "replace")
            pairs += parse_qsl(text)
            # In an answer, `code` and `state` are words for other things.
            pairs += re.findall(r'"(\w{5,}(?<!state))"\s*:\s*"([^"\\]+)"', text)
        yield from ((name, value) for name, value in pairs if name in NAMES)
        for name, value in exchange.request_headers:
            if name.lower() == "authorization":
                yield from _proofs(value)


def _proofs(authorization: str) -> Iterator[tuple[str, str]]:
    scheme, _, rest = authorization.partition(" ")
    named = re.findall(r'\b(Signature|response|cnonce)="?([^",]+)', rest)
    # Before there is a token, there is a scheme alone.
    yield from named or ([(scheme, rest)] if rest else [])


@pytest.fixture(scope="module")
def used(drawn_samples: list[SamplePictures]) -> list[tuple[SamplePictures, SecretFinder]]:
    return [(one, finder_of(one)) for one in drawn_samples]


def test_the_runs_used_secrets(used: list[tuple[SamplePictures, SecretFinder]]) -> None:
    for one, finder in used:
        raw = "\n".join(
            f"{each.url} {each.request_headers} {each.request_body.content!r} {each.response_body.content!r}"
            for each in one.exchanges
        )
        assert finder.found(raw, depth=2), one.sample


def test_no_sample_tells_a_secret(used: list[tuple[SamplePictures, SecretFinder]]) -> None:
    for one, finder in used:
        for text in (text for picture in one.pictures for text in files(picture)):
            assert finder.found(text, depth=2) == [], one.sample


def test_a_secret_that_is_told_is_found_in_every_file(
    used: list[tuple[SamplePictures, SecretFinder]],
) -> None:
    one, finder = used[0]
    name, value = one.secrets[0]
    assert len(value) >= 24
    picture = saying(f"GET /items?item={value}")
    assert [finder.found(text, depth=2) for text in files(picture)] == [[name]] * 4


def test_forty_kinds_of_secrets_in_any_place_are_told_in_no_file() -> None:
    kinds = planted()
    traffic = record_traffic(kinds)
    journal = Journal()
    journal.record(RunStarted(RUN, "c1", RunKind.TEST, (StepName.TEST,), traffic[0].started_at))
    for secret in kinds:
        journal.record(SecretLearned(secret.value, secret.label))
    finder = SecretFinder([(secret.kind, piece) for secret in kinds for piece in secret.pieces()])
    for exchange in traffic[:100:2]:
        journal.record(ExchangeStarted(exchange))
        journal.record(ExchangeFinished(exchange))
    picture = picture_of(journal, RUN)
    assert len(picture.messages) > 99
    assert finder.found_in_many(files(picture)) == []
