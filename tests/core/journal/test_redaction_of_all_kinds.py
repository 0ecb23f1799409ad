"""Every kind of secret in every shape, found by a search that shares nothing with what hides them."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from authbench.journal import Redactor
from authbench.journal.spellings import PLAIN_WORDS
from support.planted_secrets import Planted, planted
from support.secret_finder import SecretFinder
from support.secret_shapes import SHAPES, WINDOWS, WITHIN_WORDS

SECRETS = planted()
NAMES = sorted(SHAPES)
PLACES = ("text", "json", "form", "xml", "url", "header", "named", "plain")


def fits(secret: Planted, shape: str) -> bool:
    """Whether a secret is promised to be found in a shape: windows of long ones, short ones as words."""
    if shape in WINDOWS:
        return len(secret.value) >= 24 and not secret.telling
    return not (secret.short and shape in WITHIN_WORDS)


def knowing(secrets: tuple[Planted, ...]) -> Redactor:
    redactor = Redactor()
    for secret in secrets:
        redactor.add(secret.value, secret.label)
    return redactor


def finder_of(secrets: tuple[Planted, ...]) -> SecretFinder:
    return SecretFinder([(secret.kind, piece) for secret in secrets for piece in secret.pieces()])


def shown(redactor: Redactor, place: str, text: str) -> str:
    """What a reader sees of `text` in a place whose name says nothing of a secret."""
    match place:
        case "text":
            return redactor.text(f"before it ({text}) and behind")
        case "json":
            return redactor.json(f'{{"item": "{text}", "n": 1}}').text
        case "form":
            return redactor.form(f"item={text}&n=1").text
        case "xml":
            return redactor.xml(f"<item n='1'>{text}</item>").text
        case "url":
            url = f"https://x.test/items/{text}?item={text}"
            return f"{redactor.url(url)} {redactor.short_url(url)}"
        case "header":
            return redactor.header("X-Item", text).text + redactor.header("Location", f"/a?b={text}").text
        case "named":
            return redactor.named("item", text).text
        case _:
            return str(redactor.plain({"items": [text, {text: 1}, text.encode("utf-8", "surrogatepass")]}))


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return knowing(SECRETS)


@pytest.fixture(scope="module")
def finder() -> SecretFinder:
    return finder_of(SECRETS)


def test_there_are_forty_kinds_and_thirty_shapes() -> None:
    assert len({secret.kind for secret in SECRETS}) >= 40
    assert len(SHAPES) >= 30


@pytest.mark.parametrize("shape", NAMES)
def test_no_kind_of_secret_is_seen_in_this_shape(
    shape: str, redactor: Redactor, finder: SecretFinder
) -> None:
    seen = []
    for number, secret in enumerate(SECRETS):
        if fits(secret, shape):
            text = SHAPES[shape](secret.value)
            # Each in two of the places, all places in turn.
            seen += [shown(redactor, place, text) for place in ("text", PLACES[1 + number % 7])]
    assert finder.found("\n\n".join(seen)) == []


@pytest.mark.parametrize("shape", NAMES)
def test_the_search_finds_every_one_that_is_not_hidden(shape: str, finder: SecretFinder) -> None:
    missed = [
        secret.kind
        for secret in SECRETS
        if fits(secret, shape)
        and len(secret.value) < 4000
        and not finder.found(f"before ({SHAPES[shape](secret.value)}) behind")
    ]
    assert missed == []


@pytest.mark.parametrize("place", PLACES)
def test_no_secret_is_seen_in_this_place(place: str, redactor: Redactor, finder: SecretFinder) -> None:
    text = " ".join(secret.value for secret in SECRETS if len(secret.value) < 1000)
    assert finder.found(text)
    assert finder.found(shown(redactor, place, text)) == []


VALUES = st.one_of(
    st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=200),
    st.text(
        alphabet=st.characters(min_codepoint=33, max_codepoint=0x2FFF, categories=["L", "N", "P"]),
        min_size=8,
        max_size=60,
    ),
)
SURROUNDINGS = st.text(alphabet="abcXYZ 019.,;:&=?%\\\"'<>/+-_\n", max_size=40)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.sampled_from(NAMES), st.sampled_from(PLACES), SURROUNDINGS, SURROUNDINGS)
@example("ab" * 12, "base64 behind one byte", "json", "", "")
@example("*Ń%WàúFNŁὮᜭėÈīÁęᱴa", "quoted-printable", "named", "1b", 'Y"_%0')
def test_a_secret_of_any_look_is_not_seen(
    value: str, shape: str, place: str, before: str, behind: str
) -> None:
    # What repeats itself shows pieces of itself in its own neighbourhood, and words stay readable.
    secret = Planted("any", value, "secret")
    if not fits(secret, shape) or len(set(value)) < 5 or value.lower() in PLAIN_WORDS:
        return
    redactor = knowing((secret,))
    text = f"{before} {SHAPES[shape](value)} {behind}"
    if place == "text":
        result = redactor.text(text)
    else:
        result = shown(redactor, place, text)
    quiet = SecretFinder([("any", value)])
    if quiet.found(f"{before} {behind} {place}"):
        return
    assert quiet.found(result) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(NAMES), st.integers(0, 60))
def test_a_secret_that_is_learned_late_disappears_from_what_was_there_before(
    start: int, shape: str, shift: int
) -> None:
    chance = random.Random(start)
    value = "".join(chance.choices("abcdefghijkmnpqrstuvwxyzABCDEFGH0123456789-_", k=40))
    redactor = Redactor()
    text = "." * shift + f" {SHAPES[shape](value)} ."
    redactor.text(text)
    before = redactor.generation
    redactor.add(value, "access token")
    assert redactor.generation > before
    assert SecretFinder([("late", value)]).found(redactor.text(text)) == []


def cuts(text: str) -> Iterator[tuple[str, str]]:
    for at in range(1, len(text)):
        yield text[:at], text[at:]


def test_halves_of_a_long_secret_are_hidden_where_they_can_be_told() -> None:
    (secret,) = (each for each in SECRETS if each.kind == "access token")
    redactor, finder = knowing((secret,)), finder_of((secret,))
    for first, second in cuts(secret.value):
        assert finder.found(redactor.text(f"<{first}>")) == []
        assert finder.found(redactor.text(f"<{second}>")) == []


def test_short_values_leave_texts_readable() -> None:
    redactor = Redactor()
    for value in ("a", "7", "{", "ab", "id", "tok", "12", "ok!"):
        redactor.add(value, "PIN")
    text = '{"id": 7, "token_type": "ab", "ok": true, "text": "a tok and id 12, ok!"}'
    assert redactor.json(text).text == text
    assert redactor.text(text) == text
    redactor.add("pine", "PIN")
    redactor.add("nuts77", "PIN")
    assert (
        redactor.text("a pineapple, pine7 nuts777 and coco_pine")
        == "a pineapple, pine7 nuts777 and coco_pine"
    )
    assert redactor.text("a pine, (nuts77)") == "a •••• PIN ①, 4 chars, (•••• PIN ②, 6 chars)"
