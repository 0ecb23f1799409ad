"""What is no secret stays readable: realistic exchanges, with realistic secrets known."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from authbench.journal import Redactor
from support.planted_secrets import planted, text

HEX = "0123456789abcdef"
WORDS = [
    "account",
    "order",
    "invoice",
    "customer",
    "total",
    "price",
    "shipped",
    "pending",
    "street",
    "München",
    "Łódź",
    "東京",
    "данные",
    "größe",
    "the",
    "of",
    "and",
    "with",
    "for",
    "password",
    "token",
    "secret",
    "key",
    "reset",
    "your",
    "was",
    "not",
    "found",
    "please",
    "sign",
    "in",
    "again",
    "code",
    "state",
]


def _uuid(chance: random.Random) -> str:
    digits = "".join(chance.choices(HEX, k=32))
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def _sentence(chance: random.Random, length: int = 12) -> str:
    return " ".join(chance.choices(WORDS, k=length)).capitalize() + "."


def _item(chance: random.Random) -> dict[str, object]:
    return {
        "id": chance.randrange(10**9),
        "uuid": _uuid(chance),
        "etag": '"' + "".join(chance.choices(HEX, k=32)) + '"',
        "sha256": "".join(chance.choices(HEX, k=64)),
        "created_at": f"2026-0{chance.randrange(1, 9)}-1{chance.randrange(9)}T12:00:00.123Z",
        "email": f"{chance.choice(WORDS)}{chance.randrange(99)}@example.test",
        "state": chance.choice(("open", "closed")),
        "code": chance.choice(("A1", "not_found")),
        "amount": chance.random() * 1000,
        "note": _sentence(chance),
        "token_type": "Bearer",
        "expires_in": 3600,
        "password_policy": "strict",
        "url": f"https://api.example.test/v2/items/{_uuid(chance)}?page={chance.randrange(9)}&limit=50",
    }


def _json(chance: random.Random) -> str:
    page = {"nextPageToken": text(chance, 40), "cursor": text(chance, 60), "total": 100}
    return json.dumps({"items": [_item(chance) for _ in range(chance.randrange(1, 8))], **page})


def _html(chance: random.Random) -> str:
    body = "".join(
        f"<p class='c{chance.randrange(99)}'>{_sentence(chance)}&nbsp;&copy;</p>" for _ in range(9)
    )
    style = ".a{color:#0af;margin:0 auto}@media (max-width:600px){.b{width:100%}}"
    script = f"var n={chance.randrange(99)};function key(e){{return e.keyCode===13&&state.code}}"
    return f"<html><head><style>{style}</style><script>{script}</script></head><body>{body}</body></html>"


def _xml(chance: random.Random) -> str:
    items = "".join(
        f'<Item id="{_uuid(chance)}" code="{chance.randrange(99)}"><Name>{_sentence(chance, 3)}</Name></Item>'
        for _ in range(12)
    )
    return f"<?xml version='1.0'?><Items>{items}</Items>"


def _graphql(chance: random.Random) -> str:
    query = "query($id: ID!) { order(id: $id) { id state key: name total { amount currency } } }"
    return json.dumps({"query": query, "variables": {"id": _uuid(chance), "after": text(chance, 40)}})


def _image(chance: random.Random) -> str:
    return json.dumps({"logo": "data:image/png;base64," + base64.b64encode(chance.randbytes(900)).decode()})


def _log(chance: random.Random) -> str:
    lines = (
        f"2026-03-01 12:00:0{at} INFO {_sentence(chance, 6)} trace={_uuid(chance)} took {chance.random():.3f}s"
        for at in range(9)
    )
    return "\n".join(lines)


def _problem(chance: random.Random) -> str:
    return json.dumps(
        {"error": "invalid_grant", "error_description": _sentence(chance), "trace_id": _uuid(chance)}
    )


def _lines(chance: random.Random) -> str:
    return "\r\n".join(f"{_uuid(chance)},{_sentence(chance, 3)},{chance.randrange(999)}" for _ in range(9))


def _fields(chance: random.Random) -> str:
    """What a form is made of: names apart from values, some of them of fields for secrets."""
    names = ("email", "password", "status", "reset your password", "token_type", "page", "id", "api_key_id")
    fields = [
        {"name": name, "label": _sentence(chance, 2), "value": _sentence(chance, 4), "id": _uuid(chance)}
        for name in names
        if name != "password"
    ]
    return json.dumps([*fields, {"name": "password", "label": "Password", "type": "password", "value": ""}])


def _table(chance: random.Random) -> str:
    rows = "\r\n".join(f"{_uuid(chance)},{_sentence(chance, 3)},{chance.randrange(999)}" for _ in range(9))
    return "id,note,token count\r\n" + rows


BODIES: tuple[Callable[[random.Random], str], ...] = (
    *(_json, _html, _xml, _graphql, _image, _log, _problem, _lines, _fields, _table),
)


def exchanges(count: int) -> Iterator[list[tuple[str, str, str]]]:
    """The texts of each exchange: the way they are redacted, their name, and what they are."""
    chance = random.Random(11)
    for number in range(count):
        make = BODIES[number % len(BODIES)]
        kind = {
            "_html": "xml",
            "_xml": "xml",
            "_log": "redact",
            "_lines": "redact",
            "_table": "redact",
        }.get(make.__name__, "json")
        query = urlencode(
            {"q": _sentence(chance, 3), "page": number, "fields": "id,name", "id": _uuid(chance)}
        )
        yield [
            ("url", "", f"https://api.example.test/v2/{chance.choice(WORDS[:6])}/{_uuid(chance)}?{query}"),
            ("header", "Content-Type", "application/json; charset=utf-8"),
            ("header", "ETag", 'W/"' + "".join(chance.choices(HEX, k=40)) + '"'),
            ("header", "X-Request-Id", _uuid(chance)),
            ("header", "Date", "Sun, 01 Mar 2026 12:00:00 GMT"),
            ("header", "WWW-Authenticate", 'Bearer realm="x", error="invalid_token"'),
            ("header", "X-RateLimit-Remaining", str(chance.randrange(9999))),
            ("header", "User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"),
            (kind, "", make(chance)),
        ]


def test_hardly_anything_else_is_hidden_in_a_thousand_exchanges() -> None:
    redactor = Redactor()
    for secret in planted(77):
        redactor.add(secret.value, secret.label)
    for value in ("a", "7", "ok", "id", "tok", "test", "password", "hunt"):
        redactor.add(value, "password")
    total, hidden = 0, 0
    for parts in exchanges(1000):
        for way, name, content in parts:
            call = getattr(redactor, way)
            shown = call(name, content) if name else call(content)
            total += len(content)
            # What stands between the chips is what was there.
            kept = shown.rendered(lambda chip: "")
            hidden += len(content) - len(kept)
    assert total > 1_000_000
    assert hidden <= total / 1000, f"{hidden} of {total} characters"
