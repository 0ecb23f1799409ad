"""Sixty requests that are hard to write down, and their recording."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from authbench.events import ExchangeFinished, HttpExchange, SecretLearned
from authbench.http import CancelScope, HttpClient, HttpRequest, IoLoop

JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
TEXT = ("Content-Type", "text/plain; charset=utf-8")
BINARY = ("Content-Type", "application/octet-stream")


@dataclass(frozen=True)
class OddRequest:
    """What is sent; `target` follows the server's origin."""

    name: str
    method: str = "GET"
    target: str = "/"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Secrets:
    """Secrets made for this run alone."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(30)
        self.password = "pässwörd '\"$`!" + secrets.token_hex(6)
        self.secret = secrets.token_hex(20)

    def labelled(self) -> tuple[tuple[str, str], ...]:
        return ((self.token, "access token"), (self.password, "password"), (self.secret, "client secret"))


def odd_requests(known: Secrets) -> list[OddRequest]:
    """The sixty, in a fixed order."""
    bearer = ("Authorization", f"Bearer {known.token}")
    boundary = "----odd'boundary"
    multipart = (
        (
            f'--{boundary}\r\nContent-Disposition: form-data; name="client_secret"\r\n\r\n{known.secret}\r\n'
            f'--{boundary}\r\nContent-Disposition: form-data; name="f"; filename="ü.bin"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        + bytes(range(256))
        + f"\r\n--{boundary}--\r\n".encode()
    )
    text_parts = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\nline\nbreak\r\n--{boundary}--\r\n'
    ).encode()
    with_boundary = ("Content-Type", f'multipart/form-data; boundary="{boundary}"')
    return [
        OddRequest("plain"),
        OddRequest("token in a header", headers=(bearer,)),
        OddRequest("query", target="/a?b=c&d=e"),
        OddRequest("encoded slash", target="/a%2Fb/c?p=%2Fx"),
        OddRequest("plus and blank", target="/s?q=a+b%20c"),
        OddRequest("lower-case escapes", target="/a%2fb?x=%c3%bc"),
        OddRequest("unreserved escapes", target="/%7Euser?q=%7E%41"),
        OddRequest("brackets", target="/items?filter[name]=x&ids[]=1"),
        OddRequest("apostrophe", target="/it's?q='quoted'"),
        OddRequest("substitution", target="/$(id)?q=$(id)&r=${HOME}&s=$HOME"),
        OddRequest("backticks", target="/q?x=`id`"),
        OddRequest("exclamation", target="/wow!?x=!!&y=!$"),
        OddRequest("dots", target="/a/../b/./c"),
        OddRequest("double slash", target="//double//slash?x=//y"),
        OddRequest("empty query", target="/e?"),
        OddRequest("empty values", target="/e?a=&b&=c&&d=1"),
        OddRequest("braces and bars", target="/{x,y}?r=[1-3]|^\\"),
        OddRequest("unicode path", target="/%C3%BCber/%E2%82%AC?n=%F0%9F%98%80"),
        OddRequest("semicolons", target="/m;v=1?a=1;b=2"),
        OddRequest("secret in the query", target=f"/q?access_token={known.token}&x=1"),
        OddRequest("stray percent", target="/100%?q=50%"),
        OddRequest("colon in the path", target="/a:b@c?d:e@f"),
        OddRequest("very long target", target="/l?x=" + "abc%20" * 1200),
        OddRequest("empty header", headers=(("X-Empty", ""), ("X-Full", "1"))),
        OddRequest("duplicate headers", headers=(("X-Two", "1"), ("X-Two", "2"), ("x-two", "1"))),
        OddRequest("quotes in a header", headers=(("X-Q", 'it\'s "so" $(x) `y` \\ !z'), bearer)),
        OddRequest("unicode header", headers=(("X-U", "grüße €"),)),
        OddRequest("header that looks like a file", headers=(("X-At", "@/etc/passwd"), ("X-Eq", "=1"))),
        OddRequest("header with separators", headers=(("X-S", "a:=b;c==d@e"), ("X-C", ":x"))),
        OddRequest("its own agent", headers=(("User-Agent", "odd/1"), ("Accept", "application/json"))),
        OddRequest("no accept, own encoding", headers=(("Accept-Encoding", "identity"),)),
        OddRequest("cookie", headers=(("Cookie", f"sid={known.secret}"),)),
        OddRequest("another host", headers=(("Host", "Api.Example.test:8443"),)),
        OddRequest("asterisk and ampersand", headers=(("X-G", "*?[a]{b} & | < > ; #"),)),
        OddRequest("head", "HEAD", "/h"),
        OddRequest("options", "OPTIONS", "/o"),
        OddRequest("delete", "DELETE", "/d/1"),
        OddRequest("delete with body", "DELETE", "/d", (JSON,), b'{"ids":[1,2]}'),
        OddRequest("get with body", "GET", "/search", (JSON,), b'{"query":{}}'),
        OddRequest("propfind", "PROPFIND", "/dav", (("Depth", "1"),)),
        OddRequest("purge", "PURGE", "/cached"),
        OddRequest("post without a body", "POST", "/p"),
        OddRequest("put without a body", "PUT", "/p", (bearer,)),
        OddRequest("json", "POST", "/j", (JSON, bearer), json.dumps({"a": "b'c", "d": [1, None]}).encode()),
        OddRequest("json with a secret", "POST", "/j", (JSON,), json.dumps({"token": known.token}).encode()),
        OddRequest(
            "json with an escaped secret",
            "POST",
            "/j",
            (JSON,),
            json.dumps({"password": known.password, "again": known.password}).encode(),
        ),
        OddRequest(
            "form", "POST", "/f", (FORM,), f"grant_type=x&client_secret={known.secret}&e=&u=%C3%BC+y".encode()
        ),
        OddRequest("body with a leading at", "POST", "/b", (TEXT,), b"@/etc/passwd"),
        OddRequest("body with a leading less-than", "POST", "/b", (TEXT,), b"<file>"),
        OddRequest("body with a leading dash", "POST", "/b", (TEXT,), b"-x --data y"),
        OddRequest(
            "body of quotes", "POST", "/b", (TEXT,), b"'\"\\'\\\"$(id) `id` $HOME !! \\n \\0101 %s %% ''"
        ),
        OddRequest("lines", "POST", "/b", (TEXT,), b"\none\n\n two\t\n\n"),
        OddRequest("carriage returns", "PUT", "/b", (TEXT,), f"a\r\nb\\r\r\n{known.token}\r\n".encode()),
        OddRequest("unicode body", "PATCH", "/b", (TEXT,), "grüße € 😀\u2028 \u202e ".encode()),
        OddRequest("controls", "POST", "/b", (TEXT,), b"a\x00b\x01\x1b[31m\x7f\x00" + known.token.encode()),
        OddRequest("every byte", "POST", "/b", (BINARY,), bytes(range(256)) * 2),
        OddRequest("multipart with a file", "POST", "/m", (with_boundary,), multipart),
        OddRequest("multipart of text", "POST", "/m", (with_boundary,), text_parts),
        OddRequest("body without a type", "POST", "/b", (), b"untyped"),
        OddRequest("long body", "POST", "/b", (BINARY, bearer), "ü'y\n".encode() * 212_000),
    ]


def record(requests: list[OddRequest], authority: str, known: Secrets) -> list[HttpExchange]:
    """Send them all with our own client; what it recorded of each."""
    finished: list[HttpExchange] = []

    class Recorder:
        def record(self, event: object) -> None:
            if isinstance(event, ExchangeFinished):
                finished.append(event.exchange)
            assert not isinstance(event, SecretLearned)

    loop = IoLoop()
    client = HttpClient(loop, Recorder(), trust_env=False)
    try:
        for request in requests:
            client.send(
                HttpRequest(
                    request.method, f"http://{authority}{request.target}", request.headers, request.body
                ),
                CancelScope(),
            )
    finally:
        client.close()
        loop.close()
    return finished
