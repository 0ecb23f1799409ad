"""Exchanges with a server on loopback that are full of secrets, in every kind and shape."""

from __future__ import annotations

import contextlib
import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

from authbench.errors import Location
from authbench.events import ExchangeError, HttpExchange
from authbench.http import HttpRequest
from authbench.http.errors import TransportError
from support.http_server import http_bench
from support.loopback_server import LoopbackServer, QuietHandler
from support.planted_secrets import Planted
from support.secret_shapes import SHAPES, WINDOWS, WITHIN_WORDS

RUN = "r1"
# Written in three layers already, which is as far as Authbench looks: not wrapped into one more.
_DEEP = frozenset(("JSON in JSON in JSON", "JSON in JSON", "base64 twice", "base64 in lines in JSON"))


class _Echo(QuietHandler):
    """Answers with what was sent: the body, and the headers that say so."""

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(int(self.headers.get("X-Status") or 200))
        for name in ("Content-Type", "Content-Encoding", "X-Item"):
            if name in self.headers:
                self.send_header(name, self.headers[name])
        for name in ("Location", "Set-Cookie"):
            if f"X-{name}" in self.headers:
                self.send_header(name, self.headers[f"X-{name}"])
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def fits(secret: Planted, shape: str) -> bool:
    """Whether a secret is promised to be found in a shape: windows of long ones, short ones as words."""
    if shape in WINDOWS:
        return len(secret.value) >= 24 and not secret.telling
    return not (secret.short and shape in WITHIN_WORDS)


def _shaped(secret: Planted, number: int) -> dict[str, str]:
    """Half of the shapes, the other half for the next kind; of what is very long, a few."""
    names = [name for name in SHAPES if fits(secret, name)]
    names = names[::16] if len(secret.value) > 4000 else names[number % 2 :: 2]
    return {name: SHAPES[name](secret.value) for name in names}


def _requests(secret: Planted, number: int, origin: str) -> Iterator[HttpRequest]:
    texts = _shaped(secret, number)
    flat = [text for name, text in texts.items() if name not in _DEEP]
    # Each shape in one of four kinds of bodies, each kind of secret beginning with another.
    share = [flat[start::4] for start in range(4)]
    share = share[number // 2 % 4 :] + share[: number // 2 % 4]
    lines = "\n\n".join([*share[0], *(text for name, text in texts.items() if name in _DEEP)])
    form = "&".join(f"item{at}={quote_plus(text)}" for at, text in enumerate(share[1]))
    document = "".join(f"<item n='{at}'>{escape(text)}</item>" for at, text in enumerate(share[2]))
    xml = f"<items>{document}</items>".replace("\0", "")
    bodies = [
        ("text/plain; charset=utf-8", lines.encode(), ""),
        ("application/x-www-form-urlencoded", form.encode(), ""),
        ("application/xml; charset=utf-8", xml.encode(), ""),
        ("application/json", json.dumps({"items": share[3], "n": 1}).encode(), ""),
        ("text/plain; charset=utf-16", f"item is {secret.value}.".encode("utf-16"), ""),
        ("text/plain; charset=utf-8", gzip.compress(f"item is {secret.value}.".encode()), "gzip"),
        ("application/octet-stream", b"\x00\xff\x01item: " + secret.value.encode() + b"\x00\x02", ""),
    ]
    for kind, content, coding in bodies:
        headers = [("Content-Type", kind), *((("Content-Encoding", coding),) if coding else ())]
        yield HttpRequest("POST", f"{origin}/items", tuple(headers), content)
    if len(secret.value) > 4000:
        return
    word = quote(secret.value, safe="")
    plain = "".join(one for one in secret.value if " " <= one <= "~")
    for status, target in (
        (200, f"{origin}/items/{word}/x?item={word}&n=1"),
        (302, f"{origin}/a?b={word}#{word}"),
    ):
        fields = (
            ("X-Status", str(status)),
            ("X-Item", plain if plain == secret.value else word),
            ("X-Location", f"{origin}/next/{word}?item={word}#item={word}"),
            ("X-Set-Cookie", f"item={word}; Path=/; HttpOnly"),
            ("Cookie", f"theme=dark; item={word}"),
            ("Referer", f"{origin}/from?item={word}"),
        )
        yield HttpRequest("POST", target, fields, b"")


def record_traffic(secrets: tuple[Planted, ...]) -> list[HttpExchange]:
    """Real exchanges, and some that failed. All belong to the run `RUN`."""
    server = LoopbackServer(_Echo)
    try:
        with http_bench() as bench:
            for number, secret in enumerate(secrets):
                for request in _requests(secret, number, server.origin):
                    with contextlib.suppress(TransportError):
                        bench.client.send(request, bench.scope)
    finally:
        server.close()
    made = bench.events.finished
    return [_told(exchange, secrets[at % len(secrets)]) for at, exchange in enumerate(made)]


def _told(exchange: HttpExchange, secret: Planted) -> HttpExchange:
    """The exchange with what an engine adds to it, texts of which secrets may be a part."""
    changed = replace(
        exchange,
        run_id=RUN,
        step="test",
        cause=f"asked for {secret.value}"[:300],
        notes=(f"a header says {secret.value!r}"[:300],),
        lambda_location=Location("connector.rb", 7, 3, "test", source=f"  get({secret.value!r})"[:300]),
    )
    if exchange.id % 10 == 0:
        failed = ExchangeError("connection_failed", f"no answer to {secret.value!r}"[:300])
        changed = replace(changed, status=None, error=failed)
    return changed
